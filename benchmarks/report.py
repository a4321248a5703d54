"""docs/benchmarks.md: ratios first, then the figures, the budgets, where the time goes, and the plot of growth."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Found = Mapping[str, Any]
BUDGETED = 10_000
PLOT = "growth.svg"
COLUMNS: tuple[tuple[str, str, str], ...] = (
    ("cold", "cold question, s", "{:.2f}"),
    ("cold_peak", "its peak memory, MB", "{:.0f}"),
    ("p50", "warm p50, ms", "{:.1f}"),
    ("p95", "warm p95, ms", "{:.1f}"),
    ("update", "one change to answer, s", "{:.2f}"),
    ("disk", "on disk, MB", "{:.1f}"),
    ("build_peak", "peak of the build, MB", "{:.0f}"),
)
MILLI = {"p50", "p95"}


def shown(values: Found, key: str, form: str) -> str:
    if key not in values:
        return ""
    return form.format(values[key] * (1000 if key in MILLI else 1))


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    return [f"| {' | '.join(head)} |", "|" + " --- |" * len(head), *(f"| {' | '.join(row)} |" for row in rows), ""]


def ratios(found: Found) -> list[str]:
    """Say how many times as long each peer takes as dlgraph."""
    own = found["systems"]["dlgraph"]
    rows = []
    for name, values in found["systems"].items():
        if name.startswith("dlgraph"):
            continue
        cells = [
            f"{values[key] / own[key]:.1f}" if key in values else ""
            for key in ("cold", "cold_peak", "p50", "update", "disk")
        ]
        rows.append([name, *cells])
    return table(["against dlgraph = 1", "cold question", "its memory", "warm p50", "one change", "on disk"], rows)


def glossary(found: Found) -> list[str]:
    """Return the section of one size of glossary."""
    systems, size = found["systems"], found["size"]
    rows = [[name, *(shown(values, key, form) for key, _, form in COLUMNS)] for name, values in systems.items()] + [
        [name, why, *[""] * (len(COLUMNS) - 1)] for name, why in found["why"].items()
    ]
    rate = built_rate(found)
    return [
        f"## {size:,} concepts, a short passage each",
        "",
        *ratios(found),
        *table(["", *(head for _, head, _ in COLUMNS)], rows),
        "The slowest warm questions to dlgraph are the two at which a process that stays loads ONNX Runtime and FAISS.",
        f"Building: dlgraph {rate:.0f} passages a second, reading and writing included, sentence-transformers "
        f"{found['st_rate']:.0f} texts a second embedded in the same run, a ratio of {rate / found['st_rate']:.2f}.",
        "",
    ]


def built_rate(found: Found) -> float:
    """Return passages a second of dlgraph's whole build: reading, embedding, tuning and writing."""
    return float(found["size"] / found["systems"]["dlgraph"]["build"])


def of_dlgraph(key: str, system: str = "dlgraph") -> Callable[[Found], float]:
    return lambda found: float(found["systems"][system][key])


# What it is, the aim, the measure, its limit, and how it is written; what is to be large is measured as its negative.
BUDGETS: tuple[tuple[str, str, Callable[[Found], float], float, str], ...] = (
    ("cold question with the model", "≤ 0.30 s", of_dlgraph("cold"), 0.30, "{:.2f} s"),
    ("cold question that is a label", "≤ 0.10 s", of_dlgraph("cold", "dlgraph, a label"), 0.10, "{:.2f} s"),
    ("`--help`", "≤ 0.10 s", of_dlgraph("cold", "dlgraph --help"), 0.10, "{:.2f} s"),
    ("peak memory of a cold question", "≤ 150 MB", of_dlgraph("cold_peak"), 150, "{:.0f} MB"),
    ("warm p50", "≤ 5 ms", lambda found: 1000 * of_dlgraph("p50")(found), 5, "{:.1f} ms"),
    ("one change until it is answered", "≤ 1 s", of_dlgraph("update"), 1, "{:.2f} s"),
    ("build, in sentence-transformers' rates", "≥ 2.5", lambda found: -built_rate(found) / found["st_rate"], -2.5,
     "{:.2f}"),
)  # fmt: skip


def budgets(found: Found, grown: Sequence[Found], words: Found | None) -> list[str]:
    """Return what was aimed at, and what was measured: at one size, of WordNet, and of a million vectors."""
    rows = []
    for name, aim, value, limit, form in BUDGETS:
        measured = value(found)
        rows.append([name, aim, form.format(abs(measured)), "yes" if measured <= limit else "no"])
    if words:
        asked = words["asked"]["with the model"]
        count = words["index"]["counts"]["concepts"]
        for name, aim, key, limit, form in (
            ("cold question", "≤ 0.6 s", "cold", 0.6, "{:.2f} s"),
            ("its peak memory", "≤ 400 MB", "cold_peak", 400, "{:.0f} MB"),
        ):
            held = "yes" if asked[key] <= limit else "no"
            rows.append([f"WordNet, {count:,} synsets: {name}", aim, form.format(asked[key]), held])
    if grown:
        first, last = grown[0], grown[-1]
        size = f"{last['count']:,} vectors"
        rows.append([f"{size}: search p50", "≤ 20 ms", f"{1000 * last['p50']:.1f} ms", _held(last["p50"] <= 0.02)])
        rows.append([f"{size}: recall@10", "≥ 0.98", f"{last['recall']:.3f}", _held(last["recall"] >= 0.98)])
        if last is not first:
            times, cost = last["count"] / first["count"], last["p50"] / first["p50"]
            rows.append([f"{times:.0f} times the vectors", f"clearly below {times:.0f} times the search",
                         f"{cost:.1f} times", _held(cost < 0.8 * times)])  # fmt: skip
    return [f"## Budgets, at {found['size']:,} concepts where nothing else is said", "",
            *table(["", "aim", "measured", "held"], rows)]  # fmt: skip


def _held(holds: bool) -> str:
    return "yes" if holds else "no"


def wordnet(found: Found) -> list[str]:
    """Return the section on WordNet."""
    told, asked = found["index"], found["asked"]
    stored, sizes = told["vectors"], sum(told["bytes"].values()) / 1e6
    rows = [[name, f"{values['cold']:.2f}", f"{values['cold_peak']:.0f}"] for name, values in asked.items()]
    return [
        "## WordNet",
        "",
        f"{told['counts']['concepts']:,} synsets, {told['counts']['passages']:,} passages; {sizes:.0f} MB on disk; "
        f"{stored['kind']}, recall@10 {stored['recall']:.3f} against comparing with all.",
        "",
        *table(["a cold question", "s", "peak, MB"], rows),
    ]


def vectors(grown: Sequence[Found]) -> list[str]:
    """Return the section on the bare index of vectors."""
    rows = [
        [f"{one['count']:,}", one["kind"], f"{1000 * one['p50']:.2f}", f"{one['recall']:.3f}",
         f"{1000 * one['flat_p50']:.1f}", f"{one['disk']:.0f}", f"{one['flat_disk']:.0f}", f"{one['build']:.0f}",
         f"{1000 * one['cold']:.0f}", f"{one['peak']:.0f}"]
        for one in grown
    ]  # fmt: skip
    head = ["vectors", "index", "p50, ms", "recall@10", "exact p50, ms", "on disk, MB", "exact, MB", "build, s",
            "open and ask once, ms", "peak, MB"]  # fmt: skip
    lines = ["## The index of vectors alone", "",
             "Synthetic unit vectors of 384 dimensions in clusters of about 50. The peak is that of a process which",
             "opens the index and asks once; of it are pages of mapped files, which the system may take back.", "",
             *table(head, rows)]  # fmt: skip
    if len(grown) > 1:
        first, last = grown[0], grown[-1]
        times = last["count"] / first["count"]
        lines += [f"{times:.0f} times the vectors cost {last['p50'] / first['p50']:.1f} times the search, exact "
                  f"{last['flat_p50'] / first['flat_p50']:.1f} times.", ""]  # fmt: skip
    return lines


def spent(stages: Mapping[str, float]) -> list[str]:
    """Return the table of where a cold question's time goes."""
    whole = stages["all"]
    rows = sorted(((row, value) for row, value in stages.items() if row != "all"), key=lambda one: -one[1])
    return [
        "## Where a cold question's time goes",
        "",
        "A glossary of 10,000 concepts; each import and each function is on the clock without what it calls of the",
        "others, and the clock itself costs some milliseconds. The rows add up to the wall time.",
        "",
        *table(
            ["", "ms", "share"], [[row, f"{value:.1f}", f"{value / whole:.0%}"] for row, value in rows if value >= 0.05]
        ),
        f"All: {whole:.0f} ms.",
        "",
    ]


def plot(path: Path, sizes: Sequence[Found], grown: Sequence[Found]) -> bool:
    """Draw cost against size, both axes logarithmic; False where matplotlib is missing."""
    try:
        import matplotlib
    except ImportError:
        return False
    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "dlgraph"
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(1, 3, figsize=(13, 4), layout="constrained")
    names = list(
        dict.fromkeys(name for one in sizes for name in one["systems"] if "label" not in name and "--" not in name)
    )
    for axis, key, title in ((axes[0], "cold", "a cold question, s"), (axes[1], "p50", "a warm question, s")):
        for name in names:
            points = [(one["size"], one["systems"][name][key]) for one in sizes if key in one["systems"].get(name, {})]
            axis.plot(*zip(*points, strict=True), marker="o", label=name, linewidth=2.5 if name == "dlgraph" else 1.2)
        axis.set(xscale="log", yscale="log", xlabel="concepts", title=title)
    axes[0].legend(fontsize=7)
    for key, label in (("p50", "dlgraph's index"), ("flat_p50", "exact")):
        if grown:
            axes[2].plot([one["count"] for one in grown], [one[key] for one in grown], marker="o", label=label)
    axes[2].set(xscale="log", yscale="log", xlabel="vectors", title="search of the index alone, s")
    axes[2].legend(fontsize=7)
    for axis in axes:
        axis.grid(which="both", alpha=0.3)
    figure.savefig(path, metadata={"Date": None})
    return True


@dataclass(frozen=True, slots=True)
class Report:
    """What was measured: glossaries of some sizes, the bare index, WordNet, and the stages of a cold question."""

    sizes: Sequence[Found]
    grown: Sequence[Found]
    wordnet: Found | None
    stages: Mapping[str, float] | None


def write(out: Path, found: Report, versions: Mapping[str, str]) -> None:
    """Write the report beside its plot."""
    sizes, grown = found.sizes, found.grown
    drawn = plot(out.with_name(PLOT), sizes, grown)
    lines = [
        "# Benchmarks",
        "",
        "Written by `python -m benchmarks`, which measures what dlgraph costs; how well it answers is in",
        "[quality](quality.md).",
        f"{platform.system()}, {os.cpu_count()} cores, Python {platform.python_version()}; "
        + ", ".join(f"{name} {version}" for name, version in versions.items())
        + ". Every system embeds with all-MiniLM-L6-v2 and is asked for ten hits; each runs in a process of its own,",
        "in turn. Times depend on the machine: read the ratios.",
        "",
    ]
    if drawn:
        lines += [f"![Cost against size, both axes logarithmic]({PLOT})", ""]
    for one in sizes:
        lines += glossary(one)
    if sizes:
        budgeted = next((one for one in sizes if one["size"] == BUDGETED), sizes[-1])
        lines += budgets(budgeted, grown, found.wordnet)
    if grown:
        lines += vectors(grown)
    if found.wordnet:
        lines += wordnet(found.wordnet)
    if found.stages:
        lines += spent(found.stages)
    out.write_text("\n".join(lines), "utf-8")
