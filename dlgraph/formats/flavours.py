"""Which program a folder of pages was written for, and what follows from that for reading it."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from dlgraph.errors import CorpusError


@dataclass(frozen=True, slots=True)
class Flavour:
    """A way in which pages are written.

    ``homes`` are the folders in which the program keeps its pages, the first that there is counting; ``skipped``
    those that hold none. ``indexes`` says that ``tea/index.md`` is the page about tea, and ``inline`` that tags and
    fields stand in the text.
    """

    name: str
    homes: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    indexes: bool = False
    inline: bool = False


FLAVOURS: Mapping[str, Flavour] = {
    flavour.name: flavour
    for flavour in (
        Flavour("okf"),
        Flavour(
            "hugo", ("content",), ("themes", "layouts", "archetypes", "static", "public", "resources"), indexes=True
        ),
        Flavour("obsidian", (), ("templates", "_templates"), inline=True),
        Flavour("jekyll", (), ("_site", "_layouts", "_includes", "_sass", "_data", "_plugins", "vendor")),
        Flavour("mkdocs", ("docs",), ("site", "overrides")),
        Flavour("sphinx", ("docs/source", "doc/source", "docs", "doc", "source"), ("_build", "_templates", "_static")),
        Flavour("mdn", ("files",), (), indexes=True),
    )
}
# Files and folders at the root that only one program has.
_ROOT_SIGNS = {
    ".obsidian": "obsidian", "hugo.toml": "hugo", "hugo.yaml": "hugo", "hugo.yml": "hugo", "hugo.json": "hugo",
    "archetypes": "hugo", "_config.yml": "jekyll", "_config.yaml": "jekyll", "_config.toml": "jekyll",
    "mkdocs.yml": "mkdocs", "mkdocs.yaml": "mkdocs", "conf.py": "sphinx",
}  # fmt: skip
# What only one program's pages hold, how it is told to people, and how much each page with it counts.
_TEXT_SIGNS: tuple[tuple[str, str, int, re.Pattern[str]], ...] = (
    ("hugo", "shortcodes", 2, re.compile(r"\{\{[<%]")),
    ("hugo", "TOML front matter", 2, re.compile(r"\A(?:\ufeff)?\+\+\+\s*$", re.M)),
    ("hugo", "links from the root of a web site", 1, re.compile(r"\]\(/[\w-]+(?:/[\w-]+)*/\)")),
    ("obsidian", "wikilinks", 2, re.compile(r"!?\[\[[^\[\]\n]+\]\]")),
    ("obsidian", "callouts", 1, re.compile(r"^> \[![\w-]+\]", re.M)),
    (
        "jekyll",
        "Liquid tags",
        3,
        re.compile(r"\{%-?\s*(?:link|include|post_url|assign|for|if)\b|\{\{-?\s*(?:site|page)\."),
    ),
    ("jekyll", "kramdown attributes", 2, re.compile(r"\{:\s*[.#\w][^{}\n]*\}")),
    ("jekyll", "layouts", 1, re.compile(r"\A(?:\ufeff)?---\n(?:[^\n]*\n){0,30}?layout:", re.M)),
    ("mkdocs", "abbreviations", 2, re.compile(r"^\*\[[^\]\n]+\]:", re.M)),
    ("mkdocs", "admonitions", 2, re.compile(r"^(?:!!!|\?\?\?\+?) \w+", re.M)),
    ("mkdocs", "definition lists", 1, re.compile(r"^\S[^\n]*\n(?:\n)?:[ \t]+\S", re.M)),
    ("sphinx", "directives", 2, re.compile(r"^(?:`{3,}|:{3,})\{[\w:-]+\}|^\.\. glossary::", re.M)),
    ("sphinx", "roles", 2, re.compile(r"\{[a-z][\w:.-]*\}`[^`\n]+`|:term:`")),
    ("mdn", "MDN's macros", 4, re.compile(r"\{\{\s*Glossary\w*\b", re.I)),
    ("mdn", "page types", 3, re.compile(r"^page-type:", re.M)),
    # Last, so that where it ties the sign that only one program has decides.
    ("okf", "types", 1, re.compile(r"\A(?:\ufeff)?---\n(?:[^\n]*\n){0,40}?type:[ \t]*\S", re.M)),
)
_BUNDLE = re.compile(r"\A(?:\ufeff)?---\n(?:[^\n]*\n){0,40}?okf_version:", re.M)
_ENOUGH = 0.15


@dataclass(frozen=True, slots=True)
class Detected:
    """The flavour a corpus was found to have, and the signs that told."""

    flavour: Flavour
    signs: tuple[str, ...] = ()


def named(name: str) -> Flavour:
    """Return the flavour of a name.

    Raises:
        CorpusError: there is none; the choices are listed.
    """
    if name not in FLAVOURS:
        raise CorpusError(f"there is no format {name!r}", cure=f"Choose one of {', '.join(FLAVOURS)}.")
    return FLAVOURS[name]


def by_names(root: Collection[str], pages: Sequence[str]) -> Detected | None:
    """Tell a flavour by the names of files alone, which is all that listing a corpus may look at.

    Args:
        root: the names in the corpus's folder, hidden ones included.
        pages: the paths of its pages.

    Returns:
        The flavour, or None where the names do not tell.
    """
    for name, flavour in _ROOT_SIGNS.items():
        if name in root:
            return Detected(FLAVOURS[flavour], (name,))
    if any(page.startswith("files/") and page.split("/")[2:3] == ["glossary"] for page in pages):
        return Detected(FLAVOURS["mdn"], ("files/…/glossary",))
    return None


def by_texts(texts: Iterable[str], pages: Sequence[str]) -> Detected:
    """Tell a flavour by what pages hold.

    Args:
        texts: some of the pages.
        pages: the paths of all.

    Returns:
        The flavour that most pages show signs of, or OKF where few show any.
    """
    signs: Counter[tuple[str, str]] = Counter()
    scores: Counter[str] = Counter()
    read = 0
    for text in texts:
        read += 1
        if _BUNDLE.match(text):
            return Detected(FLAVOURS["okf"], ("okf_version",))
        for flavour, sign, weight, pattern in _TEXT_SIGNS:
            if pattern.search(text):
                signs[flavour, sign] += 1
                scores[flavour] += weight
    if lists := sum(posixpath.basename(page) == "_index.md" for page in pages):
        signs["hugo", "_index.md"] += lists
        scores["hugo"] += 2 * lists
    if not scores or scores.most_common(1)[0][1] < _ENOUGH * 2 * read:
        return Detected(FLAVOURS["okf"])
    best = scores.most_common(1)[0][0]
    told = [
        f"{sign} in {count:,} of {read:,} pages" for (flavour, sign), count in signs.most_common() if flavour == best
    ]
    return Detected(FLAVOURS[best], tuple(told))


def bundled(pages: Sequence[str]) -> bool:
    """Tell whether the pages are folders with an ``index.md`` each, as in Hugo's leaf bundles and on MDN."""
    indexes = sum(posixpath.basename(page).rpartition(".")[0] == "index" and "/" in page for page in pages)
    return indexes > 1 and 2 * indexes >= len(pages)
