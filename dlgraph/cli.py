"""The command line: parse, call, render."""

from __future__ import annotations

import functools
import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dlgraph.errors import DlgraphError, UnknownConceptError
from dlgraph.version import VERSION

if TYPE_CHECKING:
    from dlgraph.knowledge import KnowledgeBase, Located
    from dlgraph.render import Page


@dataclass(frozen=True, slots=True)
class Settings:
    """What the options that every command shares were set to."""

    corpus: str | None = None
    index: str | None = None
    model: str | None = None
    json: bool = False


class _Commands(click.Group):
    """Shows dlgraph's errors as messages with exit code 2, never as a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except DlgraphError as error:
            click.echo(f"Error: {_printable(str(error))}", err=True)
            ctx.exit(2)
        except BrokenPipeError:
            raise
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            click.echo(f"Error: {_printable(where)}{error.strerror or error}", err=True)
            ctx.exit(2)


def _shared(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the shared options; set behind its name they win over those set before it."""

    @click.option("--corpus", metavar="PATH", help="Folder, page or table to use (or set DLGRAPH_CORPUS).")
    @click.option("--index", metavar="DIR", help="Folder of the index (or set DLGRAPH_INDEX).")
    @click.option("--model", metavar="NAME", help="Embedding model, by name or folder (or set DLGRAPH_MODEL).")
    @click.option("--json", "as_json", is_flag=True, help="Write JSON.")
    @functools.wraps(command)
    def wrapped(
        *args: Any,
        corpus: str | None,
        index: str | None,
        model: str | None,
        as_json: bool,
        **rest: Any,
    ) -> None:
        held = click.get_current_context().obj
        base = held if isinstance(held, Settings) else Settings()
        chosen = Settings(corpus or base.corpus, index or base.index, model or base.model, as_json or base.json)
        command(chosen, *args, **rest)

    return wrapped


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(VERSION, "-V", "--version", prog_name="dlgraph")
@_shared
def main(settings: Settings) -> None:
    """Ask a glossary: the closest FAQ, definition, section or myth, with its source and its place.

    Without --corpus it asks DLGRAPH_CORPUS, ./corpus, or the AI glossary that comes with dlgraph.
    """
    ctx = click.get_current_context()
    ctx.obj = settings
    if os.environ.get("NO_COLOR"):
        ctx.color = False


@main.command()
@click.argument("question", nargs=-1, required=True)
@click.option("--keep", default=0.95, show_default=True, help="Share of answerable questions to answer.")
@click.option("--min-score", type=float, help="Score below which to abstain, instead of what --keep implies.")
@click.option("--always", is_flag=True, help="Answer with the closest match, however far.")
@_shared
def ask(settings: Settings, question: tuple[str, ...], keep: float, min_score: float | None, always: bool) -> None:
    """Answer QUESTION; `-` reads questions from standard input, one a line.

    Exit code 0 with an answer, 1 without one, 2 on wrong use.
    """
    from dlgraph import render

    questions = _questions(question)
    if questions is not None and not questions:
        sys.exit(1)
    kb = _open(settings)
    page = _page(kb.place)
    asked = [_printable(" ".join(question))] if questions is None else questions
    answers = kb.ask_many(asked, keep=keep, min_score=min_score, always=always)
    for at, found in enumerate(answers):
        if settings.json:
            _print_json(render.payload(found, kb.place.corpus), lines=questions is not None)
        else:
            click.echo(("\n" if at else "") + (f"> {found.question}\n\n" if questions else ""), nl=False)
            click.echo(render.answer_text(found, page))
    sys.exit(0 if any(found.kind != "abstain" for found in answers) else 1)


@main.command()
@click.argument("query", nargs=-1, required=True)
@click.option("-k", default=10, show_default=True, type=click.IntRange(1, 1000), help="How many hits to show.")
@click.option("--explain", is_flag=True, help="Show cosine, coverage and the passage that matched.")
@_shared
def search(settings: Settings, query: tuple[str, ...], k: int, explain: bool) -> None:
    """List what is closest to QUERY with scores; `-` reads queries from standard input, one a line."""
    from dlgraph import render

    queries = _questions(query)
    if queries is not None and not queries:
        sys.exit(1)
    kb = _open(settings)
    page = _page(kb.place)
    asked = [_printable(" ".join(query))] if queries is None else queries
    found = kb.search_many(asked, k)
    for at, (text, hits) in enumerate(zip(asked, found, strict=True)):
        if settings.json:
            _print_json(render.search_payload(text, hits, page, explain=explain), lines=queries is not None)
        else:
            click.echo(("\n" if at else "") + (f"> {text}\n\n" if queries else ""), nl=False)
            click.echo(render.hits_text(hits, page, explain=explain))
    sys.exit(0 if any(found) else 1)


@main.command()
@click.argument("concept", nargs=-1, required=True)
@_shared
def show(settings: Settings, concept: tuple[str, ...]) -> None:
    """Show the whole page of CONCEPT, named by id, label or alias."""
    from dlgraph import knowledge, render

    place = _locate(settings)
    glossary = knowledge.glossary(place)
    found = _concept(glossary.__getitem__, " ".join(concept))
    page = _page(place)
    if settings.json:
        _print_json(render.concept_payload(glossary, found, page))
    else:
        click.echo(render.concept_text(glossary, found, page))


@main.command()
@click.argument("concept", nargs=-1)
@click.option("--depth", type=click.IntRange(0, 200), help="Levels below the root to show.")
@_shared
def tree(settings: Settings, concept: tuple[str, ...], depth: int | None) -> None:
    """Draw the hierarchy, or the part of it below CONCEPT."""
    from dlgraph import knowledge, render, taxonomy

    glossary = knowledge.glossary(_locate(settings))
    root = _concept(glossary.__getitem__, " ".join(concept)) if concept else None
    branches = taxonomy.tree(glossary, root, depth)
    if settings.json:
        _print_json(render.tree_payload(branches))
    else:
        click.echo(render.tree_text(branches))


@main.command()
@_shared
def stats(settings: Settings) -> None:
    """Count what the corpus holds, and list what was left out of it or repaired."""
    from dlgraph import knowledge, render

    summary = knowledge.summary(_locate(settings))
    data = render.stats_payload(summary.glossary, summary.passages, summary.notes)
    if settings.json:
        _print_json(data)
    else:
        click.echo(render.stats_text(data))


@main.command()
@click.option("--force", is_flag=True, help="Build from nothing, even where the index is up to date.")
@_shared
def index(settings: Settings, force: bool) -> None:
    """Build the index, or bring it up to date."""
    from dlgraph import knowledge, render

    place = _locate(settings)
    told: list[str] = []
    begun = time.perf_counter()
    with _progress() as progress:
        built = knowledge.build(place, force=force, progress=progress, notify=told.append)
    data = render.index_payload(built, place.folder, seconds=time.perf_counter() - begun, fresh=not told)
    if settings.json:
        _print_json(data)
    else:
        click.echo(render.index_text(data))


@main.command()
@click.argument("label", nargs=-1, required=True)
@click.option("--in", "folder", default="", metavar="FOLDER", help="Folder within the corpus to put the page in.")
@click.option("--broader", multiple=True, metavar="CONCEPT", help="A concept above it; may be repeated.")
@_shared
def new(settings: Settings, label: tuple[str, ...], folder: str, broader: tuple[str, ...]) -> None:
    """Write a page for a new concept called LABEL, to be filled in; a page that exists is never touched."""
    from dlgraph.formats import template

    created = template.create(_locate(settings).corpus, " ".join(label), folder, broader)
    if settings.json:
        _print_json({"created": str(created)})
    else:
        click.echo(f"{created}: fill in what is marked TODO, then run `dlgraph stats` to see what is missing")


@main.command("eval")
@click.argument("questions", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--keep", type=float, help="Share of answerable questions to answer (default 0.95).")
@click.option("--min-score", type=float, help="Score below which to abstain.")
@click.option("--per-question", is_flag=True, help="List what went wrong; with --json, every question.")
@click.option("--compare", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A run saved by --json.")
@click.option("--tolerance", default=0.01, show_default=True, help="How much a measure may worsen.")
@_shared
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
    from dlgraph import render

    asked = evaluation.read(questions)
    baseline = evaluation.read_measures(compare) if compare else None
    kb = _open(settings)
    with _progress("asking questions") as progress:
        outcomes = evaluation.run(kb, asked, keep=keep, min_score=min_score, progress=progress)
    measured = evaluation.measures(outcomes)
    rows = render.outcomes_payload(outcomes) if per_question else []
    compared = evaluation.compare(measured, baseline, tolerance) if baseline else []
    if settings.json:
        data: dict[str, Any] = {"measures": measured, "index": kb.manifest.digest}
        data |= {"questions": rows} if per_question else {}
        _print_json(data | ({"comparison": compared} if baseline else {}))
    else:
        parts = [render.outcomes_text(rows), render.measures_text(measured), render.comparison_text(compared)]
        click.echo("\n\n".join(part for part in parts if part))
    sys.exit(1 if any(row["regression"] for row in compared) else 0)


# -- helpers ---------------------------------------------------------------------------------------------------


def _locate(settings: Settings) -> Located:
    from dlgraph import knowledge

    return knowledge.locate(settings.corpus, settings.index, settings.model)


def _open(settings: Settings) -> KnowledgeBase:
    from dlgraph.knowledge import KnowledgeBase

    with _progress() as progress:
        return KnowledgeBase(_locate(settings), progress=progress, notify=_tell)


def _page(place: Located) -> Page:
    from dlgraph.render import Page

    width = min(shutil.get_terminal_size().columns, 100) if sys.stdout.isatty() else None
    return Page(Path(place.corpus), width)


def _questions(words: Sequence[str]) -> list[str] | None:
    """Return the questions on standard input if ``-`` asks for them, else None."""
    if tuple(words) != ("-",):
        return None
    text = sys.stdin.buffer.read().decode("utf-8", "replace").removeprefix("\ufeff")
    return [line.rstrip("\r") for line in text.split("\n") if line.replace("\0", " ").strip()]


def _printable(text: str) -> str:
    """Replace bytes of the command line that are no text, so that they can be written again."""
    return text.encode("utf-8", "replace").decode()


def _concept(find: Callable[[str], Any], name: str) -> Any:
    try:
        return find(name)
    except UnknownConceptError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(1)


def _tell(message: str) -> None:
    click.echo(f"dlgraph: {message}", err=True)


def _print_json(data: object, *, lines: bool = False) -> None:
    click.echo(json.dumps(data, ensure_ascii=False, indent=None if lines else 2))


@contextmanager
def _progress(label: str = "encoding passages") -> Iterator[Callable[[int, int], None]]:
    """Show a bar on standard error while something is done; nothing where nothing is."""
    bar: Any = None

    def advance(done: int, total: int) -> None:
        nonlocal bar
        if bar is None:
            bar = click.progressbar(length=total, label=label, file=sys.stderr, show_pos=True, width=30).__enter__()
        bar.update(done - bar.pos)
        if done >= total:
            bar.__exit__(None, None, None)
            bar = None

    try:
        yield advance
    finally:
        if bar is not None:
            bar.__exit__(None, None, None)
