"""Items, pages and the counts of their words as they are written to an index's database."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from dlgraph.model import Item, Passage
from dlgraph.search import lexical
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


def write_pages(connection: sqlite3.Connection, concepts: Collection[str]) -> None:
    """Write the pages of some concepts, all that their items say, anew; they stand in the order of the items."""
    named = [(concept,) for concept in sorted(concepts) if concept]
    connection.executemany(
        "DELETE FROM pages WHERE rowid IN (SELECT row FROM concepts_of_pages WHERE concept = ?)", named
    )
    connection.executemany("DELETE FROM concepts_of_pages WHERE concept = ?", named)
    made: list[tuple[int, str, str]] = []
    for (concept,) in named:
        rows = connection.execute(
            "SELECT items.row, heading, body FROM lexical JOIN items ON lexical.rowid = items.row WHERE concept = ?"
            " ORDER BY items.row",
            (concept,),
        ).fetchall()
        if rows:
            made.append((rows[0][0], concept, "\n".join(part for _, *parts in rows for part in parts)))
    for row, concept, text in sorted(made):
        connection.execute("INSERT INTO concepts_of_pages(row, concept) VALUES (?, ?)", (row, concept))
        connection.execute("INSERT INTO pages(rowid, text) VALUES (?, ?)", (row, text))


def recount(
    connection: sqlite3.Connection,
    *,
    gone: tuple[Sequence[str], Sequence[str]],
    come: tuple[Sequence[str], Sequence[str]],
) -> None:
    """Bring what is counted over all texts up to date by those that changed; to count all again takes far longer.

    Args:
        connection: the database.
        gone: the texts of items, and of pages, that are there no more.
        come: those that are there now and were not.
    """
    held = [Counter[str](), Counter[str]()]
    words = [0, 0]
    for sign, texts in ((-1, gone), (1, come)):
        for at in (0, 1):
            for stem, holding, count in _stems(texts[at]):
                held[at][stem] += sign * holding
                words[at] += sign * count
    connection.executemany(
        "INSERT INTO stems VALUES (?, ?, ?) ON CONFLICT(stem) DO UPDATE SET"
        " items = items + excluded.items, pages = pages + excluded.pages",
        [(stem, held[0][stem], held[1][stem]) for stem in sorted({*held[0], *held[1]})],
    )
    connection.execute("DELETE FROM stems WHERE items = 0 AND pages = 0")
    connection.execute(
        "UPDATE totals SET items = items + ?, pages = pages + ?, item_words = item_words + ?,"
        " page_words = page_words + ?",
        (len(come[0]) - len(gone[0]), len(come[1]) - len(gone[1]), *words),
    )


def _stems(texts: Iterable[str]) -> list[tuple[str, int, int]]:
    """Return each stem of some texts, as they are written to the database, how many hold it, and how often all do."""
    memory = sqlite3.connect(":memory:")
    try:
        memory.execute(f'CREATE VIRTUAL TABLE texts USING fts5(text, tokenize="{lexical.TOKENIZER}")')
        memory.execute("CREATE VIRTUAL TABLE stems USING fts5vocab(texts, row)")
        memory.executemany("INSERT INTO texts(text) VALUES (?)", ((text,) for text in texts))
        return memory.execute("SELECT term, doc, cnt FROM stems").fetchall()
    finally:
        memory.close()
