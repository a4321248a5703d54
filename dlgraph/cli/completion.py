"""Shell completion: names of concepts as they are typed, and the scripts that bash, zsh and fish need for it."""

from __future__ import annotations

import os
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ZshComplete,
    add_completion_class,
    get_completion_class,
    split_arg_string,
)

from dlgraph.errors import DlgraphError

_NAMED = """
SELECT concepts.id, label, json_extract(page, '$.aliases'), group_concat(folded, char(10))
FROM names JOIN concepts ON item = concepts.id
WHERE kind IN ('label', 'alias') AND folded >= ? AND folded < ? GROUP BY concepts.row
"""
# bash completes what stands behind the last of these where it is neither quoted nor escaped (COMP_WORDBREAKS).
_BREAKS = ":=@<>|&;("
_PLAIN = frozenset("_./,+%:=@^-")

_BASH = """\
%(complete_func)s() {
    local kind value
    COMPREPLY=()
    while IFS=, read -r kind value; do
        case $kind in
            plain) COMPREPLY+=("$value") ;;
            dir) compopt -o dirnames ;;
            file) compopt -o default ;;
        esac
    done < <(COMP_LINE="${COMP_LINE:0:COMP_POINT}" %(complete_var)s=bash_complete "$1" 2>/dev/null)
}
complete -o nosort -F %(complete_func)s %(prog_name)s 2>/dev/null || complete -F %(complete_func)s %(prog_name)s
"""

_FISH = """\
function %(complete_func)s
    for completion in (env %(complete_var)s=fish_complete COMP_WORDS=(commandline -cp | string collect) \
COMP_CWORD=(commandline -ct | string collect) %(prog_name)s 2>/dev/null)
        set -l parts (string split -m 1 , -- $completion)
        switch $parts[1]
            case dir
                __fish_complete_directories (commandline -ct)
            case file
                __fish_complete_path (commandline -ct)
            case plain
                echo -- $parts[2]
        end
    end
end
complete --no-files --command %(prog_name)s --arguments "(%(complete_func)s)"
"""


# -- names ---------------------------------------------------------------------------------------------------------


def concept(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """Complete the name of one concept; an argument of several words may be typed without quotation marks."""
    before = _words_before(ctx, param)
    return _items(ctx, [" ".join(before)] if before else [""], incomplete)


def concepts(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """Complete the last of several names in a row, which may have begun with any of the words before it."""
    before = _words_before(ctx, param)
    return _items(ctx, [" ".join(before[start:]) for start in range(len(before) + 1)], incomplete)


def _words_before(ctx: click.Context, param: click.Parameter) -> Sequence[str]:
    given = ctx.params.get(param.name or "")
    return given if isinstance(given, tuple) and not isinstance(param, click.Option) else ()


def _items(ctx: click.Context, leads: Iterable[str], incomplete: str) -> list[CompletionItem[str]]:
    """Return the names that begin with some words and the incomplete one, without those words."""
    found: dict[str, str] = {}
    for lead in leads:
        typed = f"{lead} {incomplete}" if lead else incomplete
        for name, label in _names(ctx, typed):
            if len(name) > len(typed) - len(incomplete):
                found.setdefault(name[len(typed) - len(incomplete) :], label)
    names = sorted(_consistent(found, incomplete), key=lambda name: (name.casefold(), name))
    return [CompletionItem(name, help=found[name] if found[name] != name else None) for name in names]


def _consistent(names: Iterable[str], incomplete: str) -> Iterable[str]:
    """Leave out names in another case than the incomplete one where a shell would shorten what was typed.

    A shell puts what all names have in common in the place of what was typed, unless that is nothing.
    """
    names = list(names)
    exact = [name for name in names if name.startswith(incomplete)]
    firsts = {name[:1] for name in names}
    return exact if exact and len(firsts) == 1 else names


def _names(ctx: click.Context, typed: str) -> Iterator[tuple[str, str]]:
    """Yield for each concept the name that fits best to what is typed, with its label."""
    for label, names, forms in _concepts(ctx, typed):
        fitting = [name for name in names if name.casefold().startswith(typed.casefold()) and name.isprintable()]
        exact = [name for name in fitting if name.startswith(typed)]
        folded = [form for form in forms if form.startswith(typed.casefold())]
        if best := (exact or fitting or folded)[:1]:
            yield best[0], label


def _concepts(ctx: click.Context, typed: str) -> Iterator[tuple[str, list[str], list[str]]]:
    """Yield the label, the names as they are written and the names folded of each concept that may be meant."""
    from dlgraph.locate import corpus_path

    corpus = corpus_path(_option(ctx, "corpus"))
    # A completion has nowhere to complain; files have names where there is no index or a damaged one.
    try:
        ids, named = _indexed(_index_folder(ctx, corpus), typed)
    except (DlgraphError, OSError, ValueError, KeyError, TypeError, sqlite3.Error):
        ids, named = _files(corpus), {}
    counts = Counter(id.rpartition("/")[2].casefold() for id in ids)
    for id in ids:
        file = id.rpartition("/")[2]
        label, names, forms = named.get(id, ("", [], []))
        yield label or id, [*([file] if counts[file.casefold()] == 1 else []), id, *names], forms


def _option(ctx: click.Context, name: str) -> str | None:
    """Return an option's value, whether it was set behind the command or before it."""
    while ctx.params.get(name) is None and ctx.parent:
        ctx = ctx.parent
    return ctx.params.get(name)


def _index_folder(ctx: click.Context, corpus: Path) -> Path:
    if named := _option(ctx, "index") or os.environ.get("DLGRAPH_INDEX"):
        return Path(named).expanduser()
    from dlgraph.locate import default_folder

    return default_folder(corpus)


def _indexed(folder: Path, typed: str) -> tuple[list[str], dict[str, tuple[str, list[str], list[str]]]]:
    """Return the ids an index holds; and, of the concepts with a name that may fit, the label and names by id."""
    import json

    from dlgraph.search import database
    from dlgraph.text import fold

    # Of the manifest nothing is needed but where the data is; reading it as a whole takes longer than all the rest.
    data = json.loads((folder / "manifest.json").read_bytes())["data"]
    named: dict[str, tuple[str, list[str], list[str]]] = {}
    with closing(database.connect(folder / data)) as connection:
        ids = [id for (id,) in connection.execute("SELECT id FROM concepts ORDER BY row")]
        if folded := fold(typed):
            rows: Iterable[Any] = connection.execute(_NAMED, (folded, folded + chr(0x10FFFF)))
            for id, label, aliases, forms in rows:
                named[id] = label, [label, *json.loads(aliases)], forms.split("\n")
    return ids, named


def _files(corpus: Path) -> list[str]:
    """Return the ids that the pages of a corpus have, without reading them."""
    from dlgraph.formats import corpus as corpora

    try:
        paths = [state.path for state in corpora.scan(corpus)]
    except (DlgraphError, OSError):
        return []
    return [path.rpartition(".")[0] for path in paths if path.lower().endswith(corpora.PAGES)]


# -- shells --------------------------------------------------------------------------------------------------------


class Bash(BashComplete):
    """bash, with names quoted as the word being typed is; click's own script breaks them at spaces."""

    source_template = _BASH
    _raw = ""

    def source(self) -> str:
        return self.source_template % self.source_vars()

    def get_completion_args(self) -> tuple[list[str], str]:
        line = os.environ.get("COMP_LINE")
        if line is None:
            return super().get_completion_args()
        self._raw = _last_word(line)
        words = split_arg_string(line)
        return words[1:-1] if self._raw else words[1:], words[-1] if self._raw else ""

    def format_completion(self, item: CompletionItem[Any]) -> str:
        value = str(item.value)
        quote = self._raw[:1] if self._raw[:1] in ("'", '"') else ""
        if not quote:
            value = value[_behind_break(self._raw) :]
        return f"{item.type},{_quoted(value, quote)}"


class Zsh(ZshComplete):
    """zsh, with values joined to their option; click's own completion drops the option."""

    _lead = ""

    def get_completion_args(self) -> tuple[list[str], str]:
        args, incomplete = super().get_completion_args()
        self._lead = _option_part(incomplete)
        return args, incomplete

    def format_completion(self, item: CompletionItem[Any]) -> str:
        return super().format_completion(_joined(self._lead, item))


class Fish(FishComplete):
    """fish, with values joined to their option, and names that hold commas; click's own script ends them there."""

    source_template = _FISH
    _lead = ""

    def get_completion_args(self) -> tuple[list[str], str]:
        args, incomplete = super().get_completion_args()
        self._lead = _option_part(incomplete)
        return args, incomplete

    def format_completion(self, item: CompletionItem[Any]) -> str:
        return super().format_completion(_joined(self._lead, item))


def _option_part(word: str) -> str:
    """Return the option that a value is joined to, as in ``--format=dot``."""
    return word[: word.find("=") + 1] if word.startswith("--") else ""


def _joined(lead: str, item: CompletionItem[Any]) -> CompletionItem[Any]:
    return CompletionItem(lead + str(item.value), item.type, item.help) if item.type == "plain" else item


def _last_word(line: str) -> str:
    """Return the last word of a command line as it was typed, with its quotes; empty behind a space."""
    start, quote, escaped = 0, "", False
    for at, char in enumerate(line):
        if escaped:
            escaped = False
        elif char == "\\" and quote != "'":
            escaped = True
        elif quote:
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote = char
        elif char.isspace():
            start = at + 1
    return line[start:]


def _behind_break(raw: str) -> int:
    """Return how many characters of a word bash will not replace, for they end in one it breaks words at."""
    count = kept = 0
    escaped = False
    for char in raw[len(_option_part(raw)) :]:
        if char == "\\" and not escaped:
            escaped = True
            continue
        count += 1
        if char in _BREAKS and not escaped:
            kept = count
        escaped = False
    return kept


def _quoted(value: str, quote: str) -> str:
    if quote == "'":
        return value.replace("'", "'\\''")
    if quote:
        return "".join("\\" + char if char in '\\"$`' else char for char in value)
    return "".join(char if char.isalnum() or char in _PLAIN or not char.isascii() else "\\" + char for char in value)


def install() -> None:
    """Make click use these in place of its own for the shells they are for."""
    for shell in (Bash, Zsh, Fish):
        add_completion_class(shell)


def script(command: click.Command, shell: str) -> str:
    """Return the script that makes a shell complete a command: bash, zsh or fish."""
    install()
    shells = get_completion_class(shell)
    if shells is None:
        raise click.BadParameter(f"no completion is written for {shell}")
    return shells(command, {}, "dlgraph", "_DLGRAPH_COMPLETE").source()
