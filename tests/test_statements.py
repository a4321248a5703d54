"""What a question puts forward: frames and tags taken off, nothing else."""

from __future__ import annotations

import pytest

from dlgraph.statements import Statement, statement


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Is it true that bread needs yeast?", "bread needs yeast"),
        ("Is it right that not all bread needs yeast?", "not all bread needs yeast"),
        ("True or false: salt is a mineral", "salt is a mineral"),
        ("I heard that searing meat seals in the juices. Is that right?", "searing meat seals in the juices"),
        ("Bread always needs yeast, right?", "Bread always needs yeast"),
        ("A friend says that salt makes water boil faster, is that true?", "salt makes water boil faster"),
    ],
)
def test_frames_and_tags_are_taken_off(question: str, text: str) -> None:
    found = statement(question)
    assert found is not None
    assert found.framed
    assert not found.denied
    assert found.text.rstrip("?.! ").lower() == text.lower()


def test_a_frame_may_deny_what_it_puts_forward() -> None:
    found = statement("Is it a myth that bread needs yeast?")
    assert found is not None
    assert found.denied


@pytest.mark.parametrize(
    "question",
    ["What is bread?", "How does yeast work?", "Why does dough rise?", "Which flour should I buy?", "yeast", ""],
)
def test_questions_that_put_nothing_forward_are_no_statements(question: str) -> None:
    found = statement(question)
    assert found is None or not found.framed


def test_a_statement_is_never_empty() -> None:
    for question in ("Is it true that", "right?", "Is it true that ?", ", no?"):
        found = statement(question)
        assert found is None or found.text.strip()
        assert found != Statement("")
