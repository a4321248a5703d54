"""Commands that answer: ask and search."""

from __future__ import annotations

import os
import sys

import click

from dlgraph.cli.shared import Settings, open_base, print_json, printable, questions_of, set_page, shared

# A question's vectors are multiplied in a few milliseconds; threads of OpenBLAS that wait for a core somebody else uses
# have been seen to take a hundred times as long. NumPy reads this when it is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


@click.command()
@click.argument("question", nargs=-1, required=True)
@click.option("--keep", default=0.95, show_default=True, help="Share of answerable questions to answer.")
@click.option("--min-score", type=float, help="Score below which to abstain, instead of what --keep implies.")
@click.option("--always", is_flag=True, help="Answer with the closest match, however far.")
@shared
def ask(settings: Settings, question: tuple[str, ...], keep: float, min_score: float | None, always: bool) -> None:
    """Answer QUESTION; `-` reads questions from standard input, one a line.

    Exit code 0 with an answer, 1 without one, 2 on wrong use.
    """
    from dlgraph.render import answers

    questions = questions_of(question)
    if questions is not None and not questions:
        sys.exit(1)
    kb = open_base(settings)
    page = set_page(kb.place)
    asked = [printable(" ".join(question))] if questions is None else questions
    replies = kb.ask_many(asked, keep=keep, min_score=min_score, always=always)
    for at, found in enumerate(replies):
        if settings.json:
            print_json(answers.payload(found, kb.place.corpus), lines=questions is not None)
        else:
            click.echo(("\n" if at else "") + (f"> {found.question}\n\n" if questions else ""), nl=False)
            click.echo(answers.answer_text(found, page))
    sys.exit(0 if any(found.kind != "abstain" for found in replies) else 1)


@click.command()
@click.argument("query", nargs=-1, required=True)
@click.option("-k", default=10, show_default=True, type=click.IntRange(1, 1000), help="How many hits to show.")
@click.option("--explain", is_flag=True, help="Show cosine, coverage and the passage that matched.")
@shared
def search(settings: Settings, query: tuple[str, ...], k: int, explain: bool) -> None:
    """List what is closest to QUERY with scores; `-` reads queries from standard input, one a line."""
    from dlgraph.render import answers

    queries = questions_of(query)
    if queries is not None and not queries:
        sys.exit(1)
    kb = open_base(settings)
    page = set_page(kb.place)
    asked = [printable(" ".join(query))] if queries is None else queries
    found = kb.search_many(asked, k)
    for at, (text, hits) in enumerate(zip(asked, found, strict=True)):
        if settings.json:
            print_json(answers.search_payload(text, hits, page, explain=explain), lines=queries is not None)
        else:
            click.echo(("\n" if at else "") + (f"> {text}\n\n" if queries else ""), nl=False)
            click.echo(answers.hits_text(hits, page, explain=explain))
    sys.exit(0 if any(found) else 1)
