"""A comparison in words: what the compared are, what each is alone, and what the corpus says of them together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dlgraph.concept import Concept, Faq, Misconception
from dlgraph.glossary import Glossary
from dlgraph.recognition import recognise
from dlgraph.text import excerpt, fold, label_forms
from dlgraph.wording import defined, drawn, labels, plain, walked

if TYPE_CHECKING:
    from dlgraph.comparison import Comparison, Mention

# How many FAQs and misconceptions are told in full, how many more are named, how many sections are shown, how wide.
_TOLD = 2
_NAMED = 3
_SECTIONS = 3
_EXCERPT = 240


def told(glossary: Glossary, concepts: Sequence[Concept]) -> tuple[list[str], Comparison]:
    """Compare concepts and put the comparison into words.

    Args:
        glossary: the glossary.
        concepts: two concepts or more, each once.

    Returns:
        Lines of text, and the comparison. An FAQ that asks for this very comparison comes first, then what they have
        in common, then what else names two of them in its question or myth, then each by itself.
    """
    # It reads Markdown, whose parser is not worth importing for the other answers from the graph.
    from dlgraph.comparison import compare

    found = compare(glossary, concepts)
    same = [mention for mention in found.mentions if _asks_this(mention, concepts, glossary)]
    direct = [mention for mention in found.mentions if mention.direct and mention not in same]
    shown = [*same, *direct][:_TOLD]
    before = [mention for mention in shown if mention in same]
    behind = [mention for mention in shown if mention not in same]
    blocks = [
        *(_in_full(mention.part) for mention in before),
        [*_common(glossary, found)],
        *(_in_full(mention.part) for mention in behind),
        [defined(concept) for concept in concepts],
        [*_relatives(found)],
        *_sections(found),
        [*_more([mention for mention in found.mentions if mention not in shown])],
    ]
    first, *rest = filter(None, blocks)
    return [*first, *(line for block in rest for line in ("", *block))], found


def spoken_of(concepts: Sequence[Concept]) -> list[str]:
    """Return the first misconception or FAQ of some concepts' pages whose myth or question names all of them."""
    names = [
        [form for label in (concept.label, *concept.aliases) for form in label_forms(label)] for concept in concepts
    ]
    for concept in concepts:
        parts: tuple[Faq | Misconception, ...] = (*concept.misconceptions, *concept.faqs)
        for part in parts:
            asked = f" {fold(part.myth if isinstance(part, Misconception) else part.question)} "
            if all(any(f" {name} " in asked or f" {name}s " in asked for name in several) for several in names):
                return ["", *_in_full(part)]
    return []


def _asks_this(mention: Mention, concepts: Sequence[Concept], glossary: Glossary) -> bool:
    """Tell whether an FAQ asks for the comparison of just these concepts, in whatever words."""
    if not mention.direct or not isinstance(mention.part, Faq):
        return False

    def ids(names: Sequence[str]) -> dict[str, list[str]]:
        return {name: [concept.id for concept in found] for name in names if (found := glossary.named(name))}

    for question in (mention.part.question, *mention.part.alternatives):
        asked = recognise(question, ids)
        if asked and asked.form == "compare" and not asked.unknown and len(asked.names) == len(concepts):
            meant = {id for name in asked.names for id in name.ids}
            if all(concept.id in meant for concept in concepts):
                return True
    return False


def _in_full(part: Faq | Misconception) -> list[str]:
    if isinstance(part, Misconception):
        return [f"Myth: {part.myth}", f"Reality: {plain(part.reality)}", f"Source: {part.source}"]
    return [part.question, plain(part.answer), f"Source: {part.source}"]


def _common(glossary: Glossary, found: Comparison) -> Iterator[str]:
    for kinship in found.kinds:
        yield f"{kinship.concept.label} falls under {kinship.broader.label}."
        if len(kinship.chain) > 1:
            yield drawn(glossary, kinship.concept, kinship.chain)
    compared = {concept.id for concept in found.concepts}
    above = [common for common in found.common if common.concept.id not in compared]
    whole = labels(found.concepts, " and ")
    if above:
        every = "both" if len(compared) == 2 else "all"
        yield f"{whole} {every} fall under {labels([common.concept for common in above], ' and ')}."
        if any(len(chain) > 1 for chain in above[0].chains):
            yield from (drawn(glossary, *pair) for pair in zip(found.concepts, above[0].chains, strict=True))
    elif not found.common:
        yield f"Nothing in this glossary is broader than {whole} together."
        joined = zip(found.concepts, found.paths, strict=False)
        yield from (f"They are connected: {walked(glossary, start, path)[0]}" for start, path in joined if path)


def _relatives(found: Comparison) -> Iterator[str]:
    for concept, only in zip(found.concepts, found.only, strict=True):
        if only:
            yield f"Only {concept.label} is related to: {labels(only)}"
    if found.shared:
        yield f"Related to {'both' if len(found.concepts) == 2 else 'all'}: {labels(found.shared)}"


def _sections(found: Comparison) -> Iterator[list[str]]:
    for row in found.sections[:_SECTIONS]:
        pairs = zip(found.concepts, row.sections, strict=True)
        yield [
            f"{row.title}:",
            *(
                f"- {concept.label}: {excerpt(plain(_beginning(part.text)), _EXCERPT)}"
                for concept, part in pairs
                if part
            ),
        ]


def _beginning(text: str) -> str:
    """Return the first paragraphs of a section, as many as an excerpt can show; parsing all of it takes its time."""
    end = text.find("\n\n", 4 * _EXCERPT)
    return text if end < 0 else text[:end]


def _more(mentions: Sequence[Mention]) -> Iterator[str]:
    if mentions:
        yield "Also about them:"
    for mention in mentions[:_NAMED]:
        part = mention.part
        yield f"- Myth: {part.myth}" if isinstance(part, Misconception) else f"- {part.question}"
