"""A glossary written in any of the formats, with an account of what that format has no place for."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dlgraph.concept import Concept
from dlgraph.exports import drawing, losses, site, table, vault
from dlgraph.exports.forms import SYNTAXES
from dlgraph.formats import bundle, rows
from dlgraph.formats.corpus import Corpus
from dlgraph.glossary import Glossary
from dlgraph.ledger import Dropped
from dlgraph.model import Source
from dlgraph.rdf import schemaorg, skos, syntaxes
from dlgraph.rdf.namespaces import BASE


@dataclass(frozen=True, slots=True)
class Options:
    """How to write: the syntax of RDF, the address concepts are named below, a title, the sign between cells of a
    table, and of formats that can draw a part the concept in the middle and how far to go from it.
    """

    syntax: str = "turtle"
    base: str = ""
    title: str = ""
    delimiter: str = ","
    around: Concept | None = None
    depth: int = 1


@dataclass(frozen=True, slots=True)
class Exported:
    """A text in a format, and what the format has no place for."""

    text: str
    left_out: tuple[Dropped, ...] = ()


@dataclass(frozen=True, slots=True)
class Filled:
    """A folder in a format: how many files, ids that had to change, and what the format has no place for."""

    files: int
    renamed: tuple[tuple[str, str], ...] = ()
    left_out: tuple[Dropped, ...] = ()


def text(corpus: Corpus, glossary: Glossary, form: str, options: Options | None = None) -> Exported:
    """Write a corpus as one text.

    Args:
        corpus: what was read.
        glossary: its concepts and relations.
        form: the name of a format that is one file.
        options: how to write it.

    Raises:
        CorpusError: the syntax cannot hold what is to be written, or ``base`` is no address.
    """
    chosen = options or Options()
    if form == "graphml":
        return Exported(*drawing.graphml(glossary, chosen.around, chosen.depth))
    if form in ("mermaid", "dot"):
        return _drawn(glossary, form, chosen)
    whole = bundle.portable(corpus, glossary)
    return _WHOLE[form](whole, Glossary(whole.concepts, whole.faqs), chosen)


def folder(corpus: Corpus, glossary: Glossary, form: str, dest: Path, options: Options | None = None) -> Filled:
    """Write a corpus as a folder.

    Args:
        corpus: what was read.
        glossary: its concepts and relations.
        form: the name of a format that is a folder.
        dest: the folder, which does not exist.
        options: how to write it.
    """
    if form == "html":
        whole = bundle.portable(corpus, glossary)
        made = site.write(whole, Glossary(whole.concepts, whole.faqs), dest, (options or Options()).title)
        return Filled(made.pages, made.renamed, made.dropped)
    if form == "obsidian":
        written, left_out = vault.write(corpus, dest)
    else:
        written, left_out = bundle.write(corpus, glossary, dest), ()
    why = "the pages read again do not give it back"
    lost = tuple(Dropped(difference, why, Source("")) for difference in written.differences)
    return Filled(written.pages, written.renamed, (*left_out, *lost))


def _drawn(glossary: Glossary, form: str, options: Options) -> Exported:
    from dlgraph.render import draw

    concepts, relations = drawing.part(glossary, options.around, options.depth)
    marked = frozenset({options.around.id} if options.around else ())
    edges = tuple(dict.fromkeys((each.origin, each.kind, each.target) for each in relations))
    told = draw.Drawing({concept.id: concept.label for concept in concepts}, edges, marked)
    found = drawing.not_drawn(glossary)
    if form == "mermaid" and len(edges) > draw.MERMAID_EDGES:
        why = f"Mermaid shows {draw.MERMAID_EDGES} unless its maxEdges is raised; --concept draws a part"
        found += (Dropped(f"some of {len(edges):,} relations", why, Source("")),)
    return Exported(draw.FORMATS[form](told) + "\n", found)


def _skos(corpus: Corpus, glossary: Glossary, options: Options) -> Exported:
    facts = skos.facts(
        glossary, base=options.base or BASE, language=_language(corpus), title=options.title, rest=corpus.rest
    )
    return Exported(syntaxes.dump(facts, SYNTAXES[options.syntax]))


def _language(corpus: Corpus) -> str:
    """Return the language of texts that do not say: of an RDF file each concept says its own."""
    return "" if corpus.flavour == "rdf" else corpus.language


def _jsonl(corpus: Corpus, glossary: Glossary, options: Options) -> Exported:
    del glossary, options
    found = rows.of_glossary(corpus.concepts, corpus.faqs, corpus.rest)
    return Exported("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in found))


def _page(write: Callable[..., list[Dropped]], corpus: Corpus, glossary: Glossary, options: Options) -> Exported:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "page.jsonld"
        dropped = write(glossary, path, base=options.base or BASE, language=_language(corpus), title=options.title)
        found = path.read_text("utf-8")
    rest = losses.unsaid(corpus.rest, "schema.org has no place for them; skos, jsonl and okf have")
    return Exported(found, (*dropped, *rest))


_WHOLE: dict[str, Callable[[Corpus, Glossary, Options], Exported]] = {
    "skos": _skos,
    "jsonld": lambda corpus, glossary, options: _skos(corpus, glossary, Options("jsonld", options.base, options.title)),
    "jsonl": _jsonl,
    "csv": lambda corpus, glossary, options: Exported(*table.write(corpus, glossary, options.delimiter)),
    "faqpage": lambda *parts: _page(schemaorg.write_faqpage, *parts),
    "terms": lambda *parts: _page(schemaorg.write_terms, *parts),
}
