"""Which corpus is meant when none is named, and where its index lives."""

from __future__ import annotations

import os
from pathlib import Path


def corpus_path(given: str | os.PathLike[str] | None = None) -> Path:
    """Return the corpus to use: the one given, else DLGRAPH_CORPUS, else ``./corpus``, else the packaged glossary.

    Args:
        given: a folder or file; None or empty for the default.

    Returns:
        The path; whether it exists is found out when it is read.
    """
    if named := given or os.environ.get("DLGRAPH_CORPUS"):
        return Path(named).expanduser()
    here = Path("corpus")
    return here if here.is_dir() else packaged_corpus()


def packaged_corpus() -> Path:
    """Return the AI glossary that is installed with dlgraph, or the checkout's own where it runs from one."""
    package = Path(__file__).resolve().parent
    installed = package / "corpus"
    return installed if installed.is_dir() else package.parent / "corpus"


def default_folder(corpus: Path) -> Path:
    """Return where a corpus's index lives when nobody says: ``indexes/NAME`` beside it, or the user's cache.

    Args:
        corpus: the corpus, a folder or a file.

    Returns:
        ``indexes/NAME`` where a writable folder ``indexes`` stands beside the corpus; else a folder in the
        user's cache named after the corpus and a hash of its whole path.
    """
    whole = Path(os.path.realpath(corpus))
    beside = whole.parent / "indexes"
    if beside.is_dir() and os.access(beside, os.W_OK):
        return beside / whole.name
    import hashlib

    from platformdirs import user_cache_path

    key = hashlib.sha256(str(whole).encode()).hexdigest()[:10]
    return user_cache_path("dlgraph") / "indexes" / f"{whole.name}-{key}"
