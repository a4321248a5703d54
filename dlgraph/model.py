"""What can answer, and an answer: the values a question is met with, frozen, slotted, and free of behaviour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

RelationKind = Literal["broader", "related", "references"]
# From the closest kind of relation to the loosest.
KINDS: tuple[RelationKind, ...] = ("broader", "related", "references")
ItemKind = Literal["faq", "definition", "section", "misconception", "comparison", "structure"]
AnswerKind = Literal["faq", "definition", "section", "misconception", "comparison", "structure", "abstain"]
Verdict = Literal["", "true", "false"]


@dataclass(frozen=True, slots=True)
class Source:
    """A place in a corpus: a file, relative to the corpus, and a line counted from 1."""

    file: str
    line: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Relation:
    """An edge between two concepts of a glossary and the place that declares it."""

    origin: str
    kind: RelationKind
    target: str
    source: Source


@dataclass(frozen=True, slots=True)
class Item:
    """What an answer can be: an FAQ, a definition, a section or a misconception, in plain text.

    A ``comparison`` or a ``structure`` is no such part, but made of the corpus's relations when a question is asked.

    ``label`` is the preferred label of its concept; both ``concept`` and ``label`` are empty for an FAQ that
    belongs to none. ``alternatives`` are the other phrasings of an FAQ, and the aliases and hidden labels of a
    definition's concept.
    """

    id: str
    kind: ItemKind
    concept: str
    label: str
    title: str
    text: str
    source: Source
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A text that is embedded; ``field`` says which part of its item it is, such as ``question``."""

    item: str
    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """An item found for a query.

    ``score`` ranks; ``cosine`` is that of the best ``passage`` (-1 to 1) and ``coverage`` the item's BM25 as a
    share of the best possible for the query (0 to 1).
    """

    item: Item
    score: float
    cosine: float
    coverage: float
    passage: Passage


@dataclass(frozen=True, slots=True)
class ConceptName:
    """A concept's id and preferred label."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a question, or an abstention with its reason.

    ``item`` is what answers (None when ``kind`` is ``abstain``) and ``hit`` how it was found (None where the graph, or
    a name or question that was asked for word for word, gave it without a search). ``confidence`` lies in 0..1,
    ``breadcrumb`` runs from the top concept to the answer's own, ``alternatives`` are the next best hits and ``proof``
    the relations a structural answer rests on. Where a question puts a statement forward ("is X a kind of Y?", "is it
    true that …?"), ``verdict`` says whether it holds by this glossary; for any other question, and where the glossary
    does not tell, it is empty.
    """

    question: str
    kind: AnswerKind
    confidence: float
    item: Item | None
    hit: Hit | None
    concepts: tuple[ConceptName, ...]
    breadcrumb: tuple[str, ...]
    related: tuple[ConceptName, ...]
    alternatives: tuple[Hit, ...]
    proof: tuple[Relation, ...]
    reason: str
    index: str
    model: str
    verdict: Verdict = ""
