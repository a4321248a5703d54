"""The default backend: SQLite for items, passages and words (FTS5), FAISS for vectors, both in one folder."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from dlgraph.errors import IndexDamagedError
from dlgraph.model import Item, Passage, Source
from dlgraph.search import lexical
from dlgraph.search.backend import PAGES, Candidate, Entry, heading
from dlgraph.search.database import PASSAGES, connect, damaged
from dlgraph.search.encoder import Vectors
from dlgraph.search.views import blend
from dlgraph.text import fold

VECTORS = "vectors.faiss"
# A passage of another item can hide behind many of one item, so more are asked for than items are wanted.
_PASSAGES_PER_ITEM = 4
_SCHEMA = f"""
CREATE TABLE items(row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, concept TEXT NOT NULL,
    label TEXT NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL, file TEXT NOT NULL, line INTEGER NOT NULL,
    alternatives TEXT NOT NULL);
CREATE TABLE passages(row INTEGER PRIMARY KEY, item INTEGER NOT NULL, field TEXT NOT NULL, text TEXT NOT NULL);
CREATE INDEX passages_by_item ON passages(item);
CREATE VIRTUAL TABLE lexical USING fts5(heading, body, tokenize="{lexical.TOKENIZER}");
CREATE VIRTUAL TABLE frequencies USING fts5vocab(lexical, row);
CREATE TABLE concepts_of_pages(row INTEGER PRIMARY KEY, concept TEXT NOT NULL UNIQUE);
CREATE VIRTUAL TABLE pages USING fts5(text, tokenize="{lexical.TOKENIZER}");
CREATE VIRTUAL TABLE page_frequencies USING fts5vocab(pages, row);
CREATE INDEX items_by_concept ON items(concept);
"""


class LocalBackend:
    """Stores passages in a folder. A passage's row in SQLite is its position in FAISS, counted from 0.

    Open one with ``create`` or ``open``; after changes, ``save``. Reading is safe in threads.
    """

    def __init__(self, folder: Path, connection: sqlite3.Connection, vectors: Any) -> None:
        self._folder = folder
        self.connection = connection
        self._vectors = vectors
        self._stemmer = lexical.Stemmer()
        self._stale_pages: set[str] = set()

    @classmethod
    def create(cls, folder: Path, dimension: int) -> LocalBackend:
        """Make an empty backend in an existing folder for vectors of this dimension."""
        connection = sqlite3.connect(folder / PASSAGES, check_same_thread=False)
        # Nothing reads the folder before it is renamed into place, so a crash here loses nothing.
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.executescript(_SCHEMA)
        return cls(folder, connection, faiss.IndexFlatIP(dimension))

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
            vectors = faiss.read_index(str(folder / VECTORS), faiss.IO_FLAG_MMAP | faiss.IO_FLAG_READ_ONLY)
            connection = connection or connect(folder)
            (count,) = connection.execute("SELECT coalesce(max(row) + 1, 0) FROM passages").fetchone()
        except (RuntimeError, sqlite3.Error) as error:
            raise damaged(folder, error) from None
        if count != vectors.ntotal:
            raise IndexDamagedError(f"the index in {folder} holds {count} passages but {vectors.ntotal} vectors")
        return cls(folder, connection, vectors)

    @property
    def dimension(self) -> int:
        """The length of the vectors."""
        return int(self._vectors.d)

    def save(self) -> None:
        """Write everything to the folder and close it."""
        self._write_pages()
        for table in ("lexical", "pages"):
            self.connection.execute(f"INSERT INTO {table}({table}) VALUES ('optimize')")
        self.connection.commit()
        self.connection.execute("ANALYZE")
        self.connection.commit()
        self.connection.close()
        faiss.write_index(self._vectors, str(self._folder / VECTORS))

    def close(self) -> None:
        """Let go of the files."""
        self.connection.close()

    # -- writing -----------------------------------------------------------------------------------------------

    def upsert(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            self.delete([entry.item.id])
            self._insert(entry)

    def _insert(self, entry: Entry) -> None:
        item = entry.item
        cursor = self.connection.execute(
            "INSERT INTO items(id, kind, concept, label, title, text, file, line, alternatives)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (item.id, item.kind, item.concept, item.label, item.title, item.text, item.source.file,
             item.source.line, json.dumps(item.alternatives, ensure_ascii=False)),
        )  # fmt: skip
        row, first = cursor.lastrowid, self._vectors.ntotal
        self.connection.execute(
            "INSERT INTO lexical(rowid, heading, body) VALUES (?, ?, ?)", (row, fold(heading(item)), fold(item.text))
        )
        self.connection.executemany(
            "INSERT INTO passages(row, item, field, text) VALUES (?, ?, ?, ?)",
            [(first + at, row, passage.field, passage.text) for at, passage in enumerate(entry.passages)],
        )
        self._vectors.add(np.ascontiguousarray(entry.vectors, np.float32))
        self._stale_pages.add(item.concept)

    def delete(self, ids: Iterable[str]) -> None:
        for id in ids:
            found = self.connection.execute("SELECT row, concept FROM items WHERE id = ?", (id,)).fetchone()
            if found is None:
                continue
            item, concept = found
            self._stale_pages.add(concept)
            rows = [row for (row,) in self.connection.execute("SELECT row FROM passages WHERE item = ?", (item,))]
            self.connection.execute("DELETE FROM passages WHERE item = ?", (item,))
            self.connection.execute("DELETE FROM lexical WHERE rowid = ?", (item,))
            self.connection.execute("DELETE FROM items WHERE row = ?", (item,))
            self._vectors.remove_ids(np.array(rows, np.int64))
            self._close_gaps(rows)

    def _write_pages(self) -> None:
        """Bring the pages of concepts whose items have changed up to date."""
        for concept in sorted(self._stale_pages - {""}):
            rows = self.connection.execute(
                "SELECT heading, body FROM lexical JOIN items ON lexical.rowid = items.row WHERE concept = ?"
                " ORDER BY items.row",
                (concept,),
            ).fetchall()
            self.connection.execute(
                "DELETE FROM pages WHERE rowid IN (SELECT row FROM concepts_of_pages WHERE concept = ?)", (concept,)
            )
            self.connection.execute("DELETE FROM concepts_of_pages WHERE concept = ?", (concept,))
            if rows:
                text = "\n".join(part for row in rows for part in row)
                cursor = self.connection.execute("INSERT INTO concepts_of_pages(concept) VALUES (?)", (concept,))
                self.connection.execute("INSERT INTO pages(rowid, text) VALUES (?, ?)", (cursor.lastrowid, text))
        self._stale_pages.clear()

    def _close_gaps(self, rows: Sequence[int]) -> None:
        """Renumber passages as FAISS does: what stood behind a removed vector moves up by one."""
        for row in sorted(rows, reverse=True):
            # SQLite checks uniqueness row by row, so the move goes by way of negative numbers.
            self.connection.execute("UPDATE passages SET row = -row WHERE row > ?", (row,))
            self.connection.execute("UPDATE passages SET row = -row - 1 WHERE row < 0")

    # -- reading -----------------------------------------------------------------------------------------------

    def candidates(self, vector: Vectors, query: str, limit: int, include: Sequence[str] = ()) -> list[Candidate]:
        self._write_pages()
        terms = self.terms(query)
        coverage = self._coverage(terms, limit)
        rows = list(dict.fromkeys([*self._near(vector, limit), *coverage, *self._rows(include)]))
        page = self._page_coverage(query)
        concepts = [
            concept for (concept,) in self._select("SELECT DISTINCT concept FROM items WHERE row IN ({})", rows)
        ]
        covering = sorted(page, key=lambda each: (-page[each], each))[:PAGES]
        rows = list(dict.fromkeys([*rows, *self._rows([*concepts, *covering], "definition")]))
        coverage |= self._coverage_of(terms, [row for row in rows if row not in coverage])
        items = self._items(rows)
        return [
            Candidate(
                items[row],
                passage,
                cosine,
                dense,
                min(coverage.get(row, 0.0), 1.0),
                min(page.get(items[row].concept, 0.0), 1.0),
            )
            for row, (passage, cosine, dense) in self._compare(items, vector).items()
        ]

    def _rows(self, ids: Sequence[str], kind: str = "") -> list[int]:
        where = " AND kind = 'definition'" if kind else ""
        wanted = list(dict.fromkeys(ids))
        return [row for (row,) in self._select("SELECT row FROM items WHERE id IN ({})" + where, wanted)]

    def _page_coverage(self, query: str) -> dict[str, float]:
        """Return the coverage of every concept whose page holds a word of the query."""
        terms = self.page_terms(query)
        if not terms:
            return {}
        rows = self.connection.execute(
            "SELECT concept, bm25(pages) FROM pages JOIN concepts_of_pages ON pages.rowid = row WHERE pages MATCH ?",
            (lexical.match(terms),),
        )
        most = lexical.best(terms)
        return {concept: -score / most for concept, score in rows}

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
        cosines = self._vectors.reconstruct_batch(np.array([row for row, *_ in rows], np.int64)) @ vector
        return [
            (Passage(id, field, text), cosine) for (_, field, text), cosine in zip(rows, cosines.tolist(), strict=True)
        ]

    def terms(self, query: str) -> tuple[lexical.Term, ...]:
        """Return the words of a query with their weights among this corpus's items."""
        return self._weigh(query, "frequencies", "items")

    def page_terms(self, query: str) -> tuple[lexical.Term, ...]:
        """Return the words of a query with their weights among the pages of this corpus's concepts."""
        return self._weigh(query, "page_frequencies", "concepts_of_pages")

    def _weigh(self, query: str, vocabulary: str, documents: str) -> tuple[lexical.Term, ...]:
        by_word = self._stemmer.by_word(query)
        found = self._select(f"SELECT term, doc FROM {vocabulary} WHERE term IN ({{}})", list(by_word))
        (count,) = self.connection.execute(f"SELECT count(*) FROM {documents}").fetchone()
        return lexical.weigh(by_word, dict(found), count)

    def page(self, concept: str) -> str:
        """Return all the text of a concept's items."""
        found = self.connection.execute(
            "SELECT text FROM pages JOIN concepts_of_pages ON pages.rowid = row WHERE concept = ?", (concept,)
        ).fetchone()
        return str(found[0]) if found else ""

    def occurs(self, stem: str) -> bool:
        """Tell whether any item holds a word with this stem."""
        return self.connection.execute("SELECT 1 FROM frequencies WHERE term = ?", (stem,)).fetchone() is not None

    def holds(self, word: str) -> bool:
        """Tell whether any item holds a word, in whatever form."""
        return all(self.occurs(stem) for stem in self._stemmer.stems(word))

    def stems(self, text: str) -> list[str]:
        """Return a text's words as the index counts them."""
        return self._stemmer.stems(text)

    def average_lengths(self) -> tuple[float, float]:
        """Return how many words an item has on average, heading and body together, and how many a page."""
        return self._average("frequencies", "items"), self._average("page_frequencies", "concepts_of_pages")

    def _average(self, vocabulary: str, documents: str) -> float:
        (total,) = self.connection.execute(f"SELECT coalesce(sum(cnt), 0) FROM {vocabulary}").fetchone()
        (count,) = self.connection.execute(f"SELECT count(*) FROM {documents}").fetchone()
        return float(total / max(count, 1))

    def vectors_by_text(self) -> Iterator[tuple[str, Vectors]]:
        """Yield each passage's text with its vector, so that a new index need not compute it again."""
        for row, text in self.connection.execute("SELECT row, text FROM passages ORDER BY row"):
            yield text, self._vectors.reconstruct(row)

    def _near(self, vector: Vectors, limit: int) -> list[int]:
        """Find the items of the nearest passages, as many as ``limit`` where there are as many."""
        total = self._vectors.ntotal
        count = min(limit * _PASSAGES_PER_ITEM, total)
        query = np.ascontiguousarray(vector.reshape(1, -1), np.float32)
        while True:
            _, found = self._vectors.search(query, max(count, 1))
            rows = [int(row) for row in found[0] if row >= 0]
            owners = dict(self._select("SELECT row, item FROM passages WHERE row IN ({})", rows))
            items = list(dict.fromkeys(owners[row] for row in rows))[:limit]
            if len(items) >= limit or count >= total:
                return items
            count = min(count * 4, total)

    def _compare(self, items: Mapping[int, Item], vector: Vectors) -> dict[int, tuple[Passage, float, float]]:
        """Compare a query with every passage of some items: each one's best passage, its cosine, and the blend."""
        found = list(
            self._select("SELECT row, item, field, text FROM passages WHERE item IN ({}) ORDER BY row", list(items))
        )
        if not found:
            return {}
        cosines = self._vectors.reconstruct_batch(np.array([row for row, *_ in found], np.int64)) @ vector
        by_item: dict[int, list[tuple[float, str, str]]] = {item: [] for item in items}
        for (_, item, field, text), cosine in zip(found, cosines.tolist(), strict=True):
            by_item[item].append((cosine, field, text))
        compared: dict[int, tuple[Passage, float, float]] = {}
        for item, parts in by_item.items():
            cosine, field, text = max(parts, key=lambda part: part[0])
            dense = blend([part[1] for part in parts], [part[0] for part in parts])
            compared[item] = (Passage(items[item].id, field, text), cosine, dense)
        return compared

    def _coverage(self, terms: Sequence[lexical.Term], limit: int) -> dict[int, float]:
        if not terms:
            return {}
        rows = self.connection.execute(
            "SELECT rowid, bm25(lexical) FROM lexical WHERE lexical MATCH ? ORDER BY rank, rowid LIMIT ?",
            (lexical.match(terms), limit),
        )
        most = lexical.best(terms)
        return {row: -score / most for row, score in rows}

    def _coverage_of(self, terms: Sequence[lexical.Term], items: Sequence[int]) -> dict[int, float]:
        if not terms or not items:
            return {}
        most = lexical.best(terms)
        expression = lexical.match(terms)
        found = self._select(
            "SELECT rowid, bm25(lexical) FROM lexical WHERE lexical MATCH ? AND rowid IN ({})", items, expression
        )
        return {row: -score / most for row, score in found}

    def _items(self, rows: Sequence[int]) -> dict[int, Item]:
        columns = "row, id, kind, concept, label, title, text, file, line, alternatives"
        found = self._select(f"SELECT {columns} FROM items WHERE row IN ({{}})", rows)
        return {
            row: Item(id, kind, concept, label, title, text, Source(file, line), tuple(json.loads(alternatives)))
            for row, id, kind, concept, label, title, text, file, line, alternatives in found
        }

    def _select(self, query: str, values: Sequence[Any], *first: Any) -> Iterator[Any]:
        """Run a query with a list of values, in portions that SQLite's limit on parameters allows."""
        for start in range(0, len(values), 500):
            portion = values[start : start + 500]
            yield from self.connection.execute(query.format(",".join("?" * len(portion))), (*first, *portion))
