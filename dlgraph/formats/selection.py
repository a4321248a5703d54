"""Which of the files of a folder are read as pages, and what each page is called."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from dlgraph.formats import flavours, languages, reading
from dlgraph.formats.flavours import Detected
from dlgraph.formats.languages import Languages

RESERVED = frozenset(
    {"index", "_index", "log", "readme", "contributing", "changelog", "license", "code_of_conduct", "_template"}
)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}-(?=.)")
_DOCS_DIR = re.compile(r"^docs_dir:[ \t]*['\"]?([^'\"\n#]+)", re.M)


@dataclass(frozen=True, slots=True)
class Selection:
    """The files to read, those left out with the reason, and what the names tell of flavour and language."""

    files: tuple[str, ...]
    left: tuple[tuple[str, str], ...] = ()
    base: str = ""
    detected: Detected | None = None
    languages: Languages = field(default_factory=Languages)
    indexes: bool = False


def select(
    files: Sequence[str],
    suffixes: tuple[str, ...],
    root: Collection[str] = (),
    *,
    folder: str = "",
    form: str = "",
    language: str = "",
    settings: str = "",
    bundle: bool = False,
) -> Selection:
    """Choose the files of a folder that are read.

    Args:
        files: the paths of all files that might be.
        suffixes: what the names of pages end in.
        root: the names in the folder itself, hidden ones included.
        folder: the name of the folder.
        form: the name of a flavour, where it is not to be told from the files.
        language: the language to read, where a corpus has several.
        settings: the text of a ``mkdocs.yml``, which may name the folder of the pages.
        bundle: the folder says of itself that it is an OKF bundle.

    Returns:
        The choice; it depends on names alone, so that listing a corpus and reading it agree.

    Raises:
        CorpusError: there is no such flavour, or the corpus has no page in the language.
    """
    pages = [file for file in files if file.lower().endswith(suffixes)]
    if form:
        detected: Detected | None = Detected(flavours.named(form))
    elif bundle:
        detected = Detected(flavours.FLAVOURS["okf"], ("okf_version",))
    else:
        detected = flavours.by_names(root, pages)
    left: dict[str, str] = {}
    home = _home(pages, detected, settings)
    if detected:
        left = {file: reading.OUTSIDE_PAGES for file in files if not _is_page_of(file, home, detected)}
    pages = [page for page in pages if page not in left]
    spoken = Languages()
    if not (bundle or form == "okf") or language:
        spoken = languages.choose(pages, language, folder)
        left |= {page: f"{reading.OTHER_LANGUAGE}, {tag}" for page, tag in spoken.others.items()}
        left |= dict.fromkeys(spoken.outside, reading.OUTSIDE_PAGES)
    pages = [page for page in pages if page not in left]
    indexes = flavours.bundled(pages) and not bundle and form != "okf"
    return Selection(
        tuple(file for file in files if file not in left),
        tuple(left.items()),
        spoken.base or home,
        detected,
        spoken,
        indexes,
    )


def _home(pages: Iterable[str], detected: Detected | None, settings: str) -> str:
    """Return the folder in which a program keeps its pages, or an empty string."""
    homes = detected.flavour.homes if detected else ()
    if detected and detected.flavour.name == "mkdocs" and (said := _DOCS_DIR.search(settings)):
        homes = (posixpath.normpath(said[1].strip()), *homes)
    return next((home for home in homes if any(page.startswith(f"{home}/") for page in pages)), "")


def _is_page_of(file: str, home: str, detected: Detected) -> bool:
    within = file.removeprefix(f"{home}/") if home else file
    inside = not home or file.startswith(f"{home}/")
    folders = {part.lower() for part in within.split("/")[:-1]}
    return inside and not folders & set(detected.flavour.skipped)


def page_id(file: str, selection: Selection) -> str:
    """Return the id of the page in a file: its path below the folder of the pages, without suffix, tag and date."""
    path = file.removeprefix(f"{selection.base}/") if selection.base else file
    stem = languages.split_suffix(path)[0] if selection.languages.suffixed else path.rpartition(".")[0]
    folder, slash, name = stem.rpartition("/")
    if name == "index" and slash and takes_index(selection):
        return folder
    return folder + slash + (_DATE.sub("", name, count=1) if _is_posts(folder, selection) else name)


def takes_index(selection: Selection) -> bool:
    """Tell whether ``tea/index.md`` is the page about tea, and not a list of what is in the folder."""
    return selection.indexes or bool(selection.detected and selection.detected.flavour.indexes)


def _is_posts(folder: str, selection: Selection) -> bool:
    jekyll = selection.detected is not None and selection.detected.flavour.name == "jekyll"
    return jekyll or posixpath.basename(folder) == "_posts"


def is_reserved(file: str, selection: Selection) -> bool:
    """Tell whether a file has a name kept for lists and instructions, such as ``README.md``."""
    stem = file.rpartition("/")[2].rpartition(".")[0]
    name = languages.split_suffix(f"{stem}.md")[0].lower()
    return name in RESERVED and not (name == "index" and "/" in file and takes_index(selection))
