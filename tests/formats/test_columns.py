"""dlgraph/formats/columns.py: the names of columns, however they are spelled."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlgraph.formats.columns import COLUMNS, meaning, with_names


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("TERM", "label"), ("Term Name", "label"), ("Term(s)", "label"), ("Definition*", "definition"),
        ("See_Also", "related"),
        ("relatedTerms", "related"), ("altLabel", "aliases"), ("Parent Term:", "broader"), ("Term ID", "id"),
        ("Definition (EN)", "definition"), ("Answer text", "answer"), ("Owner", ""), ("relatedSynonym", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_column_means_the_same_however_it_is_spelled(key: str, name: str):
    assert meaning(key) == name


@given(st.sampled_from(sorted(COLUMNS)), st.sampled_from([str.upper, str.title, str.capitalize]))
def test_case_does_not_matter(key: str, spell: object):
    assert callable(spell)
    assert meaning(spell(key)) == COLUMNS[key]


def test_columns_of_several_values_are_joined_and_of_one_value_the_first_that_is_filled_wins():
    assert with_names({"Synonyms": "a; b", "Acronym": "c", "Term": "", "Title": "T", "Name": "N", "Owner": "x"}) == {
        "aliases": ["a", " b", "c"], "label": "T", "Name": "N", "Owner": "x",
    }  # fmt: skip
