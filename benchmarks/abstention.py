"""How well abstention tells what a glossary answers from what it does not, beside a plain cosine threshold.

    python benchmarks/abstention.py CORPUS QUESTIONS.jsonl [--remove 40] [--other CORPUS]

Some concepts are taken out of the corpus (chosen by a hash of their ids), the index is built without them, and the
questions that expected them, and their own FAQs, become near questions without an answer. With ``--other``, the
definitions of another glossary's concepts are asked for as far ones, and this one's of that.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from dlgraph import evaluate
from dlgraph.concept import Concept
from dlgraph.glossary import Glossary
from dlgraph.knowledge import KnowledgeBase, locate
from dlgraph.search.calibration import KEEP, evidence

DRAWS = 1000


def removed(glossary: Glossary, count: int) -> set[str]:
    """Choose concepts to take out, the same at each run."""
    ranked = sorted(glossary.concepts, key=lambda name: hashlib.sha256(name.encode()).hexdigest())
    return set(ranked[:count])


def forms(concepts: Sequence[Concept]) -> list[str]:
    """Ask for each concept in four ways."""
    ways = ("what is {}?", "how does {} work?", "why do people use {}?", "explain {} to me")
    return [way.format(concept.label) for concept in concepts for way in ways]


def spread(values: Sequence[float]) -> str:
    ordered = sorted(values)
    return f"{ordered[int(0.025 * len(ordered))]:.3f} to {ordered[int(0.975 * len(ordered))]:.3f}"


def near(corpus: Path, questions: Path, count: int) -> None:
    full = KnowledgeBase(locate(corpus)).glossary
    out = removed(full, count)
    asked = evaluate.read(questions)
    # A question that more than one concept answers is left out where only some of them are gone.
    whole = [question for question in asked if question.expects]
    here = [question.text for question in whole if not set(question.expects) & out]
    gone = [question.text for question in whole if set(question.expects) <= out]
    gone += [faq.question for id in sorted(out) for faq in full[id].faqs]
    expected = {question.text: question.expects for question in whole}
    with tempfile.TemporaryDirectory() as folder:
        left = Path(folder, "corpus")
        shutil.copytree(corpus, left)
        for id in out:
            (left / full[id].source.file).unlink()
        kb = KnowledgeBase(locate(left, Path(folder, "index")))
        rows = []
        for text in [*here, *gone]:
            hits = kb.search(text, 10)
            answer = kb.decide(text, hits)
            cosine = max(hit.cosine for hit in kb.search(text, 100))
            right = text in expected and hits[0].item.concept in expected[text]
            rows.append((evidence(hits), cosine, answer.confidence, right, answer.kind != "abstain"))
    yes, no = rows[: len(here)], rows[len(here) :]
    print(f"near: {count} concepts removed, {len(here)} answerable questions, {len(gone)} whose answer is gone")
    chooser = random.Random(0)
    results = []
    for name, column in (("dlgraph's evidence", 0), ("dlgraph's confidence", 2), ("plain cosine", 1)):
        value = evaluate.auroc([row[column] for row in yes], [row[column] for row in no])
        risk = evaluate.aurc([row[column] for row in rows], [row[3] for row in rows])
        results.append(f"  {name}: AUROC {value:.3f}, AURC {risk:.3f}")
    gaps = []
    for _ in range(DRAWS):
        some, none = chooser.choices(yes, k=len(yes)), chooser.choices(no, k=len(no))
        ours = evaluate.auroc([row[0] for row in some], [row[0] for row in none])
        gaps.append(ours - evaluate.auroc([row[1] for row in some], [row[1] for row in none]))
    print("\n".join(results))
    print(f"  AUROC, evidence minus cosine: 95 % of bootstrap draws from {spread(gaps)}")
    print(f"  kept {sum(row[4] for row in yes) / len(yes):.3f} of the answerable at keep={KEEP},", end=" ")
    print(f"rejected {sum(not row[4] for row in no) / len(no):.3f} of the others")
    for name, column in (("confidence", 2), ("cosine", 1)):
        ordered = sorted(rows, key=lambda row: -row[column])
        points = [
            (share, ordered[: max(1, int(share * len(rows)))]) for share in (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1)
        ]
        curve = ", ".join(f"{share:.0%} {sum(not row[3] for row in part) / len(part):.3f}" for share, part in points)
        print(f"  share answered and risk, by {name}: {curve}")


def far(corpus: Path, other: Path) -> None:
    one, two = KnowledgeBase(locate(corpus)), KnowledgeBase(locate(other))
    for name, kb, guest in ((corpus.name, one, two), (other.name, two, one)):
        shared = {form for concept in guest.glossary for form in [concept.label] if form in kb.glossary}
        texts = forms([concept for concept in guest.glossary if concept.label not in shared])
        answered = [text for text in texts if kb.ask(text).kind != "abstain"]
        print(f"far, asked of {name}: {len(texts)} questions about concepts it does not have ({len(shared)} left out")
        print(f"  as both have them), {1 - len(answered) / len(texts):.3f} rejected; answered: {answered[:12]}")
        own = forms(list(kb.glossary))
        kept = sum(kb.ask(text).kind != "abstain" for text in own) / len(own)
        print(f"  its own {len(own)} questions of these forms: {kept:.3f} kept")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--remove", type=int, default=40)
    parser.add_argument("--other", type=Path)
    options = parser.parse_args()
    near(options.corpus, options.questions, options.remove)
    if options.other:
        far(options.corpus, options.other)


if __name__ == "__main__":
    main()
