"""dlgraph/checks/pages.py and references.py: what pages say about themselves and of each other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dlgraph.checks import table
from dlgraph.checks.finding import Edit
from dlgraph.formats import corpus as corpora
from dlgraph.glossary import Glossary
from dlgraph.ledger import Ledger, Problem
from dlgraph.model import Source


def page(title: str, more: str = "", body: str = "Text.\n") -> str:
    return f"---\ntitle: {title}\ndescription: What {title} is.\n{more}\n---\n\n{body}"


# -- G01 -----------------------------------------------------------------------------------------------------------


def test_every_reference_that_the_glossary_cannot_resolve_is_found_with_its_place(put):
    more = "broader: [nothing]\nnarrower: [nought]\nrelated:\n- nil\n- cup"
    files = {
        "tea.md": page("Tea", more, "See [void](void.md) and [site](https://x.example/).\n"),
        "cup.md": page("Cup"),
    }
    path = put(files)
    read = corpora.read(path)
    problems = [it for it in Glossary(read.concepts, read.faqs).problems if it.code == "dangling"]
    made = table.run(table.read(path, today=date(2026, 11, 22)), [table.CHECKS["G01"]])
    assert {it.source for it in made.findings} == {it.source for it in problems}
    assert [(it.tier, it.source.line) for it in made.findings] == [
        ("error", 4), ("error", 5), ("error", 7), ("warning", 11),
    ]  # fmt: skip


def test_an_faq_in_a_table_that_names_no_concept_is_found(said):
    files = {"a.jsonl": '{"label": "Tea", "definition": "x"}\n{"question": "Why?", "answer": "So.", "concept": "Te"}\n'}
    assert said(files, "G01") == ["a.jsonl:2: why: concept names 'Te', which no concept is called"]


@pytest.mark.parametrize(
    ("written", "new"),
    [
        ("machine-learnin", "machine-learning"),
        ("mahcine-learning", "machine-learning"),
        ("Machine learnin", "Machine learning"),
        ("machine-learnings.md", "machine-learning"),
        ("'[[Machine learnin]]'", "[[Machine learning]]"),
    ],
)
def test_a_name_a_slip_away_from_one_concept_is_corrected_in_its_own_form(found, written, new):
    files = {"tea.md": page("Tea", f"broader: [{written}]"), "machine-learning.md": page("Machine learning")}
    (finding,) = found(files, "G01")
    (edit,) = finding.edits
    assert (edit.action, edit.new, finding.cure) == ("replace", new, "Did you mean Machine learning?")


@pytest.mark.parametrize(
    ("written", "others"),
    [
        ("quantum-physics", ()),  # nothing near
        ("cap", ("cup.md",)),  # too short to be sure
        ("coffe", ("coffee.md", "coffer.md")),  # near to two
        ("tae-leaf", ("tea-leaf.md", "tee-leaf.md")),
    ],
)
def test_a_name_is_left_alone_where_what_was_meant_is_not_certain(found, written, others):
    files = {"a.md": page("A", f"broader: [{written}]")}
    files |= {name: page(name.removesuffix(".md").replace("-", " ")) for name in others}
    (finding,) = found(files, "G01")
    assert finding.edits == ()


def test_a_correction_that_would_repeat_an_entry_or_name_the_page_itself_is_not_made(found):
    files = {"coffee.md": page("Coffee", "broader: [cofee, tea, teaa]"), "tea.md": page("Tea", "broader: [teaaa]")}
    assert [finding.edits for finding in found(files, "G01")] == [(), (), ()]


def test_many_dangling_names_do_not_take_long_to_look_for(found):
    files = {f"a{at}.md": page(f"A{at}", f"broader: [nothing-{at}]") for at in range(70)}
    made = found(files, "G01")
    assert len(made) == 70
    assert all(finding.cure for finding in made)


# -- G03 -----------------------------------------------------------------------------------------------------------


def edits(found, files) -> list[Edit]:
    return [edit for finding in found(files, "G03") for edit in finding.edits]


@pytest.mark.parametrize(
    ("there", "here", "value"),
    [
        ("related: [a/tea]", "", "tea"),
        ("related: [Cup]", "", "Tea"),
        ("related: ['[[Cup]]']", "", "[[Tea]]"),
        ("related: [cup]", "broader: ['[[Pot]]']", "[[Tea]]"),
        ("related: [cup]", "related: [Pot]", "Tea"),
        ("related: [b/cup]", "related: [b/pot]", "a/tea"),
    ],
)
def test_a_name_is_written_back_in_the_way_the_other_page_writes_names(found, there, here, value):
    there = there.replace("a/tea", "cup")
    files = {
        "a/tea.md": page("Tea", there), "b/cup.md": page("Cup", here),
        "b/pot.md": page("Pot", "related: [cup]" if "related" in here else ""),
    }  # fmt: skip
    assert [(edit.file, edit.key, edit.value) for edit in edits(found, files)] == [("b/cup.md", "related", value)]


def test_a_key_that_means_related_is_used_as_it_is(found):
    files = {"tea.md": page("Tea", "see_also: [cup]"), "cup.md": page("Cup", "See Also: []")}
    (edit,) = edits(found, files)
    assert edit.key == "See Also"


def test_of_two_pages_with_one_name_the_whole_id_is_written(found):
    files = {
        "a/tea.md": page("Green tea", "related: [cup]"), "b/tea.md": page("Black tea"), "cup.md": page("Cup"),
    }  # fmt: skip
    (edit,) = edits(found, files)
    assert edit.value == "a/tea"


def test_what_the_hierarchy_joins_is_not_joined_once_more(found):
    files = {"tea.md": page("Tea", "broader: [drink]\nrelated: [drink]"), "drink.md": page("Drink")}
    (finding,) = found(files, "G03")
    assert finding.edits == ()


def test_a_list_of_links_in_a_text_calls_for_no_answer(said):
    files = {"tea.md": page("Tea", "", "## See also\n\n- [Cup](cup.md)\n"), "cup.md": page("Cup")}
    assert said(files, "G03") == []


def test_related_rows_of_a_table_are_no_pages(said):
    assert said({"a.csv": "label,definition,related\nTea,x,Cup\nCup,y,\n"}, "G03") == []


# -- titles and lists ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "alias", "tier"),
    [
        ("Role-based access control (RBAC)", "RBAC", "info"),
        ("Kubernetes (K8s)", "K8s", "warning"),
        ("RAG (Retrieval-augmented generation)", "Retrieval-augmented generation", "warning"),
        ("Mutual Transport Layer Security (mTLS)", "mTLS", "info"),
    ],
)
def test_a_short_form_in_a_title_is_to_be_an_alias(found, title, alias, tier):
    (finding,) = found({"a.md": page(title)}, "G04")
    assert (finding.tier, finding.edits) == (tier, (Edit("a.md", "add", "aliases", alias),))


@pytest.mark.parametrize(
    ("title", "more"),
    [
        ("Python (language)", ""),
        ("Token (NLP)", ""),
        ("Role-based access control (RBAC)", "aliases: [rbac]"),
        ("Tea", ""),
        ("Vitamin (A)", ""),
        ("Ministry of Sound (ABCDEFGHIJK)", ""),
    ],
)
def test_what_is_no_short_form_or_an_alias_already_is_in_order(said, title, more):
    assert said({"a.md": page(title, more)}, "G04") == []


def test_a_short_form_of_two_titles_is_no_alias_of_either(said):
    files = {"a.md": page("Continuous Delivery (CD)"), "b.md": page("Continuous Deployment (CD)")}
    assert said(files, "G04") == []


def test_a_page_with_a_definition_and_no_text_is_for_information_where_others_have_one(found):
    bare = "---\ntitle: Cup\ndescription: A vessel.\n---\n\n# Cup\n\n<!-- later -->\n"
    (finding,) = found({"tea.md": page("Tea"), "cup.md": bare}, "G06")
    assert (finding.tier, finding.source.line) == ("info", 5)
    assert found({"tea.md": bare.replace("Cup", "Tea"), "cup.md": bare}, "G06") == ()


@pytest.mark.parametrize(
    ("more", "lines"),
    [
        ('tags: ["a", ""]', [4]),
        ('tags: ["", ""]', [4, 4]),
        ("tags:\n- a\n-\n- ''", [6, 7]),
        ('sources: ["x", ~]', [4]),
        ("tags:", []),
        ("tags: []", []),
        ("tags: ''", []),
        ('aliases: ["", x]', []),  # an empty label, told as such
        ("sources:\n- {id: x}\n- y", []),
    ],
)
def test_empty_entries_of_lists_are_found_once_a_list(found, more, lines):
    made = found({"tea.md": page("Tea", more)}, "G07")
    assert [edit.line for finding in made for edit in finding.edits] == lines
    assert len(made) <= 1


@pytest.mark.parametrize(
    ("more", "count"),
    [
        ("tags: [a, b, a, a]", 2),
        ("tags:\n- a\n- a", 1),
        ("aliases: [Brew, brew]", 0),
        ("tags: [a]\nkeywords: [a]", 0),
        ("related: [cup, Cup]", 1),
        ("related: [cup, cup]", 1),
        ("related: [cup]\nbroader: [cup]", 0),
    ],
)
def test_entries_that_stand_twice_in_a_list_are_found(found, more, count):
    files = {"tea.md": page("Tea", more), "cup.md": page("Cup")}
    made = found(files, "G08")
    assert len(made) == count
    assert all(len(finding.edits) == 1 for finding in made)


# -- drafts, dates, leavings ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("more", ["status: Draft", "draft: true", "Status: wip", "draft: 'yes'", "status: in progress"])
def test_a_page_that_calls_itself_a_draft_is_found(said, more):
    assert len(said({"tea.md": page("Tea", more)}, "G14")) == 1


@pytest.mark.parametrize("more", ["status: stable", "draft: false", "status: [draft]", "note: draft", "status:"])
def test_any_other_page_is_no_draft(said, more):
    assert said({"tea.md": page("Tea", more)}, "G14") == []


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ("verified: 2025-11-21", "Tea was verified on 2025-11-21, 366 days ago"),
        ("verified: 2026-11-23", "Tea was verified on 2026-11-23, which is still to come"),
        ("verified: {by: x, at: 2026-01-01}\ngenerated: {by: y, at: 2026-02-01}",
         "Tea was verified on 2026-01-01 and changed on 2026-02-01"),
        ("verified: '2026-10-01T10:00:00Z'\nstale_after: 2026-11-01", "Tea was to be looked at again after 2026-11-01"),
        ("stale_after: 2020-01-01", "Tea was to be looked at again after 2020-01-01"),
    ],
)  # fmt: skip
def test_what_was_verified_and_has_changed_or_aged_is_stale(found, more, why):
    (finding,) = found({"tea.md": page("Tea", more)}, "G15")
    assert (finding.message, finding.source.line) == (why, 4)


@pytest.mark.parametrize(
    "more",
    [
        "verified: 2025-11-22",
        "verified: 2026-11-22",
        "verified: [{at: 2019-01-01}, {at: 2026-10-01}]",
        "verified: 2026-10-01\nupdated: 2026-10-01",
        "stale_after: 2026-11-22",
    ],
)
def test_the_last_time_counts_and_the_last_day_is_still_good(result, more):
    assert result({"tea.md": page("Tea", more)}, "G15").state == "held"


@pytest.mark.parametrize("more", ["status: stable", "verified: soon", "verified: true", "verified:"])
def test_without_a_date_nothing_is_stale(result, more):
    assert result({"tea.md": page("Tea", more)}, "G15").state == "not checkable"


def test_an_empty_file_is_told_and_a_reserved_one_is_not(said):
    (text,) = said({"tea.md": page("Tea"), "index.md": "# Index\n", "blank.md": ""}, "G16")
    assert text.startswith("blank.md:1: blank.md: left out")


def test_what_befalls_many_rows_alike_is_told_once_with_each_of_their_places(found):
    rows = '{"question": "Why?", "answer": "So.", "odd": 1}\n{"question": "Who?", "answer": "I.", "odd": 2}\n'
    one, other = found({"a.jsonl": rows, "b.jsonl": '{"question": "When?", "answer": "Now.", "odd": 1}\n'}, "G16")
    assert one.message.startswith("odd: left out in 2 places, ")
    assert [str(each.source) for each in one.evidence] == ["a.jsonl:1", "a.jsonl:2"]
    assert (other.message.partition(",")[0], str(other.source), other.evidence) == ("odd: left out", "b.jsonl:1", ())


def test_notes_of_reading_are_told_unless_another_check_tells_them_or_they_are_for_information(put):
    subject = table.read(put({"tea.md": page("Tea")}), today=date(2026, 11, 22))
    place = Source("tea.md", 2)
    notes = (
        Problem("odd", "warning", "something odd", place),
        Problem("no-title", "warning", "no title", place),
        Problem("flavour", "info", "read as hugo", place),
    )
    subject.corpus = replace(subject.corpus, ledger=Ledger({}, (), notes))
    (finding,) = table.run(subject, [table.CHECKS["G16"]]).findings
    assert (finding.message, finding.source, finding.subject) == ("something odd", place, "tea")
