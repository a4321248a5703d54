from __future__ import annotations

import ast
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dlgraph.concept import Concept, Faq, Misconception, Reference, Section
from dlgraph.errors import CorpusError
from dlgraph.formats import corpus as corpora
from dlgraph.formats import readings
from dlgraph.formats.reading import Pointer, Reading
from dlgraph.formats.readings import NAME, Readings
from dlgraph.ledger import Dropped, Problem
from dlgraph.model import Source

# tea --broader--> drink; tea's page has a date, a link, a section, an FAQ, a myth, and something to be dropped
PAGES = {
    "tea.md": """---
title: Tea
aliases: [Chai, Tea]
broader: [drink]
since: 2024-05-01
odd: {1: [a, .nan, 2.5], on: !!set {x, y}}
---
Leaves in [hot water](drink.md), see [the web](https://example.org).

## Kinds

Black and green.

## Misconceptions

**Myth:** It is coffee.
**Reality:** It is not.

## FAQ

### Why tea?

It is warm.
""",
    "drink.md": "---\ntitle: Drink\n---\nWhat one drinks.\n\n*[HTML]: HyperText Markup Language\n",
    "faq.md": "---\ntype: FAQ\ntitle: Why drink?\n---\nOne is thirsty.\n",
    "terms.rst": ".. glossary::\n\n   cup\n      A vessel.\n",
    "README.md": "# About\n",
}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for name, text in PAGES.items():
        (folder / name).write_text(text)
    return folder


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Notes the files that are taken apart."""
    noted: list[str] = []
    parse = corpora._Reader._parse

    def noting(self: Any, text: str, state: Any) -> Reading:
        noted.append(state.path)
        return parse(self, text, state)

    monkeypatch.setattr(corpora._Reader, "_parse", noting)
    return noted


def load(corpus: Path, folder: Path, **how: str) -> corpora.Corpus:
    kept = Readings(folder)
    try:
        return corpora.read(corpus, readings=kept, **how)
    finally:
        kept.save()


def said(read: corpora.Corpus) -> str:
    """All of a corpus but the times of its files; equal values may yet differ, as 1 and true do."""
    return repr((read.concepts, read.faqs, read.ledger, read.flavour, read.language, read.rest)) + repr(
        [(file.path, file.size, file.sha256) for file in read.files]
    )


def test_what_is_kept_is_what_a_fresh_load_gives(corpus: Path, tmp_path: Path, parsed: list[str]) -> None:
    fresh = corpora.read(corpus)
    parsed.clear()
    assert said(load(corpus, tmp_path)) == said(fresh)
    assert sorted(parsed) == sorted(PAGES)
    parsed.clear()
    assert said(load(corpus, tmp_path)) == said(fresh)
    # Its front matter holds what is not a number, which is unequal to itself but kept all the same.
    assert parsed == []


def test_only_pages_whose_bytes_changed_are_taken_apart_again(corpus: Path, tmp_path: Path, parsed: list[str]) -> None:
    load(corpus, tmp_path)
    parsed.clear()
    (corpus / "drink.md").write_text("---\ntitle: Drink\n---\nWhat one sips.\n")
    (corpus / "tea.md").write_text(PAGES["tea.md"])
    assert "sips" in said(load(corpus, tmp_path))
    assert parsed == ["drink.md"]


def test_a_renamed_page_is_taken_apart_again_since_its_name_is_its_id(
    corpus: Path, tmp_path: Path, parsed: list[str]
) -> None:
    load(corpus, tmp_path)
    parsed.clear()
    (corpus / "tea.md").rename(corpus / "chai.md")
    assert said(load(corpus, tmp_path)) == said(corpora.read(corpus))
    assert parsed[0] == "chai.md"
    assert "tea.md" not in parsed


def test_a_page_is_taken_apart_again_where_it_is_read_another_way(
    corpus: Path, tmp_path: Path, parsed: list[str]
) -> None:
    load(corpus, tmp_path)
    (corpus / "README.md").write_text("# About\n\nA page of its own.\n")
    for how in ({"form": "obsidian"}, {"form": "hugo"}, {}):
        assert said(load(corpus, tmp_path, **how)) == said(corpora.read(corpus, **how))
    parsed.clear()
    alone = corpus / "README.md"
    assert said(load(alone, tmp_path)) == said(corpora.read(alone))


def test_what_no_page_says_any_more_is_forgotten(corpus: Path, tmp_path: Path) -> None:
    load(corpus, tmp_path)
    (corpus / "tea.md").unlink()
    load(corpus, tmp_path)
    with sqlite3.connect(tmp_path / NAME) as connection:
        kept = [text for (text,) in connection.execute("SELECT reading FROM readings")]
    connection.close()
    assert len(kept) == len(PAGES) - 1
    assert not any("coffee" in text for text in kept)


def test_a_load_of_unchanged_pages_leaves_the_file_alone(corpus: Path, tmp_path: Path) -> None:
    load(corpus, tmp_path)
    before = (tmp_path / NAME).read_bytes(), (tmp_path / NAME).stat().st_mtime_ns
    load(corpus, tmp_path)
    assert ((tmp_path / NAME).read_bytes(), (tmp_path / NAME).stat().st_mtime_ns) == before


def test_other_code_reads_every_page_again(
    corpus: Path, tmp_path: Path, parsed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    load(corpus, tmp_path)
    parsed.clear()
    monkeypatch.setattr(readings, "_reader", lambda: "another version")
    load(corpus, tmp_path)
    assert sorted(parsed) == sorted(PAGES)


def test_a_fresh_load_takes_nothing_and_replaces_all(corpus: Path, tmp_path: Path, parsed: list[str]) -> None:
    load(corpus, tmp_path)
    parsed.clear()
    kept = Readings(tmp_path, fresh=True)
    corpora.read(corpus, readings=kept)
    kept.save()
    assert sorted(parsed) == sorted(PAGES)
    parsed.clear()
    load(corpus, tmp_path)
    assert parsed == []


def test_only_files_whose_size_and_time_are_others_are_opened_where_those_can_be_trusted(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in corpus.iterdir():
        os.utime(path, ns=(1000, 1000))
    files = load(corpus, tmp_path).files
    (corpus / "drink.md").write_text("---\ntitle: Drink\n---\nWhat one sips.\n")
    opened: list[str] = []
    read_bytes = Path.read_bytes

    def noting(path: Path) -> bytes:
        opened.append(path.name)
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", noting)
    # A file as old as the reading of it may have been changed since, within one tick of the clock.
    for before, expected in ((1001, ["drink.md"]), (1000, sorted(PAGES))):
        opened.clear()
        found = corpora.read(corpus, readings=Readings(tmp_path, states=files, before=before))
        assert sorted(opened) == expected
        assert said(found) == said(corpora.read(corpus))


def test_a_broken_page_is_named_at_every_load(corpus: Path, tmp_path: Path) -> None:
    (corpus / "bad.md").write_text("---\ntitle: [\n---\n")
    for _ in range(2):
        with pytest.raises(CorpusError, match=r"bad\.md:"):
            load(corpus, tmp_path)


# -- whatever becomes of the file, nothing of it is believed -----------------------------------------------------------


def torn(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def no_database(file: Path) -> None:
    file.write_bytes(b"no database at all" * 100)


def a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def other_table(file: Path) -> None:
    file.unlink()
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE readings(key TEXT)")
    connection.close()


def other_text(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE readings SET reading = replace(reading, 'Black', 'White')")
    connection.close()


def swapped(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        rows = connection.execute("SELECT key, sum, reading FROM readings").fetchall()
        for (key, *_), (_, total, text) in zip(rows, [*rows[1:], rows[0]], strict=True):
            connection.execute("UPDATE readings SET sum = ?, reading = ? WHERE key = ?", (total, text, key))
    connection.close()


def other_form(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        for at, (key,) in enumerate(connection.execute("SELECT key FROM readings").fetchall()):
            text = ["null", "[]", "[[[1]],[],[],[],{},{},{},[]]", '{"a": 1}', "[[],[],[],[],[],[],[],[]]"][at % 5]
            row = (readings._hash(key + text), text, key)
            connection.execute("UPDATE readings SET sum = ?, reading = ? WHERE key = ?", row)
    connection.close()


def other_types(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE readings SET sum = 1, reading = x'ff00'")
    connection.close()


@pytest.mark.parametrize(
    "harm", [torn, no_database, a_folder, other_table, other_text, swapped, other_form, other_types]
)
def test_a_damaged_file_is_passed_over_without_a_word_and_replaced(
    corpus: Path, tmp_path: Path, parsed: list[str], harm: Callable[[Path], None]
) -> None:
    fresh = said(corpora.read(corpus))
    load(corpus, tmp_path)
    harm(tmp_path / NAME)
    assert said(load(corpus, tmp_path)) == fresh
    parsed.clear()
    assert said(load(corpus, tmp_path)) == fresh
    assert parsed == [] or harm is a_folder


def test_of_a_large_corpus_no_more_waits_to_be_written_than_may(
    corpus: Path, tmp_path: Path, parsed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readings, "_MOST_WAITING", 10)
    kept = Readings(tmp_path)
    corpora.read(corpus, readings=kept)
    assert kept._new == {}
    kept.save()
    parsed.clear()
    assert said(load(corpus, tmp_path)) == said(corpora.read(corpus))
    assert len(parsed) == len(PAGES)


def test_where_nothing_can_be_written_nothing_is_kept(corpus: Path, tmp_path: Path) -> None:
    assert said(load(corpus, tmp_path / "nowhere")) == said(corpora.read(corpus))
    assert not (tmp_path / "nowhere").exists()


# -- what comes back ---------------------------------------------------------------------------------------------------

text = st.text(st.characters(codec=None), max_size=8)
line = st.integers(1, 10**6)
source = st.builds(Source, text, line)
references = st.lists(st.builds(Reference, text, line) | st.builds(Pointer, text, line, text), max_size=2).map(tuple)
texts = st.lists(text, max_size=2).map(tuple)
faq = st.builds(Faq, text, text, text, texts, text, source)
scalar = st.none() | st.booleans() | st.integers() | st.floats() | text | st.dates() | st.datetimes() | st.binary()
nested = st.lists(scalar, max_size=2) | st.dictionaries(text | st.integers(), scalar, max_size=2)
value = scalar | nested | st.lists(nested, max_size=2) | st.dictionaries(text, nested, max_size=2)
concept = st.builds(
    Concept,
    id=text,
    label=text,
    definition=text,
    aliases=texts,
    broader=references,
    references=references,
    sections=st.lists(st.builds(Section, text, text, line, st.integers(0, 6)), max_size=2).map(tuple),
    faqs=st.lists(faq, max_size=1).map(tuple),
    misconceptions=st.lists(st.builds(Misconception, text, text, text, source), max_size=1).map(tuple),
    source=source,
    body=st.none() | text,
    extra=st.dictionaries(text, value, max_size=2),
)
counts = st.dictionaries(text, st.integers(), max_size=2)
whole = st.builds(
    Reading,
    st.lists(concept, max_size=2).map(tuple),
    st.lists(faq, max_size=1).map(tuple),
    st.lists(st.builds(Dropped, text, text, source, text), max_size=1).map(tuple),
    st.lists(st.builds(Problem, text, st.just("info"), text, source), max_size=1).map(tuple),
    counts,
    counts,
    st.dictionaries(text, text, max_size=1),
    st.lists(st.tuples(text, text, source), max_size=1).map(tuple),
)


@settings(max_examples=40, deadline=None)
@given(read=whole)
def test_what_comes_back_is_what_was_kept_or_nothing(read: Reading) -> None:
    with tempfile.TemporaryDirectory() as folder:
        kept = Readings(Path(folder))
        key = kept.key("0" * 64, "a.md", "a")
        kept.find(key)
        kept.keep(key, read)
        kept.save()
        found = Readings(Path(folder)).find(key)
        assert found is None or repr(found) == repr(read)


def test_what_json_cannot_hold_is_not_kept(tmp_path: Path) -> None:
    kept = Readings(tmp_path)
    kept.keep("key", Reading((Concept("a", "A", extra={"odd": (1, 2)}),)))
    kept.save()
    assert Readings(tmp_path).find("key") is None


def test_what_is_kept_is_json(corpus: Path, tmp_path: Path) -> None:
    load(corpus, tmp_path)
    with sqlite3.connect(tmp_path / NAME) as connection:
        found = connection.execute("SELECT typeof(reading), reading FROM readings").fetchall()
    connection.close()
    assert {kind for kind, _ in found} == {"text"}
    assert all(isinstance(json.loads(text), list) for _, text in found)


# -- whatever is edited, what is kept makes no difference --------------------------------------------------------------

part = st.sampled_from(
    [
        "---\ntitle: Tea\nbroader: [b]\naliases: [x, x]\n---\nHot [drink](b.md), [web](https://a.example), [[c]].\n",
        "# Drink\n\nWhat one drinks.\n\n## See also\n\n- [Tea](a.md)\n- [nothing](none.md)\n",
        "# Glossary\n\n**Cup**: a vessel.\n\n**Pot**: a larger vessel.\n",
        "---\ntype: FAQ\ntitle: Why?\n---\nBecause.\n",
        "",
        "no heading",
        PAGES["tea.md"],
        PAGES["terms.rst"],
    ]
)
name = st.sampled_from(["a.md", "b.md", "c.md", "sub/a.md", "index.md", "d.rst", "e.txt"])


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(edits=st.lists(st.dictionaries(name, st.none() | part, min_size=1, max_size=3), min_size=2, max_size=4))
def test_pages_edited_added_renamed_and_removed_are_read_as_a_fresh_load_reads_them(
    edits: list[dict[str, str | None]],
) -> None:
    def outcome(corpus: Path, kept: Readings | None) -> str:
        try:
            return said(corpora.read(corpus, readings=kept))
        except CorpusError as error:
            return f"{error.message} {error.cure}"

    with tempfile.TemporaryDirectory() as home:
        corpus = Path(home, "corpus")
        (corpus / "sub").mkdir(parents=True)
        for edit in edits:
            for file, text in edit.items():
                if text is None:
                    (corpus / file).unlink(missing_ok=True)
                else:
                    (corpus / file).write_text(text)
            kept = Readings(Path(home))
            assert outcome(corpus, kept) == outcome(corpus, None)
            kept.save()


def test_the_file_is_stamped_with_all_the_code_that_reads_pages() -> None:
    readers = ("okf", "terms", "page", "rst")
    script = "import sys\n" + "".join(f"import dlgraph.formats.{name}\n" for name in readers)
    script += "print([m.__file__ for n, m in sys.modules.items() if n.startswith('dlgraph.')])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = {Path(file) for file in ast.literal_eval(done.stdout)}
    # Errors and the version say nothing of what is read, and both parts of the stamp tell versions apart.
    told = {path for path in loaded if path.name not in ("__init__.py", "errors.py", "version.py")}
    assert told <= set(readings._code())
