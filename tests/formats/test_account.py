"""dlgraph/formats/account.py: the ledger once it is known which links lead to a concept."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from dlgraph.formats import account, corpus
from dlgraph.glossary import Glossary
from dlgraph.ledger import Ledger

# tea.md ──related──▶ cup, nobody, tea       tea.md links to cup, itself, gone.md and a picture
TEA = """---
title: Tea
related: [Cup, nobody, Tea]
tags: ['', hot]
---
Served in a [cup](cup.md), like [tea](tea.md).

See [gone](gone.md), [a picture](cup.png), [the web](https://x.org) and [below](#use).
"""


def settled(folder: Path, **pages: str) -> Ledger:
    for name, text in pages.items():
        (folder / f"{name}.md").write_text(text)
    read = corpus.read(folder)
    return account.settle(read, Glossary(read.concepts, read.faqs))


def sums(ledger: Ledger) -> dict[str, tuple[int, int]]:
    """Return of each kind what was found, and what was kept and dropped together."""
    dropped = Counter(drop.kind for drop in ledger.dropped)
    return {kind: (found, ledger.kept[kind] + dropped[kind]) for kind, found in ledger.found.items()}


def test_each_link_and_relation_without_a_concept_is_dropped_with_its_reason_and_place(tmp_path: Path):
    ledger = settled(tmp_path, tea=TEA, cup="# Cup\n\nRound.\n")
    assert [(drop.kind, drop.what, drop.why, drop.source.line) for drop in ledger.dropped] == [
        ("tags", "tags", "it is blank", 4),
        ("links", "https://x.org", "it leads to the web", 8),
        ("links", "#use", "it leads to a place on its own page", 8),
        ("links", "tea.md", "it leads to a place on its own page", 6),
        ("links", "gone.md", "no concept is called that", 8),
        ("links", "cup.png", "it leads to a file that is no page", 8),
        ("relations", "nobody", "no concept is called that", 3),
        ("relations", "Tea", "it names the concept itself", 3),
    ]
    assert (ledger.kept["links"], ledger.kept["relations"]) == (1, 1)


def test_as_many_are_found_as_are_kept_and_dropped(tmp_path: Path):
    assert all(found == told for found, told in sums(settled(tmp_path, tea=TEA, cup="# Cup\n\nRound.\n")).values())


@pytest.mark.parametrize(
    "page",
    [
        "---\naliases: [a, a, Tea, '']\ntags: x, x\n---\n# Tea\n\n[[a]] ![[b.png]] {{< ref \"c\" >}}\n",
        "# Glossary\n\nAround [x](x.md).\n\n## Tea\n\nSee also: Cup, Milk\n\n## Cup\n\n[Tea](#tea)\n",
        "```{glossary}\nTea\n  {term}`Cup`\n```\n\n[x](y.md)\n",
        "*[API]: Interface\n*[XYZ]: Nothing\n\n# Interface\n\nText.\n",
        "+++\ntitle = 'A'\naliases = ['/x/']\n+++\n[a](/x/) [b](/y/z/) [c](/gloss/a/)\n",
        "| Term | Definition | See also |\n|---|---|---|\n| Tea | [c](d.md) | Cup; |\n| Cup | x | |\n",
    ],
)
def test_the_account_adds_up_for_every_kind_of_page(tmp_path: Path, page: str):
    ledger = settled(tmp_path, glossary=page, other="# Other\n\nA [link](glossary.md).\n")
    assert all(found == told for found, told in sums(ledger).values()), sums(ledger)
