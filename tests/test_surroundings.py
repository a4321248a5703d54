"""dlgraph/surroundings.py: what is above a concept, and what a few relations lead to."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlgraph import paths
from dlgraph.concept import Concept, Reference
from dlgraph.glossary import Glossary
from dlgraph.surroundings import surroundings, tree_up
from dlgraph.taxonomy import Branch, ancestors


def glossary(edges: str, related: str = "") -> Glossary:
    """Make a glossary of one-letter concepts: "bac" says that b has the broader concepts a and c."""
    above: dict[str, list[str]] = {id: [] for id in sorted(set(edges + related) - {" "})}
    beside: dict[str, list[str]] = {id: [] for id in above}
    for words, table in ((edges, above), (related, beside)):
        for word in words.split():
            table[word[0]].extend(word[1:])
    return Glossary(
        Concept(id, id.upper(), broader=tuple(map(Reference, above[id])), related=tuple(map(Reference, beside[id])))
        for id in above
    )


def show(branches: Iterable[Branch]) -> str:
    """Write a tree as a(b c(d)); a star marks a repeated concept, dots one that is cut."""
    return " ".join(
        each.concept.id + "*" * each.repeated + "…" * each.cut + (f"({show(each.branches)})" if each.branches else "")
        for each in branches
    )


# a ◀─ b ◀─ d, a ◀─ c ◀─ d, d ◀─ e; e ─ f and f ─ g related
DIAMOND = glossary("ba ca dbc ed", "ef fg")


@pytest.mark.parametrize(
    ("start", "depth", "drawn"),
    [
        ("e", None, "e(d(b(a) c(a)))"),
        ("e", 0, "e…"),
        ("e", 1, "e(d…)"),
        ("e", 2, "e(d(b… c…))"),
        ("a", None, "a"),
        ("a", 0, "a"),
        ("f", 3, "f"),
    ],
)
def test_the_tree_above_a_concept_holds_all_that_is_broader(start: str, depth: int | None, drawn: str) -> None:
    assert show([tree_up(DIAMOND, DIAMOND[start], depth)]) == drawn


def test_what_two_ways_lead_to_has_its_own_branches_only_once() -> None:
    found = glossary("eb ec bd cd da")
    assert show([tree_up(found, found["e"])]) == "e(b(d(a)) c(d*))"


def test_a_cycle_ends_where_it_began() -> None:
    found = glossary("ab bc ca")
    assert show([tree_up(found, found["a"])]) == "a(b(c(a*)))"


def test_a_hierarchy_deeper_than_any_real_one_is_cut() -> None:
    count = 300
    concepts = [Concept(f"c{at}", f"c{at}", broader=(Reference(f"c{at + 1}"),)) for at in range(count)]
    found = Glossary([*concepts, Concept(f"c{count}", "top")])
    branch = tree_up(found, found["c0"])
    while branch.branches:
        (branch,) = branch.branches
    assert branch.concept.id == "c200"
    assert branch.cut


def test_at_distance_1_every_relation_is_listed_and_farther_away_every_concept_once() -> None:
    found = surroundings(DIAMOND, DIAMOND["d"], 3)
    rows = [(each.distance, each.via.id, each.neighbor.direction, each.neighbor.concept.id) for each in found]
    assert rows == [
        (1, "d", "broader", "b"),
        (1, "d", "broader", "c"),
        (1, "d", "narrower", "e"),
        (2, "b", "broader", "a"),
        (2, "e", "related", "f"),
        (3, "f", "related", "g"),
    ]


def test_a_depth_of_1_gives_the_neighbors_and_one_of_0_nothing() -> None:
    assert tuple(each.neighbor for each in surroundings(DIAMOND, DIAMOND["e"])) == paths.neighbors(
        DIAMOND, DIAMOND["e"]
    )
    assert surroundings(DIAMOND, DIAMOND["e"], 0) == ()


EDGES = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")), max_size=16)


@given(EDGES, EDGES)
@settings(max_examples=60, deadline=None)
def test_distances_are_lengths_of_shortest_paths(
    broader: list[tuple[str, str]], related: list[tuple[str, str]]
) -> None:
    found = glossary("a " + " ".join(map("".join, broader)), " ".join(map("".join, related)))
    distances = {each.neighbor.concept.id: each.distance for each in surroundings(found, found["a"], 20)}
    for concept in found:
        path = paths.shortest_path(found, found["a"], concept)
        assert distances.get(concept.id) == (len(path) if path else None)


@given(EDGES)
@settings(max_examples=60, deadline=None)
def test_the_tree_above_holds_exactly_the_ancestors(broader: list[tuple[str, str]]) -> None:
    found = glossary("a " + " ".join(map("".join, broader)))

    def ids(branch: Branch) -> set[str]:
        return {branch.concept.id}.union(*map(ids, branch.branches))

    above = {concept.id for concept in ancestors(found, found["a"])}
    assert ids(tree_up(found, found["a"])) == {"a"} | above
