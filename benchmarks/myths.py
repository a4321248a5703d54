"""How often a statement about a misconception gets the right verdict, and the fit of the models that give it.

    python benchmarks/myths.py CORPUS [--questions FILE] [--half NAME] [--show]
    python benchmarks/myths.py CORPUS --fit
    python benchmarks/myths.py CORPUS --folds 10

Each line of the questions names a misconception and a question whose statement is that myth ("myth"), agrees with the
reality ("true"), or is near it but neither ("other"). ``--fit`` prints the coefficients of dlgraph/verdict.py,
fitted on all of the questions. ``--folds`` judges each question by a fit on those about other concepts: that tells how
far the fit carries, though not what the rules, written by people who had read the errors, do on statements that nobody
has seen.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

import dlgraph
from dlgraph import polarity, verdict
from dlgraph.knowledge import KnowledgeBase
from dlgraph.model import Hit
from dlgraph.statements import Statement, statement

# Nobody has looked at what goes wrong here, and no fit is made on it: it confirms.
UNSEEN = "unseen"
QUESTIONS = Path(__file__).parent / "questions" / "myths.jsonl"
HITS = 100
# How strongly the fit is drawn to zero, for features in units of their standard deviation.
RIDGE = 2.0
# What a misconception that is not the one meant counts for in the fit: there are four for each right one, and few
# statements that are about none at all.
WRONG_WEIGHT = 0.25
OTHER_WEIGHT = 2.0


@dataclass(frozen=True, slots=True)
class Case:
    """A question of the set with what a search for its statement found."""

    expected: str
    kind: str
    truth: bool | None
    question: str
    put: Statement | None
    hits: Sequence[Hit]
    compare: verdict.Compare
    weight: float = 1.0


# A statement that is the myth word for word, or its plain denial, is no paraphrase, but must not be got wrong either.
PLAIN_WEIGHT = 0.1
# The verb of the main clause, to be denied: none that stands in a clause of its own before or behind it.
_MAIN_VERB = re.compile(
    r"^((?:(?!\b(?:that|which|what|who|how|whether|if|when|while|once|as|because|since|so|than|not|no|never)\b|[,;]).)*?)"
    r"\b(is|are|was|were|can|could|will|would|must|should)\b(?! not)"
)


def denied(myth: str) -> str | None:
    """Return a myth with its main verb denied; None where that is not plain to see."""
    if not (found := _MAIN_VERB.match(myth)) or re.match(r"(?:all|every|any|each|only|some)\b", myth, re.I):
        return None
    verb = {"can": "cannot", "must": "does not have to"}.get(found[2], f"{found[2]} not")
    return f"{found[1]}{verb}{myth[found.end() :]}"


def plain(kb: KnowledgeBase, only: Collection[str] = ()) -> list[dict[str, Any]]:
    """Put each myth forward word for word, in several frames, and in its plain denial."""
    rows = []
    for pair in (pair for concept in kb.glossary for pair in concept.misconceptions if not only or pair.id in only):
        myth = pair.myth.rstrip(".")
        myth = myth if re.match(r"\W|I\b|\w*[A-Z]\w*[A-Z]|\w+-?[A-Z]", myth) else myth[0].lower() + myth[1:]
        forms = [(f"Is it true that {myth}?", "myth"), (f"{pair.myth.rstrip('.')}, right?", "myth")]
        forms += [(f"Is it a myth that {myth}?", "true")]
        forms += [(f"{other}, right?", "true") for other in [denied(pair.myth.rstrip("."))] if other]
        rows += [{"id": pair.id, "question": form, "verdict": kind, "half": "plain"} for form, kind in forms]
    return rows


def read(path: Path, half: str) -> list[dict[str, Any]]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [row for row in rows if row["half"] == half or (not half and row["half"] != UNSEEN)]


def cases(kb: KnowledgeBase, rows: Sequence[dict[str, Any]]) -> list[Case]:
    """Search for the statement of each question."""
    put = [statement(row["question"]) for row in rows]
    texts = [kb._index.mend(said.text if said else row["question"]) for said, row in zip(put, rows, strict=True)]
    vectors = kb._encoder_for(len(texts)).encode_queries(texts)
    found = []
    for row, said, text, vector in zip(rows, put, texts, vectors, strict=True):
        hits = kb._index.search(vector, text, HITS)
        compare = {hit.item.id: kb._index.backend.compare_item(hit.item.id, vector) for hit in suspects(hits)}
        found.append(
            Case(
                row["id"],
                row["verdict"],
                row.get("truth"),
                row["question"],
                said,
                hits,
                compare.__getitem__,
                PLAIN_WEIGHT if row["half"] == "plain" else 1.0,
            )
        )
    return found


def suspects(hits: Sequence[Hit]) -> list[Hit]:
    return [hit for hit in hits if hit.item.kind == "misconception"][: verdict.LOOKED_AT]


def names_in(kb: KnowledgeBase) -> verdict.Names:
    names = {concept.id: (concept.label, *concept.aliases) for concept in kb.glossary}
    return lambda concept: names.get(concept, ())


def evidence(case: Case, names: verdict.Names) -> list[tuple[str, verdict.Relevance, verdict.Siding]]:
    """List each misconception that is looked at, with what speaks for and against it."""
    if case.put is None:
        return []
    said = polarity.read(case.put.text)
    others = [hit for hit in case.hits if hit.item.kind != "misconception"]
    found = []
    for hit in suspects(case.hits):
        known, cosines = verdict.pair(hit, names), verdict._cosines(case.compare(hit.item.id))
        relevant = verdict.relevance(said, known, cosines, hit, others)
        found.append((hit.item.id, relevant, verdict.siding(said, known, cosines, relevant.word_lead)))
    return found


def logistic(rows: Sequence[tuple[float, ...]], labels: Sequence[bool], weights: Sequence[float]) -> list[float]:
    """Fit a ridge logistic regression by Newton's method; the intercept comes first, for features as they are."""
    x, y, w = np.array(rows, float), np.array(labels, float), np.array(weights, float)
    mean, spread = x.mean(0), np.maximum(x.std(0), 1e-9)
    z = np.hstack([np.ones((len(x), 1)), (x - mean) / spread])
    penalty = np.diag([0.0, *[RIDGE] * x.shape[1]])
    beta = np.zeros(z.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-z @ beta))
        step = np.linalg.solve((z * (w * p * (1 - p))[:, None]).T @ z + penalty, z.T @ (w * (y - p)) - penalty @ beta)
        beta = beta + step
        if np.abs(step).max() < 1e-8:
            break
    slopes = beta[1:] / spread
    return [float(beta[0] - slopes @ mean), *slopes.tolist()]


def fitted(
    found: Sequence[Case], names: verdict.Names
) -> tuple[tuple[float, verdict.Relevance], tuple[float, verdict.Siding]]:
    """Fit both models to cases."""
    about: list[tuple[tuple[float, ...], bool, float]] = []
    holds: list[tuple[tuple[float, ...], bool, float]] = []
    for case in found:
        for id, relevance, siding in evidence(case, names):
            right = id == case.expected and case.kind != "other"
            weight = 1.0 if right else OTHER_WEIGHT if case.kind == "other" else WRONG_WEIGHT
            # What is said word for word teaches nothing about how far a paraphrase may lie.
            if case.weight == 1.0:
                about.append((astuple(relevance), right, weight))
            if right:
                denied = case.put is not None and case.put.denied
                holds.append((astuple(siding), (case.kind == "true") != denied, case.weight))
    base, *slopes = logistic(*zip(*about, strict=True))
    base_holds, *slopes_holds = logistic(*zip(*holds, strict=True))
    return (base, verdict.Relevance(*slopes)), (base_holds, verdict.Siding(*slopes_holds))


def show_fit(found: Sequence[Case], names: verdict.Names) -> None:
    for name, (base, weights) in zip(("_ABOUT_IT", "_HOLDS"), fitted(found, names), strict=True):
        print(f"{name}_BASE = {base:.2f}\n{name} = {type(weights).__name__}(")
        for each in fields(weights):
            print(f"    {each.name}={getattr(weights, each.name):.2f},")
        print(")")


def across(found: Sequence[Case], names: verdict.Names, folds: int, show: bool) -> None:
    """Measure each fold of concepts by models fitted on the others."""
    concepts = sorted({case.expected.split("#")[0] for case in found})
    random.Random(0).shuffle(concepts)
    fold = {concept: number % folds for number, concept in enumerate(concepts)}
    counts: Counter[tuple[str, str]] = Counter()
    for number in range(folds):
        kept = [case for case in found if fold[case.expected.split("#")[0]] != number]
        asked = [case for case in found if fold[case.expected.split("#")[0]] == number and case.weight == 1.0]
        about, holds = fitted(kept, names)
        verdict._ABOUT_IT_BASE, verdict._ABOUT_IT = about
        verdict._HOLDS_BASE, verdict._HOLDS = holds
        counts += counted(asked, names, show)
    table(counts)


def measure(found: Sequence[Case], names: verdict.Names, show: bool) -> None:
    table(counted(found, names, show))


def counted(found: Sequence[Case], names: verdict.Names, show: bool) -> Counter[tuple[str, str]]:
    counts: Counter[tuple[str, str]] = Counter()
    for case in found:
        judged = verdict.judge(case.put, case.hits, case.compare, names) if case.put else None
        result = outcome(case, judged)
        counts[case.kind if case.kind != "other" else f"other, {str(case.truth).lower()}", result] += 1
        if show and result not in ("right", "none", "no verdict"):
            told = (
                f"{judged.verdict or '-'} {judged.about:.2f} {judged.holds:.2f} {judged.hit.item.title}"
                if judged
                else "-"
            )
            print(f"{case.kind}: {result}: {case.question} => {told}")
    return counts


def table(counts: Counter[tuple[str, str]]) -> None:
    for kind in sorted({kind for kind, _ in counts}):
        total = sum(count for (each, _), count in counts.items() if each == kind)
        parts = [(result, count) for (each, result), count in sorted(counts.items()) if each == kind]
        print(f"{kind} ({total}): " + ", ".join(f"{result} {count} ({count / total:.1%})" for result, count in parts))


def outcome(case: Case, judged: verdict.Judgement | None) -> str:
    """Say what came of a case; a verdict is wrong where it is the opposite of the right one."""
    right = {"myth": "false", "true": "true", "other": str(case.truth).lower()}[case.kind]
    if judged is None:
        return "none"
    if case.kind == "other":
        return (
            f"verdict {judged.verdict}, {'by luck' if judged.verdict == right else 'wrong'}"
            if judged.verdict
            else "no verdict"
        )
    place = "" if judged.hit.item.id == case.expected else ", by another misconception"
    if not judged.verdict:
        return "undecided" + place
    return ("right" if judged.verdict == right else "wrong") + place


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--questions", type=Path, default=QUESTIONS)
    parser.add_argument("--half", choices=["even", "odd", "third", "fourth", UNSEEN], default="")
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--folds", type=int, default=0, help="judge by fits that have not seen the concept")
    parser.add_argument("--plain", action="store_true", help="ask for each myth word for word and in its plain denial")
    parser.add_argument("--show", action="store_true", help="print what was not right")
    options = parser.parse_args()
    with dlgraph.open(options.corpus) as kb:
        names = names_in(kb)
        rows = plain(kb) if options.plain else read(options.questions, options.half)
        if options.fit:
            show_fit(cases(kb, [*rows, *plain(kb, {row["id"] for row in rows})]), names)
            return
        if options.folds:
            measured = cases(kb, [*rows, *plain(kb, {row["id"] for row in rows})])
            across(measured, names, options.folds, options.show)
            return
        measure(cases(kb, rows), names, options.show)


if __name__ == "__main__":
    main()
