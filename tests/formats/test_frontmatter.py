"""dlgraph/formats/frontmatter.py: values, the lines they stand on, and writing them back."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlgraph.errors import CorpusError
from dlgraph.formats.frontmatter import Entry, join, split

# Words that YAML reads as something else, and signs that begin one of its constructs.
AWKWARD = st.sampled_from(
    ["no", "null", "~", "1.0", "0x1f", "2024-01-01", "12:30", "- a", "# b", "a: b", "a #b", "[x", "{", "@at", "`q`",
     "%", "&a", "*a", "!t", "'", '"', "---", "...", "a\n---\nb", " lead", "trail ", "", "\t", "é", "😀", "<<", "="]
)  # fmt: skip
# Control characters are left out: YAML has no form for most of them. Line separators are in.
STRINGS = AWKWARD | st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\x85\u2028\u2029"), max_size=30
)
SCALARS = STRINGS | st.integers(-(10**9), 10**9) | st.booleans() | st.none() | st.floats(allow_nan=False)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(STRINGS, inner, max_size=3))


def test_values_and_body_are_split():
    matter = split("---\ntitle: Deep Learning\nyear: 2006\n---\nBody\n", "p.md")
    assert matter.values == {"title": "Deep Learning", "year": 2006}
    assert (matter.body, matter.body_line) == ("Body\n", 5)


def test_entries_carry_the_lines_of_the_file():
    text = "---\ntitle: A\naliases:\n  - b\n  - c\nrelated: [d,\n  e]\nnote: >-\n  two\n  lines\n---\n"
    assert split(text, "p.md").entries == {
        "title": (Entry("A", 2),),
        "aliases": (Entry("b", 4), Entry("c", 5)),
        "related": (Entry("d", 6), Entry("e", 7)),
        "note": (Entry("two lines", 8),),
    }


def test_entries_are_the_words_as_written_whatever_yaml_makes_of_them():
    matter = split("---\naliases: [no, 1.0, 007, 2024-01-01, ~]\nempty:\n---\n", "p.md")
    assert [entry.text for entry in matter.entries["aliases"]] == ["no", "1.0", "007", "2024-01-01"]
    assert matter.entries["empty"] == ()
    assert matter.values["aliases"] == [False, 1.0, 7, datetime.date(2024, 1, 1), None]


def test_a_mapping_has_a_value_but_no_entry():
    matter = split("---\nsources:\n  - id: a\n---\n", "p.md")
    assert matter.values == {"sources": [{"id": "a"}]}
    assert matter.entries == {"sources": ()}


def test_keys_that_are_no_text_become_text():
    assert split("---\n1: a\n---\n", "p.md").values == {"1": "a"}


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("No front matter.\n", "No front matter.\n"),
        ("\ufeffAfter a mark.\n", "After a mark.\n"),
        ("\n---\ntitle: a\n---\n", "\n---\ntitle: a\n---\n"),
        ("---\nnever closed\n", "---\nnever closed\n"),
        ("----\na: b\n----\n", "----\na: b\n----\n"),
        ("", ""),
    ],
)
def test_a_page_without_front_matter_is_all_body(text: str, body: str):
    matter = split(text, "p.md")
    assert (matter.values, matter.entries, matter.body, matter.body_line) == ({}, {}, body, 1)


@pytest.mark.parametrize(
    ("text", "body_line"),
    [
        ("\ufeff---\ntitle: a\n---\nBody", 4),
        ("---\r\ntitle: a\r\n---\r\nBody", 4),
        ("--- \ntitle: a\n---\t\nBody", 4),
        ("---\ntitle: a\n...\nBody", 4),
        ("---\n# comment\n\ntitle: a\n---\nBody", 6),
    ],
)
def test_fences_may_be_written_in_several_ways(text: str, body_line: int):
    matter = split(text, "p.md")
    assert (matter.values, matter.body, matter.body_line) == ({"title": "a"}, "Body", body_line)


@pytest.mark.parametrize("text", ["---\n---\nBody", "---\n\n---\nBody", "---\n# only a comment\n---\nBody"])
def test_empty_front_matter_has_no_values(text: str):
    matter = split(text, "p.md")
    assert (matter.values, matter.body) == ({}, "Body")


def test_front_matter_may_end_with_the_file():
    assert split("---\ntitle: a\n---", "p.md").body == ""


@pytest.mark.parametrize(
    ("yaml", "line"),
    [
        ("title: a\ndescription: one: two", 3),
        ("title: a\n\tb: c", 3),
        ("title: a\nb: 'never closed", 4),  # missed at the closing fence
        ("title: @at", 2),
        ("title: a\nb: *nobody", 3),
        ("title: !!python/object:os.system {}", 2),
        ("a: b\n? [x, {y: z}]\n: c", 3),
        ("title: a\ndate: 2024-13-45", 3),
    ],
)
def test_invalid_yaml_names_file_and_line(yaml: str, line: int):
    with pytest.raises(CorpusError, match=r"the front matter is not valid YAML") as caught:
        split(f"---\n{yaml}\n---\n", "terms/p.md")
    assert caught.value.message.startswith(f"terms/p.md:{line}: ")
    assert caught.value.cure


@pytest.mark.parametrize("yaml", ["just words", "- a\n- b", "42"])
def test_front_matter_that_is_no_mapping_is_refused(yaml: str):
    with pytest.raises(CorpusError, match=r"^p\.md:2: the front matter is not a list of 'key: value' lines"):
        split(f"---\n{yaml}\n---\n", "p.md")


# Each list holds the one above it ten times: six short lines that stand for a million words.
LAUGHS = "l0: &l0 [x, x, x, x, x, x, x, x, x, x]\n" + "\n".join(
    f"l{level}: &l{level} [{', '.join([f'*l{level - 1}'] * 10)}]" for level in range(1, 6)
)


@pytest.mark.parametrize(
    "yaml",
    [
        "aliases: &a [*a]",  # a list that holds itself
        "a: " + "[" * 5000 + "]" * 5000,  # nested more deeply than any page needs
        LAUGHS,
    ],
    ids=["itself", "deep", "wide"],
)
def test_front_matter_without_bounds_is_refused_and_neither_crashes_nor_grows(yaml: str):
    with pytest.raises(CorpusError, match=r"^p\.md:\d+: "):
        split(f"---\n{yaml}\n---\n", "p.md")


def test_an_alias_of_yaml_is_read_as_what_it_stands_for():
    matter = split("---\ntags: &t [a, b]\naliases: *t\n---\n", "p.md")
    assert [entry.text for entry in matter.entries["aliases"]] == ["a", "b"]


def test_a_wikilink_without_quotes_is_a_list_in_a_list_and_still_an_entry():
    assert split("---\nrelated: [[Deep Learning]]\n---\n", "p.md").entries["related"] == (Entry("Deep Learning", 2),)


def test_front_matter_is_written_with_its_keys_in_order_and_words_that_stay_words():
    assert join({"title": "No", "aliases": ["no", "1.0"], "note": "é: b"}, "Body\n") == (
        "---\ntitle: 'No'\naliases: ['no', '1.0']\nnote: 'é: b'\n---\nBody\n"
    )


def test_a_list_too_long_for_its_line_has_an_item_a_line():
    names = [f"a rather long name {number}" for number in range(6)]
    assert join({"aliases": names}, "") == "---\naliases:\n" + "".join(f"- {name}\n" for name in names) + "---\n"


@pytest.mark.parametrize("mark", ["\x85", "\u2028", "\u2029"])
def test_a_line_separator_within_a_value_stays_one(mark: str):
    values = {"title": f"a{mark}b", "aliases": [f"c{mark}{mark}d"], f"k{mark}": {f"x{mark}y": f"{mark}z"}}
    page = join(values, "Body\n")
    assert mark not in page
    assert split(page, "p.md").values == values


def test_front_matter_of_plain_values_has_a_line_a_key():
    assert join({"type": "Concept", "title": "A"}, "") == "---\ntype: Concept\ntitle: A\n---\n"


@given(st.dictionaries(STRINGS, VALUES, max_size=5), st.text(max_size=60) | st.just("---\nb\n---\n"))
@settings(deadline=None, max_examples=150)
def test_what_is_joined_splits_into_the_same(values: dict[str, object], body: str):
    page = join(values, body)
    matter = split(page, "p.md")
    assert matter.values == values
    assert list(matter.values) == list(values)
    assert matter.body == body
    assert matter.body_line == page.count("\n", 0, len(page) - len(body)) + 1


@given(st.dictionaries(st.sampled_from("abcd"), st.lists(STRINGS.map(str.strip), max_size=4), max_size=4))
@settings(deadline=None, max_examples=100)
def test_each_entry_stands_on_the_line_it_names(values: dict[str, list[str]]):
    page = join(values, "")
    for key, entries in split(page, "p.md").entries.items():
        assert [entry.text for entry in entries] == values[key]
        assert all(1 < entry.line < page.count("\n") + 1 for entry in entries)


# -- TOML, and members of lists ------------------------------------------------------------------------------------


def test_toml_is_read_with_its_lines():
    matter = split('+++\ntitle = "Tea"\naliases = ["chai",\n  "cha"]\ndraft = true\nweight = 3\n+++\nBody\n', "p.md")
    assert matter.values == {"title": "Tea", "aliases": ["chai", "cha"], "draft": True, "weight": 3}
    assert matter.entries == {
        "title": (Entry("Tea", 2),), "aliases": (Entry("chai", 3), Entry("cha", 4)), "draft": (Entry("true", 5),),
        "weight": (Entry("3", 6),),
    }  # fmt: skip
    assert (matter.body, matter.body_line) == ("Body\n", 8)


def test_a_table_of_toml_has_a_value_but_no_entry():
    matter = split("+++\n[menu]\nmain = 1\n+++\n", "p.md")
    assert (matter.values, matter.entries) == ({"menu": {"main": 1}}, {"menu": ()})


@pytest.mark.parametrize(
    ("toml", "line"), [('title = "x', 2), ('title = "x"\nb = @', 3), ("a = 1\na = 2", 3), ("a = " + "[" * 2000, 2)]
)
def test_invalid_toml_names_file_and_line(toml: str, line: int):
    with pytest.raises(CorpusError, match=rf"^p\.md:{line}: the front matter is not valid TOML: ") as caught:
        split(f"+++\n{toml}\n+++\n", "p.md")
    assert caught.value.cure


def test_what_toml_has_and_yaml_has_not_is_written_as_text():
    assert join({"at": datetime.time(12, 30)}, "") == "---\nat: '12:30:00'\n---\n"


def test_members_of_a_list_that_are_mappings_are_called_by_their_names():
    matter = split("---\naka:\n  - title: A\n    url: /a/\n  - url: /b/\n  - id: c\n  - d\n---\n", "p.md")
    assert matter.members == {"aka": (Entry("A", 3), Entry("c", 6))}
    assert matter.entries == {"aka": (Entry("d", 7),)}


@pytest.mark.parametrize("yaml", ["- " * 30_000, "[" * 50_000, "{a: " * 20_000, "? " * 30_000])
def test_nesting_that_would_exhaust_the_stack_of_the_loader_is_refused(yaml: str):
    with pytest.raises(CorpusError, match=r"^p\.md:\d+: the front matter is not valid YAML"):
        split(f"---\na:\n {yaml}\n---\n", "p.md")
