"""Glossaries of any size and the questions asked of them, made of the packaged glossary's own words.

Sentences are drawn from a bigram chain, so their lengths and their tokens are those of real definitions; what they say
is nonsense, which costs a model exactly as much as sense.
"""

from __future__ import annotations

import itertools
import json
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from dlgraph import locate
from dlgraph.formats import corpus

SEED = 7
DIMENSIONS = 384
# A passage is a label and a definition of about these many words.
_WORDS = (12, 24)
_END = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A concept: what a table's columns ``id``, ``term`` and ``definition`` hold."""

    id: str
    term: str
    definition: str

    @property
    def text(self) -> str:
        return f"{self.term}: {self.definition}"


@cache
def _chain() -> dict[str, list[str]]:
    """Return the words that follow each word in the definitions of the packaged glossary."""
    follows: dict[str, list[str]] = defaultdict(list)
    for concept in corpus.read(Path(locate.packaged_corpus())).concepts:
        words = [_END, *concept.definition.split(), _END]
        for word, following in itertools.pairwise(words):
            follows[word].append(following)
    return dict(follows)


def _sentence(chooser: random.Random, length: int) -> str:
    chain, words = _chain(), list[str]()
    word = _END
    while len(words) < length:
        word = chooser.choice(chain.get(word) or chain[_END])
        if word:
            words.append(word)
    return " ".join(words).rstrip(",;:") + "."


def rows(count: int, seed: int = SEED) -> Iterator[Row]:
    """Yield concepts, always the same for a seed; the first of a larger glossary are those of a smaller one."""
    chooser = random.Random(seed)
    for at in range(count):
        term = " ".join(_sentence(chooser, 2).rstrip(".").split()).title()
        yield Row(f"c{at}", f"{term} {at}", _sentence(chooser, chooser.randint(*_WORDS)))


def questions(count: int, seed: int = SEED) -> list[str]:
    """Return questions in other words than the rows have, of the length that people ask."""
    chooser = random.Random(seed + 1)
    return [f"what is {_sentence(chooser, chooser.randint(4, 9)).rstrip('.').lower()}?" for _ in range(count)]


def write(path: Path, count: int, changed: int | None = None) -> None:
    """Write a glossary as JSON Lines; one of its definitions may be another one than before."""
    with path.open("w", encoding="utf-8") as file:
        for at, row in enumerate(rows(count)):
            definition = f"Changed. {row.definition}" if at == changed else row.definition
            file.write(json.dumps({"id": row.id, "term": row.term, "definition": definition}) + "\n")


def vectors(count: int, seed: int = SEED, centres: int = 20_000) -> np.ndarray:
    """Return unit vectors in clusters, as the passages of a glossary lie, of shape (count, 384), float32."""
    generator = np.random.default_rng(seed)
    middles = generator.standard_normal((centres, DIMENSIONS), dtype=np.float32)
    made = np.empty((count, DIMENSIONS), np.float32)
    for start in range(0, count, 50_000):
        part = made[start : start + 50_000]
        part[:] = middles[generator.integers(0, centres, len(part))]
        part += 0.7 * generator.standard_normal(part.shape, dtype=np.float32)
        part /= np.linalg.norm(part, axis=1, keepdims=True)
    return made
