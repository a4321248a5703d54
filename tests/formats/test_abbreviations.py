"""dlgraph/formats/abbreviations.py: spelled-out abbreviations are names of concepts."""

from __future__ import annotations

from dlgraph.concept import Concept
from dlgraph.formats.abbreviations import attach
from dlgraph.model import Source

PLACE = Source("a.md", 3)


def test_a_concept_gets_the_name_it_lacks():
    concepts = (Concept("html", "HTML"), Concept("css", "Cascading Style Sheets"))
    spelled = [("HTML", "Hyper Text", PLACE), ("CSS", "Cascading style sheets", PLACE)]
    changed, dropped, count = attach(concepts, spelled)
    assert [concept.aliases for concept in changed] == [("Hyper Text",), ("CSS",)]
    assert (dropped, count) == ((), 2)


def test_what_names_no_concept_or_says_nothing_new_is_dropped_with_its_reason():
    concepts = (Concept("html", "HTML", "Hyper Text", aliases=("Hypertext language",)),)
    spelled = [("W3C", "Consortium", PLACE), ("HTML", "hyper text", PLACE), ("HTML", "Hypertext language", PLACE)]
    changed, dropped, count = attach(concepts, spelled)
    assert changed == concepts
    assert [(drop.what, drop.why, drop.kind) for drop in dropped] == [
        ("W3C", "no concept has this name", "abbreviations"),
        ("HTML", "it is there already", "abbreviations"),
        ("HTML", "it is there already", "abbreviations"),
    ]
    assert count == 0


def test_one_name_is_given_once():
    changed, dropped, count = attach((Concept("html", "HTML"),), [("HTML", "Hyper Text", PLACE)] * 2)
    assert (changed[0].aliases, len(dropped), count) == (("Hyper Text",), 1, 1)
