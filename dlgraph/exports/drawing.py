"""The concepts and relations of a glossary, or of the part around one concept, as a graph to be drawn."""

from __future__ import annotations

import re

from dlgraph.concept import Concept
from dlgraph.errors import QuestionError
from dlgraph.exports import losses
from dlgraph.glossary import Glossary
from dlgraph.ledger import Dropped
from dlgraph.model import Relation
from dlgraph.surroundings import surroundings

_DEEPEST = 100
# Characters that no XML may hold.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def part(glossary: Glossary, around: Concept | None = None, depth: int = 1) -> tuple[list[Concept], list[Relation]]:
    """Choose what is drawn.

    Args:
        glossary: the glossary.
        around: the concept in the middle; None for all.
        depth: how many relations away from it to go.

    Returns:
        The concepts in the order of the glossary, and all relations between them.
    """
    if not 0 <= depth <= _DEEPEST:
        raise QuestionError(f"depth is {depth}; it must lie between 0 and {_DEEPEST}")
    if around is None:
        return list(glossary), list(glossary.relations)
    ids = {around.id}
    if depth:
        ids |= {each.neighbor.concept.id for each in surroundings(glossary, around, depth)}
    chosen = [concept for concept in glossary if concept.id in ids]
    return chosen, [each for each in glossary.relations if each.origin in ids and each.target in ids]


def graphml(glossary: Glossary, around: Concept | None = None, depth: int = 1) -> tuple[str, tuple[Dropped, ...]]:
    """Write a glossary as GraphML; see ``part``.

    Nodes are ids with ``label``, ``type``, ``definition``, ``aliases`` and ``tags``; edges carry ``relation``, ``file``
    and ``line``. A ``related`` pair is one edge.

    Returns:
        The document, and what it has no place for.
    """
    import networkx

    concepts, relations = part(glossary, around, depth)
    graph: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
    names: dict[str, str] = {}
    for concept in concepts:
        name = printable(concept.id)
        while name in graph:
            name += "_"
        names[concept.id] = name
        texts = {
            "label": concept.label,
            "type": concept.type,
            "definition": concept.definition,
            "aliases": " | ".join(concept.aliases),
            "tags": " | ".join(concept.tags),
        }
        graph.add_node(name, **{key: printable(text) for key, text in texts.items()})
    for number, each in enumerate(relations):
        # A key of its own for each edge, which becomes its id: ids of a document must differ.
        graph.add_edge(
            names[each.origin], names[each.target], key=f"e{number}",
            relation=each.kind, file=printable(each.source.file), line=each.source.line,
        )  # fmt: skip
    text = "\n".join(networkx.generate_graphml(graph)) + "\n"
    kept = ("definitions", "aliases", "tags", "types", "links in texts")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}', losses.left_out(
        glossary, kept, "a graph holds concepts and relations"
    )


def printable(text: str) -> str:
    """Return a text with a sign in place of each character that XML cannot hold."""
    return _NOT_XML.sub("\ufffd", text)


def not_drawn(glossary: Glossary) -> tuple[Dropped, ...]:
    """Account for what a drawing does not show."""
    return losses.left_out(glossary, ("links in texts",), "a drawing shows labels and relations")
