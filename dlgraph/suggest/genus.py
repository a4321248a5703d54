"""What kind of thing a name or a definition says a concept is."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from dlgraph.questions import other_numbers
from dlgraph.suggest.mentions import folded_words

Whose = Callable[[Sequence[str]], str | None]

# What begins, between the name of a thing and what it is, and what ends the noun phrase that says so.
_IS = re.compile(r"^(?P<name>.{1,90}?)\b(?:is|are|refers? to|means|denotes?|describes?)\s+(?P<rest>.+)$", re.S | re.I)
_ARTICLE = re.compile(r"^(?:an?|the|one|any|each|every|all|some|this|its)\s+", re.I)
_END = re.compile(
    r"[,;:.()—–]|\s-\s|\b(?:that|which|who|whose|whom|where|when|while|because|for|by|with|without|used|using|trained|built|made|"
    r"developed|designed|based|consisting|containing|in|to|from|into|on|at|as|such|and|or|is|are|can|has|have)\b",
    re.I,
)
# "A family of text models" is a text model: the thing is named behind these.
_PARTS = frozenset(
    [
        "kind",
        "kinds",
        "type",
        "types",
        "sort",
        "sorts",
        "form",
        "forms",
        "family",
        "families",
        "class",
        "classes",
        "branch",
        "branches",
        "field",
        "fields",
        "subfield",
        "area",
        "areas",
        "subset",
        "variant",
        "variants",
        "variety",
        "set",
        "group",
        "category",
        "example",
        "version",
        "style",
        "case",
        "member",
        "subclass",
        "instance",
    ]
)
_LONGEST = 8


def heads(label: str, whose: Whose) -> list[tuple[str, str]]:
    """Find what the head of a name names: "convolutional neural network" is a "neural network", then a "network".

    Args:
        label: a label or alias.
        whose: tells which concept some folded words name.

    Returns:
        Concepts with the words that name them, the longest words first.
    """
    words = folded_words(re.sub(r"\([^()]*\)", " ", label)).split()
    # In "degree of freedom" the head stands first.
    joint = next((at for at, word in enumerate(words) if at and word in ("of", "for", "in", "with", "by")), len(words))
    words = words[:joint]
    found = [
        (whose(words[at:]), " ".join(words[at:])) for at in range(0 if joint < len(label.split()) else 1, len(words))
    ]
    return [(concept, name) for concept, name in found if concept]


def phrase(definition: str, names: Sequence[str]) -> str:
    """Return the noun phrase by which a definition says what a thing is.

    Args:
        definition: plain text, such as "A container is a running process with …" or "A branch of biology that …".
        names: what the thing is called, folded.

    Returns:
        The words, without an article: "running process", "branch of biology". Empty where there are none.
    """
    text = " ".join(definition.split())
    match = _IS.match(text)
    if match:
        before = folded_words(match["name"])
        if any(name and re.search(rf"\b{re.escape(name)}\b", before) for name in names):
            text = match["rest"]
    text = _ARTICLE.sub("", text)
    end = _END.search(text)
    return text[: end.start()].strip() if end else text


def genera(definition: str, names: Sequence[str], whose: Whose) -> list[tuple[str, str, bool]]:
    """Find the concepts of which a definition says that this one is a kind.

    Args:
        definition: plain text.
        names: what the thing is called, folded.
        whose: tells which concept some folded words name.

    Returns:
        Concepts, the words that name them, and whether these are the head of what the thing is ("a recurrent neural
        network": neural network) or stand elsewhere in it ("a part of a neural network").
    """
    words = folded_words(phrase(definition, names)).split()[: 2 * _LONGEST]
    found: dict[str, tuple[str, str, bool]] = {}
    part: list[str] = []
    parts = [part]
    for word in words:
        if word == "of":
            part = []
            parts.append(part)
        elif part or word not in ("a", "an", "the", "one", "any"):
            part.append(word)
    head = True
    for part in parts:
        for start in range(len(part)):
            for end in range(len(part), start, -1):
                concept = _named(part[start:end], whose)
                if concept and concept not in found:
                    found[concept] = (concept, " ".join(part[start:end]), head and end == len(part))
        head = head and bool(part) and part[-1] in _PARTS
    return list(found.values())


def _named(words: Sequence[str], whose: Whose) -> str | None:
    name = " ".join(words)
    return next((found for form in (name, *other_numbers(name)) if (found := whose(form.split()))), None)
