"""The front matter of a page changed in place: one entry of one list, with every other character left as it stands.

A page is never written anew from its values: that would lose its comments, its order and the form of its lists.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import yaml

_FENCE = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.S | re.M)
_QUICK: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BROKEN = (yaml.YAMLError, ValueError, RecursionError)
# A new key goes behind the last of those before it here that the page has.
_NAMES = ("type", "title", "label", "term", "description", "definition", "aliases", "broader", "narrower", "related")


class Unpatchable(Exception):  # noqa: N818 - a reason to leave a page alone, not an error
    """Raised where a page cannot be changed without touching what is not meant; its text says why."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A text in the front matter: its key, the text (empty for null), its line in the file, and is it in a list."""

    key: str
    text: str
    line: int
    listed: bool


@dataclass(frozen=True, slots=True)
class _Value:
    """What stands under a key: its node, where it begins and ends in the page, and the same of each text in it."""

    node: Any
    start: int
    end: int
    entries: tuple[tuple[str, int, int, int], ...]

    @property
    def listed(self) -> bool:
        return isinstance(self.node, yaml.SequenceNode)

    @property
    def in_lines(self) -> bool:
        return self.listed and bool(self.entries) and not self.node.flow_style


def slots(text: str) -> tuple[Slot, ...]:
    """List the texts of a page's front matter: the value of each key, or each entry of its list.

    Args:
        text: the whole page.

    Returns:
        The texts in order. A value or entry that is no text, but nested deeper, is an empty one that is not listed. A
        page without valid front matter has none.
    """
    try:
        _, pairs = _pairs(text, _QUICK)
    except Unpatchable:
        return ()
    found: list[Slot] = []
    for key, value in pairs:
        if isinstance(key, yaml.ScalarNode):
            listed = isinstance(value, yaml.SequenceNode)
            # A list without entries is one empty text, so that its key is known.
            for part in (value.value if listed else None) or [value]:
                plain = isinstance(part, yaml.ScalarNode)
                line = (part if plain or listed else key).start_mark.line + 2
                found.append(Slot(str(key.value), _text(part) if plain else "", line, listed and plain))
    return tuple(found)


def add(text: str, key: str, value: str) -> str:
    """Add a value at the end of a list in the front matter.

    Args:
        text: the whole page.
        key: the list's key; a page without it gets it, and a page without front matter gets that too.
        value: what to add.

    Returns:
        The page with that value added and every other character as it was.

    Raises:
        Unpatchable: the value under the key is written in a way that cannot be added to.
    """
    held = _find(text, key)
    if held is None:
        return _checked(text, _with_key(text, key, value), key, [value])
    kept = [entry[0] for entry in held.entries]
    if held.in_lines:
        *_, start, end = held.entries[-1][:3]
        lead = text[_line_start(text, start) : start]
        if lead.strip() != "-":
            raise Unpatchable(f"`{key}` has an entry on a line with other things")
        at = _next_line(text, end)
        changed = text[:at] + lead + _like(text[start], value) + _newline(text) + text[at:]
    elif held.listed and held.entries:
        start, end = held.entries[-1][1:3]
        changed = text[:end] + f", {_like(text[start], value)}" + text[end:]
    elif kept and not held.listed and re.search("[,;]", kept[0]):
        # A text that lists several, which is taken apart where it is read: another one goes behind them.
        if re.search(r"[,;\[\]]", value):
            raise Unpatchable(f"`{key}` is one text")
        start, end = held.entries[0][1:3]
        at = end - 1 if text[start] in "'\"" else end
        more = f"{',' if ',' in kept[0] else ';'} {value}"
        return _checked(text, text[:at] + more + text[at:], key, [kept[0] + more])
    elif held.listed or isinstance(held.node, yaml.ScalarNode):
        kept = [part for part in kept if part]
        written = ", ".join(_scalar(part) for part in (*kept, value))
        space = "" if text[held.start - 1].isspace() else " "
        changed = text[: held.start] + f"{space}[{written}]" + text[held.end :]
    else:
        raise Unpatchable(f"`{key}` is not a list of words")
    return _checked(text, changed, key, [*kept, value])


def remove(text: str, key: str, value: str, line: int) -> str:
    """Take one entry out of the front matter; see ``add``.

    Args:
        text: the whole page.
        key: the key it stands under.
        value: the entry, as ``slots`` gives it.
        line: the line it stands on; of several such entries on one line the last goes.
    """
    held, at = _entry(text, key, value, line)
    values = [entry[0] for entry in held.entries]
    del values[at]
    _, start, end, _ = held.entries[at]
    if held.in_lines:
        first = _line_start(text, start)
        if text[first:start].strip() != "-":
            raise Unpatchable(f"`{key}` has the entry on a line with other things")
        cut, instead = (first, _next_line(text, end)), ""
    elif not values:
        cut, instead = (held.start, held.end), "[]"
    elif at < len(values):
        cut, instead = (start, held.entries[at + 1][1]), ""
    else:
        cut, instead = (held.entries[at - 1][2], end), ""
    # A comment behind an entry on a line of its own is about that entry, and goes with it.
    if not held.in_lines and "#" in text[cut[0] : cut[1]].replace(text[start:end], "", 1):
        raise Unpatchable(f"a comment stands beside the entry of `{key}`")
    return _checked(text, text[: cut[0]] + instead + text[cut[1] :], key, values)


def replace(text: str, key: str, value: str, line: int, new: str) -> str:
    """Put another text in the place of one entry of the front matter; see ``remove``."""
    held, at = _entry(text, key, value, line)
    values = [entry[0] for entry in held.entries]
    values[at] = new
    _, start, end, _ = held.entries[at]
    return _checked(text, text[:start] + _like(text[start], new) + text[end:], key, values)


# -- finding a value -----------------------------------------------------------------------------------------------


def _pairs(text: str, loader: Any) -> tuple[int, Sequence[tuple[Any, Any]]]:
    """Return where the YAML begins in a page, and its nodes by key."""
    match = _FENCE.match(text)
    if not match:
        return 0, ()
    try:
        node = loader(match[1]).get_single_node()
    except _BROKEN:
        raise Unpatchable("its front matter is not valid YAML") from None
    if node is not None and not isinstance(node, yaml.MappingNode):
        raise Unpatchable("its front matter is not a list of keys")
    return match.start(1), node.value if node is not None else ()


def _find(text: str, key: str) -> _Value | None:
    # The loader written in Python tells the place of a node in characters for certain.
    base, pairs = _pairs(text, yaml.SafeLoader)
    values = [value for name, value in pairs if isinstance(name, yaml.ScalarNode) and name.value == key]
    if not values:
        return None
    node = values[0]
    start, end = base + node.start_mark.index, base + node.end_mark.index
    parts = node.value if isinstance(node, yaml.SequenceNode) else [node]
    if len(values) > 1 or not all(isinstance(part, yaml.ScalarNode) for part in parts):
        raise Unpatchable(f"`{key}` is not one list of words")
    if any(part.style in ("|", ">") or not start <= base + part.start_mark.index <= end for part in parts):
        raise Unpatchable(f"`{key}` is written over several lines or refers to another value")
    found = [
        (_text(part), base + part.start_mark.index, base + part.end_mark.index, part.start_mark.line + 2)
        for part in parts
    ]
    return _Value(node, start, end, tuple(found))


def _entry(text: str, key: str, value: str, line: int) -> tuple[_Value, int]:
    held = _find(text, key)
    same = [at for at, entry in enumerate(held.entries) if (entry[0], entry[3]) == (value, line)] if held else []
    if held is None or not same:
        raise Unpatchable(f"`{key}` has no entry {value!r} on line {line} any more")
    return held, same[-1]


def _text(node: Any) -> str:
    return "" if node.tag == "tag:yaml.org,2002:null" else str(node.value).strip()


# -- writing a value -----------------------------------------------------------------------------------------------


def _with_key(text: str, key: str, value: str) -> str:
    """Add a key with one entry, written as the page's other lists are."""
    end = _newline(text)
    if text.removeprefix("\ufeff").startswith("+++"):
        raise Unpatchable("its front matter is TOML")
    if not _FENCE.match(text):
        mark = "\ufeff" if text.startswith("\ufeff") else ""
        return f"{mark}---{end}{key}: [{_scalar(value)}]{end}---{end}{text[len(mark) :]}"
    base, pairs = _pairs(text, yaml.SafeLoader)
    ranks = {name: rank for rank, name in enumerate(_NAMES)}
    known = [(ranks[name], node) for held, node in pairs if (name := str(held.value).lower()) in ranks]
    before = [node for rank, node in known if rank < ranks.get(key.lower(), len(ranks))]
    last = before[-1] if before else pairs[-1][1] if pairs and not known else None
    at = base if last is None else _next_line(text, base + _last(last).end_mark.index)
    lists = [node for _, node in pairs if isinstance(node, yaml.SequenceNode) and node.value and not node.flow_style]
    begins = [base + node.value[0].start_mark.index for node in lists]
    leads = [text[_line_start(text, begin) : begin] for begin in begins]
    if lists and all(lead.strip() == "-" for lead in leads):
        return f"{text[:at]}{key}:{end}{min(leads)}{_scalar(value)}{end}{text[at:]}"
    return f"{text[:at]}{key}: [{_scalar(value)}]{end}{text[at:]}"


def _last(node: Any) -> Any:
    """Return the last text within a node; PyYAML ends a list only where something else begins."""
    while not isinstance(node, yaml.ScalarNode) and node.value and not node.flow_style:
        part = node.value[-1]
        node = part[1] if isinstance(part, tuple) else part
    return node


def _scalar(value: str, style: str | None = None) -> str:
    dumped = yaml.safe_dump([value], default_style=style, default_flow_style=True, allow_unicode=True, width=1_000_000)
    return dumped.strip()[1:-1]


def _like(quote: str, value: str) -> str:
    """Write a value with the quotes that its neighbor has."""
    return _scalar(value, quote if quote in "'\"" else None)


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _next_line(text: str, at: int) -> int:
    """Return where the line behind a place begins; a place at the beginning of a line is one already."""
    if at and text[at - 1] == "\n":
        return at
    return text.index("\n", at) + 1


def _newline(text: str) -> str:
    return "\r\n" if text[: text.find("\n") + 1].endswith("\r\n") else "\n"


def _checked(before: str, after: str, key: str, values: Sequence[str]) -> str:
    """Return the changed page once it reads as it should: these values under the key, all else as it was."""
    try:
        ours = [part for part in (slot.text for slot in slots(after) if slot.key == key) if part or any(values)]
        same = _rest(before, key) == _rest(after, key)
    except _BROKEN:
        raise Unpatchable(f"`{key}` cannot be changed in the way it is written") from None
    if not same or ours != (list(values) if any(values) else []):
        raise Unpatchable(f"`{key}` cannot be changed in the way it is written")
    return after


def _rest(text: str, key: str) -> tuple[str, list[tuple[object, object]]]:
    match = _FENCE.match(text)
    loaded = yaml.load(match[1], _QUICK) if match else {}
    return text[match.end() :] if match else text.removeprefix("\ufeff"), [
        (name, value) for name, value in (loaded or {}).items() if str(name) != key
    ]
