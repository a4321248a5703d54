"""What a check is, what comes of it, and the decorator that makes one of a function."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from dlgraph.checks.finding import Finding, Found
from dlgraph.checks.subject import Subject
from dlgraph.ledger import Tier

State = Literal["held", "violated", "not checkable"]
STATES: tuple[State, ...] = ("held", "violated", "not checkable")


@dataclass(frozen=True, slots=True)
class Check:
    """A check: its code, its name, how bad its findings are, and the function that looks for them.

    The function's docstring is the message that ``--explain`` and docs/checks.md show. ``deep`` checks ask the index.
    """

    code: str
    name: str
    tier: Tier
    look: Callable[[Subject], Iterator[Found]]
    fixable: bool = False
    deep: bool = False

    @property
    def title(self) -> str:
        """The first line of the docstring: what must not be, in one sentence."""
        return self.explanation.partition("\n")[0]

    @property
    def explanation(self) -> str:
        """The docstring."""
        return inspect.cleandoc(self.look.__doc__ or "")


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one check; ``why`` says why it could not be made where it could not."""

    check: Check
    state: State
    findings: tuple[Finding, ...] = ()
    why: str = ""


def check(
    code: str, name: str, tier: Tier, *, fixable: bool = False, deep: bool = False
) -> Callable[[Callable[[Subject], Iterator[Found]]], Check]:
    """Make a check of a function that yields what it finds in a subject, or raises ``NotCheckable`` at once."""
    return lambda look: Check(code, name, tier, look, fixable, deep)
