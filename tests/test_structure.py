"""dlgraph/structure.py and dlgraph/findings.py: what the graph answers, and what it rests on."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import networkx
import pytest

from dlgraph import structure
from dlgraph.concept import Concept, Faq, Misconception, Reference, Section
from dlgraph.formats import corpus
from dlgraph.glossary import Glossary
from dlgraph.locate import packaged_corpus
from dlgraph.model import Answer, Source
from dlgraph.recognition import Recognised, recognise

# food                      kitchen
#  ├─ bread ── related ─ salt   └─ oven          (salt: under food; its page links to oven)
#  │   ├─ rye bread
#  │   └─ toast                                 "A rye bread that …"
#  └─ drink
#      ├─ stout (beer)                           both are called "stout"
#      └─ tonic     stout (person) stands alone


def concept(id: str, label: str, definition: str, *broader: str, **rest: object) -> Concept:
    above = tuple(Reference(target, 5) for target in broader)
    return Concept(id, label, definition, broader=above, source=Source(f"{id}.md"), **rest)  # type: ignore[arg-type]


FAQ = Faq("bread#vs", "Bread vs salt: what is the difference?", "One is *baked*.", source=Source("bread.md", 20))
MYTH = Misconception("salt#myth", "Salt is a kind of bread.", "It is a mineral.", Source("salt.md", 9))
CONCEPTS = (
    concept("food", "Food", "What is eaten."),
    concept("bread", "Bread", "Baked dough.", "food", aliases=("loaf",), related=(Reference("salt", 6),), faqs=(FAQ,),
            sections=(Section("How it is made", "Knead, then **bake**."),)),
    concept("rye", "Rye bread", "Bread from rye.", "bread"),
    concept("toast", "Toast", "A rye bread that was browned.", "bread"),
    concept("salt", "Salt", "A mineral.", "food", references=(Reference("oven", 8),), misconceptions=(MYTH,),
            sections=(Section("How it is made", "Evaporate water."),)),
    concept("drink", "Drink", "What is drunk.", "food"),
    concept("beer", "Stout beer", "A dark beer.", "drink", aliases=("stout",)),
    concept("tonic", "Tonic", "Bitter water.", "drink"),
    concept("person", "Stout person", "Somebody broad.", aliases=("stout",)),
    concept("kitchen", "Kitchen", "A room."),
    concept("oven", "Oven", "A hot box.", "kitchen"),
)  # fmt: skip
SMALL = Glossary(CONCEPTS)


def asked(question: str, glossary: Glossary = SMALL, slips: dict[str, str] | None = None) -> Recognised:
    def labels(names: Sequence[str]) -> dict[str, list[str]]:
        return {name: [concept.id for concept in found] for name in names if (found := glossary.named(name))}

    mended = {} if slips is None else slips
    found = recognise(question, labels, lambda text: [mended[text]] if text in mended else [])
    assert found is not None, question
    return found


def asks(question: str, glossary: Glossary = SMALL, slips: dict[str, str] | None = None) -> Answer | None:
    return structure.answer(question, asked(question, glossary, slips), glossary, index="digest", model="hash")


def answered(question: str, slips: dict[str, str] | None = None) -> Answer:
    found = asks(question, slips=slips)
    assert found is not None, question
    return found


def text(found: Answer) -> str:
    assert found.item is not None
    return found.item.text


def edges(found: Answer) -> list[tuple[str, str, str, int]]:
    return [(edge.origin, edge.kind, edge.target, edge.source.line) for edge in found.proof]


def ids(found: Answer) -> list[str]:
    return [name.id for name in found.concepts]


# -- what an answer is -------------------------------------------------------------------------------------------------


def test_an_answer_about_one_concept_has_its_id_place_and_relations():
    found = answered("what kinds of bread are there?")
    assert found.item is not None
    assert (found.kind, found.verdict, found.confidence, found.hit, found.reason) == ("structure", "", 1.0, None, "")
    assert (found.item.id, found.item.kind, found.item.concept, found.item.label) == (
        "bread", "structure", "bread", "Bread",
    )  # fmt: skip
    assert found.item.source == Source("bread.md")
    assert found.breadcrumb == ("Food", "Bread")
    assert [name.id for name in found.related] == ["salt"]
    assert (found.index, found.model, found.question) == ("digest", "hash", "what kinds of bread are there?")


def test_an_answer_about_several_concepts_has_their_ids_and_belongs_to_none():
    found = answered("is toast a kind of food?")
    assert found.item is not None
    assert (found.item.id, found.item.concept, found.item.label) == ("toast | food", "", "Toast | Food")


def test_every_concept_of_the_proof_is_among_the_concepts():
    for question in ("is toast a kind of drink?", "how are toast and oven connected?", "bread vs tonic",
                     "where does toast sit in the hierarchy?", "what should I learn before toast?"):  # fmt: skip
        found = answered(question)
        assert {id for edge in found.proof for id in (edge.origin, edge.target)} <= set(ids(found))


# -- lists -------------------------------------------------------------------------------------------------------------


def test_kinds_come_with_a_line_each_and_how_many_are_below():
    found = answered("what kinds of food are there?")
    assert text(found).split("\n") == [
        "3 concepts fall directly under Food in this glossary, 7 in all:",
        "- Bread: Baked dough. (2 below it)",
        "- Drink: What is drunk. (2 below it)",
        "- Salt: A mineral.",
    ]
    assert ids(found) == ["food", "bread", "drink", "salt"]
    assert edges(found) == [(id, "broader", "food", 5) for id in ("bread", "drink", "salt")]


def test_where_nothing_is_narrower_kinds_are_denied_but_examples_are_left_to_the_pages():
    assert text(answered("what kinds of toast are there?")).startswith(
        "Nothing in this glossary is narrower than Toast."
    )
    assert asks("give me an example of toast") is None
    assert asks("what toasts are there?") is None
    found = answered("give me an example of bread")
    assert ids(found) == ["bread", "rye", "toast"]


def test_a_page_that_speaks_of_kinds_answers_where_the_graph_has_none():
    told = replace(SMALL["toast"], sections=(Section("Two types of toast", "Thin and thick."),))
    glossary = Glossary([*(each for each in CONCEPTS if each.id != "toast"), told])
    assert asks("what kinds of toast are there?", glossary) is None


def test_kinds_are_counted():
    found = answered("how many kinds of food are there?")
    assert text(found).split("\n") == [
        "3 concepts fall directly under Food in this glossary, 7 in all:", "Bread, Drink, Salt",
    ]  # fmt: skip


def test_the_size_of_the_glossary_is_told():
    found = answered("how many concepts are there in this glossary?")
    assert text(found).startswith("This glossary holds 11 concepts, 1 FAQ and 1 misconception.")
    assert found.item is not None
    assert (found.item.id, found.item.concept, ids(found)) == ("glossary", "", [])


def test_related_concepts_are_listed_whoever_declares_it():
    found = answered("what is related to salt?")
    assert "- Bread: Baked dough." in text(found)
    assert "Broader: Food" in text(found)
    assert edges(found) == [("bread", "related", "salt", 6)]
    assert text(answered("what is related to oven?")).split("\n") == [
        "No concept is declared related to Oven; its page is linked with these:",
        "- Salt: A mineral.",
        "Broader: Kitchen",
    ]  # fmt: skip
    assert asks("what is related to stout person?") is None


def test_siblings_share_what_is_directly_broader():
    found = answered("what are the siblings of bread?")
    assert ids(found) == ["bread", "drink", "salt", "food"]
    assert text(answered("what other kinds of drink are there besides tonic?")).split("\n") == [
        "Beside Tonic, 1 concept falls directly under Drink:", "- Stout beer: A dark beer.",
    ]  # fmt: skip
    assert asks("what other kinds of bread are there besides tonic?") is None
    assert "nothing is broader" in text(answered("what are the siblings of kitchen?"))


# -- upwards -----------------------------------------------------------------------------------------------------------


def test_where_a_concept_belongs_is_drawn_to_the_top():
    found = answered("what is toast a kind of?")
    assert "Toast < Bread < Food" in text(found)
    assert edges(found) == [("toast", "broader", "bread", 5), ("bread", "broader", "food", 5)]
    assert "top concept" in text(answered("where does food sit in the hierarchy?"))
    assert "Further up: Food" in text(answered("what is broader than toast?"))


def test_what_kind_of_something_a_thing_is_is_drawn_up_to_it():
    assert text(answered("what kind of food is toast?")).startswith("Toast < Bread < Food")
    assert asks("what kind of kitchen is toast?") is None


@pytest.mark.parametrize(
    ("question", "verdict", "opening"),
    [
        ("is toast a kind of food?", "true", "Yes: Toast falls under Food."),
        ("does food include toast?", "true", "Yes: Toast falls under Food."),
        ("isn't toast a kind of food?", "true", "Yes: Toast falls under Food."),
        ("is toast a kind of drink?", "false",
         "No, not in this glossary's hierarchy: Toast does not fall under Drink."),
        ("toast is not a kind of food, right?", "false", "False: Toast falls under Food."),
        ("toast is not a kind of drink, right?", "true",
         "True, not in this glossary's hierarchy: Toast does not fall under Drink."),
    ],
)  # fmt: skip
def test_the_verdict_says_whether_what_is_put_forward_holds(question: str, verdict: str, opening: str):
    found = answered(question)
    assert found.verdict == verdict
    assert text(found).split("\n")[0] == opening


def test_yes_rests_on_the_chain():
    found = answered("is toast part of food?")
    assert text(found).split("\n")[1] == "Toast < Bread < Food"
    assert edges(found) == [("toast", "broader", "bread", 5), ("bread", "broader", "food", 5)]


def test_no_rests_on_both_chains_up_to_what_is_common():
    found = answered("is toast a kind of drink?")
    assert text(found).split("\n")[1:] == ["Both fall under Food:", "Toast < Bread < Food", "Drink < Food"]
    assert [edge[:3] for edge in edges(found)] == [
        ("toast", "broader", "bread"), ("bread", "broader", "food"), ("drink", "broader", "food"),
    ]  # fmt: skip


def test_no_says_so_where_nothing_is_common():
    found = answered("is toast a kind of oven?")
    assert "Nothing in this glossary is broader than both." in text(found)
    assert found.verdict == "false"


def test_no_tells_the_other_way_round():
    found = answered("is food a kind of toast?")
    assert found.verdict == "false"
    assert text(found).split("\n") == [
        "No, not in this glossary's hierarchy: Food does not fall under Toast. It is the other way round:",
        "Toast < Bread < Food",
    ]


def test_no_brings_the_misconception_that_says_so():
    lines = text(answered("is salt a kind of bread?")).split("\n")
    assert lines[-3:] == ["Myth: Salt is a kind of bread.", "Reality: It is a mineral.", "Source: salt.md:9"]
    assert "They are connected: Salt – Bread" in lines


def test_where_the_definition_says_what_the_hierarchy_does_not_there_is_no_verdict():
    found = answered("is toast a kind of rye bread?")
    assert found.verdict == ""
    assert "its definition reads: A rye bread" in text(found)


@pytest.mark.parametrize(
    ("definition", "verdict"),
    [
        ("A dark bread.", ""),
        ("A family of sour breads that rise.", ""),
        ("One kind of bread.", ""),
        ("The smell of bread.", "false"),
        ("A bread knife.", "false"),
        ("A tool made for bread.", "false"),
        ("Slicing bread.", "false"),
        ("", "false"),
    ],
)
def test_only_what_a_definition_calls_a_thing_is_what_it_is(definition: str, verdict: str):
    glossary = Glossary([*CONCEPTS, concept("new", "Novelty", definition, "kitchen")])
    found = asks("is novelty a kind of bread?", glossary)
    assert found is not None
    assert found.verdict == verdict


def test_loose_questions_go_to_the_pages_where_those_speak_of_each_other():
    assert asks("is toast rye bread?") is None
    assert asks("is salt bread?") is None
    assert answered("is tonic bread?").verdict == "false"


def test_what_is_called_a_kind_of_something_is_never_denied_to_be_one():
    glossary = Glossary([*CONCEPTS, concept("stale", "Stale food", "Old.", "kitchen", aliases=("stale oven",))])
    assert asks("is stale food a kind of food?", glossary) is None


# -- between concepts --------------------------------------------------------------------------------------------------


def test_a_path_is_drawn_and_each_step_said():
    found = answered("how are toast and oven connected?")
    assert text(found).split("\n") == [
        "Toast < Bread – Salt → Oven",
        "- Toast falls directly under Bread.",
        "- Bread is related to Salt.",
        "- The page of Salt links to Oven.",
    ]
    assert [edge[1] for edge in edges(found)] == ["broader", "related", "references"]


def test_what_nothing_connects_is_said_to_be_so():
    found = answered("how are toast and stout person related?")
    assert text(found) == "Nothing in this glossary connects Toast with Stout person."
    assert found.proof == ()


def test_a_comparison_says_what_both_are_then_each_and_aligns_sections():
    found = answered("toast vs tonic")
    assert found.kind == "comparison"
    assert found.item is not None
    assert found.item.kind == "comparison"
    lines = text(found).split("\n")
    assert lines[:3] == ["Toast and Tonic both fall under Food.", "Toast < Bread < Food", "Tonic < Drink < Food"]
    assert "Toast: A rye bread that was browned." in lines
    assert ids(found)[:3] == ["toast", "tonic", "food"]
    assert found.breadcrumb == ("Food",)


def test_an_faq_that_asks_for_the_comparison_comes_first():
    lines = text(answered("what is the difference between bread and salt?")).split("\n")
    assert lines[:3] == ["Bread vs salt: what is the difference?", "One is baked.", "Source: bread.md:20"]
    assert "Bread and Salt both fall under Food." in lines
    at = lines.index("How it is made:")
    assert lines[at + 1 : at + 3] == ["- Bread: Knead, then bake.", "- Salt: Evaporate water."]
    assert "Myth: Salt is a kind of bread." in lines


def test_a_comparison_with_a_kind_of_it_says_which_falls_under_which():
    assert "Toast falls under Food." in text(answered("difference between food and toast")).split("\n")


def test_three_concepts_are_compared_too():
    found = answered("how do bread, salt and tonic differ?")
    assert ids(found)[:4] == ["bread", "salt", "tonic", "food"]
    assert "Bread, Salt and Tonic all fall under Food." in text(found)


def test_what_to_learn_before_is_in_order_without_what_is_known():
    found = answered("what should I learn before toast?")
    assert text(found).split("\n") == [
        "Before Toast, in this order:",
        "1. Food: What is eaten.",
        "2. Bread: Baked dough.",
    ]
    known = answered("what should I learn before toast if I already know food?")
    assert text(known).split("\n")[1:] == ["1. Bread: Baked dough.", "Left out as known: Food"]
    assert text(answered("prerequisites for kitchen")) == "Nothing in this glossary needs to come before Kitchen."


# -- names that are not plain ------------------------------------------------------------------------------------------


def test_a_name_of_two_concepts_proves_what_either_proves_and_says_which():
    found = answered("is stout a kind of drink?")
    assert (found.verdict, found.confidence) == ("true", 1.0)
    assert "“stout” is read as Stout beer (beer); it may also mean Stout person (person)." in text(found)
    denied = answered("is stout a kind of bread?")
    assert (denied.verdict, denied.confidence) == ("false", structure.CHOSEN)


def test_a_list_for_a_name_of_two_concepts_has_both():
    found = answered("prerequisites for stout")
    assert text(found).startswith("“stout” may mean Stout beer (beer) or Stout person (person).")
    assert "Before Stout beer, in this order:" in text(found)
    assert found.item is not None
    assert found.item.id == "beer | person"
    assert "it may also mean Stout person (person)." in text(answered("where does stout belong?"))


def test_a_comparison_with_a_name_of_two_concepts_is_less_certain():
    found = answered("stout vs tonic")
    assert found.confidence == structure.CHOSEN
    assert "it may also mean Stout person (person)." in text(found)


def test_a_mended_name_is_told_and_makes_an_answer_less_certain():
    found = answered("is tosat a kind of food?", {"tosat": "toast"})
    assert (found.verdict, found.confidence) == ("true", structure.MENDED)
    assert "“tosat” was read as Toast." in text(found).split("\n")


def test_a_name_nobody_has_is_the_reason_of_an_abstention():
    found = structure.unknown("?", asked("difference between breads and braeds"), SMALL, index="i", model="m")
    assert (found.kind, found.item, found.confidence) == ("abstain", None, 0.0)
    assert found.reason == "no concept is called 'braeds'; similar: Bread"


def test_an_faq_that_is_the_question_gets_the_compared_concepts_and_what_is_common():
    faq = replace(answered("what kinds of bread are there?"), kind="faq", proof=())
    found = structure.beside(faq, asked("bread vs salt"), SMALL)
    assert ids(found)[:3] == ["bread", "salt", "food"]
    assert {edge[:3] for edge in edges(found)} >= {("bread", "broader", "food"), ("salt", "broader", "food")}
    assert (found.kind, found.item) == ("faq", faq.item)


def test_a_hierarchy_that_has_no_place_for_a_concept_says_nothing_of_it():
    for question in ("is {} a kind of food?", "is toast a kind of {}?", "what kinds of {} are there?",
                     "where does {} belong?", "what are the siblings of {}?"):  # fmt: skip
        assert asks(question.format("stout person")) is None


def test_a_cycle_in_the_hierarchy_keeps_nothing_from_being_answered():
    loop = Glossary(
        [concept("a", "Aa", "One.", "b"), concept("b", "Bb", "Two.", "a"), concept("c", "Cc", "Three.", "a")]
    )
    for question, verdict in (("is aa a kind of bb?", "true"), ("is aa a kind of cc?", "false")):
        found = asks(question, loop)
        assert found is not None
        assert found.verdict == verdict
    for question in ("what is aa a kind of?", "what kinds of aa are there?", "aa vs bb", "how are aa and cc connected?",
                     "prerequisites for cc", "what are the siblings of aa?"):  # fmt: skip
        assert asks(question, loop) is not None


# -- the packaged glossary ---------------------------------------------------------------------------------------------


@cache
def packaged() -> Glossary:
    read = corpus.read(packaged_corpus())
    return Glossary(read.concepts, read.faqs)


@cache
def bare() -> Glossary:
    """The packaged concepts without their text, in which every comparison looks for FAQs that mention both."""
    return Glossary(replace(each, sections=(), faqs=(), misconceptions=()) for each in packaged())


@cache
def above() -> dict[str, set[str]]:
    """What is above each concept, itself included, as NetworkX finds it."""
    graph = networkx.DiGraph()
    graph.add_nodes_from(packaged().concepts)
    graph.add_edges_from((edge.origin, edge.target) for edge in packaged().relations if edge.kind == "broader")
    return {id: {id, *networkx.descendants(graph, id)} for id in graph}


def lowest(one: str, other: str) -> set[str]:
    shared = above()[one] & above()[other]
    return {id for id in shared if not any(id != low and id in above()[low] for low in shared)}


def sibling_pairs() -> list[tuple[Concept, Concept]]:
    pairs = {
        tuple(sorted((one.id, other.id))) for one in packaged() for other in packaged().siblings(one)
    }  # fmt: skip
    return [(packaged().concepts[one], packaged().concepts[other]) for one, other in sorted(pairs)]


def compares(one: Concept, other: Concept, glossary: Glossary) -> bool:
    """Ask for the difference; tell whether both concepts and the right common broader ones are in the answer."""
    found = asks(f"what is the difference between {one.label} and {other.label}?", glossary)
    assert found is not None
    common = lowest(one.id, other.id)
    tops = {edge.target for edge in found.proof if edge.kind == "broader"}
    named = all(packaged().concepts[id].label in text(found) for id in common)
    return (
        found.kind == "comparison" and ids(found)[:2] == [one.id, other.id] and common <= {*ids(found)} & tops and named
    )


def test_the_difference_between_any_two_siblings_names_both_and_the_right_common_broader():
    pairs = sibling_pairs()
    assert len(pairs) > 1000
    assert [(one.label, other.label) for one, other in pairs if not compares(one, other, bare())] == []


def test_the_difference_between_siblings_with_all_their_text_does_too():
    pairs = random.Random(5).sample(sibling_pairs(), 60)
    assert [(one.label, other.label) for one, other in pairs if not compares(one, other, packaged())] == []


KIND_OF = (
    "is {} a kind of {}?",
    "{} is a type of {}, right?",
    "is {} a subset of {}?",
    "does {} belong to {}?",
    "is it true that {} is a form of {}?",
)
LOOSE = ("is {} a {}?", "is {} part of {}?", "are {} {}?")


def test_whether_one_thing_is_another_agrees_with_the_graph():
    """All pairs of which one falls under the other, and others to make 3,000."""
    chance = random.Random(7)
    everything = list(packaged())
    true = [(low, packaged().concepts[high]) for low in everything for high in above()[low.id] - {low.id}]
    any_two = list(itertools.permutations(everything, 2))
    without_verdict = 0
    for one, other in [*true, *chance.sample(any_two, 3000 - len(true))]:
        holds = other.id in above()[one.id]
        found = asks(chance.choice(KIND_OF).format(one.label, other.label), packaged())
        # No answer is given where the name itself says so, and no verdict where the definition does.
        if found is None or not found.verdict:
            assert not holds, (one.label, other.label)
            without_verdict += 1
            continue
        assert (found.verdict == "true") == holds, (one.label, other.label)
        assert (says_no(found)) == (not holds)
        loose = asks(chance.choice(LOOSE).format(one.label, other.label), packaged())
        assert (loose is not None and loose.verdict == "true") == holds, (one.label, other.label)
    assert without_verdict < 30


def says_no(found: Answer) -> bool:
    return "not in this glossary's hierarchy" in text(found)


def test_what_kinds_there_are_agrees_with_the_graph():
    for each in packaged():
        for template in ("what kinds of {} are there?", "list the types of {}", "what falls under {}?"):
            found = asks(template.format(each.label), packaged())
            below = {id for id, over in above().items() if each.id in over and id != each.id}
            direct = {
                edge.origin for edge in packaged().relations if edge.kind == "broader" and edge.target == each.id
            }  # fmt: skip
            if found is None:
                assert not direct
                continue
            assert set(ids(found)) - {each.id} == direct
            if below > direct:
                assert f"{len(below)} in all" in text(found)
