"""What of a glossary can be an answer, and the passages by which each is found."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from dlgraph import markdown
from dlgraph.concept import Concept, Faq, Misconception, Section
from dlgraph.glossary import Glossary, other_names
from dlgraph.model import Item, Passage, Source
from dlgraph.text import chunks, one_line, slug, unique

# An item with its passages, and the items of one concept, or that of an FAQ outside pages, which stand together.
Pair = tuple[Item, tuple[Passage, ...]]
Group = tuple[Pair, ...]

_NOT_ANSWERS = re.compile(
    r"^(?:related (?:terms|concepts|pages)|see also|further reading|references|sources|external links|notes)\b", re.I
)


def items(glossary: Glossary) -> Iterator[Pair]:
    """List everything that can answer a question, each with its passages.

    Args:
        glossary: the glossary.

    Yields:
        Definitions, sections, misconceptions and FAQs, in the order of the corpus, then FAQs outside pages.
        Lists of links ("Related terms", "Further reading") answer nothing and are left out.
    """
    for group in groups(glossary):
        yield from group


def groups(glossary: Glossary) -> Iterator[Group]:
    """List what ``items`` lists, what belongs to one concept or FAQ together."""
    taken = ids(glossary)
    for concept in glossary:
        yield of_concept(concept, taken)
    for faq in glossary.faqs:
        yield of_faq(glossary, faq)


def ids(glossary: Glossary) -> set[str]:
    """Return the ids that no section may have, whatever the pages hold."""
    return {faq.id for faq in glossary.faqs} | set(glossary.concepts)


def of_concept(concept: Concept, taken: set[str]) -> Group:
    """Return the items of a concept's page.

    Args:
        concept: the concept.
        taken: the ids of ``ids`` and of all concepts before this one; those of its own are added.
    """
    taken.update(_own_ids(concept))
    sections = (
        _section(concept, section, text, taken) for section in concept.sections
        if not _NOT_ANSWERS.match(section.title) and (text := markdown.plain(section.text))
    )  # fmt: skip
    pairs = (_misconception(concept, pair) for pair in concept.misconceptions)
    return (_definition(concept), *sections, *pairs, *(_faq(concept, faq) for faq in concept.faqs))


def of_faq(glossary: Glossary, faq: Faq) -> Group:
    """Return the item of an FAQ that stands outside a page."""
    return (_faq(glossary.faq_concept(faq), faq),)


def keeps_ids(concept: Concept, sections: Iterable[tuple[str, str]], taken: set[str]) -> bool:
    """Tell whether the sections of a concept that is as it was would still have the ids they had.

    Args:
        concept: the concept.
        sections: id and title of each item that was made of one of its sections.
        taken: as ``of_concept`` has it; where the ids are kept, they are added.
    """
    own = {id for id in _own_ids(concept) if id not in taken}
    taken.update(own)
    for id, title in sections:
        found = _section_id(concept, title, taken)
        own.add(found)
        if found != id:
            taken -= own
            return False
    return True


def _own_ids(concept: Concept) -> list[str]:
    return [*(faq.id for faq in concept.faqs), *(pair.id for pair in concept.misconceptions)]


def _section_id(concept: Concept, title: str, taken: set[str]) -> str:
    return unique(f"{concept.id}#{slug(title or 'about')}", taken)


def _definition(concept: Concept) -> Pair:
    text = concept.definition
    item = Item(
        concept.id, "definition", concept.id, concept.label, concept.label, text, concept.source, other_names(concept)
    )
    first, *rest = chunks(text, 120, 20) or [""]
    whole = f"{concept.label}: {first}" if first else concept.label
    passages = [Passage(item.id, "definition", whole)]
    passages += [Passage(item.id, "definition", f"{concept.label}: {chunk}") for chunk in rest]
    return item, tuple(passages)


def _section(concept: Concept, section: Section, text: str, taken: set[str]) -> Pair:
    title = one_line(section.title)
    id = _section_id(concept, title, taken)
    source = Source(concept.source.file, section.line)
    item = Item(id, "section", concept.id, concept.label, title, text, source)
    lead = f"{concept.label}: {title}. " if title else f"{concept.label}: "
    return item, tuple(Passage(id, "section", lead + chunk) for chunk in chunks(text))


def _misconception(concept: Concept, pair: Misconception) -> Pair:
    reality = markdown.plain(pair.reality)
    item = Item(pair.id, "misconception", concept.id, concept.label, pair.myth, reality, pair.source)
    passages = [Passage(pair.id, "myth", pair.myth)]
    passages += [Passage(pair.id, "reality", f"{pair.myth} {chunk}") for chunk in chunks(reality)]
    return item, tuple(passages)


def _faq(concept: Concept | None, faq: Faq) -> Pair:
    answer = markdown.plain(faq.answer)
    id, label = (concept.id, concept.label) if concept else ("", "")
    item = Item(faq.id, "faq", id, label, faq.question, answer, faq.source, faq.alternatives)
    passages = [Passage(faq.id, "question", faq.question)]
    passages += [Passage(faq.id, "alternative", other) for other in faq.alternatives]
    passages += [Passage(faq.id, "answer", f"{faq.question} {chunk}") for chunk in chunks(answer)]
    return item, tuple(passages)
