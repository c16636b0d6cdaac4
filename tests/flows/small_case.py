"""A compact inquiry for the tests: definition, both exports at two moments, other channels, one moderation."""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from deployments.milano.sample.snapshots import COMMENT_COLUMNS, PROPOSAL_COLUMNS, csv_bytes
from domain.definition_file import load_definition
from domain.documents.forms.filling import fill_form
from domain.inquiry.contributions import write_contributions
from domain.inquiry.definition import InquiryDefinition
from domain.inquiry.rehearsed import Office
from domain.vocabulary import Ground
from flows.edges import Desk, open_rehearsal
from flows.inquiry_acts.case import load_case
from flows.rehearsal import BareHands, NamedBytes, Rehearsal, Script, Watch

SITE = "https://partecipa.comune.example/processes/tetti"
ROME = ZoneInfo("Europe/Rome")
INSULT = "Siete un branco di zucche bollite e il relatore è la più bollita di tutte"
"""What the one moderated comment says: these words must stand in no public output."""
MODERATED = "comment:540"
LATE = "comment:541"
ORPHAN = "comment:542"
CHANGED, VANISHED = "comment:503", "comment:504"
CAMPAIGN = (
    "Chiediamo che il Comune metta i pannelli solari sui tetti delle scuole di quartiere entro due anni, "
    "pubblicando ogni mese quanta energia producono e quanto si risparmia in bolletta"
)
PASSED_ON = "17"
"""Number of the comment that Casa passes on to Ambiente."""
_DEFINITION = """\
id: {id}
city: Comune di Prova
title: Istruttoria pubblica sul piano dei tetti
short_title: Istruttoria tetti
plan: Piano dei tetti
acts:
  - title: Deliberazione di indirizzo
    number: "12"
phases:
  preparation: {{starts_on: {before}, ends_on: {eve}, source: Patto fase 1}}
  window: {{starts_on: {first}, ends_on: {last}, source: Patto fase 2}}
  evaluation: {{starts_on: {after}, ends_on: {end}, source: Patto fase 3}}
departments:
  - {{code: casa, name: Direzione Casa, email: casa@comune.example}}
  - {{code: ambiente, name: Direzione Ambiente, email: ambiente@comune.example}}
parts:
  - {{code: premessa, title: Premessa, departments: [ambiente, casa], sections: ["10"], catch_all: true}}
  - {{code: azione-1, title: Azione 1 – Tetti delle scuole, departments: [casa, ambiente], sections: ["11-12"]}}
  - {{code: azione-2, title: Azione 2 – Tetti verdi, departments: [ambiente], sections: ["21-22"]}}
recipients:
  responsible: {{name: Responsabile del procedimento, email: responsabile@comune.example}}
  coordination: {{name: Direzione Generale, email: dg@comune.example}}
  working_group:
    - {{name: Direzione Casa, email: casa@comune.example}}
  council: {{name: Segreteria del Consiglio, email: consiglio@comune.example}}
  platform: {{name: Redazione della piattaforma, email: redazione@comune.example}}
moderation:
  grounds: [ingiuria, minaccia]
  officers: [Responsabile del procedimento]
roles:
  extension: [Responsabile del procedimento, Direzione Generale, DG]
  approval: [Segreteria del Consiglio, Segreteria]
  letters: [Ufficio posta]
outcomes: [accolta, parzialmente accolta, non accolta, già prevista, non pertinente]
notice_days: 15
reminder_days: [20, 1]
platform:
  name: Partecipa
  url: https://partecipa.comune.example
  space: tetti
"""
_WHAT = (
    "una mappa aperta dei tetti pubblici con superficie e stato di manutenzione",
    "un bando semplice per le cooperative che vogliono montare impianti in comune",
    "corsi serali per amministratori di condominio sulle regole delle comunità energetiche",
    "serre leggere sui terrazzi delle biblioteche, aperte ai ragazzi il pomeriggio",
    "cisterne per raccogliere la pioggia e bagnare i giardini senza acqua potabile",
    "uno sportello itinerante che spieghi preventivi e garanzie alle persone anziane",
    "controlli sulle coperture in amianto prima di autorizzare qualunque lavoro",
    "nidi per rondoni e pipistrelli quando si rifanno le gronde",
    "vernici chiare sulle coperture piane dei capannoni abbandonati",
    "un premio alle imprese locali che assumono apprendisti per la posa",
    "un registro pubblico dei guasti con il tempo medio di riparazione",
    "orti pensili affidati alle associazioni con un patto di tre anni",
)
_WHERE = (
    "a partire dalle case popolari di via dei Salici",
    "nelle palestre comunali che restano calde anche di notte",
    "presso i mercati coperti, dove l'ombra manca da giugno a settembre",
    "lungo il vecchio scalo ferroviario in attesa di progetto",
    "nei cortili degli asili che oggi sono soltanto asfalto",
    "sopra le rimesse degli autobus della zona nord",
    "intorno alla piazza del municipio e alle sue traverse",
)
_WHY = (
    "Oggi ogni ufficio risponde in modo diverso e le famiglie rinunciano",
    "La spesa iniziale spaventa chi ha poco e premia chi ha già molto",
    "Senza numeri pubblicati non si capisce se le promesse sono mantenute",
    "Il caldo delle ultime estati ha colpito soprattutto chi vive agli ultimi piani",
    "Le gare precedenti sono andate deserte perché i lotti erano troppo grandi",
)


@dataclass(frozen=True, slots=True)
class SmallCase:
    """What is needed to play it."""

    definition_text: str
    snapshots: Sequence[Sequence[NamedBytes]]
    contributions: Sequence[NamedBytes]

    @property
    def definition(self) -> InquiryDefinition:
        return load_definition(self.definition_text, InquiryDefinition, name="tetti.yaml")

    @property
    def script(self) -> Script:
        return Script(
            "tetti.yaml",
            self.definition_text,
            self.snapshots,
            self.contributions,
            moderations=[(MODERATED, Ground.INSULT)],
        )


def definition_text(
    *,
    process_id: str = "tetti",
    first: date = date(2025, 2, 1),
    last: date = date(2025, 2, 20),
    evaluation_days: int = 50,
) -> str:
    """Return the definition as a city writes it; the evaluation begins on the day after the window's last."""
    day = timedelta(days=1)
    return _DEFINITION.format(
        id=process_id,
        before=first - 120 * day,
        eve=first - day,
        first=first,
        last=last,
        after=last + day,
        end=last + evaluation_days * day,
    )


def small_case(
    *,
    process_id: str = "tetti",
    first: date = date(2025, 2, 1),
    last: date = date(2025, 2, 20),
    evaluation_days: int = 50,
    extra: Sequence[str] = (),
) -> SmallCase:
    """Return the case: about forty comments; `extra` texts are further comments, from `comment:600` on."""
    text = definition_text(process_id=process_id, first=first, last=last, evaluation_days=evaluation_days)
    forum = _Forum(first, last, extra)
    middle = forum.opens + (forum.closes - forum.opens) / 2
    definition = load_definition(text, InquiryDefinition, name="tetti.yaml")
    form = write_contributions(definition, _contributions(first), created=datetime(2024, 12, 1, 9, tzinfo=UTC))
    return SmallCase(
        text,
        [forum.export(middle, is_final=False), forum.export(forum.closes + timedelta(hours=8), is_final=True)],
        [("contributi.xlsx", form)],
    )


def play(folder: Path, case: SmallCase, watch: Watch = lambda _when, _label, _at: None) -> tuple[Desk, str]:
    """Play a case to the end with the acts themselves; returns the desk and the id of the process."""
    desk = open_rehearsal(folder, seed=case.definition_text)
    return desk, Rehearsal(desk, HelpfulHands(desk), case.script, watch).play()


def words_of(data: bytes) -> str:
    """Return all that a file holds as text: what is zipped in it is opened, tags are left out, entities are read."""
    if data[:2] != b"PK":
        return data.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [words_of(archive.read(name)) for name in archive.namelist()]
    return "\n".join(html.unescape(_TAGS.sub("", part)) for part in parts)


_TAGS = re.compile(r"<[^>]*>")


def is_found_in(text: str, data: bytes) -> bool:
    """Tell whether a file holds these words, however it breaks its lines."""
    return "".join(text.split()) in "".join(words_of(data).split())


class HelpfulHands(BareHands):
    """The acts themselves; and the first workbook of Casa that comes back passes one of its rows on to Ambiente."""

    def read_back(self, process_id: str, name: str, data: bytes, *, as_of: datetime) -> None:
        if name == "scheda-casa-1-restituita-1.xlsx":
            sent = self.desk.read(process_id, "3-valutazione/scheda-casa-1.xlsx")
            definition = load_case(self.desk, process_id).definition
            office = Office(definition, "casa", share=0.6, slips=True)
            data = fill_form(
                sent, lambda row: _PASS_ON if row["N."] == PASSED_ON else office.answer(row), created=as_of
            )
        super().read_back(process_id, name, data, as_of=as_of)


_PASS_ON = {"Motivazione": "Lo seguono loro", "Altra direzione competente": "Direzione Ambiente"}


class _Forum:
    """What stands on the platform, post by post, in order of id."""

    def __init__(self, first: date, last: date, extra: Sequence[str]) -> None:
        self.opens = datetime.combine(first, time(), ROME).astimezone(UTC)
        self.closes = datetime.combine(last + timedelta(days=1), time(), ROME).astimezone(UTC)
        self._extra = extra

    def export(self, moment: datetime, *, is_final: bool) -> list[NamedBytes]:
        tag = "finale" if is_final else "prima"
        files = [
            (f"proposte-{tag}.csv", csv_bytes(PROPOSAL_COLUMNS, list(self._proposals(moment)))),
            (f"commenti-{tag}.csv", csv_bytes(COMMENT_COLUMNS, self._comments(moment, is_final=is_final))),
        ]
        if is_final and self._extra:
            files.append(("commenti-altri.json", json.dumps(self._extra_ones()).encode()))
        return files

    def _extra_ones(self) -> list[dict[str, object]]:
        """As JSON, which can say what a CSV in UTF-8 cannot: half characters."""
        sent_at = self.closes - timedelta(hours=1)
        return [
            self._comment(600 + place, text, sent_at, (11, 22)[place % 2]) for place, text in enumerate(self._extra)
        ]

    def _proposals(self, moment: datetime) -> list[dict[str, object]]:
        sections = [
            {"id": id, "title": f"Sezione {id}", "body": f"Testo della sezione {id}", "is_amend": "false"}
            | {"url": _url(id), "published_at": _written(self.opens - timedelta(days=1))}
            for id in (10, 11, 12, 21, 22)
        ]
        amendments: list[dict[str, object]] = [
            {
                "id": 101 + place,
                "title": f"Osservazione {place + 1}",
                "body": _text(30 + place),
                "is_amend": "true",
                "original_proposal/url": _url(section),
                "url": _url(101 + place),
                "published_at": _written(self._sent(place, of=4)),
                "endorsements/total_count": place * 2,
                "author": f"Utente {700 + place}",
            }
            for place, section in enumerate((11, 12, 21, 10))
            if self._sent(place, of=4) < moment
        ]
        return [*sections, *amendments]

    def _comments(self, moment: datetime, *, is_final: bool) -> list[dict[str, object]]:
        rows = []
        for place in range(30):
            id, sent_at = 501 + place, self._sent(place, of=30)
            if sent_at >= moment or (is_final and f"comment:{id}" == VANISHED):
                continue
            text = _campaign(place) if place % 5 == 0 else _text(place)
            changed = is_final and f"comment:{id}" == CHANGED
            rows.append(self._comment(id, text + (" Aggiungo una riga." if changed else ""), sent_at, _root(place)))
        if is_final:
            rows += self._last_ones()
        return rows

    def _last_ones(self) -> list[dict[str, object]]:
        """What comes in the last hours: an insult, a late comment, replies, a row with an impossible date."""
        hour = timedelta(hours=1)
        reply = {"commentable_type": "Decidim::Comments::Comment", "depth": 1}
        return [
            self._comment(540, INSULT, self.closes - 2 * hour, 11),
            self._comment(541, "Arrivo tardi, ma vorrei dire la mia sui terrazzi", self.closes, 21),
            self._comment(542, "Rispondo a chi non si vede più", self.closes - 3 * hour, 12)
            | reply
            | {"commentable_id": 499},
            self._comment(543, "Sono d'accordo con chi scrive sopra", self.closes - timedelta(seconds=1), 12)
            | reply
            | {"commentable_id": 502},
            self._comment(544, "Riga con una data impossibile", self.closes, 12)
            | {"created_at": "2025-02-30 18:75:00 +0100"},
        ]

    def _comment(self, id: int, text: str, sent_at: datetime, root: int) -> dict[str, object]:
        return {
            "id": id,
            "created_at": _written(sent_at),
            "body": text,
            "author/id": 800 + id % 17,
            "author/name": f"Utente {800 + id % 17}",
            "alignment": id % 3 - 1,
            "depth": 0,
            "user_group/id": "",
            "user_group/name": "Comitato dei Salici" if id % 9 == 0 else "",
            "commentable_id": root,
            "commentable_type": "Decidim::Proposals::Proposal",
            "root_commentable_url": _url(root),
        }

    def _sent(self, place: int, *, of: int) -> datetime:
        return self.opens + (self.closes - self.opens) * (place + 1) / (of + 1)


def _root(place: int) -> int:
    """Sections in turn; a few comments hang from an osservazione, and the campaign from two Actions."""
    if place % 5 == 0:
        return (11, 22)[place % 2]
    return 101 if place % 11 == 1 else (11, 12, 21, 22, 10)[place % 5]


def _text(place: int) -> str:
    what, where, why = _WHAT[place % 12], _WHERE[place % 7], _WHY[place % 5]
    return f"Propongo {what}, {where}. {why}."


def _campaign(place: int) -> str:
    if place == 0:
        return CAMPAIGN
    own = "" if place == 5 else f". Scrivo dal cortile numero {place}: {_WHERE[place % 7]}"
    return CAMPAIGN + own


def _contributions(first: date) -> list[dict[str, object]]:
    day = first - timedelta(days=40)
    return [
        {
            "channel": channel,
            "part": part,
            "happened_on": day,
            "event": event,
            "on_behalf_of": body,
            "protocol": protocol,
            "text": _text(place),
        }
        for channel, part, event, body, protocol, place in (
            ("WORKSHOP", "azione-1", "Laboratorio delle scuole", "Fondazione Tegola", "", 44),
            ("DISTRICT_MEETING", "azione-2", "Incontro nel Municipio 3", "", "", 46),
            ("PEC", "premessa", "", "Ordine dei Geometri di Prova", "2025/118", 49),
        )
    ]


def _url(number: int) -> str:
    return f"{SITE}/f/7/proposals/{number}"


def _written(moment: datetime) -> str:
    return moment.astimezone(ROME).strftime("%Y-%m-%d %H:%M:%S %z")
