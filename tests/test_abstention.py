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


def needed(reason: str) -> float:
    """Return the evidence an abstention says an answer would have needed."""
    return float(reason.split("below the ")[1].split()[0])


def test_the_meaning_of_what_no_concept_is_called_takes_more_evidence_most_where_no_word_of_it_is_mentioned(
    tmp_path: Path,
) -> None:
    page = tmp_path / "corpus" / "bread.md"
    page.parent.mkdir()
    page.write_text("---\ntitle: Bread\ndescription: Dough of flour and yeast, baked.\n---\n")
    plain, mentioned, unknown = (
        ask(page.parent, question, "--keep", "0.0001")[1]["reason"]
        for question in ("zebra crossings in Lapland", "how does yeast work?", "how do zebras work?")
    )
    assert needed(plain) < needed(mentioned) < needed(unknown)
    assert "no concept is called 'zebras'" in unknown


def test_words_that_say_nothing_are_not_blamed(corpus: Path) -> None:
    reason = ask(corpus, "who are the zebras that you would have been?")[1]["reason"]
    assert reason.endswith("nothing in this glossary mentions 'zebras'")


def test_two_letters_are_no_plural_of_three(tmp_path: Path) -> None:
    page = tmp_path / "corpus" / "regression.md"
    page.parent.mkdir()
    page.write_text("---\ntitle: Regression\naliases: [OLS]\ndescription: A line through points.\n---\n")
    assert ask(page.parent, "Ol")[0] == 1
    assert ask(page.parent, "ols")[0] == 0
