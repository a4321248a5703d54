"""Ranking: a pure function from candidates to hits."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from dlgraph.model import Hit
from dlgraph.search.backend import Candidate
from dlgraph.search.calibration import WORD_FOR_WORD
from dlgraph.search.views import UNDEFINED, combined

# What a section gains where the question names its concept and by its form asks for such a section. From 0.2 on
# every such question of a public glossary found its section; cosine alone found half (docs/retrieval.md).
SECTION = 0.3


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a query says by its words alone.

    ``verbatim`` are ids of items whose name or question it is, ``named`` ids of concepts it names, and
    ``sections`` matches the titles of the sections its form asks for.
    """

    verbatim: Collection[str] = ()
    named: Collection[str] = ()
    sections: re.Pattern[str] | None = None


NO_EVIDENCE = Evidence()


def scores(candidates: Sequence[Candidate], weight: float) -> dict[str, float]:
    """Return each candidate's score by id, before evidence of the words alone.

    An item's own score is the blend of its passages' cosines plus ``weight`` times its coverage. Where it belongs to
    a concept, TOPIC of that gives way to the own score of the concept's definition, and PAGE times the coverage of
    the concept's whole page is added: what fits one sentence of a page by chance rarely fits its subject too.

    Args:
        candidates: the candidates, each item once, the definitions of their concepts among them.
        weight: the weight of coverage.

    Returns:
        Scores; a cosine of 1 with full coverage gives 1 + weight, and PAGE more with a page.
    """
    own = {found.item.id: found.dense + weight * found.coverage for found in candidates}
    return {
        found.item.id: (
            combined(own[found.item.id], own.get(found.item.concept, own[found.item.id] - UNDEFINED), found.page)
            if found.item.concept
            else own[found.item.id]
        )
        for found in candidates
    }


def rank(candidates: Sequence[Candidate], weight: float, evidence: Evidence = NO_EVIDENCE) -> list[Hit]:
    """Order candidates.

    To an item's score (see ``scores``) SECTION is added for a section that the query asks for by its form, and
    WORD_FOR_WORD for an item that the query is word for word.

    Args:
        candidates: the candidates, each item once.
        weight: the weight of coverage.
        evidence: what the query says by its words alone.

    Returns:
        Hits, best first; ties are broken by id, so that the order is always the same.
    """
    scored = scores(candidates, weight)
    hits = [
        Hit(
            found.item,
            scored[found.item.id] + _bonus(found, evidence),
            found.cosine,
            found.coverage,
            found.passage,
        )
        for found in candidates
    ]
    return sorted(hits, key=lambda hit: (-round(hit.score, 6), hit.item.id))


def _bonus(found: Candidate, evidence: Evidence) -> float:
    item = found.item
    if item.id in evidence.verbatim:
        return WORD_FOR_WORD
    if evidence.sections is None or item.kind != "section" or item.concept not in evidence.named:
        return 0.0
    return SECTION if evidence.sections.search(item.title) else 0.0
