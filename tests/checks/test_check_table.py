"""dlgraph/checks/table.py: every code has a bad corpus that raises it and nothing else; good ones raise nothing."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

import dlgraph
from dlgraph.checks import table
from dlgraph.checks.check import Check
from dlgraph.checks.table import CHECKS, called, chosen
from dlgraph.errors import CorpusError, QuestionError
from dlgraph.locate import packaged_corpus
from dlgraph.render.checks import documentation

HERE = Path(__file__).parent
BAD = sorted((HERE / "bad").iterdir())
TODAY = date(2026, 11, 22)


def name_of(path: Path) -> str:
    return path.name.removesuffix(path.suffix)


def report(path: Path, tmp_path: Path, *, deep: bool = False) -> table.Report:
    if not deep:
        return table.run(table.read(path, today=TODAY))
    from dlgraph.cli.check import _Opened

    with dlgraph.open(path, index=tmp_path / "index", model="hash") as base:
        return table.run(table.read(path, today=TODAY, asker=_Opened(base)))


@pytest.mark.parametrize("path", BAD, ids=name_of)
def test_a_bad_corpus_raises_the_code_it_is_named_after_and_nothing_else(path: Path, tmp_path: Path):
    code = path.name.partition("-")[0]
    found = report(path, tmp_path, deep=CHECKS[code].deep).findings
    assert {finding.code for finding in found} == {code}


def test_every_code_has_a_bad_corpus_under_its_code_and_name():
    assert sorted(name_of(path) for path in BAD) == sorted(f"{each.code}-{each.name}" for each in CHECKS.values())


@pytest.mark.parametrize("path", BAD, ids=name_of)
def test_a_finding_names_its_thing_its_place_and_its_cure(path: Path, tmp_path: Path):
    code = path.name.partition("-")[0]
    base = path if path.is_dir() else path.parent
    for finding in report(path, tmp_path, deep=CHECKS[code].deep).findings:
        assert finding.cure.endswith((".", "?"))
        assert not finding.message.endswith(".")
        for place in (finding.source, *(each.source for each in finding.evidence)):
            lines = (base / place.file).read_text("utf-8").count("\n")
            assert 1 <= place.line <= lines + 1


def test_a_glossary_with_everything_in_order_holds_every_check(tmp_path: Path):
    made = report(HERE / "clean" / "whole", tmp_path)
    assert made.findings == ()
    assert {result.check.code for result in made.results if result.state != "held"} == {"G13"}


def test_the_glossary_of_ai_has_no_errors_and_no_warnings(tmp_path: Path):
    made = report(packaged_corpus(), tmp_path)
    assert [finding.message for finding in made.findings if finding.tier != "info"] == []


def test_checking_twice_finds_the_same():
    path = HERE / "bad" / "S27-related-above"
    one, other = (table.run(table.read(path, today=TODAY)) for _ in range(2))
    assert one == other


def test_nothing_in_a_corpus_is_changed_by_checking_it(tmp_path: Path):
    path = HERE / "bad" / "G03-one-way-related"
    before = {each: each.read_bytes() for each in path.iterdir()}
    report(path, tmp_path)
    assert {each: each.read_bytes() for each in path.iterdir()} == before


# -- the table -----------------------------------------------------------------------------------------------------


def test_codes_and_names_are_their_keys_and_differ():
    assert all(code == each.code for code, each in CHECKS.items())
    assert len({each.name for each in CHECKS.values()}) == len(CHECKS)


@pytest.mark.parametrize("each", CHECKS.values(), ids=lambda each: each.code)
def test_a_docstring_begins_with_one_sentence_on_what_must_hold(each: Check):
    assert each.title.endswith(".")
    assert len(each.title) <= 115
    assert re.fullmatch(r"[a-z]+(?:-[a-z]+)*", each.name)


@pytest.mark.parametrize("each", CHECKS.values(), ids=lambda each: each.code)
def test_a_check_is_fixable_if_the_findings_of_its_bad_corpus_have_edits(each: Check, tmp_path: Path):
    path = next(path for path in BAD if path.name.partition("-")[0] == each.code)
    found = report(path, tmp_path, deep=each.deep).findings
    assert any(finding.edits for finding in found) == each.fixable


def test_the_documentation_lists_every_check_as_it_is():
    path = HERE.parent.parent / "docs" / "checks.md"
    assert path.read_text("utf-8") == documentation(), "docs/checks.md says how to make it again"


# -- choosing ------------------------------------------------------------------------------------------------------


def codes(checks: tuple[Check, ...] | list[Check]) -> list[str]:
    return [each.code for each in checks]


def test_without_a_choice_every_check_is_made():
    assert codes(chosen()) == list(CHECKS)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("S27", ["S27"]),
        ("s27", ["S27"]),
        ("S9", ["S9"]),
        ("S1", ["S13", "S14"]),
        ("S5", ["S52", "S58"]),
        ("orphan", ["Q08"]),
        ("One-Way-Related", ["G03"]),
        (" G15 ", ["G15"]),
    ],
)
def test_a_check_is_called_by_code_beginning_or_name(name: str, expected: list[str]):
    assert codes(called(name)) == expected


def test_checks_are_selected_and_ignored_in_the_order_of_the_table():
    assert codes(chosen(["G0", "S27"], ["G01", "orphan"])) == ["S27", *[c for c in CHECKS if c[:2] == "G0"][1:]]
    assert codes(chosen(ignore=["S", "Q", "G"])) == []


def test_what_is_ignored_wins_over_what_is_selected():
    assert codes(chosen(["S27"], ["S"])) == []


@pytest.mark.parametrize("name", ["X1", "", " ", "S99", "orphans"])
def test_a_check_that_is_not_there_is_an_error(name: str):
    with pytest.raises(QuestionError, match="no check is called"):
        called(name)


def test_a_near_name_is_suggested():
    with pytest.raises(QuestionError) as caught:
        called("one-way-relatd")
    assert "one-way-related" in caught.value.cure


# -- reports -------------------------------------------------------------------------------------------------------


def test_a_report_fails_by_errors_and_if_strict_by_warnings_but_never_by_information(tmp_path: Path):
    error, warning, info = (
        report(next(path for path in BAD if path.name.startswith(code)), tmp_path) for code in ("S27", "G09", "G05")
    )
    assert [each.fails() for each in (error, warning, info)] == [True, False, False]
    assert [each.fails(strict=True) for each in (error, warning, info)] == [True, True, False]


def test_findings_come_by_file_line_and_code(tmp_path: Path, put):
    head = 'title: Tea\ndescription: A drink.\ntags: ["", x, x]\nrelated: [nothing-here]\nstatus: draft'
    tea = f"---\n{head}\n---\n\nText.\n"
    path = put({"b/tea.md": tea, "a/cup.md": tea.replace("Tea", "Cup")})
    made = report(path, tmp_path)
    places = [(finding.source.file, finding.source.line, finding.code) for finding in made.findings]
    lines = [(4, "G07"), (4, "G08"), (5, "G01"), (6, "G14")]
    assert [(line, code) for file, line, code in places if file == "b/tea.md" and code != "G10"] == lines
    assert [file for file, _, _ in places] == sorted(file for file, _, _ in places)


# -- corpora that cannot be read -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "again", "first"),
    [
        ({"tea.md": "# Tea\n\nHot.\n", "tea.markdown": "# Tea\n\nHot.\n"}, "tea.md:1", "tea.markdown:1"),
        ({"a.csv": "id,label\nx,Tea\ny,Cup\nx,Pot\n"}, "a.csv:4", "a.csv:2"),
        ({"a.jsonl": '{"id": "x", "label": "Tea"}\n\n{"id": "x", "question": "Why?"}\n'}, "a.jsonl:3", "a.jsonl:1"),
        ({"a.csv": "id,label\nx,Tea\n", "b.tsv": "key\tterm\nx\tPot\n"}, "b.tsv:2", "a.csv:2"),
    ],
)
def test_ids_used_twice_are_found_and_nothing_else_is_checkable(put, files, again, first):
    made = table.run(table.read(put(files), today=TODAY))
    (finding,) = made.findings
    assert (finding.code, str(finding.source), str(finding.evidence[0].source)) == ("G02", again, first)
    others = [result for result in made.results if result.check.code != "G02"]
    assert {result.state for result in others} == {"not checkable"}


@pytest.mark.parametrize(
    "files",
    [
        {"tea.md": "---\ntitle: [\n---\n"},
        # The read-me files share a name and are no concepts; what is wrong is something else.
        {"tea.md": "---\ntitle: [\n---\n", "README.md": "# Hi\n", "README.txt": "Hi\n"},
        {"a.csv": "nothing,here\n1,2\n"},
    ],
)
def test_a_corpus_that_is_broken_otherwise_is_an_error(put, files):
    with pytest.raises(CorpusError):
        table.read(put(files), today=TODAY)


def test_a_corpus_that_is_not_there_is_an_error(tmp_path: Path):
    with pytest.raises(CorpusError):
        table.read(tmp_path / "nowhere", today=TODAY)
