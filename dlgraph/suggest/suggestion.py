"""What a suggestion is: something a glossary may be missing, with what speaks for it and how much."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from dlgraph.model import Source

Topic = Literal["links", "parents", "duplicates", "aliases"]
Kind = Literal["references", "related", "broader", "duplicate", "alias"]
TOPICS: tuple[Topic, ...] = ("links", "parents", "duplicates", "aliases")


@dataclass(frozen=True, slots=True)
class Reason:
    """One piece of evidence: its name, what it says in words and numbers, what it adds to the score, and its place.

    ``adds`` is in log-odds: a suggestion's score is the logistic function of its base and all that its reasons add.
    """

    name: str
    text: str
    adds: float
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something a glossary may be missing; it is never part of the glossary until somebody writes it there.

    ``concept`` is the id of the concept whose page would change. ``target`` is the id of the other concept of a
    relation or a duplicate, empty for an alias, which is ``value``. ``score`` lies between 0 and 1, ``source`` is
    where the suggestion would be written, and ``text`` the words there that would become a link.
    """

    kind: Kind
    concept: str
    target: str
    value: str
    score: float
    reasons: tuple[Reason, ...]
    source: Source
    text: str = ""


def probability(log_odds: float) -> float:
    """Return the logistic function: the probability that has these log-odds."""
    return 1 / (1 + math.exp(-max(min(log_odds, 50.0), -50.0)))


def best(suggestions: Iterable[Suggestion], k: int, least: float) -> list[Suggestion]:
    """Return the k best suggestions that score at least so much, best first; equals by concept, target and value."""
    kept = [each for each in suggestions if each.score >= least]
    return sorted(kept, key=lambda each: (-each.score, each.concept, each.target, each.value))[:k]
