"""Vectors in a graph, held against comparing with every one of them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from dlgraph.search import vectors
from dlgraph.search.encoder import Vectors
from dlgraph.search.vectors import VECTORS, Flat, Graph

DIMENSION = 16


def heaps(count: int, heaps: int = 20, seed: int = 0) -> Vectors:
    """Unit vectors around some centres."""
    rng = np.random.default_rng(seed)
    centres = rng.standard_normal((heaps, DIMENSION))
    found = centres[rng.integers(0, heaps, count)] + rng.standard_normal((count, DIMENSION)) * 0.4
    return (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32)


def flat(stored: Vectors) -> Flat:
    made = Flat.empty(DIMENSION)
    made.add(stored)
    return made


def graph(folder: Path, stored: Vectors) -> tuple[Graph, float]:
    made, recall = vectors.make_graph(len(stored), DIMENSION, lambda start, end: stored[start:end])
    made.save(folder)
    opened = vectors.open_(folder)
    assert isinstance(opened, Graph)
    return opened, recall


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    # More than one block, and a last one that is not full.
    monkeypatch.setattr(vectors, "BLOCK", 300)


@pytest.mark.parametrize("count", [1, 2, 7, 299, 300, 301, 2000])
def test_a_graph_gives_back_what_was_put_in_to_16_bits(tmp_path: Path, count: int) -> None:
    stored = heaps(count)
    made, _ = graph(tmp_path, stored)
    assert (len(made), made.dimension) == (count, DIMENSION)
    rows = np.random.default_rng(1).permutation(count)
    np.testing.assert_array_equal(made.get(rows), stored[rows].astype(np.float16).astype(np.float32))
    assert made.get([]).shape == (0, DIMENSION)


def test_a_graph_finds_what_comparing_with_everything_finds(tmp_path: Path) -> None:
    stored, queries = np.split(heaps(2100), [2000])
    made, recall = graph(tmp_path, stored)
    exact = flat(stored)
    shared = sum(len(set(made.near(query, 10)) & set(exact.near(query, 10))) for query in queries)
    assert shared / 1000 >= 0.97
    assert recall >= vectors.AIM
    assert all(made.near(stored[row], 1) == [row] for row in range(0, 2000, 50))


def test_more_effort_is_made_until_the_recall_is_that_aimed_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stored = np.random.default_rng(2).standard_normal((4000, DIMENSION)).astype(np.float32)
    stored /= np.linalg.norm(stored, axis=1, keepdims=True)
    monkeypatch.setattr(vectors, "_LEAST_EFFORT", 1)
    monkeypatch.setattr(vectors, "AIM", 0.0)
    hasty, low = graph(tmp_path, stored)
    monkeypatch.setattr(vectors, "AIM", 0.99)
    thorough, high = graph(tmp_path, stored)
    assert hasty.effort == 1
    assert thorough.effort > 1
    assert low < high
    assert high >= 0.99


def test_no_more_rows_are_found_than_there_are(tmp_path: Path) -> None:
    made, _ = graph(tmp_path, heaps(50))
    assert sorted(made.near(heaps(1)[0], 2000)) == list(range(50))


def test_a_graph_is_the_same_to_the_byte_whatever_the_number_of_threads(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; import numpy as np; from dlgraph.search import vectors;"
        "data = np.load(sys.argv[1]);"
        "made, _ = vectors.make_graph(len(data), data.shape[1], lambda start, end: data[start:end]);"
        "made.save(Path(sys.argv[2]))"
    )
    np.save(tmp_path / "data.npy", heaps(3000))
    written = []
    for threads in ("1", "2"):
        folder = tmp_path / threads
        folder.mkdir()
        settings = os.environ | {"OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads}
        subprocess.run([sys.executable, "-c", code, tmp_path / "data.npy", folder], check=True, env=settings)
        written.append((folder / VECTORS).read_bytes())
    assert written[0] == written[1]


def test_a_graph_of_stored_vectors_is_the_same_again(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    made, recall = graph(tmp_path / "one", heaps(500))
    again, same = graph(tmp_path / "two", made.get(range(500)))
    assert (again.effort, same) == (made.effort, recall)
    assert (tmp_path / "one" / VECTORS).read_bytes() == (tmp_path / "two" / VECTORS).read_bytes()


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="reads what Linux tells of a process")
def test_opening_maps_the_vectors_and_does_not_read_them(tmp_path: Path) -> None:
    # A process that opens 40 MB of vectors and looks at ten of them must not have read them all.
    code = (
        "import sys; from pathlib import Path; from dlgraph.search import vectors;"
        "resident = lambda: int(open('/proc/self/statm').read().split()[1]) * 4096;"
        "before = resident(); stored = vectors.open_(Path(sys.argv[1])); stored.get(range(10));"
        "print(stored.kind, len(stored), resident() - before)"
    )
    flat(np.zeros((600_000, DIMENSION), np.float32)).save(tmp_path)
    told = subprocess.run([sys.executable, "-c", code, tmp_path], check=True, capture_output=True, text=True).stdout
    kind, count, grown = told.split()
    assert (kind, count) == ("flat", "600000")
    assert int(grown) < 20_000_000
