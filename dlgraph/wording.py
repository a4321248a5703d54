"""Concepts and relations in words, as answers say them.

``A < B`` means that B is broader than A, ``A > B`` that A is broader than B, ``A – B`` that they are related, and
``A → B`` that the page of A links to B.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from dlgraph.model import Relation
from dlgraph.text import one_line

if TYPE_CHECKING:
    from dlgraph.concept import Concept
    from dlgraph.glossary import Glossary

_MARKUP = re.compile(r"[\[*_`<&\\|~#]")
# By kind of relation, and whether it is walked along or against its direction.
_STEPS: Mapping[tuple[str, bool], tuple[str, str]] = {
    ("broader", True): ("<", "{} falls directly under {}."),
    ("broader", False): (">", "{} is directly broader than {}."),
    ("related", True): ("–", "{} is related to {}."),
    ("related", False): ("–", "{} is related to {}."),
    ("references", True): ("→", "The page of {} links to {}."),
    ("references", False): ("←", "{} is linked to from the page of {}."),
}


def listed(names: Sequence[str], last: str = " and ") -> str:
    """Join names into a list with a word before the last one."""
    return last.join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def labels(concepts: Sequence[Concept], last: str = ", ") -> str:
    """Join the labels of concepts, as ``listed`` does."""
    return listed([concept.label for concept in concepts], last)


def count(number: int, one: str, several: str) -> str:
    """Return a number with the noun that goes with it."""
    return f"{number} {one if number == 1 else several}"


def defined(concept: Concept) -> str:
    """Return a concept's label with its definition on one line."""
    return f"{concept.label}: {one_line(concept.definition)}" if concept.definition else concept.label


def drawn(glossary: Glossary, start: Concept, chain: Sequence[Relation]) -> str:
    """Draw a chain of broader relations upwards: ``A < B < C``."""
    return " < ".join([start.label, *(glossary.concepts[relation.target].label for relation in chain)])


def walked(glossary: Glossary, start: Concept, path: Sequence[Relation]) -> list[str]:
    """Draw a path on the first line, and say each of its steps on a line of its own."""
    from dlgraph import paths

    names = [glossary.concepts[id].label for id in paths.way(start.id, path)]
    here, drawing, steps = start.id, names[0], []
    for relation, (one, other) in zip(path, itertools.pairwise(names), strict=True):
        along = relation.origin == here
        sign, words = _STEPS[relation.kind, along]
        drawing += f" {sign} {other}"
        steps.append(words.format(one, other))
        here = relation.target if along else relation.origin
    return [drawing, *steps]


def sign(kind: str) -> str:
    """Return the sign that stands between the origin and the target of a relation of a kind."""
    return _STEPS[kind, True][0]


def plain(text: str) -> str:
    """Return Markdown as plain text on one line."""
    if not _MARKUP.search(text):
        return one_line(text)
    # Importing the parser takes longer than most answers from the graph.
    from dlgraph import markdown

    return one_line(markdown.plain(text))
