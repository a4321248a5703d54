"""RDF as values that compare: IRIs, literals, and blank nodes folded into what they describe.

A blank node has no name of its own, so two files that say the same thing name it differently. One that is mentioned
once is therefore a value made of its properties (a ``Tree``, or a ``Series`` for a list), equal to any other that says
the same. Only a blank node that several things mention, or that leads back to itself, keeps a label: an ``Iri`` that
begins with ``_:``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from dlgraph.rdf.namespaces import RDF

TYPE, FIRST, REST, NIL, LIST = (RDF + name for name in ("type", "first", "rest", "nil", "List"))
_DEEPEST = 40


class Iri(str):
    """The name of a thing, or a blank node's label beginning with ``_:``."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Literal:
    """A text with the language it is in or the datatype it is of; neither for a plain one."""

    text: str
    language: str = ""
    datatype: str = ""


@dataclass(frozen=True, slots=True)
class Tree:
    """A blank node mentioned once, or by nobody: its properties in the order of their names."""

    properties: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class Series:
    """An RDF list."""

    items: tuple[Value, ...]


Value = Iri | Literal | Tree | Series


@dataclass(frozen=True, slots=True)
class Statement:
    """A subject, a predicate and a value."""

    subject: Iri
    predicate: str
    value: Value


@dataclass(frozen=True, slots=True)
class Facts:
    """What a graph says: statements in their order, and blank nodes that nothing mentions."""

    statements: tuple[Statement, ...] = ()
    roots: tuple[Tree, ...] = ()


Term = Iri | Literal
Triple = tuple[Iri, str, Term]


def tree(properties: Iterable[tuple[str, Value]]) -> Tree:
    """Make a blank node of properties in any order, repeats left out; values of one property stay in theirs."""
    return Tree(tuple(sorted(dict.fromkeys(properties), key=lambda pair: pair[0])))


def is_blank(value: Value) -> bool:
    """Tell whether a value is the label of a blank node."""
    return isinstance(value, Iri) and value.startswith("_:")


def inner(value: Value) -> Iterator[Term]:
    """List the IRIs and literals that a value is made of."""
    if isinstance(value, Tree):
        for _, part in value.properties:
            yield from inner(part)
    elif isinstance(value, Series):
        for part in value.items:
            yield from inner(part)
    else:
        yield value


def grouped(statements: Iterable[Statement]) -> Iterator[Statement]:
    """Bring statements about one thing together, and among them those of one property; types come first."""
    subjects: dict[str, dict[str, list[Statement]]] = {}
    for statement in statements:
        subjects.setdefault(statement.subject, {}).setdefault(statement.predicate, []).append(statement)
    for about in subjects.values():
        for predicate in sorted(about, key=lambda name: name != TYPE):
            yield from about[predicate]


# -- folding -------------------------------------------------------------------------------------------------------


def fold(triples: Iterable[Triple]) -> Facts:
    """Fold blank nodes into the things that mention them.

    Args:
        triples: subject, predicate and object, in the order in which they stand in the file.

    Returns:
        The same facts; labels of the blank nodes that keep one are ``_:s0``, ``_:s1`` … in their order.
    """
    return _Folding(triples).facts()


class _Folding:
    def __init__(self, triples: Iterable[Triple]) -> None:
        self._out: dict[Iri, list[tuple[str, Term]]] = {}
        mentions: Counter[Term] = Counter()
        for subject, predicate, value in triples:
            self._out.setdefault(subject, []).append((predicate, value))
            if is_blank(value):
                mentions[value] += 1
        self._blank = [subject for subject in self._out if is_blank(subject)]
        self._kept: dict[Term, Iri] = {}
        for node in [*self._blank, *mentions]:
            if mentions[node] > 1:
                self._keep(node)
        self._mentions = mentions
        self._reached: set[Term] = set()
        self._links = self._well_formed()

    def _keep(self, node: Term) -> None:
        self._kept.setdefault(node, Iri(f"_:s{len(self._kept)}"))

    def _well_formed(self) -> dict[Term, tuple[Term, Term]]:
        """Map each link of a list that ends as lists do to its item and the next link."""
        links: dict[Term, tuple[Term, Term]] = {}
        before: dict[Term, list[Iri]] = {}
        for node in self._blank:
            parts = [pair for pair in self._out[node] if pair != (TYPE, LIST)]
            if len(parts) == 2 and {FIRST, REST} == {name for name, _ in parts}:
                links[node] = (dict(parts)[FIRST], dict(parts)[REST])
                before.setdefault(dict(parts)[REST], []).append(node)
        ending: dict[Term, tuple[Term, Term]] = {}
        ends = list(before.get(Iri(NIL), ()))
        while ends:
            node = ends.pop()
            ending[node] = links[node]
            ends += before.get(node, ()) if self._mentions[node] == 1 else ()
        return ending

    def facts(self) -> Facts:
        self._mark([node for node in self._out if self._begins(node)])
        for node in self._blank:
            if node not in self._reached:  # it stands in a circle
                self._keep(node)
                self._mark([node])
        statements, roots = [], []
        for subject, properties in self._out.items():
            named = self._kept.get(subject, subject)
            if is_blank(subject) and subject not in self._kept:
                if not self._mentions[subject]:
                    roots.append(self._tree(subject))
                continue
            statements += [Statement(named, predicate, self._value(value)) for predicate, value in properties]
        return Facts(tuple(dict.fromkeys(statements)), tuple(roots))

    def _about(self, node: Term) -> list[tuple[str, Term]]:
        return self._out.get(node, []) if isinstance(node, Iri) else []

    def _begins(self, node: Iri) -> bool:
        return not is_blank(node) or not self._mentions[node] or node in self._kept

    def _mark(self, starts: Sequence[Iri]) -> None:
        """Follow mentions from where trees begin; a branch that grows too deep is cut there by keeping its label."""
        open_: list[tuple[Term, int]] = [(node, 0) for node in starts]
        while open_:
            node, depth = open_.pop()
            if node in self._reached:
                continue
            self._reached.add(node)
            if depth > _DEEPEST and node not in self._kept:
                self._keep(node)
            below = 1 if node in self._kept else depth + 1
            for predicate, value in self._about(node):
                if is_blank(value) and value not in self._kept:
                    open_.append((value, below - 1 if predicate == REST and node in self._links else below))

    def _value(self, value: Term) -> Value:
        if not is_blank(value):
            return Series(()) if value == NIL and isinstance(value, Iri) else value
        if value in self._kept:
            return self._kept[value]
        series = self._series(value)
        return series if series is not None else self._tree(value)

    def _series(self, node: Term) -> Series | None:
        items: list[Term] = []
        while node != NIL:
            if node not in self._links or node in self._kept:
                return None
            item, node = self._links[node]
            items.append(item)
        return Series(tuple(self._value(item) for item in items))

    def _tree(self, node: Term) -> Tree:
        return tree((predicate, self._value(value)) for predicate, value in self._about(node))


def unfold(facts: Facts, label: str = "n") -> Iterator[Triple]:
    """Give every blank node a label again.

    Args:
        facts: any facts.
        label: what the new labels begin with.

    Yields:
        The triples, those of a blank node behind the one that mentions it.
    """
    count = 0

    def node(value: Value) -> tuple[Term, list[Triple]]:
        nonlocal count
        if isinstance(value, Iri | Literal):
            return value, []
        if isinstance(value, Tree):
            count += 1
            name = Iri(f"_:{label}{count}")
            return name, [triple for predicate, part in value.properties for triple in told(name, predicate, part)]
        names = [Iri(f"_:{label}{count + at + 1}") for at in range(len(value.items))]
        count += len(names)
        links: list[Triple] = []
        for at, item in enumerate(value.items):
            links += told(names[at], FIRST, item)
            links.append((names[at], REST, names[at + 1] if at + 1 < len(names) else Iri(NIL)))
        return (names[0] if names else Iri(NIL)), links

    def told(subject: Iri, predicate: str, value: Value) -> list[Triple]:
        name, more = node(value)
        return [(subject, predicate, name), *more]

    for statement in facts.statements:
        yield from told(statement.subject, statement.predicate, statement.value)
    for root in facts.roots:
        _, triples = node(root)
        yield from triples


# -- N-Triples -----------------------------------------------------------------------------------------------------

_IRI = r"<((?:[^<>\"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*)>"
_BLANK = r"(_:[^\s<>\"]+)"
_LINE = re.compile(
    rf"\s*(?:{_IRI}|{_BLANK})\s*{_IRI}\s*(?:{_IRI}|{_BLANK}|"
    rf'"((?:[^"\\\n\r]|\\.)*)"(?:@([A-Za-z]+(?:-[A-Za-z0-9]+)*)|\^\^{_IRI})?)\s*\.\s*(?:#.*)?',
)
_ESCAPED = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.S)
_NAMED = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}
_TO_ESCAPE = re.compile(r'[\x00-\x1f\x7f"\\\ud800-\udfff]')
_NOT_IN_IRI = re.compile(r"[\x00-\x20<>\"{}|^`\\]")
_SHORT = {value: f"\\{name}" for name, value in _NAMED.items() if name != "'"}


def escaped(text: str) -> str:
    """Return a text as it stands between the quotes of N-Triples; half a surrogate pair becomes U+FFFD."""
    return _TO_ESCAPE.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    char = match[0]
    return "\ufffd" if "\ud800" <= char <= "\udfff" else _SHORT.get(char) or f"\\u{ord(char):04X}"


def bracketed(iri: str) -> str:
    """Return an IRI in angle brackets, or a blank node's label as it is."""
    if iri.startswith("_:"):
        return iri
    return f"<{_NOT_IN_IRI.sub(lambda match: f'%{ord(match[0]):02X}', iri)}>"


def term(value: Term) -> str:
    """Return a term as N-Triples writes it."""
    if isinstance(value, Iri):
        return bracketed(value)
    tail = f"@{value.language}" if value.language else f"^^{bracketed(value.datatype)}" if value.datatype else ""
    return f'"{escaped(value.text)}"{tail}'


def lines(facts: Facts, label: str = "n") -> list[str]:
    """Write facts as N-Triples, a string a triple."""
    return [f"{bracketed(s)} {bracketed(p)} {term(o)} ." for s, p, o in unfold(facts, label)]


def parse(texts: Iterable[str], scope: str = "") -> list[Triple]:
    """Read lines of N-Triples.

    Args:
        texts: the lines; blank ones and comments are passed over.
        scope: what to put before the labels of blank nodes, so that those of several places stay apart.

    Returns:
        The triples.

    Raises:
        ValueError: a line is no triple; it is the error's text.
    """
    found: list[Triple] = []
    for text in texts:
        if not text.strip() or text.lstrip().startswith("#"):
            continue
        match = _LINE.fullmatch(text)
        if not match:
            raise ValueError(text)
        subject, blank, predicate, named, mentioned, said, language, datatype = match.groups()
        value: Term
        if said is not None:
            value = Literal(_plain(said), language or "", _plain(datatype or ""))
        else:
            value = Iri(_plain(named)) if named is not None else _scoped(mentioned, scope)
        found.append((Iri(_plain(subject)) if subject is not None else _scoped(blank, scope), _plain(predicate), value))
    return found


def _scoped(label: str, scope: str) -> Iri:
    return Iri(f"_:{scope}{label[2:]}")


def _plain(text: str) -> str:
    def char(match: re.Match[str]) -> str:
        if match[3]:
            if match[3] not in _NAMED:
                raise ValueError(text)
            return _NAMED[match[3]]
        code = int(match[1] or match[2], 16)
        return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"

    return _ESCAPED.sub(char, text) if "\\" in text else text
