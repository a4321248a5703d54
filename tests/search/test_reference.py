from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dlgraph.errors import ModelError
from dlgraph.search import weights
from dlgraph.search.reference import SentenceTransformerEncoder

MakeModel = Callable[..., Path]
TEXTS = ["How does it learn?", "", "gradient descent " * 60, "a", "naïve 東京"]


@pytest.fixture(scope="module")
def encoder(tiny_model: MakeModel) -> SentenceTransformerEncoder:
    files = weights.find(str(tiny_model(prompts={"query": "ask: ", "document": "text: "})))
    return SentenceTransformerEncoder(files, files.digest())


def test_queries_and_documents_are_those_of_sentence_transformers(
    encoder: SentenceTransformerEncoder, truth: Any, least_cosine: Any
) -> None:
    queries, documents = truth(Path(encoder.name), TEXTS)
    assert least_cosine(encoder.encode_queries(TEXTS), queries) > 0.99999
    assert least_cosine(encoder.encode_documents(TEXTS), documents) > 0.99999
    assert (encoder.engine, encoder.dimension) == ("sentence-transformers", 32)


def test_progress_covers_more_texts_than_a_block_in_their_order(encoder: SentenceTransformerEncoder) -> None:
    texts = [f"{number} " * (1 + number % 7) for number in range(530)]
    told: list[tuple[int, int]] = []
    vectors = encoder.encode_documents(texts, lambda done, total: told.append((done, total)))
    assert told == [(512, 530), (530, 530)]
    np.testing.assert_allclose(vectors[[0, 529]], encoder.encode_documents([texts[0], texts[529]]), atol=1e-5)


def test_no_texts_give_an_array_without_rows(encoder: SentenceTransformerEncoder) -> None:
    assert encoder.encode_queries([]).shape == (0, 32)
    assert encoder.encode_documents([]).shape == (0, 32)


@pytest.mark.parametrize("half", ["float16", "bfloat16"])
def test_half_precision_weights_are_computed_in_fp32(
    half: str, tiny_model: MakeModel, truth: Any, least_cosine: Any
) -> None:
    folder = tiny_model(half=half)
    encoder = SentenceTransformerEncoder(weights.find(str(folder)), "")
    assert least_cosine(encoder.encode_documents(TEXTS), truth(folder, TEXTS)[1]) >= 0.9999


def test_a_folder_it_cannot_load_is_a_model_error(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"nothing of the kind")
    with pytest.raises(ModelError, match="sentence-transformers cannot load") as caught:
        SentenceTransformerEncoder(weights.find(str(tmp_path)), "")
    assert "--model" in caught.value.cure


def test_loading_prints_nothing(tiny_model: MakeModel, capfd: pytest.CaptureFixture[str]) -> None:
    folder = tiny_model()
    capfd.readouterr()
    SentenceTransformerEncoder(weights.find(str(folder)), "")
    assert capfd.readouterr() == ("", "")
