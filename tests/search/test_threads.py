"""One knowledge base asked from many threads at once, its vectors all compared or in lists."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dlgraph import knowledge
from dlgraph.search import stored

# corpus: salt < mineral, pepper < spice; each with a definition, a section and an FAQ
PAGE = """---
title: {name}
description: {name} is a kind of {above} that cooks put into {dish}.
broader: [{above}]
---
## How it works

It changes the taste of {dish} at once.

## Common misconceptions

**Myth:** {name} makes {dish} heavy.
**Reality:** It has no such effect on {dish}.

## FAQ

### When should {name} be put into {dish}?

At the very end.
"""
PAIRS = [
    ("salt", "mineral", "soup"),
    ("pepper", "spice", "sauce"),
    ("basil", "herb", "pasta"),
    ("thyme", "herb", "stew"),
]
QUESTIONS = [
    question
    for name, above, dish in PAIRS
    for question in (
        f"when should {name} be put into {dish}?",
        f"what is {name}?",
        f"does {name} make {dish} heavy?",
        f"is {name} a kind of {above}?",
        f"taste of {dish}",
        f"{name} and how it wroks",
    )
] + ["who won the football match?"]


@pytest.mark.parametrize("flat_up_to", [stored.FLAT_UP_TO, 5])
def test_threads_are_answered_as_one_asker_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, flat_up_to: int) -> None:
    monkeypatch.setattr(stored, "FLAT_UP_TO", flat_up_to)
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for name, above, dish in PAIRS:
        (corpus / f"{name}.md").write_text(PAGE.format(name=name, above=above, dish=dish))
        (corpus / f"{above}.md").write_text(f"---\ntitle: {above}\ndescription: What {name} is.\n---\n")
    with knowledge.open(corpus, index=tmp_path / "index", model="hash") as alone:
        expected = [alone.ask(question) for question in QUESTIONS]
        assert alone.manifest.vectors["kind"] == ("flat" if flat_up_to > 5 else "ivf-pq-fp16")
        assert alone.ask_many(QUESTIONS) == expected
    assert len({answer.kind for answer in expected}) > 2
    # Nothing is loaded yet when the first questions come, so that the threads meet while all is being opened.
    with knowledge.open(corpus, index=tmp_path / "index", model="hash") as shared, ThreadPoolExecutor(8) as pool:
        assert list(pool.map(shared.ask, QUESTIONS * 4)) == expected * 4
