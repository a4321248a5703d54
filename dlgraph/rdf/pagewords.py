"""The words of the page a concept comes from, given back to it where a graph tells them otherwise."""

from __future__ import annotations

from dataclasses import replace

from dlgraph.concept import Concept, Reference
from dlgraph.glossary import Glossary
from dlgraph.rdf import describe
from dlgraph.rdf.extract import Extract
from dlgraph.text import one_line

_TEXTS = {"title": "label", "description": "definition"}
_LISTS = ("aliases", "tags")
_RELATIONS = ("broader", "narrower", "related", "references")


def restored(concept: Concept, found: Extract) -> Concept:
    """Return a concept with every field and key as its page had it."""
    changes: dict[str, object] = {}
    for key, value in found.written.items():
        if key in _TEXTS and isinstance(value, str):
            changes[_TEXTS[key]] = value
        elif key in _LISTS and isinstance(value, list):
            changes[key] = tuple(map(str, value))
        elif key in _RELATIONS and isinstance(value, list):
            changes[key] = tuple(Reference(str(target), concept.source.line) for target in value)
    told = {key: value for key, value in concept.extra.items() if key not in found.keys}
    return replace(concept, extra=told | dict(found.keys), **changes)  # type: ignore[arg-type]


def still_true(concept: Concept, found: Extract, glossary: Glossary) -> Concept:
    """Return a concept with those fields and keys as its page had them that agree with a graph changed since.

    Args:
        concept: the concept as the graph tells it.
        found: the words of its page.
        glossary: all concepts, to tell what names in relations mean.
    """
    whole = restored(concept, found)
    changes: dict[str, object] = {}
    for name in _TEXTS.values():
        if one_line(getattr(whole, name)) == getattr(concept, name):
            changes[name] = getattr(whole, name)
    for name in _LISTS:
        if set(map(one_line, getattr(whole, name))) - {"", concept.label} == set(map(one_line, getattr(concept, name))):
            changes[name] = getattr(whole, name)
    for name in _RELATIONS:
        changes[name] = _relations(concept, getattr(whole, name), getattr(concept, name), glossary)
    extra = dict(concept.extra)
    own = str(extra.get("language", ""))
    for key, value in found.keys.items():
        if key not in extra or describe.holds(key, value, extra[key], own):
            extra[key] = value
    return replace(concept, extra=extra, **changes)  # type: ignore[arg-type]


def _relations(
    concept: Concept, written: tuple[Reference, ...], told: tuple[Reference, ...], glossary: Glossary
) -> tuple[Reference, ...]:
    """Keep the written names of what the graph still tells, and of nothing it could; add what is new in it."""
    targets = {reference.target for reference in told}
    meant = [(reference, glossary.resolve(reference.target, concept.id)) for reference in written]
    kept = [reference for reference, id in meant if id is None or id == concept.id or id in targets]
    known = {id for _, id in meant}
    return (*kept, *(reference for reference in told if reference.target not in known))
