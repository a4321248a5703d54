"""Pages, the hierarchy and its counts, as the payload that programs read and as text for a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from click import style

from dlgraph import survey
from dlgraph.concept import Concept
from dlgraph.glossary import Glossary
from dlgraph.model import Source
from dlgraph.render.page import DIGITS, Page, source_payload
from dlgraph.taxonomy import Branch, breadcrumb, depths

_MOST_CENTRAL = 10
_LARGEST = 12


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
            {"title": part.title, "text": part.text, "source": source_payload(Source(file, part.line), page)}
            for part in concept.sections
        ],
        "misconceptions": [
            {"id": pair.id, "myth": pair.myth, "reality": pair.reality, "source": source_payload(pair.source, page)}
            for pair in concept.misconceptions
        ],
        "faqs": [
            {"id": faq.id, "question": faq.question, "answer": faq.answer, "source": source_payload(faq.source, page)}
            for faq in _faqs(glossary, concept)
        ],
        "source": source_payload(concept.source, page),
    }


def _faqs(glossary: Glossary, concept: Concept) -> list[Any]:
    return [*concept.faqs, *(faq for faq in glossary.faqs if glossary.faq_concept(faq) is concept)]


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


def tree_payload(branches: Sequence[Branch], *, up: bool = False) -> list[dict[str, Any]]:
    """Return the payload of ``tree``: nested concepts, each with those narrower than it or, ``up``, those broader."""
    return [
        {
            "id": branch.concept.id,
            "label": branch.concept.label,
            "broader" if up else "narrower": tree_payload(branch.branches, up=up),
            **({"repeated": True} if branch.repeated else {}),
            **({"cut": True} if branch.cut else {}),
        }
        for branch in branches
    ]


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


def stats_payload(glossary: Glossary, passages: int | None, notes: Sequence[str]) -> dict[str, Any]:
    """Return the payload of ``stats``; a related pair counts once, ``passages`` is None without an index."""
    kinds = [relation.kind for relation in glossary.relations]
    levels = depths(glossary)
    parts = survey.components(glossary)
    folders = Counter(concept.id.rpartition("/")[0] for concept in glossary)
    return {
        "concepts": len(glossary),
        "faqs": len(glossary.faqs) + sum(len(concept.faqs) for concept in glossary),
        "misconceptions": sum(len(concept.misconceptions) for concept in glossary),
        "sections": sum(len(concept.sections) for concept in glossary),
        "passages": passages,
        "aliases": sum(len(concept.aliases) for concept in glossary),
        "relations": {kind: kinds.count(kind) for kind in ("broader", "related", "references")},
        "top_concepts": len(glossary.top_concepts),
        "leaves": len(survey.leaves(glossary)),
        "orphans": len(survey.orphans(glossary)),
        "depth": max(levels.values(), default=0),
        "components": len(parts),
        "largest_component": len(parts[0]) if parts else 0,
        "dangling": sum(problem.code == "dangling" for problem in glossary.problems),
        "central": {
            "measure": "degree centrality: the share of all other concepts that a relation joins to it",
            "concepts": [
                {
                    "id": standing.concept.id,
                    "label": standing.concept.label,
                    "neighbors": standing.neighbors,
                    "centrality": round(standing.centrality, DIGITS),
                }
                for standing in survey.centrality(glossary)[:_MOST_CENTRAL]
                if standing.neighbors
            ],
        },
        "types": _counted(Counter(concept.type for concept in glossary)),
        "folders": _counted(folders) if set(folders) - {""} else {},
        "tags": _counted(Counter(tag for concept in glossary for tag in concept.tags)),
        "notes": list(notes),
    }


def _counted(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def stats_text(data: dict[str, Any]) -> str:
    """Return ``stats_payload`` as aligned counts, then what is most central, the largest groups, and the notes."""
    rows = [(name.replace("_", " "), value) for name, value in data.items() if isinstance(value, int)]
    rows += [(f"relations, {kind}", count) for kind, count in data["relations"].items()]
    width = max(len(name) for name, _ in rows)
    blocks = ["\n".join(f"{name:<{width}}  {value:>8,}" for name, value in rows)]
    if central := data["central"]["concepts"]:
        lead = f"Most central, by {data['central']['measure']}:"
        blocks.append("\n".join([lead, *(f"  {row['centrality']:.2f}  {row['label']}" for row in central)]))
    groups = [_largest(name, data[name]) for name in ("types", "folders", "tags") if data[name]]
    blocks += ["\n".join(groups)] if groups else []
    blocks += ["\n".join(f"note: {note}" for note in data["notes"])] if data["notes"] else []
    return "\n\n".join(blocks)


def _largest(name: str, counts: dict[str, int]) -> str:
    shown = [f"{group or '(no folder)'} {count:,}" for group, count in list(counts.items())[:_LARGEST]]
    return f"{name}: {', '.join(shown)}" + (", …" if len(counts) > _LARGEST else "")
