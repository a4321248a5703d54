"""A glossary told as RDF: SKOS for concepts, schema.org for FAQs, and dlgraph's own words for the rest of a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import yaml

from dlgraph.concept import Concept, Faq, Reference
from dlgraph.formats import frontmatter
from dlgraph.glossary import Glossary
from dlgraph.rdf import skosterms, triples
from dlgraph.rdf.extract import Extract, extract, one_or_many, properties, read_front_matter
from dlgraph.rdf.namespaces import BASE, DCTERMS, DLG, SCHEMA, SKOS, SKOSXL, XSD
from dlgraph.rdf.skosterms import (
    ALT,
    BROADER,
    BROADERS,
    DEFINITION,
    KEYWORDS,
    LINKS,
    MAPPED,
    MEMBER,
    NARROWER,
    NARROWERS,
    NOTATION,
    PREF,
    REFERENCES,
    RELATED,
    TEXTS,
    Index,
    Preference,
    encode,
    is_iri,
    is_near,
    quoted,
)  # fmt: skip
from dlgraph.rdf.triples import TYPE, Facts, Iri, Literal, Series, Statement, Value, tree
from dlgraph.text import one_line

_MISSING = object()
NOTHING = Facts()
_PLAIN = {SKOSXL + name: SKOS + name for name in ("prefLabel", "altLabel", "hiddenLabel")}


class Describer:
    """Tells the concepts of a glossary as facts.

    Args:
        glossary: the glossary.
        base: the address below which concepts without an ``iri`` of their own are named.
        language: the language of texts whose concept does not say.
        rest: facts about other things, among which a note or a label may be explained.
    """

    def __init__(self, glossary: Glossary, base: str = BASE, language: str = "", rest: Facts = NOTHING) -> None:
        self._glossary = glossary
        self._base = base
        self._language = language
        self._rest = rest
        self._index = Index(rest)
        self._iris: dict[str, Iri] = {}
        self._taken: set[str] = set()
        for concept in glossary:
            given = concept.extra.get("iri")
            self._iris[concept.id] = self._unique(str(given) if is_iri(given) else base + quoted(concept.id))
        self.names: dict[str, str] = {iri: id for id, iri in self._iris.items()}

    def _unique(self, iri: str) -> Iri:
        found, number = iri, 2
        while found in self._taken:
            found, number = f"{iri}-{number}", number + 1
        self._taken.add(found)
        return Iri(found)

    def iri(self, id: str) -> Iri:
        """Return the IRI of a concept."""
        return self._iris[id]

    def part(self, id: str, concept: Concept | None) -> Iri:
        """Return the IRI of an FAQ or a misconception, below its concept's where its id is below the concept's."""
        if id not in self._iris:
            own = id.startswith(f"{concept.id}#") if concept else False
            if concept and own:
                above = self._iris[concept.id]
                iri = f"{above}{'/' if '#' in above else '#'}{quoted(id[len(concept.id) + 1 :])}"
            else:
                iri = id if is_iri(id) else self._base + quoted(id)
            self._iris[id] = self._unique(iri)
        return self._iris[id]

    # -- concepts ------------------------------------------------------------------------------------------------

    def concept(self, concept: Concept, kept: Facts = NOTHING) -> list[Statement]:
        """Tell a concept, its FAQs and its misconceptions.

        Args:
            concept: a concept of the glossary.
            kept: what else is known about it and will be told as it stands; it is not told twice.
        """
        subject = self.iri(concept.id)
        own = self._own_language(concept)
        index = Index(kept, self._index) if kept.statements else self._index
        told: list[tuple[str, Value]] = [(TYPE, Iri(SKOS + "Concept"))]
        if skosterms.id_of(subject)[0] != concept.id:
            told.append((DLG + "id", Literal(concept.id)))
        said = _said(kept, subject, index)
        texts = list(self._texts(concept, own, said))
        if not own and any(isinstance(text, Literal) and text.language for _, text in texts):
            # Else a text in a language that a reader prefers would be taken for the concept's own.
            told.append((DLG + "language", Literal("")))
        told += texts
        told += self._relations(concept, said)
        told += [(KEYWORDS, Literal(tag)) for tag in concept.tags if tag.strip()]
        if concept.type != "Concept" and concept.type:
            told.append((DLG + "type", Literal(concept.type)))
        told += self._parts(concept)
        about = [Statement(subject, predicate, value) for predicate, value in dict.fromkeys(told)]
        seen = extract(
            properties(part for part in (*about, *kept.statements) if part.subject == subject),
            index, Preference(own), self.names,
        )  # fmt: skip
        for name, values in (
            ("asWritten", _unsaid_fields(concept, seen, ordered=not kept.statements)),
            ("frontMatter", _unsaid_keys(concept, seen, subject)),
        ):
            if values:
                about.append(Statement(subject, DLG + name, Literal(_yaml(values))))
        faqs = [part for faq in concept.faqs for part in self.faq(faq, concept)]
        member = [Statement(Iri(whole), MEMBER, subject) for whole in links(concept.extra.get("memberOf")) or ()]
        return [*about, *member, *faqs, *self._misconceptions(concept, own)]

    def _own_language(self, concept: Concept) -> str:
        own = concept.extra.get("language")
        return str(own) if skosterms.is_language(own) else self._language

    def _texts(self, concept: Concept, own: str, said: Mapping[str, set[str]]) -> Iterator[tuple[str, Value]]:
        def new(predicate: str, texts: Iterable[Literal]) -> Iterator[tuple[str, Value]]:
            return (
                (predicate, text)
                for text in texts
                if text.text.strip() and one_line(text.text) not in said.get(predicate, ())
            )

        extra = {
            key: encode(concept.extra[key], own, mapped=key in MAPPED) or [] for key in TEXTS if key in concept.extra
        }
        regional = {one_line(text.text) for text in extra.get("prefLabel", ()) if is_near(text.language, own)}
        noted = {one_line(text.text) for text in extra.get("scopeNote", ())}
        yield from new(PREF, [Literal(concept.label, own)])
        yield from new(PREF, extra.get("prefLabel", ()))
        yield from new(ALT, (Literal(alias, own) for alias in concept.aliases if one_line(alias) not in regional))
        yield from new(ALT, extra.get("altLabel", ()))
        if one_line(concept.definition) not in noted:
            yield from new(DEFINITION, [Literal(concept.definition, own)])
        for key, texts in extra.items():
            if key not in ("prefLabel", "altLabel"):
                yield from new(TEXTS[key], texts)
        notations = encode(concept.extra.get("notation"), "") if "notation" in concept.extra else None
        if not isinstance(concept.extra.get("notation"), dict):
            yield from new(NOTATION, notations or ())

    def _relations(self, concept: Concept, said: Mapping[str, set[str]]) -> Iterator[tuple[str, Value]]:
        for predicate, alike, references in (
            (BROADER, (*BROADERS, SKOS + "broaderTransitive"), concept.broader),
            (NARROWER, (*NARROWERS, SKOS + "narrowerTransitive"), concept.narrower),
            (RELATED, (RELATED,), concept.related),
            (REFERENCES, (REFERENCES,), concept.references),
        ):
            known = {target for name in alike for target in said.get(name, ())}
            for id in self._resolved(concept, references):
                if self._iris[id] not in known:
                    yield predicate, self._iris[id]
        for key, predicate in LINKS.items():
            for link in links(concept.extra.get(key)) or ():
                yield predicate, Iri(link)

    def _resolved(self, concept: Concept, references: Sequence[Reference]) -> list[str]:
        found = (self._glossary.resolve(reference.target, concept.id) for reference in references)
        return [id for id in dict.fromkeys(found) if id and id != concept.id]

    def _parts(self, concept: Concept) -> Iterator[tuple[str, Value]]:
        own = self._own_language(concept)
        if concept.sections:
            yield DLG + "sections", Series(tuple(
                tree([
                    (TYPE, Iri(DLG + "Section")),
                    (SCHEMA + "name", Literal(part.title, own)),
                    (SCHEMA + "text", Literal(part.text, own)),
                    (DLG + "level", Literal(str(part.level), datatype=XSD + "integer")),
                ])
                for part in concept.sections
            ))  # fmt: skip
        if concept.misconceptions:
            yield DLG + "misconceptions", Series(tuple(self.part(pair.id, concept) for pair in concept.misconceptions))
        if concept.faqs:
            yield DLG + "faqs", Series(tuple(self.part(faq.id, concept) for faq in concept.faqs))
        if concept.body is not None:
            yield DLG + "body", Literal(concept.body, own)

    def _misconceptions(self, concept: Concept, own: str) -> Iterator[Statement]:
        for pair in concept.misconceptions:
            subject = self.part(pair.id, concept)
            yield Statement(subject, TYPE, Iri(DLG + "Misconception"))
            yield Statement(subject, DLG + "id", Literal(pair.id))
            yield Statement(subject, SCHEMA + "about", self.iri(concept.id))
            yield Statement(subject, DLG + "myth", Literal(pair.myth, own))
            yield Statement(subject, DLG + "reality", Literal(pair.reality, own))

    # -- FAQs and the whole --------------------------------------------------------------------------------------

    def faq(self, faq: Faq, concept: Concept | None = None) -> list[Statement]:
        """Tell an FAQ; ``concept`` is the one on whose page it stands, if it stands on one."""
        subject = self.part(faq.id, concept)
        about = concept or self._glossary.faq_concept(faq)
        own = self._own_language(about) if about else self._language
        told: list[tuple[str, Value]] = [(TYPE, Iri(SCHEMA + "Question"))]
        if faq.id != subject:
            told.append((DLG + "id", Literal(faq.id)))
        told.append((SCHEMA + "name", Literal(faq.question, own)))
        told += [(SCHEMA + "alternateName", Literal(other, own)) for other in faq.alternatives]
        if faq.answer:
            answer = tree([(TYPE, Iri(SCHEMA + "Answer")), (SCHEMA + "text", Literal(faq.answer, own))])
            told.append((SCHEMA + "acceptedAnswer", answer))
        if about:
            told.append((SCHEMA + "about", self.iri(about.id)))
        if faq.concept and (concept or not about or faq.concept != about.id):
            told.append((DLG + "concept", Literal(faq.concept)))
        return [Statement(subject, predicate, value) for predicate, value in told]

    def _schemes(self) -> tuple[Iri, bool]:
        """Return the address of the glossary as a whole, and whether there are schemes that are not dlgraph's own."""
        kinds = {iri: about.get(TYPE, ()) for iri, about in self._index.subjects.items()}
        own = [iri for iri, types in kinds.items() if Iri(DLG + "Glossary") in types]
        others = any(Iri(SKOS + "ConceptScheme") in types for iri, types in kinds.items() if iri not in own)
        return Iri(own[0] if own else self._base.rstrip("#")), others

    def scheme(self, title: str = "") -> list[Statement]:
        """Tell of the glossary as a whole, where its concepts do not say what scheme they are in."""
        stated = any(key in concept.extra for concept in self._glossary for key in ("inScheme", "topConceptOf"))
        scheme, others = self._schemes()
        if stated or others or not len(self._glossary):
            return []
        tops = [self.iri(concept.id) for concept in self._glossary.top_concepts]
        told = [Statement(scheme, TYPE, Iri(SKOS + "ConceptScheme")), Statement(scheme, TYPE, Iri(DLG + "Glossary"))]
        told += [Statement(scheme, SKOS + "hasTopConcept", top) for top in tops]
        told += [Statement(scheme, DCTERMS + "title", Literal(title, self._language))] if title else []
        told += [Statement(top, SKOS + "topConceptOf", scheme) for top in tops]
        return told + [Statement(self.iri(concept.id), SKOS + "inScheme", scheme) for concept in self._glossary]


def holds(key: str, written: object, told: object, own: str) -> bool:
    """Tell whether a page's own words for a front-matter key still mean what the graph says."""
    if key in TEXTS:
        one, other = (encode(value, own, mapped=key in MAPPED) for value in (written, told))
    elif key == "notation":
        one, other = encode(written, ""), encode(told, "")
    elif key in (*LINKS, "memberOf"):
        return links(written) is not None and set(links(written) or ()) == set(links(told) or ())
    else:
        return True
    return one is not None and set(one) == set(other or ())


def links(value: object) -> list[str] | None:
    """Read a front-matter value as addresses: one or a list of them; None for a value of another form."""
    parts = value if isinstance(value, list) else [value]
    return [str(part) for part in parts] if parts and all(map(is_iri, parts)) else None


def kept(concept: Concept, scope: str = "") -> Facts | None:
    """Return what a concept's front matter keeps as RDF; None where it keeps something else under that name."""
    value = concept.extra.get("rdf", [])
    if not isinstance(value, list) or not all(isinstance(line, str) for line in value):
        return None
    try:
        return triples.fold(triples.parse(value, scope))
    except ValueError:
        return None


def _said(kept: Facts, subject: Iri, index: Index) -> dict[str, set[str]]:
    """Gather the texts and addresses that kept facts already give a concept, by property."""
    said: dict[str, set[str]] = {}
    for statement in kept.statements:
        if statement.subject == subject:
            known = said.setdefault(_PLAIN.get(statement.predicate, statement.predicate), set())
            known.update(one_line(text.text) for text in index.said(statement.value))
            known.update([statement.value] if isinstance(statement.value, Iri) else ())
    return said


def _unsaid_fields(concept: Concept, seen: Extract, *, ordered: bool) -> dict[str, object]:
    """Return the fields of a concept, by their keys in front matter, that its description would give back otherwise.

    The order of aliases counts only where all of them are told anew.
    """
    fields: list[tuple[str, object, object]] = [
        ("title", concept.label, seen.label),
        ("description", concept.definition, seen.definition),
        ("aliases", list(concept.aliases), list(seen.aliases)),
        ("tags", list(concept.tags), list(seen.tags)),
    ]
    for name in ("broader", "narrower", "related", "references"):
        targets = [reference.target for reference in getattr(concept, name)]
        fields.append((name, targets, list(seen.relations[name])))
    written = {name: here for name, here, there in fields if here != there}
    if not ordered and set(concept.aliases) == set(seen.aliases):
        written.pop("aliases", None)
    return written


def _unsaid_keys(concept: Concept, seen: Extract, subject: Iri) -> dict[str, object]:
    """Return the front-matter keys that a concept's description would not give back as they are."""
    return {
        key: value
        for key, value in concept.extra.items()
        if not _told(concept, key, subject) and seen.extra.get(key, _MISSING) != value
    }


def _yaml(values: Mapping[str, object]) -> str:
    page = frontmatter.join(values, "")
    if read_front_matter(page) != values:
        # YAML takes some rare characters, such as U+0085, for the end of a line unless they are escaped.
        page = f"---\n{yaml.safe_dump(dict(values), sort_keys=False)}---\n"
    return page.removeprefix("---\n").removesuffix("---\n")


def _told(concept: Concept, key: str, subject: Iri) -> bool:
    """Tell whether a front-matter key is told by something other than a text or an address of its own."""
    value = concept.extra[key]
    if key == "rdf":
        return bool(value) and kept(concept) is not None
    if key == "iri":
        return value == subject and value != BASE + quoted(concept.id)
    if key == "memberOf":
        return (found := links(value)) is not None and one_or_many(found) == value
    return key == "language" and skosterms.is_language(value)
