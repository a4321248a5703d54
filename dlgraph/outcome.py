"""A question of a set, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dlgraph.model import Answer


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a set and the grades of the ids that answer it; no ids where the corpus holds no answer."""

    text: str
    expects: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a question of a set.

    ``found`` are the distinct things found, best first: the expected id a hit answers to, or else its own. ``place`` is
    where the first expected one stands, from 1, or 0; ``score`` is that of the first hit.
    """

    question: Question
    answer: Answer
    found: tuple[str, ...]
    place: int
    score: float
    seconds: float
