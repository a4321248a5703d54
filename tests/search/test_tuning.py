"""What self-questions settle: trials made by hand, and trials of a small index."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import pytest

from dlgraph.model import Item, Passage, Source
from dlgraph.search.backend import Candidate, Entry
from dlgraph.search.calibration import PRIOR
from dlgraph.search.encoder import HashEncoder
from dlgraph.search.local import LocalBackend
from dlgraph.search.selfquestions import SelfQuestion
from dlgraph.search.tuning import GRID, PRIOR_WEIGHT, Trial, trials, tune

ENCODER = HashEncoder(256)


def candidate(id: str, dense: float, coverage: float) -> Candidate:
    return Candidate(
        Item(id, "faq", "", "", id, "", Source("f.md")), Passage(id, "question", id), dense, dense, coverage
    )


def trial(*found: tuple[str, float, float], right: str = "right", whole: bool = True) -> Trial:
    return Trial(SelfQuestion("?", (right,), whole), tuple(candidate(*one) for one in found))


# Coverage misleads: the right answer is nearest in meaning. Coverage leads: it is nearest in words.
MISLEADING = trial(("right", 0.8, 0.0), ("wrong", 0.7, 1.0))
LEADING = trial(("right", 0.5, 1.0), ("wrong", 0.9, 0.0))


def test_without_trials_everything_is_the_prior() -> None:
    found = tune([])
    assert (found.weight, found.curve, found.scores, found.calibration) == (PRIOR_WEIGHT, (), (), PRIOR)
    assert found.questions == 0
    assert "prior stands in" in found.note


def test_the_curve_holds_the_mean_reciprocal_rank_at_every_weight() -> None:
    curve = dict(tune([MISLEADING, LEADING]).curve)
    assert tuple(curve) == GRID
    assert {weight: curve[weight] for weight in (0.0, 0.05, 0.2, 0.3, 0.65)} == {
        0.0: 0.75, 0.05: 0.75, 0.2: 0.5, 0.3: 0.5, 0.65: 0.75,
    }  # fmt: skip


def test_whole_questions_count_double() -> None:
    short = trial(("right", 0.5, 1.0), ("wrong", 0.9, 0.0), whole=False)
    # At 0 the whole one is right (1) and the shortened one second (1/2); at 2.2 it is the other way round.
    curve = dict(tune([MISLEADING, short]).curve)
    assert (curve[0.0], curve[2.2]) == (pytest.approx(2.5 / 3, abs=1e-6), pytest.approx(2 / 3, abs=1e-6))


@pytest.mark.parametrize(("kind", "sign"), [(MISLEADING, -1), (LEADING, 1)])
def test_the_weight_moves_from_the_prior_to_what_ranks_better_and_further_with_more_trials(
    kind: Trial, sign: int
) -> None:
    few, many = tune([kind] * 5).weight, tune([kind] * 500).weight
    assert 0 < sign * math.log(few / PRIOR_WEIGHT) < sign * math.log(many / PRIOR_WEIGHT)


def test_scores_are_the_evidence_for_right_answers_near_the_top_in_order() -> None:
    # Coverage is 0 everywhere, so that the weight does not matter; 0.3 of the evidence is the best cosine of all.
    far = trial(("right", 0.1, 0.0), *((f"w{at}", 0.5, 0.0) for at in range(10)))
    near = trial(("right", 0.2, 0.0), *((f"w{at}", 0.5, 0.0) for at in range(9)))
    assert tune([trial(("right", 0.9, 0.0)), near, far]).scores == (0.7 * 0.2 + 0.3 * 0.5, 0.9)


def mixed(count: int) -> Sequence[Trial]:
    """Right answers score from 0.7, the nearest others up to 0.4."""
    return [trial(("right", 0.7 + 0.3 * at / count, 0.0), ("wrong", 0.4 * at / count, 0.0)) for at in range(count)]


def test_enough_trials_calibrate_and_separable_ones_are_told_apart() -> None:
    found = tune(mixed(60))
    assert found.note == ""
    assert found.calibration != PRIOR
    assert found.calibration.auroc == 1.0
    assert 0 <= found.calibration.ece < 0.2
    assert tune(mixed(60)) == found


def test_nineteen_trials_are_too_few_to_calibrate_by() -> None:
    assert tune(mixed(19)).calibration == PRIOR
    assert tune(mixed(20)).calibration != PRIOR


@pytest.fixture
def backend(tmp_path: Path) -> LocalBackend:
    """bread: an FAQ of two phrasings and an answer; salt: one of a single phrasing."""
    made = LocalBackend.create(tmp_path, ENCODER.dimension)
    rows = [
        ("bread", "Why does dough rise", "yeast makes bubbles", ("what lifts a loaf",)),
        ("salt", "Is salt a mineral", "sodium and chlorine", ()),
    ]
    for id, title, text, also in rows:
        parts = [Passage(id, "question", title), *(Passage(id, "alternative", one) for one in also),
                 Passage(id, "answer", text)]  # fmt: skip
        item = Item(id, "faq", "", "", title, text, Source("f.md"), also)
        made.upsert([Entry(item, parts, ENCODER.encode_documents([part.text for part in parts]))])
    return made


def own(backend: LocalBackend, question: SelfQuestion) -> Candidate:
    (found,) = trials(backend, ENCODER, [question])
    return next(one for one in found.candidates if one.item.id == question.answers[0])


def test_a_question_that_hides_nothing_finds_itself(backend: LocalBackend) -> None:
    found = own(backend, SelfQuestion("what lifts a loaf", ("bread",), False))
    assert found.cosine == pytest.approx(1)
    assert found.coverage > 0


def test_a_hidden_phrasing_does_not_find_itself(backend: LocalBackend) -> None:
    text = "what lifts a loaf"
    found = own(backend, SelfQuestion(text, ("bread",), True, (text,), (), "Why does dough rise\nyeast makes bubbles"))
    assert found.passage.text != text
    assert (found.cosine, found.coverage) == (pytest.approx(0, abs=0.5), 0.0)


def test_an_answer_stands_in_for_the_question_it_answers(backend: LocalBackend) -> None:
    text = "sodium and chlorine"
    found = own(backend, SelfQuestion("Is salt sodium", ("salt",), True, (), (text,), text))
    one, other = ENCODER.encode_documents([text, "Is salt sodium"])
    assert found.cosine == pytest.approx(float(one @ other), abs=1e-6)
    assert found.passage.field == "answer"


def test_an_item_of_which_nothing_is_left_is_not_found(backend: LocalBackend) -> None:
    found = own(backend, SelfQuestion("Is salt a mineral", ("salt",), True))
    assert (found.cosine, found.dense, found.coverage) == (-1.0, -1.0, 0.0)
