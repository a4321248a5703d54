"""dlgraph/formats/listing.py: what lies below a path, by names, sizes and times."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from dlgraph.formats.listing import listing


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """kitchen/ tea.md, sub/cup.md, .hidden/x.md, mine/ (an index)."""
    root = tmp_path / "kitchen"
    for name in ("tea.md", "sub/cup.md", ".hidden/x.md", "mine/manifest.json", "mine/data/passages.sqlite"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("text")
    return root


def test_a_listing_is_the_same_while_nothing_is_touched_from_wherever_it_is_taken(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = listing(folder)
    assert before
    monkeypatch.chdir(folder.parent)
    assert listing(Path("kitchen")) == before


@pytest.mark.parametrize(
    "touch",
    [
        lambda root: (root / "tea.md").write_text("other text"),
        lambda root: os.utime(root / "sub" / "cup.md", (1, 1)),
        lambda root: (root / "tea.md").unlink(),
        lambda root: (root / "tea.md").rename(root / "chai.md"),
        lambda root: (root / "new.md").write_text(""),
        lambda root: (root / "picture.png").write_text(""),
        lambda root: (root / "empty").mkdir(),
    ],
    ids=["changed", "touched", "gone", "renamed", "new", "new of another kind", "new folder"],
)
def test_whatever_is_touched_makes_another_listing(folder: Path, touch: Callable[[Path], object]) -> None:
    before = listing(folder)
    touch(folder)
    assert listing(folder) != before


def test_hidden_files_and_an_index_in_the_folder_count_for_nothing(folder: Path) -> None:
    before = listing(folder)
    (folder / ".hidden" / "y.md").write_text("")
    (folder / "mine" / "listing.txt").write_text("")
    assert listing(folder) == before


def test_what_a_link_leads_to_counts(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "outside.md").write_text("one")
    (folder / "link.md").symlink_to(tmp_path / "outside.md")
    before = listing(folder)
    (tmp_path / "outside.md").write_text("other")
    assert listing(folder) != before


def test_what_cannot_be_listed_has_no_listing(folder: Path, tmp_path: Path) -> None:
    assert listing(tmp_path / "nothing") == ""
    (folder / "broken.md").symlink_to(folder / "nowhere")
    assert listing(folder) == ""


def test_a_file_is_listed_by_itself(folder: Path) -> None:
    before = listing(folder / "tea.md")
    (folder / "sub" / "cup.md").write_text("other")
    assert listing(folder / "tea.md") == before
    (folder / "tea.md").write_text("other")
    assert listing(folder / "tea.md") != before
