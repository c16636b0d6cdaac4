"""Forms that ask departments for reasoned answers: what every such form shares, from its columns to its faults."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from domain.documents.forms.spec import Column, FormRow, FormSpec, distinct_labels
from domain.errors import Fault

OTHER = "other_department"
"""Key of the column with which a department passes a row on."""
Mending = Mapping[int, tuple[Mapping[str, str], Sequence[str]]]
"""Rows to mend: by number, what was typed and what to correct."""

_MENDING = (
    "Nel foglio «Scheda» ci sono le sole righe da correggere: la colonna «Che cosa correggere» dice che cosa non va e "
    "come rimediare. Compilate le celle bianche: quelle grigie sono bloccate."
)


def other_labels(names: Mapping[str, str], department: str) -> dict[str, str]:
    """Return code → label of the departments to which this one may pass a row on."""
    return {code: label for code, label in distinct_labels(names).items() if code != department}


def passing_on(labels: Mapping[str, str]) -> tuple[Column, ...]:
    """Return the column with which a row is passed on to another department; none when there is no other."""
    help_text = "Solo se la risposta spetta a un'altra direzione: la riga le sarà assegnata."
    choices = tuple(labels.values())
    return (Column(OTHER, "Altra direzione competente", 18, choices=choices, help=help_text),) if choices else ()


def passed_on_words(name: str, reason: str) -> str:
    """Return why a row changed hands, as the record keeps it: on whose word, and with which reason."""
    words = f"riassegnata su indicazione di {name}"
    return f"{words}: {reason}" if reason else words


def bounced(number: int, name: str) -> Fault:
    """Return what is said of a row that would go back to a department that already passed it on."""
    return Fault(
        f"la riga torna a {name}, che l'aveva già passata ad altri: non è stata riassegnata",
        "la direzione che risponde va decisa insieme al coordinamento; intanto la riga resta a chi l'ha ora",
        f"n. {number}",
    )


def mending_spec(whole: FormSpec, title: str) -> FormSpec:
    """Return the form that asks again for some rows: the whole form, with what to correct in front."""
    return replace(
        whole,
        title=title,
        instructions=(_MENDING, *whole.instructions[1:]),
        columns=(Column("mend", "Che cosa correggere", 44, locked=True), *whole.columns),
    )


def mending_rows(rows: Iterable[FormRow], mending: Mending) -> list[FormRow]:
    """Return the rows to mend, with what was typed in them and what to correct."""
    return [
        replace(row, values={**row.values, **typed, "mend": "\n".join(f"• {line}" for line in lines)})
        for row in rows
        if int(row.key) in mending
        for typed, lines in [mending[int(row.key)]]
    ]
