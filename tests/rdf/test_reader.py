"""dlgraph/rdf/reader.py and what it rests on: safe reading, places, and the four syntaxes."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib.compare import isomorphic

from dlgraph.errors import CorpusError
from dlgraph.formats import corpus
from dlgraph.rdf import reader as rdf
from dlgraph.rdf import syntaxes, triples
from dlgraph.rdf.namespaces import BASE, short
from dlgraph.rdf.reader import load
from dlgraph.rdf.triples import Facts, Iri, Literal, Series, Statement, Tree, fold, tree

SUFFIXES = {"turtle": ".ttl", "ntriples": ".nt", "xml": ".rdf", "json-ld": ".jsonld"}
XMLNS = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:s="http://s.org/"'
S, P = Iri("http://s.org/a"), "http://s.org/p"


def described(properties: str) -> str:
    """Return RDF/XML that describes S."""
    return f'<rdf:RDF {XMLNS}>\n<rdf:Description rdf:about="{S}">{properties}</rdf:Description></rdf:RDF>'


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a file asks for, nothing is connected to."""

    def refuse(*args: object) -> None:
        raise AssertionError(f"a connection to {args}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def one(text: str, suffix: str = ".ttl") -> Facts:
    return load([(f"x{suffix}", text.encode())])[0]


def refusal(text: str | bytes, suffix: str) -> CorpusError:
    with pytest.raises(CorpusError) as caught:
        load([(f"x{suffix}", text.encode() if isinstance(text, str) else text)])
    assert caught.value.cure
    return caught.value


def value(text: str) -> object:
    """Return the value that Turtle gives s:a."""
    (statement,) = one(f"<{S}> <{P}> {text} .").statements
    return statement.value


# -- the syntaxes --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "suffix"),
    [
        (f'<{S}> <{P}> "Tea"@en .', ".ttl"),
        (f'<{S}> <{P}> "Tea"@en .', ".nt"),
        (described('<s:p xml:lang="en">Tea</s:p>'), ".rdf"),
        (f'{{"@id": "{S}", "{P}": {{"@value": "Tea", "@language": "en"}}}}', ".jsonld"),
    ],
)  # fmt: skip
def test_four_syntaxes_say_one_thing(text: str, suffix: str):
    assert one(text, suffix) == Facts((Statement(S, P, Literal("Tea", "en")),))


def test_several_files_are_one_graph_whose_blank_nodes_stay_apart():
    text = f'_:b <{P}> "{{}}" .'
    facts, _ = load([("a.nt", text.format("x").encode()), ("b.nt", text.format("y").encode())])
    assert [root.properties[0][1] for root in facts.roots] == [Literal("x"), Literal("y")]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_text_may_be_in_any_form_of_unicode(encoding: str):
    data = f'<{S}> <{P}> "thé" .'.encode(encoding)
    assert load([("x.ttl", data)])[0].statements[0].value == Literal("thé")


def test_numbers_and_dates_stay_as_they_are_written():
    number = "http://www.w3.org/2001/XMLSchema#integer"
    assert value(f'"007"^^<{number}>') == Literal("007", datatype=number)
    assert value(f'"no number"^^<{number}>') == Literal("no number", datatype=number)
    assert rdflib.NORMALIZE_LITERALS


def test_addresses_without_a_base_are_read_below_one_that_names_no_machine():
    assert one("<tea> <p> <#x> .").statements == (Statement(Iri(f"{BASE}tea"), f"{BASE}p", Iri(f"{BASE}#x")),)


def test_both_addresses_of_schema_org_are_one():
    assert value("<http://schema.org/Thing>") == "https://schema.org/Thing"


# -- blank nodes ---------------------------------------------------------------------------------------------------


def test_a_blank_node_is_what_it_says_and_a_list_is_its_items():
    assert value('[ <http://s.org/q> "x" ]') == Tree((("http://s.org/q", Literal("x")),))
    assert value('( "x" ( ) [] )') == Series((Literal("x"), Series(()), Tree(())))


def test_a_blank_node_that_two_things_mention_keeps_a_label():
    facts = one(f'<{S}> <{P}> _:x . <{S}> <http://s.org/q> _:x . _:x <{P}> "y" .')
    assert {statement.value for statement in facts.statements if statement.subject == S} == {Iri("_:s0")}


def test_circles_of_blank_nodes_are_read():
    assert len(one(f"_:x <{P}> _:y . _:y <{P}> _:x .").statements) == 1
    assert one(f"_:x <{P}> _:x .").statements == (Statement(Iri("_:s0"), P, Iri("_:s0")),)


def test_long_lists_and_broken_ones_are_read():
    items = " ".join(f'"{at}"' for at in range(20_000))
    series = value(f"( {items} )")
    assert isinstance(series, Series)
    assert len(series.items) == 20_000
    rest, first = triples.REST, triples.FIRST
    links = [(Iri(f"_:b{at}"), rest, Iri(f"_:b{at + 1}")) for at in range(3_000)]
    links += [(Iri(f"_:b{at}"), first, Literal("x")) for at in range(3_000)]
    facts = fold([(S, P, Iri("_:b0")), *links])
    assert set(triples.unfold(facts))
    assert len(list(triples.unfold(facts))) == 6_001


NODES = st.sampled_from([Iri(f"_:{name}") for name in "abcd"])
TRIPLES = st.lists(
    st.tuples(st.one_of(NODES, st.just(S)), st.sampled_from([P, triples.FIRST, triples.REST, triples.TYPE]),
              st.one_of(NODES, st.sampled_from([S, Iri(triples.NIL), Literal("x"), Literal("x", "en")]))),
    max_size=12, unique=True,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(TRIPLES)
def test_folding_any_graph_loses_nothing(made: list[triples.Triple]):
    graph, back = rdflib.Graph(), rdflib.Graph()
    graph.parse(data="".join(f"{line}\n" for line in map(line_of, made)), format="nt")
    back.parse(data="".join(f"{line}\n" for line in triples.lines(fold(made))), format="nt")
    assert len(graph) != len(back) or isomorphic(graph, back)
    # A blank node that says what another beside it says adds nothing and is told once.
    again = fold(triples.parse(triples.lines(fold(made))))
    assert set(map(repr, again.statements)) == set(map(repr, fold(made).statements)) or len(again.statements) == len(
        fold(made).statements
    )


def line_of(triple: triples.Triple) -> str:
    subject, predicate, said = triple
    return f"{triples.bracketed(subject)} {triples.bracketed(predicate)} {triples.term(said)} ."


# -- writing -------------------------------------------------------------------------------------------------------

ANY = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
XML = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), max_size=20)
ENDS = st.sampled_from(['"', '\n"', "\\", '\n\\"', '"""', '\n"""', "]]>", "&", "\r", "\t\n"])


def literals(text: st.SearchStrategy[str]) -> st.SearchStrategy[Literal]:
    said = st.builds("{}{}{}".format, ENDS, text, ENDS)
    return st.one_of(
        st.builds(Literal, said),
        st.builds(Literal, said, st.sampled_from(["en", "pt-BR"])),
        st.builds(Literal, said, st.just(""), st.just("http://s.org/type")),
    )


def values(text: st.SearchStrategy[str]) -> st.SearchStrategy[triples.Value]:
    named = st.sampled_from([Iri("http://s.org/b"), Iri("urn:x:y"), Iri("http://s.org/c#é")])
    within = st.sampled_from([P, "http://s.org/v#q", triples.TYPE])
    return st.recursive(
        st.one_of(literals(text), named),
        lambda inner: st.one_of(
            st.lists(inner, max_size=3).map(lambda items: Series(tuple(items))),
            st.lists(st.tuples(within, inner), min_size=1, max_size=3).map(tree),
        ),
        max_leaves=6,
    )


@pytest.mark.parametrize("syntax", SUFFIXES)
@settings(max_examples=80, deadline=None)
@given(st.data())
def test_any_facts_written_are_read_by_rdflib_as_they_were(syntax: str, data: st.DataObject):
    found = data.draw(st.lists(values(XML if syntax == "xml" else ANY), max_size=3, unique=True))
    facts = Facts(tuple(Statement(S, P, part) for part in found))
    assert set(one(syntaxes.dump(facts, syntax), SUFFIXES[syntax]).statements) == set(facts.statements)


def test_xml_says_what_it_cannot_hold():
    with pytest.raises(CorpusError, match=r"U\+0008"):
        syntaxes.dump(Facts((Statement(S, P, Literal("a\bc")),)), "xml")
    with pytest.raises(CorpusError, match=r"no way to write the property <http://s\.org/1>"):
        syntaxes.dump(Facts((Statement(S, "http://s.org/1", Literal("x")),)), "xml")


def test_an_address_that_begins_like_a_prefix_is_not_taken_for_one():
    facts = Facts((Statement(Iri("skos:x"), "http://www.w3.org/2004/02/skos/core#note", Literal("x")),))
    for syntax in ("turtle", "ntriples", "json-ld"):
        assert one(syntaxes.dump(facts, syntax), SUFFIXES[syntax]) == facts


def test_a_file_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path):
    (tmp_path / "x.ttl").mkdir()
    with pytest.raises(CorpusError, match=r"x\.ttl"):
        syntaxes.write(Facts(), tmp_path / "x.ttl", "turtle")
    with pytest.raises(CorpusError, match="no syntax"):
        syntaxes.write(Facts(), tmp_path / "y.doc", "word")
    assert [path.name for path in tmp_path.iterdir()] == ["x.ttl"]


def test_names_are_shortened_as_people_write_them():
    assert short("http://www.w3.org/2004/02/skos/core#broader") == "skos:broader"
    assert short("http://s.org/p") == "<http://s.org/p>"


# -- places --------------------------------------------------------------------------------------------------------


def line(text: str, suffix: str, iri: str = str(S)) -> int:
    return load([(f"x{suffix}", text.encode())])[1].subject(iri).line


def test_turtle_names_the_line_of_the_subject():
    text = "@base <http://s.org/> .\n@prefix s: <http://s.org/> .\ns:z s:p s:a .\n\n"
    text += f's:a s:p "x" .\n<b> s:p "y" .\n<{P}> s:p s:a .\n'
    assert [line(text, ".ttl", iri) for iri in (str(S), "http://s.org/b", P, "http://s.org/none")] == [5, 6, 7, 1]


def test_xml_names_the_line_of_the_label_or_else_of_the_first_description():
    text = f"""<rdf:RDF {XMLNS} xml:base="http://s.org/">
<rdf:Description rdf:about="a"><s:p>x</s:p></rdf:Description>
<rdf:Description rdf:about="http://s.org/a"><s:prefLabel>x</s:prefLabel>
  <s:broader rdf:resource="#b"/></rdf:Description>
<s:Thing rdf:ID="b"><s:p rdf:parseType="Resource"><s:p><s:Thing rdf:about="c"/></s:p></s:p></s:Thing></rdf:RDF>"""
    assert [line(text, ".rdf", f"http://s.org/{name}") for name in ("a", "#b", "c")] == [3, 5, 5]
    places = load([("x.rdf", text.encode())])[1]
    assert str(places.statement(str(S), ["http://s.org/broader"], "http://s.org/#b")) == "x.rdf:4"


def test_json_ld_names_the_line_where_a_thing_is_described_before_where_it_is_mentioned():
    text = '{"@context": {"s": "http://s.org/"}, "@graph": [\n'
    text += '{"@id": "s:z", "s:p": {"@id": "s:a"}},\n{"@id": "s:a", "s:p": "x"}]}'
    assert [line(text, ".jsonld", iri) for iri in ("http://s.org/z", str(S))] == [2, 3]


# -- bad files -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "suffix", "place"),
    [
        ("<a> <b> <c> .\n<a> <b> .\n", ".ttl", "x.ttl:2: this is not valid Turtle"),
        ("\n\na:b <c> <d> .", ".ttl", "x.ttl:3: this is not valid Turtle: Prefix"),
        ("<http://a> <http://b> <http://c> .\nno\n", ".nt", "x.nt:2: this is not valid N-Triples"),
        (f"<rdf:RDF {XMLNS}>\n<a>\n</rdf:RDF>", ".rdf", "x.rdf:3: this is not well-formed XML: mismatched tag"),
        ("", ".rdf", "x.rdf:1: this is not well-formed XML"),
        (f'<rdf:RDF {XMLNS}>\n<s:a s:p="x"\nrdf:about="b" rdf:ID="c"/></rdf:RDF>', ".rdf", "x.rdf:"),
        ('{"a": 1,\n}', ".jsonld", "x.jsonld:2: this is not valid JSON"),
        ('{"@context": 5, "http://s.org/p": "x"}', ".jsonld", "x.jsonld: this is not valid JSON-LD"),
        ("[" * 100_000, ".jsonld", "x.jsonld: it is nested too deeply"),
        (f"<{S}> <{P}> " + f"[ <{P}> " * 3_000 + "1" + "]" * 3_000 + " .",
         ".ttl", "x.ttl: this is not valid Turtle: it is nested"),
        (f'<rdf:RDF {XMLNS}>\n<rdf:Description rdf:about="b"><s:p xml:lang="en_US">x</s:p></rdf:Description></rdf:RDF>',
         ".rdf", "x.rdf:2: this is not valid RDF/XML: 'en_US' is not a valid language tag"),
    ],
)  # fmt: skip
def test_a_malformed_file_is_named_with_its_line(text: str, suffix: str, place: str):
    assert refusal(text, suffix).message.startswith(place)


def test_bytes_that_are_no_text_are_named_with_their_line():
    assert refusal(b"<a> <b> <c> .\n\xff", ".ttl").message == "x.ttl:2: byte 0xff is not UTF-8"


LAUGHS = "".join(f'<!ENTITY l{at} "{f"&l{at - 1};" * 10}">\n' for at in range(1, 10))


@pytest.mark.parametrize(
    ("declared", "why"),
    [
        ('<!ENTITY l0 "lol">\n' + LAUGHS, "x.rdf:3: the XML entity 'l1' is made of other entities"),
        ('<!ENTITY e SYSTEM "file:///etc/passwd">', "x.rdf:2: the XML entity 'e' lies outside the file"),
        ('<!ENTITY e PUBLIC "x" "http://s.org/e">', "x.rdf:2: the XML entity 'e' lies outside the file"),
        ('<!ENTITY % e SYSTEM "http://s.org/e"> %e;', "x.rdf:2: the XML entity 'e' lies outside the file"),
        ('<!ENTITY % e "x">', "x.rdf:2: the XML entity 'e' is made of other entities"),
        (f'<!ENTITY e "{"x" * 1000}">', "x.rdf:2: the XML entity 'e' is one too many or too long"),
        ("".join(f'<!ENTITY e{at} "x">' for at in range(1001)), "x.rdf:2: the XML entity 'e1000' is one too many"),
    ],
)
def test_entities_that_lie_elsewhere_or_grow_are_refused(declared: str, why: str):
    text = f'<!DOCTYPE rdf:RDF [\n{declared}]>\n<rdf:RDF {XMLNS}><s:a rdf:about="b" s:p="&e;&l9;"/></rdf:RDF>'
    assert refusal(text, ".rdf").message.startswith(why)


def test_short_entities_that_stand_for_addresses_are_read_and_no_dtd_is_fetched():
    text = '<!DOCTYPE rdf:RDF SYSTEM "http://s.org/x.dtd" [<!ENTITY s "http://s.org/">]>\n'
    text += described("<s:p>x</s:p>").replace(S, "&s;a")
    assert one(text, ".rdf").statements == (Statement(S, P, Literal("x")),)


@pytest.mark.parametrize(
    ("context", "place"),
    [
        ('"http://s.org/context"', "x.jsonld:2: the JSON-LD context 'http://s.org/context' lies elsewhere"),
        ('["https://schema.org", "file:///etc/passwd"]', "x.jsonld:2: the JSON-LD context 'file:///etc/passwd'"),
        ('{"@import": "http://s.org/c"}', "x.jsonld:2: the JSON-LD context 'http://s.org/c'"),
        ('{"p": {"@id": "http://s.org/p", "@context": "http://s.org/d"}}', "x.jsonld:2: the JSON-LD context 'http://s.org/d'"),
        ('"../other.jsonld"', "x.jsonld:2: the JSON-LD context '../other.jsonld'"),
    ],
)  # fmt: skip
def test_contexts_that_lie_elsewhere_are_refused(context: str, place: str):
    text = f'{{"@id": "http://s.org/a",\n"@context": {context}, "p": "x"}}'
    assert refusal(text, ".jsonld").message.startswith(place)


def test_a_file_over_the_limit_is_refused_unread_until_the_limit_is_raised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path = tmp_path / "tea.ttl"
    with path.open("wb") as file:
        file.truncate(rdf.MAX_BYTES + 1)
    with pytest.raises(CorpusError, match=r"tea\.ttl: it has 200,000,001 bytes, more than the 200,000,000") as caught:
        corpus.read(path)
    assert "DLGRAPH_MAX_BYTES" in caught.value.cure
    monkeypatch.setenv("DLGRAPH_MAX_BYTES", "10")
    with pytest.raises(CorpusError, match="more than the 10 "):
        one(f"<{S}> <{P}> 1 .")
    monkeypatch.setenv("DLGRAPH_MAX_BYTES", "ten")
    with pytest.raises(CorpusError, match="'ten'"):
        one(f"<{S}> <{P}> 1 .")


# -- N-Triples by hand ---------------------------------------------------------------------------------------------


@given(ANY)
def test_lines_of_n_triples_hold_any_text(text: str):
    facts = Facts((Statement(S, P, Literal(text, "en")),))
    assert fold(triples.parse(triples.lines(facts))) == facts


@pytest.mark.parametrize(
    "bad", ["x", "<a> <b>", "<a> <b> <c>", '<a> <b> "x" extra .', '<a> <b> "x\\q" .', "<a> _:b <c> .", '"x" <b> <c> .']
)
def test_what_is_no_triple_is_an_error(bad: str):
    with pytest.raises(ValueError, match=r"."):
        triples.parse([bad])


# -- a corpus of RDF -----------------------------------------------------------------------------------------------

SKOS = "http://www.w3.org/2004/02/skos/core#"
GREEN = "http://s.org/green"
TEA = f'<http://s.org/tea> a <{SKOS}Concept> ; <{SKOS}prefLabel> "Tea"@en .\n'


def test_a_file_or_a_folder_of_rdf_is_a_corpus(tmp_path: Path):
    (tmp_path / "a.ttl").write_text(TEA, encoding="utf-8")
    (tmp_path / "b.nt").write_text(
        f'<{GREEN}> <{SKOS}broader> <http://s.org/tea> .\n<{GREEN}> <{SKOS}prefLabel> "Green" .\n',
        encoding="utf-8",
    )
    found = corpus.read(tmp_path)
    assert [(part.id, str(part.source)) for part in found.concepts] == [("tea", "a.ttl:1"), ("green", "b.nt:1")]
    assert [reference.target for reference in found.concepts[1].broader] == ["tea"]
    assert (found.ledger.found["concepts"], found.ledger.found["triples"], found.ledger.kept["files"]) == (2, 4, 2)
    assert [part.id for part in corpus.read(tmp_path / "a.ttl").concepts] == ["tea"]


def test_xml_is_read_where_it_is_the_corpus_itself(tmp_path: Path):
    text = f'<rdf:RDF {XMLNS} xmlns:k="{SKOS}"><k:Concept rdf:about="http://s.org/tea" k:prefLabel="Tea"/></rdf:RDF>'
    (tmp_path / "tea.xml").write_text(text, encoding="utf-8")
    assert [part.label for part in corpus.read(tmp_path / "tea.xml").concepts] == ["Tea"]


def test_what_pages_have_no_place_for_is_read_beside_them(tmp_path: Path):
    (tmp_path / "tea.md").write_text("# Tea\n\nA drink.\n", encoding="utf-8")
    (tmp_path / "_rdf.nt").write_text(f'# authors\n<{S}> <{P}> "Kate" .\n', encoding="utf-8")
    found = corpus.read(tmp_path)
    assert [part.id for part in found.concepts] == ["tea"]
    assert found.rest == (f'<{S}> <{P}> "Kate" .',)
    assert {state.path for state in found.files} == {"tea.md", "_rdf.nt"}
    (tmp_path / "_rdf.nt").write_text("no triple\n", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"_rdf\.nt:1: this is not valid N-Triples"):
        corpus.read(tmp_path)


def test_tables_and_rdf_in_a_folder_are_one_corpus(tmp_path: Path):
    (tmp_path / "a.csv").write_text("question,answer,concept\nWhy?,So.,Tea\n", encoding="utf-8")
    (tmp_path / "b.ttl").write_text(TEA, encoding="utf-8")
    found = corpus.read(tmp_path)
    assert ([part.id for part in found.concepts], [faq.id for faq in found.faqs]) == (["tea"], ["why"])


def test_rdf_is_loaded_only_for_rdf():
    import subprocess
    import sys

    code = "import sys, dlgraph.formats.corpus, dlgraph.rdf.skos; sys.exit('rdflib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
