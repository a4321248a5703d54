"""A corpus written as an OKF bundle: a folder of pages, each concept one, links between them Markdown links."""

from __future__ import annotations

import hashlib
import os
import posixpath
import re
import shutil
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dlgraph import markdown
from dlgraph.concept import Concept, Faq, Reference
from dlgraph.errors import CorpusError
from dlgraph.formats import corpus as corpora
from dlgraph.formats import frontmatter, links, okf
from dlgraph.formats.corpus import Corpus
from dlgraph.formats.links import Places
from dlgraph.formats.reading import Pointer
from dlgraph.glossary import Glossary
from dlgraph.text import excerpt, slug, unique

OKF_VERSION = "0.2"
_LONGEST = 180
_UNSAFE = re.compile(r"[\x00-\x1f\x7f<>:\"|?*\\#%]+")
# Names that Windows keeps for devices, and folders that are passed over when a corpus is read.
_KEPT = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d|node_modules)(?:\..*)?", re.I)


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: the folder, how many pages, ids that had to change, and what reads differently."""

    folder: Path
    pages: int
    renamed: tuple[tuple[str, str], ...]
    differences: tuple[str, ...]


def check(source: Path, dest: Path) -> None:
    """Make sure that a bundle may be written to a folder.

    Raises:
        CorpusError: it exists and holds something, is no folder, or lies within the corpus.
    """
    if dest.is_symlink() or (dest.exists() and not dest.is_dir()):
        raise CorpusError(f"{dest} is not a folder", cure="Name a folder that does not exist yet, or is empty.")
    if dest.is_dir() and any(dest.iterdir()):
        raise CorpusError(
            f"{dest} is not empty; nothing is ever overwritten",
            cure="Name a folder that does not exist yet, or is empty.",
        )
    above = Path(os.path.realpath(dest))
    if source.is_dir() and Path(os.path.realpath(source)) in (above, *above.parents):
        raise CorpusError(
            f"{dest} lies within {source}, and would be read as a part of it", cure="Name a folder outside of it."
        )


def write(
    corpus: Corpus,
    glossary: Glossary,
    dest: Path,
    *,
    safe: Callable[[str], str] | None = None,
    finish: Callable[[Concept], Concept] | None = None,
) -> Written:
    """Write a corpus as a bundle, beside its place first, and then rename it there.

    Args:
        corpus: what was read.
        glossary: its concepts and relations.
        dest: a folder that is empty or does not exist.
        safe: turns an id into a path; ``safe_path`` by default.
        finish: changes a concept as it is to be written, the same in meaning.

    Returns:
        What was written. The bundle was read again: ``differences`` say what of concepts and relations it does not
        give back, and is empty where it gives back all.

    Raises:
        CorpusError: the folder may not be written to; see ``check``.
    """
    check(corpus.path, dest)
    dest.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(dir=dest.parent, prefix=f".{dest.name}-"))
    try:
        names = safe_names(ids(corpus), safe or safe_path)
        writer = _Writer(corpus, glossary, names)
        for concept in corpus.concepts:
            moved = writer.concept(concept)
            _put(staging, names[concept.id], okf.write(finish(moved) if finish else moved))
        for faq in corpus.faqs:
            _put(staging, names[faq.id], okf.write_faq(writer.faq(faq)))
        (staging / "index.md").write_text(_index(corpus, names), encoding="utf-8", newline="\n")
        if corpus.rest:
            (staging / corpora.REST).write_text("\n".join(corpus.rest) + "\n", encoding="utf-8", newline="\n")
        differences = _differences(staging, corpus, glossary, names)
        staging.chmod(0o777 & ~_umask())
        if dest.is_dir():
            dest.rmdir()
        staging.rename(dest)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise
    renamed = tuple((id, name) for id, name in names.items() if id != name)
    return Written(dest, len(names), renamed, differences)


def portable(corpus: Corpus, glossary: Glossary) -> Corpus:
    """Return a corpus whose links are those of a bundle: Markdown links from the id of one concept to that of another.

    Args:
        corpus: what was read.
        glossary: its concepts and relations.

    Returns:
        The corpus under the ids it has. What any program's links mean is settled, so that it can be told anywhere.
    """
    writer = _Writer(corpus, glossary, {concept.id: concept.id for concept in corpus.concepts})
    concepts = tuple(writer.concept(concept) for concept in corpus.concepts)
    faqs = tuple(writer.faq(faq) for faq in corpus.faqs)
    return replace(corpus, concepts=concepts, faqs=faqs, places=None)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _put(folder: Path, name: str, text: str) -> None:
    path = folder / f"{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(text)


def safe_path(id: str) -> str:
    """Return an id as a path that stays within a folder, on any system."""
    parts = [_part(part) for part in re.split(r"[/\\]", id) if part.strip() not in ("", ".", "..")]
    return "/".join(parts) or "item"


def ids(corpus: Corpus) -> list[str]:
    """Return the ids of everything that has a page of its own."""
    return [concept.id for concept in corpus.concepts] + [faq.id for faq in corpus.faqs]


def safe_names(named: Sequence[str], safe: Callable[[str], str] = safe_path) -> dict[str, str]:
    """Give each id a path that stays within a folder, on any system, and differs from all others.

    Args:
        named: ids as a corpus has them, which may be paths such as ``../../etc/passwd`` or addresses.
        safe: turns an id into a path.

    Returns:
        A path without suffix for each id; an id that is such a path already is its own.
    """
    taken = {"index", "log"}
    names: dict[str, str] = {}
    # Those that may keep their names come first, so that none has to make room for a name that was made up.
    for id in sorted(named, key=lambda each: safe(each) != each):
        path = safe(id)
        name = unique(path.casefold(), taken)
        names[id] = path + name[len(path.casefold()) :]
    return {id: names[id] for id in named}


def _part(part: str) -> str:
    clean = "".join(char if unicodedata.category(char) not in ("Cc", "Cs", "Zl", "Zp") else "-" for char in part)
    clean = _UNSAFE.sub("-", clean).lstrip(".").strip(" ").rstrip(" .")
    # A folder must not have the name of another concept's page.
    clean = re.sub(r"\.(?=md$)", "-", clean, flags=re.I) or "item"
    if _KEPT.fullmatch(clean):
        clean = f"{clean}-"
    if len(clean.encode()) > _LONGEST:
        mark = hashlib.sha256(clean.encode()).hexdigest()[:8]
        clean = clean.encode()[: _LONGEST - 9].decode("utf-8", "ignore").rstrip(" .") + f"-{mark}"
    return clean


class _Writer:
    """Turns concepts into ones whose names and links are those of the bundle.

    The links of a corpus that is OKF already stand as they are written wherever they still lead to the same concept.
    """

    def __init__(self, corpus: Corpus, glossary: Glossary, names: Mapping[str, str]) -> None:
        self._glossary = glossary
        self._names = names
        self._places = corpus.places or Places(corpus.concepts)
        self._as_written = corpus.flavour in ("okf", "rdf", "table")
        moved = [
            replace(concept, id=names[concept.id], broader=(), narrower=(), related=(), references=(), faqs=())
            for concept in corpus.concepts
        ]
        self._after = Glossary(moved)
        self._places_after = Places(moved, strict=True)

    def faq(self, faq: Faq) -> Faq:
        concept = self._glossary.faq_concept(faq)
        if not concept or (self._as_written and self._after.resolve(faq.concept) == self._names[concept.id]):
            return faq
        return replace(faq, concept=self._names[concept.id])

    def concept(self, concept: Concept) -> Concept:
        change = self._changer(concept)
        kept = self._as_written and self._is_to_stay(concept, change)
        anew: Callable[[str], str] = lambda text: text if kept else links.rewrite(text, change)  # noqa: E731 - a name
        body = anew(concept.body) if concept.body is not None else None
        moved = replace(
            concept,
            id=self._names[concept.id],
            broader=self._named(concept.broader, concept),
            narrower=self._named(concept.narrower, concept),
            related=self._named(concept.related, concept),
            references=self._named(concept.references, concept),
            sections=tuple(replace(part, text=anew(part.text)) for part in concept.sections),
            faqs=tuple(replace(faq, answer=anew(faq.answer)) for faq in concept.faqs),
            misconceptions=tuple(replace(pair, reality=anew(pair.reality)) for pair in concept.misconceptions),
            body=body,
        )
        if kept:
            return moved
        moved = replace(moved, related=self._related(moved))
        return replace(moved, references=self._mentioned(moved, concept, body))

    def _is_to_stay(self, concept: Concept, change: Callable[[str, str], str | None]) -> bool:
        texts = [concept.body] if concept.body is not None else [
            *(part.text for part in concept.sections),
            *(faq.answer for faq in concept.faqs),
            *(pair.reality for pair in concept.misconceptions),
        ]  # fmt: skip
        return all(change(link.target, link.fragment) is None
                   for text in texts for link in markdown.all_links(text) if not link.web)  # fmt: skip

    def _named(self, references: Sequence[Reference], concept: Concept) -> tuple[Reference, ...]:
        here = self._names[concept.id]
        targets = (self._glossary.resolve(each.target, concept.id) for each in references)
        return tuple(
            each
            if target is None or (self._as_written and self._after.resolve(each.target, here) == self._names[target])
            else Reference(self._names[target], each.line)
            for each, target in zip(references, targets, strict=True)
        )

    def _related(self, moved: Concept) -> tuple[Reference, ...]:
        """Name what a list in the text gives as related by the links of that list, as a reader of it will."""
        listed = okf.listed(moved)
        reached = {self._after.resolve(each.target, moved.id) for each in listed} - {None}
        own = [each for each in moved.related if self._after.resolve(each.target, moved.id) not in reached]
        return (*own, *listed)

    def _mentioned(self, moved: Concept, concept: Concept, body: str | None) -> tuple[Reference, ...]:
        """Return the references of a page: its links, and those that no link of its text gives."""
        text = body if body is not None else okf.compose(moved)
        linked = [link.target for link in markdown.links(text)]
        folder = posixpath.dirname(moved.id)
        reached = {posixpath.normpath(posixpath.join(folder, target)).removesuffix(".md") for target in linked}
        others = [each.target for each in self._named(concept.references, concept) if each.target not in reached]
        return tuple(Reference(target) for target in dict.fromkeys((*linked, *others)))

    def _changer(self, concept: Concept) -> Callable[[str, str], str | None]:
        here = self._names[concept.id]
        # A link to a place on its own page leads from a term to another term of that page.
        stem = concept.source.file.rpartition(".")[0]
        page = posixpath.dirname(concept.id)
        own = page if page and not stem.endswith(concept.id) and stem.endswith(page) else ""

        def change(path: str, fragment: str) -> str | None:
            if not path and not (own and fragment):
                return None
            found = self._places.find(Pointer(path or own, 1, fragment), concept.id)
            target = self._glossary.resolve(found, concept.id) if found is not None else None
            if target is None or self._leads(path, fragment, here, self._names[target]):
                return None
            if target == concept.id and not path:
                return f"#{fragment}"
            relative = posixpath.relpath(f"{self._names[target]}.md", posixpath.dirname(here) or ".")
            place = f"#{fragment}" if fragment and not self._is_term(target, fragment) else ""
            return relative.replace("[", "%5B").replace("]", "%5D") + place

        return change

    def _leads(self, path: str, fragment: str, here: str, target: str) -> bool:
        """Tell whether a link as it is written leads to the right page of the bundle."""
        page = f"{target}.md"
        if path and (path == f"/{page}" or posixpath.normpath(posixpath.join(posixpath.dirname(here), path)) == page):
            return True
        found = self._places_after.find(Pointer(path, 1, fragment), here) if path and self._as_written else None
        return found is not None and self._after.resolve(found, here) == target

    def _is_term(self, target: str, fragment: str) -> bool:
        return slug(fragment) == posixpath.basename(target) or fragment == posixpath.basename(target)


def _index(corpus: Corpus, names: dict[str, str]) -> str:
    lines = [
        f"- [{_escaped(concept.label)}](<{names[concept.id]}.md>)"
        + (f": {_escaped(excerpt(concept.definition, 160))}" if concept.definition else "")
        for concept in corpus.concepts
    ]
    lines += [f"- [{_escaped(faq.question)}](<{names[faq.id]}.md>)" for faq in corpus.faqs]
    return frontmatter.join({"okf_version": OKF_VERSION}, "\n" + "\n".join(lines) + "\n")


def _escaped(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>{}])", r"\\\1", " ".join(text.split()))


def _differences(folder: Path, corpus: Corpus, glossary: Glossary, names: dict[str, str]) -> tuple[str, ...]:
    """Read a bundle that was just written, and say what of the corpus it does not give back."""
    again = corpora.read(folder)
    found = Glossary(again.concepts, again.faqs)
    told: list[str] = []
    for concept in glossary:
        other = found.concepts.get(names[concept.id])
        if other is None:
            told.append(f"{concept.id}: no concept")
        elif (concept.label, concept.definition) != (other.label, other.definition):
            told.append(f"{concept.id}: another label or definition")
        elif Counter(concept.aliases) != Counter(other.aliases) or Counter(concept.tags) != Counter(other.tags):
            told.append(f"{concept.id}: other aliases or tags")
    asked = {faq.id for faq in again.faqs}
    told += [f"{faq.id}: no FAQ" for faq in corpus.faqs if names[faq.id] not in asked]
    before = {(names[each.origin], each.kind, names[each.target]) for each in glossary.relations}
    after = {(each.origin, each.kind, each.target) for each in found.relations}
    related = {(target, kind, origin) for origin, kind, target in before | after if kind == "related"}
    told += [f"{origin} {kind} {target}: missing" for origin, kind, target in sorted(before - after - related)]
    told += [f"{origin} {kind} {target}: added" for origin, kind, target in sorted(after - before - related)]
    return tuple(told)
