"""dlgraph/recognition.py: which question about structure a question is, and which it is not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlgraph import findings, spelling
from dlgraph.formats import corpus
from dlgraph.forms import RULES
from dlgraph.glossary import Glossary
from dlgraph.locate import packaged_corpus
from dlgraph.recognition import LONGEST, Recognised, recognise
from dlgraph.text import fold, words

# -- a hand-made list of names: nn is an alias of two -----------------------------------------------------------------

NAMES = {
    "bread": ["bread", "loaf"],
    "rye-bread": ["rye bread"],
    "wheat-bread": ["wheat bread"],
    "baking": ["baking"],
    "bread-and-butter": ["bread and butter"],
    "butter": ["butter"],
    "oven": ["oven", "stove"],
    "sourdough": ["sourdough starter", "nn"],
    "noodle": ["noodle", "nn"],
    "policy": ["policy"],
}
WORDS = {word for names in NAMES.values() for name in names for word in name.split()}


def labels(names: Sequence[str]) -> dict[str, list[str]]:
    found = {name: [id for id, known in NAMES.items() if name in known] for name in names}
    return {name: ids for name, ids in found.items() if ids}


def mend(text: str) -> list[str]:
    mended = spelling.mend(text, WORDS.__contains__, lambda _: WORDS)
    return [mended] if mended != text else []


def read(question: str) -> tuple[str, ...]:
    """Say how a question is read: its form, then the ids of the first concept of each name."""
    found = recognise(question, labels, mend)
    return (found.form, *(name.ids[0] if name.ids else f"?{name.asked}" for name in found.names)) if found else ()


def recognised(question: str) -> Recognised:
    found = recognise(question, labels, mend)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("question", "reading"),
    [
        ("What kinds of bread are there?", ("kinds", "bread")),
        ("list the subtypes of bread", ("kinds", "bread")),
        ("what falls under baking?", ("kinds", "baking")),
        ("give me an example of bread", ("examples", "bread")),
        ("How many kinds of bread are there?", ("count", "bread")),
        ("how many concepts are there in this glossary?", ("size",)),
        ("Is rye bread a kind of bread?", ("is-a", "rye-bread", "bread")),
        ("does baking include bread?", ("is-a", "bread", "baking")),
        ("is baking broader than bread?", ("is-a", "bread", "baking")),
        ("is bread narrower than baking?", ("is-a", "bread", "baking")),
        ("what is bread a kind of?", ("place", "bread")),
        ("where does bread sit in the hierarchy?", ("place", "bread")),
        ("what is broader than bread?", ("broader", "bread")),
        ("what is related to bread?", ("related", "bread")),
        ("what are the siblings of bread?", ("siblings", "bread")),
        ("bread vs butter", ("compare", "bread", "butter")),
        ("difference between bread, butter and oven", ("compare", "bread", "butter", "oven")),
        ("how are bread and butter connected?", ("path", "bread", "butter")),
        ("what should I learn before bread?", ("prerequisites", "bread")),
    ],
)
def test_each_form_is_told_with_the_names_in_its_slots(question: str, reading: tuple[str, ...]):
    assert read(question) == reading


@pytest.mark.parametrize(
    "question",
    [
        "WHAT KINDS OF BREAD ARE THERE",
        "what kinds of the bread are there",
        "what kinds of breads are there",
        "what kinds of loaf are there?",
        "what kinds of “bread” are there?",
        "what kinds of bread (loaf) are there?",
        "Hi! Could you please tell me what kinds of bread are there, exactly? Thanks!",
        "what kinds of braed are there?",
        "what knids of bread are there?",
        "In this glossary, what kinds of bread are there?",
        "what kinds of bread are there in general",
    ],
)
def test_case_articles_plurals_aliases_quotes_slips_and_politeness_do_not_matter(question: str):
    assert read(question) == ("kinds", "bread")


def test_the_longest_name_counts_and_only_whole_words():
    assert read("what kinds of rye bread are there?") == ("kinds", "rye-bread")
    assert read("what kinds of breadcrumbs are there?") == ("kinds", "?breadcrumbs")
    assert read("difference between bread and butter and oven") == ("compare", "bread-and-butter", "oven")


def test_names_in_a_list_may_share_a_word():
    assert read("rye vs wheat bread") == ("compare", "rye-bread", "wheat-bread")
    assert read("how do rye, wheat bread and butter differ?") == ("compare", "rye-bread", "wheat-bread", "butter")
    assert read("difference between rye bread and wheat") == ("compare", "rye-bread", "wheat-bread")
    assert read("bread vs and butter, oven") == ()


def test_a_name_that_several_concepts_share_keeps_all_of_them():
    (name,) = recognised("what kinds of NN are there?").names
    assert name.ids == ("sourdough", "noodle")


def test_a_mended_name_is_marked_and_remembers_what_was_typed():
    first, second = recognised("difference between buter and bread").names
    assert (first.asked, first.label, first.mended) == ("buter", "butter", True)
    assert not second.mended


@pytest.mark.parametrize(
    ("question", "negated"),
    [
        ("is rye bread a kind of bread?", False),
        ("isn't rye bread a kind of bread?", False),
        ("is rye bread not a kind of bread?", False),
        ("rye bread isn't a kind of bread, right?", True),
        ("rye bread is not bread, correct?", True),
        ("is it true that rye bread is not a kind of bread?", True),
        ("rye bread does not belong to bread, does it?", True),
        ("bread does not include rye bread, right?", True),
        ("rye bread is a type of bread", False),
    ],
)
def test_what_is_put_forward_may_be_a_denial(question: str, negated: bool):
    assert read(question) == ("is-a", "rye-bread", "bread")
    assert recognised(question).negated is negated


def test_what_the_asker_knows_is_kept_apart():
    for question in ("what should I learn before bread if I already know butter and oven?",
                     "I already know butter and oven. What should I learn before bread?"):  # fmt: skip
        found = recognised(question)
        assert [name.label for name in found.names] == ["bread"]
        assert [name.label for name in found.others] == ["butter", "oven"]


@pytest.mark.parametrize(
    ("question", "unknown"),
    [
        ("what kinds of soup are there?", ("soup",)),
        ("difference between soup and stew", ("soup", "stew")),
        ("difference between bread and stew", ("stew",)),
        ("how is bread related to stew?", ("stew",)),
        ("prerequisites for stew", ("stew",)),
    ],
)
def test_where_the_form_is_plain_a_name_nobody_has_is_told(question: str, unknown: tuple[str, ...]):
    assert recognised(question).unknown == unknown


@pytest.mark.parametrize(
    "question",
    [
        "is bread a soup?",
        "bread vs soup",
        "soup or stew?",
        "what falls under soup?",
        "what kinds of soup from the south are there?",
        "difference between bread and stale bread",
        "bread vs bread",
        "is bread a loaf?",
    ],
)
def test_nothing_is_told_where_a_term_may_be_no_name_or_too_few_concepts_are_named(question: str):
    assert recognise(question, labels, mend) is None


def test_claims_of_identity_are_no_question_of_kinds():
    assert recognise("isn't rye bread just bread?", labels, mend) is None
    assert recognise("is rye bread the same as bread?", labels, mend) is None
    assert read("isn't rye bread just a kind of bread?") == ("is-a", "rye-bread", "bread")


def test_a_long_question_tells_a_story_and_is_not_read():
    question = "what kinds of bread are there, " + "please " * 60
    assert len(question) > LONGEST
    assert recognise(question, labels, mend) is None


def test_every_pattern_is_sound_and_fills_known_slots():
    for rule in RULES:
        groups = {name.rstrip("2") for name in re.compile(rule.pattern).groupindex}
        assert groups <= {"x", "y", "list", "not"}, rule
        assert groups or rule.form == "size", rule
        assert rule.cues, rule


@settings(deadline=None, max_examples=150)
@given(
    st.lists(
        st.sampled_from([*WORDS, "is", "are", "a", "the", "of", "and", "or", "not", ",", "what", "kinds", "vs", "how"]),
        max_size=20,
    )
)
def test_whatever_is_asked_names_come_from_the_question_and_are_distinct(parts: list[str]):
    found = recognise(" ".join(parts), labels, mend)
    if found and not found.unknown:
        assert all(name.ids for name in found.names)
        assert len({name.ids for name in found.names}) == len(found.names)
        assert all(
            set(fold(name.asked).split()) <= {*fold(" ".join(parts)).replace(",", " ").split(), *WORDS}
            for name in found.names
        )


# -- the packaged glossary ---------------------------------------------------------------------------------------------

ASKED = {
    "kinds": """
        machine learning / So, like, what kinds of ML are there exactly?
        neural network / hey! which sorts of neural nets exist?
        neural network / can you list all the various types of neural networks please
        reinforcement learning / what all falls under the umbrella of RL
        reinforcement learning / Give me the sub-types of reinforcement learning, thanks
        activation function / which activation functions are there in deep learning?
        large language model / what comes under "large language models"?
        regularization / what are two kinds of regularisation?
        fine tuning / Name a few variants of fine-tuning.
        loss function / I'd like to know the different kinds of loss functions
        ai safety / into what categories is AI safety divided?
        unsupervised learning / what is more specific than unsupervised learning
        attention mechanism / are there different kinds of attention?
        ai accelerator / what sort of AI chips are there
        symbolic ai / tell me about the branches of symbolic AI
        clustering / Types of clustering?
        natural language processing / nlp subfields
        prompt / does a prompt have different types
        evaluation metric / what evaluation metrics exist?
        computer vision / what belongs to computer vision?
        machine learning / what are the childern of machine learning
        ensemble learning / what ensemble methods are there
        transfer learning / anything narrower than transfer learning?
        ai ethics / what topics fall under AI ethics?
        recurrent neural network / list all subclasses of RNN
        tool use / which things are part of tool use
        knowledge representation / forms of knowledge representation
        model evaluation / what are all the concepts below model evaluation
        fine tuning / fine-tuning types?
        dimensionality reduction / what types of dimensonality reduction are there
    """,
    "count": """
        neural network / How many types of neural network do you know?
        supervised learning / how many kinds of supervised learning are there in total
        computer vision / what is the number of kinds of computer vision
        fine tuning / how many variants of fine-tuning exist?
        ai / how many branches does AI have
    """,
    "size": """
        / how many concepts does this glossary have?
        / How big is this glossary
        / how many terms are there in your glossary
    """,
    "is-a": """
        backpropagation|neural network / Is "backpropagation" actually a kind of "neural network"?
        deep learning|ai / deep learning is part of AI, right?
        gan|generative ai / Would you say... is a GAN really a form of generative AI?
        clustering|supervised learning / clustering isn't a type of supervised learning, is it?
        cnn|neural network / are all CNNs neural networks
        lora|fine tuning / could LoRA be considered a kind of fine-tuning?
        random forest|ensemble learning / do random forests count as ensemble methods
        machine learning|deep learning / Is machine learning a subset of deep learning, or not?
        ocr|computer vision / is optical character recognition (OCR) a subfield of computer vision?
        svm|supervised learning / True or false: SVMs are a type of supervised learning
        tokenization|nlp / tokenization falls under NLP, doesn't it
        overfitting|generalization / is generalization a broader concept than overfitting?
        gpu|ai accelerator / is an AI accelerator more general than a GPU
        robotics|ai / does AI encompass robotics?
        transformer|neural network / is a trasnformer a type of nueral network
        adam optimizer|gradient descent / is it correct to say that Adam is an example of gradient descent?
        vision transformer|transformer / isn't a vision transformer just one kind of transformer?
        knn|supervised learning / is kNN supervised learning?
        prompt|generative ai / is a prompt under generative AI in this glossary
        bert|language model / BERT is a language model, correct?
        gpt|large language model / I think GPT is a kind of large language model. right?
        rlhf|reinforcement learning / Does RLHF belong to reinforcement learning?
        clustering|machine learning / is clustering considered machine learning
        nlp|ai / is natural language processing one of the subfields of artificial intelligence?
        q learning|deep learning / is it true that Q-learning is a type of deep learning?
        deepfake|generative ai / are deepfakes a form of gen AI
        narrow ai|agi / isn't narrow AI a kind of AGI
        softmax|activation function / softmax is an activation function, isn't it?
        ai|machine learning / is AI part of machine learning
    """,
    "place": """
        dropout / what is dropout a type of
        lora / where does LoRA fit in?
        ocr / what field does OCR belong to?
        hallucination / which category of AI does hallucination fall under
        tokenization / What is tokenization considered a part of?
        softmax / what kind of thing is softmax?
        jailbreak / under which category does jailbreaking fall?
        gpt / what kind of model is GPT
    """,
    "broader": """
        embedding / what's broader than an embedding
        rag / parents of RAG
        tokenization / what are the broader concepts of tokenization
    """,
    "related": """
        gan / Which concepts are closely related to GANs?
        perplexity / concepts near perplexity
        lora / neighbours of LoRA
        deepfake / what's related to deepfakes?
    """,
    "siblings": """
        dropout / siblings of dropout?
        cnn|neural network / what other kinds of neural networks are there besides CNNs
        gpu / what are GPU's siblings
    """,
    "compare": """
        cnn|rnn / CNNs v. RNNs
        supervised learning|unsupervised learning / what's the diff between supervised & unsupervised learning
        ai|machine learning|deep learning / AI vs ML vs DL
        precision and recall|accuracy / precision and recall vs accuracy
        tpu|gpu / tpu or gpu???
        overfitting|underfitting / How can I tell overfitting and underfitting apart?
        bert|gpt / In NLP, how does BERT differ from GPT?
        linear regression|logistic regression / linear versus logistic regression, what's the difference?
        fine tuning|rag / explain to me the main differences between fine-tuning and RAG
        batch size|learning rate / batch size compared to learning rate
        reinforcement learning|supervised learning / what sets reinforcement learning apart from supervised learning?
        decision tree|random forest / comparison of decision trees with random forests
        lstm|transformer / similarities and differences between LSTMs and transformers
        knowledge distillation|quantization|pruning / distillation, quantization, and pruning: how do they differ?
        ai agent|chatbot / AI agents versus chatbots - what's the difference?
        accuracy|f1 score / accuracy vs f1
        narrow ai|agi / narrow and general AI: what are the differences
        knowledge graph|ontology / how is a knowledge graph different to an ontology
        gradient descent|stochastic gradient descent / In what way do gradient descent and SGD differ?
        mse|cross entropy / contrast MSE with cross-entropy
        symbolic ai|machine learning / what do symbolic AI and machine learning have in common
        pre training|fine tuning / difference between pretraining and finetuning ?
        gan|vae|diffusion model / GANs, VAEs and diffusion models compared
    """,
    "path": """
        backpropagation|gradient descent / how do backpropagation and gradient descent relate to each other?
        attention mechanism|transformer / what has attention got to do with transformers?
        gpu|deep learning / is there any connection between GPUs and deep learning?
        bayesian network|chatbot / shortest path between Bayesian network and chatbot
        overfitting|regularization / Could you explain how overfitting is linked to regularization?
        lora|quantization / what's the link between LoRA and quantization
        rag|hallucination / how does RAG relate to hallucinations?
        gpu|backpropagation / what connects GPUs to backpropagation?
        federated learning|data privacy / is federated learning connected to data privacy?
    """,
    "prerequisites": """
        transformer / what do I have to understand before I can learn about transformers?
        backpropagation / Any prerequisites for backprop?
        diffusion model / i want to understand diffusion models, what should i learn first
        lora / I already know neural networks. What should I learn before LoRA?
        gan / which concepts should I read before studying GANs
        reinforcement learning / what should one know before studying reinforcement learning?
        attention mechanism / what must I learn first to understand attention
        k means / learning path for k-means
    """,
    "examples": """
        supervised learning / what are some examples of supervised learning?
    """,
}
# What only looks like a question about structure goes to the search.
LOOK_ALIKES = """
    is deep learning a good career?
    is fine-tuning better than RAG for customer support?
    what is the difference between training and inference costs for my startup?
    what kind of machine do I need for deep learning?
    what kinds of problems can machine learning solve?
    what types of data do neural networks need?
    how many GPUs do I need to train a large language model?
    how many layers does a neural network have?
    how many parameters does GPT have?
    is AI dangerous?
    is machine learning hard?
    is AI taking over jobs?
    is the model overfitting?
    is my neural network overfitting or underfitting
    are neural networks like the human brain?
    are LLMs conscious?
    is deep learning overhyped
    what is machine learning used for
    what is a neural network made of?
    what does a neural network learn
    what is part of my job as a machine learning engineer?
    what belongs in a system prompt?
    what should I learn to become a data scientist?
    what should I know about deep learning?
    what do I need to know about transformers
    what should I do before training a model?
    what happens before fine-tuning?
    in what order should I clean and split my data?
    where does training data come from?
    where does bias in AI come from?
    where do hallucinations come from
    where is deep learning used?
    how are neural networks trained?
    how is RAG used in chatbots
    how are embeddings stored in a vector database?
    how does attention work in transformers?
    how do GPUs speed up deep learning?
    how does overfitting affect accuracy?
    how is accuracy calculated
    how does fine-tuning change a language model?
    what is the relationship between AI companies and governments?
    what is the difference in cost between GPT and BERT?
    difference between good and bad prompts
    is there a difference in accuracy?
    compare prices of GPUs
    compare two sentences with embeddings
    can I combine RAG and fine-tuning?
    should I use a GPU or rent one in the cloud?
    should I learn machine learning or web development
    AI or human: who writes better?
    is it true that AI uses a lot of water?
    is it true that AI is just statistics?
    isn't deep learning just a fancier name for AI?
    isn't machine learning just statistics?
    is a language model just autocomplete?
    is AI the same as machine learning?
    deep learning
    what is deep learning?
    define machine learning
    explain transformers to a five year old
    why do neural networks need activation functions?
    why is regularization important
    which is the best kind of neural network for images?
    what type of learning is best for my robot?
    give me an example of a prompt for marketing emails
    what are examples of AI in everyday life?
    who invented the transformer?
    when should I use clustering instead of classification?
    related work on transformers
    connect my chatbot to Slack
    prerequisites for running an LLM at home
    learning rate too high
    does machine learning include a lot of math?
    does training data contain personal information?
    what part of a transformer uses the most memory?
    is a bigger context window better than RAG
    are chatbots part of the problem?
    what types of jobs will AI replace
    list the steps of training a neural network
    what are the kinds of mistakes chatbots make
    Whats the difference between LoRA and normal fine-tuning
    what's new in machine learning
    what kind of math is deep learning based on
    is python good for machine learning
    is deep learning a form of magic?
    are transformers the future?
    is overfitting always bad?
    is accuracy enough?
    is RAG dead
    is AGI possible?
    is a GPU necessary for inference?
    does fine-tuning change the weights
    does overfitting depend on the learning rate?
    do chatbots use machine learning?
    do embeddings capture meaning
    how are LLMs evaluated
    how are hyperparameters chosen
    how is a decision tree built?
    how many epochs should I train for
    how many tokens fit in a context window?
    how many examples do I need for few-shot learning
    what are the risks of AI agents?
    what are the advantages of random forests
    what are the steps of backpropagation
    what are the components of an AI agent?
    what are the parts of speech
    what is included in training data usually
    what is the best type of clustering for text?
    what is better, a big model or more data?
    where should I start with machine learning?
    where do embeddings come from?
    which companies make GPUs?
    which layers does a CNN have
    what should I use, GPT or something cheaper?
    compare the accuracy of my models
    what's the difference if I use a smaller batch size
    difference between my training and test accuracy
    how do I connect RAG to my database
    how does learning rate relate to my loss going up
    what comes after deep learning?
    what came before transformers?
    am I overfitting or underfitting?
    machine learning is hard, right?
    AI is a bubble, right?
    a chatbot told me it is conscious, is that true?
"""


@cache
def glossary() -> Glossary:
    read = corpus.read(packaged_corpus())
    return Glossary(read.concepts, read.faqs)


@cache
def vocabulary() -> tuple[frozenset[str], frozenset[str]]:
    """Return the words of the corpus and those of its names."""
    texts = (concept.body or "" for concept in glossary())
    names = (name for concept in glossary() for name in (concept.label, *concept.aliases))
    return frozenset(word for text in texts for word in words(text)), frozenset(
        word for name in names for word in words(name)
    )


def ids_of(names: Sequence[str]) -> dict[str, list[str]]:
    return {name: [concept.id for concept in found] for name in names if (found := glossary().named(name))}


def mended(text: str) -> list[str]:
    held, named = vocabulary()
    ways = [
        spelling.mend(text, known.__contains__, lambda word: (name for name in named if name[0] == word[0]))
        for known in (held, named)
    ]
    return [way for way in dict.fromkeys(ways) if way != text]


def rows() -> list[tuple[str, str, str]]:
    lines = [(form, *line.partition("/")) for form, text in ASKED.items() for line in text.strip().splitlines()]
    return [(form, names.strip(), question.strip()) for form, names, _, question in lines]


@pytest.mark.parametrize(("form", "names", "question"), rows())
def test_questions_about_structure_are_told_in_odd_words_too(form: str, names: str, question: str):
    found = recognise(question, ids_of, mended)
    assert found is not None
    wanted = [glossary()[name].id for name in names.split("|") if name]
    assert (found.form, found.unknown) == (form, ())
    assert [name.ids[0] for name in (*found.names, *found.others)][: len(wanted)] == wanted


@pytest.mark.parametrize("question", [line.strip() for line in LOOK_ALIKES.strip().splitlines()])
def test_what_only_looks_like_a_question_about_structure_goes_to_the_search(question: str):
    found = recognise(question, ids_of, mended)
    if found and not found.unknown:
        concepts = [glossary().named(name.label)[0] for name in found.names]
        assert findings.find(glossary(), concepts, found) is None
