"""Markdown read for its structure: headings, links and plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from dlgraph.formats import macros

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

_HTML = re.compile(r"<!--.*?(?:-->|\Z)|</?[A-Za-z][^<>]*>", re.S)
_BREAK = re.compile(r"<br\b", re.I)
_MANY, _DEEP = 2_000, 100
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:|//")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: its level (1 to 6), plain title, first line and the line its text begins on, counted from 0."""

    level: int
    title: str
    line: int
    end: int


@dataclass(frozen=True, slots=True)
class Link:
    """A link: the target as written, without fragment, its text, its line from 0, and the fragment.

    The target of one that leads to the ``web`` is its whole address.
    """

    target: str
    text: str
    line: int
    fragment: str = ""
    web: bool = False


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    # A table seldom holds Markdown, and a page that is known need not be parsed.
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import link

    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])

    def link_with_line(state: StateInline, silent: bool) -> bool:
        """Read a link and note on which line of its block it stands."""
        line, count = state.src.count("\n", 0, state.pos), len(state.tokens)
        found = link(state, silent)
        for token in state.tokens[count:]:
            if token.type == "link_open" and "line" not in token.meta:
                token.meta["line"] = line
        return found

    parser.inline.ruler.at("link", link_with_line)
    return parser


def prepare(text: str) -> str:
    """Turn what CommonMark does not know, such as shortcodes and wikilinks, into what it does.

    Args:
        text: Markdown as found in the world.

    Returns:
        CommonMark with as many lines.
    """
    return _tamed(macros.translate(text))


def _tamed(text: str) -> str:
    """Escape brackets where thousands stand in one block, nested or unclosed, which the parser is very slow to try."""
    if text.count("[") <= _MANY:
        return text
    blocks = re.split(r"(\n[ \t]*\n)", text)
    return "".join(
        block.replace("[", "\\[") if block.count("[") > _MANY and _depth(block) > _DEEP else block for block in blocks
    )


def _depth(text: str) -> int:
    depth = deepest = 0
    for mark in re.findall(r"[\[\]]", text):
        depth = max(depth + (1 if mark == "[" else -1), 0)
        deepest = max(deepest, depth)
    return deepest


def _tokens(text: str) -> list[Token]:
    return _parser().parse(prepare(text))


def headings(text: str) -> list[Heading]:
    """List the headings of a Markdown text in order; lines that only look like one, as in code, are no heading.

    Args:
        text: Markdown.

    Returns:
        The top-level headings (ATX and setext).
    """
    tokens = _tokens(text)
    return [
        Heading(int(token.tag[1]), _inline(tokens[at + 1]).strip(), token.map[0], token.map[1])
        for at, token in enumerate(tokens)
        if token.type == "heading_open" and token.level == 0 and token.map
    ]


def links(text: str) -> list[Link]:
    """List the links of a Markdown text that may lead to another page: no URL with a scheme, no bare fragment.

    Args:
        text: Markdown; ``[[wikilinks]]`` and the macros of site generators are understood.

    Returns:
        The links in order, repeats kept.
    """
    return [link for link in all_links(text) if link.target and not link.web]


def all_links(text: str) -> list[Link]:
    """List every link of a Markdown text in order, also those to the web and to places on the page itself."""
    found: list[Link] = []
    for token in _tokens(text):
        if token.type != "inline" or not token.children or not token.map:
            continue
        for at, child in enumerate(token.children):
            if child.type == "link_open":
                line = token.map[0] + int(child.meta.get("line", 0))
                shown = "".join(part.content for part in _until_close(token.children, at))
                found.append(_linked(str(child.attrGet("href") or ""), shown, line))
    return found


def _linked(address: str, shown: str, line: int) -> Link:
    if _SCHEME.match(address):
        return Link(address, shown, line, web=True)
    path, _, fragment = address.partition("#")
    return Link(unquote(path.partition("?")[0]), shown, line, unquote(fragment))


def _until_close(children: list[Token], at: int) -> Iterator[Token]:
    for child in children[at + 1 :]:
        if child.type == "link_close":
            return
        yield child


def _inline(token: Token) -> str:
    parts: list[str] = []
    for child in token.children or []:
        if child.type == "softbreak":
            parts.append(" ")
        elif child.type == "hardbreak":
            parts.append("\n")
        elif child.type == "html_inline" and _BREAK.match(child.content):
            parts.append(" ")
        elif child.type == "image":
            parts.append(_inline(child))
        elif child.type != "html_inline":
            parts.append(child.content)
    return "".join(parts)


def plain(text: str) -> str:
    """Render Markdown as plain text: the words a reader sees, with paragraphs, lists and code kept apart.

    Args:
        text: Markdown.

    Returns:
        Text whose blocks are separated by blank lines; list items begin with ``-`` or their number, and a
        table row is one line with its cells between bars.
    """
    writer = _PlainWriter()
    for token in _tokens(text):
        writer.feed(token)
    return "".join(writer.blocks).strip()


class _PlainWriter:
    """Collects the text of block tokens; the state is the open lists, the marker owed, and the open table row."""

    def __init__(self) -> None:
        self.blocks: list[str] = []
        self._numbers: list[int | None] = []
        self._marker = ""
        self._row: list[str] | None = None
        self._close = False

    def feed(self, token: Token) -> None:
        match token.type:
            case "bullet_list_open":
                self._numbers.append(None)
            case "ordered_list_open":
                start = token.attrGet("start")
                self._numbers.append(1 if start is None else int(start))
            case "bullet_list_close" | "ordered_list_close":
                self._numbers.pop()
                self._close = bool(self._numbers)
            case "list_item_open":
                self._open_item()
            case "tr_open":
                self._row = []
            case "tr_close":
                cells, self._row = self._row or [], None
                self._block(" | ".join(cells))
                self._close = True
            case "table_close":
                self._close = False
            case "fence" | "code_block":
                self._block(token.content.rstrip("\n"))
            case "html_block":
                self._block(_HTML.sub("", token.content).strip())
            case "inline" if self._row is not None:
                self._row.append(_inline(token).strip())
            case "inline":
                self._block(_inline(token).strip())

    def _open_item(self) -> None:
        number = self._numbers[-1]
        self._marker = "  " * (len(self._numbers) - 1) + ("- " if number is None else f"{number}. ")
        if number is not None:
            self._numbers[-1] = number + 1

    def _block(self, content: str) -> None:
        if content:
            self.blocks.append(("\n" if self._close else "\n\n") + self._marker + content)
            self._marker, self._close = "", bool(self._numbers)
