"""Commands that follow relations: path, related, neighbors, compare and learn."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from dlgraph.cli.names import complete_many, complete_one, find_concept, find_concepts
from dlgraph.cli.shared import (
    Settings,
    draw_option,
    locate,
    open_base,
    print_drawing,
    print_json,
    set_page,
    shared,
    terminal_width,
)

if TYPE_CHECKING:
    from dlgraph.model import RelationKind

_KINDS: tuple[RelationKind, ...] = ("broader", "related", "references")


def _kinds(ctx: click.Context, param: click.Parameter, value: str) -> tuple[RelationKind, ...]:
    """Read kinds of relations separated by commas."""
    named = [part.strip().casefold() for part in value.split(",")]
    if wrong := [part for part in named if part not in _KINDS]:
        raise click.BadParameter(f"{wrong[0]!r} is none of {', '.join(_KINDS)}.", ctx, param)
    return tuple(kind for kind in _KINDS if kind in named)


@click.command()
@click.argument("concepts", nargs=-1, required=True, metavar="FROM TO", shell_complete=complete_many)
@click.option("--kind", "kinds", callback=_kinds, default=",".join(_KINDS), show_default=True, metavar="KIND,…",
              help="Relations to follow.")  # fmt: skip
@draw_option
@shared
def path(settings: Settings, concepts: tuple[str, ...], kinds: tuple[RelationKind, ...], form: str) -> None:
    """Show the shortest way from one concept to another.

    Each step says how the relation is walked and which line declares it: "narrower" and "referenced by" are broader
    and references walked backwards. Exit code 1 says that nothing connects the two.
    """
    from dlgraph import knowledge, paths
    from dlgraph.render import draw, structure

    place = locate(settings)
    glossary = knowledge.glossary(place)
    start, end = find_concepts(glossary, concepts, most=2)
    found = paths.shortest_path(glossary, start, end, kinds)
    steps = None if found is None else structure.steps(glossary, start, found)
    page = set_page(place)
    if settings.json:
        print_json(structure.path_payload(start, end, steps, page))
    elif steps is None:
        click.echo(f"No way leads from {start.label} to {end.label} over {', '.join(kinds)}.", err=form != "text")
    elif form != "text":
        print_drawing(draw.of_path([start, *(step.concept for step in steps)], found or ()), form)
    else:
        click.echo(structure.path_text(start, steps, page))
    sys.exit(1 if steps is None else 0)


@click.command()
@click.argument("concept", nargs=-1, required=True, shell_complete=complete_one)
@click.option("--semantic", is_flag=True, help="List what is nearest by embedding, too, apart from what is curated.")
@click.option("-k", default=10, show_default=True, type=click.IntRange(1, 1000), help="How many nearest to list.")
@shared
def related(settings: Settings, concept: tuple[str, ...], semantic: bool, k: int) -> None:
    """List what CONCEPT is related to.

    First what the glossary's curators relate it to; then, with --semantic and apart from that, the concepts whose
    definitions are nearest in meaning, by the vectors in the index.
    """
    from dlgraph import knowledge, paths
    from dlgraph.render import structure

    place = locate(settings)
    kb = open_base(settings) if semantic else None
    glossary = kb.glossary if kb else knowledge.glossary(place)
    found = find_concept(glossary, " ".join(concept))
    joined = paths.neighbors(glossary, found)
    near = kb.nearest(found, k) if kb else None
    page = set_page(place)
    data = structure.related_payload(found, joined, near, page)
    if settings.json:
        print_json(data)
    else:
        click.echo(structure.related_text(data))
    sys.exit(0 if data["related"] or near else 1)


@click.command()
@click.argument("concept", nargs=-1, required=True, shell_complete=complete_one)
@click.option("--depth", default=1, show_default=True, type=click.IntRange(1, 20), help="Relations to follow at most.")
@draw_option
@shared
def neighbors(settings: Settings, concept: tuple[str, ...], depth: int, form: str) -> None:
    """List all that relations join to CONCEPT.

    They are listed by kind and direction, each with the line that declares it; with --depth, what is farther away, too.
    """
    from dlgraph import knowledge, surroundings
    from dlgraph.render import draw, structure

    place = locate(settings)
    glossary = knowledge.glossary(place)
    found = find_concept(glossary, " ".join(concept))
    around = surroundings.surroundings(glossary, found, depth)
    page = set_page(place)
    if settings.json:
        print_json(structure.neighbors_payload(found, around, page))
    elif form != "text":
        print_drawing(draw.of_surroundings(found, around), form)
    else:
        click.echo(structure.neighbors_text(found, around, page))
    sys.exit(0 if around else 1)


@click.command()
@click.argument("concepts", nargs=-1, required=True, metavar="CONCEPT CONCEPT…", shell_complete=complete_many)
@click.option("--full", is_flag=True, help="Show whole sections, not only how they begin.")
@draw_option
@shared
def compare(settings: Settings, concepts: tuple[str, ...], full: bool, form: str) -> None:
    """Set concepts side by side.

    Definitions, what joins the concepts, what only one is related to, where they are spoken of together, and how
    the sections begin that their pages share. Quote names of several words, or put "vs" between them.
    """
    from dlgraph import comparison, knowledge
    from dlgraph.render import comparison as rendering
    from dlgraph.render import draw

    place = locate(settings)
    glossary = knowledge.glossary(place)
    value = comparison.compare(glossary, find_concepts(glossary, concepts))
    page = set_page(place)
    if settings.json:
        print_json(rendering.comparison_payload(glossary, value, page))
    elif form != "text":
        print_drawing(draw.of_comparison(glossary, value), form)
    else:
        click.echo(rendering.comparison_text(glossary, value, page, terminal_width(), full=full))


@click.command()
@click.argument("concept", nargs=-1, required=True, shell_complete=complete_one)
@click.option("--knows", multiple=True, metavar="CONCEPT", shell_complete=complete_one,
              help="A concept known already, with all it needs; may be repeated.")  # fmt: skip
@shared
def learn(settings: Settings, concept: tuple[str, ...], knows: tuple[str, ...]) -> None:
    """List what to learn, in which order, for CONCEPT.

    A page needs its broader concepts and what its opening explanation links to; each comes after what it needs.
    """
    from dlgraph import knowledge, learning
    from dlgraph.render import structure

    place = locate(settings)
    glossary = knowledge.glossary(place)
    known = [find_concept(glossary, name) for name in knows]
    order = learning.learning_order(glossary, find_concept(glossary, " ".join(concept)), known)
    page = set_page(place)
    if settings.json:
        print_json(structure.learning_payload(order, page))
    else:
        click.echo(structure.learning_text(glossary, order, page))
