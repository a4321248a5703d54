"""dlgraph/rdf/skos.py: SKOS read, written, and read again without loss."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlgraph.concept import Concept, Faq, Misconception, Reference, Section
from dlgraph.errors import CorpusError
from dlgraph.formats import okf
from dlgraph.glossary import Glossary
from dlgraph.model import Source
from dlgraph.rdf import reader as rdf
from dlgraph.rdf import skos, syntaxes, triples
from dlgraph.rdf.skos import Thesaurus

SUFFIXES = {"turtle": ".ttl", "ntriples": ".nt", "xml": ".rdf", "json-ld": ".jsonld"}
HEAD = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix skosxl: <http://www.w3.org/2008/05/skos-xl#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix schema: <https://schema.org/> .
@prefix ex: <http://example.org/tea#> .
"""
HEAD_LINES = HEAD.count("\n")
# Tea is below drink; green tea and black tea are below tea and related to each other.
TEA = """
ex:drink a skos:Concept ; skos:prefLabel "Drink"@en, "Getränk"@de ; skos:topConceptOf ex:scheme .
ex:tea a skos:Concept ; skos:broader ex:drink ;
    skos:prefLabel "Tea"@en, "Tee"@de ; skos:altLabel "cuppa"@en, "Aufguss"@de ; skos:hiddenLabel "teh"@en ;
    skos:definition "An infusion of leaves."@en .
ex:green a skos:Concept ; skos:broader ex:tea ; skos:related ex:black ; skos:prefLabel "Green tea"@en, "Grüner Tee"@de .
ex:black a skos:Concept ; skos:broader ex:tea ; skos:related ex:green ; skos:prefLabel "Black tea"@en .
ex:scheme a skos:ConceptScheme ; dcterms:title "Teas"@en ; skos:hasTopConcept ex:drink .
"""


def read(*texts: str, language: str | None = None) -> Thesaurus:
    """Read Turtle with the usual prefixes before it."""
    return skos.read([("tea.ttl", (HEAD + "".join(texts)).encode())], language)


def only(*texts: str, language: str | None = None) -> Concept:
    (concept,) = read(*texts, language=language).concepts
    return concept


def concept(properties: str, *, others: str = "", language: str | None = None) -> Concept:
    """Read one concept, ex:tea, called Tea unless its properties give it a label."""
    called = "" if "prefLabel" in properties else 'skos:prefLabel "Tea"@en ; '
    return only(f"ex:tea a skos:Concept ; {called}{properties} .\n{others}", language=language)


def by_id(found: Thesaurus) -> dict[str, Concept]:
    return {concept.id: concept for concept in found.concepts}


def targets(references: tuple[Reference, ...]) -> list[str]:
    return [reference.target for reference in references]


def said(text: str, suffix: str = ".ttl") -> tuple[set[object], list[str]]:
    """Return what a file says as a set that ignores order and the names of blank nodes."""
    facts, _ = rdf.load([(f"x{suffix}", text.encode())])
    return set(facts.statements), sorted(map(repr, facts.roots))


def again(found: Thesaurus, syntax: str = "turtle") -> str:
    glossary = Glossary(found.concepts, found.faqs)
    return syntaxes.dump(skos.facts(glossary, rest=found.rest), syntax)


def without_places(concept: Concept) -> Concept:
    """Return a concept as if each of its parts stood on line 1 of no file."""

    def references(found: tuple[Reference, ...]) -> tuple[Reference, ...]:
        return tuple(Reference(reference.target) for reference in found)

    return replace(
        concept,
        broader=references(concept.broader),
        narrower=references(concept.narrower),
        related=references(concept.related),
        references=references(concept.references),
        sections=tuple(replace(part, line=1) for part in concept.sections),
        faqs=tuple(replace(faq, source=Source("")) for faq in concept.faqs),
        misconceptions=tuple(replace(pair, source=Source("")) for pair in concept.misconceptions),
        source=Source(""),
    )


def round_trip(concepts: list[Concept], faqs: list[Faq], syntax: str) -> Thesaurus:
    text = syntaxes.dump(skos.facts(Glossary(concepts, faqs)), syntax)
    return skos.read([(f"g{SUFFIXES[syntax]}", text.encode())])


# -- labels and languages ------------------------------------------------------------------------------------------


def test_a_thesaurus_is_read_with_its_labels_relations_and_places():
    found = read(TEA)
    assert [(part.id, part.label, part.source.line - HEAD_LINES) for part in found.concepts] == [
        ("drink", "Drink", 2), ("tea", "Tea", 3), ("green", "Green tea", 6), ("black", "Black tea", 7),
    ]  # fmt: skip
    tea = by_id(found)["tea"]
    assert (tea.definition, tea.aliases, targets(tea.broader)) == ("An infusion of leaves.", ("cuppa",), ["drink"])
    glossary = Glossary(found.concepts, found.faqs)
    kinds = [relation.kind for relation in glossary.relations]
    assert (kinds.count("broader"), kinds.count("related"), glossary.problems) == (3, 1, ())


def test_the_address_the_language_and_what_is_hidden_or_in_other_languages_are_kept():
    assert by_id(read(TEA))["tea"].extra == {
        "iri": "http://example.org/tea#tea",
        "language": "en",
        "prefLabel": {"de": "Tee"},
        "altLabel": {"de": "Aufguss"},
        "hiddenLabel": "teh",
    }


def test_another_language_is_read_where_it_is_asked_for():
    found = by_id(read(TEA, language="de"))
    assert [found[id].label for id in ("drink", "tea", "green")] == ["Getränk", "Tee", "Grüner Tee"]
    assert (found["tea"].aliases, found["tea"].extra["prefLabel"]) == (("Aufguss",), {"en": "Tea"})


def test_a_concept_without_a_label_in_the_language_has_one_in_another():
    black = by_id(read(TEA, language="de"))["black"]
    assert (black.label, black.extra["language"]) == ("Black tea", "en")


def test_a_language_that_nothing_is_labelled_in_is_refused():
    with pytest.raises(CorpusError) as caught:
        read(TEA, language="fr")
    assert "'fr'" in caught.value.message
    assert caught.value.cure == "It has en, de."


def test_english_is_read_where_no_language_is_asked_for_unless_another_labels_far_more():
    few = 'ex:a a skos:Concept ; skos:prefLabel "Eins"@de .\nex:b a skos:Concept ; skos:prefLabel "Zwei"@de .\n'
    one = read(few, 'ex:c a skos:Concept ; skos:prefLabel "Drei"@de, "Three"@en .')
    assert [part.label for part in one.concepts] == ["Eins", "Zwei", "Drei"]
    assert [part.label for part in read(few, 'ex:b skos:prefLabel "Two"@en .').concepts] == ["Eins", "Two"]


def test_a_region_of_the_language_serves_and_its_labels_are_aliases():
    colour = concept('skos:prefLabel "Color"@en-US, "Colour"@en-GB ; skos:altLabel "hue"@en-GB')
    assert (colour.label, colour.aliases) == ("Color", ("hue", "Colour"))
    assert colour.extra["prefLabel"] == {"en-GB": "Colour"}


def test_a_text_without_a_language_is_of_any():
    tea = concept('skos:altLabel "cuppa" ; skos:definition "An infusion."')
    assert (tea.label, tea.aliases, tea.definition) == ("Tea", ("cuppa",), "An infusion.")


@pytest.mark.parametrize("name", ["rdfs:label", "dcterms:title", "schema:name"])
def test_another_property_labels_a_concept_that_has_no_preferred_label(name: str):
    assert only(f'ex:tea a skos:Concept ; {name} "Tea"@en .').label == "Tea"


def test_a_concept_without_any_label_is_called_after_its_address_and_a_note_says_so():
    found = read("ex:green-tea a skos:Concept .")
    assert found.concepts[0].label == "green tea"
    assert [(note.code, note.tier) for note in found.ledger.notes if note.tier != "info"] == [("no-title", "warning")]


def test_labels_of_skos_xl_are_labels():
    xl = """ex:tea a skos:Concept ; skosxl:prefLabel ex:l1 ;
        skosxl:altLabel [ a skosxl:Label ; skosxl:literalForm "cuppa"@en ] .
    ex:l1 a skosxl:Label ; skosxl:literalForm "Tea"@en ; dcterms:created "2020" ."""
    tea = only(xl)
    assert (tea.label, tea.aliases) == ("Tea", ("cuppa",))


# -- texts ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value", ['"Leaves."@en', '[ rdf:value "Leaves."@en ]', "ex:d . ex:d rdf:value 'Leaves.'@en"],
)  # fmt: skip
def test_a_definition_may_be_a_text_or_a_thing_of_its_own(value: str):
    assert concept(f"skos:definition {value}").definition == "Leaves."


def test_a_scope_note_defines_what_nothing_else_does():
    noted = concept('skos:scopeNote "Leaves only."@en')
    assert (noted.definition, noted.extra["scopeNote"]) == ("Leaves only.", "Leaves only.")
    both = concept('skos:scopeNote "Leaves only."@en ; skos:definition "An infusion."@en')
    assert (both.definition, both.extra["scopeNote"]) == ("An infusion.", "Leaves only.")


def test_every_kind_of_note_is_kept_under_its_name_in_skos():
    kinds = ("note", "scopeNote", "example", "editorialNote", "historyNote", "changeNote")
    told = " ; ".join(f'skos:{kind} "{kind} one"@en, "{kind} two"@en' for kind in kinds)
    found = concept(told).extra
    assert {kind: found[kind] for kind in kinds} == {kind: [f"{kind} one", f"{kind} two"] for kind in kinds}


def test_a_definition_in_another_language_and_a_second_one_are_kept():
    found = concept('skos:definition "One."@en, "Two."@en, "Eins."@de')
    assert (found.definition, found.extra["definition"]) == ("One.", {"en": "Two.", "de": "Eins."})


def test_notations_and_mappings_are_kept():
    found = concept(
        'skos:notation "T1", "T2" ; skos:exactMatch <http://a.org/t> ; skos:closeMatch <http://b.org/t>'
    ).extra
    assert (found["notation"], found["exactMatch"], found["closeMatch"]) == (
        ["T1", "T2"],
        "http://a.org/t",
        "http://b.org/t",
    )


# -- relations, schemes, collections -------------------------------------------------------------------------------


def test_narrower_is_read_as_declared():
    found = by_id(
        read(
            'ex:a a skos:Concept ; skos:prefLabel "A" ; skos:narrower ex:b .\n',
            'ex:b a skos:Concept ; skos:prefLabel "B" .',
        )
    )
    assert (targets(found["a"].narrower), found["b"].broader) == (["b"], ())


def test_of_transitive_relations_alone_the_nearest_are_taken():
    found = by_id(read(
        'ex:a a skos:Concept ; skos:prefLabel "A" .\n'
        'ex:b a skos:Concept ; skos:prefLabel "B" ; skos:broaderTransitive ex:a .\n'
        'ex:c a skos:Concept ; skos:prefLabel "C" ; skos:broaderTransitive ex:a, ex:b .'
    ))  # fmt: skip
    assert (targets(found["b"].broader), targets(found["c"].broader)) == (["a"], ["b"])


def test_transitive_relations_beside_direct_ones_add_nothing():
    found = by_id(read(TEA, "ex:green skos:broaderTransitive ex:drink ."))
    assert targets(found["green"].broader) == ["tea"]


def test_a_relation_to_what_is_no_concept_is_left_out_with_its_reason_and_place():
    found = read(TEA, "ex:black skos:broader <http://other.org/tea> .")
    assert targets(by_id(found)["black"].broader) == ["tea"]
    assert [(drop.what, drop.why, drop.source.line - HEAD_LINES) for drop in found.ledger.dropped] == [
        ("skos:broader <http://other.org/tea>", "nothing describes it here", 7)
    ]


def test_schemes_top_concepts_and_collections_are_told_of_their_members():
    found = by_id(read(TEA, """ex:kinds a skos:Collection ; skos:member ex:green, ex:black .
        ex:order a skos:OrderedCollection ; skos:memberList ( ex:black ex:green ) .
        ex:tea skos:inScheme ex:scheme ."""))  # fmt: skip
    space = "http://example.org/tea#"
    assert found["drink"].extra["topConceptOf"] == space + "scheme"
    assert found["tea"].extra["inScheme"] == space + "scheme"
    assert found["green"].extra["memberOf"] == [space + "kinds", space + "order"]
    assert set(found) == {"drink", "tea", "green", "black"}


def test_a_deprecated_concept_is_left_out_and_kept_for_writing():
    found = read(TEA, 'ex:old a skos:Concept ; skos:prefLabel "Old"@en ; owl:deprecated true .')
    assert "old" not in by_id(found)
    assert [(drop.what, drop.why) for drop in found.ledger.dropped] == [
        ("<http://example.org/tea#old>", "it is deprecated")
    ]
    assert any("#old>" in line for line in found.rest)


# -- ids -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("iri", "id"),
    [
        ("http://example.org/voc#Tea", "Tea"),
        ("http://example.org/voc/162", "162"),
        ("http://example.org/voc/tea/", "tea"),
        ("http://example.org/voc/Gr%C3%BCner%20Tee", "Grüner Tee"),
        ("urn:tea:green", "green"),
        ("https://glossary.example/drinks/tea", "drinks/tea"),
    ],
)
def test_the_id_is_the_end_of_the_address(iri: str, id: str):
    assert only(f'<{iri}> a skos:Concept ; skos:prefLabel "X" .').id == id


@pytest.mark.parametrize(
    "iri",
    [
        "http://example.org/..%2F..%2Fetc%2Fpasswd",
        "http://example.org/voc#..",
        "http://example.org/%2Fetc%2Fpasswd",
        "https://glossary.example/a/%2E%2E/%2E%2E/etc/passwd",
        "http://example.org/.ssh",
        "http://example.org/C:%5Cboot",
        "http://example.org/a%00b",
    ],
)
def test_no_id_leads_out_of_a_folder_and_a_note_says_what_was_changed(iri: str):
    found = read(f'<{iri}> a skos:Concept ; skos:prefLabel "X" .')
    (made,) = found.concepts
    assert re.fullmatch(r"[\w-]+", made.id)
    assert [note.code for note in found.ledger.notes if note.tier == "warning"] == ["rdf-id"]


@pytest.mark.parametrize("id", ["../../etc/passwd", "/etc/passwd", "a//b", "a/../b", ".", "a\\\\b", "a\\u0000b", ""])
def test_an_id_that_a_file_gives_itself_is_no_way_out_either(id: str):
    found = read(f'ex:tea a skos:Concept ; skos:prefLabel "X" ; <urn:dlgraph:id> "{id}" .')
    assert found.concepts[0].id == "tea"
    assert [note.code for note in found.ledger.notes if note.tier == "warning"] == ["rdf-id"]


def test_addresses_that_end_alike_have_different_ids_and_keep_them():
    found = read(
        '<http://a.org/tea> a skos:Concept ; skos:prefLabel "A" .\n',
        '<http://b.org/tea> a skos:Concept ; skos:prefLabel "B" .',
    )
    assert [part.id for part in found.concepts] == ["tea", "tea-2"]
    back = skos.read([("x.ttl", again(found).encode())])
    assert [(part.id, part.extra["iri"]) for part in back.concepts] == [
        ("tea", "http://a.org/tea"),
        ("tea-2", "http://b.org/tea"),
    ]


# -- nothing is lost -----------------------------------------------------------------------------------------------

UNKNOWN = """
ex:tea ex:brewedAt 95, "95"^^ex:celsius ; dcterms:source <http://books.org/tea> ;
    skos:editorialNote [ dcterms:creator ex:kate ; rdfs:comment "Check."@en ] ; ex:steps ( "boil" "pour" ) ;
    ex:shared _:b1 ; skos:altLabel "  odd  spaces "@en, "cuppa", "cuppa"@en-GB ; skos:notation "T"^^ex:code .
ex:black ex:shared _:b1 . _:b1 ex:p _:b2 . _:b2 ex:q _:b1 .
ex:kate a <http://xmlns.com/foaf/0.1/Person> ; rdfs:label "Kate" .
[] a owl:Axiom ; owl:annotatedSource ex:tea ; owl:annotatedProperty skos:definition ; ex:because "so" .
"""


@pytest.mark.parametrize("syntax", SUFFIXES)
def test_what_dlgraph_does_not_know_survives_reading_and_writing(syntax: str):
    before, roots = said(HEAD + TEA + UNKNOWN)
    after, roots_after = said(again(read(TEA, UNKNOWN), syntax), SUFFIXES[syntax])
    assert before == after
    assert roots == roots_after


def test_what_is_kept_stands_with_its_concept_and_the_rest_beside_all():
    found = read(TEA, UNKNOWN)
    kept = by_id(found)["tea"].extra["rdf"]
    assert isinstance(kept, list)
    assert "<http://example.org/tea#tea> <http://purl.org/dc/terms/source> <http://books.org/tea> ." in kept
    assert any("kate> <http://www.w3.org/2000/01/rdf-schema#label>" in line for line in found.rest)


def test_a_thesaurus_in_pages_and_back_says_the_same():
    found = read(TEA, UNKNOWN)
    pages = [okf.read(okf.write(part), part.id, f"{part.id}.md")[0] for part in found.concepts]
    assert [part.extra for part in pages] == [part.extra for part in found.concepts]
    text = syntaxes.dump(skos.facts(Glossary(pages), rest=found.rest), "turtle")
    lost = said(HEAD + TEA + UNKNOWN)[0] - said(text)[0]
    assert lost == set()


@pytest.mark.parametrize("syntax", SUFFIXES)
def test_writing_what_was_read_changes_nothing_more(syntax: str):
    first = again(read(TEA, UNKNOWN), syntax)
    found = skos.read([(f"x{SUFFIXES[syntax]}", first.encode())])
    assert again(found, syntax) == first


def test_facts_kept_by_hand_that_are_no_triples_are_front_matter_like_any_other():
    made = Concept("tea", "Tea", extra={"rdf": ["no triple"]})
    (back,) = round_trip([made], [], "turtle").concepts
    assert back.extra == {"rdf": ["no triple"]}


# -- glossaries out and in -----------------------------------------------------------------------------------------

PAGE = Concept(
    id="drinks/tea",
    label="Tea",
    definition="An infusion of leaves.",
    aliases=("cuppa", "a brew"),
    type="Drink",
    broader=(Reference("Hot drink"), Reference("nowhere")),
    narrower=(Reference("green"),),
    related=(Reference("drinks/coffee"), Reference("Coffee")),
    references=(Reference("coffee.md"), Reference("drinks/coffee"), Reference("coffee.md")),
    tags=("hot", "leaves"),
    sections=(Section("Use", "Pour.\n\nDrink."), Section("", "More.", level=0)),
    faqs=(Faq("drinks/tea#why", "Why?", 'It is "good".\n', ("How come?",)), Faq("drinks/tea#no", "No?", "")),
    misconceptions=(Misconception("drinks/tea#myth-x", "All tea is green.", "No."),),
    source=Source("tea.md"),
    body="\nText with `code` and\ttabs.\n",
    extra={"year": 2014, "day": date(2020, 1, 2), "sources": [{"id": "a", "url": "http://x.org"}], "scopeNote": ["x"],
           "notation": 3.1, "exactMatch": "not an address", "language": "Python", "definition": {"de": "Aufguss."}},
)  # fmt: skip
OTHERS = [Concept("drinks/hot", "Hot drink"), Concept("drinks/coffee", "Coffee"), Concept("green", "Green tea")]
FAQS = [Faq("q 1", "What now?", "Nothing.", ("And now?",)), Faq("q2", "Which?", "This.", concept="Coffee")]


@pytest.mark.parametrize("syntax", SUFFIXES)
def test_a_glossary_written_and_read_is_the_same(syntax: str):
    back = round_trip([PAGE, *OTHERS], FAQS, syntax)
    assert [without_places(part) for part in back.concepts] == [without_places(part) for part in [PAGE, *OTHERS]]
    assert [replace(faq, source=Source("")) for faq in back.faqs] == FAQS
    assert back.rest == ()


def test_relations_are_told_between_concepts_and_questions_of_theirs():
    text = syntaxes.dump(skos.facts(Glossary([PAGE, *OTHERS], FAQS)), "turtle")
    for line in (
        "skos:broader <https://glossary.example/drinks/hot>",
        "skos:narrower <https://glossary.example/green>",
        "skos:related <https://glossary.example/drinks/coffee>",
        "dcterms:references <https://glossary.example/drinks/coffee>",
        "schema:about <https://glossary.example/drinks/tea>",
        'dlg:reality "No."',
        "a skos:ConceptScheme, dlg:Glossary",
    ):
        assert line in text


def test_words_of_a_page_that_no_longer_fit_the_graph_give_way():
    text = syntaxes.dump(skos.facts(Glossary([PAGE, *OTHERS])), "turtle")
    changed = text.replace(
        "skos:broader <https://glossary.example/drinks/hot>", "skos:broader <https://glossary.example/green>"
    )
    assert changed != text
    back = by_id(skos.read([("x.ttl", changed.encode())]))["drinks/tea"]
    assert targets(back.broader) == ["nowhere", "green"]


@pytest.mark.parametrize("base", ["http://me.org/g/", "http://me.org/g#"])
def test_a_base_names_concepts_and_comes_back(base: str):
    glossary = Glossary([PAGE, *OTHERS])
    text = syntaxes.dump(skos.facts(glossary, base=base, title="Drinks"), "turtle")
    back = skos.read([("x.ttl", text.encode())])
    assert [part.id for part in back.concepts] == ["drinks/tea", "drinks/hot", "drinks/coffee", "green"]
    assert back.concepts[1].extra == {"iri": f"{base}drinks/hot"}
    assert again(back) == text


def test_a_language_tags_every_text():
    back = skos.read([("x.ttl", syntaxes.dump(skos.facts(Glossary(OTHERS), language="en-GB"), "turtle").encode())])
    assert {part.extra["language"] for part in back.concepts} == {"en-GB"}


@pytest.mark.parametrize(("name", "value"), [("base", "nowhere"), ("base", "http://x.org"), ("language", "English")])
def test_a_wrong_base_or_language_is_refused(name: str, value: str):
    with pytest.raises(CorpusError, match=re.escape(repr(value))):
        skos.facts(Glossary(OTHERS), **{name: value})  # type: ignore[arg-type]


def test_a_file_is_written_by_its_suffix_and_nothing_is_left_beside_it(tmp_path: Path):
    for suffix in SUFFIXES.values():
        skos.write(Glossary(OTHERS), tmp_path / f"new/tea{suffix}")
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["tea.jsonld", "tea.nt", "tea.rdf", "tea.ttl"]
    with pytest.raises(CorpusError, match="suffix"):
        skos.write(Glossary(OTHERS), tmp_path / "tea.doc")


# -- laws ----------------------------------------------------------------------------------------------------------

NASTY = st.sampled_from(
    ['"', "\\", "'''", '"""', "a\n\"", "---", "- x", "# y", ": z", "{", "[a]", "<b>&amp;", "]]>", "\r\n", "\t", "\x85",
     "\u2028", "é\u0301", "𝔘", "no", "2020-01-01", "~", "@en", "^^x", "%20", "../..", "_:b", "\u202e", "  ", "\ufeff",
     "?", "😀\n"]
)  # fmt: skip
TEXT = st.one_of(
    NASTY,
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=12),
    st.builds(str.__add__, NASTY, NASTY),
)
NAME = st.text(st.characters(codec="utf-8", categories=("L", "Nd")), min_size=1, max_size=5)
WORD = TEXT.map(lambda text: f"w{text}w")
IDS = st.lists(
    st.one_of(NAME, st.builds("{}/{}".format, NAME, NAME), st.builds("{} #?%{}".format, NAME, NAME)),
    min_size=1, max_size=4, unique=True,
)  # fmt: skip
PLAIN = st.one_of(TEXT, st.integers(), st.booleans(), st.none(), st.dates(), st.floats(allow_nan=False))
VALUES = st.one_of(
    PLAIN,
    st.lists(PLAIN, max_size=3),
    st.dictionaries(st.one_of(NAME, st.just("en"), st.just("@none")), PLAIN, max_size=2),
)
KEYS = st.sampled_from(
    ["year", "status", "scopeNote", "hiddenLabel", "notation", "exactMatch", "inScheme", "memberOf", "prefLabel",
     "altLabel", "definition", "language", "iri", "rdf", "comment", "title", "broader", "on"]
)  # fmt: skip


@st.composite
def glossaries(draw: st.DrawFn) -> tuple[list[Concept], list[Faq]]:
    ids = draw(IDS)
    targets = st.lists(st.one_of(st.sampled_from(ids), WORD).map(Reference), max_size=3).map(tuple)

    def made(id: str) -> Concept:
        texts = draw(st.lists(st.tuples(WORD, TEXT), max_size=2))
        return Concept(
            id,
            draw(WORD),
            draw(TEXT),
            tuple(draw(st.lists(TEXT, max_size=3))),
            draw(st.sampled_from(["Concept", "Método", "x y"])),
            broader=draw(targets), narrower=draw(targets), related=draw(targets), references=draw(targets),
            tags=tuple(draw(st.lists(TEXT, max_size=2))),
            sections=tuple(Section(*part) for part in draw(st.lists(st.tuples(TEXT, TEXT), max_size=2))),
            faqs=tuple(Faq(f"{id}#q{at}", question, answer) for at, (question, answer) in enumerate(texts)),
            misconceptions=tuple(Misconception(f"{id}#m{at}", *pair) for at, pair in enumerate(texts)),
            body=draw(st.one_of(st.none(), TEXT)),
            extra=draw(st.dictionaries(KEYS, VALUES, max_size=3)),
        )  # fmt: skip

    others = st.lists(WORD, max_size=2, unique=True).map(tuple)
    about = st.sampled_from(["", *ids, "x"])
    asked = enumerate(draw(st.lists(WORD, max_size=2)))
    faqs = [Faq(f"faq {at}", question, draw(TEXT), draw(others), draw(about)) for at, question in asked]
    return [made(id) for id in ids], faqs


@settings(max_examples=120, deadline=None)
@given(glossaries(), st.sampled_from(["turtle", "ntriples", "json-ld"]))
def test_any_glossary_written_and_read_is_the_same(made: tuple[list[Concept], list[Faq]], syntax: str):
    concepts, faqs = made
    back = round_trip(concepts, faqs, syntax)
    assert [without_places(part) for part in back.concepts] == concepts
    assert [replace(faq, source=Source("")) for faq in back.faqs] == faqs


@settings(max_examples=40, deadline=None)
@given(glossaries())
def test_all_syntaxes_say_the_same_and_the_same_always_looks_the_same(made: tuple[list[Concept], list[Faq]]):
    facts = skos.facts(Glossary(*made))
    told = {
        syntax: said(syntaxes.dump(facts, syntax), SUFFIXES[syntax]) for syntax in ("turtle", "ntriples", "json-ld")
    }
    assert told["turtle"] == told["ntriples"] == told["json-ld"]
    assert syntaxes.dump(facts, "turtle") == syntaxes.dump(skos.facts(Glossary(*made)), "turtle")
    assert set(triples.fold(triples.parse(triples.lines(facts))).statements) == set(facts.statements)


# -- judged by others ----------------------------------------------------------------------------------------------

# SKOS integrity as shapes: S14 (one preferred label a language), S13 (labels are disjoint), S27 (related is disjoint
# from broader), S9 (a concept is no scheme), and that relations lead to concepts.
SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix schema: <https://schema.org/> . @prefix dcterms: <http://purl.org/dc/terms/> .
[] a sh:NodeShape ; sh:targetClass skos:Concept ; sh:not [ sh:class skos:ConceptScheme ] ;
  sh:property [ sh:path skos:prefLabel ; sh:minCount 1 ; sh:uniqueLang true ; sh:minLength 1 ; sh:nodeKind sh:Literal ;
                sh:disjoint skos:altLabel, skos:hiddenLabel ] ;
  sh:property [ sh:path skos:altLabel ; sh:disjoint skos:hiddenLabel ; sh:nodeKind sh:Literal ] ;
  sh:property [ sh:path skos:broader ; sh:class skos:Concept ; sh:disjoint skos:related ] ;
  sh:property [ sh:path skos:related ; sh:class skos:Concept ] ;
  sh:property [ sh:path dcterms:references ; sh:class skos:Concept ] ;
  sh:property [ sh:path skos:inScheme ; sh:class skos:ConceptScheme ] .
[] a sh:NodeShape ; sh:targetClass schema:Question ;
  sh:property [ sh:path schema:name ; sh:minCount 1 ] ; sh:property [ sh:path schema:about ; sh:class skos:Concept ] .
"""


@pytest.mark.parametrize("syntax", SUFFIXES)
def test_py_shacl_accepts_what_is_written(syntax: str):
    import pyshacl
    import rdflib

    names = {"ntriples": "nt"}
    glossary = Glossary([PAGE, *OTHERS], FAQS)
    shapes = rdflib.Graph().parse(data=SHAPES, format="turtle")
    for text in (syntaxes.dump(skos.facts(glossary, language="en"), syntax), again(read(TEA, UNKNOWN), syntax)):
        graph = rdflib.Graph().parse(data=text, format=names.get(syntax, syntax))
        conforms, _, report = pyshacl.validate(graph, shacl_graph=shapes)
        assert conforms, report


def test_the_shapes_find_what_is_wrong():
    import pyshacl
    import rdflib

    wrong = HEAD + 'ex:a a skos:Concept ; skos:prefLabel "A"@en, "B"@en ; skos:broader ex:b ; skos:related ex:b .'
    shapes = rdflib.Graph().parse(data=SHAPES, format="turtle")
    conforms, _, report = pyshacl.validate(rdflib.Graph().parse(data=wrong, format="turtle"), shacl_graph=shapes)
    assert not conforms
    assert "UniqueLang" in report
    assert "Disjoint" in report


def test_the_same_glossary_gives_the_same_bytes_in_every_process(tmp_path: Path):
    import subprocess
    import sys

    (tmp_path / "tea.ttl").write_text(HEAD + TEA + UNKNOWN, encoding="utf-8")
    code = (
        "import sys, pathlib; from dlgraph.rdf import skos, syntaxes; from dlgraph.glossary import Glossary\n"
        "found = skos.read([('tea.ttl', pathlib.Path(sys.argv[1]).read_bytes())])\n"
        "facts = skos.facts(Glossary(found.concepts, found.faqs), rest=found.rest)\n"
        "print([syntaxes.dump(facts, name) for name in ('turtle', 'ntriples', 'xml', 'json-ld')])"
    )
    outs = {
        subprocess.run(
            [sys.executable, "-c", code, str(tmp_path / "tea.ttl")], env={"PYTHONHASHSEED": seed}, capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }  # fmt: skip
    assert len(outs) == 1
