"""The corpus on disk: which files it is made of, and what they hold."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from dlgraph.errors import CorpusError
from dlgraph.model import Concept, Dropped, Faq, Ledger, Problem, Source

MAX_FILE = 5_000_000
MAX_TABLE = 200_000_000
PAGES = (".md", ".markdown", ".txt")
TABLES = (".jsonl", ".ndjson", ".json", ".csv", ".tsv")
_RESERVED = {"index", "_index", "log", "readme", "contributing", "changelog", "license", "code_of_conduct", "_template"}
_RESERVED_NAME = "a reserved file name, not a concept"
_CURE_MISSING = "Pass --corpus PATH, set DLGRAPH_CORPUS, or leave both out to use the packaged glossary."


@dataclass(frozen=True, slots=True)
class FileState:
    """What a source file was when it was read: path within the corpus, bytes, mtime in ns, and SHA-256."""

    path: str
    size: int
    mtime: int
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Corpus:
    """What was read from a corpus: concepts, FAQs that stand outside a page, the account, and the files."""

    path: Path
    concepts: tuple[Concept, ...]
    faqs: tuple[Faq, ...]
    ledger: Ledger
    files: tuple[FileState, ...]


def scan(path: Path) -> tuple[FileState, ...]:
    """List the files a corpus is made of, with size and time but without reading them.

    Args:
        path: a folder or one file.

    Returns:
        The files in the order of their paths; hidden folders and files are passed over.

    Raises:
        CorpusError: the path does not exist, is not readable, or is a file of a kind dlgraph does not read.
    """
    return _found(path)[0]


def _found(path: Path) -> tuple[tuple[FileState, ...], tuple[FileState, ...]]:
    """List the files of a corpus, and the tables that are passed over because they stand beside pages."""
    if path.is_file():
        if path.suffix.lower() not in PAGES + TABLES:
            raise CorpusError(
                f"{path}: dlgraph does not read {path.suffix or 'files without a suffix'}",
                cure=f"It reads {', '.join(PAGES + TABLES)}, or a folder of such files.",
            )
        return (_state(path, path.name),), ()
    if not path.is_dir():
        raise CorpusError(f"there is no corpus at {path}", cure=_CURE_MISSING)
    found = sorted(_walk(path), key=lambda state: state.path)
    pages = [state for state in found if state.path.lower().endswith(PAGES)]
    concepts = [state for state in pages if Path(state.path).stem.lower() not in _RESERVED]
    if not found:
        raise CorpusError(
            f"{path} holds no page and no table",
            cure=f"Put concept pages ({', '.join(PAGES)}) or tables ({', '.join(TABLES)}) there, "
            "or pass --corpus PATH.",
        )
    # Data files beside pages are rarely a glossary; a folder of tables alone is.
    return (tuple(pages), tuple(state for state in found if state not in pages)) if concepts else (tuple(found), ())


def _walk(root: Path) -> Iterator[FileState]:
    for folder, folders, names in os.walk(root, onerror=_unreadable):
        if "manifest.json" in names and any(Path(folder, name, "passages.sqlite").exists() for name in folders):
            folders.clear()
            continue  # an index, which is made from the corpus and no part of it
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "node_modules")
        for name in names:
            if not name.startswith(".") and name.lower().endswith(PAGES + TABLES):
                path = Path(folder, name)
                if path.is_file():
                    yield _state(path, path.relative_to(root).as_posix())


def _unreadable(error: OSError) -> None:
    raise CorpusError(f"{error.filename}: {error.strerror}", cure="Make the folder readable.") from None


def _state(path: Path, name: str) -> FileState:
    stat = path.stat()
    return FileState(name, stat.st_size, stat.st_mtime_ns)


def read(path: Path) -> Corpus:
    """Read a corpus: every page and table below a folder, or one file.

    Args:
        path: a folder or one file.

    Returns:
        The concepts in the order of their files, FAQs outside pages, and the ledger.

    Raises:
        CorpusError: nothing is there, a file is broken, or two concepts or FAQs have one id. All broken
            files are named in one error.
    """
    states, passed = _found(path)
    base = path if path.is_dir() else path.parent
    reader = _Reader(single=path.is_file())
    hashed = tuple(reader.add(base / state.path, state) for state in states)
    if reader.errors:
        raise _together(reader.errors)
    if not reader.concepts and not reader.faqs:
        reasons = "; ".join(f"{drop.source.file}: {drop.why}" for drop in reader.dropped[:5])
        raise CorpusError(
            f"{path} holds no concept and no FAQ" + (f" ({reasons})" if reasons else ""),
            cure="Add a page with a title and a definition, or pass --corpus PATH.",
        )
    _check_ids(reader.concepts, reader.faqs)
    found = Counter(
        files=len(states),
        concepts=len(reader.concepts),
        faqs=len(reader.faqs) + sum(len(concept.faqs) for concept in reader.concepts),
        misconceptions=sum(len(concept.misconceptions) for concept in reader.concepts),
        sections=sum(len(concept.sections) for concept in reader.concepts),
    )
    beside = (Dropped(state.path, "a table beside pages; read it by itself", Source(state.path)) for state in passed)
    ledger = Ledger(dict(found), (*reader.dropped, *beside), tuple(reader.notes))
    return Corpus(path, tuple(reader.concepts), tuple(reader.faqs), ledger, hashed)


def notes(ledger: Ledger, problems: Iterable[Problem]) -> tuple[str, ...]:
    """Return a line for each thing a load left out or repaired, and for each problem of the glossary.

    Files whose names are reserved for lists and instructions are left out on purpose and need no line.
    """
    dropped = (drop for drop in ledger.dropped if drop.why != _RESERVED_NAME)
    lines = [f"{drop.source}: {drop.what}: left out, {drop.why}" for drop in dropped]
    return (*lines, *(f"{note.source}: {note.message}" for note in (*ledger.notes, *problems)))


def _together(errors: list[CorpusError]) -> CorpusError:
    if len(errors) == 1:
        return errors[0]
    listed = "\n".join(error.message for error in errors[:20])
    more = f"\n… and {len(errors) - 20} more" if len(errors) > 20 else ""
    cures = dict.fromkeys(error.cure for error in errors if error.cure)
    return CorpusError(f"{len(errors)} files cannot be read:\n{listed}{more}", cure="\n  ".join(cures))


def _check_ids(concepts: list[Concept], faqs: list[Faq]) -> None:
    seen: dict[str, Source] = {}
    for id, source in [(part.id, part.source) for part in concepts] + [(part.id, part.source) for part in faqs]:
        if id in seen:
            raise CorpusError(
                f"{source} and {seen[id]} have one id: {id!r}",
                cure="Rename one of the files, or give one of the rows another id.",
            )
        seen[id] = source


class _Reader:
    """Gathers what the files hold; an error in one does not keep the others from being read and named."""

    def __init__(self, *, single: bool) -> None:
        self._single = single
        self.concepts: list[Concept] = []
        self.faqs: list[Faq] = []
        self.dropped: list[Dropped] = []
        self.notes: list[Problem] = []
        self.errors: list[CorpusError] = []

    def add(self, path: Path, state: FileState) -> FileState:
        table = path.suffix.lower() in TABLES
        try:
            data = b"" if state.size > (MAX_TABLE if table else MAX_FILE) else path.read_bytes()
        except OSError as error:
            self.errors.append(CorpusError(f"{path}: {error.strerror}", cure="Make the file readable."))
            return state
        if not data:
            self._drop(state, "it is empty" if not state.size else _too_large(state.size, table))
        elif (text := self._decode(data, state.path)) is not None:
            try:
                self._read(text, path, state)
            except CorpusError as error:
                self.errors.append(error)
        return replace(state, sha256=hashlib.sha256(data).hexdigest())

    def _drop(self, state: FileState, why: str) -> None:
        self.dropped.append(Dropped(state.path, why, Source(state.path)))

    def _decode(self, data: bytes, file: str) -> str | None:
        encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
        try:
            return data.decode(encoding).replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            self.errors.append(
                CorpusError(
                    f"{file}:{line}: byte 0x{data[error.start]:02x} is not UTF-8",
                    cure="Save the file as UTF-8 (`iconv -f windows-1252 -t utf-8 FILE` often does it).",
                )
            )
            return None

    def _read(self, text: str, path: Path, state: FileState) -> None:
        suffix = path.suffix.lower()
        id, _, _ = state.path.rpartition(".")
        if suffix in TABLES:
            from dlgraph.formats import tabular

            table = tabular.read(text, state.path)
            self.concepts += table.concepts
            self.faqs += table.faqs
            self.dropped += table.dropped
        elif suffix == ".txt":
            from dlgraph.formats import page

            if not page.looks_like_page(text):
                self._drop(state, "a text file without a glossary page's headings")
                return
            concept, dropped = page.read(text, id, state.path)
            self.concepts.append(concept)
            self.dropped += dropped
        elif path.stem.lower() in _RESERVED and not self._single and not _declares_type(text):
            self._drop(state, _RESERVED_NAME)
        else:
            from dlgraph.formats import okf

            concept, notes = okf.read(text, id, state.path)
            self.concepts.append(concept)
            self.notes += notes


def _declares_type(text: str) -> bool:
    head = text.removeprefix("\ufeff")
    return head.startswith("---\n") and "\ntype:" in head.split("\n---", 1)[0]


def _too_large(size: int, table: bool) -> str:
    limit = MAX_TABLE if table else MAX_FILE
    return f"it has {size:,} bytes, more than the {limit:,} a file may have; split it"
