"""Commands that write glossaries for other programs: convert and export."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dlgraph.cli.names import complete_one, find_concept
from dlgraph.cli.shared import Settings, complete_path, locate, print_json, shared, tell

if TYPE_CHECKING:
    from dlgraph.exports.write import Options
    from dlgraph.formats.corpus import Corpus
    from dlgraph.glossary import Glossary
    from dlgraph.ledger import Dropped

_FORMS = (
    "okf", "skos", "jsonld", "csv", "jsonl", "graphml", "mermaid", "dot", "obsidian", "faqpage", "terms", "html",
)  # fmt: skip
_SYNTAXES = ("turtle", "nt", "xml", "jsonld")
_TOLD = 10


def _writing(command: Callable[..., None]) -> Callable[..., None]:
    for option in (
        click.option("--title", default="", metavar="TEXT", help="What the glossary is called in skos, html, faqpage."),
        click.option("--base", default="", metavar="IRI", help="The address below which RDF names concepts."),
        click.option("--syntax", type=click.Choice(_SYNTAXES), help="The syntax of skos; turtle by default."),
        click.option("--force", is_flag=True, help="Replace files that are there; others in a folder stay."),
    ):
        command = option(command)
    return command


@click.command()
@click.option("--format", "form", type=click.Choice(_FORMS), help="What to write; told from the name under -o.")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="PATH", shell_complete=complete_path,
              help="The file or folder to write; text goes to standard output by default.")  # fmt: skip
@click.option("--concept", default="", metavar="CONCEPT", shell_complete=complete_one,
              help="Only the part around CONCEPT: of mermaid, dot and graphml.")  # fmt: skip
@click.option("--depth", type=click.IntRange(0, 100), help="How many relations to go from --concept (default 1).")
@_writing
@shared
def export(
    settings: Settings,
    form: str | None,
    output: Path | None,
    concept: str,
    depth: int | None,
    force: bool,
    syntax: str | None,
    base: str,
    title: str,
) -> None:
    """Write the glossary for another program, and say what the format has no place for.

    okf, skos, jsonld and jsonl hold everything; docs/exporting.md says what the others leave out.
    """
    from dlgraph.exports import forms

    if output is not None and str(output) == "-":
        output = None
    if form is None and output is None:
        raise click.UsageError("Say what to write: --format skos, or -o glossary.ttl.")
    if depth is not None and not concept:
        raise click.UsageError("--depth needs a --concept to start from.")
    name = form or forms.of_path(output or Path())
    if concept and not forms.FORMS[name].part:
        raise click.UsageError(f"--concept draws a part of mermaid, dot and graphml; {name} is always whole.")
    source = locate(settings).corpus
    _write(settings, source, output, name, _Chosen(force, syntax, base, title, concept, 1 if depth is None else depth))


@click.command()
@click.argument("source", metavar="SRC", type=click.Path(path_type=Path), shell_complete=complete_path)
@click.argument("dest", metavar="DEST", type=click.Path(path_type=Path), shell_complete=complete_path)
@click.option("--to", "form", type=click.Choice(_FORMS), help="What to write; told from the name of DEST by default.")
@click.option("--from", "flavour", default="", metavar="FORMAT",
              help="How SRC's pages are written: okf, hugo, obsidian, jekyll, mkdocs, sphinx or mdn.")  # fmt: skip
@click.option("--language", metavar="TAG", default="", help="The language to read of several.")
@_writing
@shared
def convert(
    settings: Settings,
    source: Path,
    dest: Path,
    form: str | None,
    flavour: str,
    language: str,
    force: bool,
    syntax: str | None,
    base: str,
    title: str,
) -> None:
    """Write the glossary SRC as DEST, whose suffix tells the format; a folder is OKF pages.

    DEST may be `-` with --to for standard output.
    """
    from dlgraph.exports import forms

    output = None if str(dest) == "-" else dest
    if output is None and form is None:
        raise click.UsageError("Say what to write to standard output: --to skos.")
    name = form or forms.of_path(dest)
    _write(settings, source, output, name, _Chosen(force, syntax, base, title), flavour=flavour, language=language)


class _Chosen:
    """What the options of writing were set to."""

    def __init__(
        self, force: bool, syntax: str | None, base: str, title: str, concept: str = "", depth: int = 1
    ) -> None:
        self.force, self.syntax, self.base, self.title = force, syntax, base, title
        self.concept, self.depth = concept, depth


def _write(
    settings: Settings,
    source: Path,
    output: Path | None,
    name: str,
    chosen: _Chosen,
    *,
    flavour: str = "",
    language: str = "",
) -> None:
    from dlgraph.exports import forms, target
    from dlgraph.exports import write as writing
    from dlgraph.formats import corpus as corpora
    from dlgraph.glossary import Glossary

    form = forms.FORMS[name]
    files = 1
    renamed: tuple[tuple[str, str], ...] = ()
    left_out: tuple[Dropped, ...] = ()
    if chosen.syntax and name != "skos":
        raise click.UsageError(f"--syntax is for skos; {name} has but one.")
    if form.folder and output is None:
        raise click.UsageError(f"{name} is a folder; say where: -o FOLDER.")
    if settings.json and output is None:
        raise click.UsageError("--json tells what was written; name the file or folder to write.")
    if output is not None:
        check = target.check_folder if form.folder else target.check_file
        check(source, output, force=chosen.force)
    corpus = corpora.read(source, form=flavour, language=language)
    glossary = Glossary(corpus.concepts, corpus.faqs)
    around = find_concept(glossary, chosen.concept) if chosen.concept else None
    more = forms.detail(output, name)
    options = writing.Options(
        syntax=chosen.syntax or (more if name == "skos" else "") or "turtle",
        base=chosen.base,
        title=chosen.title,
        delimiter=(more if name == "csv" else "") or ",",
        around=around,
        depth=chosen.depth,
    )
    if form.folder and output is not None:
        made = target.write_folder(output, lambda dest: writing.folder(corpus, glossary, name, dest, options))
        files, renamed, left_out = made.files, made.renamed, made.left_out
    else:
        left_out = _text(corpus, glossary, name, options, output)
    data: dict[str, Any] = {
        "source": str(source),
        "format": name,
        "output": str(output) if output else "",
        "files": files,
        "concepts": len(corpus.concepts),
        "renamed": [{"id": id, "name": path} for id, path in renamed],
        "left_out": [{"what": drop.what, "why": drop.why} for drop in left_out],
    }
    _tell(data)
    if output is not None:
        if settings.json:
            print_json(data)
        else:
            many = f", {files:,} files" if form.folder else ""
            click.echo(f"{output}: {len(corpus.concepts):,} concepts as {name}{many}")


def _text(corpus: Corpus, glossary: Glossary, name: str, options: Options, output: Path | None) -> tuple[Dropped, ...]:
    from dlgraph.exports import target
    from dlgraph.exports import write as writing

    made = writing.text(corpus, glossary, name, options)
    if output is None:
        # As bytes, so that standard output holds what the file would, whatever the terminal's encoding.
        click.echo(made.text.encode("utf-8", "replace"), nl=False)
    else:
        target.write_file(output, made.text)
    return made.left_out


def _tell(data: dict[str, Any]) -> None:
    for kind, lines in (
        ("ids", [f"the id {one['id']!r} is no safe path; its page is {one['name']}" for one in data["renamed"]]),
        ("things left out", [f"{one['what']}: {one['why']}" for one in data["left_out"]]),
    ):
        for line in lines[:_TOLD]:
            tell(line)
        if len(lines) > _TOLD:
            tell(f"… and {len(lines) - _TOLD:,} more {kind}; --json lists all")
