"""What question about structure is this, and which concepts does it name: rules over folded text, no model.

Precision comes first. A form counts only where names of concepts fill its slots wholly, give or take articles, plurals,
a short form in parentheses and slips of the keyboard: "is deep learning part of AI?" asks about structure, "is deep
learning part of my job?" does not.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from dlgraph import forms, questions, spelling
from dlgraph.forms import Form, Manner
from dlgraph.questions import Labels
from dlgraph.text import fold

Mend = Callable[[str], Sequence[str]]

# People ask about structure in few words; anything longer tells a story, and patterns are slow on it.
LONGEST = 300
_MOST_NAMES = 8
_LIST_FORMS = ("compare", "path")
# Patterns are compiled when they are first needed: most questions need few, and a cold start pays for each.
_CLAUSE_ENDS = r"\s*[?!;:]+(?=\s|$)|\.+(?=\s)|\s*\n\s*"
_QUOTES = r"[\"*`]|(?<!\w)'|'(?!\w)"
_DETERMINER = r"(?:an?|the|any|all|every|each|different|various|modern|so called) "
_CALLED = (
    r"(?:the )?(?:term|concept|idea|notion|field|area|topic|subject|technique|method|word|discipline|umbrella)s?"
    r"(?: of| called)? "
)
# Folding takes the closing one from the end of a name.
_PARENTHESIS = r"\s*\([^()]*(?:\)|$)"
_BEFORE_KIND = rf"(?:not )?{forms.FILLER}(?:one of (?:the )?)?"
_VERBS = ("is", "are", "was", "were", "do", "does", "did", "would", "should", "could", "can", "has", "have")
_ASKING = ("what", "how", "where", "which", "that", "it", "who", "there")
_SPELT_OUT = {
    **{f"{verb}{short}": f"{verb} not" for verb in _VERBS for short in ("n't", "nt", "not")},
    **{f"{word}'s": f"{word} is" for word in _ASKING},
    **{f"{word}'re": f"{word} are" for word in _ASKING},
    **{f"{word}s": f"{word} is" for word in ("what", "how", "where")},
    "i'm": "i am", "im": "i am", "i'd": "i would", "i've": "i have",
    "&": "and", "versus": "vs",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a question: as asked, the folded label or alias it was read as, and the ids of those called so.

    ``mended`` tells that a slip of the keyboard was mended on the way; without ids nobody is called so.
    """

    asked: str
    label: str
    ids: tuple[str, ...]
    mended: bool = False


@dataclass(frozen=True, slots=True)
class Recognised:
    """A question about structure.

    ``names`` fill the form's slots: of "is X a kind of Y" X and Y, of "X, Y or Z" all three. ``others`` are what the
    asker knows already ("prerequisites"), or the concept whose other kinds are asked for ("siblings", "place").
    ``negated`` marks a statement that something is not so; ``unknown`` are terms that no concept goes by.
    """

    form: Form
    names: tuple[Name, ...]
    others: tuple[Name, ...] = ()
    negated: bool = False
    manner: Manner = "plain"
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Reading:
    """A way to read a question: the texts in its slots, each of which may be a list."""

    form: Form
    manner: Manner
    slots: tuple[str, ...]
    others: tuple[str, ...] = ()
    negated: bool = False


def recognise(question: str, labels: Labels, mend: Mend | None = None) -> Recognised | None:
    """Tell what question about structure this is.

    Args:
        question: the question as typed.
        labels: looks up concept ids by folded names.
        mend: lists ways to mend the slips in a name, the most cautious first; None to take names as they are.

    Returns:
        The form and the names that fill it. Where the form can mean nothing else and a name is plainly a term that no
        concept goes by, it is in ``unknown``. None for any other question.
    """
    if len(question) > LONGEST:
        return None
    text = _plain(question)
    names = _Names(labels, mend)
    found = _first(text, names)
    if found is None and (mended := _mended_form(text)) != text:
        found = _first(mended, names)
    return found


def _first(text: str, names: _Names) -> Recognised | None:
    unsure = None
    for reading in _readings(text, names):
        found = _settled(reading, names)
        if found and not found.unknown:
            return found
        unsure = found or unsure
    return unsure


# -- the text ------------------------------------------------------------------------------------------------------


def _plain(question: str) -> str:
    """Fold a question and write it in one way: no contractions and quotes, " : " where a clause ends."""
    text = re.sub(r"\b[Vv]s?\.(?=\s)", "vs", question)
    text = fold(re.sub(_CLAUSE_ENDS, " : ", text))
    if any(mark in text for mark in "\"*`'"):
        text = " ".join(_SPELT_OUT.get(word, word) for word in text.split())
        text = re.sub(_QUOTES, "", text)
    return " ".join(_SPELT_OUT.get(word, word) for word in text.split()).strip(" :,")


def _mended_form(text: str) -> str:
    """Mend slips in the words that forms are made of, such as "diffrence"."""

    def mended(match: re.Match[str]) -> str:
        word = match[0]
        near = [
            name
            for name in forms.WORDS
            if name[0] == word[0] and abs(len(name) - len(word)) <= 2 and spelling.slips(word, name) <= len(name) // 5
        ]
        return near[0] if near and word not in forms.WORDS else word

    return re.sub(r"\b[a-z]{5,}\b", mended, text)


def _variants(text: str) -> Iterator[tuple[str, bool, bool]]:
    """Yield a question without what may stand around it: (text, is it put forward as a statement, negated)."""
    text = _without_leads(text)
    stated = negated = False
    if match := re.match(forms.TRUTHS, text):
        text, stated = text[match.end() :], True
    while True:
        yield text, stated, negated
        if match := re.fullmatch(rf"(.+?){forms.TAILS}", text):
            text = match[1].strip(" :,")
        elif match := re.fullmatch(rf"(.+?){forms.TAGS}", text):
            text, stated = match[1].strip(" :,"), True
        else:
            return


def _without_leads(text: str) -> str:
    while match := re.match(forms.LEADS, text):
        text = text[match.end() :].lstrip(" :,")
    return text


# -- forms ---------------------------------------------------------------------------------------------------------


def _readings(text: str, names: _Names) -> Iterator[_Reading]:
    """Yield the ways to read a question, the most literal first."""
    rest, known = _known(text)
    for variant, stated, negated in _variants(rest):
        for rule in forms.RULES:
            if known and rule.form != "prerequisites":
                continue
            if any(cue in variant for cue in rule.cues) and (match := _match(rule.pattern, variant)):
                yield _reading(rule, match, known, negated)
        if not known and not any(f" {word} " in f" {variant} " for word in forms.ONLY):
            yield from _copulas(variant, stated, names)


def _match(pattern: str, text: str) -> re.Match[str] | None:
    return re.fullmatch(pattern, text)


def _known(text: str) -> tuple[str, str]:
    """Split a question about what to learn into the question and what the asker knows already."""
    if " know" in text or " understand" in text or "learned" in text or " read" in text or "familiar" in text:
        for pattern in forms.KNOWN:
            if match := re.fullmatch(pattern, text):
                return match["rest"], match["known"]
    return text, ""


def _reading(rule: forms.Rule, match: re.Match[str], known: str, negated: bool) -> _Reading:
    groups = {name.rstrip("2"): text for name, text in match.groupdict().items() if text}
    negated ^= "not" in groups
    x, y, several = groups.get("x", ""), groups.get("y", ""), groups.get("list", "")
    if rule.form in _LIST_FORMS:
        return _Reading(rule.form, rule.manner, tuple(text for text in (several, x, y) if text))
    if rule.form == "is-a":
        return _Reading(rule.form, rule.manner, (x, y), (), negated)
    others = tuple(text for text in (y, known) if text)
    return _Reading(rule.form, rule.manner, (x,) if x else (), others)


def _copulas(text: str, stated: bool, names: _Names) -> Iterator[_Reading]:
    """Yield the ways to read "is X a Y" and "Xs are Ys" where names alone tell where X ends."""
    words = text.split()
    if len(words) > 24:
        return
    splits: list[tuple[str, str, bool]] = []
    if words and words[0] in ("is", "are", "was", "were"):
        inner = words[2:] if words[1:2] == ["not"] else words[1:]
        splits = [(" ".join(inner[:at]), " ".join(inner[at:]), False) for at in range(1, len(inner))]
    elif stated:
        splits = [
            (" ".join(words[:at]), " ".join(words[at + 1 :]), words[at + 1 : at + 2] == ["not"])
            for at in range(1, len(words) - 1)
            if words[at] in ("is", "are")
        ]
    cleaned = [(x, re.sub(f"^{_BEFORE_KIND}", "", y), negated) for x, y, negated in splits]
    names.look_up(itertools.chain.from_iterable((x, y) for x, y, _ in cleaned))
    for x, y, negated in cleaned:
        # "Is the model overfitting?" asks of one model in particular.
        particular = x.startswith("the ") and not re.match(_DETERMINER, y)
        if names.exactly(x) and names.exactly(y) and not particular:
            yield _Reading("is-a", "loose", (x, y), (), negated)


# -- names ---------------------------------------------------------------------------------------------------------


class _Names:
    """Looks up the names in a question, each form once."""

    def __init__(self, labels: Labels, mend: Mend | None) -> None:
        self.labels = labels
        self._mend = mend
        self._known: dict[str, tuple[str, ...]] = {}

    def look_up(self, texts: Iterable[str]) -> None:
        """Look up several texts at once, so that asking for each costs nothing."""
        wanted = [
            form for form in dict.fromkeys(form for text in texts for form in _forms(text)) if form not in self._known
        ]
        if wanted:
            found = self.labels(wanted)
            self._known |= {form: tuple(found.get(form, ())) for form in wanted}

    def exactly(self, text: str) -> Name | None:
        """Return who goes by a text, or by it without an article or in the other number."""
        self.look_up([text])
        form = next((form for form in _forms(text) if self._known[form]), None)
        return Name(text, form, self._known[form]) if form else None

    def find(self, text: str) -> Name | None:
        """Return who goes by a text, with slips mended where it is nobody's name."""
        if (found := self.exactly(text)) or self._mend is None:
            return found
        found = next((found for mended in self._mend(text) if (found := self.exactly(mended))), None)
        return replace(found, asked=text, mended=True) if found else None


def _forms(text: str) -> list[str]:
    """List the names that a text in a slot may stand for, the most literal first."""
    found = [fold(text)]
    for pattern in (_DETERMINER, _CALLED, _DETERMINER):
        found += [form[match.end() :] for form in found if (match := re.match(pattern, form))]
    found += [fold(re.sub(_PARENTHESIS, "", form)) for form in found if "(" in form]
    found += [other for form in found for other in questions.other_numbers(form)]
    return [form for form in dict.fromkeys(found) if form]


def _settled(reading: _Reading, names: _Names) -> Recognised | None:
    """Fill a reading's slots with names; None where they do not fit."""
    slots: list[Name] = []
    if reading.form in _LIST_FORMS:
        for text in _one_list(reading.slots):
            slots += _listed(text, names)
    else:
        slots = [names.find(text) or Name(text, "", ()) for text in reading.slots]
    others = [name for text in reading.others for name in _others(reading, text, names)]
    recognised = Recognised(reading.form, tuple(slots), tuple(others), reading.negated, reading.manner)
    strangers = [name.asked for name in (*slots, *others) if not name.ids]
    if strangers:
        plain = reading.manner == "firm" and all(_is_stranger(text, names) for text in strangers)
        enough = reading.form not in _LIST_FORMS or len(slots) > 1
        return replace(recognised, unknown=tuple(strangers)) if plain and enough else None
    return _distinct(recognised)


def _one_list(slots: Sequence[str]) -> list[str]:
    # "Supervised and unsupervised learning" share a word only within one list.
    return [" and ".join(slots)] if len(slots) > 1 else list(slots)


def _others(reading: _Reading, text: str, names: _Names) -> list[Name]:
    if reading.form == "prerequisites":
        return _listed(text, names)
    return [names.find(text) or Name(text, "", ())]


def _is_stranger(text: str, names: _Names) -> bool:
    """Tell whether a text is plainly a term, with no name of a concept in it."""
    folded = re.sub(f"^{_DETERMINER}", "", fold(text))
    return questions.is_term(folded) and not questions.spotted(folded, names.labels)


def _distinct(recognised: Recognised) -> Recognised | None:
    """Leave out names of what has been named already; None where too few remain."""
    kept: list[Name] = []
    for name in recognised.names:
        if not any(set(name.ids) == set(other.ids) for other in kept):
            kept.append(name)
    least = {"is-a": 2, "compare": 2, "path": 2, "size": 0}.get(recognised.form, 1)
    if len(kept) < least or (recognised.form == "is-a" and len(kept) != len(recognised.names)):
        return None
    others = tuple(name for name in recognised.others if not any(set(name.ids) == set(other.ids) for other in kept))
    if len(others) < len(recognised.others) and recognised.form != "prerequisites":
        return None
    return replace(recognised, names=tuple(kept), others=others)


# -- lists ---------------------------------------------------------------------------------------------------------


def _listed(text: str, names: _Names) -> list[Name]:
    """Split a list into names, however many words each has: "precision and recall and accuracy" lists two.

    Returns:
        The names, those nobody has without ids; the whole text as one where it is no list.
    """
    pieces = re.split(f"({forms.JOINTS})", re.sub(r"^(?:both|either|the (?:two|three)) ", "", text))
    parts, joints = pieces[::2], pieces[1::2]
    if len(parts) > _MOST_NAMES or not all(parts):
        return [Name(text, "", ())]
    spans = {
        (start, end): "".join(
            piece for pair in zip(parts[start:end], [*joints[start : end - 1], ""], strict=True) for piece in pair
        )
        for start in range(len(parts))
        for end in range(start + 1, len(parts) + 1)
    }
    names.look_up(spans.values())
    exact = {span: found for span, whole in spans.items() if (found := names.exactly(whole))}
    if several := _fewest(exact, len(parts)):
        return several
    if whole := exact.get((0, len(parts))):
        return [whole]
    return [_shared(parts, at, names) for at in range(len(parts))]


def _fewest(spans: Mapping[tuple[int, int], Name], count: int) -> list[Name]:
    """Cover a list with names, as few as can be but two at least; empty where that cannot be."""
    best: dict[int, list[Name]] = {0: []}
    for end in range(1, count + 1):
        ways = [
            [*best[start], spans[start, end]]
            for start in range(end)
            if start in best and (start, end) in spans and (start, end) != (0, count)
        ]
        if ways:
            best[end] = min(ways, key=len)
    if count == 1:
        return [spans[0, 1]] if (0, 1) in spans else []
    return best.get(count, [])


def _shared(parts: Sequence[str], at: int, names: _Names) -> Name:
    """Find a name in a list that may leave out a word it shares: "supervised and unsupervised learning"."""
    part = parts[at]
    if found := names.exactly(part):
        return found
    behind = [other.split() for other in reversed(parts[at + 1 :])]
    before = [other.split() for other in reversed(parts[:at])]
    longer = [f"{part} {' '.join(other[-count:])}" for other in (*behind, *before) for count in range(1, len(other))]
    longer += [f"{' '.join(other[:count])} {part}" for other in before for count in range(1, len(other))]
    names.look_up(longer)
    whole = next((found for text in longer if (found := names.exactly(text))), None)
    return whole or names.find(part) or Name(part, "", ())
