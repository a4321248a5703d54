"""Drawings of trees, paths, neighborhoods and comparisons, as Mermaid flowcharts and as DOT for Graphviz."""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from dlgraph.comparison import Comparison
from dlgraph.concept import Concept
from dlgraph.model import Relation, RelationKind
from dlgraph.paths import joined
from dlgraph.surroundings import Surrounding
from dlgraph.taxonomy import Branch, Hierarchy
from dlgraph.text import one_line

Edge = tuple[str, RelationKind, str]

# How many edges Mermaid draws before it refuses, unless its maxEdges is set.
MERMAID_EDGES = 500
# What of ASCII Mermaid shows literally between quotes; anything else could be its syntax, Markdown or HTML.
_MERMAID_SAFE = frozenset(string.ascii_letters + string.digits + " ,'()/:!?.+-")
# A label that begins like a list item is taken for Markdown, which Mermaid refuses to show in a node.
_LIST_ITEM = re.compile(r"^(\d+(?=[.)])|(?=[+-] ))(.)", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_MERMAID_LINES: Mapping[RelationKind, str] = {"broader": "-->", "related": "---", "references": "-.->"}
_DOT_LINES: Mapping[RelationKind, str] = {"broader": "", "related": "dir=none", "references": "style=dashed"}


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn: labels by concept id, relations as they are declared, and the ids to stand out.

    ``sideways`` puts what is broader to the left, as a tree of many leaves needs it; else it stands above.
    """

    labels: Mapping[str, str]
    edges: tuple[Edge, ...]
    marked: frozenset[str] = frozenset()
    sideways: bool = False


def of_tree(branches: Sequence[Branch], *, up: bool = False) -> Drawing:
    """Draw a hierarchy.

    Args:
        branches: its roots.
        up: they hold what is broader than their concept, not what is narrower.
    """
    labels: dict[str, str] = {}
    edges: dict[Edge, None] = {}

    def visit(branch: Branch) -> None:
        labels.setdefault(branch.concept.id, branch.concept.label)
        for other in branch.branches:
            ends = (branch.concept.id, other.concept.id) if up else (other.concept.id, branch.concept.id)
            edges[ends[0], "broader", ends[1]] = None
            visit(other)

    for branch in branches:
        visit(branch)
    marked = frozenset({branch.concept.id for branch in branches}) if len(branches) == 1 else frozenset()
    return Drawing(labels, tuple(edges), marked, sideways=True)


def of_path(concepts: Sequence[Concept], path: Iterable[Relation]) -> Drawing:
    """Draw a path: the concepts it visits in order, and the relations it is made of."""
    ends = frozenset({concepts[0].id, concepts[-1].id})
    return _drawing(concepts, path, ends)


def of_surroundings(concept: Concept, around: Iterable[Surrounding]) -> Drawing:
    """Draw a concept and what relations lead to from it."""
    around = list(around)
    concepts = [concept, *(each.neighbor.concept for each in around)]
    return _drawing(concepts, (each.neighbor.relation for each in around), frozenset({concept.id}))


def of_comparison(hierarchy: Hierarchy, value: Comparison) -> Drawing:
    """Draw compared concepts, what joins them, and what is related to all of them."""
    concepts = hierarchy.concepts
    shared = {concept.id for concept in value.shared}
    related: Sequence[RelationKind] = ("related",)
    parts = [
        *(chain for common in value.common for chain in common.chains),
        *(kin.chain for kin in value.kinds),
        value.direct,
        *(path for path in value.paths if path),
        *([edge for other, edge in joined(hierarchy, one, related) if other in shared] for one in value.concepts),
    ]
    edges = [edge for part in parts for edge in part]
    ends = [id for edge in edges for id in (edge.origin, edge.target)]
    nodes = [*value.concepts, *(common.concept for common in value.common), *(concepts[id] for id in ends)]
    return _drawing(nodes, edges, frozenset(one.id for one in value.concepts))


def _drawing(concepts: Iterable[Concept], relations: Iterable[Relation], marked: frozenset[str]) -> Drawing:
    edges = dict.fromkeys((relation.origin, relation.kind, relation.target) for relation in relations)
    return Drawing({concept.id: concept.label for concept in concepts}, tuple(edges), marked)


def mermaid(drawing: Drawing) -> str:
    """Return a drawing as a Mermaid flowchart; arrows lead to what is broader or linked to."""
    names = {id: f"n{number}" for number, id in enumerate(drawing.labels)}
    lines = [f"flowchart {'RL' if drawing.sideways else 'BT'}"]
    lines += [f'    {names[id]}["{_mermaid_label(label)}"]' for id, label in drawing.labels.items()]
    labelled = _labelled(drawing)
    for origin, kind, target in drawing.edges:
        said = f"|{kind}|" if labelled else ""
        lines.append(f"    {names[origin]} {_MERMAID_LINES[kind]}{said} {names[target]}")
    lines += [f"    style {names[id]} stroke-width:3px" for id in drawing.labels if id in drawing.marked]
    return "\n".join(lines)


def _mermaid_label(label: str) -> str:
    text = _CONTROL.sub("", one_line(label))
    text = "".join(f"#{ord(char)};" if char.isascii() and char not in _MERMAID_SAFE else char for char in text)
    return _LIST_ITEM.sub(lambda match: f"{match[1]}#{ord(match[2])};", text) or " "


def dot(drawing: Drawing) -> str:
    """Return a drawing as a DOT digraph; nodes are named by concept id, arrows lead to what is broader or linked to."""
    lines = [
        "digraph glossary {",
        f"    rankdir={'RL' if drawing.sideways else 'BT'};",
        '    node [shape=box, style=rounded, fontname="Helvetica"];',
        '    edge [fontname="Helvetica", fontsize=10];',
    ]
    for id, label in drawing.labels.items():
        marked = ", penwidth=2" if id in drawing.marked else ""
        lines.append(f"    {_quoted(id)} [label={_quoted(one_line(label).replace('&', '&amp;'))}{marked}];")
    labelled = _labelled(drawing)
    for origin, kind, target in drawing.edges:
        traits = ", ".join(trait for trait in (f"label={kind}" if labelled else "", _DOT_LINES[kind]) if trait)
        lines.append(f"    {_quoted(origin)} -> {_quoted(target)}" + (f" [{traits}];" if traits else ";"))
    return "\n".join([*lines, "}"])


def _quoted(text: str) -> str:
    return '"' + _CONTROL.sub("", text).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _labelled(drawing: Drawing) -> bool:
    """Tell whether relations must be named: in a tree all are ``broader``."""
    return any(kind != "broader" for _, kind, _ in drawing.edges) or not drawing.sideways


FORMATS: Mapping[str, Callable[[Drawing], str]] = {"mermaid": mermaid, "dot": dot}
