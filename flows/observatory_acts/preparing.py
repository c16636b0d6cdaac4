"""An edition is prepared: composed from what was handed in, sealed under its hash, and left to be published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from domain.documents.mail_of_observatory import EditionReady
from domain.errors import Refusal
from domain.minutes import FiledDocument, Minutes, Rows
from domain.models import EditionDraft
from domain.observatory.editions import MANIFEST, seal
from domain.observatory.record import DRAFT
from domain.register import EntryDraft
from domain.store.observatory import Draft
from domain.vocabulary import DecisionKind, DocumentKind, EntryKind
from flows.decisions import require_office
from flows.edges import Desk
from flows.observatory_acts import failing
from flows.observatory_acts.case import ObservatoryCase, load_case
from flows.observatory_acts.deciding import decide_once
from flows.observatory_acts.folders import BASIS, draft_folder, folder_of
from flows.observatory_acts.inputs import Inputs, inputs_of
from flows.observatory_acts.letters import to_the_office
from flows.observatory_acts.making import Made, kind_of, make, title_of
from flows.observatory_acts.sealing import edition_of, revisions_of
from flows.steps import Moment, in_turn


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a preparation left."""

    year: int
    folder: str
    manifest_sha256: str
    is_new: bool


@in_turn
def prepare(desk: Desk, process_id: str, year: int, *, officer: str, as_of: datetime) -> Prepared:
    """Prepare the edition of a year; the same inputs twice leave one draft.

    Raises: Refusal when the edition is published already, or cannot be made: the office is told why by mail.
    """
    case = load_case(desk, process_id)
    require_office(case, officer, "deliver", "preparare un'edizione")
    if case.progress.edition_of(year):
        remedy = "per cambiarla registrate una correzione, con il motivo"
        raise Refusal(f"l'edizione {year} è già pubblicata", remedy, process_id)
    return _acted(desk, case, year, "", as_of)


@in_turn
def correct(
    desk: Desk, process_id: str, year: int, *, reason: str, act: str, act_on: date, officer: str, as_of: datetime
) -> Prepared:
    """Decide that a published edition is corrected, and prepare its revision.

    Raises: Refusal when there is no such edition, a later one stands, or the revision cannot be made.
    """
    case = load_case(desk, process_id)
    require_office(case, officer, "publish", "correggere un'edizione")
    last = case.progress.last
    if last is None or last.year != year:
        standing = f"l'ultima è quella sui dati del {last.year}" if last else "nessuna è pubblicata"
        remedy = "si corregge solo l'ultima edizione; di un errore più vecchio dice l'edizione che segue"
        raise Refusal(f"non si corregge l'edizione {year}: {standing}", remedy, process_id)
    if not reason.strip():
        raise Refusal(
            "una correzione senza motivo", "scrivete che cosa cambia e perché: chi legge lo trova nell'edizione"
        )
    value = f"{year} r{(last.revision or 0) + 1}"
    decide_once(
        desk,
        case,
        DecisionKind.CORRECTION,
        what="correggere un'edizione",
        value=value,
        act=act,
        act_on=act_on,
        officer=officer,
        as_of=as_of,
    )
    return _acted(desk, load_case(desk, process_id), year, reason.strip(), as_of)


def prepare_by_calendar(desk: Desk, case: ObservatoryCase, moment: Moment, *, year: int) -> Minutes:
    """Prepare the edition of a year on its day; one that is published stays, and a refusal is told to the office."""
    if case.progress.edition_of(year):
        return Minutes()
    return _prepared(desk, case, inputs_of(case, year), "", moment.as_of)[0]


def _acted(desk: Desk, case: ObservatoryCase, year: int, reason: str, as_of: datetime) -> Prepared:
    inputs = inputs_of(case, year)
    if known := _same(case, inputs, reason):
        return Prepared(year, folder_of(known), known.manifest_sha256, is_new=False)
    minutes, why = _prepared(desk, case, inputs, reason, as_of)
    if minutes.entries:
        desk.keep(case.id, minutes, as_of=as_of)
    if why is not None:
        raise why
    draft = load_case(desk, case.id).progress.drafts[-1]
    return Prepared(year, folder_of(draft), draft.manifest_sha256, is_new=True)


def _same(case: ObservatoryCase, inputs: Inputs, reason: str) -> Draft | None:
    """The newest draft of the year, when it was made from the very same."""
    draft = case.progress.draft_of(inputs.year)
    is_same = draft is not None and (draft.inputs_sha256, draft.reason) == (inputs.sha256, reason)
    return draft if is_same else None


def _prepared(
    desk: Desk, case: ObservatoryCase, inputs: Inputs, reason: str, as_of: datetime
) -> tuple[Minutes, Refusal | None]:
    """What a preparation leaves: a draft, or why there is none."""
    if _same(case, inputs, reason):
        return Minutes(), None
    subject = failing.begin(desk, case, inputs, as_of=as_of)
    try:
        revisions = revisions_of(case, inputs, reason)
        made = make(desk, case, inputs, revisions, made_on=case.day(as_of), created=as_of)
        manifest, sha256 = seal(edition_of(case, inputs, made, revisions), made.files)
        return _draft(desk, case, inputs, made, (manifest, sha256), reason, as_of), None
    except Refusal as why:
        return failing.failed(desk, case, subject, inputs.year, why, as_of=as_of), why


def _draft(
    desk: Desk,
    case: ObservatoryCase,
    inputs: Inputs,
    made: Made,
    sealed: tuple[bytes, str],
    reason: str,
    as_of: datetime,
) -> Minutes:
    manifest, sha256 = sealed
    number = len(case.progress.drafts) + 1
    folder = draft_folder(inputs.year, sha256)
    documents = [
        _filed(desk, case, f"{folder}/{name}", data) for name, data in (*made.files.items(), (MANIFEST, manifest))
    ]
    basis = desk.file(
        case.id, DocumentKind.EDITION_BASIS, f"{folder}/{BASIS}", made.basis, title=f"Parte riservata {inputs.year}"
    )
    row = {
        "process_id": case.id,
        "number": number,
        "year": inputs.year,
        "inputs_sha256": inputs.sha256,
        "manifest_sha256": sha256,
        "replaces": inputs.corrects.manifest_sha256 if inputs.corrects else "",
        "reason": reason,
        "prepared_at": as_of,
    }
    told = {"year": inputs.year, "manifest_sha256": sha256} | DRAFT.of([row])
    letters = to_the_office(
        desk,
        case,
        EditionReady,
        about=f"{inputs.year}-{number}",
        year=inputs.year,
        hash=sha256,
        accepted=sum(one.rows_accepted for one in inputs.extracts),
        set_aside=sum(one.rows_set_aside for one in inputs.extracts),
        cautions=made.cautions,
        folder=folder,
        reason=reason,
    )
    return Minutes(
        entries=[EntryDraft(EntryKind.DRAFT, str(number), as_of, "ufficio", told)],
        documents=[*documents, basis],
        letters=letters,
        rows=[Rows(EditionDraft, [row])],
    )


def _filed(desk: Desk, case: ObservatoryCase, name: str, data: bytes) -> FiledDocument:
    return desk.file(case.id, kind_of(name), name, data, title=title_of(name))
