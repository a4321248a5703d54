"""The index of vectors by itself, at sizes that no glossary has yet: searches, recall, size and time to build."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import synthetic
from benchmarks.process import median
from dlgraph.search import vectors

QUERIES = 200
NEAREST = 10


def measure(count: int) -> dict[str, Any]:
    """Build the index that dlgraph makes of so many vectors, and search it and every vector for the same queries.

    Args:
        count: how many vectors.

    Returns:
        Seconds of a search (p50, one query at a time) by dlgraph's index and by comparing with all, the recall of the
        ten nearest of the one against the other, MB on disk of both, and the seconds the build took.
    """
    made = synthetic.vectors(count + QUERIES)
    stored, queries = made[:count], made[count:]
    with tempfile.TemporaryDirectory() as folder:
        place, exact = Path(folder), vectors.Flat.empty(synthetic.DIMENSIONS)
        exact.add(stored)
        begun = time.perf_counter()
        if count > vectors.FLAT_UP_TO:
            vectors.write_lists(place, count, synthetic.DIMENSIONS, lambda start, end: stored[start:end])
        else:
            exact.save(place)
        built = time.perf_counter() - begun
        index = vectors.open_(place)
        found, times = searched(index, queries)
        expected, flat = searched(exact, queries)
        shared = [len(set(one) & set(other)) / NEAREST for one, other in zip(found, expected, strict=True)]
        return {
            "count": count,
            "kind": index.kind,
            "p50": median(times),
            "flat_p50": median(flat),
            "recall": float(np.mean(shared)),
            "disk": sum(file.stat().st_size for file in place.iterdir()) / 1e6,
            "flat_disk": stored.nbytes / 1e6,
            "build": built,
        }


def searched(index: vectors.Stored, queries: np.ndarray) -> tuple[list[list[int]], list[float]]:
    """Search for each query by itself; return what was found, and the seconds each took the second time."""
    times = []
    for query in queries:
        index.near(query, NEAREST)
    found = []
    for query in queries:
        begun = time.perf_counter()
        found.append(index.near(query, NEAREST))
        times.append(time.perf_counter() - begun)
    return found, times
