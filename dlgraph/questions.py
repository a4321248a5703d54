"""What a question asks for, told by its form: rules over folded text, no model."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from dlgraph.text import fold

_ASKS_DEFINITION = re.compile(
    r"^(?:(?:can|could|would) you )?(?:please )?(?:"
    r"what(?:'s| is| are| does|'re)(?: meant by)?|whats|define|explain|describe|tell me about|"
    r"(?:the )?(?:meaning|definition) of"
    r") (.+)$"
)
_ASKS_TERM = tuple(
    re.compile(form)
    for form in (
        r"^(?:what(?:'s| is| are| does)|whats|define|(?:the )?(?:meaning|definition) of) (.+?)(?: mean| stand for)?$",
        r"^(?:can you )?(?:please )?(?:explain|describe|tell me about) (.+?)(?: to me| please)*$",
        r"^how do(?:es)? (.+?) (?:work|help)$",
        r"^why do (?:people|we|you|companies|teams) (?:use|need) (.+)$",
        r"^why (?:is|are) (.+?) (?:important|useful|needed)$|^why do(?:es)? (.+?) matter$",
        r"^what problems? do(?:es)? (.+?) (?:solve|address)$",
    )
)
# Words that make what follows "what is" a description or another question, not a term.
_PHRASE = frozenset({
    "of", "in", "for", "between", "the", "and", "that", "with", "to", "when", "how", "why", "if", "a", "an", "do",
    "does", "is", "are", "by", "from", "on", "at", "your", "my", "i", "it", "this", "these", "best", "good",
    "better", "difference", "happening", "going", "wrong",
})  # fmt: skip
# Words that say nothing about what a question is about.
FUNCTION_WORDS = _PHRASE | frozenset({
    "what", "whats", "which", "who", "whom", "whose", "where", "was", "were", "be", "been", "am", "did", "done", "has",
    "have", "had", "can", "could", "will", "would", "should", "shall", "may", "might", "must", "not", "no", "or", "but",
    "so", "as", "than", "then", "there", "here", "they", "them", "their", "its", "he", "she", "his", "her", "we", "us",
    "our", "you", "me", "any", "some", "all", "just", "really", "about", "into", "also", "explain", "tell", "mean",
})  # fmt: skip
_MEANING_OF = re.compile(r"^(?:exactly )?(?:(?:the )?(?:meaning|definition) of )?")
_TAILS = (" mean", " stand for", " in simple terms", " in plain english", " exactly", " please", " to me")
_ARTICLE = re.compile(r"^(?:an?|the) ")

Named = Callable[[str], list[tuple[str, str]]]
Labels = Callable[[Sequence[str]], dict[str, list[str]]]

# Forms of a question, and the titles of the sections that answer it.
_INTENTS = (
    (r"\bwhy\b.*\b(matters?|important|importance|care|need|needed|useful|use|bother)\b|\bimportance of\b|\bpoint of\b",
     r"why|importan|matter|benefit|advantage|how it helps|value"),
    (r"\bproblems?\b.*\b(solves?|address(?:es)?|fix(?:es)?|tackles?|for)\b|\bwhy was\b.*\b(invented|created)\b",
     r"problem|challenge|motivation|why"),
    (r"\b(how|in what way|what way)\b.*\b(helps?|benefits?|useful|improves?)\b|\b(benefits?|advantages?|upsides?) of\b",
     r"helps?|benefit|advantage|why it matters"),
    (r"\bhow\b.*\b(works?|working|functions?|done|happens?|operates?)\b|\bmechanism\b|\bunder the hood\b",
     r"how it works|mechanism|under the hood|in detail"),
    (r"\bexamples?\b|\bused (?:for|in)\b|\buse cases?\b|\bapplications? of\b|\bin practice\b|\bin real life\b",
     r"example|practice|use case|application|uses"),
    (r"\b(simple|simply|plain|layman|lay person|five|beginner|dummies|kid|child)\b",
     r"plain|simple|beginner|explanation|overview"),
    (r"\b(limitations?|drawbacks?|downsides?|disadvantages?|risks?|cons)\b",
     r"limit|drawback|downside|disadvantage|risk|challenge|trade"),
    (r"\bhistory\b|\bwho invented\b|\bwhen was\b|\borigins?\b", r"history|origin|background"),
)  # fmt: skip
_LONGEST_NAME = 8


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


def asked_term(question: str) -> str:
    """Return the term a question is about, if it asks no more than what that is, why, or how it works.

    "What is a p-value?" gives "p value"; "what is the best way to learn?" is no such question.

    Args:
        question: the question as typed.

    Returns:
        One to four folded words, or an empty string for any other question.
    """
    folded = fold(question)
    match = next((match for form in _ASKS_TERM if (match := form.match(folded))), None)
    term = _ARTICLE.sub("", next(group for group in match.groups() if group)) if match else ""
    return term if is_term(term) else ""


def is_term(text: str) -> bool:
    """Tell whether folded text may be the name of something: one to four words, none of which makes it a phrase."""
    parts = text.split()
    return 1 <= len(parts) <= 4 and not _PHRASE & set(parts)


def spotted(question: str, labels: Labels) -> list[str]:
    """Find the concepts a question names, longest names first where they overlap.

    Args:
        question: the question as typed.
        labels: looks up concept ids by folded names.

    Returns:
        Ids of concepts in the order they are named.
    """
    return list(dict.fromkeys(id for _, _, ids in _spans(question, labels) for id in ids))


def names_all(term: str, labels: Labels) -> bool:
    """Tell whether a term is made of names of concepts alone: "llm inference" is, "regression testing" is not."""
    named = sum(end - start for start, end, _ in _spans(term, labels))
    return named == len(fold(term).split())


def _spans(question: str, labels: Labels) -> list[tuple[int, int, list[str]]]:
    """Return (first word, word behind the last, concept ids) of each name in a question, in order."""
    parts = fold(question).split()
    spans = {
        (start, end): fold(" ".join(parts[start:end]))
        for start in range(len(parts))
        for end in range(start + 1, min(start + _LONGEST_NAME, len(parts)) + 1)
    }
    forms = {name: (name, *other_numbers(name)) for name in spans.values() if name}
    known = labels(list(dict.fromkeys(form for several in forms.values() for form in several)))
    found: list[tuple[int, int, list[str]]] = []
    taken: set[int] = set()
    for start, end in sorted(spans, key=lambda span: (span[0] - span[1], span[0])):
        name = spans[start, end]
        ids = next((known[form] for form in forms.get(name, ()) if form in known), None)
        if ids and not taken & set(range(start, end)):
            taken |= set(range(start, end))
            found.append((start, end, ids))
    return sorted(found)


def wanted_sections(question: str) -> re.Pattern[str] | None:
    """Return what the titles of the sections look like that a question's form asks for, or None.

    "Why does X matter?" asks for a section on why it matters, "how does X work?" for one on how it works.
    """
    folded = fold(question)
    titles = [title for form, title in _INTENTS if re.search(form, folded)]
    return re.compile("|".join(titles), re.I) if titles else None


def _names(folded: str) -> list[str]:
    """List the names a folded question may ask about, the most literal first."""
    match = _ASKS_DEFINITION.match(folded)
    names = [folded, *([match[1]] if match else [])]
    names += [_ARTICLE.sub("", name) for name in names]
    names += [shorter for name in names for shorter in _without_tails(name)]
    names += [_MEANING_OF.sub("", name) for name in names]
    names += [_ARTICLE.sub("", name) for name in names]
    names += [form for name in names for form in other_numbers(name)]
    return list(dict.fromkeys(name for name in names if name))


def _without_tails(name: str) -> list[str]:
    """Take from a name the words that end a question, one after another: "x mean, exactly", "x mean", "x"."""
    shorter = [name]
    while len(shorter) <= len(_TAILS) and (tail := next((tail for tail in _TAILS if shorter[-1].endswith(tail)), "")):
        shorter.append(shorter[-1].removesuffix(tail).rstrip(","))
    return shorter[1:]


def other_numbers(name: str) -> list[str]:
    """Return the singular of a plural name, and the plural of a singular one; none for a letter or two."""
    if len(name) < 3:
        return []
    if (singular := _singular(name)) != name:
        return [singular]
    if name.endswith("y") and name[-2:-1] not in "aeiou":
        return [name[:-1] + "ies"]
    return [name + ("es" if name.endswith(("s", "x", "ch", "sh")) else "s")]


def _singular(name: str) -> str:
    if name.endswith("ies") and len(name) > 4:
        return name[:-3] + "y"
    if name.endswith(("sses", "xes", "ches", "shes")):
        return name[:-2]
    return name[:-1] if name.endswith("s") and not name.endswith(("ss", "us", "is")) else name
