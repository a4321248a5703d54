"""dlgraph/render/structure.py: paths, neighbors, learning orders and lists, as payload and as text."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from dlgraph import paths
from dlgraph.concept import Concept, Reference
from dlgraph.glossary import Glossary
from dlgraph.learning import learning_order
from dlgraph.model import Source
from dlgraph.render import structure
from dlgraph.render.page import Page
from dlgraph.surroundings import Near, surroundings


def concept(id: str, definition: str = "", broader: str = "", related: str = "", references: str = "") -> Concept:
    """Make a concept whose broader, related and linked concepts stand on lines 2, 3 and 4 of its file."""
    lines = zip((broader, related, references), (2, 3, 4), strict=True)
    above, beside, linked = (tuple(Reference(target, line) for target in ids.split()) for ids, line in lines)
    return Concept(
        id,
        id.capitalize(),
        definition,
        tags=("hot",) if id == "tea" else (),
        broader=above,
        related=beside,
        references=linked,
        source=Source(f"{id}.md"),
    )


# drink ◀─ tea, drink ◀─ coffee;  tea ─ cup related;  coffee links to tea, tea to drink;  stone alone
GLOSSARY = Glossary(
    [
        concept("drink", "A liquid " + "that people like to drink " * 9),
        concept("tea", "Leaves in water.", "drink", "cup", "drink"),
        concept("coffee", "Beans in water.", "drink", references="tea"),
        concept("cup"),
        concept("stone"),
    ]
)
DRINK, TEA, COFFEE, CUP, STONE = GLOSSARY


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Page:
    monkeypatch.chdir(tmp_path)
    return Page(tmp_path)


def plain(text: str) -> str:
    return click.unstyle(text)


def relation(origin: str, kind: str, target: str, line: int) -> dict[str, object]:
    return {"from": origin, "relation": kind, "to": target, "source": {"file": f"{origin}.md", "line": line}}


# -- path ---------------------------------------------------------------------------------------------------------


def path(start: Concept, end: Concept) -> list[paths.Neighbor]:
    found = paths.shortest_path(GLOSSARY, start, end)
    assert found is not None
    return structure.steps(GLOSSARY, start, found)


def test_the_steps_of_a_path_say_which_way_relations_are_walked() -> None:
    there, back = path(CUP, DRINK), path(DRINK, CUP)
    assert [(step.direction, step.concept.id) for step in there] == [("related", "tea"), ("broader", "drink")]
    assert [(step.direction, step.concept.id) for step in back] == [("narrower", "tea"), ("related", "cup")]
    links = Glossary([concept("a", references="b"), concept("b")])
    (step,) = structure.steps(links, links["b"], links.shortest_path("b", "a") or ())
    assert step.direction == "referenced by"


def test_the_payload_of_a_path(page: Page) -> None:
    data = structure.path_payload(CUP, DRINK, path(CUP, DRINK), page)
    assert data == {
        "start": {"id": "cup", "label": "Cup"},
        "end": {"id": "drink", "label": "Drink"},
        "length": 2,
        "steps": [
            {"concept": {"id": "tea", "label": "Tea"}, "direction": "related",
             "relation": relation("tea", "related", "cup", 3)},
            {"concept": {"id": "drink", "label": "Drink"}, "direction": "broader",
             "relation": relation("tea", "broader", "drink", 2)},
        ],
    }  # fmt: skip
    apart = structure.path_payload(CUP, STONE, None, page)
    assert (apart["length"], apart["steps"]) == (None, None)
    assert structure.path_payload(CUP, CUP, [], page)["length"] == 0


def test_a_path_is_written_with_the_line_that_declares_each_step(page: Page) -> None:
    assert plain(structure.path_text(CUP, path(CUP, DRINK), page)).splitlines() == [
        "Cup", "  ↓ related  tea.md:3", "Tea", "  ↓ broader  tea.md:2", "Drink",
    ]  # fmt: skip
    assert plain(structure.path_text(CUP, [], page)) == "Cup"


# -- neighbors ----------------------------------------------------------------------------------------------------


def test_the_payload_of_neighbors(page: Page) -> None:
    data = structure.neighbors_payload(CUP, surroundings(GLOSSARY, CUP, 2), page)
    assert data["concept"] == {"id": "cup", "label": "Cup"}
    assert [(row["distance"], row["via"], row["direction"], row["concept"]["id"]) for row in data["neighbors"]] == [
        (1, "cup", "related", "tea"),
        (2, "tea", "broader", "drink"),
        (2, "tea", "referenced by", "coffee"),
    ]
    assert data["neighbors"][0]["relation"] == relation("tea", "related", "cup", 3)


def test_neighbors_are_written_by_direction_and_distance(page: Page) -> None:
    text = plain(structure.neighbors_text(TEA, surroundings(GLOSSARY, TEA), page))
    assert text.split("\n\n") == [
        "Tea",
        "Broader (1)\n  - Drink (tea.md:2)",
        "Related (1)\n  - Cup (tea.md:3)",
        "References (1)\n  - Drink (tea.md:4)",
        "Referenced by (1)\n  - Coffee (coffee.md:4)",
    ]
    far = plain(structure.neighbors_text(CUP, surroundings(GLOSSARY, CUP, 2), page))
    assert far.endswith("2 relations away (2)\n  - Drink, broader than Tea\n  - Coffee, referring to Tea")
    assert plain(structure.neighbors_text(STONE, (), page)) == "Stone\n\nNothing is joined to it."


# -- related ------------------------------------------------------------------------------------------------------


def test_what_is_curated_and_what_is_only_near_are_never_mixed(page: Page) -> None:
    near = [Near(COFFEE, 0.87654), Near(CUP, 0.2)]
    data = structure.related_payload(TEA, paths.neighbors(GLOSSARY, TEA), near, page)
    assert data["related"] == [{"id": "cup", "label": "Cup", "definition": "", "source": {"file": "tea.md", "line": 3}}]
    assert [(row["id"], row["cosine"], row["relations"]) for row in data["nearest"]] == [
        ("coffee", 0.8765, ["referenced by"]),
        ("cup", 0.2, ["related"]),
    ]
    curated, apart = plain(structure.related_text(data)).split("\n\n")
    assert curated == "Related to Tea\n- Cup"
    assert apart.splitlines() == [
        "Nearest by embedding (computed, not curated)",
        "- 0.88  Coffee [referenced by]",
        "    Beans in water.",
        "- 0.20  Cup [related]",
    ]


def test_without_vectors_only_what_is_curated_is_listed(page: Page) -> None:
    data = structure.related_payload(STONE, [], None, page)
    assert data == {"concept": {"id": "stone", "label": "Stone"}, "related": []}
    assert "Nothing is declared" in plain(structure.related_text(data))


# -- learn --------------------------------------------------------------------------------------------------------


def test_a_learning_order_is_numbered_with_what_needs_each_step(page: Page) -> None:
    order = learning_order(GLOSSARY, TEA)
    lines = plain(structure.learning_text(GLOSSARY, order, page)).splitlines()
    assert lines[0] == "1. Drink"
    assert lines[1].startswith("   A liquid that people")
    assert lines[1].endswith("…")
    assert len(lines[1]) <= 78
    assert lines[2:] == [
        "   Needed by Tea (broader, tea.md:2) and Tea (references, tea.md:4)",
        "2. Tea",
        "   Leaves in water.",
    ]
    data = structure.learning_payload(order, page)
    assert [step["id"] for step in data["steps"]] == ["drink", "tea"]
    assert data["steps"][0]["needed"] == [
        relation("tea", "broader", "drink", 2),
        relation("tea", "references", "drink", 4),
    ]
    assert (data["known"], data["broken"]) == ([], [])


def test_what_is_known_and_what_was_dropped_is_named(page: Page) -> None:
    circle = Glossary([concept("a", broader="b"), concept("b", broader="c"), concept("c", broader="a")])
    order = learning_order(circle, circle["a"])
    text = plain(structure.learning_text(circle, order, page))
    assert "Dropped, to keep the order from going in a circle:\n  - C needs A (broader, c.md:2)" in text
    assert structure.learning_payload(order, page)["broken"] == [relation("c", "broader", "a", 2)]
    known = learning_order(GLOSSARY, TEA, [DRINK])
    assert plain(structure.learning_text(GLOSSARY, known, page)).endswith("\n\nKnown already: Drink")
    assert plain(structure.learning_text(GLOSSARY, learning_order(GLOSSARY, TEA, [TEA]), page)).startswith(
        "Tea is known already."
    )


def test_a_step_that_many_need_names_two_of_them(page: Page) -> None:
    found = Glossary([concept("z", broader="a b c"), *(concept(id, broader="root") for id in "abc"), concept("root")])
    text = plain(structure.learning_text(found, learning_order(found, found["z"]), page))
    assert "Needed by A (broader, a.md:2), B (broader, b.md:2) and 1 more" in text


# -- list, open ---------------------------------------------------------------------------------------------------


def test_concepts_are_listed_with_ids_and_one_line_of_definition(page: Page) -> None:
    lines = plain(structure.list_text([DRINK, TEA, CUP])).splitlines()
    assert lines[0] == "Drink  drink"
    assert len(lines[1]) <= 78
    assert lines[2:] == ["Tea  tea", "  Leaves in water.", "Cup  cup"]
    data = structure.list_payload([TEA], page)
    assert data == {
        "count": 1,
        "concepts": [
            {"id": "tea", "label": "Tea", "type": "Concept", "tags": ["hot"], "definition": "Leaves in water.",
             "source": {"file": "tea.md", "line": 1}}
        ],
    }  # fmt: skip


def test_where_a_page_is(page: Page) -> None:
    data = structure.opened_payload(TEA, page)
    assert data == {"id": "tea", "label": "Tea", "source": {"file": "tea.md", "line": 1}}
