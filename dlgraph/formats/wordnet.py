"""WordNet's database files: every synset a concept, its gloss the definition, hypernyms the broader concepts.

The files are described in wndb(5WN) of WordNet 3.0 (Princeton University).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dlgraph.errors import CorpusError
from dlgraph.model import Concept, Dropped, Reference, Section, Source

PARTS = {"noun": "n", "verb": "v", "adj": "a", "adv": "r"}
FILES = tuple(f"data.{part}" for part in PARTS)
_BROADER = ("@", "@i")
# Similar to, see also, and the kinds of whole and part: relations without an order of general and specific.
_RELATED = frozenset({"&", "^", "=", "$", "*", ">", "#m", "#s", "#p", "%m", "%s", "%p"})
_SATELLITE = "s"


@dataclass(frozen=True, slots=True)
class Synsets:
    """What a file holds: concepts, and what was left out."""

    concepts: tuple[Concept, ...]
    dropped: tuple[Dropped, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    key: str
    words: tuple[str, ...]
    pointers: tuple[tuple[str, str], ...]
    gloss: str
    line: int


def looks_like_wordnet(names: Iterable[str]) -> bool:
    """Tell whether file names are those of a WordNet database folder."""
    present = set(names)
    return bool(present & set(FILES)) and any(f"index.{part}" in present for part in PARTS)


def read(folder: Path) -> Synsets:
    """Read a folder of WordNet's database files.

    Args:
        folder: the folder with ``data.noun``, ``index.noun`` and their like.

    Returns:
        A concept for each synset, with an id such as ``dog.n.01`` (its first word, part of speech, and the number of
        this sense of the word); the other words are aliases, hypernyms broader, and similar, see-also, part and whole
        pointers related. Pointers of other kinds are accounted for in ``dropped``, a line a kind and file.

    Raises:
        CorpusError: a line is not what the format says.
    """
    present = [part for part in PARTS if (folder / f"data.{part}").is_file()]
    entries = {part: list(_entries(folder / f"data.{part}", part)) for part in present}
    senses = {part: _senses(folder / f"index.{part}", part) for part in present}
    ids: dict[str, str] = {}
    for part in present:
        for entry in entries[part]:
            ids[entry.key] = _id(entry, senses[part])
    concepts = tuple(_concept(entry, ids, f"data.{part}") for part in present for entry in entries[part])
    dropped = tuple(drop for part in present for drop in _dropped(entries[part], ids, f"data.{part}"))
    return Synsets(concepts, dropped)


def _entries(path: Path, part: str) -> Iterator[_Entry]:
    with path.open(encoding="utf-8", errors="replace") as lines:
        for number, line in enumerate(lines, 1):
            # The licence at the top is indented by two spaces.
            if line.startswith("  "):
                continue
            try:
                yield _entry(line, part, number)
            except (ValueError, IndexError):
                raise CorpusError(
                    f"{path.name}:{number}: this is no line of a WordNet database",
                    cure="Install the database again; dlgraph reads the files of WordNet 3.0 as they are.",
                ) from None


def _entry(line: str, part: str, number: int) -> _Entry:
    fields, _, gloss = line.rstrip("\n").partition(" | ")
    values = fields.split()
    count = int(values[3], 16)
    words = tuple(_word(word) for word in values[4 : 4 + 2 * count : 2])
    first = 4 + 2 * count
    pointers = tuple(
        (values[at], _key(values[at + 2], values[at + 1]))
        for at in range(first + 1, first + 1 + 4 * int(values[first]), 4)
    )
    return _Entry(_key(PARTS[part], values[0]), words, pointers, gloss.strip(), number)


def _word(written: str) -> str:
    # An adjective may carry where it stands: "galore(ip)".
    return written.split("(")[0].replace("_", " ")


def _key(part: str, offset: str) -> str:
    return f"{'a' if part == _SATELLITE else part}{offset}"


def _senses(path: Path, part: str) -> dict[tuple[str, str], int]:
    """Map (word, synset) to the number of this sense of the word."""
    numbers: dict[tuple[str, str], int] = {}
    if path.is_file():
        with path.open(encoding="utf-8", errors="replace") as lines:
            for line in lines:
                if not line.startswith("  "):
                    word, _, count, *rest = line.split()
                    for number, offset in enumerate(rest[len(rest) - int(count) :], 1):
                        numbers[word, _key(PARTS[part], offset)] = number
    return numbers


def _id(entry: _Entry, senses: dict[tuple[str, str], int]) -> str:
    word = entry.words[0].replace(" ", "_").lower()
    number = senses.get((word, entry.key))
    # Without an index file the synset's offset tells one sense from another.
    return f"{word}.{entry.key[0]}.{number:02d}" if number else f"{word}.{entry.key}"


def _concept(entry: _Entry, ids: dict[str, str], file: str) -> Concept:
    definition, examples = _gloss(entry.gloss)
    sections = (Section("Examples", "\n".join(f"- {example}" for example in examples), entry.line),) if examples else ()
    own = ids[entry.key]

    def pointed(kinds: Iterable[str]) -> tuple[Reference, ...]:
        targets = dict.fromkeys(ids[key] for kind, key in entry.pointers if kind in kinds and key in ids)
        return tuple(Reference(target, entry.line) for target in targets if target != own)

    return Concept(
        id=own,
        label=entry.words[0],
        definition=definition,
        aliases=tuple(dict.fromkeys(entry.words[1:])),
        broader=pointed(_BROADER),
        related=pointed(_RELATED),
        sections=sections,
        source=Source(file, entry.line),
        extra={"partOfSpeech": entry.key[0]},
    )


def _gloss(gloss: str) -> tuple[str, list[str]]:
    """Split a gloss into the definition and the examples, which stand in quotation marks behind it."""
    definition, mark, rest = gloss.partition('; "')
    examples = [part.strip(' ";') for part in rest.split('"; "')] if mark else []
    return definition.strip(), [example for example in examples if example]


def _dropped(entries: Iterable[_Entry], ids: dict[str, str], file: str) -> Iterator[Dropped]:
    inverse = {"~", "~i"}
    others = Counter(
        kind
        for entry in entries
        for kind, key in entry.pointers
        if kind not in _RELATED and kind not in _BROADER and kind not in inverse and key in ids
    )
    for kind, count in sorted(others.items()):
        yield Dropped(f"{count:,} pointers of kind {kind}", "dlgraph has no relation of this kind", Source(file))
