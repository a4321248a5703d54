"""dlgraph/formats/files.py: the files below a folder, which are read, and what their bytes say."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dlgraph.errors import CorpusError
from dlgraph.formats.files import MAX_FILE, MAX_TABLE, decoded, head, max_bytes, too_large, walk


def listed(root: Path) -> tuple[list[str], dict[str, str]]:
    found, others = walk(root, (".md",))
    return list(found), dict(others)


# notes/
#   a.md   .hidden.md   picture.png   sub/b.md   .git/c.md   node_modules/d.md
def test_pages_are_found_in_the_order_of_their_paths_and_others_are_named(tmp_path: Path):
    for name in ("sub/b.md", "a.md", ".hidden.md", "picture.png", ".git/c.md", "node_modules/d.md"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    assert listed(tmp_path) == (["a.md", "sub/b.md"], {"picture.png": "no page and no table"})


def test_an_index_beside_the_pages_is_no_part_of_them(tmp_path: Path):
    for name in ("a.md", "ix/manifest.json", "ix/data/passages.sqlite", "ix/notes.md"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    assert listed(tmp_path) == (["a.md"], {})


def test_links_are_followed_to_files_within_the_folder_only(tmp_path: Path):
    (tmp_path / "secret.md").write_text("x")
    home = tmp_path / "notes"
    home.mkdir()
    (home / "a.md").write_text("x")
    for name, target in {
        "same.md": "a.md", "out.md": "../secret.md", "passwd.md": "/etc/passwd", "gone.md": "nowhere.md",
        "self.md": "self.md", "loop": ".", "above": "..",
    }.items():  # fmt: skip
        (home / name).symlink_to(target)
    found, others = listed(home)
    assert found == ["a.md", "same.md"]
    assert {name: why.partition(",")[0] for name, why in others.items()} == {
        "above": "a link to a folder", "loop": "a link to a folder", "gone.md": "a link that leads nowhere",
        "self.md": "a link that leads nowhere", "out.md": "a link that leads out of the folder",
        "passwd.md": "a link that leads out of the folder",
    }  # fmt: skip
    (tmp_path / "link").symlink_to(home)
    assert listed(tmp_path / "link")[0] == found


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path):
    os.mkfifo(tmp_path / "a.md")
    assert listed(tmp_path) == ([], {"a.md": "a special file"})


@pytest.mark.parametrize("data", [b"\0" * 100, bytes(range(256)) * 20, "Tee".encode("utf-16-le") * 50])
def test_bytes_that_are_no_text_are_refused_as_such(data: bytes):
    with pytest.raises(CorpusError, match=r"^a\.md: it is a binary file"):
        decoded(data, "a.md")


def test_a_stray_null_does_no_harm():
    assert decoded(b"a\0b\r\nc\rd", "a.md") == "a\ufffdb\nc\nd"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_text_is_read_in_any_form_of_unicode_that_says_what_it_is(encoding: str):
    assert decoded("Thé\n".encode(encoding), "a.md").lstrip("\ufeff") == "Thé\n"


def test_text_in_another_encoding_is_refused_with_its_line():
    with pytest.raises(CorpusError, match=r"^a\.md:2: byte 0xe9 is not UTF-8") as caught:
        decoded("a\nThé".encode("latin-1"), "a.md")
    assert "iconv" in caught.value.cure


def test_the_limit_is_that_of_the_kind_or_of_the_environment(monkeypatch: pytest.MonkeyPatch):
    assert (max_bytes(table=False), max_bytes(table=True)) == (MAX_FILE, MAX_TABLE)
    monkeypatch.setenv("DLGRAPH_MAX_BYTES", "12")
    assert (max_bytes(table=False), max_bytes(table=True)) == (12, 12)
    monkeypatch.setenv("DLGRAPH_MAX_BYTES", "many")
    with pytest.raises(CorpusError, match="DLGRAPH_MAX_BYTES is 'many'"):
        max_bytes(table=False)


def test_what_is_too_large_says_how_to_read_it_all_the_same():
    assert "DLGRAPH_MAX_BYTES=2000" in too_large(2000, 1000)


def test_the_head_of_a_file_that_is_not_there_is_empty(tmp_path: Path):
    (tmp_path / "a.md").write_text("abcdef")
    assert (head(tmp_path / "a.md", 3), head(tmp_path / "b.md")) == ("abc", "")
