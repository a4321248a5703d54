"""BM25 as a share of the best possible: the words of a query, their weights, and SQLite's FTS5 that scores them."""

from __future__ import annotations

import itertools
import math
import sqlite3
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dlgraph.text import fold, words

# FTS5's own constants for Okapi BM25 (sqlite.org, FTS5, "The bm25() function").
K1 = 1.2
B = 0.75
# Texts are folded before they are indexed, and the signs that folding leaves on letters belong to their words.
TOKENIZER = "porter unicode61 remove_diacritics 0 categories 'L* N* Co M*'"
_MOST_TERMS = 64
# Every item that holds a word is counted, so that this bounds the time of a search, at any size of a corpus. The weight
# of what it leaves out is small, and nothing is left out of corpora of ten thousand items.
_MOST_HELD = 300_000
# Words whose stems are kept in memory; people ask with the same few thousand.
_MOST_KNOWN = 20_000


@dataclass(frozen=True, slots=True)
class Term:
    """A distinct word of a query: as written, its stem, and its inverse document frequency."""

    word: str
    stem: str
    idf: float


class Stemmer:
    """Stems words with FTS5's own tokenizer, so that a query's words are those of the index; safe in threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._memory = sqlite3.connect(":memory:", check_same_thread=False)
        self._memory.execute(f'CREATE VIRTUAL TABLE texts USING fts5(text, tokenize="{TOKENIZER}")')
        self._memory.execute("CREATE VIRTUAL TABLE stems USING fts5vocab(texts, instance)")
        self._known: dict[str, tuple[str, ...]] = {}

    def stems(self, text: str) -> list[str]:
        """Return the stems of a text in order, repeats kept."""
        return list(self.all([fold(text)])[0])

    def of_word(self, word: str) -> tuple[str, ...]:
        """Return the stems of a folded word, as a rule one; they are kept in memory."""
        return self._of_words([word])[0]

    def by_word(self, text: str) -> Mapping[str, str]:
        """Map each stem of a text to the first word of it that has this stem, in order."""
        distinct = list(dict.fromkeys(words(text)))
        found: dict[str, str] = {}
        for word, stems in zip(distinct, self._of_words(distinct), strict=True):
            for stem in stems:
                found.setdefault(stem, word)
        return found

    def _of_words(self, words: Sequence[str]) -> list[tuple[str, ...]]:
        # Another thread may start a new memory meanwhile; what this one holds stays as it is.
        known = self._known
        if len(known) > _MOST_KNOWN:
            self._known = known = {}
        if missing := [word for word in words if word not in known]:
            known.update(zip(missing, self.all(missing), strict=True))
        return [known[word] for word in words]

    def all(self, texts: Sequence[str]) -> list[tuple[str, ...]]:
        """Return the stems of folded texts, each in order, repeats kept."""
        with self._lock:
            self._memory.execute("DELETE FROM texts")
            self._memory.executemany("INSERT INTO texts(rowid, text) VALUES (?, ?)", enumerate(texts))
            rows = self._memory.execute("SELECT doc, offset, term FROM stems").fetchall()
        found: list[list[str]] = [[] for _ in texts]
        for at, _, stem in sorted(rows):
            found[at].append(stem)
        return [tuple(stems) for stems in found]


def idf(documents: int, holding: int) -> float:
    """Return a word's inverse document frequency as FTS5 computes it.

    Args:
        documents: how many documents there are.
        holding: how many hold the word.

    Returns:
        ``ln((N - n + 0.5) / (n + 0.5))``, or 1e-6 where that is not positive.
    """
    value = math.log((documents - holding + 0.5) / (holding + 0.5))
    return value if value > 0 else 1e-6


def weigh(by_word: Mapping[str, str], frequencies: Mapping[str, int], documents: int) -> tuple[Term, ...]:
    """Choose and weigh the words of a query.

    Args:
        by_word: the query's words by stem.
        frequencies: how many documents hold each stem; a stem left out is held by none.
        documents: how many documents there are.

    Returns:
        At most 64 terms, the rarest where there are more. Words that most documents hold weigh nothing and
        are left out, unless there are no others; so are words that, rarer ones first, bring the documents to be
        counted above 300,000.
    """
    terms = [Term(word, stem, idf(documents, frequencies.get(stem, 0))) for stem, word in by_word.items()]
    telling = [term for term in terms if term.idf > 1e-6] or terms
    ranked = sorted(telling, key=lambda term: (-term.idf, term.stem))[:_MOST_TERMS]
    held = itertools.accumulate(frequencies.get(term.stem, 0) for term in ranked)
    return tuple(
        term for at, (term, total) in enumerate(zip(ranked, held, strict=True)) if not at or total <= _MOST_HELD
    )


def best(terms: Sequence[Term]) -> float:
    """Return the BM25 that no document can exceed for these terms: the sum of idf times (k1 + 1)."""
    return sum(term.idf for term in terms) * (K1 + 1)


def coverage(stems: Sequence[str], terms: Sequence[Term], average: float) -> float:
    """Return a document's Okapi BM25 (Robertson and Zaragoza, 2009) over the best possible for a query.

    Args:
        stems: the document's words, repeats kept.
        terms: the query's words with their weights.
        average: the mean length of the documents in words.

    Returns:
        A value from 0 to 1, as FTS5 computes it.
    """
    most = best(terms)
    norm = K1 * (1 - B + B * len(stems) / average) if average else K1
    score = 0.0
    for term in terms:
        found = stems.count(term.stem)
        score += term.idf * found * (K1 + 1) / (found + norm) if found else 0.0
    return score / most if most else 0.0
