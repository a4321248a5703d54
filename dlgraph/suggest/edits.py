"""Suggestions made into changed pages: names into the front matter, links around words that stand in the text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from dlgraph import patches
from dlgraph.fixes import Change
from dlgraph.patches import Unpatchable
from dlgraph.suggest.evidence import Evidence
from dlgraph.suggest.sheets import inside
from dlgraph.suggest.suggestion import Suggestion

_FRONT = re.compile(
    r"\A\ufeff?(?P<fence>---|\+\+\+)[ \t]*\r?\n(.*?)^(?:(?P=fence)|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.S | re.M
)
_FIELDS = {"broader": "broader", "related": "related", "alias": "aliases"}


@dataclass(frozen=True, slots=True)
class Edited:
    """The pages that suggestions would change, the suggestions taken up, and those that cannot be, each with why."""

    changes: tuple[Change, ...]
    taken: tuple[Suggestion, ...]
    refused: tuple[tuple[Suggestion, str], ...]


def plan(evidence: Evidence, corpus: Path, suggestions: Iterable[Suggestion]) -> Edited:
    """Work out what taking suggestions up would change; nothing is written.

    Args:
        evidence: the glossary the suggestions were made for.
        corpus: the folder or page it was read from.
        suggestions: what to take up, wholly or not at all.

    Returns:
        The changes, to be written by ``fixes.write``.
    """
    base = corpus if corpus.is_dir() else corpus.parent
    before: dict[str, bytes] = {}
    after: dict[str, str] = {}
    taken: list[Suggestion] = []
    refused: list[tuple[Suggestion, str]] = []
    for each in suggestions:
        file = evidence.glossary.concepts[each.concept].source.file
        try:
            if file not in before:
                before[file] = _read(base, file)
                after[file] = before[file].decode("utf-8")
            after[file] = _edited(evidence, each, after[file])
            taken.append(each)
        except Unpatchable as reason:
            refused.append((each, str(reason)))
        except UnicodeDecodeError:
            del before[file]
            refused.append((each, "the page is not UTF-8"))
    changes = (Change(file, data, after[file].encode()) for file, data in before.items())
    return Edited(tuple(each for each in changes if each.before != each.after), tuple(taken), tuple(refused))


def action(evidence: Evidence, suggestion: Suggestion) -> str:
    """Say in words what taking a suggestion up would change; that of a duplicate is left to a person."""
    concept = evidence.glossary.concepts[suggestion.concept]
    if suggestion.kind == "duplicate":
        return "merge the two pages, or say in each how they differ"
    if suggestion.kind == "references":
        target = evidence.glossary.concepts[suggestion.target]
        return f"write {evidence.sheets.link(concept, target, suggestion.text)}"
    return f"add {_value(evidence, suggestion)} to {evidence.sheets.key(concept, _FIELDS[suggestion.kind])[0]}"


def _read(base: Path, file: str) -> bytes:
    if not inside(base, file):
        raise Unpatchable("the page lies outside the corpus")
    try:
        return Path(base, file).read_bytes()
    except OSError as error:
        raise Unpatchable(f"the page cannot be read: {error.strerror}") from None


def _value(evidence: Evidence, suggestion: Suggestion) -> str:
    concept = evidence.glossary.concepts[suggestion.concept]
    return suggestion.value or evidence.sheets.spell(concept, evidence.glossary.concepts[suggestion.target])


def _edited(evidence: Evidence, suggestion: Suggestion, text: str) -> str:
    concept = evidence.glossary.concepts[suggestion.concept]
    if suggestion.kind == "duplicate":
        raise Unpatchable("which of the two pages stays is for a person to say")
    if not evidence.sheets.is_page(concept):
        raise Unpatchable("it has no Markdown page of its own, and only such pages are changed")
    if suggestion.kind == "references":
        return _linked(evidence, suggestion, text)
    return patches.add(text, evidence.sheets.key(concept, _FIELDS[suggestion.kind])[0], _value(evidence, suggestion))


def _linked(evidence: Evidence, suggestion: Suggestion, text: str) -> str:
    """Put a link around the first words in running text that name a concept, wherever links were put before."""
    concept = evidence.glossary.concepts[suggestion.concept]
    target = evidence.glossary.concepts[suggestion.target]
    front = _FRONT.match(text)
    start = front.end() if front else 0
    at = evidence.first_named(text[start:], target.id)
    if at is None:
        raise Unpatchable(f"its text does not name {target.label} any more")
    begin, end = start + at.start, start + at.end
    return text[:begin] + evidence.sheets.link(concept, target, text[begin:end]) + text[end:]
