"""Sphinx glossaries in reStructuredText: the terms of ``.. glossary::`` directives."""

from __future__ import annotations

import re
from dataclasses import replace

from dlgraph.formats import entries, reading, terms
from dlgraph.formats.entries import Entry
from dlgraph.formats.reading import Reading
from dlgraph.ledger import Dropped
from dlgraph.model import Source

_DIRECTIVE = re.compile(r"(?P<margin>[ \t]*)\.\.[ \t]+glossary::[ \t]*", re.I)
_DUNDER = re.compile(r"^(\s*)__(\w+)__(?=\s*$)")
_ROLE = re.compile(r":(?P<role>[a-zA-Z][\w:+.-]*):`(?P<body>[^`]+)`")
_TARGET = re.compile(r"(?P<shown>.*?)\s*<(?P<target>[^<>]+)>", re.S)
_WEB = re.compile(r"`(?P<shown>[^`<>]+?)\s*<(?P<address>[^<>`\s]+(?:\s[^<>`\s]+)*)>`__?", re.S)
_LITERAL = re.compile(r"``(?P<body>.+?)``", re.S)
_NAMED = re.compile(r"(?<![\w`])`(?P<shown>[^`<>\n]+)`__?")
_DROPPED_LINE = re.compile(r"[ \t]*\.\. (?:index::|_[^:]+:|only::|todo::|\[)[^\n]*$|[ \t]*\.\.(?: [^:\n]*)?$", re.M)
_ADMONITION = re.compile(r"[ \t]*\.\. (?P<name>seealso|note|warning|tip|important|caution|hint)::[ \t]*", re.I)
_LITERAL_BLOCK = re.compile(r"(?<=\S)::[ \t]*$", re.M)


def read(text: str, id: str, file: str) -> Reading:
    """Read the glossary of a reStructuredText file.

    Args:
        text: the whole file.
        id: the id of the page, with which those of its terms begin.
        file: its path, for sources.

    Returns:
        A concept for each term, with its text turned into Markdown; a file without a glossary is left out.
    """
    lines = text.removeprefix("\ufeff").expandtabs(8).split("\n")
    found: list[Entry] = []
    at = 0
    while at < len(lines):
        match = _DIRECTIVE.fullmatch(lines[at])
        if match:
            end = _end(lines, at + 1, len(match["margin"]))
            # A term such as __init__ would be bold in Markdown.
            escaped = [_DUNDER.sub(r"\1\\_\\_\2\\_\\_", line) for line in lines[:end]]
            found += entries.indented(escaped, at + 1, end)
            at = end
        else:
            at += 1
    if not found:
        return Reading(dropped=(Dropped(file, reading.NO_GLOSSARY, Source(file)),))
    converted = [
        replace(entry, names=tuple(to_markdown(name).strip("`") for name in entry.names), text=to_markdown(entry.text))
        for entry in found
    ]
    return terms.from_entries(converted, to_markdown("\n".join(_without_titles(lines))), id, file)


def _without_titles(lines: list[str]) -> list[str]:
    """Blank titles, their underlines and directives, which are no text."""
    ruled = {at for at, line in enumerate(lines) if re.fullmatch(r"([^\w\s])\1{2,}[ \t]*", line)}
    titles = {at - 1 for at in ruled}
    return [
        "" if at in ruled or (at in titles and at + 1 in ruled) or _DIRECTIVE.fullmatch(line) else line
        for at, line in enumerate(lines)
    ]


def _end(lines: list[str], start: int, margin: int) -> int:
    """Find the line behind a directive: the first filled one that is not further in than the directive."""
    for at in range(start, len(lines)):
        if lines[at].strip() and len(lines[at]) - len(lines[at].lstrip()) <= margin:
            return at
    return len(lines)


def _broken(match: re.Match[str], shown: str, breaks: int) -> str:
    """Give what takes the place of several lines as many line breaks, before it if text stands there, else behind."""
    before = match.string[: match.start()].rpartition("\n")[2]
    return "\n" * breaks + shown if before.strip() else shown + "\n" * breaks


def to_markdown(text: str) -> str:
    """Turn the inline marks of reStructuredText into Markdown, line for line; blocks are kept as they are."""
    literals: list[str] = []

    def literal(match: re.Match[str]) -> str:
        literals.append(match["body"])
        return f"\0{len(literals) - 1}\0"

    def role(match: re.Match[str]) -> str:
        pair = _TARGET.fullmatch(match["body"])
        shown, target = (pair["shown"], pair["target"]) if pair else (match["body"], match["body"])
        breaks = match[0].count("\n") - shown.count("\n")
        name = match["role"].rpartition(":")[2].lower()
        if name == "term":
            address = " ".join(target.split()).replace(":", "%3A").replace("?", "%3F")
            return _broken(match, f"[{shown}](<{address}>)", breaks)
        if name in ("ref", "doc", "dfn", "abbr", "guilabel", "menuselection", "pep", "rfc", "title", "numref"):
            return _broken(match, f"{name.upper()} {shown}" if name in ("pep", "rfc") else shown, breaks)
        called = shown.lstrip("~!").rpartition(".")[2] if shown.startswith("~") else shown.lstrip("!")
        return _broken(match, f"`{called}`", breaks)

    def web(match: re.Match[str]) -> str:
        linked = f"[{match['shown']}]({''.join(match['address'].split())})"
        return _broken(match, linked, match[0].count("\n") - match["shown"].count("\n"))

    text = _LITERAL.sub(literal, text)
    text = _DROPPED_LINE.sub("", text)
    text = _ADMONITION.sub(lambda match: match[0][: len(match[0]) - len(match[0].lstrip())], text)
    text = _ROLE.sub(role, text)
    text = _WEB.sub(web, text)
    text = _NAMED.sub(lambda match: match["shown"], text)
    text = _LITERAL_BLOCK.sub(":", re.sub(r"\\(?=[\w\s])", "", text))
    return re.sub(r"\0(\d+)\0", lambda match: f"`{literals[int(match[1])]}`", text)
