"""dlgraph/formats/rst.py: glossaries in reStructuredText."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlgraph.formats.rst import read, to_markdown

# A made-up glossary in the style of Sphinx's documents; the first line is line 1.
TEXT = """\
.. _words:

=====
Words
=====

About these words.

.. glossary::
   :sorted:

   tea
   chai
      A drink of :term:`leaves <leaf>`, see `the
      site <https://example.org/a>`_ and :term:`cup`.

      .. index:: single: drink

      It is ``hot``.

   cup : thing
      Holds :term:`tea`.

After the list.
"""


def test_the_terms_of_the_directive_are_concepts_with_their_lines():
    found = read(TEXT, "doc/words", "doc/words.rst")
    tea, cup = found.concepts
    assert (tea.id, tea.label, tea.aliases, tea.source.line) == ("doc/words/tea", "tea", ("chai",), 12)
    assert tea.definition == "A drink of leaves, see the site and cup."
    assert [(link.target, link.line) for link in tea.references] == [("leaf", 14), ("cup", 15)]
    assert [(part.text, part.line) for part in tea.sections] == [("It is `hot`.", 19)]
    assert (cup.label, cup.definition) == ("cup", "Holds tea.")


def test_what_is_no_term_is_accounted_for():
    found = read(TEXT, "doc/words", "doc/words.rst")
    assert [(drop.kind, drop.what, drop.source.line) for drop in found.dropped] == [
        ("links", "https://example.org/a", 14), ("text", "About these words.", 7), ("text", "After the list.", 24),
    ]  # fmt: skip


def test_a_file_without_a_glossary_is_left_out_with_its_reason():
    found = read("Title\n=====\n\nText.\n", "a", "a.rst")
    assert found.concepts == ()
    assert [drop.why for drop in found.dropped] == ["a reStructuredText file without a glossary"]


def test_several_glossaries_of_a_file_are_read_and_one_within_another_block():
    text = ".. glossary::\n\n   a\n      A.\n\nText\n\n   .. glossary::\n\n      b\n         B.\n"
    assert [concept.label for concept in read(text, "x", "x.rst").concepts] == ["a", "b"]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (":term:`cat`", "[cat](<cat>)"),
        (":term:`the cats <cat: big>`\\s", "[the cats](<cat%3A big>)s"),
        (":class:`~a.b.Tea` and :func:`brew`", "`Tea` and `brew`"),
        (":ref:`there <label>`, :pep:`8`, :doc:`a/b`", "there, PEP 8, a/b"),
        ("``*args`` stay", "`*args` stay"),
        ("`site <https://x.org>`__ and `name`_", "[site](https://x.org) and name"),
        ("For example::", "For example:"),
        (".. note:: Hot", "Hot"),
        (".. index:: x", ""),
    ],
)
def test_inline_marks_become_markdown(written: str, shown: str):
    assert to_markdown(written) == shown


PIECES = st.sampled_from(
    [".. glossary::", "   tea", "      A drink.", "", "", "   chai : kind", "      :term:`a", "b <c>` x", "Title",
     "=====", "      ``x``", "`a <b>`_", ".. note::", "text::", "   :sorted:", "\t tab", ":term:`x`"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=14).map("\n".join))
@settings(deadline=None, max_examples=200)
def test_any_text_is_read_and_keeps_its_lines(text: str):
    assert to_markdown(text).count("\n") == text.count("\n")
    length = text.count("\n") + 1
    found = read(text, "a", "a.rst")
    assert all(1 <= concept.source.line <= length for concept in found.concepts)
    assert all(1 <= drop.source.line <= length for drop in found.dropped)


def test_a_name_between_underscores_is_not_bold():
    found = read(".. glossary::\n\n   __init__\n      Makes ``__new__`` things.\n", "words", "words.rst")
    assert [(concept.label, concept.definition) for concept in found.concepts] == [
        ("__init__", "Makes __new__ things.")
    ]
