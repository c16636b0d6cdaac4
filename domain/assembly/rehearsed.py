"""The people of a rehearsal: who answers and with which slips, who comes, leaves, recommends and how offices answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.assembly.availability import Question, availability_form
from domain.assembly.rehearsed_words import REASONS, RECOMMENDATIONS
from domain.lots import chance, pick
from domain.vocabulary import AnswerOutcome

Row = dict[str, str]

SLIP, SHARE_AT_DESK, SHARE_OF_NOES = 0.04, 0.3, 0.25
ABSENT, OFTEN_ABSENT, OFTEN = 0.14, 0.05, 0.8
RESIGNS_IN_A_MONTH, ACCEPTS_CALL = 0.017, 0.65
"""About one in ten leaves in a term of six months. All the figures are invented."""
_PROMISES = AnswerOutcome.ACCEPTED, AnswerOutcome.PARTLY_ACCEPTED


@dataclass(frozen=True, slots=True)
class Residents:
    """How the people of a rehearsal behave: each decision follows from the seed and their code."""

    seed: str
    questions: Sequence[Question]
    rate: float
    """Part of those invited who are available (0 to 1)."""

    def answering(self, codes: Sequence[str], *, at_desk: bool) -> list[str]:
        """Those who answer by this channel."""
        said = (one for one in codes if self._chance(one, "risponde") < self.rate * (1 + SHARE_OF_NOES))
        return [one for one in said if (self._chance(one, "canale") < SHARE_AT_DESK) == at_desk]

    def online_export(self, codes: Sequence[str], served: frozenset[str], first: datetime, last: datetime) -> bytes:
        """The online form's export (CSV), with the slips that people make."""
        header = ["codice", "disponibile", "data e ora", "nome", "email", "telefono", "lingua", "consenso"]
        keys = ["code", "available", "answered_at", "name", "email", "phone", "language", "consent"]
        questions = [one.code for one in self.questions]
        lines = [";".join([*header, *questions])]
        for code in self.answering(codes, at_desk=False):
            row = self._row(code, served, first, last)
            lines.append(";".join(row.get(key, "") for key in [*keys, *(f"domanda-{one}" for one in questions)]))
        return ("\n".join(lines) + "\n").encode()

    def desk_workbook(
        self,
        codes: Sequence[str],
        served: frozenset[str],
        first: datetime,
        last: datetime,
        *,
        title: str,
        process_id: str,
    ) -> bytes:
        """The help desk's workbook, filled in."""
        rows = []
        for code in self.answering(codes, at_desk=True):
            row = self._row(code, served, first, last)
            day, _, hour = row.pop("answered_at").partition(" ")
            channel = pick(("telefono", "sportello"), self.seed, code, "come")
            rows.append(row | {"answered_on": day, "answered_hour": hour, "channel": channel})
        return availability_form(title, self.questions, rows, process_id=process_id, created=last)

    def _row(self, code: str, served: frozenset[str], first: datetime, last: datetime) -> Row:
        moment = first + timedelta(minutes=int((last - first).total_seconds() / 60 * self._chance(code, "quando")))
        row = {"code": code, "available": "no", "answered_at": f"{moment:%Y-%m-%d %H:%M}"}
        if code in served or self._chance(code, "risponde") >= self.rate:
            return row
        has_mail = self._chance(code, "posta") < 0.85
        answered = {f"domanda-{one.code}": pick(one.values, self.seed, code, one.code) for one in self.questions}
        row |= {
            "available": "sì",
            "name": _name(self.seed, code),
            "email": f"{code}@posta.example" if has_mail else "",
            "phone": "" if has_mail else f"02 5555 {int(self._chance(code, 'telefono') * 10_000):04d}",
            "language": "it",
            "consent": "sì",
        }
        if self._chance(code, "svista") >= SLIP:
            return row | answered
        slips: Sequence[Row] = ({"code": f"{code}9"}, {"consent": ""}, {"name": ""})
        return row | answered | pick(slips, self.seed, code, "quale svista")

    def absent(self, codes: Sequence[str], meeting: int) -> list[str]:
        """Those who do not come to a meeting."""
        found = []
        for code in codes:
            likely = OFTEN if self._chance(code, "assente spesso") < OFTEN_ABSENT else ABSENT
            if self._chance(code, f"seduta {meeting}") < likely:
                found.append(code)
        return found

    def resigns(self, code: str, month: str) -> bool:
        """Tell whether a member resigns in a month."""
        return self._chance(code, f"dimissioni {month}") < RESIGNS_IN_A_MONTH

    def accepts(self, code: str) -> bool:
        """Tell whether somebody takes the vacant seat to which he or she is called."""
        return self._chance(code, "surroga") < ACCEPTS_CALL

    def preference(self, code: str, groups: Sequence[str]) -> list[str]:
        """The groups that a member would like, the dearest first; one in four tells none."""
        if self._chance(code, "preferenze") < 0.25:
            return []
        return sorted(groups, key=lambda group: chance(self.seed, code, group))[:3]

    def votes(self, number: int, present: int) -> tuple[int, int, int]:
        """For, against and abstained among those present."""
        word = f"raccomandazione {number}"
        abstained = int(present * 0.15 * chance(self.seed, word, "astenuti"))
        in_favor = round((present - abstained) * (0.55 + 0.45 * chance(self.seed, word, "favorevoli")))
        return in_favor, present - abstained - in_favor, abstained

    def _chance(self, code: str, what: str) -> float:
        return chance(self.seed, code, what)


def recommendations_at(plenary: int) -> list[tuple[int, str, str]]:
    """What is put to the vote at a plenary (from 1): number, title and text; nothing at the first one."""
    first = 2 * (plenary - 2)
    wanted = range(first, first + 2) if plenary > 1 else range(0)
    return [(number + 1, *RECOMMENDATIONS[number]) for number in wanted if number < len(RECOMMENDATIONS)]


@dataclass(frozen=True, slots=True)
class AnsweringOffice:
    """How a department answers recommendations in a rehearsal."""

    seed: str
    last_day: str
    """The day that it promises (ISO)."""
    slips: bool = False
    """Whether it forgets the reason of the first row."""
    passes_to: str = ""
    """The department to which it passes a row; empty: none."""

    def answer(self, row: Mapping[str, str]) -> Mapping[str, str]:
        """Return what the office types into a row."""
        number = row.get("N.", "")
        if self.passes_to and chance(self.seed, number, "passa") < 0.45:
            return {
                "Altra direzione competente": self.passes_to,
                "Motivazione": "La competenza è dell'altra direzione, che ha già in carico l'intervento.",
            }
        outcome = pick(tuple(AnswerOutcome), self.seed, number, "esito")
        if self.slips and chance(self.seed, number, "svista") < 0.3:
            return {"Esito": outcome.value}
        reason, change = pick(REASONS[outcome], self.seed, number, "motivo")
        typed = {"Esito": outcome.value, "Motivazione": reason}
        if outcome in _PROMISES:
            typed |= {"Che cosa cambia": change, "Entro quando": self.last_day}
        return typed


def _name(seed: str, code: str) -> str:
    """An invented name that nobody bears."""
    word = [pick(_SYLLABLES, seed, code, f"nome {place}") for place in range(5)]
    return f"{''.join(word[:2]).title()} {''.join(word[2:]).title()}"


_SYLLABLES = ("ba", "cre", "do", "fi", "glu", "lo", "mi", "nu", "pra", "ri", "sto", "tel", "vo", "zi")
