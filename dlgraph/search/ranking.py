"""Ranking: pure functions from candidates to hits."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from dlgraph.model import Hit
from dlgraph.search.backend import Candidate

# The weight of coverage beside cosine where nothing has been measured on the corpus itself: between the values
# that were best on a technical FAQ set (1.3) and on people's paraphrases (0.3), nearer to the latter.
PRIOR_WEIGHT = 0.5
# A query that is an item's very name or question outranks whatever only resembles it: no sum of cosine and
# weighted coverage differs by as much between two items.
VERBATIM = 4.0


def rank(candidates: Iterable[Candidate], weight: float, verbatim: Collection[str] = ()) -> list[Hit]:
    """Order candidates.

    An item's score is the highest cosine of its passages plus ``weight`` times its coverage; an item in
    ``verbatim`` comes before all others.

    Args:
        candidates: the candidates, each item once.
        weight: the weight of coverage.
        verbatim: ids of items whose label, alias or question the query is.

    Returns:
        Hits, best first; ties are broken by id, so that the order is always the same.
    """
    hits = [
        Hit(
            found.item,
            found.cosine + weight * found.coverage + (VERBATIM if found.item.id in verbatim else 0.0),
            found.cosine,
            found.coverage,
            found.passage,
        )
        for found in candidates
    ]
    return sorted(hits, key=lambda hit: (-round(hit.score, 6), hit.item.id))
