"""The last look at the platform: what it shows as an answer is what was approved, word for word."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from domain.errors import Fault
from domain.inquiry.definition import InquiryDefinition
from domain.inquiry.return_path import DECIDIM_STATES, Answer, approved_answers
from domain.inquiry.views import CommentView
from domain.vocabulary import Outcome

_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_SPACE = re.compile(r"\s+")
_SHOWN = 40
_EXPORT = "esportazione delle proposte"


def check_published(
    definition: InquiryDefinition,
    rows: Iterable[Mapping[str, str]],
    approved: Sequence[CommentView],
    *,
    locale: str = "it",
    states: Mapping[Outcome, str] = DECIDIM_STATES,
) -> list[Fault]:
    """Return what the platform shows differently from what was approved; an empty list when all is as it should be.

    Shape: `rows` are those of a later proposals export, by column name; comments are in no export of answers and are
    not looked at. White space, HTML and Unicode forms do not count as differences.
    """
    answers = checkable_answers(definition, approved, states=states)
    faults: list[Fault] = []
    seen: set[str] = set()
    for row in rows:
        key = f"proposal:{(row.get('id') or '').strip()}"
        if key in seen:
            faults.append(Fault("compare più di una volta", "esportate di nuovo le proposte", f"{_EXPORT}, {key}"))
        elif key in answers:
            faults.extend(_row_faults(row, answers[key], locale))
        elif _words(_answer(row, locale)):
            remedy = "toglietela o registrate prima la valutazione"
            faults.append(Fault("è pubblicata una risposta che nessuno ha approvato", remedy, f"{_EXPORT}, {key}"))
        seen.add(key)
    for key, answer in answers.items():
        if key not in seen:
            remedy = "controllate che l'esportazione sia completa e che la piattaforma non l'abbia nascosta"
            faults.append(Fault("manca nell'esportazione", remedy, _place(answer)))
    return faults


def checkable_answers(
    definition: InquiryDefinition, approved: Sequence[CommentView], *, states: Mapping[Outcome, str] = DECIDIM_STATES
) -> dict[str, Answer]:
    """Return, by key, the approved answers that an export of proposals can show: no comments, none moderated."""
    return {
        answer.view.key: answer
        for answer in approved_answers(definition, approved, states=states)
        if answer.view.key.startswith("proposal:") and answer.view.is_public
    }


def _row_faults(row: Mapping[str, str], answer: Answer, locale: str) -> Iterable[Fault]:
    published, approved = _words(_answer(row, locale)), _words(answer.html)
    if not published:
        yield Fault("la risposta approvata non è pubblicata", "pubblicate il testo del foglio", _place(answer))
        return
    if published.replace(" ", "") != approved.replace(" ", ""):
        problem = f"la risposta pubblicata è diversa: «{_from_difference(published, approved)}»"
        remedy = f"dove comincia la differenza va scritto «{_from_difference(approved, published)}»"
        yield Fault(problem, remedy, _place(answer))
    state = (row.get("state") or row.get("status") or "").strip()
    if state != answer.state:
        problem = f"lo stato pubblicato è «{state or 'nessuno'}»"
        yield Fault(problem, f"scegliete lo stato «{answer.state}»", _place(answer))


def _answer(row: Mapping[str, str], locale: str) -> str:
    return row.get(f"answer/{locale}") or row.get("answer") or ""


def _words(published: str) -> str:
    """The words that a reader sees: no tags, one space between words, one Unicode form."""
    bare = html.unescape(_TAG.sub(" ", published))
    return _SPACE.sub(" ", unicodedata.normalize("NFC", bare)).strip()


def _from_difference(text: str, other: str) -> str:
    """Return the words of `text` from where it leaves the other one, from the start of a word."""
    same = next((at for at, (a, b) in enumerate(zip(text, other, strict=False)) if a != b), min(len(text), len(other)))
    start = text.rfind(" ", 0, same) + 1
    return text[start : start + _SHOWN].strip() or "(fine del testo)"


def _place(answer: Answer) -> str:
    return f"n. {answer.view.number}, {answer.view.key}"
