"""Shell completion: which names are offered, and that real shells put them on the command line as one word."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from dlgraph.cli.app import main

# science ◀─ deep learning (in a folder), deep sea; two pages called "notes"; one label that shells could break
PAGES = {
    "science.md": "---\ntitle: Science\n---\nKnowing.\n",
    "ai/deep-learning.md": "---\ntitle: Deep learning\naliases: [DL, deep nets]\nbroader: [science]\n---\nLayers.\n",
    "sea/deep-sea.md": "---\ntitle: Deep sea\n---\nWater.\n",
    "ai/notes.md": "---\ntitle: Notes on AI\n---\nText.\n",
    "sea/notes.md": "---\ntitle: Notes on water\n---\nText.\n",
    "odd.md": "---\ntitle: 'Rock, \"roll\" & $(echo x) `y` it''s \\\\z; 50% (R&R): a*?'\n---\nMusic.\n",
    "rbac.md": "---\ntitle: Role-based access control (RBAC)\n---\nWho may.\n",
}
ODD = 'Rock, "roll" & $(echo x) `y` it\'s \\\\z; 50% (R&R): a*?'


@pytest.fixture(autouse=True)
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with a corpus and its index."""
    work = tmp_path / "work"
    (work / "indexes").mkdir(parents=True)
    for name, text in PAGES.items():
        page = work / "corpus" / name
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(text)
    monkeypatch.chdir(work)
    monkeypatch.setenv("DLGRAPH_MODEL", "hash")
    assert CliRunner().invoke(main, ["index"]).exit_code == 0
    return work


def complete(line: str, shell: str = "bash") -> list[str]:
    """Complete the last word of a line as a shell would ask for it; what is offered comes without its kind."""
    words = line.split(" ")
    typed = words[-1] if shell == "fish" else str(len(words) - 1)
    env = {"_DLGRAPH_COMPLETE": f"{shell}_complete", "COMP_WORDS": line, "COMP_CWORD": typed}
    ended = CliRunner().invoke(main, [], env=env, prog_name="dlgraph")
    assert ended.exit_code in (0, 1)
    assert ended.exception is None or isinstance(ended.exception, SystemExit)
    return [row.partition(",")[2] for row in ended.stdout.splitlines() if row]


# -- which names --------------------------------------------------------------------------------------------------


def test_commands_and_options_are_completed() -> None:
    assert complete("dlgraph co") == ["compare", "completion", "convert"]
    assert complete("dlgraph learn --kn") == ["--knows"]
    assert complete("dlgraph tree --format ") == ["text", "mermaid", "dot"]
    assert complete("dlgraph completion ") == ["bash", "zsh", "fish"]


@pytest.mark.parametrize(
    "command", ["show", "tree", "related", "neighbors", "learn", "open", "explore", "path", "compare"]
)
def test_every_command_about_concepts_completes_their_names(command: str) -> None:
    assert complete(f"dlgraph {command} deep-l") == ["deep-learning"]


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("deep-l", ["deep-learning"]),
        ("ai/", ["ai/deep-learning", "ai/notes"]),
        ("Deep", ["Deep\\ learning", "Deep\\ sea"]),
        ("deep", ["deep-learning", "deep-sea"]),
        ("DEEP-L", ["deep-learning"]),
        ("DL", ["DL"]),
        ("dl", ["DL"]),
        ("notes", ["Notes\\ on\\ AI", "Notes\\ on\\ water"]),
        ("RBAC", ["rbac"]),
        ("nothing", []),
    ],
)
def test_a_concept_is_offered_by_the_name_that_fits_what_is_typed(typed: str, offered: list[str]) -> None:
    assert complete(f"dlgraph show {typed}") == offered


def test_with_nothing_typed_each_concept_is_offered_once() -> None:
    assert sorted(complete("dlgraph show ")) == sorted(
        ["science", "deep-learning", "deep-sea", "ai/notes", "sea/notes", "odd", "rbac"]
    )


def test_words_typed_without_quotation_marks_are_one_name() -> None:
    assert complete("dlgraph show Deep l") == ["learning"]
    assert complete("dlgraph show deep n") == ["nets"]
    assert complete("dlgraph show science deep") == []


def test_in_a_row_of_names_the_next_one_may_begin_with_any_word() -> None:
    assert complete("dlgraph compare science deep-l") == ["deep-learning"]
    assert complete("dlgraph compare science Deep se") == ["sea", "sea/deep-sea", "sea/notes"]
    assert complete("dlgraph path Deep sea sc") == ["science"]


def test_values_of_options_are_completed() -> None:
    assert complete("dlgraph learn science --knows deep-s") == ["deep-sea"]
    assert complete("dlgraph learn science --knows=deep-s") == ["deep-sea"]
    assert complete("dlgraph learn science --knows=deep-s", "zsh") == ["", "", ""]
    assert complete("dlgraph tree --format=do", "fish") == ["--format=dot"]


def test_names_do_not_shorten_what_is_typed() -> None:
    # "Notes on …" and "notes" would have nothing but case in common.
    for typed in ("n", "N", "no", "No", "NO", "d", "D", "De", "DE", "deEp"):
        names = [name.replace("\\", "") for name in complete(f"dlgraph show {typed}")]
        common = os.path.commonprefix(names)  # noqa: RUF071
        assert not common or len(common) >= len(typed)


def test_the_label_stands_beside_a_name_where_the_shell_shows_one() -> None:
    assert complete("dlgraph show deep-l", "fish") == ["deep-learning\tDeep learning"]
    env = {"_DLGRAPH_COMPLETE": "zsh_complete", "COMP_WORDS": "dlgraph show deep-l", "COMP_CWORD": "2"}
    assert CliRunner().invoke(main, [], env=env, prog_name="dlgraph").stdout.splitlines() == [
        "plain", "deep-learning", "Deep learning",
    ]  # fmt: skip


# -- where names come from ----------------------------------------------------------------------------------------


def test_names_come_from_the_index_without_a_look_at_the_pages(shelf: Path) -> None:
    shutil.rmtree(shelf / "corpus")
    (shelf / "corpus").mkdir()
    assert complete("dlgraph show Deep") == ["Deep\\ learning", "Deep\\ sea"]


def test_without_an_index_files_have_names(shelf: Path) -> None:
    shutil.rmtree(shelf / "indexes" / "corpus")
    assert complete("dlgraph show deep") == ["deep-learning", "deep-sea"]
    assert complete("dlgraph show Deep\\ l") == []
    assert complete("dlgraph show ai/n") == ["ai/notes"]
    assert not (shelf / "indexes" / "corpus").exists()


@pytest.mark.parametrize("name", ["manifest.json", "passages.sqlite"])
@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"null", b'{"data": 3}', b"garbage" * 999])
def test_with_a_damaged_index_files_have_names(shelf: Path, name: str, data: bytes) -> None:
    (path,) = (shelf / "indexes").rglob(name)
    path.write_bytes(data)
    assert complete("dlgraph show deep") == ["deep-learning", "deep-sea"]


def test_nothing_is_offered_where_there_is_no_corpus(shelf: Path) -> None:
    assert complete("dlgraph --corpus nowhere show deep") == []
    (shelf / "faq.csv").write_text("id,question,answer\n1,Why?,Because.\n")
    assert complete("dlgraph --corpus faq.csv show deep") == []


def test_the_corpus_and_index_named_on_the_line_are_used(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (shelf / "other").mkdir()
    (shelf / "other" / "dune.md").write_text("---\ntitle: Dune\n---\nSand.\n")
    assert complete("dlgraph --corpus other show d") == ["dune"]
    assert complete("dlgraph show --corpus other d") == ["dune"]
    assert complete("dlgraph show --index indexes/corpus --corpus other deep-s") == ["deep-sea"]
    monkeypatch.setenv("DLGRAPH_CORPUS", "other")
    assert complete("dlgraph show d") == ["dune"]
    monkeypatch.setenv("DLGRAPH_INDEX", str(shelf / "indexes" / "corpus"))
    assert complete("dlgraph show d") == ["deep-learning", "deep-sea"]


def test_ids_of_a_table_are_completed(shelf: Path) -> None:
    rows = [
        {"id": "GO:0008", "label": "Gene, one", "definition": "x"},
        {"id": "GO:0009", "label": "B", "definition": "y"},
    ]
    (shelf / "terms.json").write_text(json.dumps(rows))
    assert CliRunner().invoke(main, ["--corpus", "terms.json", "index"]).exit_code == 0
    assert complete("dlgraph --corpus terms.json show GO:0", "fish") == ["GO:0008", "GO:0009"]
    assert complete("dlgraph --corpus terms.json show Gen", "fish") == ["Gene, one"]


def test_completing_loads_neither_pages_nor_models() -> None:
    code = """
import os, sys
os.environ.update(_DLGRAPH_COMPLETE="bash_complete", COMP_WORDS="dlgraph show deep-l", COMP_CWORD="2")
from dlgraph.cli.app import main
try:
    main(prog_name="dlgraph")
except SystemExit:
    heavy = ["numpy", "networkx", "faiss", "onnxruntime", "torch", "textual", "yaml", "markdown_it"]
    print([name for name in heavy if name in sys.modules])
"""
    ended = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert ended.stdout.splitlines() == ["plain,deep-learning", "[]"]


# -- real shells --------------------------------------------------------------------------------------------------


@pytest.fixture
def path(tmp_path: Path) -> str:
    """A PATH on which `dlgraph` is this one."""
    command = tmp_path / "bin" / "dlgraph"
    command.parent.mkdir()
    command.write_text(f"#!{sys.executable}\nfrom dlgraph.cli.app import main\nmain(prog_name='dlgraph')\n")
    command.chmod(0o755)
    return f"{command.parent}{os.pathsep}{os.environ['PATH']}"


def scripted(shell: str, script: str, path: str, *args: str) -> str:
    ended = subprocess.run(
        [shell, *args, "-c", script], check=False, capture_output=True, text=True, env={**os.environ, "PATH": path}
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


BASH = """
eval "$(dlgraph completion bash)"
COMP_LINE="$LINE" COMP_POINT=${#LINE}
_dlgraph_completion dlgraph
printf '%s\\n' "${COMPREPLY[@]}"
"""


def bash(line: str, path: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setenv("LINE", line)
    return scripted("bash", BASH, path, "--norc", "--noprofile").splitlines()


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("dlgraph show deep-l", ["deep-learning"]),
        ("dlgraph show Deep\\ ", ["Deep\\ learning", "Deep\\ sea"]),
        ('dlgraph show "Deep ', ["Deep learning", "Deep sea"]),
        ("dlgraph show 'Deep l", ["Deep learning"]),
        ("dlgraph learn science --knows=Deep\\ l", ["Deep\\ learning"]),
        ("dlgraph nothing-like-this x", [""]),
    ],
)
def test_bash_gets_names_quoted_as_the_word_is(
    line: str, offered: list[str], path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert bash(line, path, monkeypatch) == offered


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
@pytest.mark.parametrize("quote", ["", "'", '"'])
def test_bash_reads_any_label_back_as_one_word(quote: str, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (offered,) = bash(f"dlgraph show {quote}Rock", path, monkeypatch)
    assert scripted("bash", f"printf '%s' {quote}{offered}{quote}", path) == ODD


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
def test_bash_replaces_only_what_stands_behind_a_colon(shelf: Path, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (shelf / "terms.json").write_text(json.dumps([{"id": "GO:0008", "label": "Gene", "definition": "x"}]))
    monkeypatch.setenv("DLGRAPH_CORPUS", "terms.json")
    assert CliRunner().invoke(main, ["index"]).exit_code == 0
    assert bash("dlgraph show GO:00", path, monkeypatch) == ["0008"]
    assert bash("dlgraph show 'GO:00", path, monkeypatch) == ["GO:0008"]


@pytest.mark.skipif(shutil.which("fish") is None, reason="fish is not installed")
def test_fish_offers_names_whole(path: str) -> None:
    script = "dlgraph completion fish | source; complete -C 'dlgraph show Deep'; complete -C 'dlgraph show Rock'"
    lines = scripted("fish", script, path, "--no-config").splitlines()
    assert [line.split("\t")[0] for line in lines] == ["Deep learning", "Deep sea", ODD]


@pytest.mark.skipif(shutil.which("zsh") is None, reason="zsh is not installed")
def test_zsh_accepts_the_script(path: str) -> None:
    script = 'autoload -Uz compinit; compinit -D; eval "$(dlgraph completion zsh)"; print $_comps[dlgraph]'
    assert scripted("zsh", script, path, "-f").strip() == "_dlgraph_completion"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_script_is_printed_for_each_shell(shell: str) -> None:
    ended = CliRunner().invoke(main, ["completion", shell])
    assert ended.exit_code == 0
    assert f"_DLGRAPH_COMPLETE={shell}_complete" in ended.stdout
    data = json.loads(CliRunner().invoke(main, ["completion", shell, "--json"]).stdout)
    assert data == {"shell": shell, "script": ended.stdout}


@pytest.mark.parametrize("args", [("completion",), ("completion", "tcsh")])
def test_other_shells_are_wrong_use(args: tuple[str, ...]) -> None:
    assert CliRunner().invoke(main, args).exit_code == 2
