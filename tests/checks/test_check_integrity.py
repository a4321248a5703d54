"""dlgraph/checks/integrity.py and lexicon.py: the conditions of SKOS, and what front matter says in its terms."""

from __future__ import annotations

import itertools
from datetime import date
from pathlib import Path

import networkx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlgraph.checks import lexicon, table
from dlgraph.checks.finding import Finding
from dlgraph.checks.lexicon import Statement, XlLabel
from dlgraph.checks.subject import Subject
from dlgraph.concept import Concept, Reference
from dlgraph.formats.corpus import Corpus
from dlgraph.ledger import Ledger
from dlgraph.model import Source

IDS = "abcdefg"
EDGES = st.sets(st.tuples(st.sampled_from(IDS), st.sampled_from(IDS)).filter(lambda pair: pair[0] != pair[1]))


def page(title: str, more: str = "") -> str:
    return f"---\ntitle: {title}\n{more}\n---\n\nWhat {title} is.\n"


def concept(**extra: object) -> Concept:
    return Concept("tea", "Tea", aliases=("brew",), extra=extra)


def findings(concepts: list[Concept], code: str) -> tuple[Finding, ...]:
    subject = Subject(Corpus(Path("nowhere"), tuple(concepts), (), Ledger({}), ()), today=date(2026, 11, 22))
    return table.run(subject, [table.CHECKS[code]]).findings


def graph(broader: set[tuple[str, str]], related: set[tuple[str, str]] = frozenset()) -> list[Concept]:
    def of(id: str, pairs: set[tuple[str, str]]) -> tuple[Reference, ...]:
        return tuple(Reference(other, line) for line, (one, other) in enumerate(sorted(pairs), 2) if one == id)

    return [
        Concept(id, id.upper(), "x", broader=of(id, broader), related=of(id, related), source=Source(f"{id}.csv"))
        for id in IDS
    ]


# -- S27 and the hierarchy, against a plain reading of their definitions -------------------------------------------


@settings(max_examples=200, deadline=None)
@given(EDGES, EDGES)
def test_related_concepts_are_found_if_and_only_if_one_is_above_the_other(broader, related):
    above = networkx.transitive_closure(networkx.DiGraph(broader))
    wrong = {frozenset(pair) for pair in related if above.has_edge(*pair) or above.has_edge(*reversed(pair))}
    found = findings(graph(broader, related), "S27")
    assert {frozenset({it.subject, it.evidence[0].text[-1].lower()}) for it in found} == wrong
    assert len(found) == len(wrong)


@settings(max_examples=100, deadline=None)
@given(EDGES, EDGES)
def test_the_proof_is_a_chain_from_one_of_them_up_to_the_other(broader, related):
    for finding in findings(graph(broader, related), "S27"):
        first, *chain = [each.text for each in finding.evidence]
        steps = [(text[0].lower(), text[-1].lower()) for text in chain]
        assert {steps[0][0], steps[-1][1]} == {first[0].lower(), first[-1].lower()}
        assert all(one[1] == other[0] for one, other in itertools.pairwise(steps))
        assert set(steps) <= broader


def test_related_to_something_three_levels_up_is_proven_with_every_step(found):
    # green-tea > tea > hot-drink > drink, and green-tea is related to drink
    files = {
        "green-tea.md": page("Green tea", "broader: [tea]\nrelated: [drink]"),
        "tea.md": page("Tea", "broader: [hot-drink]"),
        "hot-drink.md": page("Hot drink", "broader: [drink]"),
        "drink.md": page("Drink"),
    }
    (finding,) = found(files, "S27")
    assert finding.message == "Green tea is related to Drink, and Green tea is below Drink"
    assert [(str(each.source), each.text) for each in finding.evidence] == [
        ("green-tea.md:4", "Green tea is related to Drink"),
        ("green-tea.md:3", "Green tea has the broader concept Tea"),
        ("tea.md:3", "Tea has the broader concept Hot drink"),
        ("hot-drink.md:3", "Hot drink has the broader concept Drink"),
    ]


# -- labels --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "more",
    [
        "aliases: [tea]",  # another spelling is another label
        "prefLabel: {de: Tea}",
        "aliases: [brew]\naltLabel: {de: Tea}",
        "aliases: [brew]\nhiddenLabel: [Brew]",
        "aliases: [brew, brew]",  # told as an entry too many
    ],
)
def test_labels_that_differ_in_letters_language_or_place_are_in_order(said, more):
    assert said({"tea.md": page("Tea", more)}, "S13") == []


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ("aliases: [Tea]", "Tea: 'Tea' is its prefLabel and its altLabel"),
        ("aliases: [brew]\nhiddenLabel: brew", "Tea: 'brew' is its altLabel and its hiddenLabel"),
        ("language: en\naltLabel: {en: Tea}", "Tea: 'Tea' is its prefLabel and its altLabel"),
        ("prefLabel: {de: Tee}\naltLabel: {de: [Blatt, Tee]}", "Tea: 'Tee' is its prefLabel and its altLabel"),
        ("prefLabel@de: Tee\naltLabel@de: [Tee]", "Tea: 'Tee' is its prefLabel and its altLabel"),
    ],
)
def test_a_label_used_twice_is_found_in_its_language(said, more, message):
    assert [text.partition(": ")[2] for text in said({"tea.md": page("Tea", more)}, "S13")] == [message]


@pytest.mark.parametrize(
    "more", ["term: tea", "label: Tea", "prefLabel: {de: Tee, fr: Thé}", "prefLabel: {en-GB: Tea}"]
)
def test_one_preferred_label_a_language_is_in_order(said, more):
    assert said({"tea.md": page("Tea", more)}, "S14") == []


@pytest.mark.parametrize(
    "more", ["term: Infusion", "prefLabel: {de: [Tee, Aufguss]}", "language: en\nprefLabel: {en: Infusion}"]
)
def test_two_preferred_labels_in_a_language_are_found(said, more):
    assert len(said({"tea.md": page("Tea", more)}, "S14")) == 1


# -- classes, mappings, SKOS-XL ------------------------------------------------------------------------------------


def test_a_scheme_that_is_a_page_of_concepts_is_found(said):
    files = {"tea.md": page("Tea", "inScheme: drinks"), "drinks.md": page("Drinks")}
    assert said(files, "S9") == ["tea.md:3: Tea: inScheme names 'Drinks', which is a concept"]
    files["drinks.md"] = page("Drinks", "type: ConceptScheme")
    assert said(files, "S9") == []


def test_a_scheme_with_the_address_of_a_concept_is_found(said):
    files = {
        "tea.md": page("Tea", "inScheme: https://drinks.example/cup"),
        "cup.md": page("Cup", "iri: https://drinks.example/cup"),
    }
    assert len(said(files, "S9")) == 1
    # An address that only ends like a page is another thing.
    files["cup.md"] = page("Cup")
    assert said(files, "S9") == []


@pytest.mark.parametrize("more", ["member: [cup]", "type: Collection", "type: Ordered Collection"])
def test_a_collection_with_broader_concepts_is_found(said, more):
    files = {"tea.md": page("Tea", f"{more}\nbroader: [cup]"), "cup.md": page("Cup")}
    assert said(files, "S37") == ["tea.md:1: Tea is a collection, and a concept by its relations"]
    files["tea.md"] = page("Tea", more)
    assert said(files, "S37") == []


def test_a_mapping_clashes_through_others_and_says_by_which_way(found):
    # tea = x = cup, and tea is broader than cup
    files = {
        "tea.md": page("Tea", "exactMatch: https://x.example/1\nbroadMatch: cup"),
        "cup.md": page("Cup", "exactMatch: https://x.example/1"),
    }
    (finding,) = found(files, "S46")
    assert [each.text for each in finding.evidence] == [
        "Tea: broadMatch cup",
        "Tea: exactMatch https://x.example/1",
        "Cup: exactMatch https://x.example/1",
    ]


@settings(max_examples=100, deadline=None)
@given(EDGES, EDGES)
def test_mappings_clash_if_and_only_if_exact_matches_connect_them(exact, broad):
    joined = networkx.Graph(exact)
    wrong = {pair for pair in broad if joined.has_node(pair[0]) and joined.has_node(pair[1])
             and networkx.has_path(joined, *pair)}  # fmt: skip
    concepts = [
        Concept(id, id.upper(), "x", extra={
            "exactMatch": [other for one, other in sorted(exact) if one == id],
            "broadMatch": [other for one, other in sorted(broad) if one == id],
        })
        for id in IDS
    ]  # fmt: skip
    found = findings(concepts, "S46")
    assert {(it.subject, it.evidence[0].text[-1]) for it in found} == wrong


@pytest.mark.parametrize("code", ["S48", "S52", "S58"])
def test_without_labels_of_their_own_the_conditions_of_skos_xl_are_not_checkable(result, code):
    made = result({"tea.md": page("Tea", "altLabel: {de: Tee}")}, code)
    assert (made.state, made.why) == ("not checkable", "no SKOS-XL labels are here")


def test_a_label_of_skos_xl_without_form_and_one_that_is_only_named(said):
    assert len(said({"tea.md": page("Tea", "skosxl:altLabel: {id: brew}")}, "S52")) == 1
    assert said({"tea.md": page("Tea", "skosxl:altLabel: brew")}, "S52") == []


def test_labels_of_skos_xl_are_read_from_kept_triples(found):
    xl, label = "http://www.w3.org/2008/05/skos-xl#", "<https://x.example/brew>"
    lines = [
        f"<https://x.example/tea> <{xl}altLabel> {label} .",
        f'{label} <{xl}literalForm> "brew"@en .',
        f'{label} <{xl}literalForm> "cuppa"@en .',
    ]
    listed = "\n".join(f"  - '{line}'" for line in lines)
    (finding,) = found({"tea.md": page("Tea", f"rdf:\n{listed}")}, "S52")
    assert finding.message == "Tea: its altLabel 'https://x.example/brew' has 2 literal forms"


# -- the lexicon ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("extra", "expected"),
    [
        ({"prefLabel": {"de": "Tee"}}, [("prefLabel", "Tee", "de")]),
        ({"prefLabel": {"@none": ["Tee", "Thé"]}}, [("prefLabel", "Tee", None), ("prefLabel", "Thé", None)]),
        ({"altLabel@fr": ["thé"]}, [("altLabel", "thé", "fr")]),
        ({"preflabel": "Infusion"}, [("prefLabel", "Infusion", None)]),
        ({"skos:note": {"@value": "Hot.", "@language": "en"}}, [("note", "Hot.", "en")]),
        ({"exactMatch": {"@id": "https://x.example/"}}, [("exactMatch", "https://x.example/", None)]),
        ({"http://www.w3.org/2004/02/skos/core#notation": 7}, [("notation", "7", None)]),
        ({"skosxl:prefLabel": {"literalForm": "Tea"}}, []),
        ({"related terms": "x", "colour": "red", "prefLabel": None, "altLabel": []}, []),
        ({"rdf": ["no triple at all"]}, []),
        ({"rdf": "no list"}, []),
    ],
)
def test_extra_keys_are_read_as_statements(extra, expected):
    assert [(it.name, it.text, it.language) for it in lexicon.statements(concept(**extra))] == expected


def test_labels_come_with_the_language_of_the_page():
    found = lexicon.labels(concept(language="en", altLabel={"de": "Tee"}))
    assert found == (
        Statement("title", "prefLabel", "Tea", "en"),
        Statement("aliases", "altLabel", "brew", "en"),
        Statement("altLabel", "altLabel", "Tee", "de"),
    )


def test_labels_of_skos_xl_have_ids_and_forms():
    found = lexicon.xl_labels(concept(**{"skosxl:altLabel": [{"@id": "b", "skosxl:literalForm": ["x", "y"]}, "c"]}))
    assert found == (
        XlLabel("skosxl:altLabel", "altLabel", "b", ("x", "y")), XlLabel("skosxl:altLabel", "altLabel", "c", None),
    )  # fmt: skip


@given(st.dictionaries(st.text(max_size=12), st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3), max_leaves=6,
), max_size=4))  # fmt: skip
def test_whatever_stands_in_front_matter_can_be_read(extra):
    found = Concept("tea", "Tea", extra=extra)
    assert all(isinstance(each.text, str) for each in lexicon.labels(found))
    assert all(isinstance(each.id, str) for each in lexicon.xl_labels(found))


# -- RDF files -----------------------------------------------------------------------------------------------------

PREFIXES = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xl: <http://www.w3.org/2008/05/skos-xl#> .
@prefix : <https://x.example/> .
"""


@pytest.mark.parametrize(
    ("code", "text", "messages"),
    [
        ("S9", ":tea a skos:Concept, skos:ConceptScheme ; skos:prefLabel 'Tea' .",
         ["Tea is a concept scheme, and a concept"]),
        ("S13", ":tea a skos:Concept ; skos:prefLabel 'Tea'@en ; skos:altLabel 'Tea'@en, 'Tea'@de .",
         ["Tea: 'Tea' is its prefLabel and its altLabel"]),
        ("S14", ":tea a skos:Concept ; skos:prefLabel 'Tea'@en, 'Infusion'@en, 'Tee'@de .",
         ["Tea has 2 preferred labels in en: 'Tea' and 'Infusion'"]),
        ("S14", ":tea a skos:Concept ; skos:prefLabel 'Tea '@en .", []),
        ("S37", ":tea a skos:Concept, skos:Collection ; skos:prefLabel 'Tea' ; skos:member :cup . "
                ":cup a skos:Concept ; skos:prefLabel 'Cup' .", ["Tea is a collection, and a concept"]),
        ("S46", ":tea a skos:Concept ; skos:prefLabel 'Tea' ; skos:exactMatch :x ; skos:relatedMatch :x .",
         ["Tea: relatedMatch https://x.example/x, which exactMatch makes the same concept"]),
        ("S48", ":tea a skos:Concept ; skos:prefLabel 'Tea' ; xl:altLabel :cup . "
                ":cup a skos:Concept ; skos:prefLabel 'Cup' .",
         ["Tea: its altLabel 'https://x.example/cup' is a concept"]),
        ("S52", ":tea a skos:Concept ; skos:prefLabel 'Tea' ; xl:altLabel :l . :l xl:literalForm 'a', 'b' .",
         ["Tea: its altLabel 'https://x.example/l' has 2 literal forms"]),
        ("S52", ":tea a skos:Concept ; skos:prefLabel 'Tea' ; xl:altLabel :l . :l xl:literalForm 'a' .", []),
        ("S58", ":tea a skos:Concept ; skos:prefLabel 'Tea' ; xl:altLabel :l ; xl:hiddenLabel :l .",
         ["Tea: 'https://x.example/l' is its altLabel and its hiddenLabel"]),
        ("Q16", ":s a skos:ConceptScheme ; skos:hasTopConcept :tea . "
                ":tea a skos:Concept ; skos:prefLabel 'Tea' ; skos:inScheme :s, :t .",
         ["the scheme https://x.example/t has concepts, and none of them is its top concept"]),
        ("Q17", ":s a skos:ConceptScheme ; skos:hasTopConcept :tea . :tea a skos:Concept ; skos:prefLabel 'Tea' ; "
                "skos:broader :cup . :cup a skos:Concept ; skos:prefLabel 'Cup' .",
         ["Tea is a top concept, and Cup is broader"]),
        ("Q20", ":tea a skos:Concept ; skos:prefLabel 'Tea' ; skos:brooder :cup .",
         ["Tea: `skos:brooder` is no term of SKOS"]),
    ],
)  # fmt: skip
def test_what_an_rdf_file_says_is_checked_like_what_a_page_says(found, code, text, messages):
    made = found({"a.ttl": PREFIXES + text}, code)
    assert [finding.message for finding in made] == messages
    assert all(finding.source.file == "a.ttl" and finding.source.line >= 4 for finding in made)
    assert all(not finding.edits for finding in made)
