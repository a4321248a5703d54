"""Which way the words of a statement point: denied or not, sweeping or guarded, and to which end of common scales."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from dlgraph.lexicon import (
    CONTRASTS,
    DENIALS,
    EMPTY,
    GUARDED,
    LIMITS,
    MARKS,
    REWRITES,
    SCALES,
    SWEEPING,
    TURNS,
)

_ENDINGS = re.compile(
    r"(?<=...)(?:ational|i[sz]ation|fulness|ousness|iveness|ations?|ities|ically|ements?|ness(?:es)?|ments?|ings?|ied"
    r"|ies|edly|ed|[eo]rs?|[ai]bly|ables?|ible|ally|ly|ions?|ively|ives?|als?|ity|[ae]nces?|[ae]nt|at(?:es?|ed|ing)|ous"
    r"|ful|ism|ists?|i[sz]e[sd]?|es|(?<![su])s|e|y)$"
)
# Words that would come down to the stem of another that is none of their kin, such as "objection".
_APART = frozenset(
    {
        *("objective", "objectively", "university", "universal", "universally", "universe"),
        *("position", "likely", "hardly", "nearly", "number", "customer"),
    }
)
_OPPOSITES = ("un", "in", "im", "ir", "non", "dis", "mis")
_CLAUSE_ENDS = re.compile(
    r"[,;:.!?()\u2014]|\s-\s|\b(?:but|whereas|while|because|since|so|if|when|once|although|though|yet|unless|until"
    r"|as long as|as soon as|even)\b"
)
_TOKEN = re.compile(r"[^\W_]+(?:\.[^\W_]+)*|=")
# "Isn't X just Y?" puts "X is just Y" forward: its n't belongs to the asking.
_ASKING = re.compile(
    r"((?:^|[.,;:!?]\s+|\b(?:so|but|and|then)\s+))(?:is|are|do|does|did|was|were|can|could|will|would|should|has|have|had"
    r"|must|need|wo|ca)(?:n't| not(?= (?:it|this|that|they|he|she|we|you|i)\b))\s+"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says, word by word.

    ``words`` maps the stem of each word that means something to 1 where it is affirmed, -1 where it is denied, and to
    what lies between where it is both; ``scales`` maps the SCALES it speaks of to the end it points to, 1 or -1.
    ``phrases`` are the pairs of stems, small words among them, that follow one another within a clause. ``denials``
    counts words of denial, ``sweeping`` those that leave nothing out and are not denied, ``contrasts`` phrases that set
    one thing against another; ``guarded`` are the words that leave room. ``denied`` is true where the whole is said not
    to hold.
    """

    words: Mapping[str, float]
    scales: Mapping[str, int]
    phrases: frozenset[tuple[str, str]]
    denials: int
    sweeping: int
    contrasts: int
    guarded: frozenset[str]
    denied: bool = False


def read(text: str, denied: bool = False) -> Reading:
    """Read which way the words of a text point.

    Args:
        text: a statement, or a question put as one ("isn't X just Y").
        denied: whether it is said not to hold; that turns its first clause, and leaves a reason given behind it.

    Returns:
        The reading.
    """
    plain = _plain(text)
    signs: dict[str, list[int]] = {}
    scales: dict[str, int] = {}
    denials = sweeping = 0
    guarded = set()
    for word, sign in _signed(plain, -1 if denied else 1):
        denials += word in DENIALS or word in ("nolonger", "notonly", "failto")
        sweeping += sign > 0 and word in SWEEPING
        if word in GUARDED:
            guarded.add(word)
        for scale, end in _ENDS.get(word, ()):
            scales[scale] = scales.get(scale, 0) + end * sign
        if word not in EMPTY and word not in TURNS and word not in MARKS:
            signs.setdefault(stem(word), []).append(sign)
    return Reading(
        {word: sum(several) / len(several) for word, several in signs.items()},
        {scale: 1 if value > 0 else -1 for scale, value in scales.items() if value},
        frozenset(pair for clause in _clauses(plain) for pair in itertools.pairwise(map(stem, clause))),
        denials,
        sweeping,
        len(CONTRASTS.findall(plain)),
        frozenset(guarded),
        denied,
    )


def sign_in(word: str, words: Mapping[str, float]) -> float | None:
    """Return the sign a word has among others, turned where they hold its opposite ("reliable" for "unreliable").

    Args:
        word: a stem.
        words: stems with their signs.

    Returns:
        The sign, -1 to 1, or None where neither it nor its opposite is there.
    """
    if word in words:
        return words[word]
    for prefix in _OPPOSITES:
        if prefix + word in words:
            return -words[prefix + word]
        rest = word.removeprefix(prefix)
        if rest != word and len(rest) > 3 and rest in words:
            return -words[rest]
    return None


# The five misconceptions that are looked at share most of their words with one another and with the statement.
@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """Cut the endings off a word, so that "calculates" and "calculation" compare equal."""
    if word in _APART:
        return word
    for _ in range(2):
        ending = _ENDINGS.search(word)
        if not ending:
            break
        word = word[: ending.start()]
        if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "sl":
            word = word[:-1]
    return word


def _plain(text: str) -> str:
    """Put a text into lower case, contractions written out, phrases that count as one word made one."""
    plain = _ASKING.sub(r"\1", text.replace("\u2019", "'").lower())
    for form, instead in REWRITES:
        plain = form.sub(instead, plain)
    return plain


def _clauses(plain: str) -> list[list[str]]:
    return [_TOKEN.findall(clause) for clause in _CLAUSE_ENDS.split(plain)]


def _signed(plain: str, first: int = 1) -> Iterator[tuple[str, int]]:
    """Yield each word with -1 where a word of denial before it in its clause turns it, else 1."""
    for words in _clauses(plain):
        sign, first = first, 1
        for word, following in itertools.zip_longest(words, words[1:], fillvalue=""):
            yield word, sign
            if word in TURNS and following not in LIMITS:
                sign = -sign


def _forms(word: str) -> set[str]:
    """Return a word with its regular inflections."""
    bare = word.removesuffix("e")
    forms = {word, word + "s", word + "es", word + "ed", word + "ing", bare + "ed", bare + "ing"}
    if word.endswith("y"):
        forms |= {word[:-1] + "ies", word[:-1] + "ied"}
    return forms | {word + word[-1] + "ed", word + word[-1] + "ing"}


def _ends() -> dict[str, list[tuple[str, int]]]:
    found: dict[str, dict[str, int]] = {}
    for scale, ends in SCALES.items():
        for end, several in zip((1, -1), ends, strict=True):
            for word in several.split():
                for form in _forms(word):
                    found.setdefault(form, {}).setdefault(scale, end)
    return {word: list(several.items()) for word, several in found.items()}


_ENDS = _ends()
