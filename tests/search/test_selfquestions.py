"""The questions a corpus asks of itself."""

from __future__ import annotations

from collections.abc import Sequence

from dlgraph.model import Item, ItemKind, Source
from dlgraph.search import selfquestions
from dlgraph.search.selfquestions import FEWEST, MOST, SelfQuestion
from dlgraph.search.selfquestions import ask as ask_of


def item(id: str, kind: ItemKind, title: str, text: str = "", concept: str = "", *also: str, label: str = "") -> Item:
    return Item(id, kind, concept, label, title, text, Source("f.md"), tuple(also))


def ask(items: Sequence[Item], passages: int = 10_000) -> list[SelfQuestion]:
    return ask_of(items, passages)


def whole(*items: Item) -> list[SelfQuestion]:
    return [question for question in ask(items) if question.whole]


def test_each_other_phrasing_of_an_answered_faq_is_asked_and_hidden() -> None:
    found = whole(item("f", "faq", "Why bread?", "To eat.", "", "What for?", "How come?"))
    assert {question.text: (question.hidden, question.body) for question in found} == {
        "What for?": (("What for?",), "Why bread?\nHow come?\nTo eat."),
        "How come?": (("How come?",), "Why bread?\nWhat for?\nTo eat."),
    }
    assert {question.answers for question in found} == {("f",)}


def test_an_faq_without_answer_is_asked_by_every_phrasing() -> None:
    found = whole(item("f", "faq", "Why bread?", "", "", "What for?"))
    assert {question.text for question in found} == {"Why bread?", "What for?"}


def test_an_faq_of_one_phrasing_is_asked_of_its_answer_alone() -> None:
    answer = " ".join(f"w{at}" for at in range(500))
    (question,) = whole(item("f", "faq", "Why bread?", answer))
    assert (question.text, question.hidden, question.body) == ("Why bread?", (), answer)
    assert len(question.instead) == 2
    assert answer.startswith(question.instead[0])


def test_an_faq_of_a_question_and_nothing_else_asks_nothing() -> None:
    assert ask([item("f", "faq", "Why bread?"), item("g", "faq", "Why?", "", "", "Why?")]) == []


def test_a_definition_is_asked_without_its_names_of_the_sections_of_its_concept() -> None:
    definition = item("bread", "definition", "Bread", "Bread or loaves: bread baked of flour. It rises.", "bread",
                      "loaf", "loav", label="Bread")  # fmt: skip
    (question,) = whole(definition, item("bread#how", "section", "How", "By yeast.", "bread"))
    assert question.text == "or : baked of flour."
    assert question.answers == ("bread", "bread#how")


def test_a_definition_without_sections_or_of_few_words_asks_nothing() -> None:
    alone = item("a", "definition", "A", "One two three four five.", "a", label="A")
    few = item("b", "definition", "B", "B is good food.", "b", label="B")
    assert ask([alone, few, item("b#s", "section", "S", "text", "b")]) == []


def test_definitions_are_not_asked_where_faqs_are_many() -> None:
    faqs = [item(f"f{at}", "faq", f"Question {at}?", "Answer.") for at in range(60)]
    more = [
        item("a", "definition", "A", "One two three four five.", "a", label="A"),
        item("a#s", "section", "S", "", "a"),
    ]
    assert {question.answers[0] for question in whole(*faqs, *more)} == {f"f{at}" for at in range(60)}
    assert "a" in {question.answers[0] for question in whole(*faqs[1:], *more)}


def test_shortened_questions_keep_half_of_the_words_in_order_and_hide_nothing() -> None:
    text = "why does the dough of bread rise?"
    full, half = ask([item("f", "faq", text, "By yeast.")])
    assert (full.text, full.whole) == (text, True)
    assert (half.whole, half.hidden, half.instead, half.answers) == (False, (), (), ("f",))
    assert len(half.text.split()) == 4
    words = iter(text.split())
    assert all(word in words for word in half.text.split())


def test_questions_of_three_words_and_hidden_phrasings_are_not_shortened() -> None:
    found = ask([item("f", "faq", "Why bread rises?", "Yeast."),
                 item("g", "faq", "A", "B", "", "what does this one really mean?")])  # fmt: skip
    assert len(found) == 2
    assert all(question.whole for question in found)


def test_no_item_asks_twice_before_every_item_has_asked_once_and_there_is_a_limit() -> None:
    many = item("many", "faq", "Title", "Text.", "", *(f"phrasing {at}" for at in range(300)))
    others = [item(f"f{at}", "faq", f"Question {at}?", "Answer.") for at in range(80)]
    found = whole(many, *others)
    assert len(found) == MOST
    assert {question.answers[0] for question in found[:81]} == {"many", *(other.id for other in others)}


def test_the_order_of_items_does_not_matter() -> None:
    items = [item(f"f{at}", "faq", f"What is number {at} for?", "Answer.", "", f"alt {at}") for at in range(20)]
    items.append(item("g", "faq", "What is this all about?", "Nothing."))
    assert ask(items) == ask(items[::-1])


def test_fewer_passages_are_asked_fewer_questions_so_that_asking_stays_a_small_part_of_a_build() -> None:
    faqs = [item(f"f{at}", "faq", f"Question {at}?", "Answer.") for at in range(400)]
    counts = [len(ask(faqs, passages)) for passages in (0, 100, 360, 600, 1200, 2400, 100_000)]
    assert counts == [FEWEST, FEWEST, 30, 50, 100, MOST, MOST]


def test_questions_are_drawn_from_all_of_few_items_and_from_an_even_share_of_many() -> None:
    items = [Item(f"c{at // 2}#{at}", "section", f"c{at // 2}", "", "", "", Source("")) for at in range(4000)]
    assert all(selfquestions.sampled(item, 20_000) for item in items)
    drawn = [item for item in items if selfquestions.sampled(item, 80_000)]
    assert 800 < len(drawn) < 1200
    # Items of one concept stay together, for a definition is asked of its concept's sections.
    assert all(items[int(item.id.split("#")[1]) ^ 1] in drawn for item in drawn)
