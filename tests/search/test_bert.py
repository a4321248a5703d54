from __future__ import annotations

import json
import math
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlgraph.errors import ModelError
from dlgraph.search import bert, weights
from dlgraph.search.bert import BertEncoder

TEXTS = ["How does a Network LEARN?", "a", "", "gradient descent " * 50, "naïve – Straße 東京", "x" * 300, "Short one."]
MakeModel = Callable[..., Path]


def agrees(folder: Path, truth: Any, least_cosine: Any) -> None:
    files = weights.find(str(folder))
    assert bert.supports(files)
    encoder = BertEncoder(files, files.digest())
    queries, documents = truth(folder, TEXTS)
    assert least_cosine(encoder.encode_queries(TEXTS), queries) >= 0.9999
    assert least_cosine(encoder.encode_documents(TEXTS), documents) >= 0.9999


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({}, id="mean-pooling"),
        pytest.param({"pooling": "cls"}, id="cls-pooling"),
        pytest.param({"prompts": {"query": "query: ", "document": "passage: "}}, id="prompts"),
        pytest.param({"pooling": "cls", "prompts": {"query": "ask: "}}, id="cls-and-a-prompt-for-queries"),
        pytest.param({"lower": False}, id="cased"),
        pytest.param({"lower": False, "do_lower_case": True}, id="lower-cased-by-sentence-transformers"),
        pytest.param({"longest": 16}, id="window-shorter-than-its-positions"),
        pytest.param({"edits": {"sentence_bert_config.json": {"max_seq_length": 20}}}, id="old-max-seq-length"),
        pytest.param({"edits": {"tokenizer_config.json": {"model_max_length": 10**30}}}, id="no-tokenizer-limit"),
        pytest.param({"half": "float16"}, id="half-precision"),
    ],
)
def test_a_bert_in_numpy_is_that_of_sentence_transformers(
    options: dict[str, Any], tiny_model: MakeModel, truth: Any, least_cosine: Any
) -> None:
    agrees(tiny_model(**options), truth, least_cosine)


@pytest.mark.parametrize(
    "saved",
    [
        pytest.param({"prompts": {"query": "query: ", "passage": "passage: "}}, id="a-passage-prompt"),
        pytest.param({"prompts": {"any": "find: "}, "default_prompt_name": "any"}, id="a-default-prompt"),
        pytest.param({"prompts": {"query": None}}, id="a-prompt-that-is-null"),
    ],
)
def test_prompts_apply_as_in_sentence_transformers(
    saved: dict[str, Any], tiny_model: MakeModel, truth: Any, least_cosine: Any
) -> None:
    folder = tiny_model(edits={"config_sentence_transformers.json": saved})
    agrees(folder, truth, least_cosine)


def test_a_batch_gives_what_each_text_gives_alone(tiny_model: MakeModel, least_cosine: Any) -> None:
    files = weights.find(str(tiny_model()))
    encoder = BertEncoder(files, "")
    texts = [f"{word} " * (1 + at % 30) for at, word in enumerate(["deep", "learning", "of", "nets"] * 40)]
    told: list[tuple[int, int]] = []
    together = encoder.encode_documents(texts, lambda done, total: told.append((done, total)))
    alone = np.concatenate([encoder.encode_documents([text]) for text in texts])
    assert least_cosine(together, alone) > 0.999999
    assert [done for done, _ in told] == sorted({done for done, _ in told})
    assert told[-1] == (160, 160)
    assert len(told) > 1


def test_no_texts_give_an_array_without_rows(tiny_model: MakeModel) -> None:
    encoder = BertEncoder(weights.find(str(tiny_model())), "")
    assert encoder.encode_queries([]).shape == (0, 32)


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({"kind": "distilbert"}, id="another-architecture"),
        pytest.param({"kind": "roberta"}, id="roberta"),
        pytest.param({"pooling": "max"}, id="max-pooling"),
        pytest.param({"pooling": ("mean", "cls")}, id="two-poolings"),
        pytest.param({"dense": 16}, id="a-dense-layer"),
        pytest.param({"edits": {"config.json": {"hidden_act": "relu"}}}, id="relu"),
        pytest.param({"edits": {"config.json": {"position_embedding_type": "relative_key"}}}, id="relative-positions"),
        pytest.param({"edits": {"config.json": {"is_decoder": True}}}, id="a-decoder"),
    ],
)
def test_what_numpy_does_not_compute_exactly_is_left_to_others(options: dict[str, Any], tiny_model: MakeModel) -> None:
    assert not bert.supports(weights.find(str(tiny_model(**options))))


def test_a_model_without_a_fast_tokenizer_is_left_to_others(tiny_model: MakeModel, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(tiny_model(), tmp_path / "copy"))
    (folder / "tokenizer.json").unlink()
    assert not bert.supports(weights.find(str(folder)))


def test_poolings_in_the_old_style_are_understood(tiny_model: MakeModel, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(tiny_model(), tmp_path / "copy"))
    for mode, known in (("mean_tokens", True), ("cls_token", True), ("max_tokens", False)):
        settings_ = {"word_embedding_dimension": 32, f"pooling_mode_{mode}": True, "pooling_mode_other": False}
        (folder / "1_Pooling" / "config.json").write_text(json.dumps(settings_))
        assert bert.supports(weights.find(str(folder))) is known


def test_the_default_model_is_supported(default_files: weights.ModelFiles) -> None:
    assert bert.supports(default_files)


# -- the file format --------------------------------------------------------------------------------------------


def model_of(folder: Path, data: bytes) -> weights.ModelFiles:
    (folder / "model.safetensors").write_bytes(data)
    return weights.find(str(folder))


def test_tensors_are_read_as_they_were_written(tmp_path: Path) -> None:
    from safetensors.numpy import save

    rng = np.random.default_rng(1)
    written = {
        "bert.a.weight": rng.normal(size=(3, 4)).astype(np.float32),
        "b": rng.normal(size=5).astype(np.float16),
        "position_ids": np.arange(4),
    }
    read = bert.load_tensors(model_of(tmp_path, save(written, metadata={"format": "pt"})))
    assert set(read) == {"a.weight", "b"}
    np.testing.assert_array_equal(read["a.weight"], written["bert.a.weight"])
    np.testing.assert_array_equal(read["b"], written["b"].astype(np.float32))
    assert read["b"].dtype == np.float32


@pytest.mark.parametrize("kept", [0, 4, 8, 40, 200, -1, -100])
def test_truncated_weights_are_a_model_error(tmp_path: Path, kept: int) -> None:
    from safetensors.numpy import save

    whole = save({"a": np.ones((8, 8), np.float32), "b": np.ones((8, 8), np.float32)})
    with pytest.raises(ModelError, match="is not a safetensors file"):
        bert.load_tensors(model_of(tmp_path, whole[:kept]))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=64))
def test_no_bytes_make_reading_weights_fail_otherwise(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    files = model_of(tmp_path_factory.mktemp("weights"), data)
    try:
        found = bert.load_tensors(files)
    except ModelError:
        found = {}
    assert isinstance(found, dict)


def test_gelu_is_exact_to_single_precision() -> None:
    values = np.linspace(-12, 12, 4801, dtype=np.float32)
    exact = [value * 0.5 * (1 + math.erf(value / math.sqrt(2))) for value in values.astype(float)]
    np.testing.assert_allclose(bert.gelu(values), exact, atol=2e-6)


def test_gelu_takes_extremes() -> None:
    values = np.array([-1e15, -1e4, 0, 1e4, 1e15], np.float32)
    np.testing.assert_array_equal(bert.gelu(values), np.array([0, 0, 0, 1e4, 1e15], np.float32))
