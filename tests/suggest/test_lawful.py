"""Relations that may be added: whatever is admitted leaves no circle and nothing related to what is above it."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from dlgraph.concept import Concept
from dlgraph.glossary import Glossary
from dlgraph.model import Source
from dlgraph.suggest.lawful import Relations
from dlgraph.suggest.suggestion import Suggestion

IDS = "abcde"
RELATIONS = st.lists(
    st.tuples(st.sampled_from(["broader", "related", "references"]), st.sampled_from(IDS), st.sampled_from(IDS)),
    max_size=30,
)


@given(RELATIONS)
def test_what_is_admitted_keeps_the_hierarchy_whole_and_apart_from_related(wanted: list[tuple[str, str, str]]):
    relations = Relations(Glossary([Concept(id, id) for id in IDS]))
    asked = [Suggestion(kind, origin, target, "", 1.0, (), Source("")) for kind, origin, target in wanted]  # type: ignore[arg-type]
    admitted = relations.admit(asked)
    above = {id: set[str]() for id in IDS}
    for each in admitted:
        if each.kind == "broader":
            above[each.concept].add(each.target)
    for _ in IDS:
        for id in IDS:
            above[id] |= {far for near in above[id] for far in above[near]}
    assert all(id not in above[id] for id in IDS)
    related = [each for each in admitted if each.kind == "related"]
    assert all(each.target not in above[each.concept] | {each.concept} for each in related)
    assert all(each.concept not in above[each.target] for each in related)
    assert len({frozenset((each.concept, each.target)) for each in related}) == len(related)


@given(RELATIONS)
def test_nothing_is_admitted_twice(wanted: list[tuple[str, str, str]]):
    relations = Relations(Glossary([Concept(id, id) for id in IDS]))
    asked = [Suggestion(kind, origin, target, "", 1.0, (), Source("")) for kind, origin, target in wanted]  # type: ignore[arg-type]
    admitted = relations.admit(asked)
    assert relations.admit(admitted) == []
    assert all(one != other for one, other in itertools.pairwise(admitted))
