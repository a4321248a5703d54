"""The commands `dlgraph export` and `dlgraph convert`: what they write, where, and with which exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dlgraph.cli.app import main
from dlgraph.formats import corpus as corpora

TEA = (
    "---\ntitle: Tea\ndescription: An infusion.\nbroader: [drink]\nsteep: [1, 2]\n---\n\n"
    "## Use\n\nSee [drink](drink.md).\n"
)
DRINK = "---\ntitle: Drink\ndescription: What is drunk.\n---\n"


@pytest.fixture(autouse=True)
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "teas").mkdir()
    (tmp_path / "teas" / "tea.md").write_text(TEA, "utf-8")
    (tmp_path / "teas" / "drink.md").write_text(DRINK, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def export(*words: str) -> Result:
    return run("export", "--corpus", "teas", *words)


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ("skos", "skos:prefLabel"), ("jsonld", '"@graph"'), ("csv", "id,label,type"),
        ("jsonl", '{"dlgraph": "concept"'), ("graphml", "<graphml"), ("mermaid", "flowchart"),
        ("dot", "digraph"), ("faqpage", "FAQPage"), ("terms", "DefinedTermSet"),
    ],
)  # fmt: skip
def test_a_text_goes_to_standard_output(form: str, said: str):
    result = export("--format", form)
    assert (result.exit_code, said in result.stdout) == (0, True)


@pytest.mark.parametrize("form", ["okf", "obsidian", "html"])
def test_a_folder_must_be_named(form: str, work: Path):
    assert export("--format", form).exit_code == 2
    result = export("--format", form, "-o", "out")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith(f"out: 2 concepts as {form}")
    assert len(list((work / "out").iterdir())) >= 3


def test_the_name_tells_the_format_and_standard_error_what_is_left_out(work: Path):
    result = export("-o", "x.csv")
    assert result.stdout == "x.csv: 2 concepts as csv\n"
    assert "1 further front-matter keys: a column holds only plain words" in result.stderr
    assert [concept.label for concept in corpora.read(work / "x.csv").concepts] == ["Drink", "Tea"]


def test_json_tells_what_was_written():
    data = json.loads(export("-o", "x.dot", "--json").stdout)
    assert (data["format"], data["output"], data["concepts"], data["files"]) == ("dot", "x.dot", 2, 1)
    assert {each["what"] for each in data["left_out"]} == {"2 definitions", "1 sections", "1 further front-matter keys"}


def test_nothing_is_overwritten_unless_forced(work: Path):
    (work / "x.ttl").write_text("mine")
    result = export("-o", "x.ttl")
    assert (result.exit_code, (work / "x.ttl").read_text()) == (2, "mine")
    assert "pass --force" in result.stderr
    assert export("-o", "x.ttl", "--force").exit_code == 0
    assert "skos:" in (work / "x.ttl").read_text("utf-8")


def test_a_part_is_drawn_around_a_concept():
    result = export("--format", "dot", "--concept", "Tea", "--depth", "0")
    assert '"tea" [label="Tea"' in result.stdout
    assert "drink" not in result.stdout


@pytest.mark.parametrize(
    "words",
    [
        (), ("--format", "csv", "--concept", "Tea"), ("--format", "dot", "--depth", "2"), ("-o", "x.docx"),
        ("--format", "csv", "--syntax", "nt"), ("--format", "csv", "--json"), ("--format", "skos", "--base", "nowhere"),
        ("--format", "okf", "-o", "teas/out"), ("-o", "gone/x.csv"),
    ],
)  # fmt: skip
def test_wrong_use_ends_in_exit_code_2_and_writes_nothing(words: tuple[str, ...], work: Path):
    result = export(*words)
    assert result.exit_code == 2, result.output
    assert result.stderr
    assert not isinstance(result.exception, AttributeError | TypeError | KeyError)
    assert sorted(path.name for path in work.rglob("*") if path.is_file()) == ["drink.md", "tea.md"]


def test_a_concept_that_is_not_there_is_nothing_found():
    assert export("--format", "dot", "--concept", "Coffee").exit_code == 1


@pytest.mark.parametrize("dest", ["x.ttl", "x.nt", "x.rdf", "x.jsonld", "x.jsonl"])
def test_convert_there_and_back_gives_the_same_pages(dest: str, work: Path):
    for words in (("teas", "copy"), ("copy", dest), (dest, "back")):
        result = run("convert", *words)
        assert result.exit_code == 0, result.output
    pages = {path.name: path.read_bytes() for path in (work / "copy").iterdir()}
    assert {path.name: path.read_bytes() for path in (work / "back").iterdir()} == pages
    assert set(pages) == {"index.md", "tea.md", "drink.md"}


def test_convert_to_standard_output_needs_a_format():
    assert run("convert", "teas", "-").exit_code == 2
    assert "nt" in run("convert", "teas", "-", "--to", "skos", "--syntax", "nt").stdout


def test_convert_writes_tabs_into_a_tsv(work: Path):
    assert run("convert", "teas", "x.tsv").exit_code == 0
    assert (work / "x.tsv").read_text("utf-8").startswith("id\tlabel\t")


def test_convert_of_nothing_ends_in_exit_code_2():
    result = run("convert", "gone", "x.ttl")
    assert (result.exit_code, "there is no corpus at gone" in result.stderr) == (2, True)
