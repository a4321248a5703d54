"""Where passages are kept and found: the protocol, and the exact backend in memory that others are tested against."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from dlgraph.model import Item, Passage
from dlgraph.search import lexical
from dlgraph.search.encoder import Vectors
from dlgraph.search.views import blend


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item that may answer.

    ``passage`` is its best one and ``cosine`` that passage's (-1..1), ``dense`` the blend of all its passages'
    cosines (-1..1) and ``coverage`` its BM25 as a share of the best possible for the query (0..1). ``page`` is the
    same for all that the glossary says of its concept, 0 for an item without one.
    """

    item: Item
    passage: Passage
    cosine: float
    dense: float
    coverage: float
    page: float = 0.0


@dataclass(frozen=True, slots=True)
class Entry:
    """An item to be stored, its passages, and their vectors of shape (len(passages), dimension)."""

    item: Item
    passages: Sequence[Passage]
    vectors: Vectors


@dataclass(frozen=True, slots=True)
class Leading:
    """Which candidates are worth reading: the best ``count`` by score, given the ``weight`` of coverage.

    Those of the concepts in ``spared`` stay in any case, since their words may lift them yet.
    """

    count: int
    weight: float
    spared: Collection[str] = ()


class Backend(Protocol):
    """Stores items with their passages and finds the candidates for a query."""

    def upsert(self, entries: Iterable[Entry]) -> None:
        """Store items; one whose id is stored already replaces it."""
        ...

    def delete(self, ids: Iterable[str]) -> None:
        """Remove items with their passages; ids that are not stored are passed over."""
        ...

    def candidates(self, vector: Vectors, query: str, limit: int, include: Sequence[str] = ()) -> list[Candidate]:
        """Find candidates.

        Args:
            vector: the query's unit vector, of shape (dimension,).
            query: the query's text.
            limit: how many items to take by cosine, and how many by coverage.
            include: ids of items that are candidates whatever their cosine and coverage.

        Returns:
            The union of them, and of the definitions of their concepts and of the PAGES concepts whose pages cover
            the query best; each item once, in no particular order.
        """
        ...

    def get(self, ids: Iterable[str]) -> list[Item]:
        """Return the stored items with these ids, in the order of the ids."""
        ...


# How many concepts are candidates for what their whole pages say.
PAGES = 20


def heading(item: Item) -> str:
    """Return the text of an item's heading field: label, title, and other phrasings or aliases."""
    title = item.title if item.title != item.label else ""
    return "\n".join(part for part in (item.label, title, *item.alternatives) if part)


class ExactBackend:
    """Compares a query with every passage and counts every word: slow, simple, and right."""

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}
        self._stems: dict[str, list[str]] = {}
        self._stemmer = lexical.Stemmer()

    def upsert(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            self._entries[entry.item.id] = entry
            fields = (heading(entry.item), entry.item.text)
            self._stems[entry.item.id] = [stem for field in fields for stem in self._stemmer.stems(field)]

    def delete(self, ids: Iterable[str]) -> None:
        for id in ids:
            self._entries.pop(id, None)
            self._stems.pop(id, None)

    def get(self, ids: Iterable[str]) -> list[Item]:
        return [self._entries[id].item for id in ids if id in self._entries]

    def candidates(self, vector: Vectors, query: str, limit: int, include: Sequence[str] = ()) -> list[Candidate]:
        coverage = self._coverage(self._stems, query)
        pages: dict[str, list[str]] = {}
        for id, entry in self._entries.items():
            if entry.item.concept:
                pages.setdefault(entry.item.concept, []).extend(self._stems[id])
        page = self._coverage(pages, query)
        found: dict[str, Candidate] = {}
        for id, entry in self._entries.items():
            cosines = np.asarray(entry.vectors @ vector)
            at = int(cosines.argmax())
            dense = blend([passage.field for passage in entry.passages], cosines.tolist())
            item = entry.item
            found[id] = Candidate(
                item, entry.passages[at], float(cosines[at]), dense, coverage[id], page.get(item.concept, 0.0)
            )
        near = sorted(found, key=lambda each: -found[each].cosine)[:limit]
        words = sorted((id for id in found if coverage[id] > 0), key=lambda each: -coverage[each])[:limit]
        covering = sorted((id for id in page if page[id] > 0), key=lambda each: -page[each])[:PAGES]
        chosen = [id for id in dict.fromkeys([*near, *words, *include]) if id in found]
        concepts = [*(found[id].item.concept for id in chosen), *covering]
        definitions = [id for id in concepts if id in found and found[id].item.kind == "definition"]
        return [found[id] for id in dict.fromkeys([*chosen, *definitions])]

    def _coverage(self, documents: Mapping[str, Sequence[str]], query: str) -> dict[str, float]:
        """Compute Okapi BM25 (Robertson and Zaragoza, 2009) over the best possible, for every document."""
        count = len(documents)
        by_word = self._stemmer.by_word(query)
        frequencies = {stem: sum(stem in stems for stems in documents.values()) for stem in by_word}
        terms = lexical.weigh(by_word, frequencies, count)
        average = sum(map(len, documents.values())) / count if count else 1.0
        return {id: lexical.coverage(stems, terms, average) for id, stems in documents.items()}
