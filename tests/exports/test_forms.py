"""Each format a glossary is exported in: what other programs find there, and what it says it left out.

The glossary: Drink above Tea above Green tea and Black tea, which are related; Tea's page links to Black tea.
"""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import networkx
import pytest
import rdflib

from dlgraph.exports import forms, site, vault, write
from dlgraph.exports.write import Options
from dlgraph.formats import corpus as corpora
from dlgraph.formats.corpus import Corpus
from dlgraph.glossary import Glossary

PAGES = {
    "drink.md": "---\ntitle: Drink\ndescription: What is drunk.\n---\n",
    "tea/tea.md": "---\ntitle: Tea\ndescription: An infusion, <b>hot</b> & plain.\naliases: [cuppa, 'a, b']\n"
    "broader: [drink]\ntags: [hot drink, leaf]\nsteep: 3 minutes\n---\n\n## Use\n\nUnlike [black](black.md#why), it "
    "is <script>alert(1)</script> green. ![x](http://x.org/p.png) [gone](gone.md) [js](javascript:alert(1))\n\n"
    "## Common misconceptions\n\n**Myth:** Tea is coffee.\n**Reality:** It is [not](../drink.md).\n\n"
    "## Frequently asked questions\n\n### Is it hot?\n\nYes.\n",
    "tea/green.md": "---\ntitle: Green tea\nbroader: [tea]\nrelated: [black]\n---\n\nFresh, see [[tea/black|Black]].\n",
    "tea/black.md": "---\ntitle: Black tea\nbroader: [tea]\n---\n\n## Why\n\nOxidised.\n",
    "faqs/when.md": "---\ntype: FAQ\nquestion: When is tea time?\nconcept: tea\n---\n\nAt four.\n",
}


@pytest.fixture
def teas(tmp_path: Path) -> Corpus:
    return made(tmp_path / "teas", PAGES)


def made(folder: Path, pages: dict[str, str]) -> Corpus:
    for name, text in pages.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return corpora.read(folder)


def glossary_of(corpus: Corpus) -> Glossary:
    return Glossary(corpus.concepts, corpus.faqs)


def relations(corpus: Corpus) -> set[tuple[str, str, str]]:
    return {
        (each.kind, *(sorted((each.origin, each.target)) if each.kind == "related" else (each.origin, each.target)))
        for each in glossary_of(corpus).relations
    }


def text(corpus: Corpus, form: str, options: Options | None = None) -> str:
    return write.text(corpus, glossary_of(corpus), form, options).text


def left_out(corpus: Corpus, form: str) -> list[str]:
    return [drop.what for drop in write.text(corpus, glossary_of(corpus), form).left_out]


# -- table -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("suffix", "delimiter"), [(".csv", ","), (".tsv", "\t")])
def test_a_table_is_read_back_with_concepts_questions_and_relations(
    teas: Corpus, tmp_path: Path, suffix: str, delimiter: str
):
    file = tmp_path / f"x{suffix}"
    file.write_text(text(teas, "csv", Options(delimiter=delimiter)), "utf-8", newline="")
    again = corpora.read(file)
    one, other = glossary_of(teas), glossary_of(again)
    assert list(other.concepts) == list(one.concepts)
    for name in ("label", "definition", "aliases", "tags"):
        assert [getattr(each, name) for each in other] == [getattr(each, name) for each in one]
    assert {each for each in relations(again) if each[0] != "references"} == {
        each for each in relations(teas) if each[0] != "references"
    }
    assert {(faq.question, faq.answer, faq.concept) for faq in other.faqs} == {
        ("Is it hot?", "Yes.", "tea/tea"), ("When is tea time?", "At four.", "tea/tea"),
    }  # fmt: skip
    assert other["tea"].extra == {"steep": "3 minutes"}


def test_a_table_says_what_became_one_text(teas: Corpus):
    assert left_out(teas, "csv") == ["2 sections", "1 misconceptions"]


# -- graphs ----------------------------------------------------------------------------------------------------------


def test_graphml_loads_in_networkx(teas: Corpus, tmp_path: Path):
    file = tmp_path / "x.graphml"
    file.write_text(text(teas, "graphml"), "utf-8")
    graph = networkx.read_graphml(file, force_multigraph=True)
    assert list(graph) == list(glossary_of(teas).concepts)
    assert graph.nodes["tea/tea"]["label"] == "Tea"
    assert graph.nodes["tea/tea"]["aliases"] == "cuppa | a, b"
    edges = {(data["relation"], one, other) for one, other, data in graph.edges(data=True)}
    assert edges == {(each.kind, each.origin, each.target) for each in glossary_of(teas).relations}


def test_characters_that_xml_cannot_hold_are_replaced(tmp_path: Path):
    corpus = made(tmp_path / "x", {"a.md": '---\ntitle: "bell\\a"\n---\n\nText.\n'})
    file = tmp_path / "x.graphml"
    file.write_text(text(corpus, "graphml"), "utf-8")
    assert networkx.read_graphml(file).nodes["a"]["label"] == "bell\ufffd"


@pytest.mark.parametrize(
    ("depth", "ids"), [(0, {"drink"}), (1, {"drink", "tea/tea"}), (9, {"drink", "tea/tea", "tea/green", "tea/black"})]
)
def test_a_part_around_a_concept_is_drawn_as_far_as_asked(teas: Corpus, depth: int, ids: set[str]):
    found = text(teas, "dot", Options(around=glossary_of(teas)["drink"], depth=depth))
    assert set(re.findall(r'^    "([^"]+)" \[label', found, re.M)) == ids


def test_mermaid_draws_every_concept_and_names_what_it_leaves_out(teas: Corpus):
    found = text(teas, "mermaid")
    assert found.startswith("flowchart BT\n")
    assert found.count('["') == 4
    assert {"2 tags", "2 sections", "2 FAQs", "1 misconceptions"} <= set(left_out(teas, "mermaid"))


# -- RDF and schema.org ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("syntax", ["turtle", "nt", "xml", "jsonld"])
def test_skos_parses_in_every_syntax(teas: Corpus, syntax: str):
    found = rdflib.Graph().parse(
        data=text(teas, "skos", Options(syntax=syntax)), format={"jsonld": "json-ld"}.get(syntax, syntax)
    )
    skos = rdflib.Namespace("http://www.w3.org/2004/02/skos/core#")
    assert {str(label) for label in found.objects(None, skos.prefLabel)} == {"Drink", "Tea", "Green tea", "Black tea"}
    assert left_out(teas, "skos") == []


def test_an_faq_page_holds_every_question(teas: Corpus):
    page = json.loads(text(teas, "faqpage"))
    assert page["@type"] == "FAQPage"
    assert [each["name"] for each in page["mainEntity"]] == ["Is it hot?", "When is tea time?"]
    assert {"2 sections", "4 definitions", "7 relations"} <= set(left_out(teas, "faqpage"))


def test_a_set_of_terms_holds_every_concept(teas: Corpus):
    page = json.loads(text(teas, "terms"))
    assert [each["name"] for each in page["hasDefinedTerm"]] == ["Drink", "Black tea", "Green tea", "Tea"]


# -- Obsidian --------------------------------------------------------------------------------------------------------


def test_a_vault_has_wikilinks_and_is_read_back_the_same(teas: Corpus, tmp_path: Path):
    written, dropped = vault.write(teas, tmp_path / "vault")
    note = (tmp_path / "vault" / "tea" / "tea.md").read_text("utf-8")
    assert "[[drink|Drink]]" in note
    assert "[[tea/black#why|black]]" in note
    again = corpora.read(tmp_path / "vault")
    assert written.differences == ()
    assert list(glossary_of(again).concepts) == list(glossary_of(teas).concepts)
    assert relations(again) == relations(teas)
    assert [each.aliases for each in again.concepts] == [each.aliases for each in teas.concepts]
    assert glossary_of(again)["tea"].tags == ("hot-drink", "leaf")
    assert [each.what for each in dropped] == ["1 tags"]


def test_code_and_tables_keep_their_links():
    labels = {"a": "A"}
    kept = "`[a](a.md)` and\n\n| [a](a.md) | b |\n\n```\n[a](a.md)\n```\n"
    assert vault.wikilinks(kept, labels, "b") == kept
    assert vault.wikilinks("[the A](a.md), [x](http://x.org), ![p](a.md)", labels, "b") == (
        "[[a|the A]], [x](http://x.org), ![p](a.md)"
    )


# -- web pages -------------------------------------------------------------------------------------------------------


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.links += [value or "" for name, value in attrs if name == "href"]


def read_site(folder: Path) -> dict[Path, Reader]:
    found = {}
    for file in folder.rglob("*.html"):
        found[file.resolve()] = reader = Reader()
        reader.feed(file.read_text("utf-8"))
    return found


def test_every_link_of_the_web_pages_leads_somewhere(teas: Corpus, tmp_path: Path):
    done = write.folder(teas, glossary_of(teas), "html", tmp_path / "web")
    pages = read_site(tmp_path / "web")
    assert len(pages) == done.files == 5
    inner = [(file, link) for file, page in pages.items() for link in page.links if not link.startswith("http")]
    assert len(inner) > 10
    for file, link in inner:
        path, _, place = link.partition("#")
        target = (file.parent / unquote(path)).resolve() if path else file
        assert target in pages, link
        assert not place or unquote(place) in pages[target].ids
    assert all(len(set(page.ids)) == len(page.ids) for page in pages.values())
    assert [drop.what for drop in done.left_out] == ["1 further front-matter keys", "1 links in texts"]


def test_nothing_of_a_text_runs_or_loads(teas: Corpus, tmp_path: Path):
    write.folder(teas, glossary_of(teas), "html", tmp_path / "web")
    pages = read_site(tmp_path / "web")
    assert not {"script", "img", "iframe", "link", "b"} & {tag for page in pages.values() for tag in page.tags}
    assert not [link for page in pages.values() for link in page.links if link.startswith("javascript")]
    page = (tmp_path / "web" / "tea" / "tea.html").read_text("utf-8")
    assert "An infusion, &lt;b&gt;hot&lt;/b&gt; &amp; plain." in page


def test_ids_that_lead_out_are_made_safe_on_the_web_and_in_pages(tmp_path: Path):
    rows = [{"id": "../../etc/passwd", "label": "Bad"}, {"id": "a:b?", "label": "Odd"}, {"id": "index", "label": "I"}]
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "x.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    corpus = corpora.read(tmp_path / "in" / "x.jsonl")
    for form in ("html", "okf", "obsidian"):
        done = write.folder(corpus, glossary_of(corpus), form, tmp_path / "out" / form)
        assert {id for id, _ in done.renamed} == {"../../etc/passwd", "a:b?", "index"}
        assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "out"]
        assert sorted(path.name for path in (tmp_path / "out").iterdir())[-1] <= "okf"
    pages = read_site(tmp_path / "out" / "html")
    assert len(pages) == 4
    for file, page in pages.items():
        assert all((file.parent / unquote(link)).resolve() in pages for link in page.links)


def test_a_site_is_named_after_its_folder_or_as_asked(teas: Corpus, tmp_path: Path):
    site.write(teas, glossary_of(teas), tmp_path / "one")
    assert "<title>Teas</title>" in (tmp_path / "one" / "index.html").read_text("utf-8")
    site.write(teas, glossary_of(teas), tmp_path / "two", "Tea & Co")
    assert "<title>Tea &amp; Co</title>" in (tmp_path / "two" / "index.html").read_text("utf-8")


# -- names -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "form"),
    [("x.ttl", "skos"), ("x.RDF", "skos"), ("x.jsonld", "jsonld"), ("x.tsv", "csv"), ("x.gv", "dot"), ("x", "okf")],
)
def test_the_suffix_tells_the_format(name: str, form: str):
    assert forms.of_path(Path(name)) == form


def test_every_format_can_be_written(teas: Corpus, tmp_path: Path):
    for name, form in forms.FORMS.items():
        if form.folder:
            assert write.folder(teas, glossary_of(teas), name, tmp_path / "out" / name).files
        else:
            assert text(teas, name).strip()
