"""Thresholds and probabilities, against values worked out by hand and the laws they keep."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dlgraph.model import Hit, Item, Passage, Source
from dlgraph.search.calibration import (
    CONFIDENCE_STRENGTH,
    KEEP,
    PRIOR,
    PRIOR_THRESHOLD,
    Calibration,
    evidence,
    features,
    probability,
    shrunk,
    threshold,
)

some_scores = st.lists(st.floats(0, 2), min_size=1, max_size=400)
shares = st.floats(0.01, 0.99)


def hit(id: str, score: float, concept: str = "") -> Hit:
    item = Item(id, "faq", concept, concept, id, "", Source("f.md"))
    return Hit(item, score, 0.5, 0.25, Passage(id, "question", id))


def test_the_prior_stands_in_where_there_are_no_scores() -> None:
    assert threshold([], 0.5) == PRIOR_THRESHOLD


def test_at_the_usual_share_own_scores_and_the_prior_weigh_as_many_as_they_are() -> None:
    # 300 scores weigh as much as the prior; the floor(301 * 0.05) = 15th smallest of 1..300 is 15.
    assert threshold(list(range(300, 0, -1)), KEEP) == pytest.approx((15 + PRIOR_THRESHOLD) / 2)


def test_one_score_hardly_moves_the_prior() -> None:
    assert threshold([1.1]) == pytest.approx(PRIOR_THRESHOLD + 0.6 / 301)


@settings(deadline=None, max_examples=60)
@given(some_scores, shares, shares)
def test_the_threshold_never_rises_with_the_share_to_keep(scores: list[float], one: float, other: float) -> None:
    low, high = sorted([one, other])
    assert threshold(scores, high) <= threshold(scores, low) + 1e-12


@settings(deadline=None, max_examples=40)
@given(some_scores, shares, st.randoms(use_true_random=False))
def test_the_order_of_scores_does_not_matter(scores, keep, random) -> None:
    shuffled = list(scores)
    random.shuffle(shuffled)
    assert threshold(scores, keep) == threshold(shuffled, keep)


def test_the_threshold_keeps_about_the_share_asked_for_of_many_scores() -> None:
    scores = [at / 20_000 + 0.4 for at in range(20_000)]
    for keep in (0.5, 0.8, 0.95):
        least = threshold(scores, keep)
        assert sum(score >= least for score in scores) / len(scores) == pytest.approx(keep, abs=0.02)


def test_features_measure_the_lead_over_another_concept() -> None:
    hits = [hit("a", 1.5, "x"), hit("b", 1.25, "x"), hit("c", 1.0, "y")]
    assert features(hits) == pytest.approx((0.7 * 1.5 + 0.3 * 0.5, 0.5, 0.25, 0.5))


def test_evidence_is_the_best_score_and_the_best_cosine_among_the_first_ten() -> None:
    low, high = hit("a", 1.0), replace(hit("b", 0.5), cosine=0.9)
    assert evidence([low, high]) == pytest.approx(0.7 * 1.0 + 0.3 * 0.9)
    others = [hit(f"x{at}", 0.8) for at in range(9)]
    assert evidence([low, *others, high]) == pytest.approx(0.7 * 1.0 + 0.3 * 0.5)


def test_beyond_word_for_word_neither_evidence_nor_lead_says_more() -> None:
    rows = [features([hit("a", score), hit("b", 0.1)]) for score in (4.0, 5.0)]
    assert rows[0] == rows[1]


def test_a_model_of_few_questions_stays_near_the_prior_and_one_of_many_near_itself() -> None:
    own = Calibration(1.0, (0.0, 0.0, 0.0, 0.0), 0.1, 0.9)
    assert shrunk(own, 0) == Calibration(PRIOR.intercept, PRIOR.coefficients, 0.1, 0.9)
    half = shrunk(own, CONFIDENCE_STRENGTH)
    assert half.intercept == pytest.approx((1 + PRIOR.intercept) / 2)
    assert half.coefficients == pytest.approx([value / 2 for value in PRIOR.coefficients])
    assert shrunk(own, 10**9).intercept == pytest.approx(1.0, abs=1e-4)


def test_items_without_a_concept_are_each_others_rivals() -> None:
    assert features([hit("a", 1.5), hit("b", 1.25)])[-1] == 0.25


def test_without_a_rival_there_is_no_lead() -> None:
    assert features([hit("a", 1.5, "x"), hit("b", 1.25, "x")])[-1] == 0.0


def test_probabilities_are_logistic() -> None:
    model = Calibration(-1.0, (2.0,), math.nan, math.nan)
    assert probability(model, [0.5]) == 0.5
    assert probability(model, [1.0]) == pytest.approx(1 / (1 + math.exp(-1)))


def test_extreme_features_do_not_overflow() -> None:
    model = Calibration(0.0, (1.0,), math.nan, math.nan)
    assert 0 < probability(model, [-1e9]) < 1e-15
    assert probability(model, [1e9]) == pytest.approx(1)


@settings(deadline=None, max_examples=60)
@given(st.tuples(*[st.floats(0, 1)] * 4), st.integers(0, 3), st.floats(0.01, 1))
def test_by_the_prior_every_feature_speaks_for_the_hit(values, at: int, more: float) -> None:
    raised = [value + more * (place == at) for place, value in enumerate(values)]
    assume(raised[at] > values[at])
    assert probability(PRIOR, raised) > probability(PRIOR, values)
