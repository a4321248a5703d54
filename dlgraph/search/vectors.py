"""The vectors of an index by the rows of their passages: few are all compared, many are joined in a graph.

Both kinds are FAISS's own and are mapped into memory, so that opening one reads little and a search only what it
compares with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from dlgraph.search.encoder import Vectors
from dlgraph.search.stored import VECTORS, Rows

# Up to here comparing with all takes a few milliseconds, and finds what is nearest for certain.
FLAT_UP_TO = 30_000
BLOCK = 16_384
# Of the graph: neighbours a vector has, and how many are weighed when they are chosen.
_NEIGHBOURS = 16
_WEIGHED = 40
_SEED = 20_240_601
# As much of the graph is searched as the recall aimed at takes; what is stored says what was reached.
AIM = 0.99
RECALL_AT = 10
_LEAST_EFFORT, _MOST_EFFORT = 128, 4096
_QUERIES = 256
_MIXED = 0.7


class Flat:
    """Compares a query with every vector, in fp32."""

    kind = "flat"

    def __init__(self, index: Any) -> None:
        self._index = index

    @classmethod
    def empty(cls, dimension: int) -> Flat:
        """Make an empty one."""
        return cls(faiss.IndexFlatIP(dimension))

    @property
    def dimension(self) -> int:
        return int(self._index.d)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def add(self, vectors: Vectors) -> None:
        """Add vectors behind those there are."""
        self._index.add(np.ascontiguousarray(vectors, np.float32))

    def remove(self, rows: Sequence[int]) -> None:
        """Take vectors out; those behind them move up."""
        self._index.remove_ids(np.array(rows, np.int64))

    def near(self, vector: Vectors, count: int) -> list[int]:
        return _searched(self._index, vector, count)

    def get(self, rows: Sequence[int] | Rows) -> Vectors:
        found: Vectors = self._index.reconstruct_batch(np.asarray(rows, np.int64))
        return found

    def save(self, folder: Path) -> None:
        faiss.write_index(self._index, str(folder / VECTORS))


class Graph:
    """Walks from vector to vector towards those nearest to a query, in fp16 (Malkov and Yashunin, HNSW, 2018).

    Args:
        index: the FAISS index.
    """

    kind = "hnsw-fp16"

    def __init__(self, index: Any) -> None:
        self._index = index

    @property
    def dimension(self) -> int:
        return int(self._index.d)

    @property
    def effort(self) -> int:
        """How many vectors a search keeps in sight as it walks (efSearch)."""
        return int(self._index.hnsw.efSearch)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def near(self, vector: Vectors, count: int) -> list[int]:
        return _searched(self._index, vector, count)

    def get(self, rows: Sequence[int] | Rows) -> Vectors:
        found: Vectors = self._index.storage.reconstruct_batch(np.asarray(rows, np.int64))
        return found

    def save(self, folder: Path) -> None:
        faiss.write_index(self._index, str(folder / VECTORS))


def open_(folder: Path) -> Flat | Graph:
    """Open what was saved in a folder.

    Raises:
        RuntimeError: it cannot be read.
    """
    # FAISS maps vectors and graphs from 1.11 on; an older one reads them.
    mapped = getattr(faiss, "IO_FLAG_MMAP_IFC", 0)
    index = faiss.read_index(str(folder / VECTORS), mapped | faiss.IO_FLAG_READ_ONLY)
    return Graph(index) if isinstance(index, faiss.IndexHNSW) else Flat(index)


def _searched(index: Any, vector: Vectors, count: int) -> list[int]:
    _, found = index.search(np.ascontiguousarray(vector.reshape(1, -1), np.float32), max(count, 1))
    return [row for row in found[0].tolist() if row >= 0]


# -- making a graph --------------------------------------------------------------------------------------------------


def make_graph(count: int, dimension: int, read: Callable[[int, int], Vectors]) -> tuple[Graph, float]:
    """Join vectors in a graph, reading one block after another.

    As much of it will be searched as it takes for a recall of AIM. Half of the queries this is measured with are stored
    vectors and noise, a cosine of about 0.7 away from them; half lie between two stored vectors, as a question that
    names two things does, and are the harder ones.

    Args:
        count: how many vectors there are.
        dimension: their length.
        read: returns the vectors of the rows from the first up to, not including, the second.

    Returns:
        The graph, and the recall of the RECALL_AT nearest, 0 to 1, against comparing with every vector.
    """
    # The stubs of FAISS do not know this constructor's arguments.
    made: Any = faiss.IndexHNSWSQ
    index = made(dimension, faiss.ScalarQuantizer.QT_fp16, _NEIGHBOURS, faiss.METRIC_INNER_PRODUCT)
    index.hnsw.efConstruction = _WEIGHED
    # Sixteen bits are learnt from nothing, but FAISS wants to be asked.
    index.train(np.zeros((1, dimension), np.float32))
    with _one_thread():
        for start in range(0, count, BLOCK):
            index.add(_halves(read(start, min(start + BLOCK, count))))
    queries = _queries(count, dimension, read)
    exact = _nearest(queries, count, read)
    index.hnsw.efSearch = _LEAST_EFFORT
    while True:
        _, found = index.search(queries, exact.shape[1])
        recall = _recall(found, exact)
        if recall >= AIM or index.hnsw.efSearch >= _MOST_EFFORT:
            return Graph(index), recall
        index.hnsw.efSearch *= 2


@contextmanager
def _one_thread() -> Iterator[None]:
    """Have FAISS work in one thread: which of several adds a vector first would decide what the graph becomes."""
    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)


def _picked(wanted: int, count: int, read: Callable[[int, int], Vectors]) -> Vectors:
    """Return a sample of the vectors, the same for the same count."""
    rows = np.sort(np.random.default_rng(_SEED).permutation(count)[:wanted])
    parts = [
        _halves(read(start, min(start + BLOCK, count)))[rows[(rows >= start) & (rows < start + BLOCK)] - start]
        for start in range(0, count, BLOCK)
    ]
    return np.concatenate(parts)


def _halves(vectors: Vectors) -> Vectors:
    """Round to 16 bits, as they are stored, so that an index made of stored vectors is the same again."""
    return np.ascontiguousarray(np.asarray(vectors).astype(np.float16), np.float32)


def _queries(count: int, dimension: int, read: Callable[[int, int], Vectors]) -> Vectors:
    wanted = min(_QUERIES, count)
    stored = _picked(wanted, count, read)
    noise = np.random.default_rng(_SEED + 1).standard_normal((wanted, dimension))
    noise /= np.linalg.norm(noise, axis=1, keepdims=True)
    noise[::2] = _MIXED * np.roll(stored, wanted // 2, axis=0)[::2]
    queries = stored + noise
    queries /= np.maximum(np.linalg.norm(queries, axis=1, keepdims=True), 1e-12)
    return np.ascontiguousarray(queries, np.float32)


def _nearest(queries: Vectors, count: int, read: Callable[[int, int], Vectors]) -> Rows:
    """Return the rows of the nearest vectors of each query, compared with all of them block by block."""
    scores = np.empty((len(queries), 0), np.float32)
    rows = np.empty((len(queries), 0), np.int64)
    for start in range(0, count, BLOCK):
        block = queries @ _halves(read(start, min(start + BLOCK, count))).T
        scores = np.concatenate([scores, block], axis=1)
        rows = np.concatenate([rows, np.broadcast_to(np.arange(start, start + block.shape[1]), block.shape)], axis=1)
        best = np.argsort(-scores, axis=1, kind="stable")[:, :RECALL_AT]
        scores, rows = np.take_along_axis(scores, best, 1), np.take_along_axis(rows, best, 1)
    return rows


def _recall(found: Rows, exact: Rows) -> float:
    shared = sum(len(set(one) & set(other)) for one, other in zip(found.tolist(), exact.tolist(), strict=True))
    return shared / exact.size
