"""The files behind a glossary: on which line a text stands, and where and how a page would take a suggestion up."""

from __future__ import annotations

import os
import posixpath
from collections import Counter
from functools import cached_property
from pathlib import Path

from dlgraph import patches
from dlgraph.concept import Concept
from dlgraph.formats import fields
from dlgraph.glossary import Glossary
from dlgraph.model import Source
from dlgraph.patches import Slot
from dlgraph.text import fold

_USUAL = {"aliases": "aliases", "broader": "broader", "related": "related"}
_MARKDOWN = (".md", ".markdown")


class Sheets:
    """The pages of a glossary, read when they are asked for.

    Args:
        glossary: the glossary.
        corpus: the folder or file that it was read from; None where there is none.
    """

    def __init__(self, glossary: Glossary, corpus: Path | None = None) -> None:
        self._glossary = glossary
        self._base = corpus if corpus is None or corpus.is_dir() else corpus.parent
        self._texts: dict[str, str] = {}
        self._slots: dict[str, tuple[Slot, ...]] = {}

    @cached_property
    def _counts(self) -> Counter[str]:
        return Counter(concept.source.file for concept in self._glossary)

    def text(self, file: str) -> str:
        """Return a file as it stands, with its lines ending in one way; empty where it cannot be read."""
        if self._base is None:
            return ""
        if file not in self._texts:
            try:
                data = Path(self._base, file).read_bytes()
            except OSError:
                data = b""
            text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "replace")
            self._texts[file] = text.replace("\r\n", "\n").replace("\r", "\n")
        return self._texts[file]

    def is_page(self, concept: Concept) -> bool:
        """Tell whether a concept has a Markdown page of its own, to which something can be added."""
        file = concept.source.file
        return concept.body is not None and self._counts[file] == 1 and file.lower().endswith(_MARKDOWN)

    def place(self, concept: Concept, down: int) -> Source:
        """Return the place of a line of a concept's body, counted from 0."""
        text = self.text(concept.source.file) if concept.body else ""
        start = text.rfind(concept.body) if concept.body and text else -1
        if start < 0:
            return concept.source
        return Source(concept.source.file, text.count("\n", 0, start) + 1 + down)

    def key(self, concept: Concept, field: str) -> tuple[str, int]:
        """Return the key under which a page lists its aliases or relations, and the line of the last entry there.

        Args:
            concept: the concept.
            field: ``aliases``, ``broader`` or ``related``.

        Returns:
            The usual key and the page's first line where it has none.
        """
        found = self._under(concept, field)
        return (found[-1].key, found[-1].line) if found else (_USUAL[field], concept.source.line)

    def _under(self, concept: Concept, field: str) -> list[Slot]:
        file = concept.source.file
        if not self.is_page(concept):
            return []
        if file not in self._slots:
            self._slots[file] = patches.slots(self.text(file))
        return [slot for slot in self._slots[file] if fields.KEYS.get(fold(slot.key)) == field]

    def spell(self, concept: Concept, other: Concept) -> str:
        """Write the name of another concept for front matter, as the page or else the glossary writes names."""
        written = [slot.text for field in ("related", "broader") for slot in self._under(concept, field) if slot.text]
        for text in [*reversed(written), *self._habits]:
            for form in (_file, _id, _label):
                left, right = ("[[", "]]") if text.startswith("[[") and text.endswith("]]") else ("", "")
                inner = text.removeprefix(left).removesuffix(right)
                named = self._glossary.resolve(inner, concept.id)
                if named and form(self._glossary.concepts[named]) == inner:
                    spelt = form(other)
                    if self._glossary.resolve(spelt, concept.id) == other.id:
                        return f"{left}{spelt}{right}"
        short = _file(other)
        return short if self._glossary.resolve(short, concept.id) == other.id else other.id

    @cached_property
    def _habits(self) -> list[str]:
        """How relations are written on the first page that has any."""
        for concept in self._glossary:
            for field in ("related", "broader"):
                if found := [slot.text for slot in self._under(concept, field) if slot.text]:
                    return found[-1:]
        return []

    def link(self, concept: Concept, other: Concept, text: str) -> str:
        """Write a link from a page to another, as the page or else the glossary writes links."""
        style = self._style(concept) or self._usual_style
        if style == "wiki":
            name = _file(other)
            return f"[[{name}]]" if text == name else f"[[{name}|{text}]]"
        if style == "rooted":
            return f"[{text}](/{_file(other)}/)"
        relative = posixpath.relpath(other.source.file, posixpath.dirname(concept.source.file) or ".")
        return f"[{text}]({relative.replace(' ', '%20')})"

    @cached_property
    def _usual_style(self) -> str:
        styles = Counter(self._style(concept) for concept in self._glossary)
        styles.pop("", None)
        return styles.most_common(1)[0][0] if styles else "relative"

    def _style(self, concept: Concept) -> str:
        body = concept.body or ""
        if not concept.references:
            return ""
        counts = {
            "wiki": body.count("[["),
            "rooted": body.count("](/"),
            "relative": sum(body.count(f"{suffix})") + body.count(f"{suffix}#") for suffix in _MARKDOWN),
        }
        best = max(counts, key=lambda style: counts[style])
        return best if counts[best] else ""


def _file(concept: Concept) -> str:
    return posixpath.basename(concept.id)


def _id(concept: Concept) -> str:
    return concept.id


def _label(concept: Concept) -> str:
    return concept.label


def inside(base: Path, file: str) -> bool:
    """Tell whether a file lies in a folder, links followed."""
    return Path(os.path.realpath(base)) in Path(os.path.realpath(base / file)).parents
