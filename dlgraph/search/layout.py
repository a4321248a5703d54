"""Which passages are an item's, and which items a page's: the numbers a search compares before it reads any text."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlgraph.errors import IndexDamagedError
from dlgraph.search.views import NAMING

Rows = NDArray[np.int64]
Values = NDArray[np.float64]
Numbers = NDArray[np.int32]
# Numbers in the database have this order whatever the machine's is.
ROW = np.dtype("<i4")


@dataclass(frozen=True, slots=True)
class Compared:
    """A query's cosines with some items: of each its best passage's row, that one's cosine, and the blend of all."""

    passages: Rows
    cosines: Values
    dense: Values


class Layout:
    """Reads what ``write`` stored. Items are numbered from 1 by their rows, as are pages; passages from 0.

    Args:
        connection: the index's database.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @cached_property
    def owners(self) -> Numbers:
        """The items that passages belong to, by passage; those of one item stand together."""
        return array(self._connection, "owners")

    @cached_property
    def pages(self) -> Numbers:
        """The pages that items stand on, by item; 0 for an item without one."""
        return array(self._connection, "pages")

    @cached_property
    def definitions(self) -> Numbers:
        """The items that define concepts, by page; 0 for a page without one."""
        return array(self._connection, "definitions")

    @cached_property
    def _naming(self) -> NDArray[np.bool_]:
        return array(self._connection, "naming").astype(np.bool_)

    @cached_property
    def _spans(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The first passage of each item, and how many it has."""
        counts = np.bincount(self.owners, minlength=len(self.pages))
        first = np.zeros(len(counts), np.int64)
        first[self.owners[::-1]] = np.arange(len(self.owners))[::-1]
        return first, counts

    def defining(self, items: Rows) -> Rows:
        """Return the item that defines the concept of each of some items; 0 where there is none."""
        found: Rows = self.definitions[self.pages[items]].astype(np.int64)
        return found

    def passages(self, items: Rows) -> Rows:
        """Return the passages of some items, those of one item after those of another."""
        first, counts = (of[items] for of in self._spans)
        ends = np.cumsum(counts)
        found: Rows = np.arange(ends[-1] if len(ends) else 0) + np.repeat(first - (ends - counts), counts)
        return found

    def compare(self, items: Rows, passages: Rows, cosines: Values) -> Compared:
        """Find the best passage of each item, and blend all of its cosines; see ``views.blend``.

        Args:
            items: the items, each with at least one passage.
            passages: their passages, as ``passages`` gives them.
            cosines: a query's cosine with each passage.

        Returns:
            What was found, by item.
        """
        if not len(items):
            return Compared(np.empty(0, np.int64), np.empty(0), np.empty(0))
        counts = self._spans[1][items]
        starts = np.cumsum(counts) - counts
        owner = np.repeat(np.arange(len(items)), counts)
        naming = self._naming[passages]
        best = np.lexsort((-cosines, owner))[starts]
        names = np.where(naming, cosines, -np.inf)
        ranked = names[np.lexsort((-names, owner))]
        first, second = ranked[starts], ranked[np.minimum(starts + 1, len(ranked) - 1)]
        second = np.where(counts > 1, second, -np.inf)
        name = np.where(second == -np.inf, first, (first + second) / 2)
        content = np.maximum.reduceat(np.where(naming, -np.inf, cosines), starts)
        both = np.where(first == -np.inf, content, (name + content) / 2)
        return Compared(passages[best], cosines[best], np.where(content == -np.inf, name, both))


def array(connection: sqlite3.Connection, name: str) -> Numbers:
    """Return the numbers an index holds under a name."""
    found = connection.execute("SELECT numbers FROM arrays WHERE name = ?", (name,)).fetchone()
    if found is None:
        raise IndexDamagedError(f"the index is damaged: it holds no {name}")
    return np.frombuffer(found[0], ROW)


def keep(connection: sqlite3.Connection, name: str, numbers: NDArray[Any]) -> None:
    """Store numbers in an index under a name."""
    connection.execute("INSERT OR REPLACE INTO arrays VALUES (?, ?)", (name, numbers.astype(ROW).tobytes()))


def write(connection: sqlite3.Connection) -> None:
    """Note which passages are whose, in place of what was noted before.

    Args:
        connection: the index's database, with its items and passages.
    """
    connection.executescript(
        "DELETE FROM concepts_of_pages; INSERT INTO concepts_of_pages(concept)"
        " SELECT DISTINCT concept FROM items WHERE concept <> '' ORDER BY concept;"
    )
    (last,) = connection.execute("SELECT coalesce(max(row), 0) FROM items").fetchone()
    (count,) = connection.execute("SELECT count(*) FROM concepts_of_pages").fetchone()
    pages, definitions = np.zeros(last + 1, ROW), np.zeros(count + 1, ROW)
    on = (
        "SELECT items.row, page.row, kind = 'definition' AND id = concept"
        " FROM items JOIN concepts_of_pages AS page USING (concept)"
    )
    for row, page, defines in connection.execute(on):
        pages[row] = page
        if defines:
            definitions[page] = row
    found = connection.execute("SELECT item, field FROM passages ORDER BY row").fetchall()
    keep(connection, "pages", pages)
    keep(connection, "definitions", definitions)
    keep(connection, "owners", np.array([item for item, _ in found], ROW))
    keep(connection, "naming", np.array([field in NAMING for _, field in found], ROW))
