"""The promises on how the city works: openness, a reasoned answer to all, organizers, phases, examination."""

from __future__ import annotations

from domain.inquiry.promises.facts import Facts, Line, judge
from domain.italian import counted, day_in_words, instant_in_words, listed, number


def i1_transparency(facts: Facts) -> Line:
    """Judge I1: were documents made public at all, and how many?"""
    documents = counted(facts.public_documents, "documento pubblico", "documenti pubblici")
    evidence = (
        f"{documents} in formato digitale, ciascuno con la sua impronta a protocollo, "
        "e il registro dei contributi come dati aperti."
    )
    return (
        "Documenti e conoscenze del piano pubblici, in digitale, in un solo luogo.",
        judge(kept=facts.public_documents > 0),
        evidence,
    )


def i5_account(facts: Facts) -> Line:
    """Judge I5: is every comment printed, and every admitted one answered with a reason?"""
    due = [view for view in facts.views if view.must_be_answered]
    answered = sum(view.outcome is not None and bool(view.reason) for view in due)
    evidence = (
        f"Ricevuti {number(len(facts.views))}, stampati nell'allegato {number(facts.printed)}; "
        f"da valutare {number(len(due))}, con esito e motivazione {number(answered)}. "
        f"Esiti pubblici dopo: {facts.approval_act}."
    )
    kept = answered == len(due) and facts.printed == len(facts.views)
    promise = "Ogni commento valutato con motivazione; esiti pubblici dopo il voto; documento di sintesi."
    return promise, judge(kept=kept, partly=answered > 0), evidence


def i6_organizers(facts: Facts) -> Line:
    """Judge I6: was whoever coordinates told of the results?"""
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
        judge(kept=facts.coordination_told),
        evidence,
    )


def i9_phases(facts: Facts) -> Line:
    """Judge I9: did the phases end in time, and what was recorded late?"""
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
    first, last = day_in_words(calendar.window.first_on), day_in_words(calendar.window.last_on)
    evidence = (
        f"Finestra dal {first} al {last}, giorni compresi; "
        f"valutazione conclusa {'entro' if in_time else 'dopo'} il {day_in_words(calendar.evaluation.last_on)}."
    )
    if late:
        evidence += f" Registrati in ritardo, con effetto dalla data di legge: {'; '.join(late)}."
    return "Tre fasi nelle date stabilite, estremi compresi.", judge(kept=in_time, partly=True), evidence


def i14_examination(facts: Facts) -> Line:
    """Judge I14: has every comment a department?"""
    due = [view for view in facts.views if view.must_be_answered]
    departments = sorted({facts.definition.department_names[view.department] for view in due if view.department})
    unassigned = sum(not view.department for view in due)
    evidence = (
        f"Contributi esaminati da {listed(departments) or 'nessuna direzione'}; senza direzione: {number(unassigned)}."
    )
    return (
        "Le direzioni esaminano ogni commento e decidono come usarlo nel piano.",
        judge(kept=not unassigned, partly=True),
        evidence,
    )
