"""Answers from the graph: what kinds there are, whether one thing is another, how two connect, what to learn first.

Every answer holds the relations it rests on. "No" means "not in this glossary's hierarchy" and says so: a glossary that
does not place a thing somewhere has not denied that it belongs there.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import replace

from dlgraph import answer as answers
from dlgraph.concept import Concept
from dlgraph.findings import Found, compared, find
from dlgraph.glossary import Glossary
from dlgraph.model import Answer, ConceptName, Item, Source
from dlgraph.recognition import Recognised
from dlgraph.spelling import SHORTEST

# Where a slip of the keyboard was mended, or one of several concepts of a name chosen, an answer is partly a guess.
MENDED = 0.9
CHOSEN = 0.8
# A name that many concepts share is told of so many.
_MOST_MEANINGS = 8


def answer(question: str, asked: Recognised, glossary: Glossary, *, index: str, model: str) -> Answer | None:
    """Answer a question about structure from the graph.

    Args:
        question: the question as typed.
        asked: what it was recognised as, without unknown names.
        glossary: the glossary.
        index: the digest of the index.
        model: the model's name.

    Returns:
        The answer, whose ``item`` has the id of the concept that was asked about, or the ids of several with " | "
        between them, or "glossary". None where the graph has nothing to say and the text of the pages may.
    """
    meanings = list(itertools.islice(itertools.product(*(glossary.named(name.label) for name in asked.names)), 64))
    settled = _settled(asked, meanings, glossary)
    if settled is None:
        return None
    found, subjects, sure = settled
    notes = [*_mendings(asked, glossary), *_choices(asked, subjects, glossary)]
    mended = any(name.mended for name in (*asked.names, *asked.others))
    one = subjects[0] if len(subjects) == 1 else None
    place = one or found.place
    # Notes stand behind what opens the answer, before the first blank line.
    opening = found.lines.index("") if "" in found.lines else len(found.lines)
    item = Item(
        id=" | ".join(concept.id for concept in subjects) or "glossary",
        kind=found.kind,
        concept=one.id if one else "",
        label=" | ".join(concept.label for concept in subjects),
        title=found.title,
        text="\n".join((*found.lines[:opening], *notes, *found.lines[opening:])),
        source=subjects[0].source if subjects else Source(""),
    )
    return Answer(
        question=question,
        kind="comparison" if found.kind == "comparison" else "structure",
        confidence=min(1.0, MENDED if mended else 1.0, 1.0 if sure else CHOSEN),
        item=item,
        hit=None,
        concepts=_names(found.concepts),
        breadcrumb=tuple(above.label for above in glossary.breadcrumb(place)) if place else (),
        related=_names(glossary.related(one)) if one else (),
        alternatives=(),
        proof=tuple(dict.fromkeys(found.proof)),
        reason="",
        index=index,
        model=model,
        verdict=found.verdict,
    )


def unknown(question: str, asked: Recognised, glossary: Glossary, *, index: str, model: str) -> Answer:
    """Abstain from a question about structure because nothing goes by a name in it, and say by which.

    Args:
        question: the question as typed.
        asked: what it was recognised as, with unknown names.
        glossary: the glossary, which suggests similar labels.
        index: the digest of the index.
        model: the model's name.
    """
    return answers.abstain(question, nobody(asked.unknown, glossary), (), index=index, model=model)


def nobody(terms: Sequence[str], glossary: Glossary) -> str:
    """Say that no concept goes by some terms, and what looks like them."""
    # What looks like a few letters is chance.
    near = dict.fromkeys(label for term in terms if len(term) >= SHORTEST for label in glossary.near(term))
    return f"no concept is called {' or '.join(map(repr, terms))}" + (f"; similar: {', '.join(near)}" if near else "")


def beside(given: Answer, asked: Recognised, glossary: Glossary) -> Answer:
    """Add to an FAQ that answers a comparison word for word what the graph knows of the compared concepts.

    Args:
        given: the FAQ as an answer.
        asked: the comparison.
        glossary: the glossary.

    Returns:
        The answer with the compared concepts first among its concepts, and the chains up to what is broader than all.
    """
    concepts = [glossary.named(name.label)[0] for name in asked.names]
    found = compared(glossary, concepts)
    names = dict.fromkeys((*_names(found.concepts), *given.concepts))
    return replace(given, concepts=tuple(names), proof=tuple(dict.fromkeys(found.proof)))


# -- which concepts are meant --------------------------------------------------------------------------------------


def _settled(
    asked: Recognised, meanings: Sequence[tuple[Concept, ...]], glossary: Glossary
) -> tuple[Found, tuple[Concept, ...], bool] | None:
    """Choose what the names mean: what the graph says, of which concepts, and whether the choice is beyond doubt."""
    if asked.form == "is-a":
        said = [(found, meant) for meant in meanings if (found := find(glossary, meant, asked))]
        said.sort(key=lambda pair: not _holds(pair[0], asked))
        # One proof is enough for yes; no is certain only where no other meaning is left open.
        return (*said[0], _holds(said[0][0], asked) or len(said) == len(meanings)) if said else None
    if asked.form in ("compare", "path"):
        distinct = [meant for meant in meanings if len({concept.id for concept in meant}) == len(meant)]
        found = find(glossary, distinct[0], asked) if distinct else None
        return (found, distinct[0], len(meanings) == 1) if found else None
    several = [(found, meant) for meant in meanings[:_MOST_MEANINGS] if (found := find(glossary, meant, asked))]
    if len(several) < 2:
        return (*several[0], True) if several else None
    lines = [f"“{asked.names[0].asked}” may mean {_either([meant[0] for _, meant in several])}."]
    for found, _ in several:
        lines += ["", *found.lines]
    subjects = tuple(meant[0] for _, meant in several)
    concepts = [*subjects, *(concept for found, _ in several for concept in found.concepts)]
    proof = [relation for found, _ in several for relation in found.proof]
    return Found(several[0][0].title, lines, concepts, proof), subjects, True


def _holds(found: Found, asked: Recognised) -> bool:
    return found.verdict == ("false" if asked.negated else "true")


def _mendings(asked: Recognised, glossary: Glossary) -> list[str]:
    return [
        f"“{name.asked}” was read as {glossary.named(name.label)[0].label}."
        for name in (*asked.names, *asked.others)
        if name.mended
    ]


def _choices(asked: Recognised, subjects: Sequence[Concept], glossary: Glossary) -> list[str]:
    """Say which concept was meant by each name that several go by."""
    if len(subjects) != len(asked.names):
        return []
    return [
        f"“{name.asked}” is read as {concept.label} ({concept.id}); it may also mean {_either(others)}."
        for name, concept in zip(asked.names, subjects, strict=True)
        if (others := [other for other in glossary.named(name.label) if other is not concept])
    ]


def _either(concepts: Sequence[Concept]) -> str:
    return " or ".join(f"{concept.label} ({concept.id})" for concept in concepts)


def _names(concepts: Iterable[Concept]) -> tuple[ConceptName, ...]:
    return tuple(dict.fromkeys(ConceptName(concept.id, concept.label) for concept in concepts))
