"""Comparisons, as payload for programs and side by side for a terminal."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any

from click import style

from dlgraph.comparison import Comparison, Mention
from dlgraph.concept import Concept, Faq, Section
from dlgraph.markdown import plain
from dlgraph.model import Relation, Source
from dlgraph.paths import way
from dlgraph.render.answers import relation_payload
from dlgraph.render.page import Page, source_payload
from dlgraph.render.structure import name_payload, path_text, steps
from dlgraph.taxonomy import Hierarchy, breadcrumb
from dlgraph.text import excerpt

_NARROWEST = 36
_GAP = 3
_SECTION = 320
_LEAST = 60
_MENTIONS = 5


def comparison_payload(hierarchy: Hierarchy, value: Comparison, page: Page) -> dict[str, Any]:
    """Return the payload of ``compare``; lists in lists follow the order of ``concepts``."""

    def chain(relations: Sequence[Relation]) -> list[dict[str, Any]]:
        return [relation_payload(relation, page) for relation in relations]

    return {
        "concepts": [
            {
                **name_payload(concept),
                "definition": concept.definition,
                "breadcrumb": [above.label for above in breadcrumb(hierarchy, concept)],
                "source": source_payload(concept.source, page),
            }
            for concept in value.concepts
        ],
        "common": [
            {"concept": name_payload(common.concept), "chains": [chain(each) for each in common.chains]}
            for common in value.common
        ],
        "kinds": [
            {"concept": name_payload(kin.concept), "broader": name_payload(kin.broader), "chain": chain(kin.chain)}
            for kin in value.kinds
        ],
        "relations": chain(value.direct),
        "paths": [None if path is None else chain(path) for path in value.paths],
        "shared": [name_payload(other) for other in value.shared],
        "only": [[name_payload(other) for other in others] for others in value.only],
        "mentions": [_mention_payload(mention, page) for mention in value.mentions],
        "sections": [
            {
                "title": aligned.title,
                "sections": [
                    _section_payload(part, concept, page)
                    for part, concept in zip(aligned.sections, value.concepts, strict=True)
                ],
            }
            for aligned in value.sections
        ],
    }


def _mention_payload(mention: Mention, page: Page) -> dict[str, Any]:
    kind, asked, said = _said(mention)
    return {
        "kind": kind,
        "id": mention.part.id,
        "concept": name_payload(mention.concept) if mention.concept else None,
        "title": asked,
        "text": said,
        "names": [name_payload(concept) for concept in mention.names],
        "direct": mention.direct,
        "source": source_payload(mention.part.source, page),
    }


def _said(mention: Mention) -> tuple[str, str, str]:
    part = mention.part
    if isinstance(part, Faq):
        return "faq", part.question, plain(part.answer)
    return "misconception", part.myth, plain(part.reality)


def _section_payload(part: Section | None, concept: Concept, page: Page) -> dict[str, Any] | None:
    if part is None:
        return None
    source = source_payload(Source(concept.source.file, part.line), page)
    return {"title": part.title, "text": plain(part.text), "source": source}


def comparison_text(
    hierarchy: Hierarchy, value: Comparison, page: Page, width: int | None, *, full: bool = False
) -> str:
    """Return a comparison: what is said of each side by side where there is room, what joins them in between.

    Args:
        hierarchy: the glossary.
        value: the comparison.
        page: how to set text.
        width: columns there are; None where nothing is set side by side.
        full: show whole sections, not only how they begin.
    """
    labels = [concept.label for concept in value.concepts]
    blocks = [_definitions(value.concepts, page, width)]
    blocks += [block for block in (_joined(hierarchy, value, page), _related(value, page, width)) if block]
    if value.mentions:
        several = "both" if len(labels) == 2 else "several"
        lead = style(f"Where {several} are spoken of", bold=True)
        blocks.append("\n".join([lead, *_mentions(value.mentions, page)]))
    for aligned in value.sections:
        cells = [plain(part.text) if part else "(no such section)" for part in aligned.sections]
        cells = cells if full else [_beginning(cell) for cell in cells]
        blocks.append(style(aligned.title, bold=True) + "\n" + _beside(labels, cells, page, width))
    return "\n\n".join(blocks)


def _beginning(text: str) -> str:
    """Return the first lines of a text, as many as there is room for, and a sign where something is left out."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    kept: list[str] = []
    room = _SECTION
    for line in lines:
        if kept and room < _LEAST:
            return "\n".join(kept).rstrip(" ,;:.…") + "…"
        kept.append(excerpt(line, max(room, _LEAST)))
        room -= len(line)
    return "\n".join(kept)


def _definitions(concepts: Sequence[Concept], page: Page, width: int | None) -> str:
    texts = [concept.definition or "(no definition)" for concept in concepts]
    places = [f"{page.file(concept.source)}:{concept.source.line}" for concept in concepts]
    labels = [concept.label for concept in concepts]
    if column := _column([*labels, *texts], width, len(labels)):
        heads = _columns(labels, column, bold=True)
        return "\n".join((heads, _columns(texts, column), "", *(style(place, dim=True) for place in places)))
    rows = zip(labels, texts, places, strict=True)
    return "\n\n".join(
        f"{style(label, bold=True)}\n{page.wrap(text)}\n{style(place, dim=True)}" for label, text, place in rows
    )


def _joined(hierarchy: Hierarchy, value: Comparison, page: Page) -> str:
    """Say what is broader than all, which is a kind of which, and what relations there are between them."""
    labels = {id: concept.label for id, concept in hierarchy.concepts.items()}
    lines: list[str] = []
    for kin in value.kinds:
        lines.append(f"{kin.concept.label} is a kind of {kin.broader.label}:")
        lines += _chain_lines(kin.chain, labels, page)
    compared = {concept.id for concept in value.concepts}
    for common in value.common:
        if common.concept.id not in compared:
            lines.append(f"Common broader concept: {style(common.concept.label, bold=True)}")
            for each in common.chains:
                lines += _chain_lines(each, labels, page)
    if not value.common:
        lines.append("No broader concept is common to them.")
    for concept, other, path in zip(value.concepts, value.concepts[1:], value.paths, strict=False):
        if path:
            lines.append(f"The shortest way from {concept.label} to {other.label}:")
            lines.append(textwrap.indent(path_text(concept, steps(hierarchy, concept, path), page), "  "))
        else:
            lines.append(f"Nothing connects {concept.label} with {other.label}.")
    shown = {relation for kin in value.kinds for relation in kin.chain}
    for relation in value.direct:
        if relation not in shown:
            said = {"broader": "is narrower than", "related": "is related to", "references": "refers to"}[relation.kind]
            place = f"{page.file(relation.source)}:{relation.source.line}"
            lines.append(page.wrap(f"{labels[relation.origin]} {said} {labels[relation.target]} ({place})"))
    return "\n".join(lines)


def _chain_lines(chain: Sequence[Relation], labels: dict[str, str], page: Page) -> Iterator[str]:
    if chain:
        yield page.wrap(" < ".join(labels[id] for id in way(chain[0].origin, chain)), "  ")
        places = ", ".join(f"{page.file(relation.source)}:{relation.source.line}" for relation in chain)
        yield style(page.wrap(places, "    "), dim=True)


def _related(value: Comparison, page: Page, width: int | None) -> str:
    blocks = []
    if value.shared:
        names = ", ".join(other.label for other in value.shared)
        blocks.append(page.wrap(f"{'Both' if len(value.concepts) == 2 else 'All'} are related to: {names}"))
    if any(value.only):
        labels = [concept.label for concept in value.concepts]
        cells = [", ".join(other.label for other in others) or "(nothing)" for others in value.only]
        lead = style("Related to only one of them", bold=True)
        blocks.append(f"{lead}\n{_beside(labels, cells, page, width, heads=True)}")
    return "\n\n".join(blocks)


def _mentions(mentions: Sequence[Mention], page: Page) -> Iterator[str]:
    """Give in full what speaks of them outright, and the titles of what only mentions them."""
    for mention in mentions[:_MENTIONS]:
        kind, asked, said = _said(mention)
        lead = ("Myth: ", "Reality: ") if kind == "misconception" else ("", "")
        yield page.wrap(f"- {lead[0]}{asked}")
        if mention.direct and said:
            yield page.wrap(lead[1] + said, "    ")
        yield style(f"    {page.file(mention.part.source)}:{mention.part.source.line}", dim=True)
    if len(mentions) > _MENTIONS:
        yield f"  … and {len(mentions) - _MENTIONS} more, which --json lists"


# -- columns -------------------------------------------------------------------------------------------------------


def _beside(labels: Sequence[str], cells: Sequence[str], page: Page, width: int | None, *, heads: bool = False) -> str:
    """Set texts in columns, below their labels where asked, or one after another where there is no room."""
    if column := _column([*labels, *cells] if heads else cells, width, len(labels)):
        return (
            _columns(cells, column)
            if not heads
            else f"{_columns(labels, column, bold=True)}\n{_columns(cells, column)}"
        )
    return "\n".join(_behind(label, cell, page) for label, cell in zip(labels, cells, strict=True))


def _behind(label: str, cell: str, page: Page) -> str:
    return page.wrap(f"{label}: {cell}", "  ") if "\n" not in cell else f"  {label}:\n{page.wrap(cell, '    ')}"


def _column(cells: Sequence[str], width: int | None, count: int) -> int:
    """Return how wide each column may be; 0 where there is no room, or where characters are wider than others."""
    room = ((width or 0) - _GAP * (count - 1)) // count
    wide = any(unicodedata.east_asian_width(char) in "WF" for cell in cells for char in cell)
    return room if room >= _NARROWEST and not wide else 0


def _columns(cells: Sequence[str], column: int, *, bold: bool = False) -> str:
    wrapped = [_wrapped(cell, column) for cell in cells]
    rows = zip_longest(*wrapped, fillvalue="")
    return "\n".join((" " * _GAP).join(_padded(part, column, bold=bold) for part in row).rstrip() for row in rows)


def _wrapped(cell: str, column: int) -> list[str]:
    return [part for line in cell.split("\n") for part in textwrap.wrap(line, column, break_on_hyphens=False) or [""]]


def _padded(part: str, column: int, *, bold: bool) -> str:
    return (style(part, bold=True) if bold and part else part) + " " * (column - len(part))
