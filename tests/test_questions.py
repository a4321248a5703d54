"""dlgraph/questions.py: questions that name an item outright."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlgraph.questions import spotted, verbatim, wanted_sections
from dlgraph.text import fold

# (name, item, kind): two FAQs, one of which has another phrasing; concepts of which two share the name "nn".
NAMES = [
    ("Why is overfitting bad?", "faq-bad", "question"),
    ("What makes overfitting bad?", "faq-bad", "alternative"),
    ("What is dropout?", "faq-dropout", "question"),
    ("Overfitting", "overfitting", "label"),
    ("Over-adaptation", "overfitting", "alias"),
    ("Dropout", "dropout", "label"),
    ("Neural Network", "neural-network", "label"),
    ("NN", "neural-network", "alias"),
    ("NN", "nearest-neighbour", "alias"),
    ("Bias", "bias", "label"),
    ("Policy", "policy", "label"),
    ("Loss", "loss", "label"),
    ("Loss", "loss-of-weight", "alias"),
    ("C++", "cpp", "label"),
    ("The Bitter Lesson", "bitter-lesson", "label"),
    ("Arithmetic", "arithmetic", "label"),
    ("Arithmetic mean", "arithmetic-mean", "label"),
]


def named(name: str) -> list[tuple[str, str]]:
    return [(item, kind) for text, item, kind in NAMES if fold(text) == name]


@pytest.mark.parametrize(
    "question",
    ["Why is overfitting bad?", "why is overfitting bad", "  WHY IS OVERFITTING BAD ?", "What makes overfitting bad?"],
)
def test_an_faq_is_named_by_its_question_or_another_phrasing(question: str):
    assert verbatim(question, named) == ["faq-bad"]


def test_an_faq_comes_before_the_definition_of_the_same_name():
    assert verbatim("What is dropout?", named) == ["faq-dropout"]
    assert verbatim("Dropout", named) == ["dropout"]


@pytest.mark.parametrize(
    "question",
    [
        "overfitting",
        "Overfitting?",
        "over-adaptation",
        "What is overfitting?",
        "What's overfitting?",
        "What’s overfitting?",
        "Whats overfitting",
        "What is an overfitting?",
        "What is meant by overfitting?",
        "What does overfitting mean?",
        "What does overfitting mean exactly?",
        "What does overfitting mean, exactly?",
        "Define overfitting.",
        "Please define overfitting",
        "Explain overfitting in simple terms",
        "Explain overfitting to me, please",
        "Can you explain overfitting in plain English?",
        "Could you please describe overfitting?",
        "Tell me about overfitting",
        "Meaning of overfitting",
        "the definition of overfitting",
        "What is the meaning of overfitting?",
        "What's the definition of overfitting?",
        "What is the definition of over-adaptation?",
    ],
)
def test_a_definition_is_named_by_the_label_alone_or_by_asking_what_it_is(question: str):
    assert verbatim(question, named) == ["overfitting"]


@pytest.mark.parametrize(
    ("question", "item"),
    [
        ("What are neural networks?", "neural-network"),
        ("neural networks", "neural-network"),
        ("the neural network", "neural-network"),
        ("What are policies?", "policy"),
        ("What is bias?", "bias"),
        ("What are losses?", "loss"),
        ("What is C++?", "cpp"),
        ("What is the bitter lesson?", "bitter-lesson"),
        ("The Bitter Lesson", "bitter-lesson"),
        ("What does NN stand for?", "neural-network"),
        ("What is the arithmetic mean?", "arithmetic-mean"),
    ],
)
def test_plurals_and_articles_do_not_hide_a_name(question: str, item: str):
    assert verbatim(question, named)[0] == item


def test_a_label_comes_before_an_alias_of_the_same_name():
    assert verbatim("What is loss?", named) == ["loss"]


def test_an_alias_that_two_concepts_share_names_both():
    assert verbatim("NN", named) == ["neural-network", "nearest-neighbour"]


@pytest.mark.parametrize(
    "question",
    [
        "",
        "?!",
        "What is",
        "What is the?",
        "What is underfitting?",
        "What is overfitting good for?",
        "How does overfitting differ from dropout?",
        "Is overfitting a kind of dropout?",
        "Why does overfitting happen?",
        "overfitting dropout",
    ],
)
def test_a_question_that_names_nothing_outright_names_nothing(question: str):
    assert verbatim(question, named) == []


def test_an_item_is_given_once():
    assert verbatim("x", lambda _: [("a", "question"), ("a", "alternative")]) == ["a"]
    assert verbatim("x", lambda _: [("a", "alias"), ("a", "alias")]) == ["a"]


WORDS = st.sampled_from(["the", "a", "meaning", "of", "mean", "exactly", "please", "definition", "bias", "c++", "nets"])


@given(st.text(max_size=30) | st.lists(WORDS, max_size=4).map(" ".join))
@settings(deadline=None, max_examples=150)
def test_a_label_is_named_by_itself_and_by_asking_what_it_is(label: str):
    name = fold(label)
    known = {name: [("item", "label")]} if name else {}
    expected = ["item"] if name else []
    assert verbatim(label, lambda folded: known.get(folded, [])) == expected
    assert verbatim(f"What is {name}?", lambda folded: known.get(folded, [])) == expected


# -- concepts named somewhere in a question ------------------------------------------------------------------------

LABELS = {
    "dropout": ["dropout"],
    "neural network": ["neural-network"],
    "network": ["network"],
    "c++": ["cpp"],
    "policy": ["policy"],
    "nn": ["neural-network", "nearest-neighbour"],
}


def labels(names: Sequence[str]) -> dict[str, list[str]]:
    return {name: LABELS[name] for name in names if name in LABELS}


@pytest.mark.parametrize(
    ("question", "ids"),
    [
        ("Is dropout used in a neural network?", ["dropout", "neural-network"]),
        ("Is a neural network without Dropout a network?", ["neural-network", "dropout", "network"]),
        ("Do Neural-Networks need policies?", ["neural-network", "policy"]),
        ("dropout, dropout", ["dropout"]),
        ("Why “dropout”?", ["dropout"]),
        ("Is C++ fast?", ["cpp"]),
        ("What does NN mean", ["neural-network", "nearest-neighbour"]),
        ("Why?", []),
        ("", []),
    ],
)
def test_the_concepts_a_question_names_come_in_the_order_they_are_named(question: str, ids: list[str]):
    assert spotted(question, labels) == ids


def test_a_name_within_a_longer_name_is_not_named():
    assert spotted("neural network", labels) == ["neural-network"]


@given(st.lists(st.sampled_from([*LABELS, "the", "is", "of?"]), max_size=8))
@settings(deadline=None, max_examples=80)
def test_every_single_name_in_a_question_is_spotted_once(parts: list[str]):
    found = spotted(" and ".join(parts), labels)
    assert set(found) == {id for part in parts for id in LABELS.get(part, [])}
    assert len(set(found)) == len(found)


# -- sections a question asks for ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("Why does dropout matter?", "Why it matters"),
        ("Why is dropout important?", "Importance"),
        ("What problem does dropout solve?", "The problem"),
        ("Why was dropout invented?", "Motivation"),
        ("How does dropout help?", "Benefits"),
        ("What are the advantages of dropout?", "Advantages"),
        ("How does dropout work?", "How it works"),
        ("Give me an example of dropout", "Examples in practice"),
        ("What is dropout used for?", "Use cases"),
        ("Explain dropout to a five year old", "Plain-English explanation"),
        ("What are the drawbacks of dropout?", "Limitations"),
        ("Who invented dropout?", "History"),
    ],
)
def test_the_form_of_a_question_asks_for_sections_by_their_title(question: str, title: str):
    wanted = wanted_sections(question)
    assert wanted is not None
    assert wanted.search(title)
    assert not wanted.search("Further reading")


def test_a_question_of_two_forms_asks_for_sections_of_both():
    wanted = wanted_sections("How does dropout work, and what are its limitations?")
    assert wanted is not None
    assert [bool(wanted.search(title)) for title in ("How it works", "Limitations", "History")] == [True, True, False]


@pytest.mark.parametrize("question", ["", "dropout", "What is dropout?", "Is dropout a layer?", "Who uses it?"])
def test_a_question_of_no_known_form_asks_for_no_section(question: str):
    assert wanted_sections(question) is None


def test_a_label_in_the_plural_is_named_in_the_singular_and_the_other_way_round():
    table = {"containers": ["container"], "policy": ["policy"], "box": ["box"], "taxonomies": ["taxonomies"]}

    def named(name: str) -> list[tuple[str, str]]:
        return [(id, "label") for id in table.get(name, [])]

    def labels(names: Sequence[str]) -> dict[str, list[str]]:
        return {name: table[name] for name in names if name in table}

    asked = {
        "what is a container?": "container",
        "what are policies": "policy",
        "boxes": "box",
        "a taxonomy": "taxonomies",
    }
    assert {question: verbatim(question, named) for question in asked} == {key: [id] for key, id in asked.items()}
    assert spotted("how do a container and policies fit in boxes", labels) == ["container", "policy", "box"]
