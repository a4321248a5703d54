"""Questions a corpus asks of itself: each with a known answer whose own wording of the question is hidden."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dlgraph.model import Item
from dlgraph.text import chunks, fold, words

# Questions asked: one for so many passages, so that asking costs a fifth of a build at most, within bounds.
_PASSAGES = 12
FEWEST, MOST = 30, 200
_FEW_FAQS = 60
# About so many items are enough to draw from; more would only take memory.
_DRAWN_FROM = 20_000
_CHUNKS = 2


@dataclass(frozen=True, slots=True)
class SelfQuestion:
    """A question whose answer is known.

    ``answers`` are the ids of the items that answer, the first of them the one it was drawn from. For a ``whole``
    question, what would give it away is taken from that one: passages whose text is in ``hidden``, all passages
    where ``instead`` holds texts to take their place, and all there is where both are empty; ``body`` is what is
    left of its words. The others hide nothing, but words are left out of the question.
    """

    text: str
    answers: tuple[str, ...]
    whole: bool
    hidden: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()
    body: str = ""


def sampled(item: Item, total: int) -> bool:
    """Tell whether self-questions are drawn from an item: from all of few, from an even share of many.

    Args:
        item: the item; those of one concept go together.
        total: how many items there are.
    """
    if total <= _DRAWN_FROM:
        return True
    return int(_order(item.concept or item.id), 16) < _DRAWN_FROM / total * 2**64


def ask(items: Sequence[Item], passages: int) -> list[SelfQuestion]:
    """Draw self-questions from a corpus's items.

    FAQs with alternative phrasings give each phrasing, hidden from its own FAQ. FAQs without give their question,
    asked of their answer alone. Where FAQs are few, concepts give their definition with their names taken out,
    asked of their sections. These two, which are no paraphrases, are also given with half of their words left out
    and nothing hidden.

    Args:
        items: everything that can answer.
        passages: how many passages it has.

    Returns:
        One whole question for twelve passages, 30 to 200, and at most as many shortened ones; the same for the
        same items.
    """
    faqs = [item for item in items if item.kind == "faq"]
    drawn = [question for item in faqs for question in _from_faq(item)]
    if len(drawn) < _FEW_FAQS:
        drawn += _from_definitions(items)
    drawn.sort(key=lambda question: (_order(question.answers[0] + question.text), question.answers))
    # An item at a time, so that no FAQ with many phrasings rules.
    chosen = _spread(drawn)[: max(FEWEST, min(passages // _PASSAGES, MOST))]
    shortened = [_shortened(question) for question in chosen if not question.hidden]
    return chosen + [question for question in shortened if question is not None]


def _from_faq(item: Item) -> Iterator[SelfQuestion]:
    phrasings = list(dict.fromkeys([item.title, *item.alternatives]))
    if len(phrasings) > 1:
        for phrasing in phrasings if not item.text else phrasings[1:]:
            body = "\n".join([*(other for other in phrasings if other != phrasing), item.text])
            yield SelfQuestion(phrasing, (item.id,), True, hidden=(phrasing,), body=body)
    elif item.text:
        parts = tuple(chunks(item.text)[:_CHUNKS])
        yield SelfQuestion(item.title, (item.id,), True, instead=parts, body=item.text)


def _from_definitions(items: Sequence[Item]) -> Iterator[SelfQuestion]:
    sections: dict[str, list[str]] = {}
    for item in items:
        if item.kind in ("section", "faq") and item.concept:
            sections.setdefault(item.concept, []).append(item.id)
    for item in items:
        if item.kind == "definition" and item.concept in sections:
            text = _without_names(item)
            if len(words(text)) >= 4:
                yield SelfQuestion(text, (item.id, *sections[item.concept]), True)


def _without_names(item: Item) -> str:
    first = re.split(r"(?<=[.!?])\s", item.text, maxsplit=1)[0]
    names = sorted([item.label, *item.alternatives], key=len, reverse=True)
    for name in names:
        first = re.sub(rf"\b{re.escape(name)}(?:e?s)?\b", " ", first, flags=re.I)
    return " ".join(first.split())


def _shortened(question: SelfQuestion) -> SelfQuestion | None:
    """Leave out half of a question's words, chosen by their hash; None where too few would be left."""
    parts = question.text.split()
    if len(parts) < 4:
        return None
    ranked = sorted(range(len(parts)), key=lambda at: _order(f"{question.text} {at} {fold(parts[at])}"))
    kept = sorted(ranked[: (len(parts) + 1) // 2])
    return SelfQuestion(" ".join(parts[at] for at in kept), question.answers, False)


def _spread(drawn: Sequence[SelfQuestion]) -> list[SelfQuestion]:
    rounds: dict[str, int] = {}
    placed: list[tuple[int, int, SelfQuestion]] = []
    for question in drawn:
        source = question.answers[0]
        rounds[source] = rounds.get(source, 0) + 1
        placed.append((rounds[source], len(placed), question))
    return [question for *_, question in sorted(placed, key=lambda entry: entry[:2])]


def _order(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).hexdigest()
