"""Ranking: a pure function from candidates to hits."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from dlgraph.model import Hit
from dlgraph.search.backend import Candidate

# A query that is an item's very name or question outranks whatever only resembles it: no sum of cosine and
# weighted coverage differs by as much between two items.
VERBATIM = 4.0
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


def rank(candidates: Iterable[Candidate], weight: float, evidence: Evidence = NO_EVIDENCE) -> list[Hit]:
    """Order candidates.

    An item's score is the blend of its passages' cosines plus ``weight`` times its coverage, more for a section
    that the query asks for by its form, and most for an item that the query is verbatim.

    Args:
        candidates: the candidates, each item once.
        weight: the weight of coverage.
        evidence: what the query says by its words alone.

    Returns:
        Hits, best first; ties are broken by id, so that the order is always the same.
    """
    hits = [
        Hit(
            found.item,
            found.dense + weight * found.coverage + _bonus(found, evidence),
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
        return VERBATIM
    asked = evidence.sections is not None and item.kind == "section" and item.concept in evidence.named
    return SECTION if asked and evidence.sections and evidence.sections.search(item.title) else 0.0
