"""dlgraph/suggest/links.py: which links are suggested, why, and which never are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dlgraph import taxonomy
from dlgraph.formats import corpus as corpora
from dlgraph.glossary import Glossary
from dlgraph.suggest import links
from dlgraph.suggest.evidence import Evidence
from dlgraph.suggest.suggestion import Suggestion

# No page lists related concepts here, so that links are to stand in texts.
IN_TEXTS = {
    "cup.md": "---\ntitle: Cup\n---\n\nA cup holds [tea](tea.md) or [coffee](coffee.md).\n",
    "pot.md": "---\ntitle: Pot\n---\n\nA pot holds [tea](tea.md) for a table, more than one cup.\n",
    "kettle.md": "---\ntitle: Kettle\n---\n\nA kettle heats water for\ntea.\n\nNo kettle, no `tea`, no tea.\n",
}
Put = Callable[[Mapping[str, str]], Path]
Files = dict[str, str]
Alike = Callable[..., Evidence]


def pairs_of(found: list[Suggestion]) -> list[tuple[str, str]]:
    return [(each.concept, each.target) for each in found]


def test_words_that_name_a_concept_are_to_become_the_link(put: Put, tea: Files, alike: Alike):
    found = links.suggest(alike(put(tea | IN_TEXTS), 0.6), least=0)
    (kettle,) = [each for each in found if (each.concept, each.target) == ("kettle", "tea")]
    assert (kettle.kind, str(kettle.source)) == ("references", "kettle.md:6")


def test_a_reason_counts_the_names_and_says_where_the_first_stands(put: Put, tea: Files, alike: Alike):
    found = links.suggest(alike(put(tea | IN_TEXTS), 0.6), least=0)
    (kettle,) = [each for each in found if (each.concept, each.target) == ("kettle", "tea")]
    (named,) = [each for each in kettle.reasons if each.name == "named"]
    assert named.text == "named 2 times in the text of Kettle"
    assert str(named.source) == "kettle.md:6"


def test_where_pages_list_related_concepts_a_link_is_a_related_pair(put: Put, tea: Files, alike: Alike):
    files = {**tea, "tea.md": tea["tea.md"].replace("broader", "related: [coffee]\nbroader"),
             "green-tea.md": tea["green-tea.md"].replace("broader", "related: [oolong-tea]\nbroader")}  # fmt: skip
    found = links.suggest(alike(put(files), 0.6), least=0)
    assert ("kettle", "tea") in pairs_of(found)
    assert {each.kind for each in found} == {"related"}
    assert len({frozenset(pair) for pair in pairs_of(found)}) == len(found)


def test_concepts_above_and_below_one_another_are_never_to_be_linked(put: Put, tea: Files, alike: Alike):
    corpus = put(tea)
    found = links.suggest(alike(corpus, 0.9), k=100, least=0)
    assert found
    assert not {("green-tea", "drink"), ("drink", "green-tea"), ("tea", "drink")} & set(pairs_of(found))


def test_a_link_back_is_suggested_only_where_words_can_carry_it(put: Put, alike: Alike):
    files = {
        "a.md": "---\ntitle: Anchor\n---\n\nAn anchor holds a [boat](b.md) and a [canoe](c.md).\n",
        "b.md": "---\ntitle: Boat\n---\n\nA boat has an anchor.\n",
        "c.md": "---\ntitle: Canoe\n---\n\nA canoe has none.\n",
    }
    found = pairs_of(links.suggest(alike(put(files), 0.9), least=0))
    assert ("b", "a") in found
    assert ("c", "a") not in found
    assert ("a", "b") not in found


def test_one_concept_is_an_end_of_every_link_that_is_asked_for(put: Put, tea: Files, alike: Alike):
    evidence = alike(put(tea | IN_TEXTS), 0.6)
    found = links.suggest(evidence, [evidence.glossary["kettle"]], least=0)
    assert found
    assert all("kettle" in pair for pair in pairs_of(found))
    assert {pair for pair in pairs_of(links.suggest(evidence, k=1000, least=0)) if "kettle" in pair} == set(
        pairs_of(found)
    )


def test_the_smallest_glossaries_have_no_links_to_suggest(put: Put, alike: Alike):
    assert links.suggest(alike(put({"a.md": "---\ntitle: A one\n---\n\nText.\n"})), least=0) == []


IDS = st.sampled_from("abcde")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    broader=st.sets(st.tuples(IDS, IDS)),
    related=st.sets(st.tuples(IDS, IDS)),
    linked=st.sets(st.tuples(IDS, IDS)),
    named=st.sets(st.tuples(IDS, IDS)),
)
def test_no_suggestion_is_there_already_reflexive_or_against_the_hierarchy(
    tmp_path: Path,
    alike: Alike,
    broader: set[tuple[str, str]],
    related: set[tuple[str, str]],
    linked: set[tuple[str, str]],
    named: set[tuple[str, str]],
):
    corpus = tmp_path / "corpus"
    corpus.mkdir(exist_ok=True)
    for id in "abcde":
        lists = {"broader": [b for a, b in broader if a == id and a < b], "related": [b for a, b in related if a == id]}
        text = "".join(f"{key}: [{', '.join(sorted(values))}]\n" for key, values in lists.items())
        body = " ".join([f"[x]({b}.md)." for a, b in sorted(linked) if a == id]
                        + [f"Word{b * 3} too." for a, b in sorted(named) if a == id])  # fmt: skip
        (corpus / f"{id}.md").write_text(f"---\ntitle: Word{id * 3}\n{text}---\n\n{body}\n", encoding="utf-8")
    glossary = Glossary(corpora.read(corpus).concepts)
    for each in links.suggest(alike(corpus, 0.8), k=100, least=0):
        one, other = glossary.concepts[each.concept], glossary.concepts[each.target]
        assert one is not other
        assert other not in (*taxonomy.ancestors(glossary, one), *taxonomy.descendants(glossary, one))
        assert other not in (*glossary.related(one), *glossary.references(one))
