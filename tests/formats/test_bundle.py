"""dlgraph/formats/bundle.py: what becomes of names and links when a corpus is written as OKF."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from dlgraph.formats import bundle
from dlgraph.formats import corpus as corpora
from dlgraph.formats.corpus import Corpus
from dlgraph.glossary import Glossary


def made(folder: Path, pages: dict[str, str]) -> Corpus:
    for name, text in pages.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return corpora.read(folder)


def write(corpus: Corpus, dest: Path) -> bundle.Written:
    return bundle.write(corpus, Glossary(corpus.concepts, corpus.faqs), dest)


def test_a_page_of_okf_keeps_its_words_for_relations_and_links(tmp_path: Path):
    head = "---\ntype: Concept\ntitle: Green tea\ndescription: Fresh.\n"
    page = f"{head}broader: [Tea]\nrelated: [black]\n---\n\n[[black|Black]] or [tea](tea.md).\n"
    pages = {
        "index.md": "---\nokf_version: '0.2'\n---\n",
        "a/green.md": page,
        "a/tea.md": "---\ntitle: Tea\n---\nA drink.\n",
        "b/black.md": "---\ntitle: B\n---\nStrong.\n",
    }
    corpus = made(tmp_path / "in", pages)
    assert write(corpus, tmp_path / "out").differences == ()
    assert (tmp_path / "out" / "a" / "green.md").read_text("utf-8") == page


def test_links_to_a_page_that_is_renamed_follow_it(tmp_path: Path):
    cup = {"id": "cup", "label": "Cup", "broader": ["a:b"], "text": "Of [tea](a:b.md)."}
    rows = [{"id": "a:b", "label": "Tea"}, cup]
    (tmp_path / "x.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    done = write(corpora.read(tmp_path / "x.jsonl"), tmp_path / "out")
    assert done.renamed == (("a:b", "a-b"),)
    found = Glossary(corpora.read(tmp_path / "out").concepts)
    assert [each.id for each in found.broader("cup")] == ["a-b"]


def test_a_list_of_related_pages_is_told_once(tmp_path: Path):
    text = "---\ntitle: Tea\n---\n\nA drink.\n\n## See also\n\n- [Cup](cup.md)\n"
    corpus = made(tmp_path / "in", {"tea.md": text, "cup.md": "---\ntitle: Cup\n---\nA vessel.\n"})
    for name in ("one", "two"):
        write(corpus, tmp_path / name)
        corpus = corpora.read(tmp_path / name)
    tea = Glossary(corpus.concepts)["tea"]
    assert [each.target for each in tea.related] == ["cup.md"]
    assert "related:" not in (tmp_path / "two" / "tea.md").read_text("utf-8")


ODD = st.sampled_from(["../x", "/etc", "a/../b", "CON", "a.md", "A", "a", "index"])


@given(st.lists(st.one_of(st.text(max_size=8), ODD), unique=True, max_size=6))
def test_ids_become_paths_that_differ_and_stay_inside(ids: list[str]):
    names = bundle.safe_names(ids)
    assert list(names) == ids
    assert len({name.casefold() for name in names.values()}) == len(ids)
    for name in names.values():
        parts = name.split("/")
        assert all(part not in ("", ".", "..") and not set(part) & set('<>:"|?*\\#%\0\n') for part in parts)
