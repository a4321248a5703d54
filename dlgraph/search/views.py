"""How much speaks for an item: what names it and what it says are two views of it, and so are its concept and page."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Fields by which an item is asked for; in the others it answers.
NAMING = frozenset({"question", "alternative", "myth", "definition"})

# How much a concept's definition and its whole page count beside the item itself; chosen on one set of questions
# about the packaged glossary and confirmed on another (docs/retrieval.md).
TOPIC = 0.3
PAGE = 0.3
# What it costs an item that nothing defines its concept.
UNDEFINED = 0.1

Score = TypeVar("Score", float, "NDArray[np.float64]")


def blend(fields: Sequence[str], cosines: Sequence[float]) -> float:
    """Return an item's dense score: the mean of how well its names match and how well its content does.

    The names' view is the mean of its two best cosines, so that one odd phrasing among many does not decide; the
    content's view is its best one. An item with one view has that one's value. On three public FAQ sets this
    ranked better than the maximum over all passages, at every weight of coverage (docs/retrieval.md).

    Args:
        fields: the field of each passage of the item.
        cosines: the cosine of each passage with the query, in the same order; at least one.

    Returns:
        A value from -1 to 1.
    """
    # Hundreds of items are blended for each question, so that nothing is sorted for the sake of two values.
    first = second = content = -math.inf
    for field, cosine in zip(fields, cosines, strict=True):
        if field not in NAMING:
            content = max(content, cosine)
        elif cosine > first:
            first, second = cosine, first
        else:
            second = max(second, cosine)
    name = first if second == -math.inf else (first + second) / 2
    if content == -math.inf:
        return name
    return content if first == -math.inf else (name + content) / 2


def combined(own: Score, definition: Score, page: Score) -> Score:
    """Return the score of an item that belongs to a concept: of numbers, or of arrays of them.

    Args:
        own: its own score.
        definition: the own score of the concept's definition; where that is no candidate, the item's less UNDEFINED.
        page: the coverage of the concept's page.

    Returns:
        The score.
    """
    return (1 - TOPIC) * own + TOPIC * definition + PAGE * page
