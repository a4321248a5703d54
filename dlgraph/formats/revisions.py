"""A glossary as it was in a revision of git, taken out into a folder; the repository is only ever read."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from dlgraph.errors import CorpusError

# What a glossary can be made of, with the settings by which a program's pages are known; other files are only named.
_WANTED = (
    ".md", ".markdown", ".txt", ".rst", ".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".ttl", ".turtle", ".n3", ".nt",
    ".rdf", ".owl", ".xml", ".jsonld", ".yml", ".yaml", ".toml",
)  # fmt: skip
_LONGEST = 200_000_000
_CURE = "Name a folder, a file, a revision such as HEAD~1, or REV:path."


@dataclass(frozen=True, slots=True)
class _Entry:
    """A file of a revision: its path as bytes, its object, and its size."""

    path: bytes
    object: str
    size: int


def take_out(given: str, corpus: Path, dest: Path) -> Path:
    """Take a glossary out of a revision.

    Args:
        given: a revision, which means the corpus as it was then, or ``REV:path`` with a path as git takes it.
        corpus: the corpus, which tells the repository and the folder in it.
        dest: an empty folder to put the files in.

    Returns:
        The folder or file below ``dest`` that holds the glossary.

    Raises:
        CorpusError: git is not there, there is no such revision or path, or nothing is in it.
    """
    revision, mark, path = given.partition(":")
    where = corpus if corpus.is_dir() else corpus.parent
    home = Path.cwd() if mark or not where.is_dir() else where
    prefix = _git(["rev-parse", "--show-prefix"], home).decode("utf-8", "surrogateescape").rstrip("\n")
    found = _resolved(f"{revision}^{{commit}}", home)
    if not found:
        raise CorpusError(f"{given}: there is no such file or folder, and no such revision in git", cure=_CURE)
    whole = path if mark else prefix + ("" if corpus.is_dir() else corpus.name)
    object = _resolved(f"{found}:{whole.rstrip('/')}", home)
    if not object:
        raise CorpusError(f"{given}: revision {revision} holds no {whole or 'files'}", cure=_CURE)
    name = os.path.basename(whole.rstrip("/")) or corpus.name or "glossary"
    if not _is_name(os.fsencode(name)):
        raise CorpusError(f"{given}: {name!r} is no name", cure=_CURE)
    place = dest / name
    if _git(["cat-file", "-t", object], home).strip() == b"blob":
        _put_all([_Entry(os.fsencode(name), object, 0)], dest, home)
    else:
        place.mkdir()
        _put_all(list(_listed(object, home)), place, home)
    return place


def _git(words: Sequence[str], home: Path, given: bytes = b"", *, missing: bool = False) -> bytes:
    # No lock is taken and nothing fetched: looking at a repository must not change it.
    settings = {
        **os.environ,
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C",
    }
    try:
        done = subprocess.run(["git", *words], cwd=home, env=settings, input=given, capture_output=True, check=False)
    except FileNotFoundError:
        raise CorpusError(
            "git is not installed, or not on the PATH", cure="Compare two folders or files instead."
        ) from None
    if done.returncode and missing:
        return b""
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise CorpusError(f"git: {said[0] if said else f'exit code {done.returncode}'}", cure=_CURE)
    return done.stdout


def _resolved(name: str, home: Path) -> str:
    """Return the object that a name means, or an empty string; a name is never taken for an option."""
    if "\0" in name or name.startswith("-"):
        return ""
    words = ["rev-parse", "--verify", "--quiet", "--end-of-options", name]
    return _git(words, home, missing=True).decode("ascii", "replace").strip()


def _listed(tree: str, home: Path) -> Iterator[_Entry]:
    told = _git(["ls-tree", "-r", "-z", "-l", "--full-tree", tree], home)
    for line in filter(None, told.split(b"\0")):
        head, _, path = line.partition(b"\t")
        mode, kind, object, size = head.split()
        # Links and other repositories are no files of this one.
        if kind == b"blob" and mode != b"120000" and all(map(_is_name, path.split(b"/"))):
            yield _Entry(path, object.decode("ascii"), int(size))


def _is_name(part: bytes) -> bool:
    return part not in (b"", b".", b"..") and part.lower() != b".git" and b"\0" not in part


def _put_all(entries: Sequence[_Entry], dest: Path, home: Path) -> None:
    """Write files; of those that no glossary is made of only the names."""
    wanted = [each for each in entries if _is_wanted(each)]
    told = _git(["cat-file", "--batch"], home, b"".join(each.object.encode() + b"\n" for each in wanted))
    at = 0
    for each in wanted:
        end = told.index(b"\n", at)
        size = int(told[at:end].rsplit(b" ", 1)[1])
        _put(dest, each.path, told[end + 1 : end + 1 + size])
        at = end + 1 + size + 1
    for each in entries:
        if not _is_wanted(each):
            _put(dest, each.path, b"")


def _is_wanted(entry: _Entry) -> bool:
    return entry.size <= _LONGEST and entry.path.lower().endswith(tuple(map(str.encode, _WANTED)))


def _put(dest: Path, name: bytes, data: bytes) -> None:
    path = dest / os.fsdecode(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
