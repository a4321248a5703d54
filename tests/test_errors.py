"""dlgraph/errors.py: one tree, and messages that carry their cure."""

from __future__ import annotations

import inspect

import pytest

from dlgraph import errors
from dlgraph.errors import DlgraphError, UnknownConceptError


def test_every_error_of_the_module_descends_from_one_root():
    classes = [value for _, value in inspect.getmembers(errors, inspect.isclass) if value.__module__ == errors.__name__]
    assert len(classes) == 7
    assert all(issubclass(value, DlgraphError) for value in classes)


def test_an_error_shows_its_cure_below_its_message():
    error = DlgraphError("the file is broken", cure="Mend it.")
    assert str(error) == "the file is broken\n  Mend it."
    assert (error.message, error.cure) == ("the file is broken", "Mend it.")


def test_an_error_without_a_cure_is_its_message():
    assert str(DlgraphError("the file is broken")) == "the file is broken"


def test_an_unknown_concept_is_a_key_error_and_still_reads_as_a_sentence():
    with pytest.raises(KeyError) as caught:
        raise UnknownConceptError("drop out", ["Dropout", "Dropout rate"])
    assert str(caught.value) == (
        "no concept is called 'drop out' in this glossary\n  Did you mean: Dropout, Dropout rate?"
    )
    assert caught.value.near == ("Dropout", "Dropout rate")


def test_an_unknown_concept_with_nothing_near_points_at_the_tree():
    error = UnknownConceptError("zebra")
    assert error.near == ()
    assert str(error) == "no concept is called 'zebra' in this glossary\n  `dlgraph tree` lists the concepts."


def test_near_names_may_come_from_an_iterator_that_is_read_once():
    error = UnknownConceptError("x", (name for name in ("A", "B")))
    assert error.near == ("A", "B")
    assert error.cure == "Did you mean: A, B?"
