"""The promises made to whoever takes part: equal terms, dialogue, inclusion, signature, formal value, supports."""

from __future__ import annotations

from domain.inquiry.promises.facts import Facts, Line, Verdict, judge
from domain.italian import counted, instant_in_words, listed, number
from domain.vocabulary import PLATFORM_CHANNELS, Channel, Discrepancy


def i2_equal_terms(facts: Facts) -> Line:
    """Judge I2: were the rules out before the window opened, and are they still the same?"""
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
    return promise, judge(kept=in_time and facts.definition_unchanged, partly=facts.definition_unchanged), evidence


def i3_dialogue(facts: Facts) -> Line:
    """Judge I3: are workshops and meetings on record and answered like the rest?"""
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
        f"{number(on_platform)} contributi in piattaforma; {number(len(others))} da "
        f"{counted(len(events), 'incontro', 'incontri')} e altri canali, nello stesso protocollo: "
        f"{number(answered)} con esito motivato."
    )
    return (
        promise,
        judge(kept=answered == sum(view.must_be_answered for view in others), partly=answered > 0),
        evidence,
    )


def i4_inclusion(facts: Facts) -> Line:
    """Judge I4: has every moderation a ground, an officer and a day?"""
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
    return promise, judge(kept=complete), evidence


def i7_who(facts: Facts) -> Line:
    """Account for I7, which the platform alone can verify."""
    bodies = {view.on_behalf_of for view in facts.views if view.on_behalf_of}
    evidence = (
        "Età, residenza e legame con la città si accertano all'accesso in piattaforma "
        f"({facts.definition.platform.name}) e non lasciano traccia negli atti. "
        f"Risultano {counted(len(bodies), 'ente rappresentato', 'enti rappresentati')}."
    )
    return (
        "Partecipano residenti, city user dai 16 anni, enti e associazioni, per sé o per un ente.",
        Verdict.UNVERIFIABLE,
        evidence,
    )


def i8_joining(facts: Facts) -> Line:
    """Account for I8, which the platform alone can verify."""
    evidence = (
        "L'adesione avviene in piattaforma e non lascia traccia negli atti. "
        "Il protocollo tiene codici al posto dei nomi: "
        f"{number(len({view.author_code for view in facts.views}))} autori in codice."
    )
    return (
        "Adesione volontaria, informata, gratuita e formale; dati personali secondo il GDPR.",
        Verdict.UNVERIFIABLE,
        evidence,
    )


def i10_parts(facts: Facts) -> Line:
    """Judge I10: does every comment belong to a part of the draft?"""
    titles = facts.definition.part_titles
    placed = all(view.part in titles for view in facts.views)
    counts = [f"{title} {number(sum(view.part == code for view in facts.views))}" for code, title in titles.items()]
    shown = "; ".join(counts[:6]) + ("; …" if len(counts) > 6 else "")
    return "Ogni commento riguarda una parte della bozza.", judge(kept=placed), f"Contributi per parte: {shown}."


def i11_signature(facts: Facts) -> Line:
    """Judge I11: does every comment carry its author's code?"""
    total, unsigned = len(facts.views), sum(not view.author_code for view in facts.views)
    evidence = f"{number(total - unsigned)} contributi su {number(total)} portano il codice univoco del loro autore."
    return (
        "Commenti firmati con il nome univoco assegnato dal sistema.",
        judge(kept=not unsigned, partly=True),
        evidence,
    )


def i12_formal_value(facts: Facts) -> Line:
    """Judge I12: did later exports show changed or vanished texts?"""
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
        f"{counted(vanished, 'testo scomparso', 'testi scomparsi')} in piattaforma: "
        "a protocollo resta, e ha risposta, il primo testo."
    )
    return promise, Verdict.PARTLY, evidence


def i13_supports(facts: Facts) -> Line:
    """Judge I13, as far as the exports tell the supports."""
    known = [view.supports for view in facts.views if view.supports is not None]
    promise = "I commenti si possono sostenere, senza limite di numero."
    if not known:
        return promise, Verdict.UNVERIFIABLE, "Le esportazioni acquisite non riportano i sostegni."
    comments_told = any(view.supports is not None for view in facts.views if view.channel is Channel.COMMENT)
    rest = "" if comments_told else " Per i commenti semplici le esportazioni non li riportano."
    evidence = f"{number(sum(known))} sostegni su {number(len(known))} contributi, riportati nei dati aperti.{rest}"
    return promise, Verdict.KEPT, evidence
