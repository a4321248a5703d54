"""Where a corpus, its index and its model are, and the index kept in step with the corpus."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dlgraph.errors import CorpusError, IndexDamagedError, IndexFormatError, ModelError
from dlgraph.formats.listing import listing
from dlgraph.locate import corpus_path, default_folder
from dlgraph.search import index, manifest, weights
from dlgraph.search.encoder import Progress
from dlgraph.search.index import Index
from dlgraph.search.manifest import Manifest

if TYPE_CHECKING:
    from dlgraph.glossary import Glossary

PathLike = str | os.PathLike[str]
Notify = Callable[[str], None]
# New objects, less those dropped, after which Python is to look for rubbish.
_SELDOM = 200_000
# Seconds that pass between reading a page and writing the manifest, besides those that building takes, at most.
_READING = 600


@dataclass(frozen=True, slots=True)
class Located:
    """Where a corpus and its index are, and the name or folder of the model."""

    corpus: Path
    folder: Path
    model: str


@dataclass(frozen=True, slots=True)
class Summary:
    """A glossary, how many passages its index holds (None without a fresh one), and the notes of its reading."""

    glossary: Glossary
    passages: int | None
    notes: tuple[str, ...]


def locate(corpus: PathLike | None = None, index_: PathLike | None = None, model: str | None = None) -> Located:
    """Settle which corpus, index and model are meant, from arguments, environment and defaults; see ``open``."""
    path = corpus_path(corpus)
    chosen = index_ or os.environ.get("DLGRAPH_INDEX")
    for name in (str(path), str(chosen or "")):
        if not name.isprintable() and name.encode("utf-8", "replace").decode() != name:
            raise CorpusError(f"the path {name!r} is not UTF-8", cure="Rename the folder.")
    folder = Path(chosen).expanduser() if chosen else default_folder(path)
    return Located(path, folder, model or os.environ.get("DLGRAPH_MODEL") or weights.DEFAULT_MODEL)


def quiet(message: str) -> None:
    """Tell nobody."""
    del message


def build(place: Located, *, force: bool = False, progress: Progress | None = None, notify: Notify = quiet) -> Manifest:
    """Build an index if it is missing, stale or damaged.

    Args:
        place: the corpus, index and model.
        force: build it from nothing even where it is fresh, damaged or of a newer format.
        progress: called with (done, total) passages.
        notify: called with what is done and why.

    Returns:
        The manifest of the index as it is now.
    """
    reason = "it is to be built from nothing" if force else _why_build(place)
    if not reason:
        built = manifest.read(place.folder)
        if built is not None:
            return built
    from dlgraph.formats import corpus as corpora
    from dlgraph.formats.readings import Readings
    from dlgraph.search import build as builder

    notify(f"building the index of {place.corpus}: {reason}")
    # Listed before it is read, so that what changes meanwhile is seen the next time.
    before = listing(place.corpus)
    readings = Readings(place.folder, fresh=force, **_known_files(place))
    with _seldom_collecting():
        read = corpora.read(place.corpus, readings=readings)
        built = builder.build(read, place.folder, place.model, progress, fresh=force)
    readings.save()
    manifest.note_listing(place.folder, built, before)
    for note in built.notes[:5]:
        notify(note)
    if len(built.notes) > 5:
        notify(f"… and {len(built.notes) - 5} more notes; `dlgraph stats` lists them")
    return built


def _known_files(place: Located) -> dict[str, Any]:
    """Return the files an index was built from, and the time before which one that was changed was surely read after.

    A file that is changed twice within the grain of a file system's clock may have one size and time for both.
    """
    try:
        built = manifest.read(place.folder)
        written = (place.folder / manifest.NAME).stat().st_mtime_ns
    except (IndexDamagedError, IndexFormatError, OSError):
        return {}
    if built is None or Path(built.corpus) != Path(os.path.realpath(place.corpus)):
        return {}
    return {"states": built.files, "before": written - int((built.seconds + _READING) * 1e9)}


@contextmanager
def _seldom_collecting() -> Iterator[None]:
    """Have Python look for rubbish seldom: a glossary is many objects, of which hardly any is dropped as it is read."""
    before = gc.get_threshold()
    gc.set_threshold(max(before[0], _SELDOM) if before[0] else 0, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _why_build(place: Located) -> str:
    try:
        built = manifest.read(place.folder)
    except IndexDamagedError as error:
        return error.message
    if built is None:
        return "it has none yet"
    if Path(built.corpus) != Path(os.path.realpath(place.corpus)):
        return f"the index in {place.folder} was that of {built.corpus}"
    if reason := index.why_outdated(built, place.model):
        return reason
    built = index.restamp_model(place.folder, built, place.model)
    now = listing(place.corpus)
    if now and now == manifest.noted_listing(place.folder, built):
        return ""
    # Choosing the files of a corpus takes longer than listing what is there; most of the time nothing has been touched.
    from dlgraph.formats import corpus as corpora

    found = corpora.scan(place.corpus)
    reason = index.why_stale(built, place.corpus, place.model, found)
    if not reason:
        index.restamp(place.folder, built, found)
        manifest.note_listing(place.folder, built, now)
    return reason


def summary(place: Located) -> Summary:
    """Return a corpus's glossary without building an index: from a fresh one where there is one, else the files."""
    try:
        if not _why_build(place) and (opened := Index.open(place.folder)):
            try:
                built = opened.manifest
                return Summary(opened.catalog.glossary(), built.counts["passages"], built.notes)
            finally:
                opened.close()
    except (IndexDamagedError, IndexFormatError, ModelError):
        pass

    from dlgraph.formats import corpus as corpora
    from dlgraph.formats.readings import Readings
    from dlgraph.glossary import Glossary

    # What is kept is kept beside an index; where there is none, none is begun.
    readings = Readings(place.folder, **_known_files(place)) if (place.folder / manifest.NAME).is_file() else None
    read = corpora.read(place.corpus, readings=readings)
    if readings:
        readings.save()
    found = Glossary(read.concepts, read.faqs)
    return Summary(found, None, corpora.notes(read.ledger, found.problems))


def glossary(place: Located) -> Glossary:
    """Return a corpus's glossary; see ``summary``."""
    return summary(place).glossary
