"""Where sentences end, and what part of the page each one is."""

from __future__ import annotations

import pytest

from hypecheck.annotate._sentences import make_tokeniser


@pytest.fixture
def sentences_of(read):
    def sentences(text: str) -> list[str]:
        article, notes = read(text)
        return [article.text[sentence.start : sentence.end] for sentence in notes.sentences]

    return sentences


@pytest.mark.parametrize(
    "sentences",
    [
        ["It works!", "Really?", "Yes... maybe.", "Buy it now!!!"],
        ["Dr. Lee and Mrs. Kim agree.", "It is safe, e.g. in adults."],
        ["Smith et al. (2019) found no effect vs. placebo.", "The dose was 1.5 mg."],
        ["Kim et al. found it.", "The U.S. agency agrees."],
        ["Cramps (approx. 5 a week) fell (Fig. 2).", "See p. 12."],
        ["It is the No. 1 brand.", "It sells."],
        ["He said “It works.”", "Then he left."],
        ["“Really?” he said.", "(It does.)", "Fine."],
        ["It prevents disease.[3]", "It is sold widely."],
        ["It prevents disease. [3]", "It is sold widely."],
        ["It prevents disease [3].", "It is sold widely."],
        ["It prevents disease.[3][4]", "It fell by 5%.12,14", "It is sold.[5–7, 9]", "Widely."],
        ["It prevents disease.3", "It is sold widely."],
        ["It fell (p = 0.01).5", "The ache fell too."],
        ["It works.", "[Editor’s note: it does.]", "Fine."],
        ["It helps.", "12 of 20 agreed."],
    ],
    ids=lambda sentences: sentences[0],
)
def test_text_is_cut_where_its_sentences_end(sentences_of, sentences):
    assert sentences_of(" ".join(sentences)) == sentences


@pytest.mark.parametrize("behind", [" 🙂", " ★★★★★", " * * *"], ids=["emoji", "stars", "asterisks"])
def test_marks_behind_a_full_stop_are_no_sentence(behind, sentences_of):
    assert len(sentences_of(f"Iron helps.{behind}\n\nZinc does not.{behind}")) == 2


@pytest.mark.parametrize("heading", ["How cold showers changed my mornings 🙂", "Iron helps ❤️"], ids=["face", "heart"])
def test_an_emoji_behind_a_heading_is_none_of_its_words(heading, sentences_of):
    assert sentences_of(f"{heading}\n\nIron helps.")[0] == heading.rsplit(" ", 1)[0]


def test_a_missing_space_does_not_join_sentences(sentences_of):
    assert sentences_of("It helps sleep.It is cheap.") == ["It helps sleep.", "It is cheap."]


def test_no_sentence_crosses_a_block(sentences_of):
    assert sentences_of("A line without a stop\n\nAnd another one.") == [
        "A line without a stop",
        "And another one.",
    ]


def test_marks_alone_are_no_trouble(sentences_of):
    assert "".join(sentences_of("?! … [ . ] a")) != ""


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("Zinc is an essential mineral for people of all ages.", "body"),
        ("Lee A, Kim B. Zinc. J Trials. 2020;3(2):1-9. PMID: 1234567.", "reference"),
        ("Lee, A. (2020). Zinc and colds. Journal of Trials, 3(2), 1-9.", "reference"),
        ("https://example.org/zinc", "reference"),
    ],
)
def test_a_line_under_references_is_one_where_it_reads_like_one(read, line, role):
    _, notes = read(f"Tea is a drink.\n\nReferences\n\n{line}")
    assert notes.sentences[-1].role == role


def test_a_heading_names_the_section_of_what_follows(read):
    _, notes = read("# Zinc\n\nIt is a mineral.\n\n## Side effects\n\nIt may upset the stomach.")
    assert [(sentence.section, sentence.role) for sentence in notes.sentences][-1] == ("Side effects", "body")


def test_a_run_without_blanks_is_read_in_pieces_that_give_the_text_back():
    tokenise = make_tokeniser()
    text = f"See  {'a-' * 300} and {'(' * 251}\n{'x' * 250} end."
    doc = tokenise(text)
    assert doc.text == text
    assert [token.text for token in doc][-3:] == ["x" * 250, "end", "."]
    assert max(len(token) for token in doc) == 250


def test_a_long_address_is_one_word():
    address = "https://example.org/" + "a" * 180
    assert [token.text for token in make_tokeniser()(f"See {address} now")] == ["See", address, "now"]
