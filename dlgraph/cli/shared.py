"""What every command shares: its options, how it opens a corpus, and how it tells of errors and progress."""

from __future__ import annotations

import functools
import json
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dlgraph.errors import DlgraphError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from dlgraph.knowledge import KnowledgeBase, Located
    from dlgraph.render.draw import Drawing
    from dlgraph.render.page import Page


@dataclass(frozen=True, slots=True)
class Settings:
    """What the options that every command shares were set to."""

    corpus: str | None = None
    index: str | None = None
    model: str | None = None
    json: bool = False


class Commands(click.Group):
    """Shows dlgraph's errors as messages with exit code 2, never as a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except DlgraphError as error:
            click.echo(f"Error: {printable(str(error))}", err=True)
            ctx.exit(2)
        except BrokenPipeError:
            raise
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            click.echo(f"Error: {printable(where)}{error.strerror or error}", err=True)
            ctx.exit(2)


def complete_path(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """Have the shell complete a path."""
    from click.shell_completion import CompletionItem

    del ctx, param
    return [CompletionItem(incomplete, type="file")]


def shared(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the shared options; set behind its name they win over those set before it."""

    @click.option("--corpus", metavar="PATH", shell_complete=complete_path,
                  help="Folder, page or table to use (or set DLGRAPH_CORPUS).")  # fmt: skip
    @click.option("--index", metavar="DIR", shell_complete=complete_path,
                  help="Folder of the index (or set DLGRAPH_INDEX).")  # fmt: skip
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


def draw_option(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command that draws its choice of forms."""
    forms = click.Choice(["text", "mermaid", "dot"])
    return click.option("--format", "form", type=forms, default="text", show_default=True, help="Draw it as this.")(
        command
    )


def print_drawing(drawing: Drawing, form: str) -> None:
    """Write a drawing as Mermaid or DOT; warn of one that Mermaid shows only after being told to."""
    from dlgraph.render import draw

    if form == "mermaid" and len(drawing.edges) > draw.MERMAID_EDGES:
        tell(f"the drawing has {len(drawing.edges):,} relations; Mermaid shows {draw.MERMAID_EDGES} unless its "
             "maxEdges is raised")  # fmt: skip
    click.echo(draw.FORMATS[form](drawing))


def locate(settings: Settings) -> Located:
    """Settle which corpus, index and model the options mean."""
    from dlgraph import knowledge

    return knowledge.locate(settings.corpus, settings.index, settings.model)


def open_base(settings: Settings) -> KnowledgeBase:
    """Open the corpus for questions; an index that must be built shows its progress."""
    from dlgraph.knowledge import KnowledgeBase

    with progress_bar() as progress:
        return KnowledgeBase(locate(settings), progress=progress, notify=tell)


def set_page(place: Located) -> Page:
    """Return how to set text: wrapped to the terminal, or unwrapped where there is none."""
    from dlgraph.render.page import Page

    return Page(Path(place.corpus), terminal_width(most=100))


def terminal_width(most: int = 160) -> int | None:
    """Return how many columns to fill; None where nobody reads along."""
    return min(shutil.get_terminal_size().columns, most) if sys.stdout.isatty() else None


def questions_of(words: Sequence[str]) -> list[str] | None:
    """Return the questions on standard input if ``-`` asks for them, else None."""
    if tuple(words) != ("-",):
        return None
    text = sys.stdin.buffer.read().decode("utf-8", "replace").removeprefix("\ufeff")
    return [line.rstrip("\r") for line in text.split("\n") if line.replace("\0", " ").strip()]


def printable(text: str) -> str:
    """Replace bytes of the command line that are no text, so that they can be written again."""
    return text.encode("utf-8", "replace").decode()


def tell(message: str) -> None:
    """Write a line of progress or warning to standard error."""
    click.echo(f"dlgraph: {message}", err=True)


def print_json(data: object, *, lines: bool = False) -> None:
    """Write JSON: indented, or on one line where each question has its own."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=None if lines else 2))


@contextmanager
def progress_bar(label: str = "encoding passages") -> Iterator[Callable[[int, int], None]]:
    """Show a bar on standard error while something is done, with rate and time left; nothing where nothing is."""
    bar: Any = None
    begun = time.perf_counter()

    def rate(done: int | None) -> str:
        seconds = time.perf_counter() - begun
        return f"{done / seconds:,.0f}/s" if done and seconds else ""

    def advance(done: int, total: int) -> None:
        nonlocal bar, begun
        if bar is None:
            begun = time.perf_counter()
            bar = click.progressbar(
                length=total, label=label, file=sys.stderr, show_pos=True, width=30, item_show_func=rate
            ).__enter__()
        bar.update(done - bar.pos, done)
        if done >= total:
            bar.__exit__(None, None, None)
            bar = None

    try:
        yield advance
    finally:
        if bar is not None:
            bar.__exit__(None, None, None)
