"""dlgraph/checks/wording.py and deep.py: what texts say, and what only an index can tell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlgraph.answer import abstain
from dlgraph.checks import table, wording
from dlgraph.model import Answer, Item, Source
from dlgraph.search.encoder import Vectors

TODAY = date(2026, 11, 22)


def page(title: str, body: str = "Text.\n", more: str = "") -> str:
    return f"---\ntitle: {title}\ndescription: What {title} is.\n{more}\n---\n\n{body}"


# -- G05 -----------------------------------------------------------------------------------------------------------


def titled(*titles: str) -> dict[str, str]:
    return {f"p{at}.md": page(f"P{at}", f"## {title}\n\nText.\n") for at, title in enumerate(titles)}


@pytest.mark.parametrize(
    ("titles", "message"),
    [
        (["How it works", "How it works", "How it Works"],
         "'How it Works' (1 page) is called 'How it works' on 2 pages"),
        (["Why it matters", "Why it matters", "Why does it matter?"],
         "'Why does it matter?' (1 page) is called 'Why it matters' on 2 pages"),
        (["Example", "Examples", "Examples"], "'Example' (1 page) is called 'Examples' on 2 pages"),
        (["Problem it addresses"] * 3 + ["Problem it adresses"],
         "'Problem it adresses' (1 page) is called 'Problem it addresses' on 3 pages"),
    ],
)  # fmt: skip
def test_one_section_titled_in_two_ways_is_found(found, titles, message):
    (finding,) = found(titled(*titles), "G05")
    assert finding.message == f"the section {message}"


@pytest.mark.parametrize(
    "titles",
    [
        ["How it works", "Why it matters", "Examples in practice"],
        ["Advantages"] * 4 + ["Disadvantages"],
        ["Example 1"] * 4 + ["Example 2"],
        ["Types", "Tapes"],
        ["...", "???"],
    ],
)
def test_sections_of_other_titles_are_others(said, titles):
    assert said(titled(*titles), "G05") == []


# -- G09 -----------------------------------------------------------------------------------------------------------


def faq(question: str) -> str:
    return f"## FAQ\n\n### {question}\n\nSo.\n"


def test_a_question_in_other_spelling_is_the_same_question(found):
    asked = {"Tea": "Is TEA healthy?", "Cup": "Is tea  healthy ?", "Pot": "Is it round?"}
    files = {f"{title}.md": page(title, faq(question)) for title, question in asked.items()}
    (finding,) = found(files, "G09")
    assert (finding.message, len(finding.evidence)) == ("'Is tea healthy ?' is asked 2 times", 2)


def test_a_question_that_is_another_ones_alternative_is_asked_twice(said):
    first = '{"question": "Why?", "answer": "a", "alternatives": ["How come?", "How come?"]}\n'
    assert len(said({"a.jsonl": first + '{"question": "How come?", "answer": "b"}\n'}, "G09")) == 1


def test_a_question_among_its_own_alternatives_is_asked_once(said):
    assert said({"a.jsonl": '{"question": "Why?", "answer": "a", "alternatives": ["why"]}\n'}, "G09") == []


# -- G10 -----------------------------------------------------------------------------------------------------------

WORDS = st.frozensets(st.sampled_from("abcdefghijklmnopqrstuvwxyz"), min_size=1, max_size=24)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(WORDS, max_size=12), st.lists(st.tuples(st.integers(0, 11), st.sets(st.sampled_from("xyz"))), max_size=6)
)
def test_looking_up_rare_words_finds_every_pair_that_comparing_all_would(contents, copies):
    sets = {str(at): content for at, content in enumerate(contents)}
    for at, more in copies:
        if str(at) in sets:
            sets[f"{at}+{''.join(sorted(more))}"] = sets[str(at)] | more
    pairs = {
        (min(one, other), max(one, other))
        for one in sets
        for other in sets
        if one < other
        and len(sets[one] & sets[other]) / len(sets[one] | sets[other]) >= wording.ALIKE
        and (sets[one] == sets[other] or min(len(sets[one]), len(sets[other])) >= wording.FEWEST_WORDS)
    }
    found = list(wording._alike(sets))
    assert {(one, other) for one, other, _ in found} == pairs
    assert len(found) == len(pairs)


def defined(**definitions: str) -> dict[str, str]:
    rows = (f"{label.replace('_', ' ')},{text}" for label, text in definitions.items())
    return {"a.csv": "label,definition\n" + "\n".join(rows) + "\n"}


def test_two_definitions_in_the_same_words_are_found(said):
    files = defined(
        Orbit="A fixed point through which forces act", Center="A fixed point through which the forces act."
    )
    assert said(files, "G10") == ["a.csv:2: Center and Orbit are defined alike: 100% of their words are the same"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Green leaves dried fast and rolled by hand in spring", "Black leaves left to wither and crushed by rollers"),
        # The word that differs is the one that names the concept.
        ("A pooling layer that applies a 1D adaptive average pooling over input of several planes",
         "A pooling layer that applies a 2D adaptive average pooling over input of several planes"),
        # In a short definition one word more is what tells the two apart.
        ("A reshaping layer that pads the input of zeros along the height and its width and both borders",
         "A reshaping layer that pads the input of zeros along depth and the height and its width and both borders"),
        ("", ""),
    ],
)  # fmt: skip
def test_definitions_that_tell_concepts_apart_are_in_order(said, one, other):
    assert said(defined(Pool_1D=one, Pool_2D=other), "G10") == []


# -- G11 -----------------------------------------------------------------------------------------------------------


def speaks(text: str) -> dict[str, str]:
    return {
        "tea.md": page("Tea", text),
        "milk.md": page("Cow milk"),
        "it.md": page("Information technology", more="aliases: [IT]"),
        "water.md": page("Water"),
    }


@pytest.mark.parametrize(
    ("text", "term", "line"),
    [
        ("Poured over cow milk.\n", "Cow milk", 7),
        ("First.\n\nThen COW\nMILK, twice: cow milk.\n", "Cow milk", 9),
        ("The IT people drink it.\n", "Information technology", 7),
    ],
)
def test_the_name_of_another_concept_without_a_link_is_found_where_it_first_stands(found, text, term, line):
    (finding,) = found(speaks(text), "G11")
    assert (finding.message, finding.source.line) == (f"Tea speaks of {term} without a link", line)


@pytest.mark.parametrize(
    "text",
    [
        "Poured over [cow milk](milk.md), and cow milk again.\n",
        "Poured over [something white](milk.md), which is cow milk.\n",
        "`cow milk` and\n\n```\ncow milk\n```\n",
        "Tea is tea, and it is hot.\n",
        "A cow. Milk.\n",
        "Water is an everyday word here.\n",
    ],
)
def test_links_code_everyday_words_and_the_page_itself_are_no_names_without_links(said, text):
    assert said(speaks(text), "G11") == []


def test_a_page_that_is_related_needs_no_link(said):
    files = speaks("Poured over cow milk.\n") | {"milk.md": page("Cow milk", more="broader: [tea]")}
    assert said(files, "G11") == []


def test_an_everyday_word_counts_where_most_pages_link_it(said):
    files = speaks("Made with water.\n") | {"soup.md": page("Soup", "Made with [water](water.md).\n")}
    assert said(files, "G11") == ["tea.md:7: Tea speaks of Water without a link"]


def test_what_most_pages_leave_unlinked_is_what_the_glossary_is_about(said):
    files = {f"p{at}.md": page(f"P{at}", "All about hot drinks.\n") for at in range(5)} | {"d.md": page("Hot drink")}
    assert said(files, "G11") == []


# -- G12 -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("See [coffee](juice.md).\n", 1),
        ("See [Coffees](juice.md).\n", 1),
        ("See [[juice|coffee]].\n", 1),
        ("See [coffee][j].\n\n[j]: juice.md\n", 1),
        ("See [*coffee*](juice.md).\n", 1),
        ("See [coffee](coffee.md), [the juice](juice.md), [here](juice.md) and [juices](juice.md).\n", 0),
        ("`[coffee](juice.md)` is how not to do it.\n", 0),
        ("See [coffee](https://x.example/juice).\n", 0),
        ("See [coffee](nowhere.md).\n", 0),
    ],
)
def test_a_link_under_the_name_of_another_concept_is_found(said, body, count):
    files = {"tea.md": page("Tea", body), "coffee.md": page("Coffee"), "juice.md": page("Juice")}
    made = said(files, "G12")
    assert len(made) == count
    assert all(text.startswith("tea.md:7: Tea: the link") for text in made)


@pytest.mark.parametrize(("text", "tier"), [("prompt", "info"), ("Prompts", "info"), ("cues", "warning")])
def test_a_link_whose_text_is_a_part_of_the_name_it_leads_to_is_for_information(found, text, tier):
    files = {
        "tea.md": page("Tea", f"How to [{text}](prompt-engineering.md) well.\n"),
        "prompt.md": page("Prompt", more="aliases: [cue]"),
        "prompt-engineering.md": page("Prompt engineering"),
    }
    (finding,) = found(files, "G12")
    assert finding.tier == tier


# -- deep ----------------------------------------------------------------------------------------------------------


class Asked:
    """Answers every question with one item, or not at all; keeps what it was asked."""

    def __init__(self, concept: str = "", vectors: dict[str, list[float]] | None = None) -> None:
        self.concept = concept
        self.vectors = vectors or {}
        self.questions: list[str] = []

    def ask_many(self, questions: Sequence[str]) -> list[Answer]:
        self.questions += questions
        return [self._answer(question) for question in questions]

    def _answer(self, question: str) -> Answer:
        nothing = abstain(question, "nothing is near", (), confidence=0.0, index="", model="")
        if not self.concept:
            return nothing
        item = Item(
            self.concept, "definition", self.concept, self.concept.title(), "", "x", Source(f"{self.concept}.md")
        )
        return Answer(question, "definition", 1.0, item, None, (), (), (), (), (), "", "", "")

    def definitions(self) -> tuple[Sequence[str], Vectors]:
        return list(self.vectors), np.array(list(self.vectors.values()), np.float32)


def asked(path, asker: Asked, code: str):
    return table.run(table.read(path, today=TODAY, asker=asker), [table.CHECKS[code]]).results[0]


def test_a_page_that_another_answers_for_is_unreached_with_what_was_asked(put):
    path = put({"tea.md": page("Tea"), "cup.md": page("Cup", faq("Is it round?"))})
    asker = Asked("tea")
    (finding,) = asked(path, asker, "G13").findings
    assert finding.message == "no question reaches Cup: 2 were asked"
    assert [each.text for each in finding.evidence] == ["What is Cup? Tea answers", "Is it round? Tea answers"]
    assert asker.questions == ["What is Cup?", "What is Tea?", "Is it round?"]


def test_a_page_that_nothing_answers_for_is_unreached_with_the_reason(put):
    (finding,) = asked(put({"tea.md": page("Tea")}), Asked(), "G13").findings
    assert finding.evidence[0].text == "What is Tea? no answer, nothing is near"


def test_faqs_in_tables_belong_to_the_concept_they_name(put):
    rows = '{"label": "Tea", "definition": "x"}\n{"question": "Why hot?", "answer": "So.", "concept": "tea"}\n'
    asker = Asked()
    asked(put({"a.jsonl": rows}), asker, "G13")
    assert asker.questions == ["What is Tea?", "Why hot?"]


def test_without_an_index_reaching_pages_is_not_checkable(result):
    made = result({"tea.md": page("Tea")}, "G13")
    assert (made.state, "--deep" in made.why) == ("not checkable", True)


def test_definitions_near_in_meaning_are_found_once_a_pair_with_the_index(put):
    path = put({f"{name}.md": page(name, more=f"aliases: [{name}s]") for name in ("one", "two", "three")})
    near = {"one": [1.0, 0.0], "two": [0.96, 0.28], "three": [0.0, 1.0]}
    assert [it.message for it in asked(path, Asked(vectors=near), "G10").findings] == [
        "one and two are defined alike: cosine 0.96"
    ]
    assert asked(path, Asked(vectors={"one": [1.0, 0.0], "two": [0.9, 0.436]}), "G10").state == "held"
