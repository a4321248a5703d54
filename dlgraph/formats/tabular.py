"""Tables as corpora: CSV, TSV, JSON and JSON Lines, a row an FAQ or a concept."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from dlgraph.concept import Concept, Faq, Reference, Section
from dlgraph.errors import CorpusError
from dlgraph.formats import columns, fields, links, reading
from dlgraph.formats import rows as wholes
from dlgraph.formats.columns import with_names as with_names
from dlgraph.formats.frontmatter import Entry
from dlgraph.ledger import Dropped
from dlgraph.model import Source
from dlgraph.text import excerpt, fold, one_line, slug, unique

_COLUMNS = 10_000
_WEAK = frozenset({"name", "title", "word", "entry"})
_TELLING = frozenset({"definition", "text", "aliases", "broader", "narrower", "related"})
_OF_A_CONCEPT = frozenset(columns.COLUMNS.values()) - {"question", "answer", "alternatives", "concept"}
_OF_AN_FAQ = ("id", "question", "answer", "alternatives", "concept")


_HALF = re.compile(r"\\u[dD][89a-fA-F]")


@dataclass(frozen=True, slots=True)
class Table:
    """What a table holds: concepts, FAQs (each naming its concept, or none), what was left out, and what was found.

    ``rest`` are the N-Triples that a table keeps which dlgraph wrote.
    """

    concepts: tuple[Concept, ...]
    faqs: tuple[Faq, ...]
    dropped: tuple[Dropped, ...]
    found: Mapping[str, int] = field(default_factory=dict)
    kept: Mapping[str, int] = field(default_factory=dict)
    rest: tuple[str, ...] = ()


def read(text: str, file: str) -> Table:
    """Read a table.

    Args:
        text: the whole file.
        file: its path; the suffix (.csv, .tsv, .json, .jsonl, .ndjson) tells the format.

    Returns:
        Its concepts and FAQs in the order of the rows. A row with a question is an FAQ, any other a concept;
        a row with neither question nor label is left out and named.

    Raises:
        CorpusError: the file is not of its format, or two rows have one id; the message names the line.
    """
    return from_rows(list(_rows(text.removeprefix("\ufeff"), file)), file)


def from_rows(rows: Sequence[tuple[int, Mapping[str, object]]], file: str, page: str = "") -> Table:
    """Make a table of rows.

    Args:
        rows: the line of each row and its cells by the names of ``columns.COLUMNS``, or by any other name.
        file: the file they stand in.
        page: the id of the page the table is on, with which the ids of its rows begin.

    Returns:
        The table; see ``read``.

    Raises:
        CorpusError: two rows have one id.
    """
    given: dict[str, int] = {}
    for line, row in rows:
        if id := _text(row, "id") if not _is_whole(row, file) else "":
            if id in given:
                raise CorpusError(
                    f"{file}:{line}: the id {id!r} is already that of line {given[id]}",
                    cure="Give every row an id of its own.",
                )
            given[id] = line
    taken = {*given, *(_text(row, "id") for _, row in rows)}
    maker = _Maker(file, page, taken, {fold(name) for _, row in rows for name in (_label(row), _text(row, "id"))})
    for line, row in rows:
        if _is_whole(row, file):
            maker.add_whole(row, Source(file, line))
        else:
            maker.add(row, Source(file, line))
    return maker.table(len(rows))


def _label(row: Mapping[str, object]) -> str:
    return one_line(_text(row, "label") or _text(row, "concept"))


def _is_whole(row: Mapping[str, object], file: str) -> bool:
    return wholes.is_whole(row) and file.lower().endswith((".json", ".jsonl", ".ndjson"))


class _Maker:
    """Makes concepts and FAQs of rows; what it holds is what it made so far."""

    def __init__(self, file: str, page: str, taken: set[str], labels: set[str]) -> None:
        self._file, self._page, self._taken, self._labels = file, page, taken, labels
        self._concepts: list[Concept] = []
        self._faqs: list[Faq] = []
        self._dropped: list[Dropped] = []
        self._found: Counter[str] = Counter()
        self._rest: tuple[str, ...] = ()

    def add(self, row: Mapping[str, object], source: Source) -> None:
        if question := one_line(_text(row, "question")):
            self._faqs.append(self._faq(row, question, source))
        elif label := links.unmarked(_label(row)):
            self._concepts.append(self._concept(row, label, source))
        else:
            why = "it has neither a question nor a label"
            self._dropped.append(Dropped(f"row {', '.join(row)}".strip(), why, source, "rows"))

    def add_whole(self, row: Mapping[str, object], source: Source) -> None:
        """Take a row that dlgraph wrote as it stands."""
        if row[wholes.MARK] == "rest":
            self._rest += wholes.to_rest(row, source)
            return
        if row[wholes.MARK] == "faq":
            self._faqs.append(wholes.to_faq(row, source))
            return
        concept = wholes.to_concept(row, source)
        self._concepts.append(concept)
        counts = {"links": concept.references, "aliases": concept.aliases, "tags": concept.tags}
        self._found.update({kind: len(parts) for kind, parts in counts.items()})

    def table(self, rows: int) -> Table:
        self._found["rows"] = rows
        kept = {"rows": len(self._concepts) + len(self._faqs) + bool(self._rest)}
        dropped = tuple(self._dropped)
        return Table(tuple(self._concepts), tuple(self._faqs), dropped, self._found, kept, self._rest)

    def _id(self, row: Mapping[str, object], label: str) -> str:
        return _text(row, "id") or unique(f"{self._page}/{slug(label)}" if self._page else slug(label), self._taken)

    def _faq(self, row: Mapping[str, object], question: str, source: Source) -> Faq:
        alternatives = tuple(one_line(text) for text in self._list(row, "alternatives", source))
        for name, value in row.items():
            if name not in _OF_AN_FAQ and value not in (None, "", []):
                self._dropped.append(Dropped(name, "an FAQ has no such field", source, "cells"))
        return Faq(self._id(row, question), question, _text(row, "answer"), alternatives, _text(row, "concept"), source)

    def _concept(self, row: Mapping[str, object], label: str, source: Source) -> Concept:
        def references(name: str) -> tuple[Reference, ...]:
            return links.plain(fields.pointers(Entry(target, source.line) for target in self._list(row, name, source)))

        text, definition = _text(row, "text"), one_line(_text(row, "definition"))
        linked = [
            links.collect(part, source.line, self._file, self._page)
            for part in (definition, text)
            if links.is_marked(part)
        ]
        for part in linked:
            self._found["links"] += part.found
            self._dropped += part.dropped
        used = _OF_A_CONCEPT if _text(row, "label") else _OF_A_CONCEPT | {"concept"}
        return Concept(
            id=self._id(row, label),
            label=label,
            definition=links.unmarked(definition),
            aliases=tuple(alias for alias in self._list(row, "aliases", source) if alias != label),
            type=_text(row, "type") or "Concept",
            broader=references("broader"),
            narrower=references("narrower"),
            related=references("related"),
            references=tuple(replace(each, line=source.line) for part in linked for each in part.pointers),
            tags=tuple(fields.tag(text) for text in self._list(row, "tags", source)),
            sections=(Section("", text, source.line, 0),) if text else (),
            source=source,
            extra={key: value for key, value in row.items() if key not in used and value not in (None, "")},
        )

    def _list(self, row: Mapping[str, object], name: str, source: Source) -> tuple[str, ...]:
        """Return the values of a cell; those that are blank or repeated are accounted for."""
        value = row.get(name)
        if not value:
            return ()
        parts = value if isinstance(value, list) else self._split(str(value), name)
        texts = [str(part).strip() for part in parts if part is not None and not isinstance(part, list | dict)]
        kept = tuple(dict.fromkeys(text for text in texts if text))
        kind = {"aliases": "aliases", "tags": "tags"}.get(name, "")
        if kind:
            self._found[kind] += len(texts)
            seen: set[str] = set()
            for text in texts:
                own = kind == "aliases" and text == links.unmarked(_label(row))
                why = reading.BLANK if not text else reading.SAME_AS_LABEL if own else reading.REPEATED
                if not text or own or text in seen:
                    self._dropped.append(Dropped(text or name, why, source, kind))
                seen.add(text)
        return kept

    def _split(self, text: str, name: str) -> list[str]:
        """Take a cell of several values apart at the first of the signs | ; line break and comma that it holds.

        A name of another row is one value whatever signs are in it, and a comma parts no questions.
        """
        if not text.strip():
            return []
        if fold(text) in self._labels:
            return [text]
        signs = "|\n" if name == "alternatives" else "|;\n,"
        mark = next((sign for sign in signs if sign in text), None)
        if mark == "," and links.is_marked(text):
            return [text]
        return text.split(mark) if mark else [text]


def _text(row: Mapping[str, object], name: str) -> str:
    value = row.get(name)
    if value is None or isinstance(value, list | dict):
        return ""
    return str(value).strip()


def _rows(text: str, file: str) -> Iterator[tuple[int, dict[str, object]]]:
    suffix = file.rpartition(".")[2].lower()
    if suffix in ("csv", "tsv"):
        yield from _delimited(text, file, "\t" if suffix == "tsv" else None)
    elif suffix == "json":
        yield from _array(text, file)
    else:
        for number, line in enumerate(text.split("\n"), 1):
            if line.strip():
                yield number, _object(_decode(line, file, number), file, number)


def _decode(text: str, file: str, line: int) -> object:
    try:
        value = json.loads(text)
        return _whole(value) if _HALF.search(text) else value
    except (ValueError, RecursionError) as error:
        at = line + getattr(error, "lineno", 1) - 1
        deep = "it is nested too deeply"
        reason = getattr(error, "msg", deep if isinstance(error, RecursionError) else str(error))
        raise CorpusError(f"{file}:{at}: this is not valid JSON: {reason}", cure="Correct that line.") from None


def _whole(value: object) -> object:
    """Replace halves of surrogate pairs, which JSON can spell but nothing else can hold."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_whole(part) for part in value]
    return {_whole(key): _whole(part) for key, part in value.items()} if isinstance(value, dict) else value


def _object(value: object, file: str, line: int) -> dict[str, object]:
    if not isinstance(value, dict):
        raise CorpusError(
            f"{file}:{line}: a row must be a JSON object, not {type(value).__name__}",
            cure='Write it as {"question": …, "answer": …} or {"label": …, "definition": …}.',
        )
    return value if wholes.is_whole(value) else columns.with_names(value)


def _array(text: str, file: str) -> Iterator[tuple[int, dict[str, object]]]:
    value = _decode(text, file, 1)
    if isinstance(value, dict):
        value = [value] if _is_row(value) else _wrapped(value)
    if not isinstance(value, list):
        raise CorpusError(f"{file}: the file holds no list of rows", cure="Write a JSON list of objects.")
    position = 0
    for row in value:
        line = 1
        if isinstance(row, dict) and row:
            # json gives no positions: look for this row's id or first text, always further on than the last one.
            mark = next((part for part in (row.get("id"), *row.values()) if isinstance(part, str) and part), "")
            found = max(text.find(json.dumps(mark, ensure_ascii=ascii_) if mark else "\0", position)
                        for ascii_ in (False, True))  # fmt: skip
            position = found + 1 if found >= 0 else position
            line = text.count("\n", 0, max(position, 0)) + 1
        yield line, _object(row, file, line)


def _is_row(value: Mapping[str, object]) -> bool:
    names = {columns.meaning(str(key)) for key in value}
    return bool(names & {"question", "label"})


def _wrapped(value: Mapping[str, object]) -> list[object]:
    """Return the rows of an object that holds them: in lists, or each under its term."""
    if lists := [part for part in value.values() if isinstance(part, list)]:
        return [row for part in lists for row in part]
    if value and all(isinstance(part, str | dict) for part in value.values()):
        return [_under(key, part) for key, part in value.items()]
    return [value]


def _under(term: str, part: object) -> dict[str, object]:
    """Make a row of what an object holds under a term: its definition, or its fields."""
    if isinstance(part, dict):
        return part if _is_row(part) else {"label": term, **part}
    return {"label": term, "definition": part}


def _delimited(text: str, file: str, delimiter: str | None) -> Iterator[tuple[int, dict[str, object]]]:
    if delimiter is None:
        head = text.split("\n", 1)[0]
        delimiter = max(",;\t", key=head.count) if any(mark in head for mark in ",;\t") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    limit = csv.field_size_limit(2**31 - 1)
    try:
        header: list[str] | None = None
        before = 0
        for cells in reader:
            line, before = before + 1, reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if header is None:
                header = cells
                _check_header(header, file, line)
            elif len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
                raise CorpusError(
                    f"{file}:{line}: this row has {len(cells)} cells but the header has {len(header)}",
                    cure="Put quotes around a cell that holds the separator.",
                )
            else:
                yield line, columns.with_names(dict(zip(header, cells, strict=False)))
    except csv.Error as error:
        raise CorpusError(f"{file}:{reader.line_num}: {error}", cure="Check the quotes of that row.") from None
    finally:
        csv.field_size_limit(limit)


def _check_header(header: list[str], file: str, line: int) -> None:
    if len(header) > _COLUMNS:
        raise CorpusError(
            f"{file}:{line}: the header names {len(header):,} columns; a table may have {_COLUMNS:,}",
            cure="Leave out the columns that say nothing of a question or a term.",
        )
    names = [columns.meaning(cell) for cell in header]
    known = {name for name in names if name}
    # Any table may have a name or a title in it; a glossary says something of what it names as well.
    sure = any(name == "label" and fold(cell) not in _WEAK for cell, name in zip(header, names, strict=True))
    if not ("question" in known or sure or (known & {"label", "concept"} and known & _TELLING)):
        listed = excerpt(", ".join(header), 200)
        raise CorpusError(
            f"{file}:{line}: the header ({listed}) names neither a question nor a label column",
            cure="Name a column `question` (FAQs) or `term` (concepts) in the first row.",
        )
