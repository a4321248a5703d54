"""dlgraph/formats/links.py: what links lead to, and writing them anew."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlgraph import markdown
from dlgraph.concept import Concept, Reference
from dlgraph.formats.links import Places, collect, may_be_page, rewrite, settle, unmarked
from dlgraph.formats.reading import Pointer
from dlgraph.model import Source


def concept(id: str, *links: str | tuple[str, str]) -> Concept:
    """Make a concept with links, each a target or a target with the place on its page."""
    pairs = [(link, "") if isinstance(link, str) else link for link in links]
    pointers = tuple(Pointer(target, line, place) for line, (target, place) in enumerate(pairs, 1))
    return Concept(id, id.rpartition("/")[2].capitalize(), references=pointers, source=Source(f"{id}.md"))


def meant(*concepts: Concept, folder: str = "", strict: bool = False, **addresses: str) -> list[str | None]:
    """Return what the links of the first concept lead to; None for one that is dropped."""
    places = Places(concepts, addresses, folder, strict=strict)
    return [places.find(reference, concepts[0].id) for reference in concepts[0].references]


# -- collecting ----------------------------------------------------------------------------------------------------


def test_every_link_is_a_pointer_or_dropped_with_its_reason():
    text = "[a](b.md#c) [web](https://x.org)\n[here](#part) ![[cup.png]]\n[[Tea]]"
    found = collect(text, 10, "f.md")
    assert found.pointers == (Pointer("b.md", 10, "c"), Pointer("Tea", 12))
    assert [(drop.what, drop.why, str(drop.source), drop.kind) for drop in found.dropped] == [
        ("https://x.org", "it leads to the web", "f.md:10", "links"),
        ("#part", "it leads to a place on its own page", "f.md:11", "links"),
        ("cup.png", "an embedded picture or file", "f.md:11", "links"),
    ]
    assert found.found == 5


def test_places_on_a_page_of_several_terms_are_concepts():
    assert collect("[here](#part)", 1, "f.md", "glossary").pointers == (Pointer("glossary", 1, "part"),)


LINKS = st.sampled_from(
    ["[a](b.md)", "[[Tea]]", "![[Tea]]", "![[a.png]]", "[x](#y)", "<https://x.org>", "[w](http://x.org)", "`[a](b)`",
     '{{Glossary("x")}}', "{term}`x`", "text", "\n", "\n\n", "![i](i.png)", "[r]\n\n[r]: r.md\n\n"]
)  # fmt: skip


@given(st.lists(LINKS, max_size=12).map(" ".join))
@settings(deadline=None, max_examples=150)
def test_as_many_links_are_found_as_are_kept_and_dropped(text: str):
    found = collect(text, 1, "f.md")
    assert found.found == len(found.pointers) + len(found.dropped)


# -- what they lead to ---------------------------------------------------------------------------------------------


def test_a_link_to_a_place_leads_to_the_term_that_is_there():
    page = concept("tea", ("words.md", "green-leaf"), ("../words", "Green Leaf"), ("words", "other"), ("cup.md", "x"))
    terms = [concept("words/green-leaf"), concept("words/black"), concept("cup")]
    assert meant(page, *terms) == ["words/green-leaf", "words/green-leaf", None, "cup.md"]
    term = concept("a/words/tea", ("a/words", "cup"), ("words.md", "cup"))
    assert meant(term, concept("a/words/cup")) == ["a/words/cup", "a/words/cup"]


def test_a_link_to_an_address_leads_to_the_page_that_has_it():
    page = concept("a", "/old/Tea/", "the-tea", "cup")
    others = [concept("drinks/chai"), concept("cup")]
    places = Places([page, *others], {"/old/tea": "drinks/chai", "the-tea": "drinks/chai", "cup": "drinks/chai"})
    # A name that a concept has is not taken from it.
    assert [places.find(link, "a") for link in page.references] == ["drinks/chai", "drinks/chai", "cup"]


@pytest.mark.parametrize(
    ("link", "folder", "found"),
    [
        ("/tea/", "", "/tea/"),  # from the root of the site: any page may be there
        ("/glossary/tea/", "", "/glossary/tea/"),  # a folder with a telling name
        ("/words/tea/", "_words", "/words/tea/"),  # the folder the corpus is in
        ("/drinks/tea.html", "", "drinks/tea"),  # the whole id
        ("/my-site/drinks/tea/", "", "drinks/tea"),  # and what stands before it
        ("/docs/how-to/tea/", "", None),  # another part of the site
        ("/docs/how-to/pot/", "", "/docs/how-to/pot/"),  # which names no concept anyway
        ("/de/tea/", "", "/de/tea/"),  # a language
    ],
)
def test_a_link_from_the_root_of_a_site_leads_to_a_concept_only_where_those_are(
    link: str, folder: str, found: str | None
):
    assert meant(concept("cup", link), concept("drinks/tea"), folder=folder) == [found]


def test_the_pages_are_where_half_of_the_links_find_one():
    page = concept("a", "/site/x/tea/", "/site/x/cup/", "/site/x/none/", "/other/y/tea/", "/other/y/p/", "/other/y/q/")
    assert meant(page, concept("tea"), concept("cup")) == [
        "/site/x/tea/", "/site/x/cup/", "/site/x/none/", None, "/other/y/p/", "/other/y/q/",
    ]  # fmt: skip


def test_in_a_bundle_a_slash_means_the_root_of_the_bundle():
    page = concept("a", "/drinks/tea.md", "/x/drinks/tea.md", "/glossary/cup.md")
    assert meant(page, concept("drinks/tea"), concept("cup"), strict=True) == ["drinks/tea", None, None]


def test_a_link_to_a_list_of_concepts_is_dropped():
    concepts = (concept("tea", "drinks", "/glossary/", "nowhere"), concept("drinks/cup", "/glossary/tea/"))
    settled, dropped = settle(concepts, Places(concepts))
    assert [reference.target for reference in settled[0].references] == ["nowhere"]
    assert [(drop.what, drop.why) for drop in dropped] == [
        ("drinks", "it leads to a list of concepts"), ("/glossary/", "it leads to a list of concepts"),
    ]  # fmt: skip


def test_settled_references_are_plain_ones_and_what_is_dropped_has_its_place():
    concepts = (concept("cup", ("tea", "x"), "/docs/how/tea/"), concept("tea"))
    settled, (dropped,) = settle(concepts, Places(concepts))
    assert settled[0].references == (Reference("tea", 1),)
    assert (dropped.what, dropped.why, dropped.kind, str(dropped.source)) == (
        "/docs/how/tea/", "it leads to /docs/how/, which is another part of the web site", "links", "cup.md:2",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("target", "page"),
    [("a/b", True), ("b.md", True), ("B.HTML", True), ("c/", True), ("a.png", False), ("x.csv", False)],
)
def test_a_link_to_a_page_is_told_from_one_to_a_file(target: str, page: bool):
    assert may_be_page(target) is page


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("A [drink](tea.md) of [[Tea|leaves]].", "A drink of leaves."),
        ('A {{< glossary_tooltip text="pod" term_id="pod" >}} and {term}`x`.', "A pod and x."),
        ("2 * 3 * 4 _is_ `24`", "2 * 3 * 4 _is_ `24`"),
    ],
)
def test_a_text_of_one_line_loses_its_links_and_nothing_else(text: str, shown: str):
    assert unmarked(text) == shown


@given(st.text(st.sampled_from("[]()ab \\!{}`"), max_size=20))
@settings(deadline=None, max_examples=150)
def test_a_text_without_its_links_stays_as_it_is(text: str):
    assert unmarked(unmarked(text)) == unmarked(text)


# -- writing anew --------------------------------------------------------------------------------------------------


def moved(path: str, fragment: str) -> str | None:
    return None if path in ("", "stay") else f"to/{path}{f'#{fragment}' if fragment else ''}"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("[a](b.md)", "[a](to/b.md)"),
        ("[a](b.md 'title')", "[a](to/b.md 'title')"),
        ("[a](<b c.md#d>)", "[a](<to/b c.md#d>)"),
        ("[a](b%20c.md)", "[a](<to/b c.md>)"),
        ("[a](b_(c).md)", "[a](<to/b_(c).md>)"),
        ("[[Tea Cup|cup]]", "[cup](<to/Tea Cup>)"),
        ("![[Tea]]", "[Tea](to/Tea)"),
        ("![[tea.png]]", "![[tea.png]]"),
        ('{{Glossary("DOM")}}', "[DOM](to/DOM)"),
        ("{term}`x <y>`", "[x](to/y)"),
        ("[a][b]\n\n[b]: c.md", "[a][b]\n\n[b]: to/c.md"),
        ("[a](stay)", "[a](stay)"),
        ("[a](https://x.org/b)", "[a](https://x.org/b)"),
        ("`[a](b.md)` and\n```\n[[c]]\n```", "`[a](b.md)` and\n```\n[[c]]\n```"),
        ("[`code`](b.md)", "[`code`](to/b.md)"),
        ("{{% video x %}} \\](b.md)", "{{% video x %}} \\](b.md)"),
    ],
)
def test_links_are_written_anew_and_the_rest_is_not_touched(text: str, written: str):
    assert rewrite(text, moved) == written


@given(st.lists(LINKS, max_size=10).map(" ".join))
@settings(deadline=None, max_examples=150)
def test_links_written_anew_lead_where_they_should(text: str):
    before = markdown.links(text)
    after = markdown.links(rewrite(text, moved))
    assert [link.target for link in after] == [f"to/{link.target}" for link in before]
