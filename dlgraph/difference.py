"""What differs between two glossaries: concepts, their words, their parts, and the relations between them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from dlgraph.concept import Concept, Faq
from dlgraph.glossary import Glossary
from dlgraph.model import ConceptName, RelationKind
from dlgraph.text import fold, one_line, words

What = Literal[
    "label", "definition", "aliases", "tags", "type", "broader", "section", "faq", "misconception", "front matter"
]
Part = TypeVar("Part")
Thing = TypeVar("Thing", bound=Hashable)

# How much of two concepts' words must be the same for one to be the other under a new name.
_ALIKE = 0.7
_FEWEST = 8
# Words that more concepts have than this tell little, and would make every concept a candidate.
_COMMON = 12


@dataclass(frozen=True, slots=True)
class Renamed:
    """A concept that is there in both glossaries under another id; ``alike`` is the share of its words that stayed."""

    old: ConceptName
    new: ConceptName
    alike: float


@dataclass(frozen=True, slots=True)
class Change:
    """Something that differs in a concept both glossaries have, or in an FAQ that stands outside of any.

    ``title`` names the part, such as a section's heading. ``old`` and ``new`` are its words; empty where it is not
    there. ``concept`` is the concept in the newer glossary and ``was`` in the older, None for an FAQ of no concept.
    """

    what: What
    was: ConceptName | None
    concept: ConceptName | None
    title: str
    old: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Edge:
    """A relation that only one of the glossaries has."""

    origin: ConceptName
    kind: RelationKind
    target: ConceptName


@dataclass(frozen=True, slots=True)
class Difference:
    """All that differs between an older and a newer glossary."""

    added: tuple[ConceptName, ...]
    removed: tuple[ConceptName, ...]
    renamed: tuple[Renamed, ...]
    changes: tuple[Change, ...]
    edges_added: tuple[Edge, ...]
    edges_removed: tuple[Edge, ...]

    def __bool__(self) -> bool:
        """Tell whether anything differs."""
        return bool(
            self.added or self.removed or self.renamed or self.changes or self.edges_added or self.edges_removed
        )


def compare(old: Glossary, new: Glossary) -> Difference:
    """Find what differs between two glossaries.

    A concept is the same in both if its id is; of the others those with one label, and those whose texts are much
    alike. The other way round, what is added is removed and nothing else differs.

    Args:
        old: the older glossary.
        new: the newer one.

    Returns:
        The difference; what is only laid out otherwise, such as the order of front matter, is none.
    """
    pairs, alike = _paired(old, new)
    matched = set(pairs.values())
    changes = [
        change
        for id, other in pairs.items()
        for change in _changes(old.concepts[id], new.concepts[other], old, new, pairs)
    ]
    changes += _outside(old, new, pairs)
    edges_old = _edges(old, lambda name: pairs.get(name, f"\0{name}"))
    edges_new = _edges(new, lambda name: name)
    return Difference(
        added=tuple(_name(concept) for concept in new if concept.id not in matched),
        removed=tuple(_name(concept) for concept in old if concept.id not in pairs),
        renamed=tuple(
            Renamed(_name(old.concepts[id]), _name(new.concepts[other]), alike[id])
            for id, other in pairs.items()
            if id != other
        ),
        changes=tuple(changes),
        edges_added=tuple(edge for key, edge in edges_new.items() if key not in edges_old),
        edges_removed=tuple(edge for key, edge in edges_old.items() if key not in edges_new),
    )


def _name(concept: Concept) -> ConceptName:
    return ConceptName(concept.id, concept.label)


# -- which concept is which ------------------------------------------------------------------------------------------


def _paired(old: Glossary, new: Glossary) -> tuple[dict[str, str], dict[str, float]]:
    """Map ids of the older glossary to those of the newer, and to how much of their words is the same."""
    pairs = {id: id for id in old.concepts if id in new.concepts}
    alike = dict.fromkeys(pairs, 1.0)

    def left() -> tuple[list[Concept], list[Concept]]:
        taken = set(pairs.values())
        return [one for one in old if one.id not in pairs], [one for one in new if one.id not in taken]

    gone, come = left()
    labels_gone, labels_come = _by_label(gone), _by_label(come)
    for label, ids in labels_gone.items():
        others = labels_come.get(label, [])
        if len(ids) == len(others) == 1:
            pairs[ids[0]] = others[0]
            alike[ids[0]] = _share(_bag(old.concepts[ids[0]]), _bag(new.concepts[others[0]]))
    gone, come = left()
    taken: set[str] = set()
    for score, one, other in _likely(gone, come):
        if one not in pairs and other not in taken:
            pairs[one] = other
            alike[one] = score
            taken.add(other)
    return {id: pairs[id] for id in old.concepts if id in pairs}, alike


def _by_label(concepts: Iterable[Concept]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for concept in concepts:
        found[fold(concept.label)].append(concept.id)
    return found


def _bag(concept: Concept) -> Counter[str]:
    """Return the words of a concept's texts, without its names."""
    texts = [concept.definition]
    texts += [text for part in concept.sections for text in (part.title, part.text)]
    texts += [text for faq in concept.faqs for text in (faq.question, faq.answer)]
    texts += [text for pair in concept.misconceptions for text in (pair.myth, pair.reality)]
    return Counter(word for text in texts for word in words(text))


def _share(one: Counter[str], other: Counter[str]) -> float:
    """Return the share of words that two texts have in common, the same from either side."""
    total = one.total() + other.total()
    return round(2 * (one & other).total() / total, 4) if total else 1.0


def _likely(gone: Sequence[Concept], come: Sequence[Concept]) -> list[tuple[float, str, str]]:
    """List pairs of concepts whose words are much alike, the most alike first."""
    before = {concept.id: bag for concept in gone if (bag := _bag(concept)).total() >= _FEWEST}
    after = {concept.id: bag for concept in come if (bag := _bag(concept)).total() >= _FEWEST}
    having_old, having_new = _having(before), _having(after)
    shared: Counter[tuple[str, str]] = Counter()
    for word, ids in having_old.items():
        others = having_new.get(word, [])
        if len(ids) <= _COMMON and len(others) <= _COMMON:
            shared.update((one, other) for one in ids for other in others)
    same_old, same_new = (
        _having({id: [frozenset(bag.items())] for id, bag in bags.items()}) for bags in (before, after)
    )
    shared.update(
        (ids[0], same_new[bag][0]) for bag, ids in same_old.items() if len(ids) == len(same_new.get(bag, ())) == 1
    )
    scored = ((_share(before[one], after[other]), one, other) for one, other in shared)
    found = [(score, one, other) for score, one, other in scored if score >= _ALIKE]
    # Sorted by both ids in either order, so that which glossary is the older makes no difference.
    return sorted(found, key=lambda each: (-each[0], sorted(each[1:])))


def _having(bags: Mapping[str, Iterable[Thing]]) -> dict[Thing, list[str]]:
    found: dict[Thing, list[str]] = defaultdict(list)
    for id, bag in bags.items():
        for word in bag:
            found[word].append(id)
    return found


# -- what changed in a concept ---------------------------------------------------------------------------------------


def _changes(one: Concept, other: Concept, old: Glossary, new: Glossary, pairs: Mapping[str, str]) -> Iterator[Change]:
    was, now = _name(one), _name(other)

    def change(what: What, before: Iterable[str], after: Iterable[str], title: str = "") -> Iterator[Change]:
        if (first := tuple(before)) != (second := tuple(after)):
            yield Change(what, was, now, title, first, second)

    yield from change("label", [one.label], [other.label])
    yield from change(
        "definition", filter(None, [one_line(one.definition)]), filter(None, [one_line(other.definition)])
    )
    if one.type != other.type:
        yield from change("type", [one.type], [other.type])
    above_old = {pairs.get(each.id, f"\0{each.id}"): each.label for each in old.broader(one)}
    above_new = {each.id: each.label for each in new.broader(other)}
    if set(above_old) != set(above_new):
        yield Change("broader", was, now, "", tuple(sorted(above_old.values())), tuple(sorted(above_new.values())))
    for what, before, after in (("aliases", one.aliases, other.aliases), ("tags", one.tags, other.tags)):
        gone, come = Counter(before) - Counter(after), Counter(after) - Counter(before)
        if gone or come:
            yield Change(what, was, now, "", tuple(sorted(gone.elements())), tuple(sorted(come.elements())))  # type: ignore[arg-type]
    yield from _parts("section", one.sections, other.sections, lambda part: (part.title, [part.text]), was, now)
    yield from _parts("faq", one.faqs, other.faqs, _asked, was, now)
    yield from _parts(
        "misconception", one.misconceptions, other.misconceptions, lambda pair: (pair.myth, [pair.reality]), was, now
    )
    for key in sorted({*one.extra, *other.extra}):
        yield from change("front matter", _value(one, key), _value(other, key), key)


def _asked(faq: Faq) -> tuple[str, list[str]]:
    return faq.question, [faq.answer, *faq.alternatives]


def _value(concept: Concept, key: str) -> list[str]:
    return [_told(concept.extra[key])] if key in concept.extra else []


def _told(value: object) -> str:
    """Return a value of front matter as text; the order of a mapping's keys and of a set is no difference."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(sorted(f"{_told(key)}: {_told(part)}" for key, part in value.items())) + "}"
    if isinstance(value, set | frozenset):
        return "{" + ", ".join(sorted(map(_told, value))) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_told, value)) + "]"
    return repr(value)


def _parts(
    what: What,
    before: Sequence[Part],
    after: Sequence[Part],
    told: Callable[[Part], tuple[str, list[str]]],
    was: ConceptName | None,
    now: ConceptName | None,
) -> Iterator[Change]:
    """Compare parts by their titles; of several with one title each with the one in its place."""
    one, other = _titled(before, told), _titled(after, told)
    for key in dict.fromkeys([*one, *other]):
        # Titles that differ only in case are one; which is told must not depend on the direction.
        title = min(found[key][0] for found in (one, other) if key in found)
        first, second = (found[key][1] if key in found else () for found in (one, other))
        if first != second:
            yield Change(what, was, now, title, first, second)


def _titled(
    parts: Iterable[Part], told: Callable[[Part], tuple[str, list[str]]]
) -> dict[tuple[str, int], tuple[str, tuple[str, ...]]]:
    seen: Counter[str] = Counter()
    found = {}
    for part in parts:
        title, texts = told(part)
        name = fold(title) or one_line(title)
        found[name, seen[name]] = (title, tuple(text.strip() for text in texts))
        seen[name] += 1
    return found


def _outside(old: Glossary, new: Glossary, pairs: Mapping[str, str]) -> Iterator[Change]:
    """Compare the FAQs that stand outside of a concept's page."""
    before: dict[str | None, list[Faq]] = defaultdict(list)
    after: dict[str | None, list[Faq]] = defaultdict(list)
    for faq in old.faqs:
        about = old.faq_concept(faq)
        before[pairs.get(about.id, f"\0{about.id}") if about else None].append(faq)
    for faq in new.faqs:
        about = new.faq_concept(faq)
        after[about.id if about else None].append(faq)
    back = {other: id for id, other in pairs.items()}
    for key in dict.fromkeys([*before, *after]):
        id = key.removeprefix("\0") if key else None
        was = old.concepts.get(back.get(key, id or "")) if key and id else None
        now = new.concepts.get(key) if key else None
        yield from _parts(
            "faq", before[key], after[key], _asked, _name(was) if was else None, _name(now) if now else None
        )


# -- relations -------------------------------------------------------------------------------------------------------


def _edges(glossary: Glossary, where: Callable[[str], str]) -> dict[tuple[str, RelationKind, str], Edge]:
    """Map relations to their ends in the newer glossary; a ``related`` pair has no direction."""
    found = {}
    for each in glossary.relations:
        ends = [where(each.origin), where(each.target)]
        if each.kind == "related":
            ends.sort()
        names = [_name(glossary.concepts[id]) for id in (each.origin, each.target)]
        if each.kind == "related":
            names.sort(key=lambda name: name.id)
        found[ends[0], each.kind, ends[1]] = Edge(names[0], each.kind, names[1])
    return found
