"""What a reader makes of a file: its concepts and FAQs, and the account of all that the file held."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from dlgraph.concept import Concept, Faq, Reference
from dlgraph.ledger import Dropped, Problem
from dlgraph.model import Source

# What is left out by its nature, which nobody needs to be told of at every load; `dlgraph import --dry-run` does.
RESERVED = "a reserved file name, not a concept"
TO_THE_WEB = "it leads to the web"
TO_ITSELF = "it leads to a place on its own page"
TO_A_LIST = "it leads to a list of concepts"
TO_A_FILE = "it leads to a file that is no page"
OTHER_LANGUAGE = "another language"
BLANK = "it is blank"
REPEATED = "it is there already"
SAME_AS_LABEL = "it is the label itself"
ADDRESS = "it is an address, not a name"
MEDIA = "an embedded picture or file"
OUTSIDE_PAGES = "outside the folder in which the pages are"
NO_GLOSSARY = "a reStructuredText file without a glossary"
AROUND_TERMS = "text around the terms"
DEPRECATED = "it is deprecated"
# A row of the ledger whose dropped members are left out by their nature, as WordNet's antonyms are.
POINTERS = "pointers"
# The code of a note on what is kept as it stands, which only the whole account tells.
KEPT = "rdf-kept"
NO_PAGE = "no page and no table"
ROUTINE = frozenset(
    {RESERVED, TO_THE_WEB, TO_ITSELF, TO_A_LIST, TO_A_FILE, OTHER_LANGUAGE, BLANK, REPEATED, SAME_AS_LABEL, ADDRESS,
     MEDIA, OUTSIDE_PAGES, NO_GLOSSARY, AROUND_TERMS, NO_PAGE, DEPRECATED}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pointer(Reference):
    """A reference as it leaves a reader: with the place on the page it leads to, which may be a term of its own."""

    fragment: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one file holds.

    ``found`` counts what the file holds of each kind of thing, as far as the reader counts it, and ``kept`` what of
    kinds that ``count_kept`` cannot count. ``addresses`` map names by which links may call a concept, such as its
    permalink, to its id; ``abbreviations`` are those a page spells out, which may be names of any concept.
    """

    concepts: tuple[Concept, ...] = ()
    faqs: tuple[Faq, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    notes: tuple[Problem, ...] = ()
    found: Mapping[str, int] = field(default_factory=dict)
    kept: Mapping[str, int] = field(default_factory=dict)
    addresses: Mapping[str, str] = field(default_factory=dict)
    abbreviations: tuple[tuple[str, str, Source], ...] = ()


def count_kept(concepts: Iterable[Concept], faqs: Iterable[Faq]) -> Counter[str]:
    """Count what concepts and FAQs hold, by the names of the ledger's rows."""
    kept: Counter[str] = Counter(faqs=sum(1 for _ in faqs))
    for concept in concepts:
        kept["concepts"] += 1
        kept["faqs"] += len(concept.faqs)
        kept["misconceptions"] += len(concept.misconceptions)
        kept["sections"] += len(concept.sections)
        kept["aliases"] += len(concept.aliases)
        kept["tags"] += len(concept.tags)
        kept["relations"] += len(concept.broader) + len(concept.narrower) + len(concept.related)
        kept["links"] += len(concept.references)
    return kept


def complete(read: Reading) -> Reading:
    """Return a reading that counts everything: of a kind that its reader does not count, what is kept and dropped."""
    kept = count_kept(read.concepts, read.faqs)
    kept.update(read.kept)
    kept.update(Counter(drop.kind for drop in read.dropped))
    found = {kind: count for kind, count in kept.items() if kind not in read.found} | dict(read.found)
    return replace(read, found=found | {"abbreviations": len(read.abbreviations)})


def joined(readings: Iterable[Reading]) -> Reading:
    """Return several readings as one."""
    readings = list(readings)
    found, kept = Counter[str](), Counter[str]()
    for read in readings:
        found.update(read.found)
        kept.update(read.kept)
    return Reading(
        tuple(concept for read in readings for concept in read.concepts),
        tuple(faq for read in readings for faq in read.faqs),
        tuple(drop for read in readings for drop in read.dropped),
        tuple(note for read in readings for note in read.notes),
        # What was counted and came to nothing is left out.
        +found,
        +kept,
        {name: id for read in readings for name, id in read.addresses.items()},
        tuple(spelled for read in readings for spelled in read.abbreviations),
    )
