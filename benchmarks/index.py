"""The index of vectors by itself, at sizes that no glossary has yet: searches, recall, size, memory, time to build."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import synthetic
from benchmarks.process import median, run
from dlgraph.search import stored as stored_
from dlgraph.search import vectors

QUERIES = 200
NEAREST = 10
# As a larger glossary has more topics, not more to say of each: else the larger index would have the easier task.
IN_A_CLUSTER = 50
# Its own peak, since what the system tells of a child counts its parent's memory as well.
_ALONE = """
import json, re, sys, time
from pathlib import Path
import numpy as np
from dlgraph.search import vectors

def peak():
    status = Path("/proc/self/status")
    return int(re.search(r"VmHWM:\\s+(\\d+)", status.read_text())[1]) / 1024 if status.exists() else float("nan")

query, before, begun = np.load(Path(sys.argv[1]) / "query.npy"), peak(), time.perf_counter()
stored = vectors.open_(Path(sys.argv[1]))
stored.get(stored.near(query, int(sys.argv[2])))
print(json.dumps({"cold": time.perf_counter() - begun, "peak": peak(), "before": before}))
"""


def measure(count: int) -> dict[str, Any]:
    """Build the index that dlgraph makes of so many vectors, and search it and every vector for the same queries.

    Args:
        count: how many vectors.

    Returns:
        Seconds of a search (p50, one query at a time) by dlgraph's index and by comparing with all, the recall of the
        ten nearest of the one against the other, MB on disk of both, the seconds the build took, and of a process that
        opens the index and asks once the seconds of that (``cold``), its peak memory in MB, and what that was before.
    """
    made = synthetic.vectors(count + QUERIES, centres=max(1, count // IN_A_CLUSTER))
    stored, queries = made[:count], made[count:]
    with tempfile.TemporaryDirectory() as folder:
        place, exact = Path(folder), vectors.Flat.empty(synthetic.DIMENSIONS)
        exact.add(stored)
        begun = time.perf_counter()
        if count > stored_.FLAT_UP_TO:
            lists, _ = vectors.make_lists(place, count, synthetic.DIMENSIONS, lambda start, end: stored[start:end])
            lists.save(place)
        else:
            exact.save(place)
        built = time.perf_counter() - begun
        index = vectors.open_(place)
        found, times = searched(index, queries)
        expected, flat = searched(exact, queries)
        disk = sum(file.stat().st_size for file in place.iterdir()) / 1e6
        shared = [len(set(one) & set(other)) / NEAREST for one, other in zip(found, expected, strict=True)]
        return {
            "count": count,
            "kind": index.kind,
            "p50": median(times),
            "flat_p50": median(flat),
            "recall": float(np.mean(shared)),
            "disk": disk,
            "flat_disk": stored.nbytes / 1e6,
            "build": built,
            **alone(place, queries[0]),
        }


def alone(place: Path, query: np.ndarray) -> dict[str, float]:
    """Open an index and ask it once in a process of its own, as a cold question does; tell the middle of five."""
    np.save(place / "query.npy", query)
    command = [sys.executable, "-c", _ALONE, str(place), str(20 * NEAREST)]
    told = [json.loads(run(command).output) for _ in range(5)]
    return {key: median([one[key] for one in told]) for key in told[0]}


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
