"""The packaged glossary keeps its own rules; corpus/README.md states them."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import networkx
import pytest

from dlgraph.concept import Concept
from dlgraph.formats import corpus, template
from dlgraph.glossary import Glossary
from dlgraph.locate import packaged_corpus
from dlgraph.markdown import links
from dlgraph.search.passages import items
from dlgraph.text import fold, label_forms

PARTS = (
    "Plain-English explanation",
    "Why it matters",
    "How it works",
    "Examples in practice",
    "Common misconceptions",
    "Frequently asked questions",
    "Further reading",
)
ROOT = "foundations/artificial-intelligence"


@cache
def glossary() -> Glossary:
    read = corpus.read(packaged_corpus())
    return Glossary(read.concepts, read.faqs)


def places(found: list[Concept]) -> list[str]:
    return [concept.source.file for concept in found]


def test_it_holds_at_least_160_concepts_in_folders():
    assert len(glossary()) >= 160
    assert all("/" in concept.id for concept in glossary())


def test_every_page_has_every_part_in_order():
    for concept in glossary():
        headings = re.findall(r"^## (.+)$", concept.body or "", re.M)
        assert tuple(headings) == PARTS, concept.id


def test_every_definition_stands_alone_in_one_or_two_sentences():
    wrong = [concept for concept in glossary() if not 50 <= len(concept.definition) <= 340]
    assert places(wrong) == []


def test_no_definition_begins_by_repeating_its_term():
    wrong = [concept for concept in glossary() if fold(concept.definition).startswith(f"{fold(concept.label)} is")]
    assert places(wrong) == []


def test_every_page_has_a_misconception_with_myth_and_reality():
    wrong = [
        concept
        for concept in glossary()
        if not concept.misconceptions or not all(pair.myth and pair.reality for pair in concept.misconceptions)
    ]
    assert places(wrong) == []


def test_every_page_has_two_to_five_answered_faqs():
    wrong = [
        concept
        for concept in glossary()
        if not 2 <= len(concept.faqs) <= 5 or not all(faq.answer and faq.question.endswith("?") for faq in concept.faqs)
    ]
    assert places(wrong) == []


def test_no_faq_is_asked_twice():
    asked = Counter(fold(faq.question) for concept in glossary() for faq in concept.faqs)
    assert [question for question, count in asked.items() if count > 1] == []


def test_every_page_has_two_aliases_a_named_source_and_a_status():
    for concept in glossary():
        sources = concept.extra.get("sources")
        assert len(concept.aliases) >= 2, concept.id
        assert isinstance(sources, list), concept.id
        assert all(source["id"] and source["title"] for source in sources), concept.id
        assert len(sources) >= 1, concept.id
        assert concept.extra.get("status") == "stable", concept.id


def test_a_label_or_alias_belongs_to_one_concept():
    owners: dict[str, set[str]] = {}
    for concept in glossary():
        for label in (concept.label, *concept.aliases):
            for form in label_forms(label):
                owners.setdefault(form, set()).add(concept.id)
    assert {form: ids for form, ids in owners.items() if len(ids) > 1} == {}


def test_every_reference_names_a_concept():
    assert [str(problem.source) for problem in glossary().problems] == []


def test_the_hierarchy_has_one_root_and_no_circle():
    edges = [(rel.origin, rel.target) for rel in glossary().relations if rel.kind == "broader"]
    graph = networkx.DiGraph(edges)
    assert networkx.is_directed_acyclic_graph(graph)
    assert [concept.id for concept in glossary().top_concepts] == [ROOT]
    assert networkx.ancestors(graph, ROOT) == set(glossary().concepts) - {ROOT}


def test_related_is_declared_on_both_pages_and_never_within_the_hierarchy():
    """SKOS integrity condition S27: related is disjoint with the transitive closure of broader."""
    found = glossary()
    graph = networkx.DiGraph([(rel.origin, rel.target) for rel in found.relations if rel.kind == "broader"])
    above = {concept.id: networkx.descendants(graph, concept.id) for concept in found}
    declared = {
        (concept.id, found.resolve(reference.target, concept.id)) for concept in found for reference in concept.related
    }
    for one, other in declared:
        assert (other, one) in declared, f"{one} names {other}, which does not name it back"
        assert other not in above[one], f"{other} is above {one}"


def test_related_joins_every_concept_but_the_root_and_two_a_concept_on_average():
    found = glossary()
    counts = {concept.id: len(found.related(concept)) for concept in found}
    assert [id for id, count in counts.items() if not count and id != ROOT] == []
    assert sum(counts.values()) / len(counts) >= 2


def test_every_page_links_to_three_others_in_its_text():
    wrong = [concept for concept in glossary() if len(glossary().references(concept)) < 3]
    assert places(wrong) == []


def test_every_page_is_reached_by_a_question():
    asked = {item.concept for item, _ in items(glossary()) if item.kind == "faq"}
    assert asked == set(glossary().concepts)


def test_every_folder_lists_its_pages():
    root = packaged_corpus()
    folders = {Path(concept.source.file).parent for concept in glossary()}
    top = {link.target for link in links((root / "index.md").read_text("utf-8"))}
    assert top == {f"{folder.as_posix()}/index.md" for folder in folders}
    for folder in folders:
        listed = {link.target for link in links((root / folder / "index.md").read_text("utf-8"))}
        pages = {Path(concept.source.file).name for concept in glossary() if Path(concept.source.file).parent == folder}
        assert listed == pages, folder


def test_nothing_is_left_to_do_in_any_page():
    assert [concept.id for concept in glossary() if "TODO" in (concept.body or "")] == []


@pytest.mark.parametrize("label", ["Gradient clipping", "C++ (language)", "Ökonomie"])
def test_a_scaffolded_page_has_every_part_once_it_is_read(tmp_path: Path, label: str):
    path = template.create(tmp_path, label, "training", ["machine-learning"])
    (concept,) = corpus.read(tmp_path).concepts
    assert (concept.label, concept.source.file) == (label, path.relative_to(tmp_path).as_posix())
    assert re.findall(r"^## (.+)$", concept.body or "", re.M) == list(PARTS)
    assert (len(concept.faqs), len(concept.misconceptions)) == (2, 1)
    assert [reference.target for reference in concept.broader] == ["machine-learning"]
