"""Plain-text glossary pages, as copied from a web site: headings without markup, one concept a page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from dlgraph.concept import Concept, Faq, Misconception, Reference, Section
from dlgraph.ledger import Dropped
from dlgraph.model import Source
from dlgraph.text import fold, one_line, slug, unique

_TITLE = re.compile(r"^(?:what (?:is|are)|what's|defining|definition of)\s+(?:an?\s+|the\s+)?(.+?)\s*\?*$", re.I)
_BOILERPLATE = re.compile(
    r"^(?:[←‹«<]\s*)?(?:back to|return to|explore|browse|view all|see all|read more|learn more|share this|"
    r"sign up|subscribe|start learning|get started)\b[^.?!]*$",
    re.I,
)
_PAIR = re.compile(r"^(myth|misconception|reality|fact|truth)\s*\d*(?:\s*:|\s+[-\u2013\u2014]\s)\s*(.*)$", re.I)
_ITEM = re.compile(r"(?:[-*+\u2022\u00b7]|\d+[.)])\s")
_KNOWN = {
    "definition": "section", "plain english explanation": "section", "the plain english explanation": "section",
    "in plain english": "section", "why it matters": "section", "how it works": "section",
    "examples in practice": "section", "examples": "section", "use cases": "section", "key takeaways": "section",
    "history": "section", "limitations": "section", "benefits": "section", "challenges": "section",
    "common misconceptions": "myths", "misconceptions": "myths", "myths and realities": "myths", "myths": "myths",
    "related terms": "related", "related concepts": "related", "see also": "related",
    "further reading": "reading", "references": "reading", "sources": "reading", "learn more": "reading",
    "frequently asked questions": "faqs", "faq": "faqs", "faqs": "faqs", "common questions": "faqs",
}  # fmt: skip


@dataclass(slots=True)
class _Draft:
    """The page as far as it has been read."""

    part: str = "top"
    title: str = ""
    line: int = 1
    second: int = 1
    paragraphs: list[str] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    faqs: list[tuple[str, list[str], int]] = field(default_factory=list)
    pairs: list[tuple[str, str, int]] = field(default_factory=list)
    related: list[Reference] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)


def looks_like_page(text: str) -> bool:
    """Tell whether a text is such a page: it asks "What is …?" in its first lines, or holds two known headings."""
    lines = [line.strip() for line in text.removeprefix("\ufeff").split("\n") if line.strip()]
    if any(_TITLE.match(line) and line.endswith("?") for line in lines[:6]):
        return True
    return sum(fold(line) in _KNOWN for line in lines) >= 2


def read(text: str, id: str, file: str) -> tuple[Concept, tuple[Dropped, ...]]:
    """Read one page.

    Args:
        text: the whole page.
        id: the concept's id.
        file: the page's path, for sources.

    Returns:
        The concept, and what was left out: buttons and navigation ("Back to …"), and headings with nothing
        below them.
    """
    lines = [line.strip() for line in text.removeprefix("\ufeff").split("\n")]
    label, tags, start = _label(lines, id)
    draft = _Draft()
    for at in range(start):
        if _is_boilerplate(lines[at]):
            draft.dropped.append(Dropped(lines[at], "a button or navigation, not content", Source(file, at + 1)))
    for at in range(start, len(lines)):
        if lines[at]:
            _read_line(draft, lines, at, file)
    _close(draft, file)
    taken: set[str] = set()
    definition, sections = _definition(draft.sections, draft.second)
    return Concept(
        id=id,
        label=label,
        definition=definition,
        tags=tags,
        related=tuple(draft.related),
        sections=tuple(sections),
        faqs=tuple(_faq(question, answer, line, id, file, taken) for question, answer, line in draft.faqs),
        misconceptions=tuple(_misconceptions(draft.pairs, id, file, taken)),
        source=Source(file, 1),
    ), tuple(draft.dropped)


def _label(lines: list[str], id: str) -> tuple[str, tuple[str, ...], int]:
    """Find the label, the category lines above it, and the first line of the text."""
    top = [(at, line) for at, line in enumerate(lines) if line][:6]
    for position, (at, line) in enumerate(top):
        match = _TITLE.match(line)
        if match and (line.endswith("?") or position == 0):
            above = [fold(text) for _, text in top[:position] if len(text.split()) <= 4 and not _is_boilerplate(text)]
            return match[1].strip(), tuple(above), at + 1
    if top and len(top[0][1].split()) <= 8 and not top[0][1].endswith((".", "!", ":")):
        return top[0][1], (), top[0][0] + 1
    return re.sub(r"[-_]+", " ", id.rpartition("/")[2]).strip().capitalize(), (), 0


def _is_boilerplate(line: str) -> bool:
    return bool(_BOILERPLATE.match(line)) and len(line.split()) <= 8 and fold(line) not in _KNOWN


def _is_heading(lines: list[str], at: int, part: str) -> bool:
    line = lines[at]
    if fold(line) in _KNOWN:
        return True
    alone = (at == 0 or not lines[at - 1]) and (at + 1 >= len(lines) or not lines[at + 1])
    if _ITEM.match(line):
        return False
    inside = part in ("faqs", "reading", "related")
    return alone and not inside and len(line.split()) <= 8 and line[-1] not in ".!?:;,\"'”" and not _PAIR.match(line)


def _read_line(draft: _Draft, lines: list[str], at: int, file: str) -> None:
    line, number = lines[at], at + 1
    if _is_boilerplate(line):
        draft.dropped.append(Dropped(line, "a button or navigation, not content", Source(file, number)))
    elif _is_heading(lines, at, draft.part):
        _close(draft, file)
        draft.part, draft.title, draft.line = _KNOWN.get(fold(line), "section"), line, number
    elif (pair := _PAIR.match(line)) and (draft.pairs or pair[1].lower() in ("myth", "misconception")):
        draft.pairs.append((pair[1].lower(), pair[2], number))
    elif draft.part == "myths" and draft.pairs:
        kind, said, first = draft.pairs[-1]
        draft.pairs[-1] = (kind, f"{said}\n\n{line}", first)
    elif draft.part == "faqs" and line.endswith("?"):
        draft.faqs.append((line, [], number))
    elif draft.part == "faqs" and draft.faqs:
        draft.faqs[-1][1].append(line)
    elif draft.part == "related":
        names = [name.strip(" •*-") for name in re.split(r"[,;|·•]", line)]
        draft.related += [Reference(name, number) for name in names if name]
    else:
        if not draft.paragraphs and not draft.title:
            draft.line = number
        if len(draft.paragraphs) == 1 and not draft.sections:
            draft.second = number
        draft.paragraphs.append(line)


def _close(draft: _Draft, file: str) -> None:
    """End the section being read: keep it, or say that it was empty."""
    gathered = {"related": draft.related, "myths": draft.pairs, "faqs": draft.faqs}
    filled = bool(draft.paragraphs or gathered.get(draft.part))
    if draft.paragraphs:
        draft.sections.append(Section(draft.title, "\n\n".join(draft.paragraphs), draft.line))
    elif draft.title and not filled:
        draft.dropped.append(Dropped(draft.title, "a heading with nothing below it", Source(file, draft.line)))
    draft.paragraphs = []


def _definition(sections: list[Section], second: int) -> tuple[str, list[Section]]:
    if not sections or sections[0].title:
        opening = one_line(sections[0].text.split("\n\n")[0]) if sections else ""
        return opening, sections
    first, *rest = sections[0].text.split("\n\n")
    kept = [Section("", "\n\n".join(rest), second)] if rest else []
    return one_line(first), kept + sections[1:]


def _faq(question: str, answer: list[str], line: int, id: str, file: str, taken: set[str]) -> Faq:
    return Faq(f"{id}#{unique(slug(question), taken)}", question, "\n\n".join(answer), source=Source(file, line))


def _misconceptions(pairs: list[tuple[str, str, int]], id: str, file: str, taken: set[str]) -> list[Misconception]:
    found: list[Misconception] = []
    for kind, said, line in pairs:
        if kind in ("myth", "misconception"):
            name = f"{id}#{unique(slug('myth ' + said), taken)}"
            found.append(Misconception(name, one_line(said), "", Source(file, line)))
        elif found:
            last = found[-1]
            found[-1] = Misconception(last.id, last.myth, f"{last.reality}\n\n{said}".strip(), last.source)
    return found
