"""How concepts are named on the command line: completed, looked up, and told apart without quotation marks."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import click

from dlgraph.errors import UnknownConceptError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from dlgraph.concept import Concept
    from dlgraph.glossary import Glossary

# Words that may stand between two names: "CNN vs RNN", "from GPU to inference".
JOINTS = frozenset({"vs", "vs.", "versus", "and", "to", "with"})
_LONGEST_NAME = 12
# For each position in a row of words, the names that the rest divides into, by their number.
Ways = list[dict[int, list[str]]]


def complete_one(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """Complete the name of one concept."""
    from dlgraph.cli import completion

    return completion.concept(ctx, param, incomplete)


def complete_many(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """Complete the last of several names in a row."""
    from dlgraph.cli import completion

    return completion.concepts(ctx, param, incomplete)


def find_concept(glossary: Glossary, name: str) -> Concept:
    """Look up a concept; where none has that name, say so with similar labels and end with exit code 1."""
    try:
        return glossary[name]
    except UnknownConceptError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(1)


def find_concepts(glossary: Glossary, words: Sequence[str], most: int | None = None) -> list[Concept]:
    """Look up two or more concepts named in a row; see ``divide``.

    Args:
        glossary: the glossary.
        words: the arguments of the command line.
        most: how many concepts there may be.
    """
    names = divide(words, glossary.__contains__, most)
    found = [find_concept(glossary, name) for name in names]
    if not 2 <= len(found) <= (most or len(found)):
        wanted = "exactly two" if most == 2 else "two or more"
        raise click.UsageError(f"Name {wanted} concepts; quote a name of several words.")
    return found


def divide(words: Sequence[str], known: Callable[[str], bool], most: int | None = None) -> list[str]:
    """Tell where in a row of words one name ends and the next begins.

    An argument with a space was quoted; then each argument is a name. Otherwise the words are divided into as few
    known names as can be, the first ones as long as can be, passing over words such as "vs" between them.

    Args:
        words: the arguments.
        known: tells whether a concept goes by a name.
        most: how many names there may be; there are two at least.

    Returns:
        The names. Where the words cannot be divided into known ones, what is unknown is among them.
    """
    words = list(words)
    if not any(" " in word.strip() for word in words):
        ways = _ways(words, known)
        counts = [count for count in ways[0] if 2 <= count <= (most or count)] or list(ways[0])
        if counts:
            return ways[0][min(counts)]
        return _with_unknown(words, known, ways)
    return [word for at, word in enumerate(words) if not _joint(words, at) or known(word)]


def _joint(words: Sequence[str], at: int) -> bool:
    return 0 < at < len(words) - 1 and words[at].casefold() in JOINTS


def _ways(words: Sequence[str], known: Callable[[str], bool]) -> Ways:
    """Return, for the words from each position on, the names they divide into, by the number of names."""
    ways: Ways = [{} for _ in words] + [{0: []}]
    for start in range(len(words) - 1, -1, -1):
        for end in range(min(start + _LONGEST_NAME, len(words)), start, -1):
            name = " ".join(words[start:end])
            rests = [ways[end], ways[end + 1]] if _joint(words, end) else [ways[end]]
            if any(rests) and known(name):
                for count, rest in [way for found in rests for way in found.items()]:
                    ways[start].setdefault(count + 1, [name, *rest])
    return ways


def _with_unknown(
    words: Sequence[str], known: Callable[[str], bool], ways: Sequence[dict[int, list[str]]]
) -> list[str]:
    """Return the words as names of which one, as short as can be, is unknown."""
    start = 0
    names: list[str] = []
    while ends := [end for end in range(len(words), start, -1) if known(" ".join(words[start:end]))]:
        names.append(" ".join(words[start : ends[0]]))
        start = ends[0] + _joint(words, ends[0])
    end = next((at for at in range(start + 1, len(words)) if ways[at] or _joint(words, at)), len(words))
    return [*names, " ".join(words[start:end]), *(next(iter(ways[end].values())) if ways[end] else [])]
