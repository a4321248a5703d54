"""How an item's dense score is made of its passages' cosines."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlgraph.search.views import NAMING, blend

CONTENT = ("answer", "section", "reality")
parts = st.lists(
    st.tuples(st.sampled_from([*sorted(NAMING), *CONTENT]), st.integers(-64, 64).map(lambda n: n / 64)),
    min_size=1,
    max_size=8,
)


def of(*pairs: tuple[str, float]) -> float:
    return blend([field for field, _ in pairs], [cosine for _, cosine in pairs])


@pytest.mark.parametrize("field", [*sorted(NAMING), *CONTENT])
def test_a_single_passage_gives_its_own_cosine(field: str) -> None:
    assert of((field, -0.25)) == -0.25


def test_names_count_by_the_mean_of_their_two_best() -> None:
    assert of(("question", 0.25), ("alternative", 0.75), ("alternative", 0.5)) == 0.625


def test_content_counts_by_its_best() -> None:
    assert of(("answer", 0.25), ("section", 0.75), ("answer", 0.5)) == 0.75


def test_the_two_views_count_the_same_however_many_passages_each_has() -> None:
    assert of(("question", 1.0), ("answer", 0.0), ("answer", 0.5), ("answer", 0.25)) == 0.75


def test_every_cosine_needs_its_field() -> None:
    with pytest.raises(ValueError, match="shorter"):
        blend(["question", "answer"], [0.5])


@settings(deadline=None, max_examples=60)
@given(parts, st.randoms(use_true_random=False))
def test_the_order_of_passages_does_not_matter_and_the_blend_lies_among_the_cosines(parts, random) -> None:
    cosines = [cosine for _, cosine in parts]
    shuffled = list(parts)
    random.shuffle(shuffled)
    assert of(*parts) == of(*shuffled)
    assert min(cosines) <= of(*parts) <= max(cosines)


@settings(deadline=None, max_examples=60)
@given(parts, st.data())
def test_a_passage_that_fits_better_never_lowers_the_blend(parts, data) -> None:
    at = data.draw(st.integers(0, len(parts) - 1))
    better = [*parts]
    better[at] = (parts[at][0], 1.0)
    assert of(*better) >= of(*parts)
