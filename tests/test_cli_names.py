"""dlgraph/cli/names.py: where one name ends and the next begins, with quotation marks and without."""

from __future__ import annotations

import shlex
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlgraph.cli.names import divide

NAMES = {"gpu", "cnn", "rnn", "deep learning", "machine learning", "neural", "network", "neural network", "precision",
         "precision and recall", "to do"}  # fmt: skip


def known(name: str) -> bool:
    return name.casefold() in NAMES


def divided(line: str, most: int | None = None) -> list[str]:
    return divide(shlex.split(line), known, most)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("cnn rnn", ["cnn", "rnn"]),
        ("CNN vs RNN", ["CNN", "RNN"]),
        ("cnn to rnn", ["cnn", "rnn"]),
        ("cnn and rnn and gpu", ["cnn", "rnn", "gpu"]),
        ("deep learning gpu", ["deep learning", "gpu"]),
        ("machine learning deep learning", ["machine learning", "deep learning"]),
        ("'deep learning' vs gpu", ["deep learning", "gpu"]),
        ("'deep learning' 'machine learning'", ["deep learning", "machine learning"]),
        ("neural network gpu", ["neural network", "gpu"]),
        ("neural network", ["neural", "network"]),
        ("precision and cnn", ["precision", "cnn"]),
        ("precision and recall vs cnn", ["precision and recall", "cnn"]),
        ("cnn to to do", ["cnn", "to do"]),
    ],
)
def test_a_row_of_words_is_divided_into_names(line: str, names: list[str]) -> None:
    assert divided(line) == names


@pytest.mark.parametrize(
    ("line", "unknown"),
    [
        ("deep lerning gpu", "deep lerning"),
        ("gpu deep lerning", "deep lerning"),
        ("gpu vs deep lerning vs cnn", "deep lerning"),
        ("'deep lerning' gpu", "deep lerning"),
        ("gpu to nowhere", "nowhere"),
        ("nowhere", "nowhere"),
        ("cnn vs", "vs"),
    ],
)
def test_a_name_that_nobody_has_is_among_the_names(line: str, unknown: str) -> None:
    assert [name for name in divided(line) if not known(name)] == [unknown]


def test_as_many_names_are_looked_for_as_there_may_be() -> None:
    assert divided("neural network gpu", 2) == ["neural network", "gpu"]
    assert divided("cnn rnn gpu", 2) == ["cnn", "rnn", "gpu"]
    assert divided("gpu") == ["gpu"]
    assert divided("deep learning") == ["deep learning"]
    assert divided("") == []


@given(st.lists(st.sampled_from(sorted(NAMES - {"neural network", "neural", "network", "to do"})), min_size=2))
def test_names_in_quotation_marks_are_found_again(names: list[str]) -> None:
    assert divided(shlex.join(names)) == names


@given(st.lists(st.sampled_from([*NAMES, "vs", "and", "x", "", " "])), st.sampled_from([None, 2]))
def test_no_word_but_those_between_known_names_is_lost(words: list[str], most: int | None) -> None:
    names = divide(words, known, most)
    lost = Counter(" ".join(words).split()) - Counter(" ".join(names).split())
    assert set(lost) <= {"vs", "and"} or not all(map(known, names))
