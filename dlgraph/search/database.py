"""The SQLite file of an index, opened to read without what searching needs besides."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from dlgraph.errors import IndexDamagedError

PASSAGES = "passages.sqlite"


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
