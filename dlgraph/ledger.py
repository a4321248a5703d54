"""The account of a reading: what was found, what was dropped, and what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from dlgraph.model import Source

Tier = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with a corpus: a code, how bad it is, what, where, and what would cure it."""

    code: str
    tier: Tier
    message: str
    source: Source


@dataclass(frozen=True, slots=True)
class Dropped:
    """Something found in a corpus and not kept: what it was, why, and where; ``kind`` is its row in the ledger."""

    what: str
    why: str
    source: Source
    kind: str = "files"


@dataclass(frozen=True, slots=True)
class Ledger:
    """The account of one load: how many of each kind of thing were found and kept, and each one that was dropped.

    Of every kind as many are found as are kept and dropped together. ``notes`` say what was kept after a repair, such
    as a page named by its file for want of a title, and how the corpus was read.
    """

    found: Mapping[str, int]
    dropped: tuple[Dropped, ...] = ()
    notes: tuple[Problem, ...] = ()
    kept: Mapping[str, int] = field(default_factory=dict)
