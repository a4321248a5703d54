"""The account of a graph that was read: every kind of statement counted, and what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from dlgraph.concept import Concept
from dlgraph.formats import reading
from dlgraph.ledger import Dropped, Problem
from dlgraph.model import Source
from dlgraph.rdf import triples
from dlgraph.rdf.namespaces import OWL, short
from dlgraph.rdf.owl import PARENTS
from dlgraph.rdf.reader import Places
from dlgraph.rdf.skosterms import NARROWERS, RELATED, Index, is_deprecated
from dlgraph.rdf.triples import TYPE, Facts, Iri, Triple, is_blank

# Every class is below it, so that nothing is said by it.
_THING = OWL + "Thing"


def found(facts: Facts) -> dict[str, int]:
    """Count the triples of a graph, and those of each kind: by property, and for types by what the thing is."""
    counts = Counter(map(_kind, triples.unfold(facts)))
    return {"triples": counts.total(), **counts}


def _kind(triple: Triple) -> str:
    _, predicate, value = triple
    if predicate == TYPE:
        return f"a {short(value)}" if isinstance(value, Iri) else "rdf:type"
    return short(predicate)


def kept(parts: Iterable[Facts], places: Places) -> Iterator[Problem]:
    """Say of each kind of statement how many were kept as they stand, and where the first is."""
    counts: Counter[str] = Counter()
    first: dict[str, Source] = {}
    for facts in parts:
        subject = next((statement.subject for statement in facts.statements), Iri(""))
        for triple in triples.unfold(facts):
            kind = _kind(triple)
            counts[kind] += 1
            subject = subject if is_blank(triple[0]) else triple[0]
            first.setdefault(kind, places.subject(subject))
    for kind, count in sorted(counts.items()):
        yield Problem(reading.KEPT, "info", f"{kind}: {count:,} kept as they stand, to be written again", first[kind])


def astray(concepts: Mapping[str, Concept], index: Index, places: Places) -> Iterator[Dropped]:
    """List the relations of concepts to things that are none of the glossary's concepts.

    Args:
        concepts: the concepts by IRI.
        index: everything that was read.
        places: where things are described.
    """
    for iri in concepts:
        about = index.subjects[iri]
        for predicate in dict.fromkeys((*PARENTS, *NARROWERS, RELATED)):
            for value in about.get(predicate, ()):
                if isinstance(value, Iri) and value not in concepts and not is_blank(value) and value != _THING:
                    what = f"{short(predicate)} {short(value)}"
                    yield Dropped(what, _why(value, index), places.statement(iri, [predicate], value), "relations")


def _why(iri: Iri, index: Index) -> str:
    about = index.about(iri)
    if is_deprecated(about, index):
        return "that concept is deprecated"
    return "it is no concept of this glossary" if about else "nothing describes it here"
