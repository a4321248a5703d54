"""What lies below a path by names, sizes and times: the cheapest way to see that a corpus is as it was."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class FileState:
    """What a source file was when it was read: path within the corpus, bytes, mtime in ns, and SHA-256."""

    path: str
    size: int
    mtime: int
    sha256: str = ""


def visible(root: Path, onerror: Callable[[OSError], None] | None = None) -> Iterator[tuple[str, list[str], list[str]]]:
    """Walk the folders below a folder that a corpus may be in.

    Args:
        root: the folder; hidden files and folders, links to folders, and indexes are passed over.
        onerror: called where a folder cannot be read.

    Yields:
        A folder, the names of the folders in it and of the files in it, sorted.
    """
    for folder, folders, names in os.walk(root, onerror=onerror):
        if "manifest.json" in names and any(Path(folder, name, "passages.sqlite").exists() for name in folders):
            folders.clear()
            continue  # an index, which is made from the corpus and no part of it
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "node_modules")
        yield folder, folders, sorted(name for name in names if not name.startswith("."))


def listing(path: Path) -> str:
    """List what lies below a path, a line a file.

    Args:
        path: a folder or a file.

    Returns:
        Names with sizes and times, which are the same as before where nothing has been touched; "" where there is
        nothing, or where what is there cannot be listed.
    """
    if not path.is_dir():
        return _line(str(path), path.name)
    lines, root = [], len(str(path))
    for folder, folders, names in visible(path):
        lines += [f"{folder[root:]}/{name}/" for name in folders]
        lines += [_line(os.path.join(folder, name), f"{folder[root:]}/{name}") for name in names]
    return "\n".join(lines) if all(lines) else ""


def _line(path: str, name: str) -> str:
    try:
        found = os.lstat(path)
        # A link is as old as itself; what it leads to is another file.
        meant = os.stat(path) if os.path.islink(path) else found
    except OSError:
        return ""
    return f"{name}\t{found.st_mode}\t{meant.st_size}\t{meant.st_mtime_ns}\t{found.st_mtime_ns}"
