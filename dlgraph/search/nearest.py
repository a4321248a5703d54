"""Concepts near in meaning, by the stored vectors of their definitions; no model is needed."""

from __future__ import annotations

from dlgraph.search.catalog import reading
from dlgraph.search.encoder import Vectors
from dlgraph.search.local import LocalBackend


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
    vectors = _definitions(backend)
    own = vectors.pop(concept, None)
    if own is None:
        return []
    found = [(id, float(vector @ own)) for id, vector in vectors.items()]
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:k]


def _definitions(backend: LocalBackend) -> dict[str, Vectors]:
    """Return the vector of the first passage of each concept's definition, by id."""
    found: dict[str, Vectors] = {}
    with reading():
        owners = backend.connection.execute(
            "SELECT concept, kind FROM passages JOIN items ON item = items.row ORDER BY passages.row"
        )
        for (concept, kind), (_, vector) in zip(owners, backend.vectors_by_text(), strict=True):
            if kind == "definition":
                found.setdefault(concept, vector)
    return found
