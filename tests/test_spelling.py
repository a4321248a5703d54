"""Slips of the keyboard: how far two words are apart, and which words of a question are mended."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlgraph.spelling import mend, slips

short = st.text("abc", max_size=7)
NAMES = ["network", "neural", "gradient", "overfitting", "token"]


def mended(question: str, *known: str, names: list[str] = NAMES) -> str:
    return mend(question, lambda word: word in {*known, *names}, lambda _: names)


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [
        ("", "", 0), ("", "abc", 3), ("token", "tokens", 1), ("token", "tken", 1), ("token", "taken", 1),
        ("token", "toekn", 1), ("kitten", "sitting", 3), ("ca", "abc", 3),
    ],
)  # fmt: skip
def test_letters_put_in_left_out_replaced_and_swapped_are_one_slip_each(one: str, other: str, distance: int) -> None:
    assert slips(one, other) == distance


@settings(deadline=None, max_examples=150)
@given(short, short)
def test_the_distance_is_symmetric_zero_only_for_equals_and_within_the_lengths(one: str, other: str) -> None:
    distance = slips(one, other)
    assert distance == slips(other, one)
    assert (distance == 0) == (one == other)
    assert abs(len(one) - len(other)) <= distance <= max(len(one), len(other))


@settings(deadline=None, max_examples=60)
@given(short, short, short)
def test_what_surrounds_two_words_alike_adds_nothing(head: str, one: str, other: str) -> None:
    assert slips(f"{head}{one}", f"{head}{other}") <= slips(one, other)


def test_an_unknown_word_becomes_the_name_it_is_a_slip_from_and_the_rest_stays() -> None:
    assert mended("What is a Nerual netwrok, please?", "what", "please") == "What is a neural network, please?"


def test_a_word_that_occurs_in_the_glossary_is_left() -> None:
    assert mended("what is a tokens", "tokens") == "what is a tokens"


def test_short_words_and_numbers_are_left() -> None:
    assert mended("toke 12345", names=["token", "12346"]) == "toke 12345"


def test_two_slips_are_mended_only_in_words_of_eight_letters_and_more() -> None:
    assert mended("gradeint overfiting") == "gradient overfitting"
    assert mended("grdaeint") == "gradient"
    assert mended("nueron", names=["tokens"]) == "nueron"
    assert mended("tikan") == "tikan"


def test_a_word_as_near_to_two_names_is_left() -> None:
    assert mended("boken", names=["token", "broken"]) == "boken"


def test_the_nearer_of_two_names_wins() -> None:
    assert mended("networkz", names=["networks", "netwerks"]) == "networks"
