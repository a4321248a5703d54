"""What a question puts forward as true: frames such as "is it true that …?" and tags such as ", right?" taken off."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from dlgraph.text import one_line


@dataclass(frozen=True, slots=True)
class Statement:
    """What a question puts forward.

    ``text`` is the bare statement; ``denied`` is true where the frame says that it does not hold ("is it a myth that
    …?"), and ``framed`` where a frame or a tag was taken off, so that the question asks for a verdict by its form.
    """

    text: str
    denied: bool = False
    framed: bool = False


class _Pattern:
    """A pattern that is compiled when it is first needed: most questions need few, and a cold start pays for each."""

    def __init__(self, form: str) -> None:
        self._form = form

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        return re.compile(self._form, re.I)


def _any(*forms: str) -> str:
    return "(?:" + "|".join(forms) + ")"


_DO = r"(?:is|are|am|was|were|do|does|did|has|have|had|can|could|will|would|shall|should|must|may|might|need)"
_DO_NOT = (
    r"(?:(?:is|are|ai|was|were|do|does|did|has|have|had|ca|could|wo|would|sha|should|must|may|might|need)n't|cannot)"
)
_SUBJECT = r"(?:i|you|he|she|it|we|they|there|this|that|one|these|those)"
_HOLDS = r"(?:true|right|correct|so|the case|accurate|a fact|fact|valid|sound|fair|reasonable|safe)"
_FAILS = (
    r"(?:(?:(?:just|only) )?a (?:\w+ )?(?:myth|misconception|fallacy|lie|mistake|misunderstanding)|false|wrong|untrue"
    r"|incorrect|inaccurate|nonsense|not (?:true|right|correct|the case))"
)
_ADVERBS = r"(?:(?:really|actually|also|still|even|indeed|in fact|generally|always|fully|strictly|simply|just|only) )*"
_THINK = r"(?:say|saying|think|thinking|believe|believing|assume|assuming|claim|claiming|conclude|concluding)"
_THAT = r"(?: that|,|:)?\s+"
_OWN_WORDS = (
    r"(?:i|we)(?:'ve| have| had| was| were|'m| am| been| keep| just| once| always| often| recently| also)*"
    r" (?:hear|heard|hearing|read|reading|told|warned|taught|think|thinking|thought|believe|believed|understand"
    r"|understood|assume|assumed|assuming|learn|learned|learnt|suppose|supposed|saw|seen|say|said|saying|guess|gather"
    r"|take it|bet|figure|figured|reckon|suspect)"
)
_PERSON = (
    r"(?:friend|colleague|coworker|boss|manager|teacher|professor|lecturer|doctor|neighbou?r|expert|guy|person|man|woman"
    r"|brother|sister|son|daughter|mother|father|mum|mom|dad|uncle|aunt|cousin|husband|wife|student|customer|client"
    r"|vendor|consultant|journalist|article|blog|blogger|post|video|book|paper|site|website|page|podcast|course|forum"
    r"|newspaper|magazine)s?"
)
_THEIR_WORDS = (
    _any(
        r"(?:(?:some|many|most|a lot of|lots of) )?people",
        "they|everyone|everybody|someone|somebody",
        rf"(?:a|an|my|the|our|one|some|this|that)(?: [\w-]+){{0,2}} {_PERSON}",
    )
    + r"(?: (?:on|of|at|in|from)(?: \w+){1,3}?)?"
    + r"(?: (?:just|once|always|often|recently|also|keeps?))*"
    r" (?:says?|said|saying|claims?|claimed|tells (?:me|us)|told (?:me|us)|insists?|insisted|thinks?|thought|believes?"
    r"|believed|writes?|wrote|argues?|argued|states?|stated)"
)
# Words that open a question without saying anything; they frame nothing.
_OPENER = _Pattern(
    "^"
    + _any(
        "so|well|hmm|hi|hello|hey|ok|okay|but|and|um|then|now|surely|please|basically|apparently|supposedly|presumably",
        "obviously|wait|question|quick question|just checking|just to (?:check|be sure|confirm)",
        r"correct me if i'm wrong|as (?:far as )?i understand(?: it)?|from what i(?:'ve)? (?:read|heard|understand)",
        r"if i understand(?: (?:it|this))?(?: (?:right|correctly))?",
    )
    + r"(?:\s*[,:;.-]+\s*|\s+(?!much|many|far|long|few|little|called|that\b|not\b))",
)
_FRAME = _Pattern(
    "^"
    + _any(
        r"(?:true or (?:false|not)|true/false|fact or (?:fiction|myth)|myth or (?:fact|reality|truth)|right or wrong"
        r"|yes or no)\s*[:,?.-]*\s+",
        rf"(?:is|isn't|was|wasn't|would|wouldn't|could) it (?:not )?(?:be )?{_ADVERBS}{_HOLDS}(?: to {_THINK})?{_THAT}"
        r"(?!to\b)",
        rf"am i (?:not )?(?:right|correct)(?: (?:in|to|when) (?:i )?{_THINK})?{_THAT}",
        rf"(?:is|are) (?:this|the following)(?: (?:statement|claim))? {_HOLDS}\s*[:,?.-]+\s*",
        rf"(?:would|do|don't|wouldn't|can) (?:you|we|experts|people) (?:agree|think|say|believe|confirm){_THAT}",
        r"(?:can|could|may|should) (?:i|we|one|you) (?:safely |really )?(?:say|assume|conclude|believe) that\s+",
        rf"(?:my|the|our) (?:understanding|impression|belief|guess|claim|idea|feeling) (?:is|was){_THAT}",
        r"(?:is there (?:any )?truth (?:to|in|behind)|what about|how true is)"
        rf" (?:the (?:claim|idea|belief|notion|saying|statement|rumou?r)|it){_THAT}",
        r"(?:is|was|isn't) the (?:claim|idea|belief|notion|statement)(?: that|:)\s+",
        rf"(?:it's|it is) {_ADVERBS}{_HOLDS} that\s+",
        rf"(?:{_OWN_WORDS}|{_THEIR_WORDS})(?: (?:somewhere|online|once|before|recently|me|us|all the time))*(?: is)?"
        rf"(?: it said)?{_THAT}(?!of\b|about\b|a lot\b|to\b)",
    ),
)
_DENYING_FRAME = _Pattern(
    "^"
    + _any(
        rf"(?:is|isn't|was|wasn't) it {_ADVERBS}{_FAILS}(?: to {_THINK})?{_THAT}",
        rf"am i wrong(?: (?:in|to) {_THINK})?{_THAT}",
        rf"(?:it's|it is|it|that's) {_ADVERBS}(?:isn't (?:true|right|correct|the case)|{_FAILS})"
        rf" (?:that|to {_THINK}(?: that)?)\s+",
    ),
)
_TAG = _Pattern(
    r"(?:^|\s*(?:[,.;:!?\u2014\u2026-]|\s)\s*)(?:(?:or|and) )?"
    + _any(
        r"(?:is|isn't|am|was|wasn't|would|wouldn't) (?:this|that|it|he|she|i|they)(?: (?:statement|claim|be))?"
        rf" (?:not )?{_ADVERBS}(?:a )?{_HOLDS}"
        r"(?: (?:assumption|reasoning|warning|claim|statement|summary|description|to say|or (?:not|false|wrong)))?",
        r"(?:is|are) (?:she|he|they) (?:right|correct|wrong)",
        r"right|correct|true|agreed?|yes|no|yeah|yep|ok|okay|huh|eh|or not|not so|true or (?:false|not)|or is it"
        r"|fact or (?:fiction|myth)|myth or (?:fact|reality)|sound reasoning|fair enough",
        r"(?:do|don't|would|wouldn't) you (?:agree|think|say)(?: so)?",
        r"(?:or )?(?:so )?i(?:'ve| have| was|'m| am)? (?:been )?"
        r"(?:take it(?: that's (?:correct|right|true))?|suppose|guess|think|believe(?: so)?|told|assume|gather|hear"
        r"|heard|read|presume|imagine|right|correct|wrong)",
        rf"am i (?:right|correct|wrong)|or (?:is (?:that|this|it) )?{_ADVERBS}{_FAILS}",
        r"as (?:far as )?i understand(?: it)?",
        # "MCP server, what is it" ends in no tag.
        rf"{_DO_NOT} {_SUBJECT}|(?<=[,.;:!?\u2014\u2026-] ){_DO}(?: not)? {_SUBJECT}(?: not)?",
    )
    + r"\s*$",
)
_DENYING_TAG = _Pattern(
    rf"(?:[,.;:!?\u2014-]\s*(?:is (?:that|this|it) |that's )|\s(?:is|are) (?=a |just a |only a )){_ADVERBS}{_FAILS}\s*$"
    rf"|^(?:is (?:that|this|it) |that's ){_ADVERBS}{_FAILS}\s*$",
)
# Such a word ends a statement as often as it is a tag, which then stands behind a comma or alone.
_ENDING = _Pattern(r"right|correct|true|agreed?|yes|no|yeah|yep|ok|okay|huh|eh")
_LONGEST_TAG = 80
_SENTENCE_ENDS = _Pattern(r"(?<=[.!?\u2026])[\"'\u201d)]*\s+(?=[A-Za-z0-9\"'\u201c(])")
_ABBREVIATION = _Pattern(r"(?:\b(?:e\.g|i\.e|etc|vs|cf|approx|dr|mr|mrs|ms)|& ?co)\.$")
_ASKS_MORE = _Pattern(
    rf"^(?:what(?!ever)|which(?!ever)|who(?!ever)|whom|whose|why|how(?!ever))\b|^(?:when|where) {_DO}\b"
    r"|^(?:explain|define|describe|compare|list|tell (?:me|us)|give (?:me|us)|show (?:me|us)|help)\b",
)
# The same where it does not stand first, as in "skip connections, why do they help"; and a choice, "is it X or Y".
_ASKS_MORE_LATER = _Pattern(
    rf"\b(?:why|how) {_DO}\b|[,;:] (?:what|which|why|how)\b|^(?:is|are|was|were) (?:it|this|that|they) .* or "
)
_ASKS = _Pattern(rf"^(?:{_DO}|{_DO_NOT})\b")
_FEWEST = 3
# "Isnt" and "doesnt" as they are typed in haste; "cant" and "wont" are words of their own, and rare ones.
_HASTY = _Pattern(r"\b(is|are|was|were|do|does|did|has|have|had|ca|could|wo|would|should|must|need)nt\b")


# A question that begins so asks for more than yes or no, whatever follows but a tag; and a tag ends in one of these.
_ASKING = frozenset(("what", "which", "who", "whom", "whose", "why", "how", "when", "where"))
_DOING = frozenset(_DO[3:-1].split("|"))
_ENDS = (
    "true right correct so case accurate fact valid sound fair reasonable safe assumption reasoning warning claim"
    " statement summary description say not false wrong agree agreed yes no yeah yep ok okay huh eh it fiction myth"
    " reality enough think suppose guess believe told assume gather hear heard read presume imagine misconception"
    " fallacy lie mistake misunderstanding untrue incorrect inaccurate nonsense understand i you he she we they there"
    " this that one these those"
)
_LAST_OF_TAGS = frozenset(_ENDS.split())


def _plainly_asks(question: str) -> bool:
    """Tell at a glance, without any pattern, that a question of one sentence asks for more than yes or no."""
    text = question.strip().lower().rstrip("?")
    if not text.isascii() or any(sign in text for sign in ".!?\n"):
        return False
    words = text.split()
    if len(words) < _FEWEST:
        return False
    return words[0] in _ASKING and words[1] in _DOING and words[-1].strip("\"'),;: -") not in _LAST_OF_TAGS


def statement(question: str) -> Statement | None:
    """Find the statement that a question puts forward.

    "Is it true that X?", "X, right?", "I heard that X. Is that so?" and "Isn't X?" all put X forward; the latter keeps
    its inverted order, and it is not framed. A question that asks for more than yes or no puts nothing forward, nor do
    words that are no question at all.

    Args:
        question: the question as typed.

    Returns:
        The statement, or None.
    """
    if _plainly_asks(question):
        return None
    text = _HASTY.compiled.sub(r"\1n't", one_line(question.replace("\u2019", "'").replace("\u2018", "'")))
    parts: list[Statement] = []
    for sentence in _sentences(text):
        # A sentence that is all frame ("Is that so?") says something of the one before.
        if (part := _bared(sentence)).text or part.framed:
            parts.append(part)
    said = [part for part in parts if part.text]
    whole = ". ".join(part.text for part in said)
    framed = any(part.framed for part in parts)
    if len(whole.split()) < _FEWEST or (_ASKS_MORE.compiled.match(said[-1].text) and not said[-1].framed):
        return None
    asks = _ASKS.compiled.match(whole) or text.rstrip("\"'\u201d) ").endswith("?")
    if not framed and (not asks or _ASKS_MORE_LATER.compiled.search(whole)):
        return None
    return Statement(whole, sum(part.denied for part in parts) % 2 == 1, framed)


def _sentences(text: str) -> list[str]:
    found: list[str] = []
    for part in _SENTENCE_ENDS.compiled.split(text):
        if found and _ABBREVIATION.compiled.search(found[-1]):
            found[-1] += " " + part
        else:
            found.append(part)
    return found


def _bared(sentence: str) -> Statement:
    """Take frames and tags off one sentence."""
    text = _trimmed(sentence)
    denied = framed = False
    for form in (_OPENER, _FRAME, _DENYING_FRAME) * 3:
        shorter = form.compiled.sub("", text, count=1)
        denied ^= form is _DENYING_FRAME and shorter != text
        framed |= form is not _OPENER and shorter != text
        text = shorter.strip()
    for form in (_TAG, _DENYING_TAG) * 3:
        shorter = _untagged(text, form)
        denied ^= form is _DENYING_TAG and shorter != text
        framed |= shorter != text
        text = shorter
    return Statement(text, denied, framed)


def _untagged(text: str, form: _Pattern) -> str:
    at = max(0, len(text) - _LONGEST_TAG)
    found = form.compiled.search(text[at:]) if not at else form.compiled.search(text, at)
    if not found or (_ENDING.compiled.fullmatch(found[0].strip()) and found.start() > 0):
        return text
    return _trimmed(text[: found.start()])


def _trimmed(text: str) -> str:
    return text.strip().rstrip(" ,.;:!?\u2014\u2026-")
