"""dlgraph/learning.py: what comes before what."""

from __future__ import annotations

import networkx
from hypothesis import given, settings
from hypothesis import strategies as st

from dlgraph.concept import Concept, Reference, Section
from dlgraph.formats import okf
from dlgraph.glossary import Glossary
from dlgraph.learning import LearningPath, learning_order
from dlgraph.model import Relation, Source
from dlgraph.taxonomy import depths


def glossary(words: str, ids: str = "") -> Glossary:
    """Make a glossary of one-letter concepts from words: "b<a" is b, broader a; "b>a" is b whose opening links to a."""
    pairs = words.split()

    def of(id: str, sign: str) -> tuple[Reference, ...]:
        return tuple(Reference(word[2], at) for at, word in enumerate(pairs, 2) if word[:2] == id + sign)

    return Glossary(
        Concept(id, id.upper(), broader=of(id, "<"), references=of(id, ">"), source=Source(id))
        for id in ids or sorted({letter for word in pairs for letter in (word[0], word[2])})
    )


def steps(found: LearningPath) -> str:
    return "".join(step.concept.id for step in found.steps)


def order(found: Glossary, goal: str, knows: str = "") -> str:
    return steps(learning_order(found, found[goal], [found[id] for id in knows]))


def broken(found: Glossary, goal: str) -> str:
    signs = {"broader": "<", "references": ">"}
    dropped = learning_order(found, found[goal]).broken
    return " ".join(step.origin + signs[step.kind] + step.target for step in dropped)


# -- what a page needs ---------------------------------------------------------------------------------------------

#    a          d and c are below b and link to each other; e links to c, then to d; f is below d
#    b   g      h is alone
#   c d  e
#     f
TREE = glossary("b<a c<b d<b f<d e<g c>d d>c e>c e>d", "abcdefgh")


def test_what_is_broader_comes_first():
    assert order(TREE, "b") == "ab"
    assert order(TREE, "a") == "a"
    assert order(TREE, "h") == "h"


def test_every_broader_concept_is_needed_in_the_order_of_declaration():
    assert order(glossary("b<a c<a d<c d<b"), "d") == "acbd"


def test_what_the_opening_links_to_comes_before_with_all_that_it_needs_in_turn():
    assert order(glossary("b>a c>b d>c d>a"), "d") == "abcd"
    assert order(glossary("m<a n<b n>m", "abmn"), "n") == "bamn"


def test_a_link_to_what_stands_deeper_is_no_need():
    found = glossary("b<a c<b y<x a>c b>c c>y y>b x>b")
    assert order(found, "a") == "a"
    assert order(found, "x") == "x"
    assert order(found, "b") == "ab"
    assert order(found, "c") == "abxyc"
    assert order(found, "y") == "xaby"


def test_each_step_says_which_relations_make_it_needed():
    found = glossary("b<a c<b c>a c>b")
    path = learning_order(found, found["c"])
    assert [(step.concept.id, step.needed) for step in path.steps] == [
        ("a", (Relation("b", "broader", "a", Source("b", 2)), Relation("c", "references", "a", Source("c", 4)))),
        ("b", (Relation("c", "broader", "b", Source("c", 3)), Relation("c", "references", "b", Source("c", 5)))),
        ("c", ()),
    ]


# -- the opening of a page -----------------------------------------------------------------------------------------


def opened(page: str) -> str:
    """Return what must be learnt before a page whose body, below a description, is given; a to e are other pages."""
    goal, _ = okf.read(f"---\ntype: Concept\ntitle: Z\ndescription: It is z.\n---\n{page}", "z", "z.md")
    return order(Glossary([goal, *(Concept(id, id.upper()) for id in "abcde")]), "z")[:-1]


def test_the_opening_is_the_text_before_the_first_heading():
    assert opened("On [a](a.md).\n\nAnd [b](b.md).\n\n## Why\n\nOf [c](c.md).\n") == "ab"


def test_where_nothing_is_linked_there_the_opening_is_the_first_section():
    assert opened("Plain.\n\n## What\n\nOn [a](a.md).\n\n## Why\n\nOf [c](c.md).\n") == "a"
    assert opened("# Z\n\n## What\n\nOn [a](a.md).\n\n### More\n\nOf [c](c.md).\n") == "a"
    assert opened("## What\n\nNothing.\n\n## Why\n\nOf [c](c.md).\n") == ""


def test_questions_and_misconceptions_end_the_opening_and_are_not_part_of_it():
    asked = "## FAQ\n\n### Why so?\n\nOf [c](c.md).\n"
    assert opened(f"On [a](a.md).\n\n{asked}") == "a"
    assert opened(f"## What\n\nOn [a](a.md).\n\n{asked}") == "a"
    assert opened(asked) == ""
    assert opened("## Myths\n\n**Myth:** It is [c](c.md).\n**Reality:** No.\n\n## What\n\nOn [a](a.md).\n") == "a"


def test_on_a_page_without_headings_every_link_is_in_the_opening():
    assert opened("On [a](a.md).\n\nAnd [b](b.md).\n") == "ab"
    rows = [Concept("a", "A"), Concept("z", "Z", references=(Reference("a", 9),), sections=(Section("", "On a.", 9),))]
    assert order(Glossary(rows), "z") == "az"


# -- circles -------------------------------------------------------------------------------------------------------


def test_of_pages_that_need_each_other_the_one_met_last_comes_first():
    found = glossary("b>a a>b c>b", "abc")
    assert (order(found, "c"), broken(found, "c")) == ("abc", "a>b")
    assert (order(found, "a"), broken(found, "a")) == ("ba", "b>a")


def test_links_are_dropped_before_broader_relations():
    # a and b, a kind of it, are both below t, and b is nearer to the top: so c may need b.
    found = glossary("p<q a<p b<a b<t a>c c<t c>b")
    assert (order(found, "a"), broken(found, "a")) == ("qptca", "c>b")
    assert (order(found, "b"), broken(found, "b")) == ("qptcab", "c>b")


def test_a_circle_in_the_hierarchy_is_broken_where_it_comes_back():
    ring = glossary("a<b b<c c<a")
    assert (order(ring, "a"), broken(ring, "a")) == ("cba", "c<a")
    assert (order(ring, "b"), broken(ring, "b")) == ("acb", "a<b")


def test_a_relation_that_was_dropped_makes_nothing_needed():
    found = glossary("b>a a>b", "ab")
    (first, last) = learning_order(found, found["b"]).steps
    assert first.needed == (Relation("b", "references", "a", Source("b", 2)),)
    assert last.needed == ()


def test_an_order_may_be_very_long():
    names = [f"c{number:05}" for number in range(10_000)]
    concepts = [
        Concept(id, id, broader=(Reference(names[at - 1]),) if at else (), references=(Reference(names[-at], 2),))
        for at, id in enumerate(names)
    ]
    found = Glossary(concepts)
    path = learning_order(found, found[names[-1]])
    assert [step.concept.id for step in path.steps] == names


# -- what is known -------------------------------------------------------------------------------------------------


def test_what_is_known_is_left_out_with_all_that_it_needs():
    found = glossary("b<a c<b d<c x<a d>x")
    assert order(found, "d") == "abcxd"
    assert order(found, "d", "b") == "cxd"
    assert order(found, "d", "cx") == "d"
    path = learning_order(found, found["d"], [found["b"]])
    assert [concept.id for concept in path.known] == ["a", "b"]
    assert path.steps[0].needed == (Relation("d", "broader", "c", Source("d", 4)),)


def test_to_know_what_is_not_needed_helps_where_it_needs_the_same():
    found = glossary("b<a c<b y<b", "abcy")
    assert order(found, "c", "y") == "c"


def test_what_was_dropped_among_the_known_is_not_told():
    found = glossary("b>a a>b c>b", "abc")
    assert learning_order(found, found["c"], [found["a"]]).broken == ()
    assert learning_order(found, found["c"], [found["b"]]).broken == ()


def test_there_is_nothing_to_learn_where_the_goal_is_known():
    assert order(TREE, "b", "b") == ""
    assert order(TREE, "b", "f") == ""


def test_to_know_part_of_a_circle_is_not_to_know_the_goal():
    found = glossary("b>a a>b", "ab")
    assert order(found, "a", "b") == "a"


# -- laws ----------------------------------------------------------------------------------------------------------

EDGES = st.lists(st.tuples(st.sampled_from("abcdefg"), st.sampled_from("<>"), st.sampled_from("abcdefg")), max_size=16)


@given(EDGES, st.sampled_from("abcdefg"), st.sets(st.sampled_from("abcdefg"), max_size=2))
@settings(deadline=None, max_examples=250)
def test_every_order_obeys_the_laws(edges: list[tuple[str, str, str]], goal: str, knows: set[str]):
    found = glossary(" ".join("".join(edge) for edge in edges if edge[0] != edge[2]), "abcdefg")
    path = learning_order(found, found[goal], [found[id] for id in sorted(knows)])
    ids = steps(path)
    place = {id: at for at, id in enumerate(ids)}
    known = {concept.id for concept in path.known}
    levels = depths(found)

    def needs(id: str) -> list[Relation]:
        links = [link for link in found.outgoing(id, "references") if levels.get(link.target, 0) <= levels.get(id, 0)]
        return [*found.outgoing(id, "broader"), *links]

    if goal in known:
        assert ids == ""
    else:
        assert ids[-1] == goal
    assert len(place) == len(ids)
    assert not known & set(ids)

    # Whatever a step needs comes before it, is known, or is named as dropped; and is there only because it is needed.
    for id in ids:
        for need in needs(id):
            assert need in path.broken or need.target in known or place[need.target] < place[id]
    for step in path.steps[:-1]:
        assert step.needed
        assert all(need in needs(need.origin) and need not in path.broken for need in step.needed)
        assert {need.target for need in step.needed} == {step.concept.id}
        assert all(place[need.origin] > place[step.concept.id] for need in step.needed)

    # No relation is dropped that could be kept, and none of the hierarchy's own but in a circle of its own.
    every = [relation for id in "abcdefg" for relation in needs(id)]
    kept = networkx.DiGraph((need.origin, need.target) for need in every if knows or need not in path.broken)
    upward = networkx.DiGraph((need.origin, need.target) for need in found.relations if need.kind == "broader")
    for relation in path.broken:
        assert networkx.has_path(kept, relation.target, relation.origin)
        assert relation.kind == "references" or networkx.has_path(upward, relation.target, relation.origin)
