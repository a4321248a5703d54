"""dlgraph/formats/fields.py: keys of front matter, and of notes, that fill the fields of a concept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlgraph.formats import fields, frontmatter, reading
from dlgraph.formats.fields import KEYS, Fields, gather, pointers, without_inline
from dlgraph.formats.frontmatter import Entry


def gathered(*lines: str, body: str = "", inline: bool = False) -> Fields:
    text = "\n".join(["---", *lines, "---", body])
    return gather(frontmatter.split(text, "a.md"), "a.md", inline=inline)


def texts(held: Fields, name: str) -> list[str]:
    return [entry.text for entry in held.entries.get(name, ())]


@pytest.mark.parametrize("spell", [str, str.upper, str.title, lambda key: key.replace(" ", "_")])
@pytest.mark.parametrize("key", ["related terms", "see also", "synonyms", "parent", "tags", "title"])
def test_a_key_means_the_same_however_it_is_spelled(key: str, spell: object):
    assert callable(spell)
    assert texts(gathered(f"{spell(key)}: x"), KEYS[key]) == ["x"]


def test_of_two_labels_the_first_in_the_table_counts_and_the_other_is_kept_as_a_key():
    held = gathered("name: B", "title: A")
    assert (held.text("label"), held.used) == ("A", frozenset({"title"}))


def test_lists_under_two_keys_are_joined_with_their_lines():
    held = gathered("related: [a]", "see_also:", "  - b")
    assert held.entries["related"] == (Entry("a", 2), Entry("b", 4))


@pytest.mark.parametrize(
    ("line", "found"),
    [("aliases: a, b; c", ["a", "b", "c"]), ("aliases: '[[a]], [[b]]'", ["[[a]], [[b]]"]),
     ("aliases: [a, 'b, c']", ["a", "b, c"])],
)  # fmt: skip
def test_one_text_of_several_names_is_taken_apart_unless_it_holds_links(line: str, found: list[str]):
    assert texts(gathered(line), "aliases") == found


def test_members_that_are_mappings_give_their_names_and_their_key_is_kept():
    held = gathered("aka:", "  - title: Chai", "    url: /chai/", "  - name: Cha")
    assert (texts(held, "aliases"), held.used) == (["Chai", "Cha"], frozenset())


def test_what_is_blank_repeated_the_label_or_an_address_is_dropped_with_its_line_and_reason():
    held = gathered("title: Tea", "aliases: ['', Tea, chai, chai, /drinks/tea/]", "tags: ['']")
    assert texts(held, "aliases") == ["chai"]
    assert [(drop.what, drop.why, drop.source.line, drop.kind) for drop in held.dropped] == [
        ("aliases", reading.BLANK, 3, "aliases"), ("Tea", reading.SAME_AS_LABEL, 3, "aliases"),
        ("chai", reading.REPEATED, 3, "aliases"), ("/drinks/tea/", reading.ADDRESS, 3, "aliases"),
        ("tags", reading.BLANK, 4, "tags"),
    ]  # fmt: skip
    assert held.addresses == ("/drinks/tea/",)
    assert held.found == {"aliases": 5, "tags": 1}


@pytest.mark.parametrize("key", ["permalink", "slug", "url", "redirect_from", "ID", "uid"])
def test_keys_that_name_the_page_are_addresses_and_stay(key: str):
    held = gathered(f"{key}: /x/")
    assert (held.addresses, held.used) == (("/x/",), frozenset())


def test_a_relation_declared_twice_is_left_to_the_graph():
    assert texts(gathered("related: [a, a]"), "related") == ["a", "a"]


# -- notes ---------------------------------------------------------------------------------------------------------


def test_tags_and_fields_in_the_text_of_a_note_are_read_with_their_lines():
    held = gathered("tags: ['#x']", body="#ai/deep text\nup:: [[A]]\n- **Related**:: b, c\n`#code` #1 a#b", inline=True)
    assert held.entries["tags"] == (Entry("x", 2), Entry("ai/deep", 4))
    assert (texts(held, "broader"), texts(held, "related")) == (["[[A]]"], ["b", "c"])
    assert "broader" not in gathered("title: x", body="up:: [[A]]").entries


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("#ai #deep/x\nText.", "\nText."), ("up:: [[A]]\nText.", "\nText."), ("A text. ^block1\nB", "A text.\nB"),
        ("rating:: 5", "rating:: 5"), ("Text #ai", "Text #ai"), ("```\nup:: x\n```", "```\nup:: x\n```"),
        ("# Title", "# Title"), ("x^2", "x^2"),
    ],
)  # fmt: skip
def test_lines_that_are_only_marks_are_no_text(text: str, left: str):
    assert without_inline(text) == left


@given(st.text(st.sampled_from("#a:^ -\n`1"), max_size=40))
def test_every_line_stays_where_it_is(text: str):
    assert without_inline(text).count("\n") == text.count("\n")


# -- relations -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("tea", [("tea", "")]), ("[[Tea|a drink]] and [[Cup#Use]]", [("Tea", ""), ("Cup", "Use")]),
        ("[Tea](../tea.md#x)", [("../tea.md", "x")]), ("[web](https://x.org)", [("[web](https://x.org)", "")]),
        ("", []),
    ],
)  # fmt: skip
def test_a_value_names_concepts_by_words_or_links(text: str, found: list[tuple[str, str]]):
    assert [(each.target, each.fragment) for each in pointers([Entry(text, 1)])] == found


def test_a_link_to_a_place_on_the_page_leads_to_the_page_where_its_places_are_concepts():
    assert [(each.target, each.fragment) for each in pointers([Entry("[Cup](#cup)", 1)], "glossary")] == [
        ("glossary", "cup")
    ]  # fmt: skip
    assert [each.target for each in pointers([Entry("[Cup](#cup)", 1)])] == ["[Cup](#cup)"]


def test_every_key_fills_a_field_there_is():
    assert set(KEYS.values()) == {*fields.SINGLE, *fields.RELATIONS, "aliases", "tags", "mentions"}
