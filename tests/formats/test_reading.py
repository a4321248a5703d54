"""dlgraph/formats/reading.py: what a reader hands over, counted so that found is kept and dropped together."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from dlgraph.concept import Concept, Faq, Misconception, Reference, Section
from dlgraph.formats.reading import DEPRECATED, ROUTINE, Reading, complete, count_kept, joined
from dlgraph.ledger import Dropped, Problem
from dlgraph.model import Source

PLACE = Source("a.md", 3)
FULL = Concept(
    "tea", "Tea", aliases=("chai", "cha"), tags=("hot",), broader=(Reference("drink"),), narrower=(Reference("green"),),
    related=(Reference("cup"), Reference("milk")), references=(Reference("leaf"),),
    sections=(Section("Use", "Drink."),), faqs=(Faq("tea#hot", "Hot?", "Yes."),),
    misconceptions=(Misconception("tea#m", "It is coffee.", "No."),),
)  # fmt: skip


def test_everything_a_concept_holds_is_counted():
    assert count_kept([FULL], [Faq("f", "Why?", "So.")]) == {
        "concepts": 1, "faqs": 2, "misconceptions": 1, "sections": 1, "aliases": 2, "tags": 1, "relations": 4,
        "links": 1,
    }  # fmt: skip


def test_what_the_reader_counts_itself_is_not_counted_again():
    drop = Dropped("https://x", "it leads to the web", PLACE, "links")
    blank = Dropped("tags", "it is blank", PLACE, "tags")
    found = complete(Reading((FULL,), dropped=(drop, blank), found={"links": 2})).found
    assert (found["links"], found["tags"], found["aliases"]) == (2, 2, 2)


def test_abbreviations_are_counted_as_they_are_spelled_out():
    assert complete(Reading(abbreviations=(("API", "Interface", PLACE),))).found["abbreviations"] == 1


def test_several_readings_are_joined_in_their_order():
    one = Reading((FULL,), found={"links": 1}, kept={"rows": 1}, addresses={"/tea/": "tea"})
    note = Problem("no-title", "warning", "no title", PLACE)
    two = Reading(faqs=(Faq("f", "Why?", "So."),), notes=(note,), found={"links": 2}, addresses={"/cup/": "cup"})
    both = joined([one, two])
    assert (both.concepts, [faq.id for faq in both.faqs], both.notes) == ((FULL,), ["f"], (note,))
    assert (both.found, both.kept) == ({"links": 3}, {"rows": 1})
    assert both.addresses == {"/tea/": "tea", "/cup/": "cup"}


@given(st.lists(st.sampled_from(["links", "tags", "relations", "rows", "pointers"])), st.booleans())
def test_of_each_kind_as_many_are_found_as_are_kept_and_dropped(kinds: list[str], full: bool):
    dropped = tuple(Dropped("x", "why", PLACE, kind) for kind in kinds)
    read = complete(Reading((FULL,) if full else (), dropped=dropped))
    kept = count_kept(read.concepts, read.faqs)
    lost = Counter(kinds)
    assert {kind: kept[kind] + lost[kind] for kind in read.found} == read.found


def test_deprecated_concepts_are_left_out_by_their_nature():
    assert DEPRECATED in ROUTINE
