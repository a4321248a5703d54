"""dlgraph/checks/hierarchy.py and thesaurus.py: how concepts are joined, and what only a thesaurus has."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import networkx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlgraph.checks import table
from dlgraph.checks.finding import Finding
from dlgraph.checks.subject import Subject
from dlgraph.concept import Concept, Reference
from dlgraph.formats.corpus import Corpus
from dlgraph.ledger import Ledger
from dlgraph.model import Source

IDS = "abcdefg"
EDGES = st.sets(st.tuples(st.sampled_from(IDS), st.sampled_from(IDS)).filter(lambda pair: pair[0] != pair[1]))


def page(title: str, more: str = "", body: str = "Text.\n") -> str:
    return f"---\ntitle: {title}\ndescription: What {title} is.\n{more}\n---\n\n{body}"


def findings(broader: set[tuple[str, str]], code: str) -> tuple[Finding, ...]:
    concepts = tuple(
        Concept(
            id,
            id.upper(),
            "x",
            broader=tuple(Reference(high, line) for line, (low, high) in enumerate(sorted(broader), 2) if low == id),
            source=Source(f"{id}.csv"),
        )
        for id in IDS
    )
    subject = Subject(Corpus(Path("nowhere"), concepts, (), Ledger({}), ()), today=date(2026, 11, 22))
    return table.run(subject, [table.CHECKS[code]]).findings


# -- circles and short cuts, against networkx ----------------------------------------------------------------------


@settings(max_examples=200, deadline=None)
@given(EDGES)
def test_one_circle_is_told_for_each_part_that_runs_in_circles(broader):
    graph = networkx.DiGraph(broader)
    parts = [part for part in networkx.strongly_connected_components(graph) if len(part) > 1]
    found = findings(broader, "Q10")
    assert len(found) == len(parts)
    for finding in found:
        steps = [(each.text[0].lower(), each.text[-1].lower()) for each in finding.evidence]
        part = next(part for part in parts if steps[0][0] in part)
        assert set(steps) <= broader
        assert all(one[1] == other[0] for one, other in zip(steps, [*steps[1:], steps[0]], strict=True))
        shortest = min(len(cycle) for cycle in networkx.simple_cycles(graph.subgraph(part)))
        assert len(steps) == shortest


@settings(max_examples=200, deadline=None)
@given(EDGES)
def test_in_a_hierarchy_without_circles_short_cuts_are_what_its_transitive_reduction_leaves_out(broader):
    broader = {(low, high) for low, high in broader if low < high}
    reduced = set(networkx.transitive_reduction(networkx.DiGraph(broader)).edges)
    found = findings(broader, "Q11")
    told = {(it.evidence[0].text[0].lower(), it.evidence[0].text[-1].lower()) for it in found}
    assert told == broader - reduced


def test_a_circle_is_told_with_each_step_and_its_place(found):
    files = {
        "a.md": page("Tea", "broader: [b]"),
        "b.md": page("Brew", "narrower: [c]"),
        "c.md": page("Cup", "broader: [a]"),
    }
    assert found(files, "Q10") == ()
    files["b.md"] = page("Brew", "broader: [c]")
    (finding,) = found(files, "Q10")
    assert finding.message == "the hierarchy runs in a circle: Brew > Cup > Tea > Brew"
    assert [str(each.source) for each in finding.evidence] == ["b.md:4", "c.md:4", "a.md:4"]


def test_a_short_cut_that_only_the_broader_page_declares_is_removed_there(found):
    # tea > hot > drink by broader; drink names tea as narrower too
    files = {
        "tea.md": page("Tea", "broader: [hot]"),
        "hot.md": page("Hot", "broader: [drink]"),
        "drink.md": page("Drink", "narrower: [hot, tea]"),
    }
    (finding,) = found(files, "Q11")
    (edit,) = finding.edits
    assert (edit.file, edit.action, edit.key, edit.value) == ("drink.md", "remove", "narrower", "tea")


# -- what stands alone ---------------------------------------------------------------------------------------------


def test_a_link_joins_a_concept_as_well_as_any_relation(said):
    files = {"a.md": page("Tea", "", "See [cup](b.md).\n"), "b.md": page("Cup"), "c.md": page("Pot")}
    assert said(files, "Q08") == ["c.md:1: Pot is joined to no other concept"]


@pytest.mark.parametrize("code", ["Q08", "Q09"])
def test_where_nothing_has_relations_nothing_stands_alone(result, code):
    assert result({"a.md": page("Tea"), "b.md": page("Cup")}, code).state == "not checkable"


def test_a_part_of_its_own_is_told_with_its_concepts_and_orphans_are_none(found):
    files = {
        "a.md": page("A", "related: [b, c]"), "b.md": page("B"), "c.md": page("C"),
        "x.md": page("X", "related: [y]"), "y.md": page("Y"), "z.md": page("Z"),
    }  # fmt: skip
    (finding,) = found(files, "Q09")
    assert [each.text for each in finding.evidence] == ["X", "Y"]


# -- relations that add nothing ------------------------------------------------------------------------------------


def test_siblings_whose_texts_link_each_other_are_related_for_a_reason(said):
    files = {
        "tea.md": page("Tea", "broader: [drink]\nrelated: [coffee]", "Unlike [coffee](coffee.md).\n"),
        "coffee.md": page("Coffee", "broader: [drink]\nrelated: [tea]"),
        "drink.md": page("Drink"),
    }
    assert said(files, "Q12") == []
    files["tea.md"] = page("Tea", "broader: [drink]\nrelated: [coffee]")
    assert len(said(files, "Q12")) == 1


@pytest.mark.parametrize("more", ["related: [tea]", "broader: [Tea]", "narrower: ['[[tea]]']", "exactMatch: tea"])
def test_a_relation_of_a_concept_with_itself_is_found(said, more):
    assert len(said({"tea.md": page("Tea", more)}, "Q15")) == 1


def test_a_page_that_links_to_itself_is_in_order(said):
    assert said({"tea.md": page("Tea", "", "More on [tea](tea.md).\n")}, "Q15") == []


def test_what_is_broader_by_transitivity_must_follow(said):
    files = {
        "tea.md": page("Tea", "broader: [hot]\nbroaderTransitive: [drink, hot]"),
        "hot.md": page("Hot", "broader: [drink]"),
        "drink.md": page("Drink", "narrowerTransitive: tea"),
    }
    assert said(files, "Q13") == []
    files["hot.md"] = page("Hot")
    assert said(files, "Q13") == [
        "drink.md:4: Drink: `narrowerTransitive` names Tea, to which no broader relations lead",
        "tea.md:5: Tea: `broaderTransitive` names Drink, to which no broader relations lead",
    ]


def test_relations_mostly_written_on_one_side_are_the_habit_of_a_glossary(said):
    row = '{{"label": "{}", "definition": "x", "related": {}}}\n'
    pair = row.format("A", '["B"]') + row.format("B", '["A"]')
    one_way = row.format("C", '["D"]') + row.format("D", "[]")
    assert said({"a.jsonl": pair + one_way}, "Q14") == ["a.jsonl:3: C: related names D, which does not name it back"]
    more = row.format("E", '["F", "G"]') + row.format("F", "[]") + row.format("G", "[]")
    assert said({"a.jsonl": pair + one_way + more}, "Q14") == []


# -- schemes, notations, mappings, terms ---------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["Q13", "Q16", "Q17", "Q18", "Q19"])
def test_what_only_a_thesaurus_has_is_not_checkable_elsewhere(result, code):
    assert result({"a.md": page("Tea")}, code).state == "not checkable"


def test_a_scheme_whose_top_is_named_by_a_page_is_in_order(said):
    scheme = "https://x.example/s"
    files = {"a.md": page("Tea", f"inScheme: {scheme}"), "b.md": page("Drink", f"topConceptOf: {scheme}")}
    assert said(files, "Q16") == []
    files["b.md"] = page("Drink", "topConceptOf: https://x.example/other")
    assert len(said(files, "Q16")) == 1


def test_a_top_concept_may_have_something_broader_in_another_scheme(said):
    tea = page("Tea", "broader: [drink]\ntopConceptOf: https://x.example/teas")
    files = {"tea.md": tea, "drink.md": page("Drink", "inScheme: https://x.example/drinks")}
    assert said(files, "Q17") == []
    files["drink.md"] = page("Drink", "inScheme: https://x.example/teas")
    assert said(files, "Q17") == ["tea.md:5: Tea is a top concept, and Drink is broader"]


def test_one_notation_in_two_schemes_is_not_ambiguous(said):
    files = {
        "a.md": page("Tea", "notation: 1\ninScheme: https://x.example/a"),
        "b.md": page("Cup", "notation: 1\ninScheme: https://x.example/b"),
    }
    assert said(files, "Q18") == []
    files["b.md"] = page("Cup", "notation: ['1', '2']\ninScheme: https://x.example/a")
    assert said(files, "Q18") == ["b.md:4: the notation '1' stands for Tea and Cup"]


def test_an_exact_match_within_the_glossary_is_a_clash_by_itself(said):
    files = {
        "a.md": page("Tea", "exactMatch: https://x.example/cup"),
        "b.md": page("Cup", "iri: https://x.example/cup"),
    }
    assert said(files, "Q19") == ["a.md:4: Tea has an exactMatch with Cup, a concept of this glossary"]


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("borader", "broader"), ("exactMatches", "exactMatch"), ("hidenLabel", "hiddenLabel"), ("relatd", "related"),
        ("skos:exactmach", "exactMatch"),
    ],
)  # fmt: skip
def test_a_misspelt_term_is_found_with_the_one_that_was_meant(found, key, meant):
    (finding,) = found({"a.md": page("Tea", f"{key}: x")}, "Q20")
    assert finding.cure == f"Did you mean `{meant}`?"


def test_a_key_of_skos_that_it_does_not_have_is_found(said):
    assert len(said({"a.md": page("Tea", "skos:colour: red")}, "Q20")) == 1


@pytest.mark.parametrize(
    "key",
    ["exactMatch", "exactmatch", "skos:scopeNote", "status", "notes", "sources", "author", "resource", "members",
     "changes", "layout", "weight", "language", "iri", "rdf", "category", "relations", "examples", "date"],
)  # fmt: skip
def test_terms_of_skos_and_keys_of_ones_own_are_in_order(said, key):
    assert said({"a.md": page("Tea", f"{key}: x")}, "Q20") == []
