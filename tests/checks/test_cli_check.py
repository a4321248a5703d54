"""The command `dlgraph check`: what it prints, where, and with which exit code."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dlgraph.checks.table import CHECKS
from dlgraph.cli.app import main

BAD = Path(__file__).parent / "bad"
CLEAN = Path(__file__).parent / "clean" / "whole"


@pytest.fixture(autouse=True)
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder without a corpus, and the encoder without a model."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DLGRAPH_MODEL", "hash")
    return tmp_path


def check(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["check", *map(str, words)])


def copied(name: str, work: Path) -> Path:
    shutil.copytree(BAD / name, work / name)
    return work / name


# -- exit codes ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "plain", "strict"),
    [("S27-related-above", 1, 1), ("G03-one-way-related", 0, 1), ("G05-heading-variants", 0, 0)],
)
def test_errors_fail_and_warnings_if_strict(name: str, plain: int, strict: int):
    assert (check(BAD / name).exit_code, check(BAD / name, "--strict").exit_code) == (plain, strict)


def test_a_clean_glossary_ends_with_0_even_if_strict():
    ended = check(CLEAN, "--strict")
    assert (ended.exit_code, ended.stdout.split("\n")[0]) == (0, "No errors, no warnings in 4 concepts.")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nowhere"], "there is no corpus at nowhere"),
        ([BAD / "S27-related-above", "--select", "X9"], "no check is called 'X9'"),
        ([BAD / "S27-related-above", "--ignore", "S27,orphann"], "no check is called 'orphann'"),
        ([BAD / "S27-related-above", "--explain", "S99"], "no check is called 'S99'"),
        ([BAD / "S27-related-above", "--select", ","], "--select names no check"),
        ([BAD / "S27-related-above", "--ignore", "S,Q,G"], "leaves no check to make"),
        ([BAD / "S27-related-above", "--max-age", "-1"], "-1 is not in the range"),
        ([BAD / "S27-related-above", "--sarif", "--json"], "standard output takes one"),
        ([BAD / "S27-related-above", "--sarif", "--diff"], "standard output takes one"),
        (["--sarif", BAD / "S13-label-used-twice.md"], "ends in .sarif or .json"),
        (["one", "two"], "unexpected extra argument"),
    ],
)
def test_wrong_use_and_a_corpus_that_is_not_there_end_with_2_and_a_message(words, message: str):
    ended = check(*words)
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert message in ended.stderr


def test_a_broken_corpus_ends_with_2_and_ids_used_twice_with_1(work: Path):
    (work / "corpus").mkdir()
    (work / "corpus" / "tea.md").write_text("---\ntitle: [\n---\n")
    assert check().exit_code == 2
    assert check(BAD / "G02-duplicate-id", "--deep").exit_code == 1


def test_what_was_looked_at_is_counted_be_it_concepts_or_faqs(work: Path):
    (work / "faq.jsonl").write_text('{"question": "Why?", "answer": "So."}\n')
    assert check("faq.jsonl").stdout.startswith("No errors, no warnings in 1 FAQ.\n")
    (work / "tea.csv").write_text("label,definition\nTea,A drink.\nCup,A vessel.\n")
    assert "in 2 concepts and 1 FAQ.\n" in check(".").stdout


def test_a_page_written_by_hand_is_cured_and_keeps_every_other_byte(work: Path):
    (work / "corpus").mkdir()
    page = (
        b"\xef\xbb\xbf---\r\ntitle:  'Tea'   # mine\r\ndescription: >-\r\n  A\r\n  drink.\r\nrelated:\r\n"
        b'    - "cup"   # why\r\n    -\r\ntags: [ a , "b b",a ] # t\r\n---\r\n\r\nNo \ttabs, no end of line: \xc2\xa0'
    )
    cup = b"---\ntitle: Cup\ndescription: It holds a drink.\n# last\n---\nText."
    (work / "corpus" / "tea.md").write_bytes(page)
    (work / "corpus" / "cup.md").write_bytes(cup)
    ended = check("--fix", "--all")
    assert ended.exit_code == 0
    assert "No errors, no warnings in 2 concepts." in ended.stdout
    assert " info " not in ended.stdout
    gone = page.replace(b"    -\r\n", b"").replace(b'"b b",a ]', b'"b b" ]')
    assert (work / "corpus" / "tea.md").read_bytes() == gone
    added = cup.replace(b"# last", b"related: [tea]\n# last")
    assert (work / "corpus" / "cup.md").read_bytes() == added


# -- which corpus, which checks ------------------------------------------------------------------------------------


def test_the_corpus_may_be_named_in_every_usual_way(monkeypatch: pytest.MonkeyPatch):
    path = BAD / "G14-draft-served.md"
    expected = check(path, "--json").stdout
    assert CliRunner().invoke(main, ["--corpus", str(path), "check", "--json"]).stdout == expected
    assert check("--corpus", path, "--json").stdout == expected
    monkeypatch.setenv("DLGRAPH_CORPUS", str(path))
    assert check("--json").stdout == expected


def test_checks_are_selected_and_ignored_by_codes_and_names():
    made = json.loads(
        check(BAD / "S27-related-above", "--select", "S,one-way-related", "--ignore", "S4,S5", "--json").stdout
    )
    assert [each["code"] for each in made["checks"]] == ["S9", "S13", "S14", "S27", "S37", "G03"]


def test_what_is_selected_by_name_is_shown_though_it_is_for_information():
    path = BAD / "G05-heading-variants"
    assert "info G05" not in check(path).stdout
    assert "info G05" in check(path, "--select", "G05").stdout
    assert "info G05" in check(path, "--all").stdout


def test_max_age_is_how_old_what_was_verified_may_be():
    path = BAD / "G15-stale-verified.md"
    assert check(path, "--strict").exit_code == 1
    assert check(path, "--strict", "--max-age", "100000").exit_code == 0


def test_checks_are_listed_and_explained_without_a_corpus():
    assert len(check("--list").stdout.strip().split("\n")) == len(CHECKS)
    assert len(check("--list", "--select", "S").stdout.strip().split("\n")) == 9
    assert check("--explain", "S27").stdout.startswith("S27 related-above (error)\n")
    data = json.loads(check("--explain", "S1", "--json").stdout)
    assert [each["code"] for each in data["checks"]] == ["S13", "S14"]


def test_deep_checks_open_the_index(work: Path):
    ended = check(BAD / "G13-unreached-page", "--deep", "--index", work / "index")
    assert "warning G13 unreached-page: no question reaches The right choice" in ended.stdout
    assert "Not checked" not in ended.stdout
    assert "Not checked: G13 (use --deep)." in check(BAD / "G13-unreached-page").stdout


# -- forms ---------------------------------------------------------------------------------------------------------


def test_json_is_all_that_stands_on_standard_output():
    ended = check(BAD / "S27-related-above", "--json")
    assert json.loads(ended.stdout)["counts"]["error"] == 1
    assert ended.exit_code == 1


def test_sarif_goes_to_standard_output_or_beside_the_report_to_a_file(work: Path):
    path = BAD / "S27-related-above"
    written = json.loads(check(path, "--sarif").stdout)
    ended = check(path, "--sarif=out.sarif")
    assert "error S27" in ended.stdout
    assert json.loads((work / "out.sarif").read_text()) == written
    assert json.loads(check(path, "--json", "--sarif", "again.json").stdout)["counts"]["error"] == 1
    assert json.loads((work / "again.json").read_text()) == written


# -- fixing --------------------------------------------------------------------------------------------------------


def test_a_diff_is_shown_and_nothing_is_written(work: Path):
    corpus = copied("G03-one-way-related", work)
    before = (corpus / "cup.md").read_bytes()
    for words in (["--diff"], ["--fix", "--diff"]):
        ended = check(corpus, *words)
        assert ended.stdout.startswith("--- a/cup.md\n+++ b/cup.md\n")
        assert "+related: [tea]\n" in ended.stdout
        assert ended.stderr == "dlgraph: would fix 1 finding on 1 page\n"
        assert ended.exit_code == 0
    assert (corpus / "cup.md").read_bytes() == before


def test_fixing_writes_says_so_and_reports_what_is_left(work: Path):
    corpus = copied("G03-one-way-related", work)
    ended = check(corpus, "--fix", "--strict")
    assert ended.stderr == "dlgraph: fixed 1 finding on 1 page\n"
    assert ended.stdout.startswith("No errors, no warnings in 2 concepts.")
    assert ended.exit_code == 0
    assert "related: [tea]\n" in (corpus / "cup.md").read_text()


def test_only_what_is_selected_is_fixed(work: Path):
    corpus = copied("G03-one-way-related", work)
    check(corpus, "--fix", "--ignore", "G03")
    assert "related" not in (corpus / "cup.md").read_text()


def test_fixing_says_in_json_what_it_did(work: Path):
    data = json.loads(check(copied("G01-dangling-reference", work), "--fix", "--json").stdout)
    assert [each["code"] for each in data["fixes"]["fixed"]] == ["G01"]
    assert data["fixes"]["files"] == ["G01-dangling-reference/tea.md"]
    assert "+broader: [drink]  # a slip" in data["fixes"]["diff"]
    assert data["findings"] == []


def test_what_one_cure_brings_to_light_is_cured_too(work: Path):
    # Once "drnik" is read as "drink", which is related to it, drink does not name tea back.
    corpus = work / "corpus"
    corpus.mkdir()
    page = "---\ntitle: {}\ndescription: What {} is.\n{}\n---\n\nText.\n"
    (corpus / "tea.md").write_text(page.format("Tea", "tea", "related: [drnik]"))
    (corpus / "drink.md").write_text(page.format("Drink", "drink", "tags: [x]"))
    ended = check("--fix", "--strict")
    assert ended.exit_code == 0
    assert ended.stderr == "dlgraph: fixed 2 findings on 2 pages\n"
    assert "related: [tea]" in (corpus / "drink.md").read_text()


def test_the_glossary_that_comes_with_dlgraph_is_not_fixed_unless_it_is_named():
    ended = check("--fix")
    assert ended.exit_code == 2
    assert "is not to be changed" in ended.stderr


def test_checking_loads_no_model_and_no_index():
    code = (
        "import sys; from click.testing import CliRunner; from dlgraph.cli.app import main;"
        f"made = CliRunner().invoke(main, ['check', {str(CLEAN)!r}]); assert made.exit_code == 0, made.output;"
        "print([name for name in ('torch', 'faiss', 'onnxruntime', 'networkx', 'rdflib', 'textual', 'numpy')"
        " if name in sys.modules])"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "[]"


def test_codes_complete_from_their_beginnings_and_names(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("_DLGRAPH_COMPLETE", "bash_complete")
    for typed, expected in (("S5", {"S52", "S58"}), ("S27,one-w", {"S27,G03", "S27,Q14"}), ("zz", set())):
        monkeypatch.setenv("COMP_WORDS", f"dlgraph check --select {typed}")
        monkeypatch.setenv("COMP_CWORD", "3")
        ended = CliRunner().invoke(main, [], prog_name="dlgraph")
        assert {line.partition(",")[2] for line in ended.stdout.splitlines() if line} == expected
