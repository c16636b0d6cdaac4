"""The way back to the platform: what can be imported, what is pasted by hand, and whether it came out as approved."""

from __future__ import annotations

import io

import openpyxl
from hypothesis import given
from hypothesis import strategies as st

from domain.inquiry.published_check import check_published
from domain.inquiry.return_path import (
    DECIDIM_STATES,
    PASTE_HEADER,
    ReturnFile,
    approved_answers,
    importable_keys,
    pieces_of,
    return_files,
)
from domain.inquiry.views import CommentView
from domain.vocabulary import Channel, Outcome
from tests.domain.answered import CREATED, DEFINITION, campaign, late, moderated, view

APPROVED = (
    "<p>Esito: non accolta</p><p>Motivazione: La via è già alberata.</p>"
    "<p>Risponde: Direzione Verde (contributo n. 1)</p>"
)


def files_of(*views: CommentView, **options: object) -> dict[str, ReturnFile]:
    return {file.name: file for file in return_files(DEFINITION, views, created=CREATED, **options)}  # type: ignore[arg-type]


def pasted(*views: CommentView, **options: object) -> list[tuple[object, ...]]:
    data = files_of(*views, **options)["risposte-da-incollare.xlsx"].data
    header, *rows = openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True)
    assert header == PASTE_HEADER
    return rows


def test_in_milan_nothing_can_be_imported_and_the_note_says_so_in_words() -> None:
    files = files_of(view(1), view(2, key="comment:7", channel=Channel.COMMENT))
    assert list(files) == ["risposte-da-incollare.xlsx", "LEGGIMI-risposte.txt"]
    note = files["LEGGIMI-risposte.txt"].data.decode()
    assert "Nessuna risposta si può importare" in note
    assert "2 risposte, nell'ordine della piattaforma" in note
    assert "- 1 a osservazioni" in note
    assert "- 1 a commenti" in note


def test_a_proposal_that_is_no_amendment_gets_the_file_that_decidim_imports() -> None:
    files = files_of(view(1), view(2), importable={"proposal:901"})
    assert files["risposte-da-importare.csv"].data.decode() == f"id;state;answer/it\r\n901;rejected;{APPROVED}\r\n"
    assert [row[2] for row in pasted(view(1), view(2), importable={"proposal:901"})] == ["proposal:902"]
    assert "contiene 1 risposta che la piattaforma importa" in files["LEGGIMI-risposte.txt"].data.decode()


def test_the_newest_platform_wants_status_and_a_column_for_each_locale() -> None:
    files = files_of(view(1), importable={"proposal:901"}, state_column="status", locales=("it", "en"))
    header, row, _ = files["risposte-da-importare.csv"].data.decode().split("\r\n")
    assert header == "id;status;answer/it;answer/en"
    assert row == f"901;rejected;{APPROVED};{APPROVED}"


def test_the_export_tells_which_proposals_take_an_answer_from_a_file() -> None:
    rows = [
        {"id": "1", "is_amend": "true"},
        {"id": "2", "is_amend": "false"},
        {"id": "3"},
        {"id": "4", "is_amend": "True"},
    ]
    assert importable_keys(rows) == {"proposal:2", "proposal:3"}


def test_every_outcome_has_a_state_that_decidim_knows() -> None:
    assert set(DECIDIM_STATES) == set(Outcome)
    assert set(DECIDIM_STATES.values()) <= {"accepted", "rejected", "evaluating"}


def test_the_sheet_follows_the_platform_and_says_where_each_answer_goes() -> None:
    rows = pasted(
        view(1, section="10", key="proposal:5"),
        view(2, section="9", key="comment:100", channel=Channel.COMMENT, depth=3, parent_number=7),
        view(3, section="9", key="comment:20", channel=Channel.COMMENT),
        moderated(4, section="9", key="proposal:3"),
        late(5),
        view(6, channel=Channel.PAPER, key="contribution:x"),
    )
    assert [row[:3] + row[4:6] for row in rows] == [
        (1, 3, "comment:20", "commento di risposta, con l'utenza dell'amministrazione", None),
        (2, 2, "comment:100", "commento di risposta al n. 7: sotto questo la piattaforma non ne accetta", None),
        (
            3,
            4,
            "proposal:3",
            "non si pubblica qui: il contributo è moderato; la risposta è nell'allegato delle controdeduzioni",
            "rejected",
        ),
        (4, 1, "proposal:5", "modulo di risposta dell'osservazione, nell'amministrazione", "rejected"),
    ]
    assert rows[3][3] == "https://citta.example/proposals/901"
    assert rows[3][7] == (
        "Esito: non accolta\n\nMotivazione: La via è già alberata.\n\nRisponde: Direzione Verde (contributo n. 1)"
    )


def test_each_member_of_a_group_gets_the_whole_answer_on_the_platform() -> None:
    texts = [answer.text for answer in approved_answers(DEFINITION, campaign())]
    assert texts == [
        "Esito: accolta\n\nMotivazione: La proposta è fondata.\n\nI fondi ci sono.\n\n"
        f"Modifica al piano: Azione 1, capoverso 2.\n\nRisponde: Direzione Casa (contributo n. {number})"
        for number in (3, 4, 5)
    ]


def test_a_reply_longer_than_the_platform_takes_is_pasted_in_numbered_pieces() -> None:
    long = view(1, key="comment:1", channel=Channel.COMMENT, reason="Una frase di prova. " * 80)
    rows = pasted(long)
    assert [row[6] for row in rows] == ["1 di 2", "2 di 2"]
    assert all(len(str(row[7])) <= 1000 for row in rows)
    assert str(rows[0][7]).endswith("prova.")


@given(st.text(st.sampled_from("ab. \n"), max_size=120), st.integers(4, 40))
def test_cutting_a_text_loses_nothing_but_white_space(text: str, limit: int) -> None:
    pieces = pieces_of(text, limit)
    assert "".join("".join(pieces).split()) == "".join(text.split())
    assert all(len(piece) <= limit for piece in pieces)


def test_what_was_published_as_approved_raises_no_fault() -> None:
    row = {"id": "901", "state": "rejected", "answer/it": APPROVED}
    assert check_published(DEFINITION, [row], [view(1)]) == []


def test_white_space_tags_entities_and_unicode_forms_are_no_differences() -> None:
    answer = (
        "<div>Esito:&nbsp;non  accolta</div>\r\n<p>Motivazione: <strong>La via</strong> e\u0300 gia\u0300 alberata.</p>"
        "<p>Risponde: Direzione&#32;Verde (contributo n. 1) </p>"
    )
    assert check_published(DEFINITION, [{"id": "901", "status": "rejected", "answer/it": answer}], [view(1)]) == []


def test_markup_in_an_approved_reason_is_compared_as_words() -> None:
    wanted = view(1, reason="Se x < 5 & y > 3, <b>no</b>.")
    row = {"id": "901", "state": "rejected", "answer/it": approved_answers(DEFINITION, [wanted])[0].html}
    assert check_published(DEFINITION, [row], [wanted]) == []
    assert check_published(DEFINITION, [row | {"answer/it": row["answer/it"].replace("5", "6")}], [wanted]) != []


def test_every_way_in_which_the_platform_says_otherwise_is_named() -> None:
    rows = [
        {"id": "901", "state": "rejected", "answer/it": APPROVED.replace("alberata", "asfaltata")},
        {"id": "902", "state": "accepted", "answer/it": APPROVED.replace("n. 1", "n. 2")},
        {"id": "903", "state": "", "answer/it": "<p> </p>"},
        {"id": "905", "state": "accepted", "answer/it": "<p>Mai approvata.</p>"},
        {"id": "906", "state": "", "answer/it": ""},
        {"id": "901", "state": "rejected", "answer/it": APPROVED},
    ]
    approved = [
        view(1),
        view(2),
        view(3),
        view(4),
        moderated(7),
        late(8),
        view(9, key="comment:9", channel=Channel.COMMENT),
    ]
    assert [str(fault) for fault in check_published(DEFINITION, rows, approved)] == [
        "n. 1, proposal:901: la risposta pubblicata è diversa: «asfaltata. Risponde: Direzione Verde (co» →"
        " dove comincia la differenza va scritto «alberata. Risponde: Direzione Verde (con»",
        "n. 2, proposal:902: lo stato pubblicato è «accepted» → scegliete lo stato «rejected»",
        "n. 3, proposal:903: la risposta approvata non è pubblicata → pubblicate il testo del foglio",
        "esportazione delle proposte, proposal:905: è pubblicata una risposta che nessuno ha approvato →"
        " toglietela o registrate prima la valutazione",
        "esportazione delle proposte, proposal:901: compare più di una volta → esportate di nuovo le proposte",
        "n. 4, proposal:904: manca nell'esportazione → controllate che l'esportazione sia completa e che la"
        " piattaforma non l'abbia nascosta",
    ]


def test_the_same_answers_give_the_same_files() -> None:
    views = [view(1), *campaign()]
    assert files_of(*views, importable={"proposal:901"}) == files_of(*reversed(views), importable={"proposal:901"})
