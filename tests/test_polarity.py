"""dlgraph/polarity.py and dlgraph/lexicon.py: which way the words of a statement point."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlgraph import lexicon
from dlgraph.polarity import Reading, read, sign_in, stem


@pytest.mark.parametrize(
    ("text", "affirmed", "denied"),
    [
        ("Dough rises", {"dough", "rises"}, set()),
        ("Dough does not rise", {"dough"}, {"rise"}),
        ("Dough doesn't rise without yeast", {"dough", "yeast"}, {"rise"}),
        ("Nobody kneads dough by hand", set(), {"kneads", "dough", "hand"}),
        ("Dough fails to rise", {"dough"}, {"rise"}),
        ("The failed dough rises", {"failed", "dough", "rises"}, set()),
        ("Not the oven, yeast makes bubbles", {"yeast", "bubbles"}, {"oven"}),
        ("Bubbles come from yeast rather than heat", {"bubbles", "come", "yeast"}, {"heat"}),
        ("Instead of heat, yeast makes bubbles", {"heat", "yeast", "bubbles"}, set()),
        ("Isn't dough alive", {"dough", "alive"}, set()),
        ("Yeast lives, so don't bubbles come from it", {"yeast", "lives", "bubbles", "come"}, set()),
        ("Yeast isn\u2019t dead", {"yeast"}, {"dead"}),
        ("Yeast can't swim, let alone fly", {"yeast"}, {"swim", "fly"}),
        ("Yeast no longer works", {"yeast"}, {"works"}),
        ("Bread is not just flour", {"bread", "flour"}, set()),
    ],
)
def test_a_word_of_denial_turns_the_rest_of_its_clause(text: str, affirmed: set[str], denied: set[str]) -> None:
    words = read(text).words
    assert {word for word, sign in words.items() if sign > 0} == {stem(word) for word in affirmed}
    assert {word for word, sign in words.items() if sign < 0} == {stem(word) for word in denied}


def test_a_word_affirmed_and_denied_lies_between() -> None:
    assert read("bread is baked, cake is not baked").words[stem("baked")] == 0


def test_what_is_denied_as_a_whole_is_turned_up_to_the_reason_behind_it() -> None:
    found = read("salt boils, since bubbles rise", denied=True)
    assert (found.words[stem("boils")], found.words[stem("bubbles")], found.denied) == (-1, 1, True)


@pytest.mark.parametrize(
    ("text", "scale", "end"),
    [
        ("They are the same", "same", 1),
        ("They aren't the same", "same", -1),
        ("They differ", "same", -1),
        ("Bread is a kind of cake", "same", -1),
        ("Bread is more than flour", "same", -1),
        ("You need an oven", "needed", 1),
        ("You have to have an oven", "needed", 1),
        ("You don't have to have an oven", "needed", -1),
        ("It is reliable", "good", 1),
        ("It isn't safe", "good", -1),
        ("It never fails", "good", 1),
        ("Ovens are obsolete", "over", 1),
        ("Nobody uses ovens any more", "over", 1),
        ("People carry on using ovens", "over", -1),
        ("Every oven is hot", "whole", 1),
        ("Not every oven is hot", "whole", -1),
        ("Almost every oven is hot", "whole", -1),
        ("It works on nothing else", "whole", -1),
        ("They can't do anything apart from baking", "whole", -1),
        ("Ovens can talk", "able", 1),
        ("Ovens cannot talk", "able", -1),
    ],
)
def test_words_point_to_ends_of_scales_and_denial_turns_them(text: str, scale: str, end: int) -> None:
    assert read(text).scales[scale] == end


def test_both_ends_of_a_scale_cancel() -> None:
    assert "good" not in read("A good idea and a bad idea").scales


@pytest.mark.parametrize(
    ("text", "denials", "sweeping", "contrasts", "guarded"),
    [
        ("Dough rises", 0, 0, 0, set()),
        ("Dough never always rises", 1, 1, 0, set()),
        ("Every dough always rises", 0, 2, 0, set()),
        ("Dough usually rises, but may also fall", 0, 0, 1, {"usually", "may", "also"}),
        ("Dough is not just flour", 1, 0, 1, set()),
        ("Yeast rather than heat", 0, 0, 1, set()),
        ("Rising does not mean that it is done", 1, 0, 1, set()),
        ("99% of it rises", 0, 0, 0, set()),
        ("Dough does not rise at all", 1, 0, 0, set()),
        ("Dough rises in any form", 0, 1, 0, set()),
        ("Only in certain ovens", 0, 0, 0, {"some"}),
        ("It is certain that it rises", 0, 1, 0, set()),
    ],
)
def test_denials_sweeping_words_contrasts_and_guarded_words_are_counted(
    text: str, denials: int, sweeping: int, contrasts: int, guarded: set[str]
) -> None:
    found = read(text)
    assert (found.denials, found.sweeping, found.contrasts, found.guarded) == (denials, sweeping, contrasts, guarded)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("calculates", "calculation"), ("conscious", "consciousness"), ("training", "trained"),
        ("stop", "stopped"), ("rate", "rates"), ("class", "classes"), ("predictive", "predicts"),
        ("memories", "memory"),
    ],
)  # fmt: skip
def test_forms_of_a_word_have_one_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("use", "useless"), ("harm", "harmless"), ("bus", "business"), ("objective", "objection"), ("like", "likely")],
)
def test_other_words_have_another_stem(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_phrases_are_neighbours_within_a_clause() -> None:
    found = read("Fresh dough rises, but bread never does").phrases
    assert found == {
        (stem(one), stem(other))
        for one, other in [("fresh", "dough"), ("dough", "rises"), ("bread", "never"), ("never", "does")]
    }


def test_the_opposite_by_prefix_counts_as_a_turned_word() -> None:
    words = {stem("unlawful"): 1.0, stem("accurate"): -1.0}
    assert sign_in(stem("lawful"), words) == -1
    assert sign_in(stem("inaccurate"), words) == 1
    assert sign_in(stem("accurate"), words) == -1
    assert sign_in(stem("bread"), words) is None
    # "ink" is not what "in" denies of "k".
    assert sign_in("ink", {"k": 1.0}) is None


def test_no_word_points_to_both_ends_of_a_scale() -> None:
    for name, ends in lexicon.SCALES.items():
        one, other = (set(end.split()) for end in ends)
        assert not one & other, name


def test_an_empty_text_says_nothing() -> None:
    assert read("") == Reading({}, {}, frozenset(), 0, 0, 0, frozenset())


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    found = read(text)
    assert all(-1 <= sign <= 1 for sign in found.words.values())
    assert set(found.scales.values()) <= {1, -1}
    assert found.denials >= 0 <= found.sweeping


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=30))
def test_a_stem_is_a_beginning_of_its_word(word: str) -> None:
    assert word.startswith(stem(word))
    assert len(stem(word)) >= min(3, len(word))
