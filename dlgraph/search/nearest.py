"""Concepts near in meaning, by the stored vectors of their definitions; no model is needed."""

from __future__ import annotations

from collections.abc import Sequence

from dlgraph.search.catalog import reading
from dlgraph.search.encoder import Vectors
from dlgraph.search.local import LocalBackend
from dlgraph.search.rows import select

# Passages looked at for each concept wanted, at first: most are no definitions.
_PASSAGES = 8
# Where so many passages hold too few definitions, those found are all that are told.
_MOST = 20_000


def nearest(backend: LocalBackend, concept: str, k: int) -> list[tuple[str, float]]:
    """Find the concepts whose definitions are nearest to one's.

    Args:
        backend: the index's passages.
        concept: the concept's id.
        k: how many to return at most.

    Returns:
        Ids with the cosine of the first passages of both definitions, nearest first; the concept itself is left
        out. Empty where the index does not hold it.
    """
    with reading():
        row = _definition(backend, concept)
        if row is None:
            return []
        (own,) = backend.stored.get([row])
        total = len(backend.stored)
        most = total if backend.stored.kind == "flat" else min(total, _MOST)
        count = min((k + 1) * _PASSAGES, most)
        while True:
            rows = backend.stored.near(own, count)
            found, least = _definitions(backend, rows, own, concept)
            # What is as near as the last passage found may have neighbours that were not.
            if len(rows) < count or count >= most or (len(found) >= k and found[k - 1][1] > least):
                return found[:k]
            count = min(count * 4, most)


def _definition(backend: LocalBackend, concept: str) -> int | None:
    """Return the row of the first passage of a concept's definition, or None where there is none."""
    query = (
        "SELECT min(passages.row) FROM passages JOIN items ON item = items.row"
        " WHERE concept = ? AND kind = 'definition'"
    )
    (row,) = backend.connection.execute(query, (concept,)).fetchone()
    return None if row is None else int(row)


def _definitions(
    backend: LocalBackend, rows: Sequence[int], own: Vectors, concept: str
) -> tuple[list[tuple[str, float]], float]:
    """Return the other concepts whose definitions begin with one of some passages, and the least cosine of all."""
    cosines = dict(zip(rows, (backend.stored.get(rows) @ own).tolist(), strict=True))
    query = (
        "SELECT passages.row, concept FROM passages JOIN items ON item = items.row WHERE passages.row IN ({})"
        " AND kind = 'definition' AND passages.row = (SELECT min(row) FROM passages AS own WHERE own.item = items.row)"
    )
    found = [(id, cosines[row]) for row, id in select(backend.connection, query, rows) if id != concept]
    return sorted(found, key=lambda pair: (-pair[1], pair[0])), min(cosines.values(), default=-1.0)
