"""Input that means harm: each kind is refused, or left out and named, without a traceback, a long wait or a way out.

Hostile front matter is in test_frontmatter.py, XML and JSON-LD contexts in tests/rdf/test_reader.py, links of the file
system in test_files.py, and ids that lead out of a folder in tests/test_cli_exchange.py.
"""

from __future__ import annotations

import os
import socket
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from dlgraph.cli.app import main
from dlgraph.errors import CorpusError
from dlgraph.formats import corpus

PAGE = "---\ntitle: Tea\n---\nA drink.\n"
SKOS = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:s="http://www.w3.org/2004/02/skos/core#"'


def refusal(path: Path) -> str:
    """Return the error of reading a corpus, which the command line tells with exit code 2 and nothing else."""
    with pytest.raises(CorpusError) as caught:
        corpus.read(path)
    ended = CliRunner().invoke(main, ["import", "--dry-run", str(path)])
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert ended.stderr.startswith("Error: ")
    assert caught.value.cure
    return caught.value.message


def put(folder: Path, name: str, data: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


@pytest.mark.parametrize("name", ["a.md", "a.txt", "a.csv", "a.json", "a.jsonl", "a.ttl", "a.rdf", "a.jsonld", "a.nt"])
def test_a_file_of_200_megabytes_is_refused_unread(tmp_path: Path, name: str):
    os.truncate(put(tmp_path, name, ""), 210_000_000)
    assert "210,000,000 bytes" in refusal(tmp_path)


def test_beside_good_pages_a_huge_one_is_left_out_and_named(tmp_path: Path):
    put(tmp_path, "tea.md", PAGE)
    os.truncate(put(tmp_path, "huge.md", ""), 210_000_000)
    read = corpus.read(tmp_path)
    assert len(read.concepts) == 1
    assert [note.partition(":")[0] for note in corpus.notes(read.ledger, ())] == ["huge.md"]


@pytest.mark.parametrize("name", ["none.zip", "one.zip", "a.tar", "a.tgz", "a.7z"])
def test_an_archive_is_refused_with_the_advice_to_unpack_it(tmp_path: Path, name: str):
    with zipfile.ZipFile(tmp_path / name, "w") as archive:
        if name == "one.zip":
            archive.writestr("../../tea.md", PAGE)
    assert "does not read" in refusal(tmp_path / name)
    assert "holds no page" in refusal(tmp_path)


def test_a_folder_without_a_page_is_refused(tmp_path: Path):
    put(tmp_path, "a.png", b"\x89PNG")
    assert "holds no page and no table" in refusal(tmp_path)


@pytest.mark.parametrize("name", ["a.md", "a.csv", "a.json", "a.txt", "a.rst"])
@pytest.mark.parametrize("data", [b"\0" * 5000, bytes(range(256)) * 20], ids=["nulls", "bytes"])
def test_bytes_that_are_no_text_are_refused(tmp_path: Path, name: str, data: bytes):
    assert "it is a binary file" in refusal(put(tmp_path, name, data).parent)


def test_a_table_of_a_million_columns_is_refused(tmp_path: Path):
    columns = ",".join(f"c{number}" for number in range(1_000_000))
    assert "1,000,002 columns" in refusal(put(tmp_path, "a.csv", f"term,definition,{columns}\na,b\n"))


def test_a_header_without_meaning_is_quoted_in_part_only(tmp_path: Path):
    header = ",".join(f"c{number}" for number in range(5_000))
    assert len(refusal(put(tmp_path, "a.csv", f"{header}\n1\n"))) < 500


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", "[" * 100_000 + "]" * 100_000),
        ("a.jsonl", '{"term": "a", "x": ' + "[" * 100_000),
        ("a.jsonld", '{"@context": "https://schema.org", "a": ' * 3_000 + "1" + "}" * 3_000),
        ("a.md", "---\na: " + "[" * 50_000 + "]" * 50_000 + "\n---\nx\n"),
        ("a.md", "---\na:\n" + "- " * 30_000 + "\n---\nx\n"),
    ],
    ids=["json", "jsonl", "jsonld", "yaml-flow", "yaml-block"],
)
def test_what_is_nested_without_end_is_refused(tmp_path: Path, name: str, text: str):
    assert "nested too deeply" in refusal(put(tmp_path, name, text))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe.md")
    assert "neither a folder nor a file" in refusal(tmp_path / "pipe.md")
    put(tmp_path, "tea.md", PAGE)
    assert [drop.what for drop in corpus.read(tmp_path).ledger.dropped] == ["pipe.md"]


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="the system has no such device")
def test_a_device_is_not_read(tmp_path: Path):
    (tmp_path / "zero.md").symlink_to("/dev/zero")
    assert "neither a folder nor a file" in refusal(tmp_path / "zero.md")
    assert "holds no page" in refusal(tmp_path)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.jsonld", '{"@context": "https://x.example/c.jsonld", "@id": "http://e/x", "@type": "Concept"}'),
        ("a.json", '{"@context": {"@import": "https://x.example/c.jsonld"}, "@id": "http://e/x"}'),
        ("a.owl", f'<!DOCTYPE x [<!ENTITY a SYSTEM "https://x.example/a">]><rdf:RDF {SKOS}>&a;</rdf:RDF>'),
        ("a.rdf", f'<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><rdf:RDF {SKOS}>&b;</rdf:RDF>'),
    ],
    ids=["context", "import", "external", "laughs"],
)
def test_what_would_have_to_be_fetched_or_grows_is_refused(tmp_path: Path, name: str, text: str):
    assert refusal(put(tmp_path, name, text)).startswith(f"{name}:1: ")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.ttl", "<http://e/o> a owl:Ontology ; owl:imports <https://x.example/o.owl> ."),
        ("a.rdf", f'<!DOCTYPE x SYSTEM "https://x.example/a.dtd"><rdf:RDF {SKOS}><s:Concept rdf:about="http://e/t">'
                  "<s:prefLabel>T</s:prefLabel></s:Concept></rdf:RDF>"),
        ("a.json", '{"@context": "https://schema.org", "@type": "DefinedTerm", "name": "T", "url": "https://x"}'),
    ],
    ids=["imports", "dtd", "schema.org"],
)  # fmt: skip
def test_nothing_is_fetched(tmp_path: Path, name: str, text: str, monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: object) -> None:
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    prefixes = (
        "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
    )
    text = f"{prefixes}{text}\n<http://e/T> a owl:Class ; rdfs:label 'T' ." if name == "a.ttl" else text
    assert [concept.label for concept in corpus.read(put(tmp_path, name, text)).concepts] == ["T"]


@pytest.mark.parametrize(
    "text",
    ["[" * 9_000, "[[a|" * 4_000, "{{" * 4_000, "{%" * 4_000, "*a " * 4_000, " " * 60_000 + "x", "**" + "a" * 50_000,
     "**a**: b\n\n## c\n" * 1_000, ">" * 9_000, "|-" * 4_000, "%% " * 9_000, "<a " * 4_000],
    ids=["brackets", "wikilinks", "braces", "liquid", "stars", "spaces", "bold", "headings", "quotes", "rules",
         "hidden", "html"],
)  # fmt: skip
def test_text_made_to_be_slow_is_a_page_all_the_same(tmp_path: Path, text: str):
    assert corpus.read(put(tmp_path, "glossary.md", f"# Glossary\n\n{text}\n")).concepts
