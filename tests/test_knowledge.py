from __future__ import annotations

import ast
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

import dlgraph
from dlgraph import knowledge, structure
from dlgraph.errors import CorpusError, IndexFormatError, ModelError, QuestionError
from dlgraph.formats import corpus as corpora
from dlgraph.glossary import Glossary
from dlgraph.knowledge import KnowledgeBase, Located
from dlgraph.search import engines, manifest, passages
from dlgraph.search.encoder import HashEncoder, Progress, Vectors

# cooking > baking > bread, related to salt;  bread has an FAQ, a misconception and a section
PAGES = {
    "cooking.md": "---\ntitle: Cooking\ndescription: Preparing meals with heat.\n---\n",
    "baking.md": "---\ntitle: Baking\ndescription: Cooking inside an oven.\nbroader: [cooking]\n---\n",
    "bread.md": """---
title: Bread
description: A loaf of flour and water.
aliases: [loaf]
broader: [baking]
related: [salt]
---
## Ingredients

Wheat, yeast, and patience.

## Common misconceptions

**Myth:** Crust holds the vitamins.
**Reality:** It does not.

## FAQ

### Why does dough rise?

Yeast makes bubbles.
""",
    "salt.md": "---\ntitle: Salt\ndescription: A mineral of sodium.\n---\n",
}
FAQ = "bread#why-does-dough-rise"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for name, text in PAGES.items():
        (folder / name).write_text(text)
    return folder


@pytest.fixture
def place(corpus: Path, tmp_path: Path) -> Located:
    return Located(corpus, tmp_path / "index", "hash")


def told_by(place: Located) -> list[str]:
    """Open a knowledge base, check that it answers, and return what it said."""
    told: list[str] = []
    with KnowledgeBase(place, notify=told.append) as kb:
        # Not word for word, or its name alone would answer it.
        found = kb.ask("Why does bread dough rise?", always=True)
        assert found.hit is not None
        assert found.item == found.hit.item
        assert found.item.id == FAQ
    return told


# -- answers ----------------------------------------------------------------------------------------------------


def test_an_answer_says_what_it_is_where_it_stands_and_what_it_rests_on(place: Located) -> None:
    with KnowledgeBase(place) as kb:
        found = kb.ask("Why does bread dough rise?", always=True)
        outright = kb.ask("Why does dough rise?")
    assert (found.question, found.kind, found.reason, found.proof) == ("Why does bread dough rise?", "faq", "", ())
    assert found.item is not None
    assert found.hit is not None
    assert (found.item.id, found.item.text) == (FAQ, "Yeast makes bubbles.")
    assert [(name.id, name.label) for name in found.concepts] == [("bread", "Bread")]
    assert found.breadcrumb == ("Cooking", "Baking", "Bread")
    assert [name.id for name in found.related] == ["salt"]
    assert 0 <= found.confidence <= 1
    assert len(found.alternatives) == 3
    assert FAQ not in {hit.item.id for hit in found.alternatives}
    assert (found.index, found.model) == (kb.manifest.digest, "hash:256")
    assert outright == replace(found, question="Why does dough rise?", confidence=1.0, hit=None, alternatives=())


@pytest.mark.parametrize("question", ["loaf", "why does dough rise", "what is bread?", "SALT"])
def test_what_a_question_names_outright_is_what_a_search_finds_first_and_costs_no_model(
    place: Located, question: str
) -> None:
    with KnowledgeBase(place) as kb:
        named = kb.ask(question)
        assert kb._encoder is None
        searched = kb.ask(question, min_score=0.5)
    assert (named.item, named.concepts, named.breadcrumb) == (searched.item, searched.concepts, searched.breadcrumb)
    assert named.hit is None
    assert searched.hit is not None


@pytest.mark.parametrize(
    ("question", "kind", "id"),
    [
        ("why does dough rise", "faq", FAQ),
        ("What is bread?", "definition", "bread"),
        ("loaf", "definition", "bread"),
        ("SALT", "definition", "salt"),
        ("Crust holds the vitamins.", "misconception", "bread#myth-crust-holds-the-vitamins"),
        ("Bread: Ingredients. Wheat, yeast, and patience.", "section", "bread#ingredients"),
    ],
)
def test_each_kind_of_item_can_answer(place: Located, question: str, kind: str, id: str) -> None:
    with KnowledgeBase(place) as kb:
        found = kb.ask(question)
    assert found.item is not None
    assert (found.kind, found.item.id) == (kind, id)


def test_many_questions_are_answered_in_order_as_each_alone(place: Located) -> None:
    asked = ["salt", "Why does dough rise?", "what is baking", "salt"]
    with KnowledgeBase(place) as kb:
        together = kb.ask_many(asked)
        alone = [kb.ask(question) for question in asked]
    assert together == alone
    assert [answer.item and answer.item.id for answer in together] == ["salt", FAQ, "baking", "salt"]


@pytest.fixture
def kb(place: Located) -> Iterator[KnowledgeBase]:
    """The pages above and two FAQs that ask for comparisons, one of them with a word that no concept goes by."""
    extra = "---\ntitle: Yeast\ndescription: A fungus.\nbroader: [cooking]\n---\n## FAQ\n\n"
    faqs = "### What is the difference between yeast and salt?\n\nOne lives.\n\n### Yeast vs soda: which?\n\nEither.\n"
    (place.corpus / "yeast.md").write_text(extra + faqs)
    with KnowledgeBase(place) as opened:
        yield opened


def test_a_question_about_structure_is_answered_from_the_graph_without_a_search(
    kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(KnowledgeBase, "_search", lambda *_: pytest.fail("it was searched for"))
    found = kb.ask("is bread part of cooking?")
    assert (found.kind, found.verdict, found.hit, found.confidence) == ("structure", "true", None, 1.0)
    assert [(edge.origin, edge.target) for edge in found.proof] == [("bread", "baking"), ("baking", "cooking")]
    assert (found.index, found.model) == (kb.manifest.digest, "hash:256")
    assert kb.ask("bread vs yeast").kind == "comparison"
    assert kb.ask(" is bread a kind of cookng?\0").confidence == structure.MENDED


def test_answers_of_graph_and_search_keep_the_order_of_the_questions(kb: KnowledgeBase) -> None:
    asked = [
        "salt",
        "is bread part of cooking?",
        "Why does dough rise?",
        "what kinds of sushi are there?",
        "what is baking",
    ]
    together = kb.ask_many(asked)
    assert [found.kind for found in together] == ["definition", "structure", "faq", "abstain", "definition"]
    assert [found.question for found in together] == asked
    assert together == [kb.ask(question) for question in asked]


def test_a_name_nobody_has_is_named_where_nothing_mentions_it_unless_an_answer_is_wanted_always(
    kb: KnowledgeBase,
) -> None:
    found = kb.ask("what kinds of sushi are there?")
    assert (found.kind, found.reason) == ("abstain", "no concept is called 'sushi'")
    assert kb.ask("what kinds of sushi are there?", always=True).kind != "abstain"


def test_a_name_nobody_has_that_a_page_mentions_is_searched_for(kb: KnowledgeBase) -> None:
    assert kb.ask("what kinds of flour are there?", min_score=-9).hit is not None
    found = kb.ask("what kinds of flour are there?", min_score=9)
    assert found.reason.startswith("no concept is called 'flour'; ")


def test_an_faq_that_is_the_very_question_leads_and_has_what_is_compared(kb: KnowledgeBase) -> None:
    found = kb.ask("What is the difference between yeast and salt?")
    assert found.item is not None
    assert (found.kind, found.item.text) == ("faq", "One lives.")
    assert [name.id for name in found.concepts][:2] == ["yeast", "salt"]
    assert found.proof
    other = kb.ask("Yeast vs soda: which?")
    assert (other.kind, [name.id for name in other.concepts]) == ("faq", ["yeast"])


def test_a_share_to_keep_is_checked_where_the_graph_answers_too(kb: KnowledgeBase) -> None:
    with pytest.raises(QuestionError, match="keep is 2"):
        kb.ask("is bread part of cooking?", keep=2)


def test_without_concepts_there_is_no_structure_to_ask_for(tmp_path: Path) -> None:
    table = tmp_path / "faq.csv"
    table.write_text("id,question,answer\n1,What kinds of bread are there?,Many.\n2,Is bread a food?,Yes.\n")
    with KnowledgeBase(Located(table, tmp_path / "index", "hash")) as opened:
        assert opened.ask("what types of sushi are there?", always=True).kind == "faq"


def test_an_answer_from_the_graph_loads_no_model_no_vectors_and_no_networkx(kb: KnowledgeBase) -> None:
    code = (
        "import atexit, sys\n"
        "atexit.register(lambda: print(sorted(sys.modules), file=sys.stderr))\n"
        "from dlgraph.cli.app import main\n"
        "main(['ask', *sys.argv[1:]])"
    )
    options = ["--corpus", str(kb.place.corpus), "--index", str(kb.place.folder), "--model", "hash"]
    for question in ("is bread part of cooking?", "braed vs yeast", "what kinds of sushi are there?"):
        done = subprocess.run(
            [sys.executable, "-c", code, question, *options], capture_output=True, text=True, check=False
        )
        loaded = set(ast.literal_eval(done.stderr.strip().splitlines()[-1]))
        assert "dlgraph.structure" in loaded, done.stderr
        assert not loaded & {"numpy", "faiss", "networkx", "onnxruntime", "tokenizers", "torch"}


def test_no_questions_have_no_answers(place: Located) -> None:
    with KnowledgeBase(place) as kb:
        assert kb.ask_many([]) == []
        assert kb.search_many([]) == []


def test_a_search_gives_the_best_first_and_no_more_than_asked_for(place: Located) -> None:
    with KnowledgeBase(place) as kb:
        hits = kb.search("a mineral of sodium", 100)
        assert hits[0].item.id == "salt"
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
        assert len({hit.item.id for hit in hits}) == len(hits) == 7
        assert kb.search("a mineral of sodium", 2) == hits[:2]


@pytest.mark.parametrize("question", ["", "   ", "\n\t", "\0", "\u00a0"])
def test_an_empty_question_is_an_error(place: Located, question: str) -> None:
    with KnowledgeBase(place) as kb:
        with pytest.raises(QuestionError, match="the question is empty"):
            kb.ask(question)
        with pytest.raises(QuestionError):
            kb.search(question)


@pytest.mark.parametrize("k", [0, -1])
def test_fewer_than_one_hit_cannot_be_asked_for(place: Located, k: int) -> None:
    with KnowledgeBase(place) as kb, pytest.raises(QuestionError, match="at least 1"):
        kb.search("salt", k)


def test_only_the_first_ten_thousand_characters_of_a_question_are_read(place: Located) -> None:
    told: list[str] = []
    with KnowledgeBase(place, notify=told.append) as kb:
        told.clear()
        long = ("salt " * 2000)[:10_000]
        assert kb.search(long) == kb.search(long + "bread " * 20_000)
    assert told == ["the question has 129,999 characters; only the first 10,000 are read"]


@pytest.mark.parametrize("question", ["?!", "…", '"', "'; DROP TABLE items; --", "*", "NEAR(", "a AND", "\U0001f35e",
                                      "東京", "\udce9 salt", "sa\0lt", "%s %d {}", "\\", "-", "x" * 9000])  # fmt: skip
def test_any_question_is_taken(place: Located, question: str) -> None:
    with KnowledgeBase(place) as kb:
        assert kb.ask(question).question == question
        assert len(kb.search(question, 3)) == 3


def test_threads_get_the_answers_one_reader_gets(place: Located) -> None:
    asked = ["salt", "Why does dough rise?", "what is baking", "crust vitamins", "heat", "wheat"] * 10
    with KnowledgeBase(place) as kb:
        expected = [kb.search(question) for question in asked]
        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(kb.search, asked)) == expected


def test_the_glossary_is_the_one_on_disk(place: Located) -> None:
    read = corpora.read(place.corpus)
    with KnowledgeBase(place) as kb:
        assert list(kb.glossary) == list(Glossary(read.concepts, read.faqs))
        assert kb.glossary.concept("loaf").id == "bread"


# -- opening ----------------------------------------------------------------------------------------------------


def test_arguments_win_over_the_environment(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("CORPUS", "/nowhere"), ("INDEX", "/nowhere"), ("MODEL", "no-such-model")):
        monkeypatch.setenv(f"DLGRAPH_{name}", value)
    with dlgraph.open(corpus, index=tmp_path / "own", model="hash:64") as kb:
        assert kb.place == Located(corpus, tmp_path / "own", "hash:64")
        assert kb.manifest.model.dimension == 64


def test_the_environment_says_what_arguments_do_not(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DLGRAPH_CORPUS", str(corpus))
    monkeypatch.setenv("DLGRAPH_INDEX", str(tmp_path / "there"))
    monkeypatch.setenv("DLGRAPH_MODEL", "hash:32")
    with dlgraph.open() as kb:
        assert kb.manifest.model.dimension == 32
    assert (tmp_path / "there" / "manifest.json").is_file()


def test_nothing_said_means_the_folder_corpus_its_neighbour_indexes_and_the_default_model(
    corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(corpus.parent)
    (corpus.parent / "indexes").mkdir()
    found = knowledge.locate()
    assert found == Located(
        Path("corpus"), corpus.parent.resolve() / "indexes" / "corpus", "sentence-transformers/all-MiniLM-L6-v2"
    )


def test_home_may_be_written_with_a_tilde(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    with dlgraph.open("~/corpus", index="~/idx", model="hash") as kb:
        assert kb.place == Located(corpus, tmp_path / "idx", "hash")


def test_a_closed_knowledge_base_answers_no_more(place: Located) -> None:
    kb = KnowledgeBase(place)
    kb.close()
    with pytest.raises(sqlite3.ProgrammingError):
        kb.glossary.concept("salt")


def test_what_is_missing_is_an_error_of_its_kind(corpus: Path, tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="there is no corpus"):
        dlgraph.open(tmp_path / "nowhere", index=tmp_path / "i", model="hash")
    (tmp_path / "empty").mkdir()
    with pytest.raises(CorpusError, match="holds no page"):
        dlgraph.open(tmp_path / "empty", index=tmp_path / "i", model="hash")
    with pytest.raises(ModelError, match="no-such-model"):
        dlgraph.open(corpus, index=tmp_path / "i", model="no-such-model")


# -- an index that keeps itself up to date ----------------------------------------------------------------------


def test_an_index_is_built_once(place: Located) -> None:
    assert told_by(place) == [f"building the index of {place.corpus}: it has none yet"]
    written = (place.folder / "manifest.json").stat().st_mtime_ns
    assert told_by(place) == []
    assert (place.folder / "manifest.json").stat().st_mtime_ns == written


def test_a_change_is_answered_from_at_once(place: Located) -> None:
    told_by(place)
    page = place.corpus / "bread.md"
    page.write_text(PAGES["bread.md"].replace("bubbles", "gas"))
    with KnowledgeBase(place) as kb:
        found = kb.ask("Why does dough rise?")
        assert found.item is not None
        assert found.item.text == "Yeast makes gas."
    (place.corpus / "pepper.md").write_text("---\ntitle: Pepper\ndescription: A spice.\n---\n")
    with KnowledgeBase(place) as kb:
        assert kb.search("pepper")[0].item.id == "pepper"
    (place.corpus / "salt.md").unlink()
    with KnowledgeBase(place) as kb:
        assert "salt" not in {hit.item.id for hit in kb.search("salt", 100)}
        assert kb.ask("Why does dough rise?").related == ()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda folder: (folder / "salt.md").write_text(PAGES["salt.md"] + "More.\n"), "salt.md is changed"),
        (lambda folder: (folder / "new.md").write_text("# New\n\nText.\n"), "new.md is new"),
        (lambda folder: (folder / "salt.md").unlink(), "salt.md is gone"),
    ],
)
def test_the_reason_for_building_again_is_told(place: Located, change: Callable[[Path], object], reason: str) -> None:
    told_by(place)
    change(place.corpus)
    assert told_by(place)[0] == f"building the index of {place.corpus}: {reason}"
    assert told_by(place) == []


def test_another_time_alone_builds_nothing(place: Located) -> None:
    told_by(place)
    data = knowledge.build(place).data
    for page in place.corpus.iterdir():
        os.utime(page, ns=(1, 1))
    assert told_by(place) == []
    assert knowledge.build(place).data == data


def test_only_changed_passages_are_encoded_again(place: Located, monkeypatch: pytest.MonkeyPatch) -> None:
    encoded: list[str] = []

    class Counting(HashEncoder):
        def encode_documents(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
            encoded.extend(texts)
            return super().encode_documents(texts, progress)

        def encode_queries(self, texts: Sequence[str]) -> Vectors:
            return super().encode_documents(texts)

    def passages_now() -> set[str]:
        read = corpora.read(place.corpus)
        return {part.text for _, parts in passages.items(Glossary(read.concepts, read.faqs)) for part in parts}

    monkeypatch.setattr(engines, "open_encoder", lambda *_, **__: Counting())
    told_by(place)
    before = passages_now()
    assert before <= set(encoded)
    encoded.clear()
    (place.corpus / "salt.md").write_text(PAGES["salt.md"].replace("sodium", "potassium"))
    told_by(place)
    assert set(encoded) & (before | passages_now()) == passages_now() - before == {"Salt: A mineral of potassium."}
    encoded.clear()
    told_by(place)
    assert encoded == []


def test_the_engine_for_a_process_that_stays_is_opened_once(place: Located, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    def lasting(encoder: HashEncoder) -> HashEncoder:
        opened.append(encoder.name)
        return encoder

    monkeypatch.setattr(engines, "lasting", lasting)
    kb = knowledge.KnowledgeBase(place)
    counts = []
    for number in range(engines.STAYING + 3):
        kb.ask(f"how much salt is in dish {number}?")
        counts.append(len(opened))
    assert counts == [0] * engines.STAYING + [1] * 3


def test_force_builds_what_is_fresh(place: Located) -> None:
    first = knowledge.build(place)
    assert knowledge.build(place).data == first.data
    forced = knowledge.build(place, force=True)
    assert forced.data != first.data
    assert forced.digest == first.digest


def test_another_corpus_or_model_takes_the_index_over(place: Located, tmp_path: Path) -> None:
    told_by(place)
    told = told_by(Located(place.corpus, place.folder, "hash:64"))
    assert "built with the model hash:256" in told[0]
    copy = Path(shutil.copytree(place.corpus, tmp_path / "copy"))
    told = told_by(Located(copy, place.folder, "hash:64"))
    assert f"was that of {os.path.realpath(place.corpus)}" in told[0]


def test_an_index_of_a_newer_format_is_left_alone_unless_forced(place: Located) -> None:
    knowledge.build(place)
    path = place.folder / "manifest.json"
    newer = path.read_text().replace(f'"format": {manifest.FORMAT}', '"format": 99')
    path.write_text(newer)
    with pytest.raises(IndexFormatError, match="format 99"):
        KnowledgeBase(place)
    assert path.read_text() == newer
    assert knowledge.summary(place).passages is None
    assert path.read_text() == newer
    knowledge.build(place, force=True)
    assert told_by(place) == []


def test_an_index_of_an_older_format_is_built_again(place: Located) -> None:
    knowledge.build(place)
    path = place.folder / "manifest.json"
    path.write_text(path.read_text().replace(f'"format": {manifest.FORMAT}', '"format": 0'))
    assert told_by(place) == [f"building the index of {place.corpus}: it has none yet"]


def test_an_index_folder_inside_a_corpus_of_tables_is_no_part_of_it(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "faq.jsonl").write_text('{"id": "1", "question": "Why?", "answer": "So."}\n')
    place = Located(tmp_path / "data", tmp_path / "data" / "index", "hash")
    first = knowledge.build(place)
    told: list[str] = []
    for _ in range(2):
        assert knowledge.build(place, notify=told.append).digest == first.digest
    assert told == []


# -- damage -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("damage", ["missing", "empty", "garbage", "garbage of the same size", "cut"])
@pytest.mark.parametrize("name", ["vectors.faiss", "passages.sqlite", "holders.npy", "manifest.json"])
def test_a_damaged_file_is_built_again_with_a_word_about_it(place: Located, name: str, damage: str) -> None:
    folder = place.folder if name == "manifest.json" else place.folder / knowledge.build(place).data
    knowledge.build(place)
    path = folder / name
    data = path.read_bytes()
    path.unlink()
    if damage != "missing":
        spoiled = {"empty": b"", "garbage": b"\xa5{", "cut": data[: len(data) // 2]}
        path.write_bytes(spoiled.get(damage, b"\xa5" * len(data)))
    told = told_by(place)
    assert any(message.startswith(f"building the index of {place.corpus}") for message in told)
    if (name, damage) != ("manifest.json", "missing"):
        assert any("damaged" in message for message in told)
    assert told_by(place) == []


TABLES = ["items", "passages", "concepts", "faqs", "names", "names_by_text", "lexical_data", "lexical_content"]


@pytest.mark.parametrize("table", TABLES)
def test_damage_found_while_answering_is_cured(place: Located, table: str) -> None:
    path = place.folder / knowledge.build(place).data / "passages.sqlite"
    connection = sqlite3.connect(path)
    (size,) = connection.execute("PRAGMA page_size").fetchone()
    (root,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    connection.close()
    data = bytearray(path.read_bytes())
    data[(root - 1) * size : root * size] = b"\xa5" * size
    path.write_bytes(data)
    told: list[str] = []
    with KnowledgeBase(place, notify=told.append) as kb:
        found = kb.ask("Why does dough rise?")
        assert found.item is not None
        assert found.item.id == FAQ
        assert found.breadcrumb == ("Cooking", "Baking", "Bread")
        assert kb.glossary.concept("Bread").id == "bread"
    assert not told or any("damaged" in message for message in told)


@pytest.mark.parametrize("table", ["concepts", "faqs"])
def test_a_glossary_that_cannot_be_read_from_the_index_is_read_from_the_files(place: Located, table: str) -> None:
    path = place.folder / knowledge.build(place).data / "passages.sqlite"
    connection = sqlite3.connect(path)
    (size,) = connection.execute("PRAGMA page_size").fetchone()
    (root,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    connection.close()
    data = bytearray(path.read_bytes())
    data[(root - 1) * size : root * size] = b"\xa5" * size
    path.write_bytes(data)
    assert knowledge.glossary(place).concept("loaf").id == "bread"


# -- the glossary without an index ------------------------------------------------------------------------------


def test_a_summary_needs_no_index_and_builds_none(place: Located) -> None:
    (place.corpus / "empty.md").write_text("")
    found = knowledge.summary(place)
    assert found.passages is None
    assert len(found.glossary) == 4
    assert any("empty.md" in note for note in found.notes)
    assert not place.folder.exists()


def test_a_summary_is_the_same_from_a_fresh_index(place: Located) -> None:
    (place.corpus / "empty.md").write_text("")
    before = knowledge.summary(place)
    built = knowledge.build(place)
    after = knowledge.summary(place)
    assert after.passages == built.counts["passages"]
    assert (list(after.glossary), after.notes) == (list(before.glossary), before.notes)


def test_a_summary_from_a_stale_index_is_that_of_the_files(place: Located) -> None:
    knowledge.build(place)
    (place.corpus / "pepper.md").write_text("# Pepper\n\nA spice.\n")
    found = knowledge.summary(place)
    assert found.passages is None
    assert "pepper" in found.glossary


def test_a_glossary_can_be_read_whatever_the_model(place: Located) -> None:
    knowledge.build(place)
    found = knowledge.glossary(Located(place.corpus, place.folder, "no-such-model"))
    assert "bread" in found
