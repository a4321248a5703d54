"""dlgraph/search/vocabulary.py: the words of an index and ways to mend a name, without vectors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from dlgraph.knowledge import Located, build
from dlgraph.search import database
from dlgraph.search.vocabulary import Vocabulary

# bread: "Loaves rise decently."   gradient descent: "A method."
PAGES = {
    "bread.md": "---\ntitle: Bread\ndescription: Loaves rise decently.\n---\n",
    "gradient-descent.md": "---\ntitle: Gradient descent\ndescription: A method.\n---\n",
}


@pytest.fixture(scope="module")
def vocabulary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vocabulary]:
    folder = tmp_path_factory.mktemp("corpus")
    for name, text in PAGES.items():
        (folder / name).write_text(text)
    place = Located(folder, tmp_path_factory.mktemp("index"), "hash")
    built = build(place)
    with closing(database.connect(place.folder / Path(built.data))) as connection:
        yield Vocabulary(connection)


@pytest.mark.parametrize("text", ["loaves", "rises", "rise decently", "GRADIENT-DESCENT", "breads"])
def test_words_are_held_in_any_number_and_tense_and_in_their_order(vocabulary: Vocabulary, text: str) -> None:
    assert vocabulary.holds(text)


@pytest.mark.parametrize("text", ["", '"', "* OR bread", "decently rise", "sushi", "bread descent", "( NEAR", "\0"])
def test_what_the_texts_do_not_hold_is_not_held_whatever_it_looks_like(vocabulary: Vocabulary, text: str) -> None:
    assert not vocabulary.holds(text)


def test_a_misspelt_name_is_mended_first_where_its_word_occurs_nowhere(vocabulary: Vocabulary) -> None:
    assert vocabulary.mended("braed") == ["bread"]
    assert vocabulary.mended("gradiant descent") == ["gradient descent"]


def test_a_word_that_occurs_is_mended_only_in_a_name_of_several_words(vocabulary: Vocabulary) -> None:
    assert vocabulary.mended("decent") == []
    assert vocabulary.mended("gradient decent") == ["gradient descent"]


@pytest.mark.parametrize("text", ["", "bread", "gradient descent", "sushi", "rise decently"])
def test_what_needs_no_mending_or_is_no_slip_is_left(vocabulary: Vocabulary, text: str) -> None:
    assert vocabulary.mended(text) == []
