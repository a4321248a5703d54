"""The explorer, driven as by a reader: keys are pressed in a terminal of a given size, and the screen is read."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual.content import Content
from textual.pilot import Pilot
from textual.widgets import Footer, Static

from dlgraph import knowledge
from dlgraph.concept import Concept
from dlgraph.errors import DlgraphError, UnknownConceptError
from dlgraph.explore import views
from dlgraph.explore.app import Explorer, run
from dlgraph.explore.asker import Asker
from dlgraph.explore.help import Help
from dlgraph.explore.history import History
from dlgraph.explore.names import Names
from dlgraph.explore.panes import ConceptTree, Found, PageView, SearchBox, Switch, Trail
from dlgraph.glossary import Glossary
from dlgraph.knowledge import KnowledgeBase, Located

WIDE, NARROW = (120, 36), (80, 24)

# cooking > baking > bread, related to salt, which its text links to as well;  salt stands alone
PAGES = {
    "cooking.md": "---\ntitle: Cooking\ndescription: Preparing meals with heat.\n---\n",
    "baking.md": "---\ntitle: Baking\ndescription: Cooking inside an oven.\nbroader: [cooking]\n---\n",
    "bread.md": """---
title: Bread
description: A loaf of flour and water.
aliases: [loaf]
broader: [baking]
related: [salt]
---
## Ingredients

Wheat, [a pinch of it](salt.md), and the [oven](baking.md#heat). See [the web](https://example.org/bread) or
[nothing](nowhere.md), or [its FAQ](#faq).

## Common misconceptions

**Myth:** Crust holds the vitamins.
**Reality:** It does not.

## FAQ

### Why does dough rise?

Yeast makes bubbles.
""",
    "salt.md": "---\ntitle: Salt\ndescription: A mineral of sodium.\n---\n\n## Salty\n\n" + "Grain.\n\n" * 60,
}


def written(folder: Path, pages: dict[str, str]) -> Located:
    for name, text in pages.items():
        path = folder / "corpus" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return knowledge.locate(folder / "corpus", folder / "index", "hash")


@pytest.fixture
def place(tmp_path: Path) -> Located:
    return written(tmp_path, PAGES)


@dataclass(frozen=True)
class Screen:
    """What a reader sees."""

    title: str
    page: str
    trail: str
    around: list[str]
    tree: list[str]
    cursor: str
    found: list[str]
    marked: str
    focus: str
    panes: list[str]
    switch: str
    told: list[str]
    scroll: float


def read(app: Explorer) -> Screen:
    tree, found = app.query_one(ConceptTree), app.query_one(Found)
    nodes = [tree.get_node_at_line(line) for line in range(tree.last_line + 1)]
    page = app.query_one(PageView)
    blocks = [block.content for block in page.text.query(Static)]
    prompts = [str(option.prompt) for option in found.options] if found.has_class("shown") else []
    return Screen(
        title=app.view.title,
        page="\n".join(block.plain for block in blocks if isinstance(block, Content)),
        trail=str(app.query_one(Trail).content),
        around=[name for title, concepts in app.view.around for name in (title, *(one.label for one in concepts))],
        tree=[str(node.label) for node in nodes if node],
        cursor=str(tree.cursor_node.label) if tree.cursor_node else "",
        found=prompts,
        marked=prompts[found.highlighted] if prompts and found.highlighted is not None else "",
        focus=(app.focused.id or "") if app.focused else "",
        panes=[str(pane.id) for pane in app.query(".pane") if pane.display and pane.region.area],
        switch=str(app.query_one(Switch).content) if app.query_one(Switch).display else "",
        told=[notice.message for notice in app._notifications],
        scroll=page.scroll_y,
    )


Act = Callable[[Explorer, Pilot[None]], Awaitable[None]]


async def answered(app: Explorer, pilot: Pilot[None]) -> None:
    for _ in range(400):
        await pilot.pause(0.02)
        if app.view.kind != "passing":
            return
    raise AssertionError("no answer came")


def walk(
    base: Located | KnowledgeBase, *does: str | Act, size: tuple[int, int] = WIDE, start: str | None = None
) -> list[Screen]:
    """Press keys, several in a string, or call what acts on the running app; return what is seen after each."""

    async def drive() -> list[Screen]:
        glossary = base.glossary if isinstance(base, KnowledgeBase) else knowledge.glossary(base)
        asker = Asker(base)
        app = Explorer(glossary, asker, start)
        screens = []
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            for act in does:
                if isinstance(act, str):
                    await pilot.press(*act.split())
                else:
                    await act(app, pilot)
                await pilot.pause()
                screens.append(read(app))
            await app.action_quit()
        asker.close()
        return screens

    return asyncio.run(drive())


def browse(
    base: Located | KnowledgeBase, *does: str | Act, size: tuple[int, int] = WIDE, start: str | None = None
) -> Screen:
    """Do as ``walk`` does; return what is seen in the end."""
    return walk(base, *does, "", size=size, start=start)[-1]


def search(text: str) -> Act:
    """Type into the search box, as fast as one who pastes."""

    async def act(app: Explorer, pilot: Pilot[None]) -> None:
        await pilot.press("slash")
        app.query_one(SearchBox).insert_text_at_cursor(text)

    return act


def click(selector: str, offset: tuple[int, int]) -> Act:
    async def act(app: Explorer, pilot: Pilot[None]) -> None:
        del app
        await pilot.click(selector, offset=offset)

    return act


# -- what is shown -----------------------------------------------------------------------------------------------------


def test_the_first_page_counts_what_there_is_and_offers_the_top_concepts(place: Located):
    screen = browse(place)
    assert "4 concepts and 1 FAQ, read from" in screen.page
    assert "Cooking: Preparing meals with heat." in screen.page
    assert screen.around == ["Top concepts", "Cooking", "Salt"]
    assert screen.trail == "Glossary"


def test_a_page_shows_every_part_of_a_concept_and_where_it_stands(place: Located):
    screen = browse(place, start="loaf")
    order = ["Bread", "Also called loaf", "A loaf of flour", "Ingredients", "Wheat, a pinch of", "Common",
             "Myth: Crust holds", "Reality: It does not.", "Why does dough", "Yeast makes", "bread.md:1"]  # fmt: skip
    assert sorted(order, key=screen.page.index) == order
    assert screen.trail == "Glossary › Cooking › Baking › Bread"
    assert screen.around == ["Broader", "Baking", "Related", "Salt", "In the text", "Baking"]


def test_the_tree_opens_down_to_what_is_shown(place: Located):
    screen = browse(place, start="bread")
    assert screen.tree == ["Cooking", "Baking", "Bread", "Salt"]
    assert screen.cursor == "Bread"


def test_a_start_that_no_concept_is_called_is_an_error(place: Located):
    with pytest.raises(UnknownConceptError, match="Did you mean: Bread"):
        browse(place, start="bred")


def test_markdown_of_one_part_cannot_swallow_the_next(tmp_path: Path):
    page = "---\ntitle: A\n---\n## One\n\n<!-- never closed\n"
    screen = browse(written(tmp_path, {"a.md": page, "b.md": "---\ntitle: B\n---\n\n```\nopen code\n"}), start="a")
    assert "a.md:1" in screen.page
    assert "b.md:1" in browse(written(tmp_path, {}), start="b").page


def test_what_the_widget_would_leave_out_is_shown_as_text(tmp_path: Path):
    text = """---
title: A
description: First.
---
## One

up<br>down ![a picture](p.png) [[b|wiki]] [far][r]

<div>in a block</div>

## Two

[r]: b.md
"""
    screen = browse(written(tmp_path, {"a.md": text, "b.md": "---\ntitle: B\n---\n"}), start="a")
    assert "up\ndown a picture wiki far" in screen.page
    assert "in a block" in screen.page


def test_control_characters_never_reach_the_terminal(tmp_path: Path):
    page = '---\ntitle: "A \\e[31mred"\naliases: ["x\\ey"]\n---\n\nRaw \x1b]0;title\x07 text.\n\x0c\nAfter.\n'
    screen = browse(written(tmp_path, {"a.md": page}), search("red"), start="a")
    shown = [screen.page, screen.trail, *screen.tree, *screen.found]
    assert "Raw ]0;title text." in screen.page
    assert not [char for text in shown for char in text if ord(char) < 32 and char != "\n"]


def test_labels_that_look_like_markup_are_shown_as_they_are(tmp_path: Path):
    label = "[b]C*[/b] `x` $y <z>"
    screen = browse(written(tmp_path, {"a.md": f"---\ntitle: '{label}'\n---\n"}), search("c*"), start="a")
    assert screen.page.startswith(label)
    assert screen.tree == [label]
    assert screen.marked == label


def test_homonyms_are_told_apart_and_lead_to_each_other(tmp_path: Path):
    pages = {"money/token.md": "---\ntitle: Token\n---\n", "text/token.md": "---\ntitle: Token\n---\n"}
    screen = browse(written(tmp_path, pages), search("tok"), start="text/token")
    assert screen.tree == ["Token (money/token)", "Token (text/token)"]
    assert screen.found[:2] == ["Token (money/token)", "Token (text/token)"]
    assert screen.around == ["Same name", "Token"]


# -- the tree ----------------------------------------------------------------------------------------------------------


def test_enter_in_the_tree_opens_a_page_and_stays_in_the_tree(place: Located):
    screen = browse(place, "t", "right right enter")
    assert (screen.title, screen.focus) == ("Baking", "tree")


def test_the_arrows_open_and_close_branches_and_move_between_them(place: Located):
    screens = walk(place, "t", "right", "right right", "left", "left", start="cooking")
    assert [screen.cursor for screen in screens] == ["Cooking", "Cooking", "Baking", "Baking", "Cooking"]
    assert [len(screen.tree) for screen in screens] == [2, 3, 4, 3, 3]


def test_branches_are_made_when_they_are_opened(tmp_path: Path):
    # c0 is above c1 … c7, each of which is above seven more, and so on: a heap of 2,000
    above = ["", *(f"broader: [c{(n - 1) // 7}]\n" for n in range(1, 2000))]
    pages = {f"c{n}.md": f"---\ntitle: C {n}\n{line}---\n" for n, line in enumerate(above)}
    nodes: list[int] = []

    async def count(app: Explorer, pilot: Pilot[None]) -> None:
        del pilot
        nodes.append(len(app.query_one(ConceptTree)._tree_nodes))

    screen = browse(written(tmp_path, pages), count, "t", "down enter", search("c 1999"), "enter", count)
    assert nodes[0] == 1 + 1 + 7
    assert nodes[1] < 60
    assert (screen.title, screen.cursor) == ("C 1999", "C 1999")


def test_a_circle_ends_where_it_closes(tmp_path: Path):
    pages = {"egg.md": "---\ntitle: Egg\nbroader: [hen]\n---\n", "hen.md": "---\ntitle: Hen\nbroader: [egg]\n---\n"}
    screen = browse(written(tmp_path, pages), "t", "right right right right", start="hen")
    assert screen.tree == ["Egg", "Hen", "Egg ↺"]
    assert screen.trail == "Glossary › Egg › Hen"


def test_a_corpus_of_faqs_says_so_and_lists_them(tmp_path: Path):
    (tmp_path / "faqs.csv").write_text("id,question,answer\nq1,Why bake?,For *bread*.\nq2,Why salt?,For taste.\n")
    place = knowledge.locate(tmp_path / "faqs.csv", tmp_path / "index", "hash")
    first, _, opened, _, found = walk(place, "", "t", "enter", search("salt"), "enter", size=NARROW)
    assert "2 FAQs" in first.page
    assert "no concepts" in first.page
    assert first.tree == ["Why bake?", "Why salt?"]
    assert "For bread." in opened.page
    assert found.title == "Why salt?"


def test_faqs_without_a_concept_stand_at_the_end_of_the_tree(tmp_path: Path):
    (tmp_path / "t.csv").write_text("id,label,question,answer,concept\nc,Bread,,,\nq1,,Why?,So.,\nq2,,How?,Thus.,c\n")
    screen = browse(knowledge.locate(tmp_path / "t.csv", tmp_path / "index", "hash"), "t", "down enter down enter")
    assert screen.tree == ["Bread", "FAQs (1)", "Why?"]
    assert screen.title == "Why?"


# -- links and neighbours ----------------------------------------------------------------------------------------------


def test_the_arrows_mark_the_links_of_a_page_and_enter_follows(place: Located):
    screens = walk(place, "right enter", "b", "right right enter", "b", "right right left enter", start="bread")
    assert [screen.title for screen in screens] == ["Salt", "Bread", "Baking", "Bread", "Salt"]


def test_a_link_can_be_clicked(place: Located):
    async def act(app: Explorer, pilot: Pilot[None]) -> None:
        block = next(block for block in app.query_one(PageView).text.query(Static) if "pinch" in str(block.content))
        await pilot.click(block, offset=(str(block.content).index("pinch"), 0))

    assert browse(place, act, start="bread").title == "Salt"


def test_a_link_that_leads_to_no_page_is_told_and_not_opened(place: Located):
    screens = walk(place, "right right right enter", "right enter", start="bread")
    assert [screen.title for screen in screens] == ["Bread", "Bread"]
    assert screens[-1].told == [
        "https://example.org/bread leads out of the glossary", "nowhere.md is no page of this glossary.",
    ]  # fmt: skip


def test_a_neighbour_opens_when_it_is_chosen(place: Located):
    screens = walk(place, "r", "down enter", "b", "down down enter", "b", click("#around", (5, 4)), start="bread")
    assert [screen.title for screen in screens] == ["Bread", "Baking", "Bread", "Salt", "Bread", "Salt"]


def test_steps_of_the_way_can_be_clicked_and_u_goes_up(place: Located):
    screens = walk(place, click("#trail", (len("Glossary › Cook"), 0)), "b", "u", "u", "u", start="bread")
    assert [screen.title for screen in screens] == ["Cooking", "Bread", "Baking", "Cooking", "Cooking"]


# -- history -----------------------------------------------------------------------------------------------------------


def test_back_and_forward_go_through_what_was_shown(place: Located):
    screens = walk(place, "u u", "b", "alt+left", "b", "f", "alt+right", "f", start="bread")
    titles = [screen.title for screen in screens]
    assert titles == ["Cooking", "Baking", "Bread", "Bread", "Baking", "Cooking", "Cooking"]


def test_back_returns_to_where_the_page_was_left(place: Located):
    async def scrolled(app: Explorer, pilot: Pilot[None]) -> None:
        del app
        await pilot.press("space")
        await pilot.wait_for_animation()

    left, home, back = (screen.scroll for screen in walk(place, scrolled, "g", "b", start="salt"))
    assert left > 0
    assert (home, back) == (0, left)


def test_what_lay_forward_is_forgotten_when_something_else_is_opened():
    one, two, three = (views.View(name, ()) for name in ("one", "two", "three"))
    history = History(one)
    history.visit(two)
    history.move(-1)
    history.visit(three)
    assert not history.move(1)
    assert history.move(-1)
    assert history.now.view is one


def test_a_passing_view_is_never_gone_back_to():
    one, answer = views.View("one", ()), views.View("answer", (), kind="answer")
    history = History(one)
    for line in ("loading", "still loading"):
        history.visit(views.waiting("Why?", line))
    assert history.move(-1)
    assert not history.can_move(1)
    history.visit(views.waiting("Why?", "loading"))
    history.visit(answer)
    assert history.move(-1)
    assert history.now.view is one
    assert history.move(1)
    assert history.now.view is answer


# -- search ------------------------------------------------------------------------------------------------------------


def labels(names: Names, query: str) -> list[str]:
    return [match.target.label for match in names.find(query) if isinstance(match.target, Concept)]


def test_names_are_found_by_beginning_then_by_word_then_within_then_by_words():
    made = ["Deep learning", "Learning rate", "Unlearning", "Rate of deep change", "Salt"]
    names = Names(Glossary([Concept(label.lower(), label) for label in made]))
    assert labels(names, "learn") == ["Learning rate", "Deep learning", "Unlearning"]
    assert labels(names, "deep rate") == ["Rate of deep change"]
    assert labels(names, "LEARNING-RATE!") == ["Learning rate"]
    assert labels(names, "?!") == []


def test_labels_come_before_aliases_and_a_concept_comes_once():
    names = Names(Glossary([Concept("a", "Loaf"), Concept("b", "Bread", aliases=("loaf tin", "loaf"))]))
    assert [(match.target.id, match.alias) for match in names.find("loaf")] == [("a", ""), ("b", "loaf")]
    assert [(match.target.id, match.alias) for match in names.find("loaf t")] == [("b", "loaf tin")]


def test_a_misspelt_name_is_found_even_half_typed():
    names = Names(Glossary([Concept("a", "Backpropagation"), Concept("b", "Transformer")]))
    assert labels(names, "bakpropagtion") == ["Backpropagation"]
    assert labels(names, "trasnfor") == ["Transformer"]
    assert labels(names, "zebra crossing") == []


@given(st.lists(st.text("abc -é", min_size=1, max_size=8).filter(str.strip), min_size=1, max_size=6), st.data())
def test_every_beginning_of_a_label_finds_its_concept(texts: list[str], data: st.DataObject):
    concepts = [Concept(str(at), f"x{text}") for at, text in enumerate(texts)]
    chosen = data.draw(st.sampled_from(concepts))
    beginning = chosen.label[: data.draw(st.integers(1, len(chosen.label)))]
    assert chosen in [match.target for match in Names(Glossary(concepts)).find(beginning)]


def test_typing_finds_names_at_once_and_enter_opens_the_marked_one(place: Located):
    typed, opened, aliased = walk(place, "slash b a", "enter", search("loa"))
    assert typed.found == ["Baking  in Cooking", "Ask: ba"]
    assert typed.marked == typed.found[0]
    assert (opened.title, opened.found, opened.focus) == ("Baking", [], "page")
    assert aliased.marked == "Bread  also called loaf, in Baking"


def test_the_arrows_move_among_what_was_found_while_the_box_keeps_the_focus(place: Located):
    first, second, again = walk(place, search("a"), "down", "up")
    assert len(first.found) > 2
    assert [screen.marked for screen in (first, second, again)] == [*first.found[:2], first.found[0]]
    assert second.focus == "search"


def test_what_was_found_can_be_clicked(place: Located):
    assert browse(place, search("ba"), click("#found", (4, 1))).title == "Baking"


def test_escape_leaves_the_search_box_empty_and_returns_to_the_pane(place: Located):
    screen = browse(place, "t", search("ba"), "escape", size=NARROW)
    assert (screen.focus, screen.found) == ("tree", [])
    assert screen.panes == ["tree"]


def test_keys_of_the_app_are_letters_in_the_search_box(place: Located):
    async def act(app: Explorer, pilot: Pilot[None]) -> None:
        del pilot
        assert app.query_one(SearchBox).value == "q?/tb"

    assert browse(place, "slash q question_mark slash t b", act).focus == "search"


def test_what_is_typed_ahead_reaches_the_search_box(place: Located):
    async def hurry(app: Explorer, pilot: Pilot[None]) -> None:
        for key in ("slash", "b", "r"):
            app.post_message(events.Key(key, "/" if key == "slash" else key))
        await pilot.pause()
        assert app.query_one(SearchBox).value == "br"

    assert browse(place, hurry, "enter").title == "Bread"


def test_enter_on_nothing_asks_nothing(place: Located):
    screens = walk(place, "slash enter", "down up pagedown enter", "space enter")
    assert {screen.title for screen in screens} == {"Glossary"}


# -- asking ------------------------------------------------------------------------------------------------------------


def test_a_question_is_answered_with_source_and_confidence(place: Located):
    screen = browse(place, search("why does dough rise?"), "enter", answered)
    assert "You asked: why does dough rise?" in screen.page
    assert "Yeast makes bubbles." in screen.page
    assert "Confidence " in screen.page
    assert "bread.md:20" in screen.page
    assert screen.trail == "Glossary › Cooking › Baking › Bread › why does dough rise?"
    assert screen.around[:2] == ["Answered from", "Bread"]
    assert screen.focus == "page"


def test_a_question_that_a_name_resembles_is_still_asked_when_it_ends_as_one(place: Located):
    assert browse(place, search("bread?")).marked == "Ask: bread?"


def test_what_the_graph_says_leads_and_links_the_relations_it_rests_on(place: Located):
    screens = walk(place, search("is bread a kind of cooking?"), "enter", answered, "right enter")
    lines = screens[2].page.split("\n")
    assert lines[1].startswith("Yes")
    assert any(line.startswith("Bread < Baking: ") and line.endswith("bread.md:5") for line in lines)
    assert screens[2].trail == "Glossary › Cooking › Baking › Bread › is bread a kind of cooking?"
    assert screens[3].title == "Bread"


def test_an_abstention_says_why_and_what_came_closest(place: Located):
    screen = browse(place, search("zyx wvu tsr?"), "enter", answered)
    assert "Not in this glossary" in screen.page
    assert "Why: " in screen.page


def test_escape_returns_from_an_answer_and_it_can_be_gone_forward_to(place: Located):
    screens = walk(place, search("why does dough rise?"), "enter", answered, "escape", "f", start="salt")
    assert [screen.title for screen in screens[2:]] == ["why does dough rise?", "Salt", "why does dough rise?"]


def test_an_answer_nobody_waits_for_is_dropped(place: Located, monkeypatch: pytest.MonkeyPatch):
    asked = []

    def slow(self: Asker, question: str, tell: Callable[[str], None]) -> None:
        del self
        asked.append(question)
        for _ in range(100):
            tell("loading")
            time.sleep(0.2)
        raise AssertionError("nobody stopped it")

    monkeypatch.setattr(Asker, "ask", slow)

    async def settle(app: Explorer, pilot: Pilot[None]) -> None:
        del app
        await pilot.pause(0.3)

    left = walk(place, search("why?"), "enter", settle, "escape", settle, start="salt")
    assert asked == ["why?"]
    assert "Escape goes back" in left[2].page
    assert [screen.title for screen in left[2:]] == ["why?", "Salt", "Salt"]
    assert browse(place, search("why?"), "enter", settle, "t up enter", settle, start="salt").title == "Cooking"


@pytest.mark.parametrize("error", [DlgraphError("it is broken", cure="Mend it."), ValueError("a bug")])
def test_what_goes_wrong_while_asking_is_told_on_the_page(
    place: Located, monkeypatch: pytest.MonkeyPatch, error: Exception
):
    def broken(*args: object) -> None:
        del args
        raise error

    monkeypatch.setattr(Asker, "ask", broken)
    screen = browse(place, search("why?"), "enter", answered)
    assert "This could not be asked" in screen.page
    assert str(error).split("\n")[0] in screen.page


def test_an_open_knowledge_base_is_used_and_left_open(place: Located):
    with KnowledgeBase(place) as kb:
        assert "Yeast" in browse(kb, search("why does dough rise?"), "enter", answered).page
        assert kb.ask("why does dough rise?").item is not None


# -- layout ------------------------------------------------------------------------------------------------------------


def test_a_wide_terminal_shows_all_panes_side_by_side(place: Located):
    screen = browse(place, size=(160, 48))
    assert screen.panes == ["tree", "page", "around"]
    assert screen.switch == ""


def test_a_narrow_terminal_shows_one_pane_and_names_the_others(place: Located):
    screens = walk(place, "", "t", "r", click("#switch", (10, 0)), "tab", "tab", size=NARROW, start="bread")
    assert [screen.panes for screen in screens[:4]] == [["page"], ["tree"], ["around"], ["page"]]
    assert [screen.focus for screen in screens] == ["page", "tree", "around", "page", "search", "page"]
    assert screens[0].switch.split() == ["t", "Tree", "p", "Page", "r", "Related", "(3)"]


def test_in_a_narrow_terminal_what_is_opened_comes_to_the_front(place: Located):
    screens = walk(place, "t", "up enter", "b", "r", "down enter", size=NARROW, start="bread")
    assert [screen.title for screen in screens] == ["Bread", "Baking", "Bread", "Bread", "Baking"]
    assert [(screen.panes, screen.focus) for screen in (screens[1], screens[4])] == [(["page"], "page")] * 2


def test_a_terminal_made_narrow_shows_the_pane_that_has_the_focus(place: Located):
    async def shrink(app: Explorer, pilot: Pilot[None]) -> None:
        del app
        await pilot.resize_terminal(*NARROW)

    screen = browse(place, "t", shrink)
    assert (screen.panes, screen.focus) == (["tree"], "tree")


@pytest.mark.parametrize("size", [NARROW, WIDE, (160, 48)])
def test_the_keys_at_the_foot_fit(place: Located, size: tuple[int, int]):
    async def fits(app: Explorer, pilot: Pilot[None]) -> None:
        await pilot.pause()
        footer = app.query_one(Footer)
        assert footer.query("FooterKey")
        assert footer.max_scroll_x == 0

    browse(place, "u b", fits, "slash", fits, size=size, start="bread")


@pytest.mark.parametrize("size", [(20, 6), (40, 10), (100, 30), (300, 90)])
def test_any_size_of_terminal_works(place: Located, size: tuple[int, int]):
    assert browse(place, "t enter tab tab b", search("br"), "enter", size=size).title == "Bread"


def test_long_labels_are_cut_at_the_edge_of_the_tree(tmp_path: Path):
    async def measure(app: Explorer, pilot: Pilot[None]) -> None:
        await pilot.pause()
        tree = app.query_one(ConceptTree)
        assert 0 < tree.virtual_size.width <= tree.scrollable_content_region.width

    place = written(tmp_path, {"a.md": f"---\ntitle: {'Very long label ' * 12}\n---\n"})
    browse(place, "t", measure, size=NARROW)
    browse(place, measure, size=WIDE)


def test_the_middle_of_a_long_way_is_left_out_first(tmp_path: Path):
    pages = {
        f"c{n}.md": f"---\ntitle: Concept {n:02}\n" + f"broader: [c{n - 1}]\n" * bool(n) + "---\n" for n in range(12)
    }
    trail = browse(written(tmp_path, pages), size=NARROW, start="c11").trail
    assert trail.startswith("Glossary › Concept 00 › ")
    assert trail.endswith(" › Concept 10 › Concept 11")
    assert "…" in trail
    assert len(trail) <= NARROW[0] - 2


# -- other keys --------------------------------------------------------------------------------------------------------


def test_the_help_lists_the_keys_and_closes_again(place: Located):
    async def helped(app: Explorer, pilot: Pilot[None]) -> None:
        assert isinstance(app.screen, Help)
        assert "find a concept" in str(app.screen.query_one(Static).content)
        await pilot.press("escape")
        assert not isinstance(app.screen, Help)

    assert browse(place, "question_mark", helped, "t", size=NARROW).focus == "tree"


def test_the_source_of_a_page_is_told_and_copied(place: Located):
    async def copied(app: Explorer, pilot: Pilot[None]) -> None:
        del pilot
        assert app.clipboard.endswith("salt.md:1")

    assert browse(place, "y", copied, start="salt").told[0].endswith("salt.md:1")
    assert browse(place, "y").told == []


@pytest.mark.parametrize(("said", "light"), [("", False), ("15;0", False), ("0;15", True), ("0;default;15", True)])
def test_the_colours_follow_the_terminal_and_a_key(
    place: Located, monkeypatch: pytest.MonkeyPatch, said: str, light: bool
):
    monkeypatch.setenv("COLORFGBG", said)
    monkeypatch.delenv("TEXTUAL_THEME", raising=False)
    seen = []

    async def look(app: Explorer, pilot: Pilot[None]) -> None:
        del pilot
        seen.append(app.current_theme.dark)

    browse(place, look, "d", look)
    assert seen == [not light, light]


def test_q_quits(place: Located):
    async def gone(app: Explorer, pilot: Pilot[None]) -> None:
        await pilot.press("q")
        assert app._exit

    browse(place, gone)


# -- what it needs -----------------------------------------------------------------------------------------------------


def test_nothing_heavy_is_loaded_before_a_question_is_asked(place: Located):
    code = f"""
import asyncio, sys
from dlgraph import knowledge
from dlgraph.explore.app import Explorer
from dlgraph.explore.asker import Asker

async def drive():
    place = knowledge.locate({str(place.corpus)!r}, {str(place.folder)!r}, "hash")
    app = Explorer(knowledge.glossary(place), Asker(place), "bread")
    async with app.run_test() as pilot:
        await pilot.press("slash", "s", "a", "enter", "t", "down", "enter", "r", "b")

asyncio.run(drive())
heavy = ("numpy", "networkx", "faiss", "onnxruntime", "rdflib", "torch", "tokenizers", "sentence_transformers")
print([name for name in heavy if name in sys.modules])
"""
    for _ in ("without an index", "with one"):
        ended = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
        assert ended.stdout == "[]\n"
        knowledge.build(place)


def test_without_a_terminal_it_is_refused_with_a_cure(place: Located, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "__stdin__", None)
    with pytest.raises(DlgraphError, match="no terminal") as error:
        run(place)
    assert "dlgraph show" in error.value.cure
