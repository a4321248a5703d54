"""The formats a glossary can be written in, and which of them the name of a file means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dlgraph.errors import QuestionError


@dataclass(frozen=True, slots=True)
class Form:
    """A format: its name, whether it is a folder, and whether a part of a glossary can be written in it."""

    name: str
    folder: bool = False
    part: bool = False


FORMS: Mapping[str, Form] = {
    form.name: form
    for form in (
        Form("okf", folder=True),
        Form("skos"),
        Form("jsonld"),
        Form("csv"),
        Form("jsonl"),
        Form("graphml", part=True),
        Form("mermaid", part=True),
        Form("dot", part=True),
        Form("obsidian", folder=True),
        Form("faqpage"),
        Form("terms"),
        Form("html", folder=True),
    )
}
# Names of the syntaxes of RDF as a user may write them, and as the writer knows them.
SYNTAXES = {"turtle": "turtle", "nt": "ntriples", "xml": "xml", "jsonld": "json-ld"}
# The format that a suffix means, and what else it says: the syntax of RDF, or the sign between cells.
SUFFIXES: Mapping[str, tuple[str, str]] = {
    ".ttl": ("skos", "turtle"), ".turtle": ("skos", "turtle"), ".n3": ("skos", "turtle"), ".nt": ("skos", "nt"),
    ".rdf": ("skos", "xml"), ".owl": ("skos", "xml"), ".xml": ("skos", "xml"), ".jsonld": ("jsonld", ""),
    ".csv": ("csv", ","), ".tsv": ("csv", "\t"), ".jsonl": ("jsonl", ""), ".ndjson": ("jsonl", ""),
    ".graphml": ("graphml", ""), ".mmd": ("mermaid", ""), ".mermaid": ("mermaid", ""), ".dot": ("dot", ""),
    ".gv": ("dot", ""),
}  # fmt: skip


def of_path(path: Path) -> str:
    """Return the name of the format that a path means; a path without a suffix is a folder of OKF pages.

    Raises:
        QuestionError: the suffix means none.
    """
    suffix = path.suffix.lower()
    if path.is_dir() or not suffix:
        return "okf"
    if suffix not in SUFFIXES:
        raise QuestionError(
            f"{path}: the suffix {suffix} does not tell the format",
            cure=f"Pass --to with one of {', '.join(FORMS)}, or end the name in {', '.join(SUFFIXES)}.",
        )
    return SUFFIXES[suffix][0]


def detail(path: Path | None, name: str) -> str:
    """Return what else the suffix of a path says about a format, if it is one of that format."""
    form, more = SUFFIXES.get(path.suffix.lower(), ("", "")) if path else ("", "")
    return more if form == name else ""
