"""dlgraph makes a glossary answerable: its pages become a graph, and a question comes back as the closest answer.

>>> import dlgraph
>>> kb = dlgraph.open("corpus")
>>> kb.ask("Can deep learning work on small datasets?").item.text
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dlgraph.concept import Concept as Concept
    from dlgraph.concept import Faq as Faq
    from dlgraph.concept import Misconception as Misconception
    from dlgraph.concept import Section as Section
    from dlgraph.errors import CorpusError as CorpusError
    from dlgraph.errors import DlgraphError as DlgraphError
    from dlgraph.errors import IndexDamagedError as IndexDamagedError
    from dlgraph.errors import IndexFormatError as IndexFormatError
    from dlgraph.errors import ModelError as ModelError
    from dlgraph.errors import QuestionError as QuestionError
    from dlgraph.errors import UnknownConceptError as UnknownConceptError
    from dlgraph.glossary import Glossary as Glossary
    from dlgraph.knowledge import KnowledgeBase as KnowledgeBase
    from dlgraph.knowledge import open as open
    from dlgraph.model import Answer as Answer
    from dlgraph.model import Hit as Hit
    from dlgraph.model import Item as Item
    from dlgraph.model import Relation as Relation
    from dlgraph.model import Source as Source
    from dlgraph.render.answers import payload as payload
    from dlgraph.version import VERSION as __version__  # noqa: N811

_HOME = {
    "CorpusError": "errors",
    "DlgraphError": "errors",
    "IndexDamagedError": "errors",
    "IndexFormatError": "errors",
    "ModelError": "errors",
    "QuestionError": "errors",
    "UnknownConceptError": "errors",
    "Glossary": "glossary",
    "KnowledgeBase": "knowledge",
    "open": "knowledge",
    "Answer": "model",
    "Concept": "concept",
    "Faq": "concept",
    "Hit": "model",
    "Item": "model",
    "Misconception": "concept",
    "Relation": "model",
    "Section": "concept",
    "Source": "model",
    "payload": "render.answers",
}
__all__ = [*_HOME, "__version__"]  # pyright: ignore[reportUnsupportedDunderAll]


def __getattr__(name: str) -> object:
    if name == "__version__":
        return importlib.import_module("dlgraph.version").VERSION
    if name in _HOME:
        value = getattr(importlib.import_module(f"dlgraph.{_HOME[name]}"), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module 'dlgraph' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
