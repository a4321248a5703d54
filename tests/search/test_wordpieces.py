"""A tokenizer that knows only the pieces of a question gives the tokens that the whole one gives."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from dlgraph.search import weights, wordpieces
from dlgraph.search.wordpieces import WordPieces

FILE = weights.find(weights.DEFAULT_MODEL).folder / "tokenizer.json"
WINDOW = 32


@pytest.fixture(scope="module")
def whole() -> Tokenizer:
    tokenizer: Tokenizer = Tokenizer.from_file(str(FILE))
    tokenizer.no_padding()
    tokenizer.enable_truncation(WINDOW)
    return tokenizer


@pytest.fixture(scope="module")
def pieces() -> WordPieces:
    definition = wordpieces.read(FILE)
    assert definition is not None
    return WordPieces(definition, WINDOW)


@settings(max_examples=300, deadline=None)
@given(
    texts=st.lists(
        st.one_of(
            st.text(max_size=60),
            st.lists(
                st.sampled_from(
                    ["unbelievable", "[MASK]", "[SEP]", "transformers", "naïve", "東京", "e=mc²", "##ing", "x" * 101]
                ),
                max_size=12,
            ).map(" ".join),
        ),
        min_size=1,
        max_size=3,
    )
)
def test_the_pieces_of_a_text_are_enough_to_encode_it(whole: Tokenizer, pieces: WordPieces, texts: list[str]) -> None:
    for one, other in zip(pieces.encode(texts), whole.encode_batch(texts), strict=True):
        assert (one.ids, one.tokens) == (other.ids, other.tokens)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"model": {"type": "BPE", "vocab": {}, "merges": []}}, id="another-model"),
        pytest.param({"pre_tokenizer": None}, id="no-words"),
        pytest.param({"added_tokens": [{"id": 1, "content": "x", "normalized": True}]}, id="tokens-by-other-rules"),
        pytest.param({"added_tokens": None}, id="no-list-of-tokens"),
    ],
)
def test_a_tokenizer_of_another_kind_is_left_to_the_library(tmp_path: Path, change: dict[str, object]) -> None:
    path = tmp_path / "tokenizer.json"
    path.write_text(json.dumps({**json.loads(FILE.read_text("utf-8")), **change}), "utf-8")
    assert wordpieces.read(path) is None


def test_a_file_of_another_shape_is_left_to_the_library(tmp_path: Path) -> None:
    path = tmp_path / "tokenizer.json"
    path.write_text("[]")
    assert wordpieces.read(path) is None
