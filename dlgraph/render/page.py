"""How text is set: width, indents, and paths that can be opened from here."""

from __future__ import annotations

import os
import textwrap
from pathlib import Path
from typing import Any

from dlgraph.model import Source

# Places behind the point of scores and confidences in payloads.
DIGITS = 4


class Page:
    """How to set text: the corpus that sources are in, and the width to fill.

    Args:
        corpus: the corpus; files of sources are shown as paths that can be opened from here.
        width: columns to wrap at; None leaves lines as they are.
    """

    def __init__(self, corpus: Path, width: int | None = None) -> None:
        self._base = corpus if corpus.is_dir() else corpus.parent
        self._width = width

    def file(self, source: Source) -> str:
        """Return the path of a source's file: relative where it lies below the working folder, else absolute."""
        path = os.path.abspath(self._base / source.file)
        relative = os.path.relpath(path)
        return path if relative.startswith(os.pardir) else relative

    def wrap(self, text: str, indent: str = "") -> str:
        """Indent a text's lines and wrap them, list items below their first word."""
        return "\n".join(self._wrap_line(line, indent) for line in text.split("\n"))

    def _wrap_line(self, line: str, indent: str) -> str:
        if not self._width or not line.strip():
            return (indent + line).rstrip()
        lead = line[: len(line) - len(line.lstrip())]
        hang = "  " if line.lstrip().startswith("- ") else ""
        return textwrap.fill(
            line.strip(),
            max(self._width, 20),
            initial_indent=indent + lead,
            subsequent_indent=indent + lead + hang,
            break_long_words=False,
            break_on_hyphens=False,
        )


def source_payload(source: Source, page: Page) -> dict[str, Any]:
    """Return where something stands, as the payload has it."""
    return {"file": page.file(source), "line": source.line}
