"""What a knowledge base says of its graph: comparisons, paths, learning orders, and what is near in meaning."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest

from dlgraph.errors import QuestionError, UnknownConceptError
from dlgraph.knowledge import KnowledgeBase, Located

# drink ◀─ tea, drink ◀─ coffee; tea ─ cup related; stone alone
PAGES = {
    "drink.md": "---\ntitle: Drink\ndescription: A liquid that people drink.\n---\n",
    "tea.md": "---\ntitle: Tea\ndescription: Leaves in hot water.\naliases: [chai]\n"
    "broader: [drink]\nrelated: [cup]\n---\n",
    "coffee.md": "---\ntitle: Coffee\ndescription: Roasted beans in hot water.\nbroader: [drink]\n---\n",
    "cup.md": "---\ntitle: Cup\ndescription: A vessel with a handle.\n---\n",
    "stone.md": "---\ntitle: Stone\ndescription: A piece of rock.\n---\n",
}


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    folder = tmp_path_factory.mktemp("kb")
    (folder / "corpus").mkdir()
    for name, text in PAGES.items():
        (folder / "corpus" / name).write_text(text)
    with KnowledgeBase(Located(folder / "corpus", folder / "index", "hash")) as base:
        yield base


def test_concepts_are_compared_by_any_name(kb: KnowledgeBase) -> None:
    value = kb.compare("chai", kb.glossary["coffee"], "cup")
    assert [concept.id for concept in value.concepts] == ["tea", "coffee", "cup"]
    assert [common.concept.id for common in kb.compare("tea", "coffee").common] == ["drink"]
    with pytest.raises(QuestionError, match="itself"):
        kb.compare("tea", "chai")


def test_a_path_is_followed_over_the_kinds_asked_for(kb: KnowledgeBase) -> None:
    path = kb.path("Cup", "coffee")
    assert path is not None
    assert [(step.origin, step.kind, step.target) for step in path] == [
        ("tea", "related", "cup"), ("tea", "broader", "drink"), ("coffee", "broader", "drink"),
    ]  # fmt: skip
    assert kb.path("cup", "coffee", ["broader"]) is None
    assert kb.path("cup", "stone") is None
    assert kb.path("cup", "cup") == ()


def test_what_is_known_is_left_out_of_what_to_learn(kb: KnowledgeBase) -> None:
    assert [step.concept.id for step in kb.learn("tea").steps] == ["drink", "tea"]
    order = kb.learn("tea", knows=["Drink"])
    assert [step.concept.id for step in order.steps] == ["tea"]
    assert [concept.id for concept in order.known] == ["drink"]


def test_the_nearest_are_those_with_like_definitions(kb: KnowledgeBase) -> None:
    near = kb.nearest("chai", k=2)
    assert near[0].concept.id == "coffee"
    assert len(near) == 2
    assert near[0].cosine > near[1].cosine
    assert len(kb.nearest("tea", k=99)) == len(PAGES) - 1
    with pytest.raises(QuestionError, match="at least 1"):
        kb.nearest("tea", k=0)


def test_an_unknown_name_is_an_error_everywhere(kb: KnowledgeBase) -> None:
    for ask in (
        lambda: kb.compare("tea", "tee"),
        lambda: kb.path("tee", "tea"),
        lambda: kb.learn("tee"),
        lambda: kb.learn("tea", knows=["tee"]),
        lambda: kb.nearest("tee"),
    ):
        with pytest.raises(UnknownConceptError, match="'tee'"):
            ask()


def test_the_nearest_are_found_without_a_model(kb: KnowledgeBase) -> None:
    code = f"""
import sys
from pathlib import Path
from dlgraph.knowledge import KnowledgeBase, Located
from dlgraph.search import engines
engines.open_encoder = None
kb = KnowledgeBase(Located(Path({str(kb.place.corpus)!r}), Path({str(kb.place.folder)!r}), "hash"))
print(kb.nearest("tea", 1)[0].concept.id, "onnxruntime" in sys.modules, "tokenizers" in sys.modules)
"""
    ended = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert ended.stdout.split() == ["coffee", "False", "False"]
