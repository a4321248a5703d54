"""What the tests of suggestions share: a small corpus, and the evidence in it.

    drink                    Oolong tea stands alone, though its name and its definition say what it is.
    /    \\                   The text of kettle names tea twice and links nothing.
  tea    coffee
   |
green tea       kettle — cup — pot      cup and pot link to tea
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest

from dlgraph import knowledge
from dlgraph.formats import corpus as corpora
from dlgraph.glossary import Glossary
from dlgraph.search.index import Index
from dlgraph.suggest import evidence
from dlgraph.suggest.evidence import Evidence

Files = Mapping[str, str]

TEA = {
    "drink.md": "---\ntitle: Drink\n---\n\nA drink is a liquid that people take in.\n",
    "tea.md": (
        "---\ntitle: Tea\naliases: [cuppa]\nbroader: [drink]\n---\n\nTea is a drink made of leaves and hot water.\n"
    ),
    "coffee.md": "---\ntitle: Coffee\nbroader: [drink]\n---\n\nCoffee is a drink made of roasted beans and water.\n",
    "green-tea.md": "---\ntitle: Green tea\nbroader: [tea]\n---\n\nGreen tea is a tea made of leaves left green.\n",
    "oolong-tea.md": "---\ntitle: Oolong tea\n---\n\nOolong tea is a tea made of leaves left half green.\n",
    "kettle.md": (
        "---\n# kept by hand\ntitle: Kettle\nrelated: [cup]  # the usual\n---\n\n"
        "A kettle heats water for tea.\n\nWithout it, tea stays cold. See [cup](cup.md).\n"
    ),
    "cup.md": "---\ntitle: Cup\nrelated: [pot]\n---\n\nA cup holds [tea](tea.md) or [coffee](coffee.md).\n",
    "pot.md": "---\ntitle: Pot\n---\n\nA pot holds [tea](tea.md) for a table, more than one cup.\n",
}


@pytest.fixture
def tea() -> dict[str, str]:
    """The corpus above."""
    return dict(TEA)


@pytest.fixture
def put(tmp_path: Path) -> Callable[[Files], Path]:
    """Write files into a new corpus and return it."""

    def write(files: Files) -> Path:
        corpus = tmp_path / "corpus"
        for name, content in files.items():
            path = corpus / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode())
        return corpus

    return write


@pytest.fixture
def gathered(tmp_path: Path) -> Callable[[Path], Evidence]:
    """Index a corpus with the encoder that needs no model, and gather the evidence."""

    def of(corpus: Path) -> Evidence:
        place = knowledge.locate(corpus, tmp_path / "index", "hash")
        knowledge.build(place)
        opened = Index.open(place.folder)
        assert opened is not None
        try:
            return evidence.gather(opened.catalog.glossary(), opened.backend, corpus)
        finally:
            opened.close()

    return of


@pytest.fixture(scope="session")
def alike() -> Callable[..., Evidence]:
    """Read a corpus and give every two concepts one cosine, so that only texts and the graph tell."""

    def of(corpus: Path, cosine: float = 0.0) -> Evidence:
        glossary = Glossary(corpora.read(corpus).concepts)
        own = np.sqrt(1 - cosine) * np.eye(len(glossary), dtype=np.float32)
        vectors = np.hstack([np.full((len(glossary), 1), np.sqrt(cosine), np.float32), own]).astype(np.float32)
        return Evidence(glossary, vectors, vectors, corpus)

    return of
