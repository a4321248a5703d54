"""From values to what people and programs read: terminal text and the JSON payload, both shaped here only."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from click import style

from dlgraph.glossary import Glossary
from dlgraph.model import Answer, Concept, ConceptName, Hit, Item, Outcome, Source
from dlgraph.search.calibration import threshold
from dlgraph.search.manifest import Manifest
from dlgraph.taxonomy import Branch, breadcrumb, depths
from dlgraph.text import excerpt, one_line

_KINDS = {"faq": "FAQ", "definition": "definition", "section": "section", "misconception": "misconception"}
_DIGITS = 4
_MOST_RELATED = 8


class Page:
    """How to set text: the corpus that sources are in, and the width to fill.

    Args:
        corpus: the corpus; files of sources are shown as paths that can be opened from here.
        width: columns to wrap at; None leaves lines as they are.
    """

    def __init__(self, corpus: Path, width: int | None = None) -> None:
        self._base = corpus if corpus.is_dir() else corpus.parent
        self._width = width

    def file(self, source: Source) -> str:
        """Return the path of a source's file: relative where it lies below the working folder, else absolute."""
        path = os.path.abspath(self._base / source.file)
        relative = os.path.relpath(path)
        return path if relative.startswith(os.pardir) else relative

    def wrap(self, text: str, indent: str = "") -> str:
        """Indent a text's lines and wrap them, list items below their first word."""
        return "\n".join(self._wrap_line(line, indent) for line in text.split("\n"))

    def _wrap_line(self, line: str, indent: str) -> str:
        if not self._width or not line.strip():
            return (indent + line).rstrip()
        lead = line[: len(line) - len(line.lstrip())]
        hang = "  " if line.lstrip().startswith("- ") else ""
        return textwrap.fill(
            line.strip(),
            max(self._width, 20),
            initial_indent=indent + lead,
            subsequent_indent=indent + lead + hang,
            break_long_words=False,
            break_on_hyphens=False,
        )


# -- the payload -----------------------------------------------------------------------------------------------


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
        "confidence": round(value.confidence, _DIGITS),
        "answer": _item(value.hit.item, page) if value.hit else None,
        "concepts": [_name(name) for name in value.concepts],
        "breadcrumb": list(value.breadcrumb),
        "related": [_name(name) for name in value.related],
        "alternatives": [_hit(hit, page) for hit in value.alternatives],
        "proof": [
            {"from": edge.origin, "relation": edge.kind, "to": edge.target, "source": _source(edge.source, page)}
            for edge in value.proof
        ],
        "reason": value.reason,
        "index": {"digest": value.index, "model": value.model},
    }


def search_payload(query: str, hits: Sequence[Hit], page: Page, *, explain: bool = False) -> dict[str, Any]:
    """Return the payload of ``search``; ``explain`` adds the passage that matched."""
    return {"query": query, "hits": [_hit(hit, page, explain=explain) for hit in hits]}


def _name(name: ConceptName) -> dict[str, str]:
    return {"id": name.id, "label": name.label}


def _source(source: Source, page: Page) -> dict[str, Any]:
    return {"file": page.file(source), "line": source.line}


def _item(item: Item, page: Page) -> dict[str, Any]:
    return {
        "id": item.id,
        "kind": item.kind,
        "concept": item.concept or None,
        "label": item.label,
        "title": item.title,
        "text": item.text,
        "source": _source(item.source, page),
    }


def _hit(hit: Hit, page: Page, *, explain: bool = False) -> dict[str, Any]:
    data = _item(hit.item, page)
    source = data.pop("source")
    data |= {
        "score": round(hit.score, _DIGITS),
        "cosine": round(hit.cosine, _DIGITS),
        "coverage": round(hit.coverage, _DIGITS),
        "source": source,
    }
    if explain:
        data["passage"] = {"field": hit.passage.field, "text": hit.passage.text}
    return data


def concept_payload(glossary: Glossary, concept: Concept, page: Page) -> dict[str, Any]:
    """Return the payload of ``show``: a whole page."""

    def names(concepts: Sequence[Concept]) -> list[dict[str, str]]:
        return [{"id": other.id, "label": other.label} for other in concepts]

    file = concept.source.file
    return {
        "id": concept.id,
        "label": concept.label,
        "aliases": list(concept.aliases),
        "type": concept.type,
        "definition": concept.definition,
        "breadcrumb": [above.label for above in breadcrumb(glossary, concept)],
        "broader": names(glossary.broader(concept)),
        "narrower": names(glossary.narrower(concept)),
        "related": names(glossary.related(concept)),
        "tags": list(concept.tags),
        "sections": [
            {"title": part.title, "text": part.text, "source": _source(Source(file, part.line), page)}
            for part in concept.sections
        ],
        "misconceptions": [
            {"id": pair.id, "myth": pair.myth, "reality": pair.reality, "source": _source(pair.source, page)}
            for pair in concept.misconceptions
        ],
        "faqs": [
            {"id": faq.id, "question": faq.question, "answer": faq.answer, "source": _source(faq.source, page)}
            for faq in _faqs(glossary, concept)
        ],
        "source": _source(concept.source, page),
    }


def _faqs(glossary: Glossary, concept: Concept) -> list[Any]:
    return [*concept.faqs, *(faq for faq in glossary.faqs if glossary.faq_concept(faq) is concept)]


def tree_payload(branches: Sequence[Branch]) -> list[dict[str, Any]]:
    """Return the payload of ``tree``: nested concepts, each with those narrower than it."""
    return [
        {
            "id": branch.concept.id,
            "label": branch.concept.label,
            "narrower": tree_payload(branch.branches),
            **({"repeated": True} if branch.repeated else {}),
            **({"cut": True} if branch.cut else {}),
        }
        for branch in branches
    ]


def stats_payload(glossary: Glossary, passages: int | None, notes: Sequence[str]) -> dict[str, Any]:
    """Return the payload of ``stats``; a related pair counts once, ``passages`` is None without an index."""
    kinds = [relation.kind for relation in glossary.relations]
    levels = depths(glossary)
    joined = {id for relation in glossary.relations for id in (relation.origin, relation.target)}
    return {
        "concepts": len(glossary),
        "faqs": len(glossary.faqs) + sum(len(concept.faqs) for concept in glossary),
        "misconceptions": sum(len(concept.misconceptions) for concept in glossary),
        "sections": sum(len(concept.sections) for concept in glossary),
        "passages": passages,
        "aliases": sum(len(concept.aliases) for concept in glossary),
        "relations": {kind: kinds.count(kind) for kind in ("broader", "related", "references")},
        "top_concepts": len(glossary.top_concepts),
        "leaves": sum(not glossary.narrower(concept) for concept in glossary),
        "orphans": sum(concept.id not in joined for concept in glossary),
        "depth": max(levels.values(), default=0),
        "dangling": sum(problem.code == "dangling" for problem in glossary.problems),
        "notes": list(notes),
    }


def index_payload(built: Manifest, folder: Path, *, seconds: float, fresh: bool) -> dict[str, Any]:
    """Return the payload of ``index``; ``built`` is false where the index was up to date already."""
    return {
        "index": str(folder),
        "built": not fresh,
        "digest": built.digest,
        "corpus": built.corpus,
        "model": {"name": built.model.name, "digest": built.model.digest, "dimension": built.model.dimension},
        "engine": built.model.engine,
        "counts": dict(built.counts),
        "bytes": dict(built.sizes),
        "tuning": {
            "questions": built.ranking["questions"],
            "weight": built.ranking["weight"],
            "curve": built.ranking["curve"],
            "threshold": round(threshold(built.ranking["scores"]), _DIGITS),
            "auroc": built.ranking["calibration"]["auroc"],
            "ece": built.ranking["calibration"]["ece"],
            "note": built.ranking["note"],
        },
        "seconds": round(seconds, 3),
        "notes": list(built.notes),
    }


# -- terminal text ---------------------------------------------------------------------------------------------


def answer_text(value: Answer, page: Page) -> str:
    """Return an answer as a person reads it."""
    if value.hit is None:
        return "\n".join(_abstention(value, page))
    item = value.hit.item
    lines = [style(heading(item), bold=True), ""]
    if item.kind == "misconception":
        lines.append(page.wrap(f"Reality: {item.text}", "  "))
    else:
        lines.append(page.wrap(item.text or "(This question has no answer in the corpus.)", "  "))
    lines.append("")
    if value.breadcrumb:
        lines.append(page.wrap(" > ".join(value.breadcrumb)))
    lines.append(style(f"{page.file(item.source)}:{item.source.line}", dim=True))
    lines.append(f"Confidence: {value.confidence:.2f}")
    if value.related:
        shown = [name.label for name in value.related[:_MOST_RELATED]]
        lines.append(page.wrap("Related: " + ", ".join(shown) + (", …" if len(value.related) > len(shown) else "")))
    lines += _also(value.alternatives, "Also close:")
    return "\n".join(lines)


def _abstention(value: Answer, page: Page) -> Iterator[str]:
    yield style("Not in this glossary.", bold=True)
    if value.reason:
        yield page.wrap(f"Why: {value.reason}")
    yield from _also(value.alternatives, "Closest:")


def _also(hits: Sequence[Hit], lead: str) -> list[str]:
    return (
        ["", lead, *(f"  - {excerpt(heading(hit.item), 110)} ({_KINDS[hit.item.kind]})" for hit in hits)]
        if hits
        else []
    )


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
        lines.append(f"{number:>2}. {style(one_line(heading(item)), bold=True)} ({_KINDS[item.kind]})  {hit.score:.3f}")
        if item.text:
            lines.append(page.wrap(excerpt(item.text, 160), "    "))
        where = f"{page.file(item.source)}:{item.source.line}"
        lines.append("    " + style(f"{item.id}  {where}", dim=True))
        if explain:
            lines.append(f"    cosine {hit.cosine:.3f}, coverage {hit.coverage:.3f}, matched {hit.passage.field}:")
            lines.append(page.wrap(hit.passage.text, "      "))
    return "\n".join(lines)


def concept_text(glossary: Glossary, concept: Concept, page: Page) -> str:
    """Return a concept's whole page."""
    from dlgraph.markdown import plain

    blocks = [style(concept.label, bold=True, underline=True)]
    way = breadcrumb(glossary, concept)
    if len(way) > 1:
        blocks.append(page.wrap(" > ".join(above.label for above in way)))
    if concept.aliases:
        blocks.append(page.wrap("Also called: " + ", ".join(concept.aliases)))
    if concept.definition:
        blocks.append(page.wrap(concept.definition))
    for part in concept.sections:
        if part.title:
            blocks.append(style(part.title, bold=True))
        if text := plain(part.text):
            blocks.append(page.wrap(text))
    if concept.misconceptions:
        blocks.append(style("Misconceptions", bold=True))
        for pair in concept.misconceptions:
            blocks.append(page.wrap(f"Myth: {pair.myth}") + "\n" + page.wrap(f"Reality: {plain(pair.reality)}"))
    if faqs := _faqs(glossary, concept):
        blocks.append(style("Frequently asked questions", bold=True))
        blocks += [f"{style(faq.question, bold=True)}\n{page.wrap(plain(faq.answer))}".rstrip() for faq in faqs]
    for lead, others in (
        ("Broader", glossary.broader(concept)),
        ("Narrower", glossary.narrower(concept)),
        ("Related", glossary.related(concept)),
    ):
        if others:
            blocks.append(page.wrap(f"{lead}: " + ", ".join(other.label for other in others)))
    blocks.append(style(f"{page.file(concept.source)}:{concept.source.line}", dim=True))
    return "\n\n".join(blocks)


def tree_text(branches: Sequence[Branch]) -> str:
    """Return a hierarchy drawn with lines; ``…`` marks branches shown elsewhere or cut off."""
    lines: list[str] = []
    for branch in branches:
        lines.append(_branch_label(branch))
        lines += _branch_lines(branch.branches, "")
    return "\n".join(lines)


def _branch_label(branch: Branch) -> str:
    return branch.concept.label + (" …" if branch.repeated or branch.cut else "")


def _branch_lines(branches: Sequence[Branch], lead: str) -> Iterator[str]:
    for at, branch in enumerate(branches):
        last = at == len(branches) - 1
        yield f"{lead}{'└── ' if last else '├── '}{_branch_label(branch)}"
        yield from _branch_lines(branch.branches, lead + ("    " if last else "│   "))


def stats_text(data: dict[str, Any]) -> str:
    """Return the counts of ``stats_payload`` as aligned lines, the notes behind them."""
    rows = [(name.replace("_", " "), value) for name, value in data.items() if isinstance(value, int)]
    rows += [(f"relations, {kind}", count) for kind, count in data["relations"].items()]
    width = max(len(name) for name, _ in rows)
    lines = [f"{name:<{width}}  {value:>8,}" for name, value in rows]
    return "\n".join(lines + ([""] + [f"note: {note}" for note in data["notes"]] if data["notes"] else []))


def index_text(data: dict[str, Any]) -> str:
    """Return the summary of ``index_payload``."""
    counts = ", ".join(f"{count:,} {name}" for name, count in data["counts"].items())
    size = sum(data["bytes"].values()) / 1e6
    state = f"built in {data['seconds']:.1f} s" if data["built"] else "up to date"
    lines = [
        f"{data['index']}: {state}",
        counts,
        f"{size:.1f} MB; model {data['model']['name']}, {data['model']['dimension']} dimensions",
    ]
    tuned = data["tuning"]
    lines.append(
        f"tuned on {tuned['questions']} questions of its own: coverage weighs {tuned['weight']:.2f}, "
        f"answers need {tuned['threshold']:.2f}" + (f"; {tuned['note']}" if tuned["note"] else "")
    )
    return "\n".join(lines + [f"note: {note}" for note in data["notes"]])


def outcomes_payload(outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    """Return a row for each question of an evaluation."""
    return [
        {
            "question": outcome.question.text,
            "expects": list(outcome.question.expects),
            "place": outcome.place,
            "first": outcome.found[0] if outcome.found else None,
            "kind": outcome.answer.kind,
            "score": round(outcome.score, _DIGITS),
            "confidence": round(outcome.answer.confidence, _DIGITS),
        }
        for outcome in outcomes
    ]


def outcomes_text(rows: Sequence[dict[str, Any]]) -> str:
    """Return the questions of an evaluation that went wrong: a wrong first hit, or a wrong decision to abstain."""
    lines = []
    for row in rows:
        abstained = row["kind"] == "abstain"
        if row["expects"] and row["place"] != 1:
            where = f"at {row['place']}" if row["place"] else "not found"
            lines.append(f"- {row['question']}\n    expected {', '.join(row['expects'])} ({where}), got {row['first']}")
        elif bool(row["expects"]) == abstained:
            said = "abstained" if abstained else f"answered {row['first']}"
            lines.append(f"- {row['question']}\n    {said} (score {row['score']:.2f})")
    return "\n".join(lines)


def measures_text(measures: Mapping[str, float]) -> str:
    """Return measures as aligned lines."""
    width = max(map(len, measures))
    return "\n".join(f"{name:<{width}}  {value:>9.{0 if value == int(value) and value > 1 else 4}f}"
                     for name, value in measures.items())  # fmt: skip


def comparison_text(rows: Sequence[dict[str, Any]]) -> str:
    """Return a comparison with a baseline, regressions marked."""
    return "\n".join(
        f"{row['measure']:<18} {row['before']:>9.4f} -> {row['now']:>9.4f}  {row['change']:+.4f}"
        + ("  REGRESSION" if row["regression"] else "")
        for row in rows
    )
