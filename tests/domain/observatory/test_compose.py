"""A whole edition from files as they are handed in: what is published holds nothing hidden, whatever came."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest
from attacker import Attacker
from openpyxl import load_workbook

from domain.errors import Refusal
from domain.observatory.aggregates import count_households
from domain.observatory.class_estimates import FROM_CLASSES, to_classes
from domain.observatory.compose import compose
from domain.observatory.contracts.questionnaires import QUESTIONNAIRE, blank_questionnaire
from domain.observatory.definition_content import Extracts, Places, SectionPair
from domain.observatory.indicators import Lines
from domain.observatory.kept import Kept
from domain.observatory.received import Received, read_received
from domain.observatory.synthetic_households import as_measured, observed
from domain.observatory.table import COUNTS, KEYS, PROTECTED_SCHEMA, Geography
from domain.vocabulary import ExtractKind
from tests.domain.observatory.published_desk import (
    SEED,
    VISITS,
    YEAR,
    composed,
    defined,
    handed_in,
    register,
    retrofitted,
    small_city,
    small_composed,
    small_published,
    small_years,
)

CREATED = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUSEHOLDS = ExtractKind.HOUSEHOLDS


FEW_TOLD = defined(indicators={"published": {"ten-percent": "section", "arrears": "nil"}})
"""Fewer indicators: quick where protection is not what is tested."""


def few(rows: int = 3_000) -> pl.DataFrame:
    """Return the first households of the small city, as an extract knows them."""
    return observed(small_years()[1].head(rows), seed=SEED)


def test_a_small_edition_is_whole() -> None:
    first, second = (one.published for one in small_composed())
    assert (first.year, second.year, list(second.tables)) == (YEAR - 1, YEAR, [YEAR - 1, YEAR])
    assert second.tables[YEAR - 1].equals(first.table)
    every = ("arrears", "half-m", "half-m-central", "persistent", "precarious", "ten-percent", "two-m")
    assert second.codes == every
    assert first.codes == tuple(code for code in every if code not in ("persistent", "precarious"))
    assert [(one.title, one.sender, one.accepted, one.set_aside) for one in second.extracts] == [
        ("Nuclei familiari negli alloggi ERP", "Gestore degli alloggi", 13_424, 0),
        ("Registro delle riqualificazioni", "Gestore degli alloggi", 16, 0),
    ]
    assert second.cautions == (
        "Mancano i conteggi per sezione su tutti i nuclei residenti: si parla dei soli nuclei ERP.",
        "Non pubblicati per mancanza di dati: «Bollette in ritardo», «Casa non abbastanza calda».",
    )
    assert [one.title for one in second.targetings][-2:] == [
        "tipo di riscaldamento con la quota più alta",
        "a caso in tutta la città",
    ]
    assert all(abs(one.visits - VISITS) < 1e-9 for one in second.targetings)
    assert second.decomposition is not None and sum(second.decomposition.causes.values()) == (
        second.decomposition.change()
    )
    assert second.retrofits is not None
    assert (second.retrofits.treated, second.retrofits.verdict) == (len(retrofitted()), "riduzione provata")
    assert (first.changes, first.decomposition, first.retrofits) == (None, None, None)


def test_the_table_tells_the_counts_of_the_extract_or_nothing() -> None:
    published = small_published()
    lines = Lines(median_share=0.069, median_spend_eur=1_835.0, medians_of="città sintetica")
    counts = count_households(observed(small_years()[1], seed=SEED + 1).lazy(), small_city().geography, lines)
    assert published.table.schema == PROTECTED_SCHEMA
    shown = published.table.filter("is_shown").select(*KEYS, *COUNTS)
    single = shown.filter(~pl.col("definition").is_in(["persistent", "precarious"]))
    assert single.join(counts, on=[*KEYS, *COUNTS], how="semi").equals(single)
    hidden = published.table.filter(~pl.col("is_shown"))
    assert hidden.height and hidden.select(COUNTS).null_count().row(0) == (hidden.height,) * len(COUNTS)
    levels = published.table.group_by("definition").agg(pl.col("level").unique().sort()).sort("definition")
    assert dict(levels.iter_rows()) == {
        **{code: ["city", "complex", "district", "nil", "section"] for code in ("arrears", "ten-percent", "two-m")},
        **{code: ["city", "district", "nil"] for code in ("half-m", "half-m-central")},
        **{code: ["city", "district"] for code in ("persistent", "precarious")},
    }


def test_nothing_beside_the_table_speaks_of_what_it_hides() -> None:
    published = small_published()
    hidden = published.table.filter(~pl.col("is_shown"))
    told = published.shrunk.with_columns(level=pl.lit("section"))
    assert told.height and not told.join(hidden, on=KEYS, how="semi").height
    assert published.changes is not None
    changed = published.changes.filter(pl.col("rate_now").is_not_null() | pl.col("rate_then").is_not_null())
    assert changed.height and not changed.join(hidden, on=KEYS, how="semi").height
    ours = set(hidden.filter(definition="ten-percent", level="section")["area"])
    chosen = {area for one in published.targetings if one.title.startswith("sezioni") for area in one.areas}
    assert chosen and not chosen & ours
    for beside in (published.causes, published.incomes):
        assert set(beside["level"]) == {"nil", "district", "city"}
    known = published.causes.drop_nulls("households")["households"]
    assert known.len() > 30 and (known.min() or 0) >= published.rules.small
    means = published.incomes.drop_nulls("mean_eur")
    assert means.height == 11 and (means["mean_eur"] % 100 == 0).all()
    overlap = published.overlap.drop_nulls()
    cells = [overlap["both_poor"], *(overlap[name] - overlap["both_poor"] for name in ("first_poor", "second_poor"))]
    assert overlap.height and not any(cell.is_between(1, published.rules.threshold - 1).any() for cell in cells)


def test_an_attacker_with_both_editions_finds_nothing_in_a_neighborhood() -> None:
    first, second = small_composed()
    codes = ("ten-percent", "two-m")
    tables = [one.published.table.filter(pl.col("definition").is_in(codes)) for one in (first, second)]
    hidden = tables[1].filter((pl.col("level") == "section") & ~pl.col("is_shown"))["nil"].drop_nulls().unique().sort()
    public = {" ".join(one.split()[:2]) for one in second.already_public}
    assert hidden.len() > 2
    for nil in hidden[:3]:
        inside = [
            table.filter((pl.col("nil") == nil) | ((pl.col("level") == "nil") & (pl.col("area") == nil)))
            for table in tables
        ]
        attacker = Attacker(*inside, alone=True)
        told = [
            line
            for edition, (one, table) in enumerate(zip((first, second), inside, strict=True))
            for line in attacker.found(one.kept.counts, table, edition)
        ]
        assert [line for line in told if " ".join(line.split()[:2]) not in public] == []


def test_what_is_kept_is_read_as_it_was_and_damage_is_refused() -> None:
    kept = small_composed()[1].kept
    data = kept.to_bytes()
    again = Kept.from_bytes(data)
    assert again.to_bytes() == data
    assert (again.year, again.base_year, again.lines, again.sections) == (
        kept.year,
        kept.base_year,
        kept.lines,
        kept.sections,
    )
    assert again.counts.equals(kept.counts) and again.parts.equals(kept.parts) and again.spends.equals(kept.spends)
    assert all(again.tables[year].equals(kept.tables[year]) for year in kept.tables)
    codes = set(small_years()[1]["household"])
    assert not any(code.encode() in data for code in sorted(codes)[:50])
    for damaged in (b"", data[:-40], b"PK" + data[2:600]):
        with pytest.raises(Refusal, match="parte riservata"):
            Kept.from_bytes(damaged)


def test_the_same_rows_in_another_order_and_format_make_the_same_edition(tmp_path: Path) -> None:
    rows = few()
    one = composed([handed_in(rows, HOUSEHOLDS, tmp_path)], definition=FEW_TOLD)
    shuffled = rows.sample(fraction=1.0, shuffle=True, seed=3)
    path = tmp_path / "nuclei.parquet"
    shuffled.write_parquet(path)
    other = composed([Received(HOUSEHOLDS, path, "gestore", "0" * 64)], definition=FEW_TOLD)
    assert one.kept.to_bytes() == other.kept.to_bytes()
    for name in ("table", "shrunk", "overlap", "causes", "incomes"):
        assert getattr(one.published, name).equals(getattr(other.published, name)), name
    assert one.published.targetings == other.published.targetings


def test_too_many_faulty_rows_stop_the_edition_and_the_sender_gets_each_of_them(tmp_path: Path) -> None:
    rows = few(1_000).with_columns(
        income_eur=pl.when(pl.int_range(pl.len()) < 60).then(-5.0).otherwise("income_eur"),
        income_flag=pl.when(pl.int_range(pl.len()) < 60).then(pl.lit("misurato")).otherwise("income_flag"),
    )
    received = handed_in(rows, HOUSEHOLDS, tmp_path)
    with pytest.raises(Refusal) as refused:
        composed([received])
    assert refused.value.problem == "righe anomale oltre il 5,0 % ammesso in 1 estrazione"
    assert [(one.place, one.problem) for one in refused.value.faults] == [
        ("households.csv", "60 righe messe da parte su 1000; reddito_eur: non meno di 0 (60 righe)")
    ]
    reading = read_received(received, small_city().geography, process="osservatorio")
    assert (reading.rows_in, reading.set_aside, reading.rows_accepted) == (1_000, 60, 940)
    assert reading.workbook is not None
    sheet = load_workbook(io.BytesIO(reading.workbook(CREATED)), read_only=True)["Anomalie"]
    assert len(list(sheet.iter_rows(min_row=2))) == 60
    patient = FEW_TOLD.model_copy(update={"extracts": Extracts(most_faults_share=0.06)})
    told = composed([received], definition=patient).published
    assert [(one.accepted, one.set_aside) for one in told.extracts] == [(940, 60)]
    assert told.cautions[0] == "Per anomalie: 60 righe messe da parte su 1.000 righe (6,0%); nessuna è contata."


def test_medians_that_nobody_gave_are_the_extracts_own_and_nobodys(tmp_path: Path) -> None:
    told = {"published": {"ten-percent": "section", "half-m": "city"}}
    published = composed([handed_in(few(), HOUSEHOLDS, tmp_path)], definition=defined(indicators=told)).published
    lines = published.lines
    assert lines.median_share is not None and lines.median_spend_eur is not None
    assert (round(lines.median_share, 3), lines.median_spend_eur % 10) == (lines.median_share, 0)
    assert any("mediane" in caution for caution in published.cautions)


def sections(households: pl.DataFrame) -> pl.DataFrame:
    """Return counts by section of these households, as DIOGENE would make them."""
    counts = count_households(households.lazy(), small_city().geography, Lines(), only=("ten-percent",))
    own = counts.filter(level="section").select(pl.col("area").alias("section"), "definition", *COUNTS)
    return own.with_columns(income_year=pl.lit(YEAR - 2))


def test_counts_by_section_speak_of_everybody_and_households_of_their_complexes(tmp_path: Path) -> None:
    everybody = observed(small_years()[1], seed=SEED)
    housed = everybody.filter(pl.col("complex").is_not_null())
    files = [
        handed_in(housed, HOUSEHOLDS, tmp_path),
        handed_in(sections(everybody), ExtractKind.SECTIONS, tmp_path, sender="diogene"),
    ]
    one = composed(files, definition=FEW_TOLD)
    whole = count_households(everybody.lazy(), small_city().geography, Lines(), only=("ten-percent",))
    assert one.kept.counts.filter(definition="ten-percent").equals(whole)
    city = one.kept.counts.filter(level="city")
    assert dict(city.select("definition", "households").iter_rows())["arrears"] == housed.height
    assert any("Vengono da conteggi per sezione" in caution for caution in one.published.cautions)
    assert "tipo di riscaldamento con la quota più alta" not in [way.title for way in one.published.targetings]
    others = FEW_TOLD.indicators.model_copy(update={"sections_cover": "altri"})
    apart = composed(files, definition=FEW_TOLD.model_copy(update={"indicators": others}))
    both = apart.kept.counts.filter(level="city", definition="ten-percent")["households"].item()
    assert both == everybody.height + housed.height


def test_sections_that_tell_less_than_their_households_hold_and_are_told_of(tmp_path: Path) -> None:
    everybody = observed(small_years()[1], seed=SEED)
    housed = everybody.filter(pl.col("complex").is_not_null())
    told = sections(everybody)
    some = housed["section"].unique().sort()[:2].implode()
    less = told.with_columns(
        pl.when(~pl.col("section").is_in(some)).then(name).otherwise(0).alias(name) for name in COUNTS
    )
    files = [handed_in(housed, HOUSEHOLDS, tmp_path), handed_in(less, ExtractKind.SECTIONS, tmp_path)]
    one = composed(files, definition=FEW_TOLD)
    assert (
        one.kept.counts.filter(level="city", definition="ten-percent")["households"].item() == less["households"].sum()
    )
    assert any(caution.startswith("In 2 sezioni") for caution in one.published.cautions)


def test_income_classes_alone_make_an_edition_that_says_it_is_an_estimate(tmp_path: Path) -> None:
    classes = to_classes(as_measured(small_years()[1]).lazy()).cast({"income_class": pl.String})
    published = composed(
        [handed_in(classes, ExtractKind.CLASSES, tmp_path)],
        definition=defined(indicators={"published": {FROM_CLASSES: "section"}, "main": FROM_CLASSES}),
    ).published
    city = published.table.filter(level="city")
    assert (published.codes, city["certain"].item()) == ((FROM_CLASSES,), 0)
    assert city["possible"].item() == city["households"].item() == small_years()[1].height
    assert any(caution.startswith("Stima, non conteggio") for caution in published.cautions)
    assert (published.overlap.height, published.causes.height, published.incomes.height) == (0, 0, 0)
    assert published.targetings


def test_a_base_whose_sections_were_redrawn_is_compared_on_common_ground(tmp_path: Path) -> None:
    first = composed([handed_in(few(13_000), HOUSEHOLDS, tmp_path)], year=YEAR - 1, definition=FEW_TOLD)
    own = small_city().geography
    renamed = own.sections.with_columns(section="n" + pl.col("section"))
    later = few(13_000).with_columns(section="n" + pl.col("section"))
    now = handed_in(later, HOUSEHOLDS, tmp_path, name="dopo.csv")
    pairs = [SectionPair(then=code, now=f"n{code}") for code in own.sections["section"]]
    geography = Geography(renamed, own.complexes, "Città sintetica", 2031)
    definition = FEW_TOLD.model_copy(update={"places": Places(base_year=2031, pairs=pairs)})
    moved = compose([now], geography, definition, year=YEAR, made_on=date(2026, 6, 30), last=first.kept).published
    assert moved.changes is not None
    told = moved.changes.filter(pl.col("level") == "section").drop_nulls("difference")
    assert told.height > 100 and told["difference"].abs().max() == 0
    short = FEW_TOLD.model_copy(update={"places": Places(base_year=2031, pairs=pairs[:-4])})
    with pytest.raises(Refusal, match="non hanno corrispondenza"):
        compose([now], geography, short, year=YEAR, made_on=date(2026, 6, 30), last=first.kept)


def test_sections_under_new_codes_are_protected_as_they_were_under_the_old_ones(tmp_path: Path) -> None:
    first = composed([handed_in(few(13_000), HOUSEHOLDS, tmp_path)], year=YEAR - 1, definition=FEW_TOLD)
    own, later = small_city().geography, few(12_960)
    same = composed([handed_in(later, HOUSEHOLDS, tmp_path)], definition=FEW_TOLD, last=first.kept).published.table
    alone = composed([handed_in(later, HOUSEHOLDS, tmp_path)], definition=FEW_TOLD).published.table
    assert not same.equals(alone), "what the last edition told must matter, or nothing is shown here"
    base = Geography(own.sections.with_columns(section="n" + pl.col("section")), own.complexes, own.city_name, 2031)
    pairs = [SectionPair(then=code, now=f"n{code}") for code in own.sections["section"]]
    definition = FEW_TOLD.model_copy(update={"places": Places(base_year=2031, pairs=pairs)})
    now = handed_in(later.with_columns(section="n" + pl.col("section")), HOUSEHOLDS, tmp_path, name="dopo.csv")
    moved = compose([now], base, definition, year=YEAR, made_on=date(2026, 6, 30), last=first.kept).published.table
    told = ["level", "definition", *COUNTS, "is_shown", "reason"]
    assert moved.select(told).equals(same.select(told))


def test_a_correction_is_protected_against_the_edition_that_it_replaces(tmp_path: Path) -> None:
    first = composed([handed_in(few(13_000), HOUSEHOLDS, tmp_path)], year=YEAR, definition=FEW_TOLD)
    again = composed([handed_in(few(13_000), HOUSEHOLDS, tmp_path)], corrects=first.kept, definition=FEW_TOLD)
    assert again.published.table.equals(first.published.table)
    one_more = composed([handed_in(few(13_001), HOUSEHOLDS, tmp_path)], corrects=first.kept, definition=FEW_TOLD)
    hidden = first.published.table.filter(~pl.col("is_shown")).select(KEYS)
    shown_anew = one_more.published.table.filter("is_shown").join(hidden, on=KEYS, how="semi")
    assert shown_anew.height == 0


def test_complexes_are_taken_from_the_register_or_else_from_the_extract(tmp_path: Path) -> None:
    own = small_city().geography
    bare = Geography(own.sections, city_name=own.city_name)
    files = [handed_in(few(13_000), HOUSEHOLDS, tmp_path)]
    told = compose(files, bare, FEW_TOLD, year=YEAR, made_on=date(2026, 6, 30)).published.table
    names = dict(told.filter(level="complex").select("area", "name").iter_rows())
    assert names and all(code == name for code, name in names.items())
    files.append(handed_in(register(), ExtractKind.RETROFITS, tmp_path))
    told = compose(files, bare, FEW_TOLD, year=YEAR, made_on=date(2026, 6, 30)).published.table
    assert set(told.filter(level="complex")["name"]) == set(own.complexes["complex_name"])


def test_questionnaires_are_told_of_neighborhoods(tmp_path: Path) -> None:
    body = "servizi-sociali"
    book = load_workbook(io.BytesIO(blank_questionnaire(body=body, created=CREATED, process="osservatorio")))
    sheet = book[QUESTIONNAIRE.sheet]
    header = next(row for row in sheet.iter_rows() if any(cell.value == "Sezione di censimento" for cell in row))
    codes = small_city().geography.sections.filter(nil="01")["section"]
    for place in range(80):
        for column, value in (
            (1, codes[place % 16]),
            (3, "No" if place % 4 == 0 else "Sì"),
            (5, "Sì" if place % 2 else "No"),
        ):
            sheet.cell(header[0].row + 1 + place, column, value)
    path = tmp_path / "questionari.xlsx"
    book.save(path)
    files = [handed_in(few(), HOUSEHOLDS, tmp_path), Received(ExtractKind.QUESTIONNAIRES, path, body, "0" * 64)]
    questions = {"ten-percent": "section", "comfort": "nil", "bills-late": "nil"}
    one = composed(files, definition=defined(indicators={"published": questions}))
    told = one.published.table.filter(level="nil", definition="comfort", area="01").row(0, named=True)
    assert [told[name] for name in ("households", "valid", "poor", "certain", "possible")] == [80, 80, 20, 20, 20]
    late = one.published.table.filter(level="nil", definition="bills-late", area="01").row(0, named=True)
    assert [late[name] for name in ("valid", "poor")] == [80, 40]
    assert [(each.title, each.accepted) for each in one.published.extracts][1] == (
        "Questionario sul benessere termico",
        80,
    )
