from __future__ import annotations

import json
import sqlite3
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dlgraph.formats import corpus as corpora
from dlgraph.search import build as builder
from dlgraph.search import database, manifest, postings, stored, tuning, update, written
from dlgraph.search.encoder import HashEncoder
from dlgraph.search.index import Index
from dlgraph.search.manifest import Manifest

WORDS = ("salt", "pepper", "brine", "crystal", "of the sea", "grinding", "C++")


def build(corpus: Path, folder: Path, *, fresh: bool = False) -> Manifest:
    return builder.build(corpora.read(corpus), folder, "hash", fresh=fresh)


def opened(folder: Path) -> Index:
    found = Index.open(folder)
    assert found is not None
    return found


def rows(index: Index, query: str) -> list[Any]:
    return index.backend.connection.execute(query).fetchall()


def content(index: Index) -> dict[str, list[Any]]:
    """All that an index says, in its order, without the numbers that only tell the order."""
    columns = "id, kind, concept, label, title, text, file, line, alternatives"
    queries = {
        "items": f"SELECT {columns} FROM items ORDER BY row",
        "passages": "SELECT passages.row, id, field, passages.text FROM passages JOIN items ON item = items.row"
        " ORDER BY passages.row",
        "lexical": "SELECT id, heading, body FROM lexical JOIN items ON lexical.rowid = items.row ORDER BY items.row",
        "concepts": "SELECT id, label, breadcrumb, related, page, digest, said FROM concepts ORDER BY row",
        "of a definition": "SELECT items.id FROM concepts JOIN items USING (row) WHERE items.id = concepts.id"
        " ORDER BY row",
        "faqs": "SELECT faq, digest, said FROM faqs ORDER BY row",
        "names": "SELECT folded, item, kind FROM names ORDER BY row, rowid",
        "words of names": "SELECT word FROM name_words ORDER BY word",
        "found": "SELECT id, term, col, offset FROM places JOIN items ON doc = row ORDER BY row, term, col, offset",
        "arrays": "SELECT name, numbers FROM arrays WHERE name != 'rows' ORDER BY name",
    }
    held = postings.stored(index.data)
    stems = rows(index, "SELECT stem, items, pages, first FROM stems ORDER BY stem")
    counted = [(stem, items, pages, held[:, first : first + items].tolist()) for stem, items, pages, first in stems]
    return {name: rows(index, query) for name, query in queries.items()} | {"stems": counted}


def hits(index: Index, weight: float) -> list[Any]:
    index.manifest = replace(index.manifest, ranking={**index.manifest.ranking, "weight": weight})
    queries = [*WORDS, "what is brine made of?", "pepper", "how does grinding work?", "item 2"]
    return [
        [(hit.item, hit.score, hit.passage) for hit in index.search(vector, query, 8)]
        for query, vector in zip(queries, HashEncoder().encode_queries(queries), strict=True)
    ]


def assert_as_written_anew(corpus: Path, folder: Path) -> None:
    """Check that an index brought up to date says and finds what one built from nothing does."""
    with tempfile.TemporaryDirectory() as other:
        fresh_manifest = build(corpus, Path(other))
        fresh, updated = opened(Path(other)), opened(folder)
        try:
            assert content(updated) == content(fresh)
            every = np.arange(len(fresh.backend.stored))
            assert len(updated.backend.stored) == len(every)
            assert np.array_equal(updated.backend.stored.get(every), fresh.backend.stored.get(every))
            assert updated.manifest.counts == fresh_manifest.counts
            assert updated.manifest.digest == fresh_manifest.digest
            assert updated.manifest.notes == fresh_manifest.notes
            assert hits(updated, 0.4) == hits(fresh, 0.4)
        finally:
            updated.close()
            fresh.close()


@pytest.fixture
def always(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have every change count as a little one."""
    monkeypatch.setattr(update, "_DRIFT", 1e9)
    monkeypatch.setattr(update, "_LARGEST_SHARE", 1e9)


@pytest.fixture
def untuned(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have indexes ask themselves nothing, which takes long and decides only what is to be kept of them."""
    monkeypatch.setattr(builder, "trials", lambda *_: [])


@pytest.fixture
def anew(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Notes each index that is written anew."""
    noted: list[str] = []
    write = builder._anew

    def noting(*given: Any) -> Any:
        noted.append("anew")
        return write(*given)

    monkeypatch.setattr(builder, "_anew", noting)
    return noted


@pytest.fixture
def tunings(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Notes with how many questions each tuning was made."""
    noted: list[int] = []
    tune = tuning.tune

    def noting(asked: Sequence[tuning.Trial]) -> tuning.Tuning:
        noted.append(len(asked))
        return tune(asked)

    monkeypatch.setattr(builder, "tune", noting)
    return noted


# -- whatever is edited, the index is the one that would be built from nothing --------------------------------------

page = st.fixed_dictionaries(
    {
        "title": st.sampled_from(["Salt", "Pepper", "Brine (sea)", "Mill"]),
        "definition": st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join),
        "above": st.sampled_from(["", "a", "b", "mill"]),
        "related": st.sampled_from(["", "c", "Salt"]),
        "sections": st.lists(st.sampled_from(["Use", "Why salt?", "Origin"]), max_size=2),
        "faqs": st.lists(st.sampled_from(["Why salt?", "Is it grinding?"]), max_size=2, unique=True),
    }
)


def as_page(values: dict[str, Any]) -> str:
    head = [f"title: {values['title']}", f"description: {values['definition']}."]
    head += [f"broader: [{values['above']}]"] if values["above"] else []
    head += [f"related: [{values['related']}]"] if values["related"] else []
    body = [f"## {title}\n\n{values['definition']} {title}.\n" for title in values["sections"]]
    body += ["## FAQ\n"] if values["faqs"] else []
    body += [f"### {question}\n\nIt is {values['definition']}.\n" for question in values["faqs"]]
    return "\n".join(["---", *head, "---", *body])


names = st.sampled_from(["a", "b", "c", "mill", "sub/a"])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    first=st.dictionaries(names, page, min_size=2),
    later=st.lists(st.dictionaries(names, st.none() | page, min_size=1, max_size=2), min_size=1, max_size=3),
)
def test_pages_edited_added_and_removed_leave_the_index_that_a_build_from_nothing_gives(
    always: None, untuned: None, first: dict[str, Any], later: list[dict[str, Any]]
) -> None:
    del always, untuned
    with tempfile.TemporaryDirectory() as home:
        corpus, folder = Path(home, "corpus"), Path(home, "index")
        (corpus / "sub").mkdir(parents=True)
        (corpus / "z.md").write_text("---\ntitle: Zest\ndescription: Always there.\n---\n")
        for edit in [first, *later]:
            for name, values in edit.items():
                if values is None:
                    (corpus / f"{name}.md").unlink(missing_ok=True)
                else:
                    (corpus / f"{name}.md").write_text(as_page(values))
            build(corpus, folder)
        assert_as_written_anew(corpus, folder)


concept_row = st.fixed_dictionaries(
    {
        "label": st.sampled_from(["Salt", "Pepper", "Brine", "Mill"]),
        "definition": st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join),
        "aliases": st.lists(st.sampled_from(["item 1", "item 2", "Grinder"]), max_size=2),
    }
)
faq_row = st.fixed_dictionaries(
    {
        "question": st.sampled_from(["Why salt?", "Is it grinding?"]),
        "answer": st.sampled_from(WORDS),
        "concept": st.sampled_from(["", "Salt", "Mill"]),
    }
)
table = st.dictionaries(st.integers(0, 8), concept_row | faq_row, min_size=1).flatmap(
    lambda found: st.permutations([{"id": f"n{at}", **values} for at, values in found.items()])
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tables=st.lists(table, min_size=2, max_size=4))
def test_rows_edited_moved_added_and_removed_leave_the_index_that_a_build_from_nothing_gives(
    always: None, untuned: None, tables: list[list[dict[str, Any]]]
) -> None:
    del always, untuned
    with tempfile.TemporaryDirectory() as home:
        corpus, folder = Path(home, "corpus.jsonl"), Path(home, "index")
        for each in tables:
            corpus.write_text("\n".join(map(json.dumps, each)))
            build(corpus, folder)
        assert_as_written_anew(corpus, folder)


# -- what is done for a change, by content ---------------------------------------------------------------------------

# 60 concepts: n00 "Salt 0" … n59 "Salt 59"; every third has an FAQ.
COUNT = 60


def write(corpus: Path, **changed: dict[str, Any] | None) -> None:
    made = {
        f"n{at:02}": {"id": f"n{at:02}", "label": f"Salt {at}", "definition": f"A crystal of kind {at}, from the sea."}
        for at in range(COUNT)
    }
    made |= {f"q{at:02}": {"id": f"q{at:02}", "question": f"Why salt {at}?", "answer": "It is tasty.",
                           "concept": f"n{at:02}"} for at in range(0, COUNT, 3)}  # fmt: skip
    kept = {id: {**row, **(changed.get(id) or {})} for id, row in made.items() if changed.get(id, {}) is not None}
    kept |= {id: {"id": id, **row} for id, row in changed.items() if id not in made and row is not None}
    corpus.write_text("\n".join(map(json.dumps, kept.values())))


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    write(tmp_path / "glossary.jsonl")
    return tmp_path / "glossary.jsonl"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


def test_a_changed_definition_is_written_where_it_stood_and_nothing_else_is(
    corpus: Path, folder: Path, anew: list[str], tunings: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    build(corpus, folder)
    before = opened(folder)
    rows_before = rows(before, "SELECT row, id FROM items ORDER BY row")
    before.close()
    noted: list[str] = []
    insert = written.insert

    def noting(connection: sqlite3.Connection, item: Any, *given: Any) -> None:
        noted.append(item.id)
        insert(connection, item, *given)

    monkeypatch.setattr(written, "insert", noting)
    write(corpus, n30={"definition": "A mineral lantern."})
    built = build(corpus, folder)
    assert noted == ["n30"]
    assert anew == ["anew"]
    assert len(tunings) == 1
    assert built.encoded["passages"] == 1
    after = opened(folder)
    assert [id for _, id in rows(after, "SELECT row, id FROM items ORDER BY row")] == [id for _, id in rows_before]
    assert hits(after, 0.4)
    assert rows(after, "SELECT id FROM lexical JOIN items ON lexical.rowid = row WHERE lexical MATCH 'lantern'") == [
        ("n30",)
    ]
    after.close()
    monkeypatch.undo()
    assert_as_written_anew(corpus, folder)


def test_the_tuning_is_kept_until_a_twentieth_of_the_items_has_changed_in_sum(
    corpus: Path, folder: Path, tunings: list[int]
) -> None:
    first = build(corpus, folder)
    assert first.tuned == {"items": 80, "changed": 0}
    changes: dict[str, dict[str, Any] | None] = {}
    for at, id in enumerate(("n10", "n11", "n12"), 1):
        changes[id] = {"definition": f"Another one, {id}."}
        write(corpus, **changes)
        built = build(corpus, folder)
        assert built.tuned == {"items": 80, "changed": at}
        assert (built.ranking, len(tunings)) == (json.loads(json.dumps(first.ranking)), 1)
    write(corpus, **changes, n13={"definition": "The fourth of eighty."})
    assert build(corpus, folder).tuned == {"items": 80, "changed": 0}
    assert len(tunings) == 2


def test_an_item_that_is_changed_again_and_again_counts_once(corpus: Path, folder: Path, tunings: list[int]) -> None:
    build(corpus, folder)
    for at in range(6):
        write(corpus, n10={"definition": f"Version {at}."})
        assert build(corpus, folder).tuned["changed"] == 1
    assert len(tunings) == 1


@pytest.mark.parametrize("first", [0, 2, 40, 79])
def test_rows_that_stand_on_other_lines_are_not_written_again_nor_a_change_to_tune_for(
    corpus: Path, folder: Path, tunings: list[int], monkeypatch: pytest.MonkeyPatch, first: int
) -> None:
    build(corpus, folder)
    lines = corpus.read_text().split("\n")
    corpus.write_text("\n".join([*lines[:first], "", "", *lines[first:]]))
    with monkeypatch.context() as patch:
        patch.setattr(written, "insert", None)
        built = build(corpus, folder)
    assert (built.tuned, len(tunings)) == ({"items": 80, "changed": 0}, 1)
    assert_as_written_anew(corpus, folder)


def test_a_row_put_in_before_others_is_the_only_one_written(
    corpus: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(corpus, folder)
    noted: list[str] = []
    insert = written.insert

    def noting(connection: sqlite3.Connection, item: Any, *given: Any) -> None:
        noted.append(item.id)
        insert(connection, item, *given)

    lines = corpus.read_text().split("\n")
    corpus.write_text("\n".join([*lines[:5], '{"id": "new", "label": "New", "definition": "Brine."}', *lines[5:]]))
    with monkeypatch.context() as patch:
        patch.setattr(written, "insert", noting)
        build(corpus, folder)
    assert noted == ["new"]
    assert_as_written_anew(corpus, folder)


def test_what_has_changed_is_remembered_where_all_is_written_anew(
    corpus: Path, folder: Path, anew: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    build(corpus, folder)
    for at, share in enumerate((1, 0, 1), 1):
        monkeypatch.setattr(update, "_LARGEST_SHARE", share)
        write(corpus, **{f"n{other:02}": {"definition": "Another one."} for other in range(at)})
        assert build(corpus, folder).tuned == {"items": 80, "changed": at}
    assert len(anew) == 2


def test_a_build_from_nothing_tunes(corpus: Path, folder: Path, tunings: list[int]) -> None:
    build(corpus, folder)
    write(corpus, n10={"definition": "Another one."})
    assert build(corpus, folder, fresh=True).tuned == {"items": 80, "changed": 0}
    assert len(tunings) == 2


def test_another_model_tunes(corpus: Path, folder: Path, tunings: list[int]) -> None:
    build(corpus, folder)
    write(corpus, n10={"definition": "Another one."})
    assert builder.build(corpora.read(corpus), folder, "hash:64").tuned["changed"] == 0
    assert len(tunings) == 2


def test_an_index_of_another_recipe_is_written_anew(
    corpus: Path, folder: Path, tunings: list[int], anew: list[str]
) -> None:
    built = build(corpus, folder)
    manifest.write(folder, replace(built, recipe=manifest.RECIPE - 1))
    build(corpus, folder)
    assert (len(tunings), len(anew)) == (2, 2)


def test_an_index_whose_vectors_are_not_all_compared_is_written_anew(
    corpus: Path, folder: Path, anew: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    build(corpus, folder)
    monkeypatch.setattr(stored, "FLAT_UP_TO", 50)
    write(corpus, n10={"definition": "Another one."})
    assert build(corpus, folder).vectors["kind"] != "flat"
    write(corpus)
    build(corpus, folder)
    assert len(anew) == 3


@pytest.mark.parametrize(("sections", "written_anew"), [(40, 1), (140, 2)])
def test_where_there_is_no_room_between_two_concepts_all_is_written_anew_with_the_tuning(
    tmp_path: Path, anew: list[str], tunings: list[int], always: None, sections: int, written_anew: int
) -> None:
    del always
    corpus, folder = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    for name in ("salt", "sugar"):
        (corpus / f"{name}.md").write_text(f"---\ntitle: {name}\ndescription: White.\n---\n")
    build(corpus, folder)
    parts = "".join(f"\n## Part {at}\n\nA brine of kind {at}.\n" for at in range(sections))
    (corpus / "soup.md").write_text(f"---\ntitle: Soup\ndescription: Hot.\n---\n{parts}")
    build(corpus, folder)
    assert (len(anew), len(tunings)) == (written_anew, 1)
    assert_as_written_anew(corpus, folder)


def test_an_index_with_nothing_new_to_encode_loads_no_model(
    corpus: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built = build(corpus, folder)

    def never(*_: object, **__: object) -> HashEncoder:
        raise AssertionError("a model was opened")

    monkeypatch.setattr(builder.engines, "open_encoder", never)
    write(corpus, n59=None, q57=None)
    assert build(corpus, folder).model == built.model


@pytest.mark.parametrize(
    "harm", ["UPDATE items SET alternatives = '{'", "DROP TABLE names", "DELETE FROM passages WHERE item = 128"]
)
def test_an_index_that_cannot_be_brought_up_to_date_is_written_anew(
    corpus: Path, folder: Path, anew: list[str], harm: str
) -> None:
    built = build(corpus, folder)
    connection = sqlite3.connect(folder / built.data / database.PASSAGES)
    connection.execute(harm)
    connection.commit()
    connection.close()
    sizes = {path.name: path.stat().st_size for path in (folder / built.data).iterdir()}
    manifest.write(folder, replace(built, sizes=sizes))
    write(corpus, n01={"definition": "Another one."}, n02=None)
    build(corpus, folder)
    assert len(anew) == 2
    assert_as_written_anew(corpus, folder)


def test_an_index_that_another_build_sweeps_away_meanwhile_is_written_anew(
    corpus: Path, folder: Path, anew: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    built = build(corpus, folder)
    write(corpus, n10={"definition": "Another one."})
    copy = update.write

    def swept(*given: Any) -> None:
        (folder / built.data / database.PASSAGES).unlink()
        copy(*given)

    with monkeypatch.context() as patch:
        patch.setattr(update, "write", swept)
        build(corpus, folder)
    assert len(anew) == 2
    assert_as_written_anew(corpus, folder)


def test_a_build_that_fails_while_it_is_brought_up_to_date_changes_nothing(
    corpus: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built = build(corpus, folder)
    write(corpus, n10={"definition": "Another one."})

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(postings, "revise", full)
        patch.setattr(written, "insert", full)
        with pytest.raises(OSError, match="No space left"):
            build(corpus, folder)
    read = manifest.read(folder)
    assert read is not None
    assert read.data == built.data
    assert [path.name for path in folder.iterdir() if path.is_dir()] == [built.data]
