"""What pages say of each other: relations that lead nowhere, and those that lead one way only."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cached_property

from dlgraph import spelling, taxonomy
from dlgraph.checks.check import Check, check
from dlgraph.checks.finding import Edit, Evidence, Found
from dlgraph.checks.subject import Pointer, Sheet, Subject
from dlgraph.concept import Concept
from dlgraph.model import Source
from dlgraph.text import fold

_MOST_LOOKED_FOR = 50


@check("G01", "dangling-reference", "error", fixable=True)
def dangling_reference(subject: Subject) -> Iterator[Found]:
    """Everything that a relation, a link or an FAQ names is a concept of the glossary.

    A relation that names nothing is lost. A link in a text that leads to no page is a warning: a reader meets a dead
    end, the graph is none the worse. `--fix` corrects a name in the front matter where one concept is a slip away.
    """
    lost: dict[Source, list[str]] = defaultdict(list)
    for problem in subject.glossary.problems:
        if problem.code == "dangling":
            lost[problem.source].append(problem.message)
    names = _Spelling(subject)
    for pointer in subject.pointers:
        written = pointer.reference.target
        if pointer.target is None and any(repr(written) in message for message in lost.get(pointer.source, ())):
            near = names.meant(written)
            labels = [subject.label(id) for id in near] or names.like(written)
            yield Found(
                f"{pointer.concept.label}: {pointer.said} names {written!r}, which no concept is called",
                pointer.source,
                pointer.concept.id,
                cure=f"Did you mean {', '.join(labels)}?" if labels else "Correct it, remove it, or write that page.",
                edits=_corrections(subject, pointer, near),
                tier="warning" if pointer.field == "references" else None,
            )
    for faq in subject.glossary.faqs:
        if faq.concept and subject.glossary.faq_concept(faq) is None and len(subject.glossary):
            near = names.like(faq.concept)
            yield Found(
                f"{faq.id}: concept names {faq.concept!r}, which no concept is called",
                faq.source,
                faq.id,
                cure=f"Did you mean {', '.join(near)}?" if near else "Correct it, or leave it empty.",
            )


class _Spelling:
    """Finds what a name that nobody has may have been meant for, each name once."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._meant: dict[str, list[str]] = {}
        self._like: dict[str, list[str]] = {}

    @cached_property
    def _by_length(self) -> dict[int, list[tuple[str, str]]]:
        found: dict[int, list[tuple[str, str]]] = defaultdict(list)
        for form, id in self._subject.names:
            found[len(form)].append((form, id))
        return found

    def meant(self, written: str) -> list[str]:
        """Return the concepts whose label, alias or file name is no more than a slip or two away from a name."""
        name = fold(re.sub(r"\.(?:md|markdown|html?|txt)$", "", posixpath.basename(written.rstrip("/"))))
        if name not in self._meant:
            self._meant[name] = self._nearest(name)
        return self._meant[name]

    def _nearest(self, name: str) -> list[str]:
        allowed = 0 if len(name) < spelling.SHORTEST else 2 if len(name) >= 8 else 1
        found: dict[int, dict[str, None]] = defaultdict(dict)
        for length in range(len(name) - allowed, len(name) + allowed + 1) if allowed else ():
            for form, id in self._by_length.get(length, ()):
                # Few slips change both ends of a word, and most names need no more than this look.
                alike = form[:2] == name[:2] or form[-2:] == name[-2:]
                if alike and (distance := spelling.slips(name, form)) <= allowed:
                    found[distance][id] = None
        return list(found[min(found)]) if found else []

    def like(self, written: str) -> list[str]:
        """Return labels that look like a name; none once many have been looked for, since that takes its time."""
        if written not in self._like and len(self._like) < _MOST_LOOKED_FOR:
            self._like[written] = self._subject.glossary.near(written)
        return self._like.get(written, [])


def _corrections(subject: Subject, pointer: Pointer, near: list[str]) -> tuple[Edit, ...]:
    sheet = subject.sheets.get(pointer.concept.id)
    slot = sheet.at(pointer.reference.line, pointer.reference.target) if sheet else None
    if sheet is None or slot is None or pointer.field == "references" or len(near) != 1:
        return ()
    written = pointer.reference.target
    named = subject.label(near[0]) if " " in written or written != written.lower() else _name(subject, near[0], sheet)
    new = slot.text.replace(written, named)
    if (
        slot.text.count(written) != 1
        or near[0] == pointer.concept.id
        or new in {it.text for it in sheet.slots if it.key == slot.key}
    ):
        return ()
    return (Edit(sheet.file, "replace", slot.key, slot.text, slot.line, new),)


@check("G03", "one-way-related", "warning", fixable=True)
def one_way_related(subject: Subject) -> Iterator[Found]:
    """Where a page names another as related, that page names it back.

    dlgraph shows the relation on both pages; whoever reads the other page elsewhere does not see it. `--fix` adds it.
    """
    glossary = subject.glossary
    named = {(it.concept.id, it.target) for it in subject.pointers if it.field == "related" and it.target}
    told: set[tuple[str, str]] = set()
    for pointer in subject.pointers:
        id, target = pointer.concept.id, pointer.target
        if (
            pointer.field != "related"
            or target is None
            or target == id
            or (target, id) in named
            or (id, target) in told
        ):
            continue
        page, sheet = subject.sheets.get(id), subject.sheets.get(target)
        # A list of links in the text is not a statement that calls for another one.
        if page and sheet and page.heads(pointer.reference.line):
            told.add((id, target))
            one, other = glossary.concepts[id], glossary.concepts[target]
            # What the hierarchy joins must not be related at all, let alone twice.
            joined = taxonomy.is_a(glossary, one, other) or taxonomy.is_a(glossary, other, one)
            key = sheet.key("related")
            back = _spelt(subject, one, sheet, pointer)
            yield Found(
                f"{one.label} names {other.label} as related, which does not name it back",
                pointer.source,
                id,
                (subject.said(pointer), Evidence(f"{other.label} does not name {one.label}", other.source)),
                "Remove one of them: they are above and below each other."
                if joined
                else f"Add {back!r} to `{key}` in {other.source.file}.",
                () if joined else (Edit(sheet.file, "add", key, back),),
            )


def _name(subject: Subject, id: str, sheet: Sheet) -> str:
    """Return the shortest id that names a concept on a page: its file name, or else all of it."""
    name = posixpath.basename(id)
    return name if subject.glossary.resolve(name, sheet.concept.id) == id else id


def _spelt(subject: Subject, concept: Concept, sheet: Sheet, pointer: Pointer) -> str:
    """Write the name of a concept for a page in the way that page, or else the one that points to it, writes names."""
    forms: tuple[Callable[[Concept], str], ...] = (
        lambda it: _name(subject, it.id, sheet),
        lambda it: it.id,
        lambda it: it.label,
        lambda it: f"[[{it.label}]]",
        lambda it: f"[[{posixpath.basename(it.id)}]]",
        lambda it: f"[[{it.id}]]",
    )
    for page in (sheet, subject.sheets[pointer.concept.id]):
        slots = [slot for field in ("related", "broader", "narrower") for slot in page.under(field)]
        for slot in reversed(slots):
            inner = slot.text.removeprefix("[[").removesuffix("]]")
            id = subject.glossary.resolve(inner, page.concept.id)
            named = subject.glossary.concepts[id] if id else None
            for form in forms if named else ():
                if named and form(named) == slot.text and _names(subject, form(concept), concept, sheet):
                    return form(concept)
    return _name(subject, concept.id, sheet)


def _names(subject: Subject, text: str, concept: Concept, sheet: Sheet) -> bool:
    inner = text.removeprefix("[[").removesuffix("]]")
    return subject.glossary.resolve(inner, sheet.concept.id) == concept.id


CHECKS: tuple[Check, ...] = (dangling_reference, one_way_related)
