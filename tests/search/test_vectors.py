"""Vectors in lists, held against comparing with every one of them."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from dlgraph.search import vectors
from dlgraph.search.encoder import Vectors
from dlgraph.search.vectors import HALVES, VECTORS, Flat, Lists

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


def lists(folder: Path, stored: Vectors) -> tuple[Lists, float]:
    made, recall = vectors.make_lists(folder, len(stored), DIMENSION, lambda start, end: stored[start:end])
    made.save(folder)
    opened = vectors.open_(folder)
    assert isinstance(opened, Lists)
    return opened, recall


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    # More than one block, and a last one that is not full; so many lists that not all are searched.
    monkeypatch.setattr(vectors, "BLOCK", 300)
    monkeypatch.setattr(vectors, "_IN_A_LIST", 50)


@pytest.mark.parametrize("count", [1, 2, 7, 299, 300, 301, 2000])
def test_lists_give_back_what_was_put_in_to_16_bits(tmp_path: Path, count: int) -> None:
    stored = heaps(count)
    made, _ = lists(tmp_path, stored)
    assert (len(made), made.dimension) == (count, DIMENSION)
    rows = np.random.default_rng(1).permutation(count)
    np.testing.assert_array_equal(made.get(rows), stored[rows].astype(np.float16).astype(np.float32))
    assert made.get([]).shape == (0, DIMENSION)


@pytest.mark.parametrize("dimension", [8, 9, 31])
def test_vectors_of_any_length_are_coded(tmp_path: Path, dimension: int) -> None:
    stored = np.random.default_rng(3).standard_normal((500, dimension)).astype(np.float32)
    stored /= np.linalg.norm(stored, axis=1, keepdims=True)
    made, recall = vectors.make_lists(tmp_path, 500, dimension, lambda start, end: stored[start:end])
    assert recall >= vectors.AIM
    assert all(made.near(stored[row], 1) == [row] for row in range(0, 500, 50))


def test_lists_find_what_comparing_with_everything_finds(tmp_path: Path) -> None:
    stored, queries = np.split(heaps(2100), [2000])
    made, recall = lists(tmp_path, stored)
    exact = flat(stored)
    shared = sum(len(set(made.near(query, 10)) & set(exact.near(query, 10))) for query in queries)
    assert shared / 1000 >= 0.97
    assert recall >= vectors.AIM
    assert made.effort < made.lists
    assert all(made.near(stored[row], 1) == [row] for row in range(0, 2000, 50))


def test_what_is_found_comes_nearest_first_by_the_stored_vectors(tmp_path: Path) -> None:
    stored = heaps(2000)
    made, _ = lists(tmp_path, stored)
    query = heaps(1, seed=5)[0]
    cosines = made.get(made.near(query, 100)) @ query
    assert len(cosines) == 100
    assert np.all(np.diff(cosines) <= 0)


def test_more_lists_are_searched_until_the_recall_is_that_aimed_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = np.random.default_rng(2).standard_normal((4000, DIMENSION)).astype(np.float32)
    stored /= np.linalg.norm(stored, axis=1, keepdims=True)
    monkeypatch.setattr(vectors, "_LEAST_EFFORT", 1)
    monkeypatch.setattr(vectors, "AIM", 0.0)
    hasty, low = lists(tmp_path, stored)
    monkeypatch.setattr(vectors, "AIM", 0.99)
    thorough, high = lists(tmp_path, stored)
    assert hasty.effort == 1
    assert thorough.effort > 1
    assert low < high
    assert high >= 0.99


def test_of_equal_vectors_any_counts_as_found(tmp_path: Path) -> None:
    # One sentence on a thousand pages: which ten of them are found does not matter.
    stored = np.concatenate([np.repeat(heaps(1), 1000, axis=0), heaps(500, seed=1)])
    _, recall = lists(tmp_path, stored)
    assert recall >= 0.99


def test_no_more_rows_are_found_than_there_are(tmp_path: Path) -> None:
    made, _ = lists(tmp_path, heaps(50))
    assert sorted(made.near(heaps(1)[0], 2000)) == list(range(50))


def test_as_many_rows_are_found_as_are_asked_for(tmp_path: Path) -> None:
    made, _ = lists(tmp_path, heaps(2000))
    for count in (1, 10, 999, 1999, 2000):
        rows = made.near(heaps(1, seed=6)[0], count)
        assert len(set(rows)) == len(rows) == count


def test_threads_find_what_one_finds(tmp_path: Path) -> None:
    made, _ = lists(tmp_path, heaps(2000))
    queries, counts = list(heaps(64, seed=7)), [10, 999] * 32
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(made.near, queries, counts)) == list(map(made.near, queries, counts))


def test_lists_are_the_same_to_the_byte_whatever_the_number_of_threads(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; import numpy as np; from dlgraph.search import vectors;"
        "data = np.load(sys.argv[1]); place = Path(sys.argv[2]);"
        "made, _ = vectors.make_lists(place, len(data), data.shape[1], lambda start, end: data[start:end]);"
        "made.save(place)"
    )
    np.save(tmp_path / "data.npy", heaps(3000))
    written = []
    for threads in ("1", "2"):
        folder = tmp_path / threads
        folder.mkdir()
        settings = os.environ | {"OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads}
        subprocess.run([sys.executable, "-c", code, tmp_path / "data.npy", folder], check=True, env=settings)
        written.append([(folder / name).read_bytes() for name in (HALVES, VECTORS)])
    assert written[0] == written[1]


def test_lists_of_stored_vectors_are_the_same_again(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    made, recall = lists(tmp_path / "one", heaps(500))
    again, same = lists(tmp_path / "two", made.get(range(500)))
    assert (again.effort, same) == (made.effort, recall)
    for name in (HALVES, VECTORS):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_lists_saved_elsewhere_take_their_vectors_along(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    made, _ = lists(tmp_path, heaps(100))
    made.save(tmp_path / "there")
    (tmp_path / HALVES).unlink()
    np.testing.assert_array_equal(vectors.open_(tmp_path / "there").get(range(100)), made.get(range(100)))


@pytest.mark.parametrize(("left", "said"), [(None, "is missing"), (10, "has 10 bytes instead of 3200")])
def test_vectors_that_are_not_all_there_are_told(tmp_path: Path, left: int | None, said: str) -> None:
    lists(tmp_path, heaps(100))
    (tmp_path / HALVES).unlink()
    if left:
        (tmp_path / HALVES).write_bytes(b"x" * left)
    with pytest.raises(RuntimeError, match=f"{HALVES} {said}"):
        vectors.open_(tmp_path)


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
