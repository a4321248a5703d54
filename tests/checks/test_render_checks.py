"""dlgraph/render/checks.py: a report as text, as the payload, as SARIF 2.1.0, and the table of codes."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dlgraph.checks import table
from dlgraph.checks.finding import Evidence, Finding
from dlgraph.checks.table import CHECKS, Report
from dlgraph.model import Source
from dlgraph.render import checks as render
from dlgraph.render.page import Page

BAD = Path(__file__).parent / "bad"
TODAY = date(2026, 11, 22)


def report(name: str, *codes: str) -> tuple[Report, Page]:
    path = BAD / name
    subject = table.read(path, today=TODAY)
    return table.run(subject, [CHECKS[code] for code in codes] if codes else None), Page(path)


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Paths are shown from the folder of bad corpora."""
    monkeypatch.chdir(BAD)


# -- text ----------------------------------------------------------------------------------------------------------


def test_a_finding_is_a_line_with_its_place_then_its_chain_and_its_cure():
    made, page = report("S27-related-above", "S27")
    assert render.text(made, page) == (
        "S27-related-above/drink.md:4: error S27 related-above: Drink is related to Tea, and Tea is below Drink\n"
        "    S27-related-above/drink.md:4: Drink is related to Tea\n"
        "    S27-related-above/tea.md:4: Tea has the broader concept Hot drink\n"
        "    S27-related-above/hot-drink.md:4: Hot drink has the broader concept Drink\n"
        "    Cure: Remove `related`, or the `broader` that is wrong.\n"
        "\n"
        "1 error in 3 concepts.\n"
        "1 violated of 1 check."
    )


def test_on_a_narrow_page_lines_are_wrapped_and_what_belongs_to_one_begins_further_in():
    made, _ = report("S27-related-above", "S27")
    assert render.text(made, Page(BAD / "S27-related-above", 65)).split("\n")[:5] == [
        "S27-related-above/drink.md:4: error S27 related-above: Drink",
        "    is related to Tea, and Tea is below Drink",
        "    S27-related-above/drink.md:4: Drink is related to Tea",
        "    S27-related-above/tea.md:4: Tea has the broader concept",
        "        Hot drink",
    ]


def test_what_is_for_information_is_counted_unless_all_is_asked_for():
    made, page = report("G05-heading-variants", "G05", "S48")
    assert render.text(made, page) == (
        "No errors, no warnings in 2 concepts.\n"
        "For information: G05 heading-variants 1 (--all shows them).\n"
        "1 violated, 1 not checkable of 2 checks."
    )
    whole = render.text(made, page, whole=True)
    assert "coffee.md:6: info G05 heading-variants" in whole
    assert whole.endswith("Not checkable: S48: no SKOS-XL labels are here.")


def test_what_fixing_would_cure_and_what_was_not_asked_is_said():
    made, page = report("G03-one-way-related")
    text = render.text(made, page)
    assert "(--fix does it)" in text
    assert "--fix cures 1 of these, --diff shows how." in text
    assert text.endswith("Not checked: G13 (use --deep).")


def test_a_long_chain_is_cut_in_text_and_whole_in_the_payload():
    made, page = report("S27-related-above", "S27")
    finding = replace(
        made.findings[0], evidence=tuple(Evidence(f"step {at}", Source("tea.md", at)) for at in range(20))
    )
    longer = Report((replace(made.results[0], findings=(finding,)),), made.concepts)
    assert "step 7\n    … and 12 more\n" in render.text(longer, page)
    assert len(render.payload(longer, page)["findings"][0]["evidence"]) == 20


def test_of_many_warnings_alike_the_first_are_listed_and_the_rest_counted_but_errors_are_all_listed():
    def many(code: str) -> tuple[str, Page]:
        made, page = report(next(path.name for path in BAD.iterdir() if path.name.startswith(code)), code)
        (finding,) = made.findings
        again = tuple(replace(finding, message=f"number {at:02}") for at in range(30))
        return Report((replace(made.results[0], findings=again),), made.concepts), page

    warnings, page = many("G14")
    text = render.text(warnings, page)
    assert "number 19\n" in text
    assert "number 20\n" not in text
    assert "30 warnings in 1 concept.\nNot listed above: G14 draft-served 10 (--select G14 shows them)." in text
    assert "number 29\n" in render.text(warnings, page, whole=True)
    assert "Not listed" not in render.text(warnings, page, whole=True)
    assert "number 29\n" in render.text(*many("S27"))


# -- payload -------------------------------------------------------------------------------------------------------


def test_the_payload_has_findings_and_the_state_of_each_check():
    made, page = report("G03-one-way-related", "G03", "S48", "Q10")
    data = render.payload(made, page)
    (finding,) = data["findings"]
    assert finding == {
        "code": "G03",
        "name": "one-way-related",
        "tier": "warning",
        "message": "Tea names Cup as related, which does not name it back",
        "concept": "tea",
        "source": {"file": "G03-one-way-related/tea.md", "line": 4},
        "evidence": [
            {"text": "Tea is related to Cup", "source": {"file": "G03-one-way-related/tea.md", "line": 4}},
            {"text": "Cup does not name Tea", "source": {"file": "G03-one-way-related/cup.md", "line": 1}},
        ],
        "cure": "Add 'tea' to `related` in cup.md.",
        "fixable": True,
    }
    assert data["counts"] == {"error": 0, "warning": 1, "info": 0}
    assert [(each["code"], each["state"], each["findings"]) for each in data["checks"]] == [
        ("G03", "violated", 1), ("S48", "not checkable", 0), ("Q10", "held", 0),
    ]  # fmt: skip
    assert data["checks"][1]["why"] == "no SKOS-XL labels are here"
    assert json.loads(json.dumps(data)) == data


# -- SARIF ---------------------------------------------------------------------------------------------------------


def sarif_of(name: str) -> Any:
    made, page = report(name)
    return json.loads(json.dumps(render.sarif(made, page)))


@pytest.mark.parametrize("path", sorted(BAD.iterdir()), ids=lambda path: path.name)
def test_sarif_has_what_version_2_1_0_requires(path: Path):
    data = sarif_of(path.name)
    assert data["version"] == "2.1.0"
    assert data["$schema"].endswith("sarif-2.1.0.json")
    (run,) = data["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "dlgraph"
    ids = [rule["id"] for rule in driver["rules"]]
    assert ids == list(CHECKS)
    for rule in driver["rules"]:
        assert re.fullmatch(r"[A-Z][A-Za-z]+", rule["name"])
        assert rule["shortDescription"]["text"]
        assert rule["fullDescription"]["text"]
        assert rule["defaultConfiguration"]["level"] in ("error", "warning", "note")
    for result in run["results"]:
        assert ids[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
        assert result["message"]["text"]
        assert len(result["partialFingerprints"]["dlgraph/v1"]) == 32
        for place in [*result["locations"], *result.get("relatedLocations", [])]:
            where = place["physicalLocation"]
            assert not where["artifactLocation"]["uri"].startswith("/")
            assert where["region"]["startLine"] >= 1
        related = [place["id"] for place in result.get("relatedLocations", [])]
        assert related == list(range(1, len(related) + 1))
    notes = run["invocations"][0]["toolConfigurationNotifications"]
    assert run["invocations"][0]["executionSuccessful"] is True
    assert all(ids[note["descriptor"]["index"]] == note["descriptor"]["id"] for note in notes)


def test_a_finding_keeps_its_fingerprint_when_the_page_above_it_grows(put):
    page = "---\ntitle: Tea\n{}description: A drink.\nstatus: draft\n---\n\nText.\n"
    prints = []
    for more in ("", "# a comment\n# another\n"):
        path = put({"tea.md": page.format(more)})
        made = table.run(table.read(path, today=TODAY))
        (result,) = render.sarif(made, Page(path))["runs"][0]["results"]
        prints.append(result["partialFingerprints"])
    assert prints[0] == prints[1]


def test_findings_that_say_the_same_have_fingerprints_of_their_own():
    made, page = report("S27-related-above", "S27")
    (result,) = made.results
    twice = Report((replace(result, findings=(*result.findings, *result.findings)),), made.concepts)
    results = render.sarif(twice, page)["runs"][0]["results"]
    assert len({each["partialFingerprints"]["dlgraph/v1"] for each in results}) == 2


def test_addresses_of_files_are_written_as_addresses(put, monkeypatch: pytest.MonkeyPatch):
    path = put({"a b/té#1.md": "---\ntitle: Tea\ndescription: x\nstatus: draft\n---\n\nText.\n"})
    made = table.run(table.read(path, today=TODAY))

    def address() -> str:
        (result,) = render.sarif(made, Page(path))["runs"][0]["results"]
        return result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]

    assert address().startswith("file:///")
    monkeypatch.chdir(path)
    assert address() == "a%20b/t%C3%A9%231.md"


# -- the table of codes --------------------------------------------------------------------------------------------


def test_the_list_has_a_line_a_check():
    lines = render.list_text(list(CHECKS.values())).split("\n")
    assert len(lines) == len(CHECKS)
    assert lines[0].startswith("S9   error    concept-and-scheme ")
    assert any(line.endswith("(needs --deep)") for line in lines)


def test_an_explanation_is_the_whole_docstring():
    text = render.explanation_text([CHECKS["S27"], CHECKS["G13"]], Page(BAD))
    assert text.startswith("S27 related-above (error)\n    No concept is related to one that is above or below it")
    assert "G13 unreached-page (warning, needs --deep)" in text


def test_the_documentation_has_every_code_once_in_its_tables():
    rows = re.findall(r"^\| ([SQG]\d+) \|", render.documentation(), re.M)
    assert rows == list(CHECKS)


def test_a_plan_says_what_was_done_and_what_was_not():
    from dlgraph.fixes import Change, Plan, Refusal

    finding = Finding("G07", "info", "x", Source("tea.md", 3))
    plan = Plan((Change("tea.md", b"", b"x"),), (finding, finding), (Refusal(finding, "a reason"),))
    page = Page(BAD / "G03-one-way-related")
    assert render.plan_text(plan, page, written=True) == (
        "fixed 2 findings on 1 page\nG03-one-way-related/tea.md:3: G07 is left to you: a reason"
    )
    assert render.plan_text(plan, page, written=False).startswith("would fix")
