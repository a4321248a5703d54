"""What SKOS calls the parts of a concept, and how texts in several languages stand in front matter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, unquote

from dlgraph.rdf.namespaces import (
    BASE,
    DC,
    DCTERMS,
    FOAF,
    ISOTHES,
    OBO,
    OIO,
    OWL,
    RDF,
    RDFS,
    SCHEMA,
    SKOS,
    SKOSXL,
)  # fmt: skip
from dlgraph.rdf.triples import Facts, Iri, Literal, Tree, Value
from dlgraph.text import one_line, slug

PREF, ALT, HIDDEN, DEFINITION = (SKOS + name for name in ("prefLabel", "altLabel", "hiddenLabel", "definition"))
BROADER, NARROWER, RELATED = (SKOS + name for name in ("broader", "narrower", "related"))
REFERENCES, KEYWORDS = DCTERMS + "references", SCHEMA + "keywords"

# Front-matter keys named as in SKOS, and the properties they stand for. Those of OBO come with ontologies.
TEXTS: Mapping[str, str] = {
    "prefLabel": PREF, "altLabel": ALT, "hiddenLabel": HIDDEN, "definition": DEFINITION,
    **{name: SKOS + name for name in ("note", "scopeNote", "example", "editorialNote", "historyNote", "changeNote")},
    "comment": RDFS + "comment", "relatedSynonym": OIO + "hasRelatedSynonym",
    "broadSynonym": OIO + "hasBroadSynonym", "narrowSynonym": OIO + "hasNarrowSynonym",
}  # fmt: skip
# Of these the concept has one in its own language, and the key holds the others, each under its language.
MAPPED = ("prefLabel", "altLabel", "definition")
LINKS: Mapping[str, str] = {
    name: SKOS + name
    for name in ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch", "inScheme", "topConceptOf")
}
NOTATION, MEMBER = SKOS + "notation", SKOS + "member"
UNTAGGED = "@none"

LABELS = (PREF, SKOSXL + "prefLabel", OBO + "IAO_0000111", RDFS + "label", DCTERMS + "title", DC + "title",
          SCHEMA + "name", FOAF + "name")  # fmt: skip
ALIASES = (ALT, SKOSXL + "altLabel", OIO + "hasExactSynonym", OBO + "IAO_0000118", SCHEMA + "alternateName",
           DCTERMS + "alternative")  # fmt: skip
HIDDENS = (HIDDEN, SKOSXL + "hiddenLabel")
DEFINITIONS = (DEFINITION, OBO + "IAO_0000115", DCTERMS + "description", DC + "description", SCHEMA + "description",
               RDFS + "comment", SKOS + "scopeNote")  # fmt: skip
BROADERS = (BROADER, *(f"{ISOTHES}broader{kind}" for kind in ("Generic", "Partitive", "Instantial")))
NARROWERS = (NARROWER, *(f"{ISOTHES}narrower{kind}" for kind in ("Generic", "Partitive", "Instantial")))
NOTATIONS = (NOTATION, SCHEMA + "termCode")
_SAYING = (RDF + "value", SKOSXL + "literalForm", SCHEMA + "text", RDFS + "comment", DCTERMS + "description",
           RDFS + "label")  # fmt: skip

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\x00-\x20<>\"{}|^`\\]+")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\\]|(?:^|/)\.{0,2}(?:/|$)")
_NO_FILE_NAME = re.compile(r"[<>:\"|?*]|^[.\s]|[.\s]$")
_TO_QUOTE = re.compile(r"[\x00-\x20<>\"{}|^`\\%#?\x7f]|(?:(?<=/)|^)\.{1,2}(?=/|$)")

Properties = Mapping[str, Sequence[Value]]


class Index:
    """Facts by subject, for looking up what is said about a thing.

    Args:
        facts: the facts.
        beside: more of them, about other things.
    """

    def __init__(self, facts: Facts, beside: Index | None = None) -> None:
        self.subjects: dict[str, dict[str, list[Value]]] = {}
        self._beside = beside.subjects if beside else {}
        for statement in facts.statements:
            about = self.subjects.setdefault(statement.subject, {})
            about.setdefault(statement.predicate, []).append(statement.value)

    def about(self, value: Value) -> Properties:
        """Return the properties of a thing, named or not."""
        if isinstance(value, Tree):
            found: dict[str, list[Value]] = {}
            for predicate, part in value.properties:
                found.setdefault(predicate, []).append(part)
            return found
        if not isinstance(value, Iri):
            return {}
        return self.subjects.get(value) or self._beside.get(value, {})

    def said(self, value: Value) -> tuple[Literal, ...]:
        """Return the text that a value is, or that the note or label it names holds."""
        if isinstance(value, Literal):
            return (value,)
        about = self.about(value)
        found = next((about[name] for name in _SAYING if name in about), ())
        return tuple(part for part in found if isinstance(part, Literal))

    def texts(self, about: Properties, names: Iterable[str]) -> list[Literal]:
        """Return every text under some properties, those of the first property first."""
        values = (value for name in names for value in about.get(name, ()))
        return [text for value in values for text in self.said(value) if text.text.strip()]


def is_deprecated(about: Properties, index: Index) -> bool:
    """Tell whether a thing's properties say that it is no longer to be used."""
    return any(text.text.lower() in ("true", "1") for text in index.texts(about, [OWL + "deprecated"]))


# -- languages -----------------------------------------------------------------------------------------------------


def is_language(value: object) -> bool:
    """Tell whether a value is a language tag, such as ``en`` or ``pt-BR``."""
    return isinstance(value, str) and bool(_LANGUAGE.fullmatch(value))


def same_language(one: str, other: str) -> bool:
    """Tell whether two tags are of one language, whatever its regions; a text without tag is of any."""
    return not one or not other or one.lower().split("-")[0] == other.lower().split("-")[0]


def is_near(language: str, *wanted: str) -> bool:
    """Tell whether a text can stand beside those in some languages: it is in one of them, or in none that is told."""
    return not language or any(one and same_language(language, one) for one in wanted)


@dataclass(frozen=True, slots=True)
class Preference:
    """Which language to take first, the order of the others, and whether somebody asked for it."""

    chosen: str
    others: tuple[str, ...] = ()
    asked: bool = False

    def rank(self, language: str) -> tuple[int, int]:
        """Return how far from first a language comes: the chosen one, its regions, untagged, then the others."""
        if language.lower() == self.chosen.lower():
            return 0, 0
        if not language or same_language(language, self.chosen):
            return (2 if not language else 1), 0
        return 3, self.others.index(language) if language in self.others else len(self.others)


def encode(value: object, own: str, *, mapped: bool = False) -> list[Literal] | None:
    """Read a front-matter value as texts: a text, a list of them, or either of these under languages.

    Args:
        value: the value.
        own: the concept's language, in which a text without one is.
        mapped: only a mapping will do.

    Returns:
        The texts, or None for a value of another form.
    """
    if isinstance(value, dict):
        found: list[Literal] = []
        for language, part in value.items():
            if not (language == UNTAGGED or is_language(language)) or isinstance(part, dict):
                return None
            parts = encode(part, "" if language == UNTAGGED else language)
            if parts is None:
                return None
            found += parts
        return found or None
    texts = [part for part in (value if isinstance(value, list) else [value]) if isinstance(part, str) and part.strip()]
    if mapped or not texts or len(texts) != (len(value) if isinstance(value, list) else 1):
        return None
    return [Literal(text, own) for text in texts]


def decode(texts: Sequence[Literal], own: str, *, mapped: bool = False) -> object:
    """Return texts as front matter holds them: ``encode`` gives them back, but for their order."""
    grouped: dict[str, list[str]] = {}
    for text in texts:
        found = grouped.setdefault(text.language or UNTAGGED, [])
        if text.text not in found:
            found.append(text.text)
    told = {language: parts[0] if len(parts) == 1 else parts for language, parts in grouped.items()}
    return told[own or UNTAGGED] if list(told) == [own or UNTAGGED] and not mapped else told


# -- ids and IRIs --------------------------------------------------------------------------------------------------


def is_iri(value: object) -> bool:
    """Tell whether a value is a whole address, with its scheme."""
    return isinstance(value, str) and bool(_ABSOLUTE.fullmatch(value))


def safe_id(id: str) -> bool:
    """Tell whether an id may become the path of a page: no step up, no root, no character that files cannot have."""
    return bool(id.strip()) and not _UNSAFE.search(id) and len(id.encode("utf-8", "replace")) < 1000


def id_of(iri: str) -> tuple[str, bool]:
    """Return the id that an IRI gives a concept, and whether it had to be changed to be one.

    That is what stands behind the last ``#`` or ``/``; below dlgraph's own base address, all of it.
    """
    if iri.startswith(BASE):
        id = unquote(iri[len(BASE) :])
        return (id, False) if safe_id(id) else (slug(id), True)
    last = re.split(r"[#/]", iri.rstrip("#/"))[-1]
    id = unquote(last.rpartition(":")[2] if last == iri else last)
    if safe_id(id) and "/" not in id and not _NO_FILE_NAME.search(id) and len(id) <= 150:
        return id, False
    return slug(id)[:150], True


def quoted(id: str) -> str:
    """Return an id as the last part of an IRI; letters of any script stay."""
    return _TO_QUOTE.sub(lambda match: "".join(quote(char, safe="").replace(".", "%2E") for char in match[0]), id)


def lines_of(texts: Iterable[Literal]) -> Iterator[str]:
    """Yield texts, each on one line."""
    for text in texts:
        yield one_line(text.text)
