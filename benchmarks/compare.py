"""Ask the same questions of dlgraph and of what people would use instead, with the same model, in one run.

    python benchmarks/compare.py DATA_FOLDER… [--out docs/quality.md]

A data folder holds ``faq.jsonl`` (rows with ``id``, ``question``, ``answer`` and perhaps ``alternatives``) and
``questions.jsonl`` (rows with ``question`` and ``expects``). Systems whose packages are not installed are left out:
rank-bm25, txtai and chromadb are the peers it knows.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dlgraph
from dlgraph import evaluate
from dlgraph.outcome import Question
from dlgraph.search import weights

DEPTH = 10
DRAWS = 2000


@dataclass(frozen=True)
class Run:
    """What a system found for each question, ids best first, and the seconds a build and a question took."""

    found: Sequence[Sequence[str]]
    build: float
    query: float


def texts(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return one text a row, the way most tools are fed an FAQ: question, other phrasings and answer."""
    return ["\n".join([row["question"], *row.get("alternatives", []), row.get("answer", "")]).strip() for row in rows]


def run_dlgraph(path: Path, rows: Sequence[Mapping[str, Any]], questions: Sequence[str]) -> Run:
    del rows
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        kb = dlgraph.open(path, index=folder)
        built = time.perf_counter()
        found = [[hit.item.id for hit in hits] for hits in kb.search_many(questions, DEPTH)]
        kb.close()
        return Run(found, built - begun, (time.perf_counter() - built) / len(questions))


def run_dense(path: Path, rows: Sequence[Mapping[str, Any]], questions: Sequence[str]) -> Run:
    """sentence-transformers and FAISS, one vector a row."""
    del path
    import faiss
    from sentence_transformers import SentenceTransformer

    begun = time.perf_counter()
    model = SentenceTransformer(str(weights.find(weights.DEFAULT_MODEL).folder), device="cpu")
    index = faiss.IndexFlatIP(384)
    index.add(model.encode(texts(rows), normalize_embeddings=True))
    built = time.perf_counter()
    _, near = index.search(model.encode(list(questions), normalize_embeddings=True), min(DEPTH, len(rows)))
    found = [[str(rows[at]["id"]) for at in row if at >= 0] for row in near]
    return Run(found, built - begun, (time.perf_counter() - built) / len(questions))


def run_bm25(path: Path, rows: Sequence[Mapping[str, Any]], questions: Sequence[str]) -> Run:
    """rank-bm25's Okapi BM25 over the same texts."""
    del path
    from rank_bm25 import BM25Okapi

    from dlgraph.text import words

    begun = time.perf_counter()
    index = BM25Okapi([words(text) for text in texts(rows)])
    built = time.perf_counter()
    found = []
    for question in questions:
        scores = index.get_scores(words(question))
        found.append([str(rows[at]["id"]) for at in sorted(range(len(rows)), key=lambda at: -scores[at])[:DEPTH]])
    return Run(found, built - begun, (time.perf_counter() - built) / len(questions))


def run_txtai(path: Path, rows: Sequence[Mapping[str, Any]], questions: Sequence[str]) -> Run:
    """txtai's hybrid search (sparse and dense, equal weights), its default."""
    del path
    from txtai import Embeddings

    begun = time.perf_counter()
    index = Embeddings(path=str(weights.find(weights.DEFAULT_MODEL).folder), hybrid=True)
    index.index(enumerate(texts(rows)))
    built = time.perf_counter()
    found = [[str(rows[int(at)]["id"]) for at, _ in index.search(question, DEPTH)] for question in questions]
    return Run(found, built - begun, (time.perf_counter() - built) / len(questions))


def run_chroma(path: Path, rows: Sequence[Mapping[str, Any]], questions: Sequence[str]) -> Run:
    """Chroma's collection with cosine distance, vectors by sentence-transformers."""
    del path
    import chromadb
    from sentence_transformers import SentenceTransformer

    begun = time.perf_counter()
    model = SentenceTransformer(str(weights.find(weights.DEFAULT_MODEL).folder), device="cpu")
    collection = chromadb.EphemeralClient().get_or_create_collection(
        f"rows{time.time_ns()}", configuration={"hnsw": {"space": "cosine"}}, embedding_function=None
    )
    ids = [str(row["id"]) for row in rows]
    vectors = model.encode(texts(rows))
    for start in range(0, len(ids), 4000):
        collection.add(ids=ids[start : start + 4000], embeddings=vectors[start : start + 4000].tolist())
    built = time.perf_counter()
    asked = model.encode(list(questions)).tolist()
    found = collection.query(query_embeddings=asked, n_results=min(DEPTH, len(ids)))["ids"]
    return Run(found, built - begun, (time.perf_counter() - built) / len(questions))


SYSTEMS: dict[str, Callable[[Path, Sequence[Mapping[str, Any]], Sequence[str]], Run]] = {
    "dlgraph": run_dlgraph,
    "sentence-transformers + FAISS": run_dense,
    "BM25 (rank-bm25)": run_bm25,
    "txtai hybrid": run_txtai,
    "Chroma": run_chroma,
}


def gains(found: Sequence[Sequence[str]], asked: Sequence[Question]) -> list[tuple[float, float, float, float]]:
    """Return hit@1, hit@5, MRR@10 and nDCG@10 of each question."""
    rows = []
    for ids, question in zip(found, asked, strict=True):
        place = next((at for at, id in enumerate(ids, 1) if id in question.expects), 0)
        ndcg = evaluate.ndcg(ids, question.expects)
        rows.append((float(place == 1), float(0 < place <= 5), 1 / place if place else 0.0, ndcg))
    return rows


def interval(values: Sequence[float], seed: int = 0) -> tuple[float, float, float]:
    """Return a mean and its 95 % interval by the percentile bootstrap (Efron, 1979)."""
    chooser = random.Random(seed)
    means = sorted(sum(chooser.choices(values, k=len(values))) / len(values) for _ in range(DRAWS))
    return sum(values) / len(values), means[int(0.025 * DRAWS)], means[int(0.975 * DRAWS)]


def measure(folder: Path) -> list[str]:
    """Run every system on one data folder and return the lines of its table."""
    path = folder / "faq.jsonl"
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    asked = [question for question in evaluate.read(folder / "questions.jsonl") if question.expects]
    lines = [
        f"## {folder.name}: {len(rows)} FAQs, {len(asked)} answerable questions",
        "",
        "| system | hit@1 | hit@5 | MRR@10 | nDCG@10 | build, s | a question, ms |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name, system in SYSTEMS.items():
        try:
            ran = system(path, rows, [question.text for question in asked])
        except ImportError as error:
            lines.append(f"| {name} | not installed ({error.name}) | | | | | |")
            continue
        columns = list(zip(*gains(ran.found, asked), strict=True))
        cells = ["{:.3f} ({:.3f}-{:.3f})".format(*interval(column)) for column in columns]
        lines.append(f"| {name} | {' | '.join(cells)} | {ran.build:.1f} | {ran.query * 1000:.1f} |")
        print(folder.name, lines[-1], flush=True)
    return [*lines, ""]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, help="the Markdown file to write; standard output shows it anyway")
    options = parser.parse_args()
    lines = [
        "# Quality beside peers",
        "",
        "Written by `python benchmarks/compare.py`. Every system answers the same questions with the same model",
        "(all-MiniLM-L6-v2, fp32) in one run; no setting is changed for a data set. In brackets: 95 % intervals by",
        f"{DRAWS:,} bootstrap draws. Python {platform.python_version()}, {os.cpu_count()} cores; read times as ratios.",
        "",
    ]
    for folder in options.folders:
        lines += measure(folder)
    text = "\n".join(lines)
    print(text)
    if options.out:
        options.out.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
