"""A glossary as static web pages: one a concept and an index, without scripts, to be opened from a folder as well."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import quote

from dlgraph import taxonomy
from dlgraph.concept import Concept, Faq
from dlgraph.exports import losses, markup
from dlgraph.formats import bundle
from dlgraph.formats.corpus import Corpus
from dlgraph.glossary import Glossary
from dlgraph.ledger import Dropped
from dlgraph.taxonomy import Branch
from dlgraph.text import excerpt, fold

_STYLE = """\
:root{color-scheme:light dark;--ink:#1d2430;--soft:#5a6675;--line:#d9dee5;--link:#0b5cad;--back:#fff;--part:#f5f7f9}
@media(prefers-color-scheme:dark){:root{--ink:#e6e9ee;--soft:#9aa5b3;--line:#39424f;--link:#7db7f5;--back:#14181e;\
--part:#1d232b}}
*{box-sizing:border-box}
body{margin:0 auto;padding:1.5rem 1rem 4rem;max-width:46rem;font:1rem/1.6 system-ui,sans-serif;color:var(--ink);\
background:var(--back);overflow-wrap:break-word}
a{color:var(--link);text-underline-offset:.15em}a:focus-visible{outline:2px solid var(--link);outline-offset:2px}
nav,.soft,footer{color:var(--soft);font-size:.9rem}
h1{line-height:1.2;margin:.6rem 0}h2{margin-top:2rem;border-bottom:1px solid var(--line)}
.definition{font-size:1.1rem}
.tags li,.links li{display:inline-block;margin:0 .6rem .2rem 0}
.tags,.links,.tree,.tree ul{list-style:none;padding-left:0}
.tree ul{padding-left:1.2rem}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1rem}dt{color:var(--soft)}dd{margin:0}
dd ul{margin:0}
details,.myth{background:var(--part);border-radius:.4rem;padding:.6rem .9rem;margin:.6rem 0}
summary{cursor:pointer;font-weight:600}
pre,table{overflow-x:auto;display:block}code,pre{background:var(--part)}pre{padding:.7rem}
td,th{border:1px solid var(--line);padding:.2rem .5rem}
"""
_DEEPEST = 40


@dataclass(frozen=True, slots=True)
class Site:
    """What was written: how many pages, ids that had to change, and links that were left out."""

    pages: int
    renamed: tuple[tuple[str, str], ...]
    dropped: tuple[Dropped, ...]


def write(corpus: Corpus, glossary: Glossary, dest: Path, title: str = "") -> Site:
    """Write a glossary as web pages.

    Args:
        corpus: what was read, with links that can be told anywhere.
        glossary: its concepts and relations.
        dest: a folder that does not exist.
        title: what the glossary is called; by default its folder's name.

    Returns:
        What was written. A link in a text that leads to no page is told as its words alone.
    """
    ids = [concept.id for concept in corpus.concepts]
    site = _Site(glossary, bundle.safe_names(ids, _safe), title or _name(corpus.path))
    for concept in corpus.concepts:
        _put(dest, site.file(concept), site.page(concept))
    _put(dest, "index.html", site.index(corpus.faqs))
    renamed = tuple((id, name) for id, name in site.names.items() if id != name)
    kept = ("definitions", "aliases", "tags", "types", "sections", "FAQs", "misconceptions", "links in texts")
    dropped = losses.left_out(glossary, kept, "a page has no place for them; okf, jsonl and skos have")
    dropped += losses.unsaid(corpus.rest, "a page has no place for them; okf, jsonl and skos have")
    return Site(len(ids) + 1, renamed, (*dropped, *site.lost()))


def _safe(id: str) -> str:
    """Return an id as a path of pages, none of which lies where a folder must."""
    path = bundle.safe_path(id)
    folder, slash, name = path.rpartition("/")
    folder = re.sub(r"\.html?(?=/|$)", "-html", folder, flags=re.I)
    return f"{folder}{slash}{name}"


def _name(path: Path) -> str:
    name = Path(path.resolve()).stem if path.is_file() else path.resolve().name
    return re.sub(r"[-_]+", " ", name).strip().capitalize() or "Glossary"


def _put(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8", errors="replace", newline="\n") as file:
        file.write(text)


class _Site:
    def __init__(self, glossary: Glossary, names: Mapping[str, str], title: str) -> None:
        self._glossary = glossary
        self.names = names
        self._title = title
        self._anchors = {concept.id: frozenset(_anchors(concept)) for concept in glossary}
        self._outside: dict[str, list[Faq]] = {}
        for faq in glossary.faqs:
            if about := glossary.faq_concept(faq):
                self._outside.setdefault(about.id, []).append(faq)
        self._lost: list[str] = []

    def lost(self) -> tuple[Dropped, ...]:
        return markup.lost(self._lost)

    def file(self, concept: Concept) -> str:
        return f"{self.names[concept.id]}.html"

    # -- a concept -------------------------------------------------------------------------------------------------

    def page(self, concept: Concept) -> str:
        named = iter(_anchors(concept))
        parts = [self._trail(concept), f"<h1>{escape(concept.label)}</h1>"]
        if concept.aliases:
            parts.append(f'<p class="soft">Also called {escape(", ".join(concept.aliases))}</p>')
        if concept.definition:
            parts.append(f'<p class="definition">{escape(concept.definition)}</p>')
        parts.append(self._relations(concept))
        for part in concept.sections:
            level, anchor = min(max(part.level, 2), 6), next(named)
            heading = f'<h{level} id="{anchor}">{escape(part.title)}</h{level}>' if part.title else ""
            parts.append(heading + self._markup(part.text, concept))
        if concept.misconceptions:
            parts.append("<h2>Common misconceptions</h2>")
            parts += [
                f'<div class="myth" id="{next(named)}"><p><strong>Myth:</strong> {escape(pair.myth)}</p>'
                f"<p><strong>Reality:</strong></p>{self._markup(pair.reality, concept)}</div>"
                for pair in concept.misconceptions
            ]
        others = self._outside.get(concept.id, ())
        if concept.faqs or others:
            parts.append("<h2>Frequently asked questions</h2>")
            parts += [self._faq(faq, concept, next(named, "")) for faq in (*concept.faqs, *others)]
        if concept.tags:
            tags = "".join(f"<li>{escape(tag)}</li>" for tag in concept.tags)
            parts.append(f'<h2>Tags</h2><ul class="tags">{tags}</ul>')
        return self._whole(concept.label, parts, concept.definition)

    def _trail(self, concept: Concept) -> str:
        above = [self._link(other, concept) for other in self._glossary.breadcrumb(concept) if other != concept]
        home = f'<a href="{escape(_relative("index.html", self.file(concept)))}">{escape(self._title)}</a>'
        return f'<nav aria-label="Place">{" › ".join([home, *above])}</nav>'

    def _relations(self, concept: Concept) -> str:
        rows = []
        for name, others in (
            ("Broader", self._glossary.broader(concept)),
            ("Narrower", self._glossary.narrower(concept)),
            ("Related", self._glossary.related(concept)),
        ):
            if others:
                items = "".join(f"<li>{self._link(other, concept)}</li>" for other in others)
                rows.append(f'<dt>{name}</dt><dd><ul class="links">{items}</ul></dd>')
        return f"<dl>{''.join(rows)}</dl>" if rows else ""

    def _faq(self, faq: Faq, concept: Concept | None, anchor: str = "") -> str:
        others = f'<p class="soft">Also asked: {escape(" · ".join(faq.alternatives))}</p>' if faq.alternatives else ""
        mark = f' id="{anchor}"' if anchor else ""
        answer = self._markup(faq.answer, concept)
        return f"<details open{mark}><summary>{escape(faq.question)}</summary>{answer}{others}</details>"

    def _link(self, other: Concept, page: Concept | None) -> str:
        here = self.file(page) if page else "index.html"
        return f'<a href="{escape(_relative(self.file(other), here))}">{escape(other.label)}</a>'

    def _markup(self, text: str, concept: Concept | None) -> str:
        here = self.file(concept) if concept else "index.html"

        def address(path: str, fragment: str) -> str | None:
            target = self._glossary.resolve(path, concept.id if concept else "") if path else concept and concept.id
            if not target:
                self._lost.append(path)
                return None
            anchor = f"#{fragment}" if fragment in self._anchors[target] else ""
            if not path:
                return anchor or None
            return _relative(f"{self.names[target]}.html", here) + anchor

        return markup.html(text, address)

    # -- all of them -----------------------------------------------------------------------------------------------

    def index(self, faqs: Sequence[Faq]) -> str:
        concepts = list(self._glossary)
        alone = [faq for faq in faqs if self._glossary.faq_concept(faq) is None]
        parts = [f"<h1>{escape(self._title)}</h1>", f'<p class="soft">{len(concepts):,} concepts</p>']
        if any(relation.kind == "broader" for relation in self._glossary.relations):
            branches = taxonomy.tree(self._glossary, None, None)
            parts.append(f'<h2>By place</h2><ul class="tree">{"".join(map(self._branch, branches))}</ul>')
        if concepts:
            rows = "".join(
                f"<li>{self._link(one, None)}"
                + (f' <span class="soft">{escape(excerpt(one.definition, 140))}</span>' if one.definition else "")
                + "</li>"
                for one in sorted(concepts, key=lambda one: (fold(one.label), one.id))
            )
            parts.append(f'<h2>By name</h2><ul class="tree">{rows}</ul>')
        if alone:
            parts.append("<h2>Questions</h2>")
            parts += [self._faq(faq, None) for faq in alone]
        return self._whole(self._title, parts)

    def _branch(self, branch: Branch, depth: int = 0) -> str:
        below = "" if depth > _DEEPEST else "".join(self._branch(each, depth + 1) for each in branch.branches)
        return f"<li>{self._link(branch.concept, None)}" + (f"<ul>{below}</ul>" if below else "") + "</li>"

    def _whole(self, title: str, parts: Sequence[str], about: str = "") -> str:
        name = title if title == self._title else f"{title} · {self._title}"
        told = f'<meta name="description" content="{escape(excerpt(about, 300))}">\n' if about else ""
        return (
            '<!DOCTYPE html>\n<html>\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            # Nothing but the style in the page itself is to be loaded or run, whatever the texts say.
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
            f"{told}<title>{escape(name)}</title>\n<style>\n{_STYLE}</style>\n</head>\n<body>\n<main>\n"
            + "\n".join(part for part in parts if part)
            + "\n</main>\n</body>\n</html>\n"
        )


def _anchors(concept: Concept) -> list[str]:
    """Name the places of a page in their order, by which links may call them: ends of ids, and titles made short."""
    taken: set[str] = set()
    # Questions and myths have the first choice: their names are ids, which others know.
    asked = [markup.anchor(faq.id.rpartition("#")[2], taken) for faq in concept.faqs]
    myths = [markup.anchor(pair.id.rpartition("#")[2], taken) for pair in concept.misconceptions]
    return [*(markup.anchor(part.title, taken) for part in concept.sections), *myths, *asked]


def _relative(path: str, here: str) -> str:
    relative = posixpath.relpath(path, posixpath.dirname(here) or ".")
    # A name with a colon in it would be taken for the scheme of an address.
    return quote(relative)
