"""The vectors of an index by the rows of their passages: few are all compared, many are searched by lists of codes.

Vectors are mapped into memory, so that opening them reads little and a search only what it compares with.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from dlgraph.search.encoder import Vectors
from dlgraph.search.stored import BLOCK, VECTORS, Rows

# Beside VECTORS where vectors are in lists: each in 16 bits, row after row.
HALVES = "vectors.f16"
# Lists of this length are a few blocks of the scan, so that little of it is padding; beyond a million vectors they
# grow longer, or learning where they lie would take more time than all else.
_IN_A_LIST = 250
_LISTS_PER_ROOT = 4
_LEARNT_FROM = 40
# Four bits for two dimensions: of such codes an eighth of the memory tells nearly all that the vectors would.
_BITS, _DIMENSIONS_PER_CODE = 4, 2
# Codes err a little, so that more are compared by their vectors than are wanted.
_SPARE = 400
_SEED = 20_240_601
# As many lists are searched as the recall aimed at takes; what is stored says what was reached. Questions lie farther
# from passages than what it is measured with, and miss about four times as many: WordNet's then find 0.99.
AIM = 0.9975
RECALL_AT = 10
_LEAST_EFFORT = 8
_QUERIES = 256
_MIXED = 0.7
# Sums of the same products in another order differ by less.
_ROUNDING = 1e-5

Halves = NDArray[np.float16]


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


class Lists:
    """Scans the codes of the lists nearest to a query, then compares it with the best in fp16.

    Lists of product-quantized vectors: Jégou, Douze and Schmid, Product quantization for nearest neighbor search, 2011;
    scanned from registers: André, Kermarrec and Le Scouarnec, Cache locality is not enough, 2015, and Accelerated
    nearest neighbor search with Quick ADC, 2017. Codes, an eighth of the vectors, are read when it is opened, since
    FAISS does not map them.

    Args:
        index: the FAISS index of the codes.
        halves: the file of the vectors, in 16 bits.

    Raises:
        RuntimeError: the file is missing or has another size.
    """

    kind = "ivf-pq-fp16"

    def __init__(self, index: Any, halves: Path) -> None:
        self._index = index
        self._file = halves
        self._halves = _mapped(halves, int(index.ntotal), int(index.d))

    @property
    def dimension(self) -> int:
        return int(self._index.d)

    @property
    def lists(self) -> int:
        """How many lists there are."""
        return int(self._index.nlist)

    @property
    def effort(self) -> int:
        """How many lists a search scans (nprobe)."""
        return int(self._index.nprobe)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def near(self, vector: Vectors, count: int) -> list[int]:
        found: list[int] = self.compared(vector, count)[0].tolist()
        return found

    def compared(self, vector: Vectors, count: int) -> tuple[Rows, Vectors]:
        """Return the rows of the nearest vectors and the cosines to them, nearest first."""
        query = np.ascontiguousarray(vector.reshape(1, -1), np.float32)
        wanted = min(max(count, 1), len(self))
        rows = self._candidates(query, wanted)
        cosines = self.get(rows) @ query[0]
        best = np.argsort(-cosines, kind="stable")[:wanted]
        return rows[best], cosines[best]

    def _candidates(self, query: Vectors, wanted: int) -> Rows:
        """Return the rows of more vectors than are wanted, the nearest by their codes, in ascending order."""
        looked_at = wanted + max(_SPARE, wanted // 2)
        if looked_at >= len(self):
            return np.arange(len(self))
        # Not set on the index, which several threads may be searching; the stubs of FAISS do not know its arguments.
        parameters: Any = faiss.SearchParametersIVF
        scanned = self.effort
        while True:
            with _one_thread():
                rows: Rows = self._index.search(query, looked_at, params=parameters(nprobe=scanned))[1][0]
            rows = np.sort(rows[rows >= 0])
            if len(rows) >= wanted or scanned >= self.lists:
                return rows
            scanned = min(scanned * 2, self.lists)

    def get(self, rows: Sequence[int] | Rows) -> Vectors:
        return self._halves[np.asarray(rows, np.int64)].astype(np.float32)

    def save(self, folder: Path) -> None:
        copy = folder / HALVES
        if not (copy.exists() and copy.samefile(self._file)):
            shutil.copyfile(self._file, copy)
        faiss.write_index(self._index, str(folder / VECTORS))


def open_(folder: Path) -> Flat | Lists:
    """Open what was saved in a folder.

    Raises:
        RuntimeError: it cannot be read.
    """
    # FAISS maps vectors that are all compared from 1.11 on; an older one reads them.
    mapped = getattr(faiss, "IO_FLAG_MMAP_IFC", 0)
    index = faiss.read_index(str(folder / VECTORS), mapped | faiss.IO_FLAG_READ_ONLY)
    return Lists(index, folder / HALVES) if isinstance(index, faiss.IndexIVF) else Flat(index)


def _mapped(path: Path, count: int, dimension: int) -> Halves:
    """Map a file of vectors in 16 bits.

    Raises:
        RuntimeError: it is missing or has another size.
    """
    expected = count * dimension * 2
    size = path.stat().st_size if path.is_file() else None
    if size != expected:
        state = "is missing" if size is None else f"has {size} bytes instead of {expected}"
        raise RuntimeError(f"{path.name} {state}")
    return np.asarray(np.memmap(path, "<f2", "r", shape=(count, dimension)))


def _searched(index: Any, vector: Vectors, count: int) -> list[int]:
    with _one_thread():
        _, found = index.search(np.ascontiguousarray(vector.reshape(1, -1), np.float32), max(count, 1))
    return [row for row in found[0].tolist() if row >= 0]


# -- making lists ----------------------------------------------------------------------------------------------------


def make_lists(folder: Path, count: int, dimension: int, read: Callable[[int, int], Vectors]) -> tuple[Lists, float]:
    """Put vectors into lists, reading one block after another; in memory are their codes and a sample.

    As many lists will be searched as it takes for a recall of AIM. Half of the queries this is measured with are stored
    vectors and noise, a cosine of about 0.7 away from them; half lie between two stored vectors, as a question that
    names two things does.

    Args:
        folder: where the vectors are written at once; ``save`` writes the lists.
        count: how many vectors there are, at least one.
        dimension: their length.
        read: returns the vectors of the rows from the first up to, not including, the second.

    Returns:
        The lists, and the recall of the RECALL_AT nearest, 0 to 1, against comparing with every vector.
    """
    path = folder / HALVES
    with path.open("wb") as file:
        for start in range(0, count, BLOCK):
            file.write(np.asarray(read(start, min(start + BLOCK, count))).astype("<f2").tobytes())
    halves = _mapped(path, count, dimension)
    index = _untrained(count, dimension)
    with _one_thread():
        index.train(_sample(halves, _LEARNT_FROM * index.nlist))
        for start in range(0, count, BLOCK):
            index.add(halves[start : start + BLOCK].astype(np.float32))
        made = Lists(index, path)
        return made, _settle(made, halves)


def _untrained(count: int, dimension: int) -> Any:
    lists = max(1, min(count // _IN_A_LIST, round(_LISTS_PER_ROOT * count**0.5)))
    codes = dimension if dimension % _DIMENSIONS_PER_CODE else dimension // _DIMENSIONS_PER_CODE
    # The stubs of FAISS do not know this constructor's arguments.
    made: Any = faiss.IndexIVFPQFastScan
    index = made(faiss.IndexFlatIP(dimension), dimension, lists, codes, _BITS, faiss.METRIC_INNER_PRODUCT)
    # What is left when the middle of its list is taken from a vector is coded: near ones are told apart more finely.
    index.by_residual = True
    for training in (index.cp, index.pq.cp):
        # Else FAISS warns of few vectors, which only a test has.
        training.min_points_per_centroid = 1
    return index


def _sample(halves: Halves, wanted: int) -> Vectors:
    """Return a sample of the vectors, the same for the same number of them."""
    rows = np.sort(np.random.default_rng(_SEED).permutation(len(halves))[:wanted])
    sample = halves[rows].astype(np.float32)
    # A code has so many values, and FAISS wants a vector for each.
    values = 1 << _BITS
    return sample if len(sample) >= values else np.resize(sample, (values, halves.shape[1]))


def _settle(made: Lists, halves: Halves) -> float:
    """Set how many lists are searched, and return the recall that this reaches."""
    queries = _queries(halves)
    least = _last_cosines(queries, halves)
    index, at = made._index, min(RECALL_AT, len(halves))
    index.nprobe = min(_LEAST_EFFORT, made.lists)
    while True:
        # Of vectors that are equally near any will do, such as those of one sentence on many pages.
        found = [made.compared(query, at)[1] >= last for query, last in zip(queries, least - _ROUNDING, strict=True)]
        recall = sum(int(hits.sum()) for hits in found) / (at * len(queries))
        if recall >= AIM or index.nprobe >= made.lists:
            return recall
        index.nprobe = min(made.lists, index.nprobe + max(1, index.nprobe // 4))


@contextmanager
def _one_thread() -> Iterator[None]:
    """Have FAISS work for this thread in no others.

    Sums in another order would decide otherwise where a vector belongs; and one query is not worth threads, which go on
    spinning on the cores that the next question needs.
    """
    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)


def _queries(halves: Halves) -> Vectors:
    wanted = min(_QUERIES, len(halves))
    stored = _sample(halves, wanted)[:wanted]
    noise = np.random.default_rng(_SEED + 1).standard_normal(stored.shape)
    noise /= np.linalg.norm(noise, axis=1, keepdims=True)
    noise[::2] = _MIXED * np.roll(stored, wanted // 2, axis=0)[::2]
    queries = stored + noise
    queries /= np.maximum(np.linalg.norm(queries, axis=1, keepdims=True), 1e-12)
    return np.ascontiguousarray(queries, np.float32)


def _last_cosines(queries: Vectors, halves: Halves) -> Vectors:
    """Return the cosine of the last of the nearest vectors of each query, compared with all of them block by block."""
    best = np.empty((len(queries), 0), np.float32)
    for start in range(0, len(halves), BLOCK):
        cosines = queries @ halves[start : start + BLOCK].astype(np.float32).T
        best = np.concatenate([best, cosines], axis=1)
        best = -np.partition(-best, min(RECALL_AT, best.shape[1]) - 1, axis=1)[:, :RECALL_AT]
    return np.asarray(best.min(axis=1), np.float32)
