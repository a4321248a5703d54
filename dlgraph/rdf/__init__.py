"""RDF read and written: SKOS thesauri, ontologies of OWL and RDFS, and schema.org."""
