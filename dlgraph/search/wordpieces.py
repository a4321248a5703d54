"""A tokenizer of the few words of a question: the library's own, told of no more of the vocabulary than they can hold.

Reading the whole vocabulary into a tokenizer takes longer than the question's way through the network.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer


class WordPieces:
    """Encodes texts as the tokenizer in a file does, one whose model is WordPiece (Wu et al., 2016).

    WordPiece looks up nothing but pieces of the words of a text, so that it is the same without all others.

    Args:
        definition: the parsed ``tokenizer.json``; see ``read``.
        window: how many tokens of a text are kept.
    """

    def __init__(self, definition: Mapping[str, Any], window: int) -> None:
        self._definition = definition
        self._window = window
        self._vocabulary: Mapping[str, int] = definition["model"]["vocab"]
        self._added = {token["content"] for token in definition["added_tokens"]} | {definition["model"]["unk_token"]}
        self._whole = self._made(())

    def encode(self, texts: Sequence[str]) -> list[Encoding]:
        """Encode texts, none padded, each cut to the window."""
        return self._made(self._pieces(texts)).encode_batch(list(texts))

    def _pieces(self, texts: Sequence[str]) -> Iterable[str]:
        """Yield whatever stands in the vocabulary and in a word of the texts."""
        prefix = self._definition["model"]["continuing_subword_prefix"]
        # Longer words are taken for unknown without a look into them.
        longest = self._definition["model"]["max_input_chars_per_word"]
        for word in {word for text in texts for word in self._words(text) if len(word) <= longest}:
            ends = range(1, len(word) + 1)
            yield from (word[:end] for end in ends if word[:end] in self._vocabulary)
            for start in range(1, len(word)):
                inner = (f"{prefix}{word[start:end]}" for end in range(start + 1, len(word) + 1))
                yield from (piece for piece in inner if piece in self._vocabulary)

    def _words(self, text: str) -> Iterable[str]:
        normalizer, divider = self._whole.normalizer, self._whole.pre_tokenizer
        for part in self._parts(text):
            plain = normalizer.normalize_str(part) if normalizer else part
            yield from (word for word, _ in divider.pre_tokenize_str(plain))

    def _parts(self, text: str) -> list[str]:
        """Part a text at special tokens, which are found before it is divided into words."""
        parts = [text]
        for special in self._added:
            parts = [part for whole in parts for part in whole.split(special)]
        return parts

    def _made(self, pieces: Iterable[str]) -> Tokenizer:
        from tokenizers import Tokenizer

        known = {piece: self._vocabulary[piece] for piece in (*self._added, *pieces) if piece in self._vocabulary}
        model = {**self._definition["model"], "vocab": known}
        made: Tokenizer = Tokenizer.from_str(json.dumps({**self._definition, "model": model}))
        made.no_padding()
        made.enable_truncation(self._window)
        return made


def read(path: Path) -> Mapping[str, Any] | None:
    """Read the definition of a tokenizer; None where it is none that WordPieces can be made of.

    Raises:
        OSError, ValueError: it cannot be read.
    """
    definition = json.loads(path.read_bytes())
    model = definition.get("model") if isinstance(definition, dict) else None
    added = definition.get("added_tokens") if isinstance(definition, dict) else None
    plain = isinstance(model, dict) and model.get("type") == "WordPiece" and isinstance(model.get("vocab"), dict)
    # A token that asks for spaces beside it, or is looked for in normalized text, is found by other rules.
    exact = isinstance(added, list) and all(
        not any(token.get(rule) for rule in ("single_word", "lstrip", "rstrip", "normalized")) for token in added
    )
    return definition if plain and exact and definition.get("pre_tokenizer") else None
