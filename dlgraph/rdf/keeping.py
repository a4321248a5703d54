"""What a glossary's concepts leave unsaid of the graph they were read from, kept so that it can be said again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from dlgraph.concept import Concept, Faq
from dlgraph.glossary import Glossary
from dlgraph.rdf import owl, triples
from dlgraph.rdf.describe import Describer
from dlgraph.rdf.namespaces import BASE, OWL, RDF
from dlgraph.rdf.triples import TYPE, Facts, Iri, Statement, Tree, is_blank

# How a blank node says which thing it is a remark on.
_REMARKS = (OWL + "annotatedSource", RDF + "subject")


def with_facts(concept: Concept, facts: Facts | None) -> Concept:
    """Return a concept that keeps some facts in its front matter, under ``rdf``."""
    lines = triples.lines(facts, "b") if facts else []
    return replace(concept, extra={**concept.extra, "rdf": lines}) if lines else concept


def sort_out(
    facts: Facts, concepts: Mapping[str, Concept], faqs: Sequence[Faq], *, is_ontology: bool
) -> tuple[dict[str, Facts], Facts]:
    """Find what describing the concepts again would not say.

    Args:
        facts: what was read.
        concepts: the concepts by IRI.
        faqs: FAQs outside their pages.
        is_ontology: the concepts are classes, of which some properties become those of SKOS.

    Returns:
        What to keep with each concept, by IRI, and what belongs to none.
    """
    own, roots, others = _divided(facts, concepts)
    describer = Describer(Glossary(concepts.values(), faqs), rest=Facts(tuple(others), ()))
    scheme = describer.scheme()
    told = {one for one in scheme if one.predicate != TYPE or one.subject == BASE}
    told.update(statement for faq in faqs for statement in describer.faq(faq))
    first = {iri: describer.concept(concept) for iri, concept in concepts.items()}
    told.update(statement for statements in first.values() for statement in statements)
    kept: dict[str, Facts] = {}
    for iri, concept in concepts.items():
        wanted = [
            one for one in own.get(iri, ()) if not (is_ontology and owl.translated(one, concept))
        ]  # what an ontology says in its own words is said in SKOS's from here on
        left = Facts(tuple(one for one in wanted if one not in told), tuple(roots.get(iri, ())))
        if not left.statements and not left.roots:
            continue
        # What is kept is not told twice, so that a text kept in one form may silence another form of it: keep both.
        again = {*describer.concept(concept, left), *scheme}
        silenced = [one for one in wanted if one not in again and one not in left.statements]
        kept[iri] = Facts(tuple(triples.grouped((*left.statements, *silenced))), left.roots)
    loose = [root for root in facts.roots if not any(root in held for held in roots.values())]
    return kept, Facts(tuple(triples.grouped(one for one in others if one not in told)), tuple(loose))


def _divided(
    facts: Facts, concepts: Mapping[str, Concept]
) -> tuple[dict[str, list[Statement]], dict[str, list[Tree]], list[Statement]]:
    """Tell what is said of each concept, the remarks on it, and everything else.

    What mentions a blank node that others mention too stays with the others, among which that node has its label.
    """
    own: dict[str, list[Statement]] = {}
    others: list[Statement] = []
    for statement in facts.statements:
        shared = any(isinstance(part, Iri) and is_blank(part) for part in triples.inner(statement.value))
        if statement.subject in concepts and not shared:
            own.setdefault(statement.subject, []).append(statement)
        else:
            others.append(statement)
    roots: dict[str, list[Tree]] = {}
    for root in facts.roots:
        for iri in _remarked(root):
            if iri in concepts and not any(is_blank(part) for part in triples.inner(root)):
                roots.setdefault(iri, []).append(root)
    return own, roots, others


def _remarked(root: Tree) -> Iterator[str]:
    yield from [value for name, value in root.properties if name in _REMARKS and isinstance(value, Iri)][:1]
