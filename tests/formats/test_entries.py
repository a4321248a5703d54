"""dlgraph/formats/entries.py: the forms in which one page lists several terms."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlgraph.formats import entries
from dlgraph.formats.entries import Entry, bold, bullets, definition_list, directives, headings, tables


def told(found: list[Entry]) -> list[tuple[tuple[str, ...], str, int]]:
    return [(entry.names, entry.text, entry.line) for entry in found]


# -- definition lists ----------------------------------------------------------------------------------------------


def test_a_line_above_a_colon_is_a_term():
    text = "Intro.\n\nTea\n: A drink.\n\nCup\n:   Holds\n    tea.\n\nAfter.\n"
    assert told(definition_list(text)) == [(("Tea",), "A drink.", 2), (("Cup",), "Holds\ntea.", 5)]


def test_a_definition_may_have_paragraphs_and_a_term_may_have_names_and_definitions():
    text = "Tea\nChai\n\n: A drink.\n\n    Hot.\n\n:   Leaves.\n\nCup\n: Round.\n"
    (tea, cup) = definition_list(text)
    assert (tea.names, tea.text) == (("Tea", "Chai"), "A drink.\n\nHot.\n\nLeaves.")
    assert cup.names == ("Cup",)
    assert (tea.begin, tea.end) == (3, 8)


@pytest.mark.parametrize(
    "text",
    ["# Title\n: x", "- item\n: x", "> q\n: x", "A\nparagraph\nof\nfive\nlines.\n: x", ": x",
     "```\nTea\n: A drink.\n```", "a: b"],
)  # fmt: skip
def test_other_lines_above_a_colon_are_no_term(text: str):
    assert definition_list(text) == []


# -- directives ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fence", ["```", "````", ":::", "~~~"])
def test_a_directive_lists_terms_with_what_is_indented_below(fence: str):
    listed = "Tea\n  A drink.\n\n  Hot.\n\nCup\nMug : kind\n: Round."
    text = f"# G\n\n{fence}{{glossary}}\n:sorted:\n\n{listed}\n{fence}\nAfter"
    assert told(directives(text)) == [(("Tea",), "A drink.\n\nHot.", 5), (("Cup", "Mug"), "Round.", 10)]


def test_several_directives_and_one_that_never_ends_are_read():
    text = "```{glossary}\nTea\n  Hot.\n```\n\n```{glossary} part\nCup\n  Round."
    assert [entry.names for entry in directives(text)] == [("Tea",), ("Cup",)]


def test_a_term_without_text_is_a_term():
    assert told(directives("```{glossary}\nTea\n```")) == [(("Tea",), "", 1)]


def test_the_names_of_terms_lose_their_marks():
    text = "```{glossary}\n{term}`Tea`\n  Hot.\n[Cup](https://x.org)\n  Round.\n`>>>`\n  Prompt.\n```"
    assert [entry.names for entry in directives(text)] == [("Tea",), ("Cup",), (">>>",)]


# -- headings ------------------------------------------------------------------------------------------------------


def test_headings_of_the_level_that_has_most_texts_are_terms_and_those_above_groups():
    drinks = "## Drinks\n\n### Tea\nHot.\n\n#### Kinds\nGreen.\n\n### Milk\n\nWhite."
    text = f"# Glossary\n\nIntro.\n\n{drinks}\n\n---\n\n## C\n\n### Cup\nRound."
    assert [(entry.names, entry.text, entry.line, entry.group) for entry in headings(text)] == [
        (("Tea",), "Hot.\n\n#### Kinds\nGreen.", 6, "Drinks"),
        (("Milk",), "White.", 12, "Drinks"),
        (("Cup",), "Round.", 20, ""),
    ]


def test_headings_that_are_letters_or_speak_of_the_page_are_no_terms():
    text = (
        "## Introduction\nText.\n## A-C\nText.\n## Cup\nRound.\n## See also\n- x\n## **Tea**:\nHot.\n## 2. Milk\nWhite."
    )
    assert [entry.names for entry in headings(text)] == [("Cup",), ("Tea",), ("Milk",)]


# -- bold words and bullets ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    ["**Tea**: Hot.", "**Tea:** Hot.", "**Tea** - Hot.", "* **Tea** – Hot.", "- __Tea__: Hot.", "**Tea** — Hot.",
     "**Tea**\nHot.", "**Tea** = Hot."],
)  # fmt: skip
def test_a_bold_word_before_its_text_is_a_term(line: str):
    assert told(bold(f"# G\n\n{line}\n")) == [(("Tea",), "Hot.", 2)]


def test_the_text_of_a_bold_term_goes_on_to_the_next_term_or_heading():
    text = "## Drinks\n\n- **Tea**: Hot\n  and wet.\n- **Milk (cow)** – White.\n\nMore.\n\n## Things\n**Cup**: Round."
    assert [(entry.names[0], entry.text, entry.group) for entry in bold(text)] == [
        ("Tea", "Hot\nand wet.", "Drinks"), ("Milk (cow)", "White.\n\nMore.", "Drinks"), ("Cup", "Round.", "Things"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["**Tea** is hot.", "Text\n**Tea**: hot.", "The **tea**: hot.", "**Note:** read.", "**Tea**\n", "`**Tea**: x`"],
)
def test_other_bold_words_are_no_terms(text: str):
    assert bold(text) == []


def test_bullets_with_a_colon_or_a_dash_are_terms():
    assert told(bullets("- Tea: Hot.\n* Cup - Round.\n- just an item\n")) == [
        (("Tea",), "Hot.", 0), (("Cup",), "Round.\njust an item".replace("just", "- just"), 1),
    ]  # fmt: skip


# -- tables --------------------------------------------------------------------------------------------------------


def test_rows_have_the_names_of_the_first_row():
    text = "Before\n\n| Term | Meaning |\n|:--|---|\n| Tea | Hot \\| wet |\n| Cup |\n\n"
    text += "Term | Meaning\n--- | ---\nMilk | White\n"
    assert list(tables(text)) == [
        (4, {"Term": "Tea", "Meaning": "Hot | wet"}), (5, {"Term": "Cup"}), (9, {"Term": "Milk", "Meaning": "White"}),
    ]  # fmt: skip


def test_a_table_in_code_is_none():
    assert list(tables("```\n| a | b |\n|---|---|\n| 1 | 2 |\n```")) == []


# -- laws ----------------------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    ["Tea", ": x", ":   y", "    more", "", "", "# T", "## A", "### Cup", "**Tea**: hot", "- **Cup** - x",
     "- Tea: y", "```{glossary}", "```", ":::{glossary}", ":::", "| a | b |", "|---|---|", "---", "text", "  in",
     ":sorted:", "1. x"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=18).map("\n".join))
@settings(deadline=None, max_examples=300)
def test_terms_of_any_page_stand_in_order_on_lines_of_it(text: str):
    length = text.count("\n") + 1
    for way in (directives, definition_list, headings, bold, bullets):
        found = way(text)
        assert all(entry.names and entry.line < entry.end <= length and entry.begin <= length for entry in found)
        lines = [entry.line for entry in found]
        assert lines == sorted(set(lines))
    assert all(0 < row < length for row, _ in tables(text))


def test_names_are_counted_once():
    assert entries.distinct(bold("**Tea**: a\n\n**tea**: b\n\n**Cup**: c")) == 2
