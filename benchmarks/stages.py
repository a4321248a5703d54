"""Where the time of a cold question goes: a table of milliseconds that adds up to the whole.

The command runs as it is, in a new process; what it imports and the functions that matter are timed from outside, each
without what it calls of the others. What no row names is "the rest", so that the rows add up to the wall time.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import json
import os
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from types import ModuleType
from typing import Any

# Module, function (or class and method), and the row its time goes to.
TIMED = (
    ("dlgraph.place", "_why_build", "is the index fresh"),
    ("dlgraph.search.manifest", "read", "read the manifest"),
    ("dlgraph.search.index", "Index.open", "open the index"),
    ("dlgraph.route", "find", "is it a question to the graph"),
    ("dlgraph.search.engines", "open_encoder", "load model and tokenizer"),
    ("dlgraph.search.bert", "BertEncoder.encode_queries", "encode the question"),
    ("dlgraph.search.local", "LocalBackend.open", "open the vectors"),
    ("dlgraph.search.local", "LocalBackend._near", "nearest vectors"),
    ("dlgraph.search.postings", "Postings.coverage", "words (BM25)"),
    ("dlgraph.truth", "consider", "gather and rank"),
    ("dlgraph.knowledge", "KnowledgeBase.decide", "decide"),
    ("dlgraph.render.answers", "answer_text", "set the answer"),
)
PACKAGES = {"numpy": "import numpy", "faiss": "import faiss", "tokenizers": "import tokenizers",
            "click": "import click",
            "dlgraph": "import dlgraph", "sqlite3": "import sqlite3"}  # fmt: skip
OTHERS, START, REST = "import other modules", "start Python", "the rest, and exit"
QUESTION = "Can deep learning work on small datasets?"


class Clock:
    """Counts to each row the time spent in it but not in a row inside it."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)
        self._open: list[list[Any]] = []

    def enter(self, row: str) -> None:
        self._open.append([row, time.perf_counter(), 0.0])

    def leave(self) -> None:
        row, begun, inner = self._open.pop()
        whole = time.perf_counter() - begun
        self.spent[row] += whole - inner
        if self._open:
            self._open[-1][2] += whole

    def timed(self, row: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            self.enter(row)
            try:
                return function(*args, **kwargs)
            finally:
                self.leave()

        return wrapped


class Loader(importlib.abc.Loader):
    """Loads a module as its own loader does, on the clock, and puts the functions in it on the clock."""

    def __init__(self, inner: Any, row: str, clock: Clock) -> None:
        self._inner, self._row, self._clock = inner, row, clock

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        return self._clock.timed(self._row, self._inner.create_module)(spec)

    def exec_module(self, module: ModuleType) -> None:
        self._clock.timed(self._row, self._inner.exec_module)(module)
        for name, path, row in TIMED:
            if name == module.__name__:
                put_on_clock(module, path, row, self._clock)


def put_on_clock(module: ModuleType, path: str, row: str, clock: Clock) -> None:
    """Wrap a function or method of a module; one that is no longer there is left out, and its time is in the rest."""
    *outer, name = path.split(".")
    holder: Any = module
    for part in outer:
        holder = getattr(holder, part, None)
    found = vars(holder).get(name) if holder is not None else None
    if isinstance(found, (staticmethod, classmethod)):
        setattr(holder, name, type(found)(clock.timed(row, found.__func__)))
    elif callable(found):
        setattr(holder, name, clock.timed(row, found))
    else:
        clock.spent[f"(not found: {module.__name__}.{path})"] = 0.0


class Finder(importlib.abc.MetaPathFinder):
    """Puts every import on the clock."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def find_spec(self, name: str, path: Any, target: Any = None) -> importlib.machinery.ModuleSpec | None:
        del target
        row = PACKAGES.get(name.partition(".")[0], OTHERS)
        self._clock.enter(row)
        try:
            spec = importlib.machinery.PathFinder.find_spec(name, path)
        finally:
            self._clock.leave()
        if spec is not None and spec.loader is not None:
            spec.loader = Loader(spec.loader, row, self._clock)
        return spec


def child(started: float, out: str, arguments: Sequence[str]) -> None:
    """Run the command in this process and write what was spent, in seconds by row."""
    clock = Clock()
    clock.spent[START] = time.time() - started
    # In the place of the finder it asks: what is built in or frozen has its own before it.
    sys.meta_path.insert(sys.meta_path.index(importlib.machinery.PathFinder), Finder(clock))
    leave = os._exit

    def told(code: int = 0) -> None:
        Path(out).write_text(json.dumps(clock.spent))
        leave(code)

    os._exit = told  # type: ignore[assignment]
    sys.argv = ["dlgraph", *arguments]
    code = 0
    try:
        from dlgraph.cli.app import main

        main()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    sys.stdout.flush()
    told(code)


def once(arguments: Sequence[str]) -> dict[str, float]:
    """Run the command once; return milliseconds by row, and the whole."""
    from benchmarks.process import run

    with tempfile.TemporaryDirectory() as folder:
        out = str(Path(folder) / "spent.json")
        ran = run([sys.executable, "-m", "benchmarks.stages", str(time.time()), out, *arguments])
        spent = {row: 1000 * seconds for row, seconds in json.loads(Path(out).read_text()).items()}
    return {**spent, REST: 1000 * ran.seconds - sum(spent.values()), "all": 1000 * ran.seconds}


def measure(rounds: int, arguments: Sequence[str] = ("ask", QUESTION)) -> dict[str, float]:
    """Return the milliseconds by row of the median of several runs, after one that warms the caches."""
    once(arguments)
    runs = sorted((once(arguments) for _ in range(rounds | 1)), key=lambda run: run["all"])
    return runs[len(runs) // 2]


if __name__ == "__main__":
    child(float(sys.argv[1]), sys.argv[2], sys.argv[3:])
