"""Ids that two things of a corpus have; such a corpus cannot be read, so that they are looked for in its files."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dlgraph.errors import CorpusError
from dlgraph.formats import corpus as corpora
from dlgraph.model import Source
from dlgraph.text import fold

_ID_KEYS = ("id", "identifier", "key")


@dataclass(frozen=True, slots=True)
class Duplicate:
    """An id, and the two places that have it."""

    id: str
    first: Source
    again: Source


def find(path: Path, error: CorpusError) -> tuple[Duplicate, ...]:
    """Find the ids that made a corpus unreadable.

    Args:
        path: the corpus.
        error: what reading it said.

    Returns:
        Every id that is used twice, or nothing where the error is about something else.
    """
    base = path if path.is_dir() else path.parent
    seen: dict[str, Source] = {}
    found: list[Duplicate] = []
    for state in corpora.scan(path):
        for id, line in _ids(base / state.path, state.path):
            source = Source(state.path, line)
            if seen.setdefault(id, source) != source:
                found.append(Duplicate(id, seen[id], source))
    # Other errors are not to be hidden behind names that files of no account share, such as those of two read-me files.
    return tuple(found) if any(repr(duplicate.id) in error.message for duplicate in found) else ()


def _ids(path: Path, name: str) -> Iterator[tuple[str, int]]:
    suffix = path.suffix.lower()
    if suffix not in corpora.TABLES:
        yield name.rpartition(".")[0], 1
        return
    try:
        text = path.read_text("utf-8-sig")
        if suffix in (".csv", ".tsv"):
            yield from _delimited(text, "\t" if suffix == ".tsv" else "")
        elif suffix == ".json":
            rows = json.loads(text)
            for row in rows if isinstance(rows, list) else ():
                for id in _of_row(row):
                    # JSON gives no lines; the last place that writes the id is where it is written again.
                    yield id, text.count("\n", 0, text.rfind(json.dumps(id, ensure_ascii=False))) + 1
        else:
            for number, line in enumerate(text.split("\n"), 1):
                for id in _of_row(json.loads(line)) if line.strip() else ():
                    yield id, number
    except (OSError, ValueError, RecursionError, csv.Error):
        return


def _of_row(row: object) -> list[str]:
    if not isinstance(row, dict):
        return []
    return [str(value).strip() for key, value in row.items() if fold(str(key)) in _ID_KEYS and value][:1]


def _delimited(text: str, delimiter: str) -> Iterator[tuple[str, int]]:
    lines = text.split("\n")
    mark = delimiter or max(",;\t", key=lines[0].count)
    reader = csv.DictReader(lines, delimiter=mark)
    for row in reader:
        for id in _of_row({key: value for key, value in row.items() if key}):
            yield id, reader.line_num
