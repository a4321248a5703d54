"""Where in a file an RDF thing is described: RDF itself has no lines, the text it is written in does."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin
from xml.parsers import expat

from dlgraph.errors import CorpusError
from dlgraph.rdf.namespaces import BASE, RDF

_LONGEST_ENTITY = 500
_MOST_ENTITIES = 1000
_XML = "http://www.w3.org/XML/1998/namespace base"
_LABELS = ("prefLabel", "label", "literalForm", "name")
_PREFIX = re.compile(r"[ \t]*@?prefix[ \t]+([\w.\-]*):[ \t]*<([^>]*)>(?:[ \t]*\.)?[ \t]*", re.I)
_BASE = re.compile(r"[ \t]*@?base[ \t]+<([^>]*)>(?:[ \t]*\.)?[ \t]*", re.I)
_NAME = r"(?:<([^<>\s]*)>|([A-Za-z][\w.\-]*)?:((?:[^\s;,.\"]|\.(?=\w))*))(?=\s|$)"
_SUBJECT = re.compile(_NAME)
# The subject of another statement on the same line.
_NEXT = re.compile(r"[\s>\"'\]]\.[ \t]+" + _NAME)
_ID = re.compile(r"\"@?id\"\s*:\s*(\"(?:[^\"\\]|\\.)*\")\s*(,?)")


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a file, from 1, on which subjects and some of their statements stand."""

    subjects: dict[str, int] = field(default_factory=dict)
    statements: dict[tuple[str, str, str], int] = field(default_factory=dict)


def turtle(text: str) -> Lines:
    """Find the lines on which Turtle or N-Triples names the subjects of its statements."""
    found = Lines()
    prefixes: dict[str, str] = {}
    base = BASE
    for number, line in enumerate(text.split("\n"), 1):
        at = 0
        while match := _PREFIX.match(line, at) or _BASE.match(line, at):
            base, at = (base, match.end()) if match.re is _PREFIX else (urljoin(base, match[1]), match.end())
            if match.re is _PREFIX:
                prefixes[match[1]] = urljoin(base, match[2])
        match = _SUBJECT.match(line, at)
        while match:
            name, prefix, local = match.groups()
            if name is not None:
                found.subjects.setdefault(urljoin(base, name), number)
            elif (prefix or "") in prefixes:
                found.subjects.setdefault(prefixes[prefix or ""] + re.sub(r"\\(.)", r"\1", local), number)
            match = _NEXT.search(line, match.end())
    return found


def jsonld(text: str, context: Mapping[str, object]) -> Lines:
    """Find the lines on which JSON-LD names things; where a thing is described goes before where it is mentioned."""
    described: dict[str, int] = {}
    mentioned: dict[str, int] = {}
    line, position = 1, 0
    own = context.get("@base")
    base = urljoin(BASE, own) if isinstance(own, str) else BASE
    for match in _ID.finditer(text):
        line, position = line + text.count("\n", position, match.start()), match.start()
        try:
            name = str(json.loads(match[1]))
        except ValueError:
            continue
        prefix, colon, local = name.partition(":")
        space = context.get(prefix) if colon and not local.startswith("//") else None
        iri = space + local if isinstance(space, str) else urljoin(base, name)
        (described if match[2] else mentioned).setdefault(iri, line)
    return Lines(mentioned | described)


def xml(data: bytes, file: str) -> Lines:
    """Find the lines of RDF/XML on which things are described, and refuse what could make its reader harm.

    Args:
        data: the file.
        file: its name, for errors.

    Raises:
        CorpusError: it is not well-formed, or declares entities that lie outside it or grow; file and line are named.
    """
    return _Xml(file).read(data)


class _Xml:
    def __init__(self, file: str) -> None:
        self._file = file
        self._lines = Lines()
        self._labelled: dict[str, int] = {}
        # For each open element: what it is, the thing it describes, its line, and the base of addresses in it.
        self._open: list[tuple[str, str, int, str]] = []
        self._entities = 0
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.EntityDeclHandler = self._entity
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end

    def read(self, data: bytes) -> Lines:
        try:
            self._parser.Parse(data, True)
        except expat.ExpatError as error:
            raise CorpusError(
                f"{self._file}:{error.lineno}: this is not well-formed XML: {expat.ErrorString(error.code)}",
                cure="Correct that line, or save the file again from the program that wrote it.",
            ) from None
        except (LookupError, ValueError) as error:
            raise CorpusError(f"{self._file}: {error}", cure="Save the file as UTF-8.") from None
        return Lines(self._lines.subjects | self._labelled, self._lines.statements)

    def _entity(
        self, name: str, parameter: bool, value: str | None, base: str | None, system: str | None, *rest: str | None
    ) -> None:
        del base, rest
        self._entities += 1
        why = ""
        if value is None or system:
            why = "lies outside the file"
        elif parameter or "&" in value or "%" in value:
            why = "is made of other entities, which can grow without end"
        elif len(value) > _LONGEST_ENTITY or self._entities > _MOST_ENTITIES:
            why = "is one too many or too long"
        if why:
            raise CorpusError(
                f"{self._file}:{self._parser.CurrentLineNumber}: the XML entity {name!r} {why}",
                cure="dlgraph reads only short entities that stand for a piece of an address; write it out instead.",
            )

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        line = self._parser.CurrentLineNumber
        kind, subject, began, base = self._open[-1] if self._open else ("", "", 0, BASE)
        base = urljoin(base, attributes.get(_XML, "")) if _XML in attributes else base
        space, _, local = name.rpartition(" ")
        if kind == "skip":
            self._open.append(("skip", "", line, base))
        elif kind == "node":
            self._property(space + local, attributes, subject, began, line, base)
        elif not kind and space + local == RDF + "RDF":
            self._open.append(("root", "", line, base))
        else:
            about = attributes.get(f"{RDF} about")
            node_id = attributes.get(f"{RDF} ID")
            thing = urljoin(base, about) if about is not None else urljoin(base, f"#{node_id}") if node_id else ""
            if thing:
                self._lines.subjects.setdefault(thing, line)
            self._open.append(("node", thing, line, base))

    def _property(self, name: str, attributes: dict[str, str], subject: str, began: int, line: int, base: str) -> None:
        parse_type = attributes.get(f"{RDF} parseType")
        resource = attributes.get(f"{RDF} resource")
        if subject and resource is not None:
            self._lines.statements.setdefault((subject, name, urljoin(base, resource)), line)
        if subject and name.endswith(_LABELS):
            self._labelled.setdefault(subject, began)
        state = {"Resource": "node", "Literal": "skip"}.get(parse_type or "", "property")
        self._open.append((state, "", line, base))

    def _end(self, name: str) -> None:
        del name
        self._open.pop()
