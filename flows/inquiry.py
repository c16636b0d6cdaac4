"""The inquiry as Prefect flows: each does one act of people, then what the calendar asks for, then sends the mail."""

from __future__ import annotations

from datetime import datetime

from prefect import flow, get_run_logger

from domain.errors import Refusal
from flows import requests
from flows.arrivals import arrival, read_arrival, read_text
from flows.edges import moment_of
from flows.engine import MailStopped, act, at_the_desk, deliver, in_plain_words
from flows.inquiry_acts import collecting, deciding, evaluating, opening
from flows.inquiry_acts.collecting import Collected
from flows.inquiry_acts.evaluating import ReadBack
from flows.inquiry_acts.plan import INQUIRY, advance_inquiry
from flows.steps import Fulfilled, fulfil


@flow(name="istruttoria-apertura", flow_run_name="{request.definition}", persist_result=False)
@in_plain_words
def open_inquiry(request: requests.OpenInquiry) -> str:
    """Apre l'istruttoria descritta da una definizione; la stessa definizione, ripetuta, non cambia nulla."""
    moment = moment_of(request.as_of)
    inquiry_id = put_on_record(request.definition, moment)
    _go_on(inquiry_id, moment)
    return inquiry_id


@flow(name="istruttoria-raccolta", flow_run_name="{request.inquiry_id}", persist_result=False)
@in_plain_words
def collect(request: requests.Collect) -> list[Collected]:
    """Acquisisce esportazioni e schede dei contributi; gli stessi file, ripetuti, non cambiano nulla."""
    if bool(request.files) == request.live:
        raise Refusal("non si capisce da dove raccogliere", "indicate dei file, oppure la piattaforma")
    moment = moment_of(request.as_of)
    if request.live:
        collected = collect_live(request.inquiry_id, moment)
    else:
        collected = collect_files(request.inquiry_id, request.files, moment)
    for one in collected:
        _note(one.in_words)
    _go_on(request.inquiry_id, moment)
    return collected


@flow(name="istruttoria-schede", flow_run_name="{request.inquiry_id}", persist_result=False)
@in_plain_words
def read_back(request: requests.ReadBack) -> list[ReadBack]:
    """Legge le schede restituite dalle direzioni; chi sbaglia una riga la riceve per posta, da correggere."""
    moment = moment_of(request.as_of)
    read = [read_workbook(request.inquiry_id, file, moment) for file in request.files]
    for one in read:
        _note(one.in_words)
    _go_on(request.inquiry_id, moment)
    return read


@flow(name="istruttoria-adempimenti", flow_run_name="{request.inquiry_id}", persist_result=False)
@in_plain_words
def advance(request: requests.Advance) -> list[Fulfilled]:
    """Compie, in ordine, ogni adempimento dovuto; ripeterlo non cambia nulla."""
    return _go_on(request.inquiry_id, moment_of(request.as_of))


@flow(name="istruttoria-moderazione", flow_run_name="{request.inquiry_id}", persist_result=False)
@in_plain_words
def moderate(request: requests.Moderate) -> bool:
    """Toglie un testo dalle uscite pubbliche, per un motivo previsto; il contributo resta contato e risposto."""
    moment = moment_of(request.as_of)
    return _decided(request.inquiry_id, record_moderation(request, moment), moment)


@flow(name="istruttoria-proroga", flow_run_name="{request.inquiry_id}", persist_result=False)
@in_plain_words
def extend(request: requests.Extend) -> bool:
    """Proroga la finestra dei commenti, e la valutazione se l'atto lo dice."""
    moment = moment_of(request.as_of)
    return _decided(request.inquiry_id, record_extension(request, moment), moment)


@flow(name="istruttoria-sigillo", flow_run_name="{request.inquiry_id}", persist_result=False)
@in_plain_words
def sign_seal(request: requests.SignSeal) -> bool:
    """Registra la firma del sigillo del protocollo, dopo l'esportazione finale."""
    moment = moment_of(request.as_of)
    return _decided(request.inquiry_id, record_signature(request, moment), moment)


@flow(name="istruttoria-approvazione", flow_run_name="{request.inquiry_id}", persist_result=False)
@in_plain_words
def approve(request: requests.Approve) -> bool:
    """Registra l'approvazione del Consiglio: da qui gli esiti diventano pubblici."""
    moment = moment_of(request.as_of)
    return _decided(request.inquiry_id, record_approval(request, moment), moment)


def _decided(inquiry_id: str, is_new: bool, moment: datetime) -> bool:
    _note("decisione registrata" if is_new else "decisione già a protocollo: nulla di cambiato")
    _go_on(inquiry_id, moment)
    return is_new


def _go_on(inquiry_id: str, moment: datetime) -> list[Fulfilled]:
    """Do what the calendar asks for, one task for each step that is due, then send the mail."""
    with at_the_desk() as desk:
        done = advance_inquiry(desk, inquiry_id, as_of=moment, run=lambda name: fulfil_step(inquiry_id, name, moment))
    for step in done:
        _note(f"{step.title}: dovuto {step.due_at:%d/%m/%Y %H:%M} UTC, fatto")
    try:
        deliver(moment)
    except MailStopped as stopped:  # what was done stays done: the letters wait for the mailroom's next round
        get_run_logger().warning("la posta in uscita è ferma: %s", stopped)
    return done


def _note(line: str) -> None:
    get_run_logger().info(line)


@act("adempimento «{name}»")
def fulfil_step(inquiry_id: str, name: str, as_of: datetime) -> Fulfilled | None:
    """Do one step of the plan by its name."""
    with at_the_desk() as desk:
        return fulfil(desk, INQUIRY, inquiry_id, name, as_of=as_of)


@act("apertura")
def put_on_record(definition: str, as_of: datetime) -> str:
    """Put an inquiry on record as a definition describes it."""
    with at_the_desk() as desk:
        path = arrival(desk, definition)
        return opening.open_inquiry(desk, read_text(path), name=path.name, as_of=as_of)[0]


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
def read_workbook(inquiry_id: str, file: str, as_of: datetime) -> ReadBack:
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
