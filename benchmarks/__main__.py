"""Measure what dlgraph costs beside its peers, and write docs/benchmarks.md with a plot of growth.

    python -m benchmarks [--sizes 1000 10000] [--rounds 7] [--vectors 100000 1000000] [--out docs/benchmarks.md]

Peers whose packages are missing are named as such; ``pip install 'dlgraph[bench]' txtai chromadb llama-index-core
llama-index-embeddings-huggingface haystack-ai`` brings them. Each is built, asked and changed in processes of its own,
in turn, so that ratios hold on a machine that is busy with other things as well.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from importlib import metadata, util
from pathlib import Path
from typing import Any

from benchmarks import index, report, stages, synthetic
from benchmarks.process import FailedError, Ran, interleaved, median, quantile, run
from benchmarks.systems import SYSTEMS

PACKAGES = {
    "dlgraph": "dlgraph",
    "sentence-transformers + FAISS": "sentence_transformers",
    "txtai": "txtai",
    "Chroma": "chromadb",
    "LlamaIndex": "llama_index",
    "Haystack": "haystack",
}
DISTRIBUTIONS = ("dlgraph", "sentence-transformers", "torch", "faiss-cpu", "onnxruntime", "txtai", "chromadb",
                 "llama-index-core", "haystack-ai")  # fmt: skip
# Stores that write their index as one JSON text take minutes and gigabytes beyond this.
JSON_STORES = ("LlamaIndex", "Haystack")
JSON_LIMIT = 20_000
# txtai embeds by itself; beyond this the run would be mostly that.
EMBEDS_ITSELF, EMBED_LIMIT = ("txtai",), 20_000
WARM_QUESTIONS = 25
STAGED = 10_000
WORDNET_QUESTIONS = (
    "a tool for looking at the stars",
    "which animal carries its house on its back",
    "what do you call the fear of heights",
    "someone who repairs shoes",
    "the study of how words change over time",
)


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def size_of(folder: Path) -> float:
    """Return how many MB the files below a folder hold."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6


def takes_part(name: str, size: int) -> str:
    """Say why a system is not measured at a size; empty if it is."""
    if not util.find_spec(PACKAGES[name]):
        return "not installed"
    if name in JSON_STORES and size > JSON_LIMIT:
        return f"keeps its index as one JSON text: only up to {JSON_LIMIT:,}"
    if name in EMBEDS_ITSELF and size > EMBED_LIMIT:
        return f"embeds by itself: only up to {EMBED_LIMIT:,}"
    return ""


def child(name: str, *rest: object) -> list[str]:
    return [sys.executable, "-m", "benchmarks.systems", name, *map(str, rest)]


def program() -> list[str]:
    """Return what a person types to start dlgraph: the installed script, which starts as theirs does."""
    script = Path(sys.executable).with_name("dlgraph")
    return [str(script)] if script.exists() else [sys.executable, "-m", "dlgraph"]


def arguments(folder: Path, action: str, *rest: str) -> list[str]:
    return [action, "--corpus", str(folder / "rows.jsonl"), "--index", str(folder / "dlgraph"), *rest]


def command(folder: Path, action: str, *rest: str) -> list[str]:
    return [*program(), *arguments(folder, action, *rest)]


def embed(folder: Path, texts: list[str]) -> float:
    """Embed texts by sentence-transformers, keep the vectors for the peers, and return texts a second."""
    program = (
        "import json, sys, time, numpy\n"
        "from benchmarks.systems import encoder, encode\n"
        "texts = json.load(open(sys.argv[1])); model = encoder(); begun = time.perf_counter()\n"
        "made = encode(model, texts); took = time.perf_counter() - begun\n"
        "numpy.save(sys.argv[2], made); print(json.dumps(len(texts) / took))"
    )
    (folder / "texts.json").write_text(json.dumps(texts))
    ran = run([sys.executable, "-c", program, str(folder / "texts.json"), str(folder / "vectors.npy")])
    return float(json.loads(ran.output.splitlines()[-1]))


def build(folder: Path, names: list[str]) -> dict[str, Any]:
    """Build every system's index from nothing."""
    found: dict[str, Any] = {}
    for name in names:
        place = folder / name.replace(" ", "")
        place.mkdir(exist_ok=True)
        given = () if name in ("dlgraph", *EMBEDS_ITSELF) else (folder / "vectors.npy",)
        ran = run(child(name, "build", place, folder / "rows.jsonl", *given))
        found[name] = {"build": ran.seconds, "build_peak": ran.peak, "disk": size_of(place)}
        say(f"  {name}: built in {ran.seconds:.1f} s, {ran.peak:.0f} MB, {found[name]['disk']:.1f} MB on disk")
    return found


def cold(folder: Path, names: list[str], rounds: int) -> dict[str, Any]:
    """Ask one question in a new process, of each system in turn."""
    asked = synthetic.questions(rounds + 1)

    def asker(name: str) -> Callable[[int], Ran]:
        if name == "dlgraph":
            return lambda turn: run(command(folder, "ask", asked[turn]))
        return lambda turn: run(child(name, "ask", folder / name.replace(" ", ""), asked[turn]))

    programs = {name: asker(name) for name in names}
    if "dlgraph" in names:
        label = next(synthetic.rows(1)).term
        programs["dlgraph, a label"] = lambda _: run(command(folder, "ask", label))
        programs["dlgraph --help"] = lambda _: run([*program(), "--help"])
    ran = interleaved(programs, rounds)
    return {
        name: {"cold": median([one.seconds for one in runs]), "cold_peak": median([one.peak for one in runs])}
        for name, runs in ran.items()
    }


def warm(folder: Path, names: list[str]) -> dict[str, Any]:
    """Ask many questions of a process that stays, twice in turn, and keep the better run of each."""
    (folder / "questions.json").write_text(json.dumps(synthetic.questions(WARM_QUESTIONS)))
    programs = {
        name: (lambda _, name=name: run(child(name, "warm", folder / name.replace(" ", ""), folder / "questions.json")))
        for name in names
    }
    found: dict[str, Any] = {}
    for name, runs in interleaved(programs, 2).items():
        times = min((json.loads(one.output.splitlines()[-1])["times"] for one in runs), key=median)
        found[name] = {"p50": median(times), "p95": quantile(times, 0.95)}
    return found


def update(folder: Path, names: list[str], size: int) -> dict[str, Any]:
    """Change one row, and ask a question that finds the change, in one new process."""
    synthetic.write(folder / "rows.jsonl", size, changed=size - 1)
    question = synthetic.questions(1)[0]
    found: dict[str, Any] = {}
    for name in names:
        if name == "dlgraph":
            ran = run(command(folder, "ask", question))
        else:
            ran = run(child(name, "update", folder / name.replace(" ", ""), folder / "rows.jsonl", question))
        found[name] = {"update": ran.seconds}
    return found


def measure(size: int, rounds: int) -> dict[str, Any]:
    """Measure every system on a glossary of a size."""
    say(f"{size:,} concepts")
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        synthetic.write(folder / "rows.jsonl", size)
        why = {name: takes_part(name, size) for name in SYSTEMS}
        names = [name for name in SYSTEMS if not why[name]]
        found: dict[str, Any] = {"size": size, "why": {name: text for name, text in why.items() if text}}
        found["st_rate"] = embed(folder, [row.text for row in synthetic.rows(size)])
        say(f"  sentence-transformers: {found['st_rate']:.0f} texts a second")
        systems: dict[str, Any] = {}
        for part in (
            build(folder, names),
            cold(folder, names, rounds),
            warm(folder, names),
            update(folder, names, size),
        ):
            for name, values in part.items():
                systems.setdefault(name, {}).update(values)
        found["index"] = json.loads(run(command(folder, "index", "--json")).output)
        return {**found, "systems": systems}


def wordnet(corpus: Path, index: Path, rounds: int) -> dict[str, Any]:
    """Measure cold questions to WordNet, whose index is built first where it is not there yet."""

    def asked(*rest: str) -> list[str]:
        return [*program(), rest[0], "--corpus", str(corpus), "--index", str(index), *rest[1:]]

    built = run(asked("index", "--json"))
    told = json.loads(built.output)
    say(f"  WordNet: {told['counts']['passages']:,} passages, {told['seconds']:.0f} s")
    questions = [*WORDNET_QUESTIONS, *WORDNET_QUESTIONS]
    programs = {
        "with the model": lambda turn: run(asked("ask", questions[turn % len(questions)])),
        "a label": lambda _: run(asked("ask", "telescope")),
    }
    ran = interleaved(programs, rounds)
    return {
        "index": told,
        "asked": {
            name: {"cold": median([one.seconds for one in runs]), "cold_peak": median([one.peak for one in runs])}
            for name, runs in ran.items()
        },
    }


def timed_stages(rounds: int) -> dict[str, float]:
    """Time the stages of a cold question to a glossary of STAGED concepts."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        synthetic.write(folder / "rows.jsonl", STAGED)
        run(command(folder, "index"))
        return stages.measure(rounds, arguments(folder, "ask", synthetic.questions(1)[0]))


def versions() -> dict[str, str]:
    """Return the installed versions of what was measured."""
    found = {}
    for name in DISTRIBUTIONS:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="*", default=[1000, 10_000], help="concepts of the glossaries")
    parser.add_argument(
        "--vectors", type=int, nargs="*", default=[100_000, 1_000_000], help="vectors of the bare index"
    )
    parser.add_argument("--rounds", type=int, default=7, help="cold questions of each system")
    parser.add_argument("--wordnet", type=Path, help="the folder of WordNet's database, to measure it as well")
    parser.add_argument("--wordnet-index", type=Path, help="where its index is, or is to be kept")
    parser.add_argument("--keep", type=Path, help="a JSON file of the measurements; those in it are not made again")
    parser.add_argument("--out", type=Path, default=Path("docs/benchmarks.md"))
    options = parser.parse_args()
    kept = json.loads(options.keep.read_text()) if options.keep and options.keep.exists() else {}

    def once(key: str, make: Callable[[], Any]) -> Any:
        if key not in kept:
            begun = time.perf_counter()
            try:
                kept[key] = make()
            except FailedError as error:
                say(f"{key}: {error}")
                return None
            say(f"{key}: measured in {time.perf_counter() - begun:.0f} s")
            if options.keep:
                options.keep.write_text(json.dumps(kept, indent=1))
        return kept[key]

    sizes = [once(f"size {size}", lambda size=size: measure(size, options.rounds)) for size in options.sizes]
    grown = [once(f"vectors {count}", lambda count=count: index.measure(count)) for count in options.vectors]
    words = None
    if options.wordnet:
        with tempfile.TemporaryDirectory() as made:
            index_at = options.wordnet_index or Path(made)
            words = once("wordnet", lambda: wordnet(options.wordnet, index_at, options.rounds))
    spent = once("stages", lambda: timed_stages(options.rounds))
    found = report.Report([one for one in sizes if one], [one for one in grown if one], words, spent)
    report.write(options.out, found, versions())


if __name__ == "__main__":
    main()
