"""The table of checks, which of them are asked for, and what came of them."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dlgraph.checks import deep, duplicates, hierarchy, integrity, labels, pages, references, thesaurus, wording
from dlgraph.checks.check import Check, Result, check
from dlgraph.checks.duplicates import Duplicate
from dlgraph.checks.finding import Evidence, Finding, Found, NotCheckable
from dlgraph.checks.subject import MAX_AGE, Asker, Subject
from dlgraph.errors import CorpusError, QuestionError
from dlgraph.formats import corpus as corpora
from dlgraph.ledger import Ledger, Tier

FAMILIES = {
    "S": "The integrity conditions of SKOS and SKOS-XL, by their numbers in the recommendation",
    "Q": "The quality issues of qSKOS that can be seen without a network",
    "G": "What dlgraph looks for in a glossary beyond that",
}


@check("G02", "duplicate-id", "error")
def duplicate_id(subject: Subject) -> Iterator[Found]:
    """No two concepts or FAQs have one id.

    Pages have their path for an id, without its suffix: `tea.md` and `tea.txt` are one. Until ids differ nothing else
    can be checked, for the corpus cannot be read.
    """
    for each in subject.duplicates:
        yield Found(
            f"the id {each.id!r} is used already",
            each.again,
            each.id,
            (Evidence(f"the first use of {each.id!r}", each.first),),
            "Rename one of the files, or give one of the rows another id.",
        )


def _order(each: Check) -> tuple[int, int]:
    return list(FAMILIES).index(each.code[0]), int(each.code[1:])


CHECKS: dict[str, Check] = {
    each.code: each
    for each in sorted(
        [
            *integrity.CHECKS, *labels.CHECKS, *hierarchy.CHECKS, *thesaurus.CHECKS, *references.CHECKS,
            *pages.CHECKS, *wording.CHECKS, *deep.CHECKS, duplicate_id,
        ],
        key=_order,
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Report:
    """What came of checking a corpus: the result of each check, and how many concepts and FAQs were looked at.

    ``faqs`` are those that stand in a table; the FAQs of a page are a part of its concept.
    """

    results: tuple[Result, ...]
    concepts: int
    faqs: int = 0

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding, by file, line and code."""
        found = [finding for result in self.results for finding in result.findings]
        codes = list(CHECKS)
        return tuple(sorted(found, key=lambda it: (it.source.file, it.source.line, codes.index(it.code), it.message)))

    def count(self, tier: Tier) -> int:
        """Return how many findings have a tier."""
        return sum(finding.tier == tier for finding in self.findings)

    def fails(self, *, strict: bool = False) -> bool:
        """Tell whether there are errors, or with ``strict`` warnings."""
        return bool(self.count("error") or (strict and self.count("warning")))


def chosen(select: Iterable[str] = (), ignore: Iterable[str] = ()) -> tuple[Check, ...]:
    """Return the checks that are asked for.

    Args:
        select: codes, beginnings of codes or names; empty for all.
        ignore: likewise, those to leave out; they win.

    Raises:
        QuestionError: no check is called so.
    """
    wanted = [each for name in select for each in called(name)] or list(CHECKS.values())
    unwanted = {each.code for name in ignore for each in called(name)}
    return tuple(each for each in CHECKS.values() if each in wanted and each.code not in unwanted)


def called(name: str) -> list[Check]:
    """Return the checks with a code, with codes that begin so, or with a name; QuestionError where there is none."""
    code = name.strip().upper()
    if code in CHECKS:
        return [CHECKS[code]]
    found = [each for each in CHECKS.values() if code and (each.code.startswith(code) or each.name.upper() == code)]
    if not found:
        near = difflib.get_close_matches(name.lower(), [each.name for each in CHECKS.values()], 3)
        raise QuestionError(
            f"no check is called {name!r}",
            cure=f"Did you mean {', '.join(near)}?" if near else "`dlgraph check --list` lists them.",
        )
    return found


def read(path: Path, *, today: date, max_age: int = MAX_AGE, asker: Asker | None = None) -> Subject:
    """Read a corpus to check it; one whose ids are used twice is read no further.

    Raises:
        CorpusError: the corpus cannot be read for another reason.
    """
    found: Sequence[Duplicate] = ()
    try:
        corpus = corpora.read(path)
    except CorpusError as error:
        found = duplicates.find(path, error) if path.exists() else ()
        if not found:
            raise
        corpus = corpora.Corpus(path, (), (), Ledger({}), ())
    return Subject(corpus, today=today, max_age=max_age, asker=asker, duplicates=found)


def run(subject: Subject, checks: Iterable[Check] | None = None) -> Report:
    """Make checks, all of them unless told which."""
    results = tuple(_result(subject, each) for each in (CHECKS.values() if checks is None else checks))
    return Report(results, len(subject.glossary), len(subject.glossary.faqs))


def _result(subject: Subject, each: Check) -> Result:
    try:
        if subject.duplicates and each.code != duplicate_id.code:
            raise NotCheckable("the corpus cannot be read while ids are used twice")
        findings = tuple(_finding(subject, each, found) for found in each.look(subject))
    except NotCheckable as reason:
        return Result(each, "not checkable", why=str(reason))
    return Result(each, "violated" if findings else "held", findings)


def _finding(subject: Subject, each: Check, found: Found) -> Finding:
    return Finding(
        each.code,
        found.tier or each.tier,
        found.message,
        found.source,
        found.subject,
        found.evidence,
        found.cure,
        found.edits if subject.patchable(found.edits) else (),
    )
