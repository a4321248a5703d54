"""The default backend: SQLite for items, passages and words (FTS5), FAISS for vectors, both in one folder."""

from __future__ import annotations

import heapq
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from dlgraph.errors import IndexDamagedError
from dlgraph.model import Item, Passage
from dlgraph.search import lexical, vectors, written
from dlgraph.search import rows as rows_
from dlgraph.search.backend import PAGES, Candidate, Entry
from dlgraph.search.database import COUNTED, connect, damaged, make
from dlgraph.search.database import PASSAGES as PASSAGES
from dlgraph.search.encoder import Vectors
from dlgraph.search.vectors import VECTORS as VECTORS
from dlgraph.search.vectors import Flat, Stored
from dlgraph.search.views import blend

# A passage of another item can hide behind many of one item, so more are asked for than items are wanted.
_PASSAGES_PER_ITEM = 4
# Items are kept in memory once they were read, as long as there are no more of them than this.
_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class _Kept:
    """An item, its passages, their fields, and their rows."""

    item: Item
    passages: tuple[Passage, ...]
    fields: tuple[str, ...]
    rows: tuple[int, ...]


class LocalBackend:
    """Stores passages in a folder. A passage's row in SQLite is that of its vector, counted from 0.

    Open one with ``create`` or ``open``; after changes, ``save``. Reading is safe in threads.
    """

    def __init__(self, folder: Path, connection: sqlite3.Connection, stored: Stored, *, changed: bool = False) -> None:
        self._folder = folder
        self.connection = connection
        self.stored = stored
        self._stemmer = lexical.Stemmer()
        self._stale_pages: set[str] = set()
        self._changed = changed
        self._kept: dict[int, _Kept] = {}
        self._totals: tuple[int, int, int, int] | None = None

    @classmethod
    def create(cls, folder: Path, dimension: int) -> LocalBackend:
        """Make an empty backend in an existing folder for vectors of this dimension."""
        return cls(folder, make(folder), Flat.empty(dimension), changed=True)

    @classmethod
    def open(cls, folder: Path, connection: sqlite3.Connection | None = None) -> LocalBackend:
        """Open a saved backend for reading, its vectors mapped into memory.

        Args:
            folder: the folder it was saved in.
            connection: its database, where that is open already.

        Raises:
            IndexDamagedError: a file is missing or not what it should be.
        """
        try:
            stored = vectors.open_(folder)
            connection = connection or connect(folder)
            (count,) = connection.execute("SELECT coalesce(max(row) + 1, 0) FROM passages").fetchone()
        except (RuntimeError, OSError, ValueError, sqlite3.Error) as error:
            raise damaged(folder, error) from None
        if count != len(stored):
            raise IndexDamagedError(f"the index in {folder} holds {count} passages but {len(stored)} vectors")
        return cls(folder, connection, stored)

    @property
    def dimension(self) -> int:
        """The length of the vectors."""
        return self.stored.dimension

    def save(self) -> None:
        """Write everything to the folder and close it."""
        self.settle()
        for table in ("lexical", "pages"):
            self.connection.execute(f"INSERT INTO {table}({table}) VALUES ('optimize')")
        self.connection.commit()
        self.connection.execute("ANALYZE")
        self.connection.commit()
        self.connection.close()
        self.stored.save(self._folder)

    def close(self) -> None:
        """Let go of the files."""
        self.connection.close()

    # -- writing -----------------------------------------------------------------------------------------------

    def upsert(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            self.delete([entry.item.id])
            self._insert(entry)

    def _insert(self, entry: Entry) -> None:
        if not isinstance(self.stored, Flat):
            raise TypeError("a graph of vectors is made anew, not changed")
        self.add(entry.item, entry.passages, len(self.stored))
        self.stored.add(entry.vectors)

    def add(self, item: Item, passages: Sequence[Passage], first: int, row: int | None = None) -> None:
        """Store an item that is not stored yet, without vectors.

        Args:
            item: the item.
            passages: its passages.
            first: the row of the first of them; the others follow.
            row: the item's own row; by default behind all others.
        """
        self._touch(item.concept)
        written.insert(self.connection, item, passages, first, row)

    def _touch(self, concept: str) -> None:
        self._stale_pages.add(concept)
        self._changed = True
        self._kept = {}

    def delete(self, ids: Iterable[str]) -> None:
        for id in ids:
            found = self.connection.execute("SELECT row, concept FROM items WHERE id = ?", (id,)).fetchone()
            if found is None:
                continue
            item, concept = found
            self._touch(concept)
            rows = [row for (row,) in self.connection.execute("SELECT row FROM passages WHERE item = ?", (item,))]
            self.connection.execute("DELETE FROM passages WHERE item = ?", (item,))
            self.connection.execute("DELETE FROM lexical WHERE rowid = ?", (item,))
            self.connection.execute("DELETE FROM items WHERE row = ?", (item,))
            if not isinstance(self.stored, Flat):
                raise TypeError("a graph of vectors is made anew, not changed")
            self.stored.remove(rows)
            self._close_gaps(rows)

    def settle(self) -> None:
        """Bring what is counted over all items up to date; reading does so by itself."""
        if not self._changed:
            return
        written.write_pages(self.connection, self._stale_pages)
        self._stale_pages.clear()
        self.connection.executescript(COUNTED)
        self._totals, self._changed = None, False

    def _close_gaps(self, rows: Sequence[int]) -> None:
        """Renumber passages as FAISS does: what stood behind a removed vector moves up by one."""
        for row in sorted(rows, reverse=True):
            # SQLite checks uniqueness row by row, so the move goes by way of negative numbers.
            self.connection.execute("UPDATE passages SET row = -row WHERE row > ?", (row,))
            self.connection.execute("UPDATE passages SET row = -row - 1 WHERE row < 0")

    # -- reading -----------------------------------------------------------------------------------------------

    def candidates(self, vector: Vectors, query: str, limit: int, include: Sequence[str] = ()) -> list[Candidate]:
        self.settle()
        coverage = self._coverage("lexical", self.terms(query))
        page = self._coverage("pages", self.page_terms(query))
        rows = [*self._near(vector, limit), *_best(coverage, limit), *self._rows(include)]
        items = self._items(list(dict.fromkeys(rows)))
        concepts = list(dict.fromkeys(kept.item.concept for kept in items.values()))
        items |= self._items([row for row in self._definitions(concepts, _best(page, PAGES)) if row not in items])
        by_concept = self._pages(list(dict.fromkeys(kept.item.concept for kept in items.values())))
        return [
            Candidate(
                items[row].item,
                passage,
                cosine,
                dense,
                min(coverage.get(row, 0.0), 1.0),
                min(page.get(by_concept.get(items[row].item.concept, 0), 0.0), 1.0),
            )
            for row, (passage, cosine, dense) in self._compare(items, vector).items()
        ]

    def _rows(self, ids: Sequence[str]) -> list[int]:
        return [row for (row,) in self._select("SELECT row FROM items WHERE id IN ({})", list(dict.fromkeys(ids)))]

    def _definitions(self, concepts: Sequence[str], pages: Sequence[int]) -> list[int]:
        """Return the rows of the definitions of some concepts, and of those that some pages are about."""
        covering = [name for (name,) in self._select("SELECT concept FROM concepts_of_pages WHERE row IN ({})", pages)]
        wanted = list(dict.fromkeys([*concepts, *covering]))
        found = self._select("SELECT row FROM items WHERE id IN ({}) AND kind = 'definition'", wanted)
        return [row for (row,) in found]

    def _pages(self, concepts: Sequence[str]) -> dict[str, int]:
        """Return the rows of the pages of some concepts."""
        return dict(self._select("SELECT concept, row FROM concepts_of_pages WHERE concept IN ({})", concepts))

    def get(self, ids: Iterable[str]) -> list[Item]:
        wanted = list(ids)
        marks = ",".join("?" * len(wanted))
        rows = self.connection.execute(f"SELECT row FROM items WHERE id IN ({marks})", wanted).fetchall()
        by_id = {kept.item.id: kept.item for kept in self._items([row for (row,) in rows]).values()}
        return [by_id[id] for id in wanted if id in by_id]

    def compare_item(self, id: str, vector: Vectors) -> list[tuple[Passage, float]]:
        """Return each passage of an item with its cosine to a query."""
        rows = self.connection.execute(
            "SELECT passages.row, field, passages.text FROM passages JOIN items ON item = items.row"
            " WHERE items.id = ? ORDER BY passages.row",
            (id,),
        ).fetchall()
        cosines = self.stored.get([row for row, *_ in rows]) @ vector
        return [
            (Passage(id, field, text), cosine) for (_, field, text), cosine in zip(rows, cosines.tolist(), strict=True)
        ]

    def terms(self, query: str) -> tuple[lexical.Term, ...]:
        """Return the words of a query with their weights among this corpus's items."""
        return self._weigh(query, "items")

    def page_terms(self, query: str) -> tuple[lexical.Term, ...]:
        """Return the words of a query with their weights among the pages of this corpus's concepts."""
        return self._weigh(query, "pages")

    def _weigh(self, query: str, documents: str) -> tuple[lexical.Term, ...]:
        self.settle()
        by_word = self._stemmer.by_word(query)
        found = self._select(f"SELECT stem, {documents} FROM stems WHERE stem IN ({{}})", list(by_word))
        return lexical.weigh(by_word, dict(found), self._counts()[documents == "pages"])

    def _counts(self) -> tuple[int, int, int, int]:
        """Return how many items and pages there are, and how many words all items and all pages have."""
        self.settle()
        if self._totals is None:
            self._totals = self.connection.execute("SELECT * FROM totals").fetchone()
        return self._totals or (0, 0, 0, 0)

    def page(self, concept: str) -> str:
        """Return all the text of a concept's items."""
        found = self.connection.execute(
            "SELECT text FROM pages JOIN concepts_of_pages ON pages.rowid = row WHERE concept = ?", (concept,)
        ).fetchone()
        return str(found[0]) if found else ""

    def occurs(self, stem: str) -> bool:
        """Tell whether any item holds a word with this stem."""
        self.settle()
        found = self.connection.execute("SELECT items FROM stems WHERE stem = ?", (stem,)).fetchone()
        return found is not None and found[0] > 0

    def holds(self, word: str) -> bool:
        """Tell whether any item holds a word, in whatever form."""
        return all(self.occurs(stem) for stem in self._stemmer.stems(word))

    def stems(self, text: str) -> list[str]:
        """Return a text's words as the index counts them."""
        return self._stemmer.stems(text)

    def average_lengths(self) -> tuple[float, float]:
        """Return how many words an item has on average, heading and body together, and how many a page."""
        items, pages, item_words, page_words = self._counts()
        return item_words / max(items, 1), page_words / max(pages, 1)

    def count(self) -> int:
        """Return how many items are stored."""
        return self._counts()[0]

    def vectors_by_text(self) -> Iterator[tuple[str, Vectors]]:
        """Yield each passage's text with its vector, in the order of their rows."""
        start = 0
        for texts in rows_.texts(self.connection):
            yield from zip(texts, self.stored.get(np.arange(start, start + len(texts))), strict=True)
            start += len(texts)

    def _near(self, vector: Vectors, limit: int) -> list[int]:
        """Find the items of the nearest passages, as many as ``limit`` where there are as many."""
        total = len(self.stored)
        count = min(limit * _PASSAGES_PER_ITEM, total)
        while True:
            rows = self.stored.near(vector, count)
            owners = dict(self._select("SELECT row, item FROM passages WHERE row IN ({})", rows))
            items = list(dict.fromkeys(owners[row] for row in rows))[:limit]
            # Where fewer are found than asked for, there are no more to be found.
            if len(items) >= limit or len(rows) < count or count >= total:
                return items
            count = min(count * 4, total)

    def _compare(self, items: Mapping[int, _Kept], vector: Vectors) -> dict[int, tuple[Passage, float, float]]:
        """Compare a query with every passage of some items: each one's best passage, its cosine, and the blend."""
        rows = [row for kept in items.values() for row in kept.rows]
        if not rows:
            return {}
        cosines: list[float] = (self.stored.get(rows) @ vector).tolist()
        compared: dict[int, tuple[Passage, float, float]] = {}
        start = 0
        for row, kept in items.items():
            own = cosines[start : start + len(kept.rows)]
            start += len(own)
            best = max(own)
            dense = blend(kept.fields, own)
            compared[row] = (kept.passages[own.index(best)], best, dense)
        return compared

    def _coverage(self, table: str, terms: Sequence[lexical.Term]) -> dict[int, float]:
        """Return the coverage of every row of a table of texts that holds one of the terms.

        FTS5 reads all places of the words once, however many rows are asked for; for each row asked for by number it
        would do so again.
        """
        if not terms:
            return {}
        found = self.connection.execute(
            f"SELECT rowid, bm25({table}) FROM {table} WHERE {table} MATCH ?", (lexical.match(terms),)
        )
        most = lexical.best(terms)
        return {row: -score / most for row, score in found.fetchall()}

    def _items(self, rows: Sequence[int]) -> dict[int, _Kept]:
        """Return the items of some rows, from memory where they were read before."""
        # Another thread may start a new memory meanwhile; what this one holds stays as it is.
        held = self._kept
        missing = [row for row in rows if row not in held]
        read = self._read(missing) if missing else {}
        found = {row: kept for row in rows if (kept := read.get(row) or held.get(row))}
        if not self._changed:
            if len(held) + len(read) > _KEPT:
                self._kept = held = {}
            held.update(read)
        return found

    def _read(self, rows: Sequence[int]) -> dict[int, _Kept]:
        items = {
            row[0]: rows_.item(row)
            for row in self._select(f"SELECT {rows_.COLUMNS} FROM items WHERE row IN ({{}})", rows)
        }
        parts: dict[int, list[tuple[int, Passage]]] = {row: [] for row in items}
        query = "SELECT row, item, field, text FROM passages WHERE item IN ({}) ORDER BY row"
        for row, item, field, text in self._select(query, rows):
            parts[item].append((row, Passage(items[item].id, field, text)))
        return {
            row: _Kept(
                item,
                tuple(part for _, part in parts[row]),
                tuple(part.field for _, part in parts[row]),
                tuple(at for at, _ in parts[row]),
            )
            for row, item in items.items()
        }

    def _select(self, query: str, values: Sequence[Any]) -> Iterator[Any]:
        return rows_.select(self.connection, query, values)


def _best(coverage: Mapping[int, float], limit: int) -> list[int]:
    """Return the rows that cover most; of those that cover the same, the first."""
    return [row for _, row in heapq.nsmallest(limit, ((-value, row) for row, value in coverage.items()))]
