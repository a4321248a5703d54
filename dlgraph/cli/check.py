"""The command check: what is wrong with a glossary, and the cures that can be made for it."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dlgraph.cli.shared import Settings, complete_path, locate, open_base, print_json, set_page, shared, tell
from dlgraph.errors import CorpusError, IndexDamagedError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from dlgraph.checks.check import Check
    from dlgraph.checks.subject import Asker
    from dlgraph.checks.table import Report
    from dlgraph.fixes import Plan
    from dlgraph.knowledge import KnowledgeBase
    from dlgraph.search.encoder import Vectors

# Curing one finding may bring another to light, as a blank entry does that was the only one; few rounds do it.
_ROUNDS = 5


def _complete_code(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    from click.shell_completion import CompletionItem

    from dlgraph.checks.table import CHECKS

    del ctx, param
    lead, comma, last = incomplete.rpartition(",")
    return [
        CompletionItem(f"{lead}{comma}{each.code}", help=each.name)
        for each in CHECKS.values()
        if each.code.startswith(last.upper()) or each.name.startswith(last.lower())
    ]


@click.command()
@click.argument("path", required=False, shell_complete=complete_path)
@click.option("--select", multiple=True, metavar="CODES", shell_complete=_complete_code,
              help="Make only these checks: codes, beginnings of codes (S, G0) or names, with commas.")  # fmt: skip
@click.option("--ignore", multiple=True, metavar="CODES", shell_complete=_complete_code, help="Leave these checks out.")
@click.option("--strict", is_flag=True, help="Let warnings fail too.")
@click.option("--deep", is_flag=True, help="Ask the index as well; needs the model.")
@click.option("--fix", is_flag=True, help="Cure what can be cured, and change nothing else in the pages.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and change nothing.")
@click.option(
    "--all", "whole", is_flag=True, help="List all findings, those for information too, and what was not checkable."
)
@click.option("--max-age", type=click.IntRange(min=0), default=365, show_default=True, metavar="DAYS",
              help="Days after which what was verified is stale.")  # fmt: skip
@click.option("--sarif", "sarif", metavar="[FILE]", is_flag=False, flag_value="-", shell_complete=complete_path,
              help="Write SARIF 2.1.0 to FILE (.sarif or .json), or to standard output.")  # fmt: skip
@click.option(
    "--explain", multiple=True, metavar="CODES", shell_complete=_complete_code, help="Say what checks look for."
)
@click.option("--list", "listed", is_flag=True, help="List the checks.")
@shared
def check(
    settings: Settings,
    path: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    strict: bool,
    deep: bool,
    fix: bool,
    diff: bool,
    whole: bool,
    max_age: int,
    sarif: str | None,
    explain: tuple[str, ...],
    listed: bool,
) -> None:
    """Say what is wrong with the glossary at PATH, or the corpus in use.

    Every finding has a code, a place, the chain that proves it and a cure; docs/checks.md lists the codes. Exit code 0:
    no errors; 1: errors, or with --strict warnings; 2: wrong use, or a corpus that cannot be read.
    """
    from dlgraph.checks import table

    if select and not _codes(select):
        raise click.UsageError("--select names no check.")
    asked = table.chosen(_codes(select), _codes(ignore))
    if not asked:
        raise click.UsageError("--ignore leaves no check to make.")
    if explain or listed:
        _describe(
            settings,
            [each for code in _codes(explain) for each in table.called(code)] or list(asked),
            whole=bool(explain),
        )
        return
    if path is not None:
        if not path:
            raise click.UsageError("PATH is empty.")
        settings = Settings(path, settings.index, settings.model, settings.json)
    target = _sarif_target(sarif, taken=settings.json or diff)
    if fix and not diff:
        _refuse_packaged(settings)
    run = _Run(settings, asked, max_age)
    made = run.plan() if diff else run.fix() if fix else None
    report = run.deep() if deep and run.readable else run.report
    _show(settings, report, made, target, diff=diff, whole=whole or bool(select))
    sys.exit(1 if report.fails(strict=strict) else 0)


def _codes(given: tuple[str, ...]) -> list[str]:
    return [code.strip() for codes in given for code in codes.split(",") if code.strip()]


def _describe(settings: Settings, checks: list[Check], *, whole: bool) -> None:
    from dlgraph.render import checks as render

    if settings.json:
        print_json(render.checks_payload(checks))
    elif whole:
        click.echo(render.explanation_text(checks, set_page(locate(settings))))
    else:
        click.echo(render.list_text(checks))


def _sarif_target(given: str | None, *, taken: bool) -> str | None:
    """Check where SARIF is to go: not over a page, and not to where something else is written."""
    if given == "-" and taken:
        raise click.UsageError("standard output takes one of --sarif, --json and --diff; write --sarif=FILE.")
    if given not in (None, "-") and not str(given).lower().endswith((".sarif", ".json")):
        raise click.UsageError(f"--sarif writes to a file that ends in .sarif or .json, not to {given}.")
    return given


def _refuse_packaged(settings: Settings) -> None:
    """Keep --fix from what pip installed, which nobody named."""
    if not (settings.corpus or os.environ.get("DLGRAPH_CORPUS") or Path("corpus").is_dir()):
        raise CorpusError(
            "--fix changes pages, and the glossary that comes with dlgraph is not to be changed",
            cure="Name a corpus: dlgraph check PATH --fix.",
        )


class _Run:
    """A run of checks over a corpus, made again as its pages change."""

    def __init__(self, settings: Settings, asked: Sequence[Check], max_age: int) -> None:
        self._settings = settings
        self._corpus = locate(settings).corpus
        self._asked = asked
        self._max_age = max_age
        self.readable = True
        self.report = self._check()

    def _check(self, asker: Asker | None = None) -> Report:
        from datetime import date

        from dlgraph.checks import table

        subject = table.read(self._corpus, today=date.today(), max_age=self._max_age, asker=asker)
        self.readable = not subject.duplicates
        return table.run(subject, self._asked)

    def deep(self) -> Report:
        """Make all checks with the index open."""
        with open_base(self._settings) as base:
            return self._check(_Opened(base))

    def plan(self) -> Plan:
        """Work out what would be fixed."""
        from dlgraph import fixes

        return fixes.plan(self._corpus, self.report.findings)

    def fix(self) -> Plan:
        """Fix what can be fixed, and check again, until nothing more can be."""
        from dlgraph import fixes

        done = fixes.Plan((), (), ())
        for _ in range(_ROUNDS):
            plan = self.plan()
            done = done.then(plan)
            if not plan.changes:
                break
            fixes.write(self._corpus, plan.changes)
            self.report = self._check()
        return done


class _Opened:
    """A knowledge base as checks ask it."""

    def __init__(self, base: KnowledgeBase) -> None:
        self._base = base
        self.ask_many = base.ask_many

    def definitions(self) -> tuple[Sequence[str], Vectors]:
        from dlgraph.search.index import Index
        from dlgraph.suggest import evidence

        opened = Index.open(self._base.place.folder)
        if opened is None:
            raise IndexDamagedError(f"there is no index in {self._base.place.folder}", cure="Run `dlgraph index`.")
        try:
            found = evidence.gather(self._base.glossary, opened.backend)
            return found.ids, found.definitions
        finally:
            opened.close()


def _show(
    settings: Settings, report: Report, plan: Plan | None, target: str | None, *, diff: bool, whole: bool
) -> None:
    from dlgraph import fixes
    from dlgraph.render import checks as render

    page = set_page(locate(settings))
    shown = fixes.diff(plan.changes) if plan else ""
    found = json.dumps(render.sarif(report, page), ensure_ascii=False, indent=2) if target else ""
    if plan and not settings.json:
        tell(render.plan_text(plan, page, written=not diff))
    if target == "-":
        click.echo(found)
    elif settings.json:
        print_json(render.payload(report, page, plan=plan, diff=shown))
    elif diff:
        click.echo(shown, nl=False)
    else:
        click.echo(render.text(report, page, whole=whole))
    if target and target != "-":
        Path(target).write_text(f"{found}\n", "utf-8")
