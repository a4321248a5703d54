"""What a concept says in terms of SKOS beyond dlgraph's own fields: labels by language, mappings, schemes, SKOS-XL.

Front matter holds texts of other languages as ``prefLabel: {de: …}`` (or ``prefLabel@de: …``), and under ``rdf``, as
lines of N-Triples, what an RDF file said and no key can.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from dlgraph.concept import Concept
from dlgraph.rdf import triples
from dlgraph.rdf.namespaces import SKOS, SKOSXL
from dlgraph.rdf.skosterms import UNTAGGED
from dlgraph.rdf.triples import Literal, Triple
from dlgraph.text import fold, one_line

LABELS = ("prefLabel", "altLabel", "hiddenLabel")
NOTES = ("note", "scopeNote", "definition", "example", "editorialNote", "historyNote", "changeNote")
MAPPINGS = ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch", "mappingRelation")
# Every property of the SKOS vocabulary and of SKOS-XL.
PROPERTIES = (
    *LABELS, *NOTES, *MAPPINGS,
    "broader", "narrower", "related", "broaderTransitive", "narrowerTransitive", "semanticRelation",
    "inScheme", "hasTopConcept", "topConceptOf", "member", "memberList", "notation", "literalForm", "labelRelation",
    "memberOf",  # the inverse of member, which SKOS leaves out
)  # fmt: skip
_KNOWN = {term.lower(): term for term in PROPERTIES}
_KEY = re.compile(
    r"(?P<space>skos-?xl:|skos:|https?://www\.w3\.org/2004/02/skos/core#|https?://www\.w3\.org/2008/05/skos-xl#)?"
    r"(?P<name>[A-Za-z]+)(?:@(?P<tag>[\w-]*))?",
    re.I,
)
_CLASSES = {name.lower(): name for name in ("ConceptScheme", "Collection", "OrderedCollection")}
_LANGUAGE_KEYS = ("language", "lang", "locale", "@language")


@dataclass(frozen=True, slots=True)
class Term:
    """A key as written: the SKOS name it stands for, its namespace (``skos``, ``skosxl`` or none), its language."""

    name: str
    space: str
    language: str | None


@dataclass(frozen=True, slots=True)
class Statement:
    """A value that a concept gives a SKOS property: the key as written, its text, and its language (None for none)."""

    key: str
    name: str
    text: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class XlLabel:
    """A label that is a thing of its own (SKOS-XL): its id, how it labels, its literal forms (None if only named)."""

    key: str
    name: str
    id: str
    forms: tuple[str, ...] | None


def term(key: str) -> Term | None:
    """Read a key as a term of SKOS or SKOS-XL; None for any other key. Case does not count without a namespace."""
    match = _KEY.fullmatch(key)
    if not match:
        return None
    space = (match["space"] or "").lower()
    kind = "skosxl" if "xl" in space else "skos" if space else ""
    return Term(_KNOWN.get(match["name"].lower(), match["name"]), kind, match["tag"])


def statements(concept: Concept) -> tuple[Statement, ...]:
    """List what a concept's extra keys say in SKOS; labels and relations that are fields of it are not repeated."""
    found: list[Statement] = []
    for key, value in concept.extra.items():
        read = term(key)
        if read and read.name in PROPERTIES and read.space != "skosxl":
            spoken = read.name in (*LABELS, *NOTES)
            found += [
                Statement(key, read.name, text, language if spoken else None)
                for text, language in _literals(value, read.language)
            ]
    for _, predicate, told in kept(concept):
        name = predicate.removeprefix(SKOS)
        if name in PROPERTIES and name not in (*NOTES, "broader", "narrower", "related"):
            text, tag = (told.text, told.language or None) if isinstance(told, Literal) else (str(told), None)
            # A title is read without the blanks around it, which are kept so that the file can be written again.
            found.append(Statement("rdf", name, one_line(text), tag))
    return tuple(found)


def kept(concept: Concept) -> list[Triple]:
    """Return the triples that a page keeps as they were."""
    lines = concept.extra.get("rdf")
    return parsed(line for line in lines if isinstance(line, str)) if isinstance(lines, list) else []


def parsed(lines: Iterable[str]) -> list[Triple]:
    """Read lines of N-Triples; lines that somebody has broken say nothing."""
    try:
        return triples.parse(lines)
    except ValueError:
        return []


def types(concept: Concept) -> set[str]:
    """Return what a concept is besides a concept: names of classes of SKOS, by its type and by kept triples."""
    told = {value.removeprefix(SKOS) for _, predicate, value in kept(concept)
            if predicate == triples.TYPE and isinstance(value, str)}  # fmt: skip
    return {_CLASSES[name] for name in {fold(concept.type).replace(" ", ""), *map(str.lower, told)} if name in _CLASSES}


def labels(concept: Concept) -> tuple[Statement, ...]:
    """List every label of a concept: its preferred label first, its aliases, then those of other languages."""
    own = language(concept)
    found = [Statement("title", "prefLabel", concept.label, own)]
    found += [Statement("aliases", "altLabel", alias, own) for alias in concept.aliases]
    return (*found, *(each for each in statements(concept) if each.name in LABELS))


def language(concept: Concept) -> str | None:
    """Return the language a page says it is in, or None."""
    for key in _LANGUAGE_KEYS:
        if isinstance(value := concept.extra.get(key), str) and value.strip():
            return value.strip()
    return None


def language_key(concept: Concept) -> str:
    """Return the key by which a page says its language, or an empty string."""
    return next((key for key in _LANGUAGE_KEYS if isinstance(concept.extra.get(key), str)), "")


def xl_labels(concept: Concept, rest: Sequence[Triple] = ()) -> tuple[XlLabel, ...]:
    """List a concept's SKOS-XL labels.

    Args:
        concept: the concept.
        rest: triples from elsewhere, where labels may be described that the concept only names.
    """
    found: list[XlLabel] = []
    for key, value in concept.extra.items():
        read = term(key)
        parts = value if isinstance(value, list) else [value]
        if read and read.name in LABELS:
            found += [label for part in parts if (label := _xl_label(key, read.name, part, xl=read.space == "skosxl"))]
    own = kept(concept)
    for _, predicate, value in own:
        if (name := predicate.removeprefix(SKOSXL)) in LABELS and predicate != name:
            about = [triple for triple in (*own, *rest) if triple[0] == value]
            forms = tuple(
                form.text for _, said, form in about if said == SKOSXL + "literalForm" and isinstance(form, Literal)
            )
            found.append(XlLabel("rdf", name, str(value), forms if about else None))
    return tuple(found)


def _xl_label(key: str, name: str, value: object, *, xl: bool) -> XlLabel | None:
    if isinstance(value, Mapping):
        forms = [text for inner, given in value.items() if (read := term(str(inner))) and read.name == "literalForm"
                 for text, _ in _literals(given, None)]  # fmt: skip
        id = str(value.get("id") or value.get("@id") or "")
        return XlLabel(key, name, id, tuple(forms)) if xl or forms else None
    return XlLabel(key, name, str(value), None) if xl and value is not None else None


def _literals(value: object, tag: str | None) -> Iterator[tuple[str, str | None]]:
    """List the texts of a value: a text, a list, ``{language: texts}``, or JSON-LD's ``{"@value", "@language"}``."""
    if isinstance(value, Mapping):
        if "@value" in value:
            given = value.get("@language")
            yield str(value["@value"]).strip(), str(given) if given else tag
        elif "@id" in value:
            yield str(value["@id"]).strip(), tag
        elif not any((read := term(str(key))) and read.name == "literalForm" for key in value):
            for key, part in value.items():
                yield from _literals(part, None if key == UNTAGGED else str(key))
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _literals(part, tag)
    elif value is not None:
        yield str(value).strip(), tag
