"""Commands that bring glossaries in from other programs: import."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from dlgraph.cli.shared import Settings, complete_path, print_json, shared, tell


@click.command("import")
@click.argument("source", metavar="SRC", type=click.Path(path_type=Path), shell_complete=complete_path)
@click.argument("dest", metavar="[DEST]", required=False, type=click.Path(path_type=Path), shell_complete=complete_path)
@click.option("--dry-run", is_flag=True, help="Only say what would be kept and what dropped, and why.")
@click.option("--format", "form", metavar="FORMAT", default="",
              help="How the pages are written: okf, hugo, obsidian, jekyll, mkdocs, sphinx or mdn. "
              "Told from the pages by default.")  # fmt: skip
@click.option("--language", metavar="TAG", default="",
              help="The language to read of several; by default en, else that with most pages.")  # fmt: skip
@shared
def import_(settings: Settings, source: Path, dest: Path | None, dry_run: bool, form: str, language: str) -> None:
    """Read the glossary SRC, account for all that is in it, and write it to the folder DEST as OKF pages.

    SRC is a folder of pages as some program writes them, one page, or a table. DEST must not exist yet, or be empty.
    """
    if dest is None and not dry_run:
        raise click.UsageError("Say where to write: dlgraph import SRC DEST, or only look: --dry-run.")
    from dlgraph.formats import account, bundle, corpus
    from dlgraph.glossary import Glossary
    from dlgraph.render import ledger as rendered

    if dest is not None and not dry_run:
        bundle.check(source, dest)
    read = corpus.read(source, form=form, language=language)
    glossary = Glossary(read.concepts, read.faqs)
    ledger = account.settle(read, glossary)
    written: dict[str, Any] | None = None
    if dest is not None and not dry_run:
        done = bundle.write(read, glossary, dest)
        written = {
            "folder": str(done.folder),
            "pages": done.pages,
            "renamed": [{"id": id, "name": name} for id, name in done.renamed],
            "differences": list(done.differences),
        }
    data = rendered.payload(str(source), read.flavour, read.language, ledger, glossary.relations, written)
    if settings.json:
        print_json(data)
        return
    click.echo(rendered.text(data, ledger))
    if written:
        _tell_written(written)


def _tell_written(written: dict[str, Any]) -> None:
    for one in written["renamed"][:10]:
        tell(f"the id {one['id']!r} is no safe path; its page is {one['name']}.md")
    if len(written["renamed"]) > 10:
        tell(f"… and {len(written['renamed']) - 10:,} more ids like that; --json lists all")
    for difference in written["differences"][:10]:
        tell(f"the pages written do not give back all: {difference}")
    if len(written["differences"]) > 10:
        tell(f"… and {len(written['differences']) - 10:,} more differences; --json lists all")
    same = "" if written["differences"] else "; read again, they give the same concepts and relations"
    click.echo(f"\n{written['folder']}: {written['pages']:,} pages written{same}")
