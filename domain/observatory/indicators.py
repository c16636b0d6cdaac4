"""Every definition of energy poverty that the observatory publishes: rule, unit, source, date of effect, verdict."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

import polars as pl

from domain.errors import Refusal
from domain.observatory.bands import (
    LAST_YEAR,
    Verdict,
    answered,
    in_both_years,
    in_one_year,
    share_over,
    spend_under,
    with_known,
)
from domain.observatory.values import Answer, Heating

TEN_PERCENT = "ten-percent"


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of one edition (soglie): fixed before the households are counted, so that bands are against one line.

    `median_share` and `median_spend_eur` are the medians that 2M and M/2 refer to, `medians_of` says whose they are
    (national, of the city, of this extract). `estimate_error`: how far the truth may be from an estimate, as its share.
    """

    ten_percent: float = 0.10
    median_share: float | None = None
    median_spend_eur: float | None = None
    medians_of: str = ""
    estimate_error: float = 0.5

    def __post_init__(self) -> None:
        """Raises: Refusal when a line is no share, or no amount."""
        shares = {
            "soglia": self.ten_percent,
            "quota mediana": self.median_share,
            "errore di stima": self.estimate_error,
        }
        wrong = [name for name, share in shares.items() if share is not None and not 0 <= share <= 1]
        wrong += ["spesa mediana"] if self.median_spend_eur is not None and self.median_spend_eur < 0 else []
        if wrong:
            raise Refusal(
                f"le soglie dell'edizione non sono quote fra 0 e 1, o importi: {', '.join(wrong)}",
                "correggere la definizione dell'osservatorio",
                "soglie",
            )


@dataclass(frozen=True, slots=True)
class Definition:
    """One definition of energy poverty, or one indicator beside it (indicatore)."""

    code: str
    title: str
    rule: str
    """In Italian, as people read it."""
    unit: str
    base: str
    """Of whom it is a share."""
    source: str
    effect_from: str
    """Since when it is in force or in use, for the source."""
    columns: tuple[str, ...]
    """Columns of the households' extract without which it cannot be computed."""
    judge: Callable[[Lines], Verdict | None]
    """None where the edition's lines do not say what it needs."""


def _ten_percent(lines: Lines) -> Verdict:
    return share_over(lines.ten_percent)


def _two_m(lines: Lines) -> Verdict | None:
    if lines.median_share is None:
        return None
    return share_over(2 * lines.median_share)


def _half_m(base: pl.Expr) -> Callable[[Lines], Verdict | None]:
    def judge(lines: Lines) -> Verdict | None:
        if lines.median_spend_eur is None:
            return None
        return spend_under(lines.median_spend_eur / 2, base)

    return judge


_MONEY = ("income_eur", "income_flag", "electricity_eur", "electricity_flag", "gas_eur", "gas_flag")
_BILLS = (*_MONEY[2:], "heating")
_OWN_HEATING = (pl.col("heating") == Heating.OWN.value).fill_null(False)
SHARE_UNIT = "quota di nuclei (%), con fascia da certa a possibile"
_EVERY = "tutti i nuclei dell'estrazione"
_TWO_YEARS = "nuclei presenti in questa estrazione e in quella dell'anno prima"

DEFINITIONS: tuple[Definition, ...] = (
    Definition(
        TEN_PERCENT,
        "Spesa oltre il 10 % del reddito",
        "spesa annua per elettricità e gas superiore al 10 % del reddito annuo del nucleo; spesa effettiva",
        SHARE_UNIT,
        _EVERY,
        "indicatore in uso al Comune; B. Boardman, «Fuel Poverty», 1991",
        "1991",
        _MONEY,
        _ten_percent,
    ),
    Definition(
        "two-m",
        "Quota di spesa oltre il doppio della mediana (2M)",
        "spesa per elettricità e gas divisa per il reddito, superiore al doppio della mediana di riferimento",
        SHARE_UNIT,
        _EVERY,
        "Osservatorio europeo (EPOV, poi EPAH), indicatore primario",
        "2018",
        _MONEY,
        _two_m,
    ),
    Definition(
        "half-m",
        "Spesa sotto la metà della mediana (M/2), riscaldamento autonomo",
        "spesa per elettricità e gas inferiore alla metà della mediana di riferimento: povertà energetica nascosta",
        SHARE_UNIT,
        "nuclei con riscaldamento autonomo",
        "Osservatorio europeo (EPOV, poi EPAH), indicatore primario",
        "2018",
        _BILLS,
        _half_m(_OWN_HEATING),
    ),
    Definition(
        "half-m-central",
        "Spesa sotto la metà della mediana (M/2), riscaldamento centralizzato o teleriscaldamento",
        "come M/2; a parte, perché il calore pagato nelle spese condominiali spesso non si vede",
        SHARE_UNIT,
        "nuclei con riscaldamento centralizzato o teleriscaldamento, o non noto",
        "Osservatorio europeo (EPOV, poi EPAH), indicatore primario",
        "2018",
        _BILLS,
        _half_m(~_OWN_HEATING),
    ),
    Definition(
        "arrears",
        "Morosità nelle spese della casa",
        "il gestore registra un ritardo nel pagamento di canone o spese dell'anno; non è l'intervista EU-SILC",
        SHARE_UNIT,
        _EVERY,
        "registri del gestore degli alloggi; per analogia con EU-SILC, arretrati nelle utenze",
        "2018",
        ("arrears", "arrears_flag"),
        lambda _: answered("arrears", Answer.YES.value, Answer.NO.value),
    ),
    Definition(
        "bills-late",
        "Bollette in ritardo",
        "chi abita dichiara di aver pagato in ritardo almeno una bolletta negli ultimi 12 mesi; solo da questionario",
        "quota di chi ha risposto al questionario (%), con fascia",
        "nuclei raggiunti dai questionari",
        "questionari di servizi sociali ed enti del terzo settore; domanda EU-SILC sugli arretrati nelle utenze",
        "2018",
        ("bills_late", "bills_late_flag"),
        lambda _: answered("bills_late", Answer.YES.value, Answer.NO.value),
    ),
    Definition(
        "comfort",
        "Casa non abbastanza calda",
        "chi abita dichiara di non riuscire a tenere la casa abbastanza calda; solo da questionario",
        "quota di chi ha risposto al questionario (%), con fascia",
        "nuclei raggiunti dai questionari",
        "questionari di servizi sociali ed enti del terzo settore; domanda EU-SILC sul riscaldamento adeguato",
        "2018",
        ("cold", "cold_flag"),
        lambda _: answered("cold", Answer.YES.value, Answer.NO.value),
    ),
    Definition(
        "persistent",
        "Povertà energetica: oltre il 10 % in due anni di seguito",
        "spesa oltre il 10 % del reddito in quest'anno e nell'anno prima",
        SHARE_UNIT,
        _TWO_YEARS,
        "distinzione del Comune fra poveri e precari energetici, resa operativa dall'osservatorio",
        "2025",
        (*_MONEY, *(f"was_{name}" for name in LAST_YEAR)),
        lambda lines: in_both_years(_ten_percent(lines)),
    ),
    Definition(
        "precarious",
        "Precarietà energetica: oltre il 10 % in un anno solo",
        "spesa oltre il 10 % del reddito in uno solo fra quest'anno e l'anno prima: difficoltà momentanea",
        SHARE_UNIT,
        _TWO_YEARS,
        "distinzione del Comune fra poveri e precari energetici, resa operativa dall'osservatorio",
        "2025",
        (*_MONEY, *(f"was_{name}" for name in LAST_YEAR)),
        lambda lines: in_one_year(_ten_percent(lines)),
    ),
)
"""The one table of the definitions, in the order in which people read them."""


def judged(
    households: pl.LazyFrame, lines: Lines, only: Collection[str] = ()
) -> tuple[pl.LazyFrame, dict[str, Verdict]]:
    """Return the households, with what their verdicts ask for, and the verdict of each definition by code.

    Definitions whose columns are not there, or whose lines are not said, are left out; `only`: these, all if empty.
    """
    there = set(households.collect_schema().names())
    wanted = [one for one in DEFINITIONS if there.issuperset(one.columns) and (one.code in only or not only)]
    found = {one.code: one.judge(lines) for one in wanted}
    known = with_known(households, lines.estimate_error)
    return known, {code: verdict for code, verdict in found.items() if verdict is not None}
