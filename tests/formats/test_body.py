"""dlgraph/formats/body.py: what tests of whole pages (test_okf.py, test_terms.py) do not say of a page's parts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlgraph.concept import Reference
from dlgraph.formats.body import Parts, is_name, parse
from dlgraph.formats.reading import Pointer


def parts(*lines: str, first: int = 1, label: str = "", described: str = "", page: str = "") -> Parts:
    return parse("\n".join(lines), first, "tea", "tea.md", label, described, page)


@pytest.mark.parametrize("heading", ["See also", "Related terms", "related concepts:", "Related"])
def test_concepts_named_under_such_a_heading_are_related_with_their_lines(heading: str):
    found = parts(
        "A drink.", "", f"## {heading}", "", "- [Cup](cup.md#use)", "- Milk, Sugar", "- A sentence about tea.", first=5
    )
    assert found.related == (Pointer("cup.md", 9, "use"), Reference("Milk", 10), Reference("Sugar", 10))


def test_the_section_that_lists_them_stays():
    assert [part.title for part in parts("## See also", "- Cup").sections] == ["See also"]


def test_links_to_the_web_and_plain_text_name_no_concept():
    assert parts("## See also", "- [Wikipedia](https://x.org)", "Cup and milk").related == ()


def test_a_link_to_a_place_on_the_page_counts_where_its_places_are_concepts():
    lines = ("## See also", "- [Cup](#cup)")
    assert [each.target for each in parts(*lines, page="glossary").related] == ["glossary"]
    assert parts(*lines).related == ()


@pytest.mark.parametrize(
    ("text", "name"),
    [("Cup", True), ("Deep neural network", True), ("one two three four five six", False), ("Cup.", False), ("", False),
     ("Why?", False)],
)  # fmt: skip
def test_a_name_is_short_and_no_sentence(text: str, name: bool):
    assert is_name(text) is name


def test_an_opening_that_is_the_description_already_is_not_kept_twice():
    assert parts("A drink.", "", "More.", described="A drink.").sections[0].text == "More."
    assert parts("Hot water.", "", "More.", described="A drink.").sections[0].text == "Hot water.\n\nMore."


def test_a_title_is_taken_from_the_first_heading_only_if_it_says_the_label():
    assert parts("# Tea", "", "A drink.").title == "Tea"
    assert [part.title for part in parts("# Hot tea", "", "A drink.", label="Tea").sections] == ["Hot tea"]


@given(st.lists(st.sampled_from(
    ["# T", "## FAQ", "### Why?", "## Myths", "**Myth:** a", "**Reality:** b", "text", "", "- x", "## See also",
     "Q: a?", "```"]
)))  # fmt: skip
def test_every_part_stands_on_a_line_of_the_page(lines: list[str]):
    found = parts(*lines, first=3)
    places = [part.line for part in found.sections] + [faq.source.line for faq in found.faqs]
    places += [pair.source.line for pair in found.misconceptions] + [each.line for each in found.related]
    assert all(3 <= line <= max(len(lines), 1) + 2 for line in places)
