"""The account of the promises I1-I14 (rendiconto degli impegni): each with the evidence that it was kept, or where not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.inquiry.calendar_of_inquiry import InquiryCalendar
from domain.inquiry.contexts import PromiseLine
from domain.inquiry.definition import InquiryDefinition
from domain.inquiry.views import CommentView
from domain.italian import counted, day_in_words, instant_in_words, listed, number
from domain.vocabulary import PLATFORM_CHANNELS, Channel, Discrepancy


class Verdict(StrEnum):
    """What became of a promise (giudizio)."""

    KEPT = "mantenuto"
    PARTLY = "mantenuto in parte"
    NOT_KEPT = "non mantenuto"
    UNVERIFIABLE = "non verificabile"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the records say, on which the account rests."""

    definition: InquiryDefinition
    calendar: InquiryCalendar
    views: Sequence[CommentView]
    public_documents: int
    rules_published_at: datetime | None
    opened_at: datetime | None
    closed_at: datetime | None
    concluded_at: datetime | None
    approval_act: str
    approved_at: datetime
    printed: int
    """Comments read again in the answers annex."""
    coordination_told: bool
    definition_unchanged: bool


def account(facts: Facts) -> list[PromiseLine]:
    """Judge every promise on the records alone; what they cannot tell is said to be beyond them."""
    lines = [
        _i1_transparency(facts),
        _i2_equal_terms(facts),
        _i3_dialogue(facts),
        _i4_inclusion(facts),
        _i5_account(facts),
        _i6_organizers(facts),
        _i7_who(facts),
        _i8_joining(facts),
        _i9_phases(facts),
        _i10_parts(facts),
        _i11_signature(facts),
        _i12_formal_value(facts),
        _i13_supports(facts),
        _i14_examination(facts),
    ]
    return [
        PromiseLine(code=f"I{place}", promise=promise, verdict=verdict.value, evidence=evidence)
        for place, (promise, verdict, evidence) in enumerate(lines, start=1)
    ]


Line = tuple[str, Verdict, str]


def _judge(*, kept: bool, partly: bool = False) -> Verdict:
    return Verdict.KEPT if kept else Verdict.PARTLY if partly else Verdict.NOT_KEPT


def _i1_transparency(facts: Facts) -> Line:
    evidence = (
        f"{counted(facts.public_documents, 'documento pubblico', 'documenti pubblici')} in formato digitale, ciascuno con "
        "la sua impronta a protocollo, e il registro dei contributi come dati aperti."
    )
    return (
        "Documenti e conoscenze del piano pubblici, in digitale, in un solo luogo.",
        _judge(kept=facts.public_documents > 0),
        evidence,
    )


def _i2_equal_terms(facts: Facts) -> Line:
    published, opens = facts.rules_published_at, facts.calendar.opens_at
    promise = "Regole pubblicate prima dell'apertura e mai cambiate di nascosto."
    if published is None:
        return promise, Verdict.NOT_KEPT, "La pubblicazione del patto non risulta a protocollo."
    when = instant_in_words(published, facts.definition.timezone)
    opening = instant_in_words(opens, facts.definition.timezone)
    same = (
        "la definizione è quella registrata all'apertura" if facts.definition_unchanged else "la definizione è cambiata"
    )
    in_time = published < opens
    evidence = f"Patto e avviso pubblicati il {when}, apertura il {opening}; {same}."
    return promise, _judge(kept=in_time and facts.definition_unchanged, partly=facts.definition_unchanged), evidence


def _i3_dialogue(facts: Facts) -> Line:
    others = [view for view in facts.views if view.channel not in PLATFORM_CHANNELS]
    events = {view.event for view in others if view.event}
    on_platform = len(facts.views) - len(others)
    answered = sum(view.outcome is not None for view in others if view.must_be_answered)
    promise = "Commenti visibili a tutti; laboratori e incontri a verbale e valutati insieme ai commenti dei cittadini."
    if not others:
        evidence = (
            f"{number(on_platform)} contributi in piattaforma, con testo e autore in codice; "
            "nessun contributo da laboratori o incontri è stato registrato."
        )
        return promise, Verdict.PARTLY, evidence
    evidence = (
        f"{number(on_platform)} contributi in piattaforma; {number(len(others))} da {counted(len(events), 'incontro', 'incontri')} e altri "
        f"canali, nello stesso protocollo: {number(answered)} con esito motivato."
    )
    return (
        promise,
        _judge(kept=answered == sum(view.must_be_answered for view in others), partly=answered > 0),
        evidence,
    )


def _i4_inclusion(facts: Facts) -> Line:
    moderated = [view for view in facts.views if view.ground is not None]
    complete = all(view.moderated_by and view.moderated_on for view in moderated)
    promise = "Ogni contributo è presentato, salvo i soli motivi di moderazione previsti, con decisore e data."
    if not moderated:
        return promise, Verdict.KEPT, f"Nessun testo moderato su {number(len(facts.views))} contributi."
    grounds = listed(sorted({view.ground.value for view in moderated if view.ground}))
    evidence = (
        f"{counted(len(moderated), 'testo moderato', 'testi moderati')} ({grounds}), con decisore e data a protocollo; "
        "restano contati e con risposta."
    )
    return promise, _judge(kept=complete), evidence


def _i5_account(facts: Facts) -> Line:
    due = [view for view in facts.views if view.must_be_answered]
    answered = sum(view.outcome is not None and bool(view.reason) for view in due)
    evidence = (
        f"Ricevuti {number(len(facts.views))}, stampati nell'allegato {number(facts.printed)}; da valutare {number(len(due))}, "
        f"con esito e motivazione {number(answered)}. Esiti pubblici dopo: {facts.approval_act}."
    )
    kept = answered == len(due) and facts.printed == len(facts.views)
    promise = "Ogni commento valutato con motivazione; esiti pubblici dopo il voto; documento di sintesi."
    return promise, _judge(kept=kept, partly=answered > 0), evidence


def _i6_organizers(facts: Facts) -> Line:
    group = listed([one.name for one in facts.definition.recipients.working_group])
    coordination = facts.definition.recipients.coordination.name
    told = (
        f"il fascicolo è stato trasmesso a {coordination}"
        if facts.coordination_told
        else f"a {coordination} non risulta trasmesso il fascicolo"
    )
    evidence = f"Gruppo di lavoro: {group}; {told}."
    return (
        "Gruppo di lavoro fra direzioni; esiti condivisi con chi coordina.",
        _judge(kept=facts.coordination_told),
        evidence,
    )


def _i7_who(facts: Facts) -> Line:
    bodies = {view.on_behalf_of for view in facts.views if view.on_behalf_of}
    evidence = (
        f"Età, residenza e legame con la città si accertano all'accesso in piattaforma ({facts.definition.platform.name}) e non lasciano "
        f"traccia negli atti. Risultano {counted(len(bodies), 'ente rappresentato', 'enti rappresentati')}."
    )
    return (
        "Partecipano residenti, city user dai 16 anni, enti e associazioni, per sé o per un ente.",
        Verdict.UNVERIFIABLE,
        evidence,
    )


def _i8_joining(facts: Facts) -> Line:
    evidence = (
        "L'adesione avviene in piattaforma e non lascia traccia negli atti. Il protocollo tiene codici al posto dei nomi: "
        f"{number(len({view.author_code for view in facts.views}))} autori in codice."
    )
    return (
        "Adesione volontaria, informata, gratuita e formale; dati personali secondo il GDPR.",
        Verdict.UNVERIFIABLE,
        evidence,
    )


def _i9_phases(facts: Facts) -> Line:
    calendar, zone = facts.calendar, facts.definition.timezone
    late = [
        f"{name} {instant_in_words(real, zone)} anziché {instant_in_words(legal, zone)}"
        for name, real, legal in (
            ("apertura", facts.opened_at, calendar.opens_at),
            ("chiusura", facts.closed_at, calendar.closes_at),
        )
        if real is not None and (real - legal).total_seconds() > 3600
    ]
    in_time = facts.concluded_at is not None and facts.concluded_at < calendar.evaluation_ends_at
    end = day_in_words(calendar.evaluation.last_on)
    evidence = (
        f"Finestra dal {day_in_words(calendar.window.first_on)} al {day_in_words(calendar.window.last_on)}, giorni compresi; "
        f"valutazione conclusa {'entro' if in_time else 'dopo'} il {end}."
    )
    if late:
        evidence += f" Registrati in ritardo, con effetto dalla data di legge: {'; '.join(late)}."
    return "Tre fasi nelle date stabilite, estremi compresi.", _judge(kept=in_time, partly=True), evidence


def _i10_parts(facts: Facts) -> Line:
    titles = facts.definition.part_titles
    counts = [f"{title} {number(sum(view.part == code for view in facts.views))}" for code, title in titles.items()]
    shown = "; ".join(counts[:6]) + ("; …" if len(counts) > 6 else "")
    return "Ogni commento riguarda una parte della bozza.", Verdict.KEPT, f"Contributi per parte: {shown}."


def _i11_signature(facts: Facts) -> Line:
    unsigned = sum(not view.author_code for view in facts.views)
    evidence = f"{number(len(facts.views) - unsigned)} contributi su {number(len(facts.views))} portano il codice univoco del loro autore."
    return (
        "Commenti firmati con il nome univoco assegnato dal sistema.",
        _judge(kept=not unsigned, partly=True),
        evidence,
    )


def _i12_formal_value(facts: Facts) -> Line:
    changed = sum(Discrepancy.CHANGED in view.differences for view in facts.views)
    vanished = sum(Discrepancy.VANISHED in view.differences for view in facts.views)
    promise = "Dopo la pubblicazione un commento non si modifica e non si ritira."
    if not changed and not vanished:
        return (
            promise,
            Verdict.KEPT,
            "Nessuna esportazione successiva mostra testi modificati o scomparsi; protocollo sigillato alla chiusura.",
        )
    evidence = (
        f"Le esportazioni successive mostrano {counted(changed, 'testo modificato', 'testi modificati')} e "
        f"{counted(vanished, 'testo scomparso', 'testi scomparsi')} in piattaforma: a protocollo resta, e ha risposta, il primo testo."
    )
    return promise, Verdict.PARTLY, evidence


def _i13_supports(facts: Facts) -> Line:
    known = [view.supports for view in facts.views if view.supports is not None]
    promise = "I commenti si possono sostenere, senza limite di numero."
    if not known:
        return promise, Verdict.UNVERIFIABLE, "Le esportazioni acquisite non riportano i sostegni."
    comments_told = any(view.supports is not None for view in facts.views if view.channel is Channel.COMMENT)
    rest = "" if comments_told else " Per i commenti semplici le esportazioni non li riportano."
    evidence = f"{number(sum(known))} sostegni su {number(len(known))} contributi, riportati nei dati aperti.{rest}"
    return promise, Verdict.KEPT, evidence


def _i14_examination(facts: Facts) -> Line:
    due = [view for view in facts.views if view.must_be_answered]
    departments = sorted({facts.definition.department_names[view.department] for view in due if view.department})
    unassigned = sum(not view.department for view in due)
    evidence = (
        f"Contributi esaminati da {listed(departments) or 'nessuna direzione'}; senza direzione: {number(unassigned)}."
    )
    return (
        "Le direzioni esaminano ogni commento e decidono come usarlo nel piano.",
        _judge(kept=not unassigned, partly=True),
        evidence,
    )
