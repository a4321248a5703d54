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
CREATE VIRTUAL TABLE places USING fts5vocab(lexical, instance);
CREATE INDEX items_by_concept ON items(concept);
CREATE TABLE stems(stem TEXT PRIMARY KEY, items INTEGER NOT NULL, pages INTEGER NOT NULL, first INTEGER NOT NULL)
    WITHOUT ROWID;
CREATE TABLE arrays(name TEXT PRIMARY KEY, numbers BLOB NOT NULL);
CREATE TABLE asked(key TEXT PRIMARY KEY, vector BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE drifted(id TEXT PRIMARY KEY) WITHOUT ROWID;
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
