"""Open Knowledge Format pages: Markdown with front matter, one concept a file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from dlgraph import markdown
from dlgraph.concept import Concept, Faq, Reference
from dlgraph.formats import body as bodies
from dlgraph.formats import fields, frontmatter, links, reading
from dlgraph.formats.fields import Fields
from dlgraph.formats.links import Links
from dlgraph.formats.reading import Reading
from dlgraph.ledger import Dropped, Problem
from dlgraph.model import Source
from dlgraph.text import one_line

# Words that a list of related concepts stands under; only a page with one of them can have such a list.
_LISTING = re.compile(r"see also|related", re.I)


def read(text: str, id: str, file: str) -> tuple[Concept, tuple[Problem, ...]]:
    """Read one page.

    Args:
        text: the whole page.
        id: the concept's id, the page's path without ``.md``.
        file: the page's path, for sources and errors.

    Returns:
        The concept, and notes on what was repaired, such as a missing title.

    Raises:
        CorpusError: the front matter is not valid.
    """
    found = read_page(text, id, file)
    return links.without_places(found.concepts[0]), found.notes


def read_page(text: str, id: str, file: str, *, inline: bool = False) -> Reading:
    """Read one page with the account of what it holds.

    Args:
        text: the whole page.
        id: the concept's id.
        file: the page's path, for sources and errors.
        inline: read Obsidian's tags and fields out of the text as well, and take its file for a note's title.

    Returns:
        One concept, whose references still say which place on a page they lead to.

    Raises:
        CorpusError: the front matter is not valid.
    """
    matter = frontmatter.split(text, file)
    held = fields.gather(matter, file, inline=inline)
    described, more = _description(held, file)
    said = fields.without_inline(matter.body) if inline else matter.body
    parts = bodies.parse(said, matter.body_line, id, file, held.text("label"), described)
    label, notes = _label(held.text("label") or parts.title, id, file, by_file=inline)
    linked = links.collect(matter.body, matter.body_line, file)
    mentions = fields.pointers(held.entries.get("mentions", ()))
    added = _new((*more.pointers, *mentions), linked.pointers)
    again = [Dropped(each.target, reading.REPEATED, Source(file, each.line), "links")
             for each in (*more.pointers, *mentions) if each not in added]  # fmt: skip
    related = fields.pointers(held.entries.get("related", ()))
    concept = Concept(
        id=id,
        label=label,
        definition=described or parts.opening,
        aliases=tuple(entry.text for entry in held.entries.get("aliases", ())),
        type=held.text("type") or "Concept",
        broader=fields.pointers(held.entries.get("broader", ())),
        narrower=fields.pointers(held.entries.get("narrower", ())),
        related=(*related, *_new(parts.related, related)),
        references=(*linked.pointers, *added),
        tags=tuple(entry.text for entry in held.entries.get("tags", ())),
        sections=parts.sections,
        faqs=parts.faqs,
        misconceptions=parts.misconceptions,
        source=Source(file, 1),
        body=matter.body,
        extra={key: value for key, value in matter.values.items() if key not in held.used},
    )
    if not any((concept.definition, parts.sections, parts.faqs, parts.misconceptions)):
        notes.append(Problem("empty-page", "warning", f"the page of {label!r} holds no text", Source(file, 1)))
    return Reading(
        (concept,),
        dropped=(*held.dropped, *linked.dropped, *more.dropped, *again),
        notes=tuple(notes),
        found={**held.found, "links": linked.found + more.found + len(mentions)},
        addresses=dict.fromkeys(held.addresses, id),
        abbreviations=links.abbreviations(matter.body, matter.body_line, file),
    )


def _label(given: str, id: str, file: str, *, by_file: bool) -> tuple[str, list[Problem]]:
    if given:
        return given, []
    name = id.rpartition("/")[2]
    # A name in words of its own, as notes have, is a title; one made for an address is to be put into words.
    label = name if re.search(r"\s|[a-z][A-Z]", name) or by_file else re.sub(r"[-_]+", " ", name).strip()
    label = (label if label != label.lower() or by_file else label.capitalize()) or id
    message = f"the page has no title; it is called {label!r} after its file. Add `title:` to its front matter."
    return label, [] if by_file else [Problem("no-title", "warning", message, Source(file, 1))]


def _description(held: Fields, file: str) -> tuple[str, Links]:
    """Return the definition that the front matter gives, in plain text, and the links in it."""
    entry = next(iter(held.entries.get("definition", ())), None)
    text = one_line(entry.text) if entry else ""
    if entry is None or not links.is_marked(text):
        return text, Links((), (), 0)
    return links.unmarked(text), links.collect(text, entry.line, file)


def _new(found: Iterable[Reference], known: Sequence[Reference]) -> list[Reference]:
    """Return the references whose targets are neither among known ones nor repeated."""
    targets = {(each.target, getattr(each, "fragment", "")) for each in known}
    fresh = []
    for each in found:
        name = (each.target, getattr(each, "fragment", ""))
        if name not in targets:
            targets.add(name)
            fresh.append(each)
    return fresh


def is_faq(text: str) -> bool:
    """Tell whether a page holds an FAQ that stands alone: of type FAQ, with the question in its front matter."""
    return (
        bool(re.match(r"(?:\ufeff)?---[^\S\n]*\n(?:[^\n]*\n)*?type:[^\S\n]*['\"]?faq\b", text[:2000], re.I))
        and "\nquestion:" in text[:20000]
    )


def read_faq(text: str, id: str, file: str) -> Faq:
    """Read a page that holds an FAQ which stands alone, as ``write_faq`` writes it."""
    matter = frontmatter.split(text, file)

    def texts(key: str) -> tuple[str, ...]:
        return tuple(entry.text for entry in matter.entries.get(key, ()) if entry.text)

    question = next(iter(texts("question")), "")
    return Faq(
        id,
        one_line(question),
        matter.body.strip(),
        texts("alternatives"),
        next(iter(texts("concept")), ""),
        Source(file, 1),
    )


def write_faq(faq: Faq) -> str:
    """Write an FAQ that stands alone as a page."""
    values: dict[str, object] = {"type": "FAQ", "question": faq.question}
    if faq.concept:
        values["concept"] = faq.concept
    if faq.alternatives:
        values["alternatives"] = list(faq.alternatives)
    return frontmatter.join(values, f"\n{faq.answer}\n" if faq.answer else "")


def write(concept: Concept) -> str:
    """Write a concept as a page; ``read`` gives the same concept back, but for line numbers.

    Args:
        concept: any concept.

    Returns:
        The page. Its body is the verbatim one where the concept's parts still agree with it.
    """
    if concept.body is not None:
        for described in (True, False):
            page = frontmatter.join(_values(concept, concept.body, described=described), concept.body)
            if _same_parts(read(page, concept.id, "")[0], concept):
                return page
    composed = compose(concept)
    return frontmatter.join(_values(concept, composed, described=True), composed)


def _values(concept: Concept, body: str, *, described: bool) -> dict[str, object]:
    linked = {link.target for link in markdown.links(body)}
    values: dict[str, object] = {"type": concept.type, "title": concept.label}
    if described and concept.definition:
        values["description"] = concept.definition
    for name, texts in (
        ("aliases", concept.aliases),
        ("broader", [reference.target for reference in concept.broader]),
        ("narrower", [reference.target for reference in concept.narrower]),
        ("related", [reference.target for reference in _own_related(concept, body)]),
        # Links that stand in no text, such as those of a table's other columns or of a definition.
        ("mentions", [each.target for each in concept.references if each.target not in linked]),
        ("tags", concept.tags),
    ):
        if texts:
            values[name] = list(texts)
    # A key of its own that has the name of one of dlgraph's is kept beside it.
    return values | {f"{key} (2)" if key in values else key: value for key, value in concept.extra.items()}


def listed(concept: Concept) -> tuple[Reference, ...]:
    """Return what a list of links in a concept's text, such as one below "See also", says is related to it."""
    if concept.body is None or not _LISTING.search(concept.body):
        return ()
    parts = bodies.parse(concept.body, 1, concept.id, "", concept.label, concept.definition)
    return links.plain(_new(parts.related, ()))


def _own_related(concept: Concept, body: str) -> Sequence[Reference]:
    """Return what is related to a concept without what a list in its text says, which a reader finds there."""
    below = [each.target for each in listed(replace(concept, body=body))]
    targets = [each.target for each in concept.related]
    for count in range(len(targets) - len(below), len(targets)) if below else ():
        head = targets[: max(count, 0)]
        if [*head, *(target for target in below if target not in head)] == targets:
            return concept.related[: max(count, 0)]
    return concept.related


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
