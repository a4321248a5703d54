"""The index: where it lives, opened to search, and seen to be stale when the corpus has changed."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from dlgraph import questions, spelling
from dlgraph.errors import IndexDamagedError
from dlgraph.model import Hit, Item
from dlgraph.search import calibration, catalog, database, engines, manifest
from dlgraph.search.encoder import Vectors
from dlgraph.search.manifest import Manifest
from dlgraph.text import words

if TYPE_CHECKING:
    from dlgraph.formats.listing import FileState
    from dlgraph.search.local import LocalBackend

_CANDIDATES = 100


def why_outdated(built: Manifest, model: str) -> str:
    """Tell why an index no longer serves, whatever has become of the corpus.

    Args:
        built: the index's manifest.
        model: the model asked for.

    Returns:
        A reason, or an empty string.
    """
    if built.recipe != manifest.RECIPE:
        return "this version of dlgraph divides pages differently"
    stamp = engines.model_stamp(model)
    if (not stamp or stamp != built.model.stamp) and built.model.digest != engines.model_digest(model):
        return f"it was built with the model {built.model.name}"
    return ""


def why_stale(built: Manifest, corpus: Path, model: str, found: Sequence[FileState]) -> str:
    """Tell why an index no longer stands for a corpus.

    Args:
        built: the index's manifest.
        corpus: the corpus.
        model: the model asked for.
        found: the corpus's files as ``scan`` lists them.

    Returns:
        A reason, or an empty string where the index is fresh. A file whose time has changed but whose bytes
        have not is no reason.
    """
    if reason := why_outdated(built, model):
        return reason
    before = {state.path: state for state in built.files}
    now = {state.path: state for state in found}
    if added := now.keys() - before.keys():
        return _named(added, "new")
    if removed := before.keys() - now.keys():
        return _named(removed, "gone")
    changed = {path for path, state in now.items() if _differs(corpus, state, before[path])}
    return _named(changed, "changed") if changed else ""


def _named(paths: set[str] | frozenset[str], how: str) -> str:
    first = min(paths)
    return f"{first} is {how}" if len(paths) == 1 else f"{len(paths)} files are {how}, {first} among them"


def _differs(corpus: Path, now: FileState, before: FileState) -> bool:
    if (now.size, now.mtime) == (before.size, before.mtime):
        return False
    if now.size != before.size:
        return True
    import hashlib

    path = corpus / now.path if corpus.is_dir() else corpus
    return hashlib.sha256(path.read_bytes()).hexdigest() != before.sha256


class Index:
    """An opened index; its vectors are opened when something is searched for.

    Args:
        built: its manifest.
        folder: where its data is.
        connection: the data's database.
    """

    def __init__(self, built: Manifest, folder: Path, connection: sqlite3.Connection) -> None:
        self.manifest = built
        self.catalog = catalog.Catalog(connection)
        self.data = folder
        self._connection = connection

    @cached_property
    def backend(self) -> LocalBackend:
        """The passages and their vectors.

        Raises:
            IndexDamagedError: they cannot be read.
        """
        from dlgraph.search.local import LocalBackend

        return LocalBackend.open(self.data, self._connection)

    @classmethod
    def open(cls, folder: Path) -> Index | None:
        """Open the index in a folder; None where there is none.

        Raises:
            IndexFormatError: a newer dlgraph wrote it.
            IndexDamagedError: its files are not what they should be.
        """
        for attempt in (1, 2):
            built = manifest.read(folder)
            if built is None:
                return None
            try:
                data = folder / built.data
                return cls(built, data, database.connect(data))
            except IndexDamagedError:
                # A build that ended just now may have replaced the data between the two reads.
                if attempt == 2 or manifest.read(folder) == built:
                    raise
        return None

    def search(self, vector: Vectors, query: str, k: int) -> list[Hit]:
        """Find the best items for a query.

        Args:
            vector: the query's unit vector, of shape (dimension,).
            query: its text.
            k: how many hits to return at most.

        Returns:
            Hits, best first.

        Raises:
            IndexDamagedError: the data cannot be read.
        """
        from dlgraph.search import ranking
        from dlgraph.search.backend import Leading

        evidence = ranking.Evidence(
            questions.verbatim(query, self.catalog.named),
            questions.spotted(query, self.catalog.labels),
            questions.wanted_sections(query),
        )
        weight = float(self.manifest.ranking["weight"])
        with catalog.reading():
            leading = Leading(k, weight, evidence.named if evidence.sections else ())
            found = self.backend.candidates(vector, query, max(k, _CANDIDATES), list(evidence.verbatim), leading)
        return ranking.rank(found, weight, evidence)[:k]

    def mend(self, query: str) -> str:
        """Return a query with misspelt words replaced by those of concepts' names that are clearly meant."""
        with catalog.reading():
            return spelling.mend(query, self.backend.holds, self.catalog.name_words)

    def threshold(self, keep: float) -> float:
        """Return the evidence below which to abstain, to keep about a share ``keep`` of answerable questions."""
        return calibration.threshold(self.manifest.ranking["scores"], keep)

    def confidence(self, hits: Sequence[Hit]) -> float:
        """Return the probability that the first hit is right, 0 without hits."""
        if not hits:
            return 0.0
        stored = self.manifest.ranking["calibration"]
        model = calibration.Calibration(**{**stored, "coefficients": tuple(stored["coefficients"])})
        return calibration.probability(model, calibration.features(hits))

    def unknown_words(self, query: str) -> list[str]:
        """Return the words of a query that occur nowhere in the glossary, the rarest first."""
        with catalog.reading():
            return [term.word for term in self.backend.terms(query) if not self.backend.occurs(term.stem)]

    def mentions(self, item: Item, term: str) -> bool:
        """Tell whether all words of a term stand on an item's page, in the singular or plural."""
        with catalog.reading():
            text = self.backend.page(item.concept) if item.concept else f"{item.title}\n{item.text}"
        present = set(words(text))
        return all(present & {word, *questions.other_numbers(word)} for word in words(term))

    def close(self) -> None:
        """Let go of the files."""
        self._connection.close()


def restamp(folder: Path, built: Manifest, found: Sequence[FileState]) -> None:
    """Note the files' present times in a fresh index's manifest, so that they need not be hashed again.

    Args:
        folder: the index.
        built: its manifest.
        found: the corpus's files as ``scan`` lists them now.
    """
    hashes = {state.path: state.sha256 for state in built.files}
    files = tuple(replace(state, sha256=hashes.get(state.path, "")) for state in found)
    if files != built.files and all(file.sha256 for file in files) and os.access(folder, os.W_OK):
        manifest.write(folder, replace(built, files=files))


def restamp_model(folder: Path, built: Manifest, model: str) -> Manifest:
    """Note the present stamp of a model that is still the same, so that its weights need not be hashed again.

    Args:
        folder: the index.
        built: its manifest, which is not outdated.
        model: the model.

    Returns:
        The manifest as it is now.
    """
    stamp = engines.model_stamp(model)
    if stamp == built.model.stamp or not os.access(folder, os.W_OK):
        return built
    stamped = replace(built, model=replace(built.model, stamp=stamp))
    manifest.write(folder, stamped)
    return stamped
