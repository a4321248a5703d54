"""Which relations a glossary may still take: none that is there already, and none that SKOS forbids."""

from __future__ import annotations

from collections.abc import Iterable

from dlgraph.glossary import Glossary
from dlgraph.suggest.suggestion import Suggestion


class Relations:
    """The relations of a glossary and those that were added to them, by id.

    Args:
        glossary: the glossary.
    """

    def __init__(self, glossary: Glossary) -> None:
        self._up: dict[str, set[str]] = {id: set() for id in glossary.concepts}
        self._down: dict[str, set[str]] = {id: set() for id in glossary.concepts}
        self._related: dict[str, set[str]] = {id: set() for id in glossary.concepts}
        self._links: set[tuple[str, str]] = set()
        for relation in glossary.relations:
            self._add(relation.kind, relation.origin, relation.target)

    def _add(self, kind: str, origin: str, target: str) -> None:
        if kind == "broader":
            self._up[origin].add(target)
            self._down[target].add(origin)
        elif kind == "related":
            self._related[origin].add(target)
            self._related[target].add(origin)
        else:
            self._links.add((origin, target))

    def takes(self, kind: str, origin: str, target: str) -> bool:
        """Tell whether a relation is new, joins two concepts, and breaks neither S27 nor the order of the hierarchy."""
        if origin == target or target in self._related[origin]:
            return False
        if target in self._up[origin] or origin in self._up[target]:
            return False
        if kind == "references":
            return (origin, target) not in self._links
        above = self.reach(target, self._up)
        if kind == "related":
            return origin not in above and target not in self.reach(origin, self._up)
        below = self.reach(origin, self._down)
        # What is broader may not be narrower as well, nor may anything above be related to anything below.
        return target not in below and not any(self._related[each] & above for each in below)

    def reach(self, id: str, steps: dict[str, set[str]]) -> set[str]:
        """Return a concept and all that the hierarchy leads to from it."""
        found = {id}
        waiting = [id]
        while waiting:
            new = steps[waiting.pop()] - found
            found |= new
            waiting.extend(new)
        return found

    def kin(self, id: str) -> set[str]:
        """Return a concept, all that is broader and all that is narrower."""
        return self.reach(id, self._up) | self.reach(id, self._down)

    def said(self, id: str) -> set[str]:
        """Return the concepts to which a page has a relation or a link already, and itself."""
        return {id, *self._up[id], *self._down[id], *self._related[id], *(b for a, b in self._links if a == id)}

    def admit(self, suggestions: Iterable[Suggestion]) -> list[Suggestion]:
        """Return the suggestions that can be taken up together; of two that exclude each other the first stays."""
        kept = []
        for each in suggestions:
            if each.kind in ("alias", "duplicate"):
                kept.append(each)
            elif self.takes(each.kind, each.concept, each.target):
                self._add(each.kind, each.concept, each.target)
                kept.append(each)
        return kept
