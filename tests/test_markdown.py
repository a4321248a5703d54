"""dlgraph/markdown.py: headings, links and plain text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlgraph.markdown import Heading, Link, all_links, headings, links, plain

# Pieces that meet in pages; joined at random they make every kind of broken Markdown.
PIECES = st.sampled_from(
    ["# A", "## B #", "- x", "1. y", "  - z", "> q", "```", "~~~py", "[[w|v]]", "[l](p.md)", "{{< f >}}", "<b>", "<!--",
     "-->", "| a | b |", "|---|---|", "text", "", "    code", "===", "---", "**b**", "\\", "![i](i.png)", "[[", "]]"]
)  # fmt: skip
PAGES = st.lists(PIECES, max_size=14).map("\n".join) | st.text(max_size=60)


def targets(text: str) -> list[str]:
    return [link.target for link in links(text)]


# -- headings ------------------------------------------------------------------------------------------------------


def test_headings_carry_level_title_and_lines():
    # line:         0      1   2       3   4        5      6   7
    text = "\n".join(["# One", "", "text", "", "Two *b*", "-----", "", "### `Three` ###"])
    assert headings(text) == [Heading(1, "One", 0, 1), Heading(2, "Two b", 4, 6), Heading(3, "Three", 7, 8)]


def test_a_setext_heading_of_two_lines_has_one_title():
    assert headings("A long\ntitle\n===\n") == [Heading(1, "A long title", 0, 3)]


@pytest.mark.parametrize(
    "text",
    [
        "```sh\n# comment\n```",
        "~~~\n## comment\n~~~",
        "    # indented code",
        "````\n```\n# inside\n```\n````",
        "#hashtag",
        "\\# escaped",
        "- # in a list",
        "> # in a quotation",
        "<!--\n# commented out\n-->",
        "####### seven",
    ],
)
def test_what_only_looks_like_a_heading_is_none(text: str):
    assert headings(text) == []


def test_a_code_fence_that_never_ends_runs_to_the_end():
    assert headings("```\n# a\n\n# b") == []


def test_a_shortcode_of_several_lines_keeps_the_lines_below_it_in_place():
    assert headings("{{< figure\nsrc=x >}}\n\n# A") == [Heading(1, "A", 3, 4)]


# -- links ---------------------------------------------------------------------------------------------------------


def test_links_carry_target_text_and_line():
    text = "See [the *page*](a/b.md)\nand [c](<c d.md> 'title').\n\n[e]\n\n[e]: e.md\n"
    assert links(text) == [Link("a/b.md", "the page", 0), Link("c d.md", "c", 1), Link("e.md", "e", 3)]


@pytest.mark.parametrize(
    "text",
    [
        "[a](https://example.org/x)",
        "[a](mailto:me@example.org)",
        "[a](//example.org/x)",
        "[a](#section)",
        "<https://example.org>",
        "`[a](b.md)`",
        "```\n[a](b.md)\n```",
        "    [a](b.md)",
        "![alt](picture.png)",
        "\\[a](b.md)",
        "[[#section]]",
        "![[embedded.png]]",
        "![[#section]]",
    ],
)
def test_what_leads_to_no_other_page_is_no_link(text: str):
    assert links(text) == []


@pytest.mark.parametrize(
    ("text", "target", "shown"),
    [
        ("[a](b.md?x=1)", "b.md", "a"),
        ("[a](b%20c.md)", "b c.md", "a"),
        ("[[Deep Learning]]", "Deep Learning", "Deep Learning"),
        ("[[deep-learning|the field]]", "deep-learning", "the field"),
        ("[[ deep-learning ]]", "deep-learning", "deep-learning"),
        ('[a]({{< relref "b.md" >}})', "b.md", "a"),
        ('[a]({{% ref "b.md" %}})', "b.md", "a"),
        ("[a]({{< ref b >}})", "b", "a"),
        ("[![alt](i.png)](b.md)", "b.md", "alt"),
        ("[Übung](übung.md)", "übung.md", "Übung"),
    ],
)
def test_a_link_is_understood_in_each_notation(text: str, target: str, shown: str):
    assert links(text) == [Link(target, shown, 0)]


@pytest.mark.parametrize(
    ("text", "fragment"),
    [
        ("[a](b.md#part)", "part"),
        ("[a](b.md?x=1#part%20two)", "part two"),
        ("[[b.md#Its past|a]]", "Its past"),
        ('[a]({{% ref "b.md#part" %}})', "part"),
    ],
)
def test_a_link_keeps_the_place_on_the_page_it_leads_to(text: str, fragment: str):
    assert links(text) == [Link("b.md", "a", 0, fragment)]


def test_an_embedded_note_is_a_link_whose_text_stays_with_the_note():
    assert links("![[Tea cup]]") == [Link("Tea cup", "", 0)]
    assert plain("See ![[Tea cup]] here.") == "See  here."


def test_all_links_are_those_within_and_without():
    text = "[a](b.md) [c](https://example.org/#x) <mailto:me@example.org>\n[d](#part)"
    assert all_links(text) == [
        Link("b.md", "a", 0),
        Link("https://example.org/#x", "c", 0, web=True),
        Link("mailto:me@example.org", "mailto:me@example.org", 0, web=True),
        Link("", "d", 1, "part"),
    ]


def test_a_wikilink_may_name_a_label_with_a_colon():
    assert targets("[[Learning: an overview]]") == ["Learning: an overview"]


def test_a_wikilink_in_a_table_may_escape_its_bar():
    assert links("| a |\n|---|\n| [[b\\|c]] |") == [Link("b", "c", 2)]


def test_links_in_lists_tables_quotations_and_headings_have_their_own_lines():
    # line:  0           1  2            3           4  5          6      7            8  9
    text = "# [h](h.md)\n\n- [a](a.md)\n- [b](b.md)\n\n| t | u |\n|---|---|\n| x | [c](c.md) |\n\n> q\n> [d](d.md)\n"
    assert [(link.target, link.line) for link in links(text)] == [
        ("h.md", 0), ("a.md", 2), ("b.md", 3), ("c.md", 7), ("d.md", 10),
    ]  # fmt: skip


def test_repeated_links_are_repeated():
    assert targets("[a](x.md) [b](x.md)") == ["x.md", "x.md"]


@pytest.mark.parametrize("before", ["`code over\ntwo lines`", "<b\nclass='x'>bold</b>", "![two\nlines](i.png)"])
def test_a_link_below_an_inline_part_of_two_lines_has_the_line_it_stands_on(before: str):
    assert links(f"{before}\nthen [x](x.md)") == [Link("x.md", "x", 2)]


# -- plain ---------------------------------------------------------------------------------------------------------


def test_plain_text_has_the_words_a_reader_sees():
    text = "Some **bold**, *slanted*, ~~old~~ and `code` [link](x.md), ![image](i.png) &amp; <b>html</b>."
    assert plain(text) == "Some bold, slanted, old and code link, image & html."


def test_blocks_are_kept_apart_by_a_blank_line():
    assert plain("# Title\nOne\nline.\n\n> Quoted.\n\n---\n\n```py\na = 1\n\nb = 2\n```\nEnd.") == (
        "Title\n\nOne line.\n\nQuoted.\n\na = 1\n\nb = 2\n\nEnd."
    )


def test_list_items_begin_with_a_dash_or_their_number():
    assert plain("- a\n- b\n  - c\n\n3. d\n4. e\n\nEnd.") == "- a\n- b\n  - c\n\n3. d\n4. e\n\nEnd."


def test_a_numbered_list_may_begin_at_nought():
    assert plain("0. zero\n1. one") == "0. zero\n1. one"


def test_a_table_row_is_one_line_with_bars_between_its_cells():
    assert plain("Before.\n\n| a | b |\n|---|---|\n| 1 | **2** |\n| 3 | 4 |\n\nAfter.") == (
        "Before.\n\na | b\n1 | 2\n3 | 4\n\nAfter."
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a [[b]] c", "a b c"),
        ("a [[b|d]] c", "a d c"),
        ("a [[b#e]] c", "a b c"),
        ("a [[#e]] c", "a e c"),
        ("{{% callout %}}Keep.{{% /callout %}}", "Keep."),
        ("[a]({{< relref x >}})", "a"),
        ("<!-- note -->\n\nKept.", "Kept."),
        ("<div class='x'>\nKept.\n</div>", "Kept."),
        ("a\\*b", "a*b"),
        ("line  \nbreak", "line\nbreak"),
    ],
)
def test_what_is_markup_does_not_show(text: str, shown: str):
    assert plain(text) == shown


def test_a_line_break_in_html_does_not_join_the_words_beside_it():
    assert plain("one<br>two").split() == ["one", "two"]


@pytest.mark.parametrize("code", ["if [[ -f x ]]; then", "a[[0]]", "{{< ref x >}}", "{{% raw %}}", "[[ $a == b | c ]]"])
def test_code_is_kept_as_it_stands(code: str):
    assert plain(f"```sh\n{code}\n```") == code
    assert plain(f"Use `{code}` here.") == f"Use {code} here."


@given(PAGES)
@settings(deadline=None, max_examples=150)
def test_any_text_can_be_read(text: str):
    length = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    lines = [(heading.line, heading.end) for heading in headings(text)]
    assert all(0 <= line < end <= length for line, end in lines)
    assert lines == sorted(lines)
    assert all(0 <= link.line < length for link in links(text))
    assert plain(text) == plain(text).strip()


@given(st.lists(st.text(st.sampled_from("abc déf"), min_size=1).map(str.strip).filter(bool), min_size=1, max_size=5))
@settings(deadline=None, max_examples=50)
def test_plain_text_of_paragraphs_of_words_is_their_text(paragraphs: list[str]):
    assert plain("\n\n".join(paragraphs)).split() == " ".join(paragraphs).split()
    assert plain("\n\n".join(paragraphs)).count("\n\n") == len(paragraphs) - 1
