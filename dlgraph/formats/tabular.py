"""Tables as corpora: CSV, TSV, JSON and JSON Lines, a row an FAQ or a concept."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dlgraph.errors import CorpusError
from dlgraph.model import Concept, Dropped, Faq, Reference, Section, Source
from dlgraph.text import fold, one_line, slug, unique

# Column names as found in the world, folded, and the name used here.
_COLUMNS = {
    "id": "id", "identifier": "id", "key": "id",
    "question": "question", "q": "question",
    "answer": "answer", "a": "answer", "response": "answer",
    "alternatives": "alternatives", "alternative questions": "alternatives", "paraphrases": "alternatives",
    "concept": "concept",
    "label": "label", "title": "label", "term": "label", "preflabel": "label",
    "definition": "definition", "description": "definition",
    "aliases": "aliases", "alias": "aliases", "synonyms": "aliases", "altlabel": "aliases",
    "broader": "broader", "parent": "broader",
    "narrower": "narrower",
    "related": "related", "see also": "related",
    "tags": "tags",
    "text": "text", "body": "text",
}  # fmt: skip


_HALF = re.compile(r"\\u[dD][89a-fA-F]")


@dataclass(frozen=True, slots=True)
class Table:
    """What a table holds: concepts, FAQs (each naming its concept, or none), and rows left out."""

    concepts: tuple[Concept, ...]
    faqs: tuple[Faq, ...]
    dropped: tuple[Dropped, ...]


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
    rows = list(_rows(text.removeprefix("\ufeff"), file))
    given: dict[str, int] = {}
    for line, row in rows:
        if id := _text(row, "id"):
            if id in given:
                raise CorpusError(
                    f"{file}:{line}: the id {id!r} is already that of line {given[id]}",
                    cure="Give every row an id of its own.",
                )
            given[id] = line
    taken = set(given)
    concepts: list[Concept] = []
    faqs: list[Faq] = []
    dropped: list[Dropped] = []
    for line, row in rows:
        source = Source(file, line)
        if question := one_line(_text(row, "question")):
            faqs.append(_faq(row, question, _text(row, "id") or unique(slug(question), taken), source))
        elif label := one_line(_text(row, "label")):
            concepts.append(_concept(row, label, _text(row, "id") or unique(slug(label), taken), source))
        elif row:
            dropped.append(Dropped(f"row {', '.join(row)}", "it has neither a question nor a label", source))
    return Table(tuple(concepts), tuple(faqs), tuple(dropped))


def _faq(row: Mapping[str, object], question: str, id: str, source: Source) -> Faq:
    alternatives = tuple(one_line(text) for text in _list(row, "alternatives"))
    return Faq(id, question, _text(row, "answer"), alternatives, _text(row, "concept"), source)


def _concept(row: Mapping[str, object], label: str, id: str, source: Source) -> Concept:
    def references(name: str) -> tuple[Reference, ...]:
        return tuple(Reference(target, source.line) for target in _list(row, name))

    text = _text(row, "text")
    return Concept(
        id=id,
        label=label,
        definition=one_line(_text(row, "definition")),
        aliases=_list(row, "aliases"),
        broader=references("broader"),
        narrower=references("narrower"),
        related=references("related"),
        tags=_list(row, "tags"),
        sections=(Section("", text, source.line, 0),) if text else (),
        source=source,
        extra={key: value for key, value in row.items() if key not in _COLUMNS.values()},
    )


def _text(row: Mapping[str, object], name: str) -> str:
    value = row.get(name)
    if value is None or isinstance(value, list | dict):
        return ""
    return str(value).strip()


def _list(row: Mapping[str, object], name: str) -> tuple[str, ...]:
    value = row.get(name)
    parts = value if isinstance(value, list) else str(value or "").split("|")
    texts = (str(part).strip() for part in parts if part is not None and not isinstance(part, list | dict))
    return tuple(dict.fromkeys(text for text in texts if text))


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
    return _named(value)


def _named(row: Mapping[str, object]) -> dict[str, object]:
    """Give columns their names here; the first of two columns with one meaning that is filled wins."""
    named: dict[str, object] = {}
    for key, value in row.items():
        name = _COLUMNS.get(fold(str(key)), str(key))
        if name not in named or named[name] in (None, ""):
            named[name] = value
    return named


def _array(text: str, file: str) -> Iterator[tuple[int, dict[str, object]]]:
    value = _decode(text, file, 1)
    if isinstance(value, dict):
        lists = [part for part in value.values() if isinstance(part, list)]
        value = [row for part in lists for row in part] if lists and not _is_row(value) else [value]
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
    names = {_COLUMNS.get(fold(str(key))) for key in value}
    return bool(names & {"question", "label"})


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
                yield line, _named(dict(zip(header, cells, strict=False)))
    except csv.Error as error:
        raise CorpusError(f"{file}:{reader.line_num}: {error}", cure="Check the quotes of that row.") from None
    finally:
        csv.field_size_limit(limit)


def _check_header(header: list[str], file: str, line: int) -> None:
    if not {"question", "label"} & {_COLUMNS.get(fold(cell)) for cell in header}:
        raise CorpusError(
            f"{file}:{line}: the header ({', '.join(header)}) names neither a question nor a label column",
            cure="Name a column `question` (FAQs) or `label` (concepts) in the first row.",
        )
