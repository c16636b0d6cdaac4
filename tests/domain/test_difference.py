"""What a member's own words are, and that no difference loses a letter of the text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from domain.inquiry.difference import GAP, Mark, added_text, marked_difference, plain

CAMPAIGN = "Chiediamo di estendere gli incentivi alle caldaie dei condomini popolari entro il prossimo inverno."
WORDS = ["la", "città", "È", "città,", "più", "verde!", "«e»", "c'è", "30%", "🌳", "…", "o_o"]
texts = st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join)


def test_a_text_adds_nothing_to_itself_whatever_its_capitals_accents_and_punctuation() -> None:
    assert added_text("La città è più verde.", "LA CITTA E PIU VERDE!!!") == ""


def test_an_introduction_and_a_closing_are_the_members_own_words() -> None:
    member = f"Buongiorno, abito al Giambellino. {CAMPAIGN} Grazie dell'ascolto!"
    assert added_text(CAMPAIGN, member) == f"Buongiorno, abito al Giambellino.{GAP}Grazie dell'ascolto!"


def test_a_cut_copy_adds_nothing_and_shows_what_it_leaves_out() -> None:
    assert added_text(CAMPAIGN, CAMPAIGN[: CAMPAIGN.index(" entro")]) == ""
    assert marked_difference("uno due tre quattro", "uno due tre") == [
        (Mark.SAME, "uno due tre"),
        (Mark.MISSING, "quattro"),
    ]


def test_a_changed_word_is_marked_in_its_place() -> None:
    assert marked_difference("Più alberi in via Padova, subito.", "Più panchine in via Padova, subito.") == [
        (Mark.SAME, "Più "),
        (Mark.MISSING, "alberi "),
        (Mark.ADDED, "panchine "),
        (Mark.SAME, "in via Padova, subito."),
    ]


def test_a_word_that_both_happen_to_use_does_not_break_the_members_own_sentence() -> None:
    model = "Chiediamo più alberi e panchine nel quartiere di Lambrate"
    member = "Chiediamo più alberi e panchine nel quartiere di Lambrate. A casa nostra piove e fa freddo di notte"
    assert added_text(model, member) == "A casa nostra piove e fa freddo di notte"


def test_a_composed_and_a_decomposed_accent_are_the_same_word() -> None:
    assert marked_difference("perché sì", "perche\u0301 si\u0300") == [(Mark.SAME, "perche\u0301 si\u0300")]


def test_an_empty_model_leaves_the_whole_member_as_its_own() -> None:
    assert added_text("", "Solo mio.") == "Solo mio."
    assert marked_difference("", "") == []


def test_two_huge_texts_are_compared_without_a_table_of_all_their_words() -> None:
    model = " ".join(f"parola{at}" for at in range(60_000))
    member = "Premessa. " + model.replace("parola30000 ", "parola30000 ma ") + " Fine."
    assert added_text(model, member) == f"Premessa.{GAP}ma{GAP}Fine."
    assert added_text("sì no " * 60_000, "no sì " * 60_000).startswith("no")


@given(texts, texts)
def test_same_and_added_are_the_member_letter_by_letter(model: str, member: str) -> None:
    marked = marked_difference(model, member)
    assert "".join(words for mark, words in marked if mark is not Mark.MISSING) == member


@given(texts, texts)
def test_same_and_missing_are_the_words_of_the_model(model: str, member: str) -> None:
    marked = marked_difference(model, member)
    assert plain(" ".join(words for mark, words in marked if mark is not Mark.ADDED)) == plain(model)


@given(texts, texts)
def test_a_member_that_adds_nothing_has_only_words_of_the_model_in_the_models_order(model: str, member: str) -> None:
    if added_text(model, member) == "":
        remaining = iter(plain(model).split())
        assert all(word in remaining for word in plain(member).split())


@given(texts)
def test_no_text_differs_from_itself(text: str) -> None:
    assert [mark for mark, _ in marked_difference(text, text)] == ([Mark.SAME] if text else [])
