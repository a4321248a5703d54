"""dlgraph/exports/target.py: what was there before is never lost or half overwritten."""

from __future__ import annotations

from pathlib import Path

import pytest

from dlgraph.errors import CorpusError
from dlgraph.exports import target


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def fill(folder: Path) -> int:
    (folder / "sub").mkdir(parents=True)
    (folder / "a.md").write_text("new")
    (folder / "sub" / "b.md").write_text("new")
    return 2


def broken(folder: Path) -> int:
    fill(folder)
    raise CorpusError("no")


def test_a_file_that_is_there_is_refused_unless_forced(tmp_path: Path):
    dest = tmp_path / "x.ttl"
    dest.write_text("old")
    with pytest.raises(CorpusError, match="there already"):
        target.check_file(tmp_path / "in", dest)
    target.check_file(tmp_path / "in", dest, force=True)
    target.write_file(dest, "new")
    assert (dest.read_text(), names(tmp_path)) == ("new", ["x.ttl"])


def test_the_glossary_itself_is_never_written_over(tmp_path: Path):
    dest = tmp_path / "x.csv"
    dest.write_text("term\nTea\n")
    with pytest.raises(CorpusError, match="the glossary itself"):
        target.check_file(dest, tmp_path / "." / "x.csv", force=True)


@pytest.mark.parametrize("name", ["folder", "gone/x.ttl"])
def test_a_file_needs_a_folder_to_be_in_and_none_in_its_place(tmp_path: Path, name: str):
    (tmp_path / "folder").mkdir()
    with pytest.raises(CorpusError, match="folder"):
        target.check_file(tmp_path / "in", tmp_path / name, force=True)


def test_a_file_is_written_through_a_link(tmp_path: Path):
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to("real")
    target.write_file(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "new"


def test_a_folder_is_made_at_once(tmp_path: Path):
    assert target.write_folder(tmp_path / "deep" / "out", fill) == 2
    assert names(tmp_path) == ["deep/out/a.md", "deep/out/sub/b.md"]


def test_a_folder_that_holds_something_is_refused_unless_forced(tmp_path: Path):
    out = tmp_path / "out"
    out.mkdir()
    target.check_folder(tmp_path / "in", out)
    (out / "a.md").write_text("old")
    (out / "mine.md").write_text("mine")
    with pytest.raises(CorpusError, match="not empty"):
        target.check_folder(tmp_path / "in", out)
    target.check_folder(tmp_path / "in", out, force=True)
    target.write_folder(out, fill)
    assert names(out) == ["a.md", "mine.md", "sub/b.md"]
    assert ((out / "a.md").read_text(), (out / "mine.md").read_text()) == ("new", "mine")


def test_what_fails_leaves_everything_as_it_was(tmp_path: Path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "a.md").write_text("old")
    with pytest.raises(CorpusError, match="no"):
        target.write_folder(out, broken)
    assert ((out / "a.md").read_text(), names(tmp_path)) == ("old", ["out/a.md"])


def test_nothing_is_written_through_a_link_out_of_the_folder(tmp_path: Path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "sub").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(CorpusError, match="leads out"):
        target.write_folder(tmp_path / "out", fill)
    assert names(tmp_path) == []


def test_a_folder_within_the_glossary_is_refused(tmp_path: Path):
    with pytest.raises(CorpusError, match="lies within"):
        target.check_folder(tmp_path, tmp_path / "out", force=True)
    (tmp_path / "link").symlink_to(tmp_path)
    with pytest.raises(CorpusError, match="not a folder"):
        target.check_folder(tmp_path / "in", tmp_path / "link", force=True)
