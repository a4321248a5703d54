"""dlgraph/formats/tabular.py: rows of CSV, TSV, JSON and JSON Lines, with the line each stands on."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlgraph.concept import Concept, Faq, Reference, Section
from dlgraph.errors import CorpusError
from dlgraph.formats import okf
from dlgraph.formats.tabular import read
from dlgraph.ledger import Dropped
from dlgraph.model import Source

QUESTION = {"question": "What is tea?", "answer": "A drink."}


def faqs(text: str, file: str) -> list[tuple[str, str, str, int]]:
    return [(faq.id, faq.question, faq.answer, faq.source.line) for faq in read(text, file).faqs]


# -- rows ----------------------------------------------------------------------------------------------------------


def test_a_row_with_a_question_is_an_faq():
    text = (
        "id,question,answer,alternatives,concept\n"
        'q1,What is  tea?,"A drink.\n\nHot.",Define tea| What\'s tea? |Define tea,Tea\n'
    )
    table = read(text, "t/faq.csv")
    assert table.faqs == (
        Faq("q1", "What is tea?", "A drink.\n\nHot.", ("Define tea", "What's tea?"), "Tea", Source("t/faq.csv", 2)),
    )
    assert (table.concepts, table.dropped) == ((), ())


def test_a_row_without_a_question_is_a_concept():
    row = {
        "id": "tea", "label": "Tea", "definition": "A  drink.", "aliases": ["chai", "cha", "chai"], "broader": "drink",
        "narrower": "green-tea|black-tea", "related": ["cup"], "tags": "hot|wet", "text": "Long.\n\nText.", "year": 1,
    }  # fmt: skip
    assert read(json.dumps(row), "t.jsonl").concepts == (
        Concept(
            id="tea",
            label="Tea",
            definition="A drink.",
            aliases=("chai", "cha"),
            broader=(Reference("drink", 1),),
            narrower=(Reference("green-tea", 1), Reference("black-tea", 1)),
            related=(Reference("cup", 1),),
            tags=("hot", "wet"),
            sections=(Section("", "Long.\n\nText.", 1, 0),),
            source=Source("t.jsonl", 1),
            extra={"year": 1},
        ),
    )


def test_a_row_with_neither_question_nor_label_is_left_out_and_named():
    table = read("question,answer\n,An answer.\nWhy?,So.\n", "t.csv")
    assert table.dropped == (
        Dropped("row question, answer", "it has neither a question nor a label", Source("t.csv", 2), "rows"),
    )
    assert [faq.id for faq in table.faqs] == ["why"]


def test_rows_without_ids_are_named_by_their_text_and_keep_clear_of_given_ids():
    rows = [{"question": "Why?"}, {"question": "Why"}, {"label": "Why"}, {"id": "why-2", "question": "How?"}]
    table = read(json.dumps(rows), "t.json")
    assert [faq.id for faq in table.faqs] == ["why", "why-3", "why-2"]
    assert [concept.id for concept in table.concepts] == ["why-4"]


@pytest.mark.parametrize(
    ("column", "name"),
    [
        ("Question", "question"), ("Q", "question"), ("question ", "question"), ("Answer", "answer"), ("A", "answer"),
        ("response", "answer"), ("Alternative_Questions", "alternatives"), ("paraphrases", "alternatives"),
    ],
)  # fmt: skip
def test_columns_of_faqs_have_many_names(column: str, name: str):
    row = {"question": "Why?", "answer": "So.", "alternatives": "How come?"}
    renamed = {column if key == name else key: value for key, value in row.items()}
    (faq,) = read(json.dumps(renamed), "t.jsonl").faqs
    assert (faq.question, faq.answer, faq.alternatives) == ("Why?", "So.", ("How come?",))


@pytest.mark.parametrize(
    ("column", "name"),
    [
        ("Label", "label"), ("title", "label"), ("Term", "label"), ("prefLabel", "label"), ("KEY", "id"),
        ("description", "definition"), ("Synonyms", "aliases"), ("altLabel", "aliases"), ("parent", "broader"),
        ("See also", "related"), ("see_also", "related"), ("body", "text"), ("identifier", "id"),
    ],
)  # fmt: skip
def test_columns_of_concepts_have_many_names(column: str, name: str):
    row = dict.fromkeys(["id", "label", "definition", "aliases", "broader", "related", "text"], "x")
    renamed = {column if key == name else key: value for key, value in row.items()}
    assert read(json.dumps(renamed), "t.jsonl") == read(json.dumps(row), "t.jsonl")


def test_the_first_filled_of_two_columns_with_one_meaning_wins():
    (concept,) = read("title,term,label\n,Tea,Chai\n", "t.csv").concepts
    assert concept.label == "Tea"


# -- CSV and TSV ---------------------------------------------------------------------------------------------------


def test_lines_count_the_lines_of_cells_and_blank_lines():
    text = '\nquestion,answer\nA?,"one\ntwo"\n\nB?,b\n , \n"C\n?",c\n'
    assert faqs(text, "t.csv") == [("a", "A?", "one\ntwo", 3), ("b", "B?", "b", 6), ("c", "C ?", "c", 8)]


@pytest.mark.parametrize(
    ("text", "file"),
    [
        ("question,answer\nWhy?,So.\n", "t.csv"),
        ("\ufeffquestion,answer\nWhy?,So.", "t.csv"),
        ("question;answer\nWhy?;So.\n", "t.csv"),
        ("question\tanswer\nWhy?\tSo.\n", "t.csv"),
        ("question\tanswer\nWhy?\tSo.\n", "t.tsv"),
        ("question,answer\r\nWhy?,So.\r\n", "t.csv"),
        ("question,answer,\nWhy?,So.,\n", "t.csv"),
        ("question,answer\nWhy?,So.,,\n", "t.CSV"),
    ],
)
def test_tables_have_many_separators(text: str, file: str):
    assert faqs(text, file) == [("why", "Why?", "So.", 2)]


def test_a_row_may_have_fewer_cells_than_the_header():
    assert faqs("question,answer\nWhy?\n", "t.csv") == [("why", "Why?", "", 2)]


def test_a_cell_may_be_longer_than_the_usual_limit_of_csv_and_the_limit_stays():
    limit = csv.field_size_limit()
    assert len(faqs(f"question,answer\nWhy?,{'x' * (limit + 1)}\n", "t.csv")[0][2]) == limit + 1
    assert csv.field_size_limit() == limit


def test_a_header_without_rows_is_an_empty_table():
    assert read("question,answer\n", "t.csv").faqs == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("\nname,value\na,b\n", "t.csv:2: the header (name, value) names neither a question nor a label column"),
        ("question,answer\nWhy?,So, then\n", "t.csv:2: this row has 3 cells but the header has 2"),
        ('question,answer\nA?,a\nWhy?,"So" no\n', "t.csv:3: "),
        ('question,answer\nA?,a\nWhy?,"So\n', "t.csv:3: "),
        ("id,question\na,A?\nb,B?\na,C?\n", "t.csv:4: the id 'a' is already that of line 2"),
    ],
)
def test_a_broken_csv_row_names_its_line(text: str, message: str):
    with pytest.raises(CorpusError) as caught:
        read(text, "t.csv")
    assert caught.value.message.startswith(message)
    assert caught.value.cure


# -- JSON Lines ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", ["t.jsonl", "t.ndjson", "t.JSONL"])
def test_each_line_of_json_lines_is_a_row(file: str):
    text = json.dumps(QUESTION) + "\n\n  \n" + '{"question": "Why?"}'
    assert faqs(text, file) == [("what-is-tea", "What is tea?", "A drink.", 1), ("why", "Why?", "", 4)]


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\x85"])
def test_a_line_separator_in_a_text_of_json_lines_ends_no_row(mark: str):
    text = '{"question": "Why?", "answer": "a' + mark + 'b"}\n{"question": "How?"}\n'
    assert faqs(text, "t.jsonl") == [("why", "Why?", f"a{mark}b", 1), ("how", "How?", "", 2)]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ('{"question": "Why?"', "this is not valid JSON: "),
        ("{'question': 'Why?'}", "this is not valid JSON: "),
        ("question", "this is not valid JSON: "),
        ('["Why?", "So."]', "a row must be a JSON object, not list"),
        ('"Why?"', "a row must be a JSON object, not str"),
        ("null", "a row must be a JSON object, not NoneType"),
        ('{"a": ' + "[" * 100_000 + "]" * 100_000 + "}", "this is not valid JSON: it is nested too deeply"),
        ('{"year": ' + "1" * 5000 + "}", "this is not valid JSON: "),
    ],
    ids=["open", "quotes", "bare", "list", "text", "null", "deep", "digits"],
)
def test_a_broken_row_of_json_lines_names_its_line(row: str, message: str):
    with pytest.raises(CorpusError) as caught:
        read(f"{json.dumps(QUESTION)}\n\n{row}\n", "t.jsonl")
    assert caught.value.message.startswith(f"t.jsonl:3: {message}")
    assert caught.value.cure


def test_two_rows_of_one_id_are_named_by_both_their_lines():
    text = '{"id": 7, "question": "A?"}\n{"question": "B?"}\n{"id": "7", "label": "C"}\n'
    with pytest.raises(CorpusError, match=r"^t\.jsonl:3: the id '7' is already that of line 1"):
        read(text, "t.jsonl")


def test_half_a_surrogate_pair_does_not_reach_a_text():
    # JSON can spell half of a character, which no file, terminal or hash takes.
    (faq,) = read('{"question": "Why \\ud83d?", "answer": "\\udc00"}\n', "t.jsonl").faqs
    assert f"{faq.id}{faq.question}{faq.answer}".encode()


# -- JSON ----------------------------------------------------------------------------------------------------------


def test_a_json_list_is_read_with_the_line_of_each_row():
    text = json.dumps([{"id": "a", **QUESTION}, {"label": "Tee \u00fc"}, {"answer": "none"}], indent=1)
    table = read(text, "t.json")
    lines = text.split("\n")
    assert [faq.source.line for faq in table.faqs] == [lines.index('  "id": "a",') + 1]
    assert [concept.source.line for concept in table.concepts] == [
        next(at for at, line in enumerate(lines, 1) if "label" in line)
    ]
    assert [drop.source.line for drop in table.dropped] == [
        next(at for at, line in enumerate(lines, 1) if "none" in line)
    ]


@pytest.mark.parametrize(
    "value",
    [
        [QUESTION],
        {"faqs": [QUESTION]},
        {"version": 1, "concepts": [], "faqs": [QUESTION]},
        QUESTION,
    ],
)
def test_the_rows_of_json_may_be_wrapped(value: object):
    table = read(json.dumps(value), "t.json")
    assert [(faq.question, faq.answer) for faq in table.faqs] == [("What is tea?", "A drink.")]
    assert table.concepts == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[\n{"question": "Why?"},\n{"question" "How?"}\n]', "t.json:3: this is not valid JSON: "),
        ("[1]", "t.json:1: a row must be a JSON object, not int"),
        ("42", "t.json: the file holds no list of rows"),
        ('[\n{"id": "a", "label": "A"},\n{"id": "a", "label": "B"}]', "t.json:3: the id 'a' is already that of line 2"),
    ],
)
def test_broken_json_names_file_and_line(text: str, message: str):
    with pytest.raises(CorpusError) as caught:
        read(text, "t.json")
    assert caught.value.message.startswith(message)


# -- laws ----------------------------------------------------------------------------------------------------------

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20).map(str.strip)
# csv takes a carriage return for the end of a row, so that only "\n" can stand in a cell.
CELLS = st.tuples(TEXTS.filter(bool), st.text(st.sampled_from('ab",;|\t\n é'), max_size=12).map(str.strip))


@given(st.lists(CELLS, min_size=1, max_size=6), st.sampled_from(["csv", "tsv", "json", "jsonl"]), st.booleans())
@settings(deadline=None, max_examples=150)
def test_each_format_gives_the_same_rows(rows: list[tuple[str, str]], suffix: str, ascii_only: bool):
    given_rows = [
        {"id": str(at), "question": f"{question}?", "answer": answer} for at, (question, answer) in enumerate(rows)
    ]
    if suffix in ("csv", "tsv"):
        out = io.StringIO()
        writer = csv.DictWriter(out, ["id", "question", "answer"], delimiter="\t" if suffix == "tsv" else ",")
        writer.writeheader()
        writer.writerows(given_rows)
        text = out.getvalue()
    elif suffix == "json":
        text = json.dumps(given_rows, ensure_ascii=ascii_only)
    else:
        text = "\n".join(json.dumps(row, ensure_ascii=ascii_only) for row in given_rows)
    found = [(faq.id, faq.question, faq.answer) for faq in read(text, f"t.{suffix}").faqs]
    assert found == [(row["id"], " ".join(row["question"].split()), row["answer"]) for row in given_rows]


@given(st.text(max_size=80), st.sampled_from(["csv", "tsv", "json", "jsonl"]))
@settings(deadline=None, max_examples=150)
def test_any_text_is_a_table_or_a_corpus_error(text: str, suffix: str):
    try:
        table = read("question,answer\n" * (suffix == "csv") + text, f"t.{suffix}")
    except CorpusError as error:
        assert error.message.startswith(f"t.{suffix}:")  # noqa: PT017 - both outcomes are checked
    else:
        lines = [part.source.line for part in (*table.faqs, *table.concepts, *table.dropped)]
        assert lines == sorted(lines) or table.concepts


def test_a_concept_of_a_table_survives_being_written_as_a_page():
    row = {
        "id": "tea", "label": "Tea", "definition": "A drink.", "aliases": "chai|no", "broader": "drink",
        "text": "First.\n\nSecond.", "type": "Drink", "year": "2024",
    }  # fmt: skip
    (concept,) = read(json.dumps(row), "t.jsonl").concepts
    again, notes = okf.read(okf.write(concept), "tea", "tea.md")
    assert (again.label, again.definition, again.aliases, again.type) == ("Tea", "A drink.", ("chai", "no"), "Drink")
    assert [(part.title, part.text) for part in again.sections] == [("", "First.\n\nSecond.")]
    assert [reference.target for reference in again.broader] == ["drink"]
    assert again.extra == {"year": "2024"}
    assert notes == ()
