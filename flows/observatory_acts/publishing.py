"""Publishing an edition: decided by an officer under an act, final from that moment, and mailed to its readers."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime

from domain.documents.mail_of_observatory import EditionPublished
from domain.errors import Refusal
from domain.minutes import FiledDocument, Minutes, NewLetter, Rows
from domain.models import Document, Edition
from domain.observatory.record import EDITION, edition_subject
from domain.register import EntryDraft
from domain.store import processes
from domain.store.observatory import Draft
from domain.vocabulary import DecisionKind, DocumentKind, EntryKind, ObservatoryStage
from flows.correspondence import enclosed
from flows.decisions import require_office
from flows.edges import Desk
from flows.observatory_acts.case import ObservatoryCase, load_case
from flows.observatory_acts.deciding import decide_once
from flows.observatory_acts.folders import folder_of
from flows.observatory_acts.inputs import inputs_of
from flows.observatory_acts.letters import letter
from flows.steps import in_turn

EDITIONS = "edizioni"


@in_turn
def publish(desk: Desk, process_id: str, year: int, *, act: str, act_on: date, officer: str, as_of: datetime) -> bool:
    """Publish the draft of a year; False when it was published already.

    Raises: Refusal when nothing is prepared, or what was handed in has changed since.
    """
    case = load_case(desk, process_id)
    require_office(case, officer, "publish", "pubblicare un'edizione")
    draft = case.progress.draft_of(year)
    if draft is None:
        if case.progress.edition_of(year):
            return False
        raise Refusal(f"nessuna edizione {year} è preparata", "preparatela prima, e guardatela", process_id)
    _refuse_stale(case, draft)
    value = f"{year} {draft.manifest_sha256[:16]}"
    decide_once(
        desk,
        case,
        DecisionKind.PUBLICATION,
        what="pubblicare un'edizione",
        value=value,
        act=act,
        act_on=act_on,
        officer=officer,
        as_of=as_of,
    )
    return desk.keep(process_id, _published(desk, case, draft, act, act_on, officer, as_of), as_of=as_of)


def _refuse_stale(case: ObservatoryCase, draft: Draft) -> None:
    if draft.inputs_sha256 != inputs_of(case, draft.year).sha256:
        problem = "dopo la preparazione sono arrivati altri dati: la bozza non li contiene"
        raise Refusal(problem, "preparate di nuovo l'edizione, poi pubblicatela", folder_of(draft))


def _published(
    desk: Desk, case: ObservatoryCase, draft: Draft, act: str, act_on: date, officer: str, as_of: datetime
) -> Minutes:
    before = case.progress.edition_of(draft.year)
    revision = before.revision + 1 if before and before.revision is not None else 0
    documents = _documents(desk, case, draft, revision)
    row = {
        "process_id": case.id,
        "draft_id": draft.id,
        "year": draft.year,
        "revision": revision,
        "manifest_sha256": draft.manifest_sha256,
        "act": act,
        "act_on": act_on,
        "officer": officer,
        "published_at": as_of,
    }
    told: dict[str, object] = {"manifest_sha256": draft.manifest_sha256, "act": act, "act_on": act_on.isoformat()}
    told |= EDITION.of([row | {"draft": draft.number}])
    entry = EntryDraft(EntryKind.EDITION, edition_subject(draft.year, revision), as_of, officer, told)
    letters = _letters(desk, case, draft, revision, documents, act, act_on)
    return Minutes(entries=[entry], documents=documents, letters=letters, rows=[Rows(Edition, [row])])


def edition_folder(year: int, revision: int) -> str:
    """The public folder of an edition."""
    return f"{EDITIONS}/{edition_subject(year, revision).replace(' ', '-')}"


def files_of(documents: Sequence[Document], folder: str) -> dict[str, Document]:
    """The documents of an edition's folder by their name in it, but for the private part."""
    return {
        one.name.removeprefix(f"{folder}/"): one
        for one in documents
        if one.name.startswith(f"{folder}/") and one.kind is not DocumentKind.EDITION_BASIS
    }


def _documents(desk: Desk, case: ObservatoryCase, draft: Draft, revision: int) -> list[FiledDocument]:
    """The files of the draft, filed again where the public reads them.

    Raises: Refusal when one is no longer what was prepared.
    """
    with desk.reading() as session:
        prepared = files_of(processes.documents(session, case.id), folder_of(draft))
    folder, filed = edition_folder(draft.year, revision), []
    for name, document in prepared.items():
        data = desk.read(case.id, document.name)
        if hashlib.sha256(data).hexdigest() != document.sha256:
            remedy = "non pubblicate: ripristinate l'archivio dalla copia di sicurezza, o preparate di nuovo"
            raise Refusal("un file della bozza è cambiato dopo la preparazione", remedy, document.name)
        filed.append(
            desk.file(
                case.id,
                document.kind,
                f"{folder}/{name}",
                data,
                title=document.title,
                public_from=ObservatoryStage.ACTIVE,
            )
        )
    return filed


_ATTACHED = (DocumentKind.OBSERVATORY_REPORT, DocumentKind.DASHBOARD, DocumentKind.OPEN_DATA)
"""In the order in which they find room in a message."""


def _letters(
    desk: Desk,
    case: ObservatoryCase,
    draft: Draft,
    revision: int,
    documents: Sequence[FiledDocument],
    act: str,
    act_on: date,
) -> list[NewLetter]:
    ordered = [one for kind in _ATTACHED for one in documents if one.kind is kind]
    return [
        letter(
            desk,
            case,
            EditionPublished,
            to,
            about=f"{draft.year}-{revision}:{place}",
            year=draft.year,
            act=act,
            act_on=act_on,
            hash=draft.manifest_sha256,
            reason=draft.reason,
            **enclosed(ordered),
        )
        for place, to in enumerate(case.definition.recipients.readers, start=1)
    ]
