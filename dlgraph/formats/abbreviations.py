"""Abbreviations that pages spell out, as names of the concepts they stand for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dlgraph.concept import Concept
from dlgraph.formats import reading
from dlgraph.ledger import Dropped
from dlgraph.model import Source
from dlgraph.text import fold

_UNKNOWN = "no concept has this name"


def attach(
    concepts: Sequence[Concept], spelled: Sequence[tuple[str, str, Source]]
) -> tuple[tuple[Concept, ...], tuple[Dropped, ...], int]:
    """Give concepts the other name of an abbreviation that they have one name of.

    Args:
        concepts: all concepts of a corpus.
        spelled: short form, long form and place of each abbreviation that a page spells out.

    Returns:
        The concepts, the abbreviations that are no concept's, and how many are.
    """
    named: dict[str, int] = {}
    for at, concept in enumerate(concepts):
        for name in (concept.label, *concept.aliases):
            named.setdefault(fold(name), at)
    changed = list(concepts)
    dropped: list[Dropped] = []
    for short, long, source in spelled:
        meant = named.get(fold(long), named.get(fold(short)))
        if meant is None:
            dropped.append(Dropped(short, _UNKNOWN, source, "abbreviations"))
            continue
        other = short if fold(long) in named else long
        concept = changed[meant]
        if fold(other) in {fold(name) for name in (concept.label, concept.definition, *concept.aliases)}:
            dropped.append(Dropped(short, reading.REPEATED, source, "abbreviations"))
        else:
            changed[meant] = replace(concept, aliases=(*concept.aliases, other))
            named.setdefault(fold(other), meant)
    return tuple(changed), tuple(dropped), len(spelled) - len(dropped)
