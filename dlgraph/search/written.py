"""Items as they are written to an index's database."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from dlgraph.model import Item, Passage
from dlgraph.search.backend import heading
from dlgraph.text import fold

# Rows between the items of one concept and those of the next, so that what is added later finds its place in the order
# of the corpus. Up to 127 they take FTS5 one byte a text.
_STRIDE = 64


def row_after(row: int) -> int:
    """Return the row at which the items of a concept begin, where those of the one before end at ``row``."""
    return ((row + _STRIDE // 2) // _STRIDE + 1) * _STRIDE


def insert(
    connection: sqlite3.Connection, item: Item, passages: Sequence[Passage], first: int, row: int | None = None
) -> None:
    """Write an item with its words and passages.

    Args:
        connection: the database.
        item: the item.
        passages: its passages.
        first: the row of the first of them; the others follow.
        row: the item's own row; by default behind all others.
    """
    cursor = connection.execute(
        "INSERT INTO items(row, id, kind, concept, label, title, text, file, line, alternatives)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (row, item.id, item.kind, item.concept, item.label, item.title, item.text, item.source.file,
         item.source.line, json.dumps(item.alternatives, ensure_ascii=False)),
    )  # fmt: skip
    row = cursor.lastrowid
    connection.execute(
        "INSERT INTO lexical(rowid, heading, body) VALUES (?, ?, ?)", (row, fold(heading(item)), fold(item.text))
    )
    connection.executemany(
        "INSERT INTO passages(row, item, field, text) VALUES (?, ?, ?, ?)",
        [(first + at, row, passage.field, passage.text) for at, passage in enumerate(passages)],
    )
