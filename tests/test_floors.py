"""The floors of the package: a module may import only modules on a lower floor, wherever the import stands.

This keeps the package free of circles, and each module free to be read, tested and imported after only those below.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

import dlgraph

# Floors from low to high, named below ``dlgraph.``; modules on one floor do not import each other.
#
# A new module goes on the lowest floor above everything it imports and below everything that imports it. Where no
# floor fits, add one (a new row; no numbers change) or break the module in two; do not lift what others rest on.
# ``dlgraph/__init__.py`` stands on no floor: it names what the package offers, and nothing inside imports it.
FLOORS: tuple[tuple[str, ...], ...] = (
    # A package is importable before its modules: its __init__ imports nothing.
    (
        "errors",
        "text",
        "version",
        "patches",
        "checks",
        "forms",
        "lexicon",
        "formats",
        "rdf",
        "suggest",
        "exports",
        "formats.listing",
        "formats.macros",
        "rdf.namespaces",
        "search",
        "render",
        "cli",
        "explore",
        "explore.help",
    ),
    (
        "model",
        "markdown",
        "locate",
        "spelling",
        "statements",
        "polarity",
        "exports.forms",
        "exports.target",
        "formats.columns",
        "formats.languages",
        "formats.flavours",
        "formats.revisions",
        "rdf.places",
        "rdf.triples",
    ),
    ("concept", "ledger", "outcome"),
    (
        "search.encoder",
        "search.lexical",
        "search.weights",
        "search.wordpieces",
        "search.views",
        "search.selfquestions",
        "search.calibration",
        "taxonomy",
        "checks.finding",
        "formats.rows",
        "suggest.suggestion",
        "exports.markup",
        "formats.reading",
        "formats.entries",
        "rdf.reader",
        "rdf.skosterms",
        "rdf.syntaxes",
        "render.ledger",
    ),
    (
        "paths",
        "learning",
        "checks.lexicon",
        "fixes",
        "verdict",
        "search.backend",
        "search.stored",
        "search.rows",
        "search.embeddings",
        "search.database",
        "search.layout",
        "search.bert",
        "search.reference",
        "formats.files",
        "formats.readings",
        "formats.selection",
        "formats.links",
        "formats.body",
        "formats.abbreviations",
        "rdf.owl",
    ),
    (
        "glossary",
        "survey",
        "surroundings",
        "search.postings",
        "search.vectors",
        "search.written",
        "search.onnx",
        "formats.frontmatter",
        "rdf.ledger",
        "formats.wordnet",
    ),
    (
        "comparison",
        "difference",
        "search.local",
        "exports.losses",
        "wording",
        "explore.names",
        "rdf.extract",
        "formats.fields",
        "search.engines",
    ),
    ("rdf.describe", "exports.drawing", "formats.okf", "formats.page", "formats.tabular", "formats.template"),
    ("rdf.keeping", "rdf.pagewords", "rdf.schemaorg", "formats.terms"),
    ("formats.rst", "formats.sources", "rdf.skos"),
    ("formats.corpus",),
    ("formats.account", "formats.bundle", "search.ranking", "checks.duplicates", "search.passages", "search.manifest"),
    (
        "exports.site",
        "exports.table",
        "exports.vault",
        "search.catalog",
        "checks.subject",
        "search.tuning",
        "questions",
    ),
    (
        "suggest.mentions",
        "suggest.sheets",
        "search.index",
        "checks.check",
        "search.nearest",
        "search.vocabulary",
        "search.cataloguing",
        "recognition",
    ),
    (
        "suggest.evidence",
        "suggest.lawful",
        "suggest.genus",
        "search.revision",
        "checks.deep",
        "checks.hierarchy",
        "checks.integrity",
        "checks.labels",
        "checks.pages",
        "checks.references",
        "checks.thesaurus",
        "checks.wording",
        "answer",
        "juxtapose",
        "truth",
    ),
    (
        "search.update",
        "render.page",
        "checks.table",
        "findings",
        "suggest.aliases",
        "suggest.edits",
        "suggest.links",
        "suggest.parents",
    ),
    (
        "search.build",
        "suggest.duplicates",
        "render.suggestions",
        "render.answers",
        "render.checks",
        "render.pages",
        "render.reports",
        "render.draw",
        "structure",
    ),
    ("render.structure", "exports.write", "explore.views", "route"),
    ("place", "render.comparison", "explore.history", "explore.markup", "explore.messages"),
    ("knowledge", "explore.panes"),
    ("evaluate", "reanswered", "explore.asker"),
    ("cli.shared", "cli.completion", "explore.app", "render.difference"),
    ("cli.names",),
    (
        "cli.answers",
        "cli.check",
        "cli.convert",
        "cli.diff",
        "cli.exchange",
        "cli.graph",
        "cli.paths",
        "cli.suggest",
        "cli.upkeep",
    ),
    ("cli.app",),
    ("__main__",),
)

# The order the package is designed in; the table above may refine it but not turn it round.
DESIGN: tuple[tuple[str, ...], ...] = (
    ("errors", "text"),
    ("model",),
    # The taxonomy states the protocol it works on, so that a glossary can offer its functions as methods.
    ("taxonomy", "search.encoder", "search.backend"),
    ("glossary", "search.local", "formats.frontmatter", "formats.okf", "formats.page", "formats.tabular"),
    ("search.ranking",),
    ("search.index", "questions"),
    ("answer",),
    ("render.answers",),
    ("knowledge",),
    ("cli.app",),
)

PACKAGE = Path(str(dlgraph.__file__)).resolve().parent


def modules(package: Path) -> dict[str, Path]:
    """Map the name of each module, below the package, to its file; the package itself is left out."""
    found = {}
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        if name:
            found[name] = path
    return found


def imports(path: Path, name: str, known: Mapping[str, Path]) -> Iterator[tuple[int, str]]:
    """List the modules of the package that a file imports, with lines; "" stands for the package itself."""
    home = name.split(".") if path.name == "__init__.py" else name.split(".")[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if (target := _below(alias.name)) is not None:
                    yield node.lineno, target
        elif isinstance(node, ast.ImportFrom):
            origin = node.module if not node.level else ".".join(
                ["dlgraph", *home[: len(home) - node.level + 1], *([node.module] if node.module else [])]
            )  # fmt: skip
            if (target := _below(origin or "")) is not None:
                for alias in node.names:
                    inner = f"{target}.{alias.name}".strip(".")
                    yield node.lineno, inner if inner in known else target
        elif (
            isinstance(node, ast.Call)
            and node.args
            and ast.unparse(node.func).endswith(("import_module", "__import__"))
        ):
            # A name put together while running cannot be checked, so that it may not be.
            named = node.args[0].value if isinstance(node.args[0], ast.Constant) else "dlgraph"
            if (target := _below(str(named))) is not None:
                yield node.lineno, target


def _below(name: str) -> str | None:
    if name == "dlgraph":
        return ""
    return name.removeprefix("dlgraph.") if name.startswith("dlgraph.") else None


def violations(package: Path, floors: Sequence[Sequence[str]]) -> list[str]:
    """Say what is wrong with a package's floors: unknown modules, stale names, and imports that do not go down."""
    known = modules(package)
    floor = {name: at for at, names in enumerate(floors) for name in names}
    wrong = [f"{name} stands on no floor" for name in known if name not in floor]
    wrong += [f"{name} stands on a floor but is no module" for name in floor if name not in known]
    for name, path in known.items():
        for line, target in imports(path, name, known):
            if not target:
                wrong.append(f"{name}:{line} imports the package itself")
            elif target not in known:
                wrong.append(f"{name}:{line} imports {target}, which is no module")
            elif floor.get(target, -1) >= floor.get(name, len(floors)):
                wrong.append(f"{name}:{line} imports {target}, which stands no lower")
    return wrong


def test_every_import_goes_to_a_lower_floor():
    assert violations(PACKAGE, FLOORS) == []


def test_no_module_stands_on_two_floors():
    names = [name for names in FLOORS for name in names]
    assert sorted(names) == sorted(set(names))


def test_the_floors_keep_the_order_of_the_design():
    floor = {name: at for at, names in enumerate(FLOORS) for name in names}
    for below, above in itertools.pairwise(DESIGN):
        assert max(floor[name] for name in below) < min(floor[name] for name in above)


# -- the check itself, on packages made for it: low.py, high.py, sub/__init__.py and sub/deep.py ----------------------

TOY = (("sub", "low"), ("sub.deep",), ("high",))


def made(folder: Path, **sources: str) -> Path:
    texts = {"__init__": "from dlgraph.high import x", "low": "", "high": "", "sub/__init__": "", "sub/deep": ""}
    for name, text in (texts | {name.replace("_DOT_", "/"): text for name, text in sources.items()}).items():
        path = folder / f"{name}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "text",
    [
        "",
        "import os, collections.abc",
        "from dlgraph.low import x",
        "from dlgraph import low, sub",
        "from . import low",
        "from .sub import deep as d",
        "from .sub.deep import x",
        "import dlgraph.sub.deep",
        "import importlib\nimportlib.import_module('dlgraph.low')",
        "def f():\n    from dlgraph.low import x",
    ],
)
def test_an_import_that_goes_down_is_in_order(tmp_path: Path, text: str):
    assert violations(made(tmp_path, high=text), TOY) == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("from dlgraph.high import x", 1),
        ("from dlgraph import high", 1),
        ("import dlgraph.high", 1),
        ("import os, dlgraph.high as h", 1),
        ("from . import high", 1),
        ("from .high import x", 1),
        ("def f():\n    from dlgraph.high import x", 2),
        ("class A:\n    def f(self):\n        from dlgraph.high import x", 3),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from dlgraph.high import x", 3),
        ("try:\n    import dlgraph.high\nexcept ImportError:\n    pass", 2),
        ("import importlib\nh = importlib.import_module('dlgraph.high')", 2),
        ("h = __import__('dlgraph.high')", 1),
    ],
)
def test_an_import_that_goes_up_is_found_wherever_it_stands(tmp_path: Path, text: str, line: int):
    assert violations(made(tmp_path, low=text), TOY) == [f"low:{line} imports high, which stands no lower"]


def test_relative_imports_count_from_the_package_of_the_module(tmp_path: Path):
    package = made(tmp_path, sub_DOT_deep="from ..high import x\nfrom ..low import x\nfrom . import other")
    assert violations(package, TOY) == ["sub.deep:1 imports high, which stands no lower"]


def test_a_package_may_not_import_its_own_modules_from_below(tmp_path: Path):
    package = made(tmp_path, sub_DOT___init__="from .deep import x")
    assert violations(package, TOY) == ["sub:1 imports sub.deep, which stands no lower"]


def test_modules_on_one_floor_do_not_import_each_other(tmp_path: Path):
    package = made(tmp_path, low="from dlgraph import other", other="")
    assert violations(package, (("sub", "low", "other"), *TOY[1:])) == ["low:1 imports other, which stands no lower"]


@pytest.mark.parametrize(
    "text", ["import dlgraph", "from dlgraph import open", "from . import x", "import_module(f'dlgraph.{x}')"]
)
def test_the_package_itself_is_imported_by_none_of_its_modules(tmp_path: Path, text: str):
    assert violations(made(tmp_path, high=text), TOY) == ["high:1 imports the package itself"]


def test_modules_without_a_floor_and_floors_without_a_module_are_found(tmp_path: Path):
    package = made(tmp_path, new="")
    assert violations(package, (*TOY, ("gone",))) == [
        "new stands on no floor", "gone stands on a floor but is no module",
    ]  # fmt: skip


def test_an_import_of_a_module_that_is_not_there_is_found(tmp_path: Path):
    package = made(tmp_path, high="from dlgraph.gone import x")
    assert violations(package, TOY) == ["high:1 imports gone, which is no module"]
