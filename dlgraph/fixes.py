"""What `check --fix` does: the edits of findings made into changed pages, shown as a diff, and written with care."""

from __future__ import annotations

import difflib
import os
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from dlgraph import patches
from dlgraph.checks.finding import Edit, Finding
from dlgraph.errors import CorpusError
from dlgraph.patches import Unpatchable


@dataclass(frozen=True, slots=True)
class Change:
    """A page before and after, byte for byte; ``file`` is its path within the corpus."""

    file: str
    before: bytes
    after: bytes


@dataclass(frozen=True, slots=True)
class Refusal:
    """A finding that could not be fixed, and why."""

    finding: Finding
    why: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The pages that fixing would change, the findings that it would cure, and those it cannot."""

    changes: tuple[Change, ...]
    fixed: tuple[Finding, ...]
    refused: tuple[Refusal, ...]

    def then(self, later: Plan) -> Plan:
        """Return this plan and one that was made after it was carried out, as one."""
        changes = {change.file: change for change in self.changes}
        for change in later.changes:
            before = changes.get(change.file, change).before
            changes[change.file] = Change(change.file, before, change.after)
        return Plan(tuple(changes.values()), (*self.fixed, *later.fixed), later.refused)


@dataclass(slots=True)
class _Draft:
    """A page while it is being changed: the text, and how lines have moved (behind which line, by how many)."""

    before: bytes
    text: str
    moves: list[tuple[int, int]]

    def line(self, line: int) -> int:
        """Return where a line of the page as it was stands now."""
        for behind, by in self.moves:
            line += by if line > behind else 0
        return line


def plan(corpus: Path, findings: Iterable[Finding]) -> Plan:
    """Work out what curing findings would change; nothing is written.

    Args:
        corpus: the corpus, a folder or a page.
        findings: what was found; those without edits are passed over.

    Returns:
        The plan. A finding is cured wholly or not at all, and what one line says twice is changed once for each.
    """
    base = _base(corpus)
    drafts: dict[str, _Draft] = {}
    fixed: list[Finding] = []
    refused: list[Refusal] = []
    for finding in findings:
        if not finding.edits:
            continue
        try:
            drafts |= _edited(base, drafts, finding.edits)
        except Unpatchable as reason:
            refused.append(Refusal(finding, str(reason)))
        else:
            fixed.append(finding)
    changes = (Change(file, draft.before, draft.text.encode()) for file, draft in drafts.items())
    return Plan(tuple(change for change in changes if change.before != change.after), tuple(fixed), tuple(refused))


def _base(corpus: Path) -> Path:
    return corpus if corpus.is_dir() else corpus.parent


def _edited(base: Path, drafts: dict[str, _Draft], edits: Sequence[Edit]) -> dict[str, _Draft]:
    """Return the drafts that a finding's edits change, without touching those that are there."""
    changed: dict[str, _Draft] = {}
    for edit in edits:
        draft = changed.get(edit.file) or drafts.get(edit.file) or _read(base, edit.file)
        text = _apply(draft, edit)
        changed[edit.file] = _Draft(draft.before, text, [*draft.moves, *_moved(draft, text, edit)])
    return changed


def _read(base: Path, file: str) -> _Draft:
    path = Path(os.path.realpath(base / file))
    if Path(os.path.realpath(base)) not in path.parents:
        raise Unpatchable("the page lies outside the corpus")
    try:
        data = path.read_bytes()
        return _Draft(data, data.decode("utf-8"), [])
    except OSError as error:
        raise Unpatchable(f"the page cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise Unpatchable("the page is not UTF-8") from None


def _apply(draft: _Draft, edit: Edit) -> str:
    if edit.action == "add":
        if any(slot.key == edit.key and slot.text == edit.value for slot in patches.slots(draft.text)):
            return draft.text
        return patches.add(draft.text, edit.key, edit.value)
    if edit.action == "remove":
        return patches.remove(draft.text, edit.key, edit.value, draft.line(edit.line))
    return patches.replace(draft.text, edit.key, edit.value, draft.line(edit.line), edit.new)


def _moved(draft: _Draft, after: str, edit: Edit) -> list[tuple[int, int]]:
    """Return which lines an edit has moved: those behind the first that differs, by as many as there are more now."""
    was, now = draft.text.split("\n"), after.split("\n")
    by = len(now) - len(was)
    if not by:
        return []
    if edit.action == "remove":
        # Of two lines alike, such as two blank entries, a comparison cannot tell which has gone.
        return [(draft.line(edit.line), by)]
    same = next((at for at, (one, other) in enumerate(zip(was, now, strict=False)) if one != other), len(was))
    return [(same + max(0, -by), by)]


def diff(changes: Iterable[Change]) -> str:
    """Return changes as one unified diff, which ``patch -p1`` takes in the folder of the corpus."""
    parts: list[str] = []
    for change in changes:
        was, now = (_lines(data) for data in (change.before, change.after))
        # Behind a name that holds a blank, patch needs a tab to know where it ends.
        end = "\t" if " " in change.file else ""
        for line in difflib.unified_diff(was, now, f"a/{change.file}{end}", f"b/{change.file}{end}"):
            parts.append(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n")
    return "".join(parts)


def _lines(data: bytes) -> list[str]:
    *lines, last = data.decode("utf-8").split("\n")
    return [f"{line}\n" for line in lines] + ([last] if last else [])


def write(corpus: Path, changes: Iterable[Change]) -> None:
    """Write changed pages: each aside first, then in the place of the old one.

    Args:
        corpus: the corpus that the changes were planned for.
        changes: what to write.

    Raises:
        CorpusError: a page is no longer what it was when it was read; it and those after it are left alone.
    """
    base = _base(corpus)
    for change in changes:
        path = Path(os.path.realpath(base / change.file))
        if Path(os.path.realpath(base)) not in path.parents:
            raise CorpusError(f"{change.file} lies outside {base}", cure="Correct the links in the corpus.")
        _replace(path, change)


def _replace(path: Path, change: Change) -> None:
    number, aside = tempfile.mkstemp(prefix=".dlgraph-", dir=path.parent)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(change.after)
        shutil.copymode(path, aside)
        if path.read_bytes() != change.before:
            raise CorpusError(f"{change.file} has changed since it was read", cure="Run the command again.")
        os.replace(aside, path)
    except BaseException:
        os.unlink(aside)
        raise
