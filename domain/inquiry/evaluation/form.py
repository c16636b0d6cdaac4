"""The evaluation form of a department: one row per answer it owes, and the small form that mends a faulty one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.documents.forms import Column, FormRow, FormSpec, write_form
from domain.documents.forms.answering import Mending, mending_rows, mending_spec, other_labels, passing_on
from domain.inquiry.definition import InquiryDefinition
from domain.inquiry.evaluation.groups import Question, has_own_answer, questions
from domain.inquiry.views import CommentView
from domain.italian import counted
from domain.vocabulary import CHANGES_THE_PLAN, DocumentKind

FORM_VERSION = 1

_MANY = 20
"""Numbers of members that a row lists before it stops."""
_INSTRUCTIONS = (
    "Nel foglio «Scheda» ogni riga è una risposta da dare. Compilate le celle bianche: quelle grigie sono bloccate.",
    "Scegliete l'esito dall'elenco e scrivete la motivazione: sarà pubblicata accanto al contributo, quindi usate "
    "parole che chi ha scritto possa capire.",
    "Se il contributo è accolto, anche in parte, scrivete quale modifica entra nel piano.",
    "Quando una riga vale per un gruppo di testi uguali o quasi uguali, la risposta è una sola per tutti. Le righe "
    "rientrate riportano chi ha aggiunto qualcosa di suo: compilatele solo se l'aggiunta merita una risposta diversa.",
    "Se la risposta spetta a un'altra direzione, sceglietela nell'ultima colonna e lasciate vuoto l'esito; nella "
    "motivazione potete spiegare perché.",
    "Potete filtrare le righe, salvare e riprendere in più volte, rispondere in parte: le righe vuote restano da fare.",
    "Un testo molto lungo può superare l'altezza massima di una riga: selezionate la cella per leggerlo per intero.",
    "Non cambiate la colonna «Chiave» e non unite le celle. Rimandate il file in formato .xlsx a chi ve lo ha inviato.",
)


def evaluation_spec(definition: InquiryDefinition, department: str) -> FormSpec:
    """Return the form of this department: outcomes and other departments come from the definition."""
    changing = ", ".join(str(outcome) for outcome in definition.outcomes if outcome in CHANGES_THE_PLAN)
    return FormSpec(
        kind=DocumentKind.EVALUATION_FORM.value,
        version=FORM_VERSION,
        title=f"Scheda di valutazione – {definition.short_title}",
        instructions=_INSTRUCTIONS,
        columns=(
            Column("number", "N.", 7, locked=True),
            Column("channel", "Canale", 11, locked=True),
            Column("part", "Parte del piano", 16, locked=True),
            Column("date", "Data", 11, locked=True),
            Column("who", "Chi", 14, locked=True),
            Column("group", "Gruppo", 18, locked=True),
            Column("supports", "Sostegni", 9, locked=True),
            Column("text", "Testo", 54, locked=True, signed=True),
            Column(
                "outcome",
                "Esito",
                15,
                choices=tuple(outcome.value for outcome in definition.outcomes),
                help="Scegliete l'esito dall'elenco.",
            ),
            Column("reason", "Motivazione", 40, help="Perché questo esito: è il testo che sarà pubblicato."),
            Column(
                "plan_change",
                "Modifica al piano",
                28,
                help=f"Che cosa cambia nel piano e dove. Serve quando l'esito è: {changing}."
                if changing
                else "Che cosa cambia nel piano e dove.",
            ),
            *passing_on(other_departments(definition, department)),
        ),
    )


def other_departments(definition: InquiryDefinition, department: str) -> dict[str, str]:
    """Return code → label of the departments to which this one may pass a comment on."""
    return other_labels(definition.department_names, department)


def evaluation_form(
    definition: InquiryDefinition,
    department: str,
    views: Iterable[CommentView],
    *,
    secret: bytes,
    created: datetime,
    batch: str = "1",
    only_unanswered: bool = False,
) -> bytes:
    """Return the workbook (.xlsx) of what this department must answer; answers already given stand in it."""
    owed = questions(views, department)
    if only_unanswered:
        owed = [question for question in owed if question.asked.outcome is None]
    to_give = counted(len(owed), "risposta da dare", "risposte da dare")
    return write_form(
        evaluation_spec(definition, department),
        evaluation_rows(definition, owed),
        secret=secret,
        meta=form_meta(definition, department, batch),
        created=created,
        subtitle=f"{definition.department_names[department]} · invio {batch} · {to_give}",
    )


def mending_form(
    definition: InquiryDefinition,
    department: str,
    views: Iterable[CommentView],
    mending: Mending,
    *,
    secret: bytes,
    created: datetime,
    batch: str,
) -> bytes:
    """Return the workbook (.xlsx) of just the rows to mend: by number, what was typed and what to correct.

    It is read back like the whole form. Shape: `AnswersReading.mending` is the mapping to pass.
    """
    spec = mending_spec(evaluation_spec(definition, department), f"Righe da correggere – {definition.short_title}")
    rows = mending_rows(answerable_rows(definition, questions(views, department)), mending)
    to_mend = counted(len(rows), "riga da correggere", "righe da correggere")
    return write_form(
        spec,
        rows,
        secret=secret,
        meta=form_meta(definition, department, batch),
        created=created,
        subtitle=f"{definition.department_names[department]} · {batch} · {to_mend}",
    )


def form_meta(definition: InquiryDefinition, department: str, batch: str = "") -> dict[str, str]:
    """Return what the hidden sheet says; without a batch, what it must say when it comes back."""
    meta = {"process": definition.id, "department": department}
    return {**meta, "batch": batch} if batch else meta


def evaluation_rows(definition: InquiryDefinition, owed: Iterable[Question]) -> list[FormRow]:
    """Return the rows: each question, then its members that add something of their own."""
    rows = []
    for question in owed:
        rows.append(_row(definition, question.asked, _group_note(question), _text(question.asked), question.asked))
        for member in question.with_additions:
            note = f"Gruppo {member.group_number}: come la riga n. {question.asked.number}, salvo risposta propria"
            text = f"Aggiunta propria: {member.added_text}" if member.is_public else _text(member)
            answered = member if has_own_answer(member, question.asked) else None
            rows.append(_row(definition, member, note, text, answered, level=1))
    return rows


def answerable_rows(definition: InquiryDefinition, owed: Iterable[Question]) -> list[FormRow]:
    """Return every row that may rightly come back: those asked today, and one for each member that they cover.

    A comment passed on by another department was asked in a row of its own even when its group had been asked before.
    """
    owed = list(owed)
    silent = [member for question in owed for member in question.covered if not member.added_text]
    return evaluation_rows(definition, [*owed, *(Question(member) for member in silent)])


def _row(
    definition: InquiryDefinition,
    view: CommentView,
    group: str,
    text: str,
    answered: CommentView | None,
    *,
    level: int = 0,
) -> FormRow:
    values = {
        "number": str(view.number),
        "channel": f"{view.channel}, in risposta al n. {view.parent_number}"
        if view.parent_number
        else view.channel.value,
        "part": definition.part_titles.get(view.part, view.part),
        "date": f"{view.submitted_at.astimezone(ZoneInfo(definition.timezone)):%d/%m/%Y}",
        "who": f"{view.author_code}, per {view.on_behalf_of}" if view.on_behalf_of else view.author_code,
        "group": group,
        "supports": "" if view.supports is None else str(view.supports),
        "text": text,
    }
    if answered is not None and answered.outcome is not None:
        values |= {
            "outcome": answered.outcome.value,
            "reason": answered.reason,
            "plan_change": answered.plan_change,
        }
    return FormRow(str(view.number), values, level)


def _text(view: CommentView) -> str:
    """Return the text as staff read it: whoever answers a moderated one must know what it says (promises I4, I5)."""
    text = f"{view.title}\n{view.text}" if view.title else view.text
    if view.ground is not None:
        return f"[testo moderato ({view.ground}): rispondete nel merito, non riportatelo in atti pubblici]\n{text}"
    return text


def _group_note(question: Question) -> str:
    if question.asked.group_number is None:
        return ""
    if not question.covered:
        return f"Gruppo {question.asked.group_number}: lo stesso testo è in un'altra scheda, serve lo stesso esito"
    numbers = ", ".join(str(member.number) for member in question.covered[:_MANY])
    more = f" e altri {len(question.covered) - _MANY}" if len(question.covered) > _MANY else ""
    count = len(question.covered) + 1
    return f"Gruppo {question.asked.group_number}: la risposta vale per {count} contributi (anche n. {numbers}{more})"
