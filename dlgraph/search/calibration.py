"""When to abstain and how sure to be: a threshold and a probability, both learnt from a corpus's own questions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from dlgraph.model import Hit

KEEP = 0.95
# The threshold where a corpus is too small to tell: between those that suited three public sets (docs/retrieval.md).
PRIOR_THRESHOLD = 0.5
# With this many self-questions, they and the prior count the same: for the threshold, and for the confidence. It is
# much because the phrasings inside a corpus are more alike than those of the people who ask it.
PRIOR_STRENGTH = 300
CONFIDENCE_STRENGTH = 600
# How much the best cosine counts beside the score in deciding whether to answer. Words shared by chance raise the
# score of what is about something else; a cosine they raise less (docs/retrieval.md).
COSINE = 0.3
_FIRST = 10
# Beyond these a higher score or lead says nothing more; word for word matches lie far above.
_HIGHEST, _WIDEST = 1.6, 0.6
# A query that is an item's very name or question outranks whatever only resembles it: whatever has that name has a
# high cosine too, and no sum of cosine and weighted coverage differs by as much.
WORD_FOR_WORD = 4.0
# How much more evidence it takes to answer "what is X?" where no concept is called X, for what resembles X is mostly
# another thing: where the words of X stand on the page found, and where they do not.
MENTIONED = 0.25
UNDEFINED = 0.4
FEATURES = ("evidence", "cosine", "coverage", "margin")


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic model of the probability that the first hit is right.

    ``intercept`` and ``coefficients`` apply to the FEATURES of the hits. ``ece`` is the expected calibration
    error and ``auroc`` the area under the ROC curve, both measured on self-questions the model was not fitted on, and
    None for the prior.
    """

    intercept: float
    coefficients: tuple[float, ...]
    ece: float | None
    auroc: float | None


# Where a corpus has few questions to learn from: fitted on 320 questions that people might ask the packaged glossary.
PRIOR = Calibration(-4.118, (4.339, 2.981, 2.368, 2.245), None, None)


def evidence(hits: Sequence[Hit]) -> float:
    """Return how much speaks for there being an answer among hits; what falls below the threshold is abstained from.

    Args:
        hits: what was found, best first; at least one.

    Returns:
        The best score, and to a share COSINE the best cosine of the first ten.
    """
    return (1 - COSINE) * hits[0].score + COSINE * max(hit.cosine for hit in hits[:_FIRST])


def features(hits: Sequence[Hit]) -> tuple[float, ...]:
    """Return what the model looks at: the FEATURES of the best hit.

    Args:
        hits: what was found, best first; at least one.

    Returns:
        The evidence, its cosine and coverage, and by how much it leads the best hit of another concept.
    """
    best = hits[0]
    others = [hit.score for hit in hits[1:] if not best.item.concept or hit.item.concept != best.item.concept]
    lead = min(max(best.score - others[0], 0.0), _WIDEST) if others else 0.0
    return (min(evidence(hits), _HIGHEST), best.cosine, best.coverage, lead)


def shrunk(fitted: Calibration, count: int) -> Calibration:
    """Draw a model fitted on a corpus's own questions towards the prior.

    Args:
        fitted: the model.
        count: how many questions it was fitted on.

    Returns:
        The model whose log-odds lie between the two, its measures those of the fitted one.
    """
    share = count / (count + CONFIDENCE_STRENGTH)

    def between(own: float, prior: float) -> float:
        return round(share * own + (1 - share) * prior, 6)

    coefficients = tuple(between(*pair) for pair in zip(fitted.coefficients, PRIOR.coefficients, strict=True))
    return Calibration(between(fitted.intercept, PRIOR.intercept), coefficients, fitted.ece, fitted.auroc)


def probability(model: Calibration, values: Sequence[float]) -> float:
    """Return the logistic model's probability for some features."""
    total = model.intercept + sum(a * b for a, b in zip(model.coefficients, values, strict=True))
    return 1 / (1 + math.exp(-max(-40.0, min(40.0, total))))


def auroc(high: Sequence[float], low: Sequence[float]) -> float:
    """Return the probability that one of ``high`` exceeds one of ``low``, ties counting half."""
    wins = sum((a > b) + 0.5 * (a == b) for a in high for b in low)
    return wins / (len(high) * len(low))


def calibration_error(
    confidences: Sequence[float], correct: Sequence[bool], weights: Sequence[float] | None = None
) -> float:
    """Return the expected calibration error over ten bins of equal width (Guo et al., 2017).

    Args:
        confidences: probabilities, at least one.
        correct: whether each was right.
        weights: what each counts; None for 1 each.

    Returns:
        The mean gap between confidence and share of right answers, 0 to 1.
    """
    counts = [1.0] * len(confidences) if weights is None else weights
    gaps = [0.0] * 10
    for confidence, right, count in zip(confidences, correct, counts, strict=True):
        gaps[min(int(confidence * 10), 9)] += count * (confidence - right)
    return sum(map(abs, gaps)) / sum(counts)


def threshold(scores: Sequence[float], keep: float = KEEP) -> float:
    """Return the evidence below which to abstain, so that about a share ``keep`` of answerable questions is answered.

    It is the conformal quantile (Vovk, Gammerman and Shafer, Algorithmic Learning in a Random World, 2005) of the
    evidence for right answers to a corpus's own questions, drawn towards a prior where there are few.

    Args:
        scores: the evidence for right answers.
        keep: the share to keep, between 0 and 1.

    Returns:
        The threshold.
    """
    if not scores:
        return PRIOR_THRESHOLD
    ordered = sorted(scores)
    own = _quantile(ordered, 1 - keep)
    prior = PRIOR_THRESHOLD + own - _quantile(ordered, 1 - KEEP)
    share = len(ordered) / (len(ordered) + PRIOR_STRENGTH)
    return share * own + (1 - share) * prior


def _quantile(ordered: Sequence[float], share: float) -> float:
    """Return the value that at most a share of a conformal sample lies below: the floor((n + 1) share)-th smallest."""
    at = math.floor((len(ordered) + 1) * share) - 1
    return ordered[max(0, min(at, len(ordered) - 1))]
