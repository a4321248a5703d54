"""The corpus on disk: which files it is made of, and what they hold."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from dlgraph.concept import Concept, Faq
from dlgraph.errors import CorpusError
from dlgraph.formats import files, reading, sources
from dlgraph.formats.files import FileState as FileState
from dlgraph.formats.flavours import Detected
from dlgraph.formats.reading import Reading
from dlgraph.formats.selection import Selection, is_reserved, page_id
from dlgraph.formats.sources import GRAPHS as GRAPHS
from dlgraph.formats.sources import PAGES as PAGES
from dlgraph.formats.sources import REST as REST
from dlgraph.formats.sources import TABLES as TABLES
from dlgraph.formats.sources import Sources
from dlgraph.ledger import Dropped, Ledger, Problem
from dlgraph.model import Source

if TYPE_CHECKING:
    from dlgraph.formats.links import Places
    from dlgraph.formats.readings import Readings

_SAMPLE = 200


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
    return sources.find(path, form, language).states


def read(path: Path, *, form: str = "", language: str = "", readings: Readings | None = None) -> Corpus:
    """Read a corpus: every page and table below a folder, or one file.

    Args:
        path: a folder or one file.
        form: the flavour its pages are written in; by default it is told from them, and a note says so.
        language: the language to read, where it has several; by default English, else that with most pages.
        readings: what earlier loads made of its pages, and is to know what this one does.

    Returns:
        The concepts in the order of their files, FAQs outside pages, and the ledger.

    Raises:
        CorpusError: nothing is there, a file is broken, or two concepts or FAQs have one id. All broken
            files are named in one error.
    """
    found = sources.find(path, form, language)
    base = path if path.is_dir() else path.parent
    detected = found.selection.detected or _by_texts(base, found)
    selection = replace(found.selection, detected=detected)
    reader = _Reader(selection, single=path.is_file(), language=language, readings=readings)
    hashed = tuple((reader.hash if found.wordnet else reader.add)(base / state.path, state) for state in found.states)
    if found.wordnet:
        reader.read_wordnet(base, found.states)
    reader.read_graphs()
    reader.is_table = (
        bool(hashed) and all(state.path.lower().endswith(TABLES) for state in hashed) and not reader.is_rdf
    )
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
    flavour = "wordnet" if found.wordnet else "table" if reader.is_table else flavour
    return Corpus(path, concepts, faqs, ledger, hashed, flavour, spoken, reader.places, reader.rest)


def _by_texts(base: Path, found: Sources) -> Detected:
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
    return (
        drop.why in reading.ROUTINE
        or drop.why.startswith(reading.OTHER_LANGUAGE)
        or drop.kind in ("keys", reading.POINTERS)
    )


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

    def __init__(
        self, selection: Selection, *, single: bool, language: str = "", readings: Readings | None = None
    ) -> None:
        self._selection = selection
        self._language = language
        self._known = readings
        self._graphs: list[tuple[str, bytes]] = []
        self.rest: tuple[str, ...] = ()
        self.is_rdf = self.is_table = False
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
        if suffix in PAGES and self._known and (sha256 := self._known.sha256(state)):
            found = self._known.find(self._key(state, sha256))
            if found is not None:
                self._take(found)
                return replace(state, sha256=sha256)
        try:
            data = b"" if state.size > limit else path.read_bytes()
        except OSError as error:
            self.errors.append(CorpusError(f"{path}: {error.strerror}", cure="Make the file readable."))
            return state
        sha256 = hashlib.sha256(data).hexdigest()
        if not data:
            why = "it is empty" if not state.size else files.too_large(state.size, limit)
            self._take(_completed(Reading(dropped=(_left(state, why),)), state))
        elif graph or (suffix == ".json" and _is_jsonld(data)):
            self._graphs.append((state.path, data))
        else:
            try:
                self._take(self._read(data, path, state, sha256))
            except CorpusError as error:
                self.errors.append(error)
        return replace(state, sha256=sha256)

    def hash(self, path: Path, state: FileState) -> FileState:
        with path.open("rb") as file:
            return replace(state, sha256=hashlib.file_digest(file, "sha256").hexdigest())

    def read_wordnet(self, folder: Path, states: Sequence[FileState]) -> None:
        from dlgraph.formats import wordnet

        try:
            read = wordnet.read(folder, {state.path for state in states})
        except CorpusError as error:
            self.errors.append(error)
            return
        self._kept_files += len(states)
        told = Problem("format", "info", "read as WordNet's database", Source(""))
        self._readings.append(reading.complete(replace(read, notes=(told,))))

    def read_graphs(self) -> None:
        """Read the RDF files, which are one graph however many they are."""
        beside = [data for file, data in self._graphs if file == REST and self._readings]
        graphs = [(file, data) for file, data in self._graphs if file != REST or not self._readings]
        if not self._graphs:
            return
        from dlgraph.rdf import reader as rdf
        from dlgraph.rdf import skos

        try:
            self.rest += tuple(line for data in beside for line in rdf.lines(data, REST))
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

    def _take(self, read: Reading) -> None:
        self._kept_files += bool(read.concepts or read.faqs)
        self._readings.append(read)

    def _read(self, data: bytes, path: Path, state: FileState, sha256: str) -> Reading:
        """Read a table, or a page unless it is known what is in it."""
        if path.suffix.lower() in TABLES:
            from dlgraph.formats import tabular

            table = tabular.read(files.decoded(data, state.path), state.path)
            self.rest += table.rest
            read = Reading(table.concepts, table.faqs, table.dropped, found=table.found, kept=table.kept)
            return _completed(read, state)
        key = self._key(state, sha256) if self._known else ""
        found = self._known.find(key) if self._known else None
        if found is None:
            found = _completed(self._parse(files.decoded(data, state.path), state), state)
            if self._known:
                self._known.keep(key, found)
        return found

    def _key(self, state: FileState, sha256: str) -> str:
        id = page_id(state.path, self._selection)
        return self._known.key(sha256, state.path, id, self._inline, self._reserved(state)) if self._known else ""

    def _reserved(self, state: FileState) -> bool:
        return is_reserved(state.path, self._selection) and not self._single

    def _parse(self, text: str, state: FileState) -> Reading:
        id, suffix = page_id(state.path, self._selection), Path(state.path).suffix.lower()
        if suffix == ".txt":
            from dlgraph.formats import page

            if not page.looks_like_page(text):
                return Reading(dropped=(_left(state, "a text file without a glossary page's headings"),))
            concept, dropped = page.read(text, id, state.path)
            return Reading((concept,), dropped=dropped)
        if suffix == ".rst":
            from dlgraph.formats import rst

            return rst.read(text, id, state.path)
        if self._reserved(state) and not _declares_type(text) and "{glossary}" not in text:
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

    def settled(self, found: Sources, folder: str) -> tuple[tuple[Concept, ...], tuple[Faq, ...], Ledger]:
        """Return all concepts and FAQs with the links between them settled, and the account."""
        from dlgraph.formats import abbreviations, links

        read = reading.joined(self._readings)
        detected = self._selection.detected
        strict = detected is not None and "okf_version" in detected.signs
        concepts, outside, unknown, named = read.concepts, tuple[Dropped, ...](), tuple[Dropped, ...](), 0
        if not found.wordnet:
            self.places = links.Places(read.concepts, read.addresses, folder, strict=strict)
            concepts, outside = links.settle(concepts, self.places)
        if read.abbreviations:
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


def _completed(read: Reading, state: FileState) -> Reading:
    """Return what a file holds with all of it accounted for, the file itself included."""
    if read.concepts or read.faqs:
        # What was dropped of a file that is kept is no file.
        parts = (replace(drop, kind="parts") if drop.kind == "files" else drop for drop in read.dropped)
        read = replace(read, dropped=tuple(parts))
    elif not any(drop.kind == "files" for drop in read.dropped):
        read = replace(read, dropped=(*read.dropped, _left(state, "it holds no concept and no FAQ")))
    return reading.complete(read)


def _left(state: FileState, why: str) -> Dropped:
    return Dropped(state.path, why, Source(state.path))


def _declares_type(text: str) -> bool:
    head = text.removeprefix("\ufeff")
    return head.startswith("---\n") and "\ntype:" in head.split("\n---", 1)[0]
