"""Questions asked of two glossaries, and those that are answered otherwise."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dlgraph.errors import QuestionError
from dlgraph.knowledge import KnowledgeBase
from dlgraph.model import Answer


@dataclass(frozen=True, slots=True)
class Reanswered:
    """A question whose answer changed: what answered it before, and what does now."""

    question: str
    old: Answer
    new: Answer


def read(path: Path) -> list[str]:
    """Read questions: one a line, or JSON Lines with ``question`` as ``dlgraph eval`` reads them.

    Args:
        path: the file.

    Returns:
        The distinct questions in order.

    Raises:
        QuestionError: the file cannot be read, a line is no question, or there is none.
    """
    try:
        lines = path.read_text("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionError(
            f"{path} cannot be read: {error}", cure="Pass a file in UTF-8, a question a line."
        ) from None
    found = [_question(line.strip(), f"{path}:{number}") for number, line in enumerate(lines, 1) if line.strip()]
    if not found:
        raise QuestionError(f"{path} holds no question", cure="Write one a line.")
    return list(dict.fromkeys(found))


def _question(line: str, place: str) -> str:
    if not line.startswith("{"):
        return line
    try:
        text = json.loads(line)["question"]
    except (ValueError, KeyError, RecursionError) as error:
        raise QuestionError(
            f"{place}: not a question: {error!r}", cure='Write {"question": "…"}, or its text.'
        ) from None
    if not isinstance(text, str) or not text.strip():
        raise QuestionError(f"{place}: the question is empty", cure='Write {"question": "…"}, or its text.')
    return text.strip()


def ask(
    old: KnowledgeBase, new: KnowledgeBase, questions: Sequence[str], same: Mapping[str, str]
) -> tuple[Reanswered, ...]:
    """Ask two glossaries the same questions.

    Args:
        old: the older glossary.
        new: the newer one.
        questions: the questions.
        same: ids of concepts in the newer glossary by those they had in the older.

    Returns:
        The questions of which another part answers, whose verdict changed, or whose answer has other words.
    """
    pairs = zip(questions, old.ask_many(questions), new.ask_many(questions), strict=True)
    return tuple(
        Reanswered(question, before, after)
        for question, before, after in pairs
        if _told(before, same) != _told(after, {})
    )


def _told(answer: Answer, same: Mapping[str, str]) -> tuple[object, ...]:
    item = answer.item
    if item is None:
        return (answer.kind,)
    return answer.kind, answer.verdict, same.get(item.concept, item.concept), item.title, item.text
