"""The errors dlgraph raises: one tree, each message saying what, where, and what cures it."""

from __future__ import annotations

from collections.abc import Iterable


class DlgraphError(Exception):
    """The root of every error that dlgraph raises on purpose.

    Args:
        message: what is wrong and where.
        cure: the command or edit that repairs it, shown after the message.
    """

    def __init__(self, message: str, *, cure: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.cure = cure

    def __str__(self) -> str:
        return f"{self.message}\n  {self.cure}" if self.cure else self.message


class CorpusError(DlgraphError):
    """A corpus cannot be read: missing, empty, or holding a file that breaks its format."""


class UnknownConceptError(DlgraphError, KeyError):
    """No concept goes by this id, file name, label or alias.

    Args:
        reference: the name that was asked for.
        near: labels that look like it, closest first.
    """

    def __init__(self, reference: str, near: Iterable[str] = ()) -> None:
        self.reference = reference
        self.near = tuple(near)
        cure = f"Did you mean: {', '.join(self.near)}?" if self.near else "`dlgraph tree` lists the concepts."
        super().__init__(f"no concept is called {reference!r} in this glossary", cure=cure)


class ModelError(DlgraphError):
    """An embedding model cannot be found, verified or loaded."""


class IndexFormatError(DlgraphError):
    """An index was written in a format this version does not read."""


class IndexDamagedError(DlgraphError):
    """An index file is missing, truncated or corrupt; building it again cures it."""


class QuestionError(DlgraphError):
    """A question or an option to it cannot be used, such as an empty question."""
