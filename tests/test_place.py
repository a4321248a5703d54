from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from dlgraph import place as places
from dlgraph.formats import corpus as corpora
from dlgraph.place import Located
from dlgraph.search import build as builder
from dlgraph.search import engines, tuning, written
from dlgraph.search.encoder import Encoder
from dlgraph.search.index import Index

# 60 pages, "Salt 0" to "Salt 59", each with a definition, a section, and a relation to the page before it.
COUNT = 60


def page(at: int, text: str = "White and dry.") -> str:
    above = f"broader: [salt-{at - 1:02}]\n" if at else ""
    return f"---\ntitle: Salt {at}\ndescription: A crystal of kind {at}.\n{above}---\n## Looks\n\n{text}\n"


class Done:
    """Notes what is done for a build: pages taken apart, items written, texts encoded, questions tuned on."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.parsed: list[str] = []
        self.written: list[str] = []
        self.encoders: list[int] = []
        self.tuned: list[int] = []
        parse, insert, open_encoder, tune = (
            corpora._Reader._parse, written.insert, engines.open_encoder, tuning.tune
        )  # fmt: skip

        def parsing(reader: Any, text: str, state: Any) -> Any:
            self.parsed.append(state.path)
            return parse(reader, text, state)

        def inserting(connection: Any, item: Any, *rest: Any) -> None:
            self.written.append(item.id)
            insert(connection, item, *rest)

        def opening(name: str, *, texts: int, **rest: str) -> Encoder:
            self.encoders.append(texts)
            return open_encoder(name, texts=texts, **rest)

        def tuned(asked: Sequence[tuning.Trial]) -> tuning.Tuning:
            self.tuned.append(len(asked))
            return tune(asked)

        patch.setattr(corpora._Reader, "_parse", parsing)
        patch.setattr(written, "insert", inserting)
        patch.setattr(engines, "open_encoder", opening)
        patch.setattr(builder, "tune", tuned)

    def forget(self) -> None:
        for noted in (self.parsed, self.written, self.encoders, self.tuned):
            noted.clear()


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Located:
    # What the corpus asks itself takes long and matters to none of these tests; whether it does so is noted.
    monkeypatch.setattr(builder, "trials", lambda *_: [])
    folder = tmp_path / "corpus"
    folder.mkdir()
    for at in range(COUNT):
        (folder / f"salt-{at:02}.md").write_text(page(at))
    return Located(folder, tmp_path / "index", "hash")


@pytest.fixture
def done(place: Located, monkeypatch: pytest.MonkeyPatch) -> Done:
    """What is done from here on, for a corpus whose index has been built."""
    places.build(place)
    return Done(monkeypatch)


def test_a_changed_page_is_the_only_one_worked_on(place: Located, done: Done) -> None:
    (place.corpus / "salt-20.md").write_text(page(20, "Pink, and found in lanterns."))
    built = places.build(place)
    assert done.parsed == ["salt-20.md"]
    assert done.written == ["salt-20", "salt-20#looks"]
    assert (done.encoders, done.tuned) == ([1], [])
    assert (built.encoded["passages"], built.tuned) == (1, {"items": 2 * COUNT, "changed": 1})
    index = Index.open(place.folder)
    assert index is not None
    (found,) = index.backend.get(["salt-20#looks"])
    assert found.text == "Pink, and found in lanterns."
    assert index.unknown_words("lanterns") == []
    index.close()


def test_a_new_page_and_one_that_is_gone_are_the_only_ones_worked_on(place: Located, done: Done) -> None:
    (place.corpus / "salt-10a.md").write_text(page(77))
    (place.corpus / "salt-59.md").unlink()
    assert places.build(place).counts["concepts"] == COUNT
    assert done.parsed == ["salt-10a.md"]
    assert done.written == ["salt-10a", "salt-10a#looks"]
    assert done.tuned == []


def test_a_label_that_changes_is_seen_in_the_breadcrumbs_of_pages_below(place: Located, done: Done) -> None:
    (place.corpus / "salt-00.md").write_text(page(0).replace("Salt 0", "Halite"))
    places.build(place)
    assert done.parsed == ["salt-00.md"]
    assert done.written == ["salt-00", "salt-00#looks"]
    index = Index.open(place.folder)
    assert index is not None
    stands = index.catalog.place("salt-02")
    assert stands is not None
    assert stands.breadcrumb == ("Halite", "Salt 1", "Salt 2")
    index.close()


def test_of_pages_that_are_old_only_the_changed_one_is_opened(place: Located, monkeypatch: pytest.MonkeyPatch) -> None:
    places.build(place)
    for path in place.corpus.iterdir():
        os.utime(path, (1000, 1000))
    # Seen to be the same by their bytes, and noted with their new times.
    places.build(place)
    opened: list[str] = []
    read_bytes = Path.read_bytes

    def noting(path: Path) -> bytes:
        opened.extend([path.name] if path.parent == place.corpus else [])
        return read_bytes(path)

    (place.corpus / "salt-20.md").write_text(page(20, "Pink."))
    monkeypatch.setattr(Path, "read_bytes", noting)
    places.build(place)
    assert opened == ["salt-20.md"]
    opened.clear()
    places.build(place, force=True)
    assert len(opened) == COUNT


def test_a_forced_build_takes_nothing_from_before(place: Located, done: Done) -> None:
    places.build(place, force=True)
    assert len(done.parsed) == COUNT
    assert len(done.written) == 2 * COUNT
    assert len(done.tuned) == 1


def test_a_page_that_was_only_touched_is_not_worked_on_at_all(place: Located, done: Done) -> None:
    path = place.corpus / "salt-20.md"
    path.write_text(path.read_text())
    places.build(place)
    assert (done.parsed, done.written, done.encoders, done.tuned) == ([], [], [], [])


def test_readings_that_are_lost_cost_only_reading(place: Located, done: Done) -> None:
    (place.folder / "readings.sqlite").unlink()
    (place.corpus / "salt-20.md").write_text(page(20, "Pink."))
    places.build(place)
    assert len(done.parsed) == COUNT
    assert len(done.written) == 2
    done.forget()
    (place.corpus / "salt-20.md").write_text(page(20, "Grey."))
    places.build(place)
    assert done.parsed == ["salt-20.md"]


def test_a_summary_of_a_changed_corpus_takes_only_the_changed_page_apart(place: Located, done: Done) -> None:
    (place.corpus / "salt-20.md").write_text(page(20).replace("Salt 20", "Halite"))
    found = places.summary(place)
    assert (found.glossary.concepts["salt-20"].label, found.passages) == ("Halite", None)
    assert done.parsed == ["salt-20.md"]
    assert done.written == []


def test_a_summary_without_an_index_leaves_nothing_behind(place: Located) -> None:
    assert len(places.summary(place).glossary) == COUNT
    assert not place.folder.exists()
