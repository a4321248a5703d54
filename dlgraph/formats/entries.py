"""The terms of a page that holds several: definition lists, directives, headings, bold words and tables."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from dlgraph import markdown
from dlgraph.formats import macros
from dlgraph.text import fold

_LETTERS = re.compile(
    r"(?:[^\W_]|#)(?:\s*[-\u2013\u2014/,&+]\s*[^\W_])*|0\s*[-\u2013]\s*9|symbols?|numbers?|numeric|digits|other", re.I
)
_NO_TERM = re.compile(
    r"how to (?:use|read|contribute).*|introduction|overview|contents|table of contents|references|see also"
    r"|further reading|contributing|licen[sc]e|about this .*|resources|external links|changelog|faqs?"
    r"|frequently asked questions|acknowledge?ments?",
    re.I,
)
_DEFINED = re.compile(r":[ \t]+(?=\S)")
_NO_NAME = re.compile(r"[ \t]*(?:[#>|:`~<]|[-*+][ \t]|\d+[.)][ \t]|!\[|\{\{|\{%|---|\.\. )")
_BOLD = re.compile(
    r"(?P<bullet>[ \t]{0,3}[-*+][ \t]+)?(?P<mark>\*\*|__)(?P<name>(?!\s)[^*\n]{1,120}?)(?P<inner>[ \t]*:)?(?P=mark)"
    r"(?P<extra>[ \t]*\([^()\n]{1,80}\))?(?:[ \t]*(?P<sign>:|[-\u2013\u2014]+|=)(?=[ \t]|$))?[ \t]*(?P<text>.*)"
)
_BULLET = re.compile(r"[ \t]{0,3}[-*+][ \t]+(?P<name>[^:\n]{1,60}?)(?::| [-\u2013\u2014] )[ \t]*(?P<text>\S.*)")
_FENCE = re.compile(r"(?P<mark>`{3,}|~{3,}|:{3,})\{glossary\}[^\n]*")
_OPTION = re.compile(r"[ \t]*:[\w-]+:[^\n]*")
_NUMBERED = re.compile(r"\d+(?:\.\d+)*[.)][ \t]+")
# What is set in bold type before a colon without being a term.
_FIELDS = frozenset({
    "definition", "description", "note", "notes", "example", "examples", "see", "see also", "related", "related terms",
    "synonym", "synonyms", "aliases", "aka", "also known as", "usage", "context", "tip", "warning", "important",
    "source", "sources", "last updated", "reference", "references", "category", "tags", "acronym",
})  # fmt: skip
_CLASSIFIER = re.compile(r"\s+:\s+\S.*")


@dataclass(frozen=True, slots=True)
class Entry:
    """A term: its names, the preferred one first, its text, where both begin (lines from 0), and its group."""

    names: tuple[str, ...]
    text: str
    line: int
    begin: int
    end: int
    group: str = ""


def directives(body: str) -> list[Entry]:
    """Find the terms of MyST's ``{glossary}`` directives."""
    lines = body.split("\n")
    found: list[Entry] = []
    at = 0
    while at < len(lines):
        fence = _FENCE.fullmatch(lines[at].strip())
        if fence:
            end = next((row for row in range(at + 1, len(lines)) if _closes(lines[row], fence["mark"])), len(lines))
            found += indented(lines, at + 1, end)
            at = end
        at += 1
    return found


def _closes(line: str, mark: str) -> bool:
    bare = line.strip()
    return len(bare) >= len(mark) and set(bare) == {mark[0]}


def indented(lines: Sequence[str], start: int, end: int) -> list[Entry]:
    """Read terms at the left with definitions indented below them, or behind a colon.

    Args:
        lines: the lines of a page.
        start: the first line of the list.
        end: the line behind its last.

    Returns:
        The terms; several in a row are the names of one.
    """
    margin = min((_indent(line) for line in lines[start:end] if line.strip()), default=0)
    found: list[Entry] = []
    names: list[tuple[str, int]] = []
    text: list[tuple[int, str]] = []

    def close() -> None:
        if names:
            found.append(_entry(names, text))
        names.clear()
        text.clear()

    for at in range(start, end):
        line = lines[at][margin:]
        if not line.strip():
            if text:
                text.append((at, ""))
        elif _OPTION.fullmatch(line) and not names and not found:
            continue
        elif line[0] in " \t" or _DEFINED.match(line):
            text.append((at, _DEFINED.sub("", line, count=1) if line[0] == ":" else line))
        elif not line.startswith(".. ") and not line.startswith("% "):
            if text:
                close()
            names.append((line.strip(), at))
    close()
    return found


def _entry(names: Sequence[tuple[str, int]], text: Sequence[tuple[int, str]]) -> Entry:
    kept = list(text)
    while kept and not kept[-1][1].strip():
        kept.pop()
    begin = kept[0][0] if kept else names[-1][1] + 1
    shift = min((_indent(line) for _, line in kept if line.strip() and line[0] in " \t"), default=0)
    dedented = "\n".join(line[min(shift, _indent(line)) :] for _, line in kept)
    end = (kept[-1][0] if kept else names[-1][1]) + 1
    return Entry(tuple(name(written) for written, _ in names), dedented, names[0][1], begin, end)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))


def name(written: str) -> str:
    """Return a term as it is called: without marks of emphasis, links, numbers, classifiers and a colon at its end."""
    text = markdown.plain(_CLASSIFIER.sub("", _NUMBERED.sub("", written.strip())))
    return " ".join(text.split()).strip().removesuffix(":").strip()


def definition_list(body: str) -> list[Entry]:
    """Find the terms of definition lists: a line, and below it one that begins with a colon."""
    lines = macros.without_code(body).split("\n")
    raw = body.split("\n")
    found: list[Entry] = []
    at = 0
    while at < len(lines):
        defined = _DEFINED.match(lines[at])
        first = _names_above(lines, at, found[-1].end if found else 0) if defined else None
        if first is None:
            at += 1
            continue
        end = _definition_end(lines, at)
        names = [(lines[row].strip(), row) for row in range(first, at) if lines[row].strip()]
        text = [(row, _DEFINED.sub("", raw[row], count=1)) for row in range(at, end)]
        found.append(_entry(names, text))
        at = end
    return found


def _names_above(lines: Sequence[str], at: int, least: int) -> int | None:
    """Find the first of the lines above a definition that name its term."""
    row = at - 1
    if row >= least and not lines[row].strip():
        row -= 1
    last = row
    while (
        row >= max(least, at - 6)
        and lines[row].strip()
        and not _NO_NAME.match(lines[row])
        and len(lines[row].strip()) <= 120
    ):
        row -= 1
    # A paragraph above a colon is no pile of names.
    return row + 1 if row < last and last - row <= 4 else None


def _definition_end(lines: Sequence[str], start: int) -> int:
    end = at = start + 1
    while at < len(lines):
        line = lines[at]
        blank = not lines[at - 1].strip()
        if line.strip():
            goes_on = line[0] in " \t" or _DEFINED.match(line) or (not blank and not _begins_term(lines, at))
            if not goes_on:
                break
            end = at + 1
        at += 1
    return end


def _begins_term(lines: Sequence[str], at: int) -> bool:
    following = next((line for line in lines[at + 1 : at + 3] if line.strip()), "")
    return bool(_DEFINED.match(following)) or lines[at].startswith("#")


def headings(body: str) -> list[Entry]:
    """Find terms that are headings of one level, each with its text below it."""
    lines = body.split("\n")
    heads = markdown.headings(body)
    if heads and heads[0].level == 1 and not "".join(lines[: heads[0].line]).strip():
        heads = heads[1:]
    spans = list(zip(heads, [*(head.line for head in heads[1:]), len(lines)], strict=False))
    level = _term_level([(head, "\n".join(lines[head.end : end])) for head, end in spans])
    found: list[Entry] = []
    group = ""
    for at, (head, _) in enumerate(spans):
        if head.level < level:
            group = "" if _LETTERS.fullmatch(head.title) or _NO_TERM.fullmatch(head.title) else head.title
        elif head.level == level and not _LETTERS.fullmatch(head.title) and not _NO_TERM.fullmatch(head.title):
            stop = next((other.line for other, _ in spans[at + 1 :] if other.level <= level), len(lines))
            rows = [(row, lines[row]) for row in range(head.end, stop)]
            text, begin = _trimmed(rows)
            called = name(head.title)
            if called:
                found.append(Entry((called,), text, head.line, begin if text else head.end, stop, group))
    return found


def _term_level(heads: Sequence[tuple[markdown.Heading, str]]) -> int:
    """Find the level on which most headings of different names have text of their own."""
    titles: dict[int, set[str]] = {}
    for head, text in heads:
        if text.strip(" \t\n-*_") and not _LETTERS.fullmatch(head.title) and not _NO_TERM.fullmatch(head.title):
            titles.setdefault(head.level, set()).add(fold(head.title))
    return min(titles, key=lambda level: (-len(titles[level]), level)) if titles else 7


def _trimmed(rows: Sequence[tuple[int, str]]) -> tuple[str, int]:
    filled = [
        at
        for at, (_, line) in enumerate(rows)
        if line.strip() and not re.fullmatch(r"\s*(?:-{3,}|\*{3,}|_{3,})\s*", line)
    ]
    if not filled:
        return "", 0
    return "\n".join(line for _, line in rows[filled[0] : filled[-1] + 1]), rows[filled[0]][0]


def bold(body: str) -> list[Entry]:
    """Find terms in bold type that begin a list item or a paragraph, each followed by its text."""
    return _marked(body, _BOLD)


def bullets(body: str) -> list[Entry]:
    """Find terms that begin a list item and end in a colon or a dash."""
    return _marked(body, _BULLET)


def _marked(body: str, pattern: re.Pattern[str]) -> list[Entry]:
    lines = macros.without_code(body).split("\n")
    raw = body.split("\n")
    starts = list(_starts(lines, pattern))
    ends = [row for row, line in enumerate(lines) if re.match(r"#{1,6}\s|\s{0,3}(?:-{3,}|\*{3,})\s*$", line)]
    # The first heading of the first level is the title of the page.
    heads = [row for row in ends if lines[row].startswith("##")]
    found: list[Entry] = []
    for at, (row, match) in enumerate(starts):
        after = starts[at + 1][0] if at + 1 < len(starts) else len(lines)
        nearest = bisect.bisect_right(ends, row)
        end = min(ends[nearest], after) if nearest < len(ends) else after
        above = bisect.bisect_left(heads, row)
        group = name(lines[heads[above - 1]].lstrip("# ")) if above else ""
        written = match["name"] + (match.groupdict().get("extra") or "")
        text = "\n".join([match["text"], *(line.removeprefix("  ") for line in raw[row + 1 : end])]).strip()
        shift = 0 if match["text"] else 1
        kept = "" if _LETTERS.fullmatch(group) or _NO_TERM.fullmatch(group) else group
        found.append(Entry((name(written),), text, row, row + shift, end, kept))
    return [entry for entry in found if entry.names[0] and fold(entry.names[0]) not in _FIELDS]


def opens_plainly(entry: Entry) -> bool:
    """Tell whether the text of a term begins with a sentence and not with words set off as terms are."""
    first = entry.text.split("\n", 1)[0]
    return bool(first.strip()) and not (_BOLD.fullmatch(first) and _parted(first)) and not _BULLET.fullmatch(first)


def _parted(line: str) -> bool:
    match = _BOLD.fullmatch(line)
    return match is not None and bool(match["sign"] or match["inner"] or not match["text"])


def _starts(lines: Sequence[str], pattern: re.Pattern[str]) -> Iterator[tuple[int, re.Match[str]]]:
    for row, line in enumerate(lines):
        match = pattern.fullmatch(line)
        if not match:
            continue
        bullet = match.groupdict().get("bullet") or pattern is _BULLET
        alone = row == 0 or not lines[row - 1].strip() or _NO_NAME.match(lines[row - 1]) is not None
        parted = pattern is _BULLET or match["sign"] or match["inner"] or not match["text"]
        # A bold word within or at the head of a sentence is emphasis.
        if parted and (bullet or alone) and (match["text"] or _followed(lines, row)):
            yield row, match


def _followed(lines: Sequence[str], row: int) -> bool:
    return row + 1 < len(lines) and bool(lines[row + 1].strip()) and not _NO_NAME.match(lines[row + 1])


def tables(body: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Read the rows of Markdown tables, each with its line from 0, under the names in the first row."""
    lines = macros.without_code(body).split("\n")
    header: list[str] = []
    for row, line in enumerate(lines):
        if not line.strip().startswith("|") and "|" not in line:
            header = []
        elif re.fullmatch(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*", line) and row:
            header = _cells(lines[row - 1])
        elif header:
            yield row, dict(zip(header, _cells(line), strict=False))


def _cells(line: str) -> list[str]:
    bare = re.sub(r"^\s*\||(?<!\\)\|\s*$", "", line)
    return [cell.replace("\\|", "|").strip() for cell in re.split(r"(?<!\\)\|", bare)]


def distinct(found: Iterable[Entry]) -> int:
    """Count the different names among terms."""
    return len({fold(entry.names[0]) for entry in found})
