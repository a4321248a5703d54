"""How many hidden links `dlgraph suggest links` finds again, beside cosines and common neighbours alone.

    python -m benchmarks.suggest CORPUS [--index DIR] [--seeds 5] [--kind related|references] [--fit]

A fifth of the links is hidden, several times over. In a glossary of related concepts these are its pairs, hidden with
the links between the two pages; in one of texts with links they are these. A hidden link's Markdown goes, its words
stay, as a person would have written them who did not set the link, so that no passage
changes and none is encoded again. In the stricter variant no text is read for names at all. ``--fit`` prints weights
fitted on the corpus.
"""

from __future__ import annotations

import argparse
import random
import statistics
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from dlgraph import knowledge
from dlgraph.concept import Concept
from dlgraph.formats import macros
from dlgraph.glossary import Glossary
from dlgraph.search.index import Index
from dlgraph.suggest import evidence, links, mentions
from dlgraph.suggest.evidence import Evidence
from dlgraph.suggest.lawful import Relations

Pairs = set[tuple[str, str]]
Array = Any


def hidden_links(glossary: Glossary, kind: str, seed: int, share: float = 0.2) -> Pairs:
    """Choose a share of the links: both directions of related pairs, or single references that are nothing else."""
    both = kind == "related"
    curated = {frozenset((each.origin, each.target)) for each in glossary.relations if each.kind != "references"}
    if both:
        found = {tuple(sorted((each.origin, each.target))) for each in glossary.relations if each.kind == "related"}
    else:
        found = {(each.origin, each.target) for each in glossary.relations if each.kind == "references"}
        found = {pair for pair in found if frozenset(pair) not in curated}
    pairs = sorted(found)
    chosen = random.Random(seed).sample(pairs, round(share * len(pairs)))
    hidden = {(one, other) for one, other in chosen}
    return hidden | {(other, one) for one, other in hidden} if both else hidden


def without(glossary: Glossary, hidden: Pairs) -> Glossary:
    """Return a glossary whose pages do not have some links, but still their words."""
    return Glossary([_without(glossary, concept, hidden) for concept in glossary], glossary.faqs)


def _without(glossary: Glossary, concept: Concept, hidden: Pairs) -> Concept:
    gone = {target for origin, target in hidden if origin == concept.id}
    if not gone:
        return concept

    def kept(references: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(each for each in references if glossary.resolve(each.target, concept.id) not in gone)

    body = concept.body
    if body is not None:
        body = mentions._LINK.sub(
            lambda match: (
                match["text"]
                if glossary.resolve(match["target"].partition("#")[0].strip(), concept.id) in gone
                else match[0]
            ),
            macros.link_only(body),
        )
    return replace(concept, related=kept(concept.related), references=kept(concept.references), body=body)


def table(glossary: Glossary, found: Evidence, hidden: Pairs, *, words: bool) -> tuple[Array, Array, Array]:
    """Return the features of all pairs that might be suggested, which are hidden links, and their first concepts."""
    relations = Relations(glossary)
    values, right, origins = [], [], []
    for row, id in enumerate(found.ids):
        barred = relations.said(id) | relations.kin(id)
        others = [at for at, other in enumerate(found.ids) if other not in barred]
        values.append(links.features(found, [row], words=words)[0][others])
        right += [(id, found.ids[at]) in hidden for at in others]
        origins += [row] * len(others)
    return np.concatenate(values), np.array(right), np.array(origins)


def logistic(values: Array, right: Array, ridge: float = 1.0) -> tuple[float, Array]:
    """Fit a logistic regression by Newton's method."""
    middle, spread = values.mean(0), np.maximum(values.std(0), 1e-9)
    x = np.hstack([np.ones((len(values), 1)), (values - middle) / spread])
    penalty = np.diag([0.0] + [ridge] * values.shape[1])
    beta = np.zeros(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ beta))
        step = np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + penalty, x.T @ (right - p) - penalty @ beta)
        beta += step
        if abs(step).max() < 1e-8:
            break
    slopes = beta[1:] / spread
    return float(beta[0] - slopes @ middle), slopes


def measures(scores: Array, right: Array, origins: Array, total: int) -> dict[str, float]:
    """Return recall@10 by page, and the precision of the best over all pages."""
    order = np.lexsort((-scores, origins))
    starts = np.r_[0, np.flatnonzero(np.diff(origins[order])) + 1]
    place = np.arange(len(order)) - np.repeat(starts, np.diff(np.r_[starts, len(order)]))
    best = np.argsort(-scores, kind="stable")
    found = {"recall@10": right[order][place < 10].sum() / total}
    found |= {f"precision@{k}": right[best[:k]].mean() for k in (10, 20, 50)}
    return {name: float(value) for name, value in found.items()}


def thresholds(scores: Array, right: Array, total: int, at: Collection[float]) -> dict[str, float]:
    """Return, for each least score, how many pairs have it, how many of them are right, and how many of all."""
    found: dict[str, float] = {}
    for least in at:
        kept = scores >= least
        found[f"pairs ≥{least}"] = float(kept.sum())
        found[f"precision ≥{least}"] = float(right[kept].mean()) if kept.any() else float("nan")
        found[f"recall ≥{least}"] = float(right[kept].sum() / total)
    return found


def main() -> None:
    """Run the benchmark and print its table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus")
    parser.add_argument("--index")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--kind", choices=("related", "references"))
    options = parser.parse_args()
    place = knowledge.locate(options.corpus, options.index)
    knowledge.build(place)
    index = Index.open(place.folder)
    if index is None:
        raise SystemExit(f"there is no index in {place.folder}")
    whole = index.catalog.glossary()
    vectors = evidence.gather(whole, index.backend)
    kind = options.kind or links.usual_kind(whole)
    model = links.MODELS[kind]
    rows: dict[tuple[str, str], list[dict[str, float]]] = {}
    fits: list[tuple[Array, Array]] = []
    for seed in range(options.seeds):
        hidden = hidden_links(whole, kind, seed)
        glossary = without(whole, hidden)
        found = Evidence(glossary, vectors.definitions, vectors.pages, Path(options.corpus))
        for variant, words in (("words stay", True), ("words unread", False)):
            values, right, origins = table(glossary, found, hidden, words=words)
            odds = values @ np.array(model.weights, np.float32) + model.base
            scores = 1 / (1 + np.exp(-odds))
            named = {"suggest links": scores, "cosine of definitions": values[:, 0], "cosine of pages": values[:, 1]}
            named |= {"common neighbours": values[:, 2]}
            for name, each in named.items():
                row = measures(each, right, origins, len(hidden))
                row |= thresholds(each, right, len(hidden), (0.3, 0.5, 0.7)) if name == "suggest links" else {}
                rows.setdefault((variant, name), []).append(row)
            if words:
                fits.append((values, right))
    print(f"{kind}: {len(hidden)} hidden of one seed")
    _report(rows)
    if options.fit:
        base, weights = logistic(
            np.concatenate([each for each, _ in fits]).astype(float), np.concatenate([each for _, each in fits])
        )
        print("base", round(base, 2), {n: round(float(w), 2) for n, w in zip(links.FEATURES, weights, strict=True)})


def _report(rows: dict[tuple[str, str], list[dict[str, float]]]) -> None:
    """Print means over the seeds, and between the least and the greatest."""
    for (variant, name), runs in rows.items():
        print(f"{variant}: {name}")
        for key in runs[0]:
            values = [run[key] for run in runs]
            print(f"  {key:15} {statistics.fmean(values):.3f}  ({min(values):.3f} to {max(values):.3f})")


if __name__ == "__main__":
    main()
