"""Building an index: encode what is new, write aside, rename into place."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dlgraph.errors import CorpusError, IndexDamagedError, IndexFormatError
from dlgraph.formats.corpus import Corpus, notes
from dlgraph.glossary import Glossary
from dlgraph.search import catalog, engines, manifest, passages, selfquestions, vectors, written
from dlgraph.search import rows as rows_
from dlgraph.search.database import PASSAGES
from dlgraph.search.embeddings import Embeddings, Keys, Remembering, distinct, keys_of
from dlgraph.search.encoder import Encoder, Progress, Vectors
from dlgraph.search.index import Index
from dlgraph.search.local import LocalBackend
from dlgraph.search.manifest import Manifest, ModelRecord
from dlgraph.search.tuning import Tuning, trials, tune
from dlgraph.search.vectors import Flat, Stored
from dlgraph.version import VERSION

# Passages encoded between two entries in the journal: enough that texts of like length meet, and little to lose.
_WINDOW = 2048


@dataclass(frozen=True, slots=True)
class _Written:
    """What was written: counts by kind, how the vectors are stored, how many were encoded in which time, the tuning."""

    counts: Mapping[str, int]
    stored: Mapping[str, object]
    encoded: int
    seconds: float
    tuning: Tuning


def build(
    corpus: Corpus, folder: Path, model: str, progress: Progress | None = None, *, fresh: bool = False
) -> Manifest:
    """Build a corpus's index, or build it again.

    Vectors of passages that the index in ``folder`` or an interrupted build holds for the same model are taken from
    there. The data is written beside the old one, and the manifest that points at it is renamed into place last, so
    that an interrupted build changes nothing and readers are never disturbed. Neither all texts nor all vectors are in
    memory at once, except that vectors are while they are joined in a graph, in 16 bits.

    Args:
        corpus: what was read.
        folder: where the index is to be.
        model: the model's name or folder, or ``hash``.
        progress: called with (done, total) passages as they are encoded.
        fresh: encode every passage, even those whose vectors are known.

    Returns:
        The manifest of the new index.

    Raises:
        CorpusError: the corpus holds nothing that could answer.
        ModelError: the model cannot be loaded.
    """
    begun = time.perf_counter()
    glossary = Glossary(corpus.concepts, corpus.faqs)
    if not any(parts for _, parts in passages.items(glossary)):
        raise CorpusError(f"{corpus.path} holds no text to search", cure="Add definitions or FAQs to its pages.")
    folder.mkdir(parents=True, exist_ok=True)
    digest = engines.model_digest(model)
    content = manifest.content_digest(corpus.files, digest)
    embeddings = Embeddings(folder, digest, fresh=fresh)
    staging = Path(tempfile.mkdtemp(dir=folder, prefix=f"{content}-"))
    try:
        with _known(folder, digest, embeddings, fresh=fresh) as asked:
            backend = LocalBackend.create(staging, 0)
            counts, keys = _store(backend, glossary)
            missing = distinct(keys, embeddings.missing(keys))
            encoder = engines.open_encoder(model, texts=len(missing), digest=digest, stamp=engines.model_stamp(model))
            written = _write(backend, glossary, counts, keys, missing, embeddings, encoder, asked, progress)
        built = Manifest(
            digest=content,
            dlgraph=VERSION,
            recipe=manifest.RECIPE,
            corpus=os.path.realpath(corpus.path),
            model=ModelRecord(encoder.name, digest, encoder.dimension, encoder.engine, engines.model_stamp(model)),
            counts=written.counts,
            ranking=asdict(written.tuning),
            files=corpus.files,
            data=staging.name,
            sizes={path.name: path.stat().st_size for path in sorted(staging.iterdir())},
            seconds=round(time.perf_counter() - begun, 3),
            notes=notes(corpus.ledger, glossary.problems),
            vectors=written.stored,
            encoded={"passages": written.encoded, "seconds": round(written.seconds, 3)},
        )
        manifest.share(staging)
        before = _data_of(folder)
        manifest.write(folder, built)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise
    embeddings.forget()
    _sweep(folder, before, keep=staging.name)
    return built


def _data_of(folder: Path) -> str:
    """Return the name of the data folder of the index as it stands, or an empty string."""
    try:
        built = manifest.read(folder)
    except (IndexDamagedError, IndexFormatError):
        return ""
    return built.data if built else ""


@contextmanager
def _known(folder: Path, digest: str, embeddings: Embeddings, *, fresh: bool) -> Iterator[dict[str, bytes]]:
    """Let vectors be taken from the index as it stands, where it was made with the same model.

    Yields:
        The vectors of the questions it was asked when it was built.
    """
    try:
        old = None if fresh else Index.open(folder)
    except (IndexDamagedError, IndexFormatError):
        old = None
    if old is None:
        yield {}
        return
    asked: dict[str, bytes] = {}
    try:
        if old.manifest.model.digest == digest:
            try:
                parts = list(rows_.texts(old.backend.connection))
                keys = np.concatenate([keys_of(texts) for texts in parts]) if parts else keys_of([])
                embeddings.add_source(keys, old.backend.stored.get)
                asked = dict(old.backend.connection.execute("SELECT key, vector FROM asked"))
            except (sqlite3.Error, RuntimeError, IndexDamagedError):
                pass
        yield asked
    finally:
        old.close()


def _store(backend: LocalBackend, glossary: Glossary) -> tuple[dict[str, int], Keys]:
    """Write what can answer, and return the counts and the key of each passage by row."""
    kinds: Counter[str] = Counter()
    keys: list[Keys] = []
    block: list[str] = []
    count = 0
    last = 0
    for group in passages.groups(glossary):
        start = written.row_after(last)
        last = start + len(group) - 1
        for row, (item, parts) in enumerate(group, start):
            backend.add(item, parts, count, row)
            kinds[item.kind] += 1
            count += len(parts)
            block += [part.text for part in parts]
        if len(block) >= vectors.BLOCK:
            keys.append(keys_of(block))
            block = []
    keys.append(keys_of(block))
    counts = {
        "concepts": len(glossary),
        "faqs": kinds["faq"],
        "misconceptions": kinds["misconception"],
        "sections": kinds["section"],
        "passages": count,
    }
    return counts, np.concatenate(keys)


def _write(
    backend: LocalBackend,
    glossary: Glossary,
    counts: Mapping[str, int],
    keys: Keys,
    missing: NDArray[np.int64],
    embeddings: Embeddings,
    encoder: Encoder,
    asked: Mapping[str, bytes],
    progress: Progress | None,
) -> _Written:
    """Add vectors and names to what is stored, and ask it the corpus's own questions."""
    begun = time.perf_counter()
    _encode(backend, keys, missing, embeddings, encoder, progress)
    seconds = time.perf_counter() - begun
    backend.stored, described = _vectors(keys, embeddings, encoder.dimension)
    catalog.write(backend.connection, glossary, rows_.numbered(backend.connection))
    total = backend.count()
    drawn = [item for item in rows_.items(backend.connection) if selfquestions.sampled(item, total)]
    remembering = Remembering(encoder, asked)
    tuning = tune(trials(backend, remembering, selfquestions.ask(drawn, len(keys))))
    backend.connection.executemany("INSERT INTO asked VALUES (?, ?)", sorted(remembering.used.items()))
    backend.save()
    return _Written(counts, described, len(missing), seconds, tuning)


def _encode(
    backend: LocalBackend,
    keys: Keys,
    missing: NDArray[np.int64],
    embeddings: Embeddings,
    encoder: Encoder,
    progress: Progress | None,
) -> None:
    """Encode what is missing, a window after another, and note each."""
    for start in range(0, len(missing), _WINDOW):
        rows = missing[start : start + _WINDOW]

        def told(done: int, total: int, start: int = start) -> None:
            del total
            if progress:
                progress(start + done, len(missing))

        embeddings.note(keys[rows], encoder.encode_documents(rows_.texts_of(backend.connection, rows.tolist()), told))
    embeddings.noted()


def _vectors(keys: Keys, embeddings: Embeddings, dimension: int) -> tuple[Stored, dict[str, object]]:
    """Gather all vectors by row, in the kind of store that suits their number, and describe it."""
    count = len(keys)

    def read(start: int, end: int) -> Vectors:
        return embeddings.get(keys[start:end], dimension)

    if count <= vectors.FLAT_UP_TO:
        flat = Flat.empty(dimension)
        for start in range(0, count, vectors.BLOCK):
            flat.add(read(start, min(start + vectors.BLOCK, count)))
        return flat, {"kind": flat.kind, "recall": 1.0}
    graph, recall = vectors.make_graph(count, dimension, read)
    return graph, {"kind": graph.kind, "recall": round(recall, 4), "effort": graph.effort}


def _sweep(folder: Path, before: str, keep: str) -> None:
    """Remove the data of the index this one replaces, and of builds that were interrupted over an hour ago."""
    for path in folder.iterdir():
        if not path.is_dir() or path.name == keep or not (path / PASSAGES).exists():
            continue
        # A folder that no manifest has named may be a build that another process has under way.
        if path.name == before or time.time() - path.stat().st_mtime > 3600:
            shutil.rmtree(path, ignore_errors=True)
