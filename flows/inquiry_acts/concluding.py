"""Concluding the evaluation: nothing is final while one comment lacks department, outcome or reason (promise I5)."""

from __future__ import annotations

from domain.documents.mail_kinds import SynthesisReady
from domain.inquiry import drafting
from domain.inquiry.annex import AnnexResult, write_annex
from domain.inquiry.views import CommentView
from domain.italian import counted, listed
from domain.minutes import FiledDocument, Minutes, NewLetter
from domain.register import EntryDraft
from domain.store import registry
from domain.vocabulary import DocumentKind, EntryKind, InquiryStage
from flows.correspondence import enclosed
from flows.edges import Desk
from flows.inquiry_acts.case import InquiryCase, load_views
from flows.inquiry_acts.letters import letter
from flows.inquiry_acts.writing import annex_frame, write_synthesis, write_word
from flows.steps import Moment

FOLDER = "4-consiglio"
ANNEX = "allegato"
"""Subject of the register entry that says what was counted when the annex was read again."""


def why_not_concluded(_desk: Desk, case: InquiryCase) -> str | None:
    """Say what the synthesis still waits for: workbooks, evaluations, agreement inside the groups."""
    progress = case.progress
    if "sheets-1" not in case.done:
        return "attende l'invio delle schede"
    if progress.missing:
        return f"manca la valutazione di {counted(progress.missing, 'contributo', 'contributi')}"
    if progress.waiting_for_a_sheet:
        return "ci sono contributi non ancora inviati alla direzione competente"
    if case.disagreements:
        groups = [str(one.group_number) for one in case.disagreements]
        return f"attende un solo esito per {'il gruppo' if len(groups) == 1 else 'i gruppi'} {listed(groups)}"
    return None


def conclude(desk: Desk, case: InquiryCase, moment: Moment) -> Minutes:
    """Write the synthesis, the answers annex and the Council's package, each counted again after it was written."""
    views = load_views(desk, case.id)
    synthesis = write_synthesis(
        desk,
        case,
        views,
        DocumentKind.SYNTHESIS,
        name=f"{FOLDER}/documento-di-sintesi.docx",
        created=moment.as_of,
        public_from=InquiryStage.PUBLISHED,
    )
    annex, result = _write_annex(desk, case, moment, views)
    documents = [synthesis, *annex]
    with desk.transaction() as session:
        root = registry.head(session, case.id)
    package = write_word(
        desk,
        case,
        DocumentKind.COUNCIL_PACKAGE,
        drafting.council_package(
            case.definition,
            case.calendar,
            views,
            documents=documents,
            printed=result.printed,
            root_sha256=root.hash,
            written_on=case.day(moment.as_of),
        ),
        name=f"{FOLDER}/fascicolo-per-il-consiglio.docx",
        title="Fascicolo per il Consiglio",
        created=moment.as_of,
        public_from=InquiryStage.PUBLISHED,
    )
    documents = [package, *documents]
    counted_again = {
        "received": result.received,
        "printed": result.printed,
        "to_answer": result.to_answer,
        "answered": result.answered,
    }
    return Minutes(
        entries=[EntryDraft(EntryKind.REREADING, ANNEX, moment.as_of, payload=counted_again)],
        documents=documents,
        letters=_letters(desk, case, documents, result),
        stage=InquiryStage.AWAITING_APPROVAL,
    )


def _write_annex(
    desk: Desk, case: InquiryCase, moment: Moment, views: list[CommentView]
) -> tuple[list[FiledDocument], AnnexResult]:
    written: dict[str, FiledDocument] = {}

    def write(name: str, data: bytes) -> None:
        kind = DocumentKind.ANNEX_INDEX if name.endswith(".xlsx") else DocumentKind.ANSWERS_ANNEX
        path = f"{FOLDER}/{name}"
        written[name] = desk.file(case.id, kind, path, data, public_from=InquiryStage.PUBLISHED)

    result = write_annex(
        case.definition,
        views,
        frame=annex_frame(case),
        created=moment.as_of,
        write=write,
        window=case.calendar.window,
    )
    files = [*result.volumes, result.index]
    return [written[file.name].titled(file.title) for file in files], result


def _letters(desk: Desk, case: InquiryCase, documents: list[FiledDocument], result: AnnexResult) -> list[NewLetter]:
    """The package goes to the Council's secretariat to decide, and to coordination to know (promise I6)."""
    recipients = case.definition.recipients
    told = {"received": result.received, "answered": result.answered, **enclosed(documents)}
    return [
        letter(desk, case, SynthesisReady, recipients.council, about="consiglio", decides=True, **told),
        letter(desk, case, SynthesisReady, recipients.coordination, about="coordinamento:1", decides=False, **told),
    ]
