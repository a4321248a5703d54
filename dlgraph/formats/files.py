"""The files below a folder, and their text."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from dlgraph.errors import CorpusError
from dlgraph.formats import reading
from dlgraph.formats.listing import FileState as FileState
from dlgraph.formats.listing import visible

MAX_FILE = 5_000_000
MAX_TABLE = 100_000_000
_LINKED_OUT = "a link that leads out of the folder, which is not followed; copy the file here to read it"
_LINKED_FOLDER = "a link to a folder, which is not followed"


def walk(root: Path, suffixes: Sequence[str]) -> tuple[dict[str, FileState], list[tuple[str, str]]]:
    """List the files below a folder in the order of their paths.

    Args:
        root: the folder; hidden files and folders are passed over, and links to folders or out of it are not followed.
        suffixes: what the names of files that may be read end in.

    Returns:
        The files that may be read, by path, and all others with the reason why not.

    Raises:
        CorpusError: a folder cannot be read.
    """
    home, top = os.path.join(os.path.realpath(root), ""), os.path.join(root, "")
    endings = tuple(suffixes)
    found: list[FileState] = []
    others: list[tuple[str, str]] = []
    for folder, folders, names in visible(root, _unreadable):
        for name in folders:
            if os.path.islink(os.path.join(folder, name)):
                others.append((_below(top, os.path.join(folder, name)), _LINKED_FOLDER))
        for name in names:
            path, readable = os.path.join(folder, name), name.lower().endswith(endings)
            if readable and _leaves(path, home):
                others.append((_below(top, path), _LINKED_OUT))
            elif readable and os.path.isfile(path):
                found.append(state_of(path, _below(top, path)))
            else:
                broken = "a link that leads nowhere" if os.path.islink(path) else "a special file"
                others.append((_below(top, path), broken if readable else reading.NO_PAGE))
    return {state.path: state for state in sorted(found, key=lambda state: state.path)}, sorted(others)


def _leaves(path: str, home: str) -> bool:
    return os.path.islink(path) and os.path.exists(path) and not os.path.realpath(path).startswith(home)


def _below(top: str, path: str) -> str:
    return path.removeprefix(top).replace(os.sep, "/")


def _unreadable(error: OSError) -> None:
    raise CorpusError(f"{error.filename}: {error.strerror}", cure="Make the folder readable.") from None


def state_of(path: str | Path, name: str) -> FileState:
    """Return what a file is now, without reading it."""
    stat = os.stat(path)
    return FileState(name, stat.st_size, stat.st_mtime_ns)


def head(path: Path, most: int = 4_000) -> str:
    """Return the beginning of a file as text, or an empty string where there is none."""
    try:
        with path.open("rb") as file:
            return file.read(most).decode("utf-8", "replace").replace("\r\n", "\n")
    except OSError:
        return ""


def decoded(data: bytes, file: str) -> str:
    """Return the text of a file, its lines ended by line feeds.

    Raises:
        CorpusError: it is no text in UTF-8 or UTF-16; the line is named.
    """
    encoding = "utf-8"
    if data[:2] not in (b"\xff\xfe", b"\xfe\xff") and data[:4] != b"\0\0\xfe\xff" and _is_binary(data):
        raise _binary(file)
    if data[:4] in (b"\xff\xfe\0\0", b"\0\0\xfe\xff"):
        encoding = "utf-32"
    elif data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding = "utf-16"
    try:
        return data.decode(encoding).replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    except UnicodeDecodeError as error:
        if encoding == "utf-8" and b"\0" in data[:4_000]:
            raise _binary(file) from None
        line = data.count(b"\n", 0, error.start) + 1
        raise CorpusError(
            f"{file}:{line}: byte 0x{data[error.start]:02x} is not {encoding.upper()}",
            cure="Save the file as UTF-8 (`iconv -f windows-1252 -t utf-8 FILE` often does it).",
        ) from None


def _is_binary(data: bytes) -> bool:
    """Tell whether more than one byte in ten is null, as no text has them; a stray one does no harm."""
    head = data[:4_000]
    return 10 * head.count(b"\0") > max(len(head), 200)


def _binary(file: str) -> CorpusError:
    return CorpusError(
        f"{file}: it is a binary file, not text", cure="Remove it, give it its own suffix, or save it as UTF-8."
    )


def max_bytes(*, table: bool) -> int:
    """Return how many bytes a page or a table may have: ``DLGRAPH_MAX_BYTES``, or 5 MB and 100 MB.

    Raises:
        CorpusError: the variable is no number.
    """
    given = os.environ.get("DLGRAPH_MAX_BYTES", "")
    if given and not given.isdecimal():
        raise CorpusError(f"DLGRAPH_MAX_BYTES is {given!r}", cure="Set it to a number of bytes, such as 500000000.")
    return int(given) if given else MAX_TABLE if table else MAX_FILE


def too_large(size: int, limit: int) -> str:
    """Say that a file has too many bytes, and what would cure it."""
    return (
        f"it has {size:,} bytes, more than the {limit:,} a file may have; split it, or set DLGRAPH_MAX_BYTES={size} "
        "to read it all the same"
    )
