"""The account of a corpus once its relations are resolved: which of its links lead to a concept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dlgraph.concept import Concept, Reference
from dlgraph.formats import reading
from dlgraph.formats.corpus import Corpus
from dlgraph.formats.links import may_be_page
from dlgraph.glossary import Glossary
from dlgraph.ledger import Dropped, Ledger
from dlgraph.model import Source

_UNKNOWN = "no concept is called that"
_ITSELF = "it names the concept itself"


def settle(corpus: Corpus, glossary: Glossary) -> Ledger:
    """Return the ledger of a corpus with the links and relations that lead to no concept counted as dropped.

    Args:
        corpus: what was read.
        glossary: its concepts and relations.

    Returns:
        The ledger; what it counts as kept is in the graph. Links and relations are counted as they are written,
        those to one concept each for itself.
    """
    lost = [drop for concept in corpus.concepts for drop in _lost(concept, glossary)]
    kept = dict(corpus.ledger.kept)
    for drop in lost:
        kept[drop.kind] -= 1
    return replace(corpus.ledger, dropped=(*corpus.ledger.dropped, *lost), kept=kept)


def _lost(concept: Concept, glossary: Glossary) -> Iterator[Dropped]:
    for reference in concept.references:
        if why := _why(reference, concept, glossary, link=True):
            yield Dropped(reference.target, why, Source(concept.source.file, reference.line), "links")
    for reference in (*concept.broader, *concept.narrower, *concept.related):
        if why := _why(reference, concept, glossary, link=False):
            yield Dropped(reference.target, why, Source(concept.source.file, reference.line), "relations")


def _why(reference: Reference, concept: Concept, glossary: Glossary, *, link: bool) -> str:
    target = glossary.resolve(reference.target, concept.id)
    if target == concept.id:
        return reading.TO_ITSELF if link else _ITSELF
    if target is None:
        return reading.TO_A_FILE if link and not may_be_page(reference.target) else _UNKNOWN
    return ""
