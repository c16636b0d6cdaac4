"""A definition is taken whole or refused with file, line, field and remedy; nothing else ever happens."""

from __future__ import annotations

import pickle
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict

from domain.definition_file import LARGEST_CHARS, Day, load_definition
from domain.errors import Fault, Refusal
from domain.inquiry.definition import InquiryDefinition
from domain.vocabulary import Ground, Outcome

DEPLOYMENTS = Path(__file__).parents[2] / "deployments"
MILANO = (DEPLOYMENTS / "milano" / "energy-inquiry.yaml").read_text(encoding="utf-8")
LILLE = (DEPLOYMENTS / "lille" / "grand-debat.yaml").read_text(encoding="utf-8")


def milano() -> InquiryDefinition:
    return load_definition(MILANO, InquiryDefinition, name="energy-inquiry.yaml")


def refusal_of(text: str, model: type[BaseModel] = InquiryDefinition) -> Refusal:
    with pytest.raises(Refusal) as caught:
        load_definition(text, model, name="prova.yaml")
    return caught.value


def faults_of(text: str, model: type[BaseModel] = InquiryDefinition) -> list[str]:
    return [str(fault) for fault in refusal_of(text, model).faults]


def milano_with(**replacements: str) -> str:
    """Return Milan's definition with a piece of text in place of another: each key names a pair of `CHANGES`."""
    text = MILANO
    for key, new in replacements.items():
        assert CHANGES[key] in text
        text = text.replace(CHANGES[key], new, 1)
    return text


CHANGES = {
    "short_title": "short_title:",
    "act_day": "on: 2023-12-22",
    "ground": "ingiuria, ",
    "words": "shortest_words: 5",
    "address": "casa@milano.example",
    "run": '"2110-2123"',
    "evaluation_start": "starts_on: 2025-03-04",
    "reminders": "[30, 15, 7, 1]",
    "competence": "[welfare-salute, verde-ambiente]",
    "last_code": "code: azione-4",
    "zone": "Europe/Rome\n",
    "notice": "notice_days: 15",
    "outcomes": "outcomes: [accolta, ",
    "name": "name: Direzione Casa",
    "last_sections": 'sections: ["2151-2160"]',
    "first_sections": 'sections: ["2101-2109"]',
}


class Dish(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str
    cooked_on: Day | None = None
    price: float = 0
    servings: int = 1
    is_hot: bool = True
    spices: list[str] = []


def test_milan_s_definition_holds_the_facts_of_the_pact() -> None:
    definition = milano()
    phases = definition.phases
    assert definition.id == "energia-2025"
    assert [part.code for part in definition.parts] == ["premessa", "azione-1", "azione-2", "azione-3", "azione-4"]
    assert list(definition.department_names) == ["verde-ambiente", "welfare-salute", "casa"]
    assert (phases.preparation.starts_on, phases.preparation.ends_on) == (date(2022, 10, 1), date(2025, 1, 31))
    assert (phases.window.starts_on, phases.window.ends_on) == (date(2025, 2, 1), date(2025, 3, 3))
    assert (phases.evaluation.starts_on, phases.evaluation.ends_on) == (date(2025, 3, 4), date(2025, 6, 30))
    assert definition.acts[0].number == "1698"
    assert definition.acts[0].on == date(2023, 12, 22)
    assert definition.reminder_days == [30, 15, 7, 1]
    assert set(definition.moderation.grounds) == set(Ground)
    assert set(definition.outcomes) == set(Outcome)
    assert [definition.part_of(section) for section in ("2101", "2123", "2160", "2161", "")] == [
        "premessa",
        "azione-1",
        "azione-4",
        None,
        None,
    ]


def test_the_second_definition_has_the_29_debates_under_four_themes() -> None:
    definition = load_definition(LILLE, InquiryDefinition, name="grand-debat.yaml")
    assert len(definition.parts) == 29
    assert [definition.part_of(str(number)) for number in range(13, 42)] == [part.code for part in definition.parts]
    assert len(definition.departments) == 4
    assert definition.timezone == "Europe/Paris"
    assert (definition.phases.window.starts_on, definition.phases.window.ends_on) == (
        date(2019, 1, 17),
        date(2019, 3, 15),
    )


@pytest.mark.parametrize("text", [MILANO, LILLE])
def test_every_address_of_a_shipped_definition_leads_nowhere(text: str) -> None:
    definition = load_definition(text, InquiryDefinition, name="prova.yaml")
    roles = definition.recipients
    everyone = [roles.responsible, roles.coordination, *roles.working_group, roles.council, roles.platform]
    addresses = [someone.email for someone in everyone] + [each.email for each in definition.departments]
    assert all(address.endswith(".example") for address in addresses)


def test_rows_of_another_city_s_platform_are_told_from_ours() -> None:
    platform = load_definition(LILLE, InquiryDefinition, name="grand-debat.yaml").platform
    ours = "http://participation.lillemetropole.fr/processes/granddebatmel/f/112/debates/23"
    assert platform.why_not_ours(ours) is None
    assert platform.why_not_ours("") is None
    assert platform.why_not_ours("http://[non-un-indirizzo") is None
    assert platform.why_not_ours("http://altra.example/processes/granddebatmel/f/1/proposals/2") == (
        "la riga viene dalla piattaforma altra.example, non da participation.lillemetropole.fr"
    )
    assert platform.why_not_ours(ours.replace("granddebatmel", "piano-aria")) == (
        "la riga viene dal processo piano-aria, non da granddebatmel"
    )


def test_every_fault_of_a_definition_is_named_at_once_with_its_line_field_and_remedy() -> None:
    text = milano_with(
        short_title="short_titel:",
        act_day="on: 2023-12-32",
        ground="ingiurie, ",
        words="shortest_words: cinque",
        address="casa at milano",
        run='"2123-2110"',
        name="name: Direzione Casa\n    name: Casa",
    )
    duplicated = faults_of(text)
    assert duplicated == [
        "prova.yaml, riga 45, campo departments[3].name: il campo è già scritto alla riga 44 → tenetene uno solo"
    ]
    assert faults_of(text.replace("    name: Casa\n", "", 1)) == [
        "prova.yaml, riga 5, campo short_title: manca il campo «short_title» → aggiungetelo",
        "prova.yaml, riga 8, campo short_titel: il campo «short_titel» non è previsto"
        " → forse intendevate «short_title»",
        "prova.yaml, riga 15, campo acts[1].on: il giorno 2023-12-32 non esiste nel calendario"
        " → controllate il mese e il giorno",
        "prova.yaml, riga 45, campo departments[3].email: l'indirizzo di posta non è leggibile"
        " → scrivete un solo indirizzo, come ufficio@comune.example",
        "prova.yaml, riga 57, campo parts[2].sections[1]: l'intervallo 2123-2110 va all'indietro"
        " → scrivete prima il numero minore",
        "prova.yaml, riga 97, campo moderation.grounds[1]: «ingiurie» non è fra le parole ammesse → forse intendevate"
        " «ingiuria»; scegliete fra: ingiuria, messaggio di odio, minaccia, disprezzo dei valori costituzionali",
        "prova.yaml, riga 114, campo grouping.shortest_words: «cinque» non è un numero intero"
        " → scrivete un numero senza decimali, per esempio 30",
    ]


def test_fields_that_do_not_fit_together_are_each_refused_in_their_own_place() -> None:
    text = milano_with(
        evaluation_start="starts_on: 2025-03-05",
        reminders="[15, 30, 700]",
        competence="[welfare, verde-ambiente, verde-ambiente]",
        run='"2105-2123"',
        last_code="code: azione-3",
        outcomes="outcomes: [accolta, accolta, ",
        notice="notice_days: 365",
        last_sections='sections: ["2151-2160"]\n    catch_all: true',
        first_sections='sections: ["2101-2109"]\n    catch_all: true',
    ).replace("starts_on: 2022-10-01", "starts_on: 2025-01-20")
    assert faults_of(text + "templates: {NOTISE: avviso.docx}\n") == [
        "prova.yaml, riga 31, campo phases.evaluation.starts_on: la fase non comincia il giorno dopo la fine della"
        " precedente (2025-03-03) → scrivete 2025-03-04",
        "prova.yaml, riga 58, campo parts[2].sections[1]: la sezione 2105 è già nella parte «premessa»"
        " → lasciatela in una parte sola",
        "prova.yaml, riga 61, campo parts[3].departments[1]: la direzione «welfare» non è fra quelle elencate"
        " → forse intendevate «welfare-salute»",
        "prova.yaml, riga 61, campo parts[3].departments[3]: la direzione «verde-ambiente» è scritta due volte"
        " → lasciatela una volta",
        "prova.yaml, riga 67, campo parts[5].code: il codice «azione-3» è già usato"
        " → date a ciascuna voce un codice suo",
        "prova.yaml, riga 71, campo parts[5].catch_all: anche la parte «premessa» raccoglie le sezioni sconosciute"
        " → lasciate catch_all a una parte sola",
        "prova.yaml, riga 104, campo outcomes[2]: «accolta» è scritto due volte → lasciatelo una volta",
        "prova.yaml, riga 106, campo notice_days: l'avviso uscirebbe prima che cominci la preparazione"
        " → scrivete al più 12 giorni",
        "prova.yaml, riga 107, campo reminder_days[2]: i solleciti non vanno dal più lontano al più vicino: 30 viene"
        " dopo 15 → metteteli in ordine, senza ripetizioni",
        "prova.yaml, riga 107, campo reminder_days[3]: il sollecito a 700 giorni dalla fine cade fuori dalla"
        " valutazione → scrivete da 1 a 117 giorni",
        "prova.yaml, riga 107, campo reminder_days[3]: i solleciti non vanno dal più lontano al più vicino: 700 viene"
        " dopo 30 → metteteli in ordine, senza ripetizioni",
        "prova.yaml, riga 117, campo templates.NOTISE: «NOTISE» non è un tipo di documento"
        " → forse intendevate «NOTICE»",
    ]


def test_a_phase_that_ends_before_it_starts_and_a_zone_that_is_none_are_refused() -> None:
    assert faults_of(milano_with(evaluation_start="starts_on: 2025-07-04", zone="Europa/Roma\n")) == [
        "prova.yaml, riga 10, campo timezone: «Europa/Roma» non è un fuso orario → scrivete un nome come Europe/Rome",
        "prova.yaml, riga 30, campo phases.evaluation: ends_on viene prima di starts_on"
        " → scambiate le due date o correggetele",
    ]


def test_one_part_may_catch_the_sections_that_no_part_names() -> None:
    text = milano_with(last_sections='sections: ["2151-2160"]\n    catch_all: true')
    definition = load_definition(text, InquiryDefinition, name="prova.yaml")
    assert definition.catch_all == "azione-4"
    assert [definition.part_of(section) for section in ("2101", "9999", "")] == ["premessa", None, None]
    assert milano().catch_all is None


def test_runs_of_sections_that_would_fill_the_memory_are_refused() -> None:
    assert "supera 10000 sezioni" in faults_of(milano_with(run='"1-99999999999"'))[0]
    runs = ", ".join(f'"{first}00001-{first}09999"' for first in range(1, 20))
    assert "le sezioni sono più di 100000" in faults_of(milano_with(run=runs))[0]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "riga 1: il file è vuoto → scrivetevi la definizione"),
        ("# solo un commento\n", "riga 1: il file è vuoto → scrivetevi la definizione"),
        ("- uno", "riga 1: qui serve un gruppo di campi → scrivete sotto, rientrati, i campi «nome: valore»"),
        ("name: [zuppa", "riga 1: una parentesi non è chiusa o manca una virgola"),
        ("name: zuppa: fredda", "riga 1: c'è un due punti fuori posto → mettete il testo fra virgolette"),
        ("name: zuppa\n\tprice: 2", "riga 2: il rientro è fatto con una tabulazione → rientrate con spazi"),
        ("name: 'zuppa", "riga 1: le virgolette aperte non sono chiuse → chiudete le virgolette"),
        ("name: @zuppa", "riga 1: la riga comincia con un segno riservato → mettete il testo fra virgolette"),
        ("name: zuppa\nprice: \x07", "riga 2: c'è un carattere che YAML non ammette → cancellatelo e riscrivetelo"),
        ('name: "\\ud800"', "riga 1, campo name: c'è un carattere che nessun file può contenere → cancellatelo"),
        ('name: "\\UFFFFFFFF"', "riga 1: la riga non è YAML leggibile"),
        (f"%YAML 1.{'9' * 5000}\n---\nname: a", "riga 1: la riga non è YAML leggibile"),
        ("name: &z a\nspices: *z", "riga 2, campo spices: i rimandi YAML (*nome) non sono ammessi"),
        ("name: !!python/name:os.system a", "riga 1, campo name: le etichette YAML (!tipo) non sono ammesse"),
        ("name: a\n---\nname: b", "riga 2: c'è un secondo documento dopo «---» → tenetene uno solo per file"),
        ("? [name]\n: a", "riga 1: un nome di campo manca o non è un testo → scrivete «nome: valore»"),
        ("name: a\nname: b", "riga 2, campo name: il campo è già scritto alla riga 1 → tenetene uno solo"),
        ("[" * 5000, "riga 1: la struttura è troppo profonda → togliete i livelli inutili"),
        ("name:", "riga 1, campo name: il valore manca → scrivetelo dopo i due punti"),
        ("name: a\nprice: tre", "riga 2, campo price: «tre» non è un numero → scrivete un numero con il punto"),
        ("name: a\nis_hot: forse", "riga 2, campo is_hot: «forse» non è un sì o un no → scrivete true oppure false"),
        ("name: a\nspices: pepe", "riga 2, campo spices: qui serve un elenco → scrivete una voce per riga"),
        ("name: a\ncooked_on: 1738368000", "riga 2, campo cooked_on: «1738368000» non è una data leggibile"),
        ("name: a\ncooked_on: 0999-01-01", "riga 2, campo cooked_on: l'anno 999 è fuori dal calendario ammesso"),
        ("name: a\n<<: {price: 2}", "riga 2, campo <<: il campo «<<» non è previsto"),
    ],
)
def test_what_yaml_admits_and_a_definition_does_not_is_refused_with_its_line(text: str, fault: str) -> None:
    assert faults_of(text, Dish)[0].startswith(f"prova.yaml, {fault}")


def test_what_staff_write_stays_what_they_wrote() -> None:
    text = "name: NO\ncooked_on: 2024-02-29\nprice: 1.50\nservings: '4'\nis_hot: off\nspices: [012, 1:30, on, 1698]\n"
    assert load_definition("\ufeff" + text, Dish, name="prova.yaml") == Dish(
        name="NO",
        cooked_on=date(2024, 2, 29),
        price=1.5,
        servings=4,
        is_hot=False,
        spices=["012", "1:30", "on", "1698"],
    )


def test_an_alias_bomb_and_a_file_too_large_are_refused_before_they_grow() -> None:
    bomb = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 60))
    assert len(refusal_of(bomb, Dish).faults) == 118
    large = refusal_of("a" * (LARGEST_CHARS + 1), Dish)
    assert large.faults == (
        Fault("il file supera 400000 caratteri", "dividetelo, o togliete ciò che non è definizione", "prova.yaml"),
    )


def test_a_refusal_reads_whole_and_survives_pickling() -> None:
    refusal = pickle.loads(pickle.dumps(refusal_of("nome: zuppa", Dish)))  # noqa: S301 - our own bytes
    assert str(refusal) == (
        "prova.yaml: la definizione ha 2 errori → correggete i punti elencati e ricaricatela\n"
        "  - prova.yaml, riga 1, campo name: manca il campo «name» → aggiungetelo\n"
        "  - prova.yaml, riga 1, campo nome: il campo «nome» non è previsto → forse intendevate «name»"
    )


yaml_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.dates(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=20,
)


def as_yaml(content: object) -> str:
    """Write with the library in C, where there is one: what is written is only what is then read."""
    return str(yaml.dump(content, Dumper=getattr(yaml, "CSafeDumper", yaml.SafeDumper), allow_unicode=True))


def takes_or_refuses(text: str) -> None:
    """And in the same way on a machine that lacks the library in C."""
    found = outcome_of(text)
    assert isinstance(found, dict) or found
    if not isinstance(found, dict):
        assert all(fault.problem and fault.remedy and "prova.yaml" in fault.place for fault in found)
    with pytest.MonkeyPatch.context() as machine:
        machine.setattr(yaml, "__with_libyaml__", False)
        assert outcome_of(text) == found


def outcome_of(text: str) -> dict[str, object] | tuple[Fault, ...]:
    try:
        return load_definition(text, InquiryDefinition, name="prova.yaml").model_dump()
    except Refusal as refusal:
        return refusal.faults


@pytest.mark.parametrize(
    "text",
    ["", "- ", "a:", "a: ~", "|# a", "a: >-# b", "[?]", "{-? %}", "--- ", "--- # a", "a: '", "a\t", "\x85", "<: b"],
)
def test_both_readers_of_yaml_take_and_refuse_the_same(text: str) -> None:
    takes_or_refuses(text)


@settings(deadline=None)
@given(st.text(alphabet=st.characters(codec=None), max_size=200))
@example("? ? a\n: b")
@example("a: *")
@example('"\\x')
def test_any_text_is_taken_or_refused_with_a_remedy(text: str) -> None:
    takes_or_refuses(text)


@settings(deadline=None)
@given(st.text(alphabet="ab:-?#&*!|>'\"%@`{}[], \n\t0~<=\\/.", max_size=120))
def test_any_heap_of_yaml_s_own_marks_is_taken_or_refused_with_a_remedy(text: str) -> None:
    takes_or_refuses(text)


@settings(deadline=None)
@given(yaml_like)
def test_any_yaml_is_taken_or_refused_with_a_remedy(content: object) -> None:
    takes_or_refuses(as_yaml(content))


MILANO_READ: dict[str, object] = yaml.safe_load(MILANO)


@settings(deadline=None)
@given(st.sampled_from(sorted(MILANO_READ)), yaml_like)
def test_any_value_in_the_place_of_a_field_is_taken_or_refused_with_a_remedy(key: str, value: object) -> None:
    takes_or_refuses(as_yaml(MILANO_READ | {key: value}))


@settings(deadline=None)
@given(st.integers(0, len(MILANO) - 1), st.integers(0, 30), st.text(max_size=5))
def test_any_slip_of_the_keyboard_in_a_real_definition_is_taken_or_refused(at: int, cut: int, typed: str) -> None:
    takes_or_refuses(MILANO[:at] + typed + MILANO[at + cut :])
