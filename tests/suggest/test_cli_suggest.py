"""The command `dlgraph suggest`: what it suggests, what it never does, and what --apply writes.

The glossary: matcha, sencha and tea are pages; sencha links to tea, matcha names tea without a link; green tea stands
alone, and its label says that it is a tea.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dlgraph.cli.app import main
from dlgraph.formats import corpus
from dlgraph.glossary import Glossary

PAGES = {
    "tea": "---\ntitle: Tea\n---\n\nA drink made of leaves.\n\nIt is old.\n",
    "sencha": "---\ntitle: Sencha\n---\n\nSteamed leaves, sold as a [tea](tea.md).\n",
    "gyokuro": "---\ntitle: Gyokuro\n---\n\nShaded leaves, sold as a [tea](tea.md).\n",
    "matcha": "---\ntitle: Matcha\n---\n\nGround leaves, sold as a tea.  \n\n`tea` is code, and tea is a drink.\n",
    "green-tea": "---\ntitle: Green tea\n---\n\nLeaves that were not oxidized.\n",
    "access-control": "---\ntitle: Role based access (RBA)\n---\n\nWho may drink.\n",
}


@pytest.fixture(autouse=True)
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with the glossary, and the encoder without a model."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DLGRAPH_MODEL", "hash")
    (tmp_path / "corpus").mkdir()
    for name, text in PAGES.items():
        (tmp_path / "corpus" / f"{name}.md").write_bytes(text.encode())
    return tmp_path


def suggest(*words: str) -> Result:
    return CliRunner().invoke(main, ["suggest", *words])


def pages(work: Path) -> dict[str, str]:
    return {path.stem: path.read_bytes().decode() for path in (work / "corpus").glob("*.md")}


def found(*words: str) -> set[tuple[str, str, str]]:
    data = json.loads(suggest(*words, "--json").stdout)["suggestions"]
    return {
        (each["kind"], each["concept"]["id"], each["target"]["id"] if each["target"] else each["value"])
        for each in data
    }


EVERYTHING = ("--min-score", "0", "-k", "500")


def test_a_name_without_a_link_becomes_one_and_no_other_byte_changes(work: Path):
    assert ("references", "matcha", "tea") in found("links", "matcha", "--min-score", "0.001")
    assert pages(work) == PAGES
    ended = suggest("links", "matcha", "--min-score", "0.001", "-k", "1", "--apply")
    assert ended.exit_code == 0
    linked = PAGES["matcha"].replace("sold as a tea", "sold as a [tea](tea.md)")
    assert pages(work) == PAGES | {"matcha": linked}
    assert ("references", "matcha", "tea") not in found("links", "matcha", *EVERYTHING)


def test_a_label_tells_the_parent_of_what_stands_alone(work: Path):
    assert ("broader", "green-tea", "tea") in found("parents", *EVERYTHING)
    suggest("parents", "green-tea", *EVERYTHING, "--apply")
    glossary = Glossary(corpus.read(work / "corpus").concepts)
    assert [each.id for each in glossary.broader("green-tea")] == ["tea"]
    assert pages(work)["green-tea"].replace("broader: [tea]\n", "") == PAGES["green-tea"]


def test_a_short_form_in_a_title_is_an_alias_once():
    assert ("alias", "access-control", "RBA") in found("aliases")
    suggest("aliases", "--apply")
    assert ("alias", "access-control", "RBA") not in found("aliases", *EVERYTHING)


def test_a_diff_writes_nothing(work: Path):
    ended = suggest("aliases", "--diff", "--apply")
    assert "+aliases: [" in ended.stdout
    assert pages(work) == PAGES


def test_what_there_is_already_and_a_concept_itself_are_never_suggested():
    pairs = {(origin, target) for kind, origin, target in found(*EVERYTHING) if kind != "alias"}
    assert pairs
    assert not {("sencha", "tea"), ("gyokuro", "tea")} & pairs
    assert not [pair for pair in pairs if pair[0] == pair[1]]


def test_everything_taken_up_at_once_breaks_nothing_that_check_calls_an_error(work: Path):
    assert suggest(*EVERYTHING, "--apply").exit_code == 0
    assert pages(work) != PAGES
    assert CliRunner().invoke(main, ["check", "--select", "S13,S27,S46"]).exit_code == 0


def test_two_pages_of_one_name_may_be_one_and_are_never_merged(work: Path):
    (work / "corpus" / "cha.md").write_text("---\ntitle: Gyo-kuro\n---\n\nShaded leaves, sold as a tea.\n")
    before = pages(work)
    assert ("duplicate", "cha", "gyokuro") in found("duplicates")
    suggest("duplicates", "--apply")
    assert pages(work) == before


def test_a_table_is_left_alone_with_a_message(work: Path):
    table = work / "tea.csv"
    table.write_text("id,label,definition\na,Tea (T1),A drink\nb,Green tea,Not oxidized\nc,Role access (RA),Who may\n")
    before = table.read_bytes()
    ended = suggest("aliases", "--corpus", str(table), "--apply")
    assert "it has no Markdown page of its own" in ended.stderr
    assert table.read_bytes() == before


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["links", "coffee"], 1, "coffee"),
        (["links", "-k", "0"], 2, "-k"),
        (["--min-score", "2"], 2, "min-score"),
        (["--corpus", "nowhere"], 2, "there is no corpus at nowhere"),
    ],
)
def test_wrong_use_ends_with_a_message(words: list[str], code: int, message: str):
    ended = suggest(*words)
    assert (ended.exit_code, ended.stdout) == (code, "")
    assert message in ended.stderr


def test_the_packaged_glossary_is_not_written_to(work: Path, monkeypatch: pytest.MonkeyPatch):
    (work / "other").mkdir()
    monkeypatch.chdir(work / "other")
    ended = suggest("--apply")
    assert ended.exit_code == 2
    assert "is not to be changed" in ended.stderr
