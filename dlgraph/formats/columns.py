"""What the columns of tables mean, under the many names they have in the world."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from dlgraph.text import fold

# Column names as found in the world, folded, and the name used here.
COLUMNS = {
    "id": "id", "identifier": "id", "key": "id", "uid": "id", "term id": "id", "termid": "id", "notation": "id",
    "question": "question", "q": "question", "questions": "question",
    "answer": "answer", "a": "answer", "response": "answer", "answers": "answer", "reply": "answer",
    "alternatives": "alternatives", "alternative questions": "alternatives", "paraphrases": "alternatives",
    "variants": "alternatives", "utterances": "alternatives",
    "concept": "concept",
    "label": "label", "title": "label", "term": "label", "preflabel": "label", "name": "label",
    "preferred label": "label", "preferred term": "label", "word": "label", "entry": "label", "terms": "label",
    "definition": "definition", "description": "definition", "meaning": "definition", "definitions": "definition",
    "explanation": "definition", "summary": "definition", "short description": "definition", "expansion": "definition",
    "aliases": "aliases", "alias": "aliases", "synonyms": "aliases", "synonym": "aliases", "altlabel": "aliases",
    "altlabels": "aliases", "alt labels": "aliases", "alternative labels": "aliases", "aka": "aliases",
    "also known as": "aliases", "other names": "aliases", "acronym": "aliases", "acronyms": "aliases",
    "abbreviation": "aliases", "abbreviations": "aliases", "abbr": "aliases", "short form": "aliases",
    "broader": "broader", "parent": "broader", "parents": "broader", "is a": "broader", "isa": "broader",
    "broader term": "broader", "broader terms": "broader", "parent term": "broader", "kind of": "broader",
    "narrower": "narrower", "narrower term": "narrower", "narrower terms": "narrower", "children": "narrower",
    "related": "related", "see also": "related", "seealso": "related", "related term": "related",
    "related terms": "related", "related concepts": "related", "see": "related",
    "tags": "tags", "tag": "tags", "category": "tags", "categories": "tags", "topic": "tags", "topics": "tags",
    "domain": "tags",
    "text": "text", "body": "text", "details": "text", "content": "text",
    "type": "type",
}  # fmt: skip
SEVERAL = frozenset({"alternatives", "aliases", "broader", "narrower", "related", "tags"})


def with_names(row: Mapping[str, object]) -> dict[str, object]:
    """Give columns their names here.

    Of two columns with one meaning the first that is filled wins and the other keeps its own name; where the meaning
    takes several values they are joined.

    Args:
        row: cells by the names of their columns.

    Returns:
        Cells by the names used here, or by their own where those mean nothing.
    """
    named: dict[str, object] = {}
    for key, value in row.items():
        name = meaning(str(key)) or str(key)
        held = named.get(name)
        if held in (None, "", []):
            named[name] = value
        elif value not in (None, "", []) and name in SEVERAL:
            named[name] = [*_values(held), *_values(value)]
        elif value not in (None, "", held):
            named[str(key) if str(key) not in named else f"{key} (2)"] = value
    return named


@lru_cache(maxsize=10_000)
def meaning(key: str) -> str:
    """Return what a column means, also where its name is written as ``relatedTerms``, ``Term(s)`` or ``Term name``.

    Args:
        key: the name as it stands in the header.

    Returns:
        The name used here, or an empty string.
    """
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", key)
    return next((COLUMNS[name] for name in _spellings(fold(key), fold(apart)) if name in COLUMNS), "")


def _spellings(*names: str) -> Iterator[str]:
    for name in names:
        yield name
        # Folding has taken the last bracket.
        bare = re.sub(r"\s*\((?:s|en|english)$", "", name)
        yield bare
        for ending in (" name", " en", " english", " text"):
            yield bare.removesuffix(ending)


def _values(value: object) -> list[object]:
    if isinstance(value, list):
        return value
    mark = next((sign for sign in "|;\n," if sign in str(value)), None)
    return list(str(value).split(mark)) if mark else [value]
