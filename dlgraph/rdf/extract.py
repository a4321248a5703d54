"""What a graph says about one concept, drawn together into the fields of a concept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from dlgraph.concept import Section
from dlgraph.errors import CorpusError
from dlgraph.formats import frontmatter
from dlgraph.rdf import skosterms
from dlgraph.rdf.namespaces import DLG, SCHEMA
from dlgraph.rdf.skosterms import (
    ALIASES,
    BROADERS,
    DEFINITION,
    DEFINITIONS,
    HIDDENS,
    KEYWORDS,
    LABELS,
    LINKS,
    MAPPED,
    NARROWERS,
    NOTATIONS,
    REFERENCES,
    RELATED,
    TEXTS,
    Index,
    Preference,
    Properties,
    decode,
    is_near,
    lines_of,
)  # fmt: skip
from dlgraph.rdf.triples import TYPE, Iri, Literal, Series, Tree
from dlgraph.text import one_line


@dataclass(frozen=True, slots=True)
class Extract:
    """The fields of a concept as a graph gives them; relations are ids, by the name of their field.

    ``written`` holds fields in the words of the page the concept comes from, where the graph says them otherwise, and
    ``keys`` the front matter of that page that the graph has no words for.
    """

    language: str
    label: str
    definition: str
    aliases: tuple[str, ...]
    relations: Mapping[str, tuple[str, ...]]
    tags: tuple[str, ...]
    type: str
    sections: tuple[Section, ...]
    body: str | None
    extra: Mapping[str, object]
    written: Mapping[str, object]
    keys: Mapping[str, object]


def extract(
    about: Properties,
    index: Index,
    preference: Preference,
    names: Mapping[str, str],
    broaders: Sequence[str] = BROADERS,
) -> Extract:
    """Draw a concept's fields from its properties.

    Args:
        about: the properties.
        index: everything else that is said, for notes and labels that are things of their own.
        preference: the languages to take texts from.
        names: ids of concepts by IRI.
        broaders: the properties that lead to a broader concept.
    """

    def first(properties: Iterable[str], wanted: Callable[[Literal], bool]) -> list[Literal]:
        """Return the texts of the first property that has one which is wanted, the nearest language first."""
        for name in properties:
            texts = index.texts(about, [name])
            if any(map(wanted, texts)):
                return sorted(texts, key=lambda text: (not wanted(text), preference.rank(text.language)))
        return []

    if not preference.asked and (given := _plain(about, DLG + "language")) is not None:
        preference = Preference(given)
    labels = first(LABELS, lambda _: True)
    own = labels[0].language if labels else preference.chosen

    def near(text: Literal) -> bool:
        return is_near(text.language, own, preference.chosen)

    definitions = first(DEFINITIONS, near)
    called = index.texts(about, ALIASES)
    regional = [text for text in index.texts(about, LABELS[:2]) if near(text)]
    aliases = dict.fromkeys(lines_of([*filter(near, called), *regional]))
    label = one_line(labels[0].text) if labels else ""
    aliases.pop(label, None)
    others = {
        "prefLabel": [text for text in labels if text != labels[0]],
        "altLabel": [text for text in called if not near(text)],
        "definition": [text for text in index.texts(about, [DEFINITION]) if text not in definitions[:1]],
    }
    return Extract(
        language=own,
        label=label,
        definition=one_line(definitions[0].text) if definitions else "",
        aliases=tuple(aliases),
        relations={
            name: _ids(about, properties, names)
            for name, properties in (("broader", broaders), ("narrower", NARROWERS), ("related", (RELATED,)),
                                     ("references", (REFERENCES,)))
        },
        tags=tuple(dict.fromkeys(text.text for text in index.texts(about, [KEYWORDS]))),
        type=_plain(about, DLG + "type") or "Concept",
        sections=tuple(_sections(about)),
        body=_plain(about, DLG + "body"),
        extra=_extra(about, index, own, others, definitions[:1]),
        written=_yaml(about, "asWritten"),
        keys=_yaml(about, "frontMatter"),
    )  # fmt: skip


def _plain(about: Properties, name: str) -> str | None:
    return next((value.text for value in about.get(name, ()) if isinstance(value, Literal)), None)


def _ids(about: Properties, properties: Iterable[str], names: Mapping[str, str]) -> tuple[str, ...]:
    values = (value for name in properties for value in about.get(name, ()) if isinstance(value, Iri))
    return tuple(dict.fromkeys(names[value] for value in values if value in names))


def _extra(
    about: Properties, index: Index, own: str, others: Mapping[str, list[Literal]], defining: list[Literal]
) -> dict[str, object]:
    extra: dict[str, object] = {}
    for key, predicate in TEXTS.items():
        if key in MAPPED:
            if found := others[key]:
                extra[key] = decode(found, own, mapped=True)
            continue
        texts = index.texts(about, HIDDENS if key == "hiddenLabel" else [predicate])
        # A comment that serves as the definition is told once.
        texts = [text for text in texts if key != "comment" or text not in defining]
        if texts:
            extra[key] = decode(texts, own)
    if notations := list(dict.fromkeys(text.text for text in index.texts(about, NOTATIONS))):
        extra["notation"] = one_or_many(notations)
    for key, predicate in LINKS.items():
        links = [value for value in about.get(predicate, ()) if isinstance(value, Iri) and skosterms.is_iri(value)]
        links = [link for link in links if Iri(DLG + "Glossary") not in index.about(link).get(TYPE, ())]
        if links:
            extra[key] = one_or_many([str(link) for link in dict.fromkeys(links)])
    return extra


def one_or_many(texts: list[str]) -> object:
    """Return the only text of a list, or the list."""
    return texts[0] if len(texts) == 1 else texts


def _sections(about: Properties) -> Iterable[Section]:
    for series in about.get(DLG + "sections", ()):
        for part in series.items if isinstance(series, Series) else ():
            if isinstance(part, Tree):
                said = {name: value.text for name, value in part.properties if isinstance(value, Literal)}
                level = said.get(DLG + "level", "")
                yield Section(
                    said.get(SCHEMA + "name", ""),
                    said.get(SCHEMA + "text", ""),
                    level=int(level) if level.isdecimal() and level.isascii() and len(level) < 3 else 2,
                )


def _yaml(about: Properties, name: str) -> Mapping[str, object]:
    return read_front_matter(f"---\n{text}---\n") if (text := _plain(about, DLG + name)) else {}


def read_front_matter(page: str) -> Mapping[str, object]:
    """Return the front matter of a page; nothing where somebody has made it invalid, and it stays in the graph."""
    try:
        return frontmatter.split(page, "").values
    except CorpusError:
        return {}


def properties(statements: Iterable[object]) -> Properties:
    """Gather statements about one thing by property."""
    found: dict[str, list[object]] = {}
    for statement in statements:
        found.setdefault(statement.predicate, []).append(statement.value)  # type: ignore[attr-defined]
    return found  # type: ignore[return-value]
