"""The hierarchy of a glossary: pure functions over broader and narrower."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dlgraph.glossary import Glossary
from dlgraph.model import Concept

# Deeper than any real hierarchy, and well within Python's limit on recursion.
_DEEPEST = 200


@dataclass(frozen=True, slots=True)
class Branch:
    """A concept in a tree and the branches below it.

    ``repeated`` marks a concept whose branches are shown elsewhere in the tree, ``cut`` one whose branches lie
    below the depth asked for.
    """

    concept: Concept
    branches: tuple[Branch, ...] = ()
    repeated: bool = False
    cut: bool = False


def breadcrumb(glossary: Glossary, concept: Concept) -> tuple[Concept, ...]:
    """Return the way from a top concept down to one, following each concept's first broader concept.

    Args:
        glossary: the glossary.
        concept: where the way ends.

    Returns:
        The concepts on the way, top first, ``concept`` last; a cycle in the hierarchy ends it early.
    """
    way = [concept]
    seen = {concept.id}
    while above := [parent for parent in glossary.broader(way[-1]) if parent.id not in seen]:
        way.append(above[0])
        seen.add(above[0].id)
    return tuple(reversed(way))


def tree(glossary: Glossary, concept: Concept | None = None, depth: int | None = None) -> tuple[Branch, ...]:
    """Return the hierarchy below a concept, or below every top concept.

    Args:
        glossary: the glossary.
        concept: the root; None for all top concepts. Concepts that only a cycle holds above nothing are
            given as roots too, so that each concept appears.
        depth: how many levels below the roots to follow; None for all.

    Returns:
        One branch a root. A concept with several broader ones appears below each, with its branches only
        the first time.
    """
    seen: set[str] = set()
    if concept is not None:
        return (_branch(glossary, concept, depth, seen, ()),)
    roots = [_branch(glossary, top, depth, seen, ()) for top in glossary.top_concepts]
    reached = _below(glossary, glossary.top_concepts)
    for other in glossary:
        if other.id not in reached:
            roots.append(_branch(glossary, other, depth, seen, ()))
            reached |= _below(glossary, (other,))
    return tuple(roots)


def _below(glossary: Glossary, roots: Iterable[Concept]) -> set[str]:
    """Return the ids of concepts and of all that lie below them."""
    reached: set[str] = set()
    frontier = list(roots)
    while frontier:
        concept = frontier.pop()
        if concept.id not in reached:
            reached.add(concept.id)
            frontier += glossary.narrower(concept)
    return reached


def _branch(glossary: Glossary, concept: Concept, depth: int | None, seen: set[str], above: tuple[str, ...]) -> Branch:
    below = glossary.narrower(concept)
    if concept.id in seen:
        return Branch(concept, repeated=bool(below))
    if len(above) >= (_DEEPEST if depth is None else min(depth, _DEEPEST)):
        return Branch(concept, cut=bool(below))
    seen.add(concept.id)
    path = (*above, concept.id)
    return Branch(concept, tuple(_branch(glossary, child, depth, seen, path) for child in below))


def depths(glossary: Glossary) -> Mapping[str, int]:
    """Return the least number of steps from a top concept down to each concept that can be reached from one."""
    found = {concept.id: 0 for concept in glossary.top_concepts}
    frontier = list(glossary.top_concepts)
    while frontier:
        below = []
        for concept in frontier:
            for child in glossary.narrower(concept):
                if child.id not in found:
                    found[child.id] = found[concept.id] + 1
                    below.append(child)
        frontier = below
    return found
