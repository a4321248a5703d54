"""Pages that hold several terms: a glossary in one file, or in part of a page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from dlgraph import markdown
from dlgraph.concept import Concept, Reference
from dlgraph.formats import body as bodies
from dlgraph.formats import columns, entries, fields, frontmatter, links, macros, reading, tabular
from dlgraph.formats.entries import Entry
from dlgraph.formats.frontmatter import FrontMatter
from dlgraph.formats.reading import Pointer, Reading
from dlgraph.ledger import Dropped, Problem
from dlgraph.model import Source
from dlgraph.text import excerpt, fold, label_forms, one_line, slug, unique

# Names of pages that list terms. A page about a vocabulary or a dictionary is more often one about that concept.
_LIST = re.compile(
    r"\b(?:glossar(?:y|ies)|glossaire|glossar|glossario|glosario|slownik|lexicon|lexikon|terminology|terms|acronyms"
    r"|abbreviations|definitions|nomenclature)\b",
    re.I,
)
_VOCABULARY = re.compile(
    r"(?:(?:my|our|the|key|team|project|company|course|useful|basic) )?"
    r"(?:vocabulary|dictionary|words|jargon|cheat ?sheet)",
    re.I,
)
_FIELD = re.compile(
    r"^[ \t]*(?:[-*+][ \t]+)?(?:\*\*|__|\*|_)?(?P<key>[A-Za-z][A-Za-z /_-]{1,24}?)(?:\*\*|__|\*|_)?[ \t]*:"
    r"(?:\*\*|__|\*|_)?[ \t]+(?P<value>\S[^\n]*)$",
    re.M,
)
# Behind a term, unlike in front matter, a category has no other place to be kept in.
_KEYS = fields.KEYS | {"category": "tags", "categories": "tags"}
_SHORT = r"[A-Z][A-Za-z0-9/&.-]{0,11}"
_SPELLED = re.compile(rf"(?P<short>{_SHORT}) \((?P<long>[^()]+)\)|(?P<first>{_SHORT}) [-\u2013\u2014] (?P<second>\S.+)")
_ENOUGH = 2


def read(text: str, id: str, file: str) -> tuple[Reading, bool] | None:
    """Read a page that holds several terms.

    Args:
        text: the whole page.
        id: the id of the page, with which those of its terms begin.
        file: the page's path, for sources and errors.

    Returns:
        A concept for each term, and whether they are all that the page holds: where a ``{glossary}`` is only part of
        a page, it is about a concept itself as well. None if the page does not hold several terms.

    Raises:
        CorpusError: the front matter is not valid.
    """
    if not _may_list(text, id):
        return None
    matter = frontmatter.split(text, file)
    if found := _found(matter, id):
        whole = _is_list(matter, id) or _all_abbreviations(matter.body) or _fills(found, matter.body)
        return _from_entries(found, matter, id, file, whole=whole), whole
    rows = list(_table(matter)) if _is_list(matter, id) else []
    return (_from_rows(rows, matter, id, file), True) if rows else None


def from_entries(found: Sequence[Entry], body: str, id: str, file: str) -> Reading:
    """Make concepts of the terms of a text that has no front matter."""
    return _from_entries(found, FrontMatter({}, {}, body, 1), id, file)


def _may_list(text: str, id: str) -> bool:
    """Tell by a glance whether a page may hold several terms; most pages of a corpus do not."""
    return bool(
        "{glossary}" in text or re.search(r"^:[ \t]+\S", text, re.M) or "\n*[" in f"\n{text[:2000]}"
        or _LIST.search(f"{fold(id.rpartition('/')[2])} {fold(text[:3000])}") or _VOCABULARY.search(text[:3000])
    )  # fmt: skip


def _is_list(matter: FrontMatter, id: str) -> bool:
    """Tell by its title or its file whether a page lists terms."""
    if any(fold(key) == "type" and _is_single(matter.entries[key]) for key in matter.entries):
        return False
    titles = [entry.text for key in ("title", "Title", "label", "name") for entry in matter.entries.get(key, ())]
    heads = markdown.headings(matter.body)[:1]
    titles += [head.title for head in heads if head.level == 1]
    names = [fold(re.sub(r"[_.]+", " ", name)) for name in (*titles, id.rpartition("/")[2])]
    return any(_LIST.search(name) or _VOCABULARY.fullmatch(name) for name in names)


def _is_single(types: Iterable[frontmatter.Entry]) -> bool:
    return any(fold(entry.text) in ("concept", "term", "definition") for entry in types)


def _found(matter: FrontMatter, id: str) -> list[Entry]:
    body = matter.body
    if "{glossary}" in body and (found := entries.directives(body)):
        return found
    if _all_abbreviations(body):
        return [Entry((short,), long, line, line, line + 1) for short, long, line in macros.abbreviations(body)]
    listed = entries.definition_list(body)
    if not _is_list(matter, id):
        return listed if len(listed) > _ENOUGH and _fills(listed, body) else []
    headed, marked = entries.headings(body), entries.bold(body)
    plain = sum(map(entries.opens_plainly, headed))
    if entries.distinct(headed) >= _ENOUGH and 5 * plain >= 3 * len(headed):
        # Bold words in the text of terms that are headings are its parts, unless they far outnumber the headings.
        marked = marked if entries.distinct(marked) > 4 * entries.distinct(headed) else []
    best = max((listed, headed, marked), key=entries.distinct)
    if entries.distinct(best) < _ENOUGH:
        best = entries.bullets(body)
    return best if entries.distinct(best) >= max(_ENOUGH, 1 + sum(1 for _ in _table(matter))) else []


def _fills(listed: Sequence[Entry], body: str) -> bool:
    """Tell whether terms are most of a page."""
    lines = body.split("\n")
    held = {row for entry in listed for row in range(entry.line, entry.end)}
    filled = [row for row, line in enumerate(lines) if line.strip() and not line.startswith("#")]
    return 10 * sum(row in held for row in filled) >= 7 * len(filled)


def _all_abbreviations(body: str) -> bool:
    spelled = macros.abbreviations(body) if "*[" in body else []
    return len(spelled) >= _ENOUGH and not markdown.plain(body)


def _table(matter: FrontMatter) -> Iterable[tuple[int, dict[str, object]]]:
    for row, cells in entries.tables(matter.body):
        named = columns.with_names({_bare(key): value for key, value in cells.items()})
        if "label" in named and {"definition", "text", "aliases"} & set(named):
            named["label"] = entries.name(str(named["label"]))
            yield matter.body_line + row, named


def _bare(text: str) -> str:
    """Return a heading of a table without marks of emphasis."""
    return one_line(markdown.plain(text))


def _from_rows(rows: Sequence[tuple[int, dict[str, object]]], matter: FrontMatter, id: str, file: str) -> Reading:
    table = tabular.from_rows(rows, file, id)
    held = {line - matter.body_line for line, _ in rows}
    held |= {row - above for row in held for above in (1, 2)}
    around = _around(matter, held, file)
    return Reading(
        table.concepts,
        table.faqs,
        (*table.dropped, *around, *_unused(matter, file)),
        found={**table.found, "links": table.found.get("links", 0) + sum(drop.kind == "links" for drop in around)},
        kept=table.kept,
        abbreviations=links.abbreviations(matter.body, matter.body_line, file),
    )  # fmt: skip


def _from_entries(found: Sequence[Entry], matter: FrontMatter, id: str, file: str, *, whole: bool = True) -> Reading:
    taken: set[str] = set()
    concepts: list[Concept] = []
    dropped: list[Dropped] = []
    notes: list[Problem] = []
    counted: Counter[str] = Counter()
    seen: dict[str, int] = {}
    for entry in found:
        name = unique(slug(entry.names[0]), taken)
        concept, linked = _concept(entry, f"{id}/{name}", id, matter.body_line, file)
        concepts.append(concept)
        dropped += linked.dropped
        counted["links"] += linked.found
        first = seen.setdefault(fold(concept.label), concept.source.line)
        if first != concept.source.line:
            message = f"{concept.label!r} is defined on line {first} already; both are kept"
            notes.append(Problem("same-label", "warning", message, concept.source))
        if not concept.definition:
            notes.append(Problem("empty-page", "warning", f"the term {concept.label!r} has no text", concept.source))
    if whole:
        held = {row for entry in found for row in range(entry.line, entry.end)}
        around = _around(matter, held, file)
        counted["links"] += sum(drop.kind == "links" for drop in around)
        dropped += [*around, *_unused(matter, file)]
    # Where abbreviations are themselves the terms, they are no names of others.
    listed = _all_abbreviations(matter.body) or not whole
    spelled = () if listed else links.abbreviations(matter.body, matter.body_line, file)
    return Reading(tuple(concepts), (), tuple(dropped), tuple(notes), counted, abbreviations=spelled)


def _concept(entry: Entry, id: str, page: str, first: int, file: str) -> tuple[Concept, links.Links]:
    source = Source(file, first + entry.line)
    label = entry.names[0]
    parts = bodies.parse(entry.text, first + entry.begin, id, file, label, page=page)
    linked = links.collect(entry.text, first + entry.begin, file, page)
    said = _said(entry.text, first + entry.begin)
    spelled = _SPELLED.fullmatch(label)
    aliases = [*entry.names[1:], *(each.text for each in said.get("aliases", ()))]
    if spelled:
        short, long = (spelled["short"], spelled["long"]) if spelled["long"] else (spelled["first"], spelled["second"])
        if fold(short) in label_forms(f"{long} ({short})"):
            aliases += [long] if spelled["long"] else [short, long]
    related = fields.pointers(said.get("related", ()), page)
    definition = next((one_line(markdown.plain(each.text)) for each in said.get("definition", ())), parts.opening)
    return Concept(
        id=id,
        label=label,
        definition=definition,
        aliases=tuple(dict.fromkeys(alias for alias in aliases if alias and alias != label)),
        broader=fields.pointers(said.get("broader", ()), page),
        narrower=fields.pointers(said.get("narrower", ()), page),
        related=tuple(dict.fromkeys((*related, *parts.related))),
        references=_relative(linked.pointers),
        tags=tuple(
            dict.fromkeys([*([entry.group] if entry.group else []), *(each.text for each in said.get("tags", ()))])
        ),
        sections=parts.sections,
        faqs=parts.faqs,
        misconceptions=parts.misconceptions,
        source=source,
        body=f"\n{entry.text}\n" if entry.text else "",
    ), linked


def _relative(pointers: Sequence[Pointer]) -> tuple[Reference, ...]:
    """Make links relative to the page relative to its terms, which lie one folder deeper."""
    return tuple(
        replace(each, target=f"../{each.target}") if each.target.startswith(("./", "../")) else each
        for each in pointers
    )


def _said(text: str, first: int) -> dict[str, list[frontmatter.Entry]]:
    """Read lines such as "**See also:** x, y" that stand in the text of a term."""
    said: dict[str, list[frontmatter.Entry]] = {}
    bare = macros.without_code(text)
    for match in _FIELD.finditer(bare):
        field = _KEYS.get(fold(match["key"]))
        if field not in (*fields.RELATIONS, "aliases", "tags", "definition"):
            continue
        line = first + bare.count("\n", 0, match.start("key"))
        value = match["value"].strip()
        single = field == "definition" or links.is_marked(value)
        values = [value] if single else re.split(r"\s*[,;]\s*", value.rstrip("."))
        if field in fields.RELATIONS and not single:
            values = [each for each in values if bodies.is_name(each)]
        elif field in ("aliases", "tags"):
            values = [entries.name(each) for each in values]
        said.setdefault(field, []).extend(frontmatter.Entry(each, line) for each in values if each)
    return said


def _around(matter: FrontMatter, held: set[int], file: str) -> list[Dropped]:
    """Account for the text that stands around the terms, a block a line, and for the links in it."""
    dropped: list[Dropped] = []
    lines = [("" if row in held else line) for row, line in enumerate(matter.body.split("\n"))]
    quiet = re.compile(r"#|[-*_=]{3,}\s*$|[`:~]{3,}|<!--|\(\w+\)=|:\w+:|\|?[ :|-]+$|\*\[")
    begun = 0
    block: list[str] = []
    for row, line in enumerate([*lines, ""]):
        if line.strip() and not quiet.match(line.strip()):
            begun = begun if block else row
            block.append(line)
        elif block:
            place = Source(file, matter.body_line + begun)
            dropped.append(Dropped(excerpt(" ".join(block), 60), reading.AROUND_TERMS, place, "text"))
            block = []
    around = links.collect("\n".join(lines), matter.body_line, file)
    why = reading.AROUND_TERMS
    dropped += [replace(drop, kind="links") for drop in around.dropped]
    dropped += [Dropped(each.target, why, Source(file, each.line), "links") for each in around.pointers]
    return dropped


def _unused(matter: FrontMatter, file: str) -> list[Dropped]:
    """Account for what the front matter of a page says that a page of several terms has no place for."""
    quiet = ("title", "label", "name", "description", "type", "layout", "slug", "permalink", "weight", "date")
    return [
        Dropped(key, "a key of a page that holds several terms", Source(file, values[0].line if values else 1), "keys")
        for key, values in matter.entries.items()
        if fold(key) not in quiet
    ]
