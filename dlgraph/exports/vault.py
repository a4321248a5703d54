"""A glossary as an Obsidian vault: notes with wikilinks, aliases and tags, which dlgraph reads back as it reads OKF."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from dlgraph.concept import Concept, Reference
from dlgraph.formats import bundle, macros
from dlgraph.formats.bundle import Written
from dlgraph.formats.corpus import Corpus
from dlgraph.glossary import Glossary
from dlgraph.ledger import Dropped
from dlgraph.model import Source

# A Markdown link of one line whose words a wikilink can show.
_LINK = re.compile(r"(?<![\\!\]])\[(?P<text>[^\[\]\n|\\`]+)\]\((?:<(?P<spaced>[^<>\n]+)>|(?P<path>[^\s()<>]+))\)")
_TAG = re.compile(r"[^\w/-]+")


def write(corpus: Corpus, dest: Path) -> tuple[Written, tuple[Dropped, ...]]:
    """Write a corpus as a vault.

    A note has the path of its concept's id and its label under ``title`` and among ``aliases``; relations are
    properties that hold wikilinks. A folder of notes that says it is an OKF bundle is read as one, so that nothing in a
    text is taken for a tag or a property.

    Args:
        corpus: what was read.
        dest: a folder that does not exist.

    Returns:
        What was written, and what a vault has no place for.
    """
    changed = sum(tag != _tag(tag) for concept in corpus.concepts for tag in concept.tags)
    tagged = [replace(concept, tags=tuple(filter(None, map(_tag, concept.tags)))) for concept in corpus.concepts]
    labels = {concept.id: concept.label for concept in tagged}
    names = bundle.safe_names(bundle.ids(corpus), _safe)
    notes = {names[id]: label for id, label in labels.items()}
    # Read as what it will be, so that relations and links are told by path and not as they were written.
    vault = replace(corpus, concepts=tuple(tagged), flavour="obsidian")
    written = bundle.write(vault, Glossary(tagged, corpus.faqs), dest, safe=_safe, finish=_noted(notes))
    why = "a tag of Obsidian has no spaces and few signs; they became hyphens"
    return written, tuple(Dropped(f"{changed:,} tags", why, Source("")) for _ in range(changed > 0))


def _safe(id: str) -> str:
    """Return an id as a path that a wikilink can name."""
    return bundle.safe_path(re.sub(r"[\[\]^]+", "-", id))


def _tag(tag: str) -> str:
    """Return a tag as Obsidian takes it: without spaces, and not of digits alone."""
    text = _TAG.sub("-", tag.strip()).strip("-/")
    return f"{text}-" if text.isdecimal() else text


def _noted(labels: dict[str, str]) -> Callable[[Concept], Concept]:
    def note(concept: Concept) -> Concept:
        def linked(references: Sequence[Reference]) -> tuple[Reference, ...]:
            return tuple(Reference(_wikilink(each.target, labels, concept.id), each.line) for each in references)

        def anew(text: str) -> str:
            return wikilinks(text, labels, concept.id)

        return replace(
            concept,
            aliases=(concept.label, *(alias for alias in concept.aliases if alias != concept.label)),
            broader=linked(concept.broader),
            narrower=linked(concept.narrower),
            related=linked(concept.related),
            references=tuple(
                Reference(_page(each.target, labels, concept.id) or each.target) for each in concept.references
            ),
            sections=tuple(replace(part, text=anew(part.text)) for part in concept.sections),
            faqs=tuple(replace(faq, answer=anew(faq.answer)) for faq in concept.faqs),
            misconceptions=tuple(replace(pair, reality=anew(pair.reality)) for pair in concept.misconceptions),
            body=anew(concept.body) if concept.body is not None else None,
        )

    return note


def _wikilink(target: str, labels: dict[str, str], page: str) -> str:
    """Return the name of a concept as a wikilink; what names none stays as it is."""
    id = _page(target, labels, page)
    if id is None:
        return target
    shown = " ".join(re.sub(r"[\[\]|]", " ", labels[id]).split())
    return f"[[{id}|{shown}]]" if shown else f"[[{id}]]"


def wikilinks(text: str, labels: dict[str, str], page: str) -> str:
    """Turn the Markdown links between notes into wikilinks.

    Args:
        text: Markdown; code in it stays as it is, and so do links in tables, where a bar ends a cell.
        labels: labels by the paths of notes.
        page: the path of the note the text is in.
    """

    def changed(match: re.Match[str]) -> str:
        path, mark, place = (match["spaced"] or match["path"]).partition("#")
        id = _page(path, labels, page)
        return f"[[{id}{mark}{place}|{match['text']}]]" if id is not None and not set(place) & set("[]|") else match[0]

    def outside(part: str) -> str:
        lines = part.split("\n")
        return "\n".join(line if "|" in line else _LINK.sub(changed, line) for line in lines)

    return macros.each_text(text, outside)


def _page(path: str, labels: dict[str, str], page: str) -> str | None:
    if path in labels:
        return path
    if not path.lower().endswith(".md"):
        return None
    whole = posixpath.normpath(posixpath.join(posixpath.dirname(page), path.replace("%20", " "))).lstrip("/")
    return whole[:-3] if whole[:-3] in labels else None
