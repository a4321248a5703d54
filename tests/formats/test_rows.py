"""dlgraph/formats/rows.py: rows of JSON that give back what they were made of, and refuse what was spoilt."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlgraph.errors import CorpusError
from dlgraph.formats import corpus as corpora
from dlgraph.formats import rows
from dlgraph.model import Source

PLAIN = st.one_of(
    st.text(), st.integers(), st.booleans(), st.none(), st.floats(allow_nan=False), st.binary(), st.dates(),
    st.datetimes(timezones=st.one_of(st.none(), st.just(datetime.UTC))), st.times(),
)  # fmt: skip
VALUES = st.recursive(
    PLAIN,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.one_of(st.text(), st.integers(), st.sampled_from(["$date", "$pairs"])), inner, max_size=3),
        st.sets(st.one_of(st.text(), st.integers()), max_size=3),
    ),
    max_leaves=6,
)


@given(VALUES)
def test_any_value_of_front_matter_comes_back_through_json(value: object):
    assert rows.unpack(json.loads(json.dumps(rows.pack(value)))) == value


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"id": ""}, "'id' must be a text that is not empty"),
        ({"aliases": "a"}, "'aliases' must be a list of texts"),
        ({"sections": [1]}, "'sections' must be a list of objects"),
        ({"sections": [{"level": 9}]}, "'level' must be a number from 0 to 6"),
        ({"extra": {"d": {"$date": "soon"}}}, "'extra' cannot be read"),
        ({"extra": []}, "'extra' must be an object"),
    ],
)
def test_a_row_that_was_spoilt_is_refused_with_its_place(row: dict[str, object], said: str):
    whole = {"dlgraph": "concept", "id": "tea", "label": "Tea"} | row
    with pytest.raises(CorpusError, match=rf"x\.jsonl:7: {said}"):
        rows.to_concept(whole, Source("x.jsonl", 7))


def test_a_row_without_the_mark_is_read_like_any_other(tmp_path: Path):
    lines = [
        {"dlgraph": "concept", "id": "tea", "label": "Tea", "aliases": [" a,b ", "a,b"], "x": 1},
        {"dlgraph": "other", "term": "Cup", "aliases": "a, b"},
    ]
    (tmp_path / "x.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    tea, cup = corpora.read(tmp_path / "x.jsonl").concepts
    assert (tea.aliases, tea.extra) == ((" a,b ", "a,b"), {})
    assert (cup.label, cup.aliases, cup.extra) == ("Cup", ("a", "b"), {"dlgraph": "other"})


def test_rows_count_in_the_account(tmp_path: Path):
    lines = [
        {"dlgraph": "concept", "id": "tea", "label": "Tea", "aliases": ["cuppa"], "tags": ["hot"]},
        {"dlgraph": "faq", "id": "f", "question": "Hot?", "answer": "Yes."},
        {"dlgraph": "rest", "triples": ['<http://x.org/a> <http://x.org/b> "c" .']},
    ]
    (tmp_path / "x.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    read = corpora.read(tmp_path / "x.jsonl")
    assert read.rest == ('<http://x.org/a> <http://x.org/b> "c" .',)
    counts = ("rows", "concepts", "faqs", "aliases", "tags")
    assert (
        [read.ledger.found[kind] for kind in counts] == [read.ledger.kept[kind] for kind in counts] == [3, 1, 1, 1, 1]
    )


def test_two_rows_with_one_id_are_refused(tmp_path: Path):
    line = json.dumps({"dlgraph": "concept", "id": "tea", "label": "Tea"})
    (tmp_path / "x.jsonl").write_text(f"{line}\n{line}\n", "utf-8")
    with pytest.raises(CorpusError, match="have one id"):
        corpora.read(tmp_path / "x.jsonl")
