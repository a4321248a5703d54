"""The command ``dlgraph``."""

from __future__ import annotations

import os

import click

from dlgraph.cli import answers, graph, upkeep
from dlgraph.cli.shared import Commands, Settings, shared
from dlgraph.version import VERSION


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(VERSION, "-V", "--version", prog_name="dlgraph")
@shared
def main(settings: Settings) -> None:
    """Ask a glossary: the closest FAQ, definition, section or myth, with its source and its place.

    Without --corpus it asks DLGRAPH_CORPUS, ./corpus, or the AI glossary that comes with dlgraph.
    """
    ctx = click.get_current_context()
    ctx.obj = settings
    if os.environ.get("NO_COLOR"):
        ctx.color = False


for command in (
    answers.ask,
    answers.search,
    graph.show,
    graph.tree,
    graph.stats,
    upkeep.index,
    upkeep.new,
    upkeep.evaluate,
):
    main.add_command(command)
