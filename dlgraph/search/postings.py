"""By stem, the items that hold it and how often: what BM25 needs, so that no text is read to count it.

FTS5 breaks texts into stems and keeps them; it scores each text that holds one of a query's words by itself, in tens of
milliseconds where a glossary has ten thousand. Added up in arrays, the same sums take less than one.
"""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from operator import itemgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlgraph.search import lexical, rows
from dlgraph.search.layout import ROW, Layout, Numbers, array, keep

Counts = NDArray[np.uint16]
Shares = NDArray[np.float64]
_COUNT = np.dtype("<u2")
_MOST = np.iinfo(_COUNT).max


class Postings:
    """Reads what ``write`` stored. Items are numbered by their rows, from 1; so are the pages of concepts.

    Args:
        connection: the index's database.
        layout: which items stand on which page.
    """

    def __init__(self, connection: sqlite3.Connection, layout: Layout) -> None:
        self._connection = connection
        self._layout = layout

    def frequencies(self, stems: Iterable[str]) -> Mapping[str, tuple[int, int]]:
        """Return how many items and how many pages hold each of some stems; what none holds is left out."""
        query = "SELECT stem, items, pages FROM stems WHERE stem IN ({})"
        return {stem: (items, pages) for stem, items, pages in rows.select(self._connection, query, list(stems))}

    def coverage(self, terms: Sequence[lexical.Term], *, pages: bool = False) -> Shares:
        """Return the Okapi BM25 of all items over the best possible for a query (Robertson and Zaragoza, 2009).

        Args:
            terms: the query's words with their weights.
            pages: count pages in place of items.

        Returns:
            A value from 0 to 1 by row, of shape (last row + 1,); 0 where none of the words stands.
        """
        lengths = self._page_lengths if pages else self._lengths
        average = self.averages[pages]
        found = np.zeros(len(lengths))
        weights = {term.stem: term.idf for term in terms}
        # Sums of floats depend on their order, and SQLite gives rows in the order of its index.
        held = dict(self._read(weights))
        for stem, weight in weights.items():
            if stem in held:
                at, counts = self._by_page(*held[stem]) if pages else held[stem]
                norm = lexical.K1 * (1 - lexical.B + lexical.B * lengths[at] / average)
                found[at] += weight * (counts * (lexical.K1 + 1) / (counts + norm))
        most = lexical.best(terms)
        return np.minimum(found / most, 1.0) if most else found

    @cached_property
    def counts(self) -> tuple[int, int]:
        """How many items there are, and how many pages."""
        found: tuple[int, int] = self._connection.execute("SELECT items, pages FROM totals").fetchone()
        return found

    @cached_property
    def averages(self) -> tuple[float, float]:
        """How many words an item has on average, heading and body together, and how many a page."""
        items, pages = self.counts
        return float(self._lengths.sum()) / max(items, 1), float(self._page_lengths.sum()) / max(pages, 1)

    @cached_property
    def _lengths(self) -> Numbers:
        return array(self._connection, "lengths")

    @cached_property
    def _page_lengths(self) -> Numbers:
        found = np.bincount(self._layout.pages, self._lengths, minlength=self.counts[1] + 1).astype(ROW)
        found[0] = 0
        return found

    def _read(self, stems: Iterable[str]) -> Iterator[tuple[str, tuple[Numbers, Counts]]]:
        query = "SELECT stem, items, postings FROM stems WHERE stem IN ({})"
        for stem, items, stored in rows.select(self._connection, query, list(stems)):
            yield stem, (np.frombuffer(stored, ROW, items), np.frombuffer(stored, _COUNT, items, items * 4))

    def _by_page(self, at: Numbers, counts: Counts) -> tuple[NDArray[Any], NDArray[Any]]:
        """Add up what items hold over the pages they stand on."""
        pages = self._layout.pages[at]
        if not pages.all():
            pages, counts = pages[pages > 0], counts[pages > 0]
        if not len(pages):
            return pages, counts
        # Items of one page are stored one after another, unless some were changed since.
        if (pages[1:] < pages[:-1]).any():
            order = np.argsort(pages, kind="stable")
            pages, counts = pages[order], counts[order]
        first = np.flatnonzero(np.concatenate([[True], pages[1:] != pages[:-1]]))
        return pages[first], np.add.reduceat(counts, first, dtype=np.int64)


def write(connection: sqlite3.Connection) -> None:
    """Count what an index's texts hold, in place of what was counted before.

    Args:
        connection: the index's database, with its texts and its layout.
    """
    connection.executescript(
        "DELETE FROM stems; DELETE FROM totals;"
        "INSERT INTO totals VALUES ((SELECT count(*) FROM items), (SELECT count(*) FROM concepts_of_pages));"
    )
    pages = array(connection, "pages")
    lengths = np.zeros(len(pages), ROW)
    found = []
    for stem, group in itertools.groupby(connection.execute("SELECT term, doc FROM places"), key=itemgetter(0)):
        at, counts = _counted([row for _, row in group])
        lengths[at] += counts
        on_pages = len(set(pages[at].tolist()) - {0})
        stored = at.tobytes() + np.minimum(counts, _MOST).astype(_COUNT).tobytes()
        found.append((stem, len(at), on_pages, stored))
    connection.executemany("INSERT INTO stems(stem, items, pages, postings) VALUES (?, ?, ?, ?)", found)
    keep(connection, "lengths", lengths)


def _counted(places: Sequence[int]) -> tuple[Numbers, NDArray[Any]]:
    """Return the distinct rows of a stem's places, which are in order, and how often each occurs."""
    if len(places) == 1:
        return np.array(places, ROW), np.ones(1, np.int64)
    every = np.array(places, ROW)
    first = np.flatnonzero(np.concatenate([[True], every[1:] != every[:-1]]))
    return every[first], np.diff(np.append(first, len(every)))
