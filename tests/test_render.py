from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import click
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlgraph import taxonomy
from dlgraph.concept import Concept, Faq, Misconception, Reference, Section
from dlgraph.glossary import Glossary
from dlgraph.model import Answer, ConceptName, Hit, Item, Passage, Relation, Source
from dlgraph.render import answers, pages
from dlgraph.render.page import Page

FAQ = Item("bread#why", "faq", "bread", "Bread", "Why does dough rise?", "Yeast.\n\nGas.", Source("bread.md", 9))
ANSWER = Answer(
    question="why rise",
    kind="faq",
    confidence=0.876543,
    item=FAQ,
    hit=Hit(FAQ, 1.23456, 0.81239, 0.54321, Passage(FAQ.id, "answer", "Why does dough rise? Yeast.")),
    concepts=(ConceptName("bread", "Bread"),),
    breadcrumb=("Cooking", "Bread"),
    related=(ConceptName("salt", "Salt"),),
    alternatives=(
        Hit(Item("salt", "definition", "salt", "Salt", "Salt", "A mineral.", Source("s/salt.md", 1)), 0.5, 0.4, 0.2,
            Passage("salt", "definition", "Salt: A mineral.")),
    ),
    proof=(),
    reason="",
    index="abc",
    model="hash:8",
)  # fmt: skip
ABSTENTION = replace(
    ANSWER,
    kind="abstain",
    item=None,
    hit=None,
    concepts=(),
    breadcrumb=(),
    related=(),
    confidence=0.0,
    reason="too far",
)


@pytest.fixture
def page(tmp_path: Path) -> Page:
    return Page(tmp_path)


def plain(text: str) -> str:
    return click.unstyle(text)


# -- the payload ------------------------------------------------------------------------------------------------


def test_the_payload_of_an_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    data = answers.payload(ANSWER, tmp_path)
    assert list(data) == [
        "question", "kind", "verdict", "confidence", "answer", "concepts", "breadcrumb", "related", "alternatives",
        "proof", "reason", "index",
    ]  # fmt: skip
    expected = {
        "id": "bread#why",
        "concept": "bread",
        "label": "Bread",
        "title": "Why does dough rise?",
        "text": "Yeast.\n\nGas.",
        "source": {"file": "bread.md", "line": 9},
    }
    assert data["answer"].items() >= expected.items()
    assert (data["question"], data["kind"], data["confidence"], data["reason"]) == ("why rise", "faq", 0.8765, "")
    assert data["concepts"] == [{"id": "bread", "label": "Bread"}]
    assert data["breadcrumb"] == ["Cooking", "Bread"]
    assert data["related"] == [{"id": "salt", "label": "Salt"}]
    assert data["proof"] == []
    assert data["index"] == {"digest": "abc", "model": "hash:8"}
    (other,) = data["alternatives"]
    assert other.items() >= {
        "id": "salt", "concept": "salt", "label": "Salt", "title": "Salt", "text": "A mineral.", "score": 0.5,
        "cosine": 0.4, "coverage": 0.2, "source": {"file": os.path.join("s", "salt.md"), "line": 1},
    }.items()  # fmt: skip
    assert json.loads(json.dumps(data)) == data


def test_the_payload_of_an_abstention_has_no_answer_but_a_reason_and_the_nearest() -> None:
    data = answers.payload(ABSTENTION)
    assert (data["answer"], data["concepts"], data["reason"]) == (None, [], "too far")
    assert [hit["id"] for hit in data["alternatives"]] == ["salt"]


def test_the_payload_of_a_structural_answer_names_the_edges_it_rests_on(page: Page) -> None:
    del page
    edge = Relation("bread", "broader", "cooking", Source("bread.md", 4))
    (proof,) = answers.payload(replace(ANSWER, proof=(edge,)))["proof"]
    assert (proof["from"], proof["relation"], proof["to"], proof["source"]["line"]) == (
        "bread",
        "broader",
        "cooking",
        4,
    )


def test_an_item_of_no_concept_has_none() -> None:
    hit = Hit(replace(FAQ, concept="", label=""), 1, 1, 1, Passage("", "", ""))
    assert answers.payload(replace(ANSWER, item=hit.item))["answer"]["concept"] is None


def test_the_payload_of_a_search_shows_the_passage_where_asked(page: Page) -> None:
    assert ANSWER.hit is not None
    data = answers.search_payload("why", [ANSWER.hit], page)
    assert list(data) == ["query", "hits"]
    assert set(data["hits"][0]) >= {
        "id", "concept", "label", "title", "text", "score", "cosine", "coverage", "source",
    }  # fmt: skip
    assert "passage" not in data["hits"][0]
    assert (data["hits"][0]["score"], data["hits"][0]["cosine"]) == (1.2346, 0.8124)
    explained = answers.search_payload("why", [ANSWER.hit], page, explain=True)
    assert explained["hits"][0]["passage"] == {"field": "answer", "text": "Why does dough rise? Yeast."}
    assert answers.search_payload("why", [], page) == {"query": "why", "hits": []}


# -- files and wrapping -----------------------------------------------------------------------------------------


def test_files_below_the_working_folder_are_relative_and_others_absolute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path)
    source = Source("a/b.md", 3)
    assert Page(Path("corpus")).file(source) == os.path.join("corpus", "a", "b.md")
    assert Page(tmp_path / "corpus").file(source) == os.path.join("corpus", "a", "b.md")
    monkeypatch.chdir(tmp_path / "work")
    assert Page(Path("../corpus")).file(source) == str(tmp_path / "corpus" / "a" / "b.md")


def test_the_file_of_a_corpus_that_is_one_file_stands_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "faq.csv").write_text("question\nWhy?\n")
    monkeypatch.chdir(tmp_path)
    assert Page(Path("faq.csv")).file(Source("faq.csv", 2)) == "faq.csv"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text("abc -.\n", max_size=30), max_size=6).map(" ".join), st.integers(20, 60))
def test_wrapping_changes_white_space_only_and_keeps_to_the_width(text: str, width: int) -> None:
    wrapped = Page(Path("."), width).wrap(text, "  ")
    assert wrapped.split() == text.split()
    assert all(len(line) <= width or " " not in line.strip().removeprefix("- ") for line in wrapped.split("\n"))
    assert all(line.startswith("  ") for line in wrapped.split("\n") if line)


def test_list_items_hang_below_their_first_word() -> None:
    wrapped = Page(Path("."), 24).wrap("- one two three four five six", "  ")
    assert wrapped == "  - one two three four\n    five six"


def test_without_a_width_lines_stay_whole() -> None:
    assert Page(Path(".")).wrap("word " * 50 + "\n\n  x", "  ") == "  " + ("word " * 50).rstrip() + "\n\n    x"


# -- terminal text ----------------------------------------------------------------------------------------------


def test_an_answer_as_text_names_question_answer_place_and_source(page: Page) -> None:
    text = plain(answers.answer_text(ANSWER, page))
    assert text.startswith("Why does dough rise?\n")
    assert "  Yeast.\n\n  Gas." in text
    assert "Cooking > Bread" in text
    assert "bread.md:9" in text
    assert "Related: Salt" in text
    assert "Salt (definition)" in text


def test_an_faq_without_an_answer_says_so(page: Page) -> None:
    hit = Hit(replace(FAQ, text=""), 1, 1, 1, Passage("", "", ""))
    assert "has no answer" in plain(answers.answer_text(replace(ANSWER, item=hit.item), page))


def test_a_misconception_is_shown_as_myth_and_reality(page: Page) -> None:
    item = Item("b#m", "misconception", "b", "Bread", "Crust holds the vitamins.", "It does not.", Source("b.md", 3))
    answer = replace(ANSWER, kind="misconception", item=item)
    text = plain(answers.answer_text(answer, page))
    assert "Myth: Crust holds the vitamins." in text
    assert "Reality: It does not." in text


STRUCTURE = replace(
    ANSWER,
    kind="structure",
    verdict="false",
    confidence=1.0,
    hit=None,
    item=Item("bread | salt", "structure", "", "Bread | Salt", "Bread < Salt", "No, it is not.\nBread < Cooking",
              Source("bread.md", 1)),
    concepts=(ConceptName("bread", "Bread"), ConceptName("salt", "Salt"), ConceptName("cooking", "Cooking")),
    related=(),
    alternatives=(),
    proof=(Relation("bread", "broader", "cooking", Source("bread.md", 4)),
           Relation("bread", "related", "salt", Source("bread.md", 5)),
           Relation("salt", "references", "gone", Source("salt.md", 6))),
)  # fmt: skip


def test_an_answer_from_the_graph_as_text_begins_with_the_verdict_and_ends_with_what_declares_it(page: Page) -> None:
    text = plain(answers.answer_text(STRUCTURE, page)).replace(os.path.abspath(page._base) + os.sep, "")
    assert text.split("\n") == [
        "No, it is not.",
        "",
        "  Bread < Cooking",
        "",
        "Cooking > Bread",
        "Confidence: 1.00",
        "",
        "Declared in:",
        "  - Bread < Cooking  bread.md:4",
        "  - Bread – Salt  bread.md:5",
        "  - Salt → gone  salt.md:6",
    ]


def test_a_long_proof_is_cut_and_says_so(page: Page) -> None:
    edges = tuple(Relation("bread", "broader", f"{at}", Source("bread.md", at)) for at in range(1, 21))
    text = answers.answer_text(replace(STRUCTURE, proof=edges), page)
    assert text.endswith("  … and 8 more; --json lists them all")
    assert len(answers.payload(replace(STRUCTURE, proof=edges))["proof"]) == 20


def test_the_payload_of_an_answer_from_the_graph_has_its_verdict_and_no_concept_of_its_own() -> None:
    data = answers.payload(STRUCTURE)
    assert (data["kind"], data["verdict"], data["answer"]["kind"]) == ("structure", "false", "structure")
    assert (data["answer"]["id"], data["answer"]["concept"], data["alternatives"]) == ("bread | salt", None, [])


def test_an_abstention_as_text_says_why_and_what_is_nearest(page: Page) -> None:
    text = plain(answers.answer_text(ABSTENTION, page))
    assert text.startswith("Not in this glossary.")
    assert "too far" in text
    assert "Salt (definition)" in text


def test_headings_name_the_question_the_concept_or_its_section() -> None:
    section = Item("b#use", "section", "b", "Bread", "Use", "", Source(""))
    assert answers.heading(FAQ) == "Why does dough rise?"
    assert answers.heading(section) == "Bread: Use"
    assert answers.heading(replace(section, title="")) == "Bread"
    assert answers.heading(Item("b", "definition", "b", "Bread", "Bread", "", Source(""))) == "Bread"


def test_hits_are_numbered_with_their_ids_and_sources(page: Page) -> None:
    assert ANSWER.hit is not None
    text = plain(answers.hits_text([ANSWER.hit, *ANSWER.alternatives], page))
    assert " 1. Why does dough rise? (FAQ)  1.235" in text
    assert " 2. Salt (definition)  0.500" in text
    assert "bread#why" in text
    assert "cosine" not in text
    assert "cosine 0.812, coverage 0.543, matched answer:" in plain(answers.hits_text([ANSWER.hit], page, explain=True))
    assert answers.hits_text([], page) == "Nothing found."


# cooking > bread > rye; bread is related to salt; salt also stands below nothing
@pytest.fixture
def glossary() -> Glossary:
    return Glossary(
        [
            Concept("cooking", "Cooking", "Heat."),
            Concept("bread", "Bread", "A loaf.", ("loaf",), broader=(Reference("cooking"),),
                    related=(Reference("salt"),), sections=(Section("Use", "*Eat* it.", 5),), tags=("food",),
                    faqs=(Faq("bread#why", "Why?", "**So.**", source=Source("bread.md", 9)),),
                    misconceptions=(Misconception("bread#m", "Never.", "Often.", Source("bread.md", 7)),),
                    source=Source("bread.md")),
            Concept("rye", "Rye", "Dark.", broader=(Reference("bread"),)),
            Concept("salt", "Salt", "A mineral.", related=(Reference("nothing"),)),
        ],
        [Faq("q1", "Crust?", "", (), "bread", Source("f.csv", 2))],
    )  # fmt: skip


def test_a_page_as_text_shows_all_of_it(glossary: Glossary, page: Page) -> None:
    text = plain(pages.concept_text(glossary, glossary["bread"], page))
    for part in ("Bread", "Cooking > Bread", "Also called: loaf", "A loaf.", "Use", "Eat it.", "Myth: Never.",
                 "Reality: Often.", "Why?", "So.", "Crust?", "Broader: Cooking", "Narrower: Rye", "Related: Salt",
                 "bread.md:1"):  # fmt: skip
        assert part in text


def test_the_payload_of_a_page(glossary: Glossary, page: Page) -> None:
    data = pages.concept_payload(glossary, glossary["bread"], page)
    assert (data["id"], data["label"], data["aliases"], data["tags"]) == ("bread", "Bread", ["loaf"], ["food"])
    assert data["breadcrumb"] == ["Cooking", "Bread"]
    assert [name["id"] for kind in ("broader", "narrower", "related") for name in data[kind]] == [
        "cooking",
        "rye",
        "salt",
    ]
    assert [part["title"] for part in data["sections"]] == ["Use"]
    assert [faq["id"] for faq in data["faqs"]] == ["bread#why", "q1"]
    assert [pair["myth"] for pair in data["misconceptions"]] == ["Never."]
    assert json.loads(json.dumps(data)) == data


def test_a_tree_is_drawn_with_lines(glossary: Glossary) -> None:
    assert pages.tree_text(taxonomy.tree(glossary)) == "Cooking\n└── Bread\n    └── Rye\nSalt"
    assert pages.tree_text(taxonomy.tree(glossary, glossary["cooking"], 1)) == "Cooking\n└── Bread …"


def test_the_payload_of_a_tree_is_nested(glossary: Glossary) -> None:
    data = pages.tree_payload(taxonomy.tree(glossary, None, 1))
    assert data == [
        {
            "id": "cooking",
            "label": "Cooking",
            "narrower": [{"id": "bread", "label": "Bread", "narrower": [], "cut": True}],
        },
        {"id": "salt", "label": "Salt", "narrower": []},
    ]


def test_statistics_count_what_there_is(glossary: Glossary) -> None:
    data = pages.stats_payload(glossary, 12, ["a note"])
    assert {name: data[name] for name in ("concepts", "faqs", "misconceptions", "sections", "passages", "aliases")} == {
        "concepts": 4, "faqs": 2, "misconceptions": 1, "sections": 1, "passages": 12, "aliases": 1,
    }  # fmt: skip
    assert data["relations"] == {"broader": 2, "related": 1, "references": 0}
    assert {name: data[name] for name in ("top_concepts", "leaves", "orphans", "depth", "dangling")} == {
        "top_concepts": 2, "leaves": 2, "orphans": 0, "depth": 2, "dangling": 1,
    }  # fmt: skip
    text = pages.stats_text(data)
    assert "note: a note" in text
    assert "concepts" in text
    assert "note" not in pages.stats_text(pages.stats_payload(glossary, None, []))
