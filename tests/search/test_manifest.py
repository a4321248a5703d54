from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlgraph.errors import IndexDamagedError, IndexFormatError
from dlgraph.formats.corpus import FileState
from dlgraph.search import manifest
from dlgraph.search.manifest import Manifest, ModelRecord


@pytest.fixture
def built(tmp_path: Path) -> Manifest:
    """The manifest of an index in tmp_path whose data folder holds one file of five bytes."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "passages.sqlite").write_bytes(b"12345")
    return Manifest(
        digest="d1",
        dlgraph="0.0",
        recipe=manifest.RECIPE,
        corpus="/c/ö",
        model=ModelRecord("hash:8", "hash-1-8", 8, "hash"),
        counts={"concepts": 1},
        ranking={"weight": 0.5, "more": [1, {"a": None}]},
        files=(FileState("a.md", 3, 17, "ab"), FileState("ö/b.md", 4, 18, "cd")),
        data="data",
        sizes={"passages.sqlite": 5},
        seconds=0.1,
        notes=("a note",),
    )


def test_what_is_written_is_read(tmp_path: Path, built: Manifest) -> None:
    manifest.write(tmp_path, built)
    assert manifest.read(tmp_path) == built
    manifest.write(tmp_path, replace(built, digest="d2"))
    assert manifest.read(tmp_path) == replace(built, digest="d2")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "manifest.json"]


def test_no_manifest_is_no_index(tmp_path: Path) -> None:
    assert manifest.read(tmp_path) is None
    assert manifest.read(tmp_path / "missing") is None


def test_a_manifest_that_cannot_be_written_leaves_the_old_one_alone(tmp_path: Path, built: Manifest) -> None:
    manifest.write(tmp_path, built)
    with pytest.raises(TypeError):
        manifest.write(tmp_path, replace(built, counts={"concepts": object()}))
    assert manifest.read(tmp_path) == built
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "manifest.json"]


def rewrite(folder: Path, **changes: Any) -> None:
    path = folder / manifest.NAME
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def test_a_newer_format_is_refused_with_the_cure(tmp_path: Path, built: Manifest) -> None:
    manifest.write(tmp_path, built)
    rewrite(tmp_path, format=manifest.FORMAT + 1, dlgraph="9.9", unknown={})
    with pytest.raises(IndexFormatError, match=r"written by dlgraph 9\.9") as caught:
        manifest.read(tmp_path)
    assert "--force" in caught.value.cure


def test_an_older_format_counts_as_no_index(tmp_path: Path, built: Manifest) -> None:
    manifest.write(tmp_path, built)
    rewrite(tmp_path, format=0)
    assert manifest.read(tmp_path) is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"3",
        b'"x"',
        b"{}",
        b'{"format": "x"}',
        b'{"format": null}',
        b"\xff\x00\x81",
        b'{"format": 1}',
        b'{"format": 1, "model": {}}',
        b'{"format": []}',
        b"[" * 100_000,
    ],
)
def test_what_is_no_manifest_is_damaged(tmp_path: Path, content: bytes) -> None:
    (tmp_path / manifest.NAME).write_bytes(content)
    with pytest.raises(IndexDamagedError, match="is damaged"):
        manifest.read(tmp_path)


@pytest.mark.parametrize(
    "changes",
    [
        {"model": []},
        {"model": {"name": "x"}},
        {"model": None},
        {"files": 3},
        {"files": ["a"]},
        {"files": [{}]},
        {"notes": None},
        {"sizes": []},
        {"sizes": None},
        {"unknown": 1},
        {"data": None},
        {"data": 3},
    ],
)
def test_a_field_of_another_shape_is_damage(tmp_path: Path, built: Manifest, changes: dict[str, Any]) -> None:
    manifest.write(tmp_path, built)
    rewrite(tmp_path, **changes)
    with pytest.raises(IndexDamagedError, match="is damaged"):
        manifest.read(tmp_path)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_manifest_cut_anywhere_is_damaged(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    folder = tmp_path_factory.mktemp("index")
    model = ModelRecord("hash:8", "hash-1-8", 8, "hash")
    manifest.write(folder, Manifest("d", "0", 1, "/c", model, {}, {}, (FileState("a", 1, 2, "x"),), "data", {}, 0.1))
    whole = (folder / manifest.NAME).read_bytes()
    (folder / manifest.NAME).write_bytes(whole[: data.draw(st.integers(0, len(whole) - 1))])
    with pytest.raises(IndexDamagedError):
        manifest.read(folder)


@pytest.mark.parametrize(("content", "state"), [(None, "is missing"), (b"1234", "has 4 bytes instead of 5")])
def test_data_of_another_size_is_damage(tmp_path: Path, built: Manifest, content: bytes | None, state: str) -> None:
    manifest.write(tmp_path, built)
    file = tmp_path / "data" / "passages.sqlite"
    file.unlink() if content is None else file.write_bytes(content)
    with pytest.raises(IndexDamagedError, match=f"passages.sqlite {state}"):
        manifest.read(tmp_path)


def test_the_digest_is_over_paths_contents_and_model_but_not_times() -> None:
    files = [FileState("a.md", 3, 17, "ab"), FileState("b.md", 4, 18, "cd")]
    digest = manifest.content_digest(files, "model")
    assert len(digest) == 16
    assert int(digest, 16) >= 0
    assert manifest.content_digest([replace(file, mtime=99) for file in files], "model") == digest
    others = [
        manifest.content_digest(files, "another"),
        manifest.content_digest(files[:1], "model"),
        manifest.content_digest([replace(files[0], sha256="ac"), files[1]], "model"),
        manifest.content_digest([replace(files[0], path="c.md"), files[1]], "model"),
    ]
    assert len({digest, *others}) == 5
