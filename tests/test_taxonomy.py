"""dlgraph/taxonomy.py: kinds, ways, trees and depths in hierarchies of every shape.

tests/test_oracle.py compares what is above, below and common with NetworkX; here stands what it cannot say.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlgraph.concept import Concept, Reference
from dlgraph.glossary import Glossary
from dlgraph.model import Relation, Source
from dlgraph.taxonomy import (
    Branch,
    ancestors,
    breadcrumb,
    chain,
    depths,
    descendants,
    is_a,
    lowest_common_broader,
    siblings,
    tree,
)


def glossary(edges: str, order: str = "") -> Glossary:
    """Make a glossary of one-letter concepts from words such as "bac": b has the broader concepts a and c."""
    above: dict[str, list[str]] = {id: [] for id in order or sorted(set(edges) - {" "})}
    for word in edges.split():
        above[word[0]].extend(word[1:])
    return Glossary(Concept(id, id.upper(), broader=tuple(map(Reference, ids))) for id, ids in above.items())


def show(branches: Iterable[Branch]) -> str:
    """Write a tree as a(b c(d)); a star marks a repeated concept, dots one that is cut."""
    shown = []
    for branch in branches:
        mark = "*" * branch.repeated + "…" * branch.cut
        inner = f"({show(branch.branches)})" if branch.branches else ""
        shown.append(branch.concept.id + mark + inner)
    return " ".join(shown)


def way(found: Glossary, id: str) -> str:
    return "".join(concept.id for concept in breadcrumb(found, found[id]))


# a ◀─ b ◀─ d, a ◀─ c ◀─ d, d ◀─ e, and f alone
DIAMOND = glossary("ba ca dbc ed", order="abcdef")


def ids(concepts: Iterable[Concept]) -> str:
    return "".join(concept.id for concept in concepts)


# -- up and down ---------------------------------------------------------------------------------------------------


def test_ancestors_and_descendants_come_nearest_first_then_by_label():
    assert ids(ancestors(DIAMOND, DIAMOND["e"])) == "dbca"
    assert ids(descendants(DIAMOND, DIAMOND["a"])) == "bcde"
    # d is a kind of a by way of b, c, and directly.
    assert ids(ancestors(glossary("ba cb dca"), Concept("d", "D"))) == "acb"


def test_a_cycle_does_not_put_a_concept_above_or_below_itself():
    ring = glossary("ab bc ca")
    assert ids(ancestors(ring, ring["a"])) == "bc"
    assert ids(descendants(ring, ring["a"])) == "cb"
    assert not is_a(ring, ring["a"], ring["a"])
    assert is_a(ring, ring["a"], ring["b"])
    assert is_a(ring, ring["b"], ring["a"])


def test_is_a_leads_up_and_never_down_or_to_itself():
    assert is_a(DIAMOND, DIAMOND["e"], DIAMOND["a"])
    assert not is_a(DIAMOND, DIAMOND["a"], DIAMOND["e"])
    assert not is_a(DIAMOND, DIAMOND["b"], DIAMOND["c"])
    assert not is_a(DIAMOND, DIAMOND["a"], DIAMOND["a"])
    assert not is_a(DIAMOND, DIAMOND["f"], DIAMOND["a"])


def test_siblings_share_a_broader_concept():
    found = glossary("ba ca da ed fd gdb", order="abcdefgh")
    assert ids(siblings(found, found["b"])) == "cd"
    assert ids(siblings(found, found["g"])) == "ef"
    assert siblings(found, found["a"]) == ()
    assert siblings(found, found["h"]) == ()


def test_a_relation_that_names_nothing_leads_nowhere():
    found = Glossary([Concept("a", "A", broader=(Reference("gone"),)), Concept("b", "B", broader=(Reference("a"),))])
    assert ids(ancestors(found, found["b"])) == "a"
    assert ids(lowest_common_broader(found, found["a"], found["b"])) == "a"


# -- chain ---------------------------------------------------------------------------------------------------------


def test_a_chain_is_the_shortest_run_of_relations_upwards_with_their_places():
    upper = Concept("a", "A", narrower=(Reference("b", 7),), source=Source("a.md"))
    lower = Concept("c", "C", broader=(Reference("b", 3),), source=Source("c.md"))
    found = Glossary([upper, Concept("b", "B"), lower])
    assert chain(found, lower, upper) == (
        Relation("c", "broader", "b", Source("c.md", 3)),
        Relation("b", "broader", "a", Source("a.md", 7)),
    )
    assert chain(found, upper, lower) == ()
    assert chain(found, upper, upper) == ()


@pytest.mark.parametrize(
    ("edges", "start", "end", "passed"),
    [
        ("ba ca dcb", "d", "a", "b"),
        ("ba cb dca", "d", "a", ""),
        ("ya xa cx by dcb", "d", "a", "by"),
        ("ab bc ca", "a", "c", "b"),
        ("ab ba", "a", "a", ""),
    ],
)
def test_of_chains_as_short_the_first_by_labels_is_taken(edges: str, start: str, end: str, passed: str):
    found = glossary(edges)
    assert "".join(step.target for step in chain(found, found[start], found[end])[:-1]) == passed


# -- lowest common broader -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "lowest"),
    [
        ("bc", "a"),
        ("be", "b"),
        ("eb", "b"),
        ("de", "d"),
        ("dd", "d"),
        ("d", "d"),
        ("df", ""),
        ("bce", "a"),
        ("bdf", ""),
    ],
)
def test_the_lowest_common_broader_concept_is_the_most_specific_that_all_are_kinds_of(asked: str, lowest: str):
    assert ids(lowest_common_broader(DIAMOND, *(DIAMOND[id] for id in asked))) == lowest


def test_several_concepts_may_be_lowest_and_the_nearest_comes_first():
    found = glossary("db da eb ea")
    assert ids(lowest_common_broader(found, found["d"], found["e"])) == "ab"
    # z is directly above d and e, a by way of x and y.
    found = glossary("dzx ezy xa ya")
    assert ids(lowest_common_broader(found, found["d"], found["e"])) == "za"


def test_a_short_cut_does_not_make_a_higher_concept_lowest():
    # d and e are directly below a, and below b, a kind of a, by way of x and y.
    found = glossary("da ea ba dx xb ey yb")
    assert ids(lowest_common_broader(found, found["d"], found["e"])) == "b"


def test_a_cycle_counts_as_one_concept_and_its_nearest_stands_for_it():
    #  a ⇄ b ⇄ c, d below b, e below c
    found = glossary("ab bac cb db ec")
    assert ids(lowest_common_broader(found, found["d"], found["e"])) == "b"
    assert ids(lowest_common_broader(found, found["b"], found["d"])) == "b"
    assert ids(lowest_common_broader(found, found["a"])) == "a"


def test_hierarchies_deeper_than_python_can_recurse_are_no_trouble():
    names = [f"c{number:05}" for number in range(10_000)]
    concepts = [Concept(id, id, broader=(Reference(above),)) for above, id in itertools.pairwise(names)]
    found = Glossary([Concept(names[0], names[0]), *concepts])
    bottom, top = found[names[-1]], found[names[0]]
    assert [concept.id for concept in ancestors(found, bottom)] == names[-2::-1]
    assert [concept.id for concept in descendants(found, top)] == names[1:]
    assert len(chain(found, bottom, top)) == 9_999
    assert lowest_common_broader(found, bottom, found[names[70]]) == (found[names[70]],)
    assert [concept.id for concept in breadcrumb(found, bottom)] == names
    assert depths(found)[names[-1]] == 9_999


# -- breadcrumb ----------------------------------------------------------------------------------------------------


def test_a_breadcrumb_runs_from_the_top_concept_by_way_of_the_first_broader_ones():
    assert way(DIAMOND, "e") == "abde"
    assert way(DIAMOND, "a") == "a"
    assert way(DIAMOND, "f") == "f"


def test_a_breadcrumb_follows_the_order_in_which_broader_is_declared():
    assert way(glossary("ba ca dcb"), "d") == "acd"


def test_a_cycle_ends_a_breadcrumb():
    assert way(glossary("ab bc ca"), "a") == "cba"


def test_a_breadcrumb_leaves_a_cycle_where_it_can():
    # b has the broader concepts a and c, and a has b: from a the way goes on by c.
    assert way(glossary("ab bac"), "a") == "cba"


# -- tree ----------------------------------------------------------------------------------------------------------


def test_a_tree_has_every_top_concept_for_a_root():
    assert show(tree(DIAMOND)) == "a(b(d(e)) c(d*)) f"


def test_a_concept_without_branches_is_never_marked_as_repeated():
    assert show(tree(glossary("ba ca dbc"))) == "a(b(d) c(d))"


def test_a_tree_may_have_one_root():
    assert show(tree(DIAMOND, DIAMOND["c"])) == "c(d(e))"
    assert show(tree(DIAMOND, DIAMOND["e"])) == "e"


@pytest.mark.parametrize(
    ("depth", "shown"),
    [(0, "a… f"), (1, "a(b… c…) f"), (2, "a(b(d…) c(d…)) f"), (3, "a(b(d(e)) c(d*)) f"), (None, "a(b(d(e)) c(d*)) f")],
)
def test_a_tree_is_cut_at_its_depth(depth: int | None, shown: str):
    assert show(tree(DIAMOND, depth=depth)) == shown


def test_the_depth_counts_from_the_root_given():
    assert show(tree(DIAMOND, DIAMOND["b"], depth=1)) == "b(d…)"


def test_siblings_come_by_label():
    assert show(tree(glossary("ca ba da"))) == "a(b c d)"


def test_a_cycle_gives_a_root_so_that_each_of_its_concepts_appears():
    assert show(tree(glossary("ab bc ca"))) == "a(c(b(a*)))"


def test_a_cycle_beside_a_tree_gives_one_root_more():
    assert show(tree(glossary("ba dc cd ed"))) == "a(b) c(d(c* e))"


@pytest.mark.parametrize("depth", [0, 1, 2, 3])
def test_a_depth_gives_a_cycle_no_more_roots(depth: int):
    found = glossary("ab bc ca")
    assert [branch.concept.id for branch in tree(found, depth=depth)] == ["a"]


def test_a_hierarchy_deeper_than_python_can_recurse_is_cut():
    concepts = [Concept("0", "0")] + [Concept(str(n), str(n), broader=(Reference(str(n - 1)),)) for n in range(1, 3000)]
    (branch,) = tree(Glossary(concepts))
    deepest = 0
    while branch.branches:
        (branch,) = branch.branches
        deepest += 1
    assert (deepest, branch.cut) == (200, True)


def test_an_empty_glossary_has_no_tree():
    assert tree(Glossary([])) == ()


# -- depths --------------------------------------------------------------------------------------------------------


def test_depths_count_the_fewest_steps_from_a_top_concept():
    assert depths(DIAMOND) == {"a": 0, "f": 0, "b": 1, "c": 1, "d": 2, "e": 3}
    assert depths(glossary("ba cb ca")) == {"a": 0, "b": 1, "c": 1}


def test_a_cycle_has_no_depth():
    assert depths(glossary("ab bc ca da", order="abcde")) == {"e": 0}


# -- laws ----------------------------------------------------------------------------------------------------------

EDGES = st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")), max_size=12)


@given(EDGES, st.none() | st.integers(0, 6))
@settings(deadline=None, max_examples=150)
def test_trees_of_any_relations_obey_their_laws(edges: list[tuple[str, str]], depth: int | None):
    found = glossary(" ".join(a + b for a, b in edges if a != b), order="abcdef")
    expanded: list[str] = []

    def walk(branch: Branch, level: int) -> None:
        below = found.narrower(branch.concept)
        assert depth is None or level <= depth
        assert not (branch.repeated and branch.cut)
        if branch.repeated or branch.cut:
            assert branch.branches == ()
            assert below
        else:
            assert branch.branches == () or tuple(child.concept for child in branch.branches) == below
        if branch.branches:
            expanded.append(branch.concept.id)
        for child in branch.branches:
            walk(child, level + 1)

    roots = tree(found, depth=depth)
    for root in roots:
        walk(root, 0)
    assert len(set(expanded)) == len(expanded)
    names = [root.concept.id for root in roots]
    assert names == [root.concept.id for root in tree(found)]
    assert names[: len(found.top_concepts)] == [top.id for top in found.top_concepts]
    if depth is None:
        assert sorted(expanded) == sorted(concept.id for concept in found if found.narrower(concept))


@given(EDGES)
@settings(deadline=None, max_examples=100)
def test_breadcrumbs_and_depths_obey_their_laws(edges: list[tuple[str, str]]):
    found = glossary(" ".join(a + b for a, b in edges if a != b), order="abcdef")
    for concept in found:
        steps = breadcrumb(found, concept)
        assert steps[-1] == concept
        assert len({step.id for step in steps}) == len(steps)
        assert all(one in found.broader(other) for one, other in itertools.pairwise(steps))
    measured = depths(found)
    for id, depth in measured.items():
        above = [measured[parent.id] for parent in found.broader(id) if parent.id in measured]
        assert depth == (min(above) + 1 if above else 0)
