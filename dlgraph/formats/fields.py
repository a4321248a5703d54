"""What the keys of front matter mean, under the many names they have in the world."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dlgraph import markdown
from dlgraph.formats import macros, reading
from dlgraph.formats.frontmatter import Entry, FrontMatter
from dlgraph.formats.reading import Pointer
from dlgraph.ledger import Dropped
from dlgraph.model import Source
from dlgraph.text import fold

# Keys, folded, and the field of Concept each one fills; of two for one text the first in this order is used.
KEYS = {
    "title": "label", "label": "label", "preflabel": "label", "term": "label", "name": "label",
    "linktitle": "label",
    "description": "definition", "definition": "definition", "summary": "definition", "short description": "definition",
    "short definition": "definition", "shortdefinition": "definition", "oneliner": "definition",
    "one liner": "definition",
    "meaning": "definition",
    "aliases": "aliases", "alias": "aliases", "synonyms": "aliases", "synonym": "aliases", "altlabel": "aliases",
    "altlabels": "aliases", "alt labels": "aliases", "alternative labels": "aliases", "acronym": "aliases",
    "acronyms": "aliases", "abbreviation": "aliases", "abbreviations": "aliases", "abbr": "aliases", "aka": "aliases",
    "also known as": "aliases", "alternative names": "aliases", "other names": "aliases",
    "broader": "broader", "parent": "broader", "parents": "broader", "is a": "broader", "isa": "broader",
    "subclass of": "broader", "subclassof": "broader", "broader terms": "broader", "broader term": "broader",
    "kind of": "broader", "up": "broader",
    "narrower": "narrower", "children": "narrower", "narrower terms": "narrower", "narrower term": "narrower",
    "related": "related", "related terms": "related", "relatedterms": "related", "related term": "related",
    "related concepts": "related", "related pages": "related", "related notes": "related", "see also": "related",
    "seealso": "related", "see": "related",
    "tags": "tags", "tag": "tags",
    "type": "type",
    "mentions": "mentions",
}  # fmt: skip
SINGLE = ("label", "definition", "type")
RELATIONS = ("broader", "narrower", "related")
# Keys that give a page a name by which links may call it.
_ADDRESSES = ("permalink", "slug", "url", "id", "term id", "termid", "redirect from", "redirects", "uid", "key")
_SEPARATORS = re.compile(r"\s*[,;]\s*")
_HASHTAG = re.compile(r"(?:(?<=\s)|\A)#(?P<tag>[^\W\d_][\w/-]*|\d+[^\W\d][\w/-]*)")
_INLINE = re.compile(
    r"^[ \t]*(?:[-*+][ \t]+)?[*_]{0,2}(?P<key>[A-Za-z][\w -]{0,30}?)[*_]{0,2}::[ \t]+(?P<value>\S[^\n]*)", re.M
)
_INLINE_FIELDS = (*RELATIONS, "aliases", "tags", "definition", "label")
_ONLY_TAGS = re.compile(r"[ \t]*(?:#[^\s#]+[ \t]*)+")
_BLOCK_MARK = re.compile(r"[ \t]*(?<=\S)[ \t]\^[A-Za-z0-9-]+[ \t]*$|(?<=[.!?])\^[A-Za-z0-9-]+[ \t]*$")


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of a page: their entries, the keys that are wholly used, and the account of the entries."""

    entries: Mapping[str, tuple[Entry, ...]]
    used: frozenset[str]
    addresses: tuple[str, ...]
    dropped: tuple[Dropped, ...]
    found: Counter[str]

    def text(self, name: str) -> str:
        """Return the one text of a field, or an empty string."""
        return next((entry.text for entry in self.entries.get(name, ())), "")


def gather(matter: FrontMatter, file: str, *, inline: bool = False) -> Fields:
    """Gather the entries of each field.

    Args:
        matter: the front matter and the body behind it.
        file: the page's path, for places.
        inline: read tags such as ``#deep/learning`` and fields such as ``up:: [[x]]`` out of the text as well.

    Returns:
        The fields; a key that is not wholly used is to be kept as it is.
    """
    fields: dict[str, tuple[Entry, ...]] = {}
    used: set[str] = set()
    order = list(KEYS)
    single = [key for key in matter.entries if KEYS.get(fold(key)) in SINGLE]
    several = [key for key in matter.entries if fold(key) in KEYS and key not in single]
    for key in (*several, *sorted(single, key=lambda key: order.index(fold(key)))):
        field = KEYS[fold(key)]
        entries = matter.entries[key] if field in SINGLE else _split(matter, key, field)
        if field in SINGLE:
            entries = tuple(entry for entry in entries if entry.text)
            if field in fields:
                continue
        if entries:
            fields[field] = fields.get(field, ()) + entries
        if (matter.entries[key] or not matter.values.get(key)) and key not in matter.members:
            used.add(key)
    if inline:
        for field, entry in _inline(matter):
            fields[field] = (*fields.get(field, ()), entry)
    return _accounted(fields, frozenset(used), matter, file)


def _split(matter: FrontMatter, key: str, field: str) -> tuple[Entry, ...]:
    """Return the entries of a key; one text that lists several, as ``tags: a, b`` does, is taken apart."""
    entries = matter.entries[key]
    if entries and not isinstance(matter.values.get(key), list | dict) and not _linked(entries[0].text):
        entry = entries[0]
        entries = tuple(Entry(text, entry.line) for text in _SEPARATORS.split(entry.text))
    entries += tuple(entry for entry in matter.members.get(key, ()))
    return tuple(Entry(tag(entry.text), entry.line) for entry in entries) if field == "tags" else entries


def tag(text: str) -> str:
    """Return a tag without the sign that Obsidian may write before it."""
    return text[1:] if re.fullmatch(r"#[^\s#]+", text) else text


def _linked(text: str) -> bool:
    return "[" in text or "](" in text or "{{" in text


def _inline(matter: FrontMatter) -> list[tuple[str, Entry]]:
    """Read the tags and the fields that an Obsidian note has in its text."""
    text = macros.without_code(matter.body)
    found = []
    for match in _INLINE.finditer(text):
        field = KEYS.get(fold(match["key"]))
        if field in _INLINE_FIELDS:
            line = matter.body_line + text.count("\n", 0, match.start("key"))
            values = (
                [match["value"]] if _linked(match["value"]) or field in SINGLE else _SEPARATORS.split(match["value"])
            )
            found += [(str(field), Entry(tag(value.strip()) if field == "tags" else value.strip(), line))
                      for value in values]  # fmt: skip
    for match in _HASHTAG.finditer(text):
        found.append(
            ("tags", Entry(match["tag"].rstrip("/-"), matter.body_line + text.count("\n", 0, match.start("tag"))))
        )
    return found


def without_inline(text: str) -> str:
    """Blank the lines of an Obsidian note that are only tags or a field, and marks of blocks; every line stays."""
    bare = macros.without_code(text).split("\n")
    return "\n".join(
        _without_marks(line) if line == other else line for line, other in zip(text.split("\n"), bare, strict=True)
    )


def _without_marks(line: str) -> str:
    field = _INLINE.match(line)
    if _ONLY_TAGS.fullmatch(line) or (field and KEYS.get(fold(field["key"])) in _INLINE_FIELDS):
        return ""
    return _BLOCK_MARK.sub("", line)


def _accounted(fields: dict[str, tuple[Entry, ...]], used: frozenset[str], matter: FrontMatter, file: str) -> Fields:
    """Drop entries that are blank, repeated, or no names, each with its reason."""
    dropped: list[Dropped] = []
    found: Counter[str] = Counter()
    label = next((entry.text for entry in fields.get("label", ())), "")
    addresses = [
        entry.text for key in matter.entries if fold(key) in _ADDRESSES for entry in matter.entries[key] if entry.text
    ]
    for field, kind in (("aliases", "aliases"), ("tags", "tags"), *((name, "relations") for name in RELATIONS)):
        kept: list[Entry] = []
        for entry in fields.get(field, ()):
            if kind != "relations":  # one entry may link to several concepts
                found[kind] += 1
            why = _why_not(entry.text, field, label, {each.text for each in kept})
            if why:
                dropped.append(Dropped(entry.text or field, why, Source(file, entry.line), kind))
            else:
                kept.append(entry)
            if why == reading.ADDRESS:
                addresses.append(entry.text)
        if field in fields:
            fields[field] = tuple(kept)
    return Fields(fields, used, tuple(addresses), tuple(dropped), found)


def _why_not(text: str, field: str, label: str, kept: set[str]) -> str:
    if not text:
        return reading.BLANK
    if field == "aliases" and text == label:
        return reading.SAME_AS_LABEL
    if field == "aliases" and text.startswith("/") and "/" in text[1:]:
        return reading.ADDRESS
    # A relation declared twice is one edge of the graph, which says so; an alias or a tag is just a word.
    return reading.REPEATED if field not in RELATIONS and text in kept else ""


def pointers(entries: Iterable[Entry], page: str = "") -> tuple[Pointer, ...]:
    """Read relation values: ids, labels, ``[[wikilinks]]`` or Markdown links.

    Args:
        entries: the values.
        page: what links to a place on the same page lead to, where such places are concepts.

    Returns:
        What each leads to.
    """
    found = []
    for entry in entries:
        linked = markdown.all_links(entry.text) if _linked(entry.text) else []
        inside = [link for link in linked if not link.web and (link.target or (page and link.fragment))]
        found += [Pointer(link.target or page, entry.line, link.fragment) for link in inside]
        if not inside and entry.text:
            found.append(Pointer(entry.text, entry.line))
    return tuple(found)
