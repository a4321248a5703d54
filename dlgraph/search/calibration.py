"""When to abstain and how sure to be: a threshold and a probability, both learnt from a corpus's own questions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from dlgraph.model import Hit

KEEP = 0.95
# The threshold where a corpus is too small to tell: between those that suited three public sets (docs/retrieval.md).
PRIOR_THRESHOLD = 0.5
# With this many scores, they and the prior count the same. It is much because the phrasings inside a corpus are
# more alike than those of the people who ask it.
PRIOR_STRENGTH = 300
# A query that is an item's very name or question outranks whatever only resembles it: whatever has that name has a
# high cosine too, and no sum of cosine and weighted coverage differs by as much.
WORD_FOR_WORD = 4.0
# How much more it takes to answer "what is X?" where no concept is called X: what resembles it is another thing.
UNDEFINED = 0.2
FEATURES = ("score", "cosine", "coverage", "margin")


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


# Where a corpus has no questions to learn from: fitted on the packaged glossary.
PRIOR = Calibration(-2.058, (0.818, 1.755, 0.797, 4.157), None, None)


def features(hits: Sequence[Hit]) -> tuple[float, ...]:
    """Return what the model looks at: the FEATURES of the best hit.

    Args:
        hits: what was found, best first; at least one.

    Returns:
        Its score, cosine and coverage, and by how much it leads the best hit of another concept.
    """
    best = hits[0]
    others = [hit.score for hit in hits[1:] if not best.item.concept or hit.item.concept != best.item.concept]
    margin = max(best.score - others[0], 0.0) if others else 0.0
    return (best.score, best.cosine, best.coverage, margin)


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
    """Return the score below which to abstain, so that about a share ``keep`` of answerable questions is answered.

    It is the conformal quantile (Vovk, Gammerman and Shafer, Algorithmic Learning in a Random World, 2005) of the
    scores that right answers had for a corpus's own questions, drawn towards a prior where there are few.

    Args:
        scores: the scores of right answers.
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
