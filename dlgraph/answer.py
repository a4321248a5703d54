"""From a question's hits to its answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dlgraph.model import Answer, AnswerKind, ConceptName, Hit, Item
from dlgraph.search.catalog import Catalog, Place

ALTERNATIVES = 3


def answer(
    question: str, hits: Sequence[Hit], catalog: Catalog, *, confidence: float, index: str, model: str
) -> Answer:
    """Make the best hit the answer and say where it stands.

    Args:
        question: the question as typed.
        hits: what was found, best first.
        catalog: the glossary as the index stores it.
        confidence: the probability that the first hit is right, 0 to 1.
        index: the digest of the index.
        model: the model's name.

    Returns:
        The answer; without hits, an abstention.
    """
    if not hits:
        return abstain(question, "nothing in this glossary resembles the question", (), index=index, model=model)
    found = named(question, hits[0].item, catalog, index=index, model=model)
    return replace(found, confidence=confidence, hit=hits[0], alternatives=tuple(hits[1 : 1 + ALTERNATIVES]))


def named(question: str, item: Item, catalog: Catalog, *, index: str, model: str) -> Answer:
    """Make the item that a question names outright the answer, and say where it stands.

    Args:
        question: the question as typed.
        item: what it names, word for word.
        catalog: the glossary as the index stores it.
        index: the digest of the index.
        model: the model's name.

    Returns:
        The answer, sure of itself, with no hit since nothing was searched for.
    """
    place = catalog.place(item.concept) if item.concept else None
    kind: AnswerKind = item.kind
    return Answer(
        question=question,
        kind=kind,
        confidence=1.0,
        item=item,
        hit=None,
        concepts=(place.concept,) if place else (),
        breadcrumb=place.breadcrumb if place else (),
        related=_related(place),
        alternatives=(),
        proof=(),
        reason="",
        index=index,
        model=model,
    )


def abstain(
    question: str, reason: str, nearest: Sequence[Hit], *, index: str, model: str, confidence: float = 0.0
) -> Answer:
    """Say that the glossary does not answer, why, and what comes closest.

    Args:
        question: the question as typed.
        reason: why nothing found is an answer.
        nearest: what was found, best first.
        index: the digest of the index.
        model: the model's name.
        confidence: the probability that the first hit would have been right, 0 to 1.

    Returns:
        The abstention.
    """
    return Answer(
        question=question,
        kind="abstain",
        confidence=confidence,
        item=None,
        hit=None,
        concepts=(),
        breadcrumb=(),
        related=(),
        alternatives=tuple(nearest[:ALTERNATIVES]),
        proof=(),
        reason=reason,
        index=index,
        model=model,
    )


def _related(place: Place | None) -> tuple[ConceptName, ...]:
    return place.related if place else ()
