"""schema.org's questions and defined terms: FAQPage and DefinedTermSet, read from RDF and written as JSON-LD."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from dlgraph.concept import Concept, Faq
from dlgraph.glossary import Glossary
from dlgraph.ledger import Dropped
from dlgraph.model import Source
from dlgraph.rdf import syntaxes
from dlgraph.rdf.describe import Describer
from dlgraph.rdf.namespaces import BASE, DCTERMS, DLG, SCHEMA, SKOS
from dlgraph.rdf.reader import Places
from dlgraph.rdf.skosterms import LABELS, Index, Preference, Properties, id_of
from dlgraph.rdf.triples import TYPE, Facts, Iri, Literal, Series, Statement, Tree, Value
from dlgraph.text import slug, unique

QUESTION, TERM = Iri(SCHEMA + "Question"), Iri(SCHEMA + "DefinedTerm")
_CALLED = (SCHEMA + "name", SCHEMA + "text", SCHEMA + "headline")
_NAMED = (QUESTION, TERM, Iri(SKOS + "Concept"))


def name_all(facts: Facts) -> Facts:
    """Give questions, defined terms and concepts that have no address of their own one after what they are called.

    Web pages rarely give a question an address; with one, what else a file says about it can be kept and told again.
    """
    return _Naming(facts).facts()


class _Naming:
    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._taken = {str(statement.subject) for statement in facts.statements}
        self._lifted: list[Statement] = []

    def facts(self) -> Facts:
        statements: list[Statement] = []
        for statement in self._facts.statements:
            statements.append(replace(statement, value=self._value(statement.value)))
            statements += self._drained()
        roots: list[Tree] = []
        for root in self._facts.roots:
            value = self._value(root)
            roots += [value] if isinstance(value, Tree) else []
            statements += self._drained()
        return Facts(tuple(statements), tuple(roots))

    def _drained(self) -> list[Statement]:
        lifted, self._lifted = self._lifted, []
        return lifted

    def _value(self, value: Value) -> Value:
        if isinstance(value, Series):
            return Series(tuple(map(self._value, value.items)))
        if not isinstance(value, Tree):
            return value
        kinds = {part for name, part in value.properties if name == TYPE}
        if not kinds.intersection(_NAMED):
            return Tree(tuple((name, self._value(part)) for name, part in value.properties))
        about = Index(Facts()).about(value)
        called = next((text.text for text in Index(Facts()).texts(about, LABELS)), "")
        iri = Iri(unique(BASE + slug(called)[:150], self._taken))
        for name, part in value.properties:
            self._lifted.append(Statement(iri, name, self._value(part)))
        return iri


def faqs(
    index: Index, names: Mapping[str, str], preference: Preference, places: Places
) -> tuple[tuple[Faq, ...], dict[str, tuple[Faq, ...]], list[Dropped]]:
    """Read every question of a graph.

    Args:
        index: the graph.
        names: ids of concepts by IRI.
        preference: the languages to take texts from.
        places: where things are described.

    Returns:
        FAQs that stand alone, those that stand on a concept's page by its IRI, and questions left out.
    """
    found: dict[str, Faq] = {}
    written: dict[str, str] = {}
    dropped: list[Dropped] = []
    taken = set(names.values())
    for iri, about in index.subjects.items():
        if QUESTION not in about.get(TYPE, ()):
            continue
        place = places.subject(iri)
        called = sorted(index.texts(about, _CALLED), key=lambda text: preference.rank(text.language))
        if not called:
            dropped.append(Dropped(f"the question <{iri}>", "it has no name", place, "faqs"))
            continue
        topics = about.get(SCHEMA + "about", ())
        concepts = [names[value] for value in topics if isinstance(value, Iri) and value in names]
        written[iri] = _text(about, DLG + "concept")
        found[iri] = Faq(
            id=unique(_id(iri, about), taken),
            question=called[0].text,
            answer=_answer(about, index, called[0].language),
            alternatives=tuple(
                text.text
                for text in index.texts(about, [SCHEMA + "alternateName"])
                if text.language == called[0].language
            ),
            concept=written[iri] or next(iter(concepts), ""),
            source=place,
        )
    pages = {
        iri: tuple(replace(found[one], concept=written[one]) for one in _listed(about) if one in found)
        for iri, about in index.subjects.items()
        if iri in names
    }
    on_pages = {question for iri, about in index.subjects.items() if iri in names for question in _listed(about)}
    return tuple(faq for iri, faq in found.items() if iri not in on_pages), pages, dropped


def _answer(about: Properties, index: Index, language: str) -> str:
    answers = [
        text
        for name in ("acceptedAnswer", "suggestedAnswer")
        for value in about.get(SCHEMA + name, ())
        for text in index.said(value)
    ]
    return next((text.text for text in answers if text.language == language), answers[0].text if answers else "")


def _text(about: Properties, name: str) -> str:
    return next((value.text for value in about.get(name, ()) if isinstance(value, Literal)), "")


def _id(iri: str, about: Properties) -> str:
    return _text(about, DLG + "id") or (id_of(iri)[0] if iri.startswith(BASE) else iri)


def _listed(about: Properties) -> Iterator[Iri]:
    for series in about.get(DLG + "faqs", ()):
        for item in series.items if isinstance(series, Series) else ():
            if isinstance(item, Iri):
                yield item


# -- writing -------------------------------------------------------------------------------------------------------


def write_faqpage(
    glossary: Glossary, path: Path, *, base: str = BASE, language: str = "", title: str = ""
) -> list[Dropped]:
    """Write a glossary's FAQs as schema.org's FAQPage, in JSON-LD.

    Args:
        glossary: the glossary.
        path: the file.
        base: the address below which FAQs and concepts without one of their own are named.
        language: the language of the texts, if it is to be told.
        title: what the page is called.

    Returns:
        What a FAQPage has no place for, so that it is not left out in silence.

    Raises:
        CorpusError: the file cannot be written.
    """
    told = Describer(glossary, base)
    pairs: list[tuple[Faq, Concept | None]] = [(faq, concept) for concept in glossary for faq in concept.faqs]
    pairs += [(faq, None) for faq in glossary.faqs]
    entities = [_question(told, faq, concept or glossary.faq_concept(faq), concept) for faq, concept in pairs]
    page = {"@context": "https://schema.org", "@type": "FAQPage"} | _head(language, title) | {"mainEntity": entities}
    syntaxes.put(path, json.dumps(page, ensure_ascii=False, indent=1) + "\n")
    return _left_out(glossary, definitions=True)


def _question(told: Describer, faq: Faq, concept: Concept | None, page: Concept | None) -> dict[str, object]:
    found: dict[str, object] = {"@type": "Question", "@id": told.part(faq.id, page), "name": faq.question}
    if faq.alternatives:
        found["alternateName"] = list(faq.alternatives)
    if faq.answer:
        found["acceptedAnswer"] = {"@type": "Answer", "text": faq.answer}
    if concept:
        found["about"] = {"@type": "DefinedTerm", "@id": told.iri(concept.id), "name": concept.label}
    return found


def _head(language: str, title: str) -> dict[str, object]:
    return {key: text for key, text in (("inLanguage", language), ("name", title)) if text}


def write_terms(
    glossary: Glossary, path: Path, *, base: str = BASE, language: str = "", title: str = ""
) -> list[Dropped]:
    """Write a glossary's concepts as schema.org's DefinedTermSet, in JSON-LD, with their relations in SKOS.

    Args and what is returned are those of ``write_faqpage``.
    """
    told = Describer(glossary, base)
    context = ["https://schema.org", {"skos": SKOS, "dcterms": DCTERMS, "dlg": DLG}]
    terms = [_term(told, glossary, concept, base) for concept in glossary]
    whole: dict[str, object] = {"@context": context, "@type": "DefinedTermSet", "@id": base}
    whole |= _head(language, title) | {"hasDefinedTerm": terms}
    syntaxes.put(path, json.dumps(whole, ensure_ascii=False, indent=1) + "\n")
    return _left_out(glossary, definitions=False)


def _term(told: Describer, glossary: Glossary, concept: Concept, base: str) -> dict[str, object]:
    iri = told.iri(concept.id)
    found: dict[str, object] = {"@type": "DefinedTerm", "@id": iri}
    if id_of(iri)[0] != concept.id:
        found["dlg:id"] = concept.id
    found["name"] = concept.label
    if concept.definition:
        found["description"] = concept.definition
    if concept.aliases:
        found["alternateName"] = list(concept.aliases)
    notation = concept.extra.get("notation")
    if isinstance(notation, str | list):
        found["termCode"] = notation
    found["inDefinedTermSet"] = base
    for name, others in (
        ("skos:broader", glossary.broader(concept)),
        ("skos:related", glossary.related(concept)),
        ("dcterms:references", glossary.references(concept)),
    ):
        if others:
            found[name] = [{"@id": told.iri(other.id)} for other in others]
    return found


def _left_out(glossary: Glossary, *, definitions: bool) -> list[Dropped]:
    """Account for what schema.org has no words for."""
    counts = {
        "sections": sum(len(concept.sections) for concept in glossary),
        "misconceptions": sum(len(concept.misconceptions) for concept in glossary),
    }
    if definitions:
        counts["definitions"] = sum(bool(concept.definition) for concept in glossary)
        counts["relations"] = len(glossary.relations)
    else:
        counts["FAQs"] = len(glossary.faqs) + sum(len(concept.faqs) for concept in glossary)
        counts["tags"] = sum(len(concept.tags) for concept in glossary)
    kind = "FAQPage" if definitions else "DefinedTermSet"
    return [
        Dropped(f"{count} {name}", f"a {kind} has no place for them; SKOS has", Source(""))
        for name, count in counts.items()
        if count
    ]
