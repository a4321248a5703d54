"""The commands that explore a glossary: what they print, where, and with which exit code."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from dlgraph import knowledge
from dlgraph.cli.app import main
from dlgraph.formats import corpus as corpora
from dlgraph.glossary import Glossary

# drink ◀─ hot drink ◀─ tea ◀─ green tea;  hot drink ◀─ coffee;  tea ─ cup related;  coffee links to tea;  stone alone
PAGES = {
    "drink.md": "---\ntitle: Drink\ndescription: A liquid that people drink.\n---\n",
    "hot/hot-drink.md": "---\ntitle: Hot drink\ndescription: A drink served hot.\nbroader: [drink]\n---\n",
    "hot/tea.md": "---\ntitle: Tea\ndescription: Leaves in hot water.\naliases: [chai, the cup that cheers]\n"
    "broader: [hot-drink]\nrelated: [cup]\ntags: [leaf]\n---\n",
    "hot/green-tea.md": "---\ntitle: Green tea\ndescription: Tea that is green.\nbroader: [tea]\ntags: [leaf]\n---\n",
    "hot/coffee.md": "---\ntitle: Coffee\ntype: Bean\ndescription: Beans in hot water.\nbroader: [hot-drink]\n---\n"
    "\nUnlike [tea](tea.md), it is brown.\n",
    "cup.md": "---\ntitle: Cup\ndescription: A vessel with a handle.\n---\n",
    "stone.md": "---\ntitle: Stone\ndescription: A piece of rock.\n---\n",
}


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str

    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture(autouse=True)
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with a corpus, a folder for indexes beside it, and the encoder without a model."""
    work = tmp_path / "work"
    (work / "indexes").mkdir(parents=True)
    for name, text in PAGES.items():
        page = work / "corpus" / name
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(text)
    monkeypatch.chdir(work)
    monkeypatch.setenv("DLGRAPH_MODEL", "hash")
    return work


def run(*args: str) -> Ended:
    """Run the command in this process; whatever it raises but an exit is the test's failure."""
    ended = CliRunner().invoke(main, list(args), prog_name="dlgraph")
    if ended.exception is not None and not isinstance(ended.exception, SystemExit):
        raise ended.exception
    return Ended(ended.exit_code, ended.stdout, ended.stderr)


def place(name: str, line: int) -> str:
    return f"{os.path.join('corpus', *name.split('/'))}:{line}"


# -- tree ---------------------------------------------------------------------------------------------------------


def test_what_is_above_a_concept_is_drawn_upwards() -> None:
    assert run("tree", "green", "tea", "--up").out == "Green tea\n└── Tea\n    └── Hot drink\n        └── Drink\n"
    assert run("tree", "green tea", "--up", "--depth", "1").out == "Green tea\n└── Tea …\n"
    assert run("tree", "tea", "--up", "--json", "--depth", "1").json() == [
        {"id": "hot/tea", "label": "Tea", "broader": [
            {"id": "hot/hot-drink", "label": "Hot drink", "broader": [], "cut": True}]}
    ]  # fmt: skip


def test_a_tree_upwards_needs_a_concept() -> None:
    ended = run("tree", "--up")
    assert (ended.code, ended.out) == (2, "")
    assert "--up needs a CONCEPT" in ended.err


def test_a_tree_is_drawn_as_mermaid_and_as_dot() -> None:
    assert run("tree", "tea", "--format", "mermaid").out == (
        'flowchart RL\n    n0["Tea"]\n    n1["Green tea"]\n    n1 --> n0\n    style n0 stroke-width:3px\n'
    )
    dot = run("tree", "tea", "--up", "--format", "dot").out
    assert '"hot/tea" -> "hot/hot-drink";' in dot
    assert '"hot/hot-drink" -> "drink";' in dot
    assert run("tree", "--format", "svg").code == 2


# -- path ---------------------------------------------------------------------------------------------------------


def test_a_path_names_the_line_that_declares_each_step() -> None:
    ended = run("path", "cup", "coffee")
    assert ended == Ended(
        0,
        f"Cup\n  ↓ related  {place('hot/tea.md', 6)}\nTea\n  ↓ referenced by  {place('hot/coffee.md', 8)}\nCoffee\n",
        "",
    )


def test_a_path_keeps_to_the_kinds_of_relations_asked_for() -> None:
    found = run("path", "tea", "coffee", "--kind", "broader", "--json").json()
    assert [step["direction"] for step in found["steps"]] == ["broader", "narrower"]
    assert run("path", "cup", "coffee", "--kind", "Broader, related", "--json").json()["length"] == 3
    wrong = run("path", "tea", "coffee", "--kind", "broader,nearby")
    assert wrong.code == 2
    assert "'nearby' is none of broader, related, references" in wrong.err


def test_where_no_way_leads_is_said_with_exit_code_1() -> None:
    ended = run("path", "tea", "stone")
    assert (ended.code, ended.out) == (1, "No way leads from Tea to Stone over broader, related, references.\n")
    data = run("path", "tea", "stone", "--json")
    assert (data.code, data.json()["steps"]) == (1, None)
    drawn = run("path", "tea", "stone", "--format", "dot")
    assert (drawn.code, drawn.out) == (1, "")
    assert "No way leads" in drawn.err


def test_a_concept_is_on_no_way_from_itself() -> None:
    assert run("path", "tea", "chai") == Ended(0, "Tea\n", "")


@pytest.mark.parametrize("names", [("green tea", "hot drink"), ("green", "tea", "hot", "drink"),
                                   ("green", "tea", "to", "hot", "drink"), ("Green tea", "to", "HOT-DRINK"),
                                   ])  # fmt: skip
def test_names_of_several_words_are_told_apart(names: tuple[str, ...]) -> None:
    data = run("path", *names, "--json").json()
    assert (data["start"]["id"], data["end"]["id"]) == ("hot/green-tea", "hot/hot-drink")


@pytest.mark.parametrize("names", [("tea",), ("tea", "cup", "stone"), ("green", "tea")])
def test_a_path_has_two_ends(names: tuple[str, ...]) -> None:
    ended = run("path", *names)
    assert (ended.code, ended.out) == (2, "")
    assert "exactly two concepts" in ended.err


# -- related and neighbors ----------------------------------------------------------------------------------------


def test_what_is_related_is_listed_from_either_side() -> None:
    assert run("related", "cup").out == "Related to Cup\n- Tea\n    Leaves in hot water.\n"
    assert [row["id"] for row in run("related", "tea", "--json").json()["related"]] == ["cup"]
    alone = run("related", "stone")
    assert (alone.code, "Nothing is declared" in alone.out) == (1, True)


def test_what_is_only_near_is_listed_apart_and_needs_no_index_otherwise(shelf: Path) -> None:
    run("related", "tea")
    assert list((shelf / "indexes").iterdir()) == []
    ended = run("related", "stone", "--semantic", "-k", "2")
    assert ended.code == 0
    assert "building the index" in ended.err
    assert ended.out.index("Nothing is declared") < ended.out.index("Nearest by embedding")
    data = run("related", "tea", "--semantic", "-k", "3", "--json").json()
    assert len(data["nearest"]) == 3
    assert [row["cosine"] for row in data["nearest"]] == sorted(
        (row["cosine"] for row in data["nearest"]), reverse=True
    )
    assert {row["id"]: row["relations"] for row in data["nearest"]}["hot/green-tea"] == ["narrower"]
    assert "nearest" not in run("related", "tea", "--json").json()


def test_neighbors_are_listed_by_kind_and_direction() -> None:
    ended = run("neighbors", "tea")
    assert ended.code == 0
    assert [line for line in ended.out.splitlines() if line and not line.startswith("  ")] == [
        "Tea", "Broader (1)", "Narrower (1)", "Related (1)", "Referenced by (1)",
    ]  # fmt: skip
    assert f"  - Cup ({place('hot/tea.md', 6)})" in ended.out
    assert run("neighbors", "stone").code == 1
    assert run("neighbors", "tea", "--depth", "0").code == 2


def test_neighbors_farther_away_say_how_they_are_reached() -> None:
    data = run("neighbors", "cup", "--depth", "2", "--json").json()
    far = {row["concept"]["id"]: (row["via"], row["direction"]) for row in data["neighbors"] if row["distance"] == 2}
    assert far == {
        "hot/hot-drink": ("hot/tea", "broader"),
        "hot/green-tea": ("hot/tea", "narrower"),
        "hot/coffee": ("hot/tea", "referenced by"),
    }
    drawn = run("neighbors", "cup", "--depth", "2", "--format", "mermaid").out
    assert drawn.count("\n    n") == 5 + 4
    assert "-.->|references|" in drawn


# -- compare and learn --------------------------------------------------------------------------------------------


def test_concepts_are_compared() -> None:
    ended = run("compare", "tea", "vs", "coffee")
    assert ended.code == 0
    assert ended.out.startswith("Tea\nLeaves in hot water.\n")
    assert "Common broader concept: Hot drink" in ended.out
    data = run("compare", "green tea", "coffee", "cup", "--json").json()
    assert [row["id"] for row in data["concepts"]] == ["hot/green-tea", "hot/coffee", "cup"]
    assert data["common"] == []
    assert [path is None for path in data["paths"]] == [False, False]
    assert "flowchart BT" in run("compare", "tea", "coffee", "--format", "mermaid").out


def test_a_concept_is_not_compared_with_itself_or_nothing() -> None:
    assert run("compare", "tea", "chai").code == 2
    assert "itself" in run("compare", "tea", "chai").err
    assert run("compare", "tea").code == 2


def test_what_to_learn_comes_in_order_without_what_is_known() -> None:
    ended = run("learn", "green", "tea")
    assert [line for line in ended.out.splitlines() if line[0].isdigit()] == [
        "1. Drink", "2. Hot drink", "3. Tea", "4. Green tea",
    ]  # fmt: skip
    assert f"Needed by Green tea (broader, {place('hot/green-tea.md', 4)})" in ended.out
    data = run("learn", "green tea", "--knows", "hot drink", "--knows", "cup", "--json").json()
    assert [step["id"] for step in data["steps"]] == ["hot/tea", "hot/green-tea"]
    assert [concept["id"] for concept in data["known"]] == ["drink", "hot/hot-drink"]


def test_a_circle_is_broken_and_named(shelf: Path) -> None:
    (shelf / "corpus" / "drink.md").write_text("---\ntitle: Drink\nbroader: [tea]\n---\nA liquid.\n")
    ended = run("learn", "tea")
    assert ended.code == 0
    assert f"- Drink needs Tea (broader, {place('drink.md', 3)})" in ended.out


# -- list, stats, open, explore -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        (("--tag", "LEAF"), ["hot/green-tea", "hot/tea"]),
        (("--type", "bean"), ["hot/coffee"]),
        (("--folder", "hot/"), ["hot/coffee", "hot/green-tea", "hot/hot-drink", "hot/tea"]),
        (("--top",), ["cup", "drink", "stone"]),
        (("--leaves",), ["hot/coffee", "cup", "hot/green-tea", "stone"]),
        (("--orphans",), ["stone"]),
        (("--leaves", "--tag", "leaf"), ["hot/green-tea"]),
        (("--orphans", "--tag", "leaf"), []),
        (("--folder", "cold"), []),
    ],
)
def test_a_list_holds_what_all_filters_let_through(filters: tuple[str, ...], ids: list[str]) -> None:
    ended = run("list", "--json", *filters)
    assert [row["id"] for row in ended.json()["concepts"]] == ids
    assert ended.json()["count"] == len(ids)
    assert ended.code == (0 if ids else 1)
    text = run("list", *filters)
    assert [line.split("  ")[1] for line in text.out.splitlines() if not line.startswith(" ")] == ids
    assert bool(text.err) is not bool(ids)


def test_a_list_without_filters_holds_every_concept() -> None:
    assert run("list", "--json").json()["count"] == len(PAGES)


def test_statistics_tell_how_the_glossary_hangs_together() -> None:
    data = run("stats", "--json").json()
    assert (data["depth"], data["components"], data["largest_component"], data["orphans"]) == (3, 2, 6, 1)
    assert data["central"]["measure"].startswith("degree centrality")
    first = data["central"]["concepts"][0]
    assert (first["id"], first["neighbors"], first["centrality"]) == ("hot/tea", 4, round(4 / 6, 4))
    assert data["types"] == {"Concept": 6, "Bean": 1}
    assert data["folders"] == {"hot": 4, "": 3}
    assert data["tags"] == {"leaf": 2}
    text = run("stats").out
    assert "by degree centrality" in text
    assert "folders: hot 4, (no folder) 3" in text


def test_without_a_terminal_a_page_is_not_opened_but_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(click, "edit", None)
    monkeypatch.setattr(click, "launch", None)
    assert run("open", "green", "tea") == Ended(0, place("hot/green-tea.md", 1) + "\n", "")
    assert run("open", "chai", "--json").json() == {
        "id": "hot/tea", "label": "Tea", "source": {"file": os.path.join("corpus", "hot", "tea.md"), "line": 1},
    }  # fmt: skip


def test_an_explorer_needs_a_terminal() -> None:
    ended = run("explore", "tea")
    assert (ended.code, ended.out) == (2, "")
    assert "explore needs a terminal" in ended.err


# -- all of them --------------------------------------------------------------------------------------------------

ONE = ["tree", "related", "neighbors", "learn", "open"]
TWO = ["path", "compare"]


@pytest.mark.parametrize("command", ONE + TWO)
def test_an_unknown_concept_ends_with_1_and_near_labels(command: str) -> None:
    ended = run(command, "gren tea", *(["cup"] if command in TWO else []))
    assert (ended.code, ended.out) == (1, "")
    assert "no concept is called 'gren tea'" in ended.err
    assert "Did you mean: Green tea" in ended.err


def test_what_is_known_must_be_a_concept() -> None:
    assert run("learn", "tea", "--knows", "tee").code == 1


@pytest.mark.parametrize("command", ["path", "compare", "related", "neighbors", "learn", "open"])
def test_a_concept_must_be_named(command: str) -> None:
    assert run(command).code == 2


@pytest.mark.parametrize("args", [("tree",), ("list",), ("stats",), ("path", "a", "b"), ("compare", "a", "b"),
                                  ("related", "a"), ("neighbors", "a"), ("learn", "a"), ("open", "a")])  # fmt: skip
def test_a_missing_corpus_ends_with_2(args: tuple[str, ...]) -> None:
    ended = run("--corpus", "nowhere", *args)
    assert (ended.code, ended.out) == (2, "")
    assert "there is no corpus at nowhere" in ended.err


@pytest.mark.parametrize("args", [("tree", "tea"), ("list",), ("path", "tea", "cup"), ("compare", "tea", "cup"),
                                  ("related", "tea"), ("neighbors", "tea"), ("learn", "tea"), ("stats",)])  # fmt: skip
def test_a_pipe_gets_no_colour(args: tuple[str, ...]) -> None:
    ended = run(*args)
    assert ended.out == click.unstyle(ended.out)
    assert "\x1b" not in ended.out


def test_a_glossary_of_questions_alone_has_no_concepts_to_explore(shelf: Path) -> None:
    (shelf / "faq.csv").write_text("id,question,answer\n1,Why?,Because.\n")
    assert run("--corpus", "faq.csv", "list").code == 1
    assert run("--corpus", "faq.csv", "stats", "--json").json()["components"] == 0
    assert run("--corpus", "faq.csv", "neighbors", "x").code == 1


def test_what_follows_relations_loads_nothing_heavy() -> None:
    code = """
import sys
from click.testing import CliRunner
from dlgraph.cli.app import main
for args in ("tree tea --format dot", "path tea cup", "compare tea cup", "neighbors tea", "learn tea", "list", "stats"):
    assert CliRunner().invoke(main, args.split()).exit_code == 0
heavy = ["numpy", "networkx", "faiss", "onnxruntime", "torch", "textual"]
print([name for name in heavy if name in sys.modules])
"""
    ended = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert ended.stdout.strip() == "[]"


@pytest.mark.usefixtures("shelf")
def test_a_question_that_is_a_name_or_an_faq_loads_neither_model_nor_vectors() -> None:
    """Such a question is answered by a look-up, so a cold start has nothing heavy to wait for."""
    assert run("index").code == 0
    code = """
import sys
from click.testing import CliRunner
from dlgraph.cli.app import main
for asked in ("tea", "what is tea?"):
    ended = CliRunner().invoke(main, ["ask", asked])
    assert ended.exit_code == 0, ended.output
heavy = ["numpy", "networkx", "faiss", "onnxruntime", "torch", "tokenizers", "rdflib", "textual"]
print([name for name in heavy if name in sys.modules])
"""
    ended = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert ended.stdout.strip() == "[]"


# -- docs/exploring.md --------------------------------------------------------------------------------------------

ROOT = Path(__file__).parents[1]
SHOWN = re.findall(r"```console\n\$ dlgraph (.+)\n((?:.*\n)*?)```", (ROOT / "docs" / "exploring.md").read_text("utf-8"))
# These are shown as on a terminal, or need an index.
_ELSEWHERE = ("compare ", "stats", "related perceptron --semantic")


@pytest.fixture(scope="module")
def glossary_of_ai() -> Glossary:
    read = corpora.read(ROOT / "corpus")
    return Glossary(read.concepts, read.faqs)


@pytest.mark.parametrize(("line", "shown"), [pair for pair in SHOWN if not pair[0].startswith(_ELSEWHERE)])
def test_what_the_documentation_shows_is_what_comes(
    line: str, shown: str, glossary_of_ai: Glossary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(knowledge, "glossary", lambda _: glossary_of_ai)
    assert run(*shlex.split(line)) == Ended(0, shown, "")


def test_the_documentation_shows_every_command_that_explores() -> None:
    assert {line.split()[0] for line, _ in SHOWN} >= {
        "tree", "path", "neighbors", "related", "compare", "learn", "list", "stats", "open",
    }  # fmt: skip
