"""Which way a question goes: to the graph where it asks about structure, else to the search."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from dlgraph.answer import named
from dlgraph.model import Answer
from dlgraph.questions import verbatim
from dlgraph.search import database
from dlgraph.search.index import Index
from dlgraph.text import fold, words

if TYPE_CHECKING:
    from dlgraph.glossary import Glossary
    from dlgraph.recognition import Recognised


@dataclass(frozen=True, slots=True)
class Route:
    """What a question asks about structure, and whether the corpus has an FAQ that is this very question."""

    asked: Recognised | None = None
    is_faq: bool = False


def find(question: str, index: Index, folder: Path) -> Route:
    """Tell which way a question goes; an ordinary one costs a few look-ups.

    Args:
        question: the question.
        index: the index.
        folder: the folder the index is in.
    """
    if not index.manifest.counts["concepts"]:
        return Route()
    # A question that is a name never comes here, and starts the sooner without these.
    from dlgraph.recognition import recognise
    from dlgraph.search.vocabulary import Vocabulary

    def mend(text: str) -> list[str]:
        with closing(database.connect(folder / index.manifest.data)) as connection:
            return Vocabulary(connection).mended(text)

    asked = recognise(question, index.catalog.labels, mend)
    if asked is None:
        return Route()
    names = index.catalog.named(fold(question))
    return Route(asked, any(kind in ("question", "alternative") for _, kind in names))


def from_graph(
    question: str, route: Route, index: Index, folder: Path, glossary: Callable[[], Glossary], *, always: bool = False
) -> Answer | None:
    """Answer a question from the graph, without a search.

    Args:
        question: the question as typed.
        route: which way it goes.
        index: the index.
        folder: the folder the index is in.
        glossary: loads the glossary, which is done only where it is needed.
        always: search rather than abstain.

    Returns:
        The answer, or an abstention that names what no concept goes by; None where the question goes to the search.
    """
    asked = route.asked
    if asked is None or route.is_faq:
        return None
    stamp = {"index": index.manifest.digest, "model": index.manifest.model.name}
    # Structure is imported where there is something to say of it; most questions are about something else.
    from dlgraph import structure

    if not asked.unknown:
        return structure.answer(question, asked, glossary(), **stamp)
    if always or _mentioned(asked.unknown, index, folder):
        return None
    return structure.unknown(question, asked, glossary(), **stamp)


def from_names(question: str, text: str, index: Index) -> Answer | None:
    """Answer a question that is an FAQ, or is or asks after a name, word for word; it needs no model.

    Args:
        question: the question as typed.
        text: the question, cleaned.
        index: the index.

    Returns:
        What the search would answer with, since nothing goes before what is named word for word; None where nothing
        is, or more than one thing.
    """
    found = verbatim(text, index.catalog.named)
    item = index.catalog.item(found[0]) if len(found) == 1 else None
    if item is None:
        return None
    return named(question, item, index.catalog, index=index.manifest.digest, model=index.manifest.model.name)


def with_graph(answer: Answer, route: Route, glossary: Callable[[], Glossary]) -> Answer:
    """Add what the graph knows to what the search found.

    Args:
        answer: what the search found.
        route: the way the question might have gone.
        glossary: loads the glossary.

    Returns:
        To an FAQ that asks for a comparison word for word, the compared concepts and what is broader than all of them;
        to an abstention the terms that no concept goes by; any other answer as it is.
    """
    asked = route.asked
    if asked is None:
        return answer
    from dlgraph import structure

    if asked.unknown and answer.kind == "abstain":
        return replace(answer, reason=f"{structure.nobody(asked.unknown, glossary())}; {answer.reason}")
    if route.is_faq and answer.kind == "faq" and asked.form == "compare" and not asked.unknown:
        return structure.beside(answer, asked, glossary())
    return answer


def _mentioned(terms: tuple[str, ...], index: Index, folder: Path) -> bool:
    """Tell whether the texts hold every word of some terms that no concept goes by, so that they may answer."""
    from dlgraph.search.vocabulary import Vocabulary

    with closing(database.connect(folder / index.manifest.data)) as connection:
        vocabulary = Vocabulary(connection)
        return all(vocabulary.holds(word) for term in terms for word in words(term))
