"""Reports on an index and on an evaluation, as the payload that programs read and as text for a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from dlgraph.outcome import Outcome
from dlgraph.render.page import DIGITS
from dlgraph.search.calibration import threshold
from dlgraph.search.manifest import Manifest


def index_payload(built: Manifest, folder: Path, *, seconds: float, fresh: bool) -> dict[str, Any]:
    """Return the payload of ``index``; ``built`` is false where the index was up to date already."""
    return {
        "index": str(folder),
        "built": not fresh,
        "digest": built.digest,
        "corpus": built.corpus,
        "model": {"name": built.model.name, "digest": built.model.digest, "dimension": built.model.dimension},
        "engine": built.model.engine,
        "counts": dict(built.counts),
        "bytes": dict(built.sizes),
        "vectors": dict(built.vectors),
        "encoded": _encoded(built),
        "build_seconds": built.seconds,
        "tuning": {
            "questions": built.ranking["questions"],
            "weight": built.ranking["weight"],
            "curve": built.ranking["curve"],
            "threshold": round(threshold(built.ranking["scores"]), DIGITS),
            "auroc": built.ranking["calibration"]["auroc"],
            "ece": built.ranking["calibration"]["ece"],
            "note": built.ranking["note"],
            "items": built.tuned.get("items"),
            "changed": built.tuned.get("changed"),
        },
        "seconds": round(seconds, 3),
        "notes": list(built.notes),
    }


def index_text(data: dict[str, Any]) -> str:
    """Return the summary of ``index_payload``."""
    counts = ", ".join(f"{count:,} {name}" for name, count in data["counts"].items())
    state = (
        f"built in {data['seconds']:.1f} s" if data["built"] else f"up to date; built in {data['build_seconds']:.1f} s"
    )
    lines = [f"{data['index']}: {state}", counts, _sizes(data), _encoding(data["encoded"])]
    tuned = data["tuning"]
    lines.append(
        f"tuned on {tuned['questions']} questions of its own: coverage weighs {tuned['weight']:.2f}, "
        f"answers need {tuned['threshold']:.2f}" + (f"; {tuned['note']}" if tuned["note"] else "")
    )
    if tuned["changed"]:
        lines.append(
            f"that tuning is kept: {tuned['changed']:,} of {tuned['items']:,} items have changed since, "
            "too few for another; `dlgraph index --force` tunes anew"
        )
    return "\n".join(lines + [f"note: {note}" for note in data["notes"]])


def _encoded(built: Manifest) -> dict[str, Any]:
    """Return how many passages the build encoded, in which time and at which rate; the others were known."""
    passages, seconds = built.encoded.get("passages", 0), built.encoded.get("seconds", 0.0)
    rate = round(passages / seconds, 1) if passages and seconds else None
    return {"passages": passages, "seconds": seconds, "rate": rate}


def _sizes(data: dict[str, Any]) -> str:
    sizes, stored, model = data["bytes"], data["vectors"], data["model"]
    vectors = sum(size for name, size in sizes.items() if name.startswith("vectors."))
    kind = "all compared" if "effort" not in stored else (
        f"16 bits, {stored['effort']:,} of {stored['lists']:,} lists searched, recall@10 {stored['recall']:.3f}"
    )  # fmt: skip
    return (
        f"{sum(sizes.values()) / 1e6:.1f} MB: vectors {vectors / 1e6:.1f} ({kind}), "
        f"texts and words {(sum(sizes.values()) - vectors) / 1e6:.1f}; "
        f"model {model['name']}, {model['dimension']} dimensions"
    )


def _encoding(encoded: dict[str, Any]) -> str:
    if not encoded["passages"]:
        return "no passage needed encoding"
    rate = f", {encoded['rate']:,.0f} a second" if encoded["rate"] else ""
    return f"{encoded['passages']:,} passages encoded in {encoded['seconds']:.1f} s{rate}"


def outcomes_payload(outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    """Return a row for each question of an evaluation."""
    return [
        {
            "question": outcome.question.text,
            "expects": list(outcome.question.expects),
            "place": outcome.place,
            "first": outcome.found[0] if outcome.found else None,
            "kind": outcome.answer.kind,
            "score": round(outcome.score, DIGITS),
            "confidence": round(outcome.answer.confidence, DIGITS),
        }
        for outcome in outcomes
    ]


def outcomes_text(rows: Sequence[dict[str, Any]]) -> str:
    """Return the questions of an evaluation that went wrong: a wrong first hit, or a wrong decision to abstain."""
    lines = []
    for row in rows:
        abstained = row["kind"] == "abstain"
        if row["expects"] and row["place"] != 1:
            where = f"at {row['place']}" if row["place"] else "not found"
            lines.append(f"- {row['question']}\n    expected {', '.join(row['expects'])} ({where}), got {row['first']}")
        elif bool(row["expects"]) == abstained:
            said = "abstained" if abstained else f"answered {row['first']}"
            lines.append(f"- {row['question']}\n    {said} (score {row['score']:.2f})")
    return "\n".join(lines)


def measures_text(measures: Mapping[str, float]) -> str:
    """Return measures as aligned lines."""
    width = max(map(len, measures))
    return "\n".join(f"{name:<{width}}  {value:>9.{0 if value == int(value) and value > 1 else 4}f}"
                     for name, value in measures.items())  # fmt: skip


def comparison_text(rows: Sequence[dict[str, Any]]) -> str:
    """Return a comparison with a baseline, regressions marked."""
    return "\n".join(
        f"{row['measure']:<18} {row['before']:>9.4f} -> {row['now']:>9.4f}  {row['change']:+.4f}"
        + ("  REGRESSION" if row["regression"] else "")
        for row in rows
    )
