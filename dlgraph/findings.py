"""What the graph says to each form of question about structure."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from dlgraph import juxtapose, paths, taxonomy
from dlgraph.concept import Concept
from dlgraph.forms import Form
from dlgraph.glossary import Glossary
from dlgraph.model import ItemKind, Relation, Verdict
from dlgraph.recognition import Recognised
from dlgraph.text import excerpt, fold, label_forms, one_line
from dlgraph.wording import count, defined, drawn, labels, walked

NOT_HERE = "not in this glossary's hierarchy"

_KINDS = r"(?i)\b(?:kinds?|types?|sorts?|varieties|variants?|flavou?rs?)\b"
# "A family of text models that …" says that a thing is a text model: what leads up to that, and what ends it.
_GENUS_BEGINS = r"(?:an?|the|one|any) (?:(?:\w+ ){0,2}?(?:kind|type|sort|form|family|class|branch|field|area|way) of )?"
_GENUS_ENDS = (
    r"[,;:.()]|\b(?:that|which|who|whose|where|when|for|of|by|with|used|trained|built|made|developed|in|to|from|into)\b"
)
_LINE = 160


@dataclass(frozen=True, slots=True)
class Found:
    """What the graph says.

    ``concepts`` are those spoken of, the asked ones first; ``place`` is the one whose breadcrumb is shown.
    """

    title: str
    lines: Sequence[str]
    concepts: Sequence[Concept]
    proof: Sequence[Relation] = ()
    verdict: Verdict = ""
    place: Concept | None = None
    kind: ItemKind = "structure"


def find(glossary: Glossary, meant: Sequence[Concept], asked: Recognised) -> Found | None:
    """Find what the graph says to a question about structure.

    Args:
        glossary: the glossary.
        meant: the concepts that its names mean.
        asked: the question.

    Returns:
        What it says; None where it says nothing and the text of the pages may.
    """
    return _FORMS[asked.form](glossary, meant, asked)


# -- lists ---------------------------------------------------------------------------------------------------------


def _kinds(glossary: Glossary, meant: Sequence[Concept], asked: Recognised) -> Found | None:
    (concept,) = meant
    below = glossary.narrower(concept)
    title = f"Kinds of {concept.label}"
    if not below:
        told = (*(part.title for part in concept.sections), *(faq.question for faq in concept.faqs))
        if asked.manner == "loose" or not _placed(glossary, concept) or any(re.search(_KINDS, text) for text in told):
            return None
        return Found(title, [f"Nothing in this glossary is narrower than {concept.label}.", _line(concept)], [concept])
    total = len(glossary.descendants(concept))
    lead = f"{count(len(below), 'concept falls', 'concepts fall')} directly under {concept.label}"
    lead += f" in this glossary, {total} in all:" if total > len(below) else " in this glossary:"
    lines = [lead, *(_line(child, len(glossary.descendants(child))) for child in below)]
    return Found(title, lines, [concept, *below], _downward(glossary, concept, below))


def _number(glossary: Glossary, meant: Sequence[Concept], asked: Recognised) -> Found | None:
    found = _kinds(glossary, meant, asked)
    if found is None or not found.proof:
        return found
    labels = ", ".join(concept.label for concept in found.concepts[1:])
    return replace(found, title=f"Number of kinds of {meant[0].label}", lines=[found.lines[0], labels])


def _size(glossary: Glossary, meant: Sequence[Concept], asked: Recognised) -> Found:
    del meant, asked
    faqs = len(glossary.faqs) + sum(len(concept.faqs) for concept in glossary)
    myths = sum(len(concept.misconceptions) for concept in glossary)
    kinds = [relation.kind for relation in glossary.relations]
    lines = [
        f"This glossary holds {count(len(glossary), 'concept', 'concepts')}, {count(faqs, 'FAQ', 'FAQs')}"
        f" and {count(myths, 'misconception', 'misconceptions')}.",
        f"{kinds.count('broader')} broader and {kinds.count('related')} related relations join the concepts.",
    ]
    return Found("Size of this glossary", lines, glossary.top_concepts[:1] if len(glossary.top_concepts) == 1 else [])


def _related(glossary: Glossary, meant: Sequence[Concept], asked: Recognised) -> Found | None:
    del asked
    (concept,) = meant
    around = paths.neighbors(glossary, concept)
    near = [neighbor for neighbor in around if neighbor.direction == "related"]
    lead = f"{count(len(near), 'concept is', 'concepts are')} related to {concept.label} in this glossary:"
    if not near:
        near = [neighbor for neighbor in around if neighbor.relation.kind == "references"]
        lead = f"No concept is declared related to {concept.label}" + (
            "; its page is linked with these:" if near else "."
        )
    if not around:
        return None
    others = list({neighbor.concept.id: neighbor.concept for neighbor in near}.values())
    lines = [lead, *map(_line, others)]
    for name, more in (("Broader", glossary.broader(concept)), ("Narrower", glossary.narrower(concept))):
        if more:
            lines.append(f"{name}: {labels(more)}")
    return Found(f"Related to {concept.label}", lines, [concept, *others], [neighbor.relation for neighbor in near])


def _siblings(glossary: Glossary, meant: Sequence[Concept], asked: Recognised) -> Found | None:
    (concept,) = meant
    parents = list(glossary.broader(concept))
    for name in asked.others:
        parents = [above for above in glossary.named(name.label) if glossary.is_a(concept, above)]
    title = f"Siblings of {concept.label}"
    if not parents and (asked.others or not _placed(glossary, concept)):
        return None
    if not parents:
        return Found(title, [f"{concept.label} has no siblings: nothing is broader."], [concept])
    lines: list[str] = []
    concepts, proof = [concept], []
    for above in parents:
        others = [other for other in glossary.narrower(above) if other is not concept]
        beside_it = f"{count(len(others), 'concept falls', 'concepts fall')} directly under {above.label}"
        lines += ["", f"Beside {concept.label}, {beside_it}" + (":" if others else "."), *map(_line, others)]
        concepts += [*others, above]
        proof += [*_downward(glossary, above, others), *taxonomy.chain(glossary, concept, above)]
    return Found(title, lines[1:], concepts, proof)


def _downward(glossary: Glossary, concept: Concept, below: Iterable[Concept]) -> list[Relation]:
    by_origin = {relation.origin: relation for relation in glossary.incoming(concept, "broader")}
    return [by_origin[child.id] for child in below]


# -- upwards -------------------------------------------------------------------------------------------------------


def _place(glossary: Glossary, meant: Sequence[Concept], asked: Recognised) -> Found | None:
    (concept,) = meant
    title = f"What {concept.label} falls under"
    for name in asked.others:
        # "What kind of model is X?" asks for what X is, below "model".
        proofs = [taxonomy.chain(glossary, concept, above) for above in glossary.named(name.label)]
        proof = next(filter(None, proofs), ())
        if not proof:
            return None
        return Found(title, [drawn(glossary, concept, proof), _line(concept)], [concept, *_of(glossary, proof)], proof)
    parents = glossary.broader(concept)
    if not _placed(glossary, concept):
        return None
    if not parents:
        lead = f"{concept.label} is a top concept of this glossary: nothing is broader."
        return Found(title, [lead, _line(concept)], [concept])
    chains = [_upward(glossary, concept, above) for above in parents]
    lines = [f"{concept.label} falls directly under {labels(parents, ' and ')}."]
    lines += [drawn(glossary, concept, chain) for chain in chains]
    lines += map(_line, parents) if asked.form == "broader" else [_line(concept)]
    higher = [above for above in glossary.ancestors(concept) if above not in parents]
    if asked.form == "broader" and higher:
        lines.append(f"Further up: {labels(higher)}")
    proof = tuple(itertools.chain.from_iterable(chains))
    return Found(title, lines, [concept, *_of(glossary, proof)], proof)


def _upward(glossary: Glossary, concept: Concept, above: Concept) -> tuple[Relation, ...]:
    """Return the relations from a concept by way of a directly broader one to the top."""
    way = [concept, *reversed(taxonomy.breadcrumb(glossary, above))]
    steps = itertools.pairwise(way)
    return tuple(relation for low, high in steps for relation in taxonomy.chain(glossary, low, high)[:1])


def _is_a(glossary: Glossary, meant: Sequence[Concept], asked: Recognised) -> Found | None:
    concept, other = meant
    if concept is other:
        return None
    title = f"{concept.label} < {other.label}"
    if proof := taxonomy.chain(glossary, concept, other):
        lead = f"{'False' if asked.negated else 'Yes'}: {concept.label} falls under {other.label}."
        lines = [lead, drawn(glossary, concept, proof)]
        verdict: Verdict = "false" if asked.negated else "true"
        return Found(title, lines, [concept, other, *_of(glossary, proof)], proof, verdict, concept)
    back = taxonomy.chain(glossary, other, concept)
    placed = _placed(glossary, concept) and _placed(glossary, other)
    if not back and (not placed or _pages_may_tell(glossary, concept, other, asked)):
        return None
    lead, verdict = _denial(concept, other, asked)
    if back:
        lines = [f"{lead} It is the other way round:", drawn(glossary, other, back)]
        return Found(title, lines, [concept, other, *_of(glossary, back)], back, verdict, concept)
    lines, proof = _apart(glossary, concept, other)
    direct = paths.shortest_path(glossary, concept, other) or ()
    if len(direct) == 1:
        lines.append(f"They are connected: {walked(glossary, concept, direct)[0]}")
        proof = (*proof, *direct)
    lines += juxtapose.spoken_of((concept, other))
    return Found(title, [lead, *lines], [concept, other, *_of(glossary, proof)], proof, verdict, concept)


def _denial(concept: Concept, other: Concept, asked: Recognised) -> tuple[str, Verdict]:
    claim = f"{concept.label} does not fall under {other.label}."
    if _defined_as(concept, other):
        said = f"{NOT_HERE.capitalize()}: {claim} But its definition reads: {one_line(concept.definition)}"
        return said, ""
    return (f"True, {NOT_HERE}: {claim}", "true") if asked.negated else (f"No, {NOT_HERE}: {claim}", "false")


def _pages_may_tell(glossary: Glossary, concept: Concept, other: Concept, asked: Recognised) -> bool:
    """Tell whether "no" might mislead, so that the text of the pages had better answer.

    "Are LLMs black boxes?" asks for more than the hierarchy where the pages speak of each other, and what is called
    "deep neural network" is a neural network wherever it stands.
    """
    called, kind = (re.sub(r"s$", "", name.label) for name in asked.names)
    if called.endswith(f" {kind}"):
        return True
    direct = paths.shortest_path(glossary, concept, other) or ()
    return asked.manner == "loose" and (len(direct) == 1 or _defined_as(concept, other))


def _defined_as(concept: Concept, other: Concept) -> bool:
    """Tell whether a definition opens by saying that a thing is another: "A neural network that …"."""
    opening = fold(concept.definition)
    begin = re.match(_GENUS_BEGINS, opening)
    if not begin:
        return False
    genus = f" {re.split(_GENUS_ENDS, opening[begin.end() :], maxsplit=1)[0].strip()}"
    names = (form for label in (other.label, *other.aliases) for form in label_forms(label))
    return any(genus.endswith((f" {name}", f" {name}s")) for name in names)


def _apart(glossary: Glossary, concept: Concept, other: Concept) -> tuple[list[str], tuple[Relation, ...]]:
    """Draw the chains from two concepts up to what they have in common, or else to the top."""
    common = glossary.lowest_common_broader(concept, other)
    if common:
        chains = [taxonomy.chain(glossary, each, common[0]) for each in (concept, other)]
        lead = f"Both fall under {labels(common, ' and ')}:"
    else:
        chains = [_upward(glossary, each, above[0]) for each in (concept, other) if (above := glossary.broader(each))]
        lead = "Nothing in this glossary is broader than both."
    starts = [glossary.concepts[chain[0].origin] for chain in chains if chain]
    drawings = [drawn(glossary, start, chain) for start, chain in zip(starts, filter(None, chains), strict=True)]
    return [lead, *drawings], tuple(itertools.chain.from_iterable(chains))


# -- between concepts, and on the way to one -------------------------------------------------------------------------


def _path(glossary: Glossary, meant: Sequence[Concept], asked: Recognised) -> Found:
    del asked
    lines: list[str] = []
    proof: list[Relation] = []
    for start, end in itertools.pairwise(meant):
        path = paths.shortest_path(glossary, start, end)
        if path is None:
            lines.append(f"Nothing in this glossary connects {start.label} with {end.label}.")
            continue
        drawing, *steps = walked(glossary, start, path)
        lines += [drawing, *(f"- {step}" for step in steps)]
        proof += path
    common = glossary.lowest_common_broader(*meant)
    above = [concept for concept in common if concept not in meant]
    if above:
        lines.append(f"{'Both' if len(meant) == 2 else 'All'} fall under {labels(above, ' and ')}.")
        proof += [relation for concept in meant for relation in taxonomy.chain(glossary, concept, above[0])]
    title = f"How {labels(meant, ' and ')} are connected"
    return Found(title, lines, [*meant, *_of(glossary, proof), *above], proof, place=common[0] if common else None)


def compared(glossary: Glossary, meant: Sequence[Concept]) -> Found:
    """Compare concepts: what the comparison says, and the chains up to what is broader than all of them."""
    lines, comparison = juxtapose.told(glossary, meant)
    chains = [chain for common in comparison.common for chain in common.chains]
    chains += [path for path in comparison.paths if path]
    proof = [*itertools.chain.from_iterable(chains), *comparison.direct]
    above = [common.concept for common in comparison.common]
    return Found(
        labels(meant, " and "),
        lines,
        [*meant, *above, *_of(glossary, proof)],
        proof,
        place=above[0] if above else None,
        kind="comparison",
    )


def _compare(glossary: Glossary, meant: Sequence[Concept], asked: Recognised) -> Found:
    del asked
    return compared(glossary, meant)


def _prerequisites(glossary: Glossary, meant: Sequence[Concept], asked: Recognised) -> Found:
    from dlgraph.learning import learning_order

    (concept,) = meant
    path = learning_order(glossary, concept, [glossary.named(name.label)[0] for name in asked.others])
    steps = path.steps[:-1]
    lead = f"Before {concept.label}, in this order:"
    if not steps:
        lead = f"Nothing{' else' if path.known else ''} in this glossary needs to come before {concept.label}."
    lines = [lead, *(f"{at}. {excerpt(defined(step.concept), _LINE)}" for at, step in enumerate(steps, 1))]
    if path.known:
        lines.append(f"Left out as known: {labels(path.known)}")
    proof = [relation for step in path.steps for relation in step.needed]
    concepts = [concept, *(step.concept for step in steps), *path.known]
    return Found(f"What to learn before {concept.label}", lines, concepts, proof)


_FORMS: Mapping[Form, Callable[[Glossary, Sequence[Concept], Recognised], Found | None]] = {
    "kinds": _kinds,
    "examples": _kinds,
    "count": _number,
    "size": _size,
    "is-a": _is_a,
    "place": _place,
    "broader": _place,
    "related": _related,
    "siblings": _siblings,
    "compare": _compare,
    "path": _path,
    "prerequisites": _prerequisites,
}


def _placed(glossary: Glossary, concept: Concept) -> bool:
    """Tell whether the hierarchy has a place for a concept; where it has none, its silence says nothing."""
    return bool(glossary.broader(concept) or glossary.narrower(concept))


def _line(concept: Concept, below: int = 0) -> str:
    return f"- {excerpt(defined(concept), _LINE)}" + (f" ({below} below it)" if below else "")


def _of(glossary: Glossary, relations: Iterable[Relation]) -> list[Concept]:
    return [glossary.concepts[id] for relation in relations for id in (relation.origin, relation.target)]
