"""dlgraph/formats/languages.py: which language of a corpus is read, told by names alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlgraph.errors import CorpusError
from dlgraph.formats.languages import Languages, choose, is_language, split_suffix


@pytest.mark.parametrize("name", ["en", "de", "pt-br", "zh_Hant", "zh-Hant-TW", "es-419", "en-US"])
def test_a_language_tag_is_known(name: str):
    assert is_language(name)


@pytest.mark.parametrize("name", ["", "e", "xx", "docs", "ai", "english", "en-", "EN", "de.md", "ml-ops-team"])
def test_other_names_are_no_language(name: str):
    assert not is_language(name)


def test_folders_of_languages_that_share_a_page_are_read_in_english():
    found = choose(["content/en/tea.md", "content/de/tea.md", "content/de/tasse.md", "README.md"])
    assert (found.chosen, found.base) == ("en", "content/en")
    assert found.others == {"content/de/tea.md": "de", "content/de/tasse.md": "de"}
    assert found.outside == {"README.md"}
    assert found.pages == {"en": 1, "de": 2}


def test_without_english_the_language_with_most_pages_is_read():
    found = choose(["de/tea.md", "fr/tea.md", "fr/tasse.md"])
    assert (found.chosen, found.base, found.outside) == ("fr", "fr", frozenset())


@pytest.mark.parametrize(("wanted", "chosen"), [("de", "de"), ("en-GB", "en-us"), ("EN", "en-us"), ("de_AT", "de")])
def test_the_language_wanted_is_read_or_its_nearest_spelling(wanted: str, chosen: str):
    assert choose(["docs/de/tea.md", "docs/en-us/tea.md"], wanted).chosen == chosen


def test_a_language_that_the_corpus_does_not_have_is_refused_with_those_it_has():
    with pytest.raises(CorpusError, match="the corpus has no pages in 'ja'") as caught:
        choose(["en/tea.md", "de/tea.md", "de/cup.md"], "ja")
    assert caught.value.cure == "It has de (2 pages), en (1 pages)."


def test_one_folder_of_a_language_counts_where_pages_are_kept():
    assert choose(["content/en/tea.md"]).base == "content/en"
    assert choose(["files/en-us/glossary/tea/index.md"]).base == "files/en-us"
    assert choose(["en/tea.md"], folder="content").base == "en"
    assert choose(["en/tea.md"]) == Languages()


@pytest.mark.parametrize(
    "pages",
    [
        ["cs/compiler.md", "ml/training.md"],  # topics whose names are codes, of which no page is shared
        ["cs/index.md", "ml/index.md", "cs/a.md", "ml/b.md"],  # a list of what is in a folder is no shared page
        ["it/a.md", "hr/b.md", "sales/c.md"],
        ["node.js.md", "asp.net.md"],
        ["guide.de.md", "other.md"],  # one name in one language
    ],
)
def test_names_that_only_look_like_languages_are_none(pages: list[str]):
    assert choose(pages) == Languages()


def test_pages_with_a_suffix_are_versions_of_the_page_without():
    pages = ["tea.md", "tea.de.md", "cup.de.md", "pot.md"]
    english = choose(pages)
    assert (english.chosen, english.others) == ("en", {"tea.de.md": "de", "cup.de.md": "de"})
    german = choose(pages, "de")
    assert (german.chosen, german.others) == ("de", {"tea.md": "en", "pot.md": "en"})


def test_where_pages_are_marked_as_english_one_without_a_mark_stands_in():
    found = choose(["tea.en.md", "tea.md", "pot.md"])
    assert (found.chosen, found.others) == ("en", {"tea.md": "another language"})


@pytest.mark.parametrize(
    ("page", "parts"),
    [
        ("a/tea.de.md", ("a/tea", "de")), ("tea.md", ("tea", "")), ("node.js.md", ("node.js", "")),
        ("a.de/tea.md", ("a.de/tea", "")), (".de.md", (".de", "")),
    ],
)  # fmt: skip
def test_a_suffix_is_split_from_a_name(page: str, parts: tuple[str, str]):
    assert split_suffix(page) == parts


PARTS = st.sampled_from(["en", "de", "fr", "content", "docs", "tea", "cup", "index", "ml"])
NAMES = st.sampled_from(["tea.md", "cup.md", "tea.de.md", "tea.en.md", "index.md", "fr.md"])


@given(st.lists(st.tuples(st.lists(PARTS, max_size=3), NAMES), unique_by=str, max_size=8))
@settings(deadline=None, max_examples=200)
def test_every_page_is_read_or_named_as_in_another_language(parts: list[tuple[list[str], str]]):
    pages = ["/".join([*folders, name]) for folders, name in parts]
    found = choose(pages)
    left = {*found.others, *found.outside}
    assert left <= set(pages)
    assert not set(found.others) & set(found.outside)
    if pages:
        assert left != set(pages)
