"""dlgraph/rdf/places.py: the lines of Turtle; those of RDF/XML and JSON-LD are tested with their reader."""

from __future__ import annotations

import pytest

from dlgraph.rdf import places


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("@prefix e: <http://e/> .\n\ne:tea a e:X .\n", {"http://e/tea": 3}),
        ("@prefix a: <http://a/> . @prefix e: <http://e/> .\ne:tea a a:X .", {"http://e/tea": 2}),
        ("PREFIX e: <http://e/> e:tea a e:X .", {"http://e/tea": 1}),
        ("@base <http://e/> .\n<tea> a <X> .", {"http://e/tea": 2}),
        ("@prefix : <http://e/> .\n:tea a :X . :cup a :X ; :in <y> . <http://f/z> a :X .",
         {"http://e/tea": 2, "http://e/cup": 2, "http://f/z": 2}),
        ("<http://e/tea> <http://e/p> 'a. b' .\n<http://e/tea> <http://e/q> 'c' .", {"http://e/tea": 1}),
        ("unknown:tea a unknown:X .", {}),
    ],
)  # fmt: skip
def test_a_subject_stands_on_the_line_that_names_it_first(text: str, lines: dict[str, int]):
    assert places.turtle(text).subjects == lines
