"""Asking the knowledge base from a thread, with everything heavy loaded when the first question comes."""

from __future__ import annotations

import threading
from collections.abc import Callable

from dlgraph.knowledge import KnowledgeBase, Located
from dlgraph.model import Answer

Tell = Callable[[str], None]
# Seconds that closing waits for work to notice that nobody wants it any more.
_PATIENCE = 1.0


class Asker:
    """Answers questions one at a time.

    Args:
        base: an open knowledge base, or the place of one that is opened when the first question comes.
    """

    def __init__(self, base: KnowledgeBase | Located) -> None:
        self.place = base.place if isinstance(base, KnowledgeBase) else base
        self._base = base if isinstance(base, KnowledgeBase) else None
        self._own = self._base is None
        self._answered = False
        self._tell: Tell | None = None
        self._lock = threading.Lock()

    def ask(self, question: str, tell: Tell) -> Answer:
        """Answer a question; the index is built and the model loaded where they are not yet.

        Args:
            question: in everyday words.
            tell: called with lines on what takes time. What it raises ends the asking, even in the midst of a build.

        Raises:
            DlgraphError: the corpus, the index or the model cannot be used.
        """
        with self._lock:
            self._tell = tell
            if not self._answered:
                tell("Loading the index and the model; the first question takes longest.")
            if self._base is None:
                self._base = KnowledgeBase(self.place, progress=self._progress, notify=self._say)
            answer = self._base.ask(question)
            self._answered = True
            return answer

    def _say(self, line: str) -> None:
        if self._tell is not None:
            self._tell(line)

    def _progress(self, done: int, total: int) -> None:
        self._say(f"Building the index, once: {done:,} of {total:,} passages.")

    def close(self) -> None:
        """Let go of the knowledge base if it was opened here; one still busy after a while is left as it is."""
        if self._lock.acquire(timeout=_PATIENCE):
            if self._own and self._base is not None:
                self._base.close()
                self._base = None
            self._lock.release()
