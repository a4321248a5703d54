"""An index brought up to date: a copy of its data in which only what differs is written."""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dlgraph.glossary import Glossary
from dlgraph.search import cataloguing, database, layout, manifest, postings, revision, written
from dlgraph.search import stored as stores
from dlgraph.search.embeddings import Keys, keys_of
from dlgraph.search.encoder import Vectors
from dlgraph.search.index import Index
from dlgraph.search.layout import Layout
from dlgraph.search.revision import END, Edit, Revision
from dlgraph.search.stored import Mapped, Stored

_KINDS = {"faqs": "faq", "misconceptions": "misconception", "sections": "section"}
# Of all items, those that may be taken out and put in again before writing all of them anew takes no longer.
_LARGEST_SHARE = 0.3
# Where fewer items than this share have changed since an index was tuned, another tuning would differ by less than
# the questions it is drawn from happen to.
_DRIFT = 0.05


@dataclass(frozen=True, slots=True)
class Kept:
    """What a new index takes from the one before it, since little has changed.

    ``ranking`` is its tuning; ``drifted`` are the ids of the items that have changed since it was tuned, and ``tuned``
    says how many that are, and of how many items it is the tuning. ``places`` are the rows of what the revision puts
    in, group by group in each edit; they are None where the new index had better be written anew.
    """

    revision: Revision
    ranking: Mapping[str, object]
    drifted: frozenset[str]
    tuned: Mapping[str, int]
    places: Sequence[Sequence[int]] | None


def kept(old: Index, glossary: Glossary) -> Kept | None:
    """Tell what of an index can be kept for a glossary as it is now.

    Args:
        old: the index, made with the same model.
        glossary: the glossary.

    Returns:
        What is kept; None where it was made another way, where it is a large one, or where so much has changed since it
        was tuned that it is to be tuned anew.
    """
    built = old.manifest
    total = int(built.tuned.get("items", 0))
    if built.recipe != manifest.RECIPE or not total or old.backend.stored.kind != Mapped.kind:
        return None
    connection = old.backend.connection
    found = revision.compare(connection, glossary)
    drifted = found.changed | {id for (id,) in connection.execute("SELECT id FROM drifted")}
    if len(drifted) >= _DRIFT * total or len(old.backend.stored) + len(texts_of(found.edits)) > stores.FLAT_UP_TO:
        return None
    tuned = {"items": total, "changed": len(drifted)}
    return Kept(found, built.ranking, drifted, tuned, _room(found, old.backend.count()))


def _room(found: Revision, items: int) -> list[list[int]] | None:
    if len(found.gone) + len(found.come) > 2 * _LARGEST_SHARE * items:
        return None
    rows = [_places(edit) for edit in found.edits]
    return None if None in rows else [each or [] for each in rows]


def counts(old: Index, glossary: Glossary, found: Revision) -> dict[str, int]:
    """Return how many there are of each kind, as a manifest has it, where a revision is made."""
    kinds = Counter[str](item.kind for item in found.come)
    kinds.subtract(item.kind for item in found.gone)
    before = old.manifest.counts
    now = {name: before[name] + kinds[kind] for name, kind in _KINDS.items()}
    gone = sum(end - start for start, end in (edit.passages for edit in found.edits))
    return {
        "concepts": len(glossary), **now, "passages": before["passages"] - gone + len(texts_of(found.edits))
    }  # fmt: skip


def write(
    old: Index, staging: Path, glossary: Glossary, kept: Kept, vectors_of: Callable[[Keys, int], Vectors]
) -> None:
    """Write the data of an index as a revision makes it.

    Args:
        old: the index, which is left as it is.
        staging: the folder to write to.
        glossary: the glossary as it is now.
        kept: what ``kept`` returned, with places.
        vectors_of: returns the vectors of new passages by the keys of their texts.
    """
    _write_database(old.data, staging, glossary, kept.revision, kept.places or ())
    _vectors(old.backend.stored, kept.revision.edits, vectors_of).save(staging)


def _places(edit: Edit) -> list[int] | None:
    if edit.end == END:
        rows, last = [], edit.before
        for group in edit.groups:
            rows.append(written.row_after(last))
            last = rows[-1] + len(group) - 1
        return rows
    spare = edit.end - edit.before - 1 - sum(map(len, edit.groups))
    if spare < 0:
        return None
    gap, rows, row = spare // (len(edit.groups) + 1), [], edit.before + 1
    for group in edit.groups:
        rows.append(row + gap)
        row = rows[-1] + len(group)
    return rows


def texts_of(edits: Iterable[Edit]) -> list[str]:
    """Return the texts of the passages that edits put in, in order."""
    groups = (group for edit in edits for group in edit.groups)
    return [part.text for group in groups for _, parts in group for part in parts]


def _write_database(
    data: Path, staging: Path, glossary: Glossary, revision: Revision, places: Sequence[Sequence[int]]
) -> None:
    shutil.copyfile(data / database.PASSAGES, staging / database.PASSAGES)
    connection = database.change(staging)
    try:
        as_placed = all(_keeps_net(connection, glossary, edit) for edit in revision.edits)
        gone = [row for edit in revision.edits for row in _remove(connection, edit)]
        _move(connection, revision.edits)
        rows = _insert(connection, revision.edits, places)
        cataloguing.add(connection, glossary, zip(rows, revision.come, strict=True))
        if not as_placed:
            cataloguing.move(connection, glossary)
        _relocate(connection, glossary, revision)
        rows_before = Layout(connection).rows
        layout.write(connection)
        postings.revise(connection, staging, data, rows_before, {*gone, *rows})
        connection.executemany("INSERT OR IGNORE INTO drifted VALUES (?)", ((id,) for id in sorted(revision.changed)))
        connection.commit()
    finally:
        connection.close()


def _relocate(connection: sqlite3.Connection, glossary: Glossary, revision: Revision) -> None:
    cataloguing.relocate(connection, glossary, ((row, what) for row, what, _ in revision.moved))
    lines = (
        (item.source.line, row) for start, _, group in revision.moved for row, (item, _) in enumerate(group, start)
    )
    connection.executemany("UPDATE items SET line = ? WHERE row = ?", lines)


def _keeps_net(connection: sqlite3.Connection, glossary: Glossary, edit: Edit) -> bool:
    """Tell whether the concepts of an edit have the names and relations of those whose place they take."""
    gone = cataloguing.between(connection, edit.start, edit.end)
    come = [glossary.concepts[item.id] for group in edit.groups for item, _ in group if item.kind == "definition"]
    return list(map(cataloguing.net, gone)) == list(map(cataloguing.net, come))


def _remove(connection: sqlite3.Connection, edit: Edit) -> list[int]:
    """Take out what an edit replaces, and return the rows of its items."""
    rows = (edit.start, edit.end)
    gone = [row for (row,) in connection.execute("SELECT row FROM items WHERE row >= ? AND row < ?", rows)]
    connection.execute("DELETE FROM passages WHERE row >= ? AND row < ?", edit.passages)
    connection.execute("DELETE FROM lexical WHERE rowid >= ? AND rowid < ?", rows)
    connection.execute("DELETE FROM items WHERE row >= ? AND row < ?", rows)
    cataloguing.remove(connection, *rows)
    return gone


def _stretches(edits: Sequence[Edit]) -> list[tuple[int, int, int]]:
    """Return the rows of passages that stay: first, one behind the last, and how far they move."""
    found: list[tuple[int, int, int]] = []
    start = moved = 0
    for edit in edits:
        found.append((start, edit.passages[0], moved))
        start = edit.passages[1]
        moved += sum(len(parts) for group in edit.groups for _, parts in group) - (start - edit.passages[0])
    return [*found, (start, END, moved)]


def _move(connection: sqlite3.Connection, edits: Sequence[Edit]) -> None:
    """Number passages as their vectors are, one behind the other."""
    # SQLite checks uniqueness row by row, so the move goes by way of negative numbers.
    for start, end, moved in _stretches(edits):
        if moved:
            connection.execute(
                "UPDATE passages SET row = -1 - (row + ?) WHERE row >= ? AND row < ?", (moved, start, end)
            )
    connection.execute("UPDATE passages SET row = -1 - row WHERE row < 0")


def _insert(connection: sqlite3.Connection, edits: Sequence[Edit], places: Sequence[Sequence[int]]) -> list[int]:
    """Put in the items of edits, and return the row of each."""
    rows: list[int] = []
    for edit, starts, (_, _, moved) in zip(edits, places, _stretches(edits)[:-1], strict=True):
        first = edit.passages[0] + moved
        for group, start in zip(edit.groups, starts, strict=True):
            for row, (item, parts) in enumerate(group, start):
                written.insert(connection, item, parts, first, row)
                first += len(parts)
                rows.append(row)
    return rows


def _vectors(stored: Stored, edits: Sequence[Edit], new: Callable[[Keys, int], Vectors]) -> Mapped:
    made = [np.empty((0, stored.dimension), np.float32)]
    for edit, (start, end, _) in zip([*edits, None], _stretches(edits), strict=True):
        if (last := min(end, len(stored))) > start:
            made.append(stored.get(np.arange(start, last)))
        if edit and (texts := texts_of([edit])):
            made.append(new(keys_of(texts), stored.dimension))
    return Mapped(np.concatenate(made))
