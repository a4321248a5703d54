"""The glossary as an index stores it: pages, names and places in the hierarchy, ready without reading the corpus."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dlgraph.errors import IndexDamagedError
from dlgraph.model import ConceptName, Item, Source

if TYPE_CHECKING:
    from dlgraph.concept import Concept, Faq, Reference
    from dlgraph.glossary import Glossary


@dataclass(frozen=True, slots=True)
class Place:
    """Where a concept stands: its name, the labels from the top concept down to it, and what it is related to."""

    concept: ConceptName
    breadcrumb: tuple[str, ...]
    related: tuple[ConceptName, ...]


@contextmanager
def reading() -> Iterator[None]:
    """Turn what SQLite and FAISS raise over unreadable data into IndexDamagedError; a closed index is no damage."""
    try:
        yield
    except sqlite3.ProgrammingError:
        raise
    except (sqlite3.Error, RuntimeError) as error:
        raise IndexDamagedError(f"the index is damaged: {error}") from error


class Catalog:
    """Reads what ``write`` stored; what cannot be read raises IndexDamagedError.

    Args:
        connection: the index's database.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def place(self, id: str) -> Place | None:
        """Return where a concept stands, or None if the id is none's."""
        found = self._rows("SELECT id, label, breadcrumb, related FROM concepts WHERE id = ?", (id,))
        if not found:
            return None
        id, label, way, related = found[0]
        names = tuple(ConceptName(*pair) for pair in self._parse(related))
        return Place(ConceptName(id, label), tuple(self._parse(way)), names)

    def named(self, folded: str) -> list[tuple[str, str]]:
        """Return (item id, kind of name) for every label, alias and question that folds to this text."""
        return self._rows("SELECT item, kind FROM names WHERE folded = ? ORDER BY row, rowid", (folded,))

    def item(self, id: str) -> Item | None:
        """Return what can answer under an id, or None if the id is none's."""
        columns = "kind, concept, label, title, text, file, line, alternatives"
        for kind, concept, label, title, text, file, line, others in self._rows(
            f"SELECT {columns} FROM items WHERE id = ?", (id,)
        ):
            return Item(id, kind, concept, label, title, text, Source(file, line), tuple(self._parse(others)))
        return None

    def labels(self, folded: Sequence[str]) -> dict[str, list[str]]:
        """Return the ids of the concepts that go by each of some folded names; names nobody has are left out."""
        found: dict[str, list[str]] = {}
        for start in range(0, len(folded), 500):
            portion = folded[start : start + 500]
            marks = ",".join("?" * len(portion))
            rows = self._rows(
                f"SELECT folded, item FROM names WHERE kind IN ('label', 'alias') AND folded IN ({marks})"
                " ORDER BY row, rowid",
                portion,
            )
            for name, item in rows:
                found.setdefault(name, []).append(item)
        return found

    def name_words(self, word: str) -> list[str]:
        """Return the words of labels and aliases that begin with a word's first letter and are about as long."""
        rows = self._rows(
            "SELECT word FROM name_words WHERE word >= ? AND word < ? AND length(word) BETWEEN ? AND ?",
            (word[0], chr(ord(word[0]) + 1), len(word) - 2, len(word) + 2),
        )
        return [name for (name,) in rows]

    def glossary(self) -> Glossary:
        """Return the stored glossary, as it was read from the corpus."""
        from dlgraph.glossary import Glossary

        pages = [self._parse(page) for (page,) in self._rows("SELECT page FROM concepts ORDER BY row")]
        faqs = [self._parse(faq) for (faq,) in self._rows("SELECT faq FROM faqs ORDER BY row")]
        try:
            return Glossary([concept_of(page) for page in pages], [_faq(faq) for faq in faqs])
        except (TypeError, KeyError, AttributeError) as error:
            raise IndexDamagedError(f"the index is damaged: {error}") from None

    def _rows(self, query: str, values: Sequence[object] = ()) -> list[Any]:
        with reading():
            return self._connection.execute(query, tuple(values)).fetchall()

    @staticmethod
    def _parse(text: str) -> Any:
        try:
            return json.loads(text)
        except (ValueError, TypeError) as error:
            raise IndexDamagedError(f"the index is damaged: {error}") from None


def concept_of(data: Mapping[str, Any]) -> Concept:
    """Return a concept of what is stored of its page."""
    from dlgraph.concept import Concept, Misconception, Section

    return Concept(
        **{
            **data,
            **{name: tuple(data[name]) for name in ("aliases", "tags")},
            **{name: _references(data[name]) for name in ("broader", "narrower", "related", "references")},
            "sections": tuple(Section(**part) for part in data["sections"]),
            "faqs": tuple(_faq(part) for part in data["faqs"]),
            "misconceptions": tuple(
                Misconception(**{**part, "source": Source(**part["source"])}) for part in data["misconceptions"]
            ),
            "source": Source(**data["source"]),
        }
    )


def _references(data: Sequence[Mapping[str, Any]]) -> tuple[Reference, ...]:
    from dlgraph.concept import Reference

    return tuple(Reference(**part) for part in data)


def _faq(data: Mapping[str, Any]) -> Faq:
    from dlgraph.concept import Faq

    return Faq(**{**data, "alternatives": tuple(data["alternatives"]), "source": Source(**data["source"])})
