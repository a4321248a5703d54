"""Which words the texts of an index hold, and which of its names a misspelt one may mean; needs no vectors."""

from __future__ import annotations

import sqlite3

from dlgraph import spelling
from dlgraph.search.catalog import Catalog, reading
from dlgraph.text import words


class Vocabulary:
    """The words of an index.

    Args:
        connection: the index's database.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._catalog = Catalog(connection)

    def holds(self, text: str) -> bool:
        """Tell whether any item holds these words one behind the other, in whatever number or tense."""
        phrase = " ".join(words(text))
        if not phrase:
            return False
        with reading():
            query = "SELECT 1 FROM lexical WHERE lexical MATCH ? LIMIT 1"
            return self._connection.execute(query, (f'"{phrase}"',)).fetchone() is not None

    def mended(self, text: str) -> list[str]:
        """Return ways to mend a name that nobody has, the most cautious first; none where it needs no mending.

        A word that occurs in the texts is left alone at first. In a name of several words that no text holds, it is
        mended too where no name has it: "gradient decent".
        """
        found = [spelling.mend(text, self.holds, self._catalog.name_words)]
        if len(words(text)) > 1 and not self.holds(text):
            found.append(
                spelling.mend(text, lambda word: word in self._catalog.name_words(word), self._catalog.name_words)
            )
        return [mended for mended in dict.fromkeys(found) if mended != text]
