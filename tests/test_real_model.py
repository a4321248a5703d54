"""The whole way with the default model: pages of the repository's glossary, an index, and questions to it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import dlgraph
from dlgraph.knowledge import KnowledgeBase
from dlgraph.search import weights

PAGES = [
    "foundations/deep-learning", "foundations/machine-learning", "training/backpropagation",
    "training/gradient-descent", "training/overfitting", "training/loss-function", "learning/transfer-learning",
    "neural-networks/neural-network", "neural-networks/transformer", "neural-networks/artificial-neuron",
    "infrastructure/gpu", "evaluation/accuracy", "agents/vector-database", "generative-ai/generative-ai",
    "generative-ai/diffusion-model", "training/early-stopping",
]  # fmt: skip
EXPECTED = [
    ("Can deep learning work on small datasets?", "faq",
     "foundations/deep-learning#can-deep-learning-work-on-small-datasets"),
    ("isn't deep learning just a fancier name for AI?", "misconception",
     "foundations/deep-learning#myth-deep-learning-is-just-a-fancier-name-for-ai"),
    ("how does a network learn from its mistakes?", "faq",
     "training/backpropagation#how-does-a-neural-network-learn-from-its-mistakes"),
    ("what's the difference between machine learning and deep learning", "faq",
     "foundations/deep-learning#whats-the-difference-between-machine-learning-and-deep-learning"),
    ("what is a diffusion model?", "definition", "generative-ai/diffusion-model"),
]  # fmt: skip
# Runs the command in this process and lists on standard error which heavy modules it has loaded.
COLD = """
import sys
from dlgraph.cli.app import main
try:
    main(sys.argv[1:], prog_name="dlgraph")
finally:
    print(sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
"""


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixteen pages of the repository's glossary, in a folder without ``indexes`` beside it."""
    whole = Path(__file__).parents[1] / "corpus"
    folder = tmp_path_factory.mktemp("real") / "corpus"
    for name in PAGES:
        target = folder / f"{name}.md"
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(whole / f"{name}.md", target)
    return folder


@pytest.fixture(scope="module")
def kb(corpus: Path) -> Iterator[KnowledgeBase]:
    with dlgraph.open(corpus) as opened:
        yield opened


@pytest.mark.parametrize(("question", "kind", "id"), EXPECTED)
def test_the_right_item_answers(kb: KnowledgeBase, question: str, kind: str, id: str) -> None:
    found = kb.ask(question)
    assert found.item is not None
    assert (found.kind, found.item.id) == (kind, id)
    assert found.item.concept in {concept.id for concept in found.concepts}
    assert found.breadcrumb[-1] == found.item.label


def test_a_paraphrase_finds_the_page_it_is_about(kb: KnowledgeBase) -> None:
    hits = kb.search("reusing a network that somebody else trained on other data", 3)
    assert "learning/transfer-learning" in {hit.item.concept for hit in hits}


def test_many_questions_at_once_get_the_answers_each_gets_alone(kb: KnowledgeBase) -> None:
    asked = [question for question, _, _ in EXPECTED] * 16  # enough for the engine of many texts
    together = kb.ask_many(asked)
    assert [answer.item and answer.item.id for answer in together] == [id for _, _, id in EXPECTED] * 16


def test_the_index_is_kept_in_the_cache_with_the_models_name(kb: KnowledgeBase, corpus: Path) -> None:
    assert kb.place.folder.parent == Path(os.environ["XDG_CACHE_HOME"], "dlgraph", "indexes")
    assert kb.manifest.corpus == os.path.realpath(corpus)
    assert (kb.manifest.model.name, kb.manifest.model.dimension) == (weights.DEFAULT_MODEL, 384)
    assert kb.manifest.counts["concepts"] == len(PAGES)


@pytest.mark.usefixtures("kb")
def test_a_cold_question_loads_no_library_that_takes_long(corpus: Path) -> None:
    question, kind, id = EXPECTED[1]
    command = [sys.executable, "-c", COLD, "--corpus", str(corpus), "ask", "--json", question]
    ended = subprocess.run(command, check=False, capture_output=True, text=True, encoding="utf-8")
    assert ended.returncode == 0, ended.stderr
    data = json.loads(ended.stdout)
    assert (data["kind"], data["answer"]["id"]) == (kind, id)
    assert data["index"]["model"] == weights.DEFAULT_MODEL
    loaded = set(json.loads(ended.stderr.strip().splitlines()[-1].replace("'", '"')))
    assert {"numpy", "tokenizers"} <= loaded
    assert not loaded & {
        "faiss",
        "torch",
        "transformers",
        "sentence_transformers",
        "onnxruntime",
        "networkx",
        "scipy",
        "sklearn",
    }


@pytest.mark.usefixtures("kb")
def test_cold_answers_are_the_same_every_time(corpus: Path) -> None:
    command = [sys.executable, "-m", "dlgraph", "--corpus", str(corpus), "ask", "--json", EXPECTED[2][0]]
    one, two = (subprocess.run(command, check=True, capture_output=True) for _ in range(2))
    assert one.stdout == two.stdout
    assert one.stderr == two.stderr == b""
