"""What checks find: values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dlgraph.ledger import Tier
from dlgraph.model import Source

Action = Literal["add", "remove", "replace"]
TIERS: tuple[Tier, ...] = ("error", "warning", "info")


class NotCheckable(Exception):  # noqa: N818 - it tells of a state, not of an error
    """Raised by a check that has nothing to look at in this glossary; its text says why."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One link of the chain that proves a finding: what stands there, and where."""

    text: str
    source: Source


@dataclass(frozen=True, slots=True)
class Edit:
    """A change to one list in the front matter of a page that cures a finding.

    Args:
        file: the page, relative to the corpus.
        action: put a value in, take one out, or put another in its place.
        key: the key as it is written on the page; where a page has none, how it is to be called.
        value: the value to add, or the one that stands there now.
        line: where the value stands now, from 1; 0 for a value to be added.
        new: what replaces the value.
    """

    file: str
    action: Action
    key: str
    value: str
    line: int = 0
    new: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with a glossary: what, where, the chain that proves it, its cure, and the edits that would do it.

    ``subject`` is the id of the concept or FAQ it is about, empty where it is about a file or the whole glossary.
    """

    code: str
    tier: Tier
    message: str
    source: Source
    subject: str = ""
    evidence: tuple[Evidence, ...] = ()
    cure: str = ""
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What a check says of one place, before it has the check's code and tier; a ``tier`` of its own wins."""

    message: str
    source: Source
    subject: str = ""
    evidence: tuple[Evidence, ...] = ()
    cure: str = ""
    edits: tuple[Edit, ...] = ()
    tier: Tier | None = None
