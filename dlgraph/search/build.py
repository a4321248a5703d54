"""Building an index: encode what is new, write aside, rename into place."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dlgraph.errors import CorpusError, IndexDamagedError, IndexFormatError
from dlgraph.formats.corpus import Corpus, notes
from dlgraph.glossary import Glossary
from dlgraph.search import cataloguing, engines, manifest, passages, selfquestions, update
from dlgraph.search import rows as rows_
from dlgraph.search import stored as stores
from dlgraph.search.database import PASSAGES
from dlgraph.search.embeddings import Embeddings, Keys, Remembering, distinct, keys_of
from dlgraph.search.encoder import Encoder, Progress, Vectors
from dlgraph.search.index import Index
from dlgraph.search.local import LocalBackend
from dlgraph.search.manifest import Manifest, ModelRecord
from dlgraph.search.stored import Mapped, Stored
from dlgraph.search.tuning import trials, tune
from dlgraph.search.written import row_after
from dlgraph.version import VERSION

# Passages encoded between two entries in the journal: enough that texts of like length meet, and little to lose.
_WINDOW = 4096
# What reading an index raises in which something is wrong, or that another build has just swept away. What is built in
# its place need not have it.
_BROKEN = (sqlite3.Error, RuntimeError, IndexDamagedError, FileNotFoundError, LookupError, TypeError, ValueError)


@dataclass(frozen=True, slots=True)
class _Written:
    """What was written: counts by kind, how vectors are stored, how many were encoded in which time, the tuning.

    ``tuned`` says of how many items it is the tuning, and how many of them have changed since.
    """

    counts: Mapping[str, int]
    stored: Mapping[str, object]
    encoded: int
    seconds: float
    ranking: Mapping[str, object]
    tuned: Mapping[str, int]
    model: ModelRecord


@dataclass(frozen=True, slots=True)
class _Model:
    """The model as it was named, its digest and its stamp."""

    name: str
    digest: str
    stamp: str

    def open(self, texts: int) -> Encoder:
        return engines.open_encoder(self.name, texts=texts, digest=self.digest, stamp=self.stamp)

    def record(self, encoder: Encoder) -> ModelRecord:
        return ModelRecord(encoder.name, self.digest, encoder.dimension, encoder.engine, self.stamp)


def build(
    corpus: Corpus, folder: Path, model: str, progress: Progress | None = None, *, fresh: bool = False
) -> Manifest:
    """Build a corpus's index, or build it again.

    Vectors of passages that the index in ``folder`` or an interrupted build holds for the same model are taken from
    there, and so is all else where little has changed. The data is written beside the old one, and the manifest that
    points at it is renamed into place last, so that an interrupted build changes nothing and readers are never
    disturbed. Neither all texts nor all vectors are in memory at once, except that those of a corpus are which is so
    small that a query is compared with all its vectors.

    Args:
        corpus: what was read.
        folder: where the index is to be.
        model: the model's name or folder, or ``hash``.
        progress: called with (done, total) passages as they are encoded.
        fresh: take nothing from before: encode every passage, and tune anew.

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
    with _opened(folder, fresh=fresh) as old:
        used = _model(model, old)
        old = old if old and old.manifest.model.digest == used.digest else None
        content = manifest.content_digest(corpus.files, used.digest)
        embeddings = Embeddings(folder, used.digest, fresh=fresh)
        staging = Path(tempfile.mkdtemp(dir=folder, prefix=f"{content}-"))
        try:
            written = _made(staging, glossary, old, used, embeddings, progress)
            built = Manifest(
                digest=content,
                dlgraph=VERSION,
                recipe=manifest.RECIPE,
                corpus=os.path.realpath(corpus.path),
                model=written.model,
                counts=written.counts,
                ranking=written.ranking,
                files=corpus.files,
                data=staging.name,
                sizes={path.name: path.stat().st_size for path in sorted(staging.iterdir())},
                seconds=round(time.perf_counter() - begun, 3),
                notes=notes(corpus.ledger, glossary.problems),
                vectors=written.stored,
                encoded={"passages": written.encoded, "seconds": round(written.seconds, 3)},
                tuned=written.tuned,
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
def _opened(folder: Path, *, fresh: bool) -> Iterator[Index | None]:
    """Open the index as it stands, if there is one and anything is to be taken from it."""
    try:
        old = None if fresh else Index.open(folder)
    except (IndexDamagedError, IndexFormatError):
        old = None
    try:
        yield old
    finally:
        if old:
            old.close()


def _model(name: str, old: Index | None) -> _Model:
    """Tell which model is meant; where its stamp is the one in an index, its weights need not be hashed."""
    stamp = engines.model_stamp(name)
    known = old.manifest.model.digest if old and stamp and stamp == old.manifest.model.stamp else ""
    return _Model(name, known or engines.model_digest(name), stamp)


def _made(
    staging: Path,
    glossary: Glossary,
    old: Index | None,
    model: _Model,
    embeddings: Embeddings,
    progress: Progress | None,
) -> _Written:
    """Write the data: what has changed where that is little and there is room for it, else all of it."""
    asked: dict[str, bytes] = {}
    kept: update.Kept | None = None
    try:
        if old:
            embeddings.add_source(_keys(old), old.backend.stored.get)
            asked = dict(old.backend.connection.execute("SELECT key, vector FROM asked"))
            kept = update.kept(old, glossary)
    except _BROKEN:
        kept = None
    if old and kept and kept.places is not None:
        if written := _updated(staging, glossary, old, kept, model, embeddings, progress):
            return written
        kept = None
    return _anew(staging, glossary, kept, asked, model, embeddings, progress)


def _keys(old: Index) -> Keys:
    """Return the key of each passage of an index, by the row of its vector."""
    parts = [keys_of(texts) for texts in rows_.texts(old.backend.connection)]
    keys = np.concatenate(parts) if parts else keys_of([])
    if len(keys) != len(old.backend.stored):
        raise IndexDamagedError(
            f"the index in {old.data} holds {len(keys)} passages but {len(old.backend.stored)} vectors"
        )
    return keys


def _updated(
    staging: Path,
    glossary: Glossary,
    old: Index,
    kept: update.Kept,
    model: _Model,
    embeddings: Embeddings,
    progress: Progress | None,
) -> _Written | None:
    """Write a copy of an index in which only what differs is written; None where the index cannot be read."""
    texts = update.texts_of(kept.revision.edits)
    keys = keys_of(texts)
    missing = distinct(keys, embeddings.missing(keys))
    record, seconds = replace(old.manifest.model, stamp=model.stamp), 0.0
    if len(missing):
        encoder = model.open(len(missing))
        record, begun = model.record(encoder), time.perf_counter()
        _encode(lambda rows: [texts[row] for row in rows], keys, missing, embeddings, encoder, progress)
        seconds = time.perf_counter() - begun
    try:
        update.write(old, staging, glossary, kept, embeddings.get)
        counts = update.counts(old, glossary, kept.revision)
    except _BROKEN:
        for path in staging.iterdir():
            path.unlink()
        return None
    described = {"kind": Mapped.kind, "recall": 1.0}
    return _Written(counts, described, len(missing), seconds, old.manifest.ranking, kept.tuned, record)


def _anew(
    staging: Path,
    glossary: Glossary,
    kept: update.Kept | None,
    asked: Mapping[str, bytes],
    model: _Model,
    embeddings: Embeddings,
    progress: Progress | None,
) -> _Written:
    """Write all of an index, with the tuning of the one before where that is kept."""
    backend = LocalBackend.create(staging, 0)
    counts, keys = _store(backend, glossary)
    missing = distinct(keys, embeddings.missing(keys))
    encoder = model.open(len(missing))
    begun = time.perf_counter()
    _encode(lambda rows: rows_.texts_of(backend.connection, rows), keys, missing, embeddings, encoder, progress)
    seconds = time.perf_counter() - begun
    backend.stored, described = _vectors(backend.folder, keys, embeddings, encoder.dimension)
    cataloguing.write(backend.connection, glossary, rows_.numbered(backend.connection))
    if kept:
        ranking, tuned, used = kept.ranking, kept.tuned, asked
        backend.connection.executemany("INSERT INTO drifted VALUES (?)", ((id,) for id in sorted(kept.drifted)))
    else:
        remembering = Remembering(encoder, asked)
        total = backend.count()
        drawn = [item for item in rows_.items(backend.connection) if selfquestions.sampled(item, total)]
        ranking = asdict(tune(trials(backend, remembering, selfquestions.ask(drawn, len(keys)))))
        tuned, used = {"items": total, "changed": 0}, remembering.used
    backend.connection.executemany("INSERT INTO asked VALUES (?, ?)", sorted(used.items()))
    backend.save()
    return _Written(counts, described, len(missing), seconds, ranking, tuned, model.record(encoder))


def _store(backend: LocalBackend, glossary: Glossary) -> tuple[dict[str, int], Keys]:
    """Write what can answer, and return the counts and the key of each passage by row."""
    kinds: Counter[str] = Counter()
    keys: list[Keys] = []
    block: list[str] = []
    count = 0
    last = 0
    for group in passages.groups(glossary):
        start = row_after(last)
        last = start + len(group) - 1
        for row, (item, parts) in enumerate(group, start):
            backend.add(item, parts, count, row)
            kinds[item.kind] += 1
            count += len(parts)
            block += [part.text for part in parts]
        if len(block) >= stores.BLOCK:
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


def _encode(
    texts_of: Callable[[list[int]], list[str]],
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

        embeddings.note(keys[rows], encoder.encode_documents(texts_of(rows.tolist()), told))
    embeddings.noted()


def _vectors(folder: Path, keys: Keys, embeddings: Embeddings, dimension: int) -> tuple[Stored, dict[str, object]]:
    """Gather all vectors by row, in the kind of store that suits their number, and describe it."""
    count = len(keys)

    def read(start: int, end: int) -> Vectors:
        return embeddings.get(keys[start:end], dimension)

    # Loaded where vectors are gathered anew: what changes a few is done before FAISS would be there.
    from dlgraph.search import vectors

    if count <= stores.FLAT_UP_TO:
        flat = vectors.Flat.empty(dimension)
        for start in range(0, count, stores.BLOCK):
            flat.add(read(start, min(start + stores.BLOCK, count)))
        return flat, {"kind": flat.kind, "recall": 1.0}
    lists, recall = vectors.make_lists(folder, count, dimension, read)
    described = {"kind": lists.kind, "recall": round(recall, 4), "lists": lists.lists, "effort": lists.effort}
    return lists, described


def _sweep(folder: Path, before: str, keep: str) -> None:
    """Remove the data of the index this one replaces, and of builds that were interrupted over an hour ago."""
    for path in folder.iterdir():
        if not path.is_dir() or path.name == keep or not (path / PASSAGES).exists():
            continue
        # A folder that no manifest has named may be a build that another process has under way.
        if path.name == before or time.time() - path.stat().st_mtime > 3600:
            shutil.rmtree(path, ignore_errors=True)
