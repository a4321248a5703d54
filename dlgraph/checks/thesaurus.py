"""What only a thesaurus has: schemes and their top concepts, notations, mappings, and the words of SKOS itself."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterator

from dlgraph.checks import lexicon
from dlgraph.checks.check import Check, check
from dlgraph.checks.finding import Evidence, Found, NotCheckable
from dlgraph.checks.subject import Subject, about
from dlgraph.model import Source
from dlgraph.rdf import namespaces
from dlgraph.rdf.namespaces import SKOS
from dlgraph.text import fold

# Keys that people misspell with consequences; short words such as note or member are too near to keys of their own.
_MEANT = (*(name for name in lexicon.PROPERTIES if len(name) >= 8), "aliases", "broader", "related")
_ALIKE = 0.85
HAS_TOP = SKOS + "hasTopConcept"


@check("Q16", "omitted-top-concepts", "warning")
def omitted_top_concepts(subject: Subject) -> Iterator[Found]:
    """Every concept scheme names its top concepts.

    They are where a reader of the scheme begins; without them a browser shows a flat list.
    """
    members: dict[str, tuple[str, Source]] = {}
    for concept, statement in subject.saying("inScheme"):
        scheme = subject.named(statement.text, concept) or statement.text
        members.setdefault(scheme, (concept.id, subject.place(concept, statement.key, statement.text)))
    topped = {subject.named(each.text, concept) or each.text for concept, each in subject.saying("topConceptOf")}
    topped |= {concept.id for concept, _ in subject.saying("hasTopConcept")}
    topped |= {str(scheme) for scheme, predicate, _ in subject.rest if predicate == HAS_TOP}
    if not members and not topped:
        raise NotCheckable("no concept scheme is named")
    for scheme, (id, place) in members.items():
        if scheme not in topped:
            yield Found(f"the scheme {scheme} has concepts, and none of them is its top concept", place, id,
                        cure="Add `topConceptOf` to the pages at its top.")  # fmt: skip


@check("Q17", "top-concept-with-broader", "warning")
def top_concept_with_broader(subject: Subject) -> Iterator[Found]:
    """No top concept of a scheme has a broader concept in it."""
    glossary = subject.glossary
    schemes: dict[str, set[str]] = defaultdict(set)
    for concept, statement in subject.saying("inScheme"):
        schemes[concept.id].add(statement.text)
    tops = [
        (concept, statement.text, subject.place(concept, statement.key, statement.text))
        for concept, statement in subject.saying("topConceptOf")
    ]
    tops += [
        (glossary.concepts[id], scheme.id, subject.place(scheme, statement.key, statement.text))
        for scheme, statement in subject.saying("hasTopConcept")
        if (id := subject.named(statement.text, scheme))
    ]
    for iri, predicate, value in subject.rest:
        id = subject.known(str(value)) if predicate == HAS_TOP else None
        named = {(concept.id, scheme) for concept, scheme, _ in tops}
        if id and (id, str(iri)) not in named:
            tops.append((glossary.concepts[id], str(iri), glossary.concepts[id].source))
    if not tops:
        raise NotCheckable("no top concept is named")
    for concept, scheme_name, place in tops:
        for relation in glossary.outgoing(concept, "broader"):
            others = schemes.get(relation.target)
            if not others or scheme_name in others:
                yield Found(
                    f"{concept.label} is a top concept, and {subject.label(relation.target)} is broader",
                    place,
                    concept.id,
                    (
                        Evidence(f"{concept.label} is a top concept of {scheme_name}", place),
                        *subject.chain((relation,)),
                    ),
                    "Remove `topConceptOf`, or the broader concept.",
                )


@check("Q18", "ambiguous-notation", "warning")
def ambiguous_notation(subject: Subject) -> Iterator[Found]:
    """No notation stands for two concepts of one scheme."""
    schemes: dict[str, set[str]] = defaultdict(set)
    for concept, statement in subject.saying("inScheme"):
        schemes[concept.id].add(statement.text)
    owners: dict[str, dict[str, Source]] = defaultdict(dict)
    for concept, statement in subject.saying("notation"):
        owners[statement.text].setdefault(concept.id, subject.place(concept, statement.key, statement.text))
    if not owners:
        raise NotCheckable("no concept has a notation")
    for notation, places in owners.items():
        first, *others = places
        for id in others:
            if schemes[first] & schemes[id] or not schemes[first] or not schemes[id]:
                yield Found(
                    f"the notation {notation!r} stands for {subject.label(first)} and {subject.label(id)}",
                    places[id],
                    id,
                    tuple(Evidence(f"{subject.label(each)}: {notation}", places[each]) for each in (first, id)),
                    "Give one of them another notation.",
                )


@check("Q19", "mapping-clash", "warning")
def mapping_clash(subject: Subject) -> Iterator[Found]:
    """No two concepts here have an exactMatch with the same thing, or with each other.

    exactMatch makes them one concept, though the glossary keeps two. (A clash with another kind of mapping is S46.)
    """
    claims: dict[str, dict[str, Evidence]] = defaultdict(dict)
    mapped = False
    for concept, statement in subject.saying(*lexicon.MAPPINGS):
        mapped = True
        if statement.name == "exactMatch":
            place = subject.place(concept, statement.key, statement.text)
            proof = Evidence(f"{concept.label}: exactMatch {statement.text}", place)
            own = subject.named(statement.text, concept)
            if own and own != concept.id:
                yield Found(f"{concept.label} has an exactMatch with {subject.label(own)}, a concept of this glossary",
                            place, concept.id, (proof,), "Join their pages, or use closeMatch or related.")  # fmt: skip
            claims[own or statement.text].setdefault(concept.id, proof)
    if not mapped:
        raise NotCheckable("no concept is mapped to another")
    for target, proofs in claims.items():
        first, *others = proofs
        for id in others:
            yield Found(
                f"{subject.label(first)} and {subject.label(id)} both have an exactMatch with {target}",
                proofs[id].source,
                id,
                (proofs[first], proofs[id]),
                "Join their pages, or use closeMatch or broadMatch for one.",
            )


@check("Q20", "undefined-term", "warning")
def undefined_term(subject: Subject) -> Iterator[Found]:
    """No key is a misspelt word of SKOS, or one that SKOS does not have.

    What stands under such a key is kept, but no program knows what it means: a misspelt `broader` joins nothing.
    """
    for concept in subject.glossary:
        told = {predicate for _, predicate, _ in lexicon.kept(concept) if predicate.startswith(SKOS)}
        for key in (*concept.extra, *sorted(told)):
            read = lexicon.term(key)
            if read and read.name in lexicon.PROPERTIES:
                continue
            written = fold(read.name if read else key)
            near = difflib.get_close_matches(written, [fold(name) for name in _MEANT], 1, _ALIKE)
            meant = next((name for name in _MEANT if near and fold(name) == near[0]), "")
            if meant or (read and read.space):
                yield about(
                    concept,
                    f"{concept.label}: `{namespaces.short(key) if key in told else key}` is no term of SKOS",
                    line=subject.place(concept, key).line,
                    cure=f"Did you mean `{meant}`?" if meant else "Use one that is, or another key without `skos:`.",
                )


CHECKS: tuple[Check, ...] = (
    omitted_top_concepts,
    top_concept_with_broader,
    ambiguous_notation,
    mapping_clash,
    undefined_term,
)
