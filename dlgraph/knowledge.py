"""The facade: a corpus opened for questions, with an index that keeps itself up to date."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from dlgraph import route
from dlgraph.answer import abstain, answer
from dlgraph.errors import IndexDamagedError, QuestionError
from dlgraph.model import KINDS, Answer, Hit, Relation, RelationKind
from dlgraph.place import Located as Located
from dlgraph.place import Notify, PathLike, quiet
from dlgraph.place import Summary as Summary
from dlgraph.place import build as build
from dlgraph.place import glossary as glossary
from dlgraph.place import locate as locate
from dlgraph.place import summary as summary
from dlgraph.questions import FUNCTION_WORDS, asked_term, names_all
from dlgraph.route import Route
from dlgraph.search import engines
from dlgraph.search.calibration import KEEP, MENTIONED, UNDEFINED, WORD_FOR_WORD, evidence
from dlgraph.search.encoder import Encoder, Progress, Vectors
from dlgraph.search.index import Index
from dlgraph.search.manifest import Manifest

if TYPE_CHECKING:
    from dlgraph.comparison import Comparison
    from dlgraph.concept import Concept
    from dlgraph.glossary import Glossary
    from dlgraph.learning import LearningPath
    from dlgraph.surroundings import Near
    from dlgraph.truth import Considered

LONGEST = 10_000
# Questions about structure are short, and names are.
_LONGEST_ROUTED = 300
_ANSWER_HITS = 10
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


def _check_keep(keep: float) -> float:
    if not 0 < keep < 1:
        raise QuestionError(f"keep is {keep}; it must lie between 0 and 1, such as 0.95")
    return keep


class KnowledgeBase:
    """A corpus opened for questions; ``dlgraph.open`` makes one.

    Args:
        place: the corpus, index and model.
        progress: called with (done, total) passages while an index is built.
        notify: called with a line on what is being done and why.
    """

    def __init__(self, place: Located, *, progress: Progress | None = None, notify: Notify | None = None) -> None:
        self.place = place
        self._notify = notify or quiet
        self._progress = progress
        build(place, progress=progress, notify=self._notify)
        self._index = self._open()
        self._encoder: Encoder | None = None
        self._encoded = 0

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
            min_score: the score of the best hit below which to abstain, instead of what ``keep`` implies.
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
        """Answer questions in order, encoding together those that the graph does not answer; see ``ask``."""
        _check_keep(keep)
        routed = [self._routed(question, always, names=min_score is None) for question in questions]
        searched = [question for question, (_, known) in zip(questions, routed, strict=True) if known is None]
        considered = iter(self._consider(searched))

        def decided(question: str) -> Answer:
            return self._settle(question, next(considered), keep=keep, min_score=min_score, always=always)

        return [
            known or route.with_graph(decided(question), way, lambda: self.glossary)
            for question, (way, known) in zip(questions, routed, strict=True)
        ]

    def _consider(self, questions: Sequence[str]) -> list[Considered]:
        """Search for questions, those that put a statement forward by what they state."""
        if not questions:
            return []
        # Loaded for what the graph has not answered: its rules are the larger part of a cold start without a model.
        from dlgraph import truth

        cleaned = [self._clean(question) for question in questions]

        def encode(texts: Sequence[str]) -> Vectors:
            return self._encoder_for(len(texts)).encode_queries(texts)

        return self._curing(lambda: truth.consider(cleaned, self._index, encode))

    def _settle(
        self, question: str, considered: Considered, *, keep: float, min_score: float | None, always: bool
    ) -> Answer:
        """Decide by the hits, or by the misconception that a statement is about."""
        from dlgraph import truth

        hits = considered.hits[:_ANSWER_HITS]
        usual = self.decide(question, hits, keep=keep, min_score=min_score, always=always)
        if not considered.judgement or not truth.settles(considered, usual):
            return usual
        given = self.decide(question, truth.ahead(considered)[:_ANSWER_HITS], always=True)
        return truth.told(given, considered.judgement)

    def _routed(self, question: str, always: bool, *, names: bool) -> tuple[Route, Answer | None]:
        """Tell which way a question goes, and answer it if the graph does, or a name in it where names may."""
        if len(question) > _LONGEST_ROUTED:
            return Route(), None
        text, folder = self._clean(question), self.place.folder

        def act() -> tuple[Route, Answer | None]:
            found = route.from_names(question, text, self._index) if names else None
            if found and found.kind == "definition":
                return Route(), found
            way = route.find(text, self._index, folder)
            known = route.from_graph(question, way, self._index, folder, lambda: self.glossary, always=always)
            if known is None and found:
                known = route.with_graph(found, way, lambda: self.glossary)
            return way, known

        return self._curing(act)

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
        keep = _check_keep(KEEP if keep is None else keep)
        term = self._undefined_term(question, hits)
        found, least = (hits[0].score, min_score) if hits and min_score is not None else (0.0, 0.0)
        if hits and min_score is None:
            found, least = evidence(hits), self._index.threshold(keep)
            if term:
                least += MENTIONED if self._index.mentions(hits[0].item, term) else UNDEFINED
        if always:
            least = -math.inf
        built = self._index.manifest
        stamp = {"index": built.digest, "model": built.model.name}
        confidence = self._index.confidence(hits)
        if found < least:
            measured = "evidence for the best match is" if min_score is None else "best match scores"
            reason = f"the {measured} {found:.2f}, below the {least:.2f} an answer needs here"
            if term:
                reason += f"; no concept is called {term!r}"
            unknown = [word for word in self._index.unknown_words(question) if word not in FUNCTION_WORDS]
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
        self._encoded += count
        if self._encoded > engines.STAYING >= self._encoded - count:
            self._encoder = engines.lasting(self._encoder)
        return self._encoder

    def compare(self, first: Concept | str, second: Concept | str, *more: Concept | str) -> Comparison:
        """Set concepts side by side; see ``dlgraph.comparison.compare``.

        Raises:
            UnknownConceptError: no concept goes by a name.
            QuestionError: one concept is named twice.
        """
        from dlgraph.comparison import compare

        return compare(self.glossary, [self._concept(each) for each in (first, second, *more)])

    def path(
        self, start: Concept | str, end: Concept | str, kinds: Collection[RelationKind] = KINDS
    ) -> tuple[Relation, ...] | None:
        """Return the relations that lead from one concept to another, as few as can be; None where nothing does."""
        return self.glossary.shortest_path(start, end, kinds)

    def learn(self, concept: Concept | str, knows: Iterable[Concept | str] = ()) -> LearningPath:
        """Return what to learn, in which order, to understand a concept; who ``knows`` one knows all that it needs."""
        from dlgraph.learning import learning_order

        return learning_order(self.glossary, self._concept(concept), [self._concept(each) for each in knows])

    def nearest(self, concept: Concept | str, k: int = 10) -> list[Near]:
        """Return the k concepts whose definitions are nearest in meaning, by stored vectors; no model is loaded."""
        from dlgraph.search import nearest
        from dlgraph.surroundings import Near

        if k < 1:
            raise QuestionError(f"k is {k}; it must be at least 1")
        found = self._concept(concept)
        near = self._curing(lambda: nearest.nearest(self._index.backend, found.id, k))
        return [Near(self.glossary.concepts[id], cosine) for id, cosine in near]

    def _concept(self, concept: Concept | str) -> Concept:
        return self.glossary[concept] if isinstance(concept, str) else concept

    def close(self) -> None:
        """Let go of the index's files; the knowledge base answers no more."""
        self._index.close()

    def __enter__(self) -> KnowledgeBase:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()
