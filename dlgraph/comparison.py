"""Concepts side by side: what they have in common, what each has alone, and who speaks of them together."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from dlgraph.concept import Concept, Faq, Misconception, Section
from dlgraph.errors import QuestionError
from dlgraph.glossary import Glossary
from dlgraph.model import KINDS, Relation
from dlgraph.paths import shortest_path
from dlgraph.spelling import SHORTEST, slips
from dlgraph.taxonomy import chain, label_order, lowest_common_broader
from dlgraph.text import fold, label_forms

_WORD = re.compile(r"\w+[+#]*")
# Names that in running text are something else: "a" is an article far more often than the search algorithm A*.
_NO_NAMES = frozenset({
    "a", "an", "and", "are", "as", "at", "be", "by", "do", "for", "go", "he", "i", "if", "in", "is", "it", "me", "my",
    "no", "of", "on", "or", "so", "the", "to", "up", "us", "we",
})  # fmt: skip
_COMPARES = re.compile(
    r"\b(?:differ\w*|vs|versus|compar\w*|same|better|worse|distinguish\w*|confus\w*|tell \w+ apart)\b"
)
# Sections that lead elsewhere and say nothing of the concept.
_POINTERS = frozenset(
    {"further reading", "learn more", "references", "related concepts", "related terms", "see also", "sources"}
)
# How many words a longer name may have before and behind a name that is part of it.
_AROUND = 3


@dataclass(frozen=True, slots=True)
class Common:
    """A lowest common broader concept, and the chain from each compared concept up to it (none from itself)."""

    concept: Concept
    chains: tuple[tuple[Relation, ...], ...]


@dataclass(frozen=True, slots=True)
class Kinship:
    """One compared concept is a kind of another, as the chain between them proves."""

    concept: Concept
    broader: Concept
    chain: tuple[Relation, ...]


@dataclass(frozen=True, slots=True)
class Aligned:
    """Sections with one title, one for each compared concept; None where its page has no such section."""

    title: str
    sections: tuple[Section | None, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """An FAQ or misconception that names two or more of the compared concepts.

    ``concept`` is the one it belongs to, None if it stands alone; ``names`` are the compared concepts it names;
    ``direct`` tells whether the question or myth alone names two.
    """

    concept: Concept | None
    part: Faq | Misconception
    names: tuple[Concept, ...]
    direct: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """Concepts compared; see ``compare``."""

    concepts: tuple[Concept, ...]
    common: tuple[Common, ...]
    kinds: tuple[Kinship, ...]
    direct: tuple[Relation, ...]
    only: tuple[tuple[Concept, ...], ...]
    shared: tuple[Concept, ...]
    sections: tuple[Aligned, ...]
    mentions: tuple[Mention, ...]
    paths: tuple[tuple[Relation, ...] | None, ...]


def compare(glossary: Glossary, concepts: Sequence[Concept]) -> Comparison:
    """Compare concepts.

    Args:
        glossary: the glossary.
        concepts: two concepts or more, each once.

    Returns:
        - ``common``: the lowest common broader concepts, with the chain from each concept up to each of them. For a
          concept and a kind of it that is the concept.
        - ``kinds``: which of them is a kind of which.
        - ``direct``: the relations declared between them.
        - ``only``: for each, what it is related to and none of the others is; ``shared``: what all are related to.
          The compared concepts themselves are in neither.
        - ``sections``: the sections that two pages or more have, in the order of the pages; not those that only
          lead elsewhere, such as "Further reading". Titles are the same where they fold alike, or where each word
          differs by its number or one letter; a page's own name in a title does not count, so that "How sorting
          works" is the same as "How searching works".
        - ``mentions``: the FAQs and misconceptions of any page that name two or more of them by label, alias or
          plural. A name that is part of a longer name of the glossary does not count, nor one that two of them share.
          First come those that name two in the question or myth itself, of these the ones that ask for a comparison;
          then those that name more, and those on the concepts' own pages.
        - ``paths``: where nothing broader is common, the shortest path from each concept to the next one.

    Raises:
        QuestionError: fewer than two concepts, or one of them twice.
    """
    _check(concepts)
    common = lowest_common_broader(glossary, *concepts)
    related = [{other.id: other for other in glossary.related(concept)} for concept in concepts]
    compared = {concept.id for concept in concepts}
    return Comparison(
        concepts=tuple(concepts),
        common=tuple(Common(above, tuple(chain(glossary, concept, above) for concept in concepts)) for above in common),
        kinds=tuple(
            Kinship(one, other, proof)
            for one, other in itertools.permutations(concepts, 2)
            if (proof := chain(glossary, one, other))
        ),
        direct=tuple(
            relation
            for concept in concepts
            for kind in KINDS
            for relation in glossary.outgoing(concept, kind)
            if relation.target in compared
        ),
        only=tuple(
            tuple(
                other
                for id, other in own.items()
                if id not in compared and not any(id in others for others in related if others is not own)
            )
            for own in related
        ),
        shared=tuple(
            other
            for id, other in related[0].items()
            if id not in compared and all(id in others for others in related[1:])
        ),
        sections=tuple(_aligned(concepts)),
        mentions=_mentions(glossary, concepts),
        paths=()
        if common
        else tuple(shortest_path(glossary, one, other) for one, other in itertools.pairwise(concepts)),
    )


def _check(concepts: Sequence[Concept]) -> None:
    seen: set[str] = set()
    for concept in concepts:
        if concept.id in seen:
            raise QuestionError(f"{concept.label!r} is compared with itself", cure="Name different concepts.")
        seen.add(concept.id)
    if len(seen) < 2:
        raise QuestionError("a comparison needs two concepts or more", cure="Name another concept.")


# -- sections ------------------------------------------------------------------------------------------------------


def _aligned(concepts: Sequence[Concept]) -> Iterator[Aligned]:
    """Yield the sections that at least two pages have."""
    rows: list[tuple[list[str], list[Section | None]]] = []
    for at, concept in enumerate(concepts):
        names = sorted(_names(concept), key=len, reverse=True)
        for section in concept.sections:
            title = _without(_words(section.title), names)
            row = next((row for row in rows if row[1][at] is None and _alike(row[0], title)), None)
            if not title or not section.text or fold(section.title) in _POINTERS:
                continue
            if row:
                row[1][at] = section
            else:
                rows.append((title, [section if other is concept else None for other in concepts]))
    for _, sections in rows:
        present = [section for section in sections if section]
        if len(present) > 1:
            yield Aligned(present[0].title, tuple(sections))


def _without(title: list[str], names: Iterable[tuple[str, ...]]) -> list[str]:
    """Put a mark in the place of a concept's name in the title of a section of its own."""
    for name in names:
        for at in range(len(title) - len(name) + 1):
            if tuple(title[at : at + len(name)]) == name and len(name) < len(title):
                return [*title[:at], "", *title[at + len(name) :]]
    return title


def _alike(one: list[str], other: list[str]) -> bool:
    return len(one) == len(other) and all(
        a == b or b in _numbers(a) or (min(len(a), len(b)) >= SHORTEST and slips(a, b) == 1)
        for a, b in zip(one, other, strict=True)
    )


# -- mentions ------------------------------------------------------------------------------------------------------


def _mentions(glossary: Glossary, concepts: Sequence[Concept]) -> tuple[Mention, ...]:
    """Return what names two or more of some concepts, the most telling first."""
    # Reading Markdown takes a parser, which a program that only has a comparison at hand need not load.
    from dlgraph.markdown import plain

    spotter = _Spotter(glossary, concepts)
    compared = {concept.id for concept in concepts}
    found: list[tuple[tuple[object, ...], Mention]] = []
    for owner, part in _parts(glossary):
        asked = (part.question, *part.alternatives) if isinstance(part, Faq) else (part.myth,)
        said = part.answer if isinstance(part, Faq) else part.reality
        if not spotter.may_name_two("\n".join((*asked, said))):
            continue
        in_asked = [spotter.named(text) for text in asked]
        named = set().union(*in_asked, spotter.named(plain(said)))
        if len(named) > 1:
            direct = any(len(names) > 1 for names in in_asked)
            compares = direct and any(_COMPARES.search(fold(text)) for text in asked)
            order = (not direct, not compares, -len(named), owner is None or owner.id not in compared)
            names = tuple(concept for concept in concepts if concept.id in named)
            found.append(((*order, label_order(owner) if owner else ()), Mention(owner, part, names, direct)))
    return tuple(mention for _, mention in sorted(found, key=lambda pair: pair[0]))


def _parts(glossary: Glossary) -> Iterator[tuple[Concept | None, Faq | Misconception]]:
    for concept in glossary:
        yield from ((concept, faq) for faq in concept.faqs)
        yield from ((concept, pair) for pair in concept.misconceptions)
    for faq in glossary.faqs:
        yield glossary.faq_concept(faq), faq


class _Spotter:
    """Finds which of some concepts a text names, where names of other concepts may hold theirs."""

    def __init__(self, glossary: Glossary, concepts: Sequence[Concept]) -> None:
        self._glossary = glossary
        self._compared = {concept.id for concept in concepts}
        self._hints = [{_hint(name) for name in _names(concept)} for concept in concepts]
        self._ids: dict[tuple[str, ...], set[str]] = {}
        for concept in concepts:
            for name in _names(concept):
                self._ids.setdefault(name, set()).add(concept.id)
        # A name as it is counts for more than another name's plural that looks the same.
        for name, ids in list(self._ids.items()):
            for last in _numbers(name[-1]):
                self._ids.setdefault((*name[:-1], last), ids)
        self._lengths = sorted({len(name) for name in self._ids}, reverse=True)

    def may_name_two(self, text: str) -> bool:
        """Tell, at little cost, whether a text might name two concepts; where it says no, that is certain."""
        letters = unicodedata.normalize("NFKD", text).casefold().encode("ascii", "ignore").decode()
        return sum(any(all(part in letters for part in hint) for hint in hints) for hints in self._hints) > 1

    def named(self, text: str) -> set[str]:
        """Return the ids of the concepts that a text names."""
        words = _words(text)
        found: set[str] = set()
        at = free = 0
        while at < len(words):
            ends = (at + length for length in self._lengths if at + length <= len(words))
            end = next((end for end in ends if tuple(words[at:end]) in self._ids), 0)
            if end:
                at, ids = self._longer(words, at, end, free)
                free = at
                ids &= self._compared
                found |= ids if len(ids) == 1 else set()
            else:
                at += 1
        return found

    def _longer(self, words: list[str], begin: int, end: int, free: int) -> tuple[int, set[str]]:
        """Return where the longest name around a name ends, and whose it is; it begins behind the last name."""
        starts = range(max(begin - _AROUND, free), begin + 1)
        spans = itertools.product(starts, range(end, min(end + _AROUND, len(words)) + 1))
        for start, stop in sorted(spans, key=lambda span: span[0] - span[1]):
            if (start, stop) != (begin, end):
                for last in _numbers(words[stop - 1]):
                    if owners := self._glossary.named(" ".join((*words[start : stop - 1], last))):
                        return stop, {owner.id for owner in owners}
        return end, set(self._ids[tuple(words[begin:end])])


def _names(concept: Concept) -> set[tuple[str, ...]]:
    """Return the names of a concept, as words."""
    forms = [form for label in (concept.label, *concept.aliases) for form in label_forms(label)]
    return {words for form in forms if (words := tuple(_words(form))) and (len(words) > 1 or words[0] not in _NO_NAMES)}


def _hint(name: tuple[str, ...]) -> tuple[str, ...]:
    """Return runs of ASCII letters that all occur in every text with a name in it, whatever its number."""
    same = itertools.takewhile(lambda letters: len(set(letters)) == 1, zip(*_numbers(name[-1]), strict=False))
    parts = (*name[:-1], "".join(first for first, *_ in same))
    return tuple(part for part in parts if part.isascii())


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text))


def _numbers(word: str) -> list[str]:
    """Return a word as it is, as a plural and as a singular."""
    if word.endswith("ies") and len(word) > 4:
        return [word, word[:-3] + "y", word[:-1]]
    if word.endswith("s") and len(word) > 3 and not word.endswith(("ss", "us", "is")):
        return [word, word[:-1], *([word[:-2]] if word.endswith(("ses", "xes", "ches", "shes", "zes")) else [])]
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return [word, word[:-1] + "ies", word + "s"]
    return [word, word + "s", *([word + "es"] if word.endswith(("s", "x", "ch", "sh", "z")) else [])]
