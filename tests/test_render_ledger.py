"""dlgraph/render/ledger.py: the account of a load as the payload and as text."""

from __future__ import annotations

from typing import Any

from dlgraph.ledger import Dropped, Ledger, Problem
from dlgraph.model import Relation, Source
from dlgraph.render import ledger as rendered


def drop(line: int, why: str = "no concept is called that", kind: str = "links") -> Dropped:
    return Dropped(f"gone-{line}", why, Source("tea.md", line), kind)


NOTE = Problem("no-title", "warning", "the page has no title", Source("cup.md", 1))
TOLD = Problem("format", "info", "read as hugo (hugo.toml)", Source(""))
LEDGER = Ledger(
    {"files": 3, "links": 1006}, (Dropped("a.csv", "a table", Source("a.csv")), *(drop(line) for line in range(1, 6))),
    (TOLD, NOTE), {"files": 2, "links": 1001},
)  # fmt: skip
EDGES = (Relation("a", "broader", "b", Source("")), Relation("a", "references", "c", Source("")))


def payload(ledger: Ledger = LEDGER, written: dict[str, Any] | None = None) -> dict[str, Any]:
    return rendered.payload("src", "hugo", "en", ledger, EDGES, written)


def test_the_payload_holds_every_drop_and_note_with_its_place():
    data = payload(written={"pages": 3})
    assert (data["source"], data["format"], data["language"], data["written"]) == ("src", "hugo", "en", {"pages": 3})
    assert (data["found"], data["kept"]) == ({"files": 3, "links": 1006}, {"files": 2, "links": 1001})
    assert data["relations"] == {"broader": 1, "related": 0, "references": 1}
    assert data["dropped"][1] == {
        "kind": "links", "what": "gone-1", "why": "no concept is called that", "file": "tea.md", "line": 1,
    }  # fmt: skip
    assert [note["code"] for note in data["notes"]] == ["format", "no-title"]
    assert payload()["written"] is None


def test_the_text_says_how_it_was_read_then_counts_then_reasons_with_places():
    lines = rendered.text(payload(), LEDGER).split("\n")
    assert lines[0] == "src: read as hugo (hugo.toml)"
    assert lines[2:5] == [
        "           found       kept    dropped",
        "files          3          2          1",
        "links      1,006      1,001          5",
    ]
    assert "In the graph: 1 broader, 0 related, 1 references (distinct; related counted once)" in lines
    assert lines[lines.index("Dropped:") + 1 :] == [
        "  1 files: a table", "    a.csv", "  5 links: no concept is called that",
        "    tea.md:1 (gone-1), tea.md:2 (gone-2), tea.md:3 (gone-3), and 2 more", "", "Noted:",
        "  cup.md:1: the page has no title",
    ]  # fmt: skip


def test_without_a_note_on_the_format_the_text_names_it_all_the_same():
    plain = Ledger({"files": 1}, (), (Problem("language", "info", "read in en", Source("")),), {"files": 1})
    text = rendered.text(rendered.payload("src", "table", "", plain, ()), plain)
    assert text.startswith("src: read as table; read in en\n")
    assert "Dropped" not in text
    assert "Noted" not in text


def test_of_many_notes_ten_are_shown():
    ledger = Ledger({"files": 1}, (), (NOTE,) * 12, {"files": 1})
    assert "… and 2 more; --json lists all" in rendered.text(payload(ledger), ledger)
