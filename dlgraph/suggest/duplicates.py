"""Concepts that may be one and the same: alike in name, near in meaning, in the same place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dlgraph.concept import Concept
from dlgraph.questions import FUNCTION_WORDS
from dlgraph.suggest.aliases import forms
from dlgraph.suggest.evidence import Evidence
from dlgraph.suggest.lawful import Relations
from dlgraph.suggest.mentions import folded_words
from dlgraph.suggest.suggestion import Reason, Suggestion, best, probability

LEAST = 0.5
# Log-odds, chosen by hand: no glossary at hand tells which of its concepts are one. The score ranks; it is no
# probability that was ever measured.
BASE = -9.0
SAME_NAME = 5.0
SAME_LETTERS = 5.0
COSINE = 10.0
WORDS = 3.0
NEIGHBORS = 1.5
# Two that a relation joins, or that one page tells apart, were told apart by somebody.
JOINED = -3.0
_NEAR = 0.55
_LETTERS = re.compile(r"[\W_]+")


def suggest(
    evidence: Evidence, concepts: Sequence[Concept] = (), k: int = 20, least: float = LEAST
) -> list[Suggestion]:
    """Suggest pairs of concepts that may be one.

    Args:
        evidence: the glossary and its vectors.
        concepts: of which one is in each pair; none for all.
        k: how many to return at most.
        least: the least score.

    Returns:
        Suggestions, best first, each pair once. Nothing above or below another in the hierarchy is paired with it.
    """
    rows = [evidence.at[concept.id] for concept in concepts] or list(range(len(evidence.ids)))
    relations = Relations(evidence.glossary)
    found: dict[tuple[str, str], Suggestion] = {}
    for row, other, reasons in _pairs(evidence, rows):
        pair = (evidence.ids[min(row, other)], evidence.ids[max(row, other)])
        if pair not in found and pair[1] not in relations.kin(pair[0]):
            score = probability(BASE + sum(each.adds for each in reasons))
            found[pair] = Suggestion("duplicate", *pair, "", score, reasons, evidence.glossary.concepts[pair[0]].source)
    return best(found.values(), k, least)


def _pairs(evidence: Evidence, rows: Sequence[int]) -> Iterator[tuple[int, int, tuple[Reason, ...]]]:
    import numpy as np

    concepts = list(evidence.glossary)
    names = [forms(concept) for concept in concepts]
    letters = [{_LETTERS.sub("", name) for name in several if len(name) > 2} for several in names]
    called: dict[str, list[int]] = {}
    for row, several in enumerate(letters):
        for each in several:
            called.setdefault(each, []).append(row)
    for block in evidence.portions(rows):
        for row, near in zip(block, evidence.cosines(block), strict=True):
            alike = {other for each in letters[row] for other in called[each]}
            for other in sorted((alike | {int(at) for at in np.flatnonzero(near >= _NEAR)}) - {row}):
                cosine = float(near[other])
                reasons = [Reason("cosine", f"the definitions are near: cosine {cosine:.2f}", COSINE * cosine)]
                if both := names[row] & names[other]:
                    reasons.append(Reason("same name", f"both are called “{min(both)}”", SAME_NAME))
                elif both := letters[row] & letters[other]:
                    reasons.append(Reason("same letters", f"names with the same letters: “{min(both)}”", SAME_LETTERS))
                reasons += _likeness(evidence, row, other)
                yield row, other, tuple(sorted(reasons, key=lambda each: -each.adds))


def _likeness(evidence: Evidence, row: int, other: int) -> Iterator[Reason]:
    one, two = (_content(evidence.glossary.concepts[evidence.ids[at]].definition) for at in (row, other))
    if one and two and (share := len(one & two) / len(one | two)):
        yield Reason("words", f"the definitions share {share:.0%} of their words", WORDS * share)
    around, beside = evidence.neighbors[row] - {other}, evidence.neighbors[other] - {row}
    if around and beside and (share := len(around & beside) / len(around | beside)):
        yield Reason("neighbors", f"{share:.0%} of their neighbors are the same", NEIGHBORS * share)
    if other in evidence.neighbors[row]:
        yield Reason("joined", "but a relation tells them apart", JOINED)


def _content(definition: str) -> set[str]:
    return set(folded_words(definition).split()) - FUNCTION_WORDS
