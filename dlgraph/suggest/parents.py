"""Broader concepts for what stands alone: from names, definitions, and where its nearest neighbors stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dlgraph.concept import Concept
from dlgraph.suggest import genus
from dlgraph.suggest.evidence import Evidence
from dlgraph.suggest.lawful import Relations
from dlgraph.suggest.mentions import folded_words
from dlgraph.suggest.suggestion import Reason, Suggestion, best, probability
from dlgraph.text import fold

LEAST = 0.3
# Log-odds, fitted on the broader concepts of the packaged glossary; docs/suggesting.md has what they do on others.
BASE = -8.82
HEAD = 2.69
GENUS = 1.69
NAMED = 0.25
NEIGHBORS = 10.18
COSINE = 10.98
_NEAREST = 10


def suggest(
    evidence: Evidence, concepts: Sequence[Concept] = (), k: int = 20, least: float = LEAST
) -> list[Suggestion]:
    """Suggest broader concepts for concepts that have neither broader nor narrower ones.

    Args:
        evidence: the glossary and its vectors.
        concepts: which to place, none for all that stand alone; those that are named are placed even so.
        k: how many to return at most.
        least: the least score.

    Returns:
        Suggestions, best first, one a concept unless some are named. All can be taken up together.
    """
    glossary = evidence.glossary
    alone = [each for each in glossary if not glossary.broader(each) and not glossary.narrower(each)]
    rows = [evidence.at[concept.id] for concept in concepts or alone]
    relations = Relations(glossary)
    found = [each for each in _scored(evidence, rows) if relations.takes("broader", each.concept, each.target)]
    ordered = best(found, len(found), least)
    if not concepts:
        firsts: dict[str, Suggestion] = {}
        for each in ordered:
            firsts.setdefault(each.concept, each)
        ordered = list(firsts.values())
    return [evidence.placed(each, "broader") for each in relations.admit(ordered)[:k]]


def _scored(evidence: Evidence, rows: Sequence[int]) -> Iterator[Suggestion]:
    for block in evidence.portions(rows):
        cosines = evidence.cosines(block)
        for row, near in zip(block, cosines, strict=True):
            reasons = _named(evidence, row)
            _neighbors(evidence, row, reasons)
            # Neither nearness nor a name in the definition tells a broader concept from a part or an opposite.
            for other, several in reasons.items():
                cosine = float(near[other])
                text = f"the definitions are near: cosine {cosine:.2f}"
                listed = sorted([*several, Reason("cosine", text, COSINE * cosine)], key=lambda each: -each.adds)
                score = probability(BASE + sum(each.adds for each in listed))
                if all(each.name == "named" for each in several):
                    continue
                yield Suggestion("broader", evidence.ids[row], evidence.ids[other], "", score, tuple(listed),
                                 evidence.glossary.concepts[evidence.ids[row]].source)  # fmt: skip


def _named(evidence: Evidence, row: int) -> dict[int, list[Reason]]:
    """Read what the label and the definition say that a concept is."""
    concept = evidence.glossary.concepts[evidence.ids[row]]
    found: dict[int, list[Reason]] = {}

    def say(id: str, reason: Reason) -> None:
        at = evidence.at[id]
        if at != row and all(each.name != reason.name for each in found.setdefault(at, [])):
            found[at].append(reason)

    heads = [(id, words) for id, words in genus.heads(concept.label, evidence.names.whose) if id != concept.id]
    for id, words in heads[:1]:
        say(id, Reason("head", f"its label ends in “{words}”", HEAD, concept.source))
    names = [fold(label) for label in (concept.label, *concept.aliases)]
    genera = [each for each in genus.genera(concept.definition, names, evidence.names.whose) if each[0] != concept.id]
    phrase = genus.phrase(concept.definition, names)
    # "A hypervisor enables virtualization" says what it does, not what it is.
    told = not any(name and folded_words(phrase).startswith(name) for name in names)
    for id, _, _ in [each for each in genera if each[2] and told][:1]:
        say(id, Reason("genus", f"the definition says what it is: “{phrase}”", GENUS, concept.source))
    for other in evidence.defined_by[row]:
        say(evidence.ids[other], Reason("named", "the definition names it", NAMED, concept.source))
    return {at: reasons for at, reasons in found.items() if reasons}


def _neighbors(evidence: Evidence, row: int, reasons: dict[int, list[Reason]]) -> None:
    """Count where the concepts nearest in their whole texts stand, each by its nearness."""
    import numpy as np

    pages = evidence.cosines([row], pages=True)[0]
    order = [int(at) for at in np.argsort(-pages, kind="stable")[: _NEAREST + 1] if at != row][:_NEAREST]
    total = sum(max(float(pages[at]), 0.0) for at in order) or 1.0
    votes: dict[int, list[int]] = {}
    for at in order:
        for above in evidence.glossary.broader(evidence.ids[at]):
            votes.setdefault(evidence.at[above.id], []).append(at)
    for other, voters in votes.items():
        if other != row:
            share = sum(max(float(pages[at]), 0.0) for at in voters) / total
            labels = ", ".join(evidence.glossary.concepts[evidence.ids[at]].label for at in voters[:3])
            text = f"{len(voters)} of the {len(order)} nearest concepts stand below it: {labels}"
            reasons.setdefault(other, []).append(Reason("neighbors", text, NEIGHBORS * share))
