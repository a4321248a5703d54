"""Readings of pages kept from one load to the next, so that a page that has not changed is not taken apart again.

They lie in a file beside an index, as JSON, which can run nothing. A reading is found by all it depends on: the bytes
of the page, its path and id, how it was to be read, and the very code that reads. What cannot be read back, or would
not come back the same, is as if it were not there.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from dlgraph.concept import Concept, Faq, Misconception, Reference, Section
from dlgraph.formats.listing import FileState
from dlgraph.formats.reading import Pointer, Reading
from dlgraph.formats.rows import pack, unpack
from dlgraph.ledger import Dropped, Problem
from dlgraph.model import Source
from dlgraph.version import VERSION

NAME = "readings.sqlite"
# Characters that wait to be written, and no more, however large a corpus is.
_MOST_WAITING = 32_000_000
_SCHEMA = "CREATE TABLE IF NOT EXISTS readings(key TEXT PRIMARY KEY, sum TEXT NOT NULL, reading TEXT NOT NULL)"


class Readings:
    """The readings of one corpus.

    Args:
        folder: where they are kept; that of an index.
        fresh: find none of those that are kept.
        states: what the files of the corpus were when they were read before.
        before: files that were changed before this time, in ns, and have the size and time they had, are as they were.
    """

    def __init__(self, folder: Path, *, fresh: bool = False, states: Iterable[FileState] = (), before: int = 0) -> None:
        self._file = folder / NAME
        self._states = {} if fresh else {state.path: state for state in states if state.mtime < before}
        self._stored: sqlite3.Connection | None = None
        # A file that is not to be used, or cannot be, makes way for another one.
        self._usable = not fresh
        self._asked: set[str] = set()
        self._new: dict[str, str] = {}
        self._waiting = 0

    def key(self, sha256: str, *how: object) -> str:
        """Return the key of a page's reading: the hash of its bytes, and whatever else the reading depends on."""
        return _hash(repr((_reader(), sha256, how)))

    def sha256(self, state: FileState) -> str:
        """Return the hash of a file's bytes where its size and time tell that they are known, else an empty string."""
        known = self._states.get(state.path)
        return known.sha256 if known and (known.size, known.mtime) == (state.size, state.mtime) else ""

    def find(self, key: str) -> Reading | None:
        """Return the reading kept under a key; None where there is none, or none that is whole."""
        self._asked.add(key)
        for total, text in self._rows("SELECT sum, reading FROM readings WHERE key = ?", key):
            try:
                return _decoded(json.loads(text)) if _hash(key + text) == total else None
            except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
                return None
        return None

    def keep(self, key: str, reading: Reading) -> None:
        """Keep a reading, from the next ``save`` on, if it comes back as it is."""
        try:
            text = json.dumps(_encoded(reading))
            again = _decoded(json.loads(text))
        except (ValueError, TypeError, RecursionError):
            return
        plain = replace(reading, found=dict(reading.found), kept=dict(reading.kept), addresses=dict(reading.addresses))
        # Equal is not enough: true equals 1, and not a number does not equal itself.
        if repr(again) == repr(plain):
            self._new[key] = text
            self._waiting += len(text)
            if self._waiting > _MOST_WAITING:
                self._write((), make=True)

    def save(self) -> None:
        """Write what is new, and forget what this load did not ask for; where that cannot be done, nothing is kept."""
        gone = {key for (key,) in self._rows("SELECT key FROM readings")} - self._asked
        if self._new or gone or not self._usable:
            self._write(gone)
        self._close()

    def _close(self) -> None:
        if self._stored:
            self._stored.close()
            self._stored = None

    def _write(self, gone: Iterable[str], *, make: bool = False) -> None:
        self._close()
        rows = [(key, _hash(key + text), text) for key, text in self._new.items()]
        self._new, self._waiting = {}, 0
        try:
            if not self._usable:
                self._file.unlink(missing_ok=True)
            if make:
                self._file.parent.mkdir(parents=True, exist_ok=True)
            if not self._file.parent.is_dir():
                return
            with closing(sqlite3.connect(self._file, timeout=1)) as connection:
                # What a crash leaves half written is found out by its sum, and read again from the page.
                connection.execute("PRAGMA synchronous = OFF")
                connection.execute(_SCHEMA)
                connection.executemany("DELETE FROM readings WHERE key = ?", [(key,) for key in gone])
                connection.executemany("INSERT OR REPLACE INTO readings VALUES (?, ?, ?)", rows)
                connection.commit()
            self._usable = True
        except (OSError, sqlite3.Error):
            return

    def _rows(self, query: str, *values: str) -> list[tuple[str, ...]]:
        if not self._usable or not (self._stored or self._file.is_file()):
            return []
        try:
            if self._stored is None:
                uri = f"{self._file.absolute().as_uri()}?mode=ro"
                self._stored = sqlite3.connect(uri, uri=True, timeout=1)
                # To lock the file for each of thousands of readings takes longer than to find them.
                self._stored.execute("BEGIN")
            return [tuple(map(str, row)) for row in self._stored.execute(query, values)]
        except sqlite3.Error:
            self._usable = False
            return []


def _hash(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _code() -> list[Path]:
    """Return the files that say what a page is read as."""
    home = Path(__file__).parent
    return [
        *sorted(home.glob("*.py")),
        *(home.parent / f"{name}.py" for name in ("markdown", "text", "model", "concept", "ledger")),
    ]


@cache
def _reader() -> str:
    """Tell one version of the code that reads pages from another, a working copy that is being changed included."""
    import markdown_it
    import yaml

    stamps = [(path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in _code() if path.is_file()]
    return _hash(repr((VERSION, markdown_it.__version__, yaml.__version__, yaml.__with_libyaml__, stamps)))


# -- as JSON has it: values by their place, since names would be most of it -----------------------------------------


def _encoded(read: Reading) -> list[object]:
    return [
        [_concept(concept) for concept in read.concepts],
        [_faq(faq) for faq in read.faqs],
        [[drop.what, drop.why, drop.source.file, drop.source.line, drop.kind] for drop in read.dropped],
        [[note.code, note.tier, note.message, note.source.file, note.source.line] for note in read.notes],
        dict(read.found),
        dict(read.kept),
        dict(read.addresses),
        [[short, long, source.file, source.line] for short, long, source in read.abbreviations],
    ]


def _concept(concept: Concept) -> list[object]:
    return [
        concept.id,
        concept.label,
        concept.definition,
        concept.aliases,
        concept.type,
        *map(_references, (concept.broader, concept.narrower, concept.related, concept.references)),
        concept.tags,
        [[part.title, part.text, part.line, part.level] for part in concept.sections],
        [_faq(faq) for faq in concept.faqs],
        [[pair.id, pair.myth, pair.reality, pair.source.file, pair.source.line] for pair in concept.misconceptions],
        [concept.source.file, concept.source.line],
        concept.body,
        {key: pack(value) for key, value in concept.extra.items()},
    ]


def _references(references: Iterable[Reference]) -> list[list[object]]:
    return [
        [each.target, each.line, each.fragment] if isinstance(each, Pointer) else [each.target, each.line]
        for each in references
    ]


def _faq(faq: Faq) -> list[object]:
    return [faq.id, faq.question, faq.answer, faq.alternatives, faq.concept, faq.source.file, faq.source.line]


def _decoded(data: Sequence[Any]) -> Reading:
    concepts, faqs, dropped, notes, found, kept, addresses, abbreviations = data
    return Reading(
        tuple(_to_concept(values) for values in concepts),
        tuple(_to_faq(values) for values in faqs),
        tuple(Dropped(what, why, Source(file, line), kind) for what, why, file, line, kind in dropped),
        tuple(Problem(code, tier, message, Source(file, line)) for code, tier, message, file, line in notes),
        _counts(found),
        _counts(kept),
        _mapping(addresses),
        tuple((short, long, Source(file, line)) for short, long, file, line in abbreviations),
    )


def _counts(value: object) -> Mapping[str, int]:
    return _mapping(value)


def _mapping(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError("no mapping")
    return value


def _to_concept(values: Sequence[Any]) -> Concept:
    names, (broader, narrower, related, references), parts = values[:5], values[5:9], values[9:]
    id, label, definition, aliases, type_ = names
    tags, sections, faqs, pairs, source, body, extra = parts
    return Concept(
        id,
        label,
        definition,
        tuple(aliases),
        type_,
        _to_references(broader),
        _to_references(narrower),
        _to_references(related),
        _to_references(references),
        tuple(tags),
        tuple(Section(*part) for part in sections),
        tuple(_to_faq(faq) for faq in faqs),
        tuple(Misconception(id, myth, reality, Source(file, line)) for id, myth, reality, file, line in pairs),
        Source(*source),
        body,
        {key: unpack(value) for key, value in _mapping(extra).items()},
    )


def _to_references(data: Iterable[Sequence[Any]]) -> tuple[Reference, ...]:
    return tuple(Pointer(*each) if len(each) > 2 else Reference(*each) for each in data)


def _to_faq(values: Sequence[Any]) -> Faq:
    id, question, answer, alternatives, concept, file, line = values
    return Faq(id, question, answer, tuple(alternatives), concept, Source(file, line))
