"""Commands that explore: show, tree and stats."""

from __future__ import annotations

import click

from dlgraph.cli.shared import Settings, find_concept, locate, print_json, set_page, shared


@click.command()
@click.argument("concept", nargs=-1, required=True)
@shared
def show(settings: Settings, concept: tuple[str, ...]) -> None:
    """Show the whole page of CONCEPT, named by id, label or alias."""
    from dlgraph import knowledge
    from dlgraph.render import pages

    place = locate(settings)
    glossary = knowledge.glossary(place)
    found = find_concept(glossary.__getitem__, " ".join(concept))
    page = set_page(place)
    if settings.json:
        print_json(pages.concept_payload(glossary, found, page))
    else:
        click.echo(pages.concept_text(glossary, found, page))


@click.command()
@click.argument("concept", nargs=-1)
@click.option("--depth", type=click.IntRange(0, 200), help="Levels below the root to show.")
@shared
def tree(settings: Settings, concept: tuple[str, ...], depth: int | None) -> None:
    """Draw the hierarchy, or the part of it below CONCEPT."""
    from dlgraph import knowledge, taxonomy
    from dlgraph.render import pages

    glossary = knowledge.glossary(locate(settings))
    root = find_concept(glossary.__getitem__, " ".join(concept)) if concept else None
    branches = taxonomy.tree(glossary, root, depth)
    if settings.json:
        print_json(pages.tree_payload(branches))
    else:
        click.echo(pages.tree_text(branches))


@click.command()
@shared
def stats(settings: Settings) -> None:
    """Count what the corpus holds, and list what was left out of it or repaired."""
    from dlgraph import knowledge
    from dlgraph.render import pages

    summary = knowledge.summary(locate(settings))
    data = pages.stats_payload(summary.glossary, summary.passages, summary.notes)
    if settings.json:
        print_json(data)
    else:
        click.echo(pages.stats_text(data))
