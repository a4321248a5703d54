from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from dlgraph.search.encoder import HashEncoder


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=40), max_size=6), st.integers(8, 300))
def test_every_text_becomes_a_unit_vector_of_the_dimension(texts: list[str], dimension: int) -> None:
    vectors = HashEncoder(dimension).encode_documents(texts)
    assert vectors.shape == (len(texts), dimension)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=40), min_size=1, max_size=6))
def test_a_vector_depends_on_its_text_alone(texts: list[str]) -> None:
    encoder = HashEncoder(64)
    alone = [encoder.encode_queries([text])[0] for text in texts]
    np.testing.assert_array_equal(encoder.encode_documents(texts), alone)


def test_vectors_are_the_same_in_every_process() -> None:
    # blake2b("deep") and blake2b("learning"), not Python's salted hash, choose direction and sign.
    vector = HashEncoder(8).encode_documents(["deep learning"])[0]
    np.testing.assert_allclose(vector, [0, 0, 0.5**0.5, 0, 0, -(0.5**0.5), 0, 0], atol=1e-6)


def test_case_punctuation_and_order_do_not_count() -> None:
    one, other = HashEncoder().encode_documents(["Deep LEARNING?", "learning -- deep"])
    np.testing.assert_array_equal(one, other)


def test_shared_words_bring_texts_nearer() -> None:
    query, near, far = HashEncoder(4096).encode_documents(["deep learning", "learning to cook", "a bowl of soup"])
    assert query @ near > 0.3
    assert abs(query @ far) < 1e-6


def test_texts_without_words_share_one_vector() -> None:
    vectors = HashEncoder(16).encode_documents(["", "?!", " … "])
    np.testing.assert_array_equal(vectors[0], vectors[1])
    np.testing.assert_array_equal(vectors[0], vectors[2])


def test_words_that_cancel_leave_a_unit_vector() -> None:
    encoder = HashEncoder(8)
    words = [f"w{number}" for number in range(200)]
    vectors = {word: encoder.encode_documents([word])[0] for word in words}
    pair = next(f"{one} {two}" for one in words for two in words if (vectors[one] == -vectors[two]).all())
    np.testing.assert_array_equal(encoder.encode_documents([pair])[0], np.eye(8, dtype=np.float32)[0])


def test_name_and_digest_tell_dimensions_apart() -> None:
    one, two = HashEncoder(), HashEncoder(64)
    assert (one.name, one.dimension, one.engine) == ("hash:256", 256, "hash")
    assert (two.name, two.dimension) == ("hash:64", 64)
    assert one.digest != two.digest


def test_progress_ends_with_all_texts() -> None:
    told: list[tuple[int, int]] = []
    HashEncoder(8).encode_documents(["a", "b", "c"], lambda done, total: told.append((done, total)))
    assert told[-1] == (3, 3)
