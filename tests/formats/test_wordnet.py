"""WordNet's database files, on a few synsets in their format."""

from __future__ import annotations

from pathlib import Path

import pytest

from dlgraph.errors import CorpusError
from dlgraph.formats import corpus, wordnet
from dlgraph.glossary import Glossary

# animal
# └── dog, domestic dog      part of a pack
#     └── puppy              the second sense of "pup", the first of "puppy"
# chap, dog                  the second sense of "dog", in no relation
NOUNS = """\
  1 A licence stands at the top.
00000100 03 n 01 animal 0 001 ~ 00000200 n 0000 | a living thing that moves
00000200 03 n 02 dog 0 domestic_dog 0 002 @ 00000100 n 0000 #m 00000400 n 0000 | a wolf; "it barks"; "good; very good"
00000300 03 n 02 puppy 0 pup 0 002 @ 00000200 n 0000 + 00000500 v 0101 | a young dog
00000400 03 n 01 pack 0 001 %m 00000200 n 0000 | dogs that hunt together
00000600 03 n 02 chap 0 dog 0 000 | a man
"""
VERBS = '00000500 29 v 01 whelp 0 001 + 00000300 n 0101 01 + 01 00 | give birth to puppies; "the dog whelped"\n'
ADJECTIVES = "00000700 00 s 01 doggy(a) 0 000 | like a dog\n"
INDEX = """\
  1 A licence stands at the top.
animal n 1 1 ~ 1 0 00000100
chap n 1 0 1 0 00000600
dog n 2 2 @ ~ 2 1 00000200 00000600
domestic_dog n 1 1 @ 1 0 00000200
pack n 1 1 %m 1 0 00000400
pup n 2 1 @ 2 0 00000900 00000300
puppy n 1 1 @ 1 0 00000300
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = {"data.noun": NOUNS, "data.verb": VERBS, "data.adj": ADJECTIVES, "index.noun": INDEX}
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def test_synsets_become_concepts_named_by_their_first_word_its_part_of_speech_and_sense(folder: Path) -> None:
    found = {concept.id: concept for concept in wordnet.read(folder).concepts}
    assert list(found) == [
        "animal.n.01", "dog.n.01", "puppy.n.01", "pack.n.01", "chap.n.01", "whelp.v00000500", "doggy.a00000700",
    ]  # fmt: skip
    dog = found["dog.n.01"]
    assert (dog.label, dog.aliases, dog.definition) == ("dog", ("domestic dog",), "a wolf")
    assert str(dog.source) == "data.noun:3"
    assert found["doggy.a00000700"].label == "doggy"


def test_hypernyms_are_broader_and_wholes_related(folder: Path) -> None:
    glossary = Glossary(wordnet.read(folder).concepts)
    assert [above.id for above in glossary.broader("puppy.n.01")] == ["dog.n.01"]
    assert [above.id for above in glossary.broader("dog.n.01")] == ["animal.n.01"]
    assert [other.id for other in glossary.related("dog.n.01")] == ["pack.n.01"]
    assert glossary.problems == ()


def test_examples_stand_in_a_section(folder: Path) -> None:
    dog = Glossary(wordnet.read(folder).concepts)["dog.n.01"]
    (examples,) = dog.sections
    assert (examples.title, examples.text) == ("Examples", "- it barks\n- good; very good")


def test_pointers_of_other_kinds_are_accounted_for(folder: Path) -> None:
    read = wordnet.read(folder)
    why = "dlgraph has no relation for words derived from each other"
    assert [(drop.what, drop.why, str(drop.source)) for drop in read.dropped] == [
        ("whelp.v00000500", why, "data.noun:4"), ("puppy.n.01", why, "data.verb:1"),
    ]  # fmt: skip
    assert (read.found["pointers"], read.kept["pointers"]) == (7, 5)


@pytest.mark.parametrize(
    "line", ["00000800 29 v zz", "00000800 29 v 00 000 | none", "00000800 29 v 01 (p) 0 000 | none", "x"]
)
def test_a_broken_line_is_named(folder: Path, line: str) -> None:
    (folder / "data.verb").write_text(f"{VERBS}{line}\n")
    with pytest.raises(CorpusError, match=r"data\.verb:2"):
        wordnet.read(folder)


def test_a_folder_is_known_by_its_files() -> None:
    assert wordnet.looks_like_wordnet(["data.noun", "index.noun", "other"])
    assert wordnet.looks_like_wordnet(wordnet.FILES)
    assert not wordnet.looks_like_wordnet(["data.noun", "index.verb"])
    assert not wordnet.looks_like_wordnet(["data.csv", "index.md"])


def test_a_line_of_the_index_that_is_broken_is_named(folder: Path) -> None:
    (folder / "index.noun").write_text("animal n\n")
    with pytest.raises(CorpusError, match=r"index\.noun:1"):
        wordnet.read(folder)


@pytest.mark.parametrize(
    ("word", "id"), [("24/7", "24_7.n.01"), (".22_caliber", "22_caliber.n.01"), ("../../etc", "_.._etc.n.01")]
)
def test_ids_are_no_ways_out_of_a_folder(folder: Path, word: str, id: str) -> None:
    (folder / "data.noun").write_text(f"00000100 03 n 01 {word} 0 000 | a text\n")
    (folder / "index.noun").write_text(f"{word} n 1 0 1 0 00000100\n")
    assert wordnet.read(folder, ["data.noun"]).concepts[0].id == id


def test_a_folder_of_it_is_a_corpus(folder: Path) -> None:
    (folder / "noun.exc").write_text("geese goose\n")
    found = corpus.read(folder)
    assert (found.flavour, [state.path for state in found.files]) == (
        "wordnet", ["data.noun", "data.verb", "data.adj", "index.noun"],
    )  # fmt: skip
    assert all(len(state.sha256) == 64 for state in found.files)
    assert (len(found.concepts), found.ledger.found["pointers"], found.ledger.kept["pointers"]) == (7, 7, 5)
    assert [drop.what for drop in found.ledger.dropped if drop.kind == "other files"] == ["noun.exc"]
    assert corpus.notes(found.ledger, ()) == ("read as WordNet's database",)
    assert [state.path for state in corpus.scan(folder)] == [state.path for state in found.files]


def test_one_file_of_it_is_a_corpus_with_the_same_ids(folder: Path) -> None:
    whole, part = corpus.read(folder), corpus.read(folder / "data.noun")
    assert [concept.id for concept in part.concepts] == [
        concept.id for concept in whole.concepts if concept.source.file == "data.noun"
    ]
    lost = [drop.why for drop in part.ledger.dropped if "not read" in drop.why]
    assert lost == []  # the one pointer to a verb is of a kind that is never kept


def test_a_broken_file_of_it_is_refused(folder: Path) -> None:
    (folder / "data.noun").write_bytes(b"\x00\xff garbage\n")
    with pytest.raises(CorpusError, match=r"data\.noun:1"):
        corpus.read(folder)
