"""The window of an inquiry: rules before it, opened and closed on its days, sealed once the final export is in."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta

from domain.definition_parts import Recipient
from domain.documents.mail_kinds import ExportRequest, WindowOpening
from domain.inquiry import drafting
from domain.inquiry.checks import SEAL_SUBJECT, seal_payload
from domain.inquiry.contributions import contributions_form
from domain.minutes import FiledDocument, Minutes, NewLetter
from domain.register import EntryDraft
from domain.store import registry, source_files
from domain.timetable import term_in_working_days
from domain.vocabulary import DecisionKind, DocumentKind, EntryKind, InquiryStage
from flows.edges import Desk
from flows.inquiry_acts.case import InquiryCase, load_views
from flows.inquiry_acts.letters import letters_to_all
from flows.inquiry_acts.writing import write_word
from flows.steps import Moment

BEFORE, DURING = "1-preparazione", "2-raccolta"
PLATFORM_EXPORTS = ("proposals", "comments")
"""What counts as an export of the platform: the form of the other channels does not."""
_DAYS_FOR_THE_EXPORT = 2
"""Working days within which the platform's office is asked for the final export; the product's own choice."""


def publish_rules(desk: Desk, case: InquiryCase, moment: Moment) -> Minutes:
    """Publish the pact and the notice before the window opens (promise I2), and tell the working group."""
    definition, calendar, written_on = case.definition, case.calendar, case.day(moment.as_of)
    pact = write_word(
        desk,
        case,
        DocumentKind.PACT,
        drafting.pact(definition, calendar, written_on=written_on),
        name=f"{BEFORE}/patto-di-partecipazione.docx",
        title="Patto di partecipazione",
        created=moment.as_of,
        public_from=InquiryStage.PREPARATION,
    )
    notice = write_word(
        desk,
        case,
        DocumentKind.NOTICE,
        drafting.notice(definition, calendar, written_on=written_on),
        name=f"{BEFORE}/avviso-pubblico.docx",
        title="Avviso pubblico",
        created=moment.as_of,
        public_from=InquiryStage.PREPARATION,
    )
    form = desk.file(
        case.id,
        DocumentKind.CONTRIBUTIONS_FORM,
        f"{BEFORE}/scheda-contributi.xlsx",
        contributions_form(definition, created=moment.as_of),
        title="Scheda dei contributi degli altri canali",
    )
    documents = [pact, notice, form]
    recipients = definition.recipients
    told = {
        "opens_on": calendar.window.first_on,
        "closes_on": calendar.window.last_on,
        "evaluation_starts_on": calendar.evaluation.first_on,
        "evaluation_ends_on": calendar.evaluation.last_on,
        "platform_url": definition.platform.url,
    }

    def tell(everyone: Sequence[Recipient], about: str, enclosures: Sequence[FiledDocument], publishes: bool) -> None:
        letters.extend(
            letters_to_all(
                desk,
                case,
                WindowOpening,
                everyone,
                about=about,
                attachments=[document.name for document in enclosures],
                documents=[document.title for document in enclosures],
                publishes=publishes,
                **told,
            )
        )

    letters: list[NewLetter] = []
    tell([*recipients.working_group, recipients.coordination], "regole", documents, False)
    tell([recipients.platform], "regole:piattaforma", [pact, notice], True)
    return Minutes(documents=documents, letters=letters)


def open_window(_desk: Desk, _case: InquiryCase, _moment: Moment) -> Minutes:
    """Open the window at the first instant of its first day."""
    return Minutes(stage=InquiryStage.WINDOW_OPEN)


def close_window(desk: Desk, case: InquiryCase, moment: Moment) -> Minutes:
    """Close the window at the end of its last day, and ask whoever runs the platform for the final export."""
    closed_on = case.day(case.calendar.closes_at - timedelta(seconds=1))
    letters = letters_to_all(
        desk,
        case,
        ExportRequest,
        [case.definition.recipients.platform],
        about="chiusura",
        closed_on=closed_on,
        answer_by=term_in_working_days(case.day(moment.as_of), _DAYS_FOR_THE_EXPORT),
        exports=["esportazione delle proposte (sezioni e osservazioni)", "esportazione dei commenti"],
    )
    return Minutes(letters=letters, stage=InquiryStage.EVALUATION)


def why_not_sealed(desk: Desk, case: InquiryCase) -> str | None:
    """Say what the seal still waits for: the final export, then the signature."""
    with desk.transaction() as session:
        imports = registry.entries_of_kind(session, case.id, EntryKind.IMPORT)
    exports = [entry for entry in imports if json.loads(entry.payload)["subject"] in PLATFORM_EXPORTS]
    if not any(entry.recorded_at >= case.calendar.closes_at for entry in exports):
        return "attende l'esportazione finale della piattaforma, fatta dopo la chiusura"
    if case.decision(DecisionKind.SEAL) is None:
        return "attende la firma del responsabile del procedimento"
    return None


def seal(desk: Desk, case: InquiryCase, moment: Moment) -> Minutes:
    """Seal the register: how many contributions, up to which entry, under which hash, signed by whom."""
    with desk.transaction() as session:
        last = registry.head(session, case.id)
        files = source_files.files(session, case.id)
    views = load_views(desk, case.id)
    decision = case.decision(DecisionKind.SEAL)
    assert decision is not None
    context = drafting.manifest(
        case.definition,
        case.calendar,
        views,
        files=files,
        seal=decision,
        entries=last.number,
        root_sha256=last.hash,
        sealed_at=moment.as_of,
    )
    manifest = write_word(
        desk,
        case,
        DocumentKind.MANIFEST,
        context,
        name=f"{DURING}/verbale-di-sigillo.docx",
        title="Verbale di sigillo del protocollo",
        created=moment.as_of,
        public_from=InquiryStage.EVALUATION,
    )
    payload = seal_payload(len(views), last.number, last.hash)
    entry = EntryDraft(EntryKind.SEAL, SEAL_SUBJECT, moment.as_of, decision.officer, payload)
    return Minutes(entries=[entry], documents=[manifest])
