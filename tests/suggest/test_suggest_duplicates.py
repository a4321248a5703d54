"""dlgraph/suggest/duplicates.py: what may be one concept, and what is two."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from dlgraph.suggest import duplicates
from dlgraph.suggest.evidence import Evidence

Put = Callable[[Mapping[str, str]], Path]
Alike = Callable[..., Evidence]


def page(title: str, text: str = "It grows and shrinks with the load.", head: str = "") -> str:
    return f"---\ntitle: {title}\n{head}---\n\n{text}\n"


@pytest.mark.parametrize(
    ("one", "two", "reason"),
    [
        ("Auto-scaling", "Autoscaling", "same letters"),
        ("Autoscaler", "Autoscalers", "same name"),
    ],
)
def test_two_names_of_one_thing_are_a_likely_duplicate(put: Put, alike: Alike, one: str, two: str, reason: str):
    (found,) = duplicates.suggest(alike(put({"a.md": page(one), "b.md": page(two)}), 0.75))
    assert {found.concept, found.target} == {"a", "b"}
    assert reason in [each.name for each in found.reasons]


def test_a_concept_and_the_one_above_it_are_two(put: Put, alike: Alike):
    files = {"a.md": page("Autoscaling"), "b.md": page("Auto-scaling", head="broader: [a]\n")}
    assert duplicates.suggest(alike(put(files), 0.99), least=0) == []


def test_the_concept_that_is_asked_about_is_one_of_each_pair(put: Put, alike: Alike):
    files = {"a.md": page("Auto-scaling"), "b.md": page("Autoscaling"), "c.md": page("Pod", "One or two of them.")}
    evidence = alike(put(files), 0.75)
    (found,) = duplicates.suggest(evidence, [evidence.glossary["b"]])
    assert {found.concept, found.target} == {"a", "b"}
