"""What to learn first: the order in which everything that a page needs comes before it.

A page *needs* its broader concepts and the concepts that its opening explanation links to. The opening explanation is
the text before the first heading or, where nothing is linked there, the first section up to the next heading. A link
counts only where it leads to a concept that stands no deeper in the hierarchy than the page itself: an explanation
leans on what is as general or more so, and names what is more special as an example, to be read afterwards.

That bound is what keeps the order a list to follow. On the AI glossary, without it everything leads to a knot of 49
pages that link to one another, and a list has 53 concepts on average; with it a list has 10, 32 at most; one level
more and it is 52 again. A glossary without a hierarchy has no depths to compare: all opening links count, and on the
90 pages of the CNCF glossary a list has 8 concepts on average, 23 at most.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from dlgraph.concept import Concept
from dlgraph.model import Relation
from dlgraph.taxonomy import Hierarchy, depths


@dataclass(frozen=True, slots=True)
class Step:
    """A concept to learn, and the relations that make later steps need it; there are none for the last."""

    concept: Concept
    needed: tuple[Relation, ...]


@dataclass(frozen=True, slots=True)
class LearningPath:
    """The way to a concept.

    ``steps`` end with ``concept`` itself, and are empty where that is known already. ``known`` are the concepts that
    are needed and were left out as known. ``broken`` are the relations that would have made the order go in a circle.
    """

    concept: Concept
    steps: tuple[Step, ...]
    known: tuple[Concept, ...] = ()
    broken: tuple[Relation, ...] = ()


@dataclass(slots=True)
class _Walk:
    """What a walk through needs has found: ids in order, the needs of each that are kept, and those that are not."""

    order: list[str] = field(default_factory=list)
    kept: dict[str, list[Relation]] = field(default_factory=dict)
    broken: dict[str, list[Relation]] = field(default_factory=dict)


def learning_order(hierarchy: Hierarchy, concept: Concept, knows: Collection[Concept] = ()) -> LearningPath:
    """Return what to learn, in which order, to understand a concept.

    What a page needs comes before it: first what is broader, in the order it is declared, then what its opening
    explanation links to, in the order of the text, and what each of these needs right before it.

    Where pages need each other in a circle, the order begins with the one that is met last on the way from
    ``concept``, and the relation by which that would lead back is dropped. A link to a kind of what is just being
    led up to is dropped as well, so that ``broader`` goes before links: a ``broader`` relation is dropped only
    where the hierarchy itself goes in a circle. None is dropped that could be kept.

    Args:
        hierarchy: the glossary.
        concept: what is to be understood.
        knows: what is known already. To know a concept means to know everything that it needs, too.

    Returns:
        The steps, what was left out as known, and the relations that were dropped.
    """
    concepts = hierarchy.concepts
    walk = _walk(hierarchy, [concept.id, *(other.id for other in knows)])
    known = _reached(walk.kept, (other.id for other in knows))
    wanted = _reached(walk.kept, (concept.id,))
    order = [id for id in walk.order if id in wanted]
    left = [id for id in order if id not in known]
    because: dict[str, list[Relation]] = {id: [] for id in order}
    for id in left:
        for relation in walk.kept[id]:
            because[relation.target].append(relation)
    return LearningPath(
        concept,
        tuple(Step(concepts[id], tuple(because[id])) for id in left),
        tuple(concepts[id] for id in order if id in known),
        tuple(relation for id in left for relation in walk.broken[id]),
    )


def _walk(hierarchy: Hierarchy, goals: Iterable[str]) -> _Walk:
    """Go through all that some concepts need, depth first, and leave out what would lead back in a circle."""
    levels = depths(hierarchy)
    walk = _Walk()
    done: dict[str, bool] = {}
    for goal in goals:
        ahead = [] if goal in done else [goal]
        under_way: list[tuple[str, Iterator[Relation]]] = []
        while ahead or under_way:
            if ahead:
                id = ahead.pop()
                done[id], walk.kept[id], walk.broken[id] = False, [], []
                under_way.append((id, _needs(hierarchy, hierarchy.concepts[id], levels)))
            id, rest = under_way[-1]
            relation = next(rest, None)
            if relation is None:
                under_way.pop()
                done[id] = True
                walk.order.append(id)
            elif _leads_back(hierarchy, relation, done):
                walk.broken[id].append(relation)
            else:
                walk.kept[id].append(relation)
                if relation.target not in done:
                    ahead.append(relation.target)
    return walk


def _needs(hierarchy: Hierarchy, concept: Concept, levels: Mapping[str, int]) -> Iterator[Relation]:
    """Yield the relations that make a concept need others."""
    yield from hierarchy.outgoing(concept, "broader")
    # Concepts that only cycles hold have no depth; they are roots as much as any.
    level = levels.get(concept.id, 0)
    yield from (link for link in _opening_links(hierarchy, concept) if levels.get(link.target, 0) <= level)


def _opening_links(hierarchy: Hierarchy, concept: Concept) -> list[Relation]:
    """Return the links of a page's opening explanation."""
    links = hierarchy.outgoing(concept, "references")
    titled = [section.line for section in concept.sections if section.title]
    asked = [faq.source.line for faq in concept.faqs] + [pair.source.line for pair in concept.misconceptions]
    stops = sorted({*titled, *asked})
    before = [link for link in links if not stops or link.source.line < stops[0]]
    if before or not titled:
        return before
    begin = min(titled)
    end = next((stop for stop in stops if stop > begin), None)
    return [link for link in links if begin <= link.source.line and (end is None or link.source.line < end)]


def _leads_back(hierarchy: Hierarchy, relation: Relation, done: Mapping[str, bool]) -> bool:
    """Tell whether a need leads to what is just being led up to, or a link to a kind of that.

    Args:
        hierarchy: the glossary.
        relation: the need.
        done: the concepts met so far; False for those whose needs are being gone through.
    """
    if relation.target in done:
        return not done[relation.target]
    if relation.kind == "broader":
        return False
    seen = {relation.target}
    found = [relation.target]
    for id in found:
        for step in hierarchy.outgoing(hierarchy.concepts[id], "broader"):
            if not done.get(step.target, True):
                return True
            # Above what is done, everything is done.
            if step.target not in done and step.target not in seen:
                seen.add(step.target)
                found.append(step.target)
    return False


def _reached(needs: Mapping[str, Iterable[Relation]], goals: Iterable[str]) -> set[str]:
    found = list(dict.fromkeys(goals))
    seen = set(found)
    for id in found:
        fresh = dict.fromkeys(relation.target for relation in needs[id] if relation.target not in seen)
        seen.update(fresh)
        found += fresh
    return seen
