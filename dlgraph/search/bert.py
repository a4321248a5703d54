"""A BERT encoder's forward pass in NumPy over memory-mapped weights: exact fp32, ready in milliseconds, no torch."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dlgraph.errors import ModelError
from dlgraph.search import wordpieces
from dlgraph.search.encoder import Progress
from dlgraph.search.weights import ModelFiles

if TYPE_CHECKING:
    from tokenizers import Encoding

Floats = NDArray[np.float32]
_BATCH_TOKENS = 2048


def supports(files: ModelFiles) -> bool:
    """Tell whether this engine computes a model exactly: plain BERT with GELU, mean or CLS pooling, no Dense layer."""
    config = files.config("config.json")
    kinds = [kind for kind, _ in files.modules()]
    return (
        config.get("model_type") == "bert"
        and config.get("hidden_act") == "gelu"
        and config.get("position_embedding_type", "absolute") == "absolute"
        and not config.get("is_decoder")
        and files.weights.suffix == ".safetensors"
        and (files.folder / "tokenizer.json").is_file()
        and kinds in (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"])
        and _pooling(files) != ""
        and files.plain_prompts()
        and _names(config) <= load_tensors(files).keys()
    )


def _pooling(files: ModelFiles) -> str:
    config = files.pooling()
    if "pooling_mode" in config:
        mode = str(config["pooling_mode"])
        return mode if mode in ("mean", "cls") else ""
    modes = [key for key, value in config.items() if key.startswith("pooling_mode_") and value is True]
    return {"pooling_mode_mean_tokens": "mean", "pooling_mode_cls_token": "cls"}.get("+".join(modes), "")


def _names(config: Mapping[str, Any]) -> set[str]:
    """List the tensors the forward pass reads."""
    parts = [
        f"encoder.layer.{layer}.{name}"
        for layer in range(int(config.get("num_hidden_layers", 0)))
        for name in (
            *(f"attention.self.{part}" for part in ("query", "key", "value")),
            *("attention.output.dense", "attention.output.LayerNorm", "intermediate.dense"),
            *("output.dense", "output.LayerNorm"),
        )
    ]
    named = {f"{part}.{kind}" for part in [*parts, "embeddings.LayerNorm"] for kind in ("weight", "bias")}
    return named | {f"embeddings.{part}_embeddings.weight" for part in ("word", "position", "token_type")}


def load_tensors(files: ModelFiles) -> Mapping[str, Floats]:
    """Map a safetensors file into memory; nothing is read until it is used.

    The format: eight bytes with the header's length, a JSON header naming each tensor's type, shape and
    offsets, then the tensors (safetensors, format specification).

    Returns:
        The float32 tensors by name, without a leading ``bert.``; half-precision ones are widened.

    Raises:
        ModelError: the file is truncated or not of that format.
    """
    try:
        data = np.memmap(files.weights, np.uint8, "r")
        length = int.from_bytes(bytes(data[:8]), "little")
        header = json.loads(bytes(data[8 : 8 + length]))
        tensors: dict[str, Floats] = {}
        for name, entry in header.items():
            kind = {"F32": np.float32, "F16": np.float16}.get(entry.get("dtype", ""))
            if kind is not None:
                start, end = entry["data_offsets"]
                raw = data[8 + length + start : 8 + length + end].view(kind).reshape(entry["shape"])
                tensors[name.removeprefix("bert.")] = raw if kind is np.float32 else raw.astype(np.float32)
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise ModelError(f"{files.weights} is not a safetensors file: {error}", cure="Fetch the model again.") from None
    return tensors


def _tokenizer(files: ModelFiles) -> Callable[[Sequence[str]], Sequence[Encoding]]:
    path = files.folder / "tokenizer.json"
    if definition := wordpieces.read(path):
        return wordpieces.WordPieces(definition, files.window()).encode
    from tokenizers import Tokenizer

    tokenizer: Tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.enable_truncation(files.window())

    def encode(texts: Sequence[str]) -> Sequence[Encoding]:
        found: Sequence[Encoding] = tokenizer.encode_batch(list(texts))
        return found

    return encode


def _one_thread() -> Callable[[], AbstractContextManager[object]]:
    """Return what has BLAS multiply in one thread: of so little, several take as long, far longer on a busy machine."""
    if os.environ.get("OPENBLAS_NUM_THREADS") == "1":
        return nullcontext
    from threadpoolctl import ThreadpoolController

    controller = ThreadpoolController()
    return lambda: controller.limit(limits=1, user_api="blas")


class BertEncoder:
    """Encodes with a BERT model in NumPy.

    Args:
        files: a model that ``supports`` accepts.
        digest: the SHA-256 of its weights.
    """

    engine = "numpy"

    def __init__(self, files: ModelFiles, digest: str) -> None:
        config = files.config("config.json")
        self.name = files.name
        self.digest = digest
        self.dimension = int(config["hidden_size"])
        self._layers = int(config["num_hidden_layers"])
        self._heads = int(config["num_attention_heads"])
        self._epsilon = np.float32(config.get("layer_norm_eps", 1e-12))
        self._pooling = _pooling(files)
        self._tensors = load_tensors(files)
        self._tokenized = _tokenizer(files)
        self._limited = _one_thread()
        self._prompts = files.prompts()

    def encode_queries(self, texts: Sequence[str]) -> Floats:
        return self._encode([self._prompts[0] + text for text in texts], None)

    def encode_documents(self, texts: Sequence[str], progress: Progress | None = None) -> Floats:
        return self._encode([self._prompts[1] + text for text in texts], progress)

    def _encode(self, texts: Sequence[str], progress: Progress | None) -> Floats:
        encoded = self._tokenized([text.strip() for text in texts])
        lengths = [len(part.ids) for part in encoded]
        order = sorted(range(len(texts)), key=lambda row: -lengths[row])
        vectors = np.empty((len(texts), self.dimension), np.float32)
        done = 0
        while done < len(order):
            width = lengths[order[done]]
            rows = order[done : done + max(1, _BATCH_TOKENS // width)]
            ids = np.zeros((len(rows), width), np.int64)
            mask = np.zeros((len(rows), width), np.bool_)
            for at, row in enumerate(rows):
                ids[at, : lengths[row]] = encoded[row].ids
                mask[at, : lengths[row]] = True
            with self._limited():
                vectors[rows] = self._forward(ids, mask)
            done += len(rows)
            if progress:
                progress(done, len(order))
        return vectors

    def _forward(self, ids: NDArray[np.int64], mask: NDArray[np.bool_]) -> Floats:
        """Run the network (Devlin et al., BERT, 2019) and pool its last layer into unit vectors.

        Args:
            ids: token ids of shape (batch, length).
            mask: which of them are text, not padding, of the same shape.

        Returns:
            Vectors of shape (batch, dimension).
        """
        tensors, (batch, length) = self._tensors, ids.shape
        hidden = tensors["embeddings.word_embeddings.weight"][ids].astype(np.float32)
        hidden += tensors["embeddings.position_embeddings.weight"][:length]
        hidden += tensors["embeddings.token_type_embeddings.weight"][0]
        hidden = self._normalize(hidden.reshape(batch * length, -1), "embeddings.LayerNorm")
        bias = np.where(mask, np.float32(0), np.float32(-1e9))[:, None, None, :]
        for layer in range(self._layers):
            prefix = f"encoder.layer.{layer}."
            context = self._attend(hidden, bias, prefix + "attention.self.")
            context = self._linear(context, prefix + "attention.output.dense")
            hidden = self._normalize(hidden + context, prefix + "attention.output.LayerNorm")
            inner = gelu(self._linear(hidden, prefix + "intermediate.dense"))
            hidden = self._normalize(hidden + self._linear(inner, prefix + "output.dense"), prefix + "output.LayerNorm")
        states = hidden.reshape(batch, length, -1)
        if self._pooling == "cls":
            pooled = states[:, 0]
        else:
            pooled = np.einsum("bld,bl->bd", states, mask.astype(np.float32)) / mask.sum(1, keepdims=True)
        unit: Any = pooled / np.maximum(np.linalg.norm(pooled, axis=1, keepdims=True), 1e-12)
        return unit.astype(np.float32)  # type: ignore[no-any-return]

    def _linear(self, rows: Floats, name: str) -> Floats:
        product: Floats = rows @ self._tensors[name + ".weight"].T
        product += self._tensors[name + ".bias"]
        return product

    def _normalize(self, rows: Floats, name: str) -> Floats:
        centered: Any = rows - rows.mean(-1, keepdims=True)
        variance = np.einsum("rd,rd->r", centered, centered)[:, None] / np.float32(rows.shape[-1])
        centered /= np.sqrt(variance + self._epsilon)
        centered *= self._tensors[name + ".weight"]
        centered += self._tensors[name + ".bias"]
        return centered  # type: ignore[no-any-return]

    def _attend(self, hidden: Floats, bias: Floats, prefix: str) -> Floats:
        batch, length = bias.shape[0], bias.shape[-1]
        size = self.dimension // self._heads
        query, key, value = (
            self._linear(hidden, prefix + part).reshape(batch, length, self._heads, size).transpose(0, 2, 1, 3)
            for part in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 1, 3, 2)
        scores *= np.float32(size**-0.5)
        scores += bias
        scores -= scores.max(-1, keepdims=True)
        np.exp(scores, out=scores)
        scores /= scores.sum(-1, keepdims=True)
        mixed: Any = (scores @ value).transpose(0, 2, 1, 3).reshape(batch * length, self.dimension)
        return mixed  # type: ignore[no-any-return]


def gelu(rows: Floats) -> Floats:
    """Return x * P(X <= x) for a standard normal X, exact to fp32 (Hendrycks and Gimpel, 2016).

    The error function is formula 7.1.26 of Abramowitz and Stegun, Handbook of Mathematical Functions (1964),
    whose error is at most 1.5e-7.
    """
    scaled = np.abs(rows) * np.float32(0.5**0.5)
    ratio = 1 / (1 + np.float32(0.3275911) * scaled)
    tail = np.full_like(ratio, 1.061405429)
    for coefficient in (-1.453152027, 1.421413741, -0.284496736, 0.254829592):
        tail *= ratio
        tail += np.float32(coefficient)
    tail *= ratio
    tail *= np.exp(-scaled * scaled)
    result: Floats = rows * np.where(rows >= 0, 1 - tail / 2, tail / 2).astype(np.float32)
    return result
