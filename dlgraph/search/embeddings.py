"""Vectors by the texts they stand for: those an index holds already, and those that a build has computed so far.

A build notes each vector in a journal as soon as it has it, so that one that is interrupted resumes where it ended. The
journal is named after the model's digest; a text's key is the hash of its content, wherever the text stands.
"""

from __future__ import annotations

import hashlib
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dlgraph.search.encoder import Encoder, Progress, Vectors

_PREFIX = ".encoded-"
_KEY = 32
# A journal this old is nobody's any more.
_STALE = 7 * 24 * 3600.0

Keys = NDArray[np.bytes_]
Read = Callable[[NDArray[np.int64]], Vectors]


def keys_of(texts: Iterable[str]) -> Keys:
    """Return the keys of texts: 128 bits of a hash each, in hexadecimal digits."""
    return np.array([hashlib.blake2b(text.encode(), digest_size=16).hexdigest() for text in texts], f"S{_KEY}")


class _Source:
    """Vectors found by key, read from wherever they are."""

    def __init__(self, keys: Keys, read: Read) -> None:
        self._order = np.argsort(keys, kind="stable")
        self._keys = keys[self._order]
        self._read = read

    def rows(self, keys: Keys) -> NDArray[np.int64]:
        """Return the row of each key, -1 for one that is not here."""
        if not len(self._keys):
            return np.full(len(keys), -1)
        at = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        return np.where(self._keys[at] == keys, self._order[at], -1)

    def read(self, rows: NDArray[np.int64]) -> Vectors:
        return self._read(rows)


class Embeddings:
    """What is known of a corpus's vectors while its index is built.

    Args:
        folder: the folder of the index, where journals are kept.
        digest: the model's.
        fresh: take nothing from an interrupted build.
    """

    def __init__(self, folder: Path, digest: str, *, fresh: bool = False) -> None:
        self._folder = folder
        self._stem = f"{_PREFIX}{hashlib.blake2b(digest.encode(), digest_size=8).hexdigest()}-"
        self._sources: list[_Source] = []
        self._left = sorted(folder.glob(f"{self._stem}*"))
        self._own: Path | None = None
        for path in [] if fresh else self._left:
            self._take_journal(path)

    def _take_journal(self, path: Path) -> None:
        # Its name ends in the dimension and a part that tells it from those of other processes.
        record = _record(int(path.name.removeprefix(self._stem).partition("-")[0]))
        # What was being written when a build was killed is cut off: only whole records count.
        count = path.stat().st_size // record.itemsize
        if count:
            records = np.memmap(path, record, "r", shape=(count,))
            self.add_source(np.array(records["key"]), lambda rows: np.asarray(records["vector"][rows], np.float32))

    def add_source(self, keys: Keys, read: Read) -> None:
        """Take vectors from somewhere.

        Args:
            keys: the key of each row there.
            read: returns the vectors of some rows.
        """
        self._sources.append(_Source(keys, read))

    def missing(self, keys: Keys) -> NDArray[np.bool_]:
        """Tell of each key whether its vector is not known."""
        unknown = np.ones(len(keys), np.bool_)
        for source in self._sources:
            unknown[unknown] = source.rows(keys[unknown]) < 0
        return unknown

    def note(self, keys: Keys, vectors: Vectors) -> None:
        """Write vectors that were computed to this build's journal."""
        if self._own is None:
            handle, name = tempfile.mkstemp(dir=self._folder, prefix=f"{self._stem}{vectors.shape[1]}-")
            open(handle, "wb").close()
            self._own = Path(name)
        records = np.empty(len(keys), _record(vectors.shape[1]))
        records["key"], records["vector"] = keys, vectors
        with self._own.open("ab") as journal:
            journal.write(records.tobytes())

    def noted(self) -> None:
        """Make what this build has noted known; called once, when all is."""
        if self._own is not None:
            self._take_journal(self._own)

    def get(self, keys: Keys, dimension: int) -> Vectors:
        """Return the vectors of keys that are all known, of shape (n, dimension)."""
        found = np.empty((len(keys), dimension), np.float32)
        left = np.arange(len(keys))
        for source in self._sources:
            rows = source.rows(keys[left])
            here = rows >= 0
            if here.any():
                found[left[here]] = source.read(rows[here])
            left = left[~here]
        if len(left):
            raise KeyError(f"{len(left)} texts have no vector")
        return found

    def forget(self) -> None:
        """Remove the journals, now that an index holds what is in them."""
        self._sources.clear()
        for path in [*self._left, *([self._own] if self._own else [])]:
            path.unlink(missing_ok=True)
        for path in self._folder.glob(f"{_PREFIX}*"):
            if time.time() - path.stat().st_mtime > _STALE:
                path.unlink(missing_ok=True)


class Remembering:
    """Encodes as an encoder does, but nothing that was encoded before.

    Args:
        encoder: computes what is new.
        known: vectors as bytes, by the keys that ``used`` had for an earlier build.
    """

    def __init__(self, encoder: Encoder, known: Mapping[str, bytes]) -> None:
        self._encoder = encoder
        self._known = known
        self.name, self.digest, self.engine = encoder.name, encoder.digest, encoder.engine
        self.dimension = encoder.dimension
        self.used: dict[str, bytes] = {}

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode("query", texts, self._encoder.encode_queries)

    def encode_documents(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        return self._encode("document", texts, lambda new: self._encoder.encode_documents(new, progress))

    def _encode(self, kind: str, texts: Sequence[str], encode: Callable[[Sequence[str]], Vectors]) -> Vectors:
        keys = [f"{kind} {key.decode()}" for key in keys_of(texts).tolist()]
        found = {key: self._known[key] for key in keys if key in self._known}
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in found}
        if new:
            vectors = np.asarray(encode(list(new.values())), np.float32)
            found |= {key: vector.tobytes() for key, vector in zip(new, vectors, strict=True)}
        self.used |= found
        return np.frombuffer(b"".join(found[key] for key in keys), np.float32).reshape(len(keys), self.dimension)


def _record(dimension: int) -> np.dtype[np.void]:
    return np.dtype([("key", f"S{_KEY}"), ("vector", np.float32, (dimension,))])


def distinct(keys: Keys, wanted: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the rows at which wanted keys stand for the first time."""
    rows = np.flatnonzero(wanted)
    _, first = np.unique(keys[rows], return_index=True)
    return np.sort(rows[first])
