"""Questionnaires that come by mail, taken into their observatory when they come from the body that was asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from domain.errors import Refusal
from domain.file_names import safe_name
from domain.outbox.opened import Enclosure
from domain.vocabulary import ExtractKind
from flows.edges import Desk
from flows.mailed_files import NO_FORM, Found, Taken, why_not_from
from flows.observatory_acts.case import load_case
from flows.observatory_acts.delivering import deliver

_OF_THE_BODY = "dall'indirizzo dell'ente a cui il modulo appartiene"
_BY_COUNTER = Refusal(
    "un'estrazione non si prende dalla posta", "fatela consegnare allo sportello: contiene dati riservati"
)


def take_in(
    desk: Desk, process_id: str, found: Sequence[Found], *, sender: str, answers: str, as_of: datetime
) -> Taken:
    """Take the questionnaires of one message in; each says whose it is and of which year.

    All of one message together replace what the body had sent before. What is no questionnaire, or comes from somebody
    else, is left to the officer.
    """
    del answers
    outcome = Taken()
    senders = load_case(desk, process_id).definition.senders
    bodies = {one.code: one for one in senders if ExtractKind.QUESTIONNAIRES in one.sends}
    together: dict[tuple[str, int], list[Enclosure]] = {}
    for one in found:
        body, year = bodies.get(one.meta.get("department", "")), one.meta.get("year", "")
        if body is None or not year.isdecimal():
            outcome.leave(one.file, one.fault or (NO_FORM if one.meta else _BY_COUNTER))
        elif problem := why_not_from(sender, [body.email], _OF_THE_BODY):
            outcome.leave(one.file, problem)
        else:
            together.setdefault((body.code, int(year)), []).append(one.file)
    for (code, number), files in together.items():
        outcome.attempt(files, partial(_take, desk, process_id, files, code, number, as_of))
    return outcome


def _take(desk: Desk, process_id: str, files: Sequence[Enclosure], body: str, year: int, as_of: datetime) -> None:
    with TemporaryDirectory() as folder:
        paths = []
        for place, file in enumerate(files):
            path = Path(folder) / str(place) / safe_name(file.name)
            path.parent.mkdir()
            path.write_bytes(file.data)
            paths.append(path)
        kind = ExtractKind.QUESTIONNAIRES
        deliver(desk, process_id, paths, kind=kind, year=year, sender=body, as_of=as_of)
