"""The command diff: what differs between two glossaries, or two revisions of one."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dlgraph.cli.shared import Settings, complete_path, locate, print_json, progress_bar, shared, tell

if TYPE_CHECKING:
    from dlgraph.knowledge import KnowledgeBase
    from dlgraph.reanswered import Reanswered


@click.command()
@click.argument("old", metavar="OLD", shell_complete=complete_path)
@click.argument("new", metavar="[NEW]", required=False, shell_complete=complete_path)
@click.option("--questions", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
              help="Questions, one a line or JSON Lines: tell those whose answer changed.")  # fmt: skip
@click.option("--format", "form", type=click.Choice(["text", "markdown"]), default="text", show_default=True,
              help="How to write it; markdown suits a pull request.")  # fmt: skip
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even where they differ.")
@shared
def diff(settings: Settings, old: str, new: str | None, questions: Path | None, form: str, exit_zero: bool) -> None:
    """Tell what differs between the glossaries OLD and NEW: concepts, words, parts and relations.

    Each is a folder, a file, a git revision of the corpus (HEAD~1) or of a path (HEAD~1:corpus). NEW is the corpus
    unless given. Exit code 0: they are the same; 1: they differ; 2: one cannot be read.
    """
    from dlgraph import difference
    from dlgraph import reanswered as asking
    from dlgraph.formats import bundle
    from dlgraph.formats import corpus as corpora
    from dlgraph.glossary import Glossary
    from dlgraph.render import difference as rendered

    asked = asking.read(questions) if questions else None
    with tempfile.TemporaryDirectory(prefix="dlgraph-diff-") as work:
        given = locate(settings).corpus
        one = _place(old, given, Path(work, "old"))
        other = _place(new, given, Path(work, "new")) if new is not None else given
        name = new if new is not None else str(given)
        before, after = corpora.read(one), corpora.read(other)
        if before.flavour != after.flavour:
            # A link that another program writes otherwise is the same link.
            before, after = (bundle.portable(each, Glossary(each.concepts, each.faqs)) for each in (before, after))
        first, second = Glossary(before.concepts, before.faqs), Glossary(after.concepts, after.faqs)
        found = difference.compare(first, second)
        answers = None
        if asked is not None:
            same = {each.old.id: each.new.id for each in found.renamed}
            answers = _ask(settings, (one, other), Path(work), asked, same)
    data = rendered.payload(old, name, found, answers)
    if settings.json:
        print_json(data)
    else:
        click.echo(rendered.FORMATS[form](data))
    sys.exit(0 if data["same"] or exit_zero else 1)


def _place(given: str, corpus: Path, work: Path) -> Path:
    """Return the folder or file that is meant, taken out of git where it is a revision."""
    path = Path(given).expanduser()
    if path.exists():
        return path
    from dlgraph.formats import revisions

    work.mkdir()
    return revisions.take_out(given, corpus, work)


def _ask(
    settings: Settings, places: tuple[Path, Path], work: Path, asked: list[str], same: Mapping[str, str]
) -> tuple[Reanswered, ...]:
    from dlgraph import knowledge, reanswered

    bases: dict[str, KnowledgeBase] = {}
    sides = zip(("new", "old"), reversed(places), strict=True)
    # What was taken out of git comes last, and its index begins as a copy of the other: only what differs is encoded.
    for side, path in sorted(sides, key=lambda each: work in each[1].parents):
        index = work / f"index-{side}" if work in path.parents else None
        if index is not None and bases:
            shutil.copytree(next(iter(bases.values())).place.folder, index)
        place = knowledge.locate(str(path), index, settings.model)
        with progress_bar(f"encoding passages ({side})") as progress:
            bases[side] = knowledge.KnowledgeBase(place, progress=progress, notify=_quietly)
    try:
        tell(f"asking {len(asked):,} questions of both")
        return reanswered.ask(bases["old"], bases["new"], asked, same)
    finally:
        for base in bases.values():
            base.close()


def _quietly(message: str) -> None:
    """Tell that an index is built, but not what is odd about a glossary: that is for `dlgraph stats`."""
    if message.startswith("building"):
        tell(message.partition(":")[0])
