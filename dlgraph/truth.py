"""A question that puts a statement forward: found, judged by the misconception it is about, and answered by that."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dlgraph.model import Answer, Hit
from dlgraph.search import catalog
from dlgraph.search.encoder import Vectors
from dlgraph.search.index import Index
from dlgraph.statements import Statement, statement

if TYPE_CHECKING:
    from dlgraph.verdict import Judgement

# From this probability on that a statement is about a misconception, that misconception answers it even where the best
# hit would have been too weak to.
CERTAIN = 0.5
# By how much the cosine of an FAQ's question has to exceed that of the misconception for the FAQ to be what was meant.
_NEARER = 0.15
# A misconception may be judged by from far down; an answer comes from the best few.
_HITS, _FEW = 100, 10

Encode = Callable[[Sequence[str]], Vectors]


@dataclass(frozen=True, slots=True)
class Considered:
    """What was found for a question, best first, and the judgement of what it puts forward, if it does."""

    hits: tuple[Hit, ...]
    judgement: Judgement | None


def consider(questions: Sequence[str], index: Index, encode: Encode) -> list[Considered]:
    """Search for questions; what one of them puts forward is searched for bare, and judged.

    Args:
        questions: the questions, cleaned.
        index: the index.
        encode: turns texts into unit vectors, of shape (n, dimension).

    Returns:
        What was found for each, in order.
    """
    said = [statement(question) if index.manifest.counts["misconceptions"] else None for question in questions]
    texts = [index.mend(each.text if each else question) for question, each in zip(questions, said, strict=True)]
    if not texts:
        return []
    found = []
    for text, each, vector in zip(texts, said, encode(texts), strict=True):
        hits = index.search(vector, text, _HITS if each else _FEW)
        found.append(Considered(tuple(hits), _judged(each, hits, index, vector) if each else None))
    return found


def _judged(said: Statement, hits: Sequence[Hit], index: Index, vector: Vectors) -> Judgement | None:
    # Most questions put nothing forward, and start the sooner without the rules for what does.
    from dlgraph import verdict

    def names(concept: str) -> tuple[str, ...]:
        return tuple(name for item in index.backend.get([concept]) for name in (item.label, *item.alternatives))

    with catalog.reading():
        return verdict.judge(said, hits, lambda item: index.backend.compare_item(item, vector), names)


def settles(considered: Considered, usual: Answer) -> bool:
    """Tell whether the misconception that was judged by answers in place of what would have answered without it.

    Args:
        considered: what was found.
        usual: the answer, or the abstention, that the hits alone give.

    Returns:
        True where the judgement says true or false, or the misconception is the best hit, and the question is answered
        at all; a misconception that is clearly meant answers it in any case. An FAQ whose question is much nearer goes
        before it.
    """
    judged = considered.judgement
    if judged is None or (usual.kind == "abstain" and judged.about < CERTAIN):
        return False
    best = considered.hits[0]
    asked = best.passage.field in ("question", "alternative") and best.cosine >= judged.hit.cosine + _NEARER
    return best == judged.hit or (bool(judged.verdict) and not asked)


def ahead(considered: Considered) -> list[Hit]:
    """Return the hits with the misconception that was judged by before all others."""
    judged = considered.judgement
    first = [judged.hit] if judged else []
    return first + [hit for hit in considered.hits if hit not in first]


def told(answer: Answer, judged: Judgement) -> Answer:
    """Say in an answer whether what the question puts forward holds; the confidence becomes that of the verdict."""
    if not judged.verdict:
        return answer
    return replace(answer, verdict=judged.verdict, confidence=judged.about * max(judged.holds, 1 - judged.holds))
