"""The encoder of reference: sentence-transformers itself, which loads any model."""

from __future__ import annotations

import contextlib
import io
import logging
import os
from collections.abc import Iterator, Sequence
from typing import Any

from dlgraph.errors import ModelError
from dlgraph.search.encoder import Progress, Vectors
from dlgraph.search.weights import ModelFiles

_BATCH = 32
_BLOCK = 512


class SentenceTransformerEncoder:
    """Encodes with sentence-transformers on the CPU, in fp32.

    Args:
        files: the model.
        digest: the SHA-256 of its weights.

    Raises:
        ModelError: sentence-transformers cannot load it.
    """

    engine = "sentence-transformers"

    def __init__(self, files: ModelFiles, digest: str) -> None:
        self.name = files.name
        self.digest = digest
        self.model = load(files)
        self.dimension = int(self.model.get_embedding_dimension())

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        import numpy as np

        if not texts:
            return np.empty((0, self.dimension), np.float32)
        vectors: Vectors = self.model.encode_query(list(texts), batch_size=_BATCH, **_OPTIONS)
        return vectors

    def encode_documents(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        import numpy as np

        # Sorted here, over all texts, so that blocks report progress without losing batches of like length.
        order = sorted(range(len(texts)), key=lambda row: -len(texts[row]))
        vectors = np.empty((len(texts), self.dimension), np.float32)
        for start in range(0, len(order), _BLOCK):
            rows = order[start : start + _BLOCK]
            block = [texts[row] for row in rows]
            vectors[rows] = self.model.encode_document(block, batch_size=_BATCH, **_OPTIONS)
            if progress:
                progress(start + len(rows), len(order))
        return vectors


_OPTIONS: dict[str, Any] = {
    "normalize_embeddings": True,
    "convert_to_numpy": True,
    "show_progress_bar": False,
}


def load(files: ModelFiles) -> Any:
    """Load a model with sentence-transformers, without its progress bars and without asking the network.

    Args:
        files: the model.

    Returns:
        The SentenceTransformer.

    Raises:
        ModelError: it cannot be loaded.
    """
    with _quiet():
        try:
            import torch
            from sentence_transformers import SentenceTransformer

            options = {"dtype": torch.float32}
            return SentenceTransformer(str(files.folder), device="cpu", model_kwargs=options).eval()
        except Exception as error:  # loaders of many architectures raise whatever they like
            reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
            raise ModelError(
                f"sentence-transformers cannot load {files.folder}: {reason}",
                cure="Pass --model a folder saved by sentence-transformers, or leave it out.",
            ) from error


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    level = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with contextlib.redirect_stderr(io.StringIO()):
            yield
    finally:
        logging.disable(level)
