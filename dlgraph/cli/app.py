"""The command ``dlgraph``."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import Any

import click

from dlgraph.cli.shared import Commands, Settings, print_json, shared
from dlgraph.version import VERSION

_COMPLETE = "_DLGRAPH_COMPLETE"
# Imports make many objects and no circles that matter; looking for circles so early takes a tenth of a cold start.
gc.set_threshold(100_000, 20, 20)
# Where the commands are: only what is asked for is imported.
_GROUPS: tuple[tuple[Callable[[], ModuleType], tuple[str, ...]], ...] = (
    (lambda: import_module("dlgraph.cli.answers"), ("ask", "search")),
    (lambda: import_module("dlgraph.cli.graph"), ("show", "tree", "list", "stats", "open", "explore")),
    (lambda: import_module("dlgraph.cli.paths"), ("path", "related", "neighbors", "compare", "learn")),
    (lambda: import_module("dlgraph.cli.upkeep"), ("index", "new", "eval")),
    (lambda: import_module("dlgraph.cli.exchange"), ("import",)),
    (lambda: import_module("dlgraph.cli.convert"), ("convert", "export")),
    (lambda: import_module("dlgraph.cli.diff"), ("diff",)),
    (lambda: import_module("dlgraph.cli.check"), ("check",)),
    (lambda: import_module("dlgraph.cli.suggest"), ("suggest",)),
)
_HOLDERS = {name: holder for holder, names in _GROUPS for name in names}


class Main(Commands):
    """The command itself, which shells also run to complete what is being typed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return sorted({*_HOLDERS, *self.commands})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in _HOLDERS:
            found = vars(_HOLDERS[cmd_name]()).values()
            return next(each for each in found if isinstance(each, click.Command) and each.name == cmd_name)
        return super().get_command(ctx, cmd_name)

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


main.add_command(complete)
