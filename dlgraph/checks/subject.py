"""What is checked: a glossary with the files it was read from, prepared so that each check asks and none reads."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Literal, Protocol

from dlgraph import markdown, patches
from dlgraph.checks import lexicon
from dlgraph.checks.duplicates import Duplicate
from dlgraph.checks.finding import Edit, Evidence, Found, NotCheckable
from dlgraph.checks.lexicon import Statement
from dlgraph.concept import Concept, Reference
from dlgraph.formats import fields, frontmatter
from dlgraph.formats.corpus import Corpus
from dlgraph.glossary import Glossary
from dlgraph.model import Answer, Relation, Source
from dlgraph.patches import Slot
from dlgraph.rdf.triples import Triple
from dlgraph.search.encoder import Vectors
from dlgraph.text import fold, label_forms

Field = Literal["broader", "narrower", "related", "references"]
FIELDS: tuple[Field, ...] = ("broader", "narrower", "related", "references")
MAX_AGE = 365

# How a key is written on a page that has none for a field yet.
_KEYS = {"label": "title"}
_JOINTS = {
    "broader": "has the broader concept", "narrower": "has the narrower concept",
    "related": "is related to", "references": "links to",
}  # fmt: skip


class Asker(Protocol):
    """What checks that need an index ask it."""

    def ask_many(self, questions: Sequence[str], /) -> Sequence[Answer]:
        """Answer questions in order."""
        ...

    def definitions(self) -> tuple[Sequence[str], Vectors]:
        """Return ids of concepts and a unit vector for the definition of each, a row of zeros where there is none."""
        ...


@dataclass(frozen=True, slots=True)
class Pointer:
    """A relation as a page writes it: who points, by which field, in which words, and the id they name, if any."""

    concept: Concept
    field: Field
    reference: Reference
    target: str | None

    @property
    def source(self) -> Source:
        return Source(self.concept.source.file, self.reference.line)

    @property
    def said(self) -> str:
        """The field as a sentence names it."""
        return "a link" if self.field == "references" else self.field


@dataclass(frozen=True, slots=True)
class Sheet:
    """A Markdown page as it stands: its concept, the texts of its front matter, and the line its body begins on."""

    concept: Concept
    slots: tuple[Slot, ...]
    body_line: int

    @property
    def file(self) -> str:
        return self.concept.source.file

    def heads(self, line: int) -> bool:
        """Tell whether a line stands in the front matter."""
        return line < self.body_line

    def under(self, field: str) -> tuple[Slot, ...]:
        """Return the texts under the keys that mean a field of a concept."""
        return tuple(slot for slot in self.slots if fields.KEYS.get(fold(slot.key)) == field)

    def key(self, field: str) -> str:
        """Return the key to write a value of a field under: the page's own, or else the usual one."""
        written = [slot.key for slot in self.under(field)]
        return written[-1] if written else _KEYS.get(field, field)

    def at(self, line: int, text: str) -> Slot | None:
        """Return the entry of the front matter that stands on a line and names a target, if one does."""
        found = (
            [slot for slot in self.slots if slot.line == line and _says(slot.text, text)] if self.heads(line) else []
        )
        return found[0] if found else None


def _says(entry: str, target: str) -> bool:
    """Tell whether an entry names one target and nothing else, be it bare or as a link."""
    links = markdown.links(entry) if entry.startswith("[") and entry.endswith(("]", ")")) else []
    return entry == target or [link.target for link in links] == [target]


class Subject:
    """A glossary to be checked.

    Args:
        corpus: what was read.
        today: the day that ages are counted to.
        max_age: after how many days what was verified is stale.
        asker: the glossary's index opened for questions; None leaves deep checks out.
        duplicates: the ids used twice for which the corpus could not be read and is empty here.
    """

    def __init__(
        self,
        corpus: Corpus,
        *,
        today: date,
        max_age: int = MAX_AGE,
        asker: Asker | None = None,
        duplicates: Sequence[Duplicate] = (),
    ) -> None:
        self.corpus = corpus
        self.duplicates = duplicates
        self.today = today
        self.max_age = max_age
        self._asker = asker
        self.glossary = Glossary(corpus.concepts, corpus.faqs)

    @property
    def asker(self) -> Asker:
        """The index; NotCheckable where none was opened."""
        if self._asker is None:
            raise NotCheckable("it asks the index; --deep opens it")
        return self._asker

    @property
    def deep(self) -> bool:
        return self._asker is not None

    def label(self, id: str) -> str:
        """Return a concept's preferred label."""
        return self.glossary.concepts[id].label

    def text(self, file: str) -> str:
        """Return a file of the corpus with its lines ending in one way; empty where it cannot be read."""
        base = self.corpus.path if self.corpus.path.is_dir() else self.corpus.path.parent
        try:
            data = Path(base, file).read_bytes()
        except OSError:
            return ""
        encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
        return data.decode(encoding, "replace").replace("\r\n", "\n").replace("\r", "\n")

    @cached_property
    def sheets(self) -> Mapping[str, Sheet]:
        """The Markdown pages that hold one concept each, by its id."""
        counts: dict[str, int] = {}
        for concept in self.glossary:
            counts[concept.source.file] = counts.get(concept.source.file, 0) + 1
        return {
            concept.id: self._sheet(concept)
            for concept in self.glossary
            if concept.body is not None
            and counts[concept.source.file] == 1
            and concept.source.file.lower().endswith((".md", ".markdown"))
        }

    def _sheet(self, concept: Concept) -> Sheet:
        text = self.text(concept.source.file)
        head = len(text) - len(concept.body or "")
        slots = _toml_slots(text, concept.source.file) if _is_toml(text) else patches.slots(text)
        return Sheet(concept, slots, text.count("\n", 0, head) + 1)

    def patchable(self, edits: Sequence[Edit]) -> bool:
        """Tell whether edits are in pages whose front matter is YAML, which is all that can be changed in place."""
        return not any(_is_toml(self.text(edit.file)) for edit in edits)

    @cached_property
    def pointers(self) -> tuple[Pointer, ...]:
        """Every relation as it is written, in the order of the corpus."""
        return tuple(self._pointers())

    def _pointers(self) -> Iterator[Pointer]:
        for concept in self.glossary:
            for field in FIELDS:
                references: tuple[Reference, ...] = getattr(concept, field)
                for reference in references:
                    yield Pointer(concept, field, reference, self.glossary.resolve(reference.target, concept.id))

    @cached_property
    def names(self) -> tuple[tuple[str, str], ...]:
        """Every folded name with the id of a concept that has it: labels, aliases and file names."""
        found = dict.fromkeys((fold(posixpath.basename(concept.id)), concept.id) for concept in self.glossary)
        for concept in self.glossary:
            for label in (concept.label, *concept.aliases):
                found |= dict.fromkeys((form, concept.id) for form in label_forms(label))
        return tuple(found)

    def owner(self, file: str) -> str:
        """Return the id of the first concept that a file holds, or an empty string."""
        return next((concept.id for concept in self.glossary if concept.source.file == file), "")

    @cached_property
    def statements(self) -> Mapping[str, tuple[Statement, ...]]:
        """What each concept says in SKOS beyond dlgraph's own fields, by id."""
        return {concept.id: lexicon.statements(concept) for concept in self.glossary}

    def saying(self, *names: str) -> Iterator[tuple[Concept, Statement]]:
        """List the statements with one of some SKOS names, and who makes them."""
        for concept in self.glossary:
            for statement in self.statements[concept.id]:
                if statement.name in names:
                    yield concept, statement

    def named(self, text: str, concept: Concept) -> str | None:
        """Return the id of the concept that a value names; an IRI names only the concept whose own it is."""
        return self.known(text) or (None if ":" in text else self.glossary.resolve(text, concept.id))

    def known(self, text: str) -> str | None:
        """Return the id of the concept that has this id or IRI."""
        return text if text in self.glossary.concepts else self._iris.get(text)

    @cached_property
    def rest(self) -> Sequence[Triple]:
        """What an RDF file says about things that are no concepts."""
        return lexicon.parsed(self.corpus.rest)

    @cached_property
    def _iris(self) -> Mapping[str, str]:
        return {str(concept.extra["iri"]): concept.id for concept in self.glossary if "iri" in concept.extra}

    def place(self, concept: Concept, key: str, text: str = "") -> Source:
        """Return where a concept's page writes a text under a key, or else where the page begins."""
        sheet = self.sheets.get(concept.id)
        found = [slot for slot in sheet.slots if slot.key == key] if sheet else []
        exact = [slot for slot in found if slot.text == text]
        return Source(concept.source.file, (exact or found)[0].line) if found else concept.source

    def chain(self, relations: Sequence[Relation]) -> tuple[Evidence, ...]:
        """Say what relations declare, one after the other, as the proof of a finding."""
        return tuple(
            Evidence(f"{self.label(it.origin)} {_JOINTS[it.kind]} {self.label(it.target)}", it.source)
            for it in relations
        )

    def said(self, pointer: Pointer) -> Evidence:
        """Say what a page writes about a relation, as a part of a proof."""
        target = self.label(pointer.target) if pointer.target else repr(pointer.reference.target)
        return Evidence(f"{pointer.concept.label} {_JOINTS[pointer.field]} {target}", pointer.source)

    def removals(self, pointers: Sequence[Pointer]) -> tuple[Edit, ...]:
        """Return the edits that take relations off the pages they stand on; none where one of them stands elsewhere."""
        edits: list[Edit] = []
        for pointer in pointers:
            sheet = self.sheets.get(pointer.concept.id)
            slot = sheet.at(pointer.reference.line, pointer.reference.target) if sheet else None
            if sheet is None or slot is None:
                return ()
            edits.append(Edit(sheet.file, "remove", slot.key, slot.text, slot.line))
        return tuple(edits)


def _is_toml(text: str) -> bool:
    return text.removeprefix("\ufeff").startswith("+++")


def _toml_slots(text: str, file: str) -> tuple[Slot, ...]:
    page = frontmatter.split(text, file)
    return tuple(
        Slot(key, entry.text, entry.line, isinstance(page.values[key], list))
        for key, entries in page.entries.items()
        for entry in entries
    )


def about(concept: Concept, message: str, *, line: int = 0, **more: object) -> Found:
    """Say something of a concept, at its page's first line or another."""
    return Found(message, Source(concept.source.file, line or concept.source.line), concept.id, **more)  # type: ignore[arg-type]
