"""The integrity conditions of SKOS and SKOS-XL; a glossary that violates one contradicts itself."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
from itertools import combinations

from dlgraph import taxonomy
from dlgraph.checks import lexicon
from dlgraph.checks.check import Check, check
from dlgraph.checks.finding import Edit, Evidence, Found, NotCheckable
from dlgraph.checks.subject import Subject, about
from dlgraph.concept import Concept
from dlgraph.model import Source
from dlgraph.text import fold

_Edges = Mapping[str, list[tuple[str, Evidence]]]


@check("S9", "concept-and-scheme", "error")
def concept_and_scheme(subject: Subject) -> Iterator[Found]:
    """Nothing is a concept and a concept scheme at once (SKOS S9).

    A scheme stands for the glossary or a part of it, a concept for one thing in it. A page of type ConceptScheme must
    have no broader, narrower or related concepts, and what `inScheme` or `topConceptOf` names must not be a concept.
    """
    schemes = {concept.id for concept in subject.glossary if "ConceptScheme" in lexicon.types(concept)}
    named = list(subject.saying("inScheme", "topConceptOf"))
    if not schemes and not named:
        raise NotCheckable("no concept scheme is named")
    yield from _as_concept(subject, schemes, "concept scheme")
    for concept, statement in named:
        scheme = subject.named(statement.text, concept)
        if scheme and scheme not in schemes:
            yield Found(
                f"{concept.label}: {statement.key} names {subject.label(scheme)!r}, which is a concept",
                subject.place(concept, statement.key, statement.text),
                concept.id,
                (Evidence(f"the page of {subject.label(scheme)}", subject.glossary.concepts[scheme].source),),
                "Name a scheme, or give that page `type: ConceptScheme` and no relations.",
            )


@check("S37", "concept-and-collection", "error")
def concept_and_collection(subject: Subject) -> Iterator[Found]:
    """Nothing is a collection and a concept or a concept scheme at once (SKOS S37).

    A collection groups concepts and has no place among them: it has members, but nothing broader, narrower or related.
    """
    collections = {concept.id for concept, _ in subject.saying("member", "memberList")}
    collections |= {it.id for it in subject.glossary if lexicon.types(it) & {"Collection", "OrderedCollection"}}
    named = [subject.named(statement.text, concept) for concept, statement in subject.saying("memberOf")]
    collections |= {id for id in named if id}
    if not collections and not named:
        raise NotCheckable("no collection is named")
    yield from _as_concept(subject, collections, "collection")


def _as_concept(subject: Subject, ids: set[str], what: str) -> Iterator[Found]:
    """Yield a finding for each thing of another kind that has relations only concepts have."""
    # A page without relations is a concept to dlgraph only; RDF has said so itself.
    told = {id for id in ids if "iri" in subject.glossary.concepts[id].extra}
    for each in sorted(told):
        yield about(
            subject.glossary.concepts[each],
            f"{subject.label(each)} is a {what}, and a concept",
            cure=f"Let it be one of them: a {what} has an address of its own.",
        )
    for pointer in subject.pointers:
        if pointer.field == "references":
            continue
        for id in filter(None, (pointer.concept.id, pointer.target)):
            if id in ids and id not in told:
                told.add(id)
                yield about(
                    subject.glossary.concepts[id],
                    f"{subject.label(id)} is a {what}, and a concept by its relations",
                    evidence=(subject.said(pointer),),
                    cure=f"Remove its relations, or its type and members if it is no {what}.",
                )


@check("S13", "label-used-twice", "error", fixable=True)
def label_used_twice(subject: Subject) -> Iterator[Found]:
    """No label of a concept is preferred, alternative or hidden at once, in one language (SKOS S13).

    An alias that repeats the title adds nothing, and programs that read SKOS refuse the whole file.
    """
    for concept in subject.glossary:
        uses: dict[tuple[str | None, str], dict[str, lexicon.Statement]] = defaultdict(dict)
        own = lexicon.language(concept)
        sheet = subject.sheets.get(concept.id)
        for label in lexicon.labels(concept):
            # Readers of RDF make aliases of preferred labels from other regions.
            known = uses[label.language or own, label.text].keys()
            if sheet or label.name != "prefLabel" or "altLabel" not in known:
                uses[label.language or own, label.text].setdefault(label.name, label)
        for slot in sheet.under("aliases") if sheet else ():
            if slot.text == concept.label:
                uses[own, slot.text]["altLabel"] = lexicon.Statement(slot.key, "altLabel", slot.text)
        for (_, text), by_name in uses.items():
            if len(by_name) > 1:
                first, *others = by_name.values()
                for other in others:
                    yield _twice(subject, concept, text, first, other)


def _twice(subject: Subject, concept: Concept, text: str, first: lexicon.Statement, other: lexicon.Statement) -> Found:
    place = subject.place(concept, other.key, text)
    sheet = subject.sheets.get(concept.id)
    slots = [slot for slot in sheet.slots if slot.key == other.key and slot.text == text] if sheet else []
    return Found(
        f"{concept.label}: {text!r} is its {first.name} and its {other.name}",
        place,
        concept.id,
        (Evidence(f"{first.name}: {text}", subject.place(concept, first.key, text)),),
        f"Remove it from `{other.key}`.",
        tuple(Edit(place.file, "remove", slot.key, slot.text, slot.line) for slot in slots[:1] if slot.listed),
    )


@check("S14", "two-preferred-labels", "error")
def two_preferred_labels(subject: Subject) -> Iterator[Found]:
    """No concept has two preferred labels in one language (SKOS S14).

    A page with `title` and `term`, say, has two; dlgraph uses the first and does not know the concept by the other.
    """
    for concept in subject.glossary:
        own = lexicon.language(concept)
        found: dict[str, dict[str, str]] = defaultdict(dict)
        for label in lexicon.labels(concept):
            if label.name == "prefLabel":
                found[label.language or own or ""].setdefault(label.text, label.key)
        sheet = subject.sheets.get(concept.id)
        for slot in sheet.under("label") if sheet else ():
            if slot.text and fold(slot.text) != fold(concept.label):
                found[own or ""].setdefault(slot.text, slot.key)
        for language, texts in found.items():
            if len(texts) > 1:
                spelt = " and ".join(map(repr, texts))
                last = list(texts)[-1]
                yield Found(
                    f"{concept.label} has {len(texts)} preferred labels{language and f' in {language}'}: {spelt}",
                    subject.place(concept, texts[last], last),
                    concept.id,
                    tuple(Evidence(f"{key}: {text}", subject.place(concept, key, text)) for text, key in texts.items()),
                    "Keep one, and make the other an alias.",
                )


@check("S27", "related-above", "error")
def related_above(subject: Subject) -> Iterator[Found]:
    """No concept is related to one that is above or below it, however many steps away (SKOS S27).

    `related` joins concepts of different branches. What the hierarchy joins already, it must not join again.
    """
    glossary = subject.glossary
    for relation in glossary.relations:
        if relation.kind != "related":
            continue
        one, other = glossary.concepts[relation.origin], glossary.concepts[relation.target]
        chain = taxonomy.chain(glossary, one, other) or taxonomy.chain(glossary, other, one)
        if chain:
            low, high = chain[0].origin, chain[-1].target
            yield Found(
                f"{one.label} is related to {other.label}, and {subject.label(low)} is below {subject.label(high)}",
                relation.source,
                one.id,
                subject.chain((relation, *chain)),
                "Remove `related`, or the `broader` that is wrong.",
            )


@check("S46", "exact-and-other-match", "error")
def exact_and_other_match(subject: Subject) -> Iterator[Found]:
    """What exactMatch makes one concept, no broadMatch, narrowMatch or relatedMatch keeps apart (SKOS S46).

    exactMatch holds both ways and is passed on: A to B and B to C make A and C one concept.
    """
    edges: dict[str, list[tuple[str, Evidence]]] = defaultdict(list)
    apart: list[tuple[Concept, str, Evidence]] = []
    for concept, statement in subject.saying("exactMatch", "broadMatch", "narrowMatch", "relatedMatch"):
        target = subject.named(statement.text, concept) or statement.text
        place = subject.place(concept, statement.key, statement.text)
        proof = Evidence(f"{concept.label}: {statement.name} {statement.text}", place)
        if statement.name == "exactMatch":
            edges[concept.id].append((target, proof))
            edges[target].append((concept.id, proof))
        else:
            apart.append((concept, target, proof))
    if not edges and not apart:
        raise NotCheckable("no concept is mapped to another")
    for concept, target, proof in apart:
        path = _path(edges, concept.id, target)
        if path is not None:
            yield Found(
                f"{proof.text}, which exactMatch makes the same concept",
                proof.source,
                concept.id,
                (proof, *path),
                "Keep one of the mappings.",
            )


def _path(edges: _Edges, start: str, end: str) -> tuple[Evidence, ...] | None:
    """Return the proofs on the shortest way between two things; empty where they are one, None where there is none."""
    came: dict[str, tuple[str, Evidence] | None] = {start: None}
    queue = deque([start])
    while queue and end not in came:
        here = queue.popleft()
        for there, proof in edges.get(here, ()):
            if there not in came:
                came[there] = (here, proof)
                queue.append(there)
    if end not in came:
        return None
    found: list[Evidence] = []
    step = came[end]
    while step:
        found.append(step[1])
        step = came[step[0]]
    return tuple(reversed(found))


def _xl(subject: Subject) -> list[tuple[Concept, lexicon.XlLabel]]:
    found = [(concept, label) for concept in subject.glossary for label in lexicon.xl_labels(concept, subject.rest)]
    if not found:
        raise NotCheckable("no SKOS-XL labels are here")
    return found


def _xl_place(subject: Subject, concept: Concept, label: lexicon.XlLabel) -> Source:
    return subject.place(concept, label.key, label.id)


@check("S48", "label-and-concept", "error")
def label_and_concept(subject: Subject) -> Iterator[Found]:
    """No SKOS-XL label is a concept, a concept scheme or a collection too (SKOS-XL S48)."""
    for concept, label in _xl(subject):
        if id := subject.known(label.id):
            yield Found(
                f"{concept.label}: its {label.name} {label.id!r} is a concept",
                _xl_place(subject, concept, label),
                concept.id,
                (Evidence(f"the page of {subject.label(id)}", subject.glossary.concepts[id].source),),
                "Give the label an id of its own.",
            )


@check("S52", "label-without-one-form", "error")
def label_without_one_form(subject: Subject) -> Iterator[Found]:
    """Every SKOS-XL label has exactly one literal form (SKOS-XL S52)."""
    for concept, label in _xl(subject):
        if label.forms is not None and len(set(label.forms)) != 1:
            count = len(set(label.forms)) or "no"
            yield Found(
                f"{concept.label}: its {label.name} {label.id!r} has {count} literal forms",
                _xl_place(subject, concept, label),
                concept.id,
                cure="Give it one literalForm; another spelling is another label.",
            )


@check("S58", "xl-label-used-twice", "error")
def xl_label_used_twice(subject: Subject) -> Iterator[Found]:
    """No SKOS-XL label of a concept is preferred, alternative or hidden at once (SKOS-XL S58)."""
    by_concept: dict[str, list[lexicon.XlLabel]] = defaultdict(list)
    for concept, label in _xl(subject):
        by_concept[concept.id].append(label)
    for id, labels in by_concept.items():
        concept = subject.glossary.concepts[id]
        for one, other in combinations(labels, 2):
            if one.id and one.id == other.id and one.name != other.name:
                yield Found(
                    f"{concept.label}: {one.id!r} is its {one.name} and its {other.name}",
                    _xl_place(subject, concept, other),
                    id,
                    (Evidence(f"{one.name}: {one.id}", _xl_place(subject, concept, one)),),
                    f"Remove it from `{other.key}`.",
                )


CHECKS: tuple[Check, ...] = (
    concept_and_scheme,
    label_used_twice,
    two_preferred_labels,
    related_above,
    concept_and_collection,
    exact_and_other_match,
    label_and_concept,
    label_without_one_form,
    xl_label_used_twice,
)
