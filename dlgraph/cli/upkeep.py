"""Commands that keep a glossary: index, new and eval."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

import click

from dlgraph.cli.names import complete_one
from dlgraph.cli.shared import Settings, locate, open_base, print_json, progress_bar, shared


@click.command()
@click.option("--force", is_flag=True, help="Build from nothing, even where the index is up to date.")
@shared
def index(settings: Settings, force: bool) -> None:
    """Build the index, or bring it up to date."""
    from dlgraph import knowledge
    from dlgraph.render import reports

    place = locate(settings)
    told: list[str] = []
    begun = time.perf_counter()
    with progress_bar() as progress:
        built = knowledge.build(place, force=force, progress=progress, notify=told.append)
    data = reports.index_payload(built, place.folder, seconds=time.perf_counter() - begun, fresh=not told)
    if settings.json:
        print_json(data)
    else:
        click.echo(reports.index_text(data))


@click.command()
@click.argument("label", nargs=-1, required=True)
@click.option("--in", "folder", default="", metavar="FOLDER", help="Folder within the corpus to put the page in.")
@click.option(
    "--broader",
    multiple=True,
    metavar="CONCEPT",
    shell_complete=complete_one,
    help="A concept above it; may be repeated.",
)
@shared
def new(settings: Settings, label: tuple[str, ...], folder: str, broader: tuple[str, ...]) -> None:
    """Write a page for a new concept called LABEL, to be filled in; a page that exists is never touched."""
    from dlgraph.formats import template

    created = template.create(locate(settings).corpus, " ".join(label), folder, broader)
    if settings.json:
        print_json({"created": str(created)})
    else:
        click.echo(f"{created}: fill in what is marked TODO, then run `dlgraph stats` to see what is missing")


@click.command("eval")
@click.argument("questions", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--keep", type=float, help="Share of answerable questions to answer (default 0.95).")
@click.option("--min-score", type=float, help="Score below which to abstain.")
@click.option("--per-question", is_flag=True, help="List what went wrong; with --json, every question.")
@click.option("--compare", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A run saved by --json.")
@click.option("--tolerance", default=0.01, show_default=True, help="How much a measure may worsen.")
@shared
def evaluate(
    settings: Settings,
    questions: Path,
    keep: float | None,
    min_score: float | None,
    per_question: bool,
    compare: Path | None,
    tolerance: float,
) -> None:
    """Ask a question set, and measure answers, abstention, calibration and speed.

    QUESTIONS is JSON Lines: {"question": …, "expects": [ids]}, {"id": grade} for grades, [] where there is no
    answer; an id names an item or a concept. With --compare, exit code 1 says that a measure got worse.
    """
    from dlgraph import evaluate as evaluation
    from dlgraph.render import reports

    asked = evaluation.read(questions)
    baseline = evaluation.read_measures(compare) if compare else None
    kb = open_base(settings)
    with progress_bar("asking questions") as progress:
        outcomes = evaluation.run(kb, asked, keep=keep, min_score=min_score, progress=progress)
    measured = evaluation.measures(outcomes)
    rows = reports.outcomes_payload(outcomes) if per_question else []
    compared = evaluation.compare(measured, baseline, tolerance) if baseline else []
    if settings.json:
        data: dict[str, Any] = {"measures": measured, "index": kb.manifest.digest}
        data |= {"questions": rows} if per_question else {}
        print_json(data | ({"comparison": compared} if baseline else {}))
    else:
        parts = [reports.outcomes_text(rows), reports.measures_text(measured), reports.comparison_text(compared)]
        click.echo("\n\n".join(part for part in parts if part))
    sys.exit(1 if any(row["regression"] for row in compared) else 0)
