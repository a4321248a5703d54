"""YAML and TOML front matter read with its line numbers, and written back as YAML."""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from dlgraph.errors import CorpusError

_FENCE = re.compile(r"\A(?:\ufeff)?---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.S | re.M)
_TOML = re.compile(r"\A(?:\ufeff)?\+\+\+[ \t]*\r?\n(.*?)^\+\+\+[ \t]*(?:\r?\n|\Z)", re.S | re.M)
# What a member of a list that is a mapping is called by.
_NAMES = ("title", "name", "label", "term", "prefLabel", "id")
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 30
_MOST = 50_000
# As many characters cannot nest deeply enough to do harm.
_SHALLOW = 2_000


@dataclass(frozen=True, slots=True)
class Entry:
    """A text value of the front matter as it was written, and its line in the file, from 1."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The front matter of a page.

    ``values`` holds the parsed YAML by key as written; ``entries`` the scalar or list of scalars under each
    key, as text, so that an alias such as ``no`` stays a word. ``body`` is the text behind it and
    ``body_line`` the line, from 1, on which that text begins. ``members`` are the names of mappings in a list,
    such as ``aka: [{title: …, url: …}]``.
    """

    values: Mapping[str, object]
    entries: Mapping[str, tuple[Entry, ...]]
    body: str
    body_line: int
    members: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)


def split(text: str, file: str) -> FrontMatter:
    """Split a page into front matter and body.

    Args:
        text: the whole page.
        file: its name, for error messages.

    Returns:
        The front matter; without one, empty mappings and the whole text as body.

    Raises:
        CorpusError: the YAML or TOML is invalid or is not a mapping; the message names file and line.
    """
    if toml := _TOML.match(text):
        return _split_toml(text, toml, file)
    match = _FENCE.match(text)
    if not match:
        return FrontMatter({}, {}, text.removeprefix("\ufeff"), 1)
    first = 2
    node: Any = None
    try:
        _check_depth(match[1])
        loader = _LOADER(match[1])
        node = loader.get_single_node()
        if node is not None and _size(node, {}, ()) > _MOST:
            raise ValueError(f"it stands for more than {_MOST} values")
        values = loader.construct_document(node) if node is not None else {}
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        line = mark.line + first if mark else _line_of(node, first)
        deep = "it is nested too deeply" if isinstance(error, RecursionError) else ""
        problem = getattr(error, "problem", None) or deep or str(error).splitlines()[0]
        raise CorpusError(
            f"{file}:{line}: the front matter is not valid YAML: {problem}",
            cure="Quote values that hold ': ' or begin with a special character, and indent with spaces.",
        ) from None
    if not isinstance(values, dict):
        raise CorpusError(
            f"{file}:{first}: the front matter is not a list of 'key: value' lines",
            cure="Write keys such as `title:` and `description:` between the two --- lines.",
        )
    pairs = node.value if node is not None else []
    entries = {str(key.value): tuple(_entries(value, first)) for key, value in pairs if isinstance(key.value, str)}
    body_line = text.count("\n", 0, match.end()) + 1
    members = {
        str(key.value): named for key, value in pairs
        if isinstance(key.value, str) and (named := tuple(_members(value, first)))
    }  # fmt: skip
    named_values = {str(key): value for key, value in values.items()}
    return FrontMatter(named_values, entries, text[match.end() :], body_line, members)


def _check_depth(text: str) -> None:
    """Refuse nesting so deep that the loader, which goes down in C, would run out of stack."""
    if len(text) <= _SHALLOW:
        return
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise RecursionError


def _split_toml(text: str, match: re.Match[str], file: str) -> FrontMatter:
    try:
        values = tomllib.loads(match[1].replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        deep = isinstance(error, RecursionError)
        at = re.search(r"\(at line (\d+)", str(error))
        problem = "it is nested too deeply" if deep else str(error).split(" (at ")[0]
        line = int(at[1]) + 1 if at else 2 if deep else match[1].count("\n") + 2
        raise CorpusError(
            f"{file}:{line}: the front matter is not valid TOML: {problem}",
            cure='Write `key = "value"` lines between the two +++ lines.',
        ) from None
    entries = {key: tuple(_toml_entries(value, key, match[1])) for key, value in values.items()}
    return FrontMatter(values, entries, text[match.end() :], text.count("\n", 0, match.end()) + 1)


def _toml_entries(value: object, key: str, text: str) -> Iterator[Entry]:
    """List the texts of a value; tomllib tells no lines, so that each is looked for from its key on."""
    begun = re.search(rf"^[ \t]*[\"']?{re.escape(key)}[\"']?[ \t]*=", text, re.M)
    at = begun.start() if begun else 0
    for part in value if isinstance(value, list) else [value]:
        if isinstance(part, str | int | float | datetime.date | datetime.time):
            word = str(part).lower() if isinstance(part, bool) else str(part).strip()
            spelled = (text.find(f"{mark}{word}{mark}", at) for mark in ("'", '"') if isinstance(part, str))
            begin = min((place for place in spelled if place >= 0), default=text.find(word, at))
            at = max(at, begin)
            yield Entry(" ".join(word.split()), text.count("\n", 0, at) + 2)
            at += len(word) if begin >= 0 else 0


def _size(node: Any, sizes: dict[int, int], above: tuple[int, ...]) -> int:
    """Count the values a node stands for; a list that repeats others by YAML's aliases counts all of them."""
    if isinstance(node, yaml.ScalarNode):
        return 1
    if id(node) in above or len(above) > _DEEPEST:
        raise RecursionError
    if id(node) not in sizes:
        children = (part for pair in node.value for part in pair) if isinstance(node, yaml.MappingNode) else node.value
        sizes[id(node)] = 1 + sum(_size(child, sizes, (*above, id(node))) for child in children)
    return sizes[id(node)]


def _line_of(node: Any, first: int) -> int:
    """Find the line of the first key whose value YAML takes for something it is not, such as a thirteenth month."""
    for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
        try:
            _LOADER("").construct_document(value)
        except (yaml.YAMLError, ValueError, RecursionError):
            return first + int(key.start_mark.line)
    return first


def _entries(node: Any, first: int) -> Iterator[Entry]:
    if isinstance(node, yaml.ScalarNode):
        if node.tag != "tag:yaml.org,2002:null":
            yield Entry(str(node.value).strip(), first + node.start_mark.line)
    elif isinstance(node, yaml.SequenceNode):
        for child in node.value:
            yield from _entries(child, first)


def _members(node: Any, first: int) -> Iterator[Entry]:
    for child in node.value if isinstance(node, yaml.SequenceNode) else ():
        if isinstance(child, yaml.MappingNode):
            named = {key.value: value for key, value in child.value if isinstance(value, yaml.ScalarNode)}
            found = next((named[name] for name in _NAMES if name in named), None)
            if found is not None and str(found.value).strip():
                yield Entry(str(found.value).strip(), first + found.start_mark.line)


def join(values: Mapping[str, object], body: str) -> str:
    """Write front matter and body as one page.

    Args:
        values: keys and values in the order to write them.
        body: the text behind it.

    Returns:
        The page.
    """
    dumped = "".join(_dumped(key, _plain(value)) for key, value in values.items())
    return f"---\n{dumped}---\n{body}"


class _Dumper(yaml.SafeDumper):
    """Writes the line breaks that YAML would fold into spaces as what they are."""


def _represented(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = '"' if re.search("[\x85\u2028\u2029]", text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _represented)


def _dumped(key: str, value: object) -> str:
    """Write a key: a list of words behind it where that fits on its line, else an item a line."""

    def written(*, flow: bool | None) -> str:
        settings: Any = {"sort_keys": False, "allow_unicode": True, "width": 110, "default_flow_style": flow}
        return str(yaml.dump({key: value}, Dumper=_Dumper, **settings))

    if not isinstance(value, list):
        return written(flow=False)
    inline = written(flow=None)
    nested = any(isinstance(part, list | dict) for part in value)
    return inline if nested or inline.count("\n") == 1 else written(flow=False)


def _plain(value: object) -> object:
    """Turn what YAML has no form for, such as TOML's time of day, into text."""
    if isinstance(value, dict):
        return {str(key) if not isinstance(key, str | int | float | bool) and key is not None else key: _plain(part)
                for key, part in value.items()}  # fmt: skip
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return (
        value
        if isinstance(value, str | int | float | bool | datetime.date | bytes | set) or value is None
        else str(value)
    )
