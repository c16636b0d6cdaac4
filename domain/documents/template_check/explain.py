"""The answers of the child that fills templates, in words that staff can act on."""

from __future__ import annotations

from domain.errors import Fault

_WORDS = {
    "time": ("la compilazione ha superato il tempo concesso", "togliete cicli e calcoli inutili dal modello"),
    "memory": ("la compilazione ha superato la memoria concessa", "togliete dal modello le ripetizioni di testo"),
    "died": ("la compilazione si è interrotta", "riprovate; se si ripete, fate controllare il modello"),
    "zero": ("un calcolo divide per zero", "chiudete il calcolo in un {% if %} che escluda lo zero"),
    "security": ("il modello tenta di raggiungere parti interne del programma", "usate soltanto i campi del modello"),
    "syntax": ("un segnaposto non è scritto in modo comprensibile", "controllate graffe, virgolette e chiusure"),
    "xml": ("il modello produrrebbe un documento rotto", "usate {%p %} e {%tr %} per cicli su paragrafi e righe"),
    "runtime": ("un segnaposto non si può calcolare", "indicate un solo campo, senza calcoli"),
    "other": ("la compilazione non è riuscita", "riprovate; se si ripete, fate controllare il modello"),
}


def explain(reply: dict[str, str]) -> Fault:
    """Return a refused rendering as a fault, with the words of the paragraph when they are known."""
    line = reply.get("line", "").strip()
    place = f"paragrafo «{line[:80]}{'…' if len(line) > 80 else ''}»" if line else ""
    if reply["kind"] == "undefined":
        near = reply.get("near", "")
        remedy = f"forse «{near}»?" if near else "usate uno dei campi previsti per questo modello"
        return Fault(f"il campo «{reply.get('name', '')}» non esiste", remedy, place)
    if reply["kind"] == "picture":
        problem = f"manca la figura «{reply.get('name', '')}»"
        return Fault(problem, "togliete la figura dal modello o chiedete a chi produce i grafici", place)
    problem, remedy = _WORDS[reply["kind"]]
    detail = reply.get("message", "")
    return Fault(f"{problem} ({detail})" if detail else problem, remedy, place)
