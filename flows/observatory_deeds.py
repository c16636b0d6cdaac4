"""What each form of the observatory does at the desk, whoever filled it in: the engine's page or the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from datetime import datetime

from domain.italian import counted, rows_told
from flows import observatory_requests as of
from flows.arrivals import arrival, arrival_on_disk, read_text
from flows.checking import refuse_faulty
from flows.deeds import Deed, Said
from flows.edges import Desk
from flows.observatory_acts import asking, checking, comparing, delivering, erasing, opening, preparing, publishing
from flows.observatory_acts.folders import DRAFTS
from flows.observatory_acts.reading import Checked


def perform(desk: Desk, form: object, as_of: datetime) -> Said:
    """Do what a form asks for."""
    return DEEDS[type(form)](desk, form, as_of)


def _open(desk: Desk, form: of.OpenObservatory, as_of: datetime) -> Said:
    path = arrival(desk, form.definition)
    process_id, is_new = opening.open_observatory(desk, read_text(path), name=path.name, as_of=as_of)
    return process_id, ["Osservatorio aperto." if is_new else "Osservatorio già aperto: nulla di cambiato."]


def _deliver(desk: Desk, form: of.Deliver, as_of: datetime) -> Said:
    with ExitStack() as stack:
        paths = [stack.enter_context(arrival_on_disk(desk, file)) for file in form.files]
        handed = delivering.deliver(
            desk,
            form.process_id,
            paths,
            kind=form.kind,
            year=form.year,
            sender=form.sender,
            adds=form.adds,
            as_of=as_of,
        )
    said = []
    for one in handed:
        said += [one.in_words, *_rules(one.checked)]
        if one.checked.workbook is not None:
            said.append("Il foglio delle righe da correggere parte per posta verso il mittente.")
    return form.process_id, said


def _check(desk: Desk, form: of.CheckExtract, _as_of: datetime) -> Said:
    with arrival_on_disk(desk, form.file) as path:
        found = delivering.try_out(desk, form.process_id, path, kind=form.kind, year=form.year, sender=form.sender)
    return form.process_id, [
        f"{rows_told(found.rows_in, found.accepted, found.set_aside)}. Nulla è stato tenuto.",
        *_rules(found),
    ]


def _rules(checked: Checked) -> list[str]:
    return [f"Da correggere: {rule}" for rule in checked.rules]


def _blank(desk: Desk, form: of.BlankForm, as_of: datetime) -> Said:
    name = asking.write_form(desk, form.process_id, form.sender, year=form.year, as_of=as_of)
    return form.process_id, [f"Questionario scritto: {name}"]


def _prepare(desk: Desk, form: of.Prepare, as_of: datetime) -> Said:
    made = preparing.prepare(desk, form.process_id, form.year, officer=form.officer, as_of=as_of)
    return form.process_id, _prepared(made)


def _correct(desk: Desk, form: of.Correct, as_of: datetime) -> Said:
    made = preparing.correct(
        desk,
        form.process_id,
        form.year,
        reason=form.reason,
        act=form.act,
        act_on=form.act_on,
        officer=form.officer,
        as_of=as_of,
    )
    return form.process_id, _prepared(made)


def _prepared(made: preparing.Prepared) -> list[str]:
    what = "Edizione preparata" if made.is_new else "Edizione già preparata con gli stessi dati"
    return [
        f"{what}: {made.year}, impronta {made.manifest_sha256}.",
        f"I file sono in «{made.folder}» (sotto «{DRAFTS}»): guardateli, poi pubblicate.",
    ]


def _publish(desk: Desk, form: of.Publish, as_of: datetime) -> Said:
    is_new = publishing.publish(
        desk, form.process_id, form.year, act=form.act, act_on=form.act_on, officer=form.officer, as_of=as_of
    )
    if not is_new:
        return form.process_id, [f"Edizione {form.year} già pubblicata: nulla di cambiato."]
    return form.process_id, [f"Edizione {form.year} pubblicata; i destinatari della definizione la ricevono per posta."]


def _compare(desk: Desk, form: of.Compare, _as_of: datetime) -> Said:
    return form.process_id, comparing.compare(desk, form.process_id, form.first, form.second).in_words


def _erase(desk: Desk, form: of.EraseExtracts, as_of: datetime) -> Said:
    files = erasing.erase_now(desk, form.process_id, form.year, officer=form.officer, as_of=as_of)
    if files is None:
        return form.process_id, [f"Estrazioni del {form.year} già cancellate."]
    return form.process_id, [f"Cancellati {counted(files, 'file', 'file')} delle estrazioni fino al {form.year}."]


def _verify(desk: Desk, form: of.VerifyObservatory, _as_of: datetime) -> Said:
    verdict = checking.verify(desk, form.process_id)
    refuse_faulty(form.process_id, verdict)
    return form.process_id, [verdict.in_words, "Tutto torna."]


DEEDS: Mapping[type, Deed] = {
    of.OpenObservatory: _open,
    of.Deliver: _deliver,
    of.CheckExtract: _check,
    of.BlankForm: _blank,
    of.Prepare: _prepare,
    of.Publish: _publish,
    of.Correct: _correct,
    of.Compare: _compare,
    of.EraseExtracts: _erase,
    of.VerifyObservatory: _verify,
}
"""A new act of the observatory joins desk and terminal with a row of this table."""
