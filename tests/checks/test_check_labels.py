"""dlgraph/checks/labels.py: names and languages."""

from __future__ import annotations

import pytest


def page(title: str, more: str = "", body: str = "Text.\n") -> str:
    return f"---\ntitle: {title}\ndescription: What {title} is.\n{more}\n---\n\n{body}"


# -- Q01 -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "name"),
    [
        (page("Tea"), page("TEA"), "Tea"),
        (page("Tea", "aliases: [brew]"), page("Beer", "aliases: [Brew]"), "Brew"),
        (page("Tea", "aliases: [Thé]"), page("The"), "The"),
        (page("Continuous Delivery (CD)"), page("Continuous Deployment (CD)"), "CD"),
        (page("Compact disc", "aliases: [CD]"), page("Continuous Delivery (CD)"), "CD"),
    ],
)
def test_a_name_of_two_concepts_is_found_with_both(found, one, other, name):
    (finding,) = found({"a.md": one, "b.md": other}, "Q01")
    assert finding.message.startswith(f"{name!r} names 2 concepts") or name in finding.message
    assert [each.source.file for each in finding.evidence] == ["a.md", "b.md"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (page("Tea"), page("Teas")),
        (page("Token (NLP)"), page("Token (finance)")),
        (page("Token"), page("Token (finance)")),
        (page("Gift", "language: en"), page("Poison", "language: en\nprefLabel: {de: Gift}")),
        (page("Tea", "hiddenLabel: [tae]"), page("Toe", "hiddenLabel: [tae]")),
    ],
)
def test_names_that_tell_concepts_apart_are_in_order(said, one, other):
    assert said({"a.md": one, "b.md": other}, "Q01") == []


def test_two_concepts_that_share_several_names_are_told_once(said):
    files = {"a.md": page("Tea", "aliases: [brew, cuppa]"), "b.md": page("Char", "aliases: [brew, cuppa]")}
    assert len(said(files, "Q01")) == 1


# -- Q02, Q03, Q04 -------------------------------------------------------------------------------------------------


def test_a_page_without_a_title_has_no_label_of_its_own(said):
    (text,) = said({"green-tea.md": "---\ntags: [x]\n---\n\nA drink.\n"}, "Q02")
    assert "Green tea" in text


def test_a_title_in_the_text_is_a_label(said):
    assert said({"tea.md": "---\ntitle:\n---\n\n# Tea\n\nA drink.\n"}, "Q02") == []


@pytest.mark.parametrize(
    "more", ['aliases: ["", brew]', "aliases:\n  - brew\n  -\n", "prefLabel: {de: ''}", 'hiddenLabel: [" "]']
)
def test_an_empty_label_is_found(said, more):
    assert len(said({"tea.md": page("Tea", more)}, "Q02")) == 1


@pytest.mark.parametrize("char", ["\u200b", "\u00ad", "\ufeff", "\ufffd", "\ue000"])
def test_a_character_that_cannot_be_seen_is_found_and_named(said, char):
    (text,) = said({"tea.md": page(f'"Te{char}a"')}, "Q03")
    assert text.endswith(f"Tea: its prefLabel holds U+{ord(char):04X}")


@pytest.mark.parametrize("label", ["می‌خواهم", "Thé", "चाय", "C++ & C#", "👩‍🚀"])
def test_joiners_accents_and_signs_belong_to_labels(said, label):
    assert said({"tea.md": page(label)}, "Q03") == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("---\ntitle: Tea\n---\n\n## FAQ\n\n### Why?\n\nSo.\n", 1),
        ("---\ntitle: Tea\nscopeNote: Only of leaves.\n---\n\n## FAQ\n\n### Why?\n\nSo.\n", 0),
        ("---\ntitle: Tea\ndefinition: {de: Getränk}\n---\n\n## FAQ\n\n### Why?\n\nSo.\n", 0),
        ("---\ntitle: Tea\n---\n\nA drink.\n", 0),
        ("---\ntitle: Tea\n---\n", 0),  # told as an empty page
    ],
)
def test_a_concept_without_definition_and_note_is_undocumented(said, text, count):
    assert len(said({"tea.md": text}, "Q04")) == count


def test_a_row_without_definition_is_undocumented(said):
    assert said({"a.csv": "label,definition\nTea,A drink.\nCup,\n"}, "Q04") == ["a.csv:3: Cup has no definition"]


# -- languages -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["Q05", "Q06", "Q07"])
def test_where_nothing_names_a_language_languages_are_not_checkable(result, code):
    made = result({"tea.md": page("Tea"), "cup.md": page("Cup", "note: Round.")}, code)
    assert (made.state, made.why) == ("not checkable", "nothing names a language")


def test_a_note_without_a_language_among_others_is_found(said):
    more = "prefLabel: {de: Tee}\nscopeNote: Only of leaves."
    assert said({"tea.md": page("Tea", more)}, "Q05") == [
        "tea.md:5: Tea: `scopeNote` (Only of leaves.) names no language"
    ]


@pytest.mark.parametrize("tag", ["en", "EN", "pt-BR", "zh-Hant-TW", "sr-Latn", "es-419", "gsw", "x-klingon", "de-1996"])
def test_a_tag_that_bcp_47_allows_is_in_order(said, tag):
    assert said({"tea.md": page("Tea", f"language: {tag}")}, "Q06") == []


@pytest.mark.parametrize(("tag", "cure"), [
    ("en_GB", "Write en-GB."), ("xx", "Write a tag such as"), ("english", "Write a tag such as"),
    ("e", "Write a tag such as"), ("xx_GB", "Write a tag such as"), ("en-", "Write a tag such as"),
])  # fmt: skip
def test_any_other_tag_is_found_with_the_one_that_was_meant(found, tag, cure):
    (finding,) = found({"tea.md": page("Tea", f"language: {tag}")}, "Q06")
    assert finding.cure.startswith(cure)


def test_missing_labels_are_told_once_a_language(found):
    files = {
        "a.md": page("Tea", "language: en\nprefLabel: {de: Tee, fr: Thé}"),
        "b.md": page("Cup", "language: en\nprefLabel: {de: Tasse}"),
        "c.md": page("Pot", "language: en"),
    }
    assert [(it.message, [each.text for each in it.evidence]) for it in found(files, "Q07")] == [
        ("1 of 3 concepts have no preferred label in de", ["Pot"]),
        ("2 of 3 concepts have no preferred label in fr", ["Cup", "Pot"]),
    ]
