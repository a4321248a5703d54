"""SKOS thesauri, ontologies and other RDF as glossaries, and glossaries as SKOS.

Whatever a file says that a concept has no field for is kept as N-Triples, with the concept under ``rdf`` or beside all
of them, so that reading and writing lose nothing. What is kept is worked out, not listed: it is what describing the
concepts again would leave unsaid.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dlgraph.concept import Concept, Faq, Misconception, Reference
from dlgraph.errors import CorpusError
from dlgraph.formats import reading
from dlgraph.glossary import Glossary
from dlgraph.ledger import Dropped, Ledger, Problem
from dlgraph.model import Source
from dlgraph.rdf import describe, keeping, owl, pagewords, schemaorg, skosterms, syntaxes, triples
from dlgraph.rdf import ledger as rdfledger
from dlgraph.rdf import reader as rdf
from dlgraph.rdf.describe import Describer
from dlgraph.rdf.extract import Extract, extract, one_or_many
from dlgraph.rdf.namespaces import BASE, DLG, RDFS, SKOS
from dlgraph.rdf.reader import Places
from dlgraph.rdf.skosterms import BROADERS, LABELS, NARROWERS, RELATED, Index, Preference
from dlgraph.rdf.triples import TYPE, Facts, Iri, Literal, Series, Statement, Tree, is_blank
from dlgraph.text import unique

_CONCEPT = Iri(SKOS + "Concept")
_SCHEME = Iri(SKOS + "ConceptScheme")
_TOP, _TOP_OF = SKOS + "hasTopConcept", SKOS + "topConceptOf"


@dataclass(frozen=True, slots=True)
class Thesaurus:
    """What RDF files hold: concepts, FAQs outside their pages, the account, and facts about anything else.

    ``rest`` are lines of N-Triples; ``write`` takes them back. ``language`` is the one it was read in, empty for none.
    """

    concepts: tuple[Concept, ...]
    faqs: tuple[Faq, ...]
    ledger: Ledger
    rest: tuple[str, ...]
    language: str = ""


def read(files: Sequence[tuple[str, bytes]], language: str | None = None) -> Thesaurus:
    """Read RDF files as one glossary.

    SKOS concepts and schema.org's defined terms are its concepts; where there are none, classes of OWL and RDFS are.

    Args:
        files: names and contents; the suffix tells the syntax.
        language: the language to read labels and texts in; without one English where it labels at least half as many
            concepts as any other, and else the language that labels most. Texts in the others are kept.

    Returns:
        Its concepts and FAQs in the order of the files, and the account of every kind of statement.

    Raises:
        CorpusError: a file is malformed or unsafe, or nothing is labelled in the language asked for.
    """
    facts, places = rdf.load(files)
    return _Reader(schemaorg.name_all(facts), places, language).thesaurus()


class _Reader:
    def __init__(self, facts: Facts, places: Places, language: str | None) -> None:
        self._facts = facts
        self._places = places
        self._index = Index(facts)
        self._dropped: list[Dropped] = []
        self._notes: list[Problem] = []
        self._is_ontology = False
        iris = list(self._chosen())
        self._preference = self._languages(iris, language)
        self._names = self._ids(iris)

    def _where(self, iri: str) -> Source:
        return self._places.subject(iri)

    def _note(self, code: str, message: str, source: Source, *, warn: bool = False) -> None:
        self._notes.append(Problem(code, "warning" if warn else "info", message, source))

    # -- which things are concepts -------------------------------------------------------------------------------

    def _chosen(self) -> Iterator[str]:
        found = self._concepts()
        self._is_ontology = not found
        for iri in found or owl.classes(self._index):
            about = self._index.subjects[iri]
            if skosterms.is_deprecated(about, self._index):
                self._dropped.append(Dropped(f"<{iri}>", reading.DEPRECATED, self._where(iri), "concepts"))
            elif is_blank(Iri(iri)):
                self._dropped.append(
                    Dropped("a concept without an address", "nothing could name it", self._where(""), "concepts")
                )
            else:
                yield iri

    def _concepts(self) -> list[str]:
        kinds = {_CONCEPT, schemaorg.TERM}
        subjects = self._index.subjects
        kinds |= {Iri(iri) for iri, about in subjects.items() if _CONCEPT in about.get(RDFS + "subClassOf", ())}
        linked: set[str] = set()
        for iri, about in subjects.items():
            targets = [value for name in (*BROADERS, *NARROWERS, RELATED) for value in about.get(name, ())]
            linked.update(str(value) for value in (*targets, *about.get(_TOP, ())) if isinstance(value, Iri))
            linked.update([iri] if targets or _TOP_OF in about else [])

        def is_concept(iri: str, about: skosterms.Properties) -> bool:
            types = about.get(TYPE, ())
            if any(kind in types for kind in kinds):
                return True
            return not types and (SKOS + "prefLabel" in about or (iri in linked and bool(self._labels(about))))

        return [iri for iri, about in subjects.items() if is_concept(iri, about)]

    def _labels(self, about: skosterms.Properties) -> list[Literal]:
        return next((texts for name in LABELS if (texts := self._index.texts(about, [name]))), [])

    def _languages(self, iris: list[str], wanted: str | None) -> Preference:
        counts: Counter[str] = Counter()
        for iri in iris:
            counts.update({text.language for text in self._labels(self._index.subjects[iri])})
        order = tuple(language for language, _ in counts.most_common())
        if wanted:
            if counts and not any(tag and skosterms.same_language(tag, wanted) for tag in order):
                has = ", ".join(tag for tag in order if tag) or "texts without a language"
                raise CorpusError(
                    f"no concept has a label in {wanted!r} in {', '.join(self._places.files)}", cure=f"It has {has}."
                )
            return Preference(wanted, order, asked=True)
        english = sum(count for tag, count in counts.items() if tag and skosterms.same_language(tag, "en"))
        most = counts.most_common(1)
        chosen = "en" if not most or english * 2 >= most[0][1] else most[0][0]
        others = [tag for tag in order if not skosterms.same_language(tag, chosen)]
        if others:
            said = f"read in {chosen!r}; also there: {', '.join(others)} (`dlgraph import --language TAG` reads one)"
            self._note("language", said, Source(""))
        return Preference(chosen, order)

    def _ids(self, iris: list[str]) -> dict[str, str]:
        """Give each concept an id: its own words for it where they are safe, else the end of its address."""
        given: dict[str, str] = {}
        for iri in iris:
            told = [value.text for value in self._index.subjects[iri].get(DLG + "id", ()) if isinstance(value, Literal)]
            if told and skosterms.safe_id(told[0]) and told[0] not in given.values():
                given[iri] = told[0]
            elif told:
                said = f"the id {told[0]!r} is not one a page could have, or is another's; it was replaced"
                self._note("rdf-id", said, self._where(iri), warn=True)
        taken = set(given.values())
        names: dict[str, str] = {}
        for iri in iris:
            id, changed = skosterms.id_of(iri)
            names[iri] = given.get(iri) or unique(id, taken)
            if changed and iri not in given:
                said = f"<{iri}> ends in nothing a page could be called; its id is {names[iri]!r}"
                self._note("rdf-id", said, self._where(iri), warn=True)
        return names

    # -- concepts ------------------------------------------------------------------------------------------------

    def thesaurus(self) -> Thesaurus:
        self._iris = {id: iri for iri, id in self._names.items()}
        faqs, pages, dropped = schemaorg.faqs(self._index, self._names, self._preference, self._places)
        self._dropped += dropped
        members = self._inverse(skosterms.MEMBER, SKOS + "memberList")
        self._headed = self._inverse(_TOP)
        above = self._transitive()
        parents = owl.PARENTS if self._is_ontology else BROADERS
        extracts = {
            iri: extract(self._index.subjects[iri], self._index, self._preference, self._names, parents)
            for iri in self._names
        }
        concepts = {
            iri: self._concept(iri, found, pages.get(iri, ()), members.get(iri, []), above.get(iri, ()))
            for iri, found in extracts.items()
        }
        glossary = Glossary(concepts.values(), faqs)
        concepts = self._as_written(concepts, extracts, glossary)
        kept, rest = keeping.sort_out(self._facts, concepts, faqs, is_ontology=self._is_ontology)
        counts = rdfledger.found(self._facts)
        self._dropped += rdfledger.astray(concepts, self._index, self._places)
        self._notes += rdfledger.kept([*kept.values(), rest], self._places)
        ledger = Ledger(counts, tuple(self._dropped), tuple(self._notes), counts)
        whole = [keeping.with_facts(concept, kept.get(iri)) for iri, concept in concepts.items()]
        return Thesaurus(tuple(whole), faqs, ledger, tuple(triples.lines(rest)), self._preference.chosen)

    def _concept(
        self, iri: str, found: Extract, faqs: tuple[Faq, ...], members: list[str], above: Sequence[str]
    ) -> Concept:
        id, place = self._names[iri], self._where(iri)

        def references(name: str, properties: Sequence[str]) -> tuple[Reference, ...]:
            return tuple(
                Reference(target, self._places.statement(iri, properties, self._iris[target]).line)
                for target in found.relations[name]
            )

        label = found.label
        if not label:
            label = id.rpartition("/")[2].replace("-", " ").replace("_", " ").strip() or id
            self._note("no-title", f"<{iri}> has no label; it is called {label!r} after its address", place, warn=True)
        extra = dict(found.extra)
        if members:
            extra["memberOf"] = one_or_many(members)
        if tops := [*(describe.links(extra.get("topConceptOf")) or ()), *self._headed.get(iri, ())]:
            extra["topConceptOf"] = one_or_many(list(dict.fromkeys(tops)))
        head: dict[str, object] = {} if iri == BASE + skosterms.quoted(id) else {"iri": str(iri)}
        head |= {"language": found.language} if found.language else {}
        broader = references("broader", owl.PARENTS) or tuple(Reference(self._names[one], place.line) for one in above)
        return Concept(
            id=id,
            label=label,
            definition=found.definition,
            aliases=found.aliases,
            type=found.type,
            broader=broader,
            narrower=references("narrower", NARROWERS),
            related=references("related", (RELATED,)),
            references=references("references", (skosterms.REFERENCES,)),
            tags=found.tags,
            sections=tuple(replace(part, line=place.line) for part in found.sections),
            faqs=faqs,
            misconceptions=tuple(self._misconceptions(iri)),
            source=place,
            body=found.body,
            extra=head | extra,
        )

    def _as_written(
        self, concepts: Mapping[str, Concept], extracts: Mapping[str, Extract], glossary: Glossary
    ) -> dict[str, Concept]:
        """Give concepts back the words of the pages they come from, where these still say what the graph says."""
        told = [found for found in extracts.values() if found.written or found.keys]
        if not told:
            return dict(concepts)
        describer = Describer(glossary)
        said: dict[str, set[Statement]] = {}
        for statement in self._facts.statements:
            said.setdefault(statement.subject, set()).add(statement)
        settled: dict[str, Concept] = {}
        for iri, concept in concepts.items():
            found = extracts[iri]
            settled[iri] = concept
            if found.written or found.keys:
                whole = pagewords.restored(concept, found)
                now, then = set(describer.concept(concept)), set(describer.concept(whole))
                same = {one for one in then if one.subject == iri} <= said[iri] and not (said[iri] & now) - then
                settled[iri] = whole if same else pagewords.still_true(concept, found, glossary)
        return settled

    def _misconceptions(self, iri: str) -> Iterator[Misconception]:
        for series in self._index.subjects[iri].get(DLG + "misconceptions", ()):
            for item in series.items if isinstance(series, Series) else ():
                about = self._index.about(item)
                said = [next((value.text for value in about.get(DLG + name, ()) if isinstance(value, Literal)), "")
                        for name in ("id", "myth", "reality")]  # fmt: skip
                if isinstance(item, Iri) and any(said):
                    yield Misconception(said[0] or str(item), said[1], said[2], self._where(item))

    def _inverse(self, *predicates: str) -> dict[str, list[str]]:
        """Map concepts to the things that name them, such as the collections they are members of."""
        found: dict[str, list[str]] = {}
        for iri, about in self._index.subjects.items():
            if is_blank(Iri(iri)) or Iri(DLG + "Glossary") in about.get(TYPE, ()):
                continue
            values = (value for name in predicates for value in about.get(name, ()))
            for value in values:
                for part in value.items if isinstance(value, Series) else (value,):
                    if isinstance(part, Iri) and part in self._names and iri not in found.setdefault(part, []):
                        found[part].append(str(iri))
        return found

    def _transitive(self) -> dict[str, tuple[str, ...]]:
        """Find the concepts directly above those of which a file tells only everything that is above."""
        above: dict[str, dict[str, None]] = {}
        direct: set[str] = set()
        for iri, about in self._index.subjects.items():
            direct.update([iri] if any(name in about for name in BROADERS) else ())
            direct.update(str(value) for name in NARROWERS for value in about.get(name, ()) if isinstance(value, Iri))
            for value in about.get(SKOS + "broaderTransitive", ()):
                above.setdefault(iri, {})[str(value)] = None
            for value in about.get(SKOS + "narrowerTransitive", ()):
                above.setdefault(str(value), {})[iri] = None
        found: dict[str, tuple[str, ...]] = {}
        for iri, ancestors in above.items():
            if iri in self._names and iri not in direct:
                known = [one for one in ancestors if one in self._names and one != iri]
                over = {one: set(above.get(one, ())) - {one} for one in known}
                found[iri] = tuple(one for one in known if not any(one in over[other] for other in known))
        return found


def write(
    glossary: Glossary,
    path: Path,
    syntax: str = "",
    *,
    base: str = BASE,
    language: str = "",
    title: str = "",
    rest: Sequence[str] = (),
) -> None:
    """Write a glossary as SKOS; ``read`` gives it back.

    Args:
        glossary: the glossary.
        path: the file.
        syntax: ``turtle``, ``ntriples``, ``xml`` or ``json-ld``; without one the file's suffix tells.
        base: the address below which concepts without an ``iri`` are named; it ends in ``/`` or ``#``.
        language: the language of texts whose concept does not say.
        title: what the glossary is called.
        rest: facts about other things, as ``read`` returned them.

    Raises:
        CorpusError: the syntax is unknown or cannot hold what is to be written, ``base`` is no address, or the file
            cannot be written.
    """
    chosen = syntax or syntaxes.SYNTAXES.get(path.suffix.lower(), "")
    if not chosen:
        raise CorpusError(
            f"{path}: the suffix tells no syntax of RDF", cure=f"End it in {', '.join(syntaxes.SYNTAXES)}."
        )
    syntaxes.write(facts(glossary, base=base, language=language, title=title, rest=rest), path, chosen)


def facts(
    glossary: Glossary, *, base: str = BASE, language: str = "", title: str = "", rest: Sequence[str] = ()
) -> Facts:
    """Tell a glossary as facts; see ``write``."""
    if not skosterms.is_iri(base) or not base.endswith(("/", "#")):
        raise CorpusError(f"{base!r} is no address to name concepts below", cure="Give one that ends in / or #.")
    if language and not skosterms.is_language(language):
        raise CorpusError(f"{language!r} is no language tag", cure="Give one such as en or pt-BR.")
    others = triples.fold(triples.parse(rest, "rest"))
    describer = Describer(glossary, base, language, others)
    scheme = describer.scheme(title)
    # What the scheme says of concepts comes behind what they say themselves, so that these stand in their order.
    told = [statement for statement in scheme if statement.subject not in describer.names]
    roots: list[Tree] = []
    for number, concept in enumerate(glossary):
        own = describe.kept(concept, f"c{number}x") or Facts()
        told += [*describer.concept(concept, own), *own.statements]
        roots += own.roots
    told += [statement for faq in glossary.faqs for statement in describer.faq(faq)]
    return Facts(tuple(dict.fromkeys([*told, *scheme, *others.statements])), (*roots, *others.roots))
