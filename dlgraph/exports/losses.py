"""What a format has no place for, counted, so that nothing is left out in silence."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from dlgraph.concept import Concept
from dlgraph.glossary import Glossary
from dlgraph.ledger import Dropped
from dlgraph.model import Source


def counts(glossary: Glossary) -> Mapping[str, int]:
    """Count what a glossary holds beside ids and labels, by its name in the words of a message."""
    concepts = list(glossary)
    return {
        "definitions": sum(bool(concept.definition) for concept in concepts),
        "aliases": sum(len(concept.aliases) for concept in concepts),
        "tags": sum(len(concept.tags) for concept in concepts),
        "types": sum(concept.type != "Concept" for concept in concepts),
        "sections": sum(len(concept.sections) for concept in concepts),
        "FAQs": sum(len(concept.faqs) for concept in concepts) + len(glossary.faqs),
        "misconceptions": sum(len(concept.misconceptions) for concept in concepts),
        "links in texts": sum(relation.kind == "references" for relation in glossary.relations),
        "further front-matter keys": sum(len(concept.extra) for concept in concepts),
        "relations that name no concept": _unresolved(glossary, concepts),
    }


def _unresolved(glossary: Glossary, concepts: Iterable[Concept]) -> int:
    return sum(
        glossary.resolve(reference.target, concept.id) is None
        for concept in concepts
        for reference in (*concept.broader, *concept.narrower, *concept.related)
    )


def left_out(glossary: Glossary, kept: Collection[str], why: str) -> tuple[Dropped, ...]:
    """Account for everything a glossary holds but for what is kept.

    Args:
        glossary: the glossary.
        kept: the names, as in ``counts``, of what a format has a place for.
        why: why the rest is left out.
    """
    return tuple(
        Dropped(f"{count:,} {name}", why, Source("")) for name, count in counts(glossary).items()
        if count and name not in kept
    )  # fmt: skip


def unsaid(rest: Collection[str], why: str) -> tuple[Dropped, ...]:
    """Account for statements of RDF that are about no concept."""
    return (Dropped(f"{len(rest):,} statements of RDF about other things", why, Source("")),) if rest else ()
