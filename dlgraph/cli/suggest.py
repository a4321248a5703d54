"""The command suggest: what a glossary may be missing, written only when asked for."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dlgraph.cli.names import complete_one, find_concept
from dlgraph.cli.shared import Settings, locate, open_base, print_json, set_page, shared, tell
from dlgraph.errors import CorpusError, IndexDamagedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dlgraph.concept import Concept
    from dlgraph.knowledge import KnowledgeBase
    from dlgraph.suggest.evidence import Evidence
    from dlgraph.suggest.suggestion import Suggestion

_TOPICS = ("links", "parents", "duplicates", "aliases")


@click.command()
@click.argument("words", nargs=-1, metavar="[links|parents|duplicates|aliases] [CONCEPT]", shell_complete=complete_one)
@click.option("-k", "k", type=click.IntRange(1), default=20, show_default=True, help="How many of each kind at most.")
@click.option("--min-score", type=click.FloatRange(0, 1), help="The least score; each kind has a default of its own.")
@click.option("--diff", is_flag=True, help="Show what --apply would change, and change nothing.")
@click.option("--apply", "write", is_flag=True, help="Write the suggestions into the pages.")
@shared
def suggest(
    settings: Settings, words: tuple[str, ...], k: int, min_score: float | None, diff: bool, write: bool
) -> None:
    """Suggest what the glossary may be missing: links, parents, duplicates and aliases.

    Each suggestion has a score, its reasons, and the edit it means; docs/suggesting.md says what the scores are worth.
    Nothing is written without --apply. Exit code 0: something was suggested; 1: nothing; 2: wrong use or bad input.
    """
    from dlgraph import fixes
    from dlgraph.render import suggestions as render
    from dlgraph.suggest import edits

    topics = words[:1] if words and words[0] in _TOPICS else _TOPICS
    name = " ".join(words[1:] if topics != _TOPICS else words)
    if write and not diff:
        _refuse_packaged(settings)
    place = locate(settings)
    with open_base(settings) as base:
        concepts = [find_concept(base.glossary, name)] if name else []
        evidence = _evidence(base)
        found = list(_found(evidence, topics, concepts, k, min_score))
    plan = edits.plan(evidence, place.corpus, [each for each in found if each.kind != "duplicate"])
    page = set_page(place)
    shown = fixes.diff(plan.changes)
    if write and not diff:
        fixes.write(place.corpus, plan.changes)
    if write or diff:
        counts = len(plan.changes), len(plan.taken)
        tell(render.plan_text(base.glossary, *counts, plan.refused, written=write and not diff))

    def action(each: Suggestion) -> str:
        return edits.action(evidence, each)

    if settings.json:
        print_json(render.payload(base.glossary, found, action, page, plan.refused, shown))
    elif diff:
        click.echo(shown, nl=False)
    else:
        click.echo(render.text(base.glossary, found, action, page))
    if not found:
        click.get_current_context().exit(1)


def _refuse_packaged(settings: Settings) -> None:
    """Keep --apply from what pip installed, which nobody named."""
    if not (settings.corpus or os.environ.get("DLGRAPH_CORPUS") or Path("corpus").is_dir()):
        raise CorpusError(
            "--apply changes pages, and the glossary that comes with dlgraph is not to be changed",
            cure="Name a corpus: dlgraph suggest --apply --corpus PATH.",
        )


def _evidence(base: KnowledgeBase) -> Evidence:
    from dlgraph.search.index import Index
    from dlgraph.suggest import evidence

    opened = Index.open(base.place.folder)
    if opened is None:
        raise IndexDamagedError(f"there is no index in {base.place.folder}", cure="Run `dlgraph index`.")
    try:
        return evidence.gather(base.glossary, opened.backend, base.place.corpus)
    finally:
        opened.close()


def _found(
    evidence: Evidence, topics: tuple[str, ...], concepts: list[Concept], k: int, least: float | None
) -> Iterator[Suggestion]:
    """Make the suggestions of each topic; relations of several topics can be taken up together."""
    from dlgraph.suggest import aliases, duplicates, links, parents
    from dlgraph.suggest.lawful import Relations

    makers = {"parents": parents, "links": links, "duplicates": duplicates, "aliases": aliases}
    found = [
        each
        for topic, maker in makers.items()
        if topic in topics
        for each in maker.suggest(evidence, concepts, k, maker.LEAST if least is None else least)
    ]
    yield from Relations(evidence.glossary).admit(found)
