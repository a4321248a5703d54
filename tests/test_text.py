"""dlgraph/text.py: laws of folding, slugs, excerpts and chunks."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlgraph.text import chunks, excerpt, fold, label_forms, one_line, slug, unique, words

TEXT = st.text(max_size=60)
# Letters, separators, apostrophes, signs that end a name, accents and marks: what labels are made of.
LABELS = st.text(st.sampled_from(list("aBéßσΣ1 _-/–—'’“\"+#?!.,()\u0301ǅıİﬁ½")), max_size=20)
WORD_LIST = st.lists(st.text(st.characters(categories=["Ll", "Nd", "Po"]), min_size=1, max_size=4), max_size=150)


# -- fold ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        (" Résumé-Parser? ", "resume parser"),
        ("machine_learning", "machine learning"),
        ("Machine–Learning", "machine learning"),
        ("TCP/IP", "tcp ip"),
        ("a \t\n b", "a b"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("“Attention”", "attention"),
        ("What’s this?", "what's this"),
        ("What's this", "what's this"),
        ("C++", "c++"),
        ("C#", "c#"),
        ("C#?", "c#"),
        ("C", "c"),
        ("(LLM)", "llm"),
        ("e.g. this", "e.g. this"),
        ("ﬁne", "fine"),
        ("", ""),
        ("?!", ""),
        ("---", ""),
    ],
)
def test_fold_removes_what_does_not_change_the_meaning(text: str, folded: str):
    assert fold(text) == folded


@pytest.mark.parametrize("pair", [("C", "C++"), ("C", "C#"), ("C++", "C#"), ("RNN", "RNNs"), ("ab", "a b")])
def test_fold_keeps_different_names_apart(pair: tuple[str, str]):
    assert fold(pair[0]) != fold(pair[1])


@pytest.mark.parametrize(
    "pair",
    [
        ("लड़का", "लड़की"),  # Hindi: boy, girl; they differ in a vowel sign at the end
        ("カード", "ガード"),  # Japanese: card, guard; they differ in a voicing mark
        ("กา", "กี"),  # Thai: crow, how many; they differ in a vowel sign
    ],
)
def test_fold_keeps_words_apart_that_differ_in_a_mark_which_is_no_accent(pair: tuple[str, str]):
    assert fold(pair[0]) != fold(pair[1])


@given(TEXT | LABELS)
@settings(deadline=None, max_examples=200)
def test_folding_twice_is_folding_once(text: str):
    assert fold(fold(text)) == fold(text)


@given(LABELS)
@settings(deadline=None, max_examples=100)
def test_a_folded_text_has_single_spaces_and_none_at_its_ends(text: str):
    folded = fold(text)
    assert folded == " ".join(folded.split())
    assert not re.search(r"[A-Z_\-]", folded)


# -- slug and words ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What is Deep Learning?", "what-is-deep-learning"),
        ("What's new?", "whats-new"),
        ("C++", "c++"),
        ("C# or C++?", "c#-or-c++"),
        ("1 + 1", "1-1"),
        ("naïve_bayes", "naive-bayes"),
        ("Нейросеть", "неиросеть"),
        ("???", "item"),
        ("", "item"),
    ],
)
def test_slug_joins_words_by_hyphens(text: str, expected: str):
    assert slug(text) == expected


@given(TEXT | LABELS)
@settings(deadline=None, max_examples=200)
def test_a_slug_is_never_empty_and_has_no_space_and_no_slash(text: str):
    made = slug(text)
    assert made
    assert not re.search(r"[\s/\\?%:]", made)
    assert not made.startswith("-")
    assert not made.endswith("-")


@given(LABELS)
@settings(deadline=None, max_examples=100)
def test_the_slug_of_a_slug_is_the_slug(text: str):
    assert slug(slug(text)) == slug(text)


@pytest.mark.parametrize(
    ("label", "forms"),
    [
        ("Role-Based Access Control (RBAC)", ["role based access control (rbac", "role based access control", "rbac"]),
        ("k-nearest neighbours (k-NN)", ["k nearest neighbours (k nn", "k nearest neighbours", "k nn"]),
        ("Python (language)", ["python (language", "python"]),
        ("Token (NLP)", ["token (nlp", "token"]),  # no short form of it but the field it belongs to
        ("Recall (of facts)", ["recall (of facts", "recall"]),
        ("(RBAC) control", ["rbac) control"]),
        ("Deep Learning", ["deep learning"]),
        ("(X)", ["x"]),
        ("???", []),
        ("", []),
    ],
)
def test_a_label_with_a_parenthesis_has_several_forms(label: str, forms: list[str]):
    assert label_forms(label) == forms


def test_words_keep_their_order_and_repeats():
    assert words("The GPT-4 model, the model's size: 1.8T") == [
        "the", "gpt", "4", "model", "the", "model", "s", "size", "1", "8t",
    ]  # fmt: skip


def test_text_without_letters_has_no_words():
    assert words(" -- … ?! ") == []


# -- one line and excerpt ------------------------------------------------------------------------------------------


def test_one_line_joins_lines_and_runs_of_space():
    assert one_line("  a\n\n b\t c \r\n") == "a b c"


def test_a_text_that_fits_is_its_own_excerpt():
    assert excerpt("exactly ten", width=11) == "exactly ten"


def test_an_excerpt_ends_at_a_whole_word_without_its_punctuation():
    assert excerpt("one, two, three", width=11) == "one, two…"
    assert excerpt("one, two, three", width=9) == "one…"


def test_a_word_longer_than_the_excerpt_is_cut():
    assert excerpt("incomprehensibilities", width=8) == "incompr…"


@given(WORD_LIST, st.integers(1, 80))
@settings(deadline=None, max_examples=150)
def test_an_excerpt_keeps_to_its_width_and_begins_as_the_text_does(parts: list[str], width: int):
    line = " ".join(parts)
    short = excerpt(line, width)
    assert len(short) <= width
    if short != line:
        assert len(line) > width
        assert short.endswith("…")
        assert line.startswith(short[:-1])


# -- chunks --------------------------------------------------------------------------------------------------------


def test_blank_text_has_no_chunk():
    assert chunks(" \n ") == []


def test_a_text_of_the_chunk_size_is_one_chunk():
    text = " ".join(str(number) for number in range(60))
    assert chunks(text) == [text]


def test_one_word_more_makes_a_second_chunk_that_begins_with_the_overlap():
    first, second = chunks(" ".join(str(number) for number in range(61)))
    assert first.split() == [str(number) for number in range(60)]
    assert second.split() == [str(number) for number in range(40, 61)]


@given(WORD_LIST, st.integers(1, 20), st.data())
@settings(deadline=None, max_examples=150)
def test_chunks_cover_every_word_in_order(parts: list[str], size: int, data: st.DataObject):
    overlap = data.draw(st.integers(0, size - 1))
    tokens = " ".join(parts).split()
    made = [chunk.split() for chunk in chunks(" ".join(tokens), size, overlap)]
    joined = made[0] if made else []
    for before, after in itertools.pairwise(made):
        assert before[len(before) - overlap :] == after[:overlap]
        joined = joined + after[overlap:]
    assert joined == tokens


@given(WORD_LIST, st.integers(1, 20), st.data())
@settings(deadline=None, max_examples=100)
def test_no_chunk_is_too_long_and_the_last_ends_with_the_last_word(parts: list[str], size: int, data: st.DataObject):
    overlap = data.draw(st.integers(0, size - 1))
    tokens = " ".join(parts).split()
    made = [chunk.split() for chunk in chunks(" ".join(tokens), size, overlap)]
    assert all(1 <= len(chunk) <= size for chunk in made)
    assert all(len(chunk) == size for chunk in made[:-1])
    # A last chunk that only repeats what the one before it says would be embedded for nothing.
    assert all(len(chunk) > overlap for chunk in made[1:])
    assert [chunk[-1] for chunk in made[-1:]] == tokens[-1:]


@pytest.mark.parametrize(("size", "overlap"), [(5, 5), (5, 6), (5, -1), (0, 0)])
def test_an_overlap_that_would_never_advance_is_refused(size: int, overlap: int):
    with pytest.raises(ValueError, match="overlap must be in"):
        chunks("a b c", size, overlap)


# -- unique --------------------------------------------------------------------------------------------------------


def test_unique_numbers_a_name_that_is_taken():
    taken: set[str] = set()
    assert [unique("a", taken) for _ in range(3)] == ["a", "a-2", "a-3"]
    assert taken == {"a", "a-2", "a-3"}


def test_unique_counts_on_without_gaps_however_many_share_a_name():
    taken: set[str] = set()
    assert [unique("a", taken) for _ in range(2000)] == ["a", *(f"a-{number}" for number in range(2, 2001))]


def test_unique_passes_over_a_numbered_name_that_is_taken():
    assert unique("a", {"a", "a-2"}) == "a-3"


@given(st.lists(st.sampled_from(["a", "a-2", "b", "a-2-2"]), max_size=12))
@settings(deadline=None, max_examples=50)
def test_unique_never_gives_a_name_twice(names: list[str]):
    taken: set[str] = set()
    made = [unique(name, taken) for name in names]
    assert len(set(made)) == len(names)
