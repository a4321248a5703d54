"""The command ``dlgraph``."""

from __future__ import annotations

import os
from typing import Any

import click

from dlgraph.cli import answers, check, convert, diff, exchange, graph, paths, suggest, upkeep
from dlgraph.cli.shared import Commands, Settings, print_json, shared
from dlgraph.version import VERSION

_COMPLETE = "_DLGRAPH_COMPLETE"


class Main(Commands):
    """The command itself, which shells also run to complete what is being typed."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        if _COMPLETE in os.environ:
            from dlgraph.cli import completion

            completion.install()
        return super().main(*args, **kwargs)


@click.group(cls=Main, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
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


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@shared
def complete(settings: Settings, shell: str) -> None:
    """Print the script that makes SHELL complete names.

    It completes commands, options, and the ids, file names, labels and aliases of concepts.

    \b
    bash:  eval "$(dlgraph completion bash)"        in ~/.bashrc
    zsh:   eval "$(dlgraph completion zsh)"         in ~/.zshrc, behind compinit
    fish:  dlgraph completion fish > ~/.config/fish/completions/dlgraph.fish
    """
    from dlgraph.cli import completion

    script = completion.script(main, shell)
    if settings.json:
        print_json({"shell": shell, "script": script})
    else:
        click.echo(script, nl=False)


for command in (
    answers.ask,
    answers.search,
    graph.show,
    graph.tree,
    graph.list_,
    graph.stats,
    paths.path,
    paths.related,
    paths.neighbors,
    paths.compare,
    paths.learn,
    graph.open_,
    graph.explore,
    upkeep.index,
    upkeep.new,
    exchange.import_,
    convert.convert,
    convert.export,
    diff.diff,
    check.check,
    suggest.suggest,
    upkeep.evaluate,
    complete,
):
    main.add_command(command)
