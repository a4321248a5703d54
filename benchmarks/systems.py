"""The systems that are measured, each run in a process of its own.

    python -m benchmarks.systems SYSTEM build FOLDER ROWS [VECTORS]
    python -m benchmarks.systems SYSTEM ask FOLDER QUESTION
    python -m benchmarks.systems SYSTEM warm FOLDER QUESTIONS
    python -m benchmarks.systems SYSTEM update FOLDER ROWS QUESTION

ROWS and QUESTIONS are JSON Lines, VECTORS a NumPy file with a vector for each row, for systems that take them. What
happened is written to standard output as JSON. Every peer keeps its index on disk as its documentation says, embeds
with sentence-transformers and the model dlgraph uses, and is asked for ten hits.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

DEPTH = 10
WARM_UP = 5
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TQDM_DISABLE", "1")

Ask = Callable[[str], list[str]]
Rows = Sequence[dict[str, str]]


class System(Protocol):
    """Builds an index in a folder, opens one, and takes up a row that changed."""

    def build(self, rows: Rows, folder: Path, vectors: Any | None) -> None: ...

    def open(self, folder: Path) -> Ask: ...

    def update(self, row: dict[str, str], place: int, folder: Path) -> Ask: ...


def text_of(row: dict[str, str]) -> str:
    return f"{row['term']}: {row['definition']}"


def encoder() -> Any:
    """Load the model that dlgraph uses in sentence-transformers."""
    from sentence_transformers import SentenceTransformer

    from dlgraph.search import weights

    return SentenceTransformer(model_folder(weights), device="cpu")


def model_folder(weights: Any) -> str:
    return str(weights.find(weights.DEFAULT_MODEL).folder)


def encode(model: Any, texts: Sequence[str]) -> Any:
    return model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)


class Dense:
    """sentence-transformers and FAISS's exact index."""

    def build(self, rows: Rows, folder: Path, vectors: Any | None) -> None:
        import faiss

        made = encode(encoder(), [text_of(row) for row in rows]) if vectors is None else vectors
        index = faiss.IndexIDMap2(faiss.IndexFlatIP(made.shape[1]))
        import numpy as np

        index.add_with_ids(made, np.arange(len(rows)))
        faiss.write_index(index, str(folder / "vectors.faiss"))
        (folder / "ids.json").write_text(json.dumps([row["id"] for row in rows]))

    def _loaded(self, folder: Path) -> tuple[Any, Any, list[str]]:
        import faiss

        ids = json.loads((folder / "ids.json").read_text())
        return encoder(), faiss.read_index(str(folder / "vectors.faiss")), ids

    def _asker(self, model: Any, index: Any, ids: list[str]) -> Ask:
        return lambda question: [ids[at] for at in index.search(encode(model, [question]), DEPTH)[1][0] if at >= 0]

    def open(self, folder: Path) -> Ask:
        return self._asker(*self._loaded(folder))

    def update(self, row: dict[str, str], place: int, folder: Path) -> Ask:
        import faiss
        import numpy as np

        model, index, ids = self._loaded(folder)
        index.remove_ids(np.array([place]))
        index.add_with_ids(encode(model, [text_of(row)]), np.array([place]))
        faiss.write_index(index, str(folder / "vectors.faiss"))
        return self._asker(model, index, ids)


class Txtai:
    """txtai's hybrid index, sparse and dense."""

    def build(self, rows: Rows, folder: Path, vectors: Any | None) -> None:
        from txtai import Embeddings

        from dlgraph.search import weights

        index = Embeddings(path=model_folder(weights), hybrid=True)
        index.index((row["id"], text_of(row)) for row in rows)
        index.save(str(folder / "index"))

    def _loaded(self, folder: Path) -> Any:
        from txtai import Embeddings

        index = Embeddings()
        index.load(str(folder / "index"))
        return index

    def open(self, folder: Path) -> Ask:
        index = self._loaded(folder)
        return lambda question: [id for id, _ in index.search(question, DEPTH)]

    def update(self, row: dict[str, str], place: int, folder: Path) -> Ask:
        index = self._loaded(folder)
        index.upsert([(row["id"], text_of(row))])
        index.save(str(folder / "index"))
        return lambda question: [id for id, _ in index.search(question, DEPTH)]


class Chroma:
    """Chroma's collection on disk, by cosine."""

    _CHUNK = 4000

    def _collection(self, folder: Path) -> Any:
        import chromadb

        client = chromadb.PersistentClient(str(folder / "chroma"))
        return client.get_or_create_collection(
            "rows", configuration={"hnsw": {"space": "cosine"}}, embedding_function=None
        )

    def build(self, rows: Rows, folder: Path, vectors: Any | None) -> None:
        made = encode(encoder(), [text_of(row) for row in rows]) if vectors is None else vectors
        collection = self._collection(folder)
        for start in range(0, len(rows), self._CHUNK):
            part = rows[start : start + self._CHUNK]
            collection.add(
                ids=[row["id"] for row in part],
                embeddings=made[start : start + self._CHUNK],
                documents=[text_of(row) for row in part],
            )

    def _asker(self, collection: Any, model: Any) -> Ask:
        return lambda question: collection.query(query_embeddings=encode(model, [question]), n_results=DEPTH)["ids"][0]

    def open(self, folder: Path) -> Ask:
        return self._asker(self._collection(folder), encoder())

    def update(self, row: dict[str, str], place: int, folder: Path) -> Ask:
        collection, model = self._collection(folder), encoder()
        collection.upsert(ids=[row["id"]], embeddings=encode(model, [text_of(row)]), documents=[text_of(row)])
        return self._asker(collection, model)


class LlamaIndex:
    """LlamaIndex's vector store index with its HuggingFace embeddings, persisted by its storage context."""

    def _model(self) -> Any:
        from llama_index.embeddings.huggingface import HuggingFaceEmbedding

        from dlgraph.search import weights

        return HuggingFaceEmbedding(model_name=model_folder(weights), device="cpu")

    def _node(self, row: dict[str, str], vector: Any | None = None) -> Any:
        from llama_index.core.schema import TextNode

        return TextNode(id_=row["id"], text=text_of(row), embedding=None if vector is None else vector.tolist())

    def build(self, rows: Rows, folder: Path, vectors: Any | None) -> None:
        from llama_index.core import VectorStoreIndex

        given = [None] * len(rows) if vectors is None else vectors
        nodes = [self._node(row, vector) for row, vector in zip(rows, given, strict=True)]
        index = VectorStoreIndex(nodes, embed_model=self._model())
        index.storage_context.persist(str(folder / "index"))

    def _loaded(self, folder: Path) -> Any:
        from llama_index.core import StorageContext, load_index_from_storage

        context = StorageContext.from_defaults(persist_dir=str(folder / "index"))
        return load_index_from_storage(context, embed_model=self._model())

    def _asker(self, index: Any) -> Ask:
        retriever = index.as_retriever(similarity_top_k=DEPTH)
        return lambda question: [found.node.node_id for found in retriever.retrieve(question)]

    def open(self, folder: Path) -> Ask:
        return self._asker(self._loaded(folder))

    def update(self, row: dict[str, str], place: int, folder: Path) -> Ask:
        index = self._loaded(folder)
        index.delete_nodes([row["id"]], delete_from_docstore=True)
        index.insert_nodes([self._node(row)])
        index.storage_context.persist(str(folder / "index"))
        return self._asker(index)


class Haystack:
    """Haystack's in-memory document store, saved to disk, with vectors by sentence-transformers."""

    def _documents(self, rows: Rows, vectors: Any) -> list[Any]:
        from haystack import Document

        return [
            Document(id=row["id"], content=text_of(row), embedding=vector.tolist())
            for row, vector in zip(rows, vectors, strict=True)
        ]

    def build(self, rows: Rows, folder: Path, vectors: Any | None) -> None:
        from haystack.document_stores.in_memory import InMemoryDocumentStore

        made = encode(encoder(), [text_of(row) for row in rows]) if vectors is None else vectors
        store = InMemoryDocumentStore(embedding_similarity_function="cosine")
        store.write_documents(self._documents(rows, made))
        store.save_to_disk(str(folder / "store.json"))

    def _asker(self, store: Any, model: Any) -> Ask:
        return lambda question: [
            found.id for found in store.embedding_retrieval(encode(model, [question])[0].tolist(), top_k=DEPTH)
        ]

    def _loaded(self, folder: Path) -> Any:
        from haystack.document_stores.in_memory import InMemoryDocumentStore

        return InMemoryDocumentStore.load_from_disk(str(folder / "store.json"))

    def open(self, folder: Path) -> Ask:
        return self._asker(self._loaded(folder), encoder())

    def update(self, row: dict[str, str], place: int, folder: Path) -> Ask:
        from haystack.document_stores.types import DuplicatePolicy

        store, model = self._loaded(folder), encoder()
        store.write_documents(self._documents([row], encode(model, [text_of(row)])), policy=DuplicatePolicy.OVERWRITE)
        store.save_to_disk(str(folder / "store.json"))
        return self._asker(store, model)


class Dlgraph:
    """dlgraph from Python; its cold questions are asked of the command itself."""

    def build(self, rows: Rows, folder: Path, vectors: Any | None) -> None:
        import dlgraph

        dlgraph.open(folder.parent / "rows.jsonl", index=folder).close()

    def open(self, folder: Path) -> Ask:
        import dlgraph

        kb = dlgraph.open(folder.parent / "rows.jsonl", index=folder)
        kb.ask("what is this?")

        def ask(question: str) -> list[str]:
            kb.ask(question)
            return []

        return ask

    def update(self, row: dict[str, str], place: int, folder: Path) -> Ask:
        raise NotImplementedError("the changed row stands in the corpus; the command finds it by itself")


SYSTEMS: dict[str, System] = {
    "dlgraph": Dlgraph(),
    "sentence-transformers + FAISS": Dense(),
    "txtai": Txtai(),
    "Chroma": Chroma(),
    "LlamaIndex": LlamaIndex(),
    "Haystack": Haystack(),
}


def read(path: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in Path(path).read_text("utf-8").splitlines()]


def warm(ask: Ask, questions: Sequence[str]) -> list[float]:
    """Return the seconds each question took, after a few that warm things up."""
    for question in questions[:WARM_UP]:
        ask(question)
    times = []
    for question in questions:
        begun = time.perf_counter()
        ask(question)
        times.append(time.perf_counter() - begun)
    return times


def main(name: str, action: str, folder: str, *rest: str) -> None:
    system, place = SYSTEMS[name], Path(folder)
    begun = time.perf_counter()
    told: dict[str, Any] = {}
    if action == "build":
        import numpy as np

        system.build(read(rest[0]), place, np.load(rest[1]) if len(rest) > 1 else None)
    elif action == "ask":
        told["found"] = system.open(place)(rest[0])
    elif action == "update":
        rows = read(rest[0])
        told["found"] = system.update(rows[-1], len(rows) - 1, place)(rest[1])
    else:
        told["times"] = warm(system.open(place), json.loads(Path(rest[0]).read_text("utf-8")))
    print(json.dumps({**told, "seconds": time.perf_counter() - begun}))


if __name__ == "__main__":
    main(*sys.argv[1:])
