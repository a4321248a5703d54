"""Checks that ask the index, and so need a model."""

from __future__ import annotations

from collections.abc import Iterator

from dlgraph.checks.check import Check, check
from dlgraph.checks.finding import Evidence, Found
from dlgraph.checks.subject import Subject, about
from dlgraph.concept import Concept
from dlgraph.model import Answer
from dlgraph.text import excerpt


@check("G13", "unreached-page", "warning", deep=True)
def unreached_page(subject: Subject) -> Iterator[Found]:
    """Every page answers a question: "What is it?", asked by its label, or one of its own FAQs.

    Where other pages answer all of these, or nothing does, nobody will read what this one says.
    """
    asker, glossary = subject.asker, subject.glossary
    concepts = list(glossary)
    answers = asker.ask_many([f"What is {concept.label}?" for concept in concepts]) if concepts else []
    outside: dict[str, list[str]] = {}
    for faq in glossary.faqs:
        if owner := glossary.faq_concept(faq):
            outside.setdefault(owner.id, []).append(faq.question)
    for concept, answer in zip(concepts, answers, strict=True):
        tried = [answer]
        if not _reaches(answer, concept):
            questions = [*(faq.question for faq in concept.faqs), *outside.get(concept.id, ())]
            tried += asker.ask_many([question for question in questions if question.strip()])
        if not any(_reaches(each, concept) for each in tried):
            yield about(
                concept,
                f"no question reaches {concept.label}: {len(tried)} were asked",
                evidence=tuple(_went(each, concept) for each in tried),
                cure="Give it a definition or an FAQ that says what only this page does.",
            )


def _reaches(answer: Answer, concept: Concept) -> bool:
    return concept.id in {answer.item.concept if answer.item else "", *(name.id for name in answer.concepts[:1])}


def _went(answer: Answer, concept: Concept) -> Evidence:
    item = answer.item
    if item is None:
        return Evidence(f"{answer.question} no answer, {excerpt(answer.reason, 80)}", concept.source)
    which = f": {item.title}" if item.title not in ("", item.label) else ""
    return Evidence(f"{answer.question} {item.label or 'an FAQ'} answers{which}", item.source)


CHECKS: tuple[Check, ...] = (unreached_page,)
