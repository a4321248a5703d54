"""What lies around a concept: above it, a few relations away, or near in meaning."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dlgraph.concept import Concept
from dlgraph.paths import Neighbor, neighbors
from dlgraph.taxonomy import Branch, Hierarchy

# As deep as trees that lead down are drawn.
_HIGHEST = 200


@dataclass(frozen=True, slots=True)
class Surrounding:
    """A concept some relations away: how many, the concept before it on the way, and the relation from there to it."""

    distance: int
    via: Concept
    neighbor: Neighbor


@dataclass(frozen=True, slots=True)
class Near:
    """A concept whose definition is near another's: the cosine of their embeddings, -1 to 1."""

    concept: Concept
    cosine: float


def tree_up(hierarchy: Hierarchy, concept: Concept, depth: int | None = None) -> Branch:
    """Return all that is above a concept, as a tree that grows from the concept upwards.

    Args:
        hierarchy: the glossary.
        concept: the root.
        depth: how many levels above it to follow; None for all.

    Returns:
        The concept's branch. A concept that several ways lead to appears on each, with what is above it only the
        first time.
    """
    return _branch(hierarchy, concept, _HIGHEST if depth is None else min(depth, _HIGHEST), set())


def _branch(hierarchy: Hierarchy, concept: Concept, levels: int, seen: set[str]) -> Branch:
    above = hierarchy.broader(concept)
    if concept.id in seen:
        return Branch(concept, repeated=bool(above))
    if not levels:
        return Branch(concept, cut=bool(above))
    seen.add(concept.id)
    return Branch(concept, tuple(_branch(hierarchy, parent, levels - 1, seen) for parent in above))


def surroundings(hierarchy: Hierarchy, concept: Concept, depth: int = 1) -> tuple[Surrounding, ...]:
    """Return what a few relations lead to from a concept.

    Args:
        hierarchy: the glossary.
        concept: where one stands.
        depth: how many relations to follow at most.

    Returns:
        At distance 1 every relation of the concept, as ``neighbors`` lists them; farther away every concept once,
        by the first relation that leads to it.
    """
    found = [Surrounding(1, concept, neighbor) for neighbor in neighbors(hierarchy, concept)] if depth > 0 else []
    seen = {concept.id, *(each.neighbor.concept.id for each in found)}
    ring = list({each.neighbor.concept.id: each.neighbor.concept for each in found}.values())
    for distance in range(2, depth + 1):
        beyond = list(_beyond(hierarchy, ring, seen, distance))
        found += beyond
        ring = [each.neighbor.concept for each in beyond]
    return tuple(found)


def _beyond(hierarchy: Hierarchy, ring: list[Concept], seen: set[str], distance: int) -> Iterator[Surrounding]:
    for via in ring:
        for neighbor in neighbors(hierarchy, via):
            if neighbor.concept.id not in seen:
                seen.add(neighbor.concept.id)
                yield Surrounding(distance, via, neighbor)
