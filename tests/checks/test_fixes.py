"""dlgraph/fixes.py: what is fixed, what is left alone, and that nothing else changes."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlgraph import fixes
from dlgraph.checks import table
from dlgraph.checks.finding import Edit, Finding
from dlgraph.errors import CorpusError
from dlgraph.fixes import Change
from dlgraph.model import Source

HERE = Path(__file__).parent
FIXABLE = [code for code, each in table.CHECKS.items() if each.fixable]
# For each code, the file that changes, the lines that go and the lines that come.
EXPECTED: dict[str, tuple[str, list[str], list[str]]] = {
    "S13": ("", ["aliases: [brew, Tea, cuppa]"], ["aliases: [brew, cuppa]"]),
    "Q02": ("", ['aliases: [brew, "", cuppa]'], ["aliases: [brew, cuppa]"]),
    "Q11": ("tea.md", ["  - drink"], []),
    "Q15": ("tea.md", ["related: [Tea]"], ["related: []"]),
    "G01": ("tea.md", ["broader: [drnik]  # a slip"], ["broader: [drink]  # a slip"]),
    "G03": ("cup.md", [], ["related: [tea]"]),
    "G04": ("", [], ["aliases: [RBAC]"]),
    "G07": ("", ['tags: ["drinks", "", ""]'], ['tags: ["drinks"]']),
    "G08": ("", ["- drinks"], []),
}


def findings(corpus: Path) -> tuple[Finding, ...]:
    return table.run(table.read(corpus, today=date(2026, 11, 22))).findings


def found(*edits: Edit) -> Finding:
    return Finding("G07", "info", "x", Source("tea.md"), edits=edits)


def copied(code: str, folder: Path, change: Callable[[bytes], bytes]) -> Path:
    """Copy the bad corpus of a code, every file changed in one way."""
    (path,) = (HERE / "bad").glob(f"{code}-*")
    target = folder / path.name
    shutil.copytree(path, target) if path.is_dir() else shutil.copy(path, target)
    for file in sorted(target.rglob("*.*")) if path.is_dir() else [target]:
        file.write_bytes(change(file.read_bytes()))
    return target


WAYS: dict[str, Callable[[bytes], bytes]] = {
    "as it is": lambda data: data,
    "with the line ends of Windows": lambda data: data.replace(b"\n", b"\r\n"),
    "with a byte order mark": lambda data: b"\xef\xbb\xbf" + data,
    "without a line end at the end": lambda data: data.rstrip(b"\n"),
    "with odd blanks in the text": lambda data: data + b"\n\ttabs  \n\xc2\xa0\n   \n",
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("code", FIXABLE)
def test_what_is_fixed_is_clean_and_every_other_byte_is_as_it_was(code: str, way: str, tmp_path: Path):
    corpus = copied(code, tmp_path, WAYS[way])
    files = sorted(corpus.iterdir()) if corpus.is_dir() else [corpus]
    before = {file: file.read_bytes() for file in files}
    plan = fixes.plan(corpus, findings(corpus))
    assert plan.refused == ()
    fixes.write(corpus, plan.changes)
    assert findings(corpus) == ()
    name, gone, come = EXPECTED[code]
    for file in files:
        was, now = before[file].splitlines(keepends=True), file.read_bytes().splitlines(keepends=True)
        if file.name != (name or corpus.name):
            assert now == was
            continue
        end = "\r\n" if "Windows" in way else "\n"
        left = [line for line in was if line not in now or was.count(line) > now.count(line)]
        new = [line for line in now if line not in was]
        assert [line.decode() for line in left[-1:] if gone] == [line + end for line in gone]
        assert [line.decode() for line in new] == [line + end for line in come]
        for line in set(left):
            was.reverse(), was.remove(line), was.reverse()
        assert was == [line for line in now if line not in new]


def test_every_fixable_code_is_tried():
    assert sorted(EXPECTED) == sorted(FIXABLE)


def test_fixing_twice_changes_nothing_more(tmp_path: Path):
    for code in FIXABLE:
        corpus = copied(code, tmp_path, WAYS["as it is"])
        fixes.write(corpus, fixes.plan(corpus, findings(corpus)).changes)
        assert fixes.plan(corpus, findings(corpus)) == fixes.Plan((), (), ())


def test_several_findings_on_one_page_are_fixed_together(put):
    # Lines move while the page is changed: two go above, one comes below.
    page = (
        "---\ntitle: Role-based access control (RBAC)\ndescription: Rights.\ntags:\n- x\n- x\n- ''\n"
        "broader:\n- a\n- b\n- a\nrelated: [role-based, c]\n---\n\nText.\n"
    )
    names = {name: f"---\ntitle: {name}\ndescription: What {name} is.\n---\n\nText.\n" for name in "abc"}
    corpus = put({"role-based.md": page} | {f"{name}.md": text for name, text in names.items()})
    plan = fixes.plan(corpus, findings(corpus))
    assert plan.refused == ()
    fixes.write(corpus, plan.changes)
    assert (corpus / "role-based.md").read_text() == (
        "---\ntitle: Role-based access control (RBAC)\ndescription: Rights.\naliases:\n- RBAC\ntags:\n- x\n"
        "broader:\n- a\n- b\nrelated: [c]\n---\n\nText.\n"
    )
    assert "related: [role-based]" in (corpus / "c.md").read_text()
    assert [finding.code for finding in findings(corpus)] == []


def test_blank_entries_on_lines_of_their_own_are_fixed_together(put):
    corpus = put({"tea.md": "---\ntitle: Tea\ndescription: A drink.\ntags:\n- ''\n- ''\n- x\n- ''\n---\n\nText.\n"})
    plan = fixes.plan(corpus, findings(corpus))
    assert plan.refused == ()
    fixes.write(corpus, plan.changes)
    assert (corpus / "tea.md").read_text() == "---\ntitle: Tea\ndescription: A drink.\ntags:\n- x\n---\n\nText.\n"


# -- a law: three pages that name each other at random, in lists of any form ----------------------------------------

PAGES = ("tea", "cup", "pot")
BODY = "\n# {}  \n\n- tags: ['']\n\ttext\xa0"


@st.composite
def lists(draw: st.DrawFn, key: str, entries: tuple[str, ...]) -> str:
    """Draw a key with a list, or nothing."""
    drawn = draw(st.lists(st.sampled_from(entries), max_size=4))
    quoted = [draw(st.sampled_from([entry or "''", f'"{entry}"', f"'{entry}'"])) for entry in drawn]
    comment = draw(st.sampled_from(["", "  # why"]))
    if not drawn:
        return draw(st.sampled_from(["", f"{key}: []{comment}\n", f"{key}:\n"]))
    if draw(st.booleans()):
        return f"{key}: [{draw(st.sampled_from([', ', ' ,', ',  '])).join(quoted)}]{comment}\n"
    lead = draw(st.sampled_from(["- ", "  -  "]))
    return f"{key}:\n" + "".join(f"{lead}{entry}{comment}\n" for entry in quoted)


@st.composite
def corpora(draw: st.DrawFn) -> dict[str, bytes]:
    """Draw three pages."""
    files = {}
    for name in PAGES:
        head = f"title: {name.capitalize()}  # the name\n# a note\ndescription: What a {name} is.\n"
        parts = [head, draw(lists("tags", ("x", "y", ""))), draw(lists("related", (*PAGES, "Tea", "cupp")))]
        page = f"---\n{''.join(draw(st.permutations(parts)))}---\n{BODY.format(name)}"
        end = draw(st.sampled_from(["\n", "\r\n"]))
        files[f"{name}.md"] = draw(st.sampled_from(["", "\ufeff"])).encode() + page.replace("\n", end).encode()
    return files


def lines_but_lists(data: bytes) -> list[bytes]:
    """Return the lines of a page that belong to no list of its front matter."""
    head, mark, body = data.partition(b"---")[2].partition(b"---")
    listed = (b"tags", b"related", b"-", b" ")
    return [line for line in head.splitlines(keepends=True) if not line.startswith(listed)] + [mark, body]


@settings(max_examples=25, deadline=None)
@given(corpora())
def test_fixing_leaves_nothing_to_fix_and_every_line_outside_the_lists_as_it_was(files):
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder)
        for name, data in files.items():
            (corpus / name).write_bytes(data)
        for _ in range(5):
            plan = fixes.plan(corpus, findings(corpus))
            fixes.write(corpus, plan.changes)
        assert plan == fixes.Plan((), (), ())
        for name, data in files.items():
            after = (corpus / name).read_bytes()
            assert lines_but_lists(after) == lines_but_lists(data)
            assert after.startswith(b"\xef\xbb\xbf") == data.startswith(b"\xef\xbb\xbf")
            assert (b"\r\n" in after, after.count(b"\r\n")) in ((False, 0), (True, after.count(b"\n")))


# -- what is left alone --------------------------------------------------------------------------------------------


def test_a_finding_that_cannot_be_fixed_wholly_is_not_fixed_at_all(put):
    corpus = put({"tea.md": "---\ntags: ['']\nx: {y: z}\n---\n", "cup.md": "---\ntags: ['']\n---\n"})
    finding = found(Edit("cup.md", "remove", "tags", "", 2), Edit("tea.md", "add", "x", "a"))
    other = found(Edit("tea.md", "remove", "tags", "", 2))
    plan = fixes.plan(corpus, [finding, other])
    assert [change.file for change in plan.changes] == ["tea.md"]
    assert (plan.fixed, [each.finding for each in plan.refused]) == ((other,), [finding])
    assert plan.refused[0].why == "`x` is not one list of words"


def test_findings_without_edits_are_passed_over(put):
    corpus = put({"tea.md": "---\ntags: ['']\n---\n"})
    assert fixes.plan(corpus, [found()]) == fixes.Plan((), (), ())


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ("---\ntags: ['']\n---\n".encode("utf-16"), "the page is not UTF-8"),
        (b"---\ntags: ['']\n---\n\xff", "the page is not UTF-8"),
        (b"---\ntags: [\n---\n", "its front matter is not valid YAML"),
    ],
)
def test_a_page_that_cannot_be_changed_safely_is_left_alone(put, data: bytes, why: str):
    corpus = put({"tea.md": data})
    (refusal,) = fixes.plan(corpus, [found(Edit("tea.md", "remove", "tags", "", 2))]).refused
    assert refusal.why == why
    assert (corpus / "tea.md").read_bytes() == data


def test_pages_with_toml_are_checked_to_the_line_but_not_promised_a_fix(put):
    head = '+++\ntitle = "Tea"\ndescription = "A drink."\ntags = ["", "x"]\n'
    head += 'related = [\n  "cup",\n]\ndraft = true\n+++\n\nA.\n'
    corpus = put({"tea.md": head, "cup.md": "---\ntitle: Cup\ndescription: It holds.\nrelated: [pot]\n---\n\nB.\n",
                  "pot.md": "+++\ntitle = 'Pot'\ndescription = 'It pours.'\n+++\n\nC.\n"})  # fmt: skip
    made = findings(corpus)
    assert [(it.code, str(it.source), bool(it.edits)) for it in made] == [
        ("G03", "cup.md:4", False), ("G07", "tea.md:4", False), ("G03", "tea.md:6", True), ("G14", "tea.md:8", False),
    ]  # fmt: skip
    plan = fixes.plan(corpus, made)
    assert [change.file for change in plan.changes] == ["cup.md"]
    assert plan.refused == ()


def test_an_entry_that_has_gone_meanwhile_is_not_looked_for_elsewhere(put):
    corpus = put({"tea.md": "---\n# new line\ntags: ['']\n---\n"})
    (refusal,) = fixes.plan(corpus, [found(Edit("tea.md", "remove", "tags", "", 2))]).refused
    assert "no entry" in refusal.why


def test_a_page_that_is_gone_is_told(put):
    (refusal,) = fixes.plan(put({"tea.md": "x"}), [found(Edit("cup.md", "add", "tags", "x"))]).refused
    assert refusal.why.startswith("the page cannot be read")


@pytest.mark.parametrize("file", ["../outside.md", "link.md", "/outside.md"])
def test_nothing_outside_the_corpus_is_read_or_written(put, tmp_path: Path, file: str):
    outside = tmp_path / "outside.md"
    outside.write_text("---\ntags: ['']\n---\n")
    corpus = put({"tea.md": "x"})
    (corpus / "link.md").symlink_to(outside)
    (refusal,) = fixes.plan(corpus, [found(Edit(file, "add", "tags", "x"))]).refused
    assert refusal.why.startswith(("the page lies outside", "the page cannot be read"))
    with pytest.raises((CorpusError, OSError)):
        fixes.write(corpus, [Change(file, outside.read_bytes(), b"new")])
    assert outside.read_text() == "---\ntags: ['']\n---\n"


# -- writing -------------------------------------------------------------------------------------------------------


def test_a_page_that_has_changed_since_it_was_read_is_not_overwritten(put):
    corpus = put({"tea.md": "---\ntags: ['']\n---\n"})
    plan = fixes.plan(corpus, [found(Edit("tea.md", "remove", "tags", "", 2))])
    (corpus / "tea.md").write_text("---\ntags: ['']\n---\nA new thought.\n")
    with pytest.raises(CorpusError, match="has changed since"):
        fixes.write(corpus, plan.changes)
    assert (corpus / "tea.md").read_text().endswith("A new thought.\n")
    assert [path.name for path in corpus.iterdir()] == ["tea.md"]


def test_nothing_is_left_behind_where_writing_fails(put, monkeypatch: pytest.MonkeyPatch):
    corpus = put({"tea.md": "---\ntags: ['']\n---\n"})
    plan = fixes.plan(corpus, [found(Edit("tea.md", "remove", "tags", "", 2))])

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(OSError, match="No space"):
        fixes.write(corpus, plan.changes)
    assert [path.name for path in corpus.iterdir()] == ["tea.md"]
    assert (corpus / "tea.md").read_text() == "---\ntags: ['']\n---\n"


def test_the_permissions_of_a_page_and_the_link_to_it_stay(put):
    corpus = put({"sub/tea.md": "---\ntags: ['']\n---\n"})
    (corpus / "sub/tea.md").chmod(0o640)
    (corpus / "tea.md").symlink_to("sub/tea.md")
    fixes.write(corpus, fixes.plan(corpus, [found(Edit("tea.md", "remove", "tags", "", 2))]).changes)
    assert stat.S_IMODE((corpus / "sub/tea.md").stat().st_mode) == 0o640
    assert (corpus / "tea.md").is_symlink()
    assert (corpus / "sub/tea.md").read_text() == "---\ntags: []\n---\n"


# -- diffs ---------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(shutil.which("patch") is None, reason="needs the program patch")
@pytest.mark.parametrize("code", FIXABLE)
@pytest.mark.parametrize("way", ["as it is", "without a line end at the end"])
def test_a_diff_does_with_patch_what_fixing_does(code: str, way: str, tmp_path: Path):
    corpus = copied(code, tmp_path, WAYS[way])
    plan = fixes.plan(corpus, findings(corpus))
    base = corpus if corpus.is_dir() else corpus.parent
    subprocess.run(["patch", "-p1", "-s"], input=fixes.diff(plan.changes).encode(), cwd=base, check=True)
    assert all((base / change.file).read_bytes() == change.after for change in plan.changes)


@pytest.mark.skipif(shutil.which("patch") is None, reason="needs the program patch")
def test_a_diff_may_be_of_files_with_blanks_in_their_names_and_the_line_ends_of_windows(put):
    corpus = put({"a b/té é.md": "---\r\ntitle: Té\r\ndescription: It.\r\ntags:\r\n- x\r\n- x\r\n---\r\n\r\nA"})
    (change,) = fixes.plan(corpus, findings(corpus)).changes
    subprocess.run(["patch", "-p1", "-s"], input=fixes.diff([change]).encode(), cwd=corpus, check=True)
    assert (corpus / change.file).read_bytes() == change.after


def test_a_diff_of_nothing_is_empty():
    assert fixes.diff([]) == ""


def test_of_two_plans_one_after_the_other_the_first_state_and_the_last_count():
    one = fixes.Plan((Change("a", b"1", b"2"), Change("b", b"x", b"y")), (), ())
    other = fixes.Plan((Change("a", b"2", b"3"),), (), ())
    assert one.then(other).changes == (Change("a", b"1", b"3"), Change("b", b"x", b"y"))
