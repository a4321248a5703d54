"""dlgraph/statements.py: what a question puts forward, without its frame and its tag."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlgraph import statements
from dlgraph.statements import Statement, statement

BARE = "salt makes water boil faster"


@pytest.mark.parametrize(
    "question",
    [
        "Is it true that salt makes water boil faster?",
        "is it really the case that salt makes water boil faster",
        "Isn't it true that salt makes water boil faster?",
        "Would it be fair to say that salt makes water boil faster?",
        "True or false: salt makes water boil faster.",
        "Myth or fact? salt makes water boil faster",
        "salt makes water boil faster, right?",
        "So salt makes water boil faster, doesn't it?",
        "salt makes water boil faster doesn't it",
        "salt makes water boil faster, doesnt it?",
        "isnt it true that salt makes water boil faster",
        "salt makes water boil faster. True or false?",
        "salt makes water boil faster... correct?",
        "salt makes water boil faster, or is that a myth?",
        "I heard that salt makes water boil faster. Is that so?",
        "Hi, I've been told salt makes water boil faster.",
        "My teacher says salt makes water boil faster, is she right?",
        "A friend of mine told me that salt makes water boil faster. Is that really true?",
        "People say that salt makes water boil faster",
        "Am I right in thinking that salt makes water boil faster?",
        "Would you agree that salt makes water boil faster?",
        "My understanding is that salt makes water boil faster. Am I wrong?",
        "What about the claim that salt makes water boil faster?",
        "Is there any truth to the claim that salt makes water boil faster?",
        "salt makes water boil faster, I suppose?",
        "Is it true that salt makes water boil faster, as I understand it?",
        "Isn\u2019t it true that   salt makes\nwater boil faster?",
    ],
)
def test_frames_and_tags_are_taken_off(question: str) -> None:
    assert statement(question) == Statement(BARE, denied=False, framed=True)


@pytest.mark.parametrize(
    "question",
    [
        "Is it a myth that salt makes water boil faster?",
        "Is it just a common misconception that salt makes water boil faster?",
        "It's not true that salt makes water boil faster, right?",
        "It isn't the case that salt makes water boil faster, is it?",
        "Am I wrong to think that salt makes water boil faster?",
        "Is it wrong to say that salt makes water boil faster?",
        "salt makes water boil faster. Is that a myth?",
        "I heard that it is not true that salt makes water boil faster.",
    ],
)
def test_a_frame_that_says_it_does_not_hold_denies_the_statement(question: str) -> None:
    assert statement(question) == Statement(BARE, denied=True, framed=True)


def test_two_denials_undo_each_other() -> None:
    found = statement("Is it false that salt makes water boil faster? Is that a myth?")
    assert found == Statement(BARE, denied=False, framed=True)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Isn't searing just frying?", "Isn't searing just frying"),
        ("does salt make water boil faster", "does salt make water boil faster"),
        ("So the crust holds the vitamins?", "the crust holds the vitamins"),
        ("Can bread rise without yeast?", "Can bread rise without yeast"),
    ],
)
def test_a_question_for_yes_or_no_puts_itself_forward_without_a_frame(question: str, text: str) -> None:
    assert statement(question) == Statement(text)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("The answer with the oil is correct", None),
        ("Is it the oil that is always right?", "Is it the oil that is always right"),
        ("A recipe tells me what is correct, right?", "A recipe tells me what is correct"),
        ("So much salt makes water boil faster, right?", "So much salt makes water boil faster"),
        ("The cook believes that heat is time, right?", "The cook believes that heat is time"),
        ("Yeast, i.e. a fungus, is alive, isn't it?", "Yeast, i.e. a fungus, is alive"),
        ("Salt doesn't help, does it? I think it only adds taste.", "Salt doesn't help. it only adds taste"),
    ],
)
def test_words_that_look_like_frames_and_are_none_stay(question: str, text: str | None) -> None:
    found = statement(question)
    assert (found.text if found else None) == text


@pytest.mark.parametrize(
    "question",
    [
        "",
        "?",
        "right?",
        "Is that so?",
        "bread",
        "salt and pepper",
        "a loaf that rises by itself in the oven",
        "What is bread?",
        "So what is bread?",
        "why does dough rise?",
        "How do I knead dough?",
        "When does dough rise?",
        "Which flour is best?",
        "Explain why dough rises.",
        "Tell me about salt.",
        "I heard that salt helps. What does it do?",
        "is it wheat or rye if i want a dark loaf",
        "sourdough, why does it taste sour?",
        "sourdough starter, what is it",
    ],
)
def test_what_asks_for_more_than_yes_or_no_or_for_nothing_puts_nothing_forward(question: str) -> None:
    assert statement(question) is None


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_taken(text: str) -> None:
    found = statement(text)
    assert found is None or (found.text == " ".join(found.text.split()) and len(found.text.split()) >= 3)


@pytest.mark.parametrize("part", [" ", ",", "not ", "is it true that ", "right? ", ", isn't it", "a b ", "I heard "])
def test_long_questions_are_read_in_time_that_grows_with_their_length(part: str) -> None:
    found = statement(part * (10_000 // len(part)))
    assert found is None or len(found.text) <= 10_000


@given(st.sampled_from(["Is it true that {}?", "{}, right?", "I heard that {}. Is that so?", "True or false: {}."]))
def test_a_statement_put_in_a_frame_comes_out_as_it_was(frame: str) -> None:
    plain = "searing meat keeps its juices in the pan"
    assert statement(frame.format(plain)) == Statement(plain, framed=True)


WORDS = (
    "salt water, the claim that is it true right correct? a myth or not you think so do say as i understand just fair"
    " enough agreed. heard told me , ; - sound reasoning wrong don't they 'no' ok"
)
ASKED = st.tuples(
    st.sampled_from(["what", "Which", "who", "why", "How", "when", "where", "whatever"]),
    st.sampled_from(["is", "are", "does", "can", "about", "true", "should"]),
    st.lists(
        st.sampled_from(WORDS.split()),
        max_size=8,
    ).map(" ".join),
    st.sampled_from(["", "?", " ?", ".", "!", "??", '"']),
).map(lambda parts: " ".join(parts[:3]) + parts[3])


@settings(max_examples=1500, deadline=None)
@given(ASKED)
def test_what_plainly_asks_puts_nothing_forward_by_the_patterns_either(question: str) -> None:
    if statements._plainly_asks(question):
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(statements, "_plainly_asks", lambda _: False)
            assert statement(question) is None


@pytest.mark.parametrize(
    "question", ["what is a neural network", "How does salt make water boil?", "why are nets deep?"]
)
def test_a_plain_question_compiles_no_pattern(question: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_: object) -> None:
        raise AssertionError("a pattern is needed")

    monkeypatch.setattr(statements._Pattern, "compiled", property(refused))
    assert statement(question) is None
