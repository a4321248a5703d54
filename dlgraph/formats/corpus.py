"""The corpus on disk: which files it is made of, and what they hold."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from dlgraph.errors import CorpusError
from dlgraph.formats import files, reading
from dlgraph.formats.files import FileState as FileState
from dlgraph.formats.flavours import Detected
from dlgraph.formats.reading import Reading
from dlgraph.formats.selection import Selection, is_reserved, page_id, select
from dlgraph.model import Concept, Dropped, Faq, Ledger, Problem, Source

if TYPE_CHECKING:
    from dlgraph.formats.links import Places

PAGES = (".md", ".markdown", ".txt", ".rst")
TABLES = (".jsonl", ".ndjson", ".json", ".csv", ".tsv")
GRAPHS = (".ttl", ".turtle", ".n3", ".nt", ".rdf", ".owl", ".jsonld")
# What pages made of RDF have no place for, beside them, so that it can be written as RDF again.
REST = "_rdf.nt"
_SETTINGS = ("mkdocs.yml", "mkdocs.yaml")
_SAMPLE = 200
_CURE_MISSING = "Pass --corpus PATH, set DLGRAPH_CORPUS, or leave both out to use the packaged glossary."


@dataclass(frozen=True, slots=True)
class Corpus:
    """What was read from a corpus: concepts, FAQs that stand outside a page, the account, and the files.

    ``flavour`` is the program its pages are written for and ``language`` the one they were read in, if they have
    several; ``places`` tell what a link in a text means. ``rest`` are lines of N-Triples about things that are no
    concepts, such as the authors of a thesaurus.
    """

    path: Path
    concepts: tuple[Concept, ...]
    faqs: tuple[Faq, ...]
    ledger: Ledger
    files: tuple[FileState, ...]
    flavour: str = "okf"
    language: str = ""
    places: Places | None = field(default=None, compare=False, repr=False)
    rest: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Found:
    """The files of a corpus: those to read, those left out with their reasons, and how they are chosen."""

    states: tuple[FileState, ...]
    left: tuple[tuple[str, str], ...] = ()
    others: tuple[tuple[str, str], ...] = ()
    selection: Selection = field(default_factory=lambda: Selection(()))


def scan(path: Path, *, form: str = "", language: str = "") -> tuple[FileState, ...]:
    """List the files a corpus is made of, with size and time but without reading them.

    Args:
        path: a folder or one file.
        form: the flavour its pages are written in, where that is not to be told from them.
        language: the language to read, where it has several.

    Returns:
        The files in the order of their paths; hidden folders and files are passed over.

    Raises:
        CorpusError: the path does not exist, is not readable, or is a file of a kind dlgraph does not read.
    """
    return _found(path, form, language).states


def _found(path: Path, form: str, language: str) -> _Found:
    if path.is_file():
        if path.suffix.lower() not in (*PAGES, *TABLES, *GRAPHS, ".xml"):
            raise CorpusError(
                f"{path}: dlgraph does not read {path.suffix or 'files without a suffix'}",
                cure="Unpack it, and pass the folder." if path.suffix.lower() in (".zip", ".gz", ".tar", ".7z", ".tgz")
                else f"It reads {', '.join(PAGES + TABLES + GRAPHS)}, or a folder of such files.",
            )  # fmt: skip
        chosen = select([path.name], PAGES, form=form or "okf")
        return _Found(
            (files.state_of(path, path.name),), selection=replace(chosen, detected=chosen.detected if form else None)
        )
    if not path.is_dir():
        raise CorpusError(f"there is no corpus at {path}", cure=_CURE_MISSING)
    states, others = files.walk(path, PAGES + TABLES + GRAPHS)
    root = os.listdir(path)
    chosen = select(
        list(states),
        PAGES,
        root,
        folder=Path(os.path.realpath(path)).name,
        form=form,
        language=language,
        settings="".join(files.head(path / name) for name in _SETTINGS if name in root),
        bundle="\nokf_version:" in files.head(path / "index.md").split("\n---", 1)[0],
    )
    pages = [name for name in chosen.files if name.lower().endswith(PAGES)]
    if not chosen.files:
        raise CorpusError(
            f"{path} holds no page and no table",
            cure=f"Put concept pages ({', '.join(PAGES)}), tables ({', '.join(TABLES)}) or RDF ({', '.join(GRAPHS)}) "
            "there, or pass --corpus PATH.",
        )
    # Data files beside pages are rarely a glossary; a folder of tables alone is.
    beside = any(not is_reserved(name, chosen) for name in pages)
    pages += [REST] if beside and REST in chosen.files else []
    passed = [name for name in chosen.files if beside and name not in set(pages)]
    left = (*chosen.left, *((name, "a table beside pages; read it by itself") for name in passed))
    kept = pages if beside else chosen.files
    return _Found(tuple(states[name] for name in kept), left, tuple(others), chosen)


def read(path: Path, *, form: str = "", language: str = "") -> Corpus:
    """Read a corpus: every page and table below a folder, or one file.

    Args:
        path: a folder or one file.
        form: the flavour its pages are written in; by default it is told from them, and a note says so.
        language: the language to read, where it has several; by default English, else that with most pages.

    Returns:
        The concepts in the order of their files, FAQs outside pages, and the ledger.

    Raises:
        CorpusError: nothing is there, a file is broken, or two concepts or FAQs have one id. All broken
            files are named in one error.
    """
    found = _found(path, form, language)
    base = path if path.is_dir() else path.parent
    detected = found.selection.detected or _by_texts(base, found)
    selection = replace(found.selection, detected=detected)
    reader = _Reader(selection, single=path.is_file(), language=language)
    hashed = tuple(reader.add(base / state.path, state) for state in found.states)
    reader.read_graphs()
    if reader.errors:
        raise _together(reader.errors)
    concepts, faqs, ledger = reader.settled(found, Path(os.path.realpath(path)).name)
    if not concepts and not faqs:
        reasons = "; ".join(f"{drop.source.file}: {drop.why}" for drop in ledger.dropped[:5])
        raise CorpusError(
            f"{path} holds no concept and no FAQ" + (f" ({reasons})" if reasons else ""),
            cure="Add a page with a title and a definition, or pass --corpus PATH.",
        )
    _check_ids(concepts, faqs)
    flavour, spoken = detected.flavour.name, selection.languages.chosen
    flavour, spoken = ("rdf", reader.spoken) if reader.is_rdf else (flavour, spoken)
    return Corpus(path, concepts, faqs, ledger, hashed, flavour, spoken, reader.places, reader.rest)


def _by_texts(base: Path, found: _Found) -> Detected:
    """Tell the flavour of a corpus by some of its pages, spread evenly."""
    from dlgraph.formats import flavours

    pages = [state.path for state in found.states if state.path.lower().endswith(PAGES)]
    step = max(len(pages) // _SAMPLE, 1)
    return flavours.by_texts((files.head(base / page, 50_000) for page in pages[::step]), pages)


def notes(ledger: Ledger, problems: Iterable[Problem]) -> tuple[str, ...]:
    """Return a line for each thing a load left out or repaired, and for each problem of the glossary.

    What is left out by its nature, such as a README or a link to the web, needs no line.
    """
    dropped = (drop for drop in ledger.dropped if not is_routine(drop))
    lines = [note.message for note in ledger.notes if not note.source.file]
    lines += [f"{drop.source}: {drop.what}: left out, {drop.why}" for drop in dropped]
    placed = (note for note in (*ledger.notes, *problems) if note.source.file and note.code != reading.KEPT)
    return (*lines, *(f"{note.source}: {note.message}" for note in placed))


def is_routine(drop: Dropped) -> bool:
    """Tell whether something is left out by its nature, so that nobody needs to be told at every load."""
    return drop.why in reading.ROUTINE or drop.why.startswith(reading.OTHER_LANGUAGE) or drop.kind == "keys"


def _together(errors: list[CorpusError]) -> CorpusError:
    if len(errors) == 1:
        return errors[0]
    listed = "\n".join(error.message for error in errors[:20])
    more = f"\n… and {len(errors) - 20} more" if len(errors) > 20 else ""
    cures = dict.fromkeys(error.cure for error in errors if error.cure)
    return CorpusError(f"{len(errors)} files cannot be read:\n{listed}{more}", cure="\n  ".join(cures))


def _check_ids(concepts: Sequence[Concept], faqs: Sequence[Faq]) -> None:
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

    def __init__(self, selection: Selection, *, single: bool, language: str = "") -> None:
        self._selection = selection
        self._language = language
        self._graphs: list[tuple[str, bytes]] = []
        self.rest: tuple[str, ...] = ()
        self.is_rdf = False
        self.spoken = ""
        self._inline = selection.detected is not None and selection.detected.flavour.inline
        self._single = single
        self._readings: list[Reading] = []
        self._kept_files = 0
        self.errors: list[CorpusError] = []
        self.places: Places | None = None

    def add(self, path: Path, state: FileState) -> FileState:
        suffix = path.suffix.lower()
        graph = suffix in GRAPHS or suffix == ".xml"
        limit = files.max_bytes(table=suffix in TABLES)
        if graph:
            from dlgraph.rdf import reader as rdf

            limit = rdf.limit()
            if state.size > limit:
                self.errors.append(rdf.too_large(state.path, state.size))
                return state
        try:
            data = b"" if state.size > limit else path.read_bytes()
        except OSError as error:
            self.errors.append(CorpusError(f"{path}: {error.strerror}", cure="Make the file readable."))
            return state
        if not data:
            why = "it is empty" if not state.size else files.too_large(state.size, limit)
            self._take(Reading(dropped=(_left(state, why),)), state)
        elif graph or (suffix == ".json" and _is_jsonld(data)):
            self._graphs.append((state.path, data))
        else:
            try:
                self._take(self._read(files.decoded(data, state.path), path, state), state)
            except CorpusError as error:
                self.errors.append(error)
        return replace(state, sha256=hashlib.sha256(data).hexdigest())

    def read_graphs(self) -> None:
        """Read the RDF files, which are one graph however many they are."""
        beside = [data for file, data in self._graphs if file == REST and self._readings]
        graphs = [(file, data) for file, data in self._graphs if file != REST or not self._readings]
        if not self._graphs:
            return
        from dlgraph.rdf import reader as rdf
        from dlgraph.rdf import skos

        try:
            self.rest = tuple(line for data in beside for line in rdf.lines(data, REST))
            if not graphs:
                return
            found = skos.read(graphs, self._language or None)
        except CorpusError as error:
            self.errors.append(error)
            return
        if not self._readings:
            self.is_rdf, self.spoken = True, found.language
        self._kept_files += len(graphs) if found.concepts or found.faqs else 0
        self.rest += found.rest
        ledger = found.ledger
        read = Reading(found.concepts, found.faqs, ledger.dropped, ledger.notes, ledger.found, ledger.kept)
        self._readings.append(reading.complete(read))

    def _take(self, read: Reading, state: FileState) -> None:
        if read.concepts or read.faqs:
            self._kept_files += 1
            # What was dropped of a file that is kept is no file.
            parts = (replace(drop, kind="parts") if drop.kind == "files" else drop for drop in read.dropped)
            read = replace(read, dropped=tuple(parts))
        elif not any(drop.kind == "files" for drop in read.dropped):
            read = replace(read, dropped=(*read.dropped, _left(state, "it holds no concept and no FAQ")))
        self._readings.append(reading.complete(read))

    def _read(self, text: str, path: Path, state: FileState) -> Reading:
        suffix = path.suffix.lower()
        id = page_id(state.path, self._selection)
        if suffix in TABLES:
            from dlgraph.formats import tabular

            table = tabular.read(text, state.path)
            return Reading(table.concepts, table.faqs, table.dropped, found=table.found, kept=table.kept)
        if suffix == ".txt":
            from dlgraph.formats import page

            if not page.looks_like_page(text):
                return Reading(dropped=(_left(state, "a text file without a glossary page's headings"),))
            concept, dropped = page.read(text, id, state.path)
            return Reading((concept,), dropped=dropped)
        if suffix == ".rst":
            from dlgraph.formats import rst

            return rst.read(text, id, state.path)
        reserved = is_reserved(state.path, self._selection) and not self._single
        if reserved and not _declares_type(text) and "{glossary}" not in text:
            return Reading(dropped=(_left(state, reading.RESERVED),))
        return self._page(text, id, state.path)

    def _page(self, text: str, id: str, file: str) -> Reading:
        from dlgraph.formats import okf, terms

        if okf.is_faq(text):
            return Reading(faqs=(okf.read_faq(text, id, file),))
        several = terms.read(text, id, file)
        if several and several[1]:
            return several[0]
        page = okf.read_page(text, id, file, inline=self._inline)
        return reading.joined([several[0], page]) if several else page

    def settled(self, found: _Found, folder: str) -> tuple[tuple[Concept, ...], tuple[Faq, ...], Ledger]:
        """Return all concepts and FAQs with the links between them settled, and the account."""
        from dlgraph.formats import abbreviations, links

        read = reading.joined(self._readings)
        detected = self._selection.detected
        strict = detected is not None and "okf_version" in detected.signs
        self.places = links.Places(read.concepts, read.addresses, folder, strict=strict)
        concepts, outside = links.settle(read.concepts, self.places)
        concepts, unknown, named = abbreviations.attach(concepts, read.abbreviations)
        left = [Dropped(name, why, Source(name)) for name, why in found.left]
        left += [Dropped(name, why, Source(name), "other files") for name, why in found.others]
        kept = reading.count_kept(concepts, read.faqs)
        kept.update(read.kept)
        kept.update(files=self._kept_files, abbreviations=named)
        counted = Counter(read.found)
        counted.update(aliases=named, files=self._kept_files)
        counted.update(Counter(drop.kind for drop in left))
        rows = [kind for kind in dict.fromkeys((*_ROWS, *counted)) if kind in _ROWS or counted[kind]]
        ledger = Ledger(
            {kind: counted[kind] for kind in rows},
            (*read.dropped, *outside, *unknown, *left),
            (*_told(self._selection), *read.notes),
            {kind: kept[kind] for kind in rows},
        )
        return concepts, read.faqs, ledger


# The rows that every ledger has.
_ROWS = ("files", "concepts", "faqs", "misconceptions", "sections", "links", "relations", "aliases", "tags")


def _told(selection: Selection) -> Iterator[Problem]:
    """Say how a corpus was read, where that is not the plain way."""
    detected, spoken = selection.detected, selection.languages
    if detected and detected.flavour.name != "okf":
        signs = f" ({', '.join(detected.signs)})" if detected.signs else ""
        yield Problem("format", "info", f"read as {detected.flavour.name}{signs}", Source(""))
    others = {tag: count for tag, count in spoken.pages.items() if tag != spoken.chosen}
    if others:
        listed = ", ".join(f"{tag} {count:,}" for tag, count in sorted(others.items()))
        yield Problem("language", "info", f"read in {spoken.chosen}; pages in other languages: {listed}", Source(""))


def _is_jsonld(data: bytes) -> bool:
    """Tell whether a JSON file is JSON-LD; its context stands at its beginning, or it is a graph of its own."""
    head = data[:20_000]
    return b'"@context"' in head or (b'"@graph"' in head or (b'"@id"' in head and b'"@type"' in head))


def _left(state: FileState, why: str) -> Dropped:
    return Dropped(state.path, why, Source(state.path))


def _declares_type(text: str) -> bool:
    head = text.removeprefix("\ufeff")
    return head.startswith("---\n") and "\ntype:" in head.split("\n---", 1)[0]
