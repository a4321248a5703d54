"""What `suggest` prints: text for a terminal and the payload."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from dlgraph.glossary import Glossary
from dlgraph.render.page import DIGITS, Page, source_payload
from dlgraph.suggest.suggestion import TOPICS, Kind, Suggestion, Topic
from dlgraph.text import one_line
from dlgraph.wording import count

_TOPICS: dict[Kind, Topic] = {
    "references": "links", "related": "links", "broader": "parents", "duplicate": "duplicates", "alias": "aliases",
}  # fmt: skip
_MOST_REASONS = 4
_WORDS: dict[Kind, str] = {
    "references": "{} should link to {}",
    "related": "{} and {} are related",
    "broader": "{} falls under {}",
    "duplicate": "{} and {} may be one concept",
    "alias": "{} is also called {}",
}
Action = Callable[[Suggestion], str]


def text(glossary: Glossary, suggestions: Sequence[Suggestion], action: Action, page: Page) -> str:
    """Set suggestions by topic, each with its score, place, reasons and the edit it means."""
    parts = []
    for topic in TOPICS:
        found = [each for each in suggestions if _TOPICS[each.kind] == topic]
        if found:
            parts.append(f"{topic.capitalize()}\n")
            parts += [f"{_one(glossary, each, action, page)}\n" for each in found]
    return "\n".join(parts).rstrip("\n") or "Nothing to suggest."


def _one(glossary: Glossary, suggestion: Suggestion, action: Action, page: Page) -> str:
    label = glossary.concepts[suggestion.concept].label
    other = glossary.concepts[suggestion.target].label if suggestion.target else f"“{suggestion.value}”"
    said = _WORDS[suggestion.kind].format(one_line(label), one_line(other))
    place = f"{page.file(suggestion.source)}:{suggestion.source.line}"
    lines = [f"{suggestion.score:.2f}  {said}", f"      {place}: {action(suggestion)}"]
    for reason in suggestion.reasons[:_MOST_REASONS]:
        at = f" ({page.file(reason.source)}:{reason.source.line})" if reason.source else ""
        lines.append(page.wrap(f"- {one_line(reason.text)}{at}", "      "))
    return "\n".join(lines)


def payload(
    glossary: Glossary,
    suggestions: Sequence[Suggestion],
    action: Action,
    page: Page,
    refused: Sequence[tuple[Suggestion, str]],
    diff: str,
) -> dict[str, Any]:
    """Return suggestions, the diff of what they would change, and those that cannot be taken up."""

    def one(each: Suggestion) -> dict[str, Any]:
        target = {"id": each.target, "label": glossary.concepts[each.target].label} if each.target else None
        return {
            "kind": each.kind,
            "concept": {"id": each.concept, "label": glossary.concepts[each.concept].label},
            "target": target,
            "value": each.value or None,
            "score": round(each.score, DIGITS),
            "reasons": [
                {
                    "name": reason.name,
                    "text": reason.text,
                    "adds": round(reason.adds, DIGITS),
                    "source": source_payload(reason.source, page) if reason.source else None,
                }
                for reason in each.reasons
            ],
            "edit": action(each),
            "source": source_payload(each.source, page),
        }

    return {
        "suggestions": [one(each) for each in suggestions],
        "refused": [{"suggestion": one(each), "why": why} for each, why in refused],
        "diff": diff,
    }


def plan_text(
    glossary: Glossary, pages: int, taken: int, refused: Sequence[tuple[Suggestion, str]], written: bool
) -> str:
    """Say what was taken up, or would be, and what cannot be, with why."""
    did = "took up" if written else "would take up"
    lines = [f"{did} {count(taken, 'suggestion', 'suggestions')} in {count(pages, 'page', 'pages')}"]
    for each, why in refused:
        lines.append(f"not taken up: {each.kind} of {glossary.concepts[each.concept].label}: {why}")
    return "\n".join(lines)
