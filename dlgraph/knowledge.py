"""The facade: a corpus opened for questions, with an index that keeps itself up to date."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from dlgraph.answer import abstain, answer
from dlgraph.errors import CorpusError, IndexDamagedError, IndexFormatError, ModelError, QuestionError
from dlgraph.formats import corpus as corpora
from dlgraph.glossary import Glossary
from dlgraph.locate import corpus_path
from dlgraph.model import Answer, Hit
from dlgraph.questions import asked_term, names_all
from dlgraph.search import engines, index, manifest, weights
from dlgraph.search.calibration import KEEP, UNDEFINED, WORD_FOR_WORD
from dlgraph.search.encoder import Encoder, Progress
from dlgraph.search.index import Index
from dlgraph.search.manifest import Manifest

LONGEST = 10_000
_ANSWER_HITS = 10
PathLike = str | os.PathLike[str]
Notify = Callable[[str], None]
Result = TypeVar("Result")


def open(
    corpus: PathLike | None = None,
    *,
    index: PathLike | None = None,
    model: str | None = None,
    progress: Progress | None = None,
    notify: Notify | None = None,
) -> KnowledgeBase:
    """Open a corpus for questions; its index is built or refreshed first where that is needed.

    Args:
        corpus: a folder of pages, a page or a table. Default: DLGRAPH_CORPUS, ``./corpus``, the packaged one.
        index: the folder of the index. Default: DLGRAPH_INDEX, ``indexes/NAME`` beside the corpus, the cache.
        model: a sentence-transformers model by name or folder. Default: DLGRAPH_MODEL, all-MiniLM-L6-v2.
        progress: called with (done, total) passages while an index is built.
        notify: called with a line on what is being done and why.

    Returns:
        The knowledge base.

    Raises:
        CorpusError: the corpus is missing, empty or broken.
        ModelError: the model cannot be found or loaded.
        IndexFormatError: the index was written by a newer dlgraph.
    """
    place = locate(corpus, index, model)
    return KnowledgeBase(place, progress=progress, notify=notify)


@dataclass(frozen=True, slots=True)
class Located:
    """Where a corpus and its index are, and the name or folder of the model."""

    corpus: Path
    folder: Path
    model: str


@dataclass(frozen=True, slots=True)
class Summary:
    """A glossary, how many passages its index holds (None without a fresh one), and the notes of its reading."""

    glossary: Glossary
    passages: int | None
    notes: tuple[str, ...]


def locate(corpus: PathLike | None = None, index_: PathLike | None = None, model: str | None = None) -> Located:
    """Settle which corpus, index and model are meant, from arguments, environment and defaults; see ``open``."""
    path = corpus_path(corpus)
    chosen = index_ or os.environ.get("DLGRAPH_INDEX")
    for name in (str(path), str(chosen or "")):
        if not name.isprintable() and name.encode("utf-8", "replace").decode() != name:
            raise CorpusError(f"the path {name!r} is not UTF-8", cure="Rename the folder.")
    folder = Path(chosen).expanduser() if chosen else index.default_folder(path)
    return Located(path, folder, model or os.environ.get("DLGRAPH_MODEL") or weights.DEFAULT_MODEL)


def _quiet(message: str) -> None:
    del message


def build(
    place: Located, *, force: bool = False, progress: Progress | None = None, notify: Notify = _quiet
) -> Manifest:
    """Build an index if it is missing, stale or damaged.

    Args:
        place: the corpus, index and model.
        force: build it from nothing even where it is fresh, damaged or of a newer format.
        progress: called with (done, total) passages.
        notify: called with what is done and why.

    Returns:
        The manifest of the index as it is now.
    """
    reason = "it is to be built from nothing" if force else _why_build(place)
    if not reason:
        built = manifest.read(place.folder)
        if built is not None:
            return built
    from dlgraph.search import build as builder

    notify(f"building the index of {place.corpus}: {reason}")
    read = corpora.read(place.corpus)
    built = builder.build(read, place.folder, place.model, progress, fresh=force)
    for note in built.notes[:5]:
        notify(note)
    if len(built.notes) > 5:
        notify(f"… and {len(built.notes) - 5} more notes; `dlgraph stats` lists them")
    return built


def _why_build(place: Located) -> str:
    try:
        built = manifest.read(place.folder)
    except IndexDamagedError as error:
        return error.message
    if built is None:
        return "it has none yet"
    if Path(built.corpus) != Path(os.path.realpath(place.corpus)):
        return f"the index in {place.folder} was that of {built.corpus}"
    found = corpora.scan(place.corpus)
    reason = index.why_stale(built, place.corpus, place.model, found)
    if not reason:
        index.restamp(place.folder, built, found)
    return reason


def summary(place: Located) -> Summary:
    """Return a corpus's glossary without building an index: from a fresh one where there is one, else the files."""
    try:
        if not _why_build(place) and (opened := Index.open(place.folder)):
            try:
                built = opened.manifest
                return Summary(opened.catalog.glossary(), built.counts["passages"], built.notes)
            finally:
                opened.close()
    except (IndexDamagedError, IndexFormatError, ModelError):
        pass

    read = corpora.read(place.corpus)
    found = Glossary(read.concepts, read.faqs)
    return Summary(found, None, corpora.notes(read.ledger, found.problems))


def glossary(place: Located) -> Glossary:
    """Return a corpus's glossary; see ``summary``."""
    return summary(place).glossary


class KnowledgeBase:
    """A corpus opened for questions; ``dlgraph.open`` makes one.

    Args:
        place: the corpus, index and model.
        progress: called with (done, total) passages while an index is built.
        notify: called with a line on what is being done and why.
    """

    def __init__(self, place: Located, *, progress: Progress | None = None, notify: Notify | None = None) -> None:
        self.place = place
        self._notify = notify or _quiet
        self._progress = progress
        build(place, progress=progress, notify=self._notify)
        self._index = self._open()
        self._encoder: Encoder | None = None

    def _open(self) -> Index:
        try:
            opened = Index.open(self.place.folder)
            reason = "" if opened else "it has none yet"
        except IndexDamagedError as error:
            opened, reason = None, error.message
        if opened is None:
            self._notify(reason)
            build(self.place, force=True, progress=self._progress, notify=self._notify)
            opened = Index.open(self.place.folder)
        if opened is None:
            raise IndexDamagedError(f"the index in {self.place.folder} cannot be kept", cure="Pass --index DIR.")
        return opened

    @property
    def manifest(self) -> Manifest:
        """What the index was built from, and with what."""
        return self._index.manifest

    @cached_property
    def glossary(self) -> Glossary:
        """The concepts and their graph."""
        return self._curing(lambda: self._index.catalog.glossary())

    def _curing(self, act: Callable[[], Result]) -> Result:
        """Do something with the index; where it proves damaged, build it again and do it once more."""
        try:
            return act()
        except IndexDamagedError as error:
            self._notify(f"{error.message}; it is built again")
            self._index.close()
            build(self.place, force=True, progress=self._progress, notify=self._notify)
            self._index = self._open()
            return act()

    def ask(self, question: str, *, keep: float = KEEP, min_score: float | None = None, always: bool = False) -> Answer:
        """Answer a question, or say that this glossary does not.

        Args:
            question: in everyday words; only its first 10,000 characters are read.
            keep: the share of answerable questions to answer, between 0 and 1; the higher, the fewer abstentions.
            min_score: the score below which to abstain, instead of the one that ``keep`` implies.
            always: never abstain while anything is found.

        Returns:
            The answer, or an abstention (``kind == "abstain"``).

        Raises:
            QuestionError: the question is empty, or ``keep`` is not between 0 and 1.
        """
        return self.ask_many([question], keep=keep, min_score=min_score, always=always)[0]

    def ask_many(
        self, questions: Sequence[str], *, keep: float = KEEP, min_score: float | None = None, always: bool = False
    ) -> list[Answer]:
        """Answer questions in order, encoding them together; see ``ask``."""
        found = self.search_many(questions, _ANSWER_HITS)
        return [
            self.decide(question, hits, keep=keep, min_score=min_score, always=always)
            for question, hits in zip(questions, found, strict=True)
        ]

    def decide(
        self,
        question: str,
        hits: Sequence[Hit],
        *,
        keep: float | None = None,
        min_score: float | None = None,
        always: bool = False,
    ) -> Answer:
        """Make an answer of what ``search`` found for a question, or an abstention; see ``ask``."""
        keep = KEEP if keep is None else keep
        if not 0 < keep < 1:
            raise QuestionError(f"keep is {keep}; it must lie between 0 and 1, such as 0.95")
        least = self._index.threshold(keep) if min_score is None else min_score
        term = self._undefined_term(question, hits)
        least += UNDEFINED if term and min_score is None else 0.0
        if always:
            least = -math.inf
        built = self._index.manifest
        stamp = {"index": built.digest, "model": built.model.name}
        confidence = self._index.confidence(hits)
        if hits and hits[0].score < least:
            reason = f"the best match scores {hits[0].score:.2f}, below the {least:.2f} an answer needs here"
            if term:
                reason += f"; no concept is called {term!r}"
            unknown = self._index.unknown_words(question)
            if unknown:
                reason += f"; nothing in this glossary mentions {', '.join(map(repr, unknown[:5]))}"
            return abstain(question, reason, hits, confidence=confidence, **stamp)
        return self._curing(lambda: answer(question, hits, self._index.catalog, confidence=confidence, **stamp))

    def _undefined_term(self, question: str, hits: Sequence[Hit]) -> str:
        """Return the term a question asks the meaning of where no concept has that name, else an empty string."""
        if not self._index.manifest.counts["concepts"] or not hits or hits[0].score >= WORD_FOR_WORD:
            return ""
        term = asked_term(self._index.mend(question))
        return "" if names_all(term, self._index.catalog.labels) else term

    def search(self, query: str, k: int = 10) -> list[Hit]:
        """Find the items nearest to a query.

        Args:
            query: a question or some words.
            k: how many hits to return at most.

        Returns:
            Hits, best first.

        Raises:
            QuestionError: the query is empty, or k is less than 1.
        """
        return self.search_many([query], k)[0]

    def search_many(self, queries: Sequence[str], k: int = 10) -> list[list[Hit]]:
        """Search for queries in order, encoding them together; see ``search``."""
        if k < 1:
            raise QuestionError(f"k is {k}; it must be at least 1")
        cleaned = [self._clean(query) for query in queries]
        if not cleaned:
            return []
        return self._curing(lambda: self._search(cleaned, k))

    def _search(self, queries: Sequence[str], k: int) -> list[list[Hit]]:
        mended = [self._index.mend(query) for query in queries]
        vectors = self._encoder_for(len(mended)).encode_queries(mended)
        return [self._index.search(vector, query, k) for vector, query in zip(vectors, mended, strict=True)]

    def _clean(self, question: str) -> str:
        # Bytes of the terminal that are no text arrive as lone surrogates, which neither SQLite nor a model takes.
        text = question.encode("utf-8", "replace").decode().replace("\0", " ").strip()
        if not text:
            raise QuestionError("the question is empty", cure='Write it behind the command: dlgraph ask "…".')
        if len(text) > LONGEST:
            self._notify(f"the question has {len(text):,} characters; only the first {LONGEST:,} are read")
        return text[:LONGEST]

    def _encoder_for(self, count: int) -> Encoder:
        if self._encoder is None or (count > engines.FEW and self._encoder.engine == "numpy"):
            record = self._index.manifest.model
            self._encoder = engines.open_encoder(
                self.place.model, texts=count, digest=record.digest, stamp=record.stamp
            )
        return self._encoder

    def close(self) -> None:
        """Let go of the index's files; the knowledge base answers no more."""
        self._index.close()

    def __enter__(self) -> KnowledgeBase:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()
