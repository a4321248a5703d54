"""The graph functions agree with an independent oracle, written with NetworkX.

For every ordered pair of concepts of the packaged glossary, and of one more corpus that DLGRAPH_ORACLE_CORPUS may
name; and for random hierarchies, with cycles and without.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

import networkx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlgraph import taxonomy
from dlgraph.concept import Concept, Reference
from dlgraph.formats import corpus
from dlgraph.glossary import Glossary
from dlgraph.model import Relation
from dlgraph.text import fold

PACKAGED = str(Path(__file__).resolve().parent.parent / "corpus")
OTHER = os.environ.get("DLGRAPH_ORACLE_CORPUS", "")

CORPORA = [
    pytest.param(PACKAGED, id="packaged"),
    pytest.param(OTHER, id="other", marks=pytest.mark.skipif(not OTHER, reason="DLGRAPH_ORACLE_CORPUS is not set")),
]


class Oracle:
    """What NetworkX says of a glossary's relations; ``up`` leads from each concept to the ones above it."""

    def __init__(self, glossary: Glossary) -> None:
        self.up = networkx.DiGraph()
        self.around = networkx.Graph()
        for graph in (self.up, self.around):
            graph.add_nodes_from(glossary.concepts)
        for relation in glossary.relations:
            self.around.add_edge(relation.origin, relation.target)
            if relation.kind == "broader":
                self.up.add_edge(relation.origin, relation.target)
        self.above = {id: networkx.descendants(self.up, id) for id in self.up}
        self.steps_up = dict(networkx.all_pairs_shortest_path_length(self.up))
        self.steps = dict(networkx.all_pairs_shortest_path_length(self.around))
        # A cycle of the hierarchy counts as one concept.
        self.knot = networkx.condensation(self.up).graph["mapping"]
        self.declared = set(glossary.relations)

    def lowest(self, one: str, other: str) -> set[int]:
        """Return the lowest common broader concepts as numbers of knots: the shared ones with none below them."""
        shared = (self.above[one] | {one}) & (self.above[other] | {other})
        higher = {self.knot[above] for id in shared for above in self.above[id] if self.knot[above] != self.knot[id]}
        return {self.knot[id] for id in shared} - higher

    def leads(self, steps: tuple[Relation, ...], here: str, end: str) -> bool:
        """Tell whether declared relations, walked in either direction, lead from one id to another."""
        for step in steps:
            if step not in self.declared or here not in (step.origin, step.target):
                return False
            here = step.target if here == step.origin else step.origin
        return here == end


Agrees = Callable[[Glossary, Oracle, str, str], bool]


def agrees_on_is_a(glossary: Glossary, oracle: Oracle, one: str, other: str) -> bool:
    return glossary.is_a(one, other) == (one != other and other in oracle.above[one])


def agrees_on_chains(glossary: Glossary, oracle: Oracle, one: str, other: str) -> bool:
    steps = taxonomy.chain(glossary, glossary.concepts[one], glossary.concepts[other])
    ids = [one, *(step.target for step in steps)]
    connected = all(step in oracle.declared and step.origin == id for step, id in zip(steps, ids, strict=False))
    return len(steps) == oracle.steps_up[one].get(other, 0) and connected and (not steps or ids[-1] == other)


def agrees_on_lowest_common_broader(glossary: Glossary, oracle: Oracle, one: str, other: str) -> bool:
    found = [oracle.knot[concept.id] for concept in glossary.lowest_common_broader(one, other)]
    return set(found) == oracle.lowest(one, other) and len(found) == len(set(found))


def agrees_on_shortest_paths(glossary: Glossary, oracle: Oracle, one: str, other: str) -> bool:
    steps = glossary.shortest_path(one, other)
    if steps is None:
        return other not in oracle.steps[one]
    return len(steps) == oracle.steps[one].get(other) and oracle.leads(steps, one, other)


def agrees_on_kinds(glossary: Glossary, oracle: Oracle, id: str) -> bool:
    def in_order(steps: dict[str, int]) -> list[str]:
        return sorted(
            (other for other in steps if other != id),
            key=lambda other: (steps[other], fold(glossary.concepts[other].label), other),
        )

    below = {other: oracle.steps_up[other][id] for other in networkx.ancestors(oracle.up, id)}
    sharing = {child for parent in oracle.up.successors(id) for child in oracle.up.predecessors(parent)}
    return (
        [concept.id for concept in glossary.ancestors(id)] == in_order(oracle.steps_up[id])
        and [concept.id for concept in glossary.descendants(id)] == in_order(below)
        and {concept.id for concept in glossary.narrower(id)} == set(oracle.up.predecessors(id))
        and {concept.id for concept in glossary.siblings(id)} == sharing - {id}
    )


PAIRWISE = (agrees_on_is_a, agrees_on_chains, agrees_on_lowest_common_broader, agrees_on_shortest_paths)


@cache
def loaded(path: str) -> tuple[Glossary, Oracle]:
    read = corpus.read(Path(path))
    glossary = Glossary(read.concepts, read.faqs)
    return glossary, Oracle(glossary)


@pytest.mark.parametrize("path", CORPORA)
@pytest.mark.parametrize("agrees", PAIRWISE)
def test_the_functions_are_right_for_every_pair_of_a_corpus(agrees: Agrees, path: str):
    glossary, oracle = loaded(path)
    pairs = list(itertools.product(glossary.concepts, repeat=2))
    assert len(pairs) > 1
    assert [pair for pair in pairs if not agrees(glossary, oracle, *pair)] == []


@pytest.mark.parametrize("path", CORPORA)
def test_the_kinds_of_every_concept_of_a_corpus_are_right(path: str):
    glossary, oracle = loaded(path)
    assert [id for id in glossary.concepts if not agrees_on_kinds(glossary, oracle, id)] == []


IDS = "abcdefg"
EDGES = st.lists(st.tuples(st.sampled_from(IDS), st.sampled_from(IDS)), max_size=14)


def glossary_of(
    broader: list[tuple[str, str]], related: list[tuple[str, str]], links: list[tuple[str, str]]
) -> Glossary:
    """Make a glossary whose labels come in another order than its ids, and two of which are the same."""

    def of(edges: list[tuple[str, str]], id: str) -> tuple[Reference, ...]:
        return tuple(Reference(target) for origin, target in edges if origin == id)

    labels = dict(zip(IDS, "gfedcbb", strict=True))
    return Glossary(
        Concept(id, labels[id], broader=of(broader, id), related=of(related, id), references=of(links, id))
        for id in IDS
    )


def check_all(glossary: Glossary) -> None:
    oracle = Oracle(glossary)
    for one, other in itertools.product(IDS, repeat=2):
        for agrees in PAIRWISE:
            assert agrees(glossary, oracle, one, other), (agrees.__name__, one, other)
    for id in IDS:
        assert agrees_on_kinds(glossary, oracle, id)


@given(EDGES, EDGES, EDGES)
@settings(deadline=None, max_examples=60)
def test_the_functions_are_right_for_hierarchies_with_cycles(
    broader: list[tuple[str, str]], related: list[tuple[str, str]], links: list[tuple[str, str]]
):
    check_all(glossary_of(broader, related[:4], links[:4]))


@given(EDGES, EDGES)
@settings(deadline=None, max_examples=60)
def test_the_functions_are_right_for_hierarchies_without_cycles(
    broader: list[tuple[str, str]], related: list[tuple[str, str]]
):
    glossary = glossary_of([(max(edge), min(edge)) for edge in broader], related[:4], [])
    check_all(glossary)
    oracle = Oracle(glossary)
    for ids in itertools.combinations(IDS, 3):
        shared = set.intersection(*(oracle.above[id] | {id} for id in ids))
        found = {concept.id for concept in glossary.lowest_common_broader(*ids)}
        assert found == {id for id in shared if not any(id in oracle.above[other] for other in shared)}
