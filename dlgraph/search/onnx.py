"""An encoder on ONNX Runtime: the fastest for many texts, and free of torch for every architecture."""

from __future__ import annotations

import contextlib
import os
import tempfile
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dlgraph.errors import ModelError
from dlgraph.search.encoder import Progress, Vectors
from dlgraph.search.weights import ModelFiles

if TYPE_CHECKING:
    from tokenizers import Encoding

# Of a batch: more make each take longer than the caches are large, fewer leave the cores waiting for the next.
_TOKENS = 320

Run = Callable[[list[int]], Vectors]


def usable(files: ModelFiles) -> bool:
    """Tell whether this engine can serve a model: its tokenizer must run without transformers, its prompts be plain."""
    return (files.folder / "tokenizer.json").is_file() and files.plain_prompts()


def exported(digest: str) -> Path:
    """Return where the exported form of the weights with this digest is kept, whether or not it exists."""
    from platformdirs import user_cache_path

    return user_cache_path("dlgraph") / "models" / f"{digest[:32]}.onnx"


def open_exported(files: ModelFiles, digest: str, *, many: bool = True) -> OnnxEncoder | None:
    """Open a model that was exported before; None where it was not, or where its file is damaged and now removed.

    Args:
        files: the model.
        digest: the SHA-256 of its weights.
        many: see ``OnnxEncoder``.
    """
    path = exported(digest)
    if not path.is_file():
        return None
    try:
        return OnnxEncoder(files, digest, many=many)
    except Exception:  # ONNX Runtime has an error type of its own for every way a file can be wrong
        with contextlib.suppress(OSError):
            path.unlink()
        return None


def export(model: Any, digest: str) -> Path:
    """Export a loaded model, from token ids to sentence vectors, and keep it in the user's cache.

    Args:
        model: a SentenceTransformer.
        digest: the SHA-256 of its weights.

    Returns:
        The ONNX file.

    Raises:
        ModelError: the model's layers cannot be exported.
    """
    import torch

    class Pipeline(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.steps = torch.nn.ModuleList(list(model))

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            features = {"input_ids": input_ids, "attention_mask": attention_mask}
            for step in self.steps:
                features = step(features)
            return features["sentence_embedding"]

    target = exported(digest)
    sample = model.tokenizer(["one", "a longer text of words"], padding=True, return_tensors="pt")
    axes = {0: "batch", 1: "length"}
    aside: Path | None = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, suffix=".tmp")
        os.close(handle)
        aside = Path(name)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            torch.onnx.export(
                Pipeline().eval(),
                (sample["input_ids"], sample["attention_mask"]),
                name,
                input_names=["input_ids", "attention_mask"],
                output_names=["vectors"],
                dynamic_axes={"input_ids": axes, "attention_mask": axes, "vectors": {0: "batch"}},
                opset_version=17,
                dynamo=False,
            )
        os.replace(aside, target)
    except Exception as error:  # the exporter raises whatever a layer does
        if aside is not None:
            aside.unlink(missing_ok=True)
        cure = "It is asked with sentence-transformers instead."
        raise ModelError(f"the model cannot be exported to ONNX: {error}", cure=cure) from error
    return target


class OnnxEncoder:
    """Encodes with a model that ``export`` has written.

    Args:
        files: the model, for its tokenizer and settings.
        digest: the SHA-256 of its weights.
        many: many texts are to be encoded at once, not one after another.
    """

    engine = "onnx"

    def __init__(self, files: ModelFiles, digest: str, *, many: bool = True) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        # Threads within a run wait for each other at every layer: one question is done sooner with them all the same,
        # but many texts are by several runs at a time. Spinning ones would steal the cores from FAISS and NumPy.
        options.intra_op_num_threads = 1 if many else 0
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(str(exported(digest)), options, ["CPUExecutionProvider"])
        self._many = many
        self.name = files.name
        self.digest = digest
        self._tokenizer = Tokenizer.from_file(str(files.folder / "tokenizer.json"))
        config = files.config("sentence_bert_config.json")
        self._lower = bool(config.get("do_lower_case"))
        self._tokenizer.enable_truncation(files.window())
        self._tokenizer.no_padding()
        self._padding = int(files.config("config.json").get("pad_token_id") or 0)
        self._prompts = files.prompts()
        self.dimension = int(self._run(self._tokenized(["dimension"])).shape[1])

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode([self._prompts[0] + text for text in texts], None)

    def encode_documents(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        return self._encode([self._prompts[1] + text for text in texts], progress)

    def _encode(self, texts: Sequence[str], progress: Progress | None) -> Vectors:
        import numpy as np

        encoded = self._tokenized(texts)
        batches = _batches([len(part.ids) for part in encoded])
        vectors = np.empty((len(texts), self.dimension), np.float32)
        done = 0
        with _mapping(len(batches) if self._many else 1) as over:
            for rows, found in zip(
                batches, over(lambda rows: self._run([encoded[row] for row in rows]), batches), strict=True
            ):
                vectors[rows] = found
                done += len(rows)
                if progress:
                    progress(done, len(texts))
        return vectors

    def _tokenized(self, texts: Sequence[str]) -> list[Encoding]:
        given = [(text.lower() if self._lower else text).strip() for text in texts]
        found: list[Encoding] = self._tokenizer.encode_batch(given)
        return found

    def _run(self, encoded: Sequence[Encoding]) -> Vectors:
        import numpy as np

        width = max(len(part.ids) for part in encoded)
        ids = np.full((len(encoded), width), self._padding, np.int64)
        mask = np.zeros((len(encoded), width), np.int64)
        for row, part in enumerate(encoded):
            ids[row, : len(part.ids)] = part.ids
            mask[row, : len(part.ids)] = 1
        (vectors,) = self._session.run(["vectors"], {"input_ids": ids, "attention_mask": mask})
        unit: Vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
        return unit


def _batches(lengths: Sequence[int]) -> list[list[int]]:
    """Put texts of like length together, the longest first, each batch of about _TOKENS."""
    order = sorted(range(len(lengths)), key=lambda row: -lengths[row])
    found: list[list[int]] = []
    while order:
        count = max(1, _TOKENS // max(lengths[order[0]], 1))
        found.append(order[:count])
        order = order[count:]
    return found


@contextlib.contextmanager
def _mapping(batches: int) -> Iterator[Callable[[Run, Sequence[list[int]]], Iterable[Vectors]]]:
    """Yield a ``map`` that runs several batches at a time where there are several; each runs in one thread."""
    workers = min(batches, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
    if workers < 2:
        yield map
        return
    pool = ThreadPoolExecutor(workers)
    try:
        yield pool.map
    finally:
        pool.shutdown(cancel_futures=True)
