"""Where an export goes: written aside first, so that what was there before is never half overwritten."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from dlgraph.errors import CorpusError

Result = TypeVar("Result")
_CURE = "Name another place, or pass --force."


def check_file(source: Path, dest: Path, *, force: bool = False) -> None:
    """Make sure that a file may be written.

    Args:
        source: the corpus it is made from, which is never written over.
        dest: the file.
        force: an older file may be replaced.

    Raises:
        CorpusError: it may not, or its folder does not exist.
    """
    if dest.is_dir():
        raise CorpusError(f"{dest} is a folder, and this format is one file", cure="Name a file in it.")
    if not dest.parent.is_dir():
        raise CorpusError(f"there is no folder {dest.parent}", cure="Make it first, or name another place.")
    if os.path.realpath(source) == os.path.realpath(dest):
        raise CorpusError(f"{dest} is the glossary itself", cure="Name another place.")
    if os.path.lexists(dest) and not force:
        raise CorpusError(f"{dest} is there already", cure=_CURE)


def write_file(dest: Path, text: str) -> None:
    """Write a text beside its place, and then put it there in one step."""
    # Written through a link, so that the link stays what it is.
    place = Path(os.path.realpath(dest))
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name[:100]}-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="replace", newline="") as file:
            file.write(text)
        os.chmod(name, 0o666 & ~_umask())
        os.replace(name, place)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def check_folder(source: Path, dest: Path, *, force: bool = False) -> None:
    """Make sure that a folder may be written to; see ``check_file``."""
    if dest.is_symlink() or (dest.exists() and not dest.is_dir()):
        raise CorpusError(f"{dest} is not a folder", cure="Name a folder.")
    if dest.is_dir() and any(dest.iterdir()) and not force:
        raise CorpusError(f"{dest} is not empty", cure="Name a folder that is empty or not there yet, or pass --force.")
    above = Path(os.path.realpath(dest))
    if source.is_dir() and Path(os.path.realpath(source)) in (above, *above.parents):
        raise CorpusError(f"{dest} lies within {source}", cure="Name a folder outside of the glossary.")


def write_folder(dest: Path, fill: Callable[[Path], Result]) -> Result:
    """Fill a folder beside its place, and then put it there.

    Args:
        dest: the folder. Where it holds files already, those of the same names are replaced and all others stay.
        fill: given a path where nothing is, makes the folder there.

    Returns:
        What ``fill`` returned.
    """
    dest.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(dir=dest.parent, prefix=".dlgraph-"))
    try:
        made = staging / "made"
        result = fill(made)
        if dest.is_dir() and any(dest.iterdir()):
            _merge(made, dest)
        else:
            made.chmod(0o777 & ~_umask())
            if dest.is_dir():
                dest.rmdir()
            made.rename(dest)
        return result
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _merge(made: Path, dest: Path) -> None:
    files = [path.relative_to(made) for path in sorted(made.rglob("*")) if path.is_file()]
    within = Path(os.path.realpath(dest))
    for name in files:
        place = dest / name
        if place.is_dir() or within not in Path(os.path.realpath(place)).parents:
            raise CorpusError(f"{place} leads out of {dest}, or is a folder", cure="Name another folder.")
    for name in files:
        (dest / name).parent.mkdir(parents=True, exist_ok=True)
        os.replace(made / name, dest / name)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
