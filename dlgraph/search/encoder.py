"""What an encoder is, and the one that needs no model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from dlgraph.text import words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]
else:
    Vectors = Any

Progress = Callable[[int, int], None]


class Encoder(Protocol):
    """Turns texts into unit vectors, so that their dot product is the cosine.

    ``name`` is the model's, ``digest`` identifies its weights, ``dimension`` is the length of its vectors and
    ``engine`` says what computes them.
    """

    @property
    def name(self) -> str: ...
    @property
    def digest(self) -> str: ...
    @property
    def dimension(self) -> int: ...
    @property
    def engine(self) -> str: ...

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Encode questions.

        Args:
            texts: n questions.

        Returns:
            An array of float32 of shape (n, dimension), each row of length 1.
        """
        ...

    def encode_documents(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Encode passages.

        Args:
            texts: n passages.
            progress: called with (done, n) as the work goes on.

        Returns:
            An array of float32 of shape (n, dimension), each row of length 1.
        """
        ...


class HashEncoder:
    """Encodes a text by the words it holds, each hashed to a direction; deterministic, and blind to meaning.

    Texts that share words are near, no others are. It stands in for a model in tests, and is opened by the
    name ``hash`` or ``hash:DIMENSION``.

    Args:
        dimension: the length of the vectors.
    """

    engine = "hash"

    def __init__(self, dimension: int = 256) -> None:
        self.dimension = dimension
        self.name = f"hash:{dimension}"
        self.digest = f"hash-1-{dimension}"

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self.encode_documents(texts)

    def encode_documents(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        import hashlib

        import numpy as np

        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in enumerate(texts):
            for word in words(text) or [""]:
                digest = hashlib.blake2b(word.encode(), digest_size=8).digest()
                number = int.from_bytes(digest, "big")
                vectors[row, (number >> 1) % self.dimension] += 1.0 if number & 1 else -1.0
            if not vectors[row].any():
                vectors[row, 0] = 1.0
        if progress:
            progress(len(texts), len(texts))
        normalized: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return normalized
