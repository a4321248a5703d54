"""Open Knowledge Format pages: Markdown with YAML front matter, one concept a file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from dlgraph import markdown
from dlgraph.formats import frontmatter
from dlgraph.formats.frontmatter import Entry, FrontMatter
from dlgraph.model import Concept, Faq, Misconception, Problem, Reference, Section, Source
from dlgraph.text import fold, one_line, slug, unique

# Keys as found in the world, folded, and the field of Concept each one fills.
_KEYS = {
    "title": "label", "label": "label", "preflabel": "label", "term": "label",
    "description": "definition", "definition": "definition", "summary": "definition",
    "aliases": "aliases", "alias": "aliases", "synonyms": "aliases", "altlabel": "aliases", "acronym": "aliases",
    "broader": "broader", "parent": "broader", "parents": "broader",
    "narrower": "narrower",
    "related": "related", "related terms": "related", "see also": "related", "seealso": "related",
    "tags": "tags", "tag": "tags",
    "type": "type",
}  # fmt: skip
_SINGLE = ("label", "definition", "type")
_FAQ = re.compile(r"frequently asked|\bfaqs?\b|common questions|questions (?:and|&) answers|^q ?(?:&|and) ?a$", re.I)
_MYTHS = re.compile(r"misconception|\bmyths?\b", re.I)
_DEFINING = re.compile(r"^(?:definition|summary|overview|what (?:it is|is it))\b", re.I)
_LABELLED = re.compile(
    r"^[ \t]*(?:[-*+][ \t]+|#{1,6}[ \t]+)?(?:\*\*|__)?(myth|misconception|reality|fact|truth)"
    r"(?:[ \t]*\d+)?(?:\*\*|__)?[ \t]*:[ \t]*(?:\*\*|__)?[ \t]*",
    re.I | re.M,
)
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
class _Parts:
    """What a body holds: its title if an H1 gives one, the definition it opens with, and its parts."""

    title: str
    opening: str
    sections: tuple[Section, ...]
    faqs: tuple[Faq, ...]
    misconceptions: tuple[Misconception, ...]


def read(text: str, id: str, file: str) -> tuple[Concept, tuple[Problem, ...]]:
    """Read one page.

    Args:
        text: the whole page.
        id: the concept's id, the page's path without ``.md``.
        file: the page's path, for sources and errors.

    Returns:
        The concept, and notes on what was repaired, such as a missing title.

    Raises:
        CorpusError: the front matter is not valid YAML.
    """
    matter = frontmatter.split(text, file)
    fields, fields_keys = _fields(matter)
    described = one_line(_first(fields, "definition"))
    parts = _parse_body(matter.body, matter.body_line, id, file, _first(fields, "label"), described)
    label = _first(fields, "label") or parts.title
    notes: list[Problem] = []
    if not label:
        label = re.sub(r"[-_]+", " ", id.rpartition("/")[2]).strip().capitalize() or id
        notes.append(
            Problem("no-title", "warning", f"the page has no title; it is called {label!r} after its file. "
                    "Add `title:` to its front matter.", Source(file, 1))
        )  # fmt: skip
    definition = described or parts.opening
    concept = Concept(
        id=id,
        label=label,
        definition=definition,
        aliases=_texts(fields.get("aliases", ()), without=label),
        type=_first(fields, "type") or "Concept",
        broader=_references(fields.get("broader", ())),
        narrower=_references(fields.get("narrower", ())),
        related=_references(fields.get("related", ())),
        references=tuple(Reference(link.target, matter.body_line + link.line) for link in markdown.links(matter.body)),
        tags=_texts(fields.get("tags", ())),
        sections=parts.sections,
        faqs=parts.faqs,
        misconceptions=parts.misconceptions,
        source=Source(file, 1),
        body=matter.body,
        extra={key: value for key, value in matter.values.items() if key not in fields_keys},
    )
    if not any((definition, parts.sections, parts.faqs, parts.misconceptions)):
        notes.append(Problem("empty-page", "warning", f"the page of {label!r} holds no text", Source(file, 1)))
    return concept, tuple(notes)


def _fields(matter: FrontMatter) -> tuple[dict[str, tuple[Entry, ...]], set[str]]:
    """Gather the entries of each field, and the keys that are wholly used; any other key is kept as it is.

    Of two keys for a field that holds one text, such as ``title`` and ``term``, the first in ``_KEYS`` is used.
    """
    fields: dict[str, tuple[Entry, ...]] = {}
    used: set[str] = set()
    order = list(_KEYS)
    single = [key for key in matter.entries if _KEYS.get(fold(key)) in _SINGLE]
    several = [key for key in matter.entries if fold(key) in _KEYS and key not in single]
    for key in (*several, *sorted(single, key=lambda key: order.index(fold(key)))):
        field, entries = _KEYS[fold(key)], tuple(entry for entry in matter.entries[key] if entry.text)
        if field in _SINGLE and field in fields:
            continue
        if entries:
            fields[field] = fields.get(field, ()) + entries
        if entries or not matter.values.get(key):
            used.add(key)
    return fields, used


def _first(fields: dict[str, tuple[Entry, ...]], name: str) -> str:
    entries = fields.get(name, ())
    return entries[0].text if entries else ""


def _texts(entries: Iterable[Entry], without: str = "") -> tuple[str, ...]:
    return tuple(dict.fromkeys(entry.text for entry in entries if entry.text != without))


def _references(entries: Iterable[Entry]) -> tuple[Reference, ...]:
    """Read relation values: ids, labels, ``[[wikilinks]]`` or Markdown links."""
    found = []
    for entry in entries:
        linked = markdown.links(entry.text)
        targets = [link.target for link in linked] or [entry.text]
        found += [Reference(target, entry.line) for target in targets]
    return tuple(found)


def _parse_body(body: str, first: int, id: str, file: str, label: str, described: str) -> _Parts:
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
    return _sort_out(raw, title, id, file, described)


def _section(name: str, lines: list[str], begin: int, stop: int, first: int, level: int, head: int) -> _Raw:
    start = next((at for at in range(begin, stop) if lines[at].strip()), begin)
    text = "\n".join(lines[start:stop]).rstrip()
    return _Raw(Section(name, text, first + (head if name else start), level), first + start)


def _sort_out(raw: list[_Raw], title: str, id: str, file: str, described: str) -> _Parts:
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
    return _Parts(title, opening, tuple(sections), tuple(faqs), tuple(myths))


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


def write(concept: Concept) -> str:
    """Write a concept as a page; ``read`` gives the same concept back, but for line numbers.

    Args:
        concept: any concept.

    Returns:
        The page. Its body is the verbatim one where the concept's parts still agree with it.
    """
    if concept.body is not None:
        for described in (True, False):
            page = frontmatter.join(_values(concept, described=described), concept.body)
            if _same_parts(read(page, concept.id, "")[0], concept):
                return page
    return frontmatter.join(_values(concept, described=True), compose(concept))


def _values(concept: Concept, *, described: bool) -> dict[str, object]:
    values: dict[str, object] = {"type": concept.type, "title": concept.label}
    if described and concept.definition:
        values["description"] = concept.definition
    for name, texts in (
        ("aliases", concept.aliases),
        ("broader", [reference.target for reference in concept.broader]),
        ("narrower", [reference.target for reference in concept.narrower]),
        ("related", [reference.target for reference in concept.related]),
        ("tags", concept.tags),
    ):
        if texts:
            values[name] = list(texts)
    return values | dict(concept.extra)


def _same_parts(one: Concept, other: Concept) -> bool:
    def parts(concept: Concept) -> tuple[object, ...]:
        return (
            concept.label,
            concept.definition,
            [(part.title, part.text) for part in concept.sections],
            [(faq.question, faq.answer) for faq in concept.faqs],
            [(pair.myth, pair.reality) for pair in concept.misconceptions],
        )

    return parts(one) == parts(other)


def compose(concept: Concept) -> str:
    """Compose a page's body from a concept's parts, in the order definition, sections, misconceptions, FAQs."""
    blocks: list[str] = []
    for part in concept.sections:
        blocks += [f"{'#' * max(part.level, 1)} {part.title}"] if part.title else []
        blocks += [part.text] if part.text else []
    if concept.misconceptions:
        blocks.append("## Common misconceptions")
        blocks += [f"**Myth:** {pair.myth}\n**Reality:** {pair.reality}" for pair in concept.misconceptions]
    if concept.faqs:
        blocks.append("## Frequently asked questions")
        for faq in concept.faqs:
            blocks += [f"### {faq.question}"] + ([faq.answer] if faq.answer else [])
    return "\n" + "\n\n".join(blocks) + "\n" if blocks else ""
