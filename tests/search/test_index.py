from __future__ import annotations

import os
import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from dlgraph.errors import CorpusError, IndexDamagedError, IndexFormatError
from dlgraph.formats import corpus as corpora
from dlgraph.search import build as builder
from dlgraph.search import engines, index, manifest
from dlgraph.search.index import Index
from dlgraph.search.manifest import Manifest

# corpus/overfitting.md   a definition and an FAQ
# corpus/sub/salt.md      a definition
PAGES = {
    "overfitting.md": "---\ntitle: Overfitting\ndescription: Memorizing the data.\naliases: [memorization]\n---\n"
    "## FAQ\n\n### Why do models overfit?\n\nThey are too large.\n",
    "sub/salt.md": "---\ntitle: Salt\ndescription: A mineral of sodium.\n---\n",
}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    for name, text in PAGES.items():
        path = tmp_path / "work" / "corpus" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "work" / "corpus"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def built(corpus: Path, folder: Path) -> Manifest:
    builder.build(corpora.read(corpus), folder, "hash")
    built = manifest.read(folder)
    assert built is not None
    return built


# -- staleness --------------------------------------------------------------------------------------------------


def test_an_index_just_built_is_fresh(corpus: Path, built: Manifest) -> None:
    assert index.why_stale(built, corpus, "hash", corpora.scan(corpus)) == ""


def test_a_changed_page_makes_it_stale_whatever_its_size(corpus: Path, built: Manifest) -> None:
    page = corpus / "overfitting.md"
    page.write_text(PAGES["overfitting.md"].replace("large", "small"))
    os.utime(page, ns=(1, 1))
    assert index.why_stale(built, corpus, "hash", corpora.scan(corpus)) == "overfitting.md is changed"
    page.write_text(PAGES["overfitting.md"] + "More.\n")
    assert index.why_stale(built, corpus, "hash", corpora.scan(corpus)) == "overfitting.md is changed"


def test_new_and_removed_pages_make_it_stale(corpus: Path, built: Manifest) -> None:
    (corpus / "new.md").write_text("# New\n\nText.\n")
    assert index.why_stale(built, corpus, "hash", corpora.scan(corpus)) == "new.md is new"
    (corpus / "later.md").write_text("# Later\n\nText.\n")
    assert index.why_stale(built, corpus, "hash", corpora.scan(corpus)) == "2 files are new, later.md among them"
    (corpus / "new.md").unlink()
    (corpus / "later.md").unlink()
    (corpus / "sub" / "salt.md").unlink()
    assert index.why_stale(built, corpus, "hash", corpora.scan(corpus)) == "sub/salt.md is gone"


def test_a_renamed_page_makes_it_stale(corpus: Path, built: Manifest) -> None:
    (corpus / "sub" / "salt.md").rename(corpus / "sub" / "pepper.md")
    assert index.why_stale(built, corpus, "hash", corpora.scan(corpus)) != ""


def test_another_time_alone_does_not_make_it_stale(corpus: Path, built: Manifest) -> None:
    os.utime(corpus / "overfitting.md", ns=(1, 1))
    assert index.why_stale(built, corpus, "hash", corpora.scan(corpus)) == ""


def test_files_that_are_no_pages_do_not_make_it_stale(corpus: Path, built: Manifest) -> None:
    (corpus / "picture.png").write_bytes(b"x")
    (corpus / ".hidden.md").write_text("# Hidden\n")
    (corpus / ".git").mkdir()
    (corpus / ".git" / "x.md").write_text("# Hidden\n")
    assert index.why_stale(built, corpus, "hash", corpora.scan(corpus)) == ""


def test_another_model_makes_it_stale(corpus: Path, built: Manifest) -> None:
    assert index.why_stale(built, corpus, "hash:64", corpora.scan(corpus)) == "it was built with the model hash:256"


def test_another_way_to_divide_pages_makes_it_stale(corpus: Path, built: Manifest) -> None:
    other = replace(built, recipe=built.recipe + 1)
    assert "divides pages" in index.why_stale(other, corpus, "hash", corpora.scan(corpus))


def test_a_corpus_that_is_gone_is_an_error(corpus: Path, built: Manifest) -> None:
    shutil.rmtree(corpus)
    with pytest.raises(CorpusError, match="there is no corpus"):
        index.why_stale(built, corpus, "hash", corpora.scan(corpus))


def test_a_single_file_is_compared_with_itself(tmp_path: Path, folder: Path) -> None:
    table = tmp_path / "faq.csv"
    table.write_text("question,answer\nWhy?,So.\n")
    built = builder.build(corpora.read(table), folder, "hash")
    os.utime(table, ns=(1, 1))
    assert index.why_stale(built, table, "hash", corpora.scan(table)) == ""
    table.write_text("question,answer\nWhy?,No.\n")
    assert index.why_stale(built, table, "hash", corpora.scan(table)) == "faq.csv is changed"


def test_a_new_time_is_noted_so_that_the_file_is_not_hashed_again(corpus: Path, folder: Path, built: Manifest) -> None:
    os.utime(corpus / "overfitting.md", ns=(5, 5))
    index.restamp(folder, built, corpora.scan(corpus))
    noted = manifest.read(folder)
    assert noted is not None
    assert {file.path: file.mtime for file in noted.files}["overfitting.md"] == 5
    assert replace(noted, files=built.files) == built


# -- an opened index --------------------------------------------------------------------------------------------


def test_no_index_opens_as_none(tmp_path: Path) -> None:
    assert Index.open(tmp_path) is None


def test_an_opened_index_finds_and_ranks(folder: Path, built: Manifest) -> None:
    opened = Index.open(folder)
    assert opened is not None
    assert opened.manifest == built
    (vector,) = engines.open_encoder("hash").encode_queries(["sodium mineral"])
    hits = opened.search(vector, "sodium mineral", 2)
    assert hits[0].item.id == "sub/salt"
    assert len(hits) == 2
    assert hits[0].score > hits[1].score
    assert hits[0].passage.text == "Salt: A mineral of sodium."
    assert opened.search(vector, "sodium mineral", 1) == hits[:1]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("salt", "sub/salt"),
        ("What is memorization?", "overfitting"),
        ("why do models overfit", "overfitting#why-do-models-overfit"),
    ],
)
@pytest.mark.usefixtures("built")
def test_an_item_that_is_named_outright_comes_first(folder: Path, query: str, first: str) -> None:
    opened = Index.open(folder)
    assert opened is not None
    # The vector is that of another text, so that only the name can bring the item to the front.
    (vector,) = engines.open_encoder("hash").encode_queries(["sodium mineral data"])
    assert opened.search(vector, query, 5)[0].item.id == first


def test_a_newer_index_is_not_opened(folder: Path, built: Manifest) -> None:
    manifest.write(folder, replace(built, format=manifest.FORMAT + 1))
    with pytest.raises(IndexFormatError):
        Index.open(folder)


def test_data_that_is_gone_is_damage(folder: Path, built: Manifest) -> None:
    shutil.rmtree(folder / built.data)
    with pytest.raises(IndexDamagedError, match="is missing"):
        Index.open(folder)


def test_data_that_cannot_be_read_while_searching_is_damage(folder: Path, built: Manifest) -> None:
    path = folder / built.data / "passages.sqlite"
    connection = sqlite3.connect(path)
    (page_size,) = connection.execute("PRAGMA page_size").fetchone()
    (root,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'items'").fetchone()
    connection.close()
    data = bytearray(path.read_bytes())
    data[(root - 1) * page_size : root * page_size] = b"\xa5" * page_size
    path.write_bytes(data)
    opened = Index.open(folder)
    assert opened is not None
    (vector,) = engines.open_encoder("hash").encode_queries(["sodium"])
    with pytest.raises(IndexDamagedError, match="the index is damaged"):
        opened.search(vector, "sodium", 2)


def test_a_reader_goes_on_while_the_index_is_built_again(corpus: Path, folder: Path, built: Manifest) -> None:
    opened = Index.open(folder)
    assert opened is not None
    (vector,) = engines.open_encoder("hash").encode_queries(["sodium mineral"])
    before = opened.search(vector, "sodium mineral", 3)
    (corpus / "new.md").write_text("# New\n\nA mineral of sodium.\n")
    again = builder.build(corpora.read(corpus), folder, "hash")
    assert again.data != built.data
    assert opened.search(vector, "sodium mineral", 3) == before


# -- what a page mentions ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("term", "mentioned"),
    [
        ("large model", True),  # "models" and "large" stand apart on the page
        ("datas", True),
        ("memorized data", False),  # of the same stem as "memorizing", but another word
        ("sodium", False),  # on another page
    ],
)
@pytest.mark.usefixtures("built")
def test_a_term_is_mentioned_where_all_its_words_stand_on_the_page_in_either_number(
    folder: Path, term: str, mentioned: bool
) -> None:
    opened = Index.open(folder)
    assert opened is not None
    (item,) = opened.backend.get(["overfitting"])
    assert opened.mentions(item, term) is mentioned
    opened.close()
