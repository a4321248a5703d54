from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlgraph.concept import Concept, Faq, Misconception, Reference, Section
from dlgraph.formats import corpus as corpora
from dlgraph.glossary import Glossary
from dlgraph.model import ConceptName, Source
from dlgraph.search import cataloguing, passages
from dlgraph.search.catalog import Catalog, Place


def stored(glossary: Glossary) -> Catalog:
    connection = sqlite3.connect(":memory:")
    cataloguing.write(connection, glossary, enumerate(item for item, _ in passages.items(glossary)))
    return Catalog(connection)


@pytest.fixture(scope="module")
def glossary() -> Glossary:
    # learning > training > overfitting, related to bias; the FAQ "q1" belongs to overfitting, "q2" to none
    up = (Reference("training", 4),)
    return Glossary(
        [
            Concept("learning", "Learning", "Getting better."),
            Concept("training", "Training", "Fitting.", ("fit",), broader=(Reference("Learning", 3),)),
            Concept("t/overfitting", "Overfitting", "Too close.", ("memorization", "DL"), broader=up,
                    related=(Reference("bias", 5),), sections=(Section("Use", "*text*", 7, 3),),
                    faqs=(Faq("t/overfitting#why", "Why?", "So.", (), "", Source("o.md", 9)),),
                    misconceptions=(Misconception("t/overfitting#m", "Never.", "Often.", Source("o.md", 12)),),
                    tags=("x",), source=Source("o.md"), body="# B\n", extra={"n": 1, "list": ["a", {"b": None}]}),
            Concept("bias", "Bias", ""),
        ],
        [
            Faq("q1", "How to avoid it?", "Stop early.", ("Avoiding it?",), "overfitting", Source("f.csv", 2)),
            Faq("q2", "Why?", "", source=Source("f.csv", 3)),
        ],
    )  # fmt: skip


def test_a_stored_glossary_is_the_one_that_was_read(glossary: Glossary) -> None:
    found = stored(glossary).glossary()
    assert list(found) == list(glossary)
    assert found.faqs == glossary.faqs
    assert found.relations == glossary.relations


def test_the_repositorys_glossary_comes_back_whole() -> None:
    read = corpora.read(Path(__file__).parents[2] / "corpus" / "training")
    glossary = Glossary(read.concepts, read.faqs)
    assert len(glossary) > 10
    assert list(stored(glossary).glossary()) == list(glossary)


names = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.builds(Concept, names, names, names, st.lists(names, max_size=2).map(tuple)), max_size=4,
                unique_by=lambda concept: concept.id), st.lists(st.builds(Faq, names, names, names), max_size=2,
                unique_by=lambda faq: faq.id))  # fmt: skip
def test_any_texts_come_back_unchanged(concepts: list[Concept], faqs: list[Faq]) -> None:
    found = stored(Glossary(concepts, faqs)).glossary()
    assert list(found) == concepts
    assert list(found.faqs) == faqs


def test_dates_come_back_as_iso_text(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: A\nreviewed: 2024-05-06\n---\n\nText.\n")
    read = corpora.read(tmp_path)
    (found,) = stored(Glossary(read.concepts)).glossary()
    assert found == replace(read.concepts[0], extra={"reviewed": "2024-05-06"})


def test_a_place_is_the_way_from_the_top_and_the_related_concepts(glossary: Glossary) -> None:
    assert stored(glossary).place("t/overfitting") == Place(
        ConceptName("t/overfitting", "Overfitting"),
        ("Learning", "Training", "Overfitting"),
        (ConceptName("bias", "Bias"),),
    )
    assert stored(glossary).place("bias") == Place(
        ConceptName("bias", "Bias"), ("Bias",), (ConceptName("t/overfitting", "Overfitting"),)
    )
    assert stored(glossary).place("q1") is None


def test_names_are_found_folded_with_what_they_name(glossary: Glossary) -> None:
    found = stored(glossary)
    assert found.named("overfitting") == [("t/overfitting", "label")]
    assert found.named("dl") == [("t/overfitting", "alias")]
    assert found.named("why") == [("t/overfitting#why", "question"), ("q2", "question")]
    assert found.named("avoiding it") == [("q1", "alternative")]
    assert found.named("use") == []
    assert found.named("never") == []
    assert found.named("Overfitting") == []


def test_an_empty_glossary_can_be_stored() -> None:
    assert list(stored(Glossary([])).glossary()) == []
