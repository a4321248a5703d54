"""The SQLite file of an index: made, and opened to read without what searching needs besides."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from dlgraph.errors import IndexDamagedError
from dlgraph.search import lexical

PASSAGES = "passages.sqlite"
SCHEMA = f"""
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
CREATE TABLE stems(stem TEXT PRIMARY KEY, items INTEGER NOT NULL, pages INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE totals(items INTEGER NOT NULL, pages INTEGER NOT NULL, item_words INTEGER NOT NULL,
    page_words INTEGER NOT NULL);
CREATE TABLE asked(key TEXT PRIMARY KEY, vector BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE drifted(id TEXT PRIMARY KEY) WITHOUT ROWID;
"""
# FTS5 counts a word by reading all places where it stands; for what every text holds that takes longer than searching.
COUNTED = """
DELETE FROM stems;
INSERT INTO stems SELECT term, sum(items), sum(pages) FROM (
    SELECT term, doc AS items, 0 AS pages FROM frequencies UNION ALL SELECT term, 0, doc FROM page_frequencies
) GROUP BY term;
DELETE FROM totals;
INSERT INTO totals VALUES ((SELECT count(*) FROM items), (SELECT count(*) FROM concepts_of_pages),
    (SELECT coalesce(sum(cnt), 0) FROM frequencies), (SELECT coalesce(sum(cnt), 0) FROM page_frequencies));
"""


def make(folder: Path) -> sqlite3.Connection:
    """Make an empty database in a folder that nothing reads yet."""
    connection = change(folder)
    connection.executescript(SCHEMA)
    return connection


def change(folder: Path) -> sqlite3.Connection:
    """Open the database in a folder that nothing reads yet, to write to it."""
    connection = sqlite3.connect(folder / PASSAGES, check_same_thread=False)
    # Nothing reads the folder before a manifest names it, so a crash here loses nothing.
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("PRAGMA synchronous = OFF")
    return connection


def connect(folder: Path) -> sqlite3.Connection:
    """Open the database of an index's data for reading.

    Args:
        folder: the folder of the data.

    Returns:
        The connection; threads may share it.

    Raises:
        IndexDamagedError: the file is missing or no database.
    """
    uri = (folder / PASSAGES).absolute().as_uri() + "?mode=ro&immutable=1"
    try:
        connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
        connection.execute("SELECT count(*) FROM sqlite_schema")
    except sqlite3.Error as error:
        raise damaged(folder, error) from None
    return connection


def damaged(folder: Path, error: Exception) -> IndexDamagedError:
    """Return the error to raise where a library cannot read an index's file."""
    return IndexDamagedError(f"the index in {folder} is damaged: {str(error).strip().splitlines()[-1]}")
