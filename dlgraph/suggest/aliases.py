"""Names that texts use for a concept and that its page does not list."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dlgraph.concept import Concept
from dlgraph.model import Source
from dlgraph.questions import FUNCTION_WORDS, asked_term
from dlgraph.suggest import mentions
from dlgraph.suggest.evidence import Evidence, text_of
from dlgraph.suggest.mentions import folded_words, phrase
from dlgraph.suggest.suggestion import Reason, Suggestion, best, probability
from dlgraph.text import fold, label_forms
from dlgraph.wording import count

LEAST = 0.5
# What each kind of evidence is worth in log-odds. Chosen by hiding a fifth of the packaged glossary's aliases, five
# times over: docs/suggesting.md has the share of each that was among the hidden ones.
TITLE = 3.0
SHORT_FORM = 2.0
CALLED = 1.5
ASKED = -0.3
LINKED = -1.9
LINKED_PAGES = 1.1
LINKED_MOSTLY = 1.2
SEVERAL = -6.0
INFLECTED = -1.0
PLURAL = -2.5

_TITLE = re.compile(r"(?P<before>.+?)\s*\((?P<inside>[^()]+)\)\s*")
_PARENTHESIS = re.compile(
    r"(?P<before>[^().;:!?\n]{2,90}?)[ \t]*\n?[ \t]*\((?:the |an? |or )?(?P<inside>[^()\n]{2,60})\)"
)
_SHORT = re.compile(r"[A-Z][A-Za-z0-9&/+.\-]{0,9}[A-Z0-9]s?")
_CALLED = re.compile(
    r"(?:also|sometimes|often|commonly|usually|otherwise|previously|formerly|originally) "
    r"(?:called|known as|referred to as|termed|named|written(?: as)?|spelled)\s+"
    r"|\b(?:better known as|a\.k\.a\.|aka)\s+",
    re.I,
)
_STANDS_FOR = re.compile(r"\b(?:short for|stands for|abbreviates|abbreviation (?:of|for)|acronym (?:of|for))\s+", re.I)
# Between a name and "also called".
_JOINT = re.compile(r"[\s,(*_\"“”]*(?:(?:is|are|was|were|which|that|or)\b[\s,(*_]*){0,3}")
_END_OF_NAME = re.compile(
    r"[.,;:()!?—–\n]|\s-\s|\s(?:or|and|is|are|was|were|because|when|where|which|that|in|for|by|after|since|as|if|to|on|from|"
    r"of|with|among)\b",
    re.I,
)
_ARTICLE = re.compile(r"(?:an?|the)\s+", re.I)
_INFLECTED = re.compile(r"(?:ed|ly|able|ible|ally)$")
_LONGEST = 5
_PLAIN = re.compile(r"[\"“”*_`]+")


@dataclass(frozen=True, slots=True)
class _Use:
    """A name that a text uses for a concept: the words, by what kind of evidence, what that is worth, and where."""

    concept: str
    text: str
    name: str
    said: str
    adds: float
    source: Source


def suggest(
    evidence: Evidence, concepts: Sequence[Concept] = (), k: int = 20, least: float = LEAST
) -> list[Suggestion]:
    """Suggest aliases.

    Args:
        evidence: the glossary with the names its texts hold.
        concepts: whose names to suggest; none for all.
        k: how many to return at most.
        least: the least score.

    Returns:
        Suggestions, best first. A name that a concept of the glossary has already is never suggested.
    """
    wanted = {concept.id for concept in concepts} or set(evidence.ids)
    own = {concept.id: forms(concept) for concept in evidence.glossary}
    taken = {form: id for id, found in own.items() for form in found}
    uses: dict[tuple[str, str], list[_Use]] = {}
    for use in _uses(evidence):
        form = phrase(folded_words(use.text))
        if _may_be(form) and form not in taken:
            uses.setdefault((use.concept, form), []).append(use)
    claims = Counter(form for _, form in uses)
    plurals = {(use.concept, fold(use.text)): use for use in _plurals(evidence, own)}
    found = [_suggestion(evidence, id, several, claims[form]) for (id, form), several in uses.items() if id in wanted]
    found += [_suggestion(evidence, use.concept, [use], 1) for use in plurals.values() if use.concept in wanted]
    return [evidence.placed(each, "aliases") for each in best(found, k, least)]


def forms(concept: Concept) -> set[str]:
    """Return the names of a concept in the form in which names are compared: folded, in the singular."""
    names = {form for label in (concept.label, *concept.aliases) for form in label_forms(label)}
    # A short form in the title is told by label_forms, but listed by no page and known to no other program.
    match = _TITLE.fullmatch(concept.label)
    listed = {fold(name) for name in (concept.label, *concept.aliases)}
    parts = {fold(part) for part in match.groups()} - listed if match else set()
    return {phrase(folded_words(name)) for name in names - parts}


def _may_be(form: str) -> bool:
    words = form.split()
    return 0 < len(words) <= _LONGEST and len(form) > 1 and any(
        len(word) > 1 and word not in FUNCTION_WORDS for word in words
    ) and words[0] not in FUNCTION_WORDS and words[-1] not in FUNCTION_WORDS  # fmt: skip


def _suggestion(evidence: Evidence, id: str, uses: Sequence[_Use], claims: int) -> Suggestion:
    """Make one suggestion of all uses of a name, each kind of evidence counted once."""
    kinds: dict[str, _Use] = {}
    for use in uses:
        held = kinds.get(use.name)
        if held is None or use.adds > held.adds:
            kinds[use.name] = use
    reasons = [Reason(use.name, use.said, use.adds, use.source) for use in kinds.values()]
    if claims > 1:
        reasons.append(Reason("several", f"{claims} concepts are called so", SEVERAL))
    reasons.sort(key=lambda reason: -reason.adds)
    text = Counter(use.text for use in uses).most_common(1)[0][0]
    return Suggestion("alias", id, "", text, probability(sum(each.adds for each in reasons)), tuple(reasons),
                      evidence.glossary.concepts[id].source)  # fmt: skip


def _uses(evidence: Evidence) -> Iterator[_Use]:
    for concept in evidence.glossary:
        yield from _in_title(concept)
        yield from _in_questions(evidence, concept)
        text = mentions.unlinked(text_of(concept))
        yield from _in_parentheses(evidence, concept, text)
        yield from _called(evidence, concept, text)
    yield from _in_links(evidence)


# -- titles and questions ------------------------------------------------------------------------------------------


def _in_title(concept: Concept) -> Iterator[_Use]:
    """Read "Natural language processing (NLP)" and "NLP (natural language processing)"."""
    match = _TITLE.fullmatch(concept.label)
    if not match:
        return
    listed = {fold(name) for name in concept.aliases}
    for short, long in ((match["inside"], match["before"]), (match["before"], match["inside"])):
        if abbreviates(short, long):
            for text, said in ((short, "short"), (long, "long")):
                if fold(text) not in listed:
                    yield _Use(concept.id, text.strip(), "title", f"the title gives this {said} form of it", TITLE,
                               concept.source)  # fmt: skip
            return


def abbreviates(short: str, long: str) -> bool:
    """Tell whether a short form stands for a long one: each of its letters begins a word of it, or stands in one.

    This is the test of Schwartz and Hearst ("A simple algorithm for identifying abbreviation definitions", 2003): read
    from behind, every letter of the short form is found in the long one in order, the first at the beginning of a word.
    """
    if not _SHORT.fullmatch(short.strip()) or len(short) >= len(long):
        return False
    letters = [char for char in fold(short.strip().removesuffix("s") or short) if char.isalnum()]
    text = fold(long)
    at = len(text)
    for number, letter in reversed(list(enumerate(letters))):
        at = text.rfind(letter, 0, at)
        while number == 0 and at > 0 and text[at - 1].isalnum():
            at = text.rfind(letter, 0, at)
        if at < 0:
            return False
    return len(letters) > 1 and len(text.split()) <= len(letters) + 5


def _in_questions(evidence: Evidence, concept: Concept) -> Iterator[_Use]:
    """Read the term that an FAQ of a page asks about, where that is no concept's name."""
    for faq in concept.faqs:
        for question in (faq.question, *faq.alternatives):
            term = asked_term(question)
            inside = [each for each in evidence.names.find(term) if each.concept == concept.id]
            # "What are custom GPTs?" asks about a kind of GPT.
            if term and not inside and not evidence.names.whose(folded_words(term).split()):
                shown = re.search(re.escape(term).replace(r"\ ", r"[\s\-]+"), question, re.I)
                said = f"an FAQ asks about it in these words: “{question}”"
                yield _Use(concept.id, shown[0] if shown else term, "question", said, ASKED, faq.source)


# -- running text --------------------------------------------------------------------------------------------------


def _in_parentheses(evidence: Evidence, concept: Concept, text: str) -> Iterator[_Use]:
    """Read "large language models (LLMs)" wherever a name stands before its short form, or the other way round."""
    for match in _PARENTHESIS.finditer(text):
        before, inside = match["before"].strip(' \t"“*_'), _PLAIN.sub("", match["inside"]).strip()
        owner = _last_named(evidence, before)
        if owner is None:
            continue
        id, name = owner
        short_form = abbreviates(inside, name) or abbreviates(name, inside)
        if short_form:
            said = f"“{name} ({inside})” stands in the text"
            yield _Use(
                id,
                _singular(inside),
                "short form",
                said,
                SHORT_FORM,
                evidence.line(concept, text, match.start("inside")),
            )


def _last_named(evidence: Evidence, before: str) -> tuple[str, str] | None:
    """Return the concept named by the last words of a text, and these words."""
    tail = before[-90:]
    found = [each for each in evidence.names.find(tail) if not tail[each.end :].strip(' \t\n"”*_')]
    return (found[-1].concept, found[-1].text) if found else None


def _called(evidence: Evidence, concept: Concept, text: str) -> Iterator[_Use]:
    """Read "also called X" directly behind a name of the page's concept, and "short for X" behind its short form."""
    for match in _CALLED.finditer(text):
        lead = text[max(match.start() - 90, 0) : match.start()]
        named = list(evidence.names.find(lead))
        if named and named[-1].concept == concept.id and _JOINT.fullmatch(lead[named[-1].end :]):
            words = _name_at(text, match.end(), _END_OF_NAME)
            if words:
                said = f"“{' '.join(match[0].split())} {words}” stands in its text"
                yield _Use(concept.id, words, "called", said, CALLED, evidence.line(concept, text, match.start()))
    shorts = [name for name in (concept.label, *concept.aliases) if _SHORT.fullmatch(name)]
    for match in _STANDS_FOR.finditer(text) if shorts else ():
        words = _name_at(text, match.end(), re.compile(r"[.,;:()!?—–\n]"))
        if any(abbreviates(short, words) for short in shorts):
            said = f"“{' '.join(match[0].split())} {words}” stands in its text"
            yield _Use(concept.id, words, "short form", said, SHORT_FORM, evidence.line(concept, text, match.start()))


def _name_at(text: str, at: int, end: re.Pattern[str]) -> str:
    """Return the words that begin at a place and end where a name would, without articles and marks."""
    rest = _PLAIN.sub("", text[at : at + 100])
    rest = rest[len(match[0]) :] if (match := _ARTICLE.match(rest)) else rest
    stop = end.search(rest)
    return " ".join(rest[: stop.start()].split()) if stop else ""


# -- links ---------------------------------------------------------------------------------------------------------


def _in_links(evidence: Evidence) -> Iterator[_Use]:
    """Read the texts of links, where most links with such a text lead to one concept."""
    led: dict[str, Counter[str]] = {}
    written: dict[tuple[str, str], Counter[str]] = {}
    for id, texts in evidence.anchors.items():
        for text, pages in texts.items():
            form = phrase(text)
            led.setdefault(form, Counter())[id] += pages
            written.setdefault((form, id), Counter())[text] += pages
    for form, ids in led.items():
        id, pages = ids.most_common(1)[0]
        if pages < ids.total():
            continue
        often = evidence.keyphraseness(form)
        said = f"links on {count(pages, 'page', 'pages')} call it so, {often:.0%} of all uses of the words"
        inflected = (
            INFLECTED
            if _INFLECTED.search(form) and not _INFLECTED.search(fold(evidence.glossary.concepts[id].label))
            else 0
        )
        adds = inflected + LINKED + LINKED_PAGES * min(pages - 1, 4) ** 0.5 + LINKED_MOSTLY * often
        text, source = evidence.as_written(written[form, id].most_common(1)[0][0], id)
        yield _Use(id, text, "links", said, adds, source)


def _plurals(evidence: Evidence, own: Mapping[str, set[str]]) -> Iterator[_Use]:
    """Read the texts of links that are other numbers of names; dlgraph knows these, other programs do not."""
    for id, texts in evidence.anchors.items():
        listed = {folded_words(form) for label in (evidence.glossary.concepts[id].label,
                  *evidence.glossary.concepts[id].aliases) for form in label_forms(label)}  # fmt: skip
        for folded, pages in texts.items():
            if folded not in listed and phrase(folded) in own[id]:
                said = f"links on {count(pages, 'page', 'pages')} write another number of a name"
                text, source = evidence.as_written(folded, id)
                yield _Use(id, text, "number", said, PLURAL + LINKED_PAGES * min(pages - 1, 4) ** 0.5, source)


def _singular(name: str) -> str:
    return name[:-1] if re.fullmatch(r"[A-Z0-9]{2,}s", name) else name
