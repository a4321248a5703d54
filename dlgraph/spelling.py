"""Misspelt words, told from words a glossary does not know, and mended towards the names of its concepts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from dlgraph.text import fold

SHORTEST = 5
_WORD = re.compile(r"[^\W_]+")


def mend(question: str, occurs: Callable[[str], bool], alike: Callable[[str], Iterable[str]]) -> str:
    """Replace each word that occurs nowhere in a glossary by the one word of a concept's name it is a slip away from.

    Args:
        question: the question as typed.
        occurs: tells whether a folded word occurs in the glossary.
        alike: lists words of names that may be meant by a folded word.

    Returns:
        The question, with words replaced where exactly one word of a name is nearest.
    """

    def mended(match: re.Match[str]) -> str:
        word = fold(match[0])
        if len(word) < SHORTEST or word.isdecimal() or occurs(word):
            return match[0]
        allowed = 2 if len(word) >= 8 else 1
        near = [(distance, name) for name in alike(word) if (distance := slips(word, name)) <= allowed]
        best = sorted(name for distance, name in near if distance == min(near)[0])
        return best[0] if len(best) == 1 else match[0]

    return _WORD.sub(mended, question)


def slips(one: str, other: str) -> int:
    """Return how many letters must be put in, left out, replaced or swapped to turn one word into another.

    This is the optimal string alignment distance (Damerau, 1964, restricted as by Oommen and Loke, 1997).
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        before, last, row = row, before, [at, *[0] * len(other)]
        for to, wanted in enumerate(other, 1):
            row[to] = min(before[to] + 1, row[to - 1] + 1, before[to - 1] + (letter != wanted))
            if at > 1 and to > 1 and letter == other[to - 2] and one[at - 2] == wanted:
                row[to] = min(row[to], last[to - 2] + 1)
    return row[-1]
