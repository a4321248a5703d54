"""RDF files read safely through rdflib: Turtle, N-Triples, RDF/XML and JSON-LD.

A file may come from anywhere. Nothing it names is fetched or opened, whatever it asks for: entities that lie outside it
or grow, and JSON-LD contexts that are addresses, are refused; the context of schema.org is known here.
"""

from __future__ import annotations

import json
import logging
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dlgraph.errors import CorpusError
from dlgraph.model import Source
from dlgraph.rdf import places as rdfplaces
from dlgraph.rdf import triples
from dlgraph.rdf.namespaces import BASE, SCHEMA, SCHEMA_HTTP
from dlgraph.rdf.places import Lines
from dlgraph.rdf.triples import Facts, Iri, Literal, Triple

if TYPE_CHECKING:
    from rdflib.term import Node

    Told = tuple[Node, Node, Node]

MAX_BYTES = 200_000_000
SUFFIXES = (".ttl", ".turtle", ".n3", ".nt", ".rdf", ".owl", ".jsonld")
_FORMATS = {
    ".ttl": "turtle", ".turtle": "turtle", ".n3": "turtle", ".nt": "nt", ".jsonld": "json-ld", ".json": "json-ld",
}  # fmt: skip
_SCHEMA_CONTEXT = re.compile(r"https?://(?:www\.)?schema\.org/?(?:docs/jsonldcontext\.json(?:ld)?)?")
_LINKS = ("url", "sameAs", "inDefinedTermSet", "license", "image", "additionalType", "subjectOf", "mainEntityOfPage")
_SCHEMA: Mapping[str, object] = {
    "@vocab": SCHEMA, "schema": SCHEMA, "id": "@id", "type": "@type", **{name: {"@type": "@id"} for name in _LINKS},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Places:
    """Where things are described: the lines of each file, by its name."""

    files: Mapping[str, Lines]

    def subject(self, iri: str) -> Source:
        """Return where a thing is described, or the first line of the first file."""
        for file, lines in self.files.items():
            if iri in lines.subjects:
                return Source(file, lines.subjects[iri])
        return Source(next(iter(self.files), ""), 1)

    def statement(self, subject: str, predicates: Iterable[str], value: str) -> Source:
        """Return where something is said in one of several ways, or where its subject is described."""
        for file, lines in self.files.items():
            for predicate in predicates:
                if line := lines.statements.get((subject, predicate, value)):
                    return Source(file, line)
        return self.subject(subject)


def limit() -> int:
    """Return how many bytes an RDF file may have: ``DLGRAPH_MAX_BYTES`` or 200 MB."""
    given = os.environ.get("DLGRAPH_MAX_BYTES", "")
    if given and not given.isdecimal():
        raise CorpusError(f"DLGRAPH_MAX_BYTES is {given!r}", cure="Set it to a number of bytes, such as 500000000.")
    return int(given) if given else MAX_BYTES


def too_large(file: str, size: int) -> CorpusError:
    """Return the error for a file over the limit."""
    return CorpusError(
        f"{file}: it has {size:,} bytes, more than the {limit():,} an RDF file may have",
        cure="Split it, or set DLGRAPH_MAX_BYTES to a larger number; reading needs much more memory than that.",
    )


def load(files: Sequence[tuple[str, bytes]]) -> tuple[Facts, Places]:
    """Read RDF files as one graph.

    Args:
        files: names and contents; the suffix tells the syntax, and an unknown one stands for RDF/XML.

    Returns:
        What they say, in the order in which they say it, and where.

    Raises:
        CorpusError: a file is malformed, too large, or wants something fetched; it and, if known, its line are named.
    """
    lines: dict[str, Lines] = {}
    found: list[Triple] = []
    for number, (file, data) in enumerate(files):
        if len(data) > limit():
            raise too_large(file, len(data))
        lines[file], told = _parse(file, data)
        found += _converted(told, f"f{number}")
    return triples.fold(found), Places(lines)


def lines(data: bytes, file: str) -> tuple[str, ...]:
    """Read a file of N-Triples as lines, each of which is one.

    Raises:
        CorpusError: a line is none; file and line are named.
    """
    found: list[str] = []
    for number, line in enumerate(decoded(data, file).split("\n"), 1):
        try:
            found += [line.strip("\r")] if triples.parse([line.strip("\r")]) else []
        except ValueError:
            raise CorpusError(f"{file}:{number}: this is not valid N-Triples", cure="Correct that line.") from None
    return tuple(found)


def _parse(file: str, data: bytes) -> tuple[Lines, list[Told]]:
    syntax = _FORMATS.get(os.path.splitext(file)[1].lower(), "xml")
    if syntax == "xml":
        lines = rdfplaces.xml(data, file)
        return lines, _told(data, syntax, file)
    text = decoded(data, file)
    if syntax == "json-ld":
        value = _safe_json(text, file)
        return rdfplaces.jsonld(text, _prefixes(value)), _told(json.dumps(value), syntax, file)
    return rdfplaces.turtle(text), _told(text, syntax, file)


def decoded(data: bytes, file: str) -> str:
    """Decode UTF-8 or UTF-16 with its mark; a byte that is neither is an error that names its line."""
    try:
        return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise CorpusError(
            f"{file}:{data.count(10, 0, error.start) + 1}: byte 0x{data[error.start]:02x} is not UTF-8",
            cure="Save the file as UTF-8 (`iconv -f windows-1252 -t utf-8 FILE` often does it).",
        ) from None


def _told(data: str | bytes, syntax: str, file: str) -> list[Told]:
    """Return the triples in the order in which the parser comes upon them; rdflib's own stores hash it away."""
    import rdflib
    from rdflib.plugins.stores.memory import Memory

    told: list[Told] = []

    class Listening(Memory):
        def add(self, triple: Told, context: Any, quoted: bool = False) -> None:
            del context, quoted
            told.append(triple)  # and no more: nothing is asked of this store

    try:
        with _as_written():
            rdflib.Graph(store=Listening(), bind_namespaces="none").parse(data=data, format=syntax, publicID=BASE)
    except Exception as error:  # rdflib's parsers raise what they come upon, from KeyError to RecursionError
        line, why = _explained(error, data, syntax)
        place = f"{file}:{line}" if line else file
        name = {"xml": "RDF/XML", "json-ld": "JSON-LD", "nt": "N-Triples", "turtle": "Turtle"}[syntax]
        raise CorpusError(f"{place}: this is not valid {name}: {why}", cure="Correct that place.") from None
    return told


@contextmanager
def _as_written() -> Iterator[None]:
    """Keep rdflib from rewriting numbers and dates, and from logging about texts that are not what they claim."""
    import rdflib

    logger, normalize = logging.getLogger("rdflib.term"), rdflib.NORMALIZE_LITERALS
    disabled, logger.disabled, rdflib.NORMALIZE_LITERALS = logger.disabled, True, False
    try:
        yield
    finally:
        logger.disabled, rdflib.NORMALIZE_LITERALS = disabled, normalize


def _explained(error: Exception, data: str | bytes, syntax: str) -> tuple[int, str]:
    if isinstance(error, RecursionError):
        return 0, "it is nested too deeply"
    if isinstance(number := getattr(error, "lines", None), int):
        return number + 1, str(getattr(error, "_why", "")) or type(error).__name__
    if callable(number := getattr(error, "getLineNumber", None)):
        return number() or 0, str(getattr(error, "getMessage", lambda: error)())
    text = data if isinstance(data, str) else data.decode("utf-8", "replace")
    if syntax == "nt":
        for at, line in enumerate(text.split("\n"), 1):
            try:
                triples.parse([line])
            except ValueError:
                return at, "a line must be <subject> <predicate> <object> ."
    said = str(error).split("\n")[0] or type(error).__name__
    # A wrong language tag is quoted in the error and found in the text.
    quoted = re.match(r"'([^']+)' is not a valid language tag", said)
    at = text.find(quoted[1]) if quoted and syntax == "xml" else -1
    return (text.count("\n", 0, at) + 1 if at >= 0 else 0), said


def _converted(told: list[Told], scope: str) -> Iterator[Triple]:
    from rdflib import BNode, URIRef

    known: dict[Node, Iri] = {}

    def named(node: Node) -> Iri:
        if node not in known:
            text = str(node)
            if isinstance(node, BNode):
                text = f"_:{scope}{text}"
            elif text.startswith(SCHEMA_HTTP):
                text = SCHEMA + text[len(SCHEMA_HTTP) :]
            known[node] = Iri(text)
        return known[node]

    for subject, predicate, value in dict.fromkeys(told):
        if isinstance(value, URIRef | BNode):
            yield named(subject), named(predicate), named(value)
        else:
            language, datatype = getattr(value, "language", None), getattr(value, "datatype", None)
            yield named(subject), named(predicate), Literal(str(value), language or "", str(datatype or ""))


# -- JSON-LD: nothing is fetched -----------------------------------------------------------------------------------


def _safe_json(text: str, file: str) -> object:
    try:
        value = json.loads(text)
        return _local(value, text, file)
    except RecursionError:
        raise CorpusError(f"{file}: it is nested too deeply", cure="Flatten it.") from None
    except json.JSONDecodeError as error:
        raise CorpusError(
            f"{file}:{error.lineno}: this is not valid JSON: {error.msg}", cure="Correct that line."
        ) from None


def _local(value: object, text: str, file: str) -> object:
    if isinstance(value, list):
        return [_local(part, text, file) for part in value]
    if isinstance(value, dict):
        return {
            key: _context(part, text, file) if key == "@context" else _local(part, text, file)
            for key, part in value.items()
            if key != "@import" or _refused(part, text, file)
        }
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if isinstance(value, str) else value


def _context(value: object, text: str, file: str) -> object:
    if isinstance(value, str):
        return dict(_SCHEMA) if _SCHEMA_CONTEXT.fullmatch(value) else _refused(value, text, file)
    if isinstance(value, list):
        return [_context(part, text, file) for part in value]
    return _local(value, text, file)


def _refused(value: object, text: str, file: str) -> bool:
    at = text.find(json.dumps(value))
    place = f"{file}:{text.count(chr(10), 0, at) + 1}" if at >= 0 else file
    raise CorpusError(
        f"{place}: the JSON-LD context {value!r} lies elsewhere, and dlgraph fetches nothing",
        cure="Put the context itself in the file, in the place of its address.",
    )


def _prefixes(value: object) -> Mapping[str, object]:
    context = value.get("@context") if isinstance(value, dict) else None
    parts = context if isinstance(context, list) else [context]
    return {key: space for part in parts if isinstance(part, dict) for key, space in part.items()}
