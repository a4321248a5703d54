"""The account of a load: what was found, kept and dropped, as the payload that programs read and as text."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from dlgraph.ledger import Dropped, Ledger
from dlgraph.model import Relation
from dlgraph.text import excerpt

_PLACES = 3


def payload(
    source: str,
    flavour: str,
    language: str,
    ledger: Ledger,
    relations: tuple[Relation, ...],
    written: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the payload of ``import``; ``relations`` counts distinct edges, ``found`` what stands in the files."""
    kinds = Counter(relation.kind for relation in relations)
    return {
        "source": source,
        "format": flavour,
        "language": language,
        "found": dict(ledger.found),
        "kept": {kind: ledger.kept.get(kind, 0) for kind in ledger.found},
        "dropped": [
            {"kind": drop.kind, "what": drop.what, "why": drop.why, "file": drop.source.file, "line": drop.source.line}
            for drop in ledger.dropped
        ],
        "relations": {kind: kinds[kind] for kind in ("broader", "related", "references")},
        "notes": [
            {"code": note.code, "tier": note.tier, "message": note.message, "file": note.source.file,
             "line": note.source.line}
            for note in ledger.notes
        ],
        "written": dict(written) if written else None,
    }  # fmt: skip


def text(data: Mapping[str, Any], ledger: Ledger) -> str:
    """Return the payload as a table of kinds, what was dropped by reason, and the notes."""
    told = [note.message for note in ledger.notes if not note.source.file]
    told = told if any(note.code == "format" for note in ledger.notes) else [f"read as {data['format']}", *told]
    head = f"{data['source']}: " + "; ".join(told)
    blocks = [head, _table(data)]
    edges = ", ".join(f"{count:,} {kind}" for kind, count in data["relations"].items())
    blocks.append(f"In the graph: {edges} (distinct; related counted once)")
    if ledger.dropped:
        blocks.append("Dropped:\n" + "\n".join(_reasons(ledger)))
    placed = [f"  {note.source}: {note.message}" for note in ledger.notes if note.source.file]
    if placed:
        more = [f"  … and {len(placed) - 10:,} more; --json lists all"] if len(placed) > 10 else []
        blocks.append("Noted:\n" + "\n".join([*placed[:10], *more]))
    return "\n\n".join(blocks)


def _table(data: Mapping[str, Any]) -> str:
    width = max(len(kind) for kind in data["found"])
    rows = [f"{'':<{width}}  {'found':>9}  {'kept':>9}  {'dropped':>9}"]
    for kind, found in data["found"].items():
        kept = data["kept"][kind]
        rows.append(f"{kind:<{width}}  {found:>9,}  {kept:>9,}  {found - kept:>9,}")
    return "\n".join(rows)


def _reasons(ledger: Ledger) -> list[str]:
    grouped: dict[tuple[str, str], list[Dropped]] = defaultdict(list)
    for drop in ledger.dropped:
        grouped[drop.kind, drop.why].append(drop)
    order = list(ledger.found)
    lines = []
    for (kind, why), drops in sorted(grouped.items(), key=lambda item: (order.index(item[0][0]), -len(item[1]))):
        places = [
            str(drop.what) if drop.what == drop.source.file else f"{drop.source} ({excerpt(drop.what, 50)})"
            for drop in drops[:_PLACES]
        ]
        more = f", and {len(drops) - _PLACES:,} more" if len(drops) > _PLACES else ""
        lines.append(f"  {len(drops):,} {kind}: {why}\n    {', '.join(places)}{more}")
    return lines
