from __future__ import annotations

import subprocess
import sys

import pytest

import dlgraph
from dlgraph import concept, errors, glossary, knowledge, version
from dlgraph.render import answers


def test_every_public_name_is_there() -> None:
    for name in dlgraph.__all__:
        assert getattr(dlgraph, name) is not None
    assert set(dlgraph.__all__) == set(dir(dlgraph))


def test_public_names_are_those_of_the_modules() -> None:
    assert dlgraph.__version__ == version.VERSION
    assert dlgraph.open is knowledge.open
    assert dlgraph.KnowledgeBase is knowledge.KnowledgeBase
    assert dlgraph.Glossary is glossary.Glossary
    assert dlgraph.Concept is concept.Concept
    assert dlgraph.DlgraphError is errors.DlgraphError
    assert dlgraph.payload is answers.payload


def test_every_error_is_public_and_of_one_tree() -> None:
    for name, value in vars(errors).items():
        if isinstance(value, type) and issubclass(value, Exception):
            assert getattr(dlgraph, name) is value
            assert issubclass(value, dlgraph.DlgraphError)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'dlgraph' has no attribute 'nonsense'"):
        getattr(dlgraph, "nonsense")  # noqa: B009


def test_importing_the_package_loads_none_of_its_modules() -> None:
    code = "import sys, dlgraph; dlgraph.__all__; print([name for name in sys.modules if name.startswith('dlgraph.')])"
    ended = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert ended.stdout.strip() == "[]"


def test_a_value_can_be_had_without_numpy() -> None:
    code = "import sys, dlgraph; dlgraph.Concept('a', 'A'); dlgraph.CorpusError; print('numpy' in sys.modules)"
    ended = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert ended.stdout.strip() == "False"
