"""A new page to be filled in, in the form the packaged glossary keeps."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from dlgraph.errors import CorpusError
from dlgraph.formats import frontmatter
from dlgraph.text import one_line, slug

_BODY = """
## Plain-English explanation
TODO What it is, in plain words, with an analogy that holds. Link other concepts where they first appear.

## Why it matters
TODO

## How it works
TODO

## Examples in practice
- TODO Three or four real ones.

## Common misconceptions
**Myth:** TODO What people believe, stated flatly.
**Reality:** TODO What is so.

## Frequently asked questions

### TODO A question as people type it, naming {label}?
TODO The first sentence answers it.

### TODO Another one about {label}?
TODO

## Further reading
- TODO Author, *Title*, venue, year.
"""


def page(label: str, broader: Sequence[str] = ()) -> str:
    """Return a page for a new concept, every place to fill in marked TODO.

    Args:
        label: the concept's name.
        broader: ids or names of the concepts above it.

    Returns:
        The page.
    """
    values: dict[str, object] = {
        "type": "Concept",
        "title": label,
        "description": "TODO One or two sentences that stand alone and do not use the term to define itself.",
        "aliases": [],
        "broader": list(broader),
        "related": [],
        "tags": [],
        "sources": [{"id": "todo", "title": "TODO Author, Title, venue, year"}],
        "status": "draft",
    }
    return frontmatter.join(values, _BODY.format(label=label))


def create(corpus: Path, label: str, folder: str = "", broader: Sequence[str] = ()) -> Path:
    """Write a page for a new concept; a file that exists is never touched.

    Args:
        corpus: the corpus, a folder.
        label: the concept's name.
        folder: the folder within the corpus to put the page in; made if it is missing.
        broader: ids or names of the concepts above it.

    Returns:
        The new file.

    Raises:
        CorpusError: the corpus is no folder, the name is empty, the folder lies outside the corpus, or the page
            exists.
    """
    label = one_line(label)
    if not corpus.is_dir():
        raise CorpusError(f"{corpus} is not a folder of pages", cure="Pass --corpus a folder.")
    if not any(char.isalnum() for char in label):
        raise CorpusError("the concept needs a name", cure='Write it behind the command: dlgraph new "Concept name".')
    target = corpus / folder / f"{slug(label)}.md"
    if Path(os.path.realpath(corpus)) not in Path(os.path.realpath(target)).parents:
        raise CorpusError(f"{folder!r} lies outside {corpus}", cure="Name a folder within the corpus.")
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with target.open("x", encoding="utf-8") as file:
            file.write(page(label, broader))
    except FileExistsError:
        raise CorpusError(f"{target} exists already", cure="Edit it, or choose another name.") from None
    return target
