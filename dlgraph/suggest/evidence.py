"""What speaks for a relation between two concepts: nearness in meaning, the graph around them, and the texts."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from dlgraph.concept import Concept
from dlgraph.glossary import Glossary
from dlgraph.model import Source
from dlgraph.paths import joined
from dlgraph.search.catalog import reading
from dlgraph.suggest import mentions
from dlgraph.suggest.mentions import Mention, Names
from dlgraph.suggest.sheets import Sheets
from dlgraph.suggest.suggestion import Suggestion

if TYPE_CHECKING:
    from dlgraph.search.encoder import Vectors
    from dlgraph.search.local import LocalBackend

# Rows of cosines computed at once, so that a large glossary needs no table of all its pairs.
_ROWS = 512
# How often a mention is linked in a glossary that has neither: Wikipedia's authors link about one in fifteen.
_LINKED = 0.07
_DOUBT = 4.0


class Evidence:
    """A glossary with the vectors of its index and the names its texts hold.

    Args:
        glossary: the glossary.
        definitions: a unit vector a concept, in the glossary's order; zeros where a concept has none.
        pages: likewise, the direction of all its passages together.
        corpus: the folder or file the glossary was read from, for places; None where there is none.
    """

    def __init__(self, glossary: Glossary, definitions: Vectors, pages: Vectors, corpus: Path | None = None) -> None:
        self.glossary = glossary
        self.sheets = Sheets(glossary, corpus)
        self.ids = list(glossary.concepts)
        self.at = {id: row for row, id in enumerate(self.ids)}
        self.definitions = definitions
        self.pages = pages
        self.names = Names(glossary, self.anchors)

    def cosines(self, rows: Sequence[int], *, pages: bool = False) -> Vectors:
        """Return the cosines of some concepts to all, by definitions or by whole pages: shape (rows, concepts)."""
        vectors = self.pages if pages else self.definitions
        found: Vectors = vectors[list(rows)] @ vectors.T
        return found

    def portions(self, rows: Sequence[int]) -> Iterator[Sequence[int]]:
        """Divide rows into as many as are to be compared at once."""
        return (rows[start : start + _ROWS] for start in range(0, len(rows), _ROWS))

    # -- the graph -------------------------------------------------------------------------------------------------

    @cached_property
    def neighbors(self) -> Sequence[frozenset[int]]:
        """The concepts that a relation of any kind and direction joins to each."""
        return [
            frozenset(self.at[id] for id, _ in joined(self.glossary, concept)) - {row}
            for row, concept in enumerate(self.glossary)
        ]

    def common(self, row: int) -> Mapping[int, float]:
        """Return what each concept shares with one: 1 / ln(degree) over common neighbors (Adamic and Adar, 2003)."""
        found: dict[int, float] = {}
        for between in self.neighbors[row]:
            around = self.neighbors[between]
            # A neighbor that is joined to nothing else shares nothing; one that is joined to all says little.
            weight = 1 / math.log(len(around)) if len(around) > 1 else 0.0
            for other in around:
                if other != row:
                    found[other] = found.get(other, 0.0) + weight
        return found

    # -- the texts -------------------------------------------------------------------------------------------------

    @cached_property
    def mentions(self) -> Sequence[Mapping[int, Sequence[Mention]]]:
        """For each concept, the others that its text names without a link, and where."""
        return [self._mentions(row, concept) for row, concept in enumerate(self.glossary)]

    def _mentions(self, row: int, concept: Concept) -> dict[int, list[Mention]]:
        found: dict[int, list[Mention]] = {}
        for mention in mentions.in_body(self.names, text_of(concept)):
            other = self.at[mention.concept]
            if other != row:
                found.setdefault(other, []).append(mention)
        return found

    def first_named(self, body: str, id: str) -> Mention | None:
        """Return the first place in running text that names a concept without a link."""
        found = mentions.in_body(self.names, body)
        return next((each for each in found if each.concept == id and not each.heading), None)

    @cached_property
    def defined_by(self) -> Sequence[frozenset[int]]:
        """For each concept, the others that its definition names."""
        return [
            frozenset(self.at[mention.concept] for mention in self.names.find(concept.definition)) - {row}
            for row, concept in enumerate(self.glossary)
        ]

    @cached_property
    def links(self) -> Sequence[frozenset[int]]:
        """For each concept, the others that its text links to."""
        return [
            frozenset(self.at[relation.target] for relation in self.glossary.outgoing(concept, "references"))
            for concept in self.glossary
        ]

    @cached_property
    def named_by(self) -> Sequence[frozenset[int]]:
        """For each concept, the others whose text names it without a link."""
        return _turned(self.mentions)

    @cached_property
    def anchors(self) -> Mapping[str, Counter[str]]:
        """By concept, the folded texts of the links that lead to it, with how many pages write each."""
        found: dict[str, Counter[str]] = {}
        for row, concept in enumerate(self.glossary):
            if concept.body and self.links[row]:
                for text, target in dict.fromkeys(mentions.link_texts(concept.body)):
                    led = self.glossary.resolve(target, concept.id)
                    if led is not None and self.at[led] in self.links[row]:
                        found.setdefault(led, Counter())[mentions.folded_words(text)] += 1
        return found

    def as_written(self, folded: str, id: str) -> tuple[str, Source]:
        """Return how the first link to a concept with this folded text writes it, and where it stands."""
        return self._written.get((id, folded)) or (folded, self.glossary.concepts[id].source)

    @cached_property
    def _written(self) -> Mapping[tuple[str, str], tuple[str, Source]]:
        found: dict[tuple[str, str], tuple[str, Source]] = {}
        for row, concept in enumerate(self.glossary):
            for text, target in mentions.link_texts(concept.body or "") if self.links[row] else ():
                led = self.glossary.resolve(target, concept.id)
                key = (led or "", mentions.folded_words(text))
                if led is not None and key not in found:
                    found[key] = (
                        " ".join(text.split()),
                        self.line(concept, concept.body or "", (concept.body or "").find(text)),
                    )
        return found

    def line(self, concept: Concept, text: str, at: int) -> Source:
        """Return the place of a character of a concept's text, whose lines are those of its body."""
        return self.sheets.place(concept, text.count("\n", 0, max(at, 0))) if concept.body else concept.source

    def placed(self, suggestion: Suggestion, field: str) -> Suggestion:
        """Return a suggestion for the front matter with the line on which it would go."""
        concept = self.glossary.concepts[suggestion.concept]
        return replace(suggestion, source=Source(concept.source.file, self.sheets.key(concept, field)[1]))

    @cached_property
    def keyphraseness(self) -> Callable[[str], float]:
        """How often pages that write a phrase link it (Mihalcea and Csomai, 2007), drawn to what is usual."""
        linked: Counter[str] = Counter()
        for texts in self.anchors.values():
            for text, pages in texts.items():
                linked[mentions.phrase(text)] += pages
        named: Counter[str] = Counter()
        for row, found in enumerate(self.mentions):
            for other, written in found.items():
                if other not in self.links[row]:
                    named.update({mention.phrase for mention in written if not mention.heading})
        usual = (linked.total() + _DOUBT * _LINKED) / (linked.total() + named.total() + _DOUBT)
        return lambda phrase: (linked[phrase] + _DOUBT * usual) / (linked[phrase] + named[phrase] + _DOUBT)


def _turned(found: Sequence[Iterable[int]]) -> Sequence[frozenset[int]]:
    turned: list[set[int]] = [set() for _ in found]
    for row, others in enumerate(found):
        for other in others:
            turned[other].add(row)
    return [frozenset(rows) for rows in turned]


def text_of(concept: Concept) -> str:
    """Return the Markdown of a concept: its page's body, or else its parts one after the other."""
    if concept.body is not None:
        return concept.body
    parts = [concept.definition, *(section.text for section in concept.sections)]
    parts += [text for faq in concept.faqs for text in (faq.question, faq.answer)]
    return "\n\n".join(part for part in parts if part)


def gather(glossary: Glossary, backend: LocalBackend, corpus: Path | None = None) -> Evidence:
    """Gather the evidence for suggestions from an index; no model is needed.

    Args:
        glossary: the glossary.
        backend: the index's passages.
        corpus: the folder or file the glossary was read from, for places.

    Returns:
        The evidence. A concept's definition is its first passage.
    """
    import numpy as np

    at = {id: row for row, id in enumerate(glossary.concepts)}
    definitions = np.zeros((len(at), backend.dimension), np.float32)
    pages = np.zeros_like(definitions)
    with reading():
        owners = backend.connection.execute(
            "SELECT concept, kind FROM passages JOIN items ON item = items.row ORDER BY passages.row"
        )
        for (id, kind), (_, vector) in zip(owners, backend.vectors_by_text(), strict=True):
            row = at.get(id)
            if row is not None:
                pages[row] += vector
                if kind == "definition" and not definitions[row].any():
                    definitions[row] = vector
    lengths = np.linalg.norm(pages, axis=1, keepdims=True)
    return Evidence(glossary, definitions, pages / np.maximum(lengths, 1e-9), corpus)
