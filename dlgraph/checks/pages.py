"""What pages say about themselves: titles, entries too many, texts that are missing, drafts and old stamps."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from dlgraph import markdown
from dlgraph.checks.check import Check, check
from dlgraph.checks.finding import Edit, Evidence, Found, NotCheckable
from dlgraph.checks.subject import Pointer, Sheet, Subject, about
from dlgraph.concept import Concept
from dlgraph.formats import corpus as corpora
from dlgraph.ledger import Ledger
from dlgraph.model import Source
from dlgraph.text import fold, label_forms

_DRAFTS = ("draft", "wip", "work in progress", "in progress", "todo", "stub", "unfinished", "proposed")
_CHANGED = ("generated", "updated", "modified", "lastmod", "last modified", "timestamp")
# Titles such as "Role-based access control (RBAC)" and, the other way round, "RBAC (Role-based access control)".
_SHORT = re.compile(r"(?P<long>.+?)\s*\((?P<short>[^\s()]*[A-Z][^\s()]*)\)")
_LONG = re.compile(r"(?P<short>[A-Z][^\s()]*)\s*\((?P<long>[^()]+)\)")
_MOST_LETTERS = 8
_HEADINGS = re.compile(r"^#{1,6}(?:[ \t].*)?$", re.M)


@check("G04", "acronym-without-alias", "info", fixable=True)
def acronym_without_alias(subject: Subject) -> Iterator[Found]:
    """A short form that a title gives in parentheses is an alias too, and so is the long form of a title that is short.

    dlgraph reads most short forms out of titles; other programs do not. Where it cannot, the finding is a warning.
    """
    for concept in subject.glossary:
        match = _SHORT.fullmatch(concept.label) or _LONG.fullmatch(concept.label)
        if not match or not _abbreviates(match["short"], match["long"]):
            continue
        other = match["short"] if concept.label.endswith(f"({match['short']})") else match["long"]
        named = {each.id for each in subject.glossary.named(other)}
        # What is also the short form of another title names two concepts, which is told as such.
        if fold(other) in map(fold, concept.aliases) or named - {concept.id}:
            continue
        sheet = subject.sheets.get(concept.id)
        yield about(
            concept,
            f"{concept.label}: {other!r} is in the title and no alias",
            line=sheet.under("label")[0].line if sheet and sheet.under("label") else 0,
            cure=f"Add {other!r} to its aliases.",
            edits=(Edit(sheet.file, "add", sheet.key("aliases"), other),) if sheet else (),
            tier=None if fold(other) in label_forms(concept.label) else "warning",
        )


def _abbreviates(short: str, long: str) -> bool:
    letters = [char for char in fold(short) if char.isalpha()]
    rest = iter(fold(long))
    return (
        len(letters) > 1
        and len(short) <= _MOST_LETTERS
        and fold(long)[:1] == letters[0]
        and all(letter in rest for letter in letters)
    )


@check("G06", "empty-body", "warning")
def empty_body(subject: Subject) -> Iterator[Found]:
    """Every page holds a text below its front matter.

    A page with a definition and nothing below it answers one question; then this is for information. Where no page has
    a text, that is the glossary's form and no fault.
    """
    pages = list(subject.sheets.values())
    if not pages:
        raise NotCheckable("there are no pages")
    blank = [sheet for sheet in pages if _is_blank(sheet.concept)]
    for sheet in blank:
        defined = bool(sheet.concept.definition)
        if not defined or len(blank) < len(pages):
            yield about(sheet.concept, f"the page of {sheet.concept.label!r} holds no text", line=sheet.body_line,
                        cure="Write it, or take the page out.", tier="info" if defined else None)  # fmt: skip


def _is_blank(concept: Concept) -> bool:
    if concept.sections or concept.faqs or concept.misconceptions:
        return False
    return not markdown.plain(_HEADINGS.sub("", concept.body or ""))


@check("G07", "blank-tag", "info", fixable=True)
def blank_tag(subject: Subject) -> Iterator[Found]:
    """No list in the front matter has an empty entry, such as `tags: [a, ""]`."""
    for sheet in subject.sheets.values():
        aliases = sheet.under("aliases")
        blank: dict[str, list[int]] = defaultdict(list)
        for slot in sheet.slots:
            if slot.listed and not slot.text and slot not in aliases:
                blank[slot.key].append(slot.line)
        for key, lines in blank.items():
            yield about(
                sheet.concept,
                f"{sheet.concept.label}: {'an entry' if len(lines) == 1 else f'{len(lines)} entries'} of `{key}` "
                f"{'is' if len(lines) == 1 else 'are'} empty",
                line=lines[0],
                cure="Remove them." if len(lines) > 1 else "Remove it.",
                edits=tuple(Edit(sheet.file, "remove", key, "", line) for line in lines),
            )


@check("G08", "duplicate-entry", "info", fixable=True)
def duplicate_entry(subject: Subject) -> Iterator[Found]:
    """No list in the front matter has an entry twice, and no relation names a concept in two ways."""
    for sheet in subject.sheets.values():
        seen: dict[tuple[str, str], int] = {}
        for slot in sheet.slots:
            if slot.listed and slot.text and slot.line != seen.setdefault((slot.key, slot.text), slot.line):
                yield _again(sheet, slot.key, slot.text, slot.line, seen[slot.key, slot.text])
        counts: dict[tuple[str, str, int], int] = defaultdict(int)
        for slot in sheet.slots:
            if slot.listed and slot.text:
                counts[slot.key, slot.text, slot.line] += 1
        for (key, text, line), count in counts.items():
            for _ in range(count - 1):
                yield _again(sheet, key, text, line, line)
    first: dict[tuple[str, str, str], Pointer] = {}
    for pointer in subject.pointers:
        if pointer.field != "references" and pointer.target and pointer.target != pointer.concept.id:
            before = first.setdefault((pointer.concept.id, pointer.field, pointer.target), pointer)
            if before.reference.target != pointer.reference.target:
                yield Found(
                    f"{pointer.concept.label}: {pointer.field} names {subject.label(pointer.target)} twice, as "
                    f"{before.reference.target!r} and as {pointer.reference.target!r}",
                    pointer.source,
                    pointer.concept.id,
                    (subject.said(before), subject.said(pointer)),
                    "Remove one of them.",
                    subject.removals([pointer]),
                )


def _again(sheet: Sheet, key: str, text: str, line: int, first: int) -> Found:
    return about(
        sheet.concept,
        f"{sheet.concept.label}: `{key}` lists {text!r} twice",
        line=line,
        evidence=(Evidence(f"{key}: {text}", Source(sheet.file, first)),),
        cure="Remove one of them.",
        edits=(Edit(sheet.file, "remove", key, text, line),),
    )


# -- the life of a page --------------------------------------------------------------------------------------------


@check("G14", "draft-served", "warning")
def draft_served(subject: Subject) -> Iterator[Found]:
    """No page that calls itself a draft is among those that answer questions.

    dlgraph reads every page of the corpus: what a draft says is given as an answer like any other.
    """
    for concept in subject.glossary:
        for key, value in concept.extra.items():
            draft = fold(key) == "draft" and (value is True or fold(str(value)) in ("true", "yes"))
            if draft or (fold(key) == "status" and isinstance(value, str) and fold(value) in _DRAFTS):
                yield Found(
                    f"{concept.label} is a draft ({key}: {str(value).lower()}) and answers questions",
                    subject.place(concept, key),
                    concept.id,
                    cure="Finish it and say so, or keep it outside the corpus.",
                )


@check("G15", "stale-verified", "warning")
def stale_verified(subject: Subject) -> Iterator[Found]:
    """What was verified has neither changed nor aged since.

    `verified` must not be before the page's last change (`generated`, `updated`), not in the future and not older than
    `--max-age` days; and `stale_after` must not have passed.
    """
    dated = [concept for concept in subject.glossary if _dates(concept, "verified") or _dates(concept, "stale after")]
    if not dated:
        raise NotCheckable("no page says when it was verified")
    oldest = subject.today - timedelta(days=subject.max_age)
    for concept in dated:
        verified, ends = max(_dates(concept, "verified"), default=None), _dates(concept, "stale after")
        changed = max((day for key in _CHANGED for day in _dates(concept, key)), default=None)
        why = ""
        if ends and min(ends) < subject.today:
            why = f"was to be looked at again after {min(ends)}"
        elif verified and verified > subject.today:
            why = f"was verified on {verified}, which is still to come"
        elif verified and changed and verified < changed:
            why = f"was verified on {verified} and changed on {changed}"
        elif verified and verified < oldest:
            why = f"was verified on {verified}, {(subject.today - verified).days} days ago"
        if why:
            key = next(key for key in concept.extra if fold(key) in ("verified", "stale after"))
            yield Found(f"{concept.label} {why}", subject.place(concept, key), concept.id,
                        cure="Read it again, then bring the date up to date.")  # fmt: skip


def _dates(concept: Concept, key: str) -> list[date]:
    return [day for name, value in concept.extra.items() if fold(name) == key for day in _days(value)]


def _days(value: object) -> Iterator[date]:
    """List the days in a value: a date, a text that begins with one, or a list or mapping of them (OKF: by and at)."""
    if isinstance(value, datetime):
        yield value.date()
    elif isinstance(value, date):
        yield value
    elif isinstance(value, str):
        try:
            yield date.fromisoformat(value.strip()[:10])
        except ValueError:
            return
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _days(part)
    elif isinstance(value, list):
        for part in value:
            yield from _days(part)


@check("G16", "left-out", "warning")
def left_out(subject: Subject) -> Iterator[Found]:
    """Everything in the corpus is kept when it is read.

    Rows without a name, empty files and files over the limit are left out; what else reading had to repair is told too.
    What befalls many rows of one file alike is told once.
    """
    ledger = subject.corpus.ledger
    alike: dict[tuple[str, str, str], list[Source]] = defaultdict(list)
    for drop in ledger.dropped:
        if corpora.notes(Ledger({}, (drop,)), ()):
            alike[drop.source.file, drop.what, drop.why].append(drop.source)
    for (_, what, why), places in alike.items():
        many = len(places) > 1
        yield Found(
            f"{what}: left out{f' in {len(places)} places' if many else ''}, {why}",
            places[0],
            evidence=tuple(Evidence(what, place) for place in places) if many else (),
            cure="Repair it, or take it out.",
        )
    for problem in (*ledger.notes, *subject.glossary.problems):
        # What is told elsewhere, or only tells how the corpus was read, is no fault of it.
        if problem.tier != "info" and problem.code not in ("no-title", "empty-page", "dangling", "reflexive"):
            yield Found(problem.message, problem.source, subject.owner(problem.source.file), tier=problem.tier)


CHECKS: tuple[Check, ...] = (
    acronym_without_alias,
    empty_body,
    blank_tag,
    duplicate_entry,
    draft_served,
    stale_verified,
    left_out,
)
