"""Items and passages as they stand in an index's database, read some at a time."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

from dlgraph.model import Item, Source

COLUMNS = "row, id, kind, concept, label, title, text, file, line, alternatives"
_PORTION = 8192


def select(connection: sqlite3.Connection, query: str, values: Sequence[Any]) -> Iterator[Any]:
    """Run a query with a list of values, in portions that SQLite's limit on parameters allows."""
    for start in range(0, len(values), 500):
        portion = values[start : start + 500]
        yield from connection.execute(query.format(",".join("?" * len(portion))), portion).fetchall()


def item(columns: Sequence[Any]) -> Item:
    """Make an item of its COLUMNS."""
    _, id, kind, concept, label, title, text, file, line, alternatives = columns
    return Item(id, kind, concept, label, title, text, Source(file, line), tuple(json.loads(alternatives)))


def items(connection: sqlite3.Connection) -> Iterator[Item]:
    """Yield every item in the order of the corpus, without keeping them."""
    return (found for _, found in numbered(connection))


def numbered(connection: sqlite3.Connection) -> Iterator[tuple[int, Item]]:
    """Yield every item with its row; see ``items``."""
    found = connection.execute(f"SELECT {COLUMNS} FROM items ORDER BY row")
    while portion := found.fetchmany(_PORTION):
        yield from ((columns[0], item(columns)) for columns in portion)


def between(connection: sqlite3.Connection, start: int, end: int) -> list[Item]:
    """Return the items from one row up to, not including, another, in their order."""
    found = connection.execute(f"SELECT {COLUMNS} FROM items WHERE row >= ? AND row < ? ORDER BY row", (start, end))
    return [item(columns) for columns in found]


def texts(connection: sqlite3.Connection, portion: int = _PORTION) -> Iterator[list[str]]:
    """Yield the passages' texts in the order of their rows, some at a time."""
    found = connection.execute("SELECT text FROM passages ORDER BY row")
    while block := found.fetchmany(portion):
        yield [text for (text,) in block]


def texts_of(connection: sqlite3.Connection, rows: Sequence[int]) -> list[str]:
    """Return the texts of passages by row."""
    found = dict(select(connection, "SELECT row, text FROM passages WHERE row IN ({})", rows))
    return [found[row] for row in rows]
