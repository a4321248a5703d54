"""By stem, the items that hold it and how often: what BM25 needs, so that no text is read to count it.

FTS5 breaks texts into stems and keeps them; it scores each text that holds one of a query's words by itself, in tens of
milliseconds where a glossary has ten thousand. Added up in arrays, the same sums take less than one.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlgraph.search import lexical, rows
from dlgraph.search.layout import NONE, Layout, Numbers

HOLDERS = "holders.npy"
Shares = NDArray[np.float64]
_PORTION = 100_000


class Postings:
    """Reads what ``write`` stored.

    Args:
        connection: the index's database.
        folder: the folder it is in.
        layout: which items stand on which page.
    """

    def __init__(self, connection: sqlite3.Connection, folder: Path, layout: Layout) -> None:
        self._connection = connection
        self._folder = folder
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
            A value from 0 to 1 by place; 0 where none of the words stands.
        """
        lengths = self._page_lengths if pages else self._lengths
        average = self.averages[pages]
        found = np.zeros(len(lengths))
        query = "SELECT stem, first, items FROM stems WHERE stem IN ({})"
        spans = {
            stem: slice(first, first + items)
            for stem, first, items in rows.select(self._connection, query, [term.stem for term in terms])
        }
        # Sums of floats depend on their order, and SQLite gives rows in the order of its index.
        for term in terms:
            if term.stem in spans:
                at, counts = self.holders[:, spans[term.stem]]
                if pages:
                    at, counts = self._by_page(at, counts)
                norm = lexical.K1 * (1 - lexical.B + lexical.B * lengths[at] / average)
                found[at] += term.idf * (counts * (lexical.K1 + 1) / (counts + norm))
        most = lexical.best(terms)
        return np.minimum(found / most, 1.0) if most else found

    @property
    def counts(self) -> tuple[int, int]:
        """How many items there are, and how many pages."""
        return len(self._layout.rows), len(self._layout.definitions)

    @cached_property
    def averages(self) -> tuple[float, float]:
        """How many words an item has on average, heading and body together, and how many a page."""
        items, pages = self.counts
        return float(self._lengths.sum()) / max(items, 1), float(self._page_lengths.sum()) / max(pages, 1)

    @cached_property
    def holders(self) -> Numbers:
        """Places of items and how often each holds a stem, of shape (2, n); those of one stem stand together."""
        return stored(self._folder)

    @cached_property
    def _lengths(self) -> NDArray[Any]:
        return self._layout.array("lengths")

    @cached_property
    def _page_lengths(self) -> NDArray[Any]:
        on = self._layout.pages != NONE
        return np.bincount(self._layout.pages[on], self._lengths[on], minlength=self.counts[1])

    def _by_page(self, at: Numbers, counts: Numbers) -> tuple[Numbers, NDArray[Any]]:
        """Add up what items hold over the pages they stand on."""
        pages = self._layout.pages[at]
        if (pages == NONE).any():
            pages, counts = pages[pages != NONE], counts[pages != NONE]
        if not len(pages):
            return pages, counts
        # Items of one page are stored one after another, but for FAQs that stand outside it.
        if (pages[1:] < pages[:-1]).any():
            order = np.argsort(pages, kind="stable")
            pages, counts = pages[order], counts[order]
        first = np.flatnonzero(np.concatenate([[True], pages[1:] != pages[:-1]]))
        return pages[first], np.add.reduceat(counts, first)


def stored(folder: Path) -> Numbers:
    """Map what ``write`` stored of all stems.

    Raises:
        OSError, ValueError, EOFError: it cannot be read.
    """
    found: Numbers = np.asarray(np.load(folder / HOLDERS, mmap_mode="r"))
    return found


@dataclass(frozen=True, slots=True)
class _Held:
    """Which stem stands where how often: its number among ``stems``, the row of the item, and the count."""

    stems: Sequence[str]
    numbers: NDArray[Any]
    rows: NDArray[Any]
    counts: NDArray[Any]


def write(connection: sqlite3.Connection, folder: Path) -> None:
    """Count what all of an index's texts hold.

    Args:
        connection: the index's database, with its texts and its layout.
        folder: the folder it is in.
    """
    found = connection.execute("SELECT term, doc FROM places")
    parts, stems = [], dict[str, int]()
    while portion := found.fetchmany(_PORTION):
        numbers = np.array([stems.setdefault(term, len(stems)) for term, _ in portion], np.int64)
        parts.append(np.stack([numbers, np.array([row for _, row in portion], np.int64)]))
    places = np.concatenate(parts, axis=1) if parts else np.empty((2, 0), np.int64)
    # The places of a stem come in the order of the rows they are in.
    first = np.flatnonzero(np.concatenate([[True], (places[:, 1:] != places[:, :-1]).any(0)]) if places.size else [])
    counts = np.diff(np.append(first, places.shape[1]))
    _put(connection, folder, _Held(list(stems), places[0, first], places[1, first], counts))


def revise(
    connection: sqlite3.Connection, folder: Path, before: Path, rows_before: Numbers, changed: Collection[int]
) -> None:
    """Count anew what some items hold, and take over what the others do; to count all again takes far longer.

    Args:
        connection: the index's database, with its texts and its layout as they are now.
        folder: the folder it is in.
        before: the folder of the index that this one is made from.
        rows_before: the rows of the items it had, by place.
        changed: the rows of items that are new, changed or gone.
    """
    at = connection.execute("SELECT stem, first, items FROM stems ORDER BY first").fetchall()
    places, counts = stored(before)
    numbers = np.repeat(np.arange(len(at)), [items for _, _, items in at])
    held = rows_before[places]
    stay = ~np.isin(held, list(changed))
    stems = {stem: number for number, (stem, _, _) in enumerate(at)}
    query = "SELECT rowid, heading, body FROM lexical WHERE rowid IN ({})"
    texts = {row: f"{head}\n{body}" for row, head, body in rows.select(connection, query, sorted(changed))}
    new = [
        (stems.setdefault(stem, len(stems)), row)
        for row, found in zip(texts, lexical.Stemmer().all(list(texts.values())), strict=True)
        for stem in found
    ]
    pairs, added = np.unique(np.array(new, np.int64).reshape(-1, 2), axis=0, return_counts=True)
    _put(
        connection,
        folder,
        _Held(
            list(stems),
            np.concatenate([numbers[stay], pairs[:, 0]]),
            np.concatenate([held[stay], pairs[:, 1]]),
            np.concatenate([counts[stay], added]),
        ),
    )


def _distinct(keys: NDArray[Any]) -> NDArray[Any]:
    """Return each of some keys once, which ascend but for those of FAQs that stand outside their pages."""
    if (keys[1:] < keys[:-1]).any():
        keys = np.sort(keys)
    return keys[np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]]))] if len(keys) else keys


def _put(connection: sqlite3.Connection, folder: Path, held: _Held) -> None:
    layout = Layout(connection)
    places = np.searchsorted(layout.rows, held.rows)
    order = np.lexsort((places, held.numbers))
    numbers, places, counts = held.numbers[order], places[order], held.counts[order]
    items = np.bincount(numbers, minlength=len(held.stems))
    first = np.cumsum(items) - items
    pages = layout.pages[places].astype(np.int64)
    on, width = pages != NONE, max(len(layout.definitions), 1)
    on_pages = np.bincount(_distinct(numbers[on] * width + pages[on]) // width, minlength=len(held.stems))
    connection.execute("DELETE FROM stems")
    connection.executemany(
        "INSERT INTO stems(stem, items, pages, first) VALUES (?, ?, ?, ?)",
        (row for row in zip(held.stems, items.tolist(), on_pages.tolist(), first.tolist(), strict=True) if row[1]),
    )
    layout.keep("lengths", np.bincount(places, counts, minlength=len(layout.rows)))
    # A reader may have the one before mapped.
    aside = folder / f"{HOLDERS}.tmp"
    with aside.open("wb") as file:
        np.save(file, np.stack([places, counts]).astype("<i4"))
    os.replace(aside, folder / HOLDERS)
