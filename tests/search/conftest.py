"""Models for the tests of encoders: tiny ones with random weights, made offline, and the packaged default one."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dlgraph.formats import corpus as corpora
from dlgraph.glossary import Glossary
from dlgraph.search import onnx, passages, weights
from dlgraph.search.reference import SentenceTransformerEncoder

MakeModel = Callable[..., Path]


def wordpiece(lower: bool) -> tuple[Any, dict[str, str]]:
    """A WordPiece tokenizer of printable ASCII characters: a token is a character."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

    letters = [chr(code) for code in range(33, 127)]
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *("##" + letter for letter in letters)]
    tokenizer = Tokenizer(models.WordPiece({word: at for at, word in enumerate(vocabulary)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=lower)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    names = {"unk_token": "[UNK]", "pad_token": "[PAD]", "cls_token": "[CLS]", "sep_token": "[SEP]"}
    return tokenizer, names


def byte_pairs() -> tuple[Any, dict[str, str]]:
    """RoBERTa's tokenizer without merges: a token is a byte, padding is not token 0."""
    from tokenizers import Tokenizer, models, pre_tokenizers, processors

    vocabulary = ["<s>", "<pad>", "</s>", "<unk>", *sorted(pre_tokenizers.ByteLevel.alphabet())]
    tokenizer = Tokenizer(models.BPE({word: at for at, word in enumerate(vocabulary)}, [], unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    names = {"unk_token": "<unk>", "pad_token": "<pad>", "cls_token": "<s>", "sep_token": "</s>"}
    return tokenizer, names


def network(kind: str, vocabulary: int, positions: int) -> Any:
    import transformers as t

    # Weights this large make texts of other words point elsewhere, as those of trained models do.
    wide = {"vocab_size": vocabulary, "initializer_range": 0.3}
    common = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 64}
    if kind == "distilbert":
        config = t.DistilBertConfig(
            dim=32, n_layers=2, n_heads=4, hidden_dim=64, max_position_embeddings=positions, **wide
        )
        return t.DistilBertModel(config)
    if kind == "roberta":
        config = t.RobertaConfig(max_position_embeddings=positions + 2, type_vocab_size=1, **common, **wide)
        return t.RobertaModel(config)
    return t.BertModel(t.BertConfig(max_position_embeddings=positions, **common, **wide))


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> MakeModel:
    """Make a sentence-transformers model of two layers with random weights, saved as sentence-transformers does it."""

    def make(
        kind: str = "bert",
        *,
        pooling: str = "mean",
        prompts: dict[str, str] | None = None,
        include_prompt: bool = True,
        longest: int = 64,
        positions: int = 64,
        half: str = "",
        dense: int = 0,
        lower: bool = True,
        do_lower_case: bool = False,
        edits: dict[str, dict[str, Any]] | None = None,
    ) -> Path:
        import torch
        from sentence_transformers import SentenceTransformer
        from sentence_transformers.sentence_transformer import modules
        from transformers import PreTrainedTokenizerFast

        folder = tmp_path_factory.mktemp("model")
        tokenizer, names = byte_pairs() if kind == "roberta" else wordpiece(lower)
        PreTrainedTokenizerFast(tokenizer_object=tokenizer, model_max_length=longest, **names).save_pretrained(folder)
        torch.manual_seed(7)
        bare = network(kind, tokenizer.get_vocab_size(), positions)
        (bare.to(getattr(torch, half)) if half else bare).save_pretrained(folder)
        steps = [
            modules.Transformer(str(folder), do_lower_case=do_lower_case),
            modules.Pooling(32, pooling, include_prompt=include_prompt),
            *([modules.Dense(32, dense)] if dense else []),
            modules.Normalize(),
        ]
        target = folder / "saved"
        SentenceTransformer(modules=steps, device="cpu", prompts=prompts).save(str(target))
        for name, values in (edits or {}).items():
            config = json.loads((target / name).read_text("utf-8")) | values
            kept = {key: value for key, value in config.items() if value != "left out"}
            (target / name).write_text(json.dumps(kept), "utf-8")
        return target

    return make


@pytest.fixture(scope="session")
def truth() -> Callable[[Path, Sequence[str]], tuple[Any, Any]]:
    """Encode texts as queries and as documents with sentence-transformers itself, in fp32."""

    def encode(folder: Path, texts: Sequence[str]) -> tuple[Any, Any]:
        import torch
        from sentence_transformers import SentenceTransformer

        model = SentenceTransformer(str(folder), device="cpu", model_kwargs={"dtype": torch.float32})
        options = {"normalize_embeddings": True, "convert_to_numpy": True, "show_progress_bar": False}
        return model.encode_query(list(texts), **options), model.encode_document(list(texts), **options)

    return encode


@pytest.fixture(scope="session")
def least_cosine() -> Callable[[Any, Any], float]:
    """Return the lowest cosine between rows that should be the same, and check that the first ones are unit vectors."""

    def compare(found: Any, expected: Any) -> float:
        assert found.dtype == np.float32
        assert found.shape == expected.shape
        found, expected = found.astype(np.float64), expected.astype(np.float64)
        np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)
        return float(((found * expected).sum(1) / np.linalg.norm(expected, axis=1)).min())

    return compare


@pytest.fixture(scope="session")
def default_files() -> weights.ModelFiles:
    return weights.find(weights.DEFAULT_MODEL)


@pytest.fixture(scope="session")
def default_reference(default_files: weights.ModelFiles) -> SentenceTransformerEncoder:
    """The default model in sentence-transformers; its ONNX form is in the cache of this run from here on."""
    digest = default_files.digest()
    encoder = SentenceTransformerEncoder(default_files, digest)
    if not onnx.exported(digest).is_file():
        onnx.export(encoder.model, digest)
    return encoder


@pytest.fixture(scope="session")
def sample() -> list[str]:
    """200 texts: the 20 longest passages of the repository's corpus, 178 spread over it, nothing, and 5,000 words."""
    read = corpora.read(Path(__file__).parents[2] / "corpus")
    found = passages.items(Glossary(read.concepts, read.faqs))
    texts = sorted({passage.text for _, parts in found for passage in parts}, key=lambda text: (-len(text), text))
    rest = texts[20:]
    spread = [rest[at * len(rest) // 178] for at in range(178)]
    words = " ".join(texts[20:220]).split()
    many = " ".join((words * 5)[:5000])
    assert len(many.split()) == 5000
    return [*texts[:20], *spread, "", many]
