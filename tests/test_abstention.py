"""`dlgraph ask`: how --keep, --min-score and --always decide between an answer and none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import dlgraph
from dlgraph.cli.app import main

FAR = "zebra crossings in Lapland"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A table of two FAQs."""
    path = tmp_path / "faq.csv"
    path.write_text("question,answer\nWhy does dough rise?,Yeast makes bubbles.\nIs salt a mineral?,Yes.\n")
    return path


def ask(corpus: Path, question: str, *args: str) -> tuple[int, Any]:
    where = ["--corpus", str(corpus), "--index", str(corpus.parent / "index"), "--model", "hash"]
    ended = CliRunner().invoke(main, ["ask", question, "--json", *where, *args])
    return ended.exit_code, json.loads(ended.stdout) if ended.stdout else ended.stderr


def test_what_nothing_resembles_is_not_answered_and_the_words_nobody_knows_are_named(corpus: Path) -> None:
    code, found = ask(corpus, FAR)
    assert (code, found["kind"], found["answer"]) == (1, "abstain", None)
    assert "'zebra'" in found["reason"]
    assert found["alternatives"]


def test_always_answers_with_the_closest_match_even_beside_a_high_min_score(corpus: Path) -> None:
    for more in ((), ("--min-score", "99"), ("--keep", "0.01")):
        code, found = ask(corpus, FAR, "--always", *more)
        assert (code, found["kind"]) == (0, "faq")


def test_min_score_is_the_least_score_that_answers(corpus: Path) -> None:
    with dlgraph.open(corpus, index=corpus.parent / "index", model="hash") as kb:
        score = kb.search("dough bubbles", 1)[0].score
    assert ask(corpus, "dough bubbles", "--min-score", str(score - 0.001))[0] == 0
    code, refused = ask(corpus, "dough bubbles", "--min-score", str(score + 0.01))
    assert code == 1
    assert f"below the {score + 0.01:.2f}" in refused["reason"]


def test_answers_only_become_more_as_keep_rises(corpus: Path) -> None:
    codes = [ask(corpus, "dough bubbles", "--keep", keep)[0] for keep in ("0.01", "0.5", "0.95", "0.999")]
    assert codes == [1, 0, 0, 0]


@pytest.mark.parametrize("keep", ["0", "1", "-0.5", "1.5", "nan"])
def test_a_share_to_keep_lies_between_0_and_1(corpus: Path, keep: str) -> None:
    code, message = ask(corpus, "dough", "--keep", keep)
    assert code == 2
    assert "must lie between 0 and 1" in message
