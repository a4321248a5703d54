"""Which engine computes a model: NumPy for a few texts, ONNX for many, sentence-transformers where neither can."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dlgraph.errors import ModelError
from dlgraph.search import weights
from dlgraph.search.encoder import Encoder, HashEncoder

if TYPE_CHECKING:
    from dlgraph.search.reference import SentenceTransformerEncoder

# Up to about this many passages NumPy is done before an ONNX session is open, and long before torch is imported.
FEW = 64


# After so many questions a process is one that stays, and ONNX, which needs half of NumPy's time for each, is worth its
# own start.
STAYING = 8


def open_encoder(name: str = weights.DEFAULT_MODEL, *, texts: int = 1, digest: str = "", stamp: str = "") -> Encoder:
    """Open a model with the engine that is done soonest; all of them compute it in fp32.

    Args:
        name: a model's name or folder, or ``hash`` / ``hash:DIMENSION`` for the encoder without a model.
        texts: about how many texts will be encoded.
        digest: the digest of the weights where it is known, so that they need not be read to compute it.
        stamp: what ``ModelFiles.stamp`` was when the digest was computed; another stamp makes it void.

    Returns:
        The encoder.

    Raises:
        ModelError: there is no such model, or it cannot be loaded.
    """
    if name.partition(":")[0] == "hash":
        return _hash_encoder(name)
    files = weights.find(name)
    if not digest or stamp != files.stamp():
        digest = model_digest(name)
    from dlgraph.search import bert

    if texts <= FEW and bert.supports(files):
        return bert.BertEncoder(files, digest)
    from dlgraph.search import onnx

    if not onnx.usable(files):
        return _reference(files, digest)
    if (known := onnx.open_exported(files, digest)) is not None:
        return known
    reference = _reference(files, digest)
    try:
        onnx.export(reference.model, digest)
    except ModelError:
        return reference
    return onnx.open_exported(files, digest) or reference


def lasting(encoder: Encoder) -> Encoder:
    """Return the engine for a process that goes on asking: ONNX where the model was exported when an index was built.

    Args:
        encoder: the engine that has answered so far.

    Returns:
        That one, or another of the same model.
    """
    if encoder.engine != "numpy":
        return encoder
    from dlgraph.search import onnx

    files = weights.find(encoder.name)
    return (onnx.open_exported(files, encoder.digest, many=False) if onnx.usable(files) else None) or encoder


def _reference(files: weights.ModelFiles, digest: str) -> SentenceTransformerEncoder:
    from dlgraph.search.reference import SentenceTransformerEncoder

    return SentenceTransformerEncoder(files, digest)


def model_stamp(name: str) -> str:
    """Return the stamp of a model's weights, by which a change of file is noticed; empty for ``hash``."""
    return "" if name.partition(":")[0] == "hash" else weights.find(name).stamp()


def model_digest(name: str) -> str:
    """Return the digest of a model's weights, checked against the publisher's for the packaged model."""
    if name.partition(":")[0] == "hash":
        return _hash_encoder(name).digest
    files = weights.find(name)
    weights.verify(files)
    return files.digest()


def _hash_encoder(name: str) -> HashEncoder:
    _, colon, size = name.partition(":")
    if colon and not (size.isdecimal() and 8 <= int(size) <= 65536):
        raise ModelError(f"{name!r} is no model", cure="Write `hash` or `hash:256`, with a dimension from 8 to 65536.")
    return HashEncoder(int(size)) if colon else HashEncoder()
