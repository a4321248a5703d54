"""dlgraph/rdf/schemaorg.py: FAQPage and DefinedTermSet, read and written."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlgraph.concept import Concept, Faq, Misconception, Reference, Section
from dlgraph.formats import corpus
from dlgraph.glossary import Glossary
from dlgraph.model import Source
from dlgraph.rdf import schemaorg, skos
from dlgraph.rdf.skos import Thesaurus

# Two questions as web pages hold them: without addresses, the second with parts dlgraph has no field for.
PAGE = """{
 "@context": "https://schema.org",
 "@type": "FAQPage",
 "mainEntity": [
  {"@type": "Question", "name": "What is tea?", "acceptedAnswer": {"@type": "Answer", "text": "<p>An infusion.</p>"}},
  {"@type": "Question", "name": "Is it hot?", "alternateName": ["Hot?", "Warm?"], "upvoteCount": 3,
   "acceptedAnswer": {"@type": "Answer", "text": "Often.", "author": {"@type": "Person", "name": "Kate"}}}
 ]
}"""
TERMS = """{
 "@context": "https://schema.org/",
 "@type": "DefinedTermSet", "@id": "http://tea.org/terms", "name": "Teas",
 "hasDefinedTerm": [
  {"@type": "DefinedTerm", "@id": "http://tea.org/terms#tea", "name": "Tea", "description": "An infusion.",
   "alternateName": ["cuppa"], "termCode": "T1", "inDefinedTermSet": "http://tea.org/terms"},
  {"@type": "DefinedTerm", "name": "Green tea"}
 ]
}"""
TEA = Concept(
    "drinks/tea",
    "Tea",
    "An infusion.",
    ("cuppa",),
    related=(Reference("mug"),),
    references=(Reference("mug"),),
    tags=("hot",),
    sections=(Section("Use", "Drink."),),
    faqs=(Faq("drinks/tea#why", "Why?", "So.", ("How come?",)),),
    misconceptions=(Misconception("drinks/tea#m", "It is coffee.", "No."),),
)
MUG = Concept("mug", "Mug", broader=(Reference("drinks/tea"),), extra={"notation": "M1"})
LONE = Faq("lone", "Which?", "This.", concept="Mug")
GLOSSARY = Glossary([TEA, MUG], [LONE, Faq("other", "And?", "")])


def read(text: str) -> Thesaurus:
    return skos.read([("x.jsonld", text.encode())])


def test_a_faq_page_is_read_in_its_order():
    found = read(PAGE)
    assert [replace(faq, source=Source("")) for faq in found.faqs] == [
        Faq("what-is-tea", "What is tea?", "<p>An infusion.</p>"),
        Faq("is-it-hot", "Is it hot?", "Often.", ("Hot?", "Warm?")),
    ]
    assert found.concepts == ()


def test_what_a_question_says_beyond_its_words_is_kept():
    kept = "\n".join(read(PAGE).rest)
    for part in ("upvoteCount", "Kate", "FAQPage"):
        assert part in kept


@pytest.mark.parametrize(
    "context",
    [
        "http://schema.org",
        "https://schema.org/",
        "https://www.schema.org",
        "https://schema.org/docs/jsonldcontext.json",
    ],
)
def test_the_context_of_schema_org_is_known_under_all_its_addresses(context: str):
    assert len(read(PAGE.replace("https://schema.org", context)).faqs) == 2


@pytest.mark.parametrize(
    "turned",
    [
        '{"@context": {"schema": "http://schema.org/"}, "@type": "schema:Question", "schema:name": "What is tea?",'
        ' "schema:acceptedAnswer": {"schema:text": "<p>An infusion.</p>"}}',
        '[{"@type": ["http://schema.org/Question"], "http://schema.org/name": [{"@value": "What is tea?"}],'
        ' "http://schema.org/suggestedAnswer": {"http://schema.org/text": "<p>An infusion.</p>"}}]',
    ],
)
def test_json_ld_may_be_written_in_other_ways(turned: str):
    assert [(faq.id, faq.question, faq.answer) for faq in read(turned).faqs] == [
        ("what-is-tea", "What is tea?", "<p>An infusion.</p>")
    ]


def test_a_question_without_words_is_left_out_with_its_reason():
    found = read('{"@context": "https://schema.org", "@type": "Question", "@id": "http://tea.org/q"}')
    assert [(drop.what, drop.why) for drop in found.ledger.dropped] == [
        ("the question <http://tea.org/q>", "it has no name")
    ]


def test_a_question_about_a_concept_belongs_to_it():
    question = '"subjectOf": {"@type": "Question", "name": "Q?", "about": {"@id": "http://tea.org/terms#tea"}}'
    found = read(TERMS.replace('"name": "Green tea"', f'"name": "Green tea", {question}'))
    assert [(faq.question, faq.concept) for faq in found.faqs] == [("Q?", "tea")]


def test_a_set_of_defined_terms_is_read_as_concepts():
    found = read(TERMS)
    concepts = {part.id: part for part in found.concepts}
    tea = concepts.pop("tea")
    assert (tea.label, tea.definition, tea.aliases, tea.source.line) == ("Tea", "An infusion.", ("cuppa",), 5)
    assert tea.extra["notation"] == "T1"
    assert [(part.id, part.label) for part in concepts.values()] == [("green-tea", "Green tea")]
    assert any("DefinedTermSet" in line for line in found.rest)


def test_a_json_file_that_is_json_ld_is_read_as_such_and_another_as_a_table(tmp_path: Path):
    (tmp_path / "faq.json").write_text(PAGE, encoding="utf-8")
    assert len(corpus.read(tmp_path / "faq.json").faqs) == 2
    (tmp_path / "faq.json").write_text('[{"question": "Why?", "answer": "So."}]', encoding="utf-8")
    assert [faq.question for faq in corpus.read(tmp_path / "faq.json").faqs] == ["Why?"]


def test_faqs_are_written_as_a_faq_page(tmp_path: Path):
    left = schemaorg.write_faqpage(GLOSSARY, tmp_path / "f.jsonld", language="en", title="Teas")
    page = json.loads((tmp_path / "f.jsonld").read_text(encoding="utf-8"))
    assert (page["@context"], page["@type"], page["name"], page["inLanguage"]) == (
        "https://schema.org", "FAQPage", "Teas", "en",
    )  # fmt: skip
    assert page["mainEntity"][0] == {
        "@type": "Question",
        "@id": "https://glossary.example/drinks/tea#why",
        "name": "Why?",
        "alternateName": ["How come?"],
        "acceptedAnswer": {"@type": "Answer", "text": "So."},
        "about": {"@type": "DefinedTerm", "@id": "https://glossary.example/drinks/tea", "name": "Tea"},
    }
    assert [entity["name"] for entity in page["mainEntity"]] == ["Why?", "Which?", "And?"]
    assert [drop.what for drop in left] == ["1 sections", "1 misconceptions", "1 definitions", "3 relations"]


def test_concepts_are_written_as_a_set_of_defined_terms(tmp_path: Path):
    left = schemaorg.write_terms(GLOSSARY, tmp_path / "t.jsonld")
    back = skos.read([("t.jsonld", (tmp_path / "t.jsonld").read_bytes())])
    tea, mug = back.concepts
    assert (tea.id, tea.label, tea.definition, tea.aliases) == ("drinks/tea", "Tea", "An infusion.", ("cuppa",))
    assert [reference.target for reference in (*tea.related, *tea.references)] == ["mug", "mug"]
    assert ([reference.target for reference in mug.broader], mug.extra["notation"]) == (["drinks/tea"], "M1")
    assert [drop.what for drop in left] == ["1 sections", "1 misconceptions", "3 FAQs", "1 tags"]


TEXT = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=20).filter(str.strip)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(TEXT, TEXT), max_size=3))
def test_any_faqs_written_are_read_again(tmp_path_factory: pytest.TempPathFactory, pairs: list[tuple[str, str]]):
    faqs = [Faq(f"q{at}", question, answer) for at, (question, answer) in enumerate(pairs)]
    path = tmp_path_factory.mktemp("faq") / "f.jsonld"
    schemaorg.write_faqpage(Glossary([], faqs), path)
    found = skos.read([("f.jsonld", path.read_bytes())])
    assert [(faq.id, faq.question, faq.answer) for faq in found.faqs] == [
        (faq.id, faq.question, faq.answer) for faq in faqs
    ]
