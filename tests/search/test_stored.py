"""The exact index read without FAISS: the same vectors, and the same nearest of them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from dlgraph.search.stored import VECTORS, Mapped, mapped
from dlgraph.search.vectors import Flat


def saved(folder: Path, count: int, dimension: int = 16) -> np.ndarray:
    vectors = np.random.default_rng(count).standard_normal((count, dimension)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    flat = Flat.empty(dimension)
    flat.add(vectors)
    flat.save(folder)
    return vectors


@pytest.mark.parametrize("count", [1, 7, 500])
def test_what_faiss_wrote_is_mapped_and_searched_alike(tmp_path: Path, count: int) -> None:
    vectors = saved(tmp_path, count)
    found = mapped(tmp_path)
    assert isinstance(found, Mapped)
    assert (len(found), found.dimension, found.kind) == (count, 16, "flat")
    np.testing.assert_array_equal(found.get(list(range(count))), vectors)
    flat = Flat.empty(16)
    flat.add(vectors)
    for query in np.random.default_rng(1).standard_normal((20, 16)).astype(np.float32):
        for nearest in (1, 5, count, count + 3):
            assert found.near(query, nearest) == flat.near(query, nearest)


def test_of_vectors_that_tie_the_first_are_found(tmp_path: Path) -> None:
    flat = Flat.empty(4)
    flat.add(np.tile(np.eye(4, dtype=np.float32)[:2], (50, 1)))
    flat.save(tmp_path)
    found = mapped(tmp_path)
    assert found is not None
    assert found.near(np.eye(4, dtype=np.float32)[1], 3) == [1, 3, 5]


def test_an_empty_index_finds_nothing(tmp_path: Path) -> None:
    Flat.empty(8).save(tmp_path)
    found = mapped(tmp_path)
    assert found is not None
    assert (len(found), found.near(np.ones(8, np.float32), 3)) == (0, [])


def test_another_index_of_faiss_is_left_to_faiss(tmp_path: Path) -> None:
    import faiss

    index = faiss.IndexFlatL2(8)
    index.add(np.ones((3, 8), np.float32))
    faiss.write_index(index, str(tmp_path / VECTORS))
    assert mapped(tmp_path) is None


@pytest.mark.parametrize("size", [0, 20, 100])
def test_a_file_that_was_cut_is_an_error(tmp_path: Path, size: int) -> None:
    saved(tmp_path, 10)
    whole = (tmp_path / VECTORS).read_bytes()
    (tmp_path / VECTORS).write_bytes(whole[:size])
    with pytest.raises(ValueError, match=r".+"):
        mapped(tmp_path)


def test_reading_without_faiss_loads_no_faiss(tmp_path: Path) -> None:
    saved(tmp_path, 5)
    program = (
        "import sys; from pathlib import Path; from dlgraph.search.local import LocalBackend\n"
        "from dlgraph.search import stored; stored.mapped(Path(sys.argv[1])); print('faiss' in sys.modules)"
    )
    ended = subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=True, capture_output=True, text=True)
    assert ended.stdout.strip() == "False"
