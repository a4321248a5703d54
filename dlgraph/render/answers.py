"""Answers and hits, as the payload that programs read and as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from click import style

from dlgraph.model import Answer, ConceptName, Hit, Item, Relation
from dlgraph.render.page import DIGITS, Page, source_payload
from dlgraph.text import excerpt, one_line
from dlgraph.wording import sign

_KINDS = {"faq": "FAQ"}
_MOST_RELATED = 8
# How an answer opens by what it says of the statement that a question puts forward; where that holds, it is the reality
# of a myth, and the myth itself would only be in the way.
_VERDICTS = {"": "{}", "false": "No. {}", "true": "Yes, that is so."}
_MOST_PROOF = 12


def payload(value: Answer, corpus: Path | str = ".") -> dict[str, Any]:
    """Return an answer as JSON-ready data, the shape that the command line, HTTP and agents share.

    Args:
        value: the answer.
        corpus: the corpus, so that files of sources can be opened.

    Returns:
        The payload of ``ask`` (see docs/payload.md).
    """
    page = Page(Path(corpus))
    return {
        "question": value.question,
        "kind": value.kind,
        "verdict": value.verdict or None,
        "confidence": round(value.confidence, DIGITS),
        "answer": _item(value.item, page) if value.item else None,
        "concepts": [_name(name) for name in value.concepts],
        "breadcrumb": list(value.breadcrumb),
        "related": [_name(name) for name in value.related],
        "alternatives": [_hit(hit, page) for hit in value.alternatives],
        "proof": [relation_payload(edge, page) for edge in value.proof],
        "reason": value.reason,
        "index": {"digest": value.index, "model": value.model},
    }


def search_payload(query: str, hits: Sequence[Hit], page: Page, *, explain: bool = False) -> dict[str, Any]:
    """Return the payload of ``search``; ``explain`` adds the passage that matched."""
    return {"query": query, "hits": [_hit(hit, page, explain=explain) for hit in hits]}


def relation_payload(edge: Relation, page: Page) -> dict[str, Any]:
    """Return a relation as the payload has it, with the place that declares it."""
    return {
        "from": edge.origin,
        "relation": edge.kind,
        "to": edge.target,
        "source": source_payload(edge.source, page),
    }


def _name(name: ConceptName) -> dict[str, str]:
    return {"id": name.id, "label": name.label}


def _item(item: Item, page: Page) -> dict[str, Any]:
    return {
        "id": item.id,
        "kind": item.kind,
        "concept": item.concept or None,
        "label": item.label,
        "title": item.title,
        "text": item.text,
        "source": source_payload(item.source, page),
    }


def _hit(hit: Hit, page: Page, *, explain: bool = False) -> dict[str, Any]:
    data = _item(hit.item, page)
    source = data.pop("source")
    data |= {
        "score": round(hit.score, DIGITS),
        "cosine": round(hit.cosine, DIGITS),
        "coverage": round(hit.coverage, DIGITS),
        "source": source,
    }
    if explain:
        data["passage"] = {"field": hit.passage.field, "text": hit.passage.text}
    return data


def answer_text(value: Answer, page: Page) -> str:
    """Return an answer as a person reads it."""
    item = value.item
    if item is None:
        return "\n".join(_abstention(value, page))
    if item.kind in ("structure", "comparison"):
        return "\n".join(_from_graph(value, item, page))
    lines = [style(_VERDICTS[value.verdict].format(heading(item)), bold=True), ""]
    if item.kind == "misconception":
        lines.append(page.wrap(item.text if value.verdict == "true" else f"Reality: {item.text}", "  "))
    else:
        lines.append(page.wrap(item.text or "(This question has no answer in the corpus.)", "  "))
    lines.append("")
    if value.breadcrumb:
        lines.append(page.wrap(" > ".join(value.breadcrumb)))
    lines.append(style(f"{page.file(item.source)}:{item.source.line}", dim=True))
    lines.append(f"Confidence: {value.confidence:.2f}")
    lines += _related(value, page)
    lines += _proof(value, page)
    lines += _also(value.alternatives, "Also close:")
    return "\n".join(lines)


def _from_graph(value: Answer, item: Item, page: Page) -> Iterator[str]:
    """Show what the graph says, the verdict or count first, then the place that declares each relation of the proof."""
    first, _, rest = item.text.partition("\n")
    yield style(page.wrap(first), bold=True)
    if rest:
        yield from ("", *(page.wrap(line, "  ") for line in rest.strip("\n").split("\n")))
    yield ""
    if value.breadcrumb:
        yield page.wrap(" > ".join(value.breadcrumb))
    yield f"Confidence: {value.confidence:.2f}"
    yield from _related(value, page)
    yield from _proof(value, page)


def _related(value: Answer, page: Page) -> list[str]:
    if not value.related:
        return []
    shown = [name.label for name in value.related[:_MOST_RELATED]]
    return [page.wrap("Related: " + ", ".join(shown) + (", …" if len(value.related) > len(shown) else ""))]


def _proof(value: Answer, page: Page) -> list[str]:
    if not value.proof:
        return []
    labels = {name.id: name.label for name in value.concepts}
    lines = ["", "Declared in:"]
    for edge in value.proof[:_MOST_PROOF]:
        ends = f" {sign(edge.kind)} ".join(labels.get(id, id) for id in (edge.origin, edge.target))
        lines.append(f"  - {ends}  " + style(f"{page.file(edge.source)}:{edge.source.line}", dim=True))
    more = len(value.proof) - _MOST_PROOF
    return [*lines, f"  … and {more} more; --json lists them all"] if more > 0 else lines


def _abstention(value: Answer, page: Page) -> Iterator[str]:
    yield style("Not in this glossary.", bold=True)
    if value.reason:
        yield page.wrap(f"Why: {value.reason}")
    yield from _also(value.alternatives, "Closest:")


def _also(hits: Sequence[Hit], lead: str) -> list[str]:
    return ["", lead, *(f"  - {excerpt(heading(hit.item), 110)} ({_kind(hit.item)})" for hit in hits)] if hits else []


def _kind(item: Item) -> str:
    return _KINDS.get(item.kind, item.kind)


def heading(item: Item) -> str:
    """Return the line that names an item: its question, its concept, or its concept and section."""
    if item.kind == "faq":
        return item.title
    if item.kind == "misconception":
        return f"Myth: {item.title}"
    return f"{item.label}: {item.title}" if item.title and item.title != item.label else item.label


def hits_text(hits: Sequence[Hit], page: Page, *, explain: bool = False) -> str:
    """Return hits as a numbered list, with their scores and sources."""
    if not hits:
        return "Nothing found."
    lines: list[str] = []
    for number, hit in enumerate(hits, 1):
        item = hit.item
        lines.append(f"{number:>2}. {style(one_line(heading(item)), bold=True)} ({_kind(item)})  {hit.score:.3f}")
        if item.text:
            lines.append(page.wrap(excerpt(item.text, 160), "    "))
        where = f"{page.file(item.source)}:{item.source.line}"
        lines.append("    " + style(f"{item.id}  {where}", dim=True))
        if explain:
            lines.append(f"    cosine {hit.cosine:.3f}, coverage {hit.coverage:.3f}, matched {hit.passage.field}:")
            lines.append(page.wrap(hit.passage.text, "      "))
    return "\n".join(lines)
