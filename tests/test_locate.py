"""dlgraph/locate.py: which corpus is meant when none is named, and where its index lives."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import dlgraph
from dlgraph.locate import corpus_path, default_folder, packaged_corpus


@pytest.fixture
def somewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder of its own, without a corpus."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_corpus_given_comes_first(somewhere: Path, monkeypatch: pytest.MonkeyPatch):
    (somewhere / "corpus").mkdir()
    monkeypatch.setenv("DLGRAPH_CORPUS", "from-environment")
    assert corpus_path("given") == Path("given")
    assert corpus_path(Path("a/b")) == Path("a/b")


@pytest.mark.parametrize("given", [None, ""])
def test_the_environment_comes_next(somewhere: Path, monkeypatch: pytest.MonkeyPatch, given: str | None):
    (somewhere / "corpus").mkdir()
    monkeypatch.setenv("DLGRAPH_CORPUS", "from-environment")
    assert corpus_path(given) == Path("from-environment")


def test_an_empty_variable_names_nothing(somewhere: Path, monkeypatch: pytest.MonkeyPatch):
    (somewhere / "corpus").mkdir()
    monkeypatch.setenv("DLGRAPH_CORPUS", "")
    assert corpus_path() == Path("corpus")


def test_then_the_corpus_of_the_working_folder(somewhere: Path):
    (somewhere / "corpus").mkdir()
    assert corpus_path() == Path("corpus")


def test_a_file_called_corpus_is_not_it(somewhere: Path):
    (somewhere / "corpus").touch()
    assert corpus_path() == packaged_corpus()


@pytest.mark.usefixtures("somewhere")
def test_the_packaged_glossary_comes_last():
    assert corpus_path() == packaged_corpus()


def test_a_tilde_is_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert corpus_path("~/glossary") == tmp_path / "glossary"
    monkeypatch.setenv("DLGRAPH_CORPUS", "~/other")
    assert corpus_path() == tmp_path / "other"


def test_the_packaged_glossary_lies_in_the_package_or_beside_it():
    package = Path(str(dlgraph.__file__)).resolve().parent
    assert packaged_corpus() in (package / "corpus", package.parent / "corpus")
    assert any(packaged_corpus().rglob("*.md"))


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A folder named corpus with a folder in it."""
    path = tmp_path / "work" / "corpus"
    (path / "sub").mkdir(parents=True)
    return path


def test_an_index_lives_in_indexes_beside_the_corpus_where_that_exists(corpus: Path) -> None:
    (corpus.parent / "indexes").mkdir()
    assert default_folder(corpus) == corpus.parent.resolve() / "indexes" / "corpus"
    table = corpus.parent / "faq.csv"
    table.write_text("question,answer\nWhy?,So.\n")
    assert default_folder(table) == corpus.parent.resolve() / "indexes" / "faq.csv"


def test_otherwise_an_index_lives_in_the_cache_under_a_name_of_its_own(corpus: Path, tmp_path: Path) -> None:
    cache = Path(os.environ["XDG_CACHE_HOME"])
    here = default_folder(corpus)
    assert here.parent == cache / "dlgraph" / "indexes"
    assert here.name.startswith("corpus-")
    other = tmp_path / "elsewhere" / "corpus"
    other.mkdir(parents=True)
    assert default_folder(other) != here


def test_every_way_to_name_a_corpus_leads_to_one_index(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(corpus.parent)
    (corpus.parent / "link").symlink_to(corpus)
    found = {default_folder(path) for path in (corpus, Path("corpus"), Path("sub/../corpus/."), Path("link"))}
    assert len(found) == 1
