"""The Markdown of pages, read as the rest of dlgraph reads it, for the widget that shows it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from textual.widgets import Markdown
from textual.widgets.markdown import MarkdownBlock

from dlgraph.explore.views import clean
from dlgraph.markdown import plain, prepare

_BREAK = re.compile(r"<br\b", re.I)
_BOUNDARY = "\f"


class PageParser(MarkdownIt):
    """Reads the parts of a page each on its own, sharing the addresses of links that any of them defines."""

    def __init__(self) -> None:
        super().__init__("commonmark")
        self.enable(["table", "strikethrough"])

    def parse(self, src: str, env: Any = None) -> list[Token]:
        """Return the tokens of all parts, such as the widget can show."""
        env = {} if env is None else env
        parts = [prepare(part) for part in src.split(_BOUNDARY)]
        tokens = [token for part in parts for token in super(PageParser, self).parse(part, env)]
        if env.get("references"):
            tokens = [token for part in parts for token in super(PageParser, self).parse(part, env)]
        for token in tokens:
            if token.children:
                token.children = list(_shown(token.children))
        return tokens


def _shown(children: Sequence[Token]) -> Iterator[Token]:
    """Turn what the widget would leave out or draw as a pictogram into text."""
    for child in children:
        if child.type == "image":
            yield Token("text", "", 0, content="".join(part.content for part in child.children or ()))
        elif child.type == "html_inline" and _BREAK.match(child.content):
            yield Token("hardbreak", "br", 0)
        else:
            yield child


class PageText(Markdown):
    """Shows the parts of a page; links are left to the screen."""

    # Any terminal's font has these.
    BULLETS = ["• ", "◦ ", "- "]  # noqa: RUF012

    def __init__(self) -> None:
        super().__init__(open_links=False, parser_factory=PageParser)

    async def show(self, parts: Sequence[str]) -> None:
        """Show a page in place of the one before."""
        await self.update(_BOUNDARY.join(map(clean, parts)))

    def unhandled_token(self, token: Token) -> MarkdownBlock | None:
        """Show the words of an HTML block, which the widget would drop."""
        text = plain(token.content) if token.type == "html_block" else ""
        if not text:
            return None
        paragraph = self.get_block_class("paragraph_open")(self, token)
        paragraph.build_from_token(Token("inline", "", 0, children=[Token("text", "", 0, content=text)]))
        return paragraph
