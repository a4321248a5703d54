from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlgraph.search import lexical
from dlgraph.search.lexical import Stemmer


@pytest.fixture(scope="module")
def stemmer() -> Stemmer:
    return Stemmer()


def test_words_are_stemmed_in_order_with_repeats_kept(stemmer: Stemmer) -> None:
    assert stemmer.stems("Training trains a network; networks TRAINED.") == [
        "train", "train", "a", "network", "network", "train",
    ]  # fmt: skip


def test_a_query_gives_each_stem_once_with_the_word_that_had_it_first(stemmer: Stemmer) -> None:
    assert list(stemmer.by_word("Training networks, trained network?").items()) == [
        ("train", "training"),
        ("network", "networks"),
    ]


@pytest.mark.parametrize("text", ["", "?!", " … ", '"', "*", "()"])
def test_texts_without_words_have_no_stems(stemmer: Stemmer, text: str) -> None:
    assert stemmer.stems(text) == []
    assert stemmer.by_word(text) == {}


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from(["Deep", "nets", "naïve", "CAFÉ", "Über", "x2", "-", "?", "'", "_", "/", "ñandú"]), max_size=8
    )
)
def test_a_query_finds_the_words_of_a_text_with_its_accents_case_and_punctuation(parts: list[str]) -> None:
    stemmer = Stemmer()
    assert set(stemmer.by_word(" ".join(parts))) == set(stemmer.stems(" ".join(parts)))


def test_stemming_is_safe_in_threads(stemmer: Stemmer) -> None:
    texts = [f"training networks number{number} deeply" for number in range(200)]
    expected = [["train", "network", f"number{number}", "deepli"] for number in range(200)]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(stemmer.stems, texts)) == expected
        found = list(pool.map(stemmer.by_word, texts))
    assert [list(words) for words in found] == expected


def test_idf_is_that_of_okapi_and_never_negative() -> None:
    assert lexical.idf(100, 1) == pytest.approx(math.log(99.5 / 1.5))
    assert lexical.idf(100, 0) == pytest.approx(math.log(100.5 / 0.5))
    assert lexical.idf(100, 50) == 1e-6
    assert lexical.idf(100, 100) == 1e-6
    assert lexical.idf(1, 1) == 1e-6


def test_words_that_most_documents_hold_are_left_out() -> None:
    by_word = {"the": "the", "rare": "rare", "new": "new"}
    terms = lexical.weigh(by_word, {"the": 90, "rare": 2}, 100)
    assert [term.stem for term in terms] == ["new", "rare"]
    assert [term.stem for term in lexical.weigh({"the": "the"}, {"the": 90}, 100)] == ["the"]


def test_at_most_64_words_of_a_query_count_the_rarest_ones() -> None:
    by_word = {f"w{number:03}": f"w{number:03}" for number in range(100)}
    frequencies = {stem: 1 + at for at, stem in enumerate(by_word)}
    terms = lexical.weigh(by_word, frequencies, 1000)
    assert [term.stem for term in terms] == [f"w{number:03}" for number in range(64)]


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.sampled_from("abcdef"), max_size=30),
    st.sets(st.sampled_from("abcdefg"), max_size=7),
    st.integers(0, 50),
    st.sampled_from([0.0, 0.5, 1.0, 7.3, 100.0]),
)
def test_coverage_lies_between_nothing_and_the_best_possible(
    stems: list[str], query: set[str], holding: int, average: float
) -> None:
    terms = lexical.weigh({stem: stem for stem in query}, dict.fromkeys(query, holding), 50)
    covered = lexical.coverage(stems, terms, average)
    assert 0 <= covered <= 1
    assert (covered > 0) == bool(set(stems) & query)


def test_more_of_a_query_in_a_document_is_more_coverage() -> None:
    terms = lexical.weigh({"deep": "deep", "net": "net"}, {"deep": 3, "net": 3}, 100)
    one = lexical.coverage(["deep", "x", "y"], terms, 3.0)
    both = lexical.coverage(["deep", "net", "y"], terms, 3.0)
    assert one == pytest.approx(both / 2)
    assert lexical.coverage(["x", "y", "z"], terms, 3.0) == 0


def test_common_words_give_way_where_too_many_documents_would_have_to_be_looked_at() -> None:
    by_word = {"rare": "rare", "known": "known", "common": "common", "usual": "usual"}
    frequencies = {"rare": 10, "known": 150_000, "common": 300_000, "usual": 400_000}
    stems = [term.stem for term in lexical.weigh(by_word, frequencies, 1_000_000)]
    assert stems == ["rare", "known"]


def test_a_single_word_is_looked_for_however_common_it_is() -> None:
    assert [term.stem for term in lexical.weigh({"usual": "usual"}, {"usual": 400_000}, 1_000_000)] == ["usual"]
