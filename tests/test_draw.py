"""dlgraph/render/draw.py: Mermaid and DOT that mean what they are drawn from, whatever labels hold."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlgraph import comparison, paths, surroundings, taxonomy
from dlgraph.concept import Concept, Reference
from dlgraph.glossary import Glossary
from dlgraph.render import draw
from dlgraph.render.draw import Drawing
from dlgraph.text import one_line


def concept(id: str, broader: str = "", related: str = "", references: str = "") -> Concept:
    kinds = (tuple(map(Reference, ids.split())) for ids in (broader, related, references))
    above, beside, linked = kinds
    return Concept(id, id.capitalize(), broader=above, related=beside, references=linked)


#        drink                tea─cup and coffee─cup related;  tea links to leaf;  stone is alone
#       /     \
#     tea     coffee ─ bean (broader, too: coffee ▶ drink and coffee ▶ bean)
GLOSSARY = Glossary(
    [
        concept("drink"),
        concept("tea", "drink", "cup", "leaf"),
        concept("coffee", "drink bean", "cup"),
        concept("cup"),
        concept("bean"),
        concept("leaf"),
        concept("stone"),
    ]
)
_NODE = re.compile(r'    (n\d+)\["([^"\n]+)"\]')
_EDGE = re.compile(r"    (n\d+) (-->|---|-\.->)(?:\|(\w+)\|)? (n\d+)")


def read_mermaid(text: str) -> tuple[dict[str, str], list[tuple[str, str, str, str]]]:
    """Read a flowchart as Mermaid would: labels by node, and edges as (from, line, label, to)."""
    first, *lines = text.split("\n")
    assert re.fullmatch(r"flowchart (BT|RL)", first)
    nodes: dict[str, str] = {}
    edges = []
    for line in lines:
        if node := _NODE.fullmatch(line):
            nodes[node[1]] = re.sub(r"#(\d+);", lambda code: chr(int(code[1])), node[2])
        elif edge := _EDGE.fullmatch(line):
            edges.append((nodes[edge[1]], edge[2], edge[3] or "", nodes[edge[4]]))
        else:
            assert re.fullmatch(r"    style n\d+ stroke-width:3px", line), line
    return nodes, edges


_QUOTED = r'"(?:[^"\\\n]|\\["\\])*"'
_DOT_NODE = re.compile(rf"    ({_QUOTED}) \[label=({_QUOTED})(, penwidth=2)?\];")
_DOT_EDGE = re.compile(rf"    ({_QUOTED}) -> ({_QUOTED})(?: \[([a-z=, ]+)\])?;")


def read_dot(text: str) -> tuple[dict[str, str], list[tuple[str, str, str]]]:
    """Read a digraph as Graphviz would: labels by name, and edges as (from, attributes, to)."""

    def unquoted(part: str) -> str:
        return re.sub(r"\\(.)", r"\1", part[1:-1])

    lines = text.split("\n")
    assert lines[0] == "digraph glossary {"
    assert lines[-1] == "}"
    nodes: dict[str, str] = {}
    edges = []
    for line in lines[4:-1]:
        if node := _DOT_NODE.fullmatch(line):
            nodes[unquoted(node[1])] = unquoted(node[2]).replace("&amp;", "&")
        else:
            edge = _DOT_EDGE.fullmatch(line)
            assert edge, line
            edges.append((unquoted(edge[1]), edge[3] or "", unquoted(edge[2])))
    return nodes, edges


# -- what is drawn ------------------------------------------------------------------------------------------------


def test_a_tree_is_drawn_with_arrows_to_what_is_broader() -> None:
    drawing = draw.of_tree(taxonomy.tree(GLOSSARY, GLOSSARY["drink"]))
    assert read_mermaid(draw.mermaid(drawing))[1] == [
        ("Coffee", "-->", "", "Drink"),
        ("Tea", "-->", "", "Drink"),
    ]
    assert read_dot(draw.dot(drawing))[1] == [("coffee", "", "drink"), ("tea", "", "drink")]


def test_a_tree_upwards_has_the_same_arrows() -> None:
    drawing = draw.of_tree([surroundings.tree_up(GLOSSARY, GLOSSARY["coffee"])], up=True)
    assert set(drawing.edges) == {("coffee", "broader", "drink"), ("coffee", "broader", "bean")}
    assert drawing.marked == {"coffee"}


def test_a_concept_below_two_others_is_one_node() -> None:
    drawing = draw.of_tree(taxonomy.tree(GLOSSARY))
    nodes, edges = read_mermaid(draw.mermaid(drawing))
    assert sorted(nodes.values()) == ["Bean", "Coffee", "Cup", "Drink", "Leaf", "Stone", "Tea"]
    assert ("Coffee", "-->", "", "Bean") in edges
    assert ("Coffee", "-->", "", "Drink") in edges
    assert drawing.marked == frozenset()


def test_a_path_is_drawn_with_relations_as_they_are_declared() -> None:
    start, end = GLOSSARY["leaf"], GLOSSARY["bean"]
    path = paths.shortest_path(GLOSSARY, start, end)
    assert path is not None
    visited = [GLOSSARY[id] for id in paths.way(start.id, path)]
    drawing = draw.of_path(visited, path)
    assert list(drawing.labels) == ["leaf", "tea", "drink", "coffee", "bean"]
    assert read_mermaid(draw.mermaid(drawing))[1] == [
        ("Tea", "-.->", "references", "Leaf"),
        ("Tea", "-->", "broader", "Drink"),
        ("Coffee", "-->", "broader", "Drink"),
        ("Coffee", "-->", "broader", "Bean"),
    ]
    assert drawing.marked == {"leaf", "bean"}


def test_related_concepts_are_joined_without_an_arrow_and_links_are_dashed() -> None:
    drawing = draw.of_surroundings(GLOSSARY["tea"], surroundings.surroundings(GLOSSARY, GLOSSARY["tea"]))
    assert read_dot(draw.dot(drawing))[1] == [
        ("tea", "label=broader", "drink"),
        ("tea", "label=related, dir=none", "cup"),
        ("tea", "label=references, style=dashed", "leaf"),
    ]
    assert ("Tea", "---", "related", "Cup") in read_mermaid(draw.mermaid(drawing))[1]


def test_a_comparison_is_drawn_with_what_is_common_and_what_both_are_related_to() -> None:
    value = comparison.compare(GLOSSARY, [GLOSSARY["tea"], GLOSSARY["coffee"]])
    drawing = draw.of_comparison(GLOSSARY, value)
    assert set(drawing.edges) == {
        ("tea", "broader", "drink"),
        ("coffee", "broader", "drink"),
        ("tea", "related", "cup"),
        ("coffee", "related", "cup"),
    }
    assert drawing.marked == {"tea", "coffee"}


def test_what_nothing_joins_is_drawn_apart() -> None:
    value = comparison.compare(GLOSSARY, [GLOSSARY["tea"], GLOSSARY["stone"]])
    nodes, edges = read_dot(draw.dot(draw.of_comparison(GLOSSARY, value)))
    assert nodes == {"tea": "Tea", "stone": "Stone"}
    assert edges == []


# -- what labels may hold -----------------------------------------------------------------------------------------

HOSTILE = [
    'say "no"', "`code`", "end", "1. list", "2) list", "- dash", "+ plus", "# hash &amp; <b>bold</b>", "a|b", "[x](y)",
    '%%{init: {"theme": "dark"}}%%', "*star* _under_", "back\\slash", "back\\", "two\nlines", "C#", "C++", "日本語",
    "$$x$$", 'n0["x"] --> n1', "; x", "{x}", "@{ shape: circle }", "\x00\x1b[31m", "&quot;", "#34;",
]  # fmt: skip


def meant(label: str) -> str:
    """Return a label as a drawing can show it: on one line, without control characters."""
    return re.sub(r"[\x00-\x1f\x7f]", "", one_line(label))


@pytest.mark.parametrize("label", HOSTILE)
def test_a_label_is_shown_as_it_is_and_never_taken_for_syntax(label: str) -> None:
    drawing = Drawing({"a": label, "b": "plain"}, (("a", "broader", "b"),))
    nodes, edges = read_mermaid(draw.mermaid(drawing))
    assert nodes == {"n0": meant(label) or " ", "n1": "plain"}
    assert len(edges) == 1
    assert read_dot(draw.dot(drawing)) == ({"a": meant(label), "b": "plain"}, [("a", "label=broader", "b")])


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_any_labels_are_shown_as_they_are(labels: list[str]) -> None:
    drawing = Drawing({str(at): label for at, label in enumerate(labels)}, ())
    assert list(read_mermaid(draw.mermaid(drawing))[0].values()) == [meant(label) or " " for label in labels]
    # Graphviz reads "&amp;" as "&" and nothing else that is written here.
    assert list(read_dot(draw.dot(drawing))[0].values()) == [meant(label) for label in labels]


def test_a_mermaid_label_holds_no_character_of_its_syntax() -> None:
    text = draw.mermaid(Drawing({"a": "".join(map(chr, range(32, 127)))}, ()))
    (label,) = re.findall(r'\["(.*)"\]', text)
    assert not set(re.sub(r"#\d+;", "", label)) & set('"`#;<>&%{}[]|*_\\$~^=@')


@pytest.mark.parametrize("label", ["1. list", "1) list", "- dash", "+ plus"])
def test_a_label_that_begins_like_a_list_is_no_list_to_mermaid(label: str) -> None:
    text = draw.mermaid(Drawing({"a": label}, ()))
    assert re.search(r'\["(?:1?#\d+;) ', text)


@pytest.mark.parametrize("id", ['we"ird', "back\\slash", "end\\", "a/b", "über", "x y"])
def test_an_id_of_any_kind_names_its_node_in_dot(id: str) -> None:
    drawing = Drawing({id: "A", "other": "B"}, ((id, "broader", "other"),))
    nodes, edges = read_dot(draw.dot(drawing))
    assert nodes == {id: "A", "other": "B"}
    assert edges == [(id, "label=broader", "other")]


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")
def test_graphviz_reads_what_is_written() -> None:
    labels = {f'id "{at}" \\': label for at, label in enumerate(HOSTILE)}
    ids = list(labels)
    drawing = Drawing(labels, tuple((ids[at], "related", ids[at + 1]) for at in range(len(ids) - 1)))
    ended = subprocess.run(["dot", "-Tplain"], input=draw.dot(drawing).encode(), capture_output=True, check=True)
    lines = ended.stdout.decode().splitlines()
    assert sum(line.startswith("node ") for line in lines) == len(ids)
    assert sum(line.startswith("edge ") for line in lines) == len(ids) - 1
