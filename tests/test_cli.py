"""The command line: what it prints, where, and with which exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from dlgraph.cli.app import main
from dlgraph.search import manifest

# cooking > baking > bread, related to salt;  bread has an FAQ and a misconception
PAGES = {
    "cooking.md": "---\ntitle: Cooking\ndescription: Preparing meals with heat.\n---\n",
    "baking.md": "---\ntitle: Baking\ndescription: Cooking inside an oven.\nbroader: [cooking]\n---\n",
    "bread.md": """---
title: Bread
description: A loaf of flour and water.
aliases: [loaf]
broader: [baking]
related: [salt]
---
## Common misconceptions

**Myth:** Crust holds the vitamins.
**Reality:** It does not.

## FAQ

### Why does dough rise?

Yeast makes bubbles.
""",
    "salt.md": "---\ntitle: Salt\ndescription: A mineral of sodium.\n---\n",
}
FAQ = "bread#why-does-dough-rise"
ASK_KEYS = {"question", "kind", "verdict", "confidence", "answer", "concepts", "breadcrumb", "related", "alternatives",
            "proof", "reason", "index"}  # fmt: skip
ITEM_KEYS = {"id", "concept", "label", "title", "text", "source"}
HIT_KEYS = ITEM_KEYS | {"score", "cosine", "coverage"}


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str

    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture(autouse=True)
def kitchen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with a corpus, a folder for indexes beside it, and the encoder without a model."""
    work = tmp_path / "work"
    (work / "corpus").mkdir(parents=True)
    (work / "indexes").mkdir()
    for name, text in PAGES.items():
        (work / "corpus" / name).write_text(text)
    monkeypatch.chdir(work)
    monkeypatch.setenv("DLGRAPH_MODEL", "hash")
    return work


def run(*args: str, stdin: bytes = b"") -> Ended:
    """Run the command in this process; whatever it raises but an exit is the test's failure."""
    ended = CliRunner().invoke(main, list(args), input=stdin, prog_name="dlgraph")
    if ended.exception is not None and not isinstance(ended.exception, SystemExit):
        raise ended.exception
    assert "Traceback" not in ended.output
    return Ended(ended.exit_code, ended.stdout, ended.stderr)


def spawn(*args: str | bytes, stdin: bytes = b"", **env: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command in a process of its own."""
    command: Sequence[str | bytes] = [sys.executable, "-m", "dlgraph", *args]
    ended = subprocess.run(command, input=stdin, capture_output=True, env={**os.environ, **env}, check=False)
    assert b"Traceback" not in ended.stderr, ended.stderr.decode("utf-8", "replace")
    return ended


# -- ask --------------------------------------------------------------------------------------------------------


def test_an_answer_is_printed_and_what_is_done_goes_to_standard_error() -> None:
    ended = run("ask", "why", "does", "dough", "rise")
    assert ended.code == 0
    assert ended.out.startswith("Why does dough rise?\n")
    assert "Yeast makes bubbles." in ended.out
    assert "Cooking > Baking > Bread" in ended.out
    assert f"{os.path.join('corpus', 'bread.md')}:15" in ended.out
    assert "dlgraph: building the index of corpus: it has none yet" in ended.err
    assert run("ask", "why does dough rise").err == ""


def test_the_payload_of_an_answer() -> None:
    ended = run("ask", "--json", "Why does dough rise?")
    data = ended.json()
    assert ended.code == 0
    assert set(data) == ASK_KEYS
    assert set(data["answer"]) >= ITEM_KEYS
    assert set(data["index"]) == {"digest", "model"}
    assert all(set(hit) >= HIT_KEYS for hit in data["alternatives"])
    assert (data["question"], data["kind"]) == ("Why does dough rise?", "faq")
    assert (data["answer"]["id"], data["answer"]["text"]) == (FAQ, "Yeast makes bubbles.")
    assert data["answer"]["source"] == {"file": os.path.join("corpus", "bread.md"), "line": 15}
    assert data["concepts"] == [{"id": "bread", "label": "Bread"}]
    assert data["breadcrumb"] == ["Cooking", "Baking", "Bread"]
    assert data["related"] == [{"id": "salt", "label": "Salt"}]
    assert (data["proof"], data["reason"]) == ([], "")


def test_lines_of_standard_input_are_answered_in_order_one_json_a_line() -> None:
    lines = ["salt", "Why does dough rise?", "", "what is baking", "  ", "loaf", "salt"]
    ended = run("ask", "--json", "-", stdin="\n".join(lines).encode())
    data = [json.loads(line) for line in ended.out.splitlines()]
    assert [each["question"] for each in data] == ["salt", "Why does dough rise?", "what is baking", "loaf", "salt"]
    assert [each["answer"]["id"] for each in data] == ["salt", FAQ, "baking", "bread", "salt"]
    assert all(set(each) == ASK_KEYS for each in data)
    assert ended.code == 0


def test_lines_of_standard_input_are_answered_as_text_below_their_question() -> None:
    ended = run("ask", "-", stdin=b"salt\r\nloaf\r\n")
    assert ended.out.index("> salt\n") < ended.out.index("sodium") < ended.out.index("> loaf\n")


@pytest.mark.parametrize("break_", ["\u2028", "\x0b", "\x0c", "\x1c", "\x85"])
def test_only_a_newline_ends_a_question(break_: str) -> None:
    ended = run("search", "--json", "-", stdin=f"dough{break_}rise\nsalt\n".encode())
    assert [json.loads(line)["query"] for line in ended.out.split("\n") if line] == [f"dough{break_}rise", "salt"]


@pytest.mark.parametrize("bad", [b"\0", b"\0 \0", "\u00a0".encode(), b"\xff\xfe"])
def test_one_odd_line_does_not_keep_the_others_from_being_answered(bad: bytes) -> None:
    ended = run("ask", "--json", "-", stdin=b"salt\n" + bad + b"\nloaf\n")
    ids = [data["answer"] and data["answer"]["id"] for data in map(json.loads, ended.out.splitlines())]
    assert (ids[0], ids[-1]) == ("salt", "bread")
    assert ended.code == 0


def test_a_byte_order_mark_is_no_part_of_the_first_question() -> None:
    ended = run("ask", "--json", "-", stdin=b"\xef\xbb\xbfsalt\n")
    assert ended.json()["question"] == "salt"


@pytest.mark.parametrize("command", ["ask", "search"])
@pytest.mark.parametrize("stdin", [b"", b"\n \n\t\n"])
def test_no_questions_on_standard_input_are_no_answer(command: str, stdin: bytes) -> None:
    assert run(command, "-", stdin=stdin) == Ended(1, "", "")


@pytest.mark.parametrize("command", ["ask", "search"])
@pytest.mark.parametrize("question", ["", "   ", "\t"])
def test_an_empty_question_is_wrong_use(command: str, question: str) -> None:
    ended = run(command, question)
    assert (ended.code, ended.out) == (2, "")
    assert "Error: the question is empty" in ended.err


@pytest.mark.parametrize("command", ["ask", "search"])
def test_a_hundred_thousand_characters_are_cut_with_a_warning(command: str) -> None:
    ended = run(command, "--json", "salt sodium " * 8334)
    assert ended.code == 0
    assert "only the first 10,000 are read" in ended.err
    assert ended.json()["question" if command == "ask" else "query"].startswith("salt sodium")


def test_a_question_that_nothing_answers_ends_with_1() -> None:
    ended = run("ask", "--json", "--min-score", "99", "zebra crossings in Lapland")
    data = ended.json()
    assert ended.code == 1
    assert set(data) == ASK_KEYS
    assert (data["kind"], data["answer"], data["concepts"], data["breadcrumb"]) == ("abstain", None, [], [])
    assert data["reason"]
    text = run("ask", "--min-score", "99", "zebra crossings in Lapland")
    assert text.code == 1
    assert text.out.startswith("Not in this glossary.")


@pytest.mark.parametrize("args", [(), ("ask",), ("search",), ("show",), ("bogus", "x"), ("ask", "--bogus", "x"),
                                  ("search", "-k", "0", "x"), ("search", "-k", "many", "x"), ("tree", "--depth", "-1"),
                                  ("ask", "--corpus"), ("stats", "more")])  # fmt: skip
def test_wrong_use_ends_with_2(args: tuple[str, ...]) -> None:
    ended = run(*args)
    assert ended.code == 2
    assert "Usage: dlgraph" in ended.err or "Error: " in ended.err


# -- search -----------------------------------------------------------------------------------------------------


def test_the_payload_of_a_search() -> None:
    ended = run("search", "--json", "-k", "3", "mineral of sodium")
    data = ended.json()
    assert ended.code == 0
    assert set(data) == {"query", "hits"}
    assert data["query"] == "mineral of sodium"
    assert len(data["hits"]) == 3
    assert data["hits"][0]["id"] == "salt"
    assert data["hits"][0]["source"] == {"file": os.path.join("corpus", "salt.md"), "line": 1}
    assert all(set(hit) >= HIT_KEYS and "passage" not in hit for hit in data["hits"])
    scores = [hit["score"] for hit in data["hits"]]
    assert scores == sorted(scores, reverse=True)


def test_a_search_explains_itself_where_asked() -> None:
    (hit,) = run("search", "--json", "-k", "1", "--explain", "mineral of sodium").json()["hits"]
    assert hit["passage"] == {"field": "definition", "text": "Salt: A mineral of sodium."}
    text = run("search", "-k", "1", "--explain", "mineral of sodium").out
    assert "cosine" in text
    assert "Salt: A mineral of sodium." in text


def test_searches_from_standard_input_are_one_json_a_line() -> None:
    ended = run("search", "-k", "1", "--json", "-", stdin=b"salt\nloaf\n")
    assert [json.loads(line)["hits"][0]["id"] for line in ended.out.splitlines()] == ["salt", "bread"]


# -- show, tree, stats ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["bread", "Bread", "LOAF", "bread.md"])
def test_a_page_is_shown_by_id_label_alias_or_file(name: str) -> None:
    ended = run("show", name)
    assert ended.code == 0
    assert "A loaf of flour and water." in ended.out
    assert "Reality: It does not." in ended.out
    assert run("show", "--json", name).json()["id"] == "bread"


@pytest.mark.parametrize("command", ["show", "tree"])
def test_an_unknown_concept_ends_with_1_and_near_matches(command: str) -> None:
    ended = run(command, "bred")
    assert (ended.code, ended.out) == (1, "")
    assert "no concept is called 'bred'" in ended.err
    assert "Did you mean: Bread" in ended.err
    far = run(command, "zzz")
    assert far.code == 1
    assert "dlgraph tree" in far.err


def test_the_tree_is_drawn_whole_in_part_or_to_a_depth() -> None:
    assert run("tree").out == "Cooking\n└── Baking\n    └── Bread\nSalt\n"
    assert run("tree", "Baking").out == "Baking\n└── Bread\n"
    assert run("tree", "--depth", "1").out == "Cooking\n└── Baking …\nSalt\n"
    assert run("tree", "--depth", "0", "--json", "baking").json() == [
        {"id": "baking", "label": "Baking", "narrower": [], "cut": True}
    ]


def test_what_reads_the_glossary_builds_no_index(kitchen: Path) -> None:
    for args in (("show", "bread"), ("tree",), ("stats",)):
        assert run(*args).err == ""
    assert list((kitchen / "indexes").iterdir()) == []


def test_statistics_say_how_many_passages_once_there_is_an_index() -> None:
    assert run("stats", "--json").json()["passages"] is None
    run("index")
    data = run("stats", "--json").json()
    assert data["passages"] > 0
    assert (data["concepts"], data["faqs"], data["misconceptions"]) == (4, 1, 1)
    assert "concepts" in run("stats").out


# -- index ------------------------------------------------------------------------------------------------------


def test_an_index_is_built_once_and_again_when_forced(kitchen: Path) -> None:
    first = run("index", "--json").json()
    assert first["built"] is True
    assert first["counts"]["concepts"] == 4
    assert first["model"]["name"] == "hash:256"
    assert set(first["bytes"]) == {"passages.sqlite", "vectors.faiss", "holders.npy"}
    again = run("index", "--json").json()
    assert (again["built"], again["digest"]) == (False, first["digest"])
    before = (kitchen / "indexes" / "corpus" / "manifest.json").stat().st_mtime_ns
    forced = run("index", "--json", "--force").json()
    assert (forced["built"], forced["digest"]) == (True, first["digest"])
    assert (kitchen / "indexes" / "corpus" / "manifest.json").stat().st_mtime_ns != before
    assert "up to date" in run("index").out
    assert "built in" in run("index", "--force").out


def test_an_index_of_many_passages_tells_how_they_are_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dlgraph.search.stored.FLAT_UP_TO", 3)
    stored = run("index", "--json").json()["vectors"]
    assert stored == {"kind": "ivf-pq-fp16", "recall": 1.0, "lists": 1, "effort": 1}
    assert "16 bits, 1 of 1 lists searched, recall@10 1.000" in run("index").out


def test_two_builds_answer_alike(kitchen: Path) -> None:
    del kitchen
    stdin = b"why does dough rise\nsalt\ncrust\nheat of the oven\nmineral\nwater\n"
    for command in ("ask", "search"):
        one, two = (
            run(command, "--json", "-", "--index", name, stdin=stdin).out for name in ("first-index", "second-index")
        )
        assert one == two
        assert len(one.splitlines()) == 6


def test_an_index_lives_beside_the_corpus_in_the_cache_or_where_it_is_told_to(
    kitchen: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("index", "--json").json()["index"] == str((kitchen / "indexes" / "corpus").resolve())
    assert run("index", "--json", "--index", "here").json()["index"] == "here"
    monkeypatch.setenv("DLGRAPH_INDEX", "there")
    assert run("index", "--json").json()["index"] == "there"
    assert run("index", "--json", "--index", "here").json()["built"] is False
    monkeypatch.delenv("DLGRAPH_INDEX")
    for path in (kitchen / "indexes").rglob("*"):
        if path.is_file():
            path.unlink()
    for path in sorted((kitchen / "indexes").rglob("*"), reverse=True):
        path.rmdir()
    (kitchen / "indexes").rmdir()
    found = run("index", "--json").json()["index"]
    assert Path(found).parent == Path(os.environ["XDG_CACHE_HOME"], "dlgraph", "indexes")


def test_a_changed_corpus_is_noticed_by_the_next_question(kitchen: Path) -> None:
    run("index")
    (kitchen / "corpus" / "pepper.md").write_text("---\ntitle: Pepper\ndescription: A spice.\n---\n")
    ended = run("ask", "--json", "what is pepper")
    assert ended.json()["answer"]["id"] == "pepper"
    assert "pepper.md is new" in ended.err


@pytest.mark.parametrize("command", [("ask", "salt"), ("search", "salt"), ("index",)])
def test_an_index_of_a_newer_format_ends_with_2_and_is_not_overwritten(kitchen: Path, command: tuple[str, ...]) -> None:
    run("index")
    path = kitchen / "indexes" / "corpus" / "manifest.json"
    newer = path.read_text().replace(f'"format": {manifest.FORMAT}', '"format": 99')
    path.write_text(newer)
    ended = run(*command)
    assert (ended.code, ended.out) == (2, "")
    assert "format 99" in ended.err
    assert path.read_text() == newer
    assert run("tree").code == 0
    assert path.read_text() == newer
    assert run("index", "--force").code == 0
    assert run("ask", "salt").code == 0


@pytest.mark.parametrize("damage", ["empty", "garbage", "cut"])
@pytest.mark.parametrize("name", ["vectors.faiss", "passages.sqlite", "holders.npy", "manifest.json"])
def test_a_damaged_index_is_built_again_with_a_message(kitchen: Path, name: str, damage: str) -> None:
    run("index")
    (path,) = (kitchen / "indexes" / "corpus").rglob(name)
    data = path.read_bytes()
    path.write_bytes({"empty": b"", "garbage": os.urandom(len(data)), "cut": data[: len(data) // 2]}[damage])
    # Not word for word, or the vectors would not be needed.
    asked = ("ask", "--json", "--always", "why does bread dough rise")
    ended = run(*asked)
    assert (ended.code, ended.json()["answer"]["id"]) == (0, FAQ)
    assert "damaged" in ended.err
    assert run(*asked) == Ended(0, ended.out, "")


@pytest.mark.parametrize("command", [("ask", "salt"), ("search", "salt"), ("index",)])
@pytest.mark.parametrize("place", ["a-file", os.path.join("a-file", "below")])
def test_an_index_where_none_can_be_is_an_error_with_2(kitchen: Path, command: tuple[str, ...], place: str) -> None:
    (kitchen / "a-file").write_text("mine")
    ended = run(*command, "--index", place)
    assert ended.code == 2
    assert "a-file" in ended.err
    assert (kitchen / "a-file").read_text() == "mine"


# -- options, and what cannot be used ---------------------------------------------------------------------------


def test_options_count_before_and_behind_the_command(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "tea.md").write_text("---\ntitle: Tea\ndescription: Leaves in water.\n---\n")
    options = ["--corpus", str(tmp_path / "other"), "--index", str(tmp_path / "i"), "--model", "hash:64", "--json"]
    before, behind = run(*options, "ask", "tea"), run("ask", *options, "tea")
    assert before.json() == behind.json() == run("ask", "tea", *options).json()
    assert before.json()["answer"]["id"] == "tea"
    assert before.json()["index"]["model"] == "hash:64"
    for command in (("show", "tea"), ("tree",), ("stats",), ("index",)):
        assert json.loads(run(*options, *command).out)
        assert json.loads(run(*command, *options).out)


def test_an_option_behind_the_command_wins() -> None:
    data = run("--model", "hash:64", "--index", "i", "ask", "--model", "hash:32", "salt", "--json").json()
    assert data["index"]["model"] == "hash:32"


def test_the_environment_names_corpus_index_and_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tea.md").write_text("---\ntitle: Tea\ndescription: Leaves in water.\n---\n")
    monkeypatch.setenv("DLGRAPH_CORPUS", str(tmp_path / "tea.md"))
    monkeypatch.setenv("DLGRAPH_INDEX", str(tmp_path / "i"))
    data = run("ask", "--json", "tea").json()
    assert data["answer"]["id"] == "tea"
    assert (tmp_path / "i" / "manifest.json").is_file()


COMMANDS = [("ask", "x"), ("search", "x"), ("show", "x"), ("tree",), ("stats",), ("index",)]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_missing_or_empty_corpus_ends_with_2(kitchen: Path, command: tuple[str, ...]) -> None:
    (kitchen / "empty").mkdir()
    for place, message in (("nowhere", "there is no corpus at nowhere"), ("empty", "holds no page and no table")):
        ended = run("--corpus", place, *command)
        assert (ended.code, ended.out) == (2, "")
        assert message in ended.err
        assert "--corpus" in ended.err


@pytest.mark.parametrize("command", [("ask", "x"), ("search", "x"), ("index",)])
@pytest.mark.parametrize("model", ["no-such-model", "nobody/no-such-model", "./nowhere", "hash:3"])
def test_an_unknown_model_ends_with_2(command: tuple[str, ...], model: str) -> None:
    for _ in range(2):  # without an index and with one
        ended = run("--model", model, *command)
        assert (ended.code, ended.out) == (2, "")
        assert "Error: " in ended.err
        assert "model" in ended.err
        run("index")


def test_a_broken_page_ends_with_2_and_its_line(kitchen: Path) -> None:
    (kitchen / "corpus" / "broken.md").write_text("---\ntitle: [\n---\n")
    ended = run("ask", "salt")
    assert (ended.code, ended.out) == (2, "")
    assert "broken.md:" in ended.err


def test_help_and_version_are_printed() -> None:
    assert run("--version").out.startswith("dlgraph, version ")
    for command in ("ask", "search", "show", "tree", "stats", "index"):
        ended = run(command, "-h")
        assert ended.code == 0
        assert f"Usage: dlgraph {command}" in ended.out


def test_colour_is_left_out_where_nobody_sees_it() -> None:
    for args in (("ask", "salt"), ("search", "salt"), ("show", "salt")):
        ended = run(*args)
        assert ended.out == click.unstyle(ended.out)


# -- tables -----------------------------------------------------------------------------------------------------


def test_rows_of_json_lines_keep_their_ids_and_answer_to_every_phrasing(kitchen: Path) -> None:
    rows = [
        {"id": "Q-007", "question": "Where is my card?", "answer": "On its way.", "alternatives": ["card not here"]},
        {"id": 12, "question": "Why was I charged twice?", "answer": ""},
        {"question": "How do I close it?", "answer": "You write."},
    ]
    (kitchen / "bank.jsonl").write_text("\n".join(json.dumps(row) for row in rows))

    def ask(question: str) -> dict[str, Any]:
        ended = run("--corpus", "bank.jsonl", "ask", "--json", question)
        assert ended.code == 0
        answer: dict[str, Any] = ended.json()["answer"]
        return answer

    assert ask("card not here")["id"] == "Q-007"
    first = ask("where is my card")
    assert (first["id"], first["concept"], first["text"]) == ("Q-007", None, "On its way.")
    assert first["source"] == {"file": "bank.jsonl", "line": 1}
    second = ask("why was i charged twice")
    assert (second["id"], second["text"]) == ("12", "")
    assert ask("how do I close it?")["id"] == "how-do-i-close-it"
    assert "has no answer" in run("--corpus", "bank.jsonl", "ask", "why was i charged twice").out


def test_rows_of_csv_keep_their_ids_and_answer_to_every_phrasing(kitchen: Path) -> None:
    (kitchen / "tables").mkdir()
    (kitchen / "tables" / "bank.csv").write_text(
        'id,question,answer,alternatives\n007,"Where is my card, please?","On its way.\nSoon.",'
        "card not here|no card yet\n"
        "x y,Why was I charged twice?,,\n"
    )
    stdin = b"no card yet\nwhy was I charged twice?\nwhere is my card, please\n"
    ended = run("--corpus", "tables", "ask", "--json", "-", stdin=stdin)
    answers = [json.loads(line)["answer"] for line in ended.out.splitlines()]
    assert [answer["id"] for answer in answers] == ["007", "x y", "007"]
    assert [answer["text"] for answer in answers] == ["On its way. Soon.", "", "On its way. Soon."]
    assert [answer["source"]["line"] for answer in answers] == [2, 4, 2]


def test_rows_of_a_table_can_be_concepts(kitchen: Path) -> None:
    (kitchen / "terms.csv").write_text("id,label,definition,broader\nt1,Tea,Leaves in water.,\nt2,Sencha,Green.,Tea\n")
    assert run("--corpus", "terms.csv", "ask", "--json", "what is sencha").json()["breadcrumb"] == ["Tea", "Sencha"]
    assert run("--corpus", "terms.csv", "tree").out == "Tea\n└── Sencha\n"


# -- processes of their own -------------------------------------------------------------------------------------


def test_a_process_ends_with_0_1_or_2() -> None:
    assert spawn("ask", "salt").returncode == 0
    assert spawn("show", "bred").returncode == 1
    assert spawn("ask", "").returncode == 2


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux takes any bytes as arguments")
@pytest.mark.parametrize("encoding", ["utf-8:strict", "utf-8:surrogateescape"])
@pytest.mark.parametrize("command", ["ask", "search"])
def test_bytes_that_are_no_text_in_a_question_give_valid_json(command: str, encoding: str) -> None:
    ended = spawn(command, "--json", b"caf\xe9 salt sodium mineral", PYTHONIOENCODING=encoding)
    assert ended.returncode in (0, 1)
    data = json.loads(ended.stdout.decode("utf-8"))
    assert "salt" in data["question" if command == "ask" else "query"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux takes any bytes as arguments")
@pytest.mark.parametrize(
    "args",
    [(b"show", b"bre\xe9d"), (b"tree", b"bre\xe9d"), (b"--corpus", b"caf\xe9", b"ask", b"x"),
     (b"--corpus", b"no-indexes-beside/caf\xe9", b"ask", b"x"), (b"--model", b"caf\xe9", b"ask", b"x"),
     (b"ask", b"--\xe9", b"x")],
)  # fmt: skip
def test_bytes_that_are_no_text_elsewhere_are_an_error(args: tuple[bytes, ...]) -> None:
    ended = spawn(*args)
    assert ended.returncode in (1, 2)
    assert b"Error: " in ended.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux takes any bytes as a path")
@pytest.mark.parametrize("option", [b"--corpus", b"--index"])
def test_folders_whose_names_are_no_text_are_used_or_refused(kitchen: Path, option: bytes) -> None:
    if option == b"--corpus":
        os.mkdir(os.fsencode(kitchen) + b"/caf\xe9")
        (Path(os.fsdecode(os.fsencode(kitchen) + b"/caf\xe9")) / "salt.md").write_text(PAGES["salt.md"])
    for _ in range(2):
        ended = spawn(option, b"caf\xe9", b"ask", b"salt")
        assert (ended.returncode, b"sodium" in ended.stdout, b"Error: " in ended.stderr) in (
            (0, True, False),
            (2, False, True),
        )


def test_importing_the_command_line_loads_no_heavy_module() -> None:
    heavy = [
        "numpy",
        "networkx",
        "faiss",
        "onnxruntime",
        "torch",
        "yaml",
        "markdown_it",
        "transformers",
        "sqlite3",
        "textual",
        "rdflib",
    ]
    code = f"import sys, dlgraph.cli.app; print([name for name in {heavy!r} if name in sys.modules])"
    ended = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert ended.stdout.strip() == "[]"


def test_a_reader_that_leaves_early_is_no_error(kitchen: Path) -> None:
    for number in range(3000):
        (kitchen / "corpus" / f"c{number}.md").write_text(f"# Concept with a rather long name {number}\n")
    process = subprocess.Popen(
        [sys.executable, "-m", "dlgraph", "tree"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert b"Traceback" not in process.stderr.read()
    process.stderr.close()
    process.wait()
