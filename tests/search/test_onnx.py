from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlgraph.search import onnx, weights
from dlgraph.search.onnx import OnnxEncoder
from dlgraph.search.reference import SentenceTransformerEncoder

MakeModel = Callable[..., Path]
TEXTS = ["How does a Network LEARN?", "a", "gradient descent " * 100, "naïve – Straße 東京", "x" * 300, "Short one."]


def exported(folder: Path) -> OnnxEncoder:
    """Export a model under a digest of its own, whatever its weights, and open it."""
    files = weights.find(str(folder))
    digest = folder.parent.name
    onnx.export(SentenceTransformerEncoder(files, digest).model, digest)
    return OnnxEncoder(files, digest)


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({"kind": "distilbert"}, id="distilbert"),
        pytest.param({"kind": "distilbert", "pooling": "max"}, id="max-pooling"),
        pytest.param({"kind": "distilbert", "dense": 16}, id="a-dense-layer"),
        pytest.param({"kind": "roberta"}, id="roberta-whose-padding-is-token-1"),
        pytest.param(
            {"kind": "roberta", "pooling": "cls", "prompts": {"query": "query: ", "document": "passage: "}},
            id="roberta-with-prompts",
        ),
        pytest.param({"longest": 16}, id="window-shorter-than-its-positions"),
        pytest.param({"kind": "distilbert", "longest": 600, "positions": 600}, id="window-longer-than-512"),
        pytest.param(
            {"kind": "distilbert", "edits": {"tokenizer_config.json": {"model_max_length": "left out"}}},
            id="no-tokenizer-limit",
        ),
        pytest.param(
            {"kind": "distilbert", "edits": {"sentence_bert_config.json": {"max_seq_length": 20}}},
            id="old-max-seq-length",
        ),
        pytest.param({"kind": "distilbert", "lower": False, "do_lower_case": True}, id="lower-cased"),
        pytest.param({"kind": "distilbert", "half": "float16"}, id="half-precision"),
        pytest.param({"kind": "distilbert", "half": "bfloat16"}, id="bfloat16"),
    ],
)
def test_an_exported_model_is_that_of_sentence_transformers(
    options: dict[str, Any], tiny_model: MakeModel, truth: Any, least_cosine: Any
) -> None:
    folder = tiny_model(**options)
    encoder = exported(folder)
    queries, documents = truth(folder, TEXTS)
    assert encoder.dimension == queries.shape[1]
    assert least_cosine(encoder.encode_queries(TEXTS), queries) >= 0.9999
    assert least_cosine(encoder.encode_documents(TEXTS), documents) >= 0.9999


def test_texts_come_back_in_their_order_with_progress(tiny_model: MakeModel, least_cosine: Any) -> None:
    encoder = exported(tiny_model(kind="distilbert"))
    texts = [f"{word} " * (1 + at % 30) for at, word in enumerate(["deep", "learning", "of", "nets"] * 20)]
    told: list[tuple[int, int]] = []
    together = encoder.encode_documents(texts, lambda done, total: told.append((done, total)))
    alone = np.concatenate([encoder.encode_documents([text]) for text in texts])
    assert least_cosine(together, alone) > 0.999999
    assert [total for _, total in told] == [80] * len(told)
    assert sorted({done for done, _ in told}) == [done for done, _ in told]
    assert told[-1] == (80, 80)
    assert encoder.encode_queries([]).shape == (0, 32)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 600), max_size=50))
def test_batches_hold_every_text_once_the_longest_first(lengths: list[int]) -> None:
    batches = onnx._batches(lengths)
    assert sorted(row for rows in batches for row in rows) == list(range(len(lengths)))
    flat = [lengths[row] for rows in batches for row in rows]
    assert flat == sorted(flat, reverse=True)
    assert all(len(rows) == 1 or len(rows) * lengths[rows[0]] <= onnx._TOKENS for rows in batches if lengths[rows[0]])


def test_an_exported_model_is_kept_in_the_cache_with_nothing_beside_it(tiny_model: MakeModel) -> None:
    folder = tiny_model(kind="distilbert")
    model = SentenceTransformerEncoder(weights.find(str(folder)), "").model
    digest = "0123456789" * 6
    path = onnx.export(model, digest)
    assert path == onnx.exported(digest)
    assert path.name == f"{digest[:32]}.onnx"
    assert path.is_file()
    assert not list(path.parent.glob("*.tmp"))


def test_a_model_without_a_fast_tokenizer_is_not_usable(tiny_model: MakeModel, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(tiny_model(), tmp_path / "copy"))
    assert onnx.usable(weights.find(str(folder)))
    (folder / "tokenizer.json").unlink()
    assert not onnx.usable(weights.find(str(folder)))
