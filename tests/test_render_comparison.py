"""dlgraph/render/comparison.py: comparisons as payload, and side by side where there is room."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlgraph.comparison import compare
from dlgraph.concept import Concept, Faq, Misconception, Reference, Section
from dlgraph.glossary import Glossary
from dlgraph.model import Source
from dlgraph.render.comparison import comparison_payload, comparison_text
from dlgraph.render.page import Page

LONG = "The first sentence is short. " + "Then many words follow one another without an end in sight. " * 10


def concept(id: str, label: str, definition: str, broader: str = "", related: str = "", **parts: object) -> Concept:
    above, beside = (tuple(Reference(target, 2) for target in ids.split()) for ids in (broader, related))
    return Concept(
        id, label, definition, broader=above, related=beside, source=Source(f"{id}.md"), **parts  # type: ignore[arg-type]
    )  # fmt: skip


# drink ◀─ tea ◀─ green tea, drink ◀─ coffee;  tea ─ cup, coffee ─ cup, tea ─ leaf related, coffee ─ tea related;  stone
GLOSSARY = Glossary(
    [
        concept("drink", "Drink", "A liquid."),
        concept(
            "tea", "Tea", "Leaves in hot water, poured off after a while.", "drink", "cup leaf",
            sections=(Section("Why it matters", LONG, 5), Section("History", "Old.", 9)),
            faqs=(Faq("tea#f", "Is tea better than coffee?", "Who knows.", source=Source("tea.md", 20)),),
            misconceptions=(Misconception("tea#m", "Tea has no caffeine", "Less than coffee.", Source("tea.md", 30)),),
        ),
        concept(
            "coffee", "Coffee", "Roasted beans in hot water.", "drink", "cup tea",
            sections=(Section("Why it matters", "- It wakes you.\n- It tastes.", 7), Section("How it works", "So.", 9)),
        ),
        concept("green", "Green tea", "Tea that is green.", "tea"),
        concept("cup", "Cup", ""),
        concept("leaf", "Leaf", ""),
        concept("stone", "Stone", "岩の一部です。"),
    ]
)  # fmt: skip


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Page:
    monkeypatch.chdir(tmp_path)
    return Page(tmp_path)


def text(page: Page, ids: str, width: int | None = None, *, full: bool = False) -> str:
    value = compare(GLOSSARY, [GLOSSARY[id] for id in ids.split()])
    return click.unstyle(comparison_text(GLOSSARY, value, page, width, full=full))


def test_the_payload_holds_all_that_was_compared(page: Page) -> None:
    value = compare(GLOSSARY, [GLOSSARY["tea"], GLOSSARY["coffee"]])
    data = comparison_payload(GLOSSARY, value, page)
    assert [(row["id"], row["breadcrumb"]) for row in data["concepts"]] == [
        ("tea", ["Drink", "Tea"]),
        ("coffee", ["Drink", "Coffee"]),
    ]
    (common,) = data["common"]
    assert common["concept"] == {"id": "drink", "label": "Drink"}
    assert [[step["from"] for step in chain] for chain in common["chains"]] == [["tea"], ["coffee"]]
    assert common["chains"][0][0]["source"] == {"file": "tea.md", "line": 2}
    assert [(row["from"], row["relation"], row["to"]) for row in data["relations"]] == [("coffee", "related", "tea")]
    assert data["shared"] == [{"id": "cup", "label": "Cup"}]
    assert [[other["id"] for other in others] for others in data["only"]] == [["leaf"], []]
    assert [(row["kind"], row["id"], row["direct"]) for row in data["mentions"]] == [
        ("faq", "tea#f", True),
        ("misconception", "tea#m", False),
    ]
    assert data["mentions"][0]["source"] == {"file": "tea.md", "line": 20}
    (section,) = data["sections"]
    assert section["title"] == "Why it matters"
    assert [part["source"]["line"] for part in section["sections"]] == [5, 7]
    assert section["sections"][0]["text"] == LONG.strip()
    assert (data["kinds"], data["paths"]) == ([], [])


def test_definitions_stand_side_by_side_where_there_is_room(page: Page) -> None:
    lines = text(page, "tea coffee", 80).splitlines()
    assert lines[0].split() == ["Tea", "Coffee"]
    assert lines[1] == "Leaves in hot water, poured off after    Roasted beans in hot water."
    assert lines[2] == "a while."
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize("width", [None, 40, 74])
def test_without_room_they_stand_below_one_another(page: Page, width: int | None) -> None:
    blocks = text(page, "tea coffee", width).split("\n\n")
    assert blocks[0] == "Tea\nLeaves in hot water, poured off after a while.\ntea.md:1"
    assert blocks[1] == "Coffee\nRoasted beans in hot water.\ncoffee.md:1"
    assert "Why it matters\n  Tea: The first sentence is short." in text(page, "tea coffee", width)


def test_three_concepts_need_more_room_than_two(page: Page) -> None:
    assert text(page, "tea coffee green", 114).startswith("Tea  ")
    assert text(page, "tea coffee green", 110).startswith("Tea\n")


def test_wide_characters_are_never_set_in_columns(page: Page) -> None:
    assert text(page, "tea stone", 160).startswith("Tea\n")


def test_what_is_broader_and_what_is_a_kind_of_what_comes_with_its_proof(page: Page) -> None:
    found = text(page, "tea coffee")
    assert "Common broader concept: Drink\n  Tea < Drink\n    tea.md:2\n  Coffee < Drink\n    coffee.md:2" in found
    assert "Coffee is related to Tea (coffee.md:2)" in found
    assert "Both are related to: Cup" in found
    assert "Related to only one of them\n  Tea: Leaf\n  Coffee: (nothing)" in found
    below = text(page, "green drink")
    assert "Green tea is a kind of Drink:\n  Green tea < Tea < Drink\n    green.md:2, tea.md:2" in below
    assert "Common broader concept" not in below


def test_what_has_nothing_broader_in_common_is_joined_by_a_path_or_by_nothing(page: Page) -> None:
    assert "No broader concept is common to them.\nThe shortest way from Cup to Drink:\n  Cup\n" in text(
        page, "cup drink"
    )
    assert "Nothing connects Tea with Stone." in text(page, "tea stone")


def test_what_speaks_of_them_outright_is_given_in_full_and_a_myth_never_without_its_name(page: Page) -> None:
    found = text(page, "tea coffee")
    assert "Where both are spoken of\n- Is tea better than coffee?\n    Who knows.\n    tea.md:20" in found
    assert "- Myth: Tea has no caffeine\n    tea.md:30" in found


def test_sections_are_cut_unless_asked_for_in_full(page: Page) -> None:
    short, full = text(page, "tea coffee"), text(page, "tea coffee", full=True)
    assert LONG.strip() not in short
    assert "…" in short
    assert LONG.strip() in full
    assert "- It wakes you.\n" in short
    assert "History" not in full


WORDS = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=60)


@given(st.lists(WORDS, min_size=2, max_size=4), st.integers(20, 200))
def test_columns_never_run_over_and_no_word_is_lost(definitions: list[str], width: int) -> None:
    found = Glossary([concept(f"c{at}", f"C{at}", definition) for at, definition in enumerate(definitions)])
    value = compare(found, list(found))
    written = click.unstyle(comparison_text(found, value, Page(Path()), width))
    stacked = click.unstyle(comparison_text(found, value, Page(Path()), None))
    head = written.split("\n\n")[0]
    if written != stacked and "  C1" in head:
        assert all(len(line) <= width for line in head.split("\n"))
    for definition in definitions:
        for word in definition.split():
            assert "".join(word.split()) in "".join(stacked.split())
