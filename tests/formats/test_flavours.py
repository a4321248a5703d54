"""dlgraph/formats/flavours.py: which program pages were written for, told by their signs."""

from __future__ import annotations

import pytest

from dlgraph.errors import CorpusError
from dlgraph.formats.flavours import FLAVOURS, bundled, by_names, by_texts, named


@pytest.mark.parametrize(
    ("name", "flavour"),
    [
        (".obsidian", "obsidian"), ("hugo.toml", "hugo"), ("archetypes", "hugo"), ("_config.yml", "jekyll"),
        ("mkdocs.yml", "mkdocs"), ("conf.py", "sphinx"),
    ],
)  # fmt: skip
def test_a_file_that_only_one_program_has_tells_it(name: str, flavour: str):
    found = by_names({"tea.md", name}, ["tea.md"])
    assert found is not None
    assert (found.flavour.name, found.signs) == (flavour, (name,))


def test_the_folders_of_mdn_tell_it():
    found = by_names(set(), ["files/en-us/glossary/api/index.md"])
    assert found is not None
    assert found.flavour.name == "mdn"


def test_names_that_any_corpus_has_tell_nothing():
    assert by_names({"tea.md", "docs", "README.md", "files"}, ["files/tea.md", "tea.md"]) is None


@pytest.mark.parametrize(
    ("texts", "flavour"),
    [
        (["See [pod](/pod/).", "See [node](/node/)."], "hugo"),
        (["+++\ntitle = 'Tea'\n+++\nA drink."], "hugo"),
        (['[a]({{< relref "b" >}})', "Text."], "hugo"),
        (["See [[Tea]].", "A cup."], "obsidian"),
        (["See [a]({% link b.md %})."], "jekyll"),
        (["---\nlayout: term\n---\nSee [a](b.html){:.term}."], "jekyll"),
        (["HTML.\n\n*[HTML]: Hyper Text\n", "!!! note\n    x"], "mkdocs"),
        (["```{glossary}\nTea\n  A drink.\n```"], "sphinx"),
        (["Use {term}`tea`."], "sphinx"),
        (['---\npage-type: glossary-definition\n---\n{{Glossary("DOM")}}'], "mdn"),
        (["---\ntype: Concept\n---\nSee [a](b.md)."], "okf"),
        (["Plain text.", "See [a](b.md)."], "okf"),
        ([], "okf"),
    ],
)
def test_what_pages_hold_tells_the_program(texts: list[str], flavour: str):
    assert by_texts(texts, []).flavour.name == flavour


def test_a_few_signs_in_many_pages_tell_nothing():
    assert by_texts(["See [[Tea]].", *["A cup."] * 10], []).flavour.name == "okf"


def test_the_signs_are_counted_for_the_people_who_read_the_note():
    texts = ["See [[Tea]].", "See [[Cup]].\n\n> [!note] Hot", "Text."]
    assert by_texts(texts, []).signs == ("wikilinks in 2 of 3 pages", "callouts in 1 of 3 pages")


def test_a_bundle_that_names_its_version_is_okf_whatever_else_it_holds():
    found = by_texts(["---\nokf_version: '0.2'\n---\n", "See [[Tea]].", "See [[Cup]]."], [])
    assert (found.flavour.name, found.signs) == ("okf", ("okf_version",))


def test_lists_of_sections_are_a_sign_of_hugo():
    assert by_texts(["Text."], ["a/_index.md", "a/tea.md"]).flavour.name == "hugo"


def test_a_flavour_is_found_by_its_name_and_another_refused_with_the_choices():
    assert named("hugo").name == "hugo"
    with pytest.raises(CorpusError, match="there is no format 'word'") as caught:
        named("word")
    assert caught.value.cure == f"Choose one of {', '.join(FLAVOURS)}."


@pytest.mark.parametrize(
    ("pages", "found"),
    [
        (["a/index.md", "b/index.md", "about.md"], True),
        (["a/index.md", "b/tea.md", "c/cup.md"], False),
        (["index.md", "a/index.md"], False),
        ([], False),
    ],
)
def test_folders_with_one_page_each_are_told_by_their_number(pages: list[str], found: bool):
    assert bundled(pages) is found
