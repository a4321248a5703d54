"""dlgraph/paths.py: neighbors and shortest paths."""

from __future__ import annotations

import itertools

import networkx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlgraph.concept import Concept, Reference
from dlgraph.glossary import Glossary
from dlgraph.model import KINDS, Relation, RelationKind, Source
from dlgraph.paths import joined, neighbors, shortest_path, way

SIGNS: dict[str, RelationKind] = {"<": "broader", "-": "related", ">": "references"}


def glossary(edges: str, ids: str = "") -> Glossary:
    """Make a glossary of one-letter concepts from words: "b<a" is b, broader a; "a-b" related; "a>b" a link."""
    words = edges.split()

    def of(id: str, sign: str) -> tuple[Reference, ...]:
        return tuple(Reference(word[2], at) for at, word in enumerate(words, 2) if word[:2] == id + sign)

    return Glossary(
        Concept(id, id.upper(), broader=of(id, "<"), related=of(id, "-"), references=of(id, ">"), source=Source(id))
        for id in ids or sorted({letter for word in words for letter in (word[0], word[2])})
    )


def path(found: Glossary, start: str, end: str, kinds: tuple[RelationKind, ...] = KINDS) -> str:
    """Write a path as it is walked, with the sign of each relation: a<b is a step from a up to b or down to it."""
    steps = shortest_path(found, found[start], found[end], kinds)
    if steps is None:
        return "none"
    signs = {kind: sign for sign, kind in SIGNS.items()}
    visited = way(start, steps)
    return visited[0] + "".join(signs[step.kind] + id for step, id in zip(steps, visited[1:], strict=True))


#        a            g
#      / | \          |        b─e are related, d links to e, e links to d, f links to b
#     b  c  f         h
#     └─d─┘ e
GRAPH = glossary("b<a c<a f<a d<b d<c e<f b-e d>e e>d f>b h<g")


# -- neighbors -----------------------------------------------------------------------------------------------------


def test_neighbors_are_all_that_one_relation_joins_in_order_of_direction_and_label():
    found = [(neighbor.direction, neighbor.concept.id) for neighbor in neighbors(GRAPH, GRAPH["b"])]
    assert found == [("broader", "a"), ("narrower", "d"), ("related", "e"), ("referenced by", "f")]
    found = [(neighbor.direction, neighbor.concept.id) for neighbor in neighbors(GRAPH, GRAPH["d"])]
    assert found == [("broader", "b"), ("broader", "c"), ("references", "e"), ("referenced by", "e")]


def test_a_neighbor_carries_the_relation_as_it_is_declared():
    by_id = {neighbor.concept.id: neighbor.relation for neighbor in neighbors(GRAPH, GRAPH["e"])}
    assert by_id["b"] == Relation("b", "related", "e", Source("b", 8))
    assert by_id["f"] == Relation("e", "broader", "f", Source("e", 7))


def test_a_concept_without_relations_has_no_neighbors():
    assert neighbors(glossary("", "a"), Concept("a", "A")) == ()


def test_what_is_joined_can_be_limited_to_kinds():
    assert [id for id, _ in joined(GRAPH, GRAPH["b"], ("related",))] == ["e"]
    assert [id for id, _ in joined(GRAPH, GRAPH["b"], ("references", "broader"))] == ["a", "d", "f"]


# -- shortest paths ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "walked"),
    [
        ("a", "a", "a"),
        ("d", "b", "d<b"),
        ("b", "d", "b<d"),
        ("d", "a", "d<b<a"),
        ("b", "e", "b-e"),
        ("e", "b", "e-b"),
        ("d", "e", "d>e"),
        ("e", "c", "e>d<c"),
        ("a", "e", "a<f<e"),
        ("g", "h", "g<h"),
        ("a", "g", "none"),
        ("h", "d", "none"),
    ],
)
def test_the_shortest_path_goes_along_relations_in_either_direction(start: str, end: str, walked: str):
    assert path(GRAPH, start, end) == walked


def test_a_path_gives_relations_as_they_are_declared():
    assert shortest_path(GRAPH, GRAPH["a"], GRAPH["d"]) == (
        Relation("b", "broader", "a", Source("b", 2)),
        Relation("d", "broader", "b", Source("d", 5)),
    )


@pytest.mark.parametrize(
    ("kinds", "walked"),
    [
        (("broader",), "e<f<a<b"),
        (("related",), "e-b"),
        (("references",), "none"),
        (("references", "broader"), "e>d<b"),
        ((), "none"),
    ],
)
def test_a_path_may_be_limited_to_kinds_of_relations(kinds: tuple[RelationKind, ...], walked: str):
    assert path(GRAPH, "e", "b", kinds) == walked


def test_of_paths_as_short_the_hierarchy_comes_before_related_and_that_before_links():
    assert path(glossary("a>b b<z a-c c<z a<d d<z"), "a", "z") == "a<d<z"
    assert path(glossary("a>b b<z a-c c-z"), "a", "z") == "a-c-z"
    assert path(glossary("a>z z-a"), "a", "z") == "a-z"
    assert path(glossary("a>z z-a z<a"), "a", "z") == "a<z"


def test_of_paths_as_good_the_first_by_labels_is_taken():
    # The last labels decide only where the first are the same.
    assert path(glossary("a<c c<y y<z a<b b<x x<z"), "a", "z") == "a<b<x<z"
    assert path(glossary("a<b b<y y<z a<c c<x x<z"), "a", "z") == "a<b<y<z"
    assert path(glossary("a<b b<y b<x y<z x<z"), "a", "z") == "a<b<x<z"


def test_a_cycle_does_not_mislead_a_path():
    assert path(glossary("a<b b<c c<a c<d"), "a", "d") == "a<c<d"
    assert path(glossary("a<b b<a"), "a", "b") == "a<b"


def test_a_path_may_be_very_long():
    ids = [f"c{number:05}" for number in range(10_000)]
    concepts = [Concept(id, id, broader=(Reference(above),)) for above, id in itertools.pairwise(ids)]
    found = Glossary([Concept(ids[0], ids[0]), *concepts])
    steps = shortest_path(found, found[ids[-1]], found[ids[0]])
    assert way(ids[-1], steps or ()) == tuple(reversed(ids))


PAIRS = st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("<->"), st.sampled_from("abcdef")), max_size=14)


@given(PAIRS)
@settings(deadline=None, max_examples=80)
def test_the_path_is_the_best_of_all_shortest_ones(edges: list[tuple[str, str, str]]):
    found = glossary(" ".join("".join(edge) for edge in edges), "abcdef")
    around = networkx.Graph()
    around.add_nodes_from(found.concepts)
    cost: dict[tuple[str, str], int] = {}
    for relation in found.relations:
        for pair in ((relation.origin, relation.target), (relation.target, relation.origin)):
            around.add_edge(*pair)
            cost[pair] = min(cost.get(pair, 3), KINDS.index(relation.kind))

    def worth(visited: list[str]) -> tuple[int, int, list[str]]:
        costs = [cost[pair] for pair in itertools.pairwise(visited)]
        return costs.count(2), costs.count(1), visited

    for one, other in itertools.combinations("abcdef", 2):
        steps = shortest_path(found, found[one], found[other])
        back = shortest_path(found, found[other], found[one])
        if not networkx.has_path(around, one, other):
            assert steps is None
            assert back is None
            continue
        assert steps is not None
        assert back == steps[::-1]
        best = min(networkx.all_shortest_paths(around, one, other), key=worth)
        assert list(way(one, steps)) == best
        assert [KINDS.index(step.kind) for step in steps] == [cost[pair] for pair in itertools.pairwise(best)]
