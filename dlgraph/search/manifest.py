"""The manifest of an index: what it was built from, with what, and where its data lies."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from dlgraph.errors import IndexDamagedError, IndexFormatError
from dlgraph.formats.listing import FileState

FORMAT = 1
# Changes whenever the same corpus would give other passages or other tables, so that old indexes are seen to be stale.
RECIPE = 14
NAME = "manifest.json"
LISTING = "listing.txt"
_MANY = 1_000


@dataclass(frozen=True, slots=True)
class ModelRecord:
    """The model an index was built with; ``stamp`` tells cheaply whether its file is still the same."""

    name: str
    digest: str
    dimension: int
    engine: str
    stamp: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index is.

    ``digest`` identifies its content: the same corpus, model and recipe give the same digest. ``data`` is the
    folder beside the manifest that holds the files of ``sizes`` (bytes by name). ``vectors`` says how they are stored
    and the recall@10 of searching them; ``encoded`` how many passages the build encoded, in how many ``seconds``;
    ``tuned`` how many items ``ranking`` was tuned on, and how many have changed since.
    """

    digest: str
    dlgraph: str
    recipe: int
    corpus: str
    model: ModelRecord
    counts: Mapping[str, Any]
    ranking: Mapping[str, Any]
    files: tuple[FileState, ...]
    data: str
    sizes: Mapping[str, int]
    seconds: float
    notes: tuple[str, ...] = ()
    vectors: Mapping[str, Any] = field(default_factory=dict)
    encoded: Mapping[str, Any] = field(default_factory=dict)
    tuned: Mapping[str, Any] = field(default_factory=dict)
    format: int = field(default=FORMAT)


def content_digest(files: Iterable[FileState], model: str) -> str:
    """Return what identifies an index's content: 16 hexadecimal digits over the files, the model and the recipe."""
    # Reading a manifest, which every cold start does, needs neither this nor temporary files.
    import hashlib

    parts = [f"{FORMAT} {RECIPE} {model}"] + [f"{file.path} {file.sha256}" for file in files]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def read(folder: Path) -> Manifest | None:
    """Read an index's manifest.

    Args:
        folder: the index.

    Returns:
        The manifest, or None where there is no index.

    Raises:
        IndexFormatError: a newer dlgraph wrote it.
        IndexDamagedError: it is not a manifest, or a data file has not the size it should have.
    """
    path = folder / NAME
    try:
        data = json.loads(path.read_bytes())
        format_ = int(data["format"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise IndexDamagedError(f"{path} is damaged: {error}") from None
    if format_ > FORMAT:
        raise IndexFormatError(
            f"the index in {folder} has format {format_}, written by dlgraph {data.get('dlgraph', '(unknown)')}; "
            f"this version reads format {FORMAT}",
            cure="Upgrade dlgraph, pass --index another folder, or run `dlgraph index --force` to replace it.",
        )
    if format_ < FORMAT:
        return None
    try:
        fields = {
            **data,
            "model": ModelRecord(**data["model"]),
            "files": tuple(FileState(**file) for file in data["files"]),
            "notes": tuple(data["notes"]),
        }
        manifest = Manifest(**fields)
        if not isinstance(manifest.data, str) or not isinstance(manifest.sizes, dict):
            raise TypeError("data or sizes is of another type")
    except (KeyError, TypeError, AttributeError) as error:
        raise IndexDamagedError(f"{path} is damaged: {error}") from None
    for name, size in manifest.sizes.items():
        file = folder / manifest.data / name
        found = file.stat().st_size if file.is_file() else None
        if found != size:
            state = "is missing" if found is None else f"has {found} bytes instead of {size}"
            raise IndexDamagedError(f"the index in {folder} is damaged: {name} {state}")
    return manifest


def write(folder: Path, manifest: Manifest) -> None:
    """Write an index's manifest aside and rename it into place, which is what makes a build take effect."""
    import tempfile

    handle, aside = tempfile.mkstemp(dir=folder, prefix=".manifest-", suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            # Python's encoder indents ten times as slowly as it writes plainly; what is long nobody reads.
            indent = 1 if len(manifest.files) < _MANY else None
            file.write(json.dumps(asdict(manifest), ensure_ascii=False, indent=indent))
        share(Path(aside))
        os.replace(aside, folder / NAME)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise


def noted_listing(folder: Path, manifest: Manifest) -> str:
    """Return what the corpus of an index was when it was last seen to be fresh; "" where that is not known."""
    try:
        head, _, found = (folder / LISTING).read_text("utf-8", "surrogateescape").partition("\n")
    except OSError:
        return ""
    return found if head == manifest.data else ""


def note_listing(folder: Path, manifest: Manifest, listing: str) -> None:
    """Note what the corpus of a fresh index is, as far as the folder takes it; it only spares a look at the files."""
    import tempfile

    try:
        handle, aside = tempfile.mkstemp(dir=folder, prefix=".listing-", suffix=".tmp")
    except OSError:
        return
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="surrogateescape") as file:
            file.write(f"{manifest.data}\n{listing}")
        share(Path(aside))
        os.replace(aside, folder / LISTING)
    except OSError:
        Path(aside).unlink(missing_ok=True)


def share(path: Path) -> None:
    """Give a file or folder the rights any new one would have; temporary ones are their maker's alone."""
    mask = os.umask(0)
    os.umask(mask)
    path.chmod((0o777 if path.is_dir() else 0o666) & ~mask)
