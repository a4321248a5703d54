"""dlgraph/survey.py: the glossary as a whole."""

from __future__ import annotations

from collections.abc import Iterable

import networkx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlgraph.concept import Concept, Reference
from dlgraph.glossary import Glossary
from dlgraph.survey import centrality, components, leaves, list_concepts, orphans


def concept(id: str, label: str = "", **parts: object) -> Concept:
    names = {
        kind: tuple(map(Reference, targets.split())) for kind, targets in parts.items() if isinstance(targets, str)
    }
    return Concept(id, label or id.rpartition("/")[2].capitalize(), **names)


def ids(concepts: Iterable[Concept]) -> list[str]:
    return [found.id for found in concepts]


#  food/fruit ◀─ food/fruit/apple, food/fruit/pear    pear─tree related    stone links to brick    alone: cloud, air
FRUIT = Concept("food/fruit", "Fruit", type="Class", tags=("Food", "plants"))
APPLE = Concept("food/fruit/apple", "Apple", broader=(Reference("food/fruit"),), tags=("food",))
PEAR = Concept(
    "food/fruit/pear", "Pear", broader=(Reference("food/fruit"), Reference("gone")), related=(Reference("tree"),)
)
TREE = concept("tree")
STONE = concept("stone", references="brick")
BRICK = concept("brick")
CLOUD = concept("cloud")
AIR = Concept("sky/air", "Air")
GLOSSARY = Glossary([FRUIT, APPLE, PEAR, TREE, STONE, BRICK, CLOUD, AIR])


# -- parts ---------------------------------------------------------------------------------------------------------


def test_components_are_what_relations_of_any_kind_connect_largest_first():
    assert [ids(part) for part in components(GLOSSARY)] == [
        ["food/fruit/apple", "food/fruit", "food/fruit/pear", "tree"],
        ["brick", "stone"],
        ["sky/air"],
        ["cloud"],
    ]


def test_components_may_be_those_of_one_kind_of_relation():
    assert [ids(part) for part in components(GLOSSARY, ("related",))][:2] == [["food/fruit/pear", "tree"], ["sky/air"]]


def test_orphans_have_no_relation_and_leaves_nothing_narrower():
    assert ids(orphans(GLOSSARY)) == ["sky/air", "cloud"]
    assert ids(leaves(GLOSSARY)) == [
        "sky/air",
        "food/fruit/apple",
        "brick",
        "cloud",
        "food/fruit/pear",
        "stone",
        "tree",
    ]


def test_an_empty_glossary_has_no_parts():
    empty = Glossary([])
    assert (components(empty), orphans(empty), leaves(empty), centrality(empty)) == ((), (), (), ())
    assert list_concepts(empty) == ()


# -- centrality ----------------------------------------------------------------------------------------------------


def test_centrality_is_the_share_of_the_others_that_a_concept_is_joined_to():
    found = [(standing.concept.id, standing.neighbors) for standing in centrality(GLOSSARY)]
    assert found == [
        ("food/fruit", 2), ("food/fruit/pear", 2), ("food/fruit/apple", 1), ("brick", 1), ("stone", 1), ("tree", 1),
        ("sky/air", 0), ("cloud", 0),
    ]  # fmt: skip
    assert centrality(GLOSSARY)[0].centrality == pytest.approx(2 / 7)


def test_two_concepts_that_several_relations_join_are_neighbors_once():
    found = Glossary([concept("a", broader="b", references="b"), concept("b", references="a")])
    assert [(standing.neighbors, standing.centrality) for standing in centrality(found)] == [(1, 1.0), (1, 1.0)]


def test_a_concept_alone_in_its_glossary_is_not_central():
    (standing,) = centrality(Glossary([CLOUD]))
    assert (standing.neighbors, standing.centrality) == (0, 0.0)


# -- lists ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"tag": "food"}, [APPLE, FRUIT]),
        ({"tag": "Plants"}, [FRUIT]),
        ({"tag": "foo"}, []),
        ({"type": "class"}, [FRUIT]),
        ({"folder": "food"}, [APPLE, FRUIT, PEAR]),
        ({"folder": "./Food/fruit/"}, [APPLE, PEAR]),
        ({"folder": "foo"}, []),
        ({"folder": "tree"}, []),
        ({"top": True}, [AIR, BRICK, CLOUD, FRUIT, STONE, TREE]),
        ({"leaves": True, "tag": "food"}, [APPLE]),
        ({"leaves": True, "top": True, "folder": "sky"}, [AIR]),
        ({}, [AIR, APPLE, BRICK, CLOUD, FRUIT, PEAR, STONE, TREE]),
    ],
)
def test_a_list_holds_the_concepts_for_which_every_filter_holds_by_label(filters: dict[str, str], found: list[Concept]):
    assert list_concepts(GLOSSARY, **filters) == tuple(found)  # type: ignore[arg-type]


# -- laws ----------------------------------------------------------------------------------------------------------

EDGES = st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")), max_size=8)


@given(EDGES, EDGES, EDGES)
@settings(deadline=None, max_examples=80)
def test_the_survey_agrees_with_networkx(
    broader: list[tuple[str, str]], related: list[tuple[str, str]], links: list[tuple[str, str]]
):
    def of(edges: list[tuple[str, str]], id: str) -> str:
        return " ".join(target for origin, target in edges if origin == id)

    found = Glossary(
        concept(id, broader=of(broader, id), related=of(related, id), references=of(links, id)) for id in "abcdef"
    )
    around = networkx.Graph()
    around.add_nodes_from(found.concepts)
    around.add_edges_from((relation.origin, relation.target) for relation in found.relations)
    assert {frozenset(ids(part)) for part in components(found)} == set(
        map(frozenset, networkx.connected_components(around))
    )
    assert {standing.concept.id: standing.centrality for standing in centrality(found)} == pytest.approx(
        networkx.degree_centrality(around)
    )
    assert set(ids(orphans(found))) == set(networkx.isolates(around))
    assert ids(leaves(found)) == ids(list_concepts(found, leaves=True))
    assert ids(list_concepts(found, top=True)) == ids(found.top_concepts)
