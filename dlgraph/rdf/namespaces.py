"""The vocabularies RDF files are written in: namespaces, their usual prefixes, and dlgraph's own small one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
SKOSXL = "http://www.w3.org/2008/05/skos-xl#"
DC = "http://purl.org/dc/elements/1.1/"
DCTERMS = "http://purl.org/dc/terms/"
SCHEMA = "https://schema.org/"
SCHEMA_HTTP = "http://schema.org/"
FOAF = "http://xmlns.com/foaf/0.1/"
OBO = "http://purl.obolibrary.org/obo/"
OIO = "http://www.geneontology.org/formats/oboInOwl#"
ISOTHES = "http://purl.org/iso25964/skos-thes#"
DLG = "urn:dlgraph:"

# Where relative addresses lead and what a concept without an IRI is named below: a name that can be nobody's.
BASE = "https://glossary.example/"

PREFIXES: Mapping[str, str] = {
    "rdf": RDF, "rdfs": RDFS, "owl": OWL, "xsd": XSD, "skos": SKOS, "skosxl": SKOSXL, "dc": DC, "dcterms": DCTERMS,
    "schema": SCHEMA, "foaf": FOAF, "obo": OBO, "oboInOwl": OIO, "isothes": ISOTHES, "dlg": DLG,
}  # fmt: skip

_SPLIT = re.compile(r"(?<=[#/:])[^#/:]*$")


def split(iri: str) -> tuple[str, str]:
    """Split an IRI behind its last ``#``, ``/`` or ``:`` into namespace and local name."""
    match = _SPLIT.search(iri)
    return (iri[: match.start()], match[0]) if match else (iri, "")


def short(iri: str) -> str:
    """Return an IRI as people write it, ``skos:prefLabel``, or in angle brackets where it has no usual prefix."""
    namespace, name = split(iri)
    prefix = next((prefix for prefix, known in PREFIXES.items() if known == namespace), None)
    return f"{prefix}:{name}" if prefix and name else f"<{iri}>"


def used(iris: Iterable[str]) -> dict[str, str]:
    """Return the usual prefixes that some IRIs need, in their usual order."""
    spaces = {split(iri)[0] for iri in iris}
    return {prefix: space for prefix, space in PREFIXES.items() if space in spaces}
