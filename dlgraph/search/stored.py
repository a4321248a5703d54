"""What vectors are stored as, whoever searches them, and the reader that a single question is answered with soonest."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from dlgraph.search.encoder import Vectors

VECTORS = "vectors.faiss"
# Up to here comparing with all takes a few milliseconds, and finds what is nearest for certain.
FLAT_UP_TO = 30_000
# Vectors gathered at a time, so that never all need be in memory.
BLOCK = 16_384

Rows = NDArray[np.int64]
# How FAISS begins the file of an IndexFlatIP: its name, dimension, count, two unused numbers, trained, metric, floats.
_FLAT = struct.Struct("<4siqqqBiQ")
_NAME, _UNUSED, _TRAINED, _INNER_PRODUCT = b"IxFI", 1 << 20, 1, 0


class Stored(Protocol):
    """Unit vectors by row, counted from 0."""

    @property
    def kind(self) -> str: ...
    @property
    def dimension(self) -> int: ...
    def __len__(self) -> int: ...

    def near(self, vector: Vectors, count: int) -> list[int]:
        """Return the rows of the nearest vectors, nearest first; fewer than ``count`` where no more are looked at."""
        ...

    def get(self, rows: Sequence[int] | Rows) -> Vectors:
        """Return the vectors of some rows, of shape (n, dimension)."""
        ...

    def save(self, folder: Path) -> None:
        """Write them to a folder."""
        ...


class Mapped:
    """Reads an exact FAISS index through NumPy: loading FAISS takes longer than comparing a few questions with all."""

    kind = "flat"

    def __init__(self, vectors: Vectors) -> None:
        self._vectors = vectors

    @property
    def dimension(self) -> int:
        return int(self._vectors.shape[1])

    def __len__(self) -> int:
        return len(self._vectors)

    def near(self, vector: Vectors, count: int) -> list[int]:
        # A product of a matrix would start threads, which wait for each other on a machine that is busy.
        cosines = np.vecdot(self._vectors, vector)
        rows = np.arange(len(cosines))
        if count < len(rows):
            # Of those that tie at the edge, FAISS too takes the first.
            rows = np.flatnonzero(cosines >= np.partition(cosines, -count)[-count])
        found: list[int] = rows[np.argsort(-cosines[rows], kind="stable")][:count].tolist()
        return found

    def get(self, rows: Sequence[int] | Rows) -> Vectors:
        return np.asarray(self._vectors[np.asarray(rows, np.int64)])

    def save(self, folder: Path) -> None:
        count, dimension = self._vectors.shape
        head = _FLAT.pack(_NAME, dimension, count, _UNUSED, _UNUSED, _TRAINED, _INNER_PRODUCT, count * dimension)
        with (folder / VECTORS).open("wb") as file:
            file.write(head)
            file.write(np.ascontiguousarray(self._vectors, "<f4").data)


def mapped(folder: Path) -> Mapped | None:
    """Map the vectors that were saved in a folder; None where FAISS alone can read them.

    Raises:
        OSError, ValueError: they cannot be read.
    """
    path = folder / VECTORS
    with path.open("rb") as file:
        head = file.read(_FLAT.size)
    if len(head) < _FLAT.size:
        raise ValueError(f"{path} has {len(head)} bytes")
    name, dimension, count, _, _, _, metric, floats = _FLAT.unpack(head)
    if name != _NAME or metric != _INNER_PRODUCT or dimension <= 0 or floats != count * dimension:
        return None
    if not count:
        return Mapped(np.empty((0, dimension), np.float32))
    return Mapped(np.asarray(np.memmap(path, np.dtype("<f4"), "r", _FLAT.size, (count, dimension))))
