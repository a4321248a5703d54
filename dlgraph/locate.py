"""Which corpus is meant when none is named."""

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
