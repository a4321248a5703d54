"""The languages a corpus is written in, told by the names of its folders and files."""

from __future__ import annotations

import posixpath
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from dlgraph.errors import CorpusError

DEFAULT = "en"
# ISO 639-1, and the three-letter codes that glossaries are really translated into.
_WRITTEN = """
aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de
dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id
ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu
lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu
rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr
ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu fil yue hsb ckb
"""
_CODES = frozenset(_WRITTEN.split())
_TAG = re.compile(r"([a-z]{2,3})(?:[-_](?:[A-Za-z]{4}|[A-Za-z]{2}|\d{3}))*", re.A)
_HOMES = {
    "content",
    "contents",
    "docs",
    "doc",
    "files",
    "i18n",
    "locale",
    "locales",
    "lang",
    "languages",
    "src",
    "pages",
}
_LISTS = {"index", "_index", "readme", "log"}


@dataclass(frozen=True, slots=True)
class Languages:
    """Which language of a corpus is read.

    ``chosen`` is empty where the names tell of none; ``base`` is the folder of the language chosen; ``others`` map
    the pages in other languages to those, and ``outside`` are pages beside the folders of all languages. ``pages``
    counts the pages of each language.
    """

    chosen: str = ""
    base: str = ""
    others: Mapping[str, str] = field(default_factory=dict)
    outside: frozenset[str] = frozenset()
    pages: Mapping[str, int] = field(default_factory=dict)
    suffixed: bool = False


def is_language(name: str) -> bool:
    """Tell whether a name is a language tag such as ``de``, ``pt-br`` or ``zh_Hant``."""
    match = _TAG.fullmatch(name)
    return match is not None and match[1] in _CODES


def choose(pages: Sequence[str], wanted: str = "", folder: str = "") -> Languages:
    """Choose the language to read a corpus in.

    Args:
        pages: the paths of its pages.
        wanted: a language tag; by default English, or else the language with most pages.
        folder: the name of the folder the pages are in.

    Returns:
        What to read. Folders named after languages count as such only where two of them hold a page of the same
        name, or where they stand in a folder such as ``content``, so that ``cs/`` and ``ml/`` may be topics.

    Raises:
        CorpusError: the corpus has languages, but not the one wanted.
    """
    for home in _homes(pages):
        prefix = f"{home}/" if home else ""
        below: dict[str, set[str]] = defaultdict(set)
        for page in pages:
            first, slash, rest = page.removeprefix(prefix).partition("/")
            if page.startswith(prefix) and slash:
                below[first].add(rest)
        tongues = {name: rest for name, rest in below.items() if is_language(name)}
        if tongues and _are_languages(home or folder, tongues, len(below)):
            return _by_folder(pages, prefix, {name: len(rest) for name, rest in tongues.items()}, wanted)
    return _by_suffix(pages, wanted)


def _homes(pages: Iterable[str]) -> list[str]:
    """List the folders in which folders of languages may stand, those nearest to the root first."""
    found = {""}
    for page in pages:
        parts = page.split("/")[:-1]
        found |= {"/".join(parts[:depth]) for depth, part in enumerate(parts) if is_language(part)}
    return sorted(found, key=lambda home: (home.count("/") + bool(home), home))


def _are_languages(home: str, tongues: Mapping[str, set[str]], siblings: int) -> bool:
    at_home = posixpath.basename(home).lower() in _HOMES
    if len(tongues) == 1:
        return at_home and siblings == 1
    counts = Counter(page for pages in tongues.values() for page in pages if not _is_list(page))
    shared = any(count > 1 for count in counts.values())
    return shared or (at_home and len(tongues) == siblings and any(_main(name) == DEFAULT for name in tongues))


def _is_list(page: str) -> bool:
    return posixpath.basename(page).partition(".")[0].lower() in _LISTS


def _main(tag: str) -> str:
    return re.split(r"[-_]", tag.lower())[0]


def _by_folder(pages: Sequence[str], prefix: str, counts: Mapping[str, int], wanted: str) -> Languages:
    chosen = _pick(counts, wanted)
    others, outside = {}, set()
    for page in pages:
        first, slash, _ = page.removeprefix(prefix).partition("/")
        if page.startswith(prefix) and slash and first in counts:
            if first != chosen:
                others[page] = first
        elif posixpath.basename(prefix.rstrip("/")).lower() in _HOMES:
            outside.add(page)
    return Languages(chosen, f"{prefix}{chosen}", others, frozenset(outside), counts)


def _by_suffix(pages: Sequence[str], wanted: str) -> Languages:
    """Choose among pages such as ``tea.md`` and ``tea.de.md``."""
    versions: dict[str, dict[str, str]] = defaultdict(dict)
    for page in pages:
        stem, tag = split_suffix(page)
        versions[stem][tag] = page
    tags = Counter(tag for found in versions.values() for tag in found if tag)
    if not tags or all(len(found) < 2 for found in versions.values()):
        return Languages()
    plain = sum("" in found for found in versions.values())
    # Pages without a tag are in the language of the site, which is English unless pages are marked as that.
    default = DEFAULT if plain and not any(_main(tag) == DEFAULT for tag in tags) else ""
    counts = dict(tags) | ({default: plain} if default else {})
    chosen = _pick(counts, wanted)
    others: dict[str, str] = {}
    for found in versions.values():
        # A page of the site that has no version in the language chosen is better read than missed, unless that
        # language was asked for.
        best = found.get(chosen) or (found.get("") if chosen == default or not wanted else None)
        for tag, page in found.items():
            if page != best:
                others[page] = tag or default or "another language"
    return Languages(chosen, "", others, frozenset(), counts, suffixed=True)


def split_suffix(page: str) -> tuple[str, str]:
    """Split the path of a page such as ``tea.de.md`` into ``tea`` and ``de``; the tag is empty where there is none."""
    stem = page.rpartition(".")[0]
    name, _, tag = stem.rpartition(".")
    return (name, tag) if posixpath.basename(name) and is_language(tag) else (stem, "")


def _pick(counts: Mapping[str, int], wanted: str) -> str:
    # Of spellings of one language the exact one, else the one with most pages.
    ranked = sorted(counts, key=lambda tag: (-counts[tag], tag))
    exact = [tag for tag in ranked if tag.lower().replace("_", "-") == (wanted or DEFAULT).lower().replace("_", "-")]
    same = [tag for tag in ranked if _main(tag) == _main(wanted or DEFAULT)]
    if exact or same:
        return (exact or same)[0]
    if wanted:
        listed = ", ".join(f"{tag} ({counts[tag]:,} pages)" for tag in ranked)
        raise CorpusError(f"the corpus has no pages in {wanted!r}", cure=f"It has {listed}.")
    return ranked[0]
