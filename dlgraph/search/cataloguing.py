"""The glossary as it is written to an index; ``catalog`` reads it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import asdict
from hashlib import blake2b

from dlgraph import taxonomy
from dlgraph.concept import Concept, Faq
from dlgraph.glossary import Glossary, other_names
from dlgraph.model import Item
from dlgraph.search.catalog import concept_of
from dlgraph.text import fold, label_forms, words

_SCHEMA = """
CREATE TABLE concepts(row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, label TEXT NOT NULL,
    breadcrumb TEXT NOT NULL, related TEXT NOT NULL, page TEXT NOT NULL, digest TEXT NOT NULL, said TEXT NOT NULL);
CREATE TABLE faqs(row INTEGER PRIMARY KEY, faq TEXT NOT NULL, digest TEXT NOT NULL, said TEXT NOT NULL);
CREATE TABLE names(row INTEGER NOT NULL, folded TEXT NOT NULL, item TEXT NOT NULL, kind TEXT NOT NULL);
CREATE INDEX names_by_text ON names(folded);
CREATE TABLE name_words(word TEXT PRIMARY KEY) WITHOUT ROWID;
"""
# Dates are the one thing YAML knows and JSON does not; as ISO text they read the same.
_dump = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str).encode


def write(connection: sqlite3.Connection, glossary: Glossary, items: Iterable[tuple[int, Item]]) -> None:
    """Store a glossary in an index.

    Args:
        connection: the index's database.
        glossary: the glossary.
        items: what can answer in it, each with its row, whose names and questions are stored folded.
    """
    connection.executescript(_SCHEMA)
    add(connection, glossary, items)


def add(connection: sqlite3.Connection, glossary: Glossary, items: Iterable[tuple[int, Item]]) -> None:
    """Store what a glossary holds of some items: their names, and the concepts and FAQs they are of; see ``write``."""
    outside = {faq.id: faq for faq in glossary.faqs}
    known: set[str] = set()
    for row, item in items:
        if item.kind == "definition":
            concept = glossary.concepts[item.id]
            connection.execute(
                "INSERT INTO concepts(row, id, label, breadcrumb, related, page, digest, said)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (row, concept.id, concept.label, *place_of(glossary, concept), _dump(asdict(concept)),
                 concept_digest(concept), concept_said(concept)),
            )  # fmt: skip
        elif item.kind == "faq" and (faq := outside.get(item.id)):
            connection.execute(
                "INSERT INTO faqs(row, faq, digest, said) VALUES (?, ?, ?, ?)",
                (row, _dump(asdict(faq)), faq_digest(glossary, faq), faq_said(glossary, faq)),
            )
        names = _names(item)
        connection.executemany("INSERT INTO names VALUES (?, ?, ?, ?)", ((row, *name) for name in names))
        known.update(_words((name, kind) for name, _, kind in names))
    connection.executemany("INSERT OR IGNORE INTO name_words VALUES (?)", ((word,) for word in sorted(known)))


def remove(connection: sqlite3.Connection, start: int, end: int) -> None:
    """Take out what ``add`` stored of the items of some rows, from the first up to, not including, the second."""
    rows = (start, end)
    names = connection.execute("SELECT folded, kind FROM names WHERE row >= ? AND row < ?", rows).fetchall()
    for table in ("concepts", "faqs", "names"):
        connection.execute(f"DELETE FROM {table} WHERE row >= ? AND row < ?", rows)
    for word in sorted(_words(names)):
        others = connection.execute(
            "SELECT folded FROM names WHERE kind IN ('label', 'alias') AND instr(folded, ?)", (word,)
        )
        if not any(word in words(name) for (name,) in others):
            connection.execute("DELETE FROM name_words WHERE word = ?", (word,))


def move(connection: sqlite3.Connection, glossary: Glossary) -> None:
    """Store where concepts stand that stand elsewhere than before, though their own pages may be as they were."""
    stored = {id: place for id, *place in connection.execute("SELECT id, breadcrumb, related FROM concepts")}
    moved = [
        (*place, concept.id) for concept in glossary if list(place := place_of(glossary, concept)) != stored[concept.id]
    ]
    connection.executemany("UPDATE concepts SET breadcrumb = ?, related = ? WHERE id = ?", moved)


def net(concept: Concept) -> tuple[object, ...]:
    """Return what of a page can bear on where other concepts stand: its names and its relations."""
    targets = [[each.target for each in kind] for kind in (concept.broader, concept.narrower, concept.related)]
    return concept.id, concept.label, other_names(concept), targets


def between(connection: sqlite3.Connection, start: int, end: int) -> list[Concept]:
    """Return the concepts stored from one row up to, not including, another, in their order."""
    found = connection.execute("SELECT page FROM concepts WHERE row >= ? AND row < ? ORDER BY row", (start, end))
    return [concept_of(json.loads(page)) for (page,) in found]


def place_of(glossary: Glossary, concept: Concept) -> tuple[str, str]:
    """Return the labels on the way down to a concept, and what it is related to, as they are stored."""
    way = [parent.label for parent in taxonomy.breadcrumb(glossary, concept)]
    return _dump(way), _dump([[other.id, other.label] for other in glossary.related(concept)])


def relocate(connection: sqlite3.Connection, glossary: Glossary, moved: Iterable[tuple[int, Concept | Faq]]) -> None:
    """Store the lines on which the parts of concepts and FAQs of some rows stand now, which are else as they were."""
    for row, what in moved:
        if isinstance(what, Concept):
            values = (_dump(asdict(what)), concept_digest(what), row)
            connection.execute("UPDATE concepts SET page = ?, digest = ? WHERE row = ?", values)
        else:
            values = (_dump(asdict(what)), faq_digest(glossary, what), row)
            connection.execute("UPDATE faqs SET faq = ?, digest = ? WHERE row = ?", values)


def concept_digest(concept: Concept) -> str:
    """Return what differs where anything a page declares does."""
    return _digest(repr(concept))


def faq_digest(glossary: Glossary, faq: Faq) -> str:
    """Return what differs where an FAQ outside pages does, or the concept it belongs to."""
    concept = glossary.faq_concept(faq)
    return _digest(repr((faq, concept and (concept.id, concept.label))))


def concept_said(concept: Concept) -> str:
    """Return what differs where a page says something else, on whatever lines."""
    return _digest(
        repr(
            (
                concept.id,
                concept.label,
                concept.definition,
                concept.aliases,
                concept.type,
                *(
                    [each.target for each in kind]
                    for kind in (concept.broader, concept.narrower, concept.related, concept.references)
                ),
                concept.tags,
                [(part.title, part.text, part.level) for part in concept.sections],
                [_faq_said(faq) for faq in concept.faqs],
                [(pair.id, pair.myth, pair.reality, pair.source.file) for pair in concept.misconceptions],
                concept.source.file,
                concept.body,
                concept.extra,
            )
        )
    )


def faq_said(glossary: Glossary, faq: Faq) -> str:
    """Return what differs where an FAQ outside pages says something else, on whatever line; see ``faq_digest``."""
    concept = glossary.faq_concept(faq)
    return _digest(repr((_faq_said(faq), concept and (concept.id, concept.label))))


def _faq_said(faq: Faq) -> tuple[object, ...]:
    return faq.id, faq.question, faq.answer, faq.alternatives, faq.concept, faq.source.file


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _words(names: Iterable[tuple[str, str]]) -> set[str]:
    """Return the words of names, each given with its kind, that a misspelt word of a question may mean."""
    return {word for name, kind in names if kind in ("label", "alias") for word in words(name)}


def _names(item: Item) -> list[tuple[str, str, str]]:
    if item.kind == "definition":
        whole, *parts = label_forms(item.label) or [""]
        aliases = [*parts, *(form for alias in item.alternatives for form in label_forms(alias))]
        names = [(whole, "label"), *((alias, "alias") for alias in aliases)]
    elif item.kind == "faq":
        names = [(fold(item.title), "question"), *((fold(other), "alternative") for other in item.alternatives)]
    else:
        return []
    return [(name, item.id, kind) for name, kind in names if name]
