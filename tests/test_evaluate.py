"""Question sets and measures, against values worked out by hand and the laws they keep."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from dlgraph.cli.app import main
from dlgraph.errors import QuestionError
from dlgraph.evaluate import (
    aurc,
    auroc,
    calibration_error,
    compare,
    mcc,
    measures,
    ndcg,
    read,
    read_measures,
)
from dlgraph.model import Answer, AnswerKind
from dlgraph.outcome import Outcome, Question

confidences = st.lists(st.floats(0, 1), min_size=1, max_size=20)


def outcome(expects: list[str], found: list[str], kind: AnswerKind = "faq", score: float = 1.0, seconds: float = 0.001,
            confidence: float = 1.0) -> Outcome:  # fmt: skip
    question = Question("?", dict.fromkeys(expects, 1.0))
    answer = Answer("?", kind, confidence, None, None, (), (), (), (), (), "", "", "")
    place = next((at for at, id in enumerate(found, 1) if id in expects), 0)
    return Outcome(question, answer, tuple(found), place, score, seconds)


# -- measures ---------------------------------------------------------------------------------------------------


def test_ndcg_by_hand() -> None:
    grades = {"a": 2.0, "b": 1.0}
    assert ndcg(["a", "b"], grades) == 1
    assert ndcg(["b", "x", "a"], grades) == pytest.approx((1 + 3 / 2) / (3 + 1 / math.log2(3)))
    assert ndcg(["x"] * 10 + ["a"], grades) == 0
    assert ndcg(["a"], {"a": 0.0}) == 0


def test_mcc_of_perfect_reversed_and_constant_answers() -> None:
    assert mcc(["a", "b", ""], ["a", "b", ""]) == pytest.approx(1)
    assert mcc(["a", "b"], ["b", "a"]) == pytest.approx(-1)
    assert mcc(["a", "b"], ["a", "a"]) == 0


def test_mcc_of_two_classes_is_that_of_the_table() -> None:
    # 3 true positives, 1 false positive, 2 false negatives, 4 true negatives
    truth = ["y"] * 3 + ["n"] * 1 + ["y"] * 2 + ["n"] * 4
    said = ["y"] * 3 + ["y"] * 1 + ["n"] * 2 + ["n"] * 4
    assert mcc(truth, said) == pytest.approx((3 * 4 - 1 * 2) / math.sqrt(4 * 5 * 5 * 6))


def test_auroc_counts_ties_half() -> None:
    assert auroc([2, 3], [0, 1]) == 1
    assert auroc([1], [1]) == 0.5
    assert auroc([1, 3], [2, 1]) == 0.625


@settings(deadline=None, max_examples=50)
@given(confidences, confidences)
def test_auroc_of_the_reverse_is_its_complement(high: list[float], low: list[float]) -> None:
    assert auroc(high, low) == pytest.approx(1 - auroc(low, high))


def test_aurc_by_hand() -> None:
    assert aurc([0.9, 0.8], [True, True]) == 0
    assert aurc([0.9, 0.8], [False, False]) == 1
    assert aurc([0.8, 0.9, 0.7], [False, True, True]) == pytest.approx((0 + 1 / 2 + 1 / 3) / 3)


def test_calibration_error_by_hand() -> None:
    assert calibration_error([1.0, 0.0], [True, False]) == 0
    assert calibration_error([1.0, 0.0], [False, True]) == 1
    # One bin with a mean confidence of 0.75 and half right, another one of 0.25 and none right.
    assert calibration_error([0.72, 0.78, 0.25, 0.25], [True, False, False, False]) == pytest.approx(0.25)


def test_measures_of_a_set_by_hand() -> None:
    found = measures([
        outcome(["a"], ["a", "b"], score=0.9, seconds=0.001),
        outcome(["a", "b"], ["x", "b"], score=0.5, seconds=0.002),
        outcome([], ["a"], "abstain", score=0.5, seconds=0.003, confidence=0.0),
        outcome(["c"], ["x"], "abstain", score=0.1, seconds=0.004, confidence=0.0),
    ])  # fmt: skip
    second = (1 / math.log2(3)) / (1 + 1 / math.log2(3))
    # R_K: 2 of 4 right; truth a, a, none, c and said a, x, none, none.
    r_k = (2 * 4 - (2 * 1 + 1 * 2)) / math.sqrt((16 - (1 + 1 + 4)) * (16 - (4 + 1 + 1)))
    expected = {
        "questions": 4, "answerable": 3, "hit@1": 1 / 3, "hit@5": 2 / 3, "mrr@10": 1.5 / 3, "ndcg@10": (1 + second) / 3,
        "recall@100": 1.5 / 3, "kept": 2 / 3, "abstain_recall": 1, "abstain_precision": 0.5, "auroc": 1.5 / 3,
        "mcc": r_k, "aurc": (0 + 1 / 2 + 2 / 3 + 3 / 4) / 4, "ece": 0.25, "latency_p50_ms": 3, "latency_p95_ms": 4,
    }  # fmt: skip
    assert found == pytest.approx(expected, abs=5e-5)


def test_what_needs_both_kinds_is_left_out_where_there_is_one() -> None:
    assert not {"auroc", "mcc", "abstain_recall"} & measures([outcome(["a"], ["a"])]).keys()
    assert not {"auroc", "mcc", "hit@1", "kept"} & measures([outcome([], ["a"])]).keys()


# -- question sets ----------------------------------------------------------------------------------------------


def test_a_set_holds_lists_grades_and_questions_without_an_answer(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text('\ufeff{"question": "A?", "expects": ["a", "b"]}\n\n{"question": "B?", "expects": {"b": 2}}\n'
                    '{"question": "C?", "expects": []}\n', "utf-8")  # fmt: skip
    assert read(path) == [
        Question("A?", {"a": 1.0, "b": 1.0}), Question("B?", {"b": 2.0}), Question("C?", {})
    ]  # fmt: skip


@pytest.mark.parametrize(
    "bad",
    ["{", "[]", "3", '{"question": "A?"}', '{"expects": []}', '{"question": "A?", "expects": "a"}',
     '{"question": "A?", "expects": {"a": "high"}}', '{"question": "A?", "expects": null}',
     '{"question": " ", "expects": []}'],
)  # fmt: skip
def test_a_line_that_is_no_question_is_named(tmp_path: Path, bad: str) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text('{"question": "A?", "expects": []}\n\n' + bad + "\n")
    with pytest.raises(QuestionError) as caught:
        read(path)
    assert f"{path}:3: " in caught.value.message
    assert caught.value.cure


@pytest.mark.parametrize("content", [b"", b" \n\n", b"\xff\xfe\xff"])
def test_a_file_without_questions_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "set.jsonl"
    path.write_bytes(content)
    with pytest.raises(QuestionError, match=r"set\.jsonl"):
        read(path)


# -- comparison -------------------------------------------------------------------------------------------------


def regressions(now: dict[str, float], before: dict[str, float], tolerance: float = 0.01) -> list[str]:
    return [row["measure"] for row in compare(now, before, tolerance) if row["regression"]]


def test_a_measure_regresses_only_beyond_the_tolerance_and_in_the_bad_direction() -> None:
    assert regressions({"hit@1": 0.79, "mcc": 0.9}, {"hit@1": 0.8, "mcc": 0.5}) == []
    assert regressions({"hit@1": 0.789}, {"hit@1": 0.8}) == ["hit@1"]
    assert regressions({"ece": 0.2, "aurc": 0.1}, {"ece": 0.1, "aurc": 0.2}) == ["ece"]


def test_speed_and_size_never_regress_and_measures_of_one_side_are_left_out() -> None:
    now = {"latency_p50_ms": 900.0, "questions": 1, "mcc": 0.1}
    rows = compare(now, {"latency_p50_ms": 1.0, "questions": 9, "auroc": 0.9}, 0.0)
    assert [(row["measure"], row["regression"]) for row in rows] == [("latency_p50_ms", False), ("questions", False)]


@pytest.mark.parametrize("stored", ["", "[]", "{}", '{"measures": 3}', '{"measures": {"mcc": "high"}}'])
def test_a_file_that_is_no_saved_run_is_refused(tmp_path: Path, stored: str) -> None:
    path = tmp_path / "run.json"
    path.write_text(stored)
    with pytest.raises(QuestionError, match="not a saved evaluation"):
        read_measures(path)


# -- dlgraph eval -----------------------------------------------------------------------------------------------

SET = [
    {"question": "Why does dough rise?", "expects": ["bread"]},
    {"question": "Bread", "expects": ["salt"]},
    {"question": "zebra crossings in Lapland", "expects": []},
]


@pytest.fixture
def kitchen(tmp_path: Path) -> Path:
    """bread with an FAQ, and salt; three questions, one of which expects the wrong thing and one nothing."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "bread.md").write_text(
        "---\ntitle: Bread\ndescription: A loaf of flour.\n---\n## FAQ\n\n### Why does dough rise?\n\nYeast.\n"
    )
    (corpus / "salt.md").write_text("---\ntitle: Salt\ndescription: A mineral of sodium.\n---\n")
    (tmp_path / "set.jsonl").write_text("\n".join(map(json.dumps, SET)))
    return tmp_path


def evaluated(kitchen: Path, *args: str) -> Result:
    where = ["--corpus", str(kitchen / "corpus"), "--index", str(kitchen / "index"), "--model", "hash"]
    return CliRunner().invoke(main, ["eval", str(kitchen / "set.jsonl"), *where, *args])


def test_json_holds_measures_and_with_per_question_every_question(kitchen: Path) -> None:
    ended = evaluated(kitchen, "--json", "--per-question")
    data = json.loads(ended.stdout)
    assert ended.exit_code == 0
    assert set(data) == {"measures", "index", "questions"}
    assert (data["measures"]["questions"], data["measures"]["hit@1"]) == (3, 0.5)
    assert [row["question"] for row in data["questions"]] == [row["question"] for row in SET]
    assert data["questions"][0]["first"] == "bread"
    assert data["questions"][0]["place"] == 1
    assert set(json.loads(evaluated(kitchen, "--json").stdout)) == {"measures", "index"}


def test_per_question_lists_only_what_went_wrong(kitchen: Path) -> None:
    ended = evaluated(kitchen, "--per-question", "--min-score", "0.3")
    assert "- Bread\n    expected salt" in ended.stdout
    assert "Why does dough rise?" not in ended.stdout
    assert "hit@1" in ended.stdout


def test_a_run_compared_with_itself_is_no_regression_and_with_a_better_one_exits_with_1(kitchen: Path) -> None:
    saved = evaluated(kitchen, "--json").stdout
    path = kitchen / "run.json"
    path.write_text(saved)
    assert evaluated(kitchen, "--compare", str(path)).exit_code == 0
    better = json.loads(saved)
    better["measures"]["hit@1"] = 0.55
    path.write_text(json.dumps(better))
    ended = evaluated(kitchen, "--json", "--compare", str(path))
    assert ended.exit_code == 1
    assert [row["measure"] for row in json.loads(ended.stdout)["comparison"] if row["regression"]] == ["hit@1"]
    assert evaluated(kitchen, "--compare", str(path), "--tolerance", "0.06").exit_code == 0


def test_a_bad_set_or_baseline_exits_with_2(kitchen: Path) -> None:
    (kitchen / "run.json").write_text("{}")
    assert evaluated(kitchen, "--compare", str(kitchen / "run.json")).exit_code == 2
    (kitchen / "set.jsonl").write_text("nonsense\n")
    ended = evaluated(kitchen)
    assert ended.exit_code == 2
    assert "set.jsonl:1: " in ended.stderr
