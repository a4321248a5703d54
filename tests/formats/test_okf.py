"""dlgraph/formats/okf.py: generous reading, sources of every part, and writing that loses nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlgraph.concept import Concept, Faq, Misconception, Reference, Section
from dlgraph.errors import CorpusError
from dlgraph.formats import okf
from dlgraph.formats.okf import compose, read, write
from dlgraph.model import Source
from dlgraph.text import slug, unique


def page(*lines: str) -> Concept:
    """Read lines as the page t/p.md; line 1 is the first."""
    return read("\n".join(lines) + "\n", "t/p", "t/p.md")[0]


def body(*lines: str) -> Concept:
    """Read lines as the body of a page with a title and a description; the first of them is line 5."""
    return page("---", "title: T", "description: D.", "---", *lines)


def sections(concept: Concept) -> list[tuple[str, str]]:
    return [(part.title, part.text) for part in concept.sections]


def faqs(concept: Concept) -> list[tuple[str, str, int]]:
    return [(faq.question, faq.answer, faq.source.line) for faq in concept.faqs]


def myths(concept: Concept) -> list[tuple[str, str, int]]:
    return [(pair.myth, pair.reality, pair.source.line) for pair in concept.misconceptions]


def without_lines(concept: Concept) -> Concept:
    """Return a concept as if each of its parts stood on line 1, and without its body, which may be laid out anew."""

    def references(found: tuple[Reference, ...]) -> tuple[Reference, ...]:
        return tuple(Reference(reference.target) for reference in found)

    return replace(
        concept,
        broader=references(concept.broader),
        narrower=references(concept.narrower),
        related=references(concept.related),
        references=references(concept.references),
        sections=tuple(replace(part, line=1) for part in concept.sections),
        faqs=tuple(replace(faq, source=Source("")) for faq in concept.faqs),
        misconceptions=tuple(replace(pair, source=Source("")) for pair in concept.misconceptions),
        source=Source(""),
        body=None,
    )


# -- a whole page --------------------------------------------------------------------------------------------------


def test_a_page_is_read_with_the_line_of_each_of_its_parts():
    concept, notes = read(
        "\n".join(
            [
                "---",  # 1
                "type: Method",
                "title: Dropout",
                "description: Switching off units at random.",
                "aliases: [drop-out, unit dropping]",  # 5
                "broader: [regularization]",
                "related:",
                "  - overfitting",
                "  - batch-normalization",
                "tags: [training]",  # 10
                "year: 2014",
                "---",
                "",
                "## How it works",
                "Units are dropped, see [noise](noise.md).",  # 15
                "",
                "## Common misconceptions",
                "**Myth:** It is used when predicting.",
                "**Reality:** It is not.",
                "",  # 20
                "## Frequently asked questions",
                "",
                "### Which rate is usual?",
                "One half.",
                "",
            ]
        ),
        "methods/dropout",
        "methods/dropout.md",
    )
    file = "methods/dropout.md"
    assert notes == ()
    assert replace(concept, body=None) == Concept(
        id="methods/dropout",
        label="Dropout",
        definition="Switching off units at random.",
        aliases=("drop-out", "unit dropping"),
        type="Method",
        broader=(Reference("regularization", 6),),
        related=(Reference("overfitting", 8), Reference("batch-normalization", 9)),
        references=(Reference("noise.md", 15),),
        tags=("training",),
        sections=(Section("How it works", "Units are dropped, see [noise](noise.md).", 14, 2),),
        faqs=(
            Faq("methods/dropout#which-rate-is-usual", "Which rate is usual?", "One half.", source=Source(file, 23)),
        ),
        misconceptions=(
            Misconception(
                "methods/dropout#myth-it-is-used-when-predicting",
                "It is used when predicting.",
                "It is not.",
                Source(file, 18),
            ),
        ),
        source=Source(file, 1),
        extra={"year": 2014},
    )


# -- label and definition ------------------------------------------------------------------------------------------


def test_an_h1_is_the_title_of_a_page_without_one():
    concept = page("# *Deep* Learning", "", "Networks of many layers.", "", "More.")
    assert (concept.label, concept.definition) == ("Deep Learning", "Networks of many layers.")
    assert sections(concept) == [("", "More.")]


def test_an_underlined_h1_is_a_title_too():
    assert page("Deep Learning", "=============", "", "Layers.").label == "Deep Learning"


def test_an_h1_that_repeats_the_title_is_no_section():
    concept = page("---", "title: Deep learning", "---", "# Deep Learning", "", "Layers.", "", "## Use", "Vision.")
    assert concept.label == "Deep learning"
    assert sections(concept) == [("Use", "Vision.")]


def test_an_h1_other_than_the_title_is_a_section():
    assert sections(body("# History", "", "Long.")) == [("History", "Long.")]


def test_an_h1_below_text_is_no_title():
    concept, notes = read("Text first.\n\n# Later\n\nMore.\n", "a/deep-learning", "a/deep-learning.md")
    assert concept.label == "Deep learning"
    assert [note.code for note in notes] == ["no-title"]


def test_a_page_without_title_is_called_after_its_file_and_a_note_says_so():
    concept, (note,) = read("Layers of units.\n", "a/neural_network-basics", "a/neural_network-basics.md")
    assert concept.label == "Neural network basics"
    assert (note.code, note.tier, note.source) == ("no-title", "warning", Source("a/neural_network-basics.md", 1))
    assert "'Neural network basics'" in note.message
    assert "`title:`" in note.message


@pytest.mark.parametrize("text", ["", "---\n---\n", "---\ntitle:\n---\n\n", "<!-- to be written -->\n"])
def test_a_page_without_text_has_a_note(text: str):
    concept, notes = read(text, "a", "a.md")
    assert concept.label == "A"
    assert [note.code for note in notes] == ["no-title", "empty-page"]


@pytest.mark.parametrize("key", ["title", "Title", "label", "prefLabel", "term", "TERM"])
def test_the_label_has_many_keys(key: str):
    assert page("---", f"{key}: Deep learning", "---").label == "Deep learning"


@pytest.mark.parametrize("key", ["description", "definition", "summary", "Definition"])
def test_the_definition_has_many_keys(key: str):
    assert page("---", f"{key}: >-", "  Layers", "  of units.", "---").definition == "Layers of units."


@pytest.mark.parametrize("key", ["aliases", "alias", "synonyms", "altLabel", "acronym", "Synonyms"])
def test_the_aliases_have_many_keys_and_may_be_one_text(key: str):
    assert page("---", "title: T", f"{key}: DL", "---").aliases == ("DL",)
    assert page("---", "title: T", f"{key}: [DL, no, DL, T]", "---").aliases == ("DL", "no")


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("broader", "broader"), ("parent", "broader"), ("parents", "broader"), ("narrower", "narrower"),
        ("related", "related"), ("see also", "related"), ("see_also", "related"), ("seeAlso", "related"),
        ("related-terms", "related"),
    ],
)  # fmt: skip
def test_relations_have_many_keys_and_carry_their_lines(key: str, name: str):
    concept = page("---", "title: T", f"{key}:", "- a", "- b", "---")
    assert getattr(concept, name) == (Reference("a", 4), Reference("b", 5))


def test_two_keys_of_one_relation_are_joined():
    concept = page("---", "related: a", "see also: [b]", "---")
    assert concept.related == (Reference("a", 2), Reference("b", 3))


@pytest.mark.parametrize(
    ("value", "target"),
    [
        ("deep-learning", "deep-learning"),
        ("'[[Deep Learning]]'", "Deep Learning"),
        ("'[[deep-learning|the field]]'", "deep-learning"),
        ("[[Deep Learning]]", "Deep Learning"),
        ("'[Deep learning](../a/deep-learning.md)'", "../a/deep-learning.md"),
        ("'[[Learning: an overview]]'", "Learning: an overview"),
        ("C#", "C#"),
    ],
)
def test_a_relation_names_its_target_in_each_notation(value: str, target: str):
    assert page("---", f"related: {value}", "---").related == (Reference(target, 2),)


def test_keys_that_dlgraph_does_not_use_are_kept():
    concept = page("---", "title: T", "sources:", "- id: a", "status: stable", "1: x", "---")
    assert concept.extra == {"sources": [{"id": "a"}], "status": "stable", "1": "x"}


def test_a_description_is_the_definition_whatever_the_body_says():
    concept = page("---", "title: T", "summary: Short.", "---", "## Definition", "Long and exact.")
    assert concept.definition == "Short."
    assert sections(concept) == [("Definition", "Long and exact.")]


def test_an_opening_paragraph_that_is_not_the_description_stays_in_the_text():
    assert sections(body("Opening.", "", "Second.")) == [("", "Opening.\n\nSecond.")]


@pytest.mark.parametrize("heading", ["## Definition", "## Overview", "### Summary:", "## What it is", "## What is it?"])
def test_the_definition_is_the_first_paragraph_below_a_heading_that_promises_one(heading: str):
    concept = page("# T", "", "## Background", "Old.", "", heading, "", "Layers *of*", "units.", "", "More.")
    assert concept.definition == "Layers of units."
    assert len(concept.sections) == 2


def test_without_such_a_heading_the_first_section_opens_with_the_definition():
    concept = page("# T", "", "## How it works", "In layers.", "", "## Use", "Vision.")
    assert concept.definition == "In layers."
    assert sections(concept) == [("How it works", "In layers."), ("Use", "Vision.")]


def test_a_comment_above_the_definition_is_passed_over():
    assert page("# T", "", "<!-- draft -->", "", "Layers.").definition == "Layers."


def test_no_definition_is_made_of_a_list_of_parts_without_text():
    assert page("---", "title: T", "---", "## FAQ", "### Why?", "So.").definition == ""


# -- sections ------------------------------------------------------------------------------------------------------


def test_sections_carry_title_text_line_and_level():
    concept = body("## A *b*", "", "One.", "", "Two.", "", "### C", "Three.", "", "D", "---", "Four.")
    assert concept.sections == (
        Section("A b", "One.\n\nTwo.", 5, 2),
        Section("C", "Three.", 11, 3),
        Section("D", "Four.", 14, 2),
    )


def test_a_section_with_nothing_below_its_heading_is_kept():
    assert sections(body("## A", "", "## B", "Text.")) == [("A", ""), ("B", "Text.")]


def test_text_above_the_first_heading_is_a_section_on_the_line_it_begins_on():
    concept = page("---", "title: T", "---", "", "Definition.", "", "More text.", "", "## A", "Text.")
    assert concept.definition == "Definition."
    assert [(part.title, part.text, part.line) for part in concept.sections] == [
        ("", "More text.", 7), ("A", "Text.", 9),
    ]  # fmt: skip


def test_a_hash_in_a_code_fence_begins_no_section():
    concept = body("## Code", "```sh", "# comment", "## comment", "```", "", "## After", "Text.")
    assert sections(concept) == [("Code", "```sh\n# comment\n## comment\n```"), ("After", "Text.")]


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\x0b", "\x0c", "\x85", "\x1c"])
def test_a_line_separator_within_a_line_moves_no_section(mark: str):
    concept = body(f"## A{mark}", f"One{mark}two.", "", "## B", "Three.")
    assert [(part.text, part.line) for part in concept.sections] == [(f"One{mark}two.", 5), ("Three.", 8)]


def test_links_in_the_text_are_references_with_the_lines_of_the_file():
    concept = page("---", "title: T", "---", "See [a](a.md) and", "[[b|B]].", "", '[c]({{< relref "c.md#x" >}})')
    assert concept.references == (Reference("a.md", 4), Reference("b", 5), Reference("c.md", 7))


def test_the_body_is_kept_as_it_stood():
    assert page("---", "title: T", "---", "", "A  ", "", "* b").body == "\nA  \n\n* b\n"


# -- FAQs ----------------------------------------------------------------------------------------------------------

ASKED = [
    "## Frequently asked questions", "## FAQ", "## FAQs", "# FAQ about it", "### Common Questions", "## Q&A",
    "## Questions and answers", "Frequently Asked Questions\n---",
]  # fmt: skip


@pytest.mark.parametrize("heading", ASKED)
def test_questions_as_headings_are_faqs(heading: str):
    concept = body(*heading.split("\n"), "", "#### What is *x*?", "It is y.", "", "More.", "", "#### Why", "So.")
    first = 7 + heading.count("\n")
    assert faqs(concept) == [("What is x?", "It is y.\n\nMore.", first), ("Why", "So.", first + 5)]
    assert [faq.id for faq in concept.faqs] == ["t/p#what-is-x", "t/p#why"]
    assert concept.sections == ()


def test_questions_may_be_headings_of_the_same_level_as_the_faq_itself():
    concept = body("## FAQ", "", "## What is x?", "It is y.", "", "## Use", "Vision.")
    assert faqs(concept) == [("What is x?", "It is y.", 7)]
    assert sections(concept) == [("Use", "Vision.")]


def test_a_heading_below_a_question_belongs_to_its_answer():
    concept = body("## FAQ", "### What is x?", "Y.", "#### In detail", "Z.", "### Why?", "So.")
    assert faqs(concept) == [("What is x?", "Y.\n\n#### In detail\n\nZ.", 6), ("Why?", "So.", 10)]


def test_headings_that_only_group_questions_are_no_questions():
    concept = body("## FAQ", "### General", "#### What is x?", "Y.", "### Costs", "#### Is it dear?", "No.")
    assert faqs(concept) == [("What is x?", "Y.", 7), ("Is it dear?", "No.", 10)]


def test_faqs_end_at_the_next_heading_of_their_level():
    concept = body("## FAQ", "### What is x?", "Y.", "## Use", "Vision.", "### Why?", "So.")
    assert faqs(concept) == [("What is x?", "Y.", 6)]
    assert sections(concept) == [("Use", "Vision."), ("Why?", "So.")]


@pytest.mark.parametrize("gap", [[], [""], ["", ""]], ids=["close", "apart", "wide"])
@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("**What is x?**", "It is y."),
        ("__What is x?__", "It is y."),
        ("What is x?", "It is y."),
        ("1. **What is x?**", "It is y."),
        ("1) What is x?", "It is y."),
        ("Q: What is x?", "A: It is y."),
        ("Q1. What is x?", "A1. It is y."),
        ("**Q: What is x?**", "**A:** It is y."),
        ("**Q:** What is x?", "**A:** It is y."),
    ],
)
def test_questions_as_lines_are_faqs_on_the_lines_they_stand_on(asked: str, said: str, gap: list[str]):
    concept = body("## FAQ", *gap, asked, *gap, said, "", asked.replace("is x", "is z"), said.replace("y", "w"))
    first = 6 + len(gap)
    assert faqs(concept) == [
        ("What is x?", "It is y.", first), ("What is z?", "It is w.", first + len(gap) + 3),
    ]  # fmt: skip
    assert concept.sections == ()


def test_text_above_the_first_question_stays_a_section():
    concept = body("## FAQ", "We are asked this:", "", "**What is x?**", "It is y.")
    assert faqs(concept) == [("What is x?", "It is y.", 8)]
    assert sections(concept) == [("FAQ", "We are asked this:")]


def test_a_question_in_a_code_fence_is_none():
    concept = body("## FAQ", "**What is x?**", "```", "", "Why?", "```", "**Why?**", "So.")
    assert faqs(concept) == [("What is x?", "```\n\nWhy?\n```", 6), ("Why?", "So.", 11)]


def test_where_questions_are_bold_a_plain_line_with_a_question_mark_is_answer():
    concept = body(
        "## FAQ", "**What is x?**", "It depends: whose", "x?", "", "Yours?", "", "Then y.", "", "**Why?**", "So."
    )
    assert [faq.question for faq in concept.faqs] == ["What is x?", "Why?"]
    assert concept.faqs[0].answer == "It depends: whose\nx?\n\nYours?\n\nThen y."


def test_questions_with_one_slug_have_ids_of_their_own():
    concept = body("## FAQ", "### Why?", "So.", "### Why", "Thus.")
    assert [faq.id for faq in concept.faqs] == ["t/p#why", "t/p#why-2"]


def test_a_question_without_answer_is_kept():
    assert faqs(body("## FAQ", "### What is x?", "### Why?", "So.")) == [("What is x?", "", 6), ("Why?", "So.", 7)]


# -- misconceptions ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("gap", [[], [""]], ids=["close", "apart"])
@pytest.mark.parametrize(
    ("myth", "reality"),
    [
        ("**Myth:** It thinks.", "**Reality:** It counts."),
        ("**Myth**: It thinks.", "**Reality**: It counts."),
        ("__Myth:__ It thinks.", "__Fact:__ It counts."),
        ("Myth: It thinks.", "Reality: It counts."),
        ("MYTH 1: “It thinks.”", "Truth: It counts."),
        ("- **Myth:** It thinks.", "- **Reality:** It counts."),
        ("- Misconception: It thinks.", "  Reality: It counts."),
        ("### Myth: It thinks.", "**Reality:** It counts."),
        ("### Myth 1: It thinks.", "### Reality: It counts."),
        ("### Myth: It thinks.", "It counts."),
    ],
)
def test_myths_are_read_in_each_notation_on_the_lines_they_stand_on(gap: list[str], myth: str, reality: str):
    pairs = [myth, reality, "", myth.replace("thinks", "feels"), reality.replace("counts", "adds")]
    concept = body("## Common misconceptions", *gap, *pairs)
    first = 6 + len(gap)
    assert myths(concept) == [("It thinks.", "It counts.", first), ("It feels.", "It adds.", first + 3)]
    assert concept.sections == ()


@pytest.mark.parametrize("heading", ["# Myths", "## Misconceptions", "### Myths and realities about it", "Myths\n---"])
def test_myths_have_many_headings(heading: str):
    concept = body(*heading.split("\n"), "Myth: It thinks.", "", "It counts.", "", "Reality: It adds.")
    assert myths(concept) == [("It thinks. It counts.", "It adds.", 6 + heading.count("\n"))]


def test_myths_are_found_in_any_section_and_the_rest_stays():
    concept = body("## Notes", "Read this.", "", "**Myth:** It thinks.", "**Reality:** It counts.", "", "Really.")
    assert myths(concept) == [("It thinks.", "It counts.\n\nReally.", 8)]
    assert sections(concept) == [("Notes", "Read this.")]


def test_a_myth_that_nothing_answers_is_kept():
    concept = body("## Myths", "**Myth:** It thinks.", "", "**Myth:** It feels.")
    assert myths(concept) == [("It thinks.", "", 6), ("It feels.", "", 8)]


def test_prose_about_misconceptions_stays_a_section():
    text = "Many think it thinks. Fact: it does not."
    assert sections(body("## Common misconceptions", text)) == [("Common misconceptions", text)]


def test_a_fact_without_a_myth_stays_in_its_section():
    assert sections(body("## Use", "Fact: it is used.")) == [("Use", "Fact: it is used.")]


# -- bad input -----------------------------------------------------------------------------------------------------


def test_invalid_yaml_names_the_file_and_the_line():
    with pytest.raises(CorpusError, match=r"^t/p\.md:3: the front matter is not valid YAML: "):
        page("---", "title: T", "description: one: two", "---")


PIECES = st.sampled_from(
    ["---", "title: T", "description: D", "broader: [a", "# T", "## FAQ", "### Why?", "**Why?**", "Q: Why?", "A: So.",
     "## Myths", "**Myth:** x", "Reality: y", "### Myth: z", "## Use", "text", "", "", "```", "- a", "| a |", "|---|",
     "> q", "[[a|b]]", "[c](c.md)", "<!-- x -->", "***", "===", "Definition", "## Definition", "1. **What?**", "\u2028"]
)  # fmt: skip
PAGES = st.lists(PIECES, max_size=16).map("\n".join) | st.text(max_size=60)
TITLED = st.lists(PIECES, max_size=16).map(lambda lines: "\n".join(["---", "title: T", "---", *lines, ""]))


@given(PAGES | TITLED)
@settings(deadline=None, max_examples=200)
def test_any_text_is_a_page_or_a_corpus_error(text: str):
    try:
        concept, _ = read(text, "t/p", "t/p.md")
    except CorpusError as error:
        concept = None
        message = error.message
    if concept is None:
        assert message.startswith("t/p.md:")
        return
    assert concept.label
    length = text.count("\n") + 1
    lines = [part.line for part in concept.sections]
    lines += [part.source.line for part in (*concept.faqs, *concept.misconceptions)]
    assert all(1 <= line <= length for line in lines)
    ids = [part.id for part in (*concept.faqs, *concept.misconceptions)]
    assert len(set(ids)) == len(ids)


# -- writing -------------------------------------------------------------------------------------------------------


def test_a_page_as_dlgraph_writes_it():
    concept = Concept(
        "t/p",
        "No",
        "Short: one.",
        aliases=("no", "nope"),
        related=(Reference("a"),),
        sections=(Section("", "Opening."), Section("Use", "Vision.")),
        faqs=(Faq("t/p#why", "Why?", "So."), Faq("t/p#how", "How?", "")),
        misconceptions=(Misconception("t/p#myth-x", "X.", "Y."),),
        extra={"status": "stable"},
    )
    assert write(concept) == (
        "---\ntype: Concept\ntitle: 'No'\ndescription: 'Short: one.'\naliases: ['no', nope]\nrelated: [a]\n"
        "status: stable\n---\n\nOpening.\n\n## Use\n\nVision.\n\n## Common misconceptions\n\n"
        "**Myth:** X.\n**Reality:** Y.\n\n## Frequently asked questions\n\n### Why?\n\nSo.\n\n### How?\n"
    )


def test_a_concept_without_parts_has_no_body():
    assert compose(Concept("a", "A")) == ""


def test_the_body_is_written_as_it_stood_while_the_parts_agree_with_it():
    concept = page("---", "title: T", "description: D.", "---", "", "## FAQ", "**Why?**", "So.", "", "* odd   list")
    assert write(replace(concept, aliases=("t2",))).endswith("---\n" + (concept.body or "-"))


def test_a_body_that_no_longer_agrees_is_composed_anew():
    concept = body("## Use", "Vision.")
    changed = replace(concept, sections=(Section("Use", "Speech."),))
    assert read(write(changed), "t/p", "t/p.md")[0].sections == (Section("Use", "Speech.", 7),)


@pytest.mark.parametrize(
    "front",
    [
        "summary: One text.\ndescription: Another text.",
        "title: One text\nlabel: Another text",
        "title: One text\nrelated: {kind: Another text}",
        "title: One text\nseen: 2024-01-31\nnote: Another text",
    ],
)
def test_writing_loses_no_value_of_the_front_matter(front: str):
    written = write(page("---", *front.split("\n"), "---", "", "Text."))
    assert "One text" in written
    assert "Another text" in written


WORDS = st.text(st.sampled_from(list("abcdeéß1")), min_size=1, max_size=6)
SENTENCE = st.lists(WORDS, min_size=1, max_size=6).map(lambda parts: f"S{' '.join(parts)}.")
AWKWARD = st.sampled_from(
    ["no", "null", "1.0", "2024-01-01", "- a", "# b", "a: b", "a #b", "[x]", "'", '"q"', "@at", "C#"]
)
NAME = AWKWARD | st.lists(WORDS, min_size=1, max_size=3).map(" ".join)
PROSE = st.lists(SENTENCE | st.just("- one\n- two") | st.just("```\n# no heading\n\nWhy?\n```"), min_size=1, max_size=3)
ITEM_TEXT = PROSE.map("\n\n".join)


@st.composite
def concepts(draw: st.DrawFn) -> Concept:
    """Draw a concept whose ids are those that reading gives: from questions and myths, myths first."""
    taken: set[str] = set()
    label = draw(NAME)
    untitled = [Section("", text, level=0) for text in draw(st.lists(ITEM_TEXT, max_size=1))]
    titled = draw(st.lists(st.builds(Section, SENTENCE, ITEM_TEXT | st.just(""), level=st.integers(2, 4)), max_size=3))
    pairs = draw(st.lists(st.tuples(SENTENCE, st.lists(SENTENCE, max_size=2).map("\n\n".join)), max_size=2))
    asked = draw(st.lists(st.tuples(SENTENCE.map(lambda text: text[:-1] + "?"), ITEM_TEXT | st.just("")), max_size=3))
    return Concept(
        id="t/p",
        label=label,
        # Unlike the text, which begins with an S: a first paragraph that repeats the definition is not kept twice.
        definition=f"D{draw(SENTENCE)}",
        aliases=tuple(alias for alias in draw(st.lists(NAME, max_size=3, unique=True)) if alias != label),
        type=draw(st.sampled_from(["Concept", "Method", "1"])),
        broader=tuple(map(Reference, draw(st.lists(NAME, max_size=2)))),
        narrower=tuple(map(Reference, draw(st.lists(NAME, max_size=2)))),
        related=tuple(map(Reference, draw(st.lists(NAME, max_size=2)))),
        tags=tuple(draw(st.lists(NAME, max_size=2, unique=True))),
        sections=(*untitled, *titled),
        misconceptions=tuple(
            Misconception(f"t/p#{unique(slug('myth ' + myth), taken)}", myth, reality) for myth, reality in pairs
        ),
        faqs=tuple(Faq(f"t/p#{unique(slug(question), taken)}", question, answer) for question, answer in asked),
        extra=draw(st.dictionaries(st.sampled_from(["status", "year", "sources"]), NAME | st.integers(), max_size=2)),
    )


@given(concepts())
@settings(deadline=None, max_examples=150)
def test_what_is_written_reads_as_the_same_concept(concept: Concept):
    again, notes = read(write(concept), "t/p", "t/p.md")
    assert without_lines(again) == without_lines(concept)
    assert notes == ()


@given(concepts())
@settings(deadline=None, max_examples=50)
def test_writing_what_was_read_changes_nothing(concept: Concept):
    text = write(concept)
    assert write(read(text, "t/p", "t/p.md")[0]) == text


@given(TITLED)
@settings(deadline=None, max_examples=150)
def test_any_page_survives_reading_writing_and_reading(text: str):
    try:
        concept, _ = read(text, "t/p", "t/p.md")
    except CorpusError:
        return
    again, _ = okf.read(write(concept), "t/p", "t/p.md")
    assert without_lines(again) == without_lines(concept)
    assert again.body == concept.body
