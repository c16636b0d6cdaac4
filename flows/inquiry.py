"""The inquiry as Prefect flows: each does one act of people, then what the calendar asks for, then sends the mail."""

from __future__ import annotations

from datetime import datetime

from domain.errors import Refusal
from domain.italian import counted
from flows import requests
from flows.arrivals import arrival, read_arrival, read_text
from flows.deeds import MOST_FAULTS
from flows.edges import moment_of
from flows.engine import act, at_the_desk, desk_flow, go_on
from flows.inquiry_acts import checking, collecting, deciding, evaluating, opening
from flows.inquiry_acts.checking import InquiryVerdict
from flows.inquiry_acts.collecting import Collected
from flows.returned import WorkbookBack


@desk_flow("istruttoria-apertura", "apertura di un'istruttoria")
def open_inquiry(modulo: requests.OpenInquiry) -> str:
    """Apre l'istruttoria descritta da una definizione; la stessa definizione, ripetuta, non cambia nulla."""
    moment = moment_of(modulo.as_of)
    inquiry_id, is_new = put_on_record(modulo.definition, moment)
    go_on(inquiry_id, moment, "Istruttoria aperta." if is_new else "Istruttoria già aperta: nulla di cambiato.")
    return inquiry_id


@desk_flow("istruttoria-raccolta", "raccolta dei contributi")
def collect(modulo: requests.Collect) -> list[Collected]:
    """Acquisisce esportazioni e schede dei contributi; gli stessi file, ripetuti, non cambiano nulla."""
    if bool(modulo.files) == modulo.live:
        raise Refusal("non si capisce da dove raccogliere", "indicate dei file, oppure la piattaforma")
    moment = moment_of(modulo.as_of)
    if modulo.live:
        collected = collect_live(modulo.inquiry_id, moment)
    else:
        collected = collect_files(modulo.inquiry_id, modulo.files, moment)
    go_on(modulo.inquiry_id, moment, *(one.in_words for one in collected), *_set_aside(collected))
    return collected


@desk_flow("istruttoria-schede", "lettura delle schede")
def read_back(modulo: requests.ReadBack) -> list[WorkbookBack]:
    """Legge le schede restituite dalle direzioni; chi sbaglia una riga la riceve per posta, da correggere."""
    moment = moment_of(modulo.as_of)
    read = [read_workbook(modulo.inquiry_id, file, moment) for file in modulo.files]
    faults = [f"Da correggere: {fault}" for one in read for fault in one.faults[:MOST_FAULTS]]
    go_on(modulo.inquiry_id, moment, *(one.in_words for one in read), *faults)
    return read


@desk_flow("istruttoria-moderazione", "moderazione di un contributo")
def moderate(modulo: requests.Moderate) -> bool:
    """Toglie un testo dalle uscite pubbliche, per un motivo previsto; il contributo resta contato e risposto."""
    moment = moment_of(modulo.as_of)
    return _decided(modulo.inquiry_id, record_moderation(modulo, moment), moment)


@desk_flow("istruttoria-proroga", "proroga della finestra")
def extend(modulo: requests.Extend) -> bool:
    """Proroga la finestra dei commenti, e la valutazione se l'atto lo dice."""
    moment = moment_of(modulo.as_of)
    return _decided(modulo.inquiry_id, record_extension(modulo, moment), moment)


@desk_flow("istruttoria-sigillo", "firma del sigillo")
def sign_seal(modulo: requests.SignSeal) -> bool:
    """Registra la firma del sigillo del protocollo, dopo l'esportazione finale."""
    moment = moment_of(modulo.as_of)
    return _decided(modulo.inquiry_id, record_signature(modulo, moment), moment)


@desk_flow("istruttoria-approvazione", "approvazione del Consiglio")
def approve(modulo: requests.Approve) -> bool:
    """Registra l'approvazione del Consiglio: da qui gli esiti diventano pubblici."""
    moment = moment_of(modulo.as_of)
    return _decided(modulo.inquiry_id, record_approval(modulo, moment), moment)


@desk_flow("istruttoria-verifica", "verifica di protocollo e documenti")
def verify(modulo: requests.Verify) -> InquiryVerdict:
    """Controlla protocollo, testi, valutazioni, documenti e file acquisiti; dopo la pubblicazione anche le risposte."""
    moment = moment_of(None)
    verdict = check(modulo.inquiry_id, modulo.files)
    found = counted(len(verdict.faults), "anomalia trovata", "anomalie trovate")
    seen = f"Controllate {counted(verdict.entries, 'registrazione', 'registrazioni')}: "
    faults = [str(fault) for fault in verdict.faults[:MOST_FAULTS]]
    go_on(modulo.inquiry_id, moment, seen + (f"{found}." if verdict.faults else "tutto torna."), *faults)
    if verdict.faults:
        raise Refusal(f"la verifica non torna: {found}", "leggete il resoconto e confrontate con la copia di sicurezza")
    return verdict


def _set_aside(collected: list[Collected]) -> list[str]:
    return [f"Accantonata: {row.fault}" for one in collected for row in one.set_aside[:MOST_FAULTS]]


def _decided(inquiry_id: str, is_new: bool, moment: datetime) -> bool:
    said = "Decisione registrata a protocollo." if is_new else "Decisione già a protocollo: nulla di cambiato."
    go_on(inquiry_id, moment, said)
    return is_new


@act("apertura")
def put_on_record(definition: str, as_of: datetime) -> tuple[str, bool]:
    """Put an inquiry on record as a definition describes it; says whether it is new."""
    with at_the_desk() as desk:
        path = arrival(desk, definition)
        return opening.open_inquiry(desk, read_text(path), name=path.name, as_of=as_of)


@act("acquisizione di file")
def collect_files(inquiry_id: str, files: list[str], as_of: datetime) -> list[Collected]:
    """Take in files, all or none."""
    with at_the_desk() as desk:
        return collecting.collect_files(desk, inquiry_id, [read_arrival(desk, file) for file in files], as_of=as_of)


@act("acquisizione dalla piattaforma")
def collect_live(inquiry_id: str, as_of: datetime) -> list[Collected]:
    """Take in what the platform answers now."""
    with at_the_desk() as desk:
        return collecting.collect_live(desk, inquiry_id, as_of=as_of)


@act("lettura di una scheda")
def read_workbook(inquiry_id: str, file: str, as_of: datetime) -> WorkbookBack:
    """Take in one workbook of a department."""
    with at_the_desk() as desk:
        name, data = read_arrival(desk, file)
        return evaluating.read_back(desk, inquiry_id, name, data, as_of=as_of)


@act("moderazione")
def record_moderation(request: requests.Moderate, as_of: datetime) -> bool:
    """Put a moderation on record."""
    with at_the_desk() as desk:
        return deciding.moderate(
            desk,
            request.inquiry_id,
            request.number,
            ground=request.ground,
            officer=request.officer,
            decided_on=request.decided_on,
            as_of=as_of,
        )


@act("proroga")
def record_extension(request: requests.Extend, as_of: datetime) -> bool:
    """Put an extension of the window on record."""
    with at_the_desk() as desk:
        return deciding.extend(
            desk,
            request.inquiry_id,
            request.last_day,
            act=request.act,
            act_on=request.act_on,
            officer=request.officer,
            as_of=as_of,
            evaluation_last_day=request.evaluation_last_day,
        )


@act("sigillo")
def record_signature(request: requests.SignSeal, as_of: datetime) -> bool:
    """Put the signature of the seal on record."""
    with at_the_desk() as desk:
        return deciding.sign_seal(desk, request.inquiry_id, officer=request.officer, as_of=as_of)


@act("approvazione")
def record_approval(request: requests.Approve, as_of: datetime) -> bool:
    """Put the Council's approval on record."""
    with at_the_desk() as desk:
        return deciding.approve(
            desk, request.inquiry_id, act=request.act, act_on=request.act_on, officer=request.officer, as_of=as_of
        )


@act("verifica")
def check(inquiry_id: str, files: list[str]) -> InquiryVerdict:
    """Check everything that an inquiry has on record."""
    with at_the_desk() as desk:
        return checking.verify(desk, inquiry_id, exports=[read_arrival(desk, file) for file in files])
