"""dlgraph/patches.py: one entry of a page's front matter changed, and nothing else."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlgraph import patches
from dlgraph.patches import Slot, Unpatchable, slots

PAGE = """---
title: Tea  # the drink
aliases: [brew, "cup, pa",  char] # as they say
related:
  # the first is the nearest
  - cup  # why
  - 'pot'
tags: ["a", "", ""]
empty:
nothing: []
one: leaf
several: leaf, stalk
sources:
  - {id: x, title: "y"}
note: >-
  Folded
  text.
---

# Tea
related: [body]
"""


def alike(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how much of two texts or lists of lines is the same from their beginning on."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def changed(before: str, after: str) -> tuple[list[str], list[str]]:
    """Return the lines that went and those that came, once all that stayed is seen to be as it was."""
    was, now = before.splitlines(keepends=True), after.splitlines(keepends=True)
    head = alike(was, now)
    tail = alike(was[head:][::-1], now[head:][::-1])
    return was[head : len(was) - tail], now[head : len(now) - tail]


# -- slots ---------------------------------------------------------------------------------------------------------


def test_slots_are_the_texts_of_the_front_matter_with_their_lines():
    assert slots('---\ntitle: Tea\ntags:\n- a\n-\n- ""\nnone:\nlist: []\ndeep: {x: y}\nmixed: [z, [w]]\n---\n') == (
        Slot("title", "Tea", 2, False),
        Slot("tags", "a", 4, True),
        Slot("tags", "", 5, True),
        Slot("tags", "", 6, True),
        Slot("none", "", 7, False),
        Slot("list", "", 8, False),
        Slot("deep", "", 9, False),
        Slot("mixed", "z", 10, True),
        Slot("mixed", "", 10, False),
    )


@pytest.mark.parametrize("text", ["", "# Tea\n", "---\ntitle: [\n---\n", "---\n- a\n---\n", "---\ntitle: Tea\n"])
def test_a_page_without_valid_front_matter_has_no_slots(text):
    assert slots(text) == ()


# -- adding --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "value", "line"),
    [
        ("aliases", "no", "aliases: [brew, \"cup, pa\",  char, 'no'] # as they say\n"),
        ("tags", "b", 'tags: ["a", "", "", "b"]\n'),
        ("empty", "x", "empty: [x]\n"),
        ("nothing", "x: y", "nothing: ['x: y']\n"),
        ("one", "stalk", "one: [leaf, stalk]\n"),
        ("several", "root", "several: leaf, stalk, root\n"),
    ],
)
def test_a_value_is_added_to_a_list_in_its_line(key, value, line):
    gone, come = changed(PAGE, patches.add(PAGE, key, value))
    assert (len(gone), come) == (1, [line])


def test_a_value_is_added_to_a_list_in_lines_as_a_line_like_the_last():
    assert changed(PAGE, patches.add(PAGE, "related", "pan")) == ([], ["  - 'pan'\n"])


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("---\ntitle: Tea\nstatus: x\n---\n", "---\ntitle: Tea\nrelated: [cup]\nstatus: x\n---\n"),
        ("---\nstatus: x\n---\n", "---\nstatus: x\nrelated: [cup]\n---\n"),
        ("---\n---\nText.\n", "---\nrelated: [cup]\n---\nText.\n"),
        ("---\nnarrower: [x]\nz: 1\n---\n", "---\nnarrower: [x]\nrelated: [cup]\nz: 1\n---\n"),
        ("---\nRelated: x\nz: 1\n---\n", "---\nrelated: [cup]\nRelated: x\nz: 1\n---\n"),
        ("---\ntitle: Tea\ntags:\n    - x\n---\n", "---\ntitle: Tea\nrelated:\n    - cup\ntags:\n    - x\n---\n"),
        (
            "---\ntitle: >\n  Tea\n# next\ntags: []\n---\n",
            "---\ntitle: >\n  Tea\nrelated: [cup]\n# next\ntags: []\n---\n",
        ),
        ("---\naliases:\n- a\n# next\ntags: []\n---\n", "---\naliases:\n- a\nrelated:\n- cup\n# next\ntags: []\n---\n"),
        ("# Tea\n\nText.\n", "---\nrelated: [cup]\n---\n# Tea\n\nText.\n"),
        ("\ufeff# Tea\n", "\ufeff---\nrelated: [cup]\n---\n# Tea\n"),
        ("", "---\nrelated: [cup]\n---\n"),
        ("---\r\ntitle: Tea\r\n---\r\nText.\r\n", "---\r\ntitle: Tea\r\nrelated: [cup]\r\n---\r\nText.\r\n"),
    ],
)
def test_a_key_that_is_not_there_is_put_where_it_belongs_in_the_style_of_the_page(page, expected):
    assert patches.add(page, "related", "cup") == expected


@pytest.mark.parametrize(
    "page",
    [
        "---\nrelated: [\n---\n",
        "---\nrelated: {x: y}\n---\n",
        "---\nrelated: [x, [y]]\n---\n",
        "---\nrelated: [x]\nrelated: [y]\n---\n",
        "---\nrelated: |\n  x\n  y\n---\n",
        "---\nbroader: &a [x]\nrelated: *a\n---\n",
        "---\nrelated: - x\n---\n",
        "---\n- x\n---\n",
        "+++\ntitle = 'Tea'\n+++\n",
    ],
)
def test_a_list_that_cannot_be_added_to_safely_is_left_alone(page):
    with pytest.raises(Unpatchable):
        patches.add(page, "related", "cup")


# -- removing and replacing ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "value", "at", "line"),
    [
        ("aliases", "brew", 3, 'aliases: ["cup, pa",  char] # as they say\n'),
        ("aliases", "cup, pa", 3, "aliases: [brew, char] # as they say\n"),
        ("aliases", "char", 3, 'aliases: [brew, "cup, pa"] # as they say\n'),
        ("tags", "", 8, 'tags: ["a", ""]\n'),
        ("one", "leaf", 11, "one: []\n"),
    ],
)
def test_an_entry_is_taken_out_of_a_list_in_its_line(key, value, at, line):
    gone, come = changed(PAGE, patches.remove(PAGE, key, value, at))
    assert (len(gone), come) == (1, [line])


@pytest.mark.parametrize(("value", "at", "line"), [("cup", 6, "  - cup  # why\n"), ("pot", 7, "  - 'pot'\n")])
def test_an_entry_is_taken_out_of_a_list_in_lines_with_its_line(value, at, line):
    assert changed(PAGE, patches.remove(PAGE, "related", value, at)) == ([line], [])


def test_the_only_entry_leaves_an_empty_list():
    assert patches.remove("---\nx: [a]\n---\n", "x", "a", 2) == "---\nx: []\n---\n"
    assert slots(patches.remove("---\nx:\n- a\n---\n", "x", "a", 3)) == (Slot("x", "", 2, False),)


def test_entries_of_a_list_over_several_lines_are_taken_out_with_their_commas():
    page = "---\nx: [\n  a,\n  b,\n  c\n]\n---\n"
    assert patches.remove(page, "x", "a", 3) == "---\nx: [\n  b,\n  c\n]\n---\n"
    assert patches.remove(page, "x", "c", 5) == "---\nx: [\n  a,\n  b\n]\n---\n"


@pytest.mark.parametrize(
    ("page", "value", "line"),
    [
        ("---\nx: [\n  a, # why\n  b\n]\n---\n", "a", 3),
        ("---\nx: [\n  a, # why\n  b\n]\n---\n", "b", 4),
        ("---\nx: [&a a, *a]\n---\n", "a", 2),
        ("---\nx: [a]\n---\n", "b", 2),
        ("---\nx: [a]\n---\n", "a", 3),
        ("---\ny: [a]\n---\n", "a", 2),
        ("---\nx:\n- - a\n---\n", "a", 3),
    ],
)
def test_an_entry_that_cannot_be_taken_out_alone_stays(page, value, line):
    with pytest.raises(Unpatchable):
        patches.remove(page, "x", value, line)


def test_an_entry_is_replaced_with_the_quotes_it_had():
    assert changed(PAGE, patches.replace(PAGE, "related", "pot", 7, "pan"))[1] == ["  - 'pan'\n"]
    assert changed(PAGE, patches.replace(PAGE, "aliases", "cup, pa", 3, "cuppa"))[1] == [
        'aliases: [brew, "cuppa",  char] # as they say\n'
    ]
    assert changed(PAGE, patches.replace(PAGE, "one", "leaf", 11, "a: b"))[1] == ["one: 'a: b'\n"]


# -- laws ----------------------------------------------------------------------------------------------------------

# What YAML does not take for part of a line, or reads as the end of one, cannot stand in a list of words.
_NO_TEXT = "\u2028\u2029\ufeff\ufffe\uffff"
VALUES = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters=_NO_TEXT), min_size=1, max_size=8
)
VALUES = VALUES.map(str.strip).filter(bool)
NAMES = st.sampled_from(["cup", "pot", "a b", "Tea", "C#", "x-y", "é", "7", "no", "it's", 'say "x"', "a: b", "#x"])


@st.composite
def pages(draw: st.DrawFn) -> tuple[str, list[str]]:
    """Draw a page and the entries of its list ``x``, in any of the ways people write one."""
    end = draw(st.sampled_from(["\n", "\r\n"]))
    entries = draw(st.lists(NAMES, max_size=4))
    quote = draw(st.sampled_from([patches._scalar, lambda text: patches._scalar(text, '"')]))
    style = draw(st.sampled_from(["flow", "lines", "spread"]))
    if not entries:
        listed = draw(st.sampled_from(["x: []", "x:", "x: ~"]))
    elif style == "flow":
        listed = "x: [" + ", ".join(map(quote, entries)) + "]" + draw(st.sampled_from(["", "  # why"]))
    elif style == "lines":
        lead = draw(st.sampled_from(["- ", "  - ", "    -   "]))
        listed = f"x:{draw(st.sampled_from(['', ' # why']))}{end}" + end.join(lead + quote(entry) for entry in entries)
    else:
        listed = f"x: [{end}" + f",{end}".join(f"  {quote(entry)}" for entry in entries) + f"{end}]"
    before = draw(st.sampled_from(["", f"title: Tea{end}", f"# first{end}title: >{end}  Tea{end}"]))
    after = draw(st.sampled_from(["", f"{end}z: [q, r]", f"{end}# last{end}z:{end}- q"]))
    mark = draw(st.sampled_from(["", "\ufeff"]))
    return f"{mark}---{end}{before}{listed}{after}{end}---{end}{end}Text: [x].{end}", entries


def held(page: str, key: str = "x") -> list[str]:
    found = [slot.text for slot in slots(page) if slot.key == key]
    return [] if found == [""] else found


@settings(max_examples=300, deadline=None)
@given(pages(), NAMES)
def test_adding_puts_one_entry_at_the_end_and_leaves_every_other_character(drawn, value):
    page, entries = drawn
    after = patches.add(page, "x", value)
    assert held(after) == [*entries, value]
    head = alike(page, after)
    tail = alike(page[head:][::-1], after[head:][::-1])
    # All that may go is the sign for nothing, which the list takes the place of.
    assert page[head : len(page) - tail] in ("", "~")
    if entries:
        assert len(after) > len(page)


@settings(max_examples=300, deadline=None)
@given(pages(), NAMES)
def test_taking_out_what_was_added_gives_the_page_back(drawn, value):
    page, entries = drawn
    if not entries:
        return
    after = patches.add(page, "x", value)
    line = [slot.line for slot in slots(after) if slot.key == "x"][-1]
    assert patches.remove(after, "x", value, line) == page


@settings(max_examples=300, deadline=None)
@given(pages(), st.data())
def test_an_entry_taken_out_leaves_the_others_and_all_other_lines(drawn, data):
    page, entries = drawn
    if not entries:
        return
    at = data.draw(st.integers(0, len(entries) - 1))
    listed = [slot for slot in slots(page) if slot.key == "x"]
    after = patches.remove(page, "x", entries[at], listed[at].line)
    left = held(after)
    assert sorted([*left, entries[at]]) == sorted(entries)
    assert [slot for slot in slots(after) if slot.key == "title"] == [
        slot for slot in slots(page) if slot.key == "title"
    ]
    assert held(after, "z") == held(page, "z")
    assert after.partition("Text")[2] == page.partition("Text")[2]


@settings(max_examples=300, deadline=None)
@given(pages(), VALUES, st.data())
def test_an_entry_replaced_by_any_text_reads_as_that_text(drawn, value, data):
    page, entries = drawn
    if not entries:
        return
    at = data.draw(st.integers(0, len(entries) - 1))
    line = [slot for slot in slots(page) if slot.key == "x"][at].line
    last = max(place for place, entry in enumerate(entries) if entry == entries[at]
               and [slot for slot in slots(page) if slot.key == "x"][place].line == line)  # fmt: skip
    expected = [*entries[:last], value, *entries[last + 1 :]]
    assert held(patches.replace(page, "x", entries[at], line, value)) == expected


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60), st.text(min_size=1, max_size=5), st.text(min_size=1, max_size=5))
def test_whatever_the_page_it_is_changed_rightly_or_left_alone(body, key, value):
    for page in (body, f"---\n{body}\n---\nText.\n"):
        try:
            after = patches.add(page, key, value)
        except Unpatchable:
            continue
        assert [slot.text for slot in slots(after) if slot.key == key][-1].endswith(value.strip())


def test_slots_of_every_line_ending_are_the_same():
    pages = [PAGE, PAGE.replace("\n", "\r\n")]
    assert len({slots(page) for page in pages}) == 1
    for one, other in itertools.pairwise(pages):
        assert patches.add(one, "tags", "b").replace("\n", "\r\n") == patches.add(other, "tags", "b")
