"""What the tests of checks share: corpora written from a mapping, and what a check says of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest

from dlgraph.checks import table
from dlgraph.checks.check import Result
from dlgraph.checks.finding import Finding

TODAY = date(2026, 11, 22)
Files = Mapping[str, str | bytes]


@pytest.fixture
def put(tmp_path: Path) -> Callable[[Files], Path]:
    """Write files into a new corpus and return it."""

    def write(files: Files) -> Path:
        corpus = tmp_path / "corpus"
        for name, content in files.items():
            path = corpus / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return corpus

    return write


@pytest.fixture
def result(put: Callable[[Files], Path]) -> Callable[[Files, str], Result]:
    """Write files and make one check of them."""

    def of(files: Files, code: str) -> Result:
        subject = table.read(put(files), today=TODAY)
        return table.run(subject, [table.CHECKS[code]]).results[0]

    return of


@pytest.fixture
def found(result: Callable[[Files, str], Result]) -> Callable[[Files, str], tuple[Finding, ...]]:
    """Write files and return what one check finds in them."""
    return lambda files, code: result(files, code).findings


@pytest.fixture
def said(found: Callable[[Files, str], tuple[Finding, ...]]) -> Callable[[Files, str], list[str]]:
    """Write files and return what one check says of them, each with its place in front."""
    return lambda files, code: [f"{finding.source}: {finding.message}" for finding in found(files, code)]
