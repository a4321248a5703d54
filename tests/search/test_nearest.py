"""dlgraph/search/nearest.py: concepts near in meaning, by the stored vectors of their definitions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from dlgraph.model import Item, Passage, Source
from dlgraph.search.backend import Entry
from dlgraph.search.local import LocalBackend
from dlgraph.search.nearest import nearest


def unit(degrees: float) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    turn = np.radians(degrees)
    return np.array([np.cos(turn), np.sin(turn)], np.float32)


def entry(id: str, kind: str, concept: str, *degrees: float) -> Entry:
    item = Item(id, kind, concept, concept, concept, "text", Source("a.md"))  # type: ignore[arg-type]
    return Entry(item, [Passage(id, kind, f"{id} {at}") for at in degrees], np.stack([unit(at) for at in degrees]))


# Definitions at 0 (a), 20 (b), 90 (c, whose second passage stands at 0), 20 (d) and 170 (e) degrees; an FAQ of a and a
# section of c at 0, which are no definitions.
@pytest.fixture
def backend(tmp_path: Path) -> Iterator[LocalBackend]:
    made = LocalBackend.create(tmp_path, 2)
    made.upsert([
        entry("a#faq", "faq", "a", 0.0), entry("c", "definition", "c", 90.0, 0.0), entry("d", "definition", "d", 20.0),
        entry("a", "definition", "a", 0.0), entry("b", "definition", "b", 20.0), entry("c#s", "section", "c", 0.0),
        entry("e", "definition", "e", 170.0), entry("gone", "definition", "gone", 1.0),
    ])  # fmt: skip
    made.delete(["gone"])
    made.save()
    opened = LocalBackend.open(tmp_path)
    yield opened
    opened.close()


def test_the_nearest_come_first_and_equals_by_id(backend: LocalBackend) -> None:
    found = nearest(backend, "a", 10)
    assert [id for id, _ in found] == ["b", "d", "c", "e"]
    assert [cosine for _, cosine in found] == pytest.approx(
        [np.cos(np.radians(at)) for at in (20, 20, 90, 170)], abs=1e-6
    )


def test_no_more_are_returned_than_asked_for(backend: LocalBackend) -> None:
    assert [id for id, _ in nearest(backend, "a", 1)] == ["b"]


def test_nearness_goes_both_ways(backend: LocalBackend) -> None:
    for one in "abcde":
        for other, cosine in nearest(backend, one, 10):
            assert dict(nearest(backend, other, 10))[one] == pytest.approx(cosine)


def test_a_concept_the_index_does_not_hold_has_none(backend: LocalBackend) -> None:
    assert nearest(backend, "gone", 5) == []
