"""What the explorer shows of a concept, an FAQ or an answer: Markdown for its page, and what lies around it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

from dlgraph.concept import Concept, Faq
from dlgraph.explore.names import Target
from dlgraph.glossary import Glossary
from dlgraph.model import Answer, Hit, Item, Source
from dlgraph.render.answers import heading
from dlgraph.render.page import Page
from dlgraph.taxonomy import breadcrumb
from dlgraph.text import excerpt, one_line
from dlgraph.wording import sign

_MARKS = re.compile(r"([!-/:-@\[-`{-~])")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_ITEM = re.compile(r"(?P<marker>\s*(?:-|\d{1,9}\.) )(?P<text>.*)")
_MOST_SHOWN = 12
_MOST_PROOF = 50
_LEAST_LEVEL = 2


@dataclass(frozen=True, slots=True)
class View:
    """What the screen shows at a time.

    ``parts`` are Markdown texts that are read each on its own, so that an open code block or comment in one cannot
    swallow the next. ``way`` runs from the top concept to the one shown, ``around`` groups its neighbours under
    titles, and ``subject`` is what links in the text are relative to. A ``passing`` view is kept in no history.
    """

    title: str
    parts: tuple[str, ...]
    source: Source | None = None
    way: tuple[Concept, ...] = ()
    around: tuple[tuple[str, tuple[Concept, ...]], ...] = ()
    subject: Target | None = None
    kind: Literal["home", "page", "answer", "passing"] = "page"


def clean(text: str) -> str:
    """Drop the control characters of a text, with which a page could steer the terminal."""
    return _CONTROLS.sub("", text)


def name_of(glossary: Glossary, concept: Concept) -> str:
    """Return a concept's label on one line, followed by its id where another concept has the same label."""
    label = clean(one_line(concept.label)) or concept.id
    shared = [other for other in glossary.named(concept.label) if other.label == concept.label]
    return f"{label} ({clean(concept.id)})" if len(shared) > 1 else label


def view_of(glossary: Glossary, target: Target, page: Page) -> View:
    """Return the view of a concept or an FAQ."""
    return _concept(glossary, target, page) if isinstance(target, Concept) else _faq(target, page)


def overview(glossary: Glossary, corpus: str) -> View:
    """Return the first view: what the glossary holds, and where to begin."""
    faqs = len(glossary.faqs) + sum(len(concept.faqs) for concept in glossary)
    counts = [(len(glossary), "concept"), (faqs, "FAQ")]
    held = " and ".join(f"**{count:,} {noun}{'s' * (count != 1)}**" for count, noun in counts if count)
    lead = f"{held}, read from {_escape(corpus)}."
    if not glossary:
        advice = (
            "This corpus has no concepts, so there is no hierarchy to walk. Its FAQs stand in the list: press `t` to go"
            " there, or `/` to find one by its words or to ask a question in your own."
        )
        return View("Glossary", ("# Glossary", lead, advice), kind="home")
    advice = "Press `/` to find a concept or to ask a question, `t` to walk the hierarchy, `?` for all keys."
    parts = ("# Glossary", lead, advice, *_beginnings(glossary))
    tops = glossary.top_concepts
    return View("Glossary", parts, around=(("Top concepts", tops),) if tops else (), kind="home")


def _beginnings(glossary: Glossary) -> Iterator[str]:
    tops = glossary.top_concepts
    roots = tops if len(tops) != 1 else (*tops, *glossary.narrower(tops[0]))
    if not roots:
        return
    lines = [
        f"- {_link(glossary, concept)}" + f": {_escape(excerpt(concept.definition, 120))}" * bool(concept.definition)
        for concept in roots[:_MOST_SHOWN]
    ]
    more = len(roots) - len(lines)
    yield "## Where to begin\n\n" + "\n".join(lines + ([f"- … and {more:,} more in the tree"] if more else []))


def _concept(glossary: Glossary, concept: Concept, page: Page) -> View:
    parts = [f"# {_escape(name_of(glossary, concept))}"]
    if concept.aliases:
        parts.append(f"*Also called {_escape(', '.join(map(one_line, concept.aliases)))}*")
    if concept.definition:
        parts.append(f"**{_escape(concept.definition)}**")
    lift = min((part.level for part in concept.sections if part.title), default=_LEAST_LEVEL) - _LEAST_LEVEL
    for part in concept.sections:
        marks = "#" * min(max(part.level - lift, _LEAST_LEVEL), 4)
        parts += [f"{marks} {_escape(part.title)}"] * bool(part.title) + [part.text]
    if concept.misconceptions:
        parts.append("## Common misconceptions")
        for pair in concept.misconceptions:
            parts += [f"**Myth:** {_escape(pair.myth)}", f"**Reality:** {pair.reality}"]
    faqs = [*concept.faqs, *(faq for faq in glossary.faqs if glossary.faq_concept(faq) is concept)]
    if faqs:
        parts.append("## Frequently asked questions")
        for faq in faqs:
            parts += [f"### {_escape(faq.question)}", faq.answer]
    parts.append(_place(concept.source, page))
    same = tuple(other for other in glossary.named(concept.label) if other is not concept)
    related = glossary.related(concept)
    groups = (
        ("Broader", glossary.broader(concept)),
        ("Narrower", glossary.narrower(concept)),
        ("Related", related),
        ("In the text", tuple(other for other in glossary.references(concept) if other not in related)),
        ("Same name", same),
    )
    return View(
        title=name_of(glossary, concept),
        parts=tuple(part for part in parts if part.strip()),
        source=concept.source,
        way=breadcrumb(glossary, concept),
        around=tuple((title, others) for title, others in groups if others),
        subject=concept,
    )


def _faq(faq: Faq, page: Page) -> View:
    parts = [f"# {_escape(faq.question)}"]
    if faq.alternatives:
        parts.append(f"*Also asked as: {_escape(' · '.join(faq.alternatives))}*")
    parts += [faq.answer or "(This question has no answer in the corpus.)", _place(faq.source, page)]
    return View(one_line(faq.question), tuple(parts), faq.source, subject=faq)


def answer_view(glossary: Glossary, answer: Answer, page: Page) -> View:
    """Return the view of an answer, or of the fact that there is none."""
    item = answer.item
    parts = [f"*You asked: {_escape(answer.question)}*"]
    if item is None:
        parts.append("# Not in this glossary")
        parts += [_escape(f"Why: {answer.reason}.")] if answer.reason else []
    else:
        parts += [*_said(item), f"Confidence **{answer.confidence:.2f}**"]
        # What the graph says stands in no one place; the relations it rests on name theirs.
        parts.append(_proof(glossary, answer, page) if answer.proof else _place(item.source, page))
    parts += [_also(glossary, answer.alternatives, "Also close" if item else "Closest")] if answer.alternatives else []
    groups = (("Answered from" if item else "Named", answer.concepts), ("Related", answer.related))
    around = [(title, tuple(filter(None, (_known(glossary, name.id) for name in names)))) for title, names in groups]
    own = next((name.id for name in answer.concepts if name.label in answer.breadcrumb[-1:]), "")
    concept = _known(glossary, own)
    return View(
        title=one_line(answer.question),
        parts=tuple(part for part in parts if part.strip()),
        source=item.source if item else None,
        way=breadcrumb(glossary, concept) if concept else (),
        around=tuple((title, others) for title, others in around if others),
        subject=concept,
        kind="answer",
    )


def _said(item: Item) -> Iterator[str]:
    """Show what an item says under a heading; what the graph says has its verdict or count in its first line."""
    if item.kind in ("structure", "comparison"):
        first, _, rest = item.text.partition("\n")
        yield f"# {_escape(first)}"
        yield _prose(rest.strip("\n"))
    else:
        yield f"# {_escape(heading(item))}"
        lead = "**Reality:** " if item.kind == "misconception" else ""
        yield lead + _prose(item.text or "(This question has no answer in the corpus.)")


def waiting(question: str, line: str) -> View:
    """Return the view while an answer is awaited; it is kept in no history."""
    parts = (f"*You asked: {_escape(question)}*", _prose(line), "Escape goes back without waiting.")
    return View(one_line(question), parts, kind="passing")


def failure(question: str, message: str) -> View:
    """Return the view of a question that could not be asked."""
    parts = (f"*You asked: {_escape(question)}*", "# This could not be asked", _prose(message))
    return View(one_line(question), parts, kind="answer")


def _known(glossary: Glossary, id: str) -> Concept | None:
    return glossary.concepts.get(id)


def _proof(glossary: Glossary, answer: Answer, page: Page) -> str:
    lines = []
    for edge in answer.proof[:_MOST_PROOF]:
        ends = [_known(glossary, id) for id in (edge.origin, edge.target)]
        names = [_link(glossary, end) if end else "?" for end in ends]
        place = _escape(f"{page.file(edge.source)}:{edge.source.line}")
        lines.append(f"- {names[0]} {_escape(sign(edge.kind))} {names[1]}: *{place}*")
    more = len(answer.proof) - len(lines)
    return "## Declared in\n\n" + "\n".join([*lines, *[f"- … and {more:,} more"] * (more > 0)])


def _also(glossary: Glossary, hits: Sequence[Hit], lead: str) -> str:
    lines = []
    for hit in hits:
        concept, text = _known(glossary, hit.item.concept), excerpt(heading(hit.item), 110)
        lines.append(f"- {_link(glossary, concept, text) if concept else _escape(text)}")
    return f"## {lead}\n\n" + "\n".join(lines)


def _place(source: Source, page: Page) -> str:
    return f"*{_escape(f'{page.file(source)}:{source.line}')}*" if source.file else ""


def _link(glossary: Glossary, concept: Concept, text: str = "") -> str:
    return f"[{_escape(text or name_of(glossary, concept))}](<{quote(concept.id, safe='/')}>)"


def _escape(text: str) -> str:
    """Return plain text as Markdown that shows just that."""
    return _MARKS.sub(r"\\\1", one_line(text))


def _prose(text: str) -> str:
    """Return plain text as Markdown that keeps its lines and its lists."""
    lines = []
    for line in text.split("\n"):
        match = _ITEM.match(line)
        lines.append(match["marker"] + _escape(match["text"]) if match else _escape(line) + "  " * bool(line.strip()))
    return "\n".join(lines)
