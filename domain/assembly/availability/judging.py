"""What the cells of one answer mean: yes or no, when, who, and the values of the further questions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time
from difflib import get_close_matches
from zoneinfo import ZoneInfo

from domain.assembly.availability.codes import CodeBook
from domain.assembly.availability.form import QUESTION
from domain.assembly.availability.said import Answer, ContactDetails, Question
from domain.documents.forms import day_of, fold
from domain.tabular import RowFault
from domain.text import clean_line
from domain.timetable import Window, at

_YES = frozenset({"si", "s", "yes", "y", "true", "vero", "1", "disponibile", "acconsento", "accetto"})
_NO = frozenset({"no", "n", "false", "falso", "0", "non disponibile"})
_EMAIL = re.compile(r"[^\s@,;<>]{1,64}@[^\s@,;<>]{1,180}\.[^\s@.,;<>]{2,}")
_PHONE = re.compile(r"\+?[\d\s./()-]{5,38}\d")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z]{2,8})?", re.IGNORECASE)
_HOUR = re.compile(r"(?P<day>.+?)[\sT,]+(?:ore )?(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2}))?")


class Judge:
    """Turns the cells of a row, by key, into an answer and a contact."""

    def __init__(
        self, invited: Iterable[str], questions: Sequence[Question], *, window: Window, as_of: datetime, zone: ZoneInfo
    ) -> None:
        self._codes, self._questions = CodeBook(invited), questions
        self._window, self._as_of, self._zone = window, as_of, zone

    def take(self, said: Mapping[str, str], place: str, channel: str) -> tuple[Answer, ContactDetails | None]:
        """Return what a row says.

        Raises: RowFault.
        """
        code = self._codes.find(said.get("code", ""))
        is_available = _yes_or_no(said.get("available", ""), "available", "la disponibilità")
        answered_at = self._instant(said.get("answered_at", ""))
        channel = clean_line(said.get("channel", ""), 40) or channel
        if not is_available:
            return Answer(code, False, answered_at, channel, {}, place), None
        if not _yes_or_no(said.get("consent", ""), "consent", "il consenso"):
            raise RowFault("consent", "manca il consenso al trattamento dei dati", "senza consenso non si partecipa")
        answers = {one.code: _value(one, said.get(QUESTION + one.code, "")) for one in self._questions}
        return Answer(code, True, answered_at, channel, answers, place), _contact(code, said)

    def _instant(self, text: str) -> datetime:
        moment = instant_of(text, self._zone)
        if moment is None:
            problem = "la data della risposta non si legge" if text.strip() else "manca la data della risposta"
            raise RowFault("answered_at", problem, "scrivere giorno e ora, per esempio 15/10/2024 15:30")
        if moment >= self._window.closes_at:
            remedy = "la risposta tardiva non si può prendere; se la data è sbagliata, correggerla"
            raise RowFault("answered_at", "la risposta è arrivata dopo il termine", remedy)
        if moment < self._window.opens_at or moment > self._as_of:
            when = "è precedente agli inviti" if moment < self._window.opens_at else "è nel futuro"
            raise RowFault("answered_at", f"la data della risposta {when}", "correggere la data")
        return moment


def instant_of(text: str, zone: ZoneInfo) -> datetime | None:
    """Return the instant that a text names; without a zone it is civil time of the city, without an hour midnight."""
    text = text.strip()
    if text.endswith(" UTC"):
        text = text[:-4] + "+00:00"
    try:
        moment = datetime.fromisoformat(re.sub(r"\s+(?=[+-]\d{2}:?\d{2}$)", "", text))
    except ValueError:
        found = _HOUR.fullmatch(text)
        day = day_of(found["day"] if found else text)
        try:
            hour = time(int(found["hour"]), int(found["minute"]), int(found["second"] or 0)) if found else time.min
        except ValueError:
            return None
        return at(day, hour, zone) if day else None
    return moment if moment.tzinfo else at(moment.date(), moment.time(), zone)


def _yes_or_no(text: str, column: str, what: str) -> bool:
    word = fold(text)
    if word in _YES or word in _NO:
        return word in _YES
    problem = f"{what}: «{text.strip()[:20]}» non è sì o no" if word else f"manca {what}"
    raise RowFault(column, problem, "scrivere sì oppure no")


def _value(question: Question, text: str) -> str:
    known = {fold(value): value for value in question.values}
    word = fold(text)
    if word in known:
        return known[word]
    listed = "scegliere fra: " + "; ".join(question.values)
    if not word:
        raise RowFault(QUESTION + question.code, f"manca la risposta a «{question.title}»", listed)
    near = get_close_matches(word, list(known), n=1, cutoff=0.6)
    remedy = f"forse «{known[near[0]]}»; {listed}" if near else listed
    raise RowFault(QUESTION + question.code, f"«{text.strip()[:60]}» non è fra le risposte previste", remedy)


def _contact(code: str, said: Mapping[str, str]) -> ContactDetails:
    """The address is checked, never repeated in the fault: faults are no place for people's data."""
    name = clean_line(f"{said.get('name', '')} {said.get('surname', '')}", 160)
    email, phone = said.get("email", "").strip(), clean_line(said.get("phone", ""), 60)
    language = said.get("language", "").strip().lower() or "it"
    if not name:
        raise RowFault("name", "manca il nome di chi è disponibile", "scrivere nome e cognome")
    if not email and not phone:
        raise RowFault("email", "manca un recapito", "scrivere un indirizzo e-mail o un numero di telefono")
    if email and not _EMAIL.fullmatch(email):
        raise RowFault("email", "l'indirizzo e-mail non è scritto come si deve", "correggere l'indirizzo")
    if phone and not _PHONE.fullmatch(phone):
        raise RowFault("phone", "il numero di telefono non è scritto come si deve", "scrivere solo cifre")
    if len(language) > 12 or not _LANGUAGE.fullmatch(language):
        raise RowFault("language", "la lingua non si riconosce", "scrivere il codice della lingua, per esempio it o ar")
    return ContactDetails(code, name, email, phone, language)
