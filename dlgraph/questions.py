"""What a question asks for, told by its form: rules over folded text, no model."""

from __future__ import annotations

import re
from collections.abc import Callable

from dlgraph.text import fold

_ASKS_DEFINITION = re.compile(
    r"^(?:(?:can|could|would) you )?(?:please )?(?:"
    r"what(?:'s| is| are| does|'re)(?: meant by)?|whats|define|explain|describe|tell me about|"
    r"(?:the )?(?:meaning|definition) of|what(?:'s| is) the (?:meaning|definition) of"
    r") (?:an? |the |exactly )*(.+?)"
    r"(?: (?:mean|stand for|in simple terms|in plain english|exactly|please|to me))*$"
)
_ARTICLE = re.compile(r"^(?:an?|the) ")

Named = Callable[[str], list[tuple[str, str]]]


def verbatim(question: str, named: Named) -> list[str]:
    """Find the items that a question names outright.

    A question that is an FAQ's, or another phrasing of it, names that FAQ. One that is a concept's label or
    alias, or asks what that is ("what is …?", "define …"), names the concept's definition.

    Args:
        question: the question as typed.
        named: looks up (item id, kind of name) by folded name.

    Returns:
        Ids of items, FAQs before definitions; usually none or one.
    """
    folded = fold(question)
    found = named(folded)
    faqs = [item for item, kind in found if kind in ("question", "alternative")]
    if faqs:
        return list(dict.fromkeys(faqs))
    for name in _names(folded):
        matches = [(item, kind) for item, kind in named(name) if kind in ("label", "alias")]
        preferred = [item for item, kind in matches if kind == "label"] or [item for item, _ in matches]
        if preferred:
            return list(dict.fromkeys(preferred))
    return []


def _names(folded: str) -> list[str]:
    """List the names a folded question may ask about, the most literal first."""
    match = _ASKS_DEFINITION.match(folded)
    names = [folded, *([match[1]] if match else [])]
    names += [_ARTICLE.sub("", name) for name in names]
    names += [singular for name in names if (singular := _singular(name)) != name]
    return list(dict.fromkeys(name for name in names if name))


def _singular(name: str) -> str:
    if name.endswith("ies") and len(name) > 4:
        return name[:-3] + "y"
    if name.endswith(("sses", "xes", "ches", "shes")):
        return name[:-2]
    return name[:-1] if name.endswith("s") and not name.endswith(("ss", "us", "is")) else name
