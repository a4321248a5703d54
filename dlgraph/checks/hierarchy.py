"""How concepts are joined: what stands alone, circles, relations that add nothing, and those that lead nowhere."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from dlgraph import survey, taxonomy
from dlgraph.checks import lexicon
from dlgraph.checks.check import Check, check
from dlgraph.checks.finding import Evidence, Found, NotCheckable
from dlgraph.checks.subject import Field, Pointer, Subject, about
from dlgraph.model import Relation
from dlgraph.taxonomy import label_order

_MOST_LISTED = 8


@check("Q08", "orphan", "warning")
def orphan(subject: Subject) -> Iterator[Found]:
    """Every concept is joined to another by some relation.

    Nothing leads to an orphan but its name: no link, no branch of the tree, no related concept.
    """
    _some_relation(subject)
    for concept in survey.orphans(subject.glossary):
        yield about(concept, f"{concept.label} is joined to no other concept",
                    cure="Name what is broader, or related, or link to it from another page.")  # fmt: skip


@check("Q09", "disconnected-cluster", "info")
def disconnected_cluster(subject: Subject) -> Iterator[Found]:
    """All concepts that have relations are joined with each other, be it by many steps."""
    _some_relation(subject)
    for part in survey.components(subject.glossary)[1:]:
        if len(part) > 1:
            shown = ", ".join(concept.label for concept in part[:_MOST_LISTED])
            more = "" if len(part) <= _MOST_LISTED else f" and {len(part) - _MOST_LISTED} more"
            yield about(
                part[0],
                f"{len(part)} concepts are joined to each other and to no others: {shown}{more}",
                evidence=tuple(Evidence(concept.label, concept.source) for concept in part),
                cure="Join one of them to a concept outside.",
            )


def _some_relation(subject: Subject) -> None:
    if not subject.glossary.relations:
        raise NotCheckable("no concept has a relation here")


@check("Q10", "cyclic-hierarchy", "error")
def cyclic_hierarchy(subject: Subject) -> Iterator[Found]:
    """No concept is above itself.

    In a circle nothing is a kind of anything, and the tree has no place for its concepts.
    """
    glossary = subject.glossary
    edges = [(it.origin, it.target) for it in glossary.relations if it.kind == "broader"]
    left = _unpeeled(edges)
    if not left:
        return
    import networkx

    graph = networkx.DiGraph(edge for edge in edges if left.issuperset(edge))
    circles = [part for part in networkx.strongly_connected_components(graph) if len(part) > 1]
    for ids in sorted(circles, key=lambda part: min(label_order(glossary.concepts[id]) for id in part)):
        ways = [circle for id in ids for circle in _circles(subject, id)]
        way = min(ways, key=lambda circle: (len(circle), label_order(glossary.concepts[circle[0].origin])))
        named = " > ".join(subject.label(id) for id in [way[0].origin, *(relation.target for relation in way)])
        more = f" ({len(ids)} concepts are above themselves by this circle and others)" if len(ids) > len(way) else ""
        yield Found(
            f"the hierarchy runs in a circle: {named}{more}",
            way[0].source,
            way[0].origin,
            subject.chain(way),
            "Remove the `broader` that is wrong.",
        )


def _unpeeled(edges: Sequence[tuple[str, str]]) -> set[str]:
    """Take away again and again what has nothing above it; return what is left: circles, and what is below them."""
    above, below = Counter(low for low, _ in edges), defaultdict(list)
    for low, high in edges:
        below[high].append(low)
    left = set(above) | set(below)
    tops = [id for id in left if not above[id]]
    while tops:
        top = tops.pop()
        left.remove(top)
        for low in below[top]:
            above[low] -= 1
            if not above[low]:
                tops.append(low)
    return left


def _circles(subject: Subject, id: str) -> Iterator[tuple[Relation, ...]]:
    """Yield, for each step up from a concept, the shortest way that leads on from there back to it, if any does."""
    concepts = subject.glossary.concepts
    for relation in subject.glossary.outgoing(concepts[id], "broader"):
        back = taxonomy.chain(subject.glossary, concepts[relation.target], concepts[id])
        if back:
            yield (relation, *back)


@check("Q11", "redundant-broader", "info", fixable=True)
def redundant_broader(subject: Subject) -> Iterator[Found]:
    """No concept names as broader what another broader concept of it is below already.

    The longer way says it all; the short cut makes the concept appear twice in the tree.
    """
    glossary = subject.glossary
    written = _by_pair(subject, "broader", "narrower")
    for concept in glossary:
        ups = glossary.outgoing(concept, "broader")
        for relation in ups if len(ups) > 1 else ():
            high = glossary.concepts[relation.target]
            for step in ups:
                between = glossary.concepts[step.target]
                way = taxonomy.chain(glossary, between, high) if between.id != high.id else ()
                # In a circle everything is above everything, which is told as a circle.
                if way and not glossary.is_a(between, concept) and not glossary.is_a(high, between):
                    yield Found(
                        f"{concept.label} names {high.label} as broader, which {between.label} is below already",
                        relation.source,
                        concept.id,
                        subject.chain((relation, step, *way)),
                        f"Remove {high.label!r} from its broader concepts, unless both are meant.",
                        subject.removals(written.get((concept.id, high.id), ())),
                    )
                    break


@check("Q12", "valueless-association", "info")
def valueless_association(subject: Subject) -> Iterator[Found]:
    """No two concepts are related that one broader concept joins anyway, unless their pages speak of each other.

    Siblings are close by their place in the tree. `related` is worth its line between them where one text leads to the
    other; elsewhere it repeats the tree.
    """
    glossary = subject.glossary
    linked = {(it.origin, it.target) for it in glossary.relations if it.kind == "references"}
    above = {it.id: {up.target: up for up in glossary.outgoing(it, "broader")} for it in glossary}
    for relation in glossary.relations:
        if (
            relation.kind == "related"
            and not {(relation.origin, relation.target), (relation.target, relation.origin)} & linked
        ):
            common = [id for id in above[relation.origin] if id in above[relation.target]]
            if common:
                ups = (above[relation.origin][common[0]], above[relation.target][common[0]])
                yield Found(
                    f"{subject.label(relation.origin)} is related to {subject.label(relation.target)}, and both are "
                    f"below {subject.label(common[0])}",
                    relation.source,
                    relation.origin,
                    subject.chain((relation, *ups)),
                    "Link one from the other's text, or leave `related` out.",
                )


@check("Q13", "solely-transitive", "warning")
def solely_transitive(subject: Subject) -> Iterator[Found]:
    """Whatever broaderTransitive or narrowerTransitive says follows from broader and narrower.

    SKOS means these two to be inferred. One that is only asserted joins concepts that no tree shows together.
    """
    said = list(subject.saying("broaderTransitive", "narrowerTransitive"))
    if not said:
        raise NotCheckable("nothing is said to be broader or narrower by transitivity")
    for concept, statement in said:
        other = subject.named(statement.text, concept)
        if other is None or other == concept.id:
            continue
        target = subject.glossary.concepts[other]
        low, high = (concept, target) if statement.name == "broaderTransitive" else (target, concept)
        if not subject.glossary.is_a(low, high):
            yield Found(
                f"{concept.label}: `{statement.key}` names {target.label}, to which no broader relations lead",
                subject.place(concept, statement.key, statement.text),
                concept.id,
                cure="Write the broader relations between them.",
            )


@check("Q14", "one-way-relation", "info")
def one_way_relation(subject: Subject) -> Iterator[Found]:
    """Where a glossary writes relations on both sides, each is written on both.

    This is for narrower beside broader, and for related in tables and thesauri; for related on pages there is G03.
    Where most relations stand on one side only, that is the glossary's habit and no fault.
    """
    pairs: list[tuple[Field, Field, Mapping[tuple[str, str], Sequence[Pointer]]]] = [
        ("broader", "narrower", _by_pair(subject, "broader", "narrower")),
        ("related", "related", _by_pair(subject, "related", without_sheets=True)),
    ]
    if not any(written for _, _, written in pairs):
        raise NotCheckable("no relation is written that has two sides")
    for first, second, written in pairs:
        once = {pair: by for pair, by in written.items() if len({pointer.concept.id for pointer in by}) == 1}
        if len(once) * 2 > len(written):
            continue
        for pointer in (by[0] for by in once.values()):
            if pointer.target:
                back = second if pointer.field == first else first
                yield Found(
                    f"{pointer.concept.label}: {pointer.field} names {subject.label(pointer.target)}, which does not "
                    "name it back",
                    pointer.source,
                    pointer.concept.id,
                    (
                        subject.said(pointer),
                        Evidence(subject.label(pointer.target), subject.glossary.concepts[pointer.target].source),
                    ),
                    f"Add {pointer.concept.label!r} as {back} of {subject.label(pointer.target)!r}.",
                )


def _by_pair(
    subject: Subject, field: Field, inverse: Field | None = None, *, without_sheets: bool = False
) -> dict[tuple[str, str], list[Pointer]]:
    """Gather what is written about each pair of concepts, the inverse turned round; those of one field unordered."""
    found: dict[tuple[str, str], list[Pointer]] = {}
    for pointer in subject.pointers:
        id, target = pointer.concept.id, pointer.target
        if pointer.field not in (field, inverse) or target is None or target == id:
            continue
        if without_sheets and (id in subject.sheets or target in subject.sheets):
            continue
        swap = pointer.field == inverse if inverse else target < id
        found.setdefault((target, id) if swap else (id, target), []).append(pointer)
    return found


@check("Q15", "reflexive", "warning", fixable=True)
def reflexive(subject: Subject) -> Iterator[Found]:
    """No concept is broader than itself, related to itself or mapped to itself."""
    for pointer in subject.pointers:
        if pointer.field != "references" and pointer.target == pointer.concept.id:
            yield Found(
                f"{pointer.concept.label}: {pointer.field} names the concept itself",
                pointer.source,
                pointer.concept.id,
                (subject.said(pointer),),
                "Remove it.",
                subject.removals([pointer]),
            )
    for concept, statement in subject.saying(*lexicon.MAPPINGS):
        if subject.named(statement.text, concept) == concept.id:
            place = subject.place(concept, statement.key, statement.text)
            yield Found(
                f"{concept.label}: {statement.name} names the concept itself", place, concept.id, cure="Remove it."
            )


CHECKS: tuple[Check, ...] = (
    orphan,
    disconnected_cluster,
    cyclic_hierarchy,
    redundant_broader,
    valueless_association,
    solely_transitive,
    one_way_relation,
    reflexive,
)
