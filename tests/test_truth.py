"""Statements about misconceptions get a verdict, in a glossary that the judging was not made on; the real model.

cooking.md   six myths of the kitchen
sky.md       four myths about the sky
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import dlgraph
from dlgraph.knowledge import KnowledgeBase
from dlgraph.render import answers
from dlgraph.render.page import Page

PAGES = {
    "cooking.md": ("Cooking", "Preparing food with heat.", [
        ("Searing meat seals in the juices.", "A seared crust is not watertight; seared meat loses as much juice."),
        ("Salted water boils much faster.", "Salt raises the boiling point slightly; the difference is hardly felt."),
        ("All alcohol evaporates when you cook with it.", "Some alcohol always remains, a third after half an hour."),
        ("Pasta must be rinsed after cooking.", "Rinsing washes off the starch that helps the sauce to stick."),
        ("Mushrooms should never be washed.", "They take up hardly any water; a rinse does no harm."),
        ("Cold water comes to the boil faster than hot water.", "Hot water has less far to go and boils sooner."),
    ]),
    "sky.md": ("Sky", "What is seen above the Earth.", [
        ("The Great Wall can be seen from the Moon.", "No single building is visible to the eye from that far."),
        ("Summer is warm because the Earth is nearer to the Sun.", "Seasons come from the tilt of the axis."),
        ("The Moon has a side that is always dark.", "Every side of the Moon gets sunlight in the course of a month."),
        ("Lightning never strikes the same place twice.", "Tall buildings are struck many times a year."),
    ]),
}  # fmt: skip


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    corpus = tmp_path_factory.mktemp("truth") / "corpus"
    corpus.mkdir()
    for name, (title, definition, pairs) in PAGES.items():
        told = "\n\n".join(f"**Myth:** {myth}\n**Reality:** {reality}" for myth, reality in pairs)
        text = f"---\ntitle: {title}\ndescription: {definition}\n---\n\n## Common misconceptions\n\n{told}\n"
        (corpus / name).write_text(text)
    with dlgraph.open(corpus, index=corpus.parent / "index") as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "verdict", "myth"),
    [
        ("Is it true that searing a steak locks in its juices?", "false", "Searing"),
        ("Salted water boils a lot quicker, right?", "false", "Salted"),
        ("Is it true that lightning can't hit one place twice?", "false", "Lightning"),
        ("I heard the Great Wall is visible from the Moon. Is that right?", "false", "The Great Wall"),
        ("Is it true that some alcohol remains after cooking?", "true", "All alcohol"),
        ("Is it right that every side of the Moon gets sunlight?", "true", "The Moon"),
        ("Is it true that seasons come from the tilt of the Earth's axis?", "true", "Summer"),
    ],
)
def test_a_statement_is_judged_by_the_misconception_it_is_about(
    kb: KnowledgeBase, question: str, verdict: str, myth: str
) -> None:
    found = kb.ask(question)
    assert found.item is not None
    assert (found.kind, found.verdict) == ("misconception", verdict)
    assert found.item.title.startswith(myth)
    assert 0 < found.confidence <= 1


def test_the_verdict_comes_first_and_no_myth_stands_where_the_answer_should(kb: KnowledgeBase) -> None:
    page = Page(kb.place.corpus)
    false = answers.answer_text(kb.ask("Is it true that searing a steak locks in its juices?"), page)
    assert "No. Myth: Searing meat" in false.split("\n")[0]
    true = answers.answer_text(kb.ask("Is it true that some alcohol remains after cooking?"), page)
    assert "Yes, that is so." in true.split("\n")[0]
    assert "All alcohol evaporates" not in true


@pytest.mark.parametrize("question", ["What is the sky?", "How do mushrooms grow?", "cooking"])
def test_what_puts_nothing_forward_gets_no_verdict(kb: KnowledgeBase, question: str) -> None:
    assert kb.ask(question).verdict == ""


def test_a_statement_about_something_else_is_called_neither_true_nor_false(kb: KnowledgeBase) -> None:
    assert kb.ask("Is it true that cats see in colour?").verdict == ""
