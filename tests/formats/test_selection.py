"""dlgraph/formats/selection.py: which files are pages, and what they are called."""

from __future__ import annotations

import pytest

from dlgraph.errors import CorpusError
from dlgraph.formats.selection import Selection, is_reserved, page_id, select

MD = (".md",)


def ids(found: Selection) -> dict[str, str]:
    return {file: page_id(file, found) for file in found.files}


def test_a_plain_folder_is_read_whole():
    found = select(["a.md", "b/c.md", "d.csv"], MD)
    assert ids(found) == {"a.md": "a", "b/c.md": "b/c", "d.csv": "d"}
    assert (found.left, found.base, found.detected) == ((), "", None)


@pytest.mark.parametrize(
    ("root", "home"),
    [({"hugo.toml"}, "content"), ({"mkdocs.yml"}, "docs"), ({"conf.py"}, "source"), ({"conf.py"}, "docs/source")],
)
def test_a_program_keeps_its_pages_in_a_folder_and_what_is_outside_is_left_out(root: set[str], home: str):
    found = select([f"{home}/tea.md", "README.md"], MD, root)
    assert ids(found) == {f"{home}/tea.md": "tea"}
    assert found.left == (("README.md", "outside the folder in which the pages are"),)


def test_the_folder_may_be_missing_or_given():
    assert ids(select(["tea.md"], MD, {"hugo.toml"})) == {"tea.md": "tea"}
    found = select(["pages/tea.md", "docs/x.md"], MD, {"mkdocs.yml"}, settings="site_name: x\ndocs_dir: 'pages'\n")
    assert ids(found) == {"pages/tea.md": "tea"}


@pytest.mark.parametrize(
    ("root", "file"),
    [
        (".obsidian", "Templates/note.md"), ("hugo.toml", "content/themes/x/a.md"), ("_config.yml", "_site/a.md"),
        ("_config.yml", "_includes/deep/a.md"),
    ],
)  # fmt: skip
def test_folders_that_hold_no_pages_are_passed_over(root: str, file: str):
    pages = ["content/tea.md", file] if root == "hugo.toml" else ["tea.md", file]
    assert [left for left, _ in select(pages, MD, {root}).left] == [file]


def test_a_format_that_is_given_wins_over_what_the_names_tell():
    found = select(["content/tea.md", "README.md"], MD, {"hugo.toml"}, form="okf")
    assert ids(found) == {"content/tea.md": "content/tea", "README.md": "README"}
    with pytest.raises(CorpusError, match="there is no format 'word'"):
        select(["tea.md"], MD, form="word")


def test_other_languages_are_left_out_by_name():
    found = select(["content/en/tea.md", "content/de/tea.md"], MD)
    assert ids(found) == {"content/en/tea.md": "tea"}
    assert found.left == (("content/de/tea.md", "another language, de"),)
    assert ids(select(["content/en/tea.md", "content/de/tea.md"], MD, language="de")) == {"content/de/tea.md": "tea"}


def test_a_bundle_is_read_whole_whatever_its_folders_are_called():
    files = ["en/tea.md", "de/tea.md", "content/a.md"]
    assert ids(select(files, MD, bundle=True)) == {file: file[:-3] for file in files}


def test_a_page_in_a_folder_of_its_own_has_the_name_of_the_folder():
    files = ["a/tea/index.md", "b/cup/index.md", "index.md"]
    assert ids(select(files, MD)) == {"a/tea/index.md": "a/tea", "b/cup/index.md": "b/cup", "index.md": "index"}
    assert ids(select(["tea/index.md", "cup.md"], MD, form="hugo")) == {"tea/index.md": "tea", "cup.md": "cup"}
    assert ids(select(["tea/index.md", "cup.md"], MD)) == {"tea/index.md": "tea/index", "cup.md": "cup"}


def test_a_date_is_no_part_of_the_name_of_a_post():
    assert ids(select(["_posts/2024-01-31-tea.md"], MD)) == {"_posts/2024-01-31-tea.md": "_posts/tea"}
    assert ids(select(["2024-01-31-tea.md"], MD)) == {"2024-01-31-tea.md": "2024-01-31-tea"}


def test_a_suffix_of_a_language_is_no_part_of_a_name():
    assert ids(select(["tea.de.md", "tea.fr.md"], MD, language="de")) == {"tea.de.md": "tea"}


@pytest.mark.parametrize("file", ["index.md", "a/_index.md", "README.md", "a/readme.de.md", "LOG.md", "_template.md"])
def test_some_names_are_kept_for_lists_and_instructions(file: str):
    assert is_reserved(file, select([file], MD))


@pytest.mark.parametrize("file", ["tea.md", "a/index-fund.md", "logs.md"])
def test_other_names_are_those_of_pages(file: str):
    assert not is_reserved(file, select([file], MD))


def test_an_index_is_a_page_where_each_page_has_a_folder():
    found = select(["tea/index.md", "cup/index.md", "index.md"], MD)
    assert [is_reserved(file, found) for file in ("tea/index.md", "index.md", "tea/_index.md")] == [False, True, True]
