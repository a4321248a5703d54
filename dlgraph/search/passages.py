"""What of a glossary can be an answer, and the passages by which each is found."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dlgraph import markdown
from dlgraph.concept import Concept, Faq, Misconception, Section
from dlgraph.glossary import Glossary, other_names
from dlgraph.model import Item, Passage, Source
from dlgraph.text import chunks, one_line, slug, unique

_NOT_ANSWERS = re.compile(
    r"^(?:related (?:terms|concepts|pages)|see also|further reading|references|sources|external links|notes)\b", re.I
)


def items(glossary: Glossary) -> Iterator[tuple[Item, tuple[Passage, ...]]]:
    """List everything that can answer a question, each with its passages.

    Args:
        glossary: the glossary.

    Yields:
        Definitions, sections, misconceptions and FAQs, in the order of the corpus, then FAQs outside pages.
        Lists of links ("Related terms", "Further reading") answer nothing and are left out.
    """
    taken = {faq.id for faq in glossary.faqs} | set(glossary.concepts)
    for concept in glossary:
        yield _definition(concept)
        taken.update([faq.id for faq in concept.faqs], [pair.id for pair in concept.misconceptions])
        for section in concept.sections:
            if not _NOT_ANSWERS.match(section.title) and (text := markdown.plain(section.text)):
                yield _section(concept, section, text, taken)
        for misconception in concept.misconceptions:
            yield _misconception(concept, misconception)
        for faq in concept.faqs:
            yield _faq(concept, faq)
    for faq in glossary.faqs:
        yield _faq(glossary.faq_concept(faq), faq)


def _definition(concept: Concept) -> tuple[Item, tuple[Passage, ...]]:
    text = concept.definition
    item = Item(
        concept.id, "definition", concept.id, concept.label, concept.label, text, concept.source, other_names(concept)
    )
    first, *rest = chunks(text, 120, 20) or [""]
    whole = f"{concept.label}: {first}" if first else concept.label
    passages = [Passage(item.id, "definition", whole)]
    passages += [Passage(item.id, "definition", f"{concept.label}: {chunk}") for chunk in rest]
    return item, tuple(passages)


def _section(concept: Concept, section: Section, text: str, taken: set[str]) -> tuple[Item, tuple[Passage, ...]]:
    title = one_line(section.title)
    id = unique(f"{concept.id}#{slug(title or 'about')}", taken)
    source = Source(concept.source.file, section.line)
    item = Item(id, "section", concept.id, concept.label, title, text, source)
    lead = f"{concept.label}: {title}. " if title else f"{concept.label}: "
    return item, tuple(Passage(id, "section", lead + chunk) for chunk in chunks(text))


def _misconception(concept: Concept, pair: Misconception) -> tuple[Item, tuple[Passage, ...]]:
    reality = markdown.plain(pair.reality)
    item = Item(pair.id, "misconception", concept.id, concept.label, pair.myth, reality, pair.source)
    passages = [Passage(pair.id, "myth", pair.myth)]
    passages += [Passage(pair.id, "reality", f"{pair.myth} {chunk}") for chunk in chunks(reality)]
    return item, tuple(passages)


def _faq(concept: Concept | None, faq: Faq) -> tuple[Item, tuple[Passage, ...]]:
    answer = markdown.plain(faq.answer)
    id, label = (concept.id, concept.label) if concept else ("", "")
    item = Item(faq.id, "faq", id, label, faq.question, answer, faq.source, faq.alternatives)
    passages = [Passage(faq.id, "question", faq.question)]
    passages += [Passage(faq.id, "alternative", other) for other in faq.alternatives]
    passages += [Passage(faq.id, "answer", f"{faq.question} {chunk}") for chunk in chunks(answer)]
    return item, tuple(passages)
