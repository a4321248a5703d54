"""Names and languages: labels that are missing, shared or damaged, concepts without words, and language tags."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator

from dlgraph.checks import lexicon
from dlgraph.checks.check import Check, check
from dlgraph.checks.finding import Edit, Evidence, Found, NotCheckable
from dlgraph.checks.subject import Subject, about
from dlgraph.concept import Concept
from dlgraph.model import Source
from dlgraph.text import excerpt, fold, label_forms

# ISO 639-1: a tag of two letters that is none of these names no language.
_LANGUAGES = """
    aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee
    el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is
    it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms
    mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si
    sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh
    yi yo za zh zu
"""
# BCP 47: language, then script, region, variants and extensions, or a private tag.
_TAG = re.compile(
    r"(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?(?:-(?:[a-z\d]{5,8}|\d[a-z\d]{3}))*"
    r"(?:-[a-wy-z\d](?:-[a-z\d]{2,8})+)*(?:-x(?:-[a-z\d]{1,8})+)?|x(?:-[a-z\d]{1,8})+)",
    re.I,
)
# Joiners and direction marks belong to the spelling of some scripts.
_SPELLING = "\u200c\u200d\u200e\u200f"


@check("Q01", "overlapping-labels", "warning")
def overlapping_labels(subject: Subject) -> Iterator[Found]:
    """No label or alias belongs to two concepts.

    Whoever asks for it gets one of them, and a relation written with it joins the wrong one.
    """
    owners: dict[tuple[str, str], dict[str, tuple[str, Source]]] = defaultdict(dict)
    for concept in subject.glossary:
        own = lexicon.language(concept) or ""
        for label in lexicon.labels(concept):
            if label.name != "hiddenLabel":
                place = _place(subject, concept, label)
                # What stands before a parenthesis is shared on purpose: "Token (NLP)", "Token (finance)".
                for at, form in enumerate(label_forms(label.text)):
                    said = label.text.rpartition("(")[2].rstrip(" )") if at else label.text
                    if at != 1:
                        owners[label.language or own, form].setdefault(concept.id, (said, place))
    told: set[frozenset[str]] = set()
    for uses in owners.values():
        if len(uses) > 1 and frozenset(uses) not in told:
            told.add(frozenset(uses))
            last = list(uses)[-1]
            text, place = uses[last]
            others = ", ".join(subject.label(id) for id in uses)
            yield Found(
                f"{text!r} names {len(uses)} concepts: {others}",
                place,
                last,
                tuple(Evidence(f"{subject.label(id)}: {text}", source) for id, (text, source) in uses.items()),
                "Leave it to one of them, or make it longer: what tells them apart may stand in parentheses.",
            )


def _place(subject: Subject, concept: Concept, label: lexicon.Statement) -> Source:
    sheet = subject.sheets.get(concept.id)
    if sheet and label.key in ("title", "aliases"):
        field = "label" if label.key == "title" else "aliases"
        lines = [slot.line for slot in sheet.under(field) if slot.text == label.text]
        return Source(sheet.file, lines[0]) if lines else concept.source
    return subject.place(concept, label.key, label.text)


@check("Q02", "empty-label", "warning", fixable=True)
def empty_label(subject: Subject) -> Iterator[Found]:
    """Every concept has a label, and no label is empty.

    A page without a title is called after its file, which is seldom how people write the name.
    """
    for note in subject.corpus.ledger.notes:
        if note.code == "no-title":
            yield Found(note.message, note.source, subject.owner(note.source.file))
    for concept in subject.glossary:
        if not fold(concept.label) and not any(char.isalnum() for char in concept.label):
            yield about(concept, f"{concept.id} is called {concept.label!r}, which holds no letter and no digit",
                        cure="Give it a title.")  # fmt: skip
        sheet = subject.sheets.get(concept.id)
        for slot in sheet.under("aliases") if sheet else ():
            if slot.listed and not slot.text:
                yield about(
                    concept,
                    f"{concept.label}: an entry of `{slot.key}` is empty",
                    line=slot.line,
                    cure="Remove it.",
                    edits=(Edit(concept.source.file, "remove", slot.key, "", slot.line),),
                )
        for label in subject.statements[concept.id]:
            if label.name in lexicon.LABELS and not label.text:
                yield Found(f"{concept.label}: `{label.key}` is empty", subject.place(concept, label.key), concept.id,
                            cure="Fill it in, or remove it.")  # fmt: skip


@check("Q03", "unprintable-characters", "warning")
def unprintable_characters(subject: Subject) -> Iterator[Found]:
    """No label holds a character that cannot be seen or printed.

    Such characters arrive by copying from web sites and PDF files; a name that holds one is never found by typing it.
    """
    for concept in subject.glossary:
        for label in lexicon.labels(concept):
            unseen = [char for char in label.text if _unprintable(char)]
            if unseen:
                listed = ", ".join(f"U+{ord(char):04X}" for char in dict.fromkeys(unseen))
                clean = "".join(char for char in label.text if not _unprintable(char))
                yield Found(f"{clean}: its {label.name} holds {listed}", _place(subject, concept, label), concept.id,
                            cure="Type the label anew.")  # fmt: skip


def _unprintable(char: str) -> bool:
    return char == "\ufffd" or (
        unicodedata.category(char) in ("Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp") and char not in _SPELLING
    )


@check("Q04", "undocumented-concept", "warning")
def undocumented_concept(subject: Subject) -> Iterator[Found]:
    """Every concept has a definition or a note.

    Without one, "what is it?" finds a name and nothing to say about it.
    """
    for concept in subject.glossary:
        noted = any(each.name in lexicon.NOTES and each.text for each in subject.statements[concept.id])
        # A page with no text at all is an empty body, which is told once.
        if not concept.definition and not noted and not _is_blank_page(concept):
            cure = "Say in a sentence or two what it is: `description:`, or the page's first paragraph."
            yield about(concept, f"{concept.label} has no definition", cure=cure)


def _is_blank_page(concept: Concept) -> bool:
    return concept.body is not None and not (concept.sections or concept.faqs or concept.misconceptions)


# -- languages -----------------------------------------------------------------------------------------------------


def _tagged(subject: Subject) -> list[tuple[Concept, str, str, str]]:
    """List what bears a language tag: the concept, the key, the text and the tag; NotCheckable where nothing does."""
    found = [
        (concept, lexicon.language_key(concept), language, language)
        for concept in subject.glossary
        if (language := lexicon.language(concept))
    ]
    found += [
        (concept, each.key, each.text, each.language)
        for concept in subject.glossary
        for each in subject.statements[concept.id]
        if each.language is not None
    ]
    if not found:
        raise NotCheckable("nothing names a language")
    return found


@check("Q05", "omitted-language", "warning")
def omitted_language(subject: Subject) -> Iterator[Found]:
    """Where labels and notes name their languages, all of them do."""
    tagged = _tagged(subject)
    stated = {concept.id for concept, key, *_ in tagged if key == lexicon.language_key(concept)}
    for concept in subject.glossary:
        if concept.id in stated:
            continue
        if stated:
            said = f"{concept.label} does not say which language it is in; {len(stated)} of {len(subject.glossary)} do"
            yield about(concept, said, cure="Add `language:`.")
            continue
        for each in subject.statements[concept.id]:
            if each.name in (*lexicon.LABELS, *lexicon.NOTES) and each.language is None:
                yield Found(
                    f"{concept.label}: `{each.key}` ({excerpt(each.text, 40)}) names no language",
                    subject.place(concept, each.key, each.text),
                    concept.id,
                    cure=f"Write `{each.key}@en`, or whichever language it is.",
                )


@check("Q06", "invalid-language", "warning")
def invalid_language(subject: Subject) -> Iterator[Found]:
    """Every language tag is one that BCP 47 allows, such as en, pt-BR or zh-Hant."""
    for concept, key, text, tag in _tagged(subject):
        primary = tag.partition("-")[0].lower()
        if not _TAG.fullmatch(tag) or (len(primary) == 2 and primary not in _LANGUAGES.split()):
            near = tag.replace("_", "-")
            known = near != tag and _TAG.fullmatch(near) and near[:2].lower() in _LANGUAGES.split()
            yield Found(f"{concept.label}: `{key}` names the language {tag!r}, which is none",
                        subject.place(concept, key, text), concept.id,
                        cure=f"Write {near}." if known else "Write a tag such as en, pt-BR or zh-Hant.")  # fmt: skip


@check("Q07", "incomplete-languages", "info")
def incomplete_languages(subject: Subject) -> Iterator[Found]:
    """Every concept has a preferred label in each language that others have one in."""
    _tagged(subject)
    having: dict[str, set[str]] = defaultdict(set)
    for concept in subject.glossary:
        for label in lexicon.labels(concept):
            if label.name == "prefLabel" and label.language:
                having[_primary(label.language)].add(concept.id)
    own = {_primary(lexicon.language(concept) or "") for concept in subject.glossary}
    for language, ids in sorted(having.items()):
        # A title without a language may well be in that of the other titles; that it does not say so is told as such.
        missing = [
            concept
            for concept in subject.glossary
            if concept.id not in ids and (lexicon.language(concept) or language not in own)
        ]
        if missing:
            yield Found(
                f"{len(missing)} of {len(subject.glossary)} concepts have no preferred label in {language}",
                missing[0].source,
                missing[0].id,
                tuple(Evidence(concept.label, concept.source) for concept in missing),
                f"Add `prefLabel@{language}` to their pages.",
            )


def _primary(tag: str) -> str:
    """Return the language of a tag without its region: who reads en reads en-GB."""
    return re.split("[-_]", tag.lower())[0]


CHECKS: tuple[Check, ...] = (
    overlapping_labels,
    empty_label,
    unprintable_characters,
    undocumented_concept,
    omitted_language,
    invalid_language,
    incomplete_languages,
)
