"""The command ``import``: what it says of a glossary, what it writes, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dlgraph.cli.app import main


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(main, ["import", *map(str, args)])


# site/
#   hugo.toml
#   content/en/tea.md ──/cup/──▶ content/en/cup.md, ──/gone/──▶ nothing
#   content/de/tea.md
@pytest.fixture
def site(tmp_path: Path) -> Path:
    files = {
        "hugo.toml": "",
        "content/en/tea.md": "---\ntitle: Tea\ntags: ['', hot]\n---\nIn a [cup](/cup/), not in a [can](/gone/).\n",
        "content/en/cup.md": "---\ntitle: Cup\n---\nHolds drinks.\n",
        "content/de/tea.md": "---\ntitle: Tee\n---\nEin Getränk.\n",
    }
    for name, text in files.items():
        path = tmp_path / "site" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "site"


def test_a_dry_run_accounts_for_everything_and_writes_nothing(site: Path):
    before = sorted(site.parent.rglob("*"))
    ended = run(site, "--dry-run")
    assert ended.exit_code == 0
    assert ended.stdout.startswith(f"{site}: read as hugo (hugo.toml); read in en; pages in other languages: de 1\n")
    assert ["links", "2", "1", "1"] in [line.split() for line in ended.stdout.splitlines()]
    assert "1 links: no concept is called that\n    content/en/tea.md:5 (/gone/)" in ended.stdout
    assert "1 tags: it is blank\n    content/en/tea.md:3 (tags)" in ended.stdout
    assert sorted(site.parent.rglob("*")) == before


def test_the_payload_of_a_dry_run_adds_up(site: Path):
    data = json.loads(run(site, "--dry-run", "--json").stdout)
    assert (data["format"], data["language"], data["written"]) == ("hugo", "en", None)
    for kind, found in data["found"].items():
        assert found == data["kept"][kind] + sum(drop["kind"] == kind for drop in data["dropped"])
    assert data["relations"] == {"broader": 0, "related": 0, "references": 1}


def test_pages_are_written_that_read_as_the_same(site: Path, tmp_path: Path):
    ended = run(site, tmp_path / "okf")
    assert ended.exit_code == 0, ended.output
    assert "2 pages written; read again, they give the same concepts and relations" in ended.stdout
    assert "[cup](cup.md)" in (tmp_path / "okf/tea.md").read_text(encoding="utf-8")
    again = json.loads(run(tmp_path / "okf", "--dry-run", "--json").stdout)
    assert (again["format"], again["relations"]["references"]) == ("okf", 1)


def test_a_format_that_is_given_overrides_the_one_detected(site: Path):
    data = json.loads(run(site, "--dry-run", "--json", "--format", "okf").stdout)
    assert (data["format"], data["kept"]["concepts"]) == ("okf", 3)


def test_another_language_is_read_where_it_is_asked_for(site: Path):
    data = json.loads(run(site, "--dry-run", "--json", "--language", "de").stdout)
    assert (data["language"], data["kept"]["concepts"]) == ("de", 1)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ((), "Say where to write"),
        (("--dry-run", "--format", "word"), "there is no format 'word'"),
        (("--dry-run", "--language", "fr"), "no pages in 'fr'"),
    ],
)
def test_wrong_use_ends_with_2_and_the_choices(site: Path, args: tuple[str, ...], said: str):
    ended = run(site, *args)
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert said in ended.stderr


def test_a_folder_that_holds_something_is_not_written_to(site: Path, tmp_path: Path):
    full = tmp_path / "full"
    full.mkdir()
    (full / "mine.md").write_text("mine")
    ended = run(site, full)
    assert ended.exit_code == 2
    assert [path.name for path in full.iterdir()] == ["mine.md"]
    assert (full / "mine.md").read_text() == "mine"


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "..", ".hidden", "a/../../b", "nul\u0007", "C:\\x"]
)
def test_no_id_leads_out_of_the_folder_written_to(tmp_path: Path, name: str):
    table = tmp_path / "in" / "a.jsonl"
    table.parent.mkdir()
    table.write_text(json.dumps({"id": name, "label": "Bad", "definition": "Text."}) + "\n", encoding="utf-8")
    ended = run(table, tmp_path / "in" / "out" / "okf")
    assert ended.exit_code in (0, 2)
    assert ended.exception is None or isinstance(ended.exception, SystemExit)
    written = [path for path in tmp_path.rglob("*") if path.is_file() and path != table]
    assert all(path.is_relative_to(tmp_path / "in" / "out" / "okf") for path in written)
    assert not any(part.startswith("..") for path in written for part in path.parts)
