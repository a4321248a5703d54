"""The values dlgraph passes about: frozen, slotted, and free of behaviour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

RelationKind = Literal["broader", "related", "references"]
ItemKind = Literal["faq", "definition", "section", "misconception", "comparison", "structure"]
AnswerKind = Literal["faq", "definition", "section", "misconception", "comparison", "structure", "abstain"]
Verdict = Literal["", "true", "false"]
Tier = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Source:
    """A place in a corpus: a file, relative to the corpus, and a line counted from 1."""

    file: str
    line: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Reference:
    """A name by which a page points at another concept, not yet resolved, and the line it stands on."""

    target: str
    line: int = 1


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page under its own heading; ``text`` is Markdown, ``title`` is empty before the first heading."""

    title: str
    text: str
    line: int = 1
    level: int = 2


@dataclass(frozen=True, slots=True)
class Faq:
    """A question with its answer (Markdown, possibly empty) and other ways to ask it.

    ``concept`` names the concept it belongs to, as written; empty for an FAQ that stands alone or on a page.
    """

    id: str
    question: str
    answer: str
    alternatives: tuple[str, ...] = ()
    concept: str = ""
    source: Source = Source("")


@dataclass(frozen=True, slots=True)
class Misconception:
    """A myth people believe and the reality that answers it."""

    id: str
    myth: str
    reality: str
    source: Source = Source("")


@dataclass(frozen=True, slots=True)
class Concept:
    """One concept of a glossary, as its page or row declares it.

    ``label`` is the preferred label and ``aliases`` the alternative ones (SKOS prefLabel, altLabel). ``broader``,
    ``narrower`` and ``related`` are the relations as written; a Glossary resolves them. ``references`` are the
    links in the text. ``body`` is the page's Markdown as it stood in the file (None when there was none), and
    ``extra`` holds every front-matter key that dlgraph does not use itself, so that writing loses nothing.
    """

    id: str
    label: str
    definition: str = ""
    aliases: tuple[str, ...] = ()
    type: str = "Concept"
    broader: tuple[Reference, ...] = ()
    narrower: tuple[Reference, ...] = ()
    related: tuple[Reference, ...] = ()
    references: tuple[Reference, ...] = ()
    tags: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    faqs: tuple[Faq, ...] = ()
    misconceptions: tuple[Misconception, ...] = ()
    source: Source = Source("")
    body: str | None = None
    extra: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Relation:
    """An edge between two concepts of a glossary and the place that declares it."""

    origin: str
    kind: RelationKind
    target: str
    source: Source


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with a corpus: a code, how bad it is, what, where, and what would cure it."""

    code: str
    tier: Tier
    message: str
    source: Source


@dataclass(frozen=True, slots=True)
class Dropped:
    """Something found in a corpus and not kept: what it was, why, and where; ``kind`` is its row in the ledger."""

    what: str
    why: str
    source: Source
    kind: str = "files"


@dataclass(frozen=True, slots=True)
class Ledger:
    """The account of one load: how many of each kind of thing were found and kept, and each one that was dropped.

    Of every kind as many are found as are kept and dropped together. ``notes`` say what was kept after a repair, such
    as a page named by its file for want of a title, and how the corpus was read.
    """

    found: Mapping[str, int]
    dropped: tuple[Dropped, ...] = ()
    notes: tuple[Problem, ...] = ()
    kept: Mapping[str, int] = field(default_factory=dict)


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


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a set and the grades of the ids that answer it; no ids where the corpus holds no answer."""

    text: str
    expects: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a question of a set.

    ``found`` are the distinct things found, best first: the expected id a hit answers to, or else its own. ``place`` is
    where the first expected one stands, from 1, or 0; ``score`` is that of the first hit.
    """

    question: Question
    answer: Answer
    found: tuple[str, ...]
    place: int
    score: float
    seconds: float
