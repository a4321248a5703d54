"""Facts written as Turtle, N-Triples, RDF/XML and JSON-LD: the same facts always give the same bytes.

Things stand in the order given, where rdflib sorts them or leaves their order to a hash; readers keep it, so that a
glossary read back has its aliases as they were.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from dlgraph.errors import CorpusError
from dlgraph.rdf import namespaces, triples
from dlgraph.rdf.triples import TYPE, Facts, Iri, Literal, Series, Statement, Tree, Value

Properties = Sequence[tuple[str, Value]]

# Suffixes of files, and the syntax each one stands for.
SYNTAXES: Mapping[str, str] = {
    ".ttl": "turtle", ".turtle": "turtle", ".n3": "turtle", ".nt": "ntriples", ".rdf": "xml", ".owl": "xml",
    ".xml": "xml", ".jsonld": "json-ld",
}  # fmt: skip
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_\-]*[A-Za-z0-9_])?")
_XML_NAME = re.compile(r"[A-Za-z_][\w.\-]*\Z")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ENDING = re.compile(r'"(?="|\Z)')
_ESCAPED_QUOTE = r'\\"'
_TO_ESCAPE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\\\ud800-\udfff]")


def write(facts: Facts, path: Path, syntax: str) -> None:
    """Write facts to a file, beside it first and then in its place.

    Args:
        facts: what to write.
        path: the file; its folder is made if it is missing.
        syntax: ``turtle``, ``ntriples``, ``xml`` or ``json-ld``.

    Raises:
        CorpusError: the syntax is unknown or cannot hold the facts, or the file cannot be written.
    """
    put(path, dump(facts, syntax))


def put(path: Path, text: str) -> None:
    """Write a text file beside its place and then move it there, so that nobody ever sees half of it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:100]}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
                file.write(text)
            mask = os.umask(0)
            os.umask(mask)
            os.chmod(name, 0o666 & ~mask)
            os.replace(name, path)
        except BaseException:
            os.unlink(name)
            raise
    except OSError as error:
        raise CorpusError(f"{path}: {error.strerror}", cure="Name another file.") from None


def dump(facts: Facts, syntax: str) -> str:
    """Return facts in a syntax; see ``write``."""
    writers: dict[str, Callable[[Facts], str]] = {
        "turtle": _turtle, "ntriples": _ntriples, "xml": _xml, "json-ld": _jsonld,
    }  # fmt: skip
    if syntax not in writers:
        raise CorpusError(f"{syntax!r} is no syntax of RDF", cure=f"Choose one of {', '.join(writers)}.")
    return writers[syntax](facts)


def _grouped(statements: Sequence[Statement]) -> Iterator[tuple[Iri, list[tuple[str, Value]]]]:
    subjects: dict[Iri, list[tuple[str, Value]]] = {}
    for statement in statements:
        subjects.setdefault(statement.subject, []).append((statement.predicate, statement.value))
    yield from subjects.items()


def _by_predicate(properties: Properties) -> dict[str, list[Value]]:
    values: dict[str, list[Value]] = {}
    for predicate, value in sorted(properties, key=lambda pair: pair[0] != TYPE):
        values.setdefault(predicate, []).append(value)
    return values


def _iris(facts: Facts) -> Iterator[str]:
    for subject, predicate, value in triples.unfold(facts):
        yield from (subject, predicate, value if isinstance(value, Iri) else value.datatype)


# -- N-Triples and Turtle ------------------------------------------------------------------------------------------


def _ntriples(facts: Facts) -> str:
    return "".join(f"{line}\n" for line in triples.lines(facts))


def _turtle(facts: Facts) -> str:
    prefixes = namespaces.used(_iris(facts))
    names = {space: prefix for prefix, space in prefixes.items()}

    def iri(name: str) -> str:
        space, local = namespaces.split(name)
        return f"{names[space]}:{local}" if space in names and _LOCAL.fullmatch(local) else triples.bracketed(name)

    def one(value: Value, indent: str) -> str:
        if isinstance(value, Iri):
            return iri(value)
        if isinstance(value, Literal):
            tail = f"@{value.language}" if value.language else f"^^{iri(value.datatype)}" if value.datatype else ""
            return _quoted(value.text) + tail
        deeper = indent + "    "
        if isinstance(value, Series):
            items = "".join(f"\n{deeper}{one(item, deeper)}" for item in value.items)
            return f"({items}\n{indent})" if items else "()"
        return f"[\n{listed(value.properties, deeper)}\n{indent}]" if value.properties else "[]"

    def listed(properties: Properties, indent: str) -> str:
        parts = [
            f"{indent}{'a' if predicate == TYPE else iri(predicate)} {', '.join(one(part, indent) for part in values)}"
            for predicate, values in _by_predicate(properties).items()
        ]
        return " ;\n".join(parts)

    blocks = ["".join(f"@prefix {prefix}: <{space}> .\n" for prefix, space in prefixes.items())]
    blocks += [f"{iri(node)}\n{listed(about, '    ')} .\n" for node, about in _grouped(facts.statements)]
    blocks += [f"[\n{listed(root.properties, '    ')}\n] .\n" for root in facts.roots if root.properties]
    return "\n".join(block for block in blocks if block)


def _quoted(text: str) -> str:
    if "\n" not in text:
        return f'"{triples.escaped(text)}"'
    # Over several lines, as it was written; only what would end the text or be read as something else is escaped.
    long = _TO_ESCAPE.sub(lambda match: triples.escaped(match[0]), text)
    return f'"""{_ENDING.sub(_ESCAPED_QUOTE, long)}"""'


# -- JSON-LD -------------------------------------------------------------------------------------------------------


def _jsonld(facts: Facts) -> str:
    iris = list(_iris(facts))
    # An IRI that begins like a prefix would be taken for a short form.
    prefixes = {
        prefix: space
        for prefix, space in namespaces.used(iris).items()
        if not any(iri.startswith(f"{prefix}:") for iri in iris)
    }
    names = {space: prefix for prefix, space in prefixes.items()}

    def short(name: str) -> str:
        space, local = namespaces.split(name)
        return f"{names[space]}:{local}" if space in names and local and not local.startswith("//") else name

    def one(value: Value) -> object:
        if isinstance(value, Iri):
            return {"@id": value}
        if isinstance(value, Series):
            return {"@list": [one(item) for item in value.items]}
        if isinstance(value, Tree):
            return node(value.properties)
        text = value.text.encode("utf-8", "replace").decode() if not value.text.isascii() else value.text
        if value.language:
            return {"@value": text, "@language": value.language}
        return {"@value": text, "@type": short(value.datatype)} if value.datatype else text

    def node(properties: Properties) -> dict[str, object]:
        found: dict[str, object] = {}
        for predicate, values in _by_predicate(properties).items():
            kinds = [short(value) for value in values if isinstance(value, Iri) and not triples.is_blank(value)]
            if predicate == TYPE and len(kinds) == len(values):
                found["@type"] = kinds[0] if len(kinds) == 1 else kinds
            else:
                told = [one(value) for value in values]
                found[short(predicate)] = told[0] if len(told) == 1 else told
        return found

    graph = [{"@id": name} | node(properties) for name, properties in _grouped(facts.statements)]
    graph += [node(root.properties) for root in facts.roots]
    return json.dumps({"@context": prefixes, "@graph": graph}, ensure_ascii=False, indent=1) + "\n"


# -- RDF/XML -------------------------------------------------------------------------------------------------------


def _xml(facts: Facts) -> str:
    spaces = {namespaces.RDF: "rdf"}
    made = [0]

    def tag(predicate: str) -> str:
        match = _XML_NAME.search(predicate)
        # The longest end that is a name may begin within the last part, as in ``part/7of9``.
        if not match or match.start() == 0:
            raise CorpusError(
                f"RDF/XML has no way to write the property <{predicate}>", cure="Write Turtle or JSON-LD instead."
            )
        space, local = predicate[: match.start()], match[0]
        known = next((prefix for prefix, iri in namespaces.PREFIXES.items() if iri == space), "")
        return f"{spaces.setdefault(space, known or f'ns{len(spaces)}')}:{local}"

    def address(name: str, kind: str) -> str:
        if triples.is_blank(Iri(name)):
            return f"rdf:nodeID={quoteattr(name[2:])}"
        return f"rdf:{kind}={quoteattr(triples.bracketed(name)[1:-1])}"

    def one(predicate: str, value: Value, indent: str, later: list[Statement]) -> str:
        name = tag(predicate)
        if isinstance(value, Iri):
            return f"{indent}<{name} {address(value, 'resource')}/>\n"
        if isinstance(value, Literal):
            kind = f" xml:lang={quoteattr(value.language)}" if value.language else ""
            kind = f" rdf:datatype={quoteattr(value.datatype)}" if value.datatype else kind
            return f"{indent}<{name}{kind}>{_xml_text(value.text)}</{name}>\n"
        deeper = indent + "  "
        if isinstance(value, Tree):
            within = f"{deeper}<rdf:Description>\n{listed(value.properties, deeper + '  ', later)}"
            return f"{indent}<{name}>\n{within}{deeper}</rdf:Description>\n{indent}</{name}>\n"
        if not value.items:
            return f"{indent}<{name} {address(triples.NIL, 'resource')}/>\n"
        if any(isinstance(item, Literal | Series) for item in value.items):
            return f"{indent}<{name} {address(chained(value, later), 'resource')}/>\n"
        items = ""
        for item in value.items:
            if isinstance(item, Iri):
                items += f"{deeper}<rdf:Description {address(item, 'about')}/>\n"
            elif isinstance(item, Tree):
                inside = listed(item.properties, deeper + "  ", later)
                items += f"{deeper}<rdf:Description>\n{inside}{deeper}</rdf:Description>\n"
        return f'{indent}<{name} rdf:parseType="Collection">\n{items}{indent}</{name}>\n'

    def chained(series: Series, later: list[Statement]) -> Iri:
        """Spell a list out link by link: RDF/XML has a short form only for lists of things, not of texts."""
        links = [Iri(f"_:l{made[0] + at}") for at in range(len(series.items))]
        made[0] += len(links)
        for at, item in enumerate(series.items):
            following = links[at + 1] if at + 1 < len(links) else Iri(triples.NIL)
            later.append(Statement(links[at], triples.FIRST, item))
            later.append(Statement(links[at], triples.REST, following))
        return links[0]

    def listed(properties: Properties, indent: str, later: list[Statement]) -> str:
        return "".join(
            one(predicate, value, indent, later)
            for predicate, values in _by_predicate(properties).items()
            for value in values
        )

    body: list[str] = []
    statements: Sequence[Statement] = facts.statements
    roots = facts.roots
    while statements or roots:
        later: list[Statement] = []
        for node, properties in _grouped(statements):
            within = listed(properties, "    ", later)
            body.append(f"  <rdf:Description {address(node, 'about')}>\n{within}  </rdf:Description>\n")
        for root in roots:
            body.append(f"  <rdf:Description>\n{listed(root.properties, '    ', later)}  </rdf:Description>\n")
        statements, roots = later, ()
    declared = "".join(f"\n    xmlns:{prefix}={quoteattr(space)}" for space, prefix in spaces.items())
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF{declared}>\n{"".join(body)}</rdf:RDF>\n'


def _xml_text(text: str) -> str:
    if match := _NOT_XML.search(text):
        raise CorpusError(
            f"RDF/XML cannot hold the character U+{ord(match[0]):04X}, which stands in {text[:40]!r}",
            cure="Take it out, or write Turtle or JSON-LD instead.",
        )
    return escape(text, {"\r": "&#13;"})
