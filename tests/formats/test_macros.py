"""dlgraph/formats/macros.py: what other programs write into Markdown becomes CommonMark, line for line."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlgraph import markdown
from dlgraph.formats import macros
from dlgraph.formats.macros import abbreviations, each_text, link_only, media, translate, without_code


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        # Hugo
        ('[a]({{< relref "b.md" >}})', "[a](b.md)"),
        ('[a]({{% ref path="b c.md" lang="de" %}})', "[a](b%20c.md)"),
        ('{{< glossary_tooltip text="pods" term_id="pod" >}}', "[pods](pod)"),
        ('{{< glossary_tooltip term_id="pod" >}}', "[pod](pod)"),
        ('{{< term "neural net" "nets" >}}', "[nets](neural%20net)"),
        ("{{% callout %}}Keep.{{% /callout %}}", "Keep."),
        # Obsidian
        ("[[Tea Cup]]", "[Tea Cup](<Tea Cup>)"),
        ("[[tea#How it brews|brewing]]", "[brewing](<tea#How it brews>)"),
        ("[[What is tea?]]", "[What is tea?](<What is tea%3F>)"),
        ("![[Tea]]", "[](<Tea>)"),
        ("![[cup.png|300]]", ""),
        ("> [!note]- Not hot\n> Text.", "> Not hot\n> Text."),
        ("Said %%not shown%% aloud", "Said  aloud"),
        # Jekyll
        ("[a]({{ site.baseurl }}{% link _terms/b.md %}){:.term}", "[a](_terms/b.md)"),
        ("[a]({{ '/terms/b/' | relative_url }})", "[a](/terms/b/)"),
        ("{% include figure.html src='x' %}After", "After"),
        # MDN
        ('{{Glossary("DOM")}} and {{glossary("Block/CSS", "boxes")}}', "[DOM](DOM) and [boxes](Block/CSS)"),
        ('{{domxref("Document.cookie", "cookies")}}, {{HTMLElement("a")}}, {{RFC(2616)}}', "cookies, a, RFC 2616"),
        ("{{GlossarySidebar}}Text", "Text"),
        ("- **name**\n  - : what it is", "- **name**\n  - what it is"),
        # MyST
        ("{term}`cat` and {term}`the cats <cat>`", "[cat](cat) and [the cats](cat)"),
        ("{doc}`here <pages/cat>`, {ref}`there <cat-label>`", "[here](pages/cat), there"),
        ("{code}`x` and {math}`y`", "`x` and `y`"),
        (":::{note} Title\nText.\n:::", "\nText.\n"),
        ("(label)=\n## Title {#own-id}", "\n## Title"),
        # MkDocs
        ("*[HTML]: Hyper Text\nText.", "\nText."),
    ],
)
def test_a_macro_becomes_what_a_reader_would_see(written: str, shown: str):
    assert translate(written) == shown


@pytest.mark.parametrize(
    "text",
    [
        "{{ user.name }} is filled in",
        "`{{Glossary(\"x\")}}` and ``[[a]]``",
        "```\n{% link x.md %}\n[[a]]\n```",
        "~~~md\n{term}`x`\n~~~",
        "100%% of %%",
        "a {b} c",
        "[a][[b]",
        "Term\n: definition",
    ],
)  # fmt: skip
def test_code_and_what_is_no_macro_stay_as_they_are(text: str):
    assert translate(text) == text


def test_macros_of_several_lines_keep_the_lines_below_in_place():
    text = "{{< figure\n  src=x\n>}}\nA\n{% include\n x %}\nB"
    assert [at for at, line in enumerate(translate(text).split("\n")) if line in "AB" and line] == [3, 6]


def test_only_links_are_turned_where_nothing_else_may_be_lost():
    text = "{{% video x %}} ![[cup.png]] ![[Tea cup]] [[Tea|t]] *[a]: b `[[x]]` {{Glossary('y')}}"
    assert link_only(text) == (
        "{{% video x %}} ![[cup.png]] [Tea cup](<Tea cup>) [t](<Tea>) *[a]: b `[[x]]` [y](y)"
    )  # fmt: skip


def test_what_stands_outside_code_can_be_changed():
    assert each_text("a `a` a\n```\na\n```\na", str.upper) == "A `a` A\n```\na\n```\nA"
    assert without_code("a `a` b\n```\nc\n```\nd") == "a  b\n\n\n\nd"


def test_embedded_files_are_listed_with_their_lines():
    assert media("![[a.png]]\n![[Note]]\n![[b/c.PDF#page=2]] `![[d.svg]]`") == [("a.png", 0), ("b/c.PDF", 2)]


def test_abbreviations_are_listed_with_their_lines():
    text = "Text *[no]: x\n*[HTML]: Hyper Text\n\n    *[in]: code\n*[empty]:\n```\n*[x]: y\n```\n*[W3C]:  Consortium  "
    assert abbreviations(text) == [("HTML", "Hyper Text", 1), ("W3C", "Consortium", 8)]


PIECES = st.sampled_from(
    ["[[", "]]", "{{", "}}", "{{<", ">}}", "{%", "%}", "`", "```", "\n", "\n\n", "{a}", "%%", "|", "#", "![[", "a", " ",
     "*[a]: b", ":::", "(a)=", "{:.x}", "link x", 'Glossary("y")', "ref z", "~~~", "- : ", "> [!x] "]
)  # fmt: skip


@given(st.lists(PIECES, max_size=25).map("".join))
@settings(deadline=None, max_examples=300)
def test_translating_keeps_the_number_of_lines(text: str):
    assert translate(text).count("\n") == text.count("\n")
    assert link_only(text).count("\n") == text.count("\n")
    assert without_code(text).count("\n") == text.count("\n")


@pytest.mark.parametrize("mark", ["{ #rest }", "{#rest}", "{ .big #rest }", "{: .note}"])
def test_attributes_behind_a_heading_are_no_part_of_its_title(mark: str):
    assert [head.title for head in markdown.headings(f"# REST {mark}\n")] == ["REST"]


def test_a_brace_within_a_line_is_text():
    assert translate("a {#x} b { y }") == "a {#x} b { y }"


@pytest.mark.parametrize("path", ["2020-01-01-hello", "_posts/2020-01-01-hello"])
def test_a_post_is_called_without_its_date(path: str):
    assert translate(f"[x]({{% post_url {path} %}})") == f"[x]({path.replace('2020-01-01-', '')})"


@given(st.lists(st.sampled_from(
    ["{", "}", "`", "~~~", "[[", "]]", "*[", "]: x", ":::", "(a)=", "\n", "> [!a]", "- : ", "%%", " ", "x", "{%", "%}"]
), max_size=12).map("".join))  # fmt: skip
def test_a_text_without_any_sign_holds_nothing_known(text: str):
    if not any(sign in text for sign in macros._SIGNS):
        assert macros._KNOWN.search(text) is None
