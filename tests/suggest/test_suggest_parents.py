"""dlgraph/suggest/parents.py and genus.py: what is suggested as broader, and what never is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from dlgraph.suggest import genus, parents
from dlgraph.suggest.evidence import Evidence

Put = Callable[[Mapping[str, str]], Path]
Alike = Callable[..., Evidence]


def test_a_concept_without_a_place_gets_the_broader_one_that_its_name_and_definition_say(
    put: Put, tea: dict[str, str], alike: Alike
):
    (found,) = [each for each in parents.suggest(alike(put(tea), 0.7), least=0.1) if each.concept == "oolong-tea"]
    assert (found.target, found.kind) == ("tea", "broader")
    assert "its label ends in “tea”" in [reason.text for reason in found.reasons]


def test_concepts_with_a_place_are_left_where_they_are(put: Put, tea: dict[str, str], alike: Alike):
    found = parents.suggest(alike(put(tea), 0.9), least=0)
    assert not {"tea", "green-tea", "coffee", "drink"} & {each.concept for each in found}


def test_nearness_alone_makes_nothing_broader(put: Put, alike: Alike):
    files = {f"{name}.md": f"---\ntitle: {name}\n---\n\nText.\n" for name in ("Alder", "Birch", "Cedar")}
    assert parents.suggest(alike(put(files), 0.99), least=0) == []


@pytest.mark.parametrize("related", ["tea", "drink"])
def test_a_related_concept_and_what_is_below_it_are_never_broader(
    put: Put, tea: dict[str, str], alike: Alike, related: str
):
    files = tea | {"oolong-tea.md": tea["oolong-tea.md"].replace("tea\n---", f"tea\nrelated: [{related}]\n---", 1)}
    evidence = alike(put(files), 0.9)
    found = parents.suggest(evidence, [evidence.glossary["oolong-tea"]], least=0)
    assert "tea" not in [each.target for each in found]


def test_what_is_below_a_concept_is_never_broader(put: Put, tea: dict[str, str], alike: Alike):
    evidence = alike(put(tea), 0.9)
    targets = [each.target for each in parents.suggest(evidence, [evidence.glossary["tea"]], least=0)]
    assert not {"green-tea", "drink", "tea"} & set(targets)


@pytest.mark.parametrize(
    ("definition", "words"),
    [
        ("A kettle is a vessel for boiling water.", "vessel"),
        ("The smallest part of a network, which counts.", "smallest part of a network"),
        ("", ""),
    ],
)
def test_the_genus_is_read_from_what_a_thing_is_and_not_from_what_it_does(definition: str, words: str):
    assert genus.phrase(definition, ["kettle"]) == words
