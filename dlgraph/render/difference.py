"""What differs between two glossaries: as the payload for programs, as text, and as Markdown for a pull request."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from dlgraph.difference import Difference, Edge
from dlgraph.model import Answer, ConceptName
from dlgraph.reanswered import Reanswered
from dlgraph.text import excerpt, one_line

_AROUND = 5
_WIDEST = 160
_MOST = 200
_NAMES = {
    "label": "relabelled", "definition": "redefined", "aliases": "aliases", "tags": "tags", "type": "type",
    "broader": "moved", "section": "section", "faq": "FAQ", "misconception": "misconception",
    "front matter": "front matter",
}  # fmt: skip
_SETS = ("aliases", "tags")


def payload(old: str, new: str, found: Difference, answers: Sequence[Reanswered] | None = None) -> dict[str, Any]:
    """Return the payload of ``diff``.

    Args:
        old: what the older glossary was called by.
        new: what the newer one was called by.
        found: what differs.
        answers: the questions whose answer changed; None where none were asked.
    """
    data: dict[str, Any] = {
        "old": old,
        "new": new,
        "same": not found and not answers,
        "added": [_name(each) for each in found.added],
        "removed": [_name(each) for each in found.removed],
        "renamed": [{"old": _name(each.old), "new": _name(each.new), "alike": each.alike} for each in found.renamed],
        "changes": [
            {
                "what": each.what,
                "concept": _name(each.concept),
                "was": _name(each.was),
                "title": each.title,
                "old": list(each.old),
                "new": list(each.new),
            }
            for each in found.changes
        ],
        "edges_added": [_edge(each) for each in found.edges_added],
        "edges_removed": [_edge(each) for each in found.edges_removed],
    }
    if answers is not None:
        data["answers"] = [
            {"question": each.question, "old": _answer(each.old), "new": _answer(each.new)} for each in answers
        ]
    return data


def _name(name: ConceptName | None) -> dict[str, str] | None:
    return {"id": name.id, "label": name.label} if name else None


def _edge(edge: Edge) -> dict[str, Any]:
    return {"origin": _name(edge.origin), "relation": edge.kind, "target": _name(edge.target)}


def _answer(answer: Answer) -> dict[str, Any]:
    item = answer.item
    told = {"concept": item.concept, "title": item.title, "text": item.text} if item else None
    return {"kind": answer.kind, "verdict": answer.verdict, "confidence": answer.confidence, "item": told}


# -- text and Markdown -----------------------------------------------------------------------------------------------


def text(data: Mapping[str, Any]) -> str:
    """Return the payload as text."""
    return _told(data, _Text())


def markdown(data: Mapping[str, Any]) -> str:
    """Return the payload as Markdown, to be put under a pull request."""
    return _told(data, _Markdown())


class _Text:
    """How text is set for a terminal."""

    def head(self, title: str) -> str:
        return f"{title}:"

    def line(self, text: str, indent: int = 1) -> str:
        return f"{'  ' * indent}{text}"

    def say(self, text: str) -> str:
        return one_line(text)

    name = code = strong = say

    def words(self, old: str, new: str) -> str:
        return word_diff(old, new, lambda text: f"[-{text}-]", lambda text: f"{{+{text}+}}", one_line)


class _Markdown(_Text):
    """How text is set in Markdown: nothing in a glossary is taken for markup."""

    def head(self, title: str) -> str:
        return f"### {title}\n"

    def line(self, text: str, indent: int = 1) -> str:
        return f"{'  ' * (indent - 1)}- {text}"

    def say(self, text: str) -> str:
        shown = one_line(text).replace("&", "&amp;").replace("<", "&lt;")
        # A name with @ before it calls a person, and one with # a ticket, wherever pull requests are shown.
        return re.sub(r"([\\`*_\[\]{}|~#])", r"\\\1", shown).replace("@", "&#64;")

    def name(self, text: str) -> str:
        return f"**{self.say(text)}**"

    def code(self, text: str) -> str:
        shown = one_line(text)
        longest = max((len(run) for run in re.findall("`+", shown)), default=0)
        fence = "`" * (longest + 1)
        pad = " " if longest or not shown else ""
        return f"{fence}{pad}{shown}{pad}{fence}"

    def words(self, old: str, new: str) -> str:
        return word_diff(old, new, lambda text: f"~~{text}~~", lambda text: f"**{text}**", self.say)


def _told(data: Mapping[str, Any], form: _Text) -> str:
    if data["same"]:
        return f"{form.code(data['old'])} and {form.code(data['new'])} hold the same glossary."
    blocks = [_summary(data)]
    for title, key in (("Added", "added"), ("Removed", "removed")):
        blocks.append(_block(form, title, [f"{form.name(one['label'])} ({form.code(one['id'])})" for one in data[key]]))
    blocks.append(_block(form, "Renamed", [_renamed(each, form) for each in data["renamed"]]))
    blocks.append(_block(form, "Changed", list(_changed(data["changes"], form)), sized=False))
    signed = [("+", each) for each in data["edges_added"]] + [("-", each) for each in data["edges_removed"]]
    for kind in ("broader", "related", "references"):
        lines = [_arrow(sign, each, form) for sign, each in signed if each["relation"] == kind]
        blocks.append(_block(form, f"Relations: {kind}", lines))
    if data.get("answers"):
        blocks.append(_block(form, "Questions answered otherwise", list(_answers(data["answers"], form)), sized=False))
    return "\n\n".join(block for block in blocks if block)


def _summary(data: Mapping[str, Any]) -> str:
    kinds = Counter(change["what"] for change in data["changes"])
    plural = {"section": "sections", "faq": "FAQs", "misconception": "misconceptions"}
    counts = [(len(data[key]), key) for key in ("added", "removed", "renamed")]
    counts += [
        (kinds[what], f"{plural[what]} changed" if what in plural else name if name != "type" else "types changed")
        for what, name in _NAMES.items()
    ]
    counts += [(len(data["edges_added"]), "relations added"), (len(data["edges_removed"]), "relations removed")]
    counts += [(len(data.get("answers") or ()), "answers changed")]
    return ", ".join(f"{count:,} {name}" for count, name in counts if count)


def _block(form: _Text, title: str, lines: Sequence[str], *, sized: bool = True) -> str:
    if not lines:
        return ""
    shown = lines if not sized else [form.line(line) for line in lines]
    more = [form.line(f"… and {len(lines) - _MOST:,} more; --json lists all")] if len(lines) > _MOST else []
    return "\n".join([form.head(title), *shown[:_MOST], *more])


def _renamed(each: Mapping[str, Any], form: _Text) -> str:
    old, new = each["old"], each["new"]
    share = f", {each['alike']:.0%} of its words the same" if each["alike"] < 1 else ""
    labels = form.name(new["label"])
    if old["label"] != new["label"]:
        labels = f"{form.name(old['label'])} → {labels}"
    return f"{labels} ({form.code(old['id'])} → {form.code(new['id'])}{share})"


def _changed(changes: Iterable[Mapping[str, Any]], form: _Text) -> Iterator[str]:
    last: object = ()
    for change in changes:
        about = change["concept"] or change["was"]
        if (key := about and about["id"]) != last:
            yield form.line(form.name(about["label"]) if about else "Questions of no concept")
            last = key
        yield form.line(_change(change, form), 2)


def _change(change: Mapping[str, Any], form: _Text) -> str:
    what, old, new = change["what"], change["old"], change["new"]
    name = _NAMES[what]
    title = f" {form.say(excerpt(change['title'], 80))!s}" if change["title"] else ""
    if what in _SETS:
        signs = [f"+{form.say(text)}" for text in new] + [f"-{form.say(text)}" for text in old]
        return f"{name}: {', '.join(signs)}"
    if what == "broader":
        return f"{name}: {_listed(old, form)} → {_listed(new, form)}"
    if not old or not new:
        return f"{name}{title} {'added' if new else 'removed'}" + (
            f": {form.say(excerpt((new or old)[0], _WIDEST))}" if what == "definition" else ""
        )
    if what in ("faq", "section", "misconception") and old[0] == new[0]:
        return f"{name}{title}: asked in other ways" if what == "faq" else f"{name}{title} changed"
    return f"{name}{title}: {form.words(old[0], new[0])}"


def _listed(labels: Sequence[str], form: _Text) -> str:
    return ", ".join(map(form.say, labels)) or "nothing"


def _arrow(sign: str, edge: Mapping[str, Any], form: _Text) -> str:
    mark = {"broader": "<", "related": "–", "references": "→"}[edge["relation"]]
    mark = form.say(mark)
    plus = form.code(sign) if isinstance(form, _Markdown) else sign
    return f"{plus} {form.say(edge['origin']['label'])} {mark} {form.say(edge['target']['label'])}"


def _answers(answers: Iterable[Mapping[str, Any]], form: _Text) -> Iterator[str]:
    for each in answers:
        yield form.line(form.name(each["question"]))
        for name, answer in (("was", each["old"]), ("now", each["new"])):
            item = answer["item"]
            told = form.say(excerpt(f"{item['title']}: {item['text']}", _WIDEST)) if item else "not in this glossary"
            verdict = {"true": "yes, ", "false": "no, "}.get(answer["verdict"], "")
            yield form.line(f"{name}: {verdict}{answer['kind'] + ', ' if item else ''}{told}", 2)


def word_diff(
    old: str, new: str, gone: Callable[[str], str], come: Callable[[str], str], plain: Callable[[str], str]
) -> str:
    """Return two texts as one, with the words that only one has marked, and long stretches that are the same cut short.

    Args:
        old: the older text.
        new: the newer text.
        gone: marks words that only the older has.
        come: marks words that only the newer has.
        plain: makes words of either ready to be shown.
    """
    before, after = old.split(), new.split()
    if before == after:
        return "white space only"
    pieces: list[str] = []
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=len(before) + len(after) > 4_000)
    codes = matcher.get_opcodes()
    for at, (tag, a, b, c, d) in enumerate(codes):
        if tag == "equal":
            pieces.append(plain(" ".join(_shortened(before[a:b], at == 0, at == len(codes) - 1))))
            continue
        if b > a:
            pieces.append(gone(plain(" ".join(before[a:b]))))
        if d > c:
            pieces.append(come(plain(" ".join(after[c:d]))))
    return " ".join(pieces)


def _shortened(words: list[str], first: bool, last: bool) -> list[str]:
    if first and last:
        return words
    if first:
        return words if len(words) <= _AROUND else ["…", *words[-_AROUND:]]
    if last:
        return words if len(words) <= _AROUND else [*words[:_AROUND], "…"]
    return words if len(words) <= 2 * _AROUND else [*words[:_AROUND], "…", *words[-_AROUND:]]


FORMATS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {"text": text, "markdown": markdown}
