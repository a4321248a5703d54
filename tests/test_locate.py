"""dlgraph/locate.py: which corpus is meant when none is named."""

from __future__ import annotations

from pathlib import Path

import pytest

import dlgraph
from dlgraph.locate import corpus_path, packaged_corpus


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
