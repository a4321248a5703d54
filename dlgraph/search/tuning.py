"""What a corpus tells about ranking its own items: self-questions asked, and the outcome of each."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dlgraph.model import Hit, Passage
from dlgraph.search import lexical
from dlgraph.search.backend import Candidate
from dlgraph.search.calibration import COSINE, PRIOR, Calibration, auroc, calibration_error, evidence, features, shrunk
from dlgraph.search.encoder import Encoder, Vectors
from dlgraph.search.local import LocalBackend
from dlgraph.search.ranking import rank, scores
from dlgraph.search.selfquestions import SelfQuestion
from dlgraph.search.views import blend

Floats = NDArray[np.float64]
# The weight of coverage where nothing has been measured on the corpus itself: within a percent of the best weight
# on each of three public sets (docs/retrieval.md).
PRIOR_WEIGHT = 0.4
GRID = (0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.65, 0.8, 1.0, 1.3, 1.7, 2.2)
_PRIOR_STRENGTH = 150
_PLATEAU = 0.006
_CANDIDATES = 100
# A right answer behind this many others was not found, and its score says nothing about answers that are.
_NEAR = 10
_FEWEST = 40
# What a question whose answer was taken away counts beside one whose answer is there. It is little because what is
# left is the answer's own neighbours, harder to tell from it than what people ask beside the subject; of the values
# tried this gave the least calibration error on real questions (docs/retrieval.md).
_ABSENT = 0.1
_FOLDS = 5


@dataclass(frozen=True, slots=True)
class Trial:
    """A self-question and the candidates it found with its own wording hidden."""

    question: SelfQuestion
    candidates: tuple[Candidate, ...]


def trials(backend: LocalBackend, encoder: Encoder, questions: Sequence[SelfQuestion]) -> list[Trial]:
    """Ask self-questions along the same way as real ones.

    Args:
        backend: the index's passages.
        encoder: its encoder.
        questions: what to ask.

    Returns:
        One trial a question, in order.
    """
    vectors = encoder.encode_queries([question.text for question in questions])
    parts = [part for question in questions for part in question.instead]
    instead = iter(encoder.encode_documents(parts) if parts else np.empty((0, backend.dimension), np.float32))
    lengths = backend.average_lengths()
    found: list[Trial] = []
    for question, vector in zip(questions, vectors, strict=True):
        stand_ins = [next(instead) for _ in question.instead]
        candidates = backend.candidates(vector, question.text, _CANDIDATES, question.answers)
        if question.whole:
            page = _page_without(question, backend, candidates, lengths[1])
            candidates = [
                replace(
                    _hide(candidate, question, backend, vector, stand_ins, lengths[0])
                    if candidate.item.id == question.answers[0]
                    else candidate,
                    page=page.get(candidate.item.concept, candidate.page),
                )
                for candidate in candidates
            ]
        found.append(Trial(question, tuple(candidates)))
    return found


def _page_without(
    question: SelfQuestion, backend: LocalBackend, candidates: Sequence[Candidate], average: float
) -> dict[str, float]:
    """Return the page coverage of a question's own concept, with the question's words taken out of the page once."""
    own = next((found.item.concept for found in candidates if found.item.id == question.answers[0]), "")
    if not own:
        return {}
    left = Counter(backend.stems(backend.page(own)))
    left.subtract(backend.stems(question.text))
    return {own: lexical.coverage(list((+left).elements()), backend.page_terms(question.text), average)}


def _hide(
    candidate: Candidate,
    question: SelfQuestion,
    backend: LocalBackend,
    vector: Vectors,
    stand_ins: Sequence[Vectors],
    average: float,
) -> Candidate:
    """Take from an item what would give the question away, and compare what is left."""
    own = question.answers[0]
    parts: list[tuple[float, str, str]] = []
    if stand_ins:
        parts = [(float(other @ vector), "answer", "") for other in stand_ins]
    elif question.hidden:
        parts = [
            (cosine, passage.field, passage.text)
            for passage, cosine in backend.compare_item(own, vector)
            if passage.text not in question.hidden
        ]
    if not parts:
        return replace(candidate, cosine=-1.0, dense=-1.0, coverage=0.0)
    cosine, field, text = max(parts, key=lambda part: part[0])
    dense = blend([part[1] for part in parts], [part[0] for part in parts])
    coverage = lexical.coverage(backend.stems(question.body), backend.terms(question.text), average)
    return Candidate(candidate.item, Passage(own, field, text), cosine, dense, coverage)


@dataclass(frozen=True, slots=True)
class Tuning:
    """What a corpus's own questions settled; it is stored in the manifest and used whenever a question is asked.

    ``curve`` holds (weight, mean reciprocal rank of the right answer) for each weight tried, ``scores`` the evidence
    for right answers, from which the threshold is taken, ``questions`` how many were asked. ``note`` says where a prior
    had to stand in, and is empty otherwise.
    """

    weight: float
    curve: tuple[tuple[float, float], ...]
    scores: tuple[float, ...]
    calibration: Calibration
    questions: int
    note: str


def tune(asked: Sequence[Trial]) -> Tuning:
    """Settle the weight of coverage, the evidence for right answers and the confidence from trials.

    Args:
        asked: the trials.

    Returns:
        The tuning; that of a prior where there are too few trials.
    """
    curve = tuple((weight, _mean_reciprocal_rank(asked, weight)) for weight in GRID) if asked else ()
    weight = _choose(curve, len(asked))
    kept: list[float] = []
    rows: list[tuple[float, ...]] = []
    right: list[float] = []
    weights: list[float] = []
    for trial in asked:
        hits = rank(trial.candidates, weight)
        score, place = _own(trial, hits)
        if place <= _NEAR:
            kept.append(round(evidence(hits) - (1 - COSINE) * (hits[0].score - score), 4))
        for found, absent in ((hits, False), (_without(trial, hits), True)):
            if found:
                rows.append(features(found))
                right.append(float(not absent and _is_right(trial, found[0])))
                weights.append(_ABSENT if absent else 1.0)
    enough = len(rows) >= _FEWEST and 0 < sum(right) < len(right)
    fitted = _fit(np.array(rows), np.array(right), np.array(weights)) if enough else None
    note = "" if fitted else "too few questions of its own to calibrate by; the prior stands in"
    model = shrunk(fitted, len(asked)) if fitted else PRIOR
    return Tuning(weight, curve, tuple(sorted(kept)), model, len(asked), note)


def _mean_reciprocal_rank(asked: Sequence[Trial], weight: float) -> float:
    """Return the mean over both kinds of self-questions, those that hide something counting double.

    What is left of a shortened question stands in its item word for word, which flatters coverage.
    """
    by_kind: dict[bool, list[float]] = {}
    for trial in asked:
        scored = scores(trial.candidates, weight)
        own = max(score for id, score in scored.items() if id in trial.question.answers)
        before = sum(score > own + 1e-9 and id not in trial.question.answers for id, score in scored.items())
        by_kind.setdefault(trial.question.whole, []).append(1 / (1 + before))
    total = sum((1 + whole) * sum(ranks) / len(ranks) for whole, ranks in by_kind.items())
    return round(total / sum(1 + whole for whole in by_kind), 6)


def _choose(curve: Sequence[tuple[float, float]], count: int) -> float:
    """Choose the middle, on a logarithmic scale, of the weights that are as good as the best, drawn to the prior.

    Differences within PLATEAU are noise at these numbers of questions, and the middle of a plateau is safer than
    whichever of its ends happens to lead.
    """
    if not curve:
        return PRIOR_WEIGHT
    best = max(value for _, value in curve)
    good = [math.log(max(weight, GRID[1])) for weight, value in curve if value >= best - _PLATEAU]
    middle = sum(good) / len(good)
    share = count / (count + _PRIOR_STRENGTH)
    return round(math.exp(share * middle + (1 - share) * math.log(PRIOR_WEIGHT)), 3)


def _own(trial: Trial, hits: Sequence[Hit]) -> tuple[float, int]:
    """Return the score of the best right answer and its place, counted from 1."""
    for place, hit in enumerate(hits, 1):
        if hit.item.id in trial.question.answers:
            return hit.score, place
    return 0.0, len(hits) + 1


def _is_right(trial: Trial, hit: Hit) -> bool:
    own = next((found.item.concept for found in trial.candidates if found.item.id in trial.question.answers), "")
    return hit.item.id in trial.question.answers or bool(own and hit.item.concept == own)


def _without(trial: Trial, hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits as they would be if the glossary did not hold the answer's concept at all."""
    return [hit for hit in hits if not _is_right(trial, hit)]


def _fit(rows: Floats, right: Floats, weights: Floats) -> Calibration:
    """Fit a logistic model by Newton's method with a small ridge, and measure it on folds it was not fitted on."""
    held = np.empty(len(rows))
    folds = np.arange(len(rows)) // 2 % _FOLDS
    for fold in range(_FOLDS):
        inside = folds != fold
        held[~inside] = _predict(_newton(rows[inside], right[inside], weights[inside]), rows[~inside])
    beta = _newton(rows, right, weights)
    return Calibration(
        round(float(beta[0]), 6),
        tuple(round(float(value), 6) for value in beta[1:]),
        round(calibration_error(held.tolist(), (right > 0.5).tolist(), weights.tolist()), 4),
        round(auroc(held[right > 0.5].tolist(), held[right <= 0.5].tolist()), 4),
    )


def _newton(rows: Floats, right: Floats, weights: Floats) -> Floats:
    design = np.column_stack([np.ones(len(rows)), rows])
    ridge = np.diag([1e-6] + [1.0] * rows.shape[1])
    beta = np.zeros(design.shape[1])
    for _ in range(25):
        odds = _predict(beta, rows)
        gradient = design.T @ (weights * (right - odds)) - ridge @ beta
        hessian = (design * (weights * odds * (1 - odds))[:, None]).T @ design + ridge
        step = np.linalg.solve(hessian, gradient)
        beta = beta + step
        if float(np.abs(step).max()) < 1e-9:
            break
    return beta


def _predict(beta: Floats, rows: Floats) -> Floats:
    odds: Floats = 1 / (1 + np.exp(-np.clip(beta[0] + rows @ beta[1:], -40, 40)))
    return odds
