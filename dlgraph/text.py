"""Strings only: folding for comparison, slugs, words, excerpts and splitting into chunks."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SEPARATORS = re.compile(r"[\s_\-\u2010-\u2015/]+")
# Vowel signs and voicing marks, which tell words apart where accents do not; `\w` leaves them out.
_SIGNS = "".join(
    char for char in map(chr, (*range(0x0900, 0x1D00), 0x3099, 0x309A)) if unicodedata.category(char)[0] == "M"
)
_EDGES = re.compile(rf"^[^\w{_SIGNS}]+|(?<![^\w{_SIGNS}+#])[^\w{_SIGNS}+#]+$")
_WORD = rf"(?:[^\W_]|[{_SIGNS}])+"
_LONGEST_NAME = 80
_APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'", "\u201c": '"', "\u201d": '"'})


def fold(text: str) -> str:
    """Fold a label or question so that spellings which mean the same compare equal.

    Unicode compatibility form, case, accents, hyphens, underscores, runs of white space and punctuation at
    the edges no longer count: ``fold(" Résumé-Parser? ") == "resume parser"``. ``C++`` and ``C#`` stay apart.

    Args:
        text: any string.

    Returns:
        The folded form, possibly empty.
    """
    return _folded_name(text) if len(text) <= _LONGEST_NAME else _folded(text)


# A label is folded wherever it is looked up, and a large glossary looks each up several times as it is read.
@lru_cache(maxsize=32_768)
def _folded_name(text: str) -> str:
    return _folded(text)


def _folded(text: str) -> str:
    if text.isascii():
        # Most text is, has none of what the other steps take away, and a glossary folds thousands of names.
        text = text.lower()
    else:
        text = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES)).casefold()
        text = "".join(char for char in text if not unicodedata.combining(char) or char in _SIGNS)
        text = unicodedata.normalize("NFC", text)
    return _EDGES.sub("", _SEPARATORS.sub(" ", text).strip()).strip()


def slug(text: str) -> str:
    """Turn a title into the part of an id that follows ``#``, or into a file name.

    Args:
        text: a title or question.

    Returns:
        Words joined by hyphens, lower case, letters of any script kept; ``"item"`` if nothing remains.
    """
    words = re.findall(rf"{_WORD}(?:[+#]+(?!\w))?", fold(text).replace("'", ""))
    return "-".join(words) or "item"


def label_forms(label: str) -> list[str]:
    """Return a label folded, and where it ends in a parenthesis its parts too.

    ``Role-Based Access Control (RBAC)`` is also called by what stands before the parenthesis and, where that is a
    short form without spaces, by what stands in it; ``Python (language)`` is not called ``language``.

    Args:
        label: a preferred or alternative label.

    Returns:
        Folded names without repeats, the whole label first.
    """
    forms = [fold(label)]
    match = re.fullmatch(r"\s*(.+?)\s*\(([^()]+)\)\s*", label) if "(" in label else None
    if match:
        forms.append(fold(match[1]))
        letters = re.findall(r"[^\W_]", fold(match[2]))
        before = iter(fold(match[1]))
        # "NLP" in "Token (NLP)" is no short form of it: its letters do not stand in "token" in their order.
        if re.fullmatch(r"\S*[A-Z]\S*[A-Z]\S*", match[2]) and all(letter in before for letter in letters):
            forms.append(fold(match[2]))
    return [form for form in dict.fromkeys(forms) if form]


def words(text: str) -> list[str]:
    """Split folded text into words of letters and digits, in order, repeats kept."""
    return re.findall(_WORD, fold(text))


def one_line(text: str) -> str:
    """Join text into one line with single spaces."""
    return " ".join(text.split())


def excerpt(text: str, width: int = 240) -> str:
    """Shorten text to whole words on one line.

    Args:
        text: any text.
        width: the most characters to return, the ellipsis included.

    Returns:
        The text on one line, ending in ``…`` where something was cut.
    """
    line = one_line(text)
    if len(line) <= width:
        return line
    cut = line[: width - 1]
    head, space, _ = cut.rpartition(" ")
    return (head if space else cut).rstrip(" ,;:.") + "…"


def chunks(text: str, size: int = 60, overlap: int = 20) -> list[str]:
    """Split text into overlapping runs of words, so that each fits an encoder's attention.

    Args:
        text: plain text.
        size: words in a chunk.
        overlap: words shared by neighbours; less than ``size``.

    Returns:
        The chunks in order; an empty list for blank text. The last chunk ends with the last word, and a
        text of at most ``size`` words is one chunk.
    """
    if not 0 <= overlap < size:
        raise ValueError(f"overlap must be in 0..{size - 1}, not {overlap}")
    tokens = text.split()
    if not tokens:
        return []
    starts = range(0, max(len(tokens) - overlap, 1), size - overlap)
    return [" ".join(tokens[start : start + size]) for start in starts]


def unique(name: str, taken: set[str]) -> str:
    """Return ``name``, or ``name-2``, ``name-3`` … if it is taken, and mark the result as taken."""
    candidate = name
    if name in taken:
        # Thousands may share a name, so the free number is closed in on rather than counted up to.
        last, free = 1, 2
        while f"{name}-{free}" in taken:
            last, free = free, 2 * free
        while free - last > 1:
            middle = (last + free) // 2
            last, free = (middle, free) if f"{name}-{middle}" in taken else (last, middle)
        candidate = f"{name}-{free}"
    taken.add(candidate)
    return candidate
