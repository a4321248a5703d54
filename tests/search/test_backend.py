"""The exact backend, against values worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from dlgraph.model import Item, ItemKind, Passage, Source
from dlgraph.search.backend import Entry, ExactBackend, heading


def item(id: str, text: str = "", label: str = "", *, kind: ItemKind = "faq", title: str = "", also: str = "") -> Item:
    alternatives = tuple(part for part in also.split("|") if part)
    return Item(id, kind, "", label, title, text, Source("a.md"), alternatives)


def entry(one: Item, *vectors: list[float]) -> Entry:
    parts = [Passage(one.id, "answer", f"passage {number}") for number in range(len(vectors))]
    return Entry(one, parts, np.array(vectors, np.float32))


@pytest.fixture
def backend() -> ExactBackend:
    # a: along x and y;  b: along -x, shares words with the query;  c: between x and y
    backend = ExactBackend()
    backend.upsert(
        [
            entry(item("a", "soup and bread"), [1, 0], [0, 1]),
            entry(item("b", "learning networks"), [-1, 0]),
            entry(item("c", "salt"), [0.6, 0.8]),
        ]
    )
    return backend


QUERY = np.array([1, 0], np.float32)


def test_an_item_is_as_near_as_its_nearest_passage(backend: ExactBackend) -> None:
    found = {each.item.id: each for each in backend.candidates(QUERY, "", 3)}
    assert {id: round(each.cosine, 6) for id, each in found.items()} == {"a": 1.0, "b": -1.0, "c": 0.6}
    assert found["a"].passage.text == "passage 0"


def test_coverage_is_bm25_over_the_best_possible(backend: ExactBackend) -> None:
    # "networks" is in 1 of 3 items, "deep" in none; b has 2 words, the average is 2.
    known, unknown = math.log(2.5 / 1.5), math.log(3.5 / 0.5)
    (found,) = [each for each in backend.candidates(QUERY, "deep network", 3) if each.item.id == "b"]
    assert found.coverage == pytest.approx(known * 2.2 / (1 + 1.2) / ((known + unknown) * 2.2))


def test_candidates_are_the_nearest_the_best_covered_and_those_asked_for(backend: ExactBackend) -> None:
    def ids(query: str, limit: int, include: tuple[str, ...] = ()) -> set[str]:
        return {each.item.id for each in backend.candidates(QUERY, query, limit, include)}

    assert ids("", 1) == {"a"}
    assert ids("network", 1) == {"a", "b"}
    assert ids("", 1, ("c", "unknown")) == {"a", "c"}
    assert ids("", 2) == {"a", "c"}


def test_an_item_stored_again_replaces_the_old_one(backend: ExactBackend) -> None:
    backend.upsert([entry(item("a", "other words"), [0, -1])])
    found = {each.item.id: each for each in backend.candidates(QUERY, "soup", 3)}
    assert found["a"].item.text == "other words"
    assert found["a"].cosine == 0
    assert found["a"].coverage == 0


def test_deleted_items_are_gone_and_unknown_ids_passed_over(backend: ExactBackend) -> None:
    backend.delete(["a", "unknown"])
    assert {each.item.id for each in backend.candidates(QUERY, "soup", 3)} == {"b", "c"}
    assert [each.id for each in backend.get(["c", "a", "b"])] == ["c", "b"]


def test_an_empty_backend_has_no_candidates() -> None:
    assert ExactBackend().candidates(QUERY, "anything", 5, ("x",)) == []


def test_a_heading_holds_every_name_once() -> None:
    assert heading(item("a", label="Deep learning", title="Deep learning", also="DL|deep nets")) == (
        "Deep learning\nDL\ndeep nets"
    )
    assert heading(item("b", label="Deep learning", title="Why deep?")) == "Deep learning\nWhy deep?"
    assert heading(item("c", title="Why?")) == "Why?"
