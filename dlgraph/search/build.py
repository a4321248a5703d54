"""Building an index: encode what is new, write aside, rename into place."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

from dlgraph.errors import CorpusError, IndexDamagedError, IndexFormatError
from dlgraph.formats.corpus import Corpus, notes
from dlgraph.glossary import Glossary
from dlgraph.model import Item, Passage
from dlgraph.search import catalog, engines, manifest, passages, selfquestions
from dlgraph.search.backend import Entry
from dlgraph.search.database import PASSAGES
from dlgraph.search.encoder import Encoder, Progress, Vectors
from dlgraph.search.index import Index
from dlgraph.search.local import LocalBackend
from dlgraph.search.manifest import Manifest, ModelRecord
from dlgraph.search.tuning import Tuning, trials, tune
from dlgraph.version import VERSION


def build(
    corpus: Corpus, folder: Path, model: str, progress: Progress | None = None, *, fresh: bool = False
) -> Manifest:
    """Build a corpus's index, or build it again.

    Vectors of passages that the index in ``folder`` already holds for the same model are taken from there.
    The data is written beside the old one, and the manifest that points at it is renamed into place last, so
    that an interrupted build changes nothing and readers are never disturbed.

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
    entries = list(passages.items(glossary))
    texts = list(dict.fromkeys(passage.text for _, parts in entries for passage in parts))
    if not texts:
        raise CorpusError(f"{corpus.path} holds no text to search", cure="Add definitions or FAQs to its pages.")
    folder.mkdir(parents=True, exist_ok=True)
    digest = engines.model_digest(model)
    known = {} if fresh else _known_vectors(folder, digest)
    missing = [text for text in texts if text not in known]
    encoder = engines.open_encoder(model, texts=len(missing), digest=digest, stamp=engines.model_stamp(model))
    _encode(encoder, missing, known, progress)
    content = manifest.content_digest(corpus.files, digest)
    staging = Path(tempfile.mkdtemp(dir=folder, prefix=f"{content}-"))
    try:
        tuning = _write(staging, glossary, entries, known, encoder)
        built = Manifest(
            digest=content,
            dlgraph=VERSION,
            recipe=manifest.RECIPE,
            corpus=os.path.realpath(corpus.path),
            model=ModelRecord(encoder.name, digest, encoder.dimension, encoder.engine, engines.model_stamp(model)),
            counts=_counts(glossary, entries),
            ranking=asdict(tuning),
            files=corpus.files,
            data=staging.name,
            sizes={path.name: path.stat().st_size for path in sorted(staging.iterdir())},
            seconds=round(time.perf_counter() - begun, 3),
            notes=notes(corpus.ledger, glossary.problems),
        )
        manifest.share(staging)
        before = _data_of(folder)
        manifest.write(folder, built)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise
    _sweep(folder, before, keep=staging.name)
    return built


def _data_of(folder: Path) -> str:
    """Return the name of the data folder of the index as it stands, or an empty string."""
    try:
        built = manifest.read(folder)
    except (IndexDamagedError, IndexFormatError):
        return ""
    return built.data if built else ""


def _encode(encoder: Encoder, missing: Sequence[str], known: dict[str, Vectors], progress: Progress | None) -> None:
    if missing:
        vectors = encoder.encode_documents(missing, progress)
        known.update(zip(missing, vectors, strict=True))


def _known_vectors(folder: Path, digest: str) -> dict[str, Vectors]:
    try:
        old = Index.open(folder)
    except (IndexDamagedError, IndexFormatError):
        return {}
    if old is None:
        return {}
    try:
        return dict(old.backend.vectors_by_text()) if old.manifest.model.digest == digest else {}
    except (sqlite3.Error, RuntimeError, IndexDamagedError):
        return {}
    finally:
        old.close()


def _write(
    staging: Path,
    glossary: Glossary,
    entries: Sequence[tuple[Item, Sequence[Passage]]],
    vectors: Mapping[str, Vectors],
    encoder: Encoder,
) -> Tuning:
    """Write the data and ask it the corpus's own questions."""
    backend = LocalBackend.create(staging, encoder.dimension)
    for item, parts in entries:
        stacked = np.array([vectors[part.text] for part in parts], np.float32).reshape(len(parts), encoder.dimension)
        backend.upsert([Entry(item, parts, stacked)])
    items = [item for item, _ in entries]
    catalog.write(backend.connection, glossary, items)
    tuning = tune(trials(backend, encoder, selfquestions.ask(items, sum(len(parts) for _, parts in entries))))
    backend.save()
    return tuning


def _counts(
    glossary: Glossary,
    entries: Sequence[tuple[Item, Sequence[Passage]]],
) -> dict[str, int]:
    kinds = Counter(item.kind for item, _ in entries)
    return {
        "concepts": len(glossary),
        "faqs": kinds["faq"],
        "misconceptions": kinds["misconception"],
        "sections": kinds["section"],
        "passages": sum(len(parts) for _, parts in entries),
    }


def _sweep(folder: Path, before: str, keep: str) -> None:
    """Remove the data of the index this one replaces, and of builds that were interrupted over an hour ago."""
    for path in folder.iterdir():
        if not path.is_dir() or path.name == keep or not (path / PASSAGES).exists():
            continue
        # A folder that no manifest has named may be a build that another process has under way.
        if path.name == before or time.time() - path.stat().st_mtime > 3600:
            shutil.rmtree(path, ignore_errors=True)
