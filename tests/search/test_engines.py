"""Which engine is opened, and that all of them compute the same."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dlgraph.errors import ModelError
from dlgraph.search import engines, onnx, weights
from dlgraph.search.bert import BertEncoder
from dlgraph.search.encoder import Encoder
from dlgraph.search.onnx import OnnxEncoder
from dlgraph.search.reference import SentenceTransformerEncoder

MakeModel = Callable[..., Path]
TEXTS = ["How does a Network LEARN?", "a", "", "gradient descent " * 50, "naïve – Straße 東京", "Short one."]


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of exported models that is empty."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


# -- parity on the default model --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def expected(default_reference: SentenceTransformerEncoder, sample: list[str]) -> tuple[Any, Any]:
    """The sample's vectors from the SentenceTransformer itself, as queries and as documents."""
    options = {"normalize_embeddings": True, "convert_to_numpy": True, "show_progress_bar": False}
    model = default_reference.model
    return model.encode_query(sample[::20], **options), model.encode_document(sample, **options)


@pytest.mark.parametrize("engine", ["numpy", "onnx", "sentence-transformers"])
def test_every_engine_gives_the_vectors_of_sentence_transformers(
    engine: str,
    default_files: weights.ModelFiles,
    default_reference: SentenceTransformerEncoder,
    expected: tuple[Any, Any],
    sample: list[str],
    least_cosine: Any,
) -> None:
    digest = default_reference.digest
    encoder: Encoder = default_reference
    if engine != "sentence-transformers":
        encoder = (BertEncoder if engine == "numpy" else OnnxEncoder)(default_files, digest)
    assert len(sample) == 200
    assert (encoder.engine, encoder.dimension, encoder.name) == (engine, 384, weights.DEFAULT_MODEL)
    assert least_cosine(encoder.encode_queries(sample[::20]), expected[0]) >= 0.9999
    assert least_cosine(encoder.encode_documents(sample), expected[1]) >= 0.9999


@pytest.mark.usefixtures("default_reference")
def test_the_default_model_is_computed_in_numpy_for_few_texts_and_in_onnx_for_many() -> None:
    assert engines.open_encoder(texts=1).engine == "numpy"
    assert engines.open_encoder(texts=engines.FEW).engine == "numpy"
    assert engines.open_encoder(texts=engines.FEW + 1).engine == "onnx"


@pytest.mark.usefixtures("default_reference")
def test_a_process_that_stays_goes_on_in_onnx() -> None:
    assert engines.lasting(engines.open_encoder(texts=1)).engine == "onnx"


def test_a_process_that_stays_keeps_numpy_where_nothing_was_exported(cache: Path, tiny_model: MakeModel) -> None:
    del cache
    first = engines.open_encoder(str(tiny_model()), texts=1)
    assert first.engine == "numpy"
    assert engines.lasting(first) is first


# -- the choice of engine ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["distilbert", "roberta"])
def test_a_model_that_is_no_bert_is_computed_in_onnx_however_few_the_texts(
    kind: str, cache: Path, tiny_model: MakeModel, truth: Any, least_cosine: Any
) -> None:
    folder = tiny_model(kind=kind)
    first = engines.open_encoder(str(folder), texts=1)
    again = engines.open_encoder(str(folder), texts=1)
    texts = [text for text in TEXTS if text]
    queries, documents = truth(folder, texts)
    assert (first.engine, again.engine) == ("onnx", "onnx")
    assert len(list(cache.rglob("*.onnx"))) == 1
    assert least_cosine(again.encode_queries(texts), queries) >= 0.9999
    assert least_cosine(first.encode_documents(texts), documents) >= 0.9999


@pytest.mark.parametrize("texts", [1, 1000])
@pytest.mark.parametrize(
    "options",
    [
        pytest.param({"pooling": "cls", "prompts": {"query": "query: ", "document": "passage: "}}, id="cls-prompts"),
        pytest.param(
            {"prompts": {"query": "query: ", "document": "passage: "}, "include_prompt": False},
            id="prompts-left-out-of-pooling",
        ),
        pytest.param({"half": "float16"}, id="half-precision"),
        pytest.param({"half": "bfloat16"}, id="bfloat16"),
    ],
)
@pytest.mark.usefixtures("cache")
def test_whatever_engine_is_opened_gives_the_vectors_of_sentence_transformers(
    options: dict[str, Any], texts: int, tiny_model: MakeModel, truth: Any, least_cosine: Any
) -> None:
    folder = tiny_model(**options)
    encoder = engines.open_encoder(str(folder), texts=texts)
    queries, documents = truth(folder, TEXTS)
    assert least_cosine(encoder.encode_queries(TEXTS), queries) >= 0.9999
    assert least_cosine(encoder.encode_documents(TEXTS), documents) >= 0.9999


@pytest.mark.usefixtures("cache")
def test_models_that_share_weights_but_not_pooling_do_not_share_vectors(
    tiny_model: MakeModel, truth: Any, least_cosine: Any
) -> None:
    mean, cls = tiny_model(pooling="mean"), tiny_model(pooling="cls")
    assert (mean / "model.safetensors").read_bytes() == (cls / "model.safetensors").read_bytes()
    opened = [engines.open_encoder(str(folder), texts=1000) for folder in (mean, cls)]
    assert opened[0].digest != opened[1].digest
    for encoder, folder in zip(opened, (mean, cls), strict=True):
        assert least_cosine(encoder.encode_documents(TEXTS), truth(folder, TEXTS)[1]) >= 0.9999


def test_a_model_without_a_fast_tokenizer_is_left_to_sentence_transformers(
    cache: Path, tiny_model: MakeModel, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(tiny_model(), tmp_path / "copy"))
    (folder / "tokenizer.json").unlink()
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *map(chr, range(33, 127))]
    (folder / "vocab.txt").write_text("\n".join(words) + "\n")
    (folder / "tokenizer_config.json").write_text('{"tokenizer_class": "BertTokenizer", "model_max_length": 64}')
    assert engines.open_encoder(str(folder), texts=1).engine == "sentence-transformers"
    assert not list(cache.rglob("*.onnx"))


def test_a_cache_that_cannot_be_written_leaves_the_work_to_sentence_transformers(
    tiny_model: MakeModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert engines.open_encoder(str(tiny_model(kind="distilbert"))).engine == "sentence-transformers"


@pytest.mark.usefixtures("cache")
def test_a_damaged_exported_model_is_made_again(tiny_model: MakeModel) -> None:
    folder = tiny_model(kind="distilbert")
    path = onnx.exported(engines.open_encoder(str(folder)).digest)
    path.write_bytes(path.read_bytes()[:1000])
    assert engines.open_encoder(str(folder)).encode_queries(["text"]).shape == (1, 32)


# -- digests and stamps -----------------------------------------------------------------------------------------


def test_a_known_digest_is_taken_while_the_stamp_fits(tiny_model: MakeModel) -> None:
    name = str(tiny_model())
    stamp, digest = engines.model_stamp(name), engines.model_digest(name)
    assert engines.open_encoder(name, digest="known", stamp=stamp).digest == "known"
    assert engines.open_encoder(name, digest="known", stamp="another").digest == digest
    assert engines.open_encoder(name).digest == digest


def test_changed_weights_change_the_stamp_and_the_digest(tiny_model: MakeModel, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(tiny_model(), tmp_path / "copy"))
    name, file = str(folder), folder / "model.safetensors"
    stamp, digest = engines.model_stamp(name), engines.model_digest(name)
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(data)
    os.utime(file, ns=(1, 1))
    assert engines.model_stamp(name) != stamp
    assert engines.model_digest(name) != digest


@pytest.mark.parametrize(("name", "dimension"), [("hash", 256), ("hash:8", 8), ("hash:65536", 65536)])
def test_the_encoder_without_a_model_is_opened_by_name(name: str, dimension: int) -> None:
    encoder = engines.open_encoder(name)
    assert (encoder.engine, encoder.dimension) == ("hash", dimension)
    assert engines.model_digest(name) == encoder.digest
    assert engines.model_stamp(name) == ""


@pytest.mark.parametrize("name", ["hash:", "hash:7", "hash:65537", "hash:many", "hash:-8", "hash:8.5"])
def test_a_dimension_that_is_none_is_a_model_error(name: str) -> None:
    with pytest.raises(ModelError, match="is no model"):
        engines.open_encoder(name)


@pytest.mark.parametrize("texts", [1, 1000])
@pytest.mark.usefixtures("cache")
def test_damaged_weights_are_a_model_error(texts: int, tiny_model: MakeModel, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(tiny_model(), tmp_path / "copy"))
    file = folder / "model.safetensors"
    file.write_bytes(file.read_bytes()[:5000])
    with pytest.raises(ModelError):
        engines.open_encoder(str(folder), texts=texts)
