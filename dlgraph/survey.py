"""The glossary as a whole: its parts, what stands alone, what is central, and lists by what concepts have in common."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from dlgraph.concept import Concept
from dlgraph.model import KINDS, RelationKind
from dlgraph.paths import joined
from dlgraph.taxonomy import Hierarchy, label_order
from dlgraph.text import fold


@dataclass(frozen=True, slots=True)
class Standing:
    """How central a concept is: how many others one relation joins it to, and that as a share of all others, 0 to 1."""

    concept: Concept
    neighbors: int
    centrality: float


def components(hierarchy: Hierarchy, kinds: Collection[RelationKind] = KINDS) -> tuple[tuple[Concept, ...], ...]:
    """Return the parts of a glossary that no relation connects with each other.

    Args:
        hierarchy: the glossary.
        kinds: the relations that count, in either direction.

    Returns:
        The parts, largest first, then by their first label; the concepts of each by label.
    """
    concepts = hierarchy.concepts
    seen: set[str] = set()
    parts: list[list[Concept]] = []
    for root in concepts:
        found = [] if root in seen else [root]
        seen.add(root)
        for id in found:
            for other, _ in joined(hierarchy, concepts[id], kinds):
                if other not in seen:
                    seen.add(other)
                    found.append(other)
        if found:
            parts.append(sorted((concepts[id] for id in found), key=label_order))
    return tuple(map(tuple, sorted(parts, key=lambda part: (-len(part), *label_order(part[0])))))


def orphans(hierarchy: Hierarchy) -> tuple[Concept, ...]:
    """Return the concepts that no relation of any kind joins to another, by label."""
    return _sorted(concept for concept in hierarchy.concepts.values() if not any(joined(hierarchy, concept)))


def leaves(hierarchy: Hierarchy) -> tuple[Concept, ...]:
    """Return the concepts with nothing narrower, by label."""
    return _sorted(concept for concept in hierarchy.concepts.values() if not hierarchy.incoming(concept, "broader"))


def centrality(hierarchy: Hierarchy) -> tuple[Standing, ...]:
    """Return how central each concept is, most central first.

    This is degree centrality (Freeman, "Centrality in social networks", 1978): the number of other concepts that a
    concept is joined to by a relation of any kind and direction, divided by the number of all others. It was chosen
    over PageRank because anyone can count it on the page.
    """
    others = max(len(hierarchy.concepts) - 1, 1)
    found = []
    for concept in hierarchy.concepts.values():
        count = len({id for id, _ in joined(hierarchy, concept)})
        found.append(Standing(concept, count, count / others))
    return tuple(sorted(found, key=lambda standing: (-standing.neighbors, *label_order(standing.concept))))


def list_concepts(
    hierarchy: Hierarchy,
    *,
    tag: str = "",
    type: str = "",
    folder: str = "",
    top: bool = False,
    leaves: bool = False,
) -> tuple[Concept, ...]:
    """Return the concepts for which every filter holds, by label.

    Args:
        hierarchy: the glossary.
        tag: a tag, in any spelling that folds alike.
        type: a type, likewise.
        folder: a folder of the corpus; what lies in folders within it counts too.
        top: only concepts with nothing broader.
        leaves: only concepts with nothing narrower.
    """
    within = [part for part in folder.casefold().split("/") if part not in ("", ".")]

    def listed(concept: Concept) -> bool:
        return (
            (not tag or fold(tag) in map(fold, concept.tags))
            and (not type or fold(type) == fold(concept.type))
            and concept.id.casefold().split("/")[:-1][: len(within)] == within
            and not (top and hierarchy.outgoing(concept, "broader"))
            and not (leaves and hierarchy.incoming(concept, "broader"))
        )

    return _sorted(filter(listed, hierarchy.concepts.values()))


def _sorted(concepts: Iterable[Concept]) -> tuple[Concept, ...]:
    return tuple(sorted(concepts, key=label_order))
