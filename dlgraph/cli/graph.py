"""Commands that show the glossary: show, tree, list, stats, open and explore."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from dlgraph.cli.names import complete_one, find_concept
from dlgraph.cli.shared import Settings, draw_option, locate, print_drawing, print_json, set_page, shared, tell
from dlgraph.errors import DlgraphError


@click.command()
@click.argument("concept", nargs=-1, required=True, shell_complete=complete_one)
@shared
def show(settings: Settings, concept: tuple[str, ...]) -> None:
    """Show the whole page of CONCEPT, named by id, label or alias."""
    from dlgraph import knowledge
    from dlgraph.render import pages

    place = locate(settings)
    glossary = knowledge.glossary(place)
    found = find_concept(glossary, " ".join(concept))
    page = set_page(place)
    if settings.json:
        print_json(pages.concept_payload(glossary, found, page))
    else:
        click.echo(pages.concept_text(glossary, found, page))


@click.command()
@click.argument("concept", nargs=-1, shell_complete=complete_one)
@click.option("--depth", type=click.IntRange(0, 200), help="Levels from the root to show.")
@click.option("--up", is_flag=True, help="Draw what is above CONCEPT, not what is below.")
@draw_option
@shared
def tree(settings: Settings, concept: tuple[str, ...], depth: int | None, up: bool, form: str) -> None:
    """Draw the hierarchy, or the part of it below or above CONCEPT."""
    from dlgraph import knowledge, surroundings, taxonomy
    from dlgraph.render import draw, pages

    if up and not concept:
        raise click.UsageError("--up needs a CONCEPT to start from.")
    glossary = knowledge.glossary(locate(settings))
    root = find_concept(glossary, " ".join(concept)) if concept else None
    above = root is not None and up
    branches = (surroundings.tree_up(glossary, root, depth),) if root and up else taxonomy.tree(glossary, root, depth)
    if settings.json:
        print_json(pages.tree_payload(branches, up=above))
    elif form != "text":
        print_drawing(draw.of_tree(branches, up=above), form)
    else:
        click.echo(pages.tree_text(branches))


@click.command("list")
@click.option("--tag", default="", help="Only concepts with this tag.")
@click.option("--type", "type_", default="", help="Only concepts of this type.")
@click.option("--folder", default="", help="Only concepts in this folder of the corpus.")
@click.option("--top", is_flag=True, help="Only concepts with nothing broader.")
@click.option("--leaves", is_flag=True, help="Only concepts with nothing narrower.")
@click.option("--orphans", is_flag=True, help="Only concepts without any relation.")
@shared
def list_(settings: Settings, tag: str, type_: str, folder: str, top: bool, leaves: bool, orphans: bool) -> None:
    """List concepts with ids and definitions.

    Of several filters all must hold. Exit code 1 says that no concept is like that.
    """
    from dlgraph import knowledge, survey
    from dlgraph.render import structure

    place = locate(settings)
    glossary = knowledge.glossary(place)
    found = survey.list_concepts(glossary, tag=tag, type=type_, folder=folder, top=top, leaves=leaves)
    if orphans:
        alone = {concept.id for concept in survey.orphans(glossary)}
        found = tuple(concept for concept in found if concept.id in alone)
    page = set_page(place)
    if settings.json:
        print_json(structure.list_payload(found, page))
    elif found:
        click.echo(structure.list_text(found))
    else:
        tell("no concept of this glossary is like that; `dlgraph stats` lists its folders, types and tags")
    sys.exit(0 if found else 1)


@click.command()
@shared
def stats(settings: Settings) -> None:
    """Count what the corpus holds, and how it hangs together.

    Notes name what was left out of it or repaired.
    """
    from dlgraph import knowledge
    from dlgraph.render import pages

    place = locate(settings)
    summary = knowledge.summary(place)
    data = pages.stats_payload(summary.glossary, summary.passages, summary.notes)
    if settings.json:
        print_json(data)
    else:
        click.echo(set_page(place).wrap(pages.stats_text(data)))


@click.command("open")
@click.argument("concept", nargs=-1, required=True, shell_complete=complete_one)
@shared
def open_(settings: Settings, concept: tuple[str, ...]) -> None:
    """Open the page of CONCEPT in your editor.

    Where VISUAL or EDITOR is set, that opens it; else the program that your system opens such files with. Without a
    terminal, and with --json, only the file and line are written.
    """
    from dlgraph import knowledge
    from dlgraph.render.structure import opened_payload

    place = locate(settings)
    found = find_concept(knowledge.glossary(place), " ".join(concept))
    data = opened_payload(found, set_page(place))
    if settings.json:
        print_json(data)
        return
    click.echo(f"{data['source']['file']}:{data['source']['line']}")
    if sys.stdout.isatty():
        _launch(data["source"]["file"])


def _launch(file: str) -> None:
    if not (os.environ.get("VISUAL") or os.environ.get("EDITOR")):
        if click.launch(str(Path(file).absolute())):
            tell("nothing here opens such files; set EDITOR to the command of your editor")
        return
    try:
        click.edit(filename=file)
    except click.ClickException as error:
        raise DlgraphError(error.message, cure="Set EDITOR to the command of your editor.") from None


@click.command()
@click.argument("concept", nargs=-1, shell_complete=complete_one)
@shared
def explore(settings: Settings, concept: tuple[str, ...]) -> None:
    """Browse the glossary full-screen.

    It begins at CONCEPT, or at the top; `?` lists the keys.
    """
    from dlgraph import knowledge

    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise click.UsageError("explore needs a terminal; `dlgraph show` and `dlgraph tree` write text.")
    from dlgraph.explore.app import run

    place = locate(settings)
    start = find_concept(knowledge.glossary(place), " ".join(concept)).id if concept else None
    run(place, start)
