"""Whether a statement repeats a myth or agrees with the reality that answers it: rules, words and cosines, no model.

Two small logistic models weigh the evidence. One tells which misconception a statement is about, if any; the other
whether it says what the myth says or what the reality says. Their coefficients were fitted by ``benchmarks/myths.py``
on paraphrased myths and their negations (docs/retrieval.md says how far that carries).
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import partial

from dlgraph import polarity
from dlgraph.model import Hit, Passage, Verdict
from dlgraph.search.calibration import WORD_FOR_WORD
from dlgraph.statements import Statement
from dlgraph.text import words

# How many misconceptions are looked at: the right one was always among the first five.
LOOKED_AT = 5
# From these probabilities on that a statement is about a misconception, it is judged by it; below, the question is
# answered as any other. One that does not ask for a verdict by its form ("does X do Y?") may well mean an FAQ.
ABOUT = 0.05
ABOUT_UNFRAMED = 0.25
# The probability that a statement holds, or that it does not, from which on a verdict is given.
SURE = 0.55

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_REASON = re.compile(r"(?<=\w)\W+(?:because|since|as|given that|for)\b", re.I)

Compare = Callable[[str], Sequence[tuple[Passage, float]]]
Names = Callable[[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Pair:
    """A misconception, read: the myth, the reality, and the stems of its concept's names.

    ``opening`` is the first sentence of the reality, as it stands: only the misconception that is judged by needs it.
    """

    myth: polarity.Reading
    reality: polarity.Reading
    opening: str
    own: frozenset[str]


@dataclass(frozen=True, slots=True)
class Relevance:
    """What tells whether a statement is about a misconception.

    ``myth`` and ``reality`` are cosines of the statement to the myth and to myth and reality together, ``stated`` the
    share of its words that these hold and ``covered`` that which they or the concept's names hold, ``lead`` and
    ``word_lead`` by how much score and coverage of the misconception exceed those of the best item that is none (0
    without one).
    """

    myth: float
    reality: float
    stated: float
    covered: float
    lead: float
    word_lead: float


@dataclass(frozen=True, slots=True)
class Siding:
    """What tells whether a statement sides with the reality (all that weighs for it is positive) or with the myth.

    ``myth`` and ``reality`` are cosines as in Relevance. ``length`` is the logarithm of how many words say something:
    a correction takes more of them than a myth. Of the statement's words, ``only_myth`` and ``only_reality`` are the
    shares that one of the two has and the other lacks; ``with_myth`` and ``with_reality`` the shares that both affirm
    or both deny, less those that one affirms and the other denies; ``opening`` is the share that the first sentence of
    the reality has and the myth lacks. ``phrased`` is the share of its phrases that stand in the reality. ``denials``
    are its words of denial (2 at most), ``myth_denies`` whether the myth has any, and ``turned`` whether just one of
    them has; ``negates`` is then how much the two are the same but for that (0 to 1). ``sweeping`` are its unlimited
    words, ``guarded`` its limiting ones that the myth lacks, ``guarded_alike`` those of them that the reality has as
    well (``phrased`` holds most of them already, so that they weigh less), ``contrasts`` its contrasts (2 at most).
    ``scales_myth`` and ``scales_reality`` count the scales on which it points to the same end, less those on which it
    points to the other; the second leaves out those on which myth and reality agree. ``word_lead`` is as in Relevance:
    what the rest of a glossary says in the statement's words is no myth.
    """

    myth: float
    reality: float
    only_myth: float
    only_reality: float
    with_myth: float
    with_reality: float
    opening: float
    phrased: float
    length: float
    denials: float
    myth_denies: float
    turned: float
    negates: float
    sweeping: float
    guarded: float
    guarded_alike: float
    contrasts: float
    scales_myth: float
    scales_reality: float
    word_lead: float


_ABOUT_IT_BASE = -4.90
_ABOUT_IT = Relevance(
    myth=1.53,
    reality=5.12,
    stated=-4.41,
    covered=9.18,
    lead=9.81,
    word_lead=10.89,
)
_HOLDS_BASE = -7.19
_HOLDS = Siding(
    myth=-5.66,
    reality=3.63,
    only_myth=0.73,
    only_reality=6.57,
    with_myth=-1.11,
    with_reality=1.95,
    opening=4.10,
    phrased=7.40,
    length=2.40,
    denials=2.25,
    myth_denies=-0.68,
    turned=-0.06,
    negates=4.31,
    sweeping=-1.45,
    guarded=1.72,
    guarded_alike=-1.37,
    contrasts=3.12,
    scales_myth=-1.09,
    scales_reality=1.34,
    word_lead=3.47,
)


@dataclass(frozen=True, slots=True)
class Judgement:
    """The misconception a statement is about and whether the statement holds.

    ``verdict`` is "false" where it repeats the myth, "true" where it agrees with the reality, and empty where that is
    not clear. ``about`` is the probability that the statement is about this misconception at all, ``holds`` that it
    holds, given that it is.
    """

    hit: Hit
    verdict: Verdict
    about: float
    holds: float


def judge(statement: Statement, hits: Sequence[Hit], compare: Compare, names: Names) -> Judgement | None:
    """Find the misconception a statement is about, and judge the statement by it.

    Args:
        statement: what the question puts forward.
        hits: what a search for the statement's text found, best first, the more the better.
        compare: gives the passages of an item, by its id, with their cosines to the statement's text.
        names: gives the labels and aliases of a concept by its id.

    Returns:
        The judgement; None where the statement is about no misconception found.
    """
    said = polarity.read(statement.text)
    others = [hit for hit in hits if hit.item.kind != "misconception"]
    if others and others[0].score >= WORD_FOR_WORD:
        return None
    best: tuple[float, Hit, Callable[[polarity.Reading], Siding]] | None = None
    for hit in [hit for hit in hits if hit.item.kind == "misconception"][:LOOKED_AT]:
        known = pair(hit, names)
        cosines = _cosines(compare(hit.item.id))
        relevant = relevance(said, known, cosines, hit, others)
        about = _probability(_ABOUT_IT_BASE, _ABOUT_IT, relevant)
        if best is None or about > best[0]:
            best = about, hit, partial(siding, known=known, cosines=cosines, word_lead=relevant.word_lead)
    if best is None or best[0] < (ABOUT if statement.framed else ABOUT_UNFRAMED):
        return None
    about, hit, sides = best
    holds = _holds(statement, said, sides)
    verdict: Verdict = "true" if holds >= SURE else "false" if holds <= 1 - SURE else ""
    return Judgement(hit, verdict, about, holds)


def _holds(statement: Statement, said: polarity.Reading, sides: Callable[[polarity.Reading], Siding]) -> float:
    """Return the probability that a statement holds; one denied as a whole holds where the bare one does not."""
    bare = _probability(_HOLDS_BASE, _HOLDS, sides(said))
    if not statement.denied:
        return bare
    if bare > 0.5 and _REASON.search(statement.text):
        # "It is not true that X, because Y" denies X alone, and Y may be all that made the whole sound right.
        return _probability(_HOLDS_BASE, _HOLDS, sides(polarity.read(statement.text, denied=True)))
    return 1 - bare


def pair(hit: Hit, names: Names) -> Pair:
    """Read the misconception that was found.

    Args:
        hit: the misconception as found.
        names: gives the labels and aliases of a concept by its id.

    Returns:
        What it says.
    """
    return Pair(
        polarity.read(hit.item.title),
        polarity.read(hit.item.text),
        _SENTENCE_END.split(hit.item.text, maxsplit=1)[0],
        frozenset(polarity.stem(word) for name in (hit.item.label, *names(hit.item.concept)) for word in words(name)),
    )


def relevance(
    said: polarity.Reading, known: Pair, cosines: tuple[float, float], hit: Hit, others: Sequence[Hit]
) -> Relevance:
    """Gather what tells whether a statement is about a misconception.

    Args:
        said: the statement, read.
        known: the misconception, read.
        cosines: of the statement to the myth, and to myth and reality together.
        hit: the misconception as found.
        others: the hits that are no misconceptions.

    Returns:
        The evidence.
    """
    held = {
        word
        for word in said.words
        if polarity.sign_in(word, known.myth.words) is not None
        or polarity.sign_in(word, known.reality.words) is not None
    }
    count = max(len(said.words), 1)
    return Relevance(
        *cosines,
        stated=len(held) / count,
        covered=len(held | (known.own & said.words.keys())) / count,
        lead=hit.score - max(other.score for other in others) if others else 0.0,
        word_lead=hit.coverage - max(other.coverage for other in others) if others else 0.0,
    )


def siding(said: polarity.Reading, known: Pair, cosines: tuple[float, float], word_lead: float) -> Siding:
    """Gather what tells whether a statement sides with a myth or with the reality; see ``relevance``."""
    myth, reality = known.myth, known.reality
    in_myth = {word: polarity.sign_in(word, myth.words) for word in said.words}
    # Names of the concept stand in many a reality without being part of what it says.
    in_reality = {word: None if word in known.own else polarity.sign_in(word, reality.words) for word in said.words}
    count = max(len(said.words), 1)
    opening = polarity.read(known.opening).words
    new = [word for word in said.words if in_myth[word] is None]
    shared = len(said.words) - len(new)
    turned = ((said.denials > 0) != said.denied) != (myth.denials > 0)
    guarded = said.guarded - myth.guarded
    return Siding(
        *cosines,
        only_myth=sum(in_myth[word] is not None and in_reality[word] is None for word in said.words) / count,
        only_reality=sum(in_reality[word] is not None for word in new) / count,
        with_myth=sum(sign * (in_myth[word] or 0) for word, sign in said.words.items()) / count,
        with_reality=sum(sign * (in_reality[word] or 0) for word, sign in said.words.items()) / count,
        opening=sum(polarity.sign_in(word, opening) is not None for word in new) / count,
        phrased=len(said.phrases & reality.phrases) / max(len(said.phrases), 1),
        length=math.log1p(len(said.words)),
        denials=min(said.denials + said.denied, 2),
        myth_denies=min(myth.denials, 1),
        turned=float(turned),
        negates=turned * 2 * shared / max(len(said.words) + len(myth.words), 1),
        sweeping=said.sweeping,
        guarded=len(guarded),
        guarded_alike=len(guarded & reality.guarded),
        contrasts=min(said.contrasts, 2),
        scales_myth=_agreement(said.scales, myth.scales),
        scales_reality=_agreement(
            said.scales, {scale: end for scale, end in reality.scales.items() if myth.scales.get(scale) != end}
        ),
        word_lead=word_lead,
    )


def _agreement(one: Mapping[str, int], other: Mapping[str, int]) -> int:
    return sum(end * other[scale] for scale, end in one.items() if scale in other)


def _cosines(passages: Sequence[tuple[Passage, float]]) -> tuple[float, float]:
    """Return the cosines to the myth, and to myth and reality together; one that is missing is the other's."""
    myth = max((cosine for passage, cosine in passages if passage.field == "myth"), default=0.0)
    return myth, max((cosine for passage, cosine in passages if passage.field == "reality"), default=myth)


def _probability(base: float, weights: Relevance | Siding, evidence: Relevance | Siding) -> float:
    total = base + sum(getattr(weights, each.name) * getattr(evidence, each.name) for each in fields(weights))
    return 1 / (1 + math.exp(-max(-40.0, min(40.0, total))))
