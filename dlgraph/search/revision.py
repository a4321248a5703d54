"""What a changed corpus changes in its index: which items stay as they are, and what takes the place of the others."""

from __future__ import annotations

import sqlite3
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from dlgraph.concept import Concept, Faq
from dlgraph.glossary import Glossary
from dlgraph.model import Item
from dlgraph.search import cataloguing, passages
from dlgraph.search import rows as rows_
from dlgraph.search.passages import Group

# Behind every row there can be.
END = 2**62


@dataclass(frozen=True, slots=True)
class Edit:
    """What takes the place of some items that stand one behind the other; either may be none.

    Items are taken out from the row ``start`` up to, not including, ``end``, and so are ``passages``; ``before`` is the
    row of the last item in front of them.
    """

    start: int
    end: int
    passages: tuple[int, int]
    before: int
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Revision:
    """How a glossary differs from its index.

    ``edits`` stand in the order of the rows; ``gone`` and ``come`` are the items they take out and put in. ``changed``
    are the ids of those that say something else than before, or nothing: to have moved is no change. ``moved`` are
    concepts and FAQs that stay in their rows but stand on other lines of their files, each with its row and its items.
    """

    edits: tuple[Edit, ...]
    gone: tuple[Item, ...]
    come: tuple[Item, ...]
    changed: frozenset[str]
    moved: tuple[tuple[int, Concept | Faq, Group], ...] = ()


@dataclass(frozen=True, slots=True)
class _Unit:
    """What stands together in an index: a concept's items, or an FAQ outside pages, by id; and where, and of what."""

    kind: str
    id: str
    digest: str
    said: str
    row: int


def compare(connection: sqlite3.Connection, glossary: Glossary) -> Revision:
    """Compare an index with a glossary.

    Args:
        connection: the index's database.
        glossary: the glossary as it is now.

    Returns:
        What to change. Concepts and FAQs stay that are as they were and follow each other as they did.
    """
    old = _units(connection)
    starts = [*(unit.row for unit in old), END]
    groups, kept, moved = _matched(connection, old, glossary)
    edits: list[Edit] = []
    pending: list[Group] = []
    behind = 0
    for group, at in zip([*groups, None], [*kept, len(old)], strict=True):
        if group is not None:
            pending.append(group)
            continue
        if pending or at > behind:
            edits.append(_edit(connection, starts[behind], starts[at], pending))
        pending, behind = [], at + 1
    gone = tuple(item for edit in edits for item in rows_.between(connection, edit.start, edit.end))
    come = tuple(item for edit in edits for group in edit.groups for item, _ in group)
    changed = set(map(_said, gone)) ^ set(map(_said, come))
    return Revision(tuple(edits), gone, come, frozenset(id for id, _ in changed), tuple(moved))


def _units(connection: sqlite3.Connection) -> list[_Unit]:
    found = connection.execute(
        "SELECT 'concept', id, digest, said, row FROM concepts UNION ALL"
        " SELECT 'faq', items.id, digest, said, faqs.row FROM faqs JOIN items ON items.row = faqs.row ORDER BY 5"
    )
    return [_Unit(*columns) for columns in found]


def _said(item: Item) -> tuple[str, tuple[object, ...]]:
    return item.id, (item.kind, item.concept, item.label, item.title, item.text, item.alternatives)


def _edit(connection: sqlite3.Connection, start: int, end: int, groups: Sequence[Group]) -> Edit:
    (before,) = connection.execute("SELECT coalesce(max(row), 0) FROM items WHERE row < ?", (start,)).fetchone()
    first, last = (_first_passage(connection, row) for row in (start, end))
    return Edit(start, end, (first, last), before, tuple(groups))


def _first_passage(connection: sqlite3.Connection, row: int) -> int:
    """Return the row of the first passage of an item, and behind the last item one more than there is."""
    query = "SELECT coalesce(max(row) + 1, 0) FROM passages"
    found = connection.execute(
        query if row == END else "SELECT min(row) FROM passages WHERE item = ?", () if row == END else (row,)
    ).fetchone()
    return int(found[0])


def _matched(
    connection: sqlite3.Connection, old: Sequence[_Unit], glossary: Glossary
) -> tuple[list[Group | None], list[int], list[tuple[int, Concept | Faq, Group]]]:
    """Tell of each concept and FAQ where it stays, or what is to be put in for it and -1; and what only moved."""
    places = {(unit.kind, unit.id): at for at, unit in enumerate(old)}
    now: list[Concept | Faq] = [*glossary, *glossary.faqs]
    found: list[int] = []
    elsewhere: set[int] = set()
    for at, what in enumerate(now):
        place = places.get(("concept" if isinstance(what, Concept) else "faq", what.id), -1)
        if place >= 0 and old[place].digest != _digest(glossary, what):
            # That it says the same on other lines is looked into for few, or where a row was put in before others.
            if old[place].said == _said_by(glossary, what):
                elsewhere.add(at)
            else:
                place = -1
        found.append(place)
    kept = _in_order(found)
    sections = _sections(connection, old)
    taken = passages.ids(glossary)
    groups: list[Group | None] = []
    moved: list[tuple[int, Concept | Faq, Group]] = []
    for at, what in enumerate(now):
        place, had = kept[at], sections.get(kept[at], [])
        # The id of a section depends on the ids before it: those of another page may have taken or left it.
        if place >= 0 and at not in elsewhere and _keeps_ids(what, had, taken):
            groups.append(None)
            continue
        group = passages.of_concept(what, taken) if isinstance(what, Concept) else passages.of_faq(glossary, what)
        if (
            place >= 0
            and at in elsewhere
            and [item.id for item, _ in group if item.kind == "section"] == [id for id, _ in had]
        ):
            groups.append(None)
            moved.append((old[place].row, what, group))
        else:
            groups.append(group)
            kept[at] = -1
    return groups, kept, moved


def _digest(glossary: Glossary, what: Concept | Faq) -> str:
    return cataloguing.concept_digest(what) if isinstance(what, Concept) else cataloguing.faq_digest(glossary, what)


def _said_by(glossary: Glossary, what: Concept | Faq) -> str:
    return cataloguing.concept_said(what) if isinstance(what, Concept) else cataloguing.faq_said(glossary, what)


def _keeps_ids(what: Concept | Faq, sections: Sequence[tuple[str, str]], taken: set[str]) -> bool:
    return isinstance(what, Faq) or passages.keeps_ids(what, sections, taken)


def _sections(connection: sqlite3.Connection, old: Sequence[_Unit]) -> dict[int, list[tuple[str, str]]]:
    """Return id and title of each section's item, in order, by the place of its concept."""
    rows = [unit.row for unit in old]
    found: dict[int, list[tuple[str, str]]] = {}
    for row, id, title in connection.execute("SELECT row, id, title FROM items WHERE kind = 'section' ORDER BY row"):
        found.setdefault(bisect_right(rows, row) - 1, []).append((id, title))
    return found


def _in_order(places: Sequence[int]) -> list[int]:
    """Return places with -1 for as few of them as make the others rise (the longest increasing subsequence)."""
    ends: list[int] = []
    lengths: list[int] = []
    for place in places:
        at = bisect_left(ends, place) if place >= 0 else -1
        if at >= 0:
            ends[at : at + 1] = [place]
        lengths.append(at)
    kept = [-1] * len(places)
    wanted, above = len(ends) - 1, END
    for at in range(len(places) - 1, -1, -1):
        if lengths[at] == wanted >= 0 and places[at] < above:
            kept[at] = above = places[at]
            wanted -= 1
    return kept
