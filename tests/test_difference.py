"""dlgraph/difference.py: what differs between two glossaries.

The older glossary: Drink above Tea, which is related to Cup.
"""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from dlgraph.concept import Concept, Faq, Misconception, Reference, Section
from dlgraph.difference import Change, Difference, Edge, compare
from dlgraph.glossary import Glossary
from dlgraph.model import ConceptName
from dlgraph.render import difference as rendered

LONG = "The leaves of one bush, steeped in water that is hot but no longer boiling, for three minutes."
DRINK = Concept("drink", "Drink", "What is drunk.")
CUP = Concept("cup", "Cup", "A small vessel.")
TEA = Concept(
    "tea",
    "Tea",
    LONG,
    aliases=("cuppa",),
    broader=(Reference("drink"),),
    related=(Reference("cup"),),
    tags=("hot",),
    sections=(Section("Use", "Drink it."),),
    faqs=(Faq("tea#hot", "Is it hot?", "Yes."),),
    misconceptions=(Misconception("tea#m", "It is coffee.", "No."),),
    extra={"status": "stable"},
)
OLD = (DRINK, TEA, CUP)


def differ(*concepts: Concept, old: tuple[Concept, ...] = OLD) -> Difference:
    return compare(Glossary(old), Glossary(concepts))


def changes(found: Difference) -> list[tuple[str, str, tuple[str, ...], tuple[str, ...]]]:
    return [(each.what, each.title, each.old, each.new) for each in found.changes]


def test_a_glossary_does_not_differ_from_itself():
    assert not compare(Glossary(OLD), Glossary(OLD))


def test_concepts_are_added_and_removed_with_their_relations():
    found = differ(DRINK, TEA, Concept("pot", "Pot", broader=(Reference("drink"),)))
    assert found.added == (ConceptName("pot", "Pot"),)
    assert found.removed == (ConceptName("cup", "Cup"),)
    assert found.edges_added == (Edge(ConceptName("pot", "Pot"), "broader", ConceptName("drink", "Drink")),)
    assert [(each.origin.id, each.kind, each.target.id) for each in found.edges_removed] == [("cup", "related", "tea")]


def test_a_concept_under_another_id_is_the_one_with_its_label():
    found = differ(DRINK, replace(TEA, id="drinks/tea"), CUP)
    assert [(each.old.id, each.new.id, each.alike) for each in found.renamed] == [("tea", "drinks/tea", 1.0)]
    assert (found.added, found.removed, found.edges_added, found.edges_removed, found.changes) == ((), (), (), (), ())


def test_a_concept_under_another_id_and_label_is_the_one_with_its_words():
    found = differ(DRINK, replace(TEA, id="infusion", label="Infusion", definition=LONG + " Or four."), CUP)
    (renamed,) = found.renamed
    assert (renamed.old.id, renamed.new.id) == ("tea", "infusion")
    assert 0.9 < renamed.alike < 1
    assert changes(found)[:2] == [
        ("label", "", ("Tea",), ("Infusion",)),
        ("definition", "", (LONG,), (LONG + " Or four.",)),
    ]


def test_few_words_make_nobody_the_same():
    found = differ(DRINK, TEA, Concept("mug", "Mug", "A small vessel."))
    assert (found.renamed, [each.id for each in found.added]) == ((), ["mug"])


def test_a_concept_is_moved_when_another_is_above_it():
    found = differ(DRINK, replace(TEA, broader=(Reference("cup"),)), CUP)
    assert changes(found) == [("broader", "", ("Drink",), ("Cup",))]
    assert [each.target.id for each in found.edges_added] == ["cup"]


def test_a_renamed_parent_moves_nothing():
    found = differ(replace(DRINK, id="beverage"), replace(TEA, broader=(Reference("beverage"),)), CUP)
    assert found.changes == ()


def test_every_part_of_a_concept_is_compared():
    found = differ(
        DRINK,
        replace(
            TEA,
            aliases=("brew",),
            tags=("hot", "leaf"),
            type="Method",
            sections=(Section("Use", "Sip it."), Section("Why", "It is good.")),
            faqs=(Faq("tea#hot", "is it hot?", "Very."),),
            misconceptions=(),
            extra={"status": "draft", "order": [1]},
        ),
        CUP,
    )
    assert changes(found) == [
        ("type", "", ("Concept",), ("Method",)),
        ("aliases", "", ("cuppa",), ("brew",)),
        ("tags", "", (), ("leaf",)),
        ("section", "Use", ("Drink it.",), ("Sip it.",)),
        ("section", "Why", (), ("It is good.",)),
        ("faq", "Is it hot?", ("Yes.",), ("Very.",)),
        ("misconception", "It is coffee.", ("No.",), ()),
        ("front matter", "order", (), ("[1]",)),
        ("front matter", "status", ("'stable'",), ("'draft'",)),
    ]


def test_layout_and_order_are_no_difference():
    other = replace(TEA, definition=LONG.replace(" ", "\n"), extra={"status": "stable"}, body="Other layout.")
    assert not differ(CUP, other, DRINK)


def test_a_related_pair_declared_on_the_other_page_is_the_same_edge():
    assert not differ(DRINK, replace(TEA, related=()), replace(CUP, related=(Reference("tea"),)))


def test_questions_outside_of_pages_are_compared_by_their_concept():
    old = Glossary(OLD, [Faq("f", "When?", "At four.", concept="tea"), Faq("g", "Who?", "All.")])
    new = Glossary(OLD, [Faq("f", "When?", "At five.", concept="tea")])
    found = compare(old, new)
    assert [(each.concept and each.concept.id, each.title, each.old, each.new) for each in found.changes] == [
        ("tea", "When?", ("At four.",), ("At five.",)),
        (None, "Who?", ("All.",), ()),
    ]


# -- laws ------------------------------------------------------------------------------------------------------------

NAMES = st.sampled_from(["a", "b", "c", "d/a", "Long Name", "long name"])
WORDS = st.sampled_from(
    ["", "x", LONG, f"{LONG} More.", "one two three four five six seven eight nine", "Nine eight seven"]
)


@st.composite
def glossaries(draw: st.DrawFn) -> Glossary:
    references = st.lists(NAMES.map(Reference), max_size=2).map(tuple)
    parts = st.lists(st.tuples(NAMES, WORDS), max_size=2)
    concepts = [
        Concept(
            id,
            draw(NAMES),
            draw(WORDS),
            aliases=tuple(draw(st.lists(NAMES, max_size=2))),
            broader=draw(references),
            related=draw(references),
            references=draw(references),
            sections=tuple(Section(*part) for part in draw(parts)),
            faqs=tuple(Faq(f"{id}#{at}", *part) for at, part in enumerate(draw(parts))),
            misconceptions=tuple(Misconception(f"{id}#m{at}", *part) for at, part in enumerate(draw(parts))),
            extra=draw(st.dictionaries(NAMES, WORDS, max_size=1)),
        )
        for id in draw(st.lists(NAMES, unique=True, max_size=4))
    ]
    alone = [Faq(f"alone{at}", *part) for at, part in enumerate(draw(parts))]
    return Glossary(concepts, [replace(faq, concept=draw(st.one_of(st.just(""), NAMES))) for faq in alone])


def mirrored(found: Difference) -> Difference:
    return Difference(
        found.removed,
        found.added,
        tuple(replace(each, old=each.new, new=each.old) for each in found.renamed),
        tuple(replace(each, was=each.concept, concept=each.was, old=each.new, new=each.old) for each in found.changes),
        found.edges_removed,
        found.edges_added,
    )


def ends(edge: Edge) -> tuple[str, tuple[str, ...]]:
    both = (edge.origin.id, edge.target.id)
    return edge.kind, tuple(sorted(both)) if edge.kind == "related" else both


def contents(found: Difference) -> list[set[object]]:
    def key(change: Change) -> tuple[object, ...]:
        return change.what, change.was, change.concept, change.title, change.old, change.new

    return [
        set(found.added), set(found.removed), set(found.renamed), set(map(key, found.changes)),
        set(map(ends, found.edges_added)), set(map(ends, found.edges_removed)),
    ]  # fmt: skip


@given(glossaries())
@settings(max_examples=60, deadline=None)
def test_no_glossary_differs_from_itself(glossary: Glossary):
    assert not compare(glossary, glossary)


@given(glossaries(), glossaries())
@settings(max_examples=200, deadline=None)
def test_the_other_way_round_a_difference_is_its_mirror(one: Glossary, other: Glossary):
    assert contents(compare(other, one)) == contents(mirrored(compare(one, other)))


@given(glossaries(), glossaries())
@settings(max_examples=60, deadline=None)
def test_any_difference_can_be_told(one: Glossary, other: Glossary):
    found = compare(one, other)
    data = rendered.payload("old", "new", found)
    assert data["same"] is not bool(found)
    for form in rendered.FORMATS.values():
        assert ("hold the same glossary" in form(data)) is not bool(found)
