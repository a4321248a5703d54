"""Programs run to their end, with the time they took and the memory they held."""

from __future__ import annotations

import json
import os
import subprocess
import sys
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


# A child's peak counts what its parent held when it was started, so that a small program starts it.
_START = """
import json, os, sys, time
begun = time.perf_counter()
child = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ)
_, status, usage = os.wait4(child, 0)
took, code = time.perf_counter() - begun, os.waitstatus_to_exitcode(status)
told = [took, usage.ru_utime + usage.ru_stime, usage.ru_maxrss, code]
os.write(int(sys.argv[1]), json.dumps(told).encode())
"""


def run(command: Sequence[str]) -> Ran:
    """Run a program in a process of its own.

    Raises:
        FailedError: it ended with an error; the message is the end of what it wrote to standard error.
    """
    reading, writing = os.pipe()
    with os.fdopen(reading) as told:
        ended = subprocess.run(
            [sys.executable, "-I", "-S", "-c", _START, str(writing), *command],
            capture_output=True, text=True, check=False, cwd=Path(__file__).parent.parent, pass_fds=(writing,),
        )  # fmt: skip
        os.close(writing)
        said = ended.stderr
        try:
            seconds, processor, peak, code = json.loads(told.read())
        except ValueError:
            raise FailedError(said.strip()[-400:]) from None
    # An abstention ends with 1, and so does a crash, which says so.
    if code not in (0, 1) or "Traceback (most recent" in said:
        raise FailedError(said.strip()[-400:])
    scale = 1024 * 1024 if sys.platform == "darwin" else 1024
    return Ran(ended.stdout, seconds, processor, peak / scale)


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
