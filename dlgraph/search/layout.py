"""Which passages are an item's, and which items a page's: the numbers a search compares before it reads any text.

Items have places, counted from 0 in the order of the corpus, as their pages have; the rows of the database leave gaps.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlgraph.errors import IndexDamagedError
from dlgraph.search.views import NAMING

Places = NDArray[np.int64]
Values = NDArray[np.float64]
Numbers = NDArray[np.int32]
# What stands in the place of a page or a definition that is not there.
NONE = -1
# Numbers in the database have this order whatever the machine's is.
_STORED = np.dtype("<i4")


@dataclass(frozen=True, slots=True)
class Compared:
    """A query's cosines with some items: of each its best passage's row, that one's cosine, and the blend of all."""

    passages: Places
    cosines: Values
    dense: Values


class Layout:
    """Reads what ``write`` stored.

    Args:
        connection: the index's database.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @cached_property
    def rows(self) -> Numbers:
        """The rows of items in the database, by place; they ascend."""
        return self.array("rows")

    @cached_property
    def pages(self) -> Numbers:
        """The pages that items stand on, by the items' places; NONE for an item without one."""
        return self.array("pages")

    @cached_property
    def definitions(self) -> Numbers:
        """The items that define concepts, by page; NONE for a page without one."""
        return self.array("definitions")

    @cached_property
    def owners(self) -> Numbers:
        """The items that passages belong to, by passage; those of one item stand together."""
        return self.array("owners")

    @cached_property
    def _naming(self) -> NDArray[np.bool_]:
        return self.array("naming").astype(np.bool_)

    @cached_property
    def _spans(self) -> tuple[Places, Places]:
        """The first passage of each item, and how many it has."""
        counts = np.bincount(self.owners, minlength=len(self.rows))
        first = np.zeros(len(counts), np.int64)
        first[self.owners[::-1]] = np.arange(len(self.owners))[::-1]
        return first, counts

    def places(self, rows: Sequence[int]) -> Places:
        """Return the places of the items in some rows."""
        return np.searchsorted(self.rows, np.array(rows, np.int64))

    def defining(self, places: Places) -> Places:
        """Return the place of the definition of each of some items' concepts; NONE where there is none."""
        pages = self.pages[places]
        if not len(self.definitions):
            return np.full(len(places), NONE)
        return np.where(pages == NONE, NONE, self.definitions[pages])

    def passages(self, places: Places) -> Places:
        """Return the rows of the passages of some items, those of one item after those of another."""
        first, counts = (of[places] for of in self._spans)
        ends = np.cumsum(counts)
        found: Places = np.arange(ends[-1] if len(ends) else 0) + np.repeat(first - (ends - counts), counts)
        return found

    def compare(self, places: Places, passages: Places, cosines: Values) -> Compared:
        """Find the best passage of each item, and blend all of its cosines; see ``views.blend``.

        Args:
            places: the items, at least one, each with at least one passage.
            passages: their passages, as ``passages`` gives them.
            cosines: a query's cosine with each passage.

        Returns:
            What was found, by item.
        """
        counts = self._spans[1][places]
        starts = np.cumsum(counts) - counts
        owner = np.repeat(np.arange(len(places)), counts)
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

    def array(self, name: str) -> Numbers:
        """Return the numbers an index holds under a name."""
        found = self._connection.execute("SELECT numbers FROM arrays WHERE name = ?", (name,)).fetchone()
        if found is None:
            raise IndexDamagedError(f"the index is damaged: it holds no {name}")
        return np.frombuffer(found[0], _STORED)

    def keep(self, name: str, numbers: Any) -> None:
        """Store numbers under a name."""
        stored = np.asarray(numbers).astype(_STORED).tobytes()
        self._connection.execute("INSERT OR REPLACE INTO arrays VALUES (?, ?)", (name, stored))


def write(connection: sqlite3.Connection) -> None:
    """Note which passages are whose, in place of what was noted before.

    Args:
        connection: the index's database, with its items and passages.
    """
    rows, pages, definitions = list[int](), list[int](), list[int]()
    page_of: dict[str, int] = {}
    query = "SELECT row, concept, kind = 'definition' AND id = concept FROM items ORDER BY row"
    for place, (row, concept, defines) in enumerate(connection.execute(query)):
        rows.append(row)
        if concept and concept not in page_of:
            page_of[concept] = len(page_of)
            definitions.append(NONE)
        pages.append(page_of[concept] if concept else NONE)
        if defines:
            definitions[pages[-1]] = place
    found = connection.execute("SELECT item, field FROM passages ORDER BY row").fetchall()
    owners = np.searchsorted(np.array(rows, np.int64), np.array([item for item, _ in found], np.int64))
    arrays: dict[str, Any] = {"rows": rows, "pages": pages, "definitions": definitions, "owners": owners}
    arrays["naming"] = [field in NAMING for _, field in found]
    for name, numbers in arrays.items():
        Layout(connection).keep(name, numbers)
