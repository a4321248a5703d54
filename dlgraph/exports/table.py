"""A glossary as a table of text, CSV or TSV, a row each concept and each FAQ; ``formats.tabular`` reads it back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import replace

from dlgraph import markdown
from dlgraph.concept import Concept, Faq
from dlgraph.exports import losses
from dlgraph.formats import okf, tabular
from dlgraph.formats.corpus import Corpus
from dlgraph.glossary import Glossary
from dlgraph.ledger import Dropped
from dlgraph.model import Source
from dlgraph.text import one_line

COLUMNS = (
    "id", "label", "type", "definition", "aliases", "broader", "narrower", "related", "tags", "text",
    "question", "answer", "alternatives", "concept",
)  # fmt: skip
BAR = "|"
# What a cell of one value must not hold, or it would be taken apart there.
_SIGNS = "|;\n,"
_KEPT = ("definitions", "aliases", "tags", "types", "FAQs", "links in texts", "sections", "misconceptions")


def write(corpus: Corpus, glossary: Glossary, delimiter: str = ",") -> tuple[str, tuple[Dropped, ...]]:
    """Write a corpus as a table.

    Args:
        corpus: what was read, with links that can be told anywhere.
        glossary: its concepts and relations.
        delimiter: what stands between the cells, a comma or a tab.

    Returns:
        The table, and what it has no place for.
    """
    extra = _columns(corpus.concepts)
    out = io.StringIO()
    writer = csv.DictWriter(out, [*COLUMNS, *extra], restval="", delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    barred = 0
    asked = [(faq, glossary.faq_concept(faq)) for faq in corpus.faqs]
    asked = [(faq, concept) for own in corpus.concepts for faq, concept in [(faq, own) for faq in own.faqs]] + asked
    for concept in corpus.concepts:
        row = _concept(concept, glossary) | {key: concept.extra[key] for key in extra if key in concept.extra}
        barred += _bars(concept.aliases) + _bars(concept.tags)
        writer.writerow(row)
    for faq, about in asked:
        barred += _bars(faq.alternatives)
        writer.writerow(_faq(faq, about))
    return out.getvalue(), _left_out(corpus, glossary, extra, barred)


def _concept(concept: Concept, glossary: Glossary) -> dict[str, object]:
    def related(name: str) -> str:
        found = (glossary.resolve(each.target, concept.id) for each in getattr(concept, name))
        return _cell(tuple(dict.fromkeys(id for id in found if id and id != concept.id)))

    return {
        "id": concept.id,
        "label": concept.label,
        "type": "" if concept.type == "Concept" else concept.type,
        "definition": concept.definition,
        "aliases": _cell(concept.aliases),
        "broader": related("broader"),
        "narrower": related("narrower"),
        "related": related("related"),
        "tags": _cell(concept.tags),
        "text": okf.compose(replace(concept, faqs=())).strip(),
    }


def _faq(faq: Faq, concept: Concept | None) -> dict[str, object]:
    return {
        "id": faq.id,
        "question": faq.question,
        "answer": faq.answer,
        "alternatives": _cell(faq.alternatives),
        "concept": concept.id if concept else faq.concept,
    }


def _cell(values: Sequence[str]) -> str:
    cells = [one_line(value.replace(BAR, "/")) for value in values]
    text = BAR.join(cells)
    # The bar says that this is a list, so that a comma in its one value parts nothing.
    return f"{text}{BAR}" if len(cells) == 1 and any(sign in text for sign in _SIGNS) else text


def _bars(values: Iterable[str]) -> int:
    return sum(BAR in value for value in values)


def _columns(concepts: Iterable[Concept]) -> list[str]:
    """Return the front-matter keys that a column can hold: those whose values are words wherever they stand."""
    kinds: dict[str, bool] = {}
    for concept in concepts:
        for key, value in concept.extra.items():
            plain = isinstance(value, str) and value == value.strip() != ""
            kinds[key] = kinds.get(key, True) and plain
    return [
        key
        for key, plain in kinds.items()
        # Neither a column of dlgraph's own, nor a name that would be read as one, nor one that breaks the header.
        if plain and key not in COLUMNS and list(tabular.with_names({key: "x"})) == [key]
        and key == key.strip() != "" and not set(key) & set(",;\t\n\r\"")
    ]  # fmt: skip


def _left_out(corpus: Corpus, glossary: Glossary, columns: Sequence[str], barred: int) -> tuple[Dropped, ...]:
    counted = losses.counts(glossary)
    merged = [
        Dropped(f"{counted[name]:,} {name}", "each concept's are one Markdown text in the column text", Source(""))
        for name in ("sections", "misconceptions") if counted[name]
    ]  # fmt: skip
    told = (
        sum(key in concept.extra for concept in corpus.concepts for key in _columns(corpus.concepts)) if columns else 0
    )
    more = counted["further front-matter keys"] - told
    why = "a column holds only plain words"
    found = [*merged, *(Dropped(f"{more:,} further front-matter keys", why, Source("")) for _ in range(more > 0))]
    if links := sum(len(markdown.links(faq.answer)) for concept in corpus.concepts for faq in concept.faqs):
        why = "the words are kept, but a row of an FAQ relates no concepts"
        found.append(Dropped(f"{links:,} links in answers", why, Source("")))
    if barred:
        found.append(
            Dropped(f"{barred:,} values with a bar in them", "the bar parts values; it became a slash", Source(""))
        )
    if unknown := counted["relations that name no concept"]:
        found.append(Dropped(f"{unknown:,} relations that name no concept", "a row names concepts by id", Source("")))
    return (*found, *losses.unsaid(corpus.rest, "a table has no place for them; skos, jsonl and okf have"))
