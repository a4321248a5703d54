from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlgraph.formats import corpus as corpora
from dlgraph.glossary import Glossary
from dlgraph.search import build as builder
from dlgraph.search import revision
from dlgraph.search.index import Index
from dlgraph.search.revision import Revision

# salt, pepper, sugar, each a definition; why: an FAQ of salt; a page's section "Use" for each concept
ROWS = {
    "salt": '{"id": "salt", "label": "Salt", "definition": "A mineral.", "text": "For soup."}',
    "pepper": '{"id": "pepper", "label": "Pepper", "definition": "A spice.", "text": "For steak."}',
    "sugar": '{"id": "sugar", "label": "Sugar", "definition": "A crystal.", "text": "For tea."}',
    "why": '{"id": "why", "question": "Why salt?", "answer": "It is tasty.", "concept": "salt"}',
}


def write(path: Path, *rows: str) -> None:
    path.write_text("\n".join(rows))


@pytest.fixture
def place(tmp_path: Path) -> tuple[Path, Path]:
    path, folder = tmp_path / "x.jsonl", tmp_path / "index"
    write(path, *ROWS.values())
    builder.build(corpora.read(path), folder, "hash")
    return path, folder


def compared(place: tuple[Path, Path], *rows: str) -> Revision:
    path, folder = place
    write(path, *rows)
    read = corpora.read(path)
    index = Index.open(folder)
    assert index is not None
    try:
        return revision.compare(index.backend.connection, Glossary(read.concepts, read.faqs))
    finally:
        index.close()


def ids(items: Sequence[object]) -> list[str]:
    return [str(getattr(item, "id", "")) for item in items]


def test_an_unchanged_glossary_has_nothing_to_revise(place: tuple[Path, Path]) -> None:
    assert compared(place, *ROWS.values()) == Revision((), (), (), frozenset())


def test_a_changed_row_takes_its_own_place(place: tuple[Path, Path]) -> None:
    salt, pepper, sugar, why = ROWS.values()
    found = compared(place, salt, pepper.replace("steak", "eggs"), sugar, why)
    (edit,) = found.edits
    assert ids(found.gone) == ids(found.come) == ["pepper", "pepper#about"]
    assert edit.passages == (2, 4)
    assert found.changed == {"pepper#about"}


def test_an_faq_changes_with_the_label_of_its_concept(place: tuple[Path, Path]) -> None:
    salt, pepper, sugar, why = ROWS.values()
    found = compared(place, salt.replace('"Salt"', '"Halite"'), pepper, sugar, why)
    assert ids(found.come) == ["salt", "salt#about", "why"]
    assert found.changed == {"salt", "salt#about", "why"}


def test_rows_that_moved_are_put_where_they_stand_now_and_have_not_changed(place: tuple[Path, Path]) -> None:
    salt, pepper, sugar, why = ROWS.values()
    found = compared(place, pepper, sugar, salt, why)
    assert ids(found.come) == ["salt", "salt#about"]
    assert found.changed == set()
    assert [getattr(what, "id", "") for _, what, _ in found.moved] == ["pepper", "sugar"]


def test_rows_that_only_stand_on_other_lines_stay(place: tuple[Path, Path]) -> None:
    found = compared(place, "", *ROWS.values())
    assert (found.edits, found.changed) == ((), set())
    assert [[item.source.line for item, _ in group] for *_, group in found.moved] == [[2, 2], [3, 3], [4, 4], [5]]


def test_a_section_whose_id_another_row_takes_is_revised_though_its_own_row_is_as_it_was(
    place: tuple[Path, Path],
) -> None:
    salt, pepper, sugar, why = ROWS.values()
    other = why.replace('"why"', '"salt#about"')
    found = compared(place, salt, pepper, sugar, other)
    assert ids(found.come) == ["salt", "salt#about-2", "salt#about"]
    assert found.changed == {"why", "salt#about", "salt#about-2"}


@given(
    st.lists(st.integers(-1, 7), max_size=7).filter(lambda found: len({*found} - {-1}) == sum(x >= 0 for x in found))
)
def test_as_many_stay_as_can_stay_in_their_order(places: list[int]) -> None:
    kept = revision._in_order(places)
    rising = [place for place in kept if place >= 0]
    assert all(now in (-1, before) for now, before in zip(kept, places, strict=True))
    assert rising == sorted(rising)
    known = [place for place in places if place >= 0]
    longest = max(
        len(some)
        for count in range(len(known) + 1)
        for some in itertools.combinations(known, count)
        if list(some) == sorted(some)
    )
    assert len(rising) == longest
