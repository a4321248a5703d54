"""The default backend, held against the exact one after any sequence of changes."""

from __future__ import annotations

import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from dlgraph.errors import IndexDamagedError
from dlgraph.model import Item, Passage, Source
from dlgraph.search import local as local_module
from dlgraph.search.backend import Backend, Entry, ExactBackend
from dlgraph.search.encoder import HashEncoder
from dlgraph.search.local import PASSAGES, VECTORS, LocalBackend
from dlgraph.search.postings import HOLDERS

ENCODER = HashEncoder(32)
WORDS = ["deep", "learning", "learns", "network", "networks", "the", "a", "naïve", "Über", "東京", "обучение", "C++",
         "?!", "…", "'", '"quoted"', "AND", "NOT", "NEAR(", "x*", "-", "\u00a0", "\U0001f600", "o'clock"]  # fmt: skip
texts = st.one_of(
    st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20),
)
ids = st.sampled_from(["a", "b", "c", "d", "deep/learning", "ü#1", "'", "%"])


def entry(id: str, label: str, title: str, text: str, also: list[str], parts: list[str]) -> Entry:
    one = Item(id, "faq", id, label, title, text, Source("f.md", 3), tuple(also))
    passages = [Passage(id, "answer", part) for part in parts]
    return Entry(one, passages, ENCODER.encode_documents(parts))


entries = st.builds(
    entry, ids, texts, texts, texts, st.lists(texts, max_size=2), st.lists(texts, min_size=1, max_size=4)
)


def seen(
    backend: Backend, query: str, limit: int, include: tuple[str, ...] = ()
) -> dict[str, tuple[Item, float, float]]:
    """What a backend finds: items with cosine and coverage by id; each passage is checked to have that cosine."""
    (vector,) = ENCODER.encode_queries([query])
    found = backend.candidates(vector, query, limit, include)
    for each in found:
        assert each.passage.item == each.item.id
        (own,) = ENCODER.encode_documents([each.passage.text])
        assert float(own @ vector) == pytest.approx(each.cosine, abs=1e-5)
    assert len({each.item.id for each in found}) == len(found)
    return {each.item.id: (each.item, each.cosine, each.coverage) for each in found}


def agree(local: Backend, exact: Backend, query: str, limit: int = 50) -> None:
    one, other = seen(local, query, limit), seen(exact, query, limit)
    assert one.keys() == other.keys()
    for id, (item, cosine, coverage) in other.items():
        assert one[id][0] == item
        assert one[id][1:] == pytest.approx((cosine, coverage), abs=1e-5)


class TwoBackends(RuleBasedStateMachine):
    """Does the same to both backends and compares them after each step."""

    stored = Bundle("stored")

    @initialize()
    def empty(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.local = LocalBackend.create(self.folder, ENCODER.dimension)
        self.exact = ExactBackend()

    @rule(target=stored, batch=st.lists(entries, min_size=1, max_size=4))
    def upsert(self, batch: list[Entry]) -> str:
        self.local.upsert(batch)
        self.exact.upsert(batch)
        return batch[0].item.id

    @rule(id=stored, others=st.lists(ids, max_size=3))
    def delete(self, id: str, others: list[str]) -> None:
        self.local.delete([id, *others, "unknown"])
        self.exact.delete([id, *others, "unknown"])

    @rule(query=texts)
    def compare(self, query: str) -> None:
        agree(self.local, self.exact, query)

    @invariant()
    def same_items(self) -> None:
        if hasattr(self, "local"):
            everything = ["%", "a", "b", "c", "d", "deep/learning", "ü#1", "'", "unknown"]
            assert self.local.get(everything) == self.exact.get(everything)
            agree(self.local, self.exact, "deep learning networks")

    def teardown(self) -> None:
        if hasattr(self, "local"):
            self.local.save()
            reopened = LocalBackend.open(self.folder)
            agree(reopened, self.exact, "the naïve 東京 network?")
            reopened.close()
            shutil.rmtree(self.folder)


def test_both_backends_agree_after_any_changes() -> None:
    run_state_machine_as_test(TwoBackends, settings=settings(max_examples=40, stateful_step_count=12, deadline=None))


@settings(max_examples=60, deadline=None)
@given(st.lists(entries, min_size=1, max_size=8), st.lists(texts, min_size=1, max_size=4))
def test_both_backends_agree_on_any_texts_and_queries(
    tmp_path_factory: pytest.TempPathFactory, batch: list[Entry], queries: list[str]
) -> None:
    local, exact = LocalBackend.create(tmp_path_factory.mktemp("index"), ENCODER.dimension), ExactBackend()
    for backend in (local, exact):
        backend.upsert(batch)
    for query in [*queries, batch[0].item.text, batch[0].item.label]:
        agree(local, exact, query)


def test_both_backends_agree_on_a_word_that_fts5_splits(tmp_path: Path) -> None:
    # Unicode counts New Tai Lue vowels as letters and FTS5 does not.
    local, exact = LocalBackend.create(tmp_path, ENCODER.dimension), ExactBackend()
    batch = [entry(str(number), "", "", text, [], ["p"]) for number, text in enumerate(["a x", "b x", "a b", "c", "d"])]
    for backend in (local, exact):
        backend.upsert(batch)
    agree(local, exact, "a\u19b0b")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("naïve café Ångström", id="accents"),
        pytest.param("große Straße Größe", id="German"),
        pytest.param("λόγος ΛΌΓΟΣ σοφίας", id="Greek"),
        pytest.param("обучение мой йод", id="Russian"),
        pytest.param("học một mạng", id="Vietnamese"),
        pytest.param("한국어 모델 학습", id="Korean"),
        pytest.param("機械学習 がくしゅう データ", id="Japanese"),
        pytest.param("नमस्ते मशीन लर्निंग", id="Hindi"),
        pytest.param("การเรียน รู้ของ เครื่อง", id="Thai"),
        pytest.param("ılık ﬁne x²", id="compatibility-forms"),
    ],
)
def test_every_word_of_a_query_counts_in_any_script(tmp_path: Path, text: str) -> None:
    local = LocalBackend.create(tmp_path, ENCODER.dimension)
    local.upsert([entry(str(number), "", "", other, [], ["p"]) for number, other in enumerate([text, *"abcd"])])
    # An item that holds all three words once has at least K1's share of the best possible.
    assert seen(local, text, 50)["0"][2] > 0.25


def random_entries(count: int, seed: int = 0) -> list[Entry]:
    """Items with one to five passages whose vectors all differ; the i-th item alone holds the word ``word<i>``."""
    rng = np.random.default_rng(seed)
    found = []
    for number in range(count):
        id = f"item{number}"
        passages = [Passage(id, "answer", f"{id} part {part}") for part in range(1 + number % 5)]
        vectors = rng.normal(size=(len(passages), 16)).astype(np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        text = f"word{number} " + "common " * (number % 3)
        found.append(Entry(Item(id, "section", id, id, "", text, Source("f.md", number)), passages, vectors))
    return found


@pytest.mark.parametrize("limit", [1, 2, 7, 30, 100, 1000])
def test_limits_cut_where_the_exact_backend_cuts(tmp_path: Path, limit: int) -> None:
    local, exact = LocalBackend.create(tmp_path, 16), ExactBackend()
    batch = random_entries(120)
    for backend in (local, exact):
        backend.upsert(batch)
        backend.delete([f"item{number}" for number in range(0, 120, 3)])
    for query in random_entries(10, seed=5):
        vector = query.vectors[0]
        one = {each.item.id: each.cosine for each in local.candidates(vector, "word4 word7", limit, ("item8",))}
        other = {each.item.id: each.cosine for each in exact.candidates(vector, "word4 word7", limit, ("item8",))}
        assert one.keys() == other.keys()
        assert one == pytest.approx(other, abs=1e-5)
        assert "item8" in one


def test_items_hide_behind_one_with_many_near_passages(tmp_path: Path) -> None:
    # "crowd" has 300 passages nearer than any of "far0" … "far4".
    local = LocalBackend.create(tmp_path, 2)
    angles = np.linspace(0, 0.3, 300)
    crowd = np.stack([np.cos(angles), np.sin(angles)], 1).astype(np.float32)
    local.upsert(
        [Entry(Item("crowd", "faq", "", "", "", "", Source("")), [Passage("crowd", "answer", "")] * 300, crowd)]
    )
    for number in range(5):
        angle = 1 + number / 10
        vector = np.array([[np.cos(angle), np.sin(angle)]], np.float32)
        one = Item(f"far{number}", "faq", "", "", "", "", Source(""))
        local.upsert([Entry(one, [Passage(one.id, "answer", "")], vector)])
    found = local.candidates(np.array([1, 0], np.float32), "", 4)
    assert {each.item.id for each in found} == {"crowd", "far0", "far1", "far2"}


def test_an_empty_backend_has_no_candidates_even_when_reopened(tmp_path: Path) -> None:
    local = LocalBackend.create(tmp_path, 8)
    vector = np.eye(8, dtype=np.float32)[0]
    assert local.candidates(vector, "word", 5, ("x",)) == []
    local.save()
    assert LocalBackend.open(tmp_path).candidates(vector, "word", 5) == []


def test_a_saved_backend_opens_with_the_same_items_vectors_and_scores(tmp_path: Path) -> None:
    local, batch = LocalBackend.create(tmp_path, 16), random_entries(30)
    local.upsert(batch)
    vector = batch[3].vectors[0]
    before = local.candidates(vector, "word3 common", 10)
    local.save()
    opened = LocalBackend.open(tmp_path)
    assert opened.dimension == 16
    assert opened.candidates(vector, "word3 common", 10) == before
    stored = dict(opened.vectors_by_text())
    for each in batch:
        for passage, own in zip(each.passages, each.vectors, strict=True):
            np.testing.assert_array_equal(stored[passage.text], own)
    assert {path.name for path in tmp_path.iterdir()} == {PASSAGES, VECTORS, HOLDERS}


def test_threads_read_what_one_reader_reads(tmp_path: Path) -> None:
    local, batch = LocalBackend.create(tmp_path, 16), random_entries(60)
    local.upsert(batch)
    local.save()
    opened = LocalBackend.open(tmp_path)

    def ask(number: int) -> list[tuple[str, float]]:
        found = opened.candidates(batch[number].vectors[0], f"word{number}", 5)
        return sorted((each.item.id, each.coverage) for each in found)

    expected = [ask(number) for number in range(60)]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, list(range(60)) * 4)) == expected * 4


@pytest.mark.parametrize("name", [PASSAGES, VECTORS, HOLDERS])
@pytest.mark.parametrize("damage", ["missing", "empty", "garbage", "cut", "folder"])
def test_a_damaged_file_is_an_error_of_its_own_kind(tmp_path: Path, name: str, damage: str) -> None:
    local = LocalBackend.create(tmp_path, 16)
    local.upsert(random_entries(40))
    local.save()
    path = tmp_path / name
    data = path.read_bytes()
    path.unlink()
    if damage == "folder":
        path.mkdir()
    elif damage != "missing":
        path.write_bytes({"empty": b"", "garbage": b"\xa5" * len(data), "cut": data[: len(data) // 2]}[damage])
    with pytest.raises(IndexDamagedError, match=r"is damaged|passages but"):
        LocalBackend.open(tmp_path)


def test_files_that_do_not_belong_together_are_noticed(tmp_path: Path) -> None:
    for name, count in (("one", 10), ("two", 11)):
        (tmp_path / name).mkdir()
        local = LocalBackend.create(tmp_path / name, 16)
        local.upsert(random_entries(count))
        local.save()
    shutil.copy(tmp_path / "one" / VECTORS, tmp_path / "two" / VECTORS)
    with pytest.raises(IndexDamagedError, match="passages but"):
        LocalBackend.open(tmp_path / "two")


def test_a_path_with_odd_characters_is_opened(tmp_path: Path) -> None:
    folder = tmp_path / "a b?c#d%20é"
    folder.mkdir()
    local = LocalBackend.create(folder, 16)
    local.upsert(random_entries(3))
    local.save()
    assert [item.id for item in LocalBackend.open(folder).get(["item2", "item0"])] == ["item2", "item0"]


def test_a_search_reads_the_postings_of_its_words_once_and_no_texts(tmp_path: Path) -> None:
    local = LocalBackend.create(tmp_path, 16)
    local.upsert(random_entries(300))
    local.save()
    opened, told = LocalBackend.open(tmp_path), []
    opened.connection.set_trace_callback(told.append)
    opened.candidates(random_entries(1)[0].vectors[0], "word4 common", 50)
    assert sum("SELECT stem, first" in statement for statement in told) == 2
    assert not any("MATCH" in statement for statement in told)
    # No statement reads a table of texts from end to end.
    whole = ("FROM items", "FROM passages", "FROM stems")
    assert not [text for text in told if any(part in text for part in whole) and "WHERE" not in text]
    told.clear()
    opened.candidates(random_entries(1)[0].vectors[0], "word4 common", 50)
    # What was read before is in memory.
    assert not any("FROM items WHERE row" in statement for statement in told)


def test_what_is_kept_in_memory_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local_module, "_KEPT", 20)
    local, exact = LocalBackend.create(tmp_path, 16), ExactBackend()
    for backend in (local, exact):
        backend.upsert(random_entries(120))
    for number in range(0, 120, 7):
        vector = random_entries(120)[number].vectors[0]
        one = local.candidates(vector, f"word{number}", 10)
        other = exact.candidates(vector, f"word{number}", 10)
        assert {each.item for each in one} == {each.item for each in other}
