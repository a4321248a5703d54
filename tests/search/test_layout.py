"""Which passages are whose, and what a query's cosines with them come to."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlgraph.errors import IndexDamagedError
from dlgraph.model import Item, ItemKind, Passage, Source
from dlgraph.search.backend import Entry
from dlgraph.search.layout import NONE, Layout
from dlgraph.search.local import LocalBackend
from dlgraph.search.views import blend

FIELDS = ("definition", "section", "myth", "reality", "question", "alternative", "answer")


def entry(id: str, kind: ItemKind, concept: str, fields: list[str]) -> Entry:
    passages = tuple(Passage(id, field, f"{id} {at}") for at, field in enumerate(fields))
    return Entry(
        Item(id, kind, concept, concept, "", "", Source("f.md", 1)), passages, np.ones((len(fields), 8), np.float32)
    )


def laid_out(folder: Path, entries: list[Entry]) -> Layout:
    local = LocalBackend.create(folder, 8)
    local.upsert(entries)
    local.settle()
    return Layout(local.connection)


# salt (definition, FAQ), a lonely FAQ, pepper (section only), salt's FAQ that stands outside its page
CORPUS = [
    entry("salt", "definition", "salt", ["definition"]),
    entry("f1", "faq", "salt", ["question", "answer"]),
    entry("f2", "faq", "", ["question"]),
    entry("pepper#use", "section", "pepper", ["section", "section"]),
    entry("f3", "faq", "salt", ["question", "alternative", "answer"]),
]


def test_items_know_their_pages_and_what_defines_their_concepts(tmp_path: Path) -> None:
    found = laid_out(tmp_path, CORPUS)
    assert found.pages.tolist() == [0, 0, NONE, 1, 0]
    assert found.definitions.tolist() == [0, NONE]
    assert found.defining(np.arange(5)).tolist() == [0, 0, NONE, NONE, 0]


def test_items_know_their_passages_in_any_order(tmp_path: Path) -> None:
    found = laid_out(tmp_path, CORPUS)
    assert found.owners.tolist() == [0, 1, 1, 2, 3, 3, 4, 4, 4]
    assert found.passages(np.array([4, 0, 1])).tolist() == [6, 7, 8, 0, 1, 2]
    assert found.passages(np.array([], np.int64)).tolist() == []


def test_rows_may_leave_gaps_that_places_do_not(tmp_path: Path) -> None:
    local = LocalBackend.create(tmp_path, 8)
    local.upsert(CORPUS)
    local.delete(["f1", "pepper#use"])
    local.settle()
    found = Layout(local.connection)
    assert found.rows.tolist() == [1, 3, 5]
    assert found.places([5, 1]).tolist() == [2, 0]
    assert found.owners.tolist() == [0, 1, 2, 2, 2]


def test_an_index_without_concepts_has_no_pages(tmp_path: Path) -> None:
    found = laid_out(tmp_path, [entry("f", "faq", "", ["question"])])
    assert found.definitions.tolist() == []
    assert found.defining(np.array([0])).tolist() == [NONE]


@settings(max_examples=80, deadline=None)
@given(st.lists(st.lists(st.sampled_from(FIELDS), min_size=1, max_size=5), min_size=1, max_size=6), st.data())
def test_what_is_compared_at_once_is_what_each_item_gives_by_itself(
    items: list[list[str]], data: st.DataObject
) -> None:
    values = st.floats(-1, 1, allow_nan=False).map(lambda value: round(value, 2))
    with tempfile.TemporaryDirectory() as made:
        found = laid_out(Path(made), [entry(f"i{at}", "faq", "", fields) for at, fields in enumerate(items)])
        places = np.array(data.draw(st.permutations(range(len(items)))), np.int64)
        passages = found.passages(places)
        cosines = np.array([data.draw(values) for _ in passages])
        compared = found.compare(places, passages, cosines)
        start = 0
        for at, place in enumerate(places):
            own = cosines[start : start + len(items[place])].tolist()
            first = own.index(max(own))
            assert compared.dense[at] == pytest.approx(blend(items[place], own))
            assert (compared.passages[at], compared.cosines[at]) == (passages[start + first], own[first])
            start += len(own)


def test_numbers_that_are_missing_are_damage(tmp_path: Path) -> None:
    local = LocalBackend.create(tmp_path, 8)
    with pytest.raises(IndexDamagedError, match="holds no rows"):
        _ = Layout(local.connection).rows
