from __future__ import annotations

from dlgraph.concept import Concept, Faq, Misconception, Section
from dlgraph.formats import okf
from dlgraph.glossary import Glossary
from dlgraph.model import Item, Passage, Source
from dlgraph.search import passages

PAGE = """---
title: Overfitting
description: A model that memorizes its training data.
aliases: [memorization]
---

## How it works

The model has **capacity** to spare.

## Common misconceptions

**Myth:** More data is useless.
**Reality:** More data [helps](other.md).

## Frequently asked questions

### Why do models overfit?

They are *large*.

## Related terms

- [Bias](bias.md)

## Further reading

A book.
"""


def listed(*concepts: Concept, faqs: tuple[Faq, ...] = ()) -> list[tuple[Item, tuple[Passage, ...]]]:
    return list(passages.items(Glossary(concepts, faqs)))


def test_a_page_gives_its_definition_sections_misconceptions_and_faqs_in_plain_text() -> None:
    concept, _ = okf.read(PAGE, "training/overfitting", "training/overfitting.md")
    found = listed(concept)
    assert [(item.id, item.kind, item.title, item.text, item.source.line) for item, _ in found] == [
        ("training/overfitting", "definition", "Overfitting", "A model that memorizes its training data.", 1),
        ("training/overfitting#how-it-works", "section", "How it works", "The model has capacity to spare.", 7),
        (
            "training/overfitting#myth-more-data-is-useless",
            "misconception",
            "More data is useless.",
            "More data helps.",
            13,
        ),
        ("training/overfitting#why-do-models-overfit", "faq", "Why do models overfit?", "They are large.", 18),
    ]
    assert {(item.concept, item.label) for item, _ in found} == {("training/overfitting", "Overfitting")}
    assert found[0][0].alternatives == ("memorization",)


def test_a_definition_is_asked_for_by_hidden_labels_too() -> None:
    hiding = Concept("tea", "Tea", "A drink.", aliases=("chai",), extra={"hiddenLabel": {"en": "teh"}, "note": "x"})
    ((item, _),) = listed(hiding)
    assert item.alternatives == ("chai", "teh")


def test_passages_say_what_they_are_about() -> None:
    concept, _ = okf.read(PAGE, "training/overfitting", "training/overfitting.md")
    assert [(passage.field, passage.text) for _, parts in listed(concept) for passage in parts] == [
        ("definition", "Overfitting: A model that memorizes its training data."),
        ("section", "Overfitting: How it works. The model has capacity to spare."),
        ("myth", "More data is useless."),
        ("reality", "More data is useless. More data helps."),
        ("question", "Why do models overfit?"),
        ("answer", "Why do models overfit? They are large."),
    ]


def test_a_concept_of_which_only_the_name_is_known_is_found_by_it() -> None:
    ((item, parts),) = listed(Concept("a", "Attention"))
    assert (item.kind, item.text) == ("definition", "")
    assert parts == (Passage("a", "definition", "Attention"),)


def test_a_long_definition_keeps_its_label_in_every_passage() -> None:
    definition = " ".join(f"w{number}" for number in range(300))
    ((_, parts),) = listed(Concept("a", "Attention", definition))
    assert len(parts) > 1
    assert all(part.text.startswith("Attention: w") for part in parts)
    assert parts[-1].text.endswith(" w299")


def test_a_long_section_is_cut_into_overlapping_passages_that_fit() -> None:
    text = " ".join(f"w{number}" for number in range(150))
    found = listed(Concept("a", "Attention", "It attends.", sections=(Section("Use", text, 9),)))
    _, parts = found[1]
    assert [(part.text.split()[2], part.text.split()[-1]) for part in parts] == [
        ("w0", "w59"), ("w40", "w99"), ("w80", "w139"), ("w120", "w149"),
    ]  # fmt: skip
    assert {part.text[:16] for part in parts} == {"Attention: Use. "}


def test_a_section_before_the_first_heading_is_about_the_concept() -> None:
    found = listed(Concept("a", "Attention", "It attends.", sections=(Section("", "More text.", 9),)))
    item, parts = found[1]
    assert (item.id, item.title) == ("a#about", "")
    assert parts[0].text == "Attention: More text."


def test_lists_of_links_and_empty_sections_answer_nothing() -> None:
    titles = [
        "See also",
        "Related concepts",
        "REFERENCES",
        "Further reading and more",
        "External links",
        "Notes",
        "Use",
    ]
    sections = tuple(Section(title, "text" if title != "Use" else "<!-- nothing -->") for title in titles)
    assert [item.id for item, _ in listed(Concept("a", "A", "x", sections=sections))] == ["a"]


def test_a_section_about_references_in_another_sense_is_kept() -> None:
    found = listed(Concept("a", "A", "x", sections=(Section("Notesbooks and sourcesmanship", "text"),)))
    assert [item.kind for item, _ in found] == ["definition", "section"]


def test_every_item_has_an_id_of_its_own() -> None:
    concept = Concept(
        "a",
        "A",
        "x",
        sections=(Section("Use", "one"), Section("Use", "two"), Section("Why?", "three"), Section("!!", "four")),
        faqs=(Faq("a#why", "Why?", "because"),),
        misconceptions=(Misconception("a#use-2", "Use", "no"),),
    )
    found = listed(concept, Concept("a#item", "B", "y"), faqs=(Faq("a#use", "Use?", "yes"),))
    ids = [item.id for item, _ in found]
    assert len(set(ids)) == len(ids) == 9
    assert {"a", "a#why", "a#use-2", "a#use", "a#item"} < set(ids)


def test_faqs_outside_pages_come_last_and_know_their_concept() -> None:
    faqs = (
        Faq("q1", "Why attend?", "To *see*.", ("What for?",), "attention", Source("f.csv", 2)),
        Faq("q2", "Alone?", "", (), "", Source("f.csv", 3)),
    )
    found = listed(Concept("a", "Attention", "It attends."), faqs=faqs)
    one, two = found[1:]
    assert one[0] == Item("q1", "faq", "a", "Attention", "Why attend?", "To see.", Source("f.csv", 2), ("What for?",))
    assert [(part.field, part.text) for part in one[1]] == [
        ("question", "Why attend?"),
        ("alternative", "What for?"),
        ("answer", "Why attend? To see."),
    ]
    assert (two[0].concept, two[0].label, two[0].text) == ("", "", "")
    assert two[1] == (Passage("q2", "question", "Alone?"),)


def test_every_passage_names_its_item() -> None:
    concept, _ = okf.read(PAGE, "o", "o.md")
    for item, parts in listed(concept):
        assert parts
        assert {part.item for part in parts} == {item.id}
