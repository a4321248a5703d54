"""Markdown as HTML that is safe to show: no raw HTML, no pictures, and only links that lead somewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from html import escape

from markdown_it import MarkdownIt
from markdown_it.token import Token

from dlgraph import markdown
from dlgraph.ledger import Dropped
from dlgraph.model import Source
from dlgraph.text import slug, unique

_WEB = ("http://", "https://", "mailto:")


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def html(text: str, address: Callable[[str, str], str | None]) -> str:
    """Return Markdown as HTML.

    Args:
        text: Markdown.
        address: given the path and the fragment of a link, returns where it leads; None for nowhere.
    """
    parser = _parser()
    tokens = parser.parse(markdown.prepare(text))
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{max(int(token.tag[1]), 3)}"
        if token.children:
            token.children = _linked(token.children, address)
    return str(parser.renderer.render(tokens, parser.options, {}))


def _linked(children: Sequence[Token], address: Callable[[str, str], str | None]) -> list[Token]:
    """Settle where links lead; one that leads nowhere becomes its words, and a picture what it is described by."""
    found: list[Token] = []
    opened: list[bool] = []
    for token in children:
        if token.type == "image":
            told = Token("text", "", 0)
            told.content = token.content or "picture"
            found.append(told)
        elif token.type == "link_open":
            href = _settled(str(token.attrGet("href") or ""), address)
            opened.append(href is not None)
            if href is not None:
                token.attrSet("href", href)
                if href.startswith(_WEB):
                    token.attrSet("rel", "noopener noreferrer")
                found.append(token)
        elif token.type == "link_close":
            if opened.pop():
                found.append(token)
        else:
            found.append(token)
    return found


def _settled(href: str, address: Callable[[str, str], str | None]) -> str | None:
    if href.lower().startswith(_WEB):
        return href
    linked = markdown.all_links(f"[x](<{href}>)") if href else []
    if not linked or linked[0].web:
        return None
    return address(linked[0].target, linked[0].fragment)


def anchor(text: str, taken: set[str]) -> str:
    """Return a name for a place on a page, spelt so that an attribute can hold it."""
    return escape(unique(slug(text), taken))


def lost(paths: Sequence[str]) -> tuple[Dropped, ...]:
    """Account for links that lead to no page, told as their words alone."""
    distinct = list(dict.fromkeys(paths))
    listed = ", ".join(distinct[:3]) + (", …" if len(distinct) > 3 else "")
    why = f"no concept is called that; only their words are told ({listed})"
    return (Dropped(f"{len(paths):,} links in texts", why, Source("")),) if paths else ()
