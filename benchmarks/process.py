"""Programs run to their end, with the time they took and the memory they held."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

Key = TypeVar("Key")


class FailedError(RuntimeError):
    """A program ended with an error."""


@dataclass(frozen=True, slots=True)
class Ran:
    """A program's output, wall time in seconds, processor time in seconds, and peak resident memory in MB."""

    output: str
    seconds: float
    processor: float
    peak: float


def run(command: Sequence[str]) -> Ran:
    """Run a program in a process of its own.

    Raises:
        FailedError: it ended with an error; the message is the end of what it wrote to standard error.
    """
    begun = time.perf_counter()
    root = Path(__file__).parent.parent
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=root)
    # Both are read to the end before waiting, since a full pipe would never let the program end.
    output, said = child.stdout.read(), child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - begun
    child.returncode = os.waitstatus_to_exitcode(status)
    child.stdout.close()
    child.stderr.close()
    # An abstention ends with 1, and so does a crash, which says so.
    if child.returncode not in (0, 1) or "Traceback (most recent" in said:
        raise FailedError(said.strip()[-400:])
    scale = 1024 * 1024 if sys.platform == "darwin" else 1024
    return Ran(output, seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / scale)


def interleaved(programs: Mapping[Key, Callable[[int], Ran]], rounds: int) -> dict[Key, list[Ran]]:
    """Run several programs in turn, round by round, so that what slows the machine slows them all.

    The order turns round each time, and a first round warms the caches and is not counted.
    """
    found: dict[Key, list[Ran]] = {name: [] for name in programs}
    for turn in range(rounds + 1):
        order = list(programs) if turn % 2 else list(reversed(programs))
        for name in order:
            ran = programs[name](turn)
            if turn:
                found[name].append(ran)
    return found


def median(values: Sequence[float]) -> float:
    """Return the middle value; of two middle ones their mean."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def quantile(values: Sequence[float], share: float) -> float:
    """Return the value that a share of the values does not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(max(int(share * len(ordered) + 0.999999) - 1, 0), len(ordered) - 1)]
