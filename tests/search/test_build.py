from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from dlgraph.errors import CorpusError, ModelError
from dlgraph.formats import corpus as corpora
from dlgraph.glossary import Glossary
from dlgraph.search import build as builder
from dlgraph.search import engines, manifest, passages, stored
from dlgraph.search.embeddings import Embeddings, keys_of
from dlgraph.search.encoder import HashEncoder, Progress, Vectors
from dlgraph.search.index import Index
from dlgraph.search.local import PASSAGES, VECTORS
from dlgraph.search.manifest import Manifest
from dlgraph.search.postings import HOLDERS
from dlgraph.search.vectors import HALVES

# corpus: overfitting (definition, section, myth, FAQ), salt (definition), pepper (definition)
PAGES = {
    "overfitting.md": """---
title: Overfitting
description: Memorizing the training data.
---
## Signs

Great on old data and poor on new data.

## Misconceptions

**Myth:** More data never helps.
**Reality:** It usually does.

## FAQ

### Why do models overfit?

They are too large.
""",
    "salt.md": "---\ntitle: Salt\ndescription: A mineral of sodium.\n---\n",
    "pepper.md": "---\ntitle: Pepper\ndescription: A spice of black corns.\n---\n",
}


class CountingEncoder(HashEncoder):
    """Notes every passage it encodes, or fails."""

    def __init__(self, fail: bool = False) -> None:
        super().__init__()
        self.encoded: list[str] = []
        self.fail = fail

    def encode_documents(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        if self.fail:
            raise RuntimeError("the encoder broke down")
        self.encoded += texts
        return super().encode_documents(texts, progress)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return super().encode_documents(texts)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for name, text in PAGES.items():
        (folder / name).write_text(text)
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "index"


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> CountingEncoder:
    encoder = CountingEncoder()
    monkeypatch.setattr(engines, "open_encoder", lambda *_, **__: encoder)
    return encoder


def build(corpus: Path, folder: Path, *, fresh: bool = False) -> Manifest:
    built = builder.build(corpora.read(corpus), folder, "hash", fresh=fresh)
    read = manifest.read(folder)
    assert read is not None
    assert (read.digest, read.data) == (built.digest, built.data)
    return read


def passages_of(corpus: Path) -> set[str]:
    read = corpora.read(corpus)
    return {part.text for _, parts in passages.items(Glossary(read.concepts, read.faqs)) for part in parts}


def encoded(counting: CountingEncoder, corpus: Path) -> list[str]:
    """The passages of a corpus that were encoded; what self-questions are compared with is none."""
    return sorted(text for text in counting.encoded if text in passages_of(corpus))


def visible(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))


def data_folders(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_dir())


def found(folder: Path, query: str) -> list[tuple[str, float]]:
    opened = Index.open(folder)
    assert opened is not None
    (vector,) = HashEncoder().encode_queries([query])
    hits = opened.search(vector, query, 10)
    opened.close()
    return [(hit.item.id, hit.score) for hit in hits]


def test_a_build_leaves_a_manifest_and_one_folder_of_data(corpus: Path, folder: Path) -> None:
    built = build(corpus, folder)
    assert sorted(path.name for path in folder.iterdir()) == sorted([built.data, "manifest.json"])
    assert dict(built.sizes) == {
        name: (folder / built.data / name).stat().st_size for name in (HOLDERS, PASSAGES, VECTORS)
    }


def test_the_manifest_says_what_was_built_from_what(corpus: Path, folder: Path) -> None:
    built = build(corpus, folder)
    assert built.corpus == os.path.realpath(corpus)
    assert (built.model.name, built.model.dimension, built.model.engine) == ("hash:256", 256, "hash")
    assert built.counts == {"concepts": 3, "faqs": 1, "misconceptions": 1, "sections": 1, "passages": 8}
    assert [file.path for file in built.files] == ["overfitting.md", "pepper.md", "salt.md"]
    assert all(len(file.sha256) == 64 for file in built.files)
    assert built.seconds >= 0


def test_what_was_left_out_or_repaired_is_noted(corpus: Path, folder: Path) -> None:
    (corpus / "empty.md").write_text("")
    (corpus / "sugar.md").write_text("---\ntitle: Sugar\nrelated: [nothing-of-the-kind]\n---\nSweet.\n")
    notes = build(corpus, folder).notes
    assert any("empty.md" in note and "it is empty" in note for note in notes)
    assert any("nothing-of-the-kind" in note for note in notes)


def test_two_builds_give_the_same_digest_and_the_same_hits(corpus: Path, tmp_path: Path) -> None:
    one, two = build(corpus, tmp_path / "one"), build(corpus, tmp_path / "two")
    assert one.digest == two.digest
    assert one.ranking == two.ranking
    for query in ("why overfit", "black sodium", "data"):
        assert found(tmp_path / "one", query) == found(tmp_path / "two", query)


def test_a_build_from_known_vectors_gives_what_a_fresh_one_gives(corpus: Path, tmp_path: Path) -> None:
    build(corpus, tmp_path / "one")
    (corpus / "sugar.md").write_text("---\ntitle: Sugar\ndescription: Sweet corns.\n---\n")
    (corpus / "salt.md").unlink()
    one, two = build(corpus, tmp_path / "one"), build(corpus, tmp_path / "two")
    assert one.digest == two.digest
    for query in ("why overfit", "black corns", "data"):
        assert found(tmp_path / "one", query) == found(tmp_path / "two", query)


def test_only_new_passages_are_encoded_again(corpus: Path, folder: Path, counting: CountingEncoder) -> None:
    build(corpus, folder)
    assert passages_of(corpus) <= set(counting.encoded)
    for change in ("changed", "added", "removed"):
        before = passages_of(corpus)
        if change == "changed":
            (corpus / "salt.md").write_text(PAGES["salt.md"].replace("sodium", "potassium"))
        elif change == "added":
            (corpus / "sugar.md").write_text("---\ntitle: Sugar\ndescription: Sweet.\n---\n")
        else:
            (corpus / "pepper.md").unlink()
        after = passages_of(corpus)
        counting.encoded.clear()
        build(corpus, folder)
        assert set(counting.encoded) & (before | after) == after - before, change


def test_a_fresh_build_encodes_every_passage(corpus: Path, folder: Path, counting: CountingEncoder) -> None:
    build(corpus, folder)
    counting.encoded.clear()
    build(corpus, folder, fresh=True)
    assert passages_of(corpus) <= set(counting.encoded)


def test_vectors_of_another_model_are_not_taken(corpus: Path, folder: Path) -> None:
    build(corpus, folder)
    built = builder.build(corpora.read(corpus), folder, "hash:64")
    opened = Index.open(folder)
    assert opened is not None
    assert (built.model.dimension, opened.backend.dimension) == (64, 64)


def test_a_text_that_stands_twice_is_encoded_once(corpus: Path, folder: Path, counting: CountingEncoder) -> None:
    (corpus / "again.md").write_text(PAGES["overfitting.md"].replace("Overfitting", "Fitting"))
    build(corpus, folder)
    texts = [text for text in counting.encoded if text == "Why do models overfit?"]
    assert len(texts) == 1
    assert {"again#why-do-models-overfit", "overfitting#why-do-models-overfit"} <= {
        id for id, _ in found(folder, "why")
    }


def test_progress_counts_the_passages(corpus: Path, folder: Path) -> None:
    told: list[tuple[int, int]] = []
    built = builder.build(corpora.read(corpus), folder, "hash", lambda done, total: told.append((done, total)))
    assert (built.counts["passages"], built.counts["passages"]) in told


def test_the_data_of_the_last_build_is_removed(corpus: Path, folder: Path) -> None:
    first = build(corpus, folder)
    second = build(corpus, folder, fresh=True)
    assert first.data != second.data
    assert data_folders(folder) == [second.data]


def test_what_an_interrupted_build_left_is_removed_after_an_hour_and_other_folders_never(
    corpus: Path, folder: Path
) -> None:
    for name, hours in (("old-x", 2), ("young-y", 0)):
        (folder / name).mkdir(parents=True)
        (folder / name / PASSAGES).write_bytes(b"half")
        os.utime(folder / name, (time.time() - hours * 3600,) * 2)
    (folder / "mine").mkdir()
    (folder / "mine" / "letter.txt").write_text("dear")
    built = build(corpus, folder)
    assert data_folders(folder) == sorted(["young-y", "mine", built.data])


def test_what_another_build_has_written_and_not_yet_put_in_place_is_left_alone(corpus: Path, folder: Path) -> None:
    build(corpus, folder)
    other = folder / "other-build"
    other.mkdir()
    for name in (HOLDERS, PASSAGES, VECTORS):
        (other / name).write_bytes(b"complete")
    built = build(corpus, folder, fresh=True)
    assert data_folders(folder) == sorted(["other-build", built.data])


# -- builds that fail -------------------------------------------------------------------------------------------


def test_a_build_whose_encoder_fails_changes_nothing(
    corpus: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built = build(corpus, folder)
    before = found(folder, "sodium")
    (corpus / "salt.md").write_text(PAGES["salt.md"].replace("sodium", "potassium"))
    monkeypatch.setattr(engines, "open_encoder", lambda *_, **__: CountingEncoder(fail=True))
    with pytest.raises(RuntimeError, match="broke down"):
        build(corpus, folder)
    assert manifest.read(folder) == built
    assert data_folders(folder) == [built.data]
    assert found(folder, "sodium") == before


def test_a_build_that_cannot_be_put_in_place_changes_nothing(
    corpus: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built = build(corpus, folder)
    before = found(folder, "sodium")
    (corpus / "salt.md").write_text(PAGES["salt.md"].replace("sodium", "potassium"))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", full)
        with pytest.raises(OSError, match="No space left"):
            build(corpus, folder)
    assert manifest.read(folder) == built
    assert visible(folder) == sorted([built.data, "manifest.json"])
    assert found(folder, "sodium") == before
    assert build(corpus, folder).digest != built.digest
    # What was encoded is kept for the next build, which then needs it no more.
    assert len(list(folder.iterdir())) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_a_build_that_is_killed_changes_nothing(corpus: Path, folder: Path) -> None:
    built = build(corpus, folder)
    before = found(folder, "sodium")
    (corpus / "salt.md").write_text(PAGES["salt.md"].replace("sodium", "potassium"))
    # The process dies where everything is written and only the renaming of the manifest is left.
    code = (
        "import os, signal, sys; from pathlib import Path; from dlgraph.formats import corpus;"
        "from dlgraph.search import build;"
        "os.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL);"
        "build.build(corpus.read(Path(sys.argv[1])), Path(sys.argv[2]), 'hash')"
    )
    ended = subprocess.run([sys.executable, "-c", code, str(corpus), str(folder)], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert len(data_folders(folder)) == 2
    assert manifest.read(folder) == built
    assert found(folder, "sodium") == before
    for path in folder.iterdir():
        os.utime(path, (time.time() - 7200,) * 2)
    again = build(corpus, folder)
    assert data_folders(folder) == [again.data]


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
@pytest.mark.parametrize("torn", [0, 100])
def test_a_build_that_is_killed_while_encoding_resumes_where_it_was(
    corpus: Path, folder: Path, counting: CountingEncoder, torn: int
) -> None:
    # The process dies when it has encoded two windows of two passages, and half of a third may stand in the journal.
    code = (
        "import os, signal, sys; from pathlib import Path; from dlgraph.formats import corpus;"
        "from dlgraph.search import build, embeddings; build._WINDOW = 2; note = embeddings.Embeddings.note;"
        "noted = []\n"
        "def die(self, keys, vectors):\n"
        "    if len(noted) == 2: os.kill(os.getpid(), signal.SIGKILL)\n"
        "    note(self, keys, vectors); noted.append(keys)\n"
        "embeddings.Embeddings.note = die\n"
        "build.build(corpus.read(Path(sys.argv[1])), Path(sys.argv[2]), 'hash')"
    )
    ended = subprocess.run([sys.executable, "-c", code, str(corpus), str(folder)], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert manifest.read(folder) is None
    (journal,) = folder.glob(".encoded-*")
    with journal.open("ab") as file:
        file.write(b"\0" * torn)
    built = build(corpus, folder)
    everything = passages_of(corpus)
    assert len(encoded(counting, corpus)) == len(everything) - 4
    assert built.encoded["passages"] == len(everything) - 4
    assert visible(folder) == [path.name for path in sorted(folder.iterdir())]
    one = found(folder, "sodium")
    shutil.rmtree(folder)
    build(corpus, folder)
    assert found(folder, "sodium") == one


def test_a_journal_of_another_model_is_not_taken(corpus: Path, folder: Path, counting: CountingEncoder) -> None:
    folder.mkdir(parents=True)
    other = Embeddings(folder, "another model")
    texts = sorted(passages_of(corpus))
    other.note(keys_of(texts), HashEncoder().encode_documents(texts))
    build(corpus, folder)
    assert encoded(counting, corpus) == texts
    # Its build may yet be resumed.
    assert len(list(folder.glob(".encoded-*"))) == 1


def test_a_forced_build_takes_nothing_from_an_interrupted_one(
    corpus: Path, folder: Path, counting: CountingEncoder
) -> None:
    folder.mkdir(parents=True)
    texts = sorted(passages_of(corpus))
    left = Embeddings(folder, counting.digest)
    left.note(keys_of(texts), HashEncoder().encode_documents(texts))
    build(corpus, folder, fresh=True)
    assert encoded(counting, corpus) == texts
    assert not list(folder.glob(".encoded-*"))


# -- many passages, by a switch set low ------------------------------------------------------------------------------


@pytest.fixture
def in_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored, "FLAT_UP_TO", 3)


def test_two_builds_in_lists_are_the_same_to_the_byte(
    corpus: Path, folder: Path, tmp_path: Path, in_lists: None
) -> None:
    del in_lists
    one, two = build(corpus, folder), build(corpus, tmp_path / "other")
    assert one.vectors == two.vectors
    assert {"kind", "recall", "lists", "effort"} == set(one.vectors)
    assert set(one.sizes) == {HOLDERS, PASSAGES, VECTORS, HALVES}
    for name in one.sizes:
        assert (folder / one.data / name).read_bytes() == (tmp_path / "other" / two.data / name).read_bytes()


def test_an_index_in_lists_gives_its_vectors_to_the_next(
    corpus: Path, folder: Path, counting: CountingEncoder, in_lists: None
) -> None:
    del in_lists
    build(corpus, folder)
    before = found(folder, "sodium")
    counting.encoded.clear()
    (corpus / "pepper.md").write_text(PAGES["pepper.md"].replace("black", "green"))
    build(corpus, folder)
    assert encoded(counting, corpus) == ["Pepper: A spice of green corns."]
    assert found(folder, "sodium") == before


def test_questions_asked_of_the_corpus_are_encoded_once(
    corpus: Path, folder: Path, counting: CountingEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    encode = CountingEncoder.encode_queries

    def noted(self: CountingEncoder, texts: Sequence[str]) -> Vectors:
        asked.extend(texts)
        return encode(self, texts)

    monkeypatch.setattr(CountingEncoder, "encode_queries", noted)
    first = build(corpus, folder)
    assert asked
    asked.clear()
    counting.encoded.clear()
    (corpus / "pepper.md").write_text(PAGES["pepper.md"].replace("black", "green"))
    second = build(corpus, folder)
    assert (asked, counting.encoded) == ([], ["Pepper: A spice of green corns."])
    assert second.digest != first.digest
    assert build(corpus, folder, fresh=True).ranking == second.ranking
    assert asked


def test_an_index_says_how_its_vectors_are_searched(corpus: Path, folder: Path) -> None:
    built = build(corpus, folder)
    assert built.vectors == {"kind": "flat", "recall": 1.0}
    assert built.encoded["passages"] == len(passages_of(corpus))
    assert build(corpus, folder).encoded["passages"] == 0


def test_a_model_that_is_not_there_is_an_error_before_anything_is_written(corpus: Path, folder: Path) -> None:
    with pytest.raises(ModelError):
        builder.build(corpora.read(corpus), folder, "no-such-model")
    assert manifest.read(folder) is None


def test_a_corpus_of_nothing_is_an_error(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(CorpusError):
        build(tmp_path / "empty", folder)
    assert not folder.exists()
