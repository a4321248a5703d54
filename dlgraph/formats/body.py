"""The parts of a page's body: the definition it opens with, its sections, FAQs and misconceptions."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from dlgraph import markdown
from dlgraph.concept import Faq, Misconception, Reference, Section
from dlgraph.formats.reading import Pointer
from dlgraph.model import Source
from dlgraph.text import fold, one_line, slug, unique

_FAQ = re.compile(r"frequently asked|\bfaqs?\b|common questions|questions (?:and|&) answers|^q ?(?:&|and) ?a$", re.I)
_MYTHS = re.compile(r"misconception|\bmyths?\b", re.I)
_DEFINING = re.compile(r"^(?:definition|summary|overview|what (?:it is|is it))\b", re.I)
_LABELLED = re.compile(
    r"^[ \t]*(?:[-*+][ \t]+|#{1,6}[ \t]+)?(?:\*\*|__)?(myth|misconception|reality|fact|truth)"
    r"(?:[ \t]*\d+)?(?:\*\*|__)?[ \t]*:[ \t]*(?:\*\*|__)?[ \t]*",
    re.I | re.M,
)
_RELATED = re.compile(r"^(?:see also|related(?: (?:terms|concepts|topics|pages|entries|notes))?)\s*:?$", re.I)
_ITEM = re.compile(r"[ \t]*[-*+][ \t]+(.+)")
_FALSE = ("myth", "misconception")
_QUESTION = re.compile(
    r"^(?:\d+[.)][ \t]+)?(?:\*\*|__)?(?:Q\d*[.:](?:\*\*|__)?[ \t]*)?(.+?\?)(?:\*\*|__)?[ \t]*$", re.I
)
_MARKED = re.compile(r"(?:\d+[.)][ \t]+)?(?:\*\*|__|Q\d*[.:])", re.I)
_ANSWER_MARK = re.compile(r"\A(?:\*\*|__)?A\d*[.:](?:\*\*|__)?[ \t]*", re.I)


@dataclass(frozen=True, slots=True)
class _Raw:
    """A part of the body as it stands, and the line its text begins on."""

    part: Section
    begin: int


@dataclass(frozen=True, slots=True)
class Parts:
    """What a body holds: its title if an H1 gives one, the definition it opens with, and its parts.

    ``related`` are the concepts named under a heading such as "See also".
    """

    title: str
    opening: str
    sections: tuple[Section, ...]
    faqs: tuple[Faq, ...]
    misconceptions: tuple[Misconception, ...]
    related: tuple[Reference, ...]


def parse(body: str, first: int, id: str, file: str, label: str = "", described: str = "", page: str = "") -> Parts:
    """Sort the text of a page into its parts.

    Args:
        body: Markdown.
        first: the line of the file on which it begins, from 1.
        id: the concept's id, which ids of FAQs and misconceptions begin with.
        file: the page's path, for sources.
        label: the concept's label if it is known; an H1 that says the same is no section.
        described: the definition if it is known; an opening paragraph that says the same is not kept twice.
        page: what links to a place on the same page lead to, where such places are concepts.

    Returns:
        The parts in order, each with its line.
    """
    lines = body.split("\n")
    heads = markdown.headings(body)
    title = ""
    if heads and heads[0].level == 1 and not "".join(lines[: heads[0].line]).strip():
        first_head, *others = heads
        if not label or fold(first_head.title) == fold(label):
            title, heads = first_head.title, others
            lines[first_head.line : first_head.end] = [""] * (first_head.end - first_head.line)
    spans = [(-1, "", -1, 0)] + [(head.level, head.title, head.line, head.end) for head in heads]
    raw: list[_Raw] = []
    for (level, name, line, begin), after in zip(spans, [*spans[1:], None], strict=True):
        stop = after[2] if after else len(lines)
        raw.append(_section(name, lines, begin, stop, first, max(level, 0), line))
    related = [reference for each in raw for reference in _related(each.part, each.begin, page)]
    return replace(_sort_out(raw, title, id, file, described), related=tuple(related))


def _section(name: str, lines: list[str], begin: int, stop: int, first: int, level: int, head: int) -> _Raw:
    start = next((at for at in range(begin, stop) if lines[at].strip()), begin)
    text = "\n".join(lines[start:stop]).rstrip()
    return _Raw(Section(name, text, first + (head if name else start), level), first + start)


def _sort_out(raw: list[_Raw], title: str, id: str, file: str, described: str) -> Parts:
    taken: set[str] = set()
    sections: list[Section] = []
    faqs: list[Faq] = []
    myths: list[Misconception] = []
    faq_level = question_level = myth_level = 99
    for at, (part, begin) in enumerate((each.part, each.begin) for each in raw):
        within = part.level > 0 and part.title
        if within and part.level <= faq_level and not (part.level == faq_level and part.title.endswith("?")):
            faq_level = question_level = 99
        if within and part.level <= myth_level and not _LABELLED.match(part.title):
            myth_level = 99
        if faq_level < 99 and part.level > question_level and faqs:
            answer = f"{faqs[-1].answer}\n\n{'#' * part.level} {part.title}\n\n{part.text}".strip()
            faqs[-1] = replace(faqs[-1], answer=answer)
        elif faq_level < 99 and _groups(part, [each.part for each in raw[at + 1 : at + 2]]):
            question_level = 99
        elif faq_level < 99:
            question_level = part.level
            faqs.append(_faq(part.title, part.text, part.line, id, file, taken))
        elif within and _FAQ.search(part.title):
            faq_level = part.level
            found, rest = _inline_faqs(part, begin)
            faqs += [_faq(question, answer, line, id, file, taken) for question, answer, line in found]
            if rest:
                sections.append(replace(part, text=rest))
        elif myth_level < 99 or (within and _MYTHS.search(part.title)):
            myth_level = min(myth_level, part.level)
            mark = _LABELLED.match(part.title)
            if mark and mark[1].lower() not in _FALSE and myths:
                said = f"{part.title[mark.end() :]}\n\n{part.text}".strip()
                myths[-1] = replace(myths[-1], reality=f"{myths[-1].reality}\n\n{said}".strip())
                continue
            found_myths, rest = _misconceptions(part, begin, id, file, taken)
            myths += found_myths
            if rest:
                sections.append(replace(part, text=rest))
        else:
            found_myths, rest = _misconceptions(part, begin, id, file, taken)
            myths += found_myths
            if part.title or markdown.plain(rest):
                sections.append(replace(part, text=rest))
    opening, shorter = _opening(sections)
    if described in ("", opening):
        sections = shorter
    return Parts(title, opening, tuple(sections), tuple(faqs), tuple(myths), ())


def _related(part: Section, begin: int, page: str) -> list[Reference]:
    """List the concepts that a section such as "See also" names: its links, and short items that are plain names."""
    if not _RELATED.match(part.title):
        return []
    linked = markdown.all_links(part.text)
    found: list[Reference] = [
        Pointer(link.target or page, begin + link.line, link.fragment)
        for link in linked
        if not link.web and (link.target or (page and link.fragment))
    ]
    taken = {link.line for link in linked}
    for offset, line in enumerate(part.text.split("\n")):
        if offset not in taken and (item := _ITEM.match(line)):
            names = [name.strip() for name in re.split(r"[,;\u00b7|]", markdown.plain(item[1]))]
            found += [Reference(name, begin + offset) for name in names if is_name(name)]
    return sorted(found, key=lambda reference: reference.line)


def is_name(text: str) -> bool:
    """Tell whether a text is short enough to be the name of a concept, and no sentence."""
    return 0 < len(text.split()) <= 5 and text[-1] not in ".!?:"


def _groups(part: Section, after: list[Section]) -> bool:
    """Tell whether a heading among FAQs only groups the questions below it."""
    return not part.text and not part.title.endswith("?") and any(other.level > part.level for other in after)


def _faq(question: str, answer: str, line: int, id: str, file: str, taken: set[str]) -> Faq:
    question = one_line(markdown.plain(question))
    return Faq(f"{id}#{unique(slug(question), taken)}", question, answer, source=Source(file, line))


def _inline_faqs(part: Section, begin: int) -> tuple[list[tuple[str, str, int]], str]:
    """Read FAQs whose questions are lines of their own, bold or not, followed by the answer."""
    found: list[tuple[str, list[str], int]] = []
    rest: list[str] = []
    lines: list[tuple[str, re.Match[str] | None, bool]] = []
    fenced = False
    for line in part.text.split("\n"):
        fenced ^= line.lstrip().startswith(("```", "~~~"))
        match = None if fenced else _QUESTION.match(line.strip())
        lines.append((line, match, bool(match and _MARKED.match(line.strip()))))
    only_marked = any(marked for _, _, marked in lines)
    previous_blank = True
    for offset, (line, match, marked) in enumerate(lines):
        if match and (marked or (not only_marked and (previous_blank or (found and found[-1][1])))):
            found.append((match[1], [], begin + offset))
        elif found:
            found[-1][1].append(line)
        else:
            rest.append(line)
        previous_blank = not line.strip()
    answers = [(question, _ANSWER_MARK.sub("", "\n".join(text).strip()), line) for question, text, line in found]
    return answers, "\n".join(rest).strip()


def _misconceptions(part: Section, begin: int, id: str, file: str, taken: set[str]) -> tuple[list[Misconception], str]:
    """Take the Myth/Reality pairs out of a section; return them and the text that is left."""
    text, headed = part.text, 0
    if part.title and _LABELLED.match(part.title):
        text, headed = f"{part.title}\n\n{part.text}", len(part.title) + 2
    marks = list(_LABELLED.finditer(text))
    if not any(mark[1].lower() in _FALSE for mark in marks):
        return [], part.text
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    found: list[Misconception] = []
    for mark, end in zip(marks, ends, strict=True):
        said, reality = text[mark.end() : end].strip(), ""
        if mark[1].lower() in _FALSE:
            if mark.start() < headed:
                # A heading holds the whole myth; what follows it answers.
                said, _, reality = said.partition("\n")
            myth = one_line(markdown.plain(said)).strip("\"'“”* ")
            line = part.line if mark.start() < headed else begin + text.count("\n", headed, mark.start())
            name = f"{id}#{unique(slug('myth ' + myth), taken)}"
            found.append(Misconception(name, myth, reality.strip(), Source(file, line)))
        elif found:
            reality = f"{found[-1].reality}\n\n{said}".strip()
            found[-1] = replace(found[-1], reality=reality)
    return found, text[: marks[0].start()].strip()


def _opening(sections: list[Section]) -> tuple[str, list[Section]]:
    """Find the paragraph that defines the concept: the page's first, or the one under "Definition"."""
    defining = [part for part in sections if not part.title or _DEFINING.match(part.title)] or sections[:1]
    for part in defining:
        ends = [match.span() for match in re.finditer(r"\n[ \t]*(?:\n[ \t]*)+(?=\S)", part.text)] + [
            (len(part.text),) * 2
        ]
        start = 0
        for end, after in ends:
            if opening := one_line(markdown.plain(part.text[start:end])):
                rest = part.text[after:]
                if part.title:
                    return opening, sections
                line = part.line + part.text.count("\n", 0, after)
                kept = [replace(part, text=rest, line=line)] if markdown.plain(rest) else []
                return opening, [*kept, *(other for other in sections if other is not part)]
            start = after
    return "", sections
