"""Question sets asked of a knowledge base, and the measures of what comes back."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from dlgraph.errors import QuestionError
from dlgraph.knowledge import KnowledgeBase
from dlgraph.model import Answer, Hit
from dlgraph.outcome import Outcome, Question
from dlgraph.search.calibration import KEEP
from dlgraph.search.calibration import auroc as auroc
from dlgraph.search.calibration import calibration_error as calibration_error
from dlgraph.search.encoder import Progress

DEPTH = 100
# Measures for which less is better; the others are shares of which more is better.
LOWER_IS_BETTER = frozenset({"aurc", "ece", "latency_p50_ms", "latency_p95_ms"})
# How fast a machine is says nothing about a glossary, so these never make a comparison fail.
NOT_GATED = frozenset({"latency_p50_ms", "latency_p95_ms", "questions", "answerable"})


def read(path: Path) -> list[Question]:
    """Read a question set: JSON Lines with ``question`` and ``expects``, a list of ids, graded ids, or ``[]``.

    Args:
        path: the file.

    Returns:
        The questions in order.

    Raises:
        QuestionError: the file is missing or a line is not of that form; the message names the line.
    """
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionError(f"{path} cannot be read: {error}", cure="Pass a JSON Lines file in UTF-8.") from None
    found = [_question(line, f"{path}:{number}") for number, line in enumerate(lines, 1) if line.strip()]
    if not found:
        raise QuestionError(f"{path} holds no question", cure='Write lines such as {"question": …, "expects": [ids]}.')
    return found


def _question(line: str, place: str) -> Question:
    cure = 'Write {"question": "…", "expects": ["id"]}, {"id": grade} for grades, or [] where there is no answer.'
    try:
        row = json.loads(line)
        text, expects = row["question"], row["expects"]
        grades = {str(id): float(grade) for id, grade in expects.items()} if isinstance(expects, dict) else None
        if grades is None and not isinstance(expects, list):
            raise TypeError("expects is neither a list nor an object")
        found = Question(str(text), grades if grades is not None else {str(id): 1.0 for id in expects})
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise QuestionError(f"{place}: not a question of a set: {error!r}", cure=cure) from None
    if not found.text.strip():
        raise QuestionError(f"{place}: the question is empty", cure=cure)
    return found


def run(
    kb: KnowledgeBase,
    questions: Sequence[Question],
    *,
    keep: float | None = None,
    min_score: float | None = None,
    progress: Progress | None = None,
) -> list[Outcome]:
    """Ask every question, one at a time, as a person would.

    Args:
        kb: the knowledge base.
        questions: the questions.
        keep: see ``KnowledgeBase.ask``.
        min_score: see ``KnowledgeBase.ask``.
        progress: called with (done, total).

    Returns:
        One outcome a question, in order.
    """
    kb.search("warm up", 1)
    outcomes: list[Outcome] = []
    for number, question in enumerate(questions, 1):
        begun = time.perf_counter()
        answer = kb.ask(question.text, keep=KEEP if keep is None else keep, min_score=min_score)
        seconds = time.perf_counter() - begun
        hits = kb.search(question.text, DEPTH)
        found = _distinct(question, answer, hits)
        place = next((at for at, id in enumerate(found, 1) if id in question.expects), 0)
        outcomes.append(Outcome(question, answer, found, place, hits[0].score if hits else 0.0, seconds))
        if progress:
            progress(number, len(questions))
    return outcomes


def _distinct(question: Question, answer: Answer, hits: Sequence[Hit]) -> tuple[str, ...]:
    """Name each hit by the expected id it answers to (its own, its concept's or its concept's file name).

    An answer that is not the first hit, such as one from the graph, stands before the hits, named by any of the
    concepts that it speaks of.
    """
    names = []
    if answer.item and not (hits and answer.item.id == hits[0].item.id):
        about = [answer.item.concept, *(concept.id for concept in answer.concepts)]
        names.append(_expected(question, answer.item.id, about))
    names += [_expected(question, hit.item.id, [hit.item.concept]) for hit in hits]
    return tuple(dict.fromkeys(names))


def _expected(question: Question, id: str, concepts: Sequence[str]) -> str:
    own = (id, *concepts, *(concept.rpartition("/")[2] for concept in concepts))
    return next((name for name in own if name and name in question.expects), id)


def measures(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Return the measures of some outcomes.

    hit@1, hit@5, MRR@10, nDCG@10 and recall@100 are over answerable questions and whatever was found first,
    abstention or not. Abstention is measured over all: precision and recall of saying "not here", AUROC of the first
    hit's score (answerable against unanswerable), AURC (area under the risk-coverage curve of the confidence;
    Geifman and El-Yaniv, 2017), and MCC with "none" as a class (R_K; Gorodkin, 2004). ECE is the expected calibration
    error of the confidence (Guo et al., 2017, ten bins). Measures that need both kinds are left out where a set holds
    only one.

    Args:
        outcomes: at least one.

    Returns:
        Values by name; shares lie in 0..1, latencies are in milliseconds.
    """
    answerable = [outcome for outcome in outcomes if outcome.question.expects]
    none = [outcome for outcome in outcomes if not outcome.question.expects]
    found: dict[str, float] = {"questions": len(outcomes), "answerable": len(answerable)}
    if answerable:
        found["hit@1"] = _mean([outcome.place == 1 for outcome in answerable])
        found["hit@5"] = _mean([0 < outcome.place <= 5 for outcome in answerable])
        found["mrr@10"] = _mean([1 / outcome.place if 0 < outcome.place <= 10 else 0.0 for outcome in answerable])
        found["ndcg@10"] = _mean([ndcg(outcome.found, outcome.question.expects) for outcome in answerable])
        found["recall@100"] = _mean(
            [len(set(outcome.found) & set(outcome.question.expects)) / len(outcome.question.expects)
             for outcome in answerable]
        )  # fmt: skip
        found["kept"] = _mean([outcome.answer.kind != "abstain" for outcome in answerable])
    abstained = [outcome for outcome in outcomes if outcome.answer.kind == "abstain"]
    if none:
        right = [outcome for outcome in abstained if not outcome.question.expects]
        found["abstain_recall"] = len(right) / len(none)
        if abstained:
            found["abstain_precision"] = len(right) / len(abstained)
    if none and answerable:
        found["auroc"] = auroc([outcome.score for outcome in answerable], [outcome.score for outcome in none])
        found["mcc"] = mcc([_truth(outcome) for outcome in outcomes], [_said(outcome) for outcome in outcomes])
    confidences = [outcome.answer.confidence for outcome in outcomes]
    correct = [outcome.place == 1 for outcome in outcomes]
    found["aurc"] = aurc(confidences, correct)
    found["ece"] = calibration_error(confidences, correct)
    times = sorted(outcome.seconds * 1000 for outcome in outcomes)
    found["latency_p50_ms"] = times[len(times) // 2]
    found["latency_p95_ms"] = times[min(len(times) - 1, math.ceil(0.95 * len(times)) - 1)]
    return {name: round(value, 4) for name, value in found.items()}


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _truth(outcome: Outcome) -> str:
    expects = outcome.question.expects
    if not expects:
        return ""
    return outcome.found[0] if outcome.place == 1 else max(expects, key=lambda name: expects[name])


def _said(outcome: Outcome) -> str:
    return "" if outcome.answer.kind == "abstain" or not outcome.found else outcome.found[0]


def ndcg(found: Sequence[str], expects: Mapping[str, float], depth: int = 10) -> float:
    """Return the normalized discounted cumulative gain (Järvelin and Kekäläinen, 2002) with gain 2^grade - 1."""
    gains = [2 ** expects.get(id, 0.0) - 1 for id in found[:depth]]
    ideal = [2**grade - 1 for grade in sorted(expects.values(), reverse=True)[:depth]]
    best = sum(gain / math.log2(at + 2) for at, gain in enumerate(ideal))
    return sum(gain / math.log2(at + 2) for at, gain in enumerate(gains)) / best if best else 0.0


def aurc(confidences: Sequence[float], correct: Sequence[bool]) -> float:
    """Return the mean error rate over all shares of the most confident answers."""
    wrong, total = 0, 0.0
    ordered = sorted(zip(confidences, correct, strict=True), key=lambda pair: -pair[0])
    for count, (_, right) in enumerate(ordered, 1):
        wrong += not right
        total += wrong / count
    return total / len(ordered)


def mcc(truth: Sequence[str], said: Sequence[str]) -> float:
    """Return Matthews' correlation for many classes (R_K), 0 where it is not defined."""
    classes = sorted({*truth, *said})
    count = len(truth)
    right = sum(a == b for a, b in zip(truth, said, strict=True))
    true = {name: truth.count(name) for name in classes}
    predicted = {name: said.count(name) for name in classes}
    both = sum(true[name] * predicted[name] for name in classes)
    spread = (count**2 - sum(value**2 for value in predicted.values())) * (
        count**2 - sum(value**2 for value in true.values())
    )
    return (right * count - both) / math.sqrt(spread) if spread else 0.0


def read_measures(path: Path) -> dict[str, float]:
    """Read the measures of a run saved by ``dlgraph eval --json``.

    Raises:
        QuestionError: the file is not such a run.
    """
    try:
        stored = json.loads(path.read_text("utf-8"))["measures"]
        return {str(name): float(value) for name, value in stored.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        cure = "Save one with `dlgraph eval QUESTIONS.jsonl --json > baseline.json`."
        raise QuestionError(f"{path} is not a saved evaluation: {error!r}", cure=cure) from None


def compare(now: Mapping[str, float], before: Mapping[str, float], tolerance: float) -> list[dict[str, Any]]:
    """Compare measures with those of a baseline.

    Args:
        now: the measures.
        before: the baseline's.
        tolerance: by how much a measure may worsen before it counts as a regression.

    Returns:
        A row for each measure that both have: ``measure``, ``before``, ``now``, ``change`` and ``regression``.
    """
    rows = []
    for name in (name for name in now if name in before):
        change = now[name] - before[name]
        worse = change if name in LOWER_IS_BETTER else -change
        regression = name not in NOT_GATED and worse > tolerance + 1e-9
        rows.append(
            {"measure": name, "before": before[name], "now": now[name], "change": round(change, 4),
             "regression": regression}
        )  # fmt: skip
    return rows
