"""Links and related concepts that a glossary may be missing, from its texts, its graph and nearness in meaning."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dlgraph.concept import Concept
from dlgraph.glossary import Glossary
from dlgraph.model import Source
from dlgraph.suggest.evidence import Evidence, text_of
from dlgraph.suggest.lawful import Relations
from dlgraph.suggest.mentions import Mention
from dlgraph.suggest.suggestion import Kind, Reason, Suggestion, best, probability
from dlgraph.wording import count

if TYPE_CHECKING:
    from dlgraph.search.encoder import Vectors

LEAST = 0.3
# The log-odds of a link, fitted by logistic regression on the packaged glossary with a fifth of its relations hidden;
# benchmarks/suggest.py --fit prints them, docs/suggesting.md says what they are worth on glossaries not fitted on.
FEATURES = ("cosine", "page", "neighbors", "usage", "named", "defined", "named back")
# A page that lists what is related links some of it in its text as well.
_MOSTLY = 3
# Relations compared one by one below this are never worth showing.
_FLOOR = 0.01


@dataclass(frozen=True, slots=True)
class Model:
    """What each feature of a pair of concepts adds to the log-odds that one links to the other."""

    base: float
    weights: Sequence[float]


MODELS: dict[Kind, Model] = {
    "related": Model(-9.66, (0.17, 9.15, 1.23, 5.72, 0.41, 0.13, 2.17)),
    "references": Model(-12.44, (0.93, 1.97, 0.89, 6.84, 5.66, 0.39, -0.13)),
}


def usual_kind(glossary: Glossary) -> Kind:
    """Return how a glossary mostly says that concepts belong together: by ``related``, or by links in its texts."""
    kinds = Counter(relation.kind for relation in glossary.relations)
    return "references" if kinds["references"] > _MOSTLY * kinds["related"] else "related"


def features(evidence: Evidence, rows: Sequence[int], *, words: bool = True) -> Vectors:
    """Return what speaks for a link from some concepts to all.

    Args:
        evidence: the glossary and its vectors.
        rows: the concepts whose pages would link.
        words: whether the texts may be read; without them nothing is known but vectors and graph.

    Returns:
        An array of shape (rows, concepts, features), in the order of ``FEATURES``.
    """
    import numpy as np

    found: Vectors = np.zeros((len(rows), len(evidence.ids), len(FEATURES)), np.float32)
    found[:, :, 0] = evidence.cosines(rows)
    found[:, :, 1] = evidence.cosines(rows, pages=True)
    for at, row in enumerate(rows):
        for other, shared in evidence.common(row).items():
            found[at, other, 2] = math.log1p(shared)
        if words:
            for other, named in evidence.mentions[row].items():
                found[at, other, 3:5] = _usage(evidence, named), 1
            found[at, list(evidence.defined_by[row]), 5] = 1
            found[at, list(evidence.named_by[row]), 6] = 1
    return found


def _usage(evidence: Evidence, named: Sequence[Mention]) -> float:
    return max(evidence.keyphraseness(mention.phrase) for mention in named)


def suggest(
    evidence: Evidence, concepts: Sequence[Concept] = (), k: int = 20, least: float = LEAST
) -> list[Suggestion]:
    """Suggest links.

    Args:
        evidence: the glossary and its vectors.
        concepts: to whose pages something would be added; none for all.
        k: how many to return at most.
        least: the least score.

    Returns:
        Suggestions, best first. All of them can be taken up together.
    """
    rows = [evidence.at[concept.id] for concept in concepts] or list(range(len(evidence.ids)))
    relations = Relations(evidence.glossary)
    usual = usual_kind(evidence.glossary)
    found: dict[tuple[str, ...], Suggestion] = {}
    for each in _scored(evidence, rows, relations, max(least, _FLOOR), usual):
        # A related pair is one relation, whichever page says it.
        both = tuple(sorted((each.concept, each.target))) if each.kind == "related" else (each.concept, each.target)
        if both not in found or each.score > found[both].score:
            found[both] = each
    ordered = best(found.values(), len(found), least)
    return [_placed(evidence, each) for each in relations.admit(ordered)[:k]]


def _scored(
    evidence: Evidence,
    rows: Sequence[int],
    relations: Relations,
    least: float,
    usual: Kind,
) -> Iterator[Suggestion]:
    import numpy as np

    ids = evidence.ids
    model = MODELS[usual]
    threshold = math.log(least / (1 - least)) if least < 1 else math.inf
    for block in evidence.portions(rows):
        values = features(evidence, block)
        odds = values @ np.asarray(model.weights, np.float32) + model.base
        for at, row in enumerate(block):
            barred = relations.said(ids[row]) | relations.kin(ids[row])
            for other in np.flatnonzero(odds[at] >= threshold):
                if ids[other] in barred:
                    continue
                linkable = _first(evidence, row, int(other))
                kind: Kind = usual if linkable else "related"
                if relations.takes(kind, ids[row], ids[other]):
                    reasons = _reasons(evidence, row, int(other), values[at, other], model)
                    yield Suggestion(kind, ids[row], ids[other], "", probability(float(odds[at, other])), reasons,
                                     evidence.glossary.concepts[ids[row]].source)  # fmt: skip


def _first(evidence: Evidence, row: int, other: int) -> Mention | None:
    """Return the first place in running text at which a page of its own names another concept."""
    concept = evidence.glossary.concepts[evidence.ids[row]]
    named = evidence.mentions[row].get(other, ()) if concept.body else ()
    return next((mention for mention in named if not mention.heading), None)


def _placed(evidence: Evidence, suggestion: Suggestion) -> Suggestion:
    if suggestion.kind != "references":
        return evidence.placed(suggestion, "related")
    row, other = evidence.at[suggestion.concept], evidence.at[suggestion.target]
    mention = _first(evidence, row, other)
    return replace(suggestion, source=_place(evidence, row, mention), text=mention.text) if mention else suggestion


def _place(evidence: Evidence, row: int, mention: Mention) -> Source:
    concept = evidence.glossary.concepts[evidence.ids[row]]
    return evidence.line(concept, text_of(concept), mention.start)


def _reasons(evidence: Evidence, row: int, other: int, values: Vectors, model: Model) -> tuple[Reason, ...]:
    """Say in words what speaks for a pair, that which adds most first."""
    adds = {name: float(value) * weight for name, value, weight in zip(FEATURES, values, model.weights, strict=True)}
    names = [evidence.glossary.concepts[evidence.ids[at]].label for at in (row, other)]
    texts: dict[str, tuple[str, Source | None]] = {
        "cosine": (f"the definitions are near: cosine {values[0]:.2f}", None),
        "page": (f"the whole texts are near: cosine {values[1]:.2f}", None),
    }
    if named := evidence.mentions[row].get(other):
        place = _place(evidence, row, named[0])
        often = f"named {count(len(named), 'time', 'times')} in the text of {names[0]}"
        texts["named"] = (often, place)
        texts["usage"] = (f"“{named[0].text}” is a link on {values[3]:.0%} of the pages that write it", place)
    if back := evidence.mentions[other].get(row):
        texts["named back"] = (f"the text of {names[1]} names {names[0]}", _place(evidence, other, back[0]))
    if shared := sorted(evidence.neighbors[row] & evidence.neighbors[other]):
        labels = [evidence.glossary.concepts[evidence.ids[at]].label for at in shared[:3]]
        listed = ", ".join(labels) + (", …" if len(shared) > 3 else "")
        texts["neighbors"] = (f"share {count(len(shared), 'neighbor', 'neighbors')}: {listed}", None)
    if values[5]:
        texts["defined"] = (f"the definition of {names[0]} names {names[1]}", None)
    found = [Reason(name, text, adds[name], source) for name, (text, source) in texts.items() if adds[name]]
    return tuple(sorted(found, key=lambda reason: -reason.adds))
