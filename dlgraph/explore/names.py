"""Finding concepts and FAQs by their names, as fast as someone types."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import nlargest
from itertools import pairwise

from dlgraph.concept import Concept, Faq
from dlgraph.glossary import Glossary
from dlgraph.spelling import SHORTEST, slips
from dlgraph.text import fold, label_forms, one_line

Target = Concept | Faq

# Kinds of match, best first. A question is found by its words, but never before the name of a concept.
_EXACT, _STARTS, _WITHIN, _WORDS, _CLOSE = range(5)
_FAQ = 10
_MOST_COMPARED = 200


@dataclass(frozen=True, slots=True)
class Match:
    """A concept or FAQ found by name; ``alias`` is the name that matched where that is not its label."""

    target: Target
    alias: str = ""


@dataclass(frozen=True, slots=True)
class _Name:
    folded: str
    target: Target
    alias: str


class Names:
    """The labels and aliases of a glossary, and the questions of its FAQs that belong to no concept.

    Args:
        glossary: the glossary.
    """

    def __init__(self, glossary: Glossary) -> None:
        self._names = [*_concept_names(glossary), *(_Name(fold(faq.question), faq, "") for faq in loose_faqs(glossary))]

    def find(self, query: str, count: int = 50) -> list[Match]:
        """Find what has a name like the one being typed.

        Args:
            query: the beginning of a name, a part of it, some of its words, or a misspelt name.
            count: how many matches to return at most.

        Returns:
            Matches, best first, each concept once: the name itself, names that begin with the query or have a word that
            does, names that hold it, names that hold its words. Only where there are none, names spelt like it.
        """
        wanted = fold(query)
        if not wanted:
            return []
        words = wanted.split()
        ranked = ((_rank(name, wanted, words), name) for name in self._names)
        found = _best((rank, name) for rank, name in ranked if rank is not None)
        return (found or _best(self._spelt_like(wanted)))[:count]

    def _spelt_like(self, wanted: str) -> Iterator[tuple[tuple[int, ...], _Name]]:
        """Find names of concepts whose beginning is a slip or two away; the query may be a name half typed."""
        if len(wanted) < SHORTEST - 1:
            return
        allowed = 2 if len(wanted) >= 8 else 1
        pairs = _pairs(wanted)
        least = len(pairs) - 3 * allowed
        # Most names are told apart by their pairs of letters, at a small part of what comparing them costs.
        shared = [(len(pairs & _pairs(name.folded)), name) for name in self._names if not isinstance(name.target, Faq)]
        likely = nlargest(_MOST_COMPARED, (pair for pair in shared if pair[0] >= least), key=lambda pair: pair[0])
        for _, name in likely:
            ends = {min(len(name.folded), len(wanted) + more) for more in range(-allowed, allowed + 1)}
            away = min(slips(wanted, name.folded[:end]) for end in ends)
            if away <= allowed:
                yield (_CLOSE, away, abs(len(name.folded) - len(wanted))), name


def loose_faqs(glossary: Glossary) -> list[Faq]:
    """Return the FAQs that belong to no concept, in the order of the corpus."""
    return [faq for faq in glossary.faqs if glossary.faq_concept(faq) is None]


def _concept_names(glossary: Glossary) -> Iterator[_Name]:
    for concept in glossary:
        for form in label_forms(concept.label) or [fold(concept.id)]:
            yield _Name(form, concept, "")
        for alias in concept.aliases:
            for form in label_forms(alias):
                yield _Name(form, concept, one_line(alias))


def _rank(name: _Name, wanted: str, words: list[str]) -> tuple[int, ...] | None:
    """Return how well a name matches, less being better, or None."""
    folded = name.folded
    if folded == wanted:
        kind = _EXACT
    elif f" {wanted}" in f" {folded}":
        kind = _STARTS
    elif wanted in folded:
        kind = _WITHIN
    elif len(words) > 1 and all(f" {word}" in f" {folded}" for word in words):
        kind = _WORDS
    else:
        return None
    kind += _FAQ * isinstance(name.target, Faq)
    return kind, bool(name.alias), not folded.startswith(wanted), len(folded)


def _best(ranked: Iterable[tuple[tuple[int, ...], _Name]]) -> list[Match]:
    """Sort matches, and keep the best of each concept or FAQ."""
    found: dict[int, Match] = {}
    for _, name in sorted(ranked, key=lambda pair: (pair[0], pair[1].folded)):
        found.setdefault(id(name.target), Match(name.target, name.alias))
    return list(found.values())


def _pairs(text: str) -> set[str]:
    return {one + other for one, other in pairwise(f"^{text}")}
