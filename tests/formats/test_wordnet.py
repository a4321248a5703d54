"""WordNet's database files, on a few synsets in their format."""

from __future__ import annotations

from pathlib import Path

import pytest

from dlgraph.errors import CorpusError
from dlgraph.formats import wordnet
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
    assert [(drop.what, drop.source.file) for drop in wordnet.read(folder).dropped] == [
        ("1 pointers of kind +", "data.noun"),
        ("1 pointers of kind +", "data.verb"),
    ]


def test_a_broken_line_is_named(folder: Path) -> None:
    (folder / "data.verb").write_text(VERBS + "00000800 29 v zz\n")
    with pytest.raises(CorpusError, match=r"data\.verb:2"):
        wordnet.read(folder)


def test_a_folder_is_known_by_its_files() -> None:
    assert wordnet.looks_like_wordnet(["data.noun", "index.noun", "other"])
    assert not wordnet.looks_like_wordnet(["data.noun"])
    assert not wordnet.looks_like_wordnet(["data.csv", "index.md"])
