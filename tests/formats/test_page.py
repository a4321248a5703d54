"""dlgraph/formats/page.py: pages copied from a web site, told by their headings without markup."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlgraph.concept import Concept, Faq, Misconception, Reference, Section
from dlgraph.formats.page import looks_like_page, read
from dlgraph.ledger import Dropped
from dlgraph.model import Source

FILE = "terms/kettle-sort.txt"
# A made-up concept in the style of such pages. The list numbers its lines.
LINES = [
    "Sorting",  # 1
    "",
    "What is Kettle Sort?",
    "",
    "Kettle sort orders cups by how hot they are.",  # 5
    "",
    "It was made up for a test.",
    "",
    "How It Works",
    "",  # 10
    "Each cup is poured into the next one",
    "until the steam is even.",
    "",
    "Why the name",
    "",  # 15
    "A kettle whistles when it is done.",
    "",
    "Common Misconceptions",
    "",
    "Myth 1: It needs a stove.",  # 20
    "Reality: A fire will do.",
    "",
    "Even a small one.",
    "",
    "Myth – It makes tea.",  # 25
    "Fact – It only sorts.",
    "",
    "Related Terms",
    "",
    "Teapot sort, Bubble sort · Steam",  # 30
    "",
    "Frequently Asked Questions",
    "",
    "Is it fast?",
    "",  # 35
    "No.",
    "",
    "It boils.",
    "",
    "May I stir?",  # 40
    "Yes.",
    "",
    "Benefits",
    "",
    "Further Reading",  # 45
    "",
    "The Book of Kettles",
    "",
    "← Back to Sorting",
    "Start learning today",  # 50
]


def test_a_page_is_read_with_the_line_of_each_of_its_parts():
    concept, _ = read("\n".join(LINES), "terms/kettle-sort", FILE)
    assert concept == Concept(
        id="terms/kettle-sort",
        label="Kettle Sort",
        definition="Kettle sort orders cups by how hot they are.",
        tags=("sorting",),
        related=(Reference("Teapot sort", 30), Reference("Bubble sort", 30), Reference("Steam", 30)),
        sections=(
            Section("", "It was made up for a test.", 7),
            Section("How It Works", "Each cup is poured into the next one\n\nuntil the steam is even.", 9),
            Section("Why the name", "A kettle whistles when it is done.", 14),
            Section("Further Reading", "The Book of Kettles", 45),
        ),
        misconceptions=(
            Misconception(
                "terms/kettle-sort#myth-it-needs-a-stove",
                "It needs a stove.",
                "A fire will do.\n\nEven a small one.",
                Source(FILE, 20),
            ),
            Misconception("terms/kettle-sort#myth-it-makes-tea", "It makes tea.", "It only sorts.", Source(FILE, 25)),
        ),
        faqs=(
            Faq("terms/kettle-sort#is-it-fast", "Is it fast?", "No.\n\nIt boils.", source=Source(FILE, 34)),
            Faq("terms/kettle-sort#may-i-stir", "May I stir?", "Yes.", source=Source(FILE, 40)),
        ),
        source=Source(FILE, 1),
    )


def test_what_is_left_out_is_named_with_its_reason_and_line():
    _, dropped = read("\n".join(LINES), "terms/kettle-sort", FILE)
    assert sorted(dropped, key=lambda drop: drop.source.line) == [
        Dropped("Benefits", "a heading with nothing below it", Source(FILE, 43)),
        Dropped("← Back to Sorting", "a button or navigation, not content", Source(FILE, 49)),
        Dropped("Start learning today", "a button or navigation, not content", Source(FILE, 50)),
    ]


def test_navigation_above_the_title_is_left_out_and_no_tag():
    concept, dropped = read("← Back to Glossary\nSorting\n\nWhat is Kettle Sort?\n\nIt sorts.\n", "k", "k.txt")
    assert concept.tags == ("sorting",)
    assert dropped == (Dropped("← Back to Glossary", "a button or navigation, not content", Source("k.txt", 1)),)


@pytest.mark.parametrize(
    ("title", "label"),
    [
        ("What is Kettle Sort?", "Kettle Sort"),
        ("What is a Kettle?", "Kettle"),
        ("What are Kettles?", "Kettles"),
        ("What's the Kettle ?", "Kettle"),
        ("Defining Kettle Sort", "Kettle Sort"),
        ("Definition of Kettle Sort", "Kettle Sort"),
        ("What is Kettle Sort (KS)?", "Kettle Sort (KS)"),
        ("Kettle Sort", "Kettle Sort"),
    ],
)
def test_the_title_gives_the_label(title: str, label: str):
    concept, _ = read(f"\n{title}\n\nCups in order.\n", "k", "k.txt")
    assert (concept.label, concept.definition) == (label, "Cups in order.")


def test_a_page_without_title_is_called_after_its_file():
    text = "Cups are put in order by their heat, slowly.\n\nWhy It Matters\n\nTea.\n\nExamples\n\nCups.\n"
    concept, _ = read(text, "terms/kettle-sort", FILE)
    assert concept.label == "Kettle sort"
    assert concept.definition == "Cups are put in order by their heat, slowly."


def test_a_page_that_begins_with_a_section_takes_its_definition_from_there():
    concept, _ = read("What is Tea?\n\nDefinition\n\nA drink.\n\nHot.\n", "tea", "tea.txt")
    assert concept.definition == "A drink."
    assert concept.sections == (Section("Definition", "A drink.\n\nHot.", 3),)


def test_a_short_line_that_stands_alone_is_a_heading_and_others_are_text():
    text = "What is Tea?\n\nA drink.\n\nA heading\n\nText.\n\nThis ends with a stop.\n\nSaid so:\n\nnot alone\nat all\n"
    concept, _ = read(text, "tea", "tea.txt")
    assert concept.sections == (
        Section("A heading", "Text.\n\nThis ends with a stop.\n\nSaid so:\n\nnot alone\n\nat all", 5),
    )


@pytest.mark.parametrize("mark", ["- ", "• ", "* ", "1. "])
def test_the_items_of_a_list_are_no_headings(mark: str):
    concept, dropped = read(
        f"What is Tea?\n\nA drink.\n\nUse Cases\n\n{mark}Breakfast\n\n{mark}Ceremonies\n", "t", "t.txt"
    )
    assert concept.sections == (Section("Use Cases", f"{mark}Breakfast\n\n{mark}Ceremonies", 5),)
    assert dropped == ()


@pytest.mark.parametrize("line", ["Fact-checking uses it too.", "Reality: it is wet.", "Truth – it is hot."])
def test_a_fact_that_answers_no_myth_is_not_lost(line: str):
    concept, dropped = read(f"What is Tea?\n\nA drink.\n\nUse Cases\n\n{line}\n", "t", "t.txt")
    kept = [part.text for part in concept.sections] + [drop.what for drop in dropped]
    assert line in kept


def test_a_word_that_only_begins_as_a_myth_does_begins_none():
    concept, _ = read("What is Tea?\n\nA drink.\n\nHistory\n\nMyth-making surrounds it.\n", "t", "t.txt")
    assert concept.misconceptions == ()
    assert concept.sections == (Section("History", "Myth-making surrounds it.", 5),)


def test_a_myth_in_another_section_is_a_misconception():
    concept, _ = read(
        "What is Tea?\n\nA drink.\n\nHistory\n\nOld.\n\nMyth: It is new.\nReality: It is old.\n", "t", "t.txt"
    )
    assert concept.misconceptions == (
        Misconception("t#myth-it-is-new", "It is new.", "It is old.", Source("t.txt", 9)),
    )
    assert concept.sections == (Section("History", "Old.", 5),)


def test_questions_with_one_slug_have_ids_of_their_own():
    concept, _ = read("What is Tea?\n\nA drink.\n\nFAQ\n\nWhy?\n\nSo.\n\nWhy??\n\nThus.\n", "t", "t.txt")
    assert [faq.id for faq in concept.faqs] == ["t#why", "t#why-2"]


# -- telling pages from other text ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(LINES),
        "What is Tea?\n\nA drink.",
        "\ufeffWhat is Tea?\n\nA drink.",
        "Drinks\nGlossary\n\nWhat are Teas?\n",
        "Some text.\n\nWhy it matters\n\nIt does.\n\nHow It Works\n\nHot.",
    ],
)
def test_a_page_is_told_by_its_question_or_by_two_known_headings(text: str):
    assert looks_like_page(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "numpy>=1.26\npyyaml\n",
        "Dear all,\n\nsee you tomorrow.\n",
        "What is this\n",
        "Examples\n\nOne known heading.\n",
        "1\n2\n3\n4\n5\n6\nWhat is Tea?\n",
    ],
)
def test_other_text_is_no_page(text: str):
    assert not looks_like_page(text)


@given(st.lists(st.sampled_from([*LINES, "Reality: alone.", "- item", "x\u2028y"]), max_size=25))
@settings(deadline=None, max_examples=150)
def test_every_line_of_any_page_is_read_or_left_out_by_name(lines: list[str]):
    text = "\n".join(["What is Kettle Sort?", "", "It sorts.", "", *lines])
    concept, dropped = read(text, "k", "k.txt")
    kept = [part.title + part.text for part in concept.sections]
    kept += [pair.myth + pair.reality for pair in concept.misconceptions]
    kept += [faq.question + faq.answer for faq in concept.faqs]
    kept += [reference.target for reference in concept.related] + [drop.what for drop in dropped]
    # Headings of myths, FAQs and related terms show in what they head; a relation is split at its commas.
    heads = {"Common Misconceptions", "Frequently Asked Questions", "Related Terms"}
    everything = " ".join(" ".join([*kept, *heads, concept.definition]).split())
    for line in lines:
        said = line.partition(": ")[2] or line.partition(" – ")[2] or line
        for part in said.split("\u2028"):
            for name in part.replace(" · ", ",").split(","):
                assert name.strip(" -") in everything
    numbers = [part.line for part in concept.sections] + [drop.source.line for drop in dropped]
    assert all(1 <= number <= len(lines) + 4 for number in numbers)
