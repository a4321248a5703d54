"""dlgraph/rdf/owl.py: classes of an ontology as concepts."""

from __future__ import annotations

from dlgraph.concept import Concept
from dlgraph.glossary import Glossary
from dlgraph.rdf import skos, syntaxes
from dlgraph.rdf.skos import Thesaurus

# Network is below model; a recurrent network is below network, has a layer, and is annotated with its source.
ONTOLOGY = """@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix obo: <http://purl.obolibrary.org/obo/> .
@prefix oio: <http://www.geneontology.org/formats/oboInOwl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix ai: <http://ai.org/> .
<http://ai.org/onto> a owl:Ontology ; rdfs:label "AI" .
ai:Model a owl:Class ; rdfs:label "Model" ; rdfs:subClassOf owl:Thing .
ai:Network a rdfs:Class ; rdfs:label "Network"@en ; rdfs:subClassOf ai:Model ; obo:IAO_0000115 "Units in layers." .
ai:RNN a owl:Class ; rdfs:label "Recurrent network" ; obo:IAO_0000115 "A network with memory." ;
    rdfs:subClassOf ai:Network, [ a owl:Restriction ; owl:onProperty ai:has ; owl:someValuesFrom ai:Layer ] ;
    owl:equivalentClass [ a owl:Class ; owl:unionOf ( ai:Model ai:Network ) ] ;
    oio:hasExactSynonym "RNN" ; oio:hasRelatedSynonym "sequence model" ; oio:hasBroadSynonym "net" ;
    oio:hasNarrowSynonym "LSTM" ; skos:altLabel "recurrent net" ;
    rdfs:comment "Layers: hidden." ; oio:inSubset ai:Nets .
[] a owl:Axiom ; owl:annotatedSource ai:RNN ; owl:annotatedProperty obo:IAO_0000115 ; oio:hasDbXref <http://w.org/rnn> .
ai:Old a owl:Class ; rdfs:label "Old" ; owl:deprecated true .
ai:Young a owl:Class ; rdfs:label "Young" ; rdfs:subClassOf ai:Old ; rdfs:comment "Said in a comment." .
ai:has a owl:ObjectProperty ; rdfs:label "has part" .
"""


def read(text: str = ONTOLOGY) -> Thesaurus:
    return skos.read([("ai.ttl", text.encode())])


def by_id(found: Thesaurus) -> dict[str, Concept]:
    return {concept.id: concept for concept in found.concepts}


def test_named_classes_are_concepts_and_nothing_else_is():
    assert [(part.id, part.label, part.source.line) for part in read().concepts] == [
        ("Model", "Model", 8), ("Network", "Network", 9), ("RNN", "Recurrent network", 10), ("Young", "Young", 18),
    ]  # fmt: skip


def test_a_class_has_its_definition_its_synonyms_and_the_class_above_it():
    rnn = by_id(read())["RNN"]
    assert (rnn.definition, rnn.aliases) == ("A network with memory.", ("recurrent net", "RNN"))
    assert [reference.target for reference in rnn.broader] == ["Network"]
    kept = {key: rnn.extra[key] for key in ("relatedSynonym", "broadSynonym", "narrowSynonym", "comment")}
    assert kept == {
        "relatedSynonym": "sequence model", "broadSynonym": "net", "narrowSynonym": "LSTM",
        "comment": "Layers: hidden.",
    }  # fmt: skip


def test_a_comment_defines_a_class_that_nothing_else_does():
    young = by_id(read())["Young"]
    assert (young.definition, "comment" in young.extra) == ("Said in a comment.", False)


def test_what_is_no_relation_between_concepts_is_accounted_for():
    found = read()
    assert [(drop.what, drop.why, drop.source.line) for drop in found.ledger.dropped] == [
        ("<http://ai.org/Old>", "it is deprecated", 17),
        ("rdfs:subClassOf <http://ai.org/Old>", "that concept is deprecated", 18),
    ]
    told = {note.message.split(":")[0] + ":" + note.message.split(":")[1].split(" ")[0] for note in found.ledger.notes}
    assert {"a owl:Restriction", "owl:equivalentClass", "a owl:Axiom", "oboInOwl:inSubset", "owl:unionOf"} <= told
    assert found.ledger.found["rdfs:subClassOf"] == 5
    assert found.ledger.found["triples"] == sum(
        count for kind, count in found.ledger.found.items() if kind != "triples"
    )


def test_a_class_is_written_as_a_concept_that_is_still_a_class():
    found = read()
    text = syntaxes.dump(skos.facts(Glossary(found.concepts), rest=found.rest), "turtle")
    for part in (
        "a skos:Concept, owl:Class", 'skos:prefLabel "Recurrent network"', 'skos:altLabel "recurrent net", "RNN"',
        "skos:broader <http://ai.org/Network>", "rdfs:subClassOf <http://ai.org/Network>, [", "owl:unionOf",
        'oboInOwl:hasRelatedSynonym "sequence model"', "owl:annotatedSource <http://ai.org/RNN>", "owl:ObjectProperty",
    ):  # fmt: skip
        assert part in text
    back = skos.read([("x.ttl", text.encode())])
    for before, after in zip(found.concepts, back.concepts, strict=True):
        assert (before.id, before.label, before.definition, before.aliases) == (
            after.id, after.label, after.definition, after.aliases,
        )  # fmt: skip
        assert [one.target for one in before.broader] == [one.target for one in after.broader]
    assert syntaxes.dump(skos.facts(Glossary(back.concepts), rest=back.rest), "turtle") == text


def test_classes_beside_skos_concepts_are_kept_and_are_no_concepts():
    found = read(ONTOLOGY + 'ai:tea a skos:Concept ; skos:prefLabel "Tea" .\n')
    assert [part.id for part in found.concepts] == ["tea"]
    assert any("ai.org/Model" in line for line in found.rest)
