"""WordNet's database files: every synset a concept, its gloss the definition, hypernyms the broader concepts.

The files are described in wndb(5WN) of WordNet 3.0 (Princeton University).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from dlgraph.concept import Concept, Reference, Section
from dlgraph.errors import CorpusError
from dlgraph.formats import files, reading
from dlgraph.formats.reading import Reading
from dlgraph.ledger import Dropped
from dlgraph.model import Source
from dlgraph.text import unique

PARTS = {"noun": "n", "verb": "v", "adj": "a", "adv": "r"}
FILES = tuple(f"data.{part}" for part in PARTS)
_BROADER = ("@", "@i")
# Similar to, see also, and the kinds of whole and part: relations without an order of general and specific.
_RELATED = frozenset({"&", "^", "=", "$", "*", ">", "#m", "#s", "#p", "%m", "%s", "%p"})
# Those that lead from word to word, or to a use of language.
_KINDS = {
    "!": "antonyms", "+": "words derived from each other", "\\": "adjectives and adverbs derived from a word",
    "<": "participles", ";c": "subject fields", ";r": "regions", ";u": "usages", "-c": "members of a subject field",
    "-r": "members of a region", "-u": "members of a usage",
}  # fmt: skip
# What the hypernym says already from below.
_INVERSE = frozenset({"~", "~i"})
_SATELLITE = "s"
_OTHER_FILE = "it leads to a synset in a file that is not read"
_CURE = "Install the database again; dlgraph reads the files of WordNet 3.0 as they are."


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
    return present >= set(FILES) or any({f"data.{part}", f"index.{part}"} <= present for part in PARTS)


def names(folder: Path, only: str = "") -> tuple[str, ...]:
    """Name the files of a database: those with the synsets, and those that number the senses of words.

    Args:
        folder: where they are.
        only: the one file of synsets to read, where it is not all of them.
    """
    chosen = [part for part in PARTS if only in ("", f"data.{part}") and (folder / f"data.{part}").is_file()]
    indexes = [f"index.{part}" for part in chosen if (folder / f"index.{part}").is_file()]
    return (*(f"data.{part}" for part in chosen), *indexes)


def read(folder: Path, chosen: Collection[str] = ()) -> Reading:
    """Read WordNet's database files.

    Args:
        folder: the folder with ``data.noun``, ``index.noun`` and their like.
        chosen: the files of ``names`` to read; by default all.

    Returns:
        A concept for each synset, with an id such as ``dog.n.01`` (its first word, part of speech, and the number of
        this sense of the word); the other words are aliases, hypernyms broader, and similar, see-also, part and whole
        pointers related. Every pointer is counted, and those of other kinds are accounted for in ``dropped``.

    Raises:
        CorpusError: a line is not what the format says.
    """
    present = [part for part in PARTS if f"data.{part}" in (chosen or names(folder))]
    entries = {part: list(_entries(folder / f"data.{part}", part)) for part in present}
    ids: dict[str, str] = {}
    taken: set[str] = set()
    for part in present:
        senses = _senses(folder / f"index.{part}", part)
        for entry in entries[part]:
            ids[entry.key] = unique(_id(entry, senses), taken)
    concepts = tuple(_concept(entry, ids, f"data.{part}") for part in present for entry in entries[part])
    dropped = tuple(drop for part in present for drop in _dropped(entries[part], ids, f"data.{part}"))
    pointers = sum(len(entry.pointers) for part in present for entry in entries[part])
    return Reading(
        concepts, (), dropped, found={reading.POINTERS: pointers}, kept={reading.POINTERS: pointers - len(dropped)}
    )  # fmt: skip


def _entries(path: Path, part: str) -> Iterator[_Entry]:
    for number, line in _lines(path):
        try:
            yield _entry(line, part, number)
        except (ValueError, IndexError):
            raise _broken(path, number) from None


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    if (size := path.stat().st_size) > (limit := files.max_bytes(table=True)):
        raise CorpusError(f"{path.name} cannot be read: {files.too_large(size, limit)}", cure="Read it in parts.")
    with path.open(encoding="utf-8", errors="replace") as lines:
        for number, line in enumerate(lines, 1):
            # The licence at the top is indented by two spaces.
            if not line.startswith("  "):
                yield number, line


def _broken(path: Path, number: int) -> CorpusError:
    return CorpusError(f"{path.name}:{number}: this is no line of a WordNet database", cure=_CURE)


def _entry(line: str, part: str, number: int) -> _Entry:
    fields, _, gloss = line.rstrip("\n").partition(" | ")
    values = fields.split()
    count = int(values[3], 16)
    words = tuple(_word(word) for word in values[4 : 4 + 2 * count : 2])
    if not all(words) or not words:
        raise ValueError("a synset without a word")
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


def _senses(path: Path, part: str) -> Mapping[tuple[str, str], int]:
    """Map (word, synset) to the number of this sense of the word."""
    numbers: dict[tuple[str, str], int] = {}
    for at, line in _lines(path) if path.is_file() else ():
        try:
            word, _, count, *rest = line.split()
            for number, offset in enumerate(rest[len(rest) - int(count) :], 1):
                numbers[word, _key(PARTS[part], offset)] = number
        except ValueError:
            raise _broken(path, at) from None
    return numbers


def _id(entry: _Entry, senses: Mapping[tuple[str, str], int]) -> str:
    word = entry.words[0].replace(" ", "_").lower()
    number = senses.get((word, entry.key))
    # An id may be the path of a page: no folders ("24/7") and nothing hidden (".22 caliber").
    safe = word.replace("/", "_").lstrip(".") or "_"
    # Without an index file the synset's offset tells one sense from another.
    return f"{safe}.{entry.key[0]}.{number:02d}" if number else f"{safe}.{entry.key}"


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


def _dropped(entries: Iterable[_Entry], ids: Mapping[str, str], file: str) -> Iterator[Dropped]:
    kept = {*_RELATED, *_BROADER, *_INVERSE}
    for entry in entries:
        for kind, key in entry.pointers:
            if kind not in kept:
                why = f"dlgraph has no relation for {_KINDS.get(kind, kind)}"
                yield Dropped(ids.get(key, key), why, Source(file, entry.line), reading.POINTERS)
            elif key not in ids:
                yield Dropped(key, _OTHER_FILE, Source(file, entry.line), reading.POINTERS)
