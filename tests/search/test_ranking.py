"""Ranking, of candidates made by hand."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlgraph.model import Item, ItemKind, Passage, Source
from dlgraph.search.backend import Candidate
from dlgraph.search.calibration import WORD_FOR_WORD
from dlgraph.search.ranking import SECTION, Evidence, rank, scores
from dlgraph.search.views import PAGE, TOPIC

numbers = st.integers(-50, 100).map(lambda n: n / 100)


def candidate(
    id: str, dense: float, coverage: float = 0.0, concept: str = "", kind: ItemKind = "faq", page: float = 0.0
) -> Candidate:
    item = Item(id, kind, concept, concept, id, "text", Source("f.md"))
    return Candidate(item, Passage(id, "answer", "text"), 0.9, dense, coverage, page)


def order(*found: Candidate, weight: float = 0.5, evidence: Evidence | None = None) -> list[str]:
    return [hit.item.id for hit in (rank(found, weight, evidence) if evidence else rank(found, weight))]


def test_an_item_without_a_concept_scores_its_blend_and_weighted_coverage() -> None:
    assert scores([candidate("a", 0.5, 0.25)], 2.0) == {"a": 1.0}


def test_an_item_of_a_concept_shares_its_score_with_the_definition_and_the_page() -> None:
    found = [candidate("a", 0.5, 0.5, "x", page=0.5), candidate("x", 0.25, 0.0, "x", "definition", page=0.5)]
    scored = scores(found, 0.5)
    assert scored["a"] == pytest.approx((1 - TOPIC) * 0.75 + TOPIC * 0.25 + PAGE * 0.5)
    assert scored["x"] == pytest.approx(0.25 + PAGE * 0.5)


def test_a_concept_without_a_definition_counts_as_a_little_worse_than_its_item() -> None:
    assert scores([candidate("a", 0.5, 0.0, "x")], 1.0)["a"] == pytest.approx(0.5 - TOPIC * 0.1)


def test_the_weight_of_coverage_decides_between_meaning_and_words() -> None:
    meaning, words = candidate("meaning", 0.75, 0.0), candidate("words", 0.5, 0.5)
    assert order(meaning, words, weight=0.25) == ["meaning", "words"]
    assert order(meaning, words, weight=1.0) == ["words", "meaning"]


def test_ties_are_broken_by_id_and_differences_beyond_six_digits_are_ties() -> None:
    assert order(candidate("b", 0.5 + 1e-9), candidate("a", 0.5)) == ["a", "b"]


def test_the_very_words_outrank_everything() -> None:
    best, named = candidate("best", 1.0, 1.0, "x", page=1.0), candidate("named", 0.0)
    assert order(best, named, weight=2.2) == ["best", "named"]
    hits = rank([best, named], 2.2, Evidence(verbatim={"named"}))
    assert [hit.item.id for hit in hits] == ["named", "best"]
    assert hits[0].score == WORD_FOR_WORD


def test_a_section_gains_only_where_its_concept_is_named_and_its_title_is_asked_for() -> None:
    found = [candidate("how it works", 0.5, 0, "x", "section"), candidate("why", 0.5, 0, "x", "section"),
             candidate("how x", 0.5, 0, "x", "faq"), candidate("how y", 0.5, 0, "y", "section")]  # fmt: skip
    asked = Evidence(named={"x"}, sections=re.compile("how"))
    plain = {hit.item.id: hit.score for hit in rank(found, 0.5)}
    gained = {hit.item.id: round(hit.score - plain[hit.item.id], 9) for hit in rank(found, 0.5, asked)}
    assert gained == {"how it works": SECTION, "why": 0, "how x": 0, "how y": 0}


def test_a_hit_carries_what_its_candidate_was_found_by() -> None:
    (hit,) = rank([candidate("a", 0.5, 0.25)], 1.0)
    assert (hit.score, hit.cosine, hit.coverage, hit.passage.text) == (0.75, 0.9, 0.25, "text")


def test_nothing_found_gives_no_hits() -> None:
    assert rank([], 1.0) == []


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(numbers, numbers, st.sampled_from(["", "i0", "i1", "x"])), max_size=6),
    st.floats(0, 2),
    st.randoms(use_true_random=False),
)
def test_ranking_does_not_depend_on_the_order_of_candidates(rows, weight: float, random) -> None:
    found = [candidate(f"i{at}", dense, coverage, concept) for at, (dense, coverage, concept) in enumerate(rows)]
    shuffled = list(found)
    random.shuffle(shuffled)
    hits = rank(found, weight, Evidence(verbatim={"i1"}))
    assert hits == rank(shuffled, weight, Evidence(verbatim={"i1"}))
    assert sorted(hit.item.id for hit in hits) == sorted(one.item.id for one in found)
