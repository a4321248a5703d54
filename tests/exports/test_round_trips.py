"""What is exported whole comes back whole: OKF to SKOS and back, OKF to JSON Lines and back."""

from __future__ import annotations

import os
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dlgraph.concept import Concept, Faq, Misconception, Reference, Section
from dlgraph.exports import write
from dlgraph.exports.write import Options
from dlgraph.formats import bundle
from dlgraph.formats import corpus as corpora
from dlgraph.formats.corpus import Corpus
from dlgraph.glossary import Glossary
from dlgraph.ledger import Ledger
from dlgraph.model import Source

OTHERS = [each for each in os.environ.get("DLGRAPH_ROUND_TRIP_CORPORA", "").split(os.pathsep) if each]
# The formats that lose nothing: the format, the syntax of RDF, and the suffix that it is read by.
WHOLE = [("skos", "turtle", ".ttl"), ("skos", "nt", ".nt"), ("jsonld", "", ".jsonld"), ("jsonl", "", ".jsonl")]


def glossary_of(corpus: Corpus) -> Glossary:
    return Glossary(corpus.concepts, corpus.faqs)


def as_pages(corpus: Corpus, folder: Path) -> Corpus:
    bundle.write(corpus, glossary_of(corpus), folder)
    return corpora.read(folder)


def there_and_back(pages: Corpus, form: str, syntax: str, suffix: str, work: Path) -> Corpus:
    """Return pages written in a format, read, written as pages, and read again."""
    file = work / f"glossary{suffix}"
    text = write.text(pages, glossary_of(pages), form, Options(syntax=syntax or "turtle")).text
    file.write_text(text, "utf-8", newline="")
    return as_pages(corpora.read(file), work / f"pages-from-{form}-{syntax}")


def bare(concept: Concept) -> Concept:
    """Return a concept as if all of it stood on line 1 of no file."""

    def named(references: tuple[Reference, ...]) -> tuple[Reference, ...]:
        return tuple(Reference(each.target) for each in references)

    return replace(
        concept,
        broader=named(concept.broader),
        narrower=named(concept.narrower),
        related=named(concept.related),
        references=named(concept.references),
        sections=tuple(replace(part, line=1) for part in concept.sections),
        faqs=tuple(replace(part, source=Source("")) for part in concept.faqs),
        misconceptions=tuple(replace(part, source=Source("")) for part in concept.misconceptions),
        source=Source(""),
    )


def told(corpus: Corpus, *, keys: bool = False) -> list[object]:
    """Return all that a corpus says, in its order, but for the lines it stands on; the order of keys if it counts."""
    concepts = [(bare(concept), list(concept.extra) if keys else []) for concept in corpus.concepts]
    return [concepts, [replace(faq, source=Source("")) for faq in corpus.faqs], sorted(corpus.rest)]


# -- generated glossaries --------------------------------------------------------------------------------------------

NASTY = st.sampled_from(
    ["---", "...", "[[tea]]", "[[tea|Tea]]", "[tea](tea.md)", "[x](../b/c.md#y)", "# One", "## Two", "### Why?", "`a`",
     "<b>x</b>", "<!-- x -->", "&amp;", '"', "'", "a: b", "- a", "| a | b |", "null", "true", "1e3", "2024-01-01", "\\",
     "**Myth:** m", "**Reality:** r", "{{x}}", "#tag", "key:: value", "> q", "é", "e\u0301", "\u200f", "\u2028", "\x85",
     "𝕏", "\ufeff", "日本", "* ", "%", "@", "a,b;c|d", "[^1]: n", "[r]: tea.md", "```\n[a](b)\n```", "See also", "",
     "## See also\n\n- [t](tea.md)"]
)  # fmt: skip
LINE = st.one_of(NASTY, st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=10))
TEXT = st.lists(LINE, max_size=4).map("\n".join)
WORD = st.one_of(
    st.sampled_from(["Tea", "tea", "Green tea", "C++", "No", "a: b", '"quoted"', "x | y", "[t]", "日本", "1", "---"]),
    st.text(st.characters(categories=("L", "Nd", "Zs")), min_size=1, max_size=6).filter(str.strip),
)
IDS = st.lists(st.sampled_from(["tea", "b/c", "b/tea", "Green tea", "日本", "x.y", "a+b"]), unique=True, min_size=1)
VALUES = st.recursive(
    st.one_of(LINE, st.integers(), st.booleans(), st.none(), st.dates(), st.floats(allow_nan=False)),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(WORD, inner, max_size=2)),
    max_leaves=3,
)
KEYS = st.sampled_from(["sources", "status", "verified", "notation", "scopeNote", "x y", "Größe", "order"])


@st.composite
def glossaries(draw: st.DrawFn) -> Corpus:
    ids = draw(IDS)
    references = st.lists(st.one_of(st.sampled_from(ids), WORD).map(Reference), max_size=2).map(tuple)

    def made(id: str) -> Concept:
        return Concept(
            id=id,
            label=draw(WORD),
            definition=draw(LINE),
            aliases=tuple(draw(st.lists(WORD, max_size=2))),
            type=draw(st.sampled_from(["Concept", "Método"])),
            broader=draw(references),
            narrower=draw(references),
            related=draw(references),
            tags=tuple(draw(st.lists(WORD, max_size=2))),
            sections=tuple(Section(*part) for part in draw(st.lists(st.tuples(WORD, TEXT), max_size=2))),
            faqs=tuple(
                Faq(f"{id}#q{at}", f"{asked}?", answer)
                for at, (asked, answer) in enumerate(draw(st.lists(st.tuples(WORD, TEXT), max_size=2)))
            ),
            misconceptions=tuple(
                Misconception(f"{id}#m{at}", *part)
                for at, part in enumerate(draw(st.lists(st.tuples(WORD, TEXT), max_size=2)))
            ),
            body=draw(st.one_of(st.none(), TEXT)),
            extra=draw(st.dictionaries(KEYS, VALUES, max_size=2)),
        )

    alone = draw(st.lists(st.tuples(WORD, TEXT, st.sampled_from(["", *ids])), max_size=2))
    faqs = tuple(Faq(f"faqs/{at}", f"{asked}?", answer, concept=of) for at, (asked, answer, of) in enumerate(alone))
    return Corpus(Path("nowhere"), tuple(map(made, ids)), faqs, Ledger({}), ())


@given(made=glossaries(), form=st.sampled_from(WHOLE))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_pages_come_back_from_every_format_that_is_whole(made: Corpus, form: tuple[str, str, str]):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # Pages read once are what a user has; what was generated may hold what no page can say.
        pages = as_pages(made, folder / "pages")
        # RDF has no order of properties, so that there the order of front-matter keys is not kept.
        keys = form[0] == "jsonl"
        assert told(there_and_back(pages, *form, folder), keys=keys) == told(pages, keys=keys)


# -- real ones -------------------------------------------------------------------------------------------------------

PART = Path(__file__).resolve().parent.parent.parent / "corpus" / "evaluation"


@pytest.mark.parametrize("path", [PART, *map(Path, OTHERS)], ids=lambda path: path.name)
def test_a_real_corpus_comes_back_from_every_format_that_is_whole(path: Path, tmp_path: Path):
    """For more corpora, name them in DLGRAPH_ROUND_TRIP_CORPORA."""
    pages = as_pages(corpora.read(path), tmp_path / "pages")
    for form in WHOLE[::2] if path == PART else WHOLE:
        assert told(there_and_back(pages, *form, tmp_path)) == told(pages)


def test_pages_that_are_okf_already_are_copied_as_they_say_it(tmp_path: Path):
    read = corpora.read(PART)
    assert told(as_pages(read, tmp_path / "copy"), keys=True) == told(read, keys=True)


def test_unknown_triples_survive_from_rdf_to_pages_and_back(tmp_path: Path):
    text = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix ex: <http://example.org/> .
        ex:tea a skos:Concept ; skos:prefLabel "Tea"@en ; ex:brewed 3 .
        ex:ann a ex:Person ; ex:name "Ann" ."""
    (tmp_path / "tea.ttl").write_text(text, "utf-8")
    pages = as_pages(corpora.read(tmp_path / "tea.ttl"), tmp_path / "pages")
    assert (tmp_path / "pages" / "_rdf.nt").is_file()
    for form, syntax, _ in WHOLE[:3]:
        found = rdflib.Graph().parse(
            data=write.text(pages, glossary_of(pages), form, Options(syntax=syntax or "turtle")).text,
            format={"turtle": "turtle", "nt": "nt", "": "json-ld"}[syntax],
        )
        before = {each for each in rdflib.Graph().parse(data=text) if "brewed" in each[1] or "ann" in each[0]}
        assert len(before) == 3
        assert before <= set(found)
    assert there_and_back(pages, "jsonl", "", ".jsonl", tmp_path).rest == pages.rest
