"""How concepts are connected: a concept's neighbors, and the shortest path between two."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from dlgraph.concept import Concept
from dlgraph.model import KINDS, Relation, RelationKind
from dlgraph.taxonomy import Hierarchy, label_order

Direction = Literal["broader", "narrower", "related", "references", "referenced by"]

_ALONG: dict[RelationKind, Direction] = {"broader": "broader", "related": "related", "references": "references"}
_AGAINST: dict[RelationKind, Direction] = {"broader": "narrower", "related": "related", "references": "referenced by"}
_Steps = dict[str, list[tuple[str, Relation]]]
_DIRECTIONS: tuple[Direction, ...] = ("broader", "narrower", "related", "references", "referenced by")


@dataclass(frozen=True, slots=True)
class Neighbor:
    """A concept one relation away: which way the relation leads, seen from where one stands, and its declaration."""

    concept: Concept
    direction: Direction
    relation: Relation


def neighbors(hierarchy: Hierarchy, concept: Concept) -> tuple[Neighbor, ...]:
    """Return every relation of a concept with the concept at its other end.

    Args:
        hierarchy: the glossary.
        concept: where one stands.

    Returns:
        Broader, narrower, related, linked and linking concepts in this order, each by label. One that two
        relations join appears twice.
    """
    found = [
        Neighbor(hierarchy.concepts[other], _direction(relation, concept), relation)
        for other, relation in joined(hierarchy, concept)
    ]
    return tuple(sorted(found, key=lambda it: (_DIRECTIONS.index(it.direction), *label_order(it.concept))))


def _direction(relation: Relation, concept: Concept) -> Direction:
    return (_ALONG if relation.origin == concept.id else _AGAINST)[relation.kind]


def joined(
    hierarchy: Hierarchy, concept: Concept, kinds: Collection[RelationKind] = KINDS
) -> Iterator[tuple[str, Relation]]:
    """List the relations of a concept, its own and those of others to it, with the id at the other end of each."""
    for kind in KINDS:
        if kind in kinds:
            for relation in hierarchy.outgoing(concept, kind):
                yield relation.target, relation
            for relation in hierarchy.incoming(concept, kind):
                yield relation.origin, relation


def way(start: str, path: Sequence[Relation]) -> tuple[str, ...]:
    """Return the ids of the concepts that a path visits, in order; a relation may be walked against its direction.

    Args:
        start: the id the path begins at.
        path: relations, each of which joins where the last one led to somewhere.
    """
    visited = [start]
    for relation in path:
        visited.append(relation.target if relation.origin == visited[-1] else relation.origin)
    return tuple(visited)


def shortest_path(
    hierarchy: Hierarchy, start: Concept, end: Concept, kinds: Collection[RelationKind] = KINDS
) -> tuple[Relation, ...] | None:
    """Return the shortest way from one concept to another, over relations in either direction.

    Of ways with as few relations, one with fewer ``references`` is preferred, then one with fewer ``related``, so
    that the hierarchy comes before curated relations and those before links; then the one that comes first by
    labels, read from the end whose label comes first. So the way back is the same way.

    Args:
        hierarchy: the glossary.
        start: where the way begins.
        end: where it ends.
        kinds: the relations that may be used.

    Returns:
        The relations as they are declared, in the order of the way (``way`` tells what it visits); empty from a
        concept to itself, None where nothing connects the two.
    """
    if start.id == end.id:
        return ()
    first, last = sorted((start, end), key=label_order)
    ahead = _shortest(hierarchy, first.id, last.id, kinds)
    if not ahead:
        return None
    path = _best(hierarchy, first.id, last.id, ahead)
    return path if first is start else path[::-1]


def _shortest(hierarchy: Hierarchy, start: str, end: str, kinds: Collection[RelationKind]) -> _Steps:
    """Return the steps that shortest paths may take from each concept on; none where nothing connects the ends.

    Two searches, one from each end, take turns by who has less to look at. Both keep whole levels and every step
    that leads to them, so that where they first meet they meet in all that is halfway on a shortest path.
    """
    concepts = hierarchy.concepts
    came: tuple[_Steps, _Steps] = ({start: []}, {end: []})
    frontiers = [[start], [end]]
    while all(frontiers):
        side = 0 if len(frontiers[0]) <= len(frontiers[1]) else 1
        seen, sought = came[side], came[1 - side]
        around = ((id, joined(hierarchy, concepts[id], kinds)) for id in frontiers[side])
        steps = [(id, other, relation) for id, found in around for other, relation in found if other not in seen]
        meeting = [step for step in steps if step[1] in sought]
        for id, other, relation in meeting or steps:
            seen.setdefault(other, []).append((id, relation))
        reached = list(dict.fromkeys(other for _, other, _ in meeting or steps))
        if meeting:
            return _ahead(*came, reached)
        frontiers[side] = reached
    return {}


def _ahead(from_start: _Steps, from_end: _Steps, met: Sequence[str]) -> _Steps:
    """Turn the steps by which two searches came to where they met into steps that all lead to the end."""
    ahead = {id: from_end[id] for id in _back(from_end, met)}
    for id in _back(from_start, met):
        for before, relation in from_start[id]:
            ahead.setdefault(before, []).append((id, relation))
    return ahead


def _back(came: _Steps, met: Sequence[str]) -> dict[str, None]:
    """Return some ids and all on the ways by which a search came to them."""
    found = dict.fromkeys(met)
    order = list(met)
    for id in order:
        fresh = dict.fromkeys(before for before, _ in came[id] if before not in found)
        found.update(fresh)
        order += fresh
    return found


def _best(hierarchy: Hierarchy, start: str, end: str, ahead: _Steps) -> tuple[Relation, ...]:
    """Choose among shortest paths: fewest references, then fewest related, then first by labels."""
    cost = {start: (0, 0)}
    rank = {start: 0}
    came: list[dict[str, Relation]] = []
    while end not in rank:
        best: dict[str, tuple[tuple[int, int], int, bool]] = {}
        steps: dict[str, Relation] = {}
        for id in rank:
            for other, relation in ahead[id]:
                references, related = cost[id]
                total = (references + (relation.kind == "references"), related + (relation.kind == "related"))
                key = (total, rank[id], relation.origin != id)
                if other not in best or key < best[other]:
                    best[other], steps[other] = key, relation
        cost = {id: total for id, (total, _, _) in best.items()}
        # Ways as long come in the order of their labels: of where they come from, then of their last concept.
        labels = {id: label_order(hierarchy.concepts[id]) for id in best} if len(best) > 1 else dict.fromkeys(best)
        order = sorted((before, labels[id], id) for id, (_, before, _) in best.items())
        rank = {id: at for at, (_, _, id) in enumerate(order)}
        came.append(steps)
    here = end
    path: list[Relation] = []
    for steps in reversed(came):
        path.append(steps[here])
        here = steps[here].origin if steps[here].target == here else steps[here].target
    return tuple(reversed(path))
