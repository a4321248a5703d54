"""Words counted in arrays: as BM25 says, whatever was changed on the way."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlgraph.model import Item, Passage, Source
from dlgraph.search import layout, lexical, postings
from dlgraph.search.backend import Entry, heading
from dlgraph.search.layout import Layout
from dlgraph.search.local import LocalBackend
from dlgraph.search.postings import Postings

WORDS = ("net", "nets", "training", "trained", "the", "of", "naïve", "C++", "東京")
texts = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
# An id, the concept whose page it stands on, and what it says.
said = st.tuples(st.sampled_from("abcdefgh"), st.sampled_from(["", "one", "two", "three"]), texts)


def item(id: str, concept: str, text: str) -> Item:
    return Item(id, "section", concept, concept, f"title {id}", text, Source("f.md", 1))


def entry(id: str, concept: str, text: str) -> Entry:
    return Entry(item(id, concept, text), (Passage(id, "section", text),), np.ones((1, 8), np.float32))


def settled(folder: Path, entries: list[tuple[str, str, str]]) -> LocalBackend:
    """Store items in the order of their ids, each once."""
    local = LocalBackend.create(folder, 8)
    local.upsert(entry(*each) for each in sorted({each[0]: each for each in entries}.values()))
    local.settle()
    return local


def opened(local: LocalBackend, folder: Path) -> Postings:
    return Postings(local.connection, folder, Layout(local.connection))


@settings(max_examples=60, deadline=None)
@given(st.lists(said, min_size=1, max_size=8), texts)
def test_coverage_is_what_bm25_says_of_each_item_and_each_page(entries: list[tuple[str, str, str]], query: str) -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        local = settled(folder, entries)
        stemmer, found = lexical.Stemmer(), opened(local, folder)
        items = [item(*each) for each in sorted({each[0]: each for each in entries}.values())]
        stems = [stemmer.stems(f"{heading(each)}\n{each.text}") for each in items]
        expected = [lexical.coverage(own, local.terms(query), found.averages[0]) for own in stems]
        np.testing.assert_allclose(found.coverage(local.terms(query)), expected, atol=1e-9)
        concepts = list(dict.fromkeys(each.concept for each in items if each.concept))
        pages = [
            [stem for each, own in zip(items, stems, strict=True) if each.concept == concept for stem in own]
            for concept in concepts
        ]
        on_pages = [lexical.coverage(own, local.page_terms(query), found.averages[1]) for own in pages]
        np.testing.assert_allclose(found.coverage(local.page_terms(query), pages=True), on_pages, atol=1e-9)


@settings(max_examples=60, deadline=None)
@given(st.lists(said, min_size=1, max_size=8), st.lists(said, max_size=5), st.sets(st.sampled_from("abcdefgh")))
def test_counting_what_changed_gives_what_counting_all_gives(
    entries: list[tuple[str, str, str]], changes: list[tuple[str, str, str]], gone: set[str]
) -> None:
    with tempfile.TemporaryDirectory() as made:
        before, after, anew = (Path(made, name) for name in ("before", "after", "anew"))
        for folder in (before, after, anew):
            folder.mkdir()
        old = settled(before, entries)
        rows_before = Layout(old.connection).rows
        old.connection.commit()
        shutil.copy(before / "passages.sqlite", after / "passages.sqlite")
        new = LocalBackend(after, sqlite3.connect(after / "passages.sqlite"), old.stored)
        rows = dict(new.connection.execute("SELECT id, row FROM items").fetchall())
        changed = {rows[id] for id in gone | {each[0] for each in changes} if id in rows}
        new.delete(sorted(gone))
        for each in changes:
            new.upsert([entry(*each)])
        changed |= {row for (row,) in new.connection.execute("SELECT row FROM items")} - set(rows.values())
        layout.write(new.connection)
        postings.revise(new.connection, after, before, rows_before, changed)
        kept = [
            Item(id, kind, concept, label, title, text, Source(file, line))
            for id, kind, concept, label, title, text, file, line in new.connection.execute(
                "SELECT id, kind, concept, label, title, text, file, line FROM items ORDER BY row"
            )
        ]
        fresh = LocalBackend.create(anew, 8)
        fresh.upsert(
            Entry(each, (Passage(each.id, "section", each.text),), np.ones((1, 8), np.float32)) for each in kept
        )
        fresh.settle()
        query = " ".join(WORDS)
        one, other = opened(new, after), opened(fresh, anew)
        stems = lexical.Stemmer().by_word(query)
        assert one.frequencies(stems) == other.frequencies(stems)
        assert one.averages == other.averages
        for pages in (False, True):
            terms = fresh.page_terms(query) if pages else fresh.terms(query)
            np.testing.assert_array_equal(one.coverage(terms, pages=pages), other.coverage(terms, pages=pages))


def test_a_stem_that_nothing_holds_any_more_is_forgotten(tmp_path: Path) -> None:
    local = settled(tmp_path, [("a", "one", "net"), ("b", "two", "training")])
    local.delete(["b"])
    local.settle()
    assert "train" not in opened(local, tmp_path).frequencies(["train", "net"])


def test_no_words_cover_nothing(tmp_path: Path) -> None:
    local = settled(tmp_path, [("a", "one", "net")])
    assert opened(local, tmp_path).coverage(()).tolist() == [0.0]


@pytest.mark.parametrize("pages", [False, True])
def test_an_empty_index_covers_nothing(tmp_path: Path, pages: bool) -> None:
    local = settled(tmp_path, [])
    assert opened(local, tmp_path).coverage(local.terms("net"), pages=pages).tolist() == []
