"""The files a corpus is made of: which of those below a path are read, and why the others are not."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from pathlib import Path

from dlgraph.errors import CorpusError
from dlgraph.formats import files, reading
from dlgraph.formats.files import FileState
from dlgraph.formats.selection import Selection, is_reserved, select

PAGES = (".md", ".markdown", ".txt", ".rst")
TABLES = (".jsonl", ".ndjson", ".json", ".csv", ".tsv")
GRAPHS = (".ttl", ".turtle", ".n3", ".nt", ".rdf", ".owl", ".jsonld")
# What pages made of RDF have no place for, beside them, so that it can be written as RDF again.
REST = "_rdf.nt"
_SETTINGS = ("mkdocs.yml", "mkdocs.yaml")
_PACKED = (".zip", ".gz", ".tar", ".7z", ".tgz", ".bz2", ".xz", ".rar")
_CURE_MISSING = "Pass --corpus PATH, set DLGRAPH_CORPUS, or leave both out to use the packaged glossary."


@dataclass(frozen=True, slots=True)
class Sources:
    """The files of a corpus: those to read, those left out with their reasons, and how they are chosen.

    ``left`` are files of a kind dlgraph reads, ``others`` those of no such kind; ``wordnet`` says that the files are
    WordNet's, which only make sense together.
    """

    states: tuple[FileState, ...]
    left: tuple[tuple[str, str], ...] = ()
    others: tuple[tuple[str, str], ...] = ()
    wordnet: bool = False
    selection: Selection = field(default_factory=lambda: Selection(()))


def find(path: Path, form: str = "", language: str = "") -> Sources:
    """Find the files of a corpus by their names, sizes and times alone.

    Args:
        path: a folder or one file.
        form: the flavour its pages are written in, where that is not to be told from them.
        language: the language to read, where it has several.

    Returns:
        The files; hidden ones are passed over.

    Raises:
        CorpusError: the path does not exist, is not readable, or is a file of a kind dlgraph does not read.
    """
    if not form and (base := _wordnet(path)):
        return _wordnet_files(base, path)
    if path.is_file():
        if path.suffix.lower() not in (*PAGES, *TABLES, *GRAPHS, ".xml"):
            raise CorpusError(
                f"{path}: dlgraph does not read {path.suffix or 'files without a suffix'}",
                cure="Unpack it, and pass the folder." if path.suffix.lower() in _PACKED
                else f"It reads {', '.join(PAGES + TABLES + GRAPHS)}, or a folder of such files.",
            )  # fmt: skip
        chosen = select([path.name], PAGES, form=form or "okf")
        return Sources(
            (files.state_of(path, path.name),), selection=replace(chosen, detected=chosen.detected if form else None)
        )
    if not path.is_dir() and path.exists():
        raise CorpusError(f"{path} is neither a folder nor a file of text", cure="Pass a folder, a page or a table.")
    if not path.is_dir():
        raise CorpusError(f"there is no corpus at {path}", cure=_CURE_MISSING)
    states, others = files.walk(path, PAGES + TABLES + GRAPHS)
    root = os.listdir(path)
    chosen = select(
        list(states),
        PAGES,
        root,
        folder=Path(os.path.realpath(path)).name,
        form=form,
        language=language,
        settings="".join(files.head(path / name) for name in _SETTINGS if name in root),
        bundle="\nokf_version:" in files.head(path / "index.md").split("\n---", 1)[0],
    )
    pages = [name for name in chosen.files if name.lower().endswith(PAGES)]
    if not chosen.files:
        raise CorpusError(
            f"{path} holds no page and no table",
            cure=f"Put concept pages ({', '.join(PAGES)}), tables ({', '.join(TABLES)}) or RDF ({', '.join(GRAPHS)}) "
            "there, or pass --corpus PATH.",
        )
    # Data files beside pages are rarely a glossary; a folder of tables alone is.
    beside = any(not is_reserved(name, chosen) for name in pages)
    pages += [REST] if beside and REST in chosen.files else []
    read = set(pages)
    passed = [name for name in chosen.files if beside and name not in read]
    left = (*chosen.left, *((name, "a table beside pages; read it by itself") for name in passed))
    kept = pages if beside else chosen.files
    return Sources(tuple(states[name] for name in kept), left, tuple(others), selection=chosen)


def _wordnet(path: Path) -> Path | None:
    """Return the folder of a WordNet database, where the path is one or a file of one."""
    from dlgraph.formats import wordnet

    if path.is_file():
        return path.parent if path.name in wordnet.FILES else None
    return path if path.is_dir() and wordnet.looks_like_wordnet(os.listdir(path)) else None


def _wordnet_files(base: Path, path: Path) -> Sources:
    from dlgraph.formats import wordnet

    states = tuple(
        files.state_of(base / name, name) for name in wordnet.names(base, path.name if path.is_file() else "")
    )
    read = {state.path for state in states}
    others = [(name, reading.NO_PAGE) for name in sorted(os.listdir(base)) if path.is_dir() and name not in read]
    return Sources(states, others=tuple(others), wordnet=True)
