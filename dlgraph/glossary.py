"""The glossary: concepts, their names, and the graph of relations between them."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from dlgraph import paths, taxonomy
from dlgraph.concept import Concept, Faq, Reference
from dlgraph.errors import UnknownConceptError
from dlgraph.ledger import Problem
from dlgraph.model import KINDS, Relation, RelationKind, Source
from dlgraph.text import fold, label_forms

if TYPE_CHECKING:
    import networkx

    ConceptGraph = networkx.MultiDiGraph[str]

_PAGE_SUFFIXES = (".md", ".markdown", ".html", ".htm", ".txt")


class Glossary:
    """Concepts, looked up by id, file name, label or alias, and joined by relations.

    Args:
        concepts: the concepts; their ids differ.
        faqs: FAQs that stand outside a page. One whose ``concept`` names a concept belongs to it, any other
            stands alone.
    """

    def __init__(self, concepts: Iterable[Concept], faqs: Iterable[Faq] = ()) -> None:
        self._concepts = {concept.id: concept for concept in concepts}
        self._faqs = tuple(faqs)
        self._by_file = _unique_names(self._concepts)
        self._by_label = _labels(self._concepts.values())
        self._problems: list[Problem] = []
        self._relations = tuple(self._resolve_all())
        self._faq_concepts = {faq.id: self._faq_concept(faq) for faq in self._faqs}
        self._outgoing = _gathered(((relation.origin, relation.kind), relation) for relation in self._relations)
        self._incoming = _gathered(((relation.target, relation.kind), relation) for relation in self._relations)

    # -- lookup ------------------------------------------------------------------------------------------------

    @property
    def concepts(self) -> Mapping[str, Concept]:
        """The concepts by id, in the order of the corpus; a read-only view."""
        return MappingProxyType(self._concepts)

    @property
    def faqs(self) -> tuple[Faq, ...]:
        """The FAQs that stand outside a concept's page."""
        return self._faqs

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What was wrong with the relations: references that name nothing, relations of a concept to itself."""
        return tuple(self._problems)

    @property
    def relations(self) -> tuple[Relation, ...]:
        """Every distinct relation with the place that declares it first; a ``related`` pair appears once."""
        return self._relations

    def __len__(self) -> int:
        return len(self._concepts)

    def __iter__(self) -> Iterator[Concept]:
        return iter(self._concepts.values())

    def __contains__(self, reference: object) -> bool:
        if isinstance(reference, Concept):
            return reference.id in self._concepts
        return isinstance(reference, str) and self.resolve(reference) is not None

    def __getitem__(self, reference: str) -> Concept:
        """Return the concept with this id, unique file name, label or alias; raise UnknownConceptError."""
        id = self.resolve(reference)
        if id is None:
            raise UnknownConceptError(reference, self.near(reference))
        return self._concepts[id]

    def concept(self, label: str) -> Concept:
        """Return the concept that goes by a name: a label or alias first, then an id or file name.

        Args:
            label: the name, in any case.

        Raises:
            UnknownConceptError: none does; the error lists similar labels.
        """
        named = self._by_label.get(fold(label))
        return self._concepts[named[0]] if named else self[label]

    def named(self, label: str) -> tuple[Concept, ...]:
        """Return every concept that has this label or alias; those that prefer it come first."""
        return tuple(self._concepts[id] for id in self._by_label.get(fold(label), ()))

    def resolve(self, reference: str, page: str = "") -> str | None:
        """Find the id a reference names: by id, then by unique file name, then by label or alias.

        Args:
            reference: an id, a path or link relative to ``page``, a file name, a label or an alias.
            page: the id of the page the reference stands on.

        Returns:
            The id, or None.
        """
        if reference in self._concepts:
            return reference
        path = reference.strip().strip("/")
        for suffix in _PAGE_SUFFIXES:
            path = path.removesuffix(suffix)
        for suffix in ("/index", "/_index"):
            path = path.removesuffix(suffix)
        relative = posixpath.normpath(posixpath.join(posixpath.dirname(page), path))
        for candidate in (path, relative):
            if candidate in self._concepts:
                return candidate
        if id := self._by_file.get(fold(posixpath.basename(path))):
            return id
        named = self._by_label.get(fold(reference)) or self._by_label.get(fold(posixpath.basename(path)))
        return named[0] if named else None

    def near(self, reference: str, count: int = 3) -> list[str]:
        """Return preferred labels that look like a name nobody has, closest first."""
        folded = fold(reference)
        import difflib  # only a name that nobody has needs it

        close = difflib.get_close_matches(folded, list(self._by_label), n=count * 2, cutoff=0.6)
        close += [name for name in self._by_label if folded and folded in name.split()][:count]
        ids = dict.fromkeys(self._by_label[name][0] for name in close)
        return [self._concepts[id].label for id in ids][:count]

    # -- relations ---------------------------------------------------------------------------------------------

    def broader(self, concept: Concept | str) -> tuple[Concept, ...]:
        """Return the concepts directly above one, in the order they are declared."""
        return tuple(self._concepts[relation.target] for relation in self.outgoing(concept, "broader"))

    def narrower(self, concept: Concept | str) -> tuple[Concept, ...]:
        """Return the concepts directly below one, by label."""
        found = [self._concepts[relation.origin] for relation in self.incoming(concept, "broader")]
        return tuple(sorted(found, key=taxonomy.label_order))

    def related(self, concept: Concept | str) -> tuple[Concept, ...]:
        """Return the concepts related to one, declared on either page; its own declarations come first."""
        own = [relation.target for relation in self.outgoing(concept, "related")]
        others = [relation.origin for relation in self.incoming(concept, "related")]
        return tuple(self._concepts[id] for id in dict.fromkeys(own + others))

    def references(self, concept: Concept | str) -> tuple[Concept, ...]:
        """Return the concepts a page's text links to, in order."""
        return tuple(self._concepts[relation.target] for relation in self.outgoing(concept, "references"))

    def outgoing(self, concept: Concept | str, kind: RelationKind) -> tuple[Relation, ...]:
        """Return the relations of a kind that lead from a concept, in the order they are declared."""
        return self._outgoing.get((self._one(concept).id, kind), ())

    def incoming(self, concept: Concept | str, kind: RelationKind) -> tuple[Relation, ...]:
        """Return the relations of a kind that lead to a concept, in the order they are declared."""
        return self._incoming.get((self._one(concept).id, kind), ())

    def faq_concept(self, faq: Faq) -> Concept | None:
        """Return the concept that an FAQ outside a page belongs to, or None."""
        id = self._faq_concepts.get(faq.id)
        return self._concepts[id] if id else None

    @property
    def top_concepts(self) -> tuple[Concept, ...]:
        """The concepts with nothing broader, by label (SKOS topConceptOf)."""
        tops = [concept for concept in self if not self._outgoing.get((concept.id, "broader"))]
        return tuple(sorted(tops, key=taxonomy.label_order))

    @cached_property
    def graph(self) -> ConceptGraph:
        """The relations as a plain NetworkX MultiDiGraph.

        Nodes are ids with a ``label``. Edges are keyed by relation and carry ``relation``, ``file`` and
        ``line``: ``broader`` from narrower to broader concept, ``references`` from page to linked page, and
        ``related`` in both directions.
        """
        import networkx

        graph: ConceptGraph = networkx.MultiDiGraph()
        for concept in self:
            graph.add_node(concept.id, label=concept.label)
        for relation in self._relations:
            data = {"relation": relation.kind, "file": relation.source.file, "line": relation.source.line}
            graph.add_edge(relation.origin, relation.target, key=relation.kind, **data)
            if relation.kind == "related":
                graph.add_edge(relation.target, relation.origin, key=relation.kind, **data)
        return graph

    # -- hierarchy and paths: the functions of dlgraph.taxonomy and dlgraph.paths, by concept or by name ----------

    def is_a(self, concept: Concept | str, other: Concept | str) -> bool:
        """Tell whether a concept is a kind of another; nothing is a kind of itself."""
        return taxonomy.is_a(self, self._one(concept), self._one(other))

    def ancestors(self, concept: Concept | str) -> tuple[Concept, ...]:
        """Return every concept above one, nearest first."""
        return taxonomy.ancestors(self, self._one(concept))

    def descendants(self, concept: Concept | str) -> tuple[Concept, ...]:
        """Return every concept below one, nearest first."""
        return taxonomy.descendants(self, self._one(concept))

    def siblings(self, concept: Concept | str) -> tuple[Concept, ...]:
        """Return the other concepts that share a directly broader concept with one, by label."""
        return taxonomy.siblings(self, self._one(concept))

    def breadcrumb(self, concept: Concept | str) -> tuple[Concept, ...]:
        """Return the way from a top concept down to one, by each concept's first broader one."""
        return taxonomy.breadcrumb(self, self._one(concept))

    def lowest_common_broader(self, first: Concept | str, *others: Concept | str) -> tuple[Concept, ...]:
        """Return the most specific concepts that several concepts are, or are kinds of, nearest first."""
        return taxonomy.lowest_common_broader(self, self._one(first), *map(self._one, others))

    def shortest_path(
        self, start: Concept | str, end: Concept | str, kinds: Collection[RelationKind] = KINDS
    ) -> tuple[Relation, ...] | None:
        """Return the relations that lead from one concept to another, as few as can be; None where nothing does."""
        return paths.shortest_path(self, self._one(start), self._one(end), kinds)

    def _one(self, concept: Concept | str) -> Concept:
        return concept if isinstance(concept, Concept) else self[concept]

    # -- resolving ---------------------------------------------------------------------------------------------

    def _resolve_all(self) -> Iterator[Relation]:
        seen: set[tuple[str, RelationKind, str]] = set()
        for concept in self:
            for kind, inverse, references in (
                ("broader", False, concept.broader),
                ("broader", True, concept.narrower),
                ("related", False, concept.related),
                ("references", False, concept.references),
            ):
                for reference in references:
                    relation = self._relation(concept, kind, inverse, reference)  # type: ignore[arg-type]
                    if relation and (relation.origin, relation.kind, relation.target) not in seen:
                        seen.add((relation.origin, relation.kind, relation.target))
                        if relation.kind == "related":
                            seen.add((relation.target, relation.kind, relation.origin))
                        yield relation

    def _relation(self, concept: Concept, kind: RelationKind, inverse: bool, reference: Reference) -> Relation | None:
        source = Source(concept.source.file, reference.line)
        target = self.resolve(reference.target, concept.id)
        said = "narrower" if inverse else "a link" if kind == "references" else kind
        if target is None:
            if kind != "references" or _may_be_page(reference.target):
                message = f"{concept.label}: {said} names {reference.target!r}, which no concept is called"
                self._problems.append(Problem("dangling", "warning", message, source))
            return None
        if target == concept.id:
            if kind != "references":
                message = f"{concept.label}: {said} names the concept itself"
                self._problems.append(Problem("reflexive", "warning", message, source))
            return None
        origin, target = (target, concept.id) if inverse else (concept.id, target)
        return Relation(origin, kind, target, source)

    def _faq_concept(self, faq: Faq) -> str | None:
        if not faq.concept:
            return None
        id = self.resolve(faq.concept)
        if id is None and self._concepts:
            message = f"{faq.id}: concept names {faq.concept!r}, which no concept is called"
            self._problems.append(Problem("dangling", "warning", message, faq.source))
        return id


def _gathered(
    pairs: Iterable[tuple[tuple[str, RelationKind], Relation]],
) -> dict[tuple[str, RelationKind], tuple[Relation, ...]]:
    table: dict[tuple[str, RelationKind], list[Relation]] = {}
    for key, relation in pairs:
        table.setdefault(key, []).append(relation)
    return {key: tuple(relations) for key, relations in table.items()}


def _unique_names(ids: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    shared: set[str] = set()
    for id in ids:
        name = fold(posixpath.basename(id))
        if found.setdefault(name, id) != id:
            shared.add(name)
    return {name: id for name, id in found.items() if name not in shared}


# Keys of a page or a thesaurus by whose words a concept is to be found without being called so.
_HIDDEN = ("hiddenLabel", "relatedSynonym", "broadSynonym", "narrowSynonym")


def other_names(concept: Concept) -> tuple[str, ...]:
    """Return the names a concept is found by besides its label: its aliases, then those it keeps hidden.

    Args:
        concept: the concept; hidden labels are a text, a list of texts, or either under languages.

    Returns:
        Each name once.
    """
    hidden = (name for key in _HIDDEN for name in _texts(concept.extra.get(key)))
    return tuple(dict.fromkeys((*concept.aliases, *(name for name in hidden if name != concept.label))))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str) and value.strip():
        yield value.strip()
    elif isinstance(value, Mapping):
        value = list(value.values())
    for part in value if isinstance(value, list | tuple) else ():
        yield from _texts(part)


def _labels(concepts: Iterable[Concept]) -> dict[str, list[str]]:
    """Map each folded label to ids: concepts that prefer it, then those that have it as alias, then as hidden label."""
    table: dict[str, list[str]] = {}
    concepts = list(concepts)
    labels = [(label_forms(concept.label), concept.id) for concept in concepts]
    named = [(forms[:1], id) for forms, id in labels]
    named += [(forms[1:], id) for forms, id in labels]
    named += [(label_forms(alias), concept.id) for concept in concepts for alias in concept.aliases]
    named += [(label_forms(name), concept.id) for concept in concepts if concept.extra for name in other_names(concept)]
    for forms, id in named:
        for form in forms:
            if id not in table.setdefault(form, []):
                table[form].append(id)
    return table


def _may_be_page(target: str) -> bool:
    """Tell whether a link that leads nowhere was meant for a page and not for an image or another file."""
    name = posixpath.basename(target.rstrip("/"))
    return "." not in name or name.endswith(_PAGE_SUFFIXES)
