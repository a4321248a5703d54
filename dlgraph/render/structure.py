"""Paths, neighbors, learning orders and lists of concepts, as payload for programs and as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from typing import Any

from click import style

from dlgraph.concept import Concept
from dlgraph.learning import LearningPath
from dlgraph.model import Relation, RelationKind
from dlgraph.paths import Direction, Neighbor, way
from dlgraph.render.answers import relation_payload
from dlgraph.render.page import DIGITS, Page, source_payload
from dlgraph.surroundings import Near, Surrounding
from dlgraph.taxonomy import Hierarchy
from dlgraph.text import excerpt

# Definitions take one line of a terminal of 80 columns, indents included.
_LINE = 78
_REASONS = 2
_AGAINST: Mapping[RelationKind, Direction] = {
    "broader": "narrower",
    "related": "related",
    "references": "referenced by",
}
# How a concept stands to the one before it on the way, by the direction of the step.
_STANDS = {
    "broader": "broader than",
    "narrower": "narrower than",
    "related": "related to",
    "references": "referenced by",
    "referenced by": "referring to",
}


def name_payload(concept: Concept) -> dict[str, str]:
    """Return a concept as payloads name it."""
    return {"id": concept.id, "label": concept.label}


def _place(relation: Relation, page: Page) -> str:
    return f"{page.file(relation.source)}:{relation.source.line}"


# -- path ----------------------------------------------------------------------------------------------------------


def steps(hierarchy: Hierarchy, start: Concept, path: Sequence[Relation]) -> list[Neighbor]:
    """Return the steps of a path: where each leads, and in which direction its relation is walked."""
    found = []
    for relation, (before, after) in zip(path, pairwise(way(start.id, path)), strict=True):
        direction: Direction = relation.kind if relation.origin == before else _AGAINST[relation.kind]
        found.append(Neighbor(hierarchy.concepts[after], direction, relation))
    return found


def path_payload(start: Concept, end: Concept, path: Sequence[Neighbor] | None, page: Page) -> dict[str, Any]:
    """Return the payload of ``path``; ``steps`` is null where nothing connects the two concepts."""
    return {
        "start": name_payload(start),
        "end": name_payload(end),
        "length": None if path is None else len(path),
        "steps": None if path is None else [_neighbor_payload(step, page) for step in path],
    }


def _neighbor_payload(step: Neighbor, page: Page) -> dict[str, Any]:
    return {
        "concept": name_payload(step.concept),
        "direction": step.direction,
        "relation": relation_payload(step.relation, page),
    }


def path_text(start: Concept, path: Sequence[Neighbor], page: Page) -> str:
    """Return a path, a concept a line, and between two of them what joins them and where it is declared."""
    lines = [style(start.label, bold=True)]
    for step in path:
        lines.append(f"  ↓ {step.direction}  " + style(_place(step.relation, page), dim=True))
        lines.append(style(step.concept.label, bold=True))
    return "\n".join(lines)


# -- neighbors -----------------------------------------------------------------------------------------------------


def neighbors_payload(concept: Concept, around: Iterable[Surrounding], page: Page) -> dict[str, Any]:
    """Return the payload of ``neighbors``: relations with their distance, nearest first."""
    rows = [
        {"distance": each.distance, "via": each.via.id, **_neighbor_payload(each.neighbor, page)} for each in around
    ]
    return {"concept": name_payload(concept), "neighbors": rows}


def neighbors_text(concept: Concept, around: Iterable[Surrounding], page: Page) -> str:
    """Return what lies around a concept: its relations by direction, then what is farther away by distance."""
    blocks = [style(concept.label, bold=True)]
    for distance, group in groupby(around, lambda each: each.distance):
        if distance == 1:
            blocks += _directions(group, page)
        else:
            lines = [_farther(each, page) for each in group]
            blocks.append(style(f"{distance} relations away ({len(lines)})", bold=True) + "\n" + "\n".join(lines))
    return "\n\n".join(blocks if len(blocks) > 1 else [*blocks, "Nothing is joined to it."])


def _directions(around: Iterable[Surrounding], page: Page) -> Iterator[str]:
    for direction, group in groupby(around, lambda each: each.neighbor.direction):
        found = [each.neighbor for each in group]
        lines = [page.wrap(f"- {each.concept.label} ({_place(each.relation, page)})", "  ") for each in found]
        yield style(f"{direction.capitalize()} ({len(found)})", bold=True) + "\n" + "\n".join(lines)


def _farther(each: Surrounding, page: Page) -> str:
    return page.wrap(f"- {each.neighbor.concept.label}, {_STANDS[each.neighbor.direction]} {each.via.label}", "  ")


# -- related -------------------------------------------------------------------------------------------------------


def related_payload(
    concept: Concept, around: Sequence[Neighbor], nearest: Sequence[Near] | None, page: Page
) -> dict[str, Any]:
    """Return the payload of ``related``.

    Args:
        concept: the concept.
        around: its neighbors.
        nearest: what is nearest by embedding, which is listed with the relations that join it; None if not asked for.
        page: how to set paths.
    """
    related = (each for each in around if each.direction == "related")
    rows = [
        {
            **name_payload(each.concept),
            "definition": each.concept.definition,
            "source": source_payload(each.relation.source, page),
        }
        for each in related
    ]
    data: dict[str, Any] = {"concept": name_payload(concept), "related": rows}
    if nearest is not None:
        data["nearest"] = [
            {
                **name_payload(near.concept),
                "definition": near.concept.definition,
                "cosine": round(near.cosine, DIGITS),
                "relations": [each.direction for each in around if each.concept.id == near.concept.id],
            }
            for near in nearest
        ]
    return data


def related_text(data: dict[str, Any]) -> str:
    """Return ``related_payload`` as text: what is curated first, what is only near apart from it."""
    label = data["concept"]["label"]
    lines = [style(f"Related to {label}", bold=True)]
    for row in data["related"]:
        lines += _defined(row["label"], row)
    if not data["related"]:
        lines.append("  Nothing is declared as related to it.")
    if "nearest" in data:
        lines += ["", style("Nearest by embedding", bold=True) + " (computed, not curated)"]
        for row in data["nearest"]:
            joined = f" [{', '.join(row['relations'])}]" if row["relations"] else ""
            lines += _defined(f"{row['cosine']:.2f}  {row['label']}{joined}", row)
    return "\n".join(lines)


def _defined(lead: str, row: dict[str, Any]) -> list[str]:
    definition = excerpt(row["definition"], _LINE - 4)
    return [f"- {lead}", *([style(f"    {definition}", dim=True)] if definition else [])]


# -- learn ---------------------------------------------------------------------------------------------------------


def learning_payload(order: LearningPath, page: Page) -> dict[str, Any]:
    """Return the payload of ``learn``."""
    return {
        "concept": name_payload(order.concept),
        "steps": [
            {
                **name_payload(step.concept),
                "definition": step.concept.definition,
                "needed": [relation_payload(relation, page) for relation in step.needed],
                "source": source_payload(step.concept.source, page),
            }
            for step in order.steps
        ],
        "known": [name_payload(concept) for concept in order.known],
        "broken": [relation_payload(relation, page) for relation in order.broken],
    }


def learning_text(hierarchy: Hierarchy, order: LearningPath, page: Page) -> str:
    """Return a learning order as a numbered list: what each concept is, and what needs it."""
    concepts = hierarchy.concepts
    lines = []
    indent = " " * (len(str(len(order.steps))) + 2)
    for number, step in enumerate(order.steps, 1):
        lines.append(f"{number:>{len(indent) - 2}}. {style(step.concept.label, bold=True)}")
        if step.concept.definition:
            lines.append(indent + excerpt(step.concept.definition, _LINE - len(indent)))
        if step.needed:
            reasons = [
                f"{concepts[relation.origin].label} ({relation.kind}, {_place(relation, page)})"
                for relation in step.needed[:_REASONS]
            ]
            more = [f"{len(step.needed) - _REASONS} more"] if len(step.needed) > _REASONS else []
            lines.append(style(page.wrap(f"Needed by {_listed([*reasons, *more])}", indent), dim=True))
    if not order.steps:
        lines.append(f"{order.concept.label} is known already.")
    if order.known:
        lines += ["", page.wrap("Known already: " + ", ".join(concept.label for concept in order.known))]
    if order.broken:
        lines += ["", "Dropped, to keep the order from going in a circle:"]
        lines += [
            page.wrap(
                f"- {concepts[relation.origin].label} needs {concepts[relation.target].label} "
                f"({relation.kind}, {_place(relation, page)})",
                "  ",
            )
            for relation in order.broken
        ]
    return "\n".join(lines)


def _listed(parts: Sequence[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


# -- list ----------------------------------------------------------------------------------------------------------


def list_payload(concepts: Sequence[Concept], page: Page) -> dict[str, Any]:
    """Return the payload of ``list``."""
    rows = [
        {
            **name_payload(concept),
            "type": concept.type,
            "tags": list(concept.tags),
            "definition": concept.definition,
            "source": source_payload(concept.source, page),
        }
        for concept in concepts
    ]
    return {"count": len(rows), "concepts": rows}


def list_text(concepts: Sequence[Concept]) -> str:
    """Return concepts with their ids and the beginnings of their definitions."""
    lines = []
    for concept in concepts:
        lines.append(f"{style(concept.label, bold=True)}  {style(concept.id, dim=True)}")
        if concept.definition:
            lines.append("  " + excerpt(concept.definition, _LINE - 2))
    return "\n".join(lines)


# -- open ----------------------------------------------------------------------------------------------------------


def opened_payload(concept: Concept, page: Page) -> dict[str, Any]:
    """Return the payload of ``open``: where a concept's page is."""
    return {**name_payload(concept), "source": source_payload(concept.source, page)}
