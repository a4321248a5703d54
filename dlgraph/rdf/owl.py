"""Ontologies: the classes of OWL and RDFS as concepts."""

from __future__ import annotations

from dlgraph.concept import Concept
from dlgraph.rdf import namespaces
from dlgraph.rdf.namespaces import OBO, OIO, OWL, RDFS
from dlgraph.rdf.skosterms import BROADERS, Index
from dlgraph.rdf.triples import TYPE, Iri, Literal, Statement, is_blank
from dlgraph.text import one_line

# What leads from a class to a broader one; a parent without a name, such as a restriction, is none.
PARENTS = (*BROADERS, RDFS + "subClassOf")
_KINDS = (Iri(OWL + "Class"), Iri(RDFS + "Class"))
_LANGUAGES = (namespaces.RDF, RDFS, OWL, namespaces.XSD, namespaces.SKOS, namespaces.SKOSXL)
_LABEL, _DEFINITION, _SYNONYM = RDFS + "label", OBO + "IAO_0000115", OIO + "hasExactSynonym"


def classes(index: Index) -> list[str]:
    """List the named classes of a graph, those of the languages it is written in left out."""
    return [
        iri
        for iri, about in index.subjects.items()
        if not is_blank(Iri(iri))
        and not iri.startswith(_LANGUAGES)
        and any(kind in about.get(TYPE, ()) for kind in _KINDS)
    ]


def translated(statement: Statement, concept: Concept) -> bool:
    """Tell whether a concept's label, definition or aliases already say what an ontology's own property says."""
    if not isinstance(statement.value, Literal):
        return False
    text = one_line(statement.value.text)
    if statement.value.language not in ("", concept.extra.get("language", "")):
        return False
    return (
        (statement.predicate == _LABEL and text == concept.label)
        or (statement.predicate == _DEFINITION and text == concept.definition)
        or (statement.predicate == _SYNONYM and text in (concept.label, *concept.aliases))
    )
