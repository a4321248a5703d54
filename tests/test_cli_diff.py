"""The command `dlgraph diff`: what it prints, and with which exit code."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dlgraph.cli.app import main
from dlgraph.render.difference import word_diff

TEA = "---\ntitle: Tea\ndescription: {}\nbroader: [drink]\n---\n\n## Why drink it\n\nIt keeps people awake all night.\n"
DRINK = "---\ntitle: Drink\ndescription: What is drunk, such as water.\n---\n"


@pytest.fixture(autouse=True)
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two glossaries: in the newer one Tea is defined otherwise."""
    for name, definition in (("old", "An infusion of leaves."), ("new", "An infusion of *dried* leaves.")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "tea.md").write_text(TEA.format(definition), "utf-8")
        (tmp_path / name / "drink.md").write_text(DRINK, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DLGRAPH_MODEL", "hash")
    return tmp_path


def diff(*words: str) -> Result:
    return CliRunner().invoke(main, ["diff", *words])


def test_the_same_glossary_ends_in_exit_code_0():
    result = diff("old", "old")
    assert (result.exit_code, result.stdout) == (0, "old and old hold the same glossary.\n")


def test_a_difference_ends_in_exit_code_1_and_shows_the_words():
    result = diff("old", "new")
    assert result.exit_code == 1
    assert result.stdout == ("1 redefined\n\nChanged:\n  Tea\n    redefined: An infusion of {+*dried*+} leaves.\n")
    assert diff("old", "new", "--exit-zero").exit_code == 0


def test_markdown_takes_nothing_of_the_glossary_for_markup():
    result = diff("old", "new", "--format", "markdown")
    assert "### Changed\n\n- **Tea**\n  - redefined: An infusion of **\\*dried\\*** leaves." in result.stdout


def test_json_holds_everything():
    data = json.loads(diff("old", "new", "--json").stdout)
    assert data["same"] is False
    assert data["changes"] == [
        {
            "what": "definition",
            "concept": {"id": "tea", "label": "Tea"},
            "was": {"id": "tea", "label": "Tea"},
            "title": "",
            "old": ["An infusion of leaves."],
            "new": ["An infusion of *dried* leaves."],
        }
    ]


def test_the_corpus_is_the_newer_glossary_unless_one_is_named():
    result = diff("old", "--corpus", "new")
    assert (result.exit_code, "redefined" in result.stdout) == (1, True)


def test_formats_are_no_difference():
    assert CliRunner().invoke(main, ["convert", "old", "old.jsonl"]).exit_code == 0
    assert diff("old", "old.jsonl").exit_code == 0


def test_a_link_spelt_for_another_program_is_no_difference(work: Path):
    """Of two glossaries one is a site of Hugo, with its links; the other is OKF."""
    for pages, link in (("hugo/content", "/drink/"), ("okf", "drink.md")):
        (work / pages).mkdir(parents=True)
        (work / pages / "tea.md").write_text(f"---\ntitle: Tea\n---\n\nA [drink]({link}).\n", "utf-8")
        (work / pages / "drink.md").write_text(DRINK, "utf-8")
    (work / "hugo" / "hugo.toml").write_text("")
    result = diff("hugo", "okf")
    assert (result.exit_code, result.stdout) == (0, "hugo and okf hold the same glossary.\n")


@pytest.mark.parametrize("words", [("gone", "old"), ("old", "gone"), ("old", "new", "--questions", "gone"), ()])
def test_bad_input_ends_in_exit_code_2(words: tuple[str, ...]):
    result = diff(*words)
    assert (result.exit_code, bool(result.stderr)) == (2, True)


@pytest.mark.skipif(not shutil.which("git"), reason="git is not installed")
def test_revisions_are_compared_with_the_corpus_and_with_each_other(work: Path):
    settings = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull}
    for words in (
        ["init", "-q"], ["add", "old"], ["-c", "user.name=x", "-c", "user.email=x@x", "commit", "-qm", "x"],
    ):  # fmt: skip
        subprocess.run(["git", *words], cwd=work, env=settings, check=True)
    shutil.copy("new/tea.md", "old/tea.md")
    result = diff("HEAD", "--corpus", "old")
    assert (result.exit_code, "{+*dried*+}" in result.stdout) == (1, True)
    assert diff("HEAD:old", "new").exit_code == 1
    assert diff("HEAD:old", "HEAD:old").exit_code == 0


@pytest.mark.parametrize("line", ["What is tea?", '{"question": "What is tea?", "expects": ["tea"]}'])
def test_questions_whose_answer_changed_are_told(line: str, work: Path):
    (work / "q").write_text(f"{line}\nWhy drink it?\n", "utf-8")
    result = diff("old", "new", "--questions", "q", "--json")
    assert result.exit_code == 1, result.output
    (changed,) = json.loads(result.stdout)["answers"]
    assert changed["question"] == "What is tea?"
    assert [changed[side]["item"]["text"] for side in ("old", "new")] == [
        "An infusion of leaves.", "An infusion of *dried* leaves.",
    ]  # fmt: skip
    assert "asking 2 questions of both" in result.stderr


def test_where_nothing_differs_no_answer_does(work: Path):
    (work / "q").write_text("What is tea?\n", "utf-8")
    result = diff("old", "old", "--questions", "q", "--json")
    assert (result.exit_code, json.loads(result.stdout)["answers"]) == (0, [])


@pytest.mark.parametrize("text", ["", "{}", '{"question": 1}', '{"question": " "}', "{"])
def test_a_file_without_questions_is_refused(text: str, work: Path):
    (work / "q").write_text(text, "utf-8")
    assert diff("old", "new", "--questions", "q").exit_code == 2


# -- words -----------------------------------------------------------------------------------------------------------


def words(old: str, new: str) -> str:
    return word_diff(old, new, lambda text: f"[{text}]", lambda text: f"{{{text}}}", str)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("a b c", "a x c", "a [b] {x} c"),
        ("a", "b", "[a] {b}"),
        ("a  b", "a b", "white space only"),
        ("1 2 3 4 5 6 7 x", "1 2 3 4 5 6 7 y", "… 3 4 5 6 7 [x] {y}"),
        ("x 1 2 3 4 5 6 7", "y 1 2 3 4 5 6 7", "[x] {y} 1 2 3 4 5 …"),
    ],
)
def test_words_that_differ_are_marked_and_long_stretches_cut(old: str, new: str, told: str):
    assert words(old, new) == told
