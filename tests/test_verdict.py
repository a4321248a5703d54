"""dlgraph/verdict.py: whether a statement repeats a myth or agrees with the reality, given hits and cosines."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import astuple, replace

import pytest

from dlgraph import polarity, verdict
from dlgraph.model import Hit, Item, ItemKind, Passage, Source
from dlgraph.search.calibration import WORD_FOR_WORD
from dlgraph.statements import Statement
from dlgraph.verdict import Judgement, judge, pair, relevance, siding

MYTH = "Mushrooms must never be washed."
REALITY = "They take up very little water from a quick rinse. Soaking them for long is another matter."


def item(id: str, kind: ItemKind, title: str, text: str = "") -> Item:
    return Item(id, kind, "mushroom", "Mushroom", title, text, Source("mushroom.md"))


def hit(which: Item, score: float, coverage: float = 0.5, field: str = "myth") -> Hit:
    return Hit(which, score, 0.8, coverage, Passage(which.id, field, which.title))


WASHED = hit(item("washed", "misconception", MYTH, REALITY), 1.0)
WILD = hit(item("wild", "misconception", "Wild mushrooms are all deadly.", "Most are merely tough."), 0.5, 0.1)
FAQ = hit(item("faq", "faq", "How do I store mushrooms?", "In paper."), 0.6, 0.2, "question")


def judged(
    text: str,
    hits: Sequence[Hit] = (WASHED, FAQ, WILD),
    *,
    near: float = 0.8,
    denied: bool = False,
    framed: bool = True,
) -> Judgement | None:
    cosines = {"washed": near, "wild": 0.3}

    def compare(id: str) -> list[tuple[Passage, float]]:
        return [(Passage(id, "myth", ""), cosines[id]), (Passage(id, "reality", ""), cosines[id] - 0.05)]

    return judge(Statement(text, denied, framed), hits, compare, lambda _: ("Mushroom", "fungus"))


@pytest.mark.parametrize(
    ("text", "denied", "told"),
    [
        ("mushrooms must never be washed", False, "false"),
        ("you must never wash any mushrooms", False, "false"),
        ("mushrooms must never be washed", True, "true"),
        ("you do not have to keep mushrooms away from all water", False, "true"),
        ("mushrooms take up little water from a quick rinse", False, "true"),
        ("mushrooms take up little water from a quick rinse", True, "false"),
        ("some mushrooms may be washed, but not soaked for long", False, "true"),
    ],
)
def test_a_statement_sides_with_the_myth_or_with_the_reality(text: str, denied: bool, told: str) -> None:
    found = judged(text, denied=denied)
    assert found is not None
    assert (found.hit, found.verdict) == (WASHED, told)
    assert 0 <= found.about <= 1
    assert (found.holds > 0.5) == (told == "true")


def test_a_statement_about_something_else_is_not_judged() -> None:
    assert judged("planes land on water", [hit(WASHED.item, 0.5, 0.1), FAQ], near=0.1) is None


def test_without_a_misconception_there_is_nothing_to_judge_by() -> None:
    assert judged("mushrooms must never be washed", [FAQ]) is None
    assert judged("mushrooms must never be washed", []) is None


def test_the_misconception_that_fits_best_is_judged_by_whatever_its_rank() -> None:
    first = hit(WILD.item, 1.05, 0.5)
    found = judged("mushrooms must never be washed", [first, WASHED, FAQ])
    assert found is not None
    assert found.hit == WASHED


def test_a_question_that_is_an_faq_word_for_word_is_left_to_it() -> None:
    asked = hit(FAQ.item, WORD_FOR_WORD + 1, 1.0, "question")
    assert judged("mushrooms must never be washed", [asked, WASHED]) is None


def test_a_question_that_does_not_ask_for_a_verdict_by_its_form_has_to_be_nearer() -> None:
    hits = [hit(WASHED.item, 0.5, 0.2), hit(FAQ.item, 0.6, 0.25, "question")]
    framed, unframed = (judged("you wash a mushroom in beer", hits, near=0.2, framed=each) for each in (True, False))
    assert framed is not None
    assert verdict.ABOUT <= framed.about < verdict.ABOUT_UNFRAMED
    assert unframed is None


def test_a_probability_near_one_half_gives_no_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verdict, "SURE", 1.0)
    found = judged("mushrooms must never be washed")
    assert found is not None
    assert found.verdict == ""


def test_a_reason_behind_what_is_denied_as_a_whole_is_not_denied() -> None:
    text = "mushrooms soak, because they take up very little water from a quick rinse"
    found = judged(text, denied=True)
    assert found is not None
    assert found.verdict == "true"


# -- the evidence: what is said against a myth "bread is alive" and a reality "only its dough was, with yeast" --

ALIVE = hit(item("alive", "misconception", "Bread is always alive.", "Only dough was alive. The yeast was in it."), 1.0)


def known(*own: str) -> verdict.Pair:
    return replace(pair(ALIVE, lambda _: ()), own=frozenset(own))


def evidence(text: str, *own: str) -> verdict.Siding:
    return siding(polarity.read(text), known(*own), (0.6, 0.5), 0.25)


def test_words_are_shared_out_between_myth_and_reality() -> None:
    found = evidence("bread and dough are alive with bubbles")
    assert (found.only_myth, found.only_reality) == (0.25, 0.25)
    assert (found.with_myth, found.with_reality) == (0.5, 0.5)
    assert (found.myth, found.reality, found.word_lead) == (0.6, 0.5, 0.25)


def test_a_concepts_own_names_do_not_speak_for_the_reality() -> None:
    assert evidence("dough rises", "dough").only_reality == 0
    assert evidence("dough rises").only_reality == 0.5


def test_phrases_and_the_first_sentence_of_the_reality_speak_for_it() -> None:
    assert evidence("yeast was in it").phrased == 1
    assert evidence("dough was alive").phrased == 1
    assert evidence("alive was dough").phrased == 0
    assert (evidence("dough swims").opening, evidence("yeast swims").opening) == (0.5, 0)
    assert evidence("dough swims").length == pytest.approx(math.log(3))


def test_a_guarded_word_counts_again_where_the_reality_has_it_too() -> None:
    mostly = replace(known(), reality=polarity.read("Bread is mostly dead."))
    found = siding(polarity.read("bread is mostly and often dead"), mostly, (0.6, 0.5), 0.25)
    assert (found.guarded, found.guarded_alike) == (2, 1)


def test_denial_turns_what_is_shared() -> None:
    found = evidence("bread isn't alive")
    assert (found.denials, found.turned, found.with_myth) == (1, 1, 0)
    assert found.negates == pytest.approx(2 * 2 / 5)


def test_sweeping_and_guarded_words_contrasts_and_scales_are_counted() -> None:
    assert evidence("bread is always just alive").sweeping == 2
    found = evidence("some bread may be alive, rather than all of it")
    assert (found.guarded, found.contrasts) == (2, 1)
    assert evidence("bread is always alive").scales_myth == 2
    assert evidence("bread is sometimes alive").scales_myth == 0


def test_relevance_measures_words_and_leads() -> None:
    said = polarity.read("bread dough swims")
    found = relevance(said, known("swim"), (0.6, 0.5), WASHED, [FAQ, hit(FAQ.item, 0.7, 0.1)])
    assert astuple(found) == pytest.approx((0.6, 0.5, 2 / 3, 1.0, 0.3, 0.3))


def test_where_nothing_else_was_found_nothing_leads() -> None:
    found = relevance(polarity.read(""), known(), (0.6, 0.5), WASHED, [])
    assert (found.lead, found.word_lead, found.covered) == (0, 0, 0)
