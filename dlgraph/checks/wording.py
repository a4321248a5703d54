"""What the texts say: questions asked twice, definitions alike, headings spelled in two ways, names without links."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from dlgraph import markdown, spelling
from dlgraph.checks.check import Check, check
from dlgraph.checks.finding import Evidence, Found, NotCheckable
from dlgraph.checks.subject import Sheet, Subject, about
from dlgraph.concept import Concept, Faq
from dlgraph.model import Source
from dlgraph.paths import joined
from dlgraph.questions import FUNCTION_WORDS, other_numbers
from dlgraph.suggest import mentions
from dlgraph.suggest.mentions import Names
from dlgraph.text import excerpt, fold, words

# How much of their words two definitions share (Jaccard), and how near their vectors are, before they say the same.
ALIKE = 0.9
NEAR = 0.93
# In fewer words than these one word that differs is a difference: "along the height" and "along the depth".
FEWEST_WORDS = 15
_HEADING_WORDS = frozenset({"the", "a", "an", "it", "its", "is", "are", "do", "does"})
_COMMON = 3
# Rows of cosines computed at once, so that a large glossary needs no table of all its pairs.
_ROWS = 512
_LINK = re.compile(
    r"\[(?P<text>[^\[\]]+)\]\(<?(?P<target>[^\s()<>#]+)|\[\[(?P<page>[^\[\]|#]+)[^\[\]|]*\|(?P<shown>[^\[\]]+)\]\]"
)


@check("G05", "heading-variants", "info")
def heading_variants(subject: Subject) -> Iterator[Found]:
    """A section that several pages have is titled in one way on all of them.

    `compare` sets sections of one title side by side, and readers learn where to look.
    """
    titled: dict[str, list[tuple[Concept, Source]]] = defaultdict(list)
    for concept in subject.glossary:
        for section in concept.sections:
            if section.title:
                titled[section.title].append((concept, Source(concept.source.file, section.line)))
    if not titled:
        raise NotCheckable("no page has sections")
    groups: dict[str, list[str]] = defaultdict(list)
    for title in titled:
        groups[_heading(title)].append(title)
    usual = {key: max(group, key=lambda title: (len(titled[title]), title)) for key, group in groups.items() if key}
    common = [key for key, title in usual.items() if len(titled[title]) >= _COMMON]
    for key, group in groups.items():
        for title in group if key else ():
            meant = usual[key] if title != usual[key] else _slip(title, key, common, usual, titled)
            if meant:
                yield _variant(title, titled[title], meant, titled[meant])


def _heading(title: str) -> str:
    kept = [word for word in words(title) if word not in _HEADING_WORDS]
    return " ".join(min([word, *other_numbers(word)], key=len) for word in kept)


def _slip(
    title: str,
    key: str,
    common: list[str],
    usual: Mapping[str, str],
    titled: Mapping[str, list[tuple[Concept, Source]]],
) -> str:
    """Return the common title of which a rare one is a misspelling, or an empty string."""
    if key in common or len(key) < 8 or any(char.isdigit() for char in key):
        return ""
    near = [
        other
        for other in common
        if abs(len(other) - len(key)) < 2
        and len(titled[usual[other]]) >= _COMMON * len(titled[title])
        and spelling.slips(key, other) == 1
    ]
    return usual[near[0]] if len(near) == 1 else ""


def _variant(
    title: str, places: list[tuple[Concept, Source]], meant: str, others: list[tuple[Concept, Source]]
) -> Found:
    concept, source = places[0]
    return Found(
        f"the section {title!r} ({_pages(len(places))}) is called {meant!r} on {_pages(len(others))}",
        source,
        concept.id,
        tuple(Evidence(f"{each.label}: {title}", place) for each, place in places)
        + tuple(Evidence(f"{each.label}: {meant}", place) for each, place in others[:1]),
        f"Call it {meant!r} everywhere.",
    )


def _pages(count: int) -> str:
    return "1 page" if count == 1 else f"{count} pages"


@check("G09", "faq-asked-twice", "warning")
def faq_asked_twice(subject: Subject) -> Iterator[Found]:
    """No question is asked twice, be it on two pages or in other spelling.

    Only one of the answers is ever given. A question that fits every page should name its concept.
    """
    asked: dict[str, list[tuple[str, Faq]]] = defaultdict(list)
    for concept in subject.glossary:
        for faq in concept.faqs:
            asked[fold(faq.question)].append((concept.id, faq))
    for faq in subject.glossary.faqs:
        for question in dict.fromkeys(map(fold, (faq.question, *faq.alternatives))):
            asked[question].append((faq.id, faq))
    if not asked:
        raise NotCheckable("there are no FAQs")
    for question, faqs in asked.items():
        if len(faqs) > 1 and question:
            (_, first), (owner, last) = faqs[0], faqs[-1]
            yield Found(
                f"{excerpt(first.question, 90)!r} is asked {len(faqs)} times",
                last.source,
                owner,
                tuple(Evidence(excerpt(faq.answer, 80) or "no answer", faq.source) for _, faq in faqs),
                "Keep one of them, or say in each what it is about.",
            )


@check("G10", "near-duplicate-definitions", "warning")
def near_duplicate_definitions(subject: Subject) -> Iterator[Found]:
    """No two concepts are defined in nearly the same words.

    Either they are one concept with two names, or the definitions do not say what tells them apart. With `--deep`,
    definitions that mean the same in other words are found too.
    """
    contents = {
        concept.id: frozenset(word for word in words(concept.definition) if word not in FUNCTION_WORDS)
        for concept in subject.glossary
        if concept.definition
    }
    if not contents:
        raise NotCheckable("no concept has a definition")
    told: set[tuple[str, str]] = set()
    for one, other, shared in _alike(contents):
        told.add((one, other))
        if _told_apart(subject, contents, one, other) or _told_apart(subject, contents, other, one):
            continue
        yield _same(subject, one, other, f"{shared:.0%} of their words are the same")
    for one, other, cosine in _near(subject) if subject.deep else ():
        if (one, other) not in told and one in contents and other in contents:
            yield _same(subject, one, other, f"cosine {cosine:.2f}")


def _told_apart(subject: Subject, contents: Mapping[str, frozenset[str]], one: str, other: str) -> bool:
    """Tell whether the one word that only one definition has is in its concept's label and not in the other's."""
    first, last = (fold(subject.label(id)) for id in (one, other))
    return any(word in first and word not in last for word in contents[one] - contents[other])


def _near(subject: Subject) -> Iterator[tuple[str, str, float]]:
    """Yield the pairs of ids whose definitions are near in meaning, with their cosine."""
    import numpy as np

    ids, vectors = subject.asker.definitions()
    for start in range(0, len(ids), _ROWS):
        cosines = vectors[start : start + _ROWS] @ vectors.T
        for row, column in np.argwhere(cosines >= NEAR):
            if start + row < column:
                one, other = sorted((ids[start + row], ids[column]))
                yield one, other, float(cosines[row, column])


def _alike(contents: Mapping[str, frozenset[str]]) -> Iterator[tuple[str, str, float]]:
    """Yield the pairs of ids whose words agree, with the share they have in common.

    Sets that agree that much share one of their rarest words, so that only those need looking up (prefix filtering,
    Chaudhuri, Ganti and Kaushik, 2006).
    """
    rarity = Counter(word for content in contents.values() for word in content)
    holding: dict[str, list[str]] = defaultdict(list)
    for id, content in contents.items():
        # The fewest words of this set that another must miss before the two agree too little, and one more.
        most = len(content) - math.ceil(ALIKE * len(content) - 1e-9) + 1
        lead = sorted(content, key=lambda word: (rarity[word], word))[:most]
        near = dict.fromkeys(other for word in lead for other in holding[word])
        for other in near:
            shared = len(content & contents[other]) / len(content | contents[other])
            if shared >= ALIKE and (shared == 1 or min(len(content), len(contents[other])) >= FEWEST_WORDS):
                yield min(id, other), max(id, other), shared
        for word in lead:
            holding[word].append(id)


def _same(subject: Subject, one: str, other: str, why: str) -> Found:
    first, last = subject.glossary.concepts[one], subject.glossary.concepts[other]
    return about(
        last,
        f"{first.label} and {last.label} are defined alike: {why}",
        evidence=tuple(Evidence(f"{it.label}: {excerpt(it.definition, 120)}", it.source) for it in (first, last)),
        cure="Join the pages, or say what tells the two apart.",
    )


@check("G11", "unlinked-term", "info")
def unlinked_term(subject: Subject) -> Iterator[Found]:
    """A page that uses the name of another concept links to it, once.

    Told once a page. A name that is an everyday word counts only where most pages that use it link it, and any other
    one unless most pages leave it unlinked: what the whole glossary is about needs no link on every page.
    """
    if not subject.sheets:
        raise NotCheckable("there are no pages")
    names = Names(subject.glossary)
    found = {id: _used(sheet, names) for id, sheet in subject.sheets.items()}
    unlinked: Counter[str] = Counter()
    for id, used in found.items():
        near = {id, *(other for other, _ in joined(subject.glossary, subject.glossary.concepts[id]))}
        found[id] = {other: place for other, place in used.items() if other not in near}
        unlinked.update(found[id].keys())
    linked = Counter(it.target for it in subject.glossary.relations if it.kind == "references")
    for id, used in found.items():
        kept = [
            (subject.label(other), text, line)
            for other, (text, line, everyday) in used.items()
            if (linked[other] >= unlinked[other] if everyday else unlinked[other] <= max(2 * linked[other], _COMMON))
        ]
        if kept:
            sheet = subject.sheets[id]
            listed = ", ".join(label for label, _, _ in kept[:4]) + (
                f" and {len(kept) - 4} more" if len(kept) > 4 else ""
            )
            yield about(
                sheet.concept,
                f"{sheet.concept.label} speaks of {listed} without a link",
                line=kept[0][2],
                evidence=tuple(Evidence(f"{label}: “{text}”", Source(sheet.file, line)) for label, text, line in kept),
                cure="Link each where it first appears.",
            )


def _used(sheet: Sheet, names: Names) -> dict[str, tuple[str, int, bool]]:
    """Return the concepts a page's text names: the words that do so first, their line, and are they everyday."""
    body = sheet.concept.body or ""
    found: dict[str, tuple[str, int, bool]] = {}
    for mention in mentions.in_body(names, body):
        if not mention.heading and mention.concept not in found:
            said = " ".join(mention.text.split())
            everyday = len(words(said)) == 1 and sum(char.isupper() for char in said) < 2
            found[mention.concept] = (said, sheet.body_line + body.count("\n", 0, mention.start), everyday)
    return found


@check("G12", "misleading-link", "warning")
def misleading_link(subject: Subject) -> Iterator[Found]:
    """No link leads to one concept under the name of another.

    Where the text is a part of the name of what it leads to, such as `[prompt](prompt-engineering.md)`, the finding is
    for information.
    """
    glossary = subject.glossary
    if not any(sheet.concept.references for sheet in subject.sheets.values()):
        raise NotCheckable("no page links to another")
    for sheet in subject.sheets.values():
        # Most pages can be seen to be in order without being parsed.
        body = sheet.concept.body or ""
        quick = [(it["target"] or it["page"], it["text"] or it["shown"]) for it in _LINK.finditer(body)]
        if "][" not in body and not any(_misled(subject, sheet.concept, *link) for link in quick):
            continue
        for link in markdown.links(body):
            ids = _misled(subject, sheet.concept, link.target, link.text)
            if ids:
                target, named = (glossary.concepts[id] for id in ids)
                yield about(
                    sheet.concept,
                    f"{sheet.concept.label}: the link {link.text!r} leads to {target.label}, not to {named.label}",
                    line=sheet.body_line + link.line,
                    evidence=tuple(Evidence(f"the page of {it.label}", it.source) for it in (target, named)),
                    cure="Correct the link, or its text.",
                    tier="info" if _shortens(link.text, target) else None,
                )


def _misled(subject: Subject, concept: Concept, target: str, text: str) -> tuple[str, str] | None:
    """Return where a link leads and what its text names, where these are two concepts."""
    forms = [fold(text), *other_numbers(fold(text))]
    named = [each.id for form in forms if form for each in subject.glossary.named(form)]
    led = subject.glossary.resolve(unquote(target), concept.id) if named else None
    return (led, named[0]) if led and led not in named else None


def _shortens(text: str, concept: Concept) -> bool:
    """Tell whether a text is some of the words of a concept's name, in singular or plural."""
    name = {form for word in words(concept.label) for form in (word, *other_numbers(word))}
    return name.issuperset(words(text))


CHECKS: tuple[Check, ...] = (
    heading_variants,
    faq_asked_twice,
    near_duplicate_definitions,
    unlinked_term,
    misleading_link,
)
