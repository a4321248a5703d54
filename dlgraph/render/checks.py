"""The report of `check`: text for a terminal, the payload, SARIF for code hosts and editors, and the table of codes."""

from __future__ import annotations

import hashlib
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from dlgraph.checks.check import STATES, Check
from dlgraph.checks.finding import TIERS, Finding
from dlgraph.checks.table import CHECKS, FAMILIES, Report
from dlgraph.fixes import Plan
from dlgraph.ledger import Tier
from dlgraph.model import Source
from dlgraph.render.page import Page, source_payload
from dlgraph.text import one_line
from dlgraph.version import VERSION

SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS: dict[Tier, str] = {"error": "error", "warning": "warning", "info": "note"}
_MOST_EVIDENCE = 8
# Warnings of one code that are listed before the rest is counted: a thousand alike bury all others.
MOST_ALIKE = 20
_ELSEWHERE = """
## In other programs

`--json` gives all of it, with the state of each check (docs/payload.md); `--sarif` writes SARIF 2.1.0 for code hosts
and editors: the evidence as related locations, what was not checkable as notifications.

Before each commit, with pre-commit (`.pre-commit-config.yaml`):

```yaml
repos:
  - repo: local
    hooks:
      - id: dlgraph-check
        name: dlgraph check
        entry: dlgraph check corpus --strict
        language: system
        pass_filenames: false
        files: ^corpus/
```

On GitHub, with the findings shown beside the lines of a pull request (a job's steps; the job needs
`permissions: security-events: write`, and dlgraph installed):

```yaml
- run: dlgraph check corpus --sarif=checks.sarif
- uses: github/codeql-action/upload-sarif@v3
  if: always()
  with:
    sarif_file: checks.sarif
    category: glossary
```

Anywhere else the exit code is enough, as in `dlgraph check corpus --strict --ignore G15`. To leave the cures to a
reviewer write `dlgraph check corpus --diff > cures.patch`; `patch -p1` takes them in the folder of the corpus.
"""


# -- text ----------------------------------------------------------------------------------------------------------


def text(report: Report, page: Page, *, whole: bool = False) -> str:
    """Return a report for a terminal.

    Args:
        report: what was found.
        page: where files lie and how wide lines may be.
        whole: list what is for information too, every warning, and why checks could not be made; otherwise what is
            for information is counted, and so are warnings of one code beyond the first of them.
    """
    listed = list(report.findings if whole else _foremost(report.findings))
    blocks = ["\n".join(_block(finding, page)) for finding in listed]
    blocks.append("\n".join(_summary(report, page, whole=whole)))
    return "\n\n".join(blocks)


def _foremost(findings: Iterable[Finding]) -> Iterator[Finding]:
    seen: Counter[str] = Counter()
    for finding in findings:
        seen[finding.code] += finding.tier == "warning"
        if finding.tier == "error" or (finding.tier == "warning" and seen[finding.code] <= MOST_ALIKE):
            yield finding


def _block(finding: Finding, page: Page) -> list[str]:
    name = CHECKS[finding.code].name
    lines = [f"{_at(finding.source, page)}: {finding.tier} {finding.code} {name}: {finding.message}"]
    lines += [f"    {_at(each.source, page)}: {each.text}" for each in finding.evidence[:_MOST_EVIDENCE]]
    more = len(finding.evidence) - _MOST_EVIDENCE
    lines += [f"    … and {more} more"] if more > 0 else []
    fix = " (--fix does it)" if finding.edits else ""
    lines += [f"    Cure: {finding.cure}{fix}"] if finding.cure else []
    # Where lines are wrapped, what belongs to one begins further in.
    return [page.wrap(_visible(line.lstrip()), f"{_lead(line)}    ")[4:] for line in lines]


def _lead(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _visible(line: str) -> str:
    """Spell out what a terminal would not show, or obey: a check tells of such characters."""
    return "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in line)


def _at(source: Source, page: Page) -> str:
    return f"{page.file(source)}:{source.line}"


def _summary(report: Report, page: Page, *, whole: bool) -> list[str]:
    told = [_count(report.count(tier), tier) for tier in TIERS[:2] if report.count(tier)]
    fixable = sum(bool(finding.edits) for finding in report.findings)
    looked = [_count(report.concepts, "concept")] if report.concepts or not report.faqs else []
    looked += [_count(report.faqs, "FAQ")] if report.faqs else []
    lines = [f"{', '.join(told) or 'No errors, no warnings'} in {' and '.join(looked)}."]
    warnings = Counter(finding.code for finding in report.findings if finding.tier == "warning")
    many = [code for code in CHECKS if warnings[code] > MOST_ALIKE and not whole]
    if many:
        rest = ", ".join(f"{code} {CHECKS[code].name} {warnings[code] - MOST_ALIKE:,}" for code in many)
        lines.append(f"Not listed above: {rest} (--select {','.join(many)} shows them).")
    notes = Counter(finding.code for finding in report.findings if finding.tier == "info")
    if notes:
        counted = ", ".join(f"{code} {CHECKS[code].name} {notes[code]}" for code in CHECKS if notes[code])
        shown = "" if whole else " (--all shows them)"
        lines.append(f"For information: {counted}{shown}.")
    if fixable:
        lines.append(f"--fix cures {fixable} of these, --diff shows how.")
    states = Counter(result.state for result in report.results)
    lines.append(", ".join(f"{states[state]} {state}" for state in STATES if states[state])
                 + f" of {_count(len(report.results), 'check')}.")  # fmt: skip
    reasons: dict[str, list[str]] = {}
    for result in report.results:
        if result.state == "not checkable" and (whole or not result.check.deep):
            reasons.setdefault(result.why, []).append(result.check.code)
    if whole:
        lines += [f"Not checkable: {', '.join(codes)}: {why}." for why, codes in reasons.items()]
    unasked = [result.check.code for result in report.results if result.check.deep and result.state == "not checkable"]
    if unasked and not whole:
        lines.append(f"Not checked: {', '.join(unasked)} (use --deep).")
    return [page.wrap(line) for line in lines]


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def plan_text(plan: Plan, page: Page, *, written: bool) -> str:
    """Return what fixing did, or would do: how many findings on how many pages, and each that it cannot cure."""
    done = "fixed" if written else "would fix"
    lines = [f"{done} {_count(len(plan.fixed), 'finding')} on {_count(len(plan.changes), 'page')}"]
    for refusal in plan.refused:
        finding = refusal.finding
        lines.append(f"{_at(finding.source, page)}: {finding.code} is left to you: {refusal.why}")
    return "\n".join(lines)


# -- payload -------------------------------------------------------------------------------------------------------


def payload(report: Report, page: Page, *, plan: Plan | None = None, diff: str = "") -> dict[str, Any]:
    """Return the payload of ``check``; with a plan, what fixing did."""
    data: dict[str, Any] = {
        "concepts": report.concepts,
        "faqs": report.faqs,
        "counts": {tier: report.count(tier) for tier in TIERS},
        "findings": [_finding_payload(finding, page) for finding in report.findings],
        "checks": [
            {
                "code": result.check.code,
                "name": result.check.name,
                "tier": result.check.tier,
                "state": result.state,
                "why": result.why,
                "findings": len(result.findings),
            }
            for result in report.results
        ],
    }
    if plan:
        data["fixes"] = {
            "fixed": [_finding_payload(finding, page) for finding in plan.fixed],
            "refused": [_finding_payload(each.finding, page) | {"why": each.why} for each in plan.refused],
            "files": [page.file(Source(change.file)) for change in plan.changes],
            "diff": diff,
        }
    return data


def _finding_payload(finding: Finding, page: Page) -> dict[str, Any]:
    return {
        "code": finding.code,
        "name": CHECKS[finding.code].name,
        "tier": finding.tier,
        "message": finding.message,
        "concept": finding.subject or None,
        "source": source_payload(finding.source, page),
        "evidence": [{"text": each.text, "source": source_payload(each.source, page)} for each in finding.evidence],
        "cure": finding.cure,
        "fixable": bool(finding.edits),
    }


def checks_payload(checks: Iterable[Check]) -> dict[str, Any]:
    """Return the payload of ``check --list`` and ``check --explain``."""
    return {
        "checks": [
            {
                "code": each.code,
                "name": each.name,
                "tier": each.tier,
                "fixable": each.fixable,
                "deep": each.deep,
                "explanation": each.explanation,
            }
            for each in checks
        ]
    }


# -- SARIF ---------------------------------------------------------------------------------------------------------


def sarif(report: Report, page: Page) -> dict[str, Any]:
    """Return a report as SARIF 2.1.0, with what could not be checked among the notifications."""
    checks = [result.check for result in report.results]
    numbers = {each.code: number for number, each in enumerate(checks)}
    seen: Counter[str] = Counter()
    results = []
    for finding in report.findings:
        results.append(_sarif_result(finding, numbers[finding.code], page, seen))
    notifications = [
        {
            "descriptor": {"id": result.check.code, "index": numbers[result.check.code]},
            "level": "note",
            "message": {"text": f"{result.check.code} {result.check.name} could not be checked: {result.why}"},
        }
        for result in report.results
        if result.state == "not checkable"
    ]
    return {
        "$schema": SARIF_SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "dlgraph", "version": VERSION, "rules": [_rule(each) for each in checks]}},
                "invocations": [{"executionSuccessful": True, "toolConfigurationNotifications": notifications}],
                "columnKind": "unicodeCodePoints",
                "results": results,
            }
        ],
    }


def _rule(each: Check) -> dict[str, Any]:
    return {
        "id": each.code,
        "name": "".join(part.capitalize() for part in each.name.split("-")),
        "shortDescription": {"text": each.title},
        "fullDescription": {"text": each.explanation},
        "help": {"text": each.explanation},
        "defaultConfiguration": {"level": _LEVELS[each.tier]},
    }


def _sarif_result(finding: Finding, number: int, page: Page, seen: Counter[str]) -> dict[str, Any]:
    said = f"{finding.code}\0{finding.source.file}\0{finding.message}"
    seen[said] += 1
    # The line is left out, so that a finding is known again when the page above it grows.
    print_ = hashlib.sha256(f"{said}\0{seen[said]}".encode()).hexdigest()[:32]
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": number,
        "level": _LEVELS[finding.tier],
        "message": {"text": f"{finding.message}. {finding.cure}".strip()},
        "locations": [{"physicalLocation": _location(finding.source, page)}],
        "partialFingerprints": {"dlgraph/v1": print_},
    }
    if finding.evidence:
        result["relatedLocations"] = [
            {"id": at, "physicalLocation": _location(each.source, page), "message": {"text": each.text}}
            for at, each in enumerate(finding.evidence, 1)
        ]
    return result


def _location(source: Source, page: Page) -> dict[str, Any]:
    file = page.file(source)
    address = Path(file).as_uri() if Path(file).is_absolute() else quote(Path(file).as_posix())
    return {"artifactLocation": {"uri": address}, "region": {"startLine": max(source.line, 1)}}


# -- the table of codes --------------------------------------------------------------------------------------------


def list_text(checks: Sequence[Check]) -> str:
    """Return the codes, tiers and names of checks, a line each."""
    return "\n".join(f"{each.code:<4} {each.tier:<8} {each.name:<28} {each.title}{_marks(each)}" for each in checks)


def explanation_text(checks: Sequence[Check], page: Page) -> str:
    """Return what checks look for and why."""
    return "\n\n".join(
        f"{each.code} {each.name} ({each.tier}{_marks(each, ', ')})\n{page.wrap(each.explanation, '    ')}"
        for each in checks
    )


def _marks(each: Check, lead: str = " ") -> str:
    marks = [mark for mark, given in (("--fix cures it", each.fixable), ("needs --deep", each.deep)) if given]
    return f"{lead}{', '.join(marks)}" if lead == ", " and marks else f"{lead}({', '.join(marks)})" if marks else ""


def documentation() -> str:
    """Return docs/checks.md: every check with its tier, its docstring and what --fix does."""
    lines = [
        "# The checks",
        "",
        "What `dlgraph check` looks for, by code. The docstrings of the checks make this page; after changing one, run",
        "`python -c 'from dlgraph.render.checks import documentation as d; print(d(), end=\"\")' > docs/checks.md`.",
        "",
        "An **error** breaks something: a relation that is lost, a contradiction. A **warning** is something that a",
        "reader will stumble over. What is for **information** may well be meant. Each check holds, is violated, or",
        "cannot be made in a glossary, and then says why. Exit code 1 says that there are errors (with `--strict`,",
        "warnings), 2 that the command was used wrongly or the corpus cannot be read.",
    ]
    for letter, title in FAMILIES.items():
        checks = [each for each in CHECKS.values() if each.code.startswith(letter)]
        lines += ["", f"## {letter}: {title}", "", "| code | name | tier | `--fix` | what must hold |",
                  "| --- | --- | --- | --- | --- |"]  # fmt: skip
        lines += [
            f"| {each.code} | {each.name} | {each.tier} | {'yes' if each.fixable else ''} | "
            f"{each.title}{' Needs `--deep`.' if each.deep else ''} |"
            for each in checks
        ]
        longer = [each for each in checks if "\n" in each.explanation]
        for each in longer:
            said = one_line(each.explanation.partition("\n")[2])
            lines += ["", textwrap.fill(f"**{each.code} {each.name}.** {said}", 118, break_on_hyphens=False)]
    return "\n".join(lines) + "\n" + _ELSEWHERE
