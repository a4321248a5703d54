"""Where texts name concepts: running text searched for labels and aliases, the longest first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import unquote

from dlgraph.concept import Concept
from dlgraph.formats import macros
from dlgraph.questions import FUNCTION_WORDS, other_numbers
from dlgraph.text import fold, label_forms

# What stands in code, links, images, markup and addresses is no running text, or is a link already.
_PASSED = re.compile(
    r"^[ \t>]*(?P<fence>`{3,}|~{3,}).*?(?:^[ \t>]*(?P=fence)[`~]*[ \t]*$|\Z)"
    r"|(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)|<!--.*?(?:-->|\Z)|\{\{[^{}]*\}\}|\{%[^{}]*%\}|!?\[\[[^\[\]]*\]\]"
    r"|!?\[(?:[^\[\]]|\[[^\[\]]*\])*\](?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\[\]]*\])"
    r"|^[ \t]{0,3}\[[^\]]+\]:.*?$|<[A-Za-z/][^<>]*>|https?://\S+",
    re.S | re.M,
)
_HEADING = re.compile(r"^[ \t]{0,3}(#{1,6})[ \t]+(.*?)[ \t#]*\r?$", re.M)
# Under these headings stand the titles of other people's works.
_NOT_OURS = re.compile(r"(?:further reading|references|sources|bibliography|citations|external links|notes)\b", re.I)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*[+#]*")
_BETWEEN = re.compile(r"[ \t]*(?:\r?\n)?[ \t]*[-/\u2010-\u2015]?[ \t]*(?:\r?\n)?[ \t]*")
_MOST_LETTERS = 6
# Longer texts of links are descriptions, and a name leads to one concept at least this often.
_MOST_WORDS = 4
_MOSTLY = 0.75
# Of markup that links, only what stands on one line; the parser that knows all of it would take seconds.
_LINK = re.compile(r"(?<!!)\[(?P<text>[^\[\]\n]+)\]\(<?(?P<target>[^()<>\n]*?)>?(?:[ \t]+\"[^\"\n]*\")?\)")
_fold = lru_cache(maxsize=1 << 16)(fold)


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a text: whose it is, the words that stand there, from where to where, and whether a heading holds it.

    ``phrase`` is the name in its singular, folded, so that uses of one name can be counted together.
    """

    concept: str
    text: str
    start: int
    end: int
    phrase: str
    heading: bool = False


@dataclass(frozen=True, slots=True)
class _Name:
    concept: str
    acronym: str


class Names:
    """The names of a glossary's concepts, to be found in texts.

    A name that two concepts prefer, or that two have as an alias only, means neither.

    Args:
        concepts: the concepts.
        anchors: by concept, the texts of links that lead to it, with how many pages write them. A text that leads
            mostly to one concept and is no name of any is one of its names.
    """

    def __init__(self, concepts: Iterable[Concept], anchors: Mapping[str, Counter[str]] | None = None) -> None:
        preferred: dict[tuple[str, ...], _Name | None] = {}
        others: dict[tuple[str, ...], _Name | None] = {}
        for concept in concepts:
            for at, label in enumerate((concept.label, *concept.aliases)):
                _enter(others if at else preferred, concept.id, label)
        linked = _anchors(anchors or {})
        self._names = {key: name for key, name in (linked | others | preferred).items() if name}
        # By first word, the numbers of words that names beginning with it have, largest first.
        self._sizes: dict[str, list[int]] = {}
        for first, *rest in sorted(self._names, key=len, reverse=True):
            sizes = self._sizes.setdefault(first, [])
            if len(rest) + 1 not in sizes:
                sizes.append(len(rest) + 1)

    def find(self, text: str) -> Iterator[Mention]:
        """List the names in a text in order, the longest where several begin at one place."""
        tokens = list(_WORD.finditer(text))
        folded = [_fold(token[0]) for token in tokens]
        at = 0
        while at < len(tokens):
            sizes = self._sizes.get(folded[at], ())
            size = next((size for size in sizes if self._stands(folded, tokens, text, at, size)), 0)
            if size:
                start, end = tokens[at].start(), tokens[at + size - 1].end()
                key = folded[at : at + size]
                yield Mention(self._names[tuple(key)].concept, text[start:end], start, end, phrase(" ".join(key)))
            at += size or 1

    def whose(self, words: Sequence[str]) -> str | None:
        """Return the concept that folded words name, if one does."""
        name = self._names.get(tuple(words))
        return name.concept if name else None

    def _stands(self, folded: list[str], tokens: list[re.Match[str]], text: str, at: int, size: int) -> bool:
        name = self._names.get(tuple(folded[at : at + size]))
        if not name or at + size > len(tokens):
            return False
        gaps = (text[tokens[place].end() : tokens[place + 1].start()] for place in range(at, at + size - 1))
        if not all(_BETWEEN.fullmatch(gap) for gap in gaps):
            return False
        # "IT" is a field, "it" is not.
        return size > 1 or not name.acronym or tokens[at][0].rstrip("s") == name.acronym.rstrip("s")


def _enter(names: dict[tuple[str, ...], _Name | None], concept: str, label: str) -> None:
    for form in label_forms(label):
        for spelling in (form, *other_numbers(form)):
            key = tuple(_fold(word[0]) for word in _WORD.finditer(spelling))
            acronym = label if _is_acronym(label) and len(key) == 1 else ""
            if not _tells(key) and not acronym:
                continue
            held = names.setdefault(key, _Name(concept, acronym))
            if held and held.concept != concept:
                names[key] = None


def _anchors(anchors: Mapping[str, Counter[str]]) -> dict[tuple[str, ...], _Name | None]:
    uses: dict[tuple[str, ...], Counter[str]] = {}
    for concept, texts in anchors.items():
        for text, pages in texts.items():
            for spelling in (text, *other_numbers(text)):
                key = tuple(spelling.split())
                if _tells(key) and len(key) <= _MOST_WORDS:
                    uses.setdefault(key, Counter())[concept] += pages
    found: dict[tuple[str, ...], _Name | None] = {}
    for key, led in uses.items():
        concept, pages = led.most_common(1)[0]
        if pages >= _MOSTLY * led.total():
            found[key] = _Name(concept, "")
    return found


def _tells(key: Sequence[str]) -> bool:
    """Tell whether folded words may name something: one of them is longer than a letter and no function word."""
    return any(len(word) > 1 and word not in FUNCTION_WORDS for word in key)


def phrase(folded: str) -> str:
    """Return a folded name in its singular."""
    return min([folded, *other_numbers(folded)], key=len)


def _is_acronym(label: str) -> bool:
    return len(label) <= _MOST_LETTERS and sum(char.isupper() for char in label) > 1


def running(body: str) -> str:
    """Blank out what is no running text of a Markdown body, with every other character where it was."""
    text = _PASSED.sub(lambda match: re.sub(r"[^\n]", "\0", match[0]), body)
    heads = list(_HEADING.finditer(text))
    ends = [*(head.start() for head in heads[1:]), len(text)]
    for head, end in zip(heads, ends, strict=False):
        if _NOT_OURS.match(head[2]):
            text = text[: head.start()] + re.sub(r"[^\n]", "\0", text[head.start() : end]) + text[end:]
    return text


def in_body(names: Names, body: str) -> list[Mention]:
    """List the names in the running text and the headings of a Markdown body, in order."""
    text = running(body)
    heads = [head.span() for head in _HEADING.finditer(text)]
    found = []
    at = 0
    for each in names.find(text):
        while at < len(heads) and heads[at][1] <= each.start:
            at += 1
        inside = at < len(heads) and heads[at][0] <= each.start
        found.append(replace(each, heading=inside))
    return found


def link_texts(body: str) -> list[tuple[str, str]]:
    """List the links of a Markdown body that may lead to another page: text and target."""
    links = _LINK.finditer(macros.link_only(body))
    return [(link["text"], unquote(link["target"].partition("#")[0].strip())) for link in links]


def unlinked(body: str) -> str:
    """Return Markdown with the text of its links in their place; every line stays on its line."""
    return _LINK.sub(lambda match: match["text"], macros.link_only(body))


def folded_words(text: str) -> str:
    """Return the words of a text, folded, with single spaces between them."""
    return " ".join(_fold(word[0]) for word in _WORD.finditer(text))
