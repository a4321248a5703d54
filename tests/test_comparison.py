"""dlgraph/comparison.py: concepts side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlgraph.comparison import Comparison, compare
from dlgraph.concept import Concept, Faq, Misconception, Reference, Section
from dlgraph.errors import QuestionError
from dlgraph.glossary import Glossary
from dlgraph.model import Relation, Source
from dlgraph.paths import way


def concept(
    id: str, label: str = "", *, faqs: str = "", myths: str = "", sections: str = "", **parts: object
) -> Concept:
    """Make a concept; FAQs and myths are lines "asked | said", sections "title | text", relations ids with lines 2…"""
    given = {
        kind: tuple(Reference(target, at) for at, target in enumerate(targets.split(), 2))
        if kind != "aliases"
        else targets
        for kind, targets in parts.items()
        if isinstance(targets, str | tuple)
    }

    def pairs(text: str) -> list[list[str]]:
        return [[half.strip() for half in line.split("|")] for line in text.splitlines() if line.strip()]

    return Concept(
        id,
        label or id.capitalize(),
        faqs=tuple(Faq(f"{id}#{at}", asked, said) for at, (asked, said) in enumerate(pairs(faqs))),
        misconceptions=tuple(Misconception(f"{id}#m{at}", myth, said) for at, (myth, said) in enumerate(pairs(myths))),
        sections=tuple(Section(title, text, at) for at, (title, text) in enumerate(pairs(sections))),
        source=Source(f"{id}.md"),
        **given,  # type: ignore[arg-type]
    )


def compared(glossary: Glossary, ids: str) -> Comparison:
    return compare(glossary, [glossary[id] for id in ids.split()])


def labels(concepts: Sequence[Concept]) -> list[str]:
    return [found.label for found in concepts]


#          drink                     stone (alone)      tea─cup, coffee─cup, tea─leaf, coffee─bean related
#         /     \                                       tea─coffee related, tea links to coffee
#       tea     coffee                                  green tea─leaf related
#        |         \
#    green tea   espresso
GLOSSARY = Glossary(
    [
        concept("drink"),
        concept("tea", broader="drink", related="coffee cup leaf", references="coffee"),
        concept("coffee", broader="drink", related="bean cup"),
        concept("green-tea", "Green tea", broader="tea", related="leaf"),
        concept("espresso", broader="coffee"),
        concept("cup"),
        concept("leaf"),
        concept("bean"),
        concept("stone"),
    ]
)


# -- the graph -----------------------------------------------------------------------------------------------------


def test_a_comparison_gives_what_is_broader_than_all_and_the_chains_up_to_it():
    found = compared(GLOSSARY, "green-tea espresso")
    (common,) = found.common
    assert common.concept == GLOSSARY["drink"]
    assert [[step.target for step in steps] for steps in common.chains] == [["tea", "drink"], ["coffee", "drink"]]
    assert common.chains[0][0] == Relation("green-tea", "broader", "tea", Source("green-tea.md", 2))
    assert (found.kinds, found.paths) == ((), ())


def test_a_kind_of_the_other_is_told_with_its_chain():
    found = compared(GLOSSARY, "drink green-tea")
    assert [common.concept.id for common in found.common] == ["drink"]
    assert [len(steps) for steps in found.common[0].chains] == [0, 2]
    (kinship,) = found.kinds
    assert (kinship.concept.id, kinship.broader.id, len(kinship.chain)) == ("green-tea", "drink", 2)


def test_what_only_one_is_related_to_and_what_all_are_related_to_leave_out_the_compared():
    found = compared(GLOSSARY, "tea coffee")
    assert [labels(others) for others in found.only] == [["Leaf"], ["Bean"]]
    assert labels(found.shared) == ["Cup"]
    assert [(relation.origin, relation.kind, relation.target) for relation in found.direct] == [
        ("tea", "related", "coffee"),
        ("tea", "references", "coffee"),
    ]


def test_three_concepts_are_compared_alike():
    found = compared(GLOSSARY, "tea coffee green-tea")
    assert [labels(others) for others in found.only] == [[], ["Bean"], []]
    assert found.shared == ()
    assert [(kinship.concept.id, kinship.broader.id) for kinship in found.kinds] == [("green-tea", "tea")]
    assert [[len(steps) for steps in common.chains] for common in found.common] == [[1, 1, 2]]


def test_where_nothing_broader_is_common_paths_lead_from_each_to_the_next():
    found = compared(GLOSSARY, "leaf bean stone")
    assert found.common == ()
    first, second = found.paths
    assert way("leaf", first or ()) == ("leaf", "tea", "coffee", "bean")
    assert second is None


def test_fewer_than_two_concepts_or_one_twice_are_an_error():
    with pytest.raises(QuestionError, match="two concepts"):
        compare(GLOSSARY, [GLOSSARY["tea"]])
    with pytest.raises(QuestionError, match="two concepts"):
        compare(GLOSSARY, [])
    with pytest.raises(QuestionError, match="'Tea' is compared with itself"):
        compare(GLOSSARY, [GLOSSARY["tea"], GLOSSARY["coffee"], GLOSSARY["tea"]])


# -- sections ------------------------------------------------------------------------------------------------------


def aligned(*pages: str) -> list[tuple[str, str]]:
    """Return the titles of aligned sections, each with the texts of the pages, a dash where one has none."""
    concepts = [
        concept(id, sections=page) for id, page in zip(("sorting", "searching", "hashing"), pages, strict=False)
    ]
    rows = compare(Glossary(concepts), concepts).sections
    return [(row.title, " ".join(part.text if part else "-" for part in row.sections)) for row in rows]


def test_sections_that_two_pages_have_are_aligned_in_the_order_of_the_pages():
    assert aligned("What | a\nHow | b\nOnly here | c", "HOW: | d\nWhat | e") == [("What", "a e"), ("How", "b d")]
    assert aligned("What | a", "How | b\nUses | c", "Uses | d\nWhat | e") == [("What", "a - e"), ("Uses", "- c d")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Example", "Examples"),
        ("Problem it addresses", "Problems It Addresses"),
        ("Use", "Uses"),
        ("Practise", "Practice"),
        ("How sorting works", "How searching works"),
    ],
)
def test_titles_that_differ_by_number_a_letter_or_the_pages_own_name_are_the_same(one: str, other: str):
    assert aligned(f"{one} | a", f"{other} | b") == [(one, "a b")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Advantages", "Disadvantages"),
        ("Examples", "Examples in practice"),
        ("Part 1", "Part 2"),
        ("Pros", "Cons"),
        ("How sorting works", "How sorting helps"),
        ("Sorting", "Searching"),
        ("Further reading", "Further reading"),
        ("", ""),
    ],
)
def test_other_titles_are_not_the_same_and_pointers_elsewhere_are_not_aligned(one: str, other: str):
    assert aligned(f"{one} | a", f"{other} | b") == []


def test_a_section_without_text_is_not_aligned_and_each_section_only_once():
    assert aligned("What |\nWhat | a", "What | b\nWhat | c") == [("What", "a b")]
    assert aligned("What | a\nWhat | b", "What | c\nWhat | d") == [("What", "a c"), ("What", "b d")]


# -- mentions ------------------------------------------------------------------------------------------------------


def asked(*pages: Concept, ids: str = "tree forest", faqs: Sequence[Faq] = ()) -> list[str]:
    """Return the questions and myths that a comparison finds; a star marks those that are not direct."""
    found = compared(Glossary(pages, faqs), ids)
    return [
        (mention.part.question if isinstance(mention.part, Faq) else mention.part.myth) + "*" * (not mention.direct)
        for mention in found.mentions
    ]


FOREST = concept("forest", "Random forest", aliases=("RF",))


def test_questions_and_myths_of_any_page_that_name_two_concepts_are_found():
    tree = concept("tree", "Decision tree", faqs="Is a decision tree a random forest? | No.\nIs it fast? | Yes.")
    other = concept("other", faqs="Random forests or decision trees? | Both.", myths="An RF is one decision tree | No.")
    assert asked(tree, FOREST, other) == [
        "Is a decision tree a random forest?",
        "Random forests or decision trees?",
        "An RF is one decision tree",
    ]


def test_those_that_name_two_in_the_question_come_first_and_of_these_the_ones_that_compare():
    tree = concept(
        "tree",
        "Decision tree",
        faqs="Is it fast? | A decision tree is, a random forest is not.\n"
        "Is a decision tree part of a random forest? | Yes.\n"
        "Decision tree vs. random forest? | It depends.",
    )
    assert asked(tree, FOREST) == [
        "Decision tree vs. random forest?",
        "Is a decision tree part of a random forest?",
        "Is it fast?*",
    ]


def test_a_mention_says_whose_it_is_and_what_it_names():
    alone = Faq("q", "Trees, forests, woods?", "Yes.", source=Source("faq.csv", 2))
    owned = Faq("r", "And these?", "The wood is no tree.", concept="forest")
    pages = [concept("tree"), concept("forest"), concept("wood")]
    found = compared(Glossary(pages, [alone, owned]), "wood tree forest").mentions
    assert [(mention.part.id, mention.concept and mention.concept.id) for mention in found] == [
        ("q", None),
        ("r", "forest"),
    ]
    assert [labels(mention.names) for mention in found] == [["Wood", "Tree", "Forest"], ["Wood", "Tree"]]


def test_another_phrasing_of_a_question_counts_as_the_question():
    faq = Faq("q", "Which one?", "That.", alternatives=("Tree or random forest?",))
    assert asked(concept("tree"), FOREST, faqs=[faq]) == ["Which one?"]


def test_a_name_that_is_part_of_a_longer_name_is_not_named():
    pages = [concept("tree"), concept("forest"), concept("fern", "Tree fern"), concept("floor", "Forest floor")]
    assert asked(*pages, faqs=[Faq("q", "Do tree ferns like the forest?", "")]) == []
    assert asked(*pages, faqs=[Faq("q", "Do trees like the forest floor?", "")]) == []
    assert asked(*pages, faqs=[Faq("q", "Do trees like the forest?", "")]) == ["Do trees like the forest?"]
    assert asked(*pages, ids="fern tree", faqs=[Faq("q", "Is a tree fern a tree?", "")]) == ["Is a tree fern a tree?"]
    assert asked(*pages, ids="fern tree", faqs=[Faq("q", "What is a tree fern?", "")]) == []


def test_a_name_that_two_of_the_compared_share_tells_nothing():
    pages = [concept("tree", "Tree (botany)"), concept("forest", "Tree (graph theory)"), concept("node")]
    faqs = [Faq("q", "What is a tree?", "A tree."), Faq("r", "Has a tree (botany) a node?", "")]
    assert asked(*pages, faqs=faqs) == []
    assert asked(*pages, ids="tree node", faqs=faqs) == ["Has a tree (botany) a node?"]


def test_the_address_of_a_link_names_nothing():
    faq = Faq("q", "What is a tree?", "See [this](woods/forest.md).")
    assert asked(concept("tree"), concept("forest"), faqs=[faq]) == []
    faq = Faq("q", "What is a tree?", "Part of a [forest](woods/this.md).")
    assert asked(concept("tree"), concept("forest"), faqs=[faq]) == ["What is a tree?*"]


@pytest.mark.parametrize(
    ("one", "other", "question"),
    [
        ("C", "C++", "Is C faster than C++?"),
        ("Résumé parser", "Query", "Does a resume parser make queries?"),
        ("Resume parser", "Query", "Do RÉSUMÉ-PARSERS make a query?"),
        ("Straße", "Weg", "Ist eine STRASSE ein Weg?"),
        ("Strasse", "Weg", "Ist eine Straße ein Weg?"),
        ("किताब", "पत्र", "क्या किताब पत्र है?"),
        ("Box", "Bias", "Which boxes show bias?"),
    ],
)
def test_names_are_found_in_any_spelling_that_folds_alike(one: str, other: str, question: str):
    assert asked(concept("tree", one), concept("forest", other), faqs=[Faq("q", question, "")]) == [question]


@pytest.mark.parametrize(
    ("one", "other", "question"),
    [("A*", "Queue", "Is a queue fair?"), ("C", "C++", "Is C++ fast?"), ("Loss", "Los", "What is loss?")],
)
def test_words_that_only_look_like_names_are_not_named(one: str, other: str, question: str):
    assert asked(concept("tree", one), concept("forest", other), faqs=[Faq("q", question, "")]) == []


# -- laws ----------------------------------------------------------------------------------------------------------

NAMES = ("red", "red wine", "wines", "old red", "C", "C++", "café")
TEXTS = st.lists(st.sampled_from((*NAMES, "of", "RED-WINE", "cafes", "wine,", "—", "é")), max_size=6).map(" ".join)


@given(st.lists(st.sampled_from(NAMES), min_size=2, max_size=4, unique=True), TEXTS, TEXTS)
@settings(deadline=None, max_examples=150)
def test_what_is_mentioned_does_not_depend_on_the_order_of_the_compared(names: list[str], question: str, answer: str):
    glossary = Glossary([concept(f"c{at}", name) for at, name in enumerate(NAMES)], [Faq("q", question, answer)])
    chosen = [glossary.concept(name) for name in names]
    found, backwards = compare(glossary, chosen).mentions, compare(glossary, chosen[::-1]).mentions
    assert [(mention.part, mention.direct) for mention in found] == [(other.part, other.direct) for other in backwards]
    assert [labels(mention.names) for mention in found] == [labels(other.names[::-1]) for other in backwards]
    assert all(1 < len(mention.names) <= len(names) for mention in found)


@given(
    st.permutations(NAMES),
    st.sampled_from([str, str.upper, str.title]),
    st.sampled_from(["{} and {}?", "Is {} not {}", "{} — a {}"]),
)
@settings(deadline=None, max_examples=100)
def test_a_question_that_names_two_is_always_found(names: list[str], spelled: Callable[[str], str], form: str):
    one, other = names[:2]
    question = spelled(form.format(one, other))
    glossary = Glossary([concept(f"c{at}", name) for at, name in enumerate(NAMES)], [Faq("q", question, "")])
    (mention,) = compare(glossary, [glossary.concept(one), glossary.concept(other)]).mentions
    assert (labels(mention.names), mention.direct) == ([one, other], True)
