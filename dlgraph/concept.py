"""A concept and what its page says: the values that corpora are read into, frozen, slotted, and free of behaviour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dlgraph.model import Source

_NOWHERE = Source("")


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
    source: Source = _NOWHERE


@dataclass(frozen=True, slots=True)
class Misconception:
    """A myth people believe and the reality that answers it."""

    id: str
    myth: str
    reality: str
    source: Source = _NOWHERE


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
    source: Source = _NOWHERE
    body: str | None = None
    extra: Mapping[str, object] = field(default_factory=dict)
