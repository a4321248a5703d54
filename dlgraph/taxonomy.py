"""The hierarchy of a glossary: pure functions over broader and narrower.

None of them minds cycles, missing concepts or depth, and each gives the same result every time: what is equal
otherwise comes by folded label, then by id.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from dlgraph.concept import Concept
from dlgraph.model import Relation, RelationKind
from dlgraph.text import fold

# Deeper than any real hierarchy, and well within Python's limit on recursion.
_DEEPEST = 200
# The same labels are compared again and again.
_folded = lru_cache(maxsize=1 << 16)(fold)


class Hierarchy(Protocol):
    """What these functions need of a glossary; ``outgoing`` and ``incoming`` keep the order of declaration."""

    @property
    def concepts(self) -> Mapping[str, Concept]: ...

    @property
    def top_concepts(self) -> tuple[Concept, ...]: ...

    def broader(self, concept: Concept, /) -> tuple[Concept, ...]: ...

    def narrower(self, concept: Concept, /) -> tuple[Concept, ...]: ...

    def related(self, concept: Concept, /) -> tuple[Concept, ...]: ...

    def outgoing(self, concept: Concept, kind: RelationKind, /) -> Sequence[Relation]: ...

    def incoming(self, concept: Concept, kind: RelationKind, /) -> Sequence[Relation]: ...


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


def label_order(concept: Concept) -> tuple[str, str]:
    """Return the key by which concepts that are equal otherwise are ordered: folded label, then id."""
    return _folded(concept.label), concept.id


# -- up and down ---------------------------------------------------------------------------------------------------


def ancestors(hierarchy: Hierarchy, concept: Concept) -> tuple[Concept, ...]:
    """Return every concept above one, nearest first; never the concept itself, not even in a cycle."""
    return _by_distance(hierarchy, _upwards(hierarchy, concept))


def descendants(hierarchy: Hierarchy, concept: Concept) -> tuple[Concept, ...]:
    """Return every concept below one, nearest first; never the concept itself, not even in a cycle."""
    return _by_distance(hierarchy, _downwards(hierarchy, (concept,)))


def is_a(hierarchy: Hierarchy, concept: Concept, other: Concept) -> bool:
    """Tell whether a concept is a kind of another: whether that is among its ancestors. Nothing is a kind of itself."""
    return concept.id != other.id and other.id in _upwards(hierarchy, concept)


def siblings(hierarchy: Hierarchy, concept: Concept) -> tuple[Concept, ...]:
    """Return the other concepts that share a directly broader concept with one, by label."""
    found = {child.id: child for parent in hierarchy.broader(concept) for child in hierarchy.narrower(parent)}
    found.pop(concept.id, None)
    return tuple(sorted(found.values(), key=label_order))


def chain(hierarchy: Hierarchy, concept: Concept, above: Concept) -> tuple[Relation, ...]:
    """Return the proof that a concept is a kind of another.

    Args:
        hierarchy: the glossary.
        concept: where the chain begins.
        above: where it ends.

    Returns:
        The fewest ``broader`` relations that lead from ``concept`` up to ``above``, each one's target the next
        one's origin; of several such chains the one first by labels. Empty where none does, or both are one.
    """
    concepts = hierarchy.concepts
    came: dict[str, Relation | None] = {concept.id: None}
    queue = deque([concept])
    while queue and above.id not in came:
        steps = hierarchy.outgoing(queue.popleft(), "broader")
        for relation in sorted(steps, key=lambda step: label_order(concepts[step.target])):
            if relation.target not in came:
                came[relation.target] = relation
                queue.append(concepts[relation.target])
    found: list[Relation] = []
    step = came.get(above.id)
    while step:
        found.append(step)
        step = came[step.origin]
    return tuple(reversed(found))


def lowest_common_broader(hierarchy: Hierarchy, first: Concept, *others: Concept) -> tuple[Concept, ...]:
    """Return the most specific concepts that several concepts are, or are kinds of.

    These are the lowest common ancestors of a directed acyclic graph: the common ancestors, each concept counted
    among its own, that have no other common one below them. For a concept and a kind of it that is the concept.
    A cycle puts each of its concepts below every other, so that no one of them is lowest; it counts as one
    concept here and is represented by the one that the fewest steps in all lead to.

    Args:
        hierarchy: the glossary.
        first: a concept.
        others: the concepts to compare it with; without any, ``first`` is the result.

    Returns:
        The concepts, by the fewest steps in all that lead up to each; empty where nothing is common.
    """
    above = [_upwards(hierarchy, concept) for concept in (first, *others)]
    shared = set(above[0]).intersection(*above[1:])
    steps = {id: sum(distances[id] for distances in above) for id in shared}
    covered: set[str] = set()
    lowest: list[Concept] = []
    for concept in sorted((hierarchy.concepts[id] for id in shared), key=lambda it: (steps[it.id], *label_order(it))):
        if concept.id not in covered:
            # Fewer steps do not mean lower, for a short cut may pass by a concept; then the higher one gives way.
            reached = _upwards(hierarchy, concept)
            lowest = [other for other in lowest if other.id not in reached] + [concept]
            covered |= reached.keys()
    return tuple(lowest)


def _upwards(hierarchy: Hierarchy, concept: Concept) -> dict[str, int]:
    """Return the ids of a concept and all above it, with the fewest steps that lead to each."""
    concepts = hierarchy.concepts
    found = {concept.id: 0}
    frontier = [concept]
    while frontier:
        above = []
        for each in frontier:
            for relation in hierarchy.outgoing(each, "broader"):
                if relation.target not in found:
                    found[relation.target] = found[each.id] + 1
                    above.append(concepts[relation.target])
        frontier = above
    return found


def _downwards(hierarchy: Hierarchy, roots: Iterable[Concept]) -> dict[str, int]:
    """Return the ids of some concepts and of all below them, with the fewest steps that lead to each."""
    concepts = hierarchy.concepts
    frontier = list(roots)
    found = dict.fromkeys((concept.id for concept in frontier), 0)
    while frontier:
        below = []
        for each in frontier:
            for relation in hierarchy.incoming(each, "broader"):
                if relation.origin not in found:
                    found[relation.origin] = found[each.id] + 1
                    below.append(concepts[relation.origin])
        frontier = below
    return found


def _by_distance(hierarchy: Hierarchy, distances: Mapping[str, int]) -> tuple[Concept, ...]:
    """Return the concepts at some distance, nearest first; the one at no distance is left out."""
    concepts = [hierarchy.concepts[id] for id, distance in distances.items() if distance]
    return tuple(sorted(concepts, key=lambda concept: (distances[concept.id], *label_order(concept))))


# -- ways and trees ------------------------------------------------------------------------------------------------


def breadcrumb(hierarchy: Hierarchy, concept: Concept) -> tuple[Concept, ...]:
    """Return the way from a top concept down to one, following each concept's first broader concept.

    Args:
        hierarchy: the glossary.
        concept: where the way ends.

    Returns:
        The concepts on the way, top first, ``concept`` last; a cycle in the hierarchy ends it early.
    """
    way = [concept]
    seen = {concept.id}
    while above := [parent for parent in hierarchy.broader(way[-1]) if parent.id not in seen]:
        way.append(above[0])
        seen.add(above[0].id)
    return tuple(reversed(way))


def tree(hierarchy: Hierarchy, concept: Concept | None = None, depth: int | None = None) -> tuple[Branch, ...]:
    """Return the hierarchy below a concept, or below every top concept.

    Args:
        hierarchy: the glossary.
        concept: the root; None for all top concepts. Concepts that only a cycle holds above nothing are
            given as roots too, so that each concept appears.
        depth: how many levels below the roots to follow; None for all.

    Returns:
        One branch a root. A concept with several broader ones appears below each, with its branches only
        the first time.
    """
    seen: set[str] = set()
    if concept is not None:
        return (_branch(hierarchy, concept, depth, seen, 0),)
    roots = [_branch(hierarchy, top, depth, seen, 0) for top in hierarchy.top_concepts]
    reached = set(_downwards(hierarchy, hierarchy.top_concepts))
    for other in hierarchy.concepts.values():
        if other.id not in reached:
            roots.append(_branch(hierarchy, other, depth, seen, 0))
            reached.update(_downwards(hierarchy, (other,)))
    return tuple(roots)


def _branch(hierarchy: Hierarchy, concept: Concept, depth: int | None, seen: set[str], level: int) -> Branch:
    below = hierarchy.narrower(concept)
    if concept.id in seen:
        return Branch(concept, repeated=bool(below))
    if level >= (_DEEPEST if depth is None else min(depth, _DEEPEST)):
        return Branch(concept, cut=bool(below))
    seen.add(concept.id)
    return Branch(concept, tuple(_branch(hierarchy, child, depth, seen, level + 1) for child in below))


def depths(hierarchy: Hierarchy) -> Mapping[str, int]:
    """Return the least number of steps from a top concept down to each concept that can be reached from one."""
    return _downwards(hierarchy, hierarchy.top_concepts)
