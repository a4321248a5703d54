"""The default backend: SQLite for items, passages and words (FTS5), FAISS for vectors, both in one folder."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dlgraph.errors import IndexDamagedError
from dlgraph.model import Item, Passage
from dlgraph.search import layout, lexical, postings, written
from dlgraph.search import rows as rows_
from dlgraph.search.backend import PAGES, Candidate, Entry, Leading
from dlgraph.search.database import PASSAGES as PASSAGES
from dlgraph.search.database import connect, damaged, make
from dlgraph.search.encoder import Vectors
from dlgraph.search.layout import NONE, Layout, Places, Values
from dlgraph.search.postings import Postings, Shares
from dlgraph.search.stored import VECTORS as VECTORS
from dlgraph.search.stored import Mapped, Stored, mapped
from dlgraph.search.views import UNDEFINED, combined

if TYPE_CHECKING:
    from dlgraph.search.vectors import Flat

# A passage of another item can hide behind many of one item, so more are asked for than items are wanted.
_PASSAGES_PER_ITEM = 4
# Items are kept in memory once they were read, as long as there are no more of them than this.
_KEPT = 10_000
# What searches this often will go on, and does so by FAISS; loading it takes longer than these searches do without it.
_MAPPED_UP_TO = 16
# Scores closer than this may be the same when they are rounded.
_TIE = 2e-6


class LocalBackend:
    """Stores passages in a folder. A passage's row in SQLite is that of its vector, counted from 0.

    Open one with ``create`` or ``open``; after changes, ``save``. Reading is safe in threads.
    """

    def __init__(self, folder: Path, connection: sqlite3.Connection, stored: Stored, *, changed: bool = False) -> None:
        self.folder = folder
        self.connection = connection
        self.stored = stored
        self._stemmer = lexical.Stemmer()
        self._changed = changed
        self._searches = 0
        self._kept: dict[int, Item] = {}
        self._number()

    @classmethod
    def create(cls, folder: Path, dimension: int) -> LocalBackend:
        """Make an empty backend in an existing folder for vectors of this dimension."""
        from dlgraph.search.vectors import Flat

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
            stored = mapped(folder) or _by_faiss(folder)
            connection = connection or connect(folder)
            (count,) = connection.execute("SELECT coalesce(max(row) + 1, 0) FROM passages").fetchone()
            postings.stored(folder)
        except (RuntimeError, OSError, ValueError, EOFError, sqlite3.Error) as error:
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
        self.connection.execute("INSERT INTO lexical(lexical) VALUES ('optimize')")
        self.connection.commit()
        self.connection.execute("ANALYZE")
        self.connection.commit()
        self.connection.close()
        self.stored.save(self.folder)

    def close(self) -> None:
        """Let go of the files."""
        self.connection.close()

    # -- writing -----------------------------------------------------------------------------------------------

    def upsert(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            self.delete([entry.item.id])
            self._insert(entry)

    def _insert(self, entry: Entry) -> None:
        self.add(entry.item, entry.passages, len(self.stored))
        self._changing().add(entry.vectors)

    def add(self, item: Item, passages: Sequence[Passage], first: int, row: int | None = None) -> None:
        """Store an item that is not stored yet, without vectors.

        Args:
            item: the item.
            passages: its passages.
            first: the row of the first of them; the others follow.
            row: the item's own row; by default behind all others.
        """
        self._touch()
        written.insert(self.connection, item, passages, first, row)

    def _touch(self) -> None:
        self._changed = True
        self._kept = {}

    def delete(self, ids: Iterable[str]) -> None:
        for id in ids:
            found = self.connection.execute("SELECT row FROM items WHERE id = ?", (id,)).fetchone()
            if found is None:
                continue
            (item,) = found
            self._touch()
            rows = [row for (row,) in self.connection.execute("SELECT row FROM passages WHERE item = ?", (item,))]
            self.connection.execute("DELETE FROM passages WHERE item = ?", (item,))
            self.connection.execute("DELETE FROM lexical WHERE rowid = ?", (item,))
            self.connection.execute("DELETE FROM items WHERE row = ?", (item,))
            self._changing().remove(rows)
            self._close_gaps(rows)

    def _changing(self) -> Flat:
        from dlgraph.search.vectors import Flat

        if not isinstance(self.stored, Flat):
            raise TypeError("vectors that were opened to be searched, or are in lists, are made anew, not changed")
        return self.stored

    def settle(self) -> None:
        """Bring what is counted over all items up to date; reading does so by itself."""
        if not self._changed:
            return
        layout.write(self.connection)
        postings.write(self.connection, self.folder)
        self._number()
        self._changed = False

    def _number(self) -> None:
        self._layout = Layout(self.connection)
        self._postings = Postings(self.connection, self.folder, self._layout)

    def _close_gaps(self, rows: Sequence[int]) -> None:
        """Renumber passages as FAISS does: what stood behind a removed vector moves up by one."""
        for row in sorted(rows, reverse=True):
            # SQLite checks uniqueness row by row, so the move goes by way of negative numbers.
            self.connection.execute("UPDATE passages SET row = -row WHERE row > ?", (row,))
            self.connection.execute("UPDATE passages SET row = -row - 1 WHERE row < 0")

    # -- reading -----------------------------------------------------------------------------------------------

    def candidates(
        self,
        vector: Vectors,
        query: str,
        limit: int,
        include: Sequence[str] = (),
        leading: Leading | None = None,
    ) -> list[Candidate]:
        """Find candidates; see ``Backend.candidates``.

        Args:
            vector: the query's unit vector, of shape (dimension,).
            query: the query's text.
            limit: how many items to take by cosine, and how many by coverage.
            include: ids of items that are candidates whatever their cosine and coverage.
            leading: which of all these to return, besides those of ``include`` and the definitions of their concepts;
                None for all.
        """
        self.settle()
        coverage = self._postings.coverage(self.terms(query))
        page = self._postings.coverage(self.page_terms(query), pages=True)
        given = self._places("id", include)
        found = dict.fromkeys([*self._near(vector, limit), *_best(coverage, limit), *given])
        places = np.array(list(found), np.int64)
        places = _with(places, self._layout.defining(places), self._layout.definitions[_best(page, PAGES)])
        if not len(places):
            return []
        passages = self._layout.passages(places)
        cosines = np.vecdot(self.stored.get(passages), vector).astype(np.float64)
        compared = self._layout.compare(places, passages, cosines)
        pages = self._layout.pages[places]
        covered, paged = coverage[places], np.where(pages == NONE, 0.0, np.append(page, 0.0)[pages])
        chosen = (
            self._leading(leading, places, given, compared.dense, covered, paged) if leading else range(len(places))
        )
        rows = self._layout.rows[places].tolist()
        items = self._items([rows[at] for at in chosen])
        best = self._passages([int(compared.passages[at]) for at in chosen])
        return [
            Candidate(
                items[rows[at]],
                Passage(items[rows[at]].id, *best[compared.passages[at]]),
                float(compared.cosines[at]),
                float(compared.dense[at]),
                float(covered[at]),
                float(paged[at]),
            )
            for at in chosen
        ]

    def _leading(
        self, leading: Leading, places: Places, given: Sequence[int], dense: Values, coverage: Values, page: Values
    ) -> list[int]:
        """Return which of ``places`` hold items that may lead, those given, and what defines their concepts."""
        own = dense + leading.weight * coverage
        defining = self._layout.defining(places)
        order = np.argsort(places)
        by = order[np.minimum(np.searchsorted(places, defining, sorter=order), len(places) - 1)]
        defined = places[by] == defining
        total = combined(own, np.where(defined, own[by], own - UNDEFINED), page)
        total = np.where(self._layout.pages[places] == NONE, own, total)
        stays = np.isin(places, [*given, *self._places("concept", leading.spared)])
        if len(total) > leading.count:
            # What ties as it is rounded is ordered by id.
            stays |= total >= np.partition(total, -leading.count)[-leading.count] - _TIE
        else:
            stays[:] = True
        stays[by[stays & defined]] = True
        found: list[int] = np.flatnonzero(stays).tolist()
        return found

    def _places(self, column: str, values: Collection[str]) -> list[int]:
        """Return the places of the items that have one of some values in a column."""
        query = f"SELECT row FROM items WHERE {column} IN ({{}})"
        found: list[int] = self._layout.places(
            [row for (row,) in self._select(query, list(dict.fromkeys(values)))]
        ).tolist()
        return found

    def _passages(self, rows: Sequence[int]) -> dict[int, tuple[str, str]]:
        """Return the fields and texts of passages."""
        found = self._select("SELECT row, field, text FROM passages WHERE row IN ({})", rows)
        return {row: (field, text) for row, field, text in found}

    def get(self, ids: Iterable[str]) -> list[Item]:
        wanted = list(ids)
        marks = ",".join("?" * len(wanted))
        rows = self.connection.execute(f"SELECT row FROM items WHERE id IN ({marks})", wanted).fetchall()
        by_id = {item.id: item for item in self._items([row for (row,) in rows]).values()}
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
        return self._weigh(query, pages=False)

    def page_terms(self, query: str) -> tuple[lexical.Term, ...]:
        """Return the words of a query with their weights among the pages of this corpus's concepts."""
        return self._weigh(query, pages=True)

    def _weigh(self, query: str, *, pages: bool) -> tuple[lexical.Term, ...]:
        self.settle()
        by_word = self._stemmer.by_word(query)
        found = {stem: counts[pages] for stem, counts in self._postings.frequencies(by_word).items()}
        return lexical.weigh(by_word, found, self._postings.counts[pages])

    def page(self, concept: str) -> str:
        """Return all the text of a concept's items, folded."""
        query = (
            "SELECT heading, body FROM lexical JOIN items ON lexical.rowid = items.row WHERE concept = ?"
            " ORDER BY items.row"
        )
        return "\n".join(part for row in self.connection.execute(query, (concept,)) for part in row)

    def occurs(self, stem: str) -> bool:
        """Tell whether any item holds a word with this stem."""
        self.settle()
        return bool(self._postings.frequencies([stem]))

    def holds(self, word: str) -> bool:
        """Tell whether any item holds a folded word, in whatever form."""
        self.settle()
        stems = self._stemmer.of_word(word)
        return len(self._postings.frequencies(stems)) == len(set(stems))

    def stems(self, text: str) -> list[str]:
        """Return a text's words as the index counts them."""
        return self._stemmer.stems(text)

    def average_lengths(self) -> tuple[float, float]:
        """Return how many words an item has on average, heading and body together, and how many a page."""
        self.settle()
        return self._postings.averages

    def count(self) -> int:
        """Return how many items are stored."""
        self.settle()
        return self._postings.counts[0]

    def vectors_by_text(self) -> Iterator[tuple[str, Vectors]]:
        """Yield each passage's text with its vector, in the order of their rows."""
        start = 0
        for texts in rows_.texts(self.connection):
            yield from zip(texts, self.stored.get(np.arange(start, start + len(texts))), strict=True)
            start += len(texts)

    def _near(self, vector: Vectors, limit: int) -> list[int]:
        """Find the items of the nearest passages, as many as ``limit`` where there are as many."""
        self._searches += 1
        if self._searches == _MAPPED_UP_TO and isinstance(self.stored, Mapped):
            self.stored = _by_faiss(self.folder)
        total = len(self.stored)
        count = min(limit * _PASSAGES_PER_ITEM, total)
        while True:
            rows = self.stored.near(vector, count)
            items = list(dict.fromkeys(self._layout.owners[rows].tolist()))[:limit]
            # Where fewer are found than asked for, there are no more to be found.
            if len(items) >= limit or len(rows) < count or count >= total:
                return items
            count = min(count * 4, total)

    def _items(self, rows: Sequence[int]) -> dict[int, Item]:
        """Return the items of some rows, from memory where they were read before."""
        # Another thread may start a new memory meanwhile; what this one holds stays as it is.
        held = self._kept
        missing = [row for row in rows if row not in held]
        query = f"SELECT {rows_.COLUMNS} FROM items WHERE row IN ({{}})"
        read = {columns[0]: rows_.item(columns) for columns in self._select(query, missing)}
        found = {row: item for row in rows if (item := read.get(row) or held.get(row))}
        if not self._changed:
            if len(held) + len(read) > _KEPT:
                self._kept = held = {}
            held.update(read)
        return found

    def _select(self, query: str, values: Sequence[Any]) -> Iterator[Any]:
        return rows_.select(self.connection, query, values)


def _by_faiss(folder: Path) -> Stored:
    from dlgraph.search.vectors import open_

    return open_(folder)


def _with(places: Places, *more: NDArray[Any]) -> Places:
    """Return places and those of more that are not among them, each once."""
    others = (place for each in more for place in each.tolist() if place != NONE)
    return np.array(list(dict.fromkeys([*places.tolist(), *others])), np.int64)


def _best(coverage: Shares, limit: int) -> list[int]:
    """Return the places that cover most; of those that cover the same, the first."""
    rows = np.flatnonzero(coverage)
    if len(rows) > limit:
        rows = rows[coverage[rows] >= np.partition(coverage[rows], -limit)[-limit]]
    found: list[int] = rows[np.argsort(-coverage[rows], kind="stable")][:limit].tolist()
    return found
