"""The links of a text, and what each leads to once all pages are known."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from dlgraph import markdown
from dlgraph.concept import Concept, Reference
from dlgraph.formats import macros, reading
from dlgraph.formats.reading import Pointer
from dlgraph.ledger import Dropped
from dlgraph.model import Source
from dlgraph.text import fold, one_line, slug

PAGE_SUFFIXES = (".md", ".markdown", ".html", ".htm", ".rst", ".txt")
_PLACES = ("glossary", "glossar", "glossaire", "glosario", "terms", "term", "concepts", "definitions", "vocabulary")
_MARKUP = re.compile(r"\[\[|\]\(|\{\{|\{%|\{[a-z:]+\}`")
_LANGUAGE = re.compile(r"[a-z]{2}(?:-[a-z]{2,4})?", re.I)


@dataclass(frozen=True, slots=True)
class Links:
    """The links of a text: those that may lead to a concept, what was dropped, and how many there were."""

    pointers: tuple[Pointer, ...]
    dropped: tuple[Dropped, ...]
    found: int


def collect(text: str, first: int, file: str, page: str = "") -> Links:
    """Gather the links of a text.

    Args:
        text: Markdown.
        first: the line of the file on which it begins, from 1.
        file: the file, for places.
        page: what links to a place on the same page lead to, where such places are concepts.

    Returns:
        Every link, as a pointer or with the reason it is none.
    """
    pointers: list[Pointer] = []
    dropped: list[Dropped] = []
    found = markdown.all_links(text)
    for link in found:
        line = first + link.line
        target = link.target or (page if link.fragment else "")
        if link.web or not target:
            why = reading.TO_THE_WEB if link.web else reading.TO_ITSELF
            dropped.append(Dropped(link.target or f"#{link.fragment}", why, Source(file, line), "links"))
        else:
            pointers.append(Pointer(target, line, link.fragment))
    embedded = macros.media(text) if "![[" in text else []
    dropped += [Dropped(name, reading.MEDIA, Source(file, first + line), "links") for name, line in embedded]
    return Links(tuple(pointers), tuple(dropped), len(found) + len(embedded))


def abbreviations(text: str, first: int, file: str) -> tuple[tuple[str, str, Source], ...]:
    """List the abbreviations that a text spells out: short form, long form and place."""
    return tuple((short, long, Source(file, first + line)) for short, long, line in macros.abbreviations(text))


def may_be_page(target: str) -> bool:
    """Tell whether a link was meant for a page and not for a picture or another file."""
    name = posixpath.basename(target.rstrip("/"))
    return "." not in name or name.lower().endswith(PAGE_SUFFIXES)


def unmarked(text: str) -> str:
    """Return a text of one line without the links and macros in it; a text without any is returned as it is."""
    while _MARKUP.search(text) and (shown := one_line(markdown.plain(text))) != text:
        text = shown
    return text


def is_marked(text: str) -> bool:
    """Tell whether a text of one line holds links or macros."""
    return bool(_MARKUP.search(text))


def plain(references: Iterable[Reference]) -> tuple[Reference, ...]:
    """Return references without the places on the pages they lead to."""
    return tuple(Reference(each.target, each.line) for each in references)


def without_places(concept: Concept) -> Concept:
    """Return a concept whose references are plain ones."""
    return replace(
        concept,
        broader=plain(concept.broader),
        narrower=plain(concept.narrower),
        related=plain(concept.related),
        references=plain(concept.references),
    )


def settle(concepts: Sequence[Concept], places: Places) -> tuple[tuple[Concept, ...], tuple[Dropped, ...]]:
    """Find out what the links between pages mean, now that all pages are known.

    A link to a place on a page that holds several terms leads to the term; one to a permalink, to the page that has
    it; one to another part of the web site (``/docs/concepts/pods/``, where the glossary is at ``/docs/glossary/``),
    to no concept, even if its last word is the name of one.

    Args:
        concepts: the concepts as their readers leave them.
        places: where they are.

    Returns:
        The concepts with plain references, and the links dropped.
    """
    dropped: list[Dropped] = []

    def meant(references: Sequence[Reference], concept: Concept, kind: str) -> tuple[Reference, ...]:
        kept = []
        for reference in references:
            target = places.find(reference, concept.id)
            if target is not None:
                kept.append(Reference(target, reference.line))
            else:
                place = Source(concept.source.file, reference.line)
                dropped.append(Dropped(reference.target, places.why_not(reference.target), place, kind))
        return tuple(kept)

    settled = tuple(
        concept
        if not (concept.references or concept.broader or concept.narrower or concept.related)
        else replace(
            concept,
            references=meant(concept.references, concept, "links"),
            broader=meant(concept.broader, concept, "relations"),
            narrower=meant(concept.narrower, concept, "relations"),
            related=meant(concept.related, concept, "relations"),
        )
        for concept in concepts
    )
    return settled, tuple(dropped)


class Places:
    """Where the pages of a corpus are, as links write it.

    Args:
        concepts: the concepts as their readers leave them.
        addresses: names by which links may call concepts, and the ids of those.
        folder: the name of the folder the corpus is in.
        strict: a link that begins with a slash names a page by its whole path, as in an OKF bundle.
    """

    def __init__(
        self,
        concepts: Sequence[Concept],
        addresses: Mapping[str, str] | None = None,
        folder: str = "",
        *,
        strict: bool = False,
    ) -> None:
        self._strict = strict
        self._ids = {concept.id for concept in concepts}
        self._by_fold = {fold(id): id for id in self._ids}
        self._names = {fold(posixpath.basename(id)) for id in self._ids}
        labels = {fold(name) for concept in concepts for name in (concept.label, *concept.aliases)}
        self._known = self._names | labels | set(self._by_fold)
        self._addresses = {
            name: id for name, id in ((_address(name), id) for name, id in (addresses or {}).items())
            if name and fold(name) not in self._known
        }  # fmt: skip
        self._terms = {posixpath.dirname(id) for id in self._ids}
        named = {fold(part.lstrip("_")) for id in self._ids for part in posixpath.dirname(id).split("/")}
        self._own = {name for name in named | {fold(folder.lstrip("_")), *_PLACES} if name}
        self._mounts = frozenset[str]() if strict else self._mounted(concepts)

    def find(self, reference: Reference, page: str) -> str | None:
        """Return what a reference names, for a glossary to resolve; None if it surely leads to no concept."""
        target = reference.target
        fragment = reference.fragment if isinstance(reference, Pointer) else ""
        if target in self._ids and not fragment:
            return target
        path = _stem(target)
        if fragment and (id := self._term(path, fragment, page)):
            return id
        if id := self._addresses.get(_address(target)):
            return id
        if self._is_list(path, page):
            return None
        if not target.startswith("/") or "/" not in path:
            return target
        parts = path.split("/")
        for start in range(1 if self._strict else len(parts) - 1):
            if id := self._by_fold.get(fold("/".join(parts[start:]))):
                return id
        known = fold(parts[-1]) in self._known
        return None if known and "/".join(parts[:-1]) not in self._mounts else target

    def why_not(self, target: str) -> str:
        """Say why a target that ``find`` does not give leads to no concept."""
        prefix = posixpath.dirname(_stem(target))
        listed = fold(posixpath.basename(_stem(target))) not in self._known
        return reading.TO_A_LIST if listed else f"it leads to /{prefix}/, which is another part of the web site"

    def _is_list(self, path: str, page: str) -> bool:
        """Tell whether a link leads to a page or folder that only lists concepts."""
        if fold(path) in self._known or fold(posixpath.basename(path)) in self._known:
            return False
        relative = posixpath.normpath(posixpath.join(posixpath.dirname(page), path))
        return bool(path) and (path in self._terms or relative in self._terms or path in self._mounts)

    def _term(self, path: str, fragment: str, page: str) -> str | None:
        relative = posixpath.normpath(posixpath.join(posixpath.dirname(page), path))
        for base in dict.fromkeys((path, relative, posixpath.dirname(page))):
            if base in self._terms and (
                base in (path, relative) or posixpath.basename(base) == posixpath.basename(path)
            ):
                for name in (slug(fragment), fragment):
                    if (id := f"{base}/{name}" if base else name) in self._ids:
                        return id
        return None

    def _mounted(self, concepts: Iterable[Concept]) -> frozenset[str]:
        """Tell under which addresses of the web site the glossary's pages stand.

        One that ends in the name of the glossary's folder, or in a word such as "glossary", is one. Where none does,
        so is each under which half of the pages linked to have the names of concepts.
        """
        under: dict[str, set[str]] = defaultdict(set)
        for concept in concepts:
            for reference in concept.references:
                path = _stem(reference.target)
                if reference.target.startswith("/") and "/" in path:
                    prefix, _, name = path.rpartition("/")
                    under[prefix].add(name)
        ends = {prefix: posixpath.basename(prefix) for prefix in under}
        by_name = {prefix for prefix, end in ends.items() if fold(end.lstrip("_")) in self._own}
        languages = {prefix for prefix, end in ends.items() if "/" not in prefix and _LANGUAGE.fullmatch(end)}
        if by_name:
            return frozenset(by_name | languages)
        likely = {
            prefix
            for prefix, names in under.items()
            if 2 * sum(fold(name) in self._known for name in names) >= len(names)
            and (len(names) > 1 or "/" not in prefix)
        }
        return frozenset(languages | likely)


def _stem(target: str) -> str:
    path = target.strip().strip("/")
    for suffix in PAGE_SUFFIXES:
        path = path.removesuffix(suffix)
    return path.removesuffix("/index").removesuffix("/_index").lstrip("./")


def _address(name: str) -> str:
    """Fold an address so that spellings of one compare equal."""
    return _stem(name.partition("#")[0].partition("?")[0]).lower()


# -- writing links anew ------------------------------------------------------------------------------------------------

_DESTINATION = re.compile(
    r"(?<!\\)(?P<open>\]\([ \t]*)(?P<inline><[^<>\n]*>|[^\s()<>]*(?:\([^\s()]*\)[^\s()<>]*)*)"
    r"(?=[ \t]*(?:[\"'(][^\n]{0,500}?)?\))"
    r"|^(?P<label>[ ]{0,3}\[(?!\^)[^\]\n]+\]:[ \t]*)(?P<defined><[^<>\n]*>|\S+)",
    re.M,
)


def rewrite(text: str, change: Callable[[str, str], str | None]) -> str:
    """Write the links of a text anew.

    Args:
        text: Markdown with wikilinks and macros.
        change: given the path and the fragment of a link, returns the new destination, or None to leave it.

    Returns:
        Markdown in which wikilinks and macros that are links have become Markdown links; code is as it was.
    """

    def changed(match: re.Match[str]) -> str:
        written = match["inline"] if match["inline"] is not None else match["defined"]
        link = next(iter(markdown.all_links(f"[x]({written})")), None)
        if link is None or link.web or not (link.target or link.fragment):
            return match[0]
        new = change(link.target, link.fragment)
        if new is None:
            return match[0]
        spaced = re.search(r"[\s()]", new)
        return (match["open"] or match["label"]) + (f"<{new}>" if spaced else new)

    return macros.each_text(macros.link_only(text), lambda part: _DESTINATION.sub(changed, part))
