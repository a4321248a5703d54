"""dlgraph/formats/terms.py: one page of several terms becomes a concept each, and all of the page is accounted for."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlgraph.concept import Concept
from dlgraph.formats import reading
from dlgraph.formats.terms import read


def concepts(*lines: str, id: str = "d/glossary") -> list[Concept]:
    found = read("\n".join(lines) + "\n", id, f"{id}.md")
    return list(found[0].concepts) if found else []


def labels(*lines: str, id: str = "d/glossary") -> list[str]:
    return [concept.label for concept in concepts(*lines, id=id)]


# -- which pages ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "lines",
    [
        ["## Tea", "Hot.", "## Cup", "Round."],
        ["### T", "#### Tea", "Hot.", "### C", "#### Cup", "Round."],
        ["Tea", ": Hot.", "", "Cup", ": Round."],
        ["**Tea**: Hot.", "", "**Cup**: Round."],
        ["- **Tea** – Hot.", "- **Cup** – Round."],
        ["- Tea: Hot.", "- Cup: Round."],
        ["| Term | Definition |", "|---|---|", "| Tea | Hot. |", "| Cup | Round. |"],
        ["```{glossary}", "Tea", "  Hot.", "Cup", "  Round.", "```"],
        [":::{glossary}", "Tea", ": Hot.", "", "Cup", ": Round.", ":::"],
    ],
    ids=["headings", "letters", "definitions", "bold", "bullets", "plain", "table", "directive", "colons"],
)
def test_terms_are_found_in_each_form(lines: list[str]):
    found = concepts("# Glossary", "", *lines)
    assert [(concept.label, concept.definition) for concept in found] == [("Tea", "Hot."), ("Cup", "Round.")]
    assert [concept.id for concept in found] == ["d/glossary/tea", "d/glossary/cup"]


@pytest.mark.parametrize(
    ("head", "id"),
    [
        (["# Project Glossary"], "words"), (["---", "title: Terms and definitions", "---"], "a"), ([], "x/GLOSSARY"),
        ([], "0x90-Appendix-A_Glossary"), (["# Security Definitions Cheat Sheet"], "a"), (["# Vocabulary"], "a"),
        (["# Glossaire"], "a"),
    ],
)  # fmt: skip
def test_a_page_that_lists_terms_is_told_by_its_name(head: list[str], id: str):
    assert labels(*head, "", "## Tea", "Hot.", "", "## Cup", "Round.", id=id) == ["Tea", "Cup"]


@pytest.mark.parametrize(
    ("head", "id"),
    [
        (["# Tea"], "tea"), (["---", "title: Data dictionary", "---"], "data-dictionary"),
        (["---", "type: Concept", "title: Glossary", "---"], "glossary"), (["# Controlled vocabulary"], "x"),
    ],
)  # fmt: skip
def test_a_page_about_a_concept_is_one(head: list[str], id: str):
    assert read("\n".join([*head, "", "## Why", "Hot.", "", "## How", "Round.", ""]), id, "a.md") is None


def test_a_page_that_is_nothing_but_a_definition_list_needs_no_name():
    pairs = ["Tea", ": Hot.", "", "Cup", ": Round.", "", "Milk", ": White."]
    assert labels(*pairs, id="drinks") == ["Tea", "Cup", "Milk"]
    assert labels("A long text.", "", "Of many.", "", "Lines it is.", "", *pairs, id="drinks") == []


def test_a_glossary_in_part_of_a_page_leaves_the_page_a_concept():
    lines = ["# SQL", "", *["Text."] * 9, "```{glossary}", "Table", "  Rows.", "```"]
    found = read("\n".join(lines), "sql", "sql.md")
    assert found is not None
    assert ([concept.id for concept in found[0].concepts], found[1]) == (["sql/table"], False)
    assert found[0].dropped == ()


def test_a_page_of_abbreviations_is_a_glossary_of_them():
    found = concepts("<!-- shared -->", "*[HTML]: Hyper Text", "*[CSS]: Style Sheets", id="includes/abbr")
    assert [(concept.label, concept.definition, concept.source.line) for concept in found] == [
        ("HTML", "Hyper Text", 2), ("CSS", "Style Sheets", 3),
    ]  # fmt: skip


# -- what a term holds ---------------------------------------------------------------------------------------------


def test_a_term_is_read_as_a_page_is_with_the_lines_of_the_file():
    (tea, _) = concepts(
        "---", "title: Glossary", "---", "# Glossary", "", "## Tea", "", "A drink of [leaves](leaf.md).", "",
        "Served in a [cup](#cup).", "", "### Myths", "**Myth:** It is coffee.", "**Reality:** No.", "", "### FAQ",
        "#### Is it hot?", "Yes.", "", "## Cup", "Round.",
    )  # fmt: skip
    assert (tea.label, tea.definition) == ("Tea", "A drink of leaves.")
    assert [(link.target, link.line) for link in tea.references] == [("leaf.md", 8), ("d/glossary", 10)]
    assert [(part.text, part.line) for part in tea.sections] == [("Served in a [cup](#cup).", 10)]
    assert [(pair.id, pair.source.line) for pair in tea.misconceptions] == [
        ("d/glossary/tea#myth-it-is-coffee", 13)
    ]  # fmt: skip
    assert [(faq.question, faq.answer, faq.source.line) for faq in tea.faqs] == [("Is it hot?", "Yes.", 17)]
    assert tea.source.line == 6


def test_lines_that_name_a_field_fill_it():
    (tea, _) = concepts(
        "# Glossary", "## Tea", "- **Definition:** A *drink*.", "- Synonyms: chai, cha.",
        "- **Related Terms:** [Cup](#cup)", "- See also: Milk, A whole sentence of too many words here",
        "- **Parent**: Drink", "- Category: hot, wet",
        "## Cup", "Round.",
    )  # fmt: skip
    assert (tea.definition, tea.aliases, tea.tags) == ("A drink.", ("chai", "cha"), ("hot", "wet"))
    assert [link.target for link in tea.related] == ["d/glossary", "Milk"]
    assert [link.target for link in tea.broader] == ["Drink"]


@pytest.mark.parametrize(
    ("term", "aliases"),
    [
        ("API (Application Programming Interface)", ("Application Programming Interface",)),
        ("API – Application Programming Interface", ("API", "Application Programming Interface")),
        ("Application Programming Interface (API)", ()),  # whose parts are names already
        ("Python (language)", ()),
        ("Tea – Hot", ()),
    ],
)
def test_a_short_form_beside_its_long_one_is_another_name(term: str, aliases: tuple[str, ...]):
    assert concepts("# Glossary", f"## {term}", "Text.", "## Cup", "Round.")[0].aliases == aliases


def test_the_group_of_a_term_is_a_tag():
    found = concepts("# Glossary", "## Drinks", "### Tea", "Hot.", "### Milk", "White.", "## C", "### Cup", "Round.")
    assert [concept.tags for concept in found] == [("Drinks",), ("Drinks",), ()]


def test_the_columns_of_a_table_are_those_of_any_table():
    (tea, cup) = concepts(
        "# Glossary", "", "| **Term** | Abbreviation | Meaning | Source |", "|---|---|---|---|",
        "| [Tea](https://x.org) | T | Hot, in a [cup](#cup) | me |", "| Cup | | Round | |",
    )  # fmt: skip
    assert (tea.label, tea.aliases, tea.definition, tea.extra) == ("Tea", ("T",), "Hot, in a cup", {"Source": "me"})
    assert [(link.target, link.line) for link in tea.references] == [("d/glossary", 5)]
    assert (cup.definition, cup.source.line) == ("Round", 6)


def test_two_terms_of_one_name_are_kept_and_told():
    found = read("# Glossary\n## Bank\nMoney.\n## Bank\nRiver.\n## Cup\nRound.\n", "g", "g.md")
    assert found is not None
    assert [concept.id for concept in found[0].concepts] == ["g/bank", "g/bank-2", "g/cup"]
    assert [(note.code, note.message, str(note.source)) for note in found[0].notes] == [
        ("same-label", "'Bank' is defined on line 2 already; both are kept", "g.md:4")
    ]


def test_a_term_without_text_is_kept_and_told():
    found = read("```{glossary}\nTea\n```\n", "g", "g.md")
    assert found is not None
    assert [(note.code, note.message) for note in found[0].notes] == [("empty-page", "the term 'Tea' has no text")]


# -- the account ---------------------------------------------------------------------------------------------------


def test_what_stands_around_the_terms_is_accounted_for():
    text = (
        "---\ntitle: Glossary\nowner: me\n---\n# Glossary\n\nWords of [ours](about.md),\nall.\n\n---\n\nTea\n: Hot.\n\n"
        "Cup\n: Round.\n\nThe [end](https://x.org).\n"
    )
    found = read(text, "g", "g.md")
    assert found is not None
    assert [(drop.kind, drop.what, drop.why, drop.source.line) for drop in found[0].dropped] == [
        ("text", "Words of [ours](about.md), all.", reading.AROUND_TERMS, 7),
        ("text", "The [end](https://x.org).", reading.AROUND_TERMS, 18),
        ("links", "https://x.org", reading.TO_THE_WEB, 18),
        ("links", "about.md", reading.AROUND_TERMS, 7),
        ("keys", "owner", "a key of a page that holds several terms", 3),
    ]
    assert found[0].found["links"] == 2


def test_abbreviations_below_the_terms_are_handed_on():
    found = read("# Glossary\n\nTea\n: Hot.\n\nCup\n: Round.\n\n*[T]: Tea\n", "g", "g.md")
    assert found is not None
    assert [(short, long, str(place)) for short, long, place in found[0].abbreviations] == [("T", "Tea", "g.md:9")]


PIECES = st.sampled_from(
    ["# Glossary", "## Tea", "## A", "### Cup", "Tea", ": hot [a](b.md)", "  more", "", "", "**Tea**: x",
     "- **Cup** - y", "```{glossary}", "```", "text [[x]]", "See also: Tea, Cup", "| Term | Definition |", "|---|---|",
     "| Tea | [c](#d) |",
     "*[A]: B", "[w](https://x.org)", "---", "title: Terms", "**Synonyms:** a, b", "![[i.png]]"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=18).map("\n".join))
@settings(deadline=None, max_examples=300)
def test_of_every_link_on_a_page_of_terms_there_is_an_account(text: str):
    text = f"# Glossary\n{text}\n"
    found = read(text, "g", "g.md")
    if found is None or not found[1]:
        return
    (read_, _) = found
    kept = reading.count_kept(read_.concepts, read_.faqs)
    dropped = sum(drop.kind == "links" for drop in read_.dropped)
    assert read_.found.get("links", 0) == kept["links"] + dropped
    length = text.count("\n") + 1
    assert all(1 <= concept.source.line <= length for concept in read_.concepts)
    assert len({concept.id for concept in read_.concepts}) == len(read_.concepts)
