"""`dlgraph new`: a page to be filled in, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dlgraph.cli.app import main
from dlgraph.errors import CorpusError
from dlgraph.formats import corpus as corpora
from dlgraph.formats import template


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "corpus").mkdir()
    return tmp_path / "corpus"


def new(corpus: Path, *args: str) -> Result:
    return CliRunner().invoke(main, ["new", *args, "--corpus", str(corpus)])


def test_a_page_is_created_under_the_slug_of_its_label(corpus: Path) -> None:
    ended = new(corpus, "Gradient", "Descent")
    made = corpus / "gradient-descent.md"
    assert ended.exit_code == 0
    assert ended.output.startswith(f"{made}: fill in what is marked TODO")
    assert made.read_text("utf-8") == template.page("Gradient Descent")


def test_json_names_the_file_made_in_a_folder_that_was_missing(corpus: Path) -> None:
    ended = new(corpus, "Über-Netz", "--in", "deep/nets", "--json")
    assert ended.exit_code == 0
    assert json.loads(ended.output) == {"created": str(corpus / "deep/nets/uber-netz.md")}
    assert (corpus / "deep/nets/uber-netz.md").is_file()


def test_the_page_is_read_as_a_concept_with_its_parents(corpus: Path) -> None:
    (corpus / "ai.md").write_text("---\ntitle: AI\ndescription: Machines that think.\n---\n")
    new(corpus, "Gradient: a {slope}", "--broader", "ai", "--broader", "Big: Maths")
    found = {concept.label: concept for concept in corpora.read(corpus).concepts}
    made = found["Gradient: a {slope}"]
    assert [one.target for one in made.broader] == ["ai", "Big: Maths"]
    assert [one.question for one in made.faqs] == [
        "TODO A question as people type it, naming Gradient: a {slope}?",
        "TODO Another one about Gradient: a {slope}?",
    ]
    assert len(made.misconceptions) == 1


def test_every_place_to_fill_in_is_marked() -> None:
    parts = template.page("Token").split("\n## ")
    assert len(parts) == 8
    assert all("TODO" in part for part in parts)


@pytest.mark.parametrize("label", ["C++", 'the "quoted" one', "yes", "3", "# hash", "日本語"])
def test_any_label_survives_the_front_matter(corpus: Path, label: str) -> None:
    template.create(corpus, label)
    assert [concept.label for concept in corpora.read(corpus).concepts] == [label]


def test_a_page_that_exists_is_never_touched(corpus: Path) -> None:
    (corpus / "token.md").write_text("mine")
    ended = new(corpus, "Token")
    assert ended.exit_code == 2
    assert "exists already" in ended.output
    assert (corpus / "token.md").read_text() == "mine"


@pytest.mark.parametrize("folder", ["..", "../other", "deep/../..", "/"])
def test_a_folder_outside_the_corpus_is_refused(corpus: Path, folder: str) -> None:
    before = sorted(corpus.parent.rglob("*"))
    ended = new(corpus, "Token dlgraph never writes", "--in", folder)
    assert ended.exit_code == 2
    assert "lies outside" in ended.output
    assert sorted(corpus.parent.rglob("*")) == before


def test_a_link_out_of_the_corpus_is_outside_too(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (corpus / "link").symlink_to(tmp_path / "other")
    with pytest.raises(CorpusError, match="lies outside"):
        template.create(corpus, "Token", "link")
    assert list((tmp_path / "other").iterdir()) == []


@pytest.mark.parametrize("label", ["", "  ", "?!"])
def test_a_concept_needs_a_name(corpus: Path, label: str) -> None:
    with pytest.raises(CorpusError, match="needs a name"):
        template.create(corpus, label)
    assert list(corpus.iterdir()) == []


def test_a_corpus_that_is_a_table_takes_no_pages(tmp_path: Path) -> None:
    (tmp_path / "faq.csv").write_text("question,answer\nWhy?,So.\n")
    ended = new(tmp_path / "faq.csv", "Token")
    assert ended.exit_code == 2
    assert "not a folder of pages" in ended.output
