"""Concepts and FAQs as rows of JSON, whole: a row that dlgraph wrote gives back what it was made of.

Such a row says so itself, by the key ``dlgraph``. It is taken as it stands; any other row may come from anywhere and is
read generously, by ``tabular``.
"""

from __future__ import annotations

import base64
import binascii
import datetime
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from dlgraph.concept import Concept, Faq, Misconception, Reference, Section
from dlgraph.errors import CorpusError
from dlgraph.model import Source

MARK = "dlgraph"
_KINDS = ("concept", "faq", "rest")
_RELATIONS = ("broader", "narrower", "related", "references")
_CURE = f"Write the row anew with `dlgraph export`, or take its key {MARK!r} out to have it read as any other."


def is_whole(row: Mapping[str, object]) -> bool:
    """Tell whether a row is one that dlgraph wrote."""
    return row.get(MARK) in _KINDS


# -- writing -------------------------------------------------------------------------------------------------------


def from_concept(concept: Concept) -> dict[str, object]:
    """Return a concept as a row; what is empty is left out."""
    row: dict[str, object] = {
        "definition": concept.definition,
        "aliases": list(concept.aliases),
        "type": "" if concept.type == "Concept" else concept.type,
        **{name: [each.target for each in getattr(concept, name)] for name in _RELATIONS},
        "tags": list(concept.tags),
        "sections": [{"title": part.title, "text": part.text, "level": part.level} for part in concept.sections],
        "misconceptions": [
            {"id": pair.id, "myth": pair.myth, "reality": pair.reality} for pair in concept.misconceptions
        ],
        "faqs": [_faq(faq) for faq in concept.faqs],
        "extra": {key: pack(value) for key, value in concept.extra.items()},
    }
    kept = {key: value for key, value in row.items() if value}
    body = {} if concept.body is None else {"body": concept.body}
    return {MARK: "concept", "id": concept.id, "label": concept.label} | kept | body


def from_faq(faq: Faq) -> dict[str, object]:
    """Return an FAQ that stands outside of a page as a row."""
    return {MARK: "faq"} | _faq(faq)


def _faq(faq: Faq) -> dict[str, object]:
    row: dict[str, object] = {"id": faq.id, "question": faq.question, "answer": faq.answer}
    row |= {"alternatives": list(faq.alternatives)} if faq.alternatives else {}
    return row | ({"concept": faq.concept} if faq.concept else {})


def pack(value: object) -> object:
    """Return a value of front matter as JSON has it; what YAML knows and JSON does not goes under a ``$`` key."""
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return value if math.isfinite(value) else {"$float": str(value)}
        case list() | tuple():
            return [pack(part) for part in value]
        case dict():
            if all(isinstance(key, str) and not key.startswith("$") for key in value):
                return {key: pack(part) for key, part in value.items()}
            return {"$pairs": [[pack(key), pack(part)] for key, part in value.items()]}
        case set() | frozenset():
            # A set has no order of its own, and the same glossary must always give the same bytes.
            return {"$set": [pack(part) for part in sorted(value, key=repr)]}
        case bytes():
            return {"$bytes": base64.b64encode(value).decode()}
        case datetime.datetime():
            return {"$datetime": value.isoformat()}
        case datetime.date():
            return {"$date": value.isoformat()}
        case datetime.time():
            return {"$time": value.isoformat()}
    return str(value)


# -- reading -------------------------------------------------------------------------------------------------------

_UNPACKED: Mapping[str, Callable[[Any], object]] = {
    "$float": float,
    "$set": lambda parts: {_hashable(unpack(part)) for part in parts},
    "$bytes": lambda text: base64.b64decode(text, validate=True),
    "$datetime": datetime.datetime.fromisoformat,
    "$date": datetime.date.fromisoformat,
    "$time": datetime.time.fromisoformat,
    "$pairs": lambda pairs: {_hashable(unpack(key)): unpack(part) for key, part in pairs},
}


def unpack(value: object) -> object:
    """Return what ``pack`` was given.

    Raises:
        ValueError: the text under a ``$`` key is not what the key says.
    """
    if isinstance(value, list):
        return [unpack(part) for part in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1 and (name := next(iter(value))) in _UNPACKED:
        try:
            return _UNPACKED[name](value[name])
        except (TypeError, binascii.Error) as error:
            raise ValueError(f"{name}: {error}") from None
    return {key: unpack(part) for key, part in value.items()}


def _hashable(value: object) -> object:
    return tuple(map(_hashable, value)) if isinstance(value, list) else value


class _Row:
    """A row, or an object within one, whose values are of the form they should be or an error that names the place."""

    def __init__(self, values: Mapping[str, Any], source: Source) -> None:
        self._values = values
        self._source = source

    def wrong(self, what: str) -> CorpusError:
        return CorpusError(f"{self._source}: {what}", cure=_CURE)

    def text(self, name: str, *, needed: bool = False) -> str:
        value = self._values.get(name, "")
        if not isinstance(value, str) or (needed and not value):
            raise self.wrong(f"{name!r} must be a text" + (" that is not empty" if needed else ""))
        return value

    def number(self, name: str, default: int) -> int:
        value = self._values.get(name, default)
        if not isinstance(value, int) or not 0 <= value <= 6:
            raise self.wrong(f"{name!r} must be a number from 0 to 6")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        value = self._values.get(name, [])
        if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
            raise self.wrong(f"{name!r} must be a list of texts")
        return tuple(value)

    def parts(self, name: str) -> Iterator[_Row]:
        value = self._values.get(name, [])
        if not isinstance(value, list) or not all(isinstance(part, dict) for part in value):
            raise self.wrong(f"{name!r} must be a list of objects")
        return (_Row(part, self._source) for part in value)

    def mapping(self, name: str) -> dict[str, object]:
        value = self._values.get(name, {})
        if not isinstance(value, dict):
            raise self.wrong(f"{name!r} must be an object")
        try:
            return {key: unpack(part) for key, part in value.items()}
        except ValueError as error:
            raise self.wrong(f"{name!r} cannot be read: {error}") from None

    def body(self) -> str | None:
        return None if self._values.get("body") is None else self.text("body")


def to_concept(values: Mapping[str, object], source: Source) -> Concept:
    """Return the concept that ``from_concept`` was given, as it stands at a place.

    Raises:
        CorpusError: the row was changed into something that no concept gives; file and line are named.
    """
    row = _Row(values, source)

    def references(name: str) -> tuple[Reference, ...]:
        return tuple(Reference(target, source.line) for target in row.texts(name))

    return Concept(
        id=row.text("id", needed=True),
        label=row.text("label", needed=True),
        definition=row.text("definition"),
        aliases=row.texts("aliases"),
        type=row.text("type") or "Concept",
        broader=references("broader"),
        narrower=references("narrower"),
        related=references("related"),
        references=references("references"),
        tags=row.texts("tags"),
        sections=tuple(
            Section(part.text("title"), part.text("text"), source.line, part.number("level", 2))
            for part in row.parts("sections")
        ),
        faqs=tuple(_to_faq(part, source) for part in row.parts("faqs")),
        misconceptions=tuple(
            Misconception(part.text("id", needed=True), part.text("myth"), part.text("reality"), source)
            for part in row.parts("misconceptions")
        ),
        source=source,
        body=row.body(),
        extra=row.mapping("extra"),
    )


def to_faq(values: Mapping[str, object], source: Source) -> Faq:
    """Return the FAQ that ``from_faq`` was given, as it stands at a place; see ``to_concept``."""
    return _to_faq(_Row(values, source), source)


def _to_faq(row: _Row, source: Source) -> Faq:
    return Faq(
        row.text("id", needed=True),
        row.text("question"),
        row.text("answer"),
        row.texts("alternatives"),
        row.text("concept"),
        source,
    )


def to_rest(values: Mapping[str, object], source: Source) -> tuple[str, ...]:
    """Return the lines of N-Triples that a row keeps; see ``to_concept``."""
    return _Row(values, source).texts("triples")


def of_glossary(concepts: Sequence[Concept], faqs: Sequence[Faq], rest: Sequence[str] = ()) -> list[dict[str, object]]:
    """Return concepts and FAQs as rows, in their order, and behind them what is told of no concept, if anything is."""
    last: list[dict[str, object]] = [{MARK: "rest", "triples": list(rest)}] if rest else []
    return [*map(from_concept, concepts), *map(from_faq, faqs), *last]
