"""dlgraph/formats/corpus.py: which files a corpus is made of, what they hold, and the account of what was left out."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from dlgraph.errors import CorpusError
from dlgraph.formats.corpus import FileState, notes, read, scan
from dlgraph.formats.files import MAX_FILE
from dlgraph.ledger import Dropped, Ledger, Problem
from dlgraph.model import Source

TEA = "---\ntitle: Tea\n---\n\nA drink.\n"
CUP = "# Cup\n\nHolds tea.\n"


def put(folder: Path, files: dict[str, str | bytes]) -> Path:
    """Write files below a folder and return it."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def counts(ledger: Ledger) -> dict[str, tuple[int, int]]:
    """Return how many of each kind were found and kept, without the rows of which there are none."""
    return {kind: (count, ledger.kept[kind]) for kind, count in ledger.found.items() if count}


def refusal(path: Path) -> CorpusError:
    with pytest.raises(CorpusError) as caught:
        read(path)
    return caught.value


# -- reading -------------------------------------------------------------------------------------------------------


def test_a_folder_is_read_in_the_order_of_its_paths(tmp_path: Path):
    # b.md, a/z.md, a/deep/c.markdown and a plain page d.txt; hidden files and other kinds are passed over.
    put(
        tmp_path,
        {
            "b.md": TEA,
            "a/z.md": CUP,
            "a/deep/c.markdown": "# C\n\nDeep.\n",
            "d.txt": "What is a Dish?\n\nA plate.\n",
            ".hidden.md": TEA,
            ".git/x.md": TEA,
            "node_modules/y.md": TEA,
            "picture.png": b"\x89PNG",
            "NOTES": "no suffix",
        },
    )
    found = read(tmp_path)
    assert [(concept.id, concept.label, concept.source.file) for concept in found.concepts] == [
        ("a/deep/c", "C", "a/deep/c.markdown"),
        ("a/z", "Cup", "a/z.md"),
        ("b", "Tea", "b.md"),
        ("d", "Dish", "d.txt"),
    ]
    assert counts(found.ledger) == {"files": (4, 4), "concepts": (4, 4), "other files": (2, 0)}
    assert [(drop.what, drop.kind) for drop in found.ledger.dropped] == [
        ("NOTES", "other files"), ("picture.png", "other files"),
    ]  # fmt: skip
    assert found.path == tmp_path


def test_the_files_are_given_with_size_time_and_digest(tmp_path: Path):
    put(tmp_path, {"tea.md": TEA})
    stat = (tmp_path / "tea.md").stat()
    digest = hashlib.sha256(TEA.encode()).hexdigest()
    assert scan(tmp_path) == (FileState("tea.md", len(TEA), stat.st_mtime_ns),)
    assert read(tmp_path).files == (FileState("tea.md", len(TEA), stat.st_mtime_ns, digest),)


def test_the_ledger_counts_what_pages_and_tables_hold(tmp_path: Path):
    page = "# T\n\nA drink.\n\n## Use\n\nDrink.\n\n## Myths\n\nMyth: x.\n\nReality: y.\n\n## FAQ\n\n### Why?\n\nSo.\n"
    assert counts(read(put(tmp_path / "page", {"t.md": page})).ledger) == {
        "files": (1, 1), "concepts": (1, 1), "faqs": (1, 1), "misconceptions": (1, 1), "sections": (1, 1),
    }  # fmt: skip
    tables = {"a.csv": "question,answer\nA?,a\nB?,b\n", "b.jsonl": '{"label": "Tea", "text": "Hot."}\n'}
    assert counts(read(put(tmp_path / "tables", tables)).ledger) == {
        "files": (2, 2), "rows": (3, 3), "concepts": (1, 1), "faqs": (2, 2), "sections": (1, 1),
    }  # fmt: skip


def test_a_single_file_is_a_corpus_whatever_its_name(tmp_path: Path):
    put(tmp_path, {"README.md": TEA, "other.md": CUP, "faq.csv": "question,answer\nWhy?,So.\n"})
    found = read(tmp_path / "README.md")
    assert [(concept.id, concept.label) for concept in found.concepts] == [("README", "Tea")]
    assert [state.path for state in found.files] == ["README.md"]
    assert [faq.id for faq in read(tmp_path / "faq.csv").faqs] == ["why"]


def test_a_folder_of_tables_is_read_even_with_a_readme_beside_them(tmp_path: Path):
    put(tmp_path, {"faq.csv": "question,answer\nWhy?,So.\n", "README.md": "# About these files\n\nText.\n"})
    found = read(tmp_path)
    assert [faq.question for faq in found.faqs] == ["Why?"]
    assert [drop.what for drop in found.ledger.dropped] == ["README.md"]


@pytest.mark.parametrize(
    ("encoding", "prefix"), [("utf-8", b""), ("utf-8-sig", b""), ("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff")]
)
def test_pages_may_be_in_any_form_of_unicode(tmp_path: Path, encoding: str, prefix: bytes):
    put(tmp_path, {"a.md": prefix + "---\ntitle: Thé vert\n---\n\nUne boisson.\n".encode(encoding)})
    (concept,) = read(tmp_path).concepts
    assert (concept.label, concept.definition) == ("Thé vert", "Une boisson.")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_in_any_way(tmp_path: Path, end: str):
    lines = ["---", "title: Tea", "related:", "- cup", "---", "", "A drink.", "", "## Use", "Drink."]
    put(tmp_path, {"a.md": end.join(lines)})
    (concept,) = read(tmp_path).concepts
    assert concept.related[0].line == 4
    assert [(part.title, part.text, part.line) for part in concept.sections] == [("Use", "Drink.", 9)]
    assert concept.body == "\nA drink.\n\n## Use\nDrink."


def test_a_null_byte_becomes_a_replacement_mark(tmp_path: Path):
    put(tmp_path, {"a.md": "# T\0a\n\nA\0drink.\n"})
    assert read(tmp_path).concepts[0].definition == "A\ufffddrink."


# -- what is left out ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["index.md", "_index.md", "sub/README.md", "log.md", "CHANGELOG.markdown", "_template.md"]
)
def test_a_reserved_name_is_left_out_with_its_reason(tmp_path: Path, name: str):
    put(tmp_path, {"tea.md": TEA, name: "# About\n\nText.\n"})
    found = read(tmp_path)
    assert [concept.id for concept in found.concepts] == ["tea"]
    assert found.ledger.dropped == (Dropped(name, "a reserved file name, not a concept", Source(name)),)
    assert found.ledger.found["files"] == 2


@pytest.mark.parametrize("front", ["---\ntype: Concept\n---\n", "\ufeff---\ntitle: x\ntype: Concept\n---\n"])
def test_a_reserved_name_that_declares_a_type_is_a_concept(tmp_path: Path, front: str):
    put(tmp_path, {"tea.md": TEA, "drinks/index.md": front + "Text.\n"})
    assert [concept.id for concept in read(tmp_path).concepts] == ["drinks/index", "tea"]


def test_a_type_named_in_the_text_declares_nothing(tmp_path: Path):
    put(tmp_path, {"tea.md": TEA, "index.md": "---\ntitle: x\n---\n\ntype: Concept\n"})
    assert [concept.id for concept in read(tmp_path).concepts] == ["tea"]


def test_a_text_file_that_is_no_page_is_left_out_with_its_reason(tmp_path: Path):
    put(tmp_path, {"tea.md": TEA, "requirements.txt": "numpy\n"})
    assert read(tmp_path).ledger.dropped == (
        Dropped(
            "requirements.txt",
            "a text file without a glossary page's headings",
            Source("requirements.txt"),
        ),
    )


def test_an_empty_file_is_left_out_with_its_reason(tmp_path: Path):
    put(tmp_path, {"tea.md": TEA, "blank.md": ""})
    assert read(tmp_path).ledger.dropped == (Dropped("blank.md", "it is empty", Source("blank.md")),)


def test_a_page_over_the_limit_is_left_out_with_its_reason(tmp_path: Path):
    head = "---\ntitle: Big\n---\n\n"
    put(tmp_path, {"tea.md": TEA, "big.md": head + "x" * (MAX_FILE + 1 - len(head))})
    assert read(tmp_path).ledger.dropped == (
        Dropped(
            "big.md",
            "it has 5,000,001 bytes, more than the 5,000,000 a file may have; split it, "
            "or set DLGRAPH_MAX_BYTES=5000001 to read it all the same",
            Source("big.md"),
        ),
    )


def test_a_page_of_just_the_limit_is_read(tmp_path: Path):
    put(tmp_path, {"big.md": TEA + "x" * (MAX_FILE - len(TEA))})
    assert [concept.label for concept in read(tmp_path).concepts] == ["Tea"]


def test_a_table_beside_pages_is_left_out_and_named(tmp_path: Path):
    put(tmp_path, {"tea.md": TEA, "data/faq.csv": "question,answer\nWhy?,So.\n"})
    found = read(tmp_path)
    assert found.faqs == ()
    assert [drop.what for drop in found.ledger.dropped] == ["data/faq.csv"]


def test_what_a_page_and_a_table_leave_out_is_in_the_ledger(tmp_path: Path):
    put(tmp_path / "page", {"d.txt": "What is a Dish?\n\nA plate.\n\nBack to glossary\n"})
    assert [(drop.what, str(drop.source)) for drop in read(tmp_path / "page").ledger.dropped] == [
        ("Back to glossary", "d.txt:5")
    ]
    put(tmp_path / "table", {"t.csv": "question,answer\nWhy?,So.\n,No.\n"})
    assert [(drop.what, str(drop.source)) for drop in read(tmp_path / "table").ledger.dropped] == [
        ("row question, answer", "t.csv:3")
    ]


def test_a_note_says_what_was_repaired(tmp_path: Path):
    put(tmp_path, {"green-tea.md": "A drink.\n"})
    (note,) = read(tmp_path).ledger.notes
    assert (note.code, note.source) == ("no-title", Source("green-tea.md", 1))


def test_notes_are_lines_that_begin_with_the_place(tmp_path: Path):
    put(tmp_path, {"green-tea.md": "A drink.\n", "blank.md": ""})
    problem = Problem("dangling", "warning", "Tea: related names 'x', which no concept is called", Source("tea.md", 3))
    assert notes(read(tmp_path).ledger, [problem]) == (
        "blank.md:1: blank.md: left out, it is empty",
        "green-tea.md:1: the page has no title; it is called 'Green tea' after its file. "
        "Add `title:` to its front matter.",
        "tea.md:3: Tea: related names 'x', which no concept is called",
    )


# -- bad input -----------------------------------------------------------------------------------------------------


def test_a_missing_path_is_named_with_ways_to_name_another(tmp_path: Path):
    error = refusal(tmp_path / "nowhere")
    assert error.message == f"there is no corpus at {tmp_path / 'nowhere'}"
    assert "--corpus PATH" in error.cure
    assert "DLGRAPH_CORPUS" in error.cure


@pytest.mark.parametrize("files", [{}, {"picture.png": b"x"}, {".hidden/tea.md": TEA}])
def test_a_folder_without_pages_and_tables_is_refused(tmp_path: Path, files: dict[str, str | bytes]):
    error = refusal(put(tmp_path, files))
    assert error.message == f"{tmp_path} holds no page and no table"
    assert ".md" in error.cure
    assert ".csv" in error.cure


def test_a_file_of_another_kind_is_refused(tmp_path: Path):
    put(tmp_path, {"tea.pdf": b"%PDF", "tea": b"x"})
    assert refusal(tmp_path / "tea.pdf").message == f"{tmp_path / 'tea.pdf'}: dlgraph does not read .pdf"
    assert refusal(tmp_path / "tea").message == f"{tmp_path / 'tea'}: dlgraph does not read files without a suffix"


def test_a_corpus_of_which_nothing_is_kept_is_refused_with_the_reasons(tmp_path: Path):
    error = refusal(put(tmp_path, {"README.md": "# About\n", "blank.md": ""}))
    assert error.message == (
        f"{tmp_path} holds no concept and no FAQ "
        "(README.md: a reserved file name, not a concept; blank.md: it is empty)"
    )


def test_bytes_that_are_not_utf_8_are_named_by_file_line_and_byte(tmp_path: Path):
    put(tmp_path, {"sub/the.md": b"# Tea\n\nUn th\xe9 vert.\n"})
    error = refusal(tmp_path)
    assert error.message == "sub/the.md:3: byte 0xe9 is not UTF-8"
    assert "iconv" in error.cure


def test_a_character_cut_off_by_the_end_of_the_file_is_not_utf_8(tmp_path: Path):
    put(tmp_path, {"tea.md": b"# Tea\n\xe2\x82"})
    assert refusal(tmp_path).message == "tea.md:2: byte 0xe2 is not UTF-8"


def test_invalid_yaml_is_named_by_file_and_line(tmp_path: Path):
    put(tmp_path, {"tea.md": "---\ntitle: Tea\ndescription: a: b\n---\n"})
    assert refusal(tmp_path).message.startswith("tea.md:3: the front matter is not valid YAML: ")


def test_a_broken_row_is_named_by_file_and_line(tmp_path: Path):
    put(tmp_path, {"faq.jsonl": '{"question": "Why?"}\n{"question": \n'})
    assert refusal(tmp_path).message.startswith("faq.jsonl:2: this is not valid JSON: ")


def test_all_broken_files_are_named_in_one_error(tmp_path: Path):
    put(tmp_path, {"a.md": b"\xff.", "b.md": "---\n- x\n---\n", "c.md": TEA, "d.md": b"\n\xff."})
    error = refusal(tmp_path)
    assert error.message.split("\n") == [
        "3 files cannot be read:",
        "a.md:1: byte 0xff is not UTF-8",
        "b.md:2: the front matter is not a list of 'key: value' lines",
        "d.md:2: byte 0xff is not UTF-8",
    ]
    assert error.cure.count("iconv") == 1


def test_of_many_broken_files_twenty_are_named(tmp_path: Path):
    put(tmp_path, {f"{at:02}.md": b"\xff." for at in range(22)})
    lines = refusal(tmp_path).message.split("\n")
    assert (len(lines), lines[0], lines[-1]) == (22, "22 files cannot be read:", "… and 2 more")


def test_two_files_of_one_id_are_both_named(tmp_path: Path):
    error = refusal(put(tmp_path, {"tea.md": TEA, "tea.markdown": TEA}))
    assert error.message == "tea.md:1 and tea.markdown:1 have one id: 'tea'"
    assert "Rename" in error.cure


def test_two_rows_of_one_id_are_both_named(tmp_path: Path):
    put(tmp_path / "one", {"a.csv": "id,question\nx,A?\nx,B?\n"})
    assert refusal(tmp_path / "one").message == "a.csv:3: the id 'x' is already that of line 2"
    put(tmp_path / "two", {"a.csv": "id,question\nx,A?\n", "b.csv": "id,label\ny,B\nx,C\n"})
    assert refusal(tmp_path / "two").message.endswith("have one id: 'x'")
    assert {"a.csv:2", "b.csv:3"} <= set(refusal(tmp_path / "two").message.split())


def test_a_broken_link_of_the_file_system_is_passed_over(tmp_path: Path):
    put(tmp_path, {"tea.md": TEA})
    (tmp_path / "gone.md").symlink_to(tmp_path / "nowhere.md")
    assert [concept.id for concept in read(tmp_path).concepts] == ["tea"]


@pytest.mark.parametrize("name", ["tea.md", "sub"])
def test_what_cannot_be_opened_is_named(tmp_path: Path, name: str):
    put(tmp_path, {"tea.md": TEA, "sub/cup.md": CUP})
    (tmp_path / name).chmod(0)
    try:
        if os.access(tmp_path / name, os.R_OK):
            pytest.skip("this user may open everything")
        error = refusal(tmp_path)
    finally:
        (tmp_path / name).chmod(0o755)
    assert error.message == f"{tmp_path / name}: Permission denied"
    assert error.cure.endswith("readable.")
