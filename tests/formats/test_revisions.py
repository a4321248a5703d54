"""dlgraph/formats/revisions.py: a glossary as it was in a revision of git."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from dlgraph.errors import CorpusError
from dlgraph.formats import revisions

pytestmark = pytest.mark.skipif(not shutil.which("git"), reason="git is not installed")


def git(folder: Path, *words: str, given: bytes = b"") -> str:
    settings = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    who = ["-c", "user.name=x", "-c", "user.email=x@x"]
    done = subprocess.run(["git", *who, *words], cwd=folder, env=settings, input=given, capture_output=True, check=True)
    return done.stdout.decode().strip()


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository whose folder g was committed twice: with Tea, then with Coffee as well."""
    home = tmp_path / "repository"
    (home / "g" / "sub").mkdir(parents=True)
    git(home, "init", "-q")
    (home / "g" / "tea.md").write_text("one")
    (home / "g" / "sub" / "ä b'\"\n.md").write_bytes(b"odd\r\n")
    (home / "g" / "pic.png").write_bytes(b"\x89PNG")
    (home / "g" / "link.md").symlink_to("/etc/passwd")
    git(home, "add", "-A")
    git(home, "commit", "-qm", "first")
    (home / "g" / "coffee.md").write_text("two")
    (home / "g" / "tea.md").write_text("changed")
    git(home, "add", "-A")
    git(home, "commit", "-qm", "second")
    monkeypatch.chdir(home)
    return home


def taken(given: str, home: Path, corpus: str = "g") -> tuple[Path, dict[str, bytes]]:
    dest = home.parent / "taken"
    dest.mkdir()
    found = revisions.take_out(given, home / corpus, dest)
    files = [found] if found.is_file() else sorted(path for path in found.rglob("*") if path.is_file())
    return found, {str(path.relative_to(dest)): path.read_bytes() for path in files}


@pytest.mark.parametrize("given", ["HEAD~1", "HEAD~1:g", "HEAD~1:./g/"])
def test_a_revision_is_taken_out_with_odd_names_and_no_links(repository: Path, given: str):
    found, files = taken(given, repository)
    assert found.name == "g"
    # A picture is there by name only: no glossary is made of it.
    assert files == {"g/tea.md": b"one", "g/sub/ä b'\"\n.md": b"odd\r\n", "g/pic.png": b""}


def test_a_file_is_taken_out_alone(repository: Path):
    assert taken("HEAD:g/coffee.md", repository)[1] == {"coffee.md": b"two"}


def test_a_corpus_that_is_a_file_is_taken_out_of_a_revision(repository: Path):
    assert taken("HEAD~1", repository, "g/tea.md")[1] == {"tea.md": b"one"}


@pytest.mark.parametrize(
    "given", ["gone", "HEAD:gone", "--output=x", "-h:g", "", ":", "HEAD:..", "HEAD:../x", "HEAD\0", "HEAD:g\0"]
)
def test_what_is_no_revision_is_refused(repository: Path, given: str):
    with pytest.raises(CorpusError):
        taken(given, repository)
    assert not (repository / "x").exists()


def test_a_tree_with_a_way_out_in_it_writes_nothing_there(repository: Path):
    blob = git(repository, "hash-object", "-w", "--stdin", given=b"bad")
    entry = b"100644 ..\0" + bytes.fromhex(blob)
    inner = git(repository, "hash-object", "-t", "tree", "--literally", "-w", "--stdin", given=entry)
    whole = b"40000 sub\0" + bytes.fromhex(inner) + b""
    tree = git(repository, "hash-object", "-t", "tree", "--literally", "-w", "--stdin", given=whole)
    commit = git(repository, "commit-tree", tree, "-m", "bad")
    assert taken(f"{commit}:sub", repository)[1] == {}


def test_nothing_in_the_repository_changes(repository: Path):
    before = git(repository, "status", "--porcelain"), sorted(map(str, (repository / ".git").rglob("*")))
    taken("HEAD~1", repository)
    assert (git(repository, "status", "--porcelain"), sorted(map(str, (repository / ".git").rglob("*")))) == before


def test_outside_of_a_repository_the_error_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(CorpusError, match="not a git repository"):
        revisions.take_out("HEAD", tmp_path, tmp_path)


def test_without_git_the_error_says_so(repository: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(CorpusError, match="git is not installed"):
        taken("HEAD", repository)
