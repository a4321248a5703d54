from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlgraph.search.embeddings import Embeddings, distinct, keys_of
from dlgraph.search.encoder import HashEncoder, Vectors

ENCODER = HashEncoder(8)


def encode(texts: Sequence[str]) -> Vectors:
    return ENCODER.encode_documents(texts)


def test_what_one_build_noted_the_next_one_knows(tmp_path: Path) -> None:
    one = Embeddings(tmp_path, "model")
    one.note(keys_of(["a", "b"]), encode(["a", "b"]))
    one.note(keys_of(["c"]), encode(["c"]))
    two = Embeddings(tmp_path, "model")
    keys = keys_of(["c", "x", "a"])
    assert two.missing(keys).tolist() == [False, True, False]
    np.testing.assert_array_equal(two.get(keys_of(["c", "a", "c"]), 8), encode(["c", "a", "c"]))
    with pytest.raises(KeyError, match="1 texts have no vector"):
        two.get(keys, 8)


def test_what_a_build_notes_it_knows_once_it_has_noted_all(tmp_path: Path) -> None:
    own = Embeddings(tmp_path, "model")
    own.note(keys_of(["a"]), encode(["a"]))
    assert own.missing(keys_of(["a"])).tolist() == [True]
    own.noted()
    assert own.missing(keys_of(["a"])).tolist() == [False]


@pytest.mark.parametrize("cut", [1, 32, 63])
def test_a_record_that_was_cut_off_does_not_count(tmp_path: Path, cut: int) -> None:
    Embeddings(tmp_path, "model").note(keys_of(["a", "b"]), encode(["a", "b"]))
    (journal,) = tmp_path.iterdir()
    journal.write_bytes(journal.read_bytes()[:-cut])
    assert Embeddings(tmp_path, "model").missing(keys_of(["a", "b"])).tolist() == [False, True]


def test_two_builds_at_once_have_a_journal_each(tmp_path: Path) -> None:
    one, two = Embeddings(tmp_path, "model"), Embeddings(tmp_path, "model")
    one.note(keys_of(["a"]), encode(["a"]))
    two.note(keys_of(["b"]), encode(["b"]))
    assert len(list(tmp_path.iterdir())) == 2
    one.forget()
    assert Embeddings(tmp_path, "model").missing(keys_of(["a", "b"])).tolist() == [True, False]


def test_a_journal_nobody_resumed_for_a_week_is_removed(tmp_path: Path) -> None:
    for name, days in (("old", 8), ("new", 6)):
        Embeddings(tmp_path, name).note(keys_of(["a"]), encode(["a"]))
        newest = max(tmp_path.iterdir(), key=lambda path: path.stat().st_mtime)
        os.utime(newest, (time.time() - days * 24 * 3600,) * 2)
    Embeddings(tmp_path, "third").forget()
    assert len(list(tmp_path.iterdir())) == 1
    assert not Embeddings(tmp_path, "new").missing(keys_of(["a"])).any()


def test_an_older_source_is_asked_first(tmp_path: Path) -> None:
    own = Embeddings(tmp_path, "model")
    own.add_source(keys_of(["a"]), lambda rows: np.full((len(rows), 8), 1, np.float32))
    own.add_source(keys_of(["b", "a"]), lambda rows: np.full((len(rows), 8), 2, np.float32))
    assert own.get(keys_of(["b", "a", "b"]), 8)[:, 0].tolist() == [2, 1, 2]


@given(st.lists(st.text(max_size=3), max_size=30))
def test_each_wanted_text_stands_once_among_the_distinct(texts: list[str]) -> None:
    keys = keys_of(texts)
    rows = distinct(keys, np.ones(len(texts), np.bool_))
    assert [texts[row] for row in rows.tolist()] == list(dict.fromkeys(texts))
