"""What the synthesis says of an inquiry: its figures put into words, tables and charts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from domain.documents import charts
from domain.documents.spoken import Count
from domain.documents.word import Picture
from domain.inquiry import synthesis_lists as lists
from domain.inquiry import synthesis_rows as rows
from domain.inquiry.calendar_of_inquiry import InquiryCalendar
from domain.inquiry.contexts.synthesis import ChannelRow, DraftSynthesisContext, PartRow, SynthesisContext
from domain.inquiry.definition import InquiryDefinition
from domain.inquiry.drafting import common
from domain.inquiry.periods import periods, weeks
from domain.inquiry.tally import TOP, TOP_MISSING, Tally, tally
from domain.inquiry.views import CommentView
from domain.italian import counted, day_in_words, number, percent
from domain.vocabulary import CHANGES_THE_PLAN, Outcome

_CHANNEL_TITLE = "contributi ricevuti per canale"
_PART_TITLE = "contributi ammessi per parte del piano e per esito"
_SERIES = (*(outcome.value for outcome in Outcome), "senza esito")
_IN_OPEN_DATA = "tutti stanno nei dati aperti"
_IN_ANNEX = "tutti stanno nell'allegato delle controdeduzioni"
_SUBJECT = "contributi"


def synthesis_context(
    definition: InquiryDefinition, calendar: InquiryCalendar, views: Sequence[CommentView], *, written_on: date
) -> SynthesisContext:
    """Return what the synthesis report says. Lists are cut at a readable length and say where the rest is found."""
    counts = tally(views, calendar.zone)
    return SynthesisContext.model_validate(_figures(definition, calendar, views, counts, written_on))


def draft_synthesis_context(
    definition: InquiryDefinition, calendar: InquiryCalendar, views: Sequence[CommentView], *, written_on: date
) -> DraftSynthesisContext:
    """Return what the draft says: the report as it stands, and what is missing before it can be final."""
    counts = tally(views, calendar.zone)
    return DraftSynthesisContext.model_validate(
        {
            **_figures(definition, calendar, views, counts, written_on),
            "missing_by_department": lists.missing_by_department(definition, counts),
            "missing": lists.missing_rows(definition, counts, TOP_MISSING),
            "missing_more": _more(len(counts.missing), TOP_MISSING, "tutti stanno nelle schede di valutazione"),
            "contradictions": lists.contradiction_rows(counts),
        }
    )


def synthesis(
    definition: InquiryDefinition, calendar: InquiryCalendar, views: Sequence[CommentView], *, written_on: date
) -> tuple[SynthesisContext, dict[str, Picture]]:
    """Return what the synthesis report says, and its charts."""
    context = synthesis_context(definition, calendar, views, written_on=written_on)
    return context, synthesis_pictures(context)


def draft_synthesis(
    definition: InquiryDefinition, calendar: InquiryCalendar, views: Sequence[CommentView], *, written_on: date
) -> tuple[DraftSynthesisContext, dict[str, Picture]]:
    """Return what the draft says, and its charts."""
    context = draft_synthesis_context(definition, calendar, views, written_on=written_on)
    return context, synthesis_pictures(context)


def synthesis_pictures(context: SynthesisContext) -> dict[str, Picture]:
    """Draw the charts of a synthesis from its own tables, under the names of their places in the template."""
    if not context.admitted:
        return {}
    pictures = {
        "grafico_canali": charts.rows(_channel_bars(context.channels), subject=_SUBJECT, title=_CHANNEL_TITLE),
        "grafico_parti": charts.stacked_rows(_part_stacks(context.parts), _SERIES, subject=_SUBJECT, title=_PART_TITLE),
    }
    if context.in_window:
        title = _day_title(context.period_word)
        pictures["grafico_giorni"] = charts.columns(_day_bars(context.days), subject=_SUBJECT, title=title)
    return pictures


def _day_title(period: str) -> str:
    return f"contributi ammessi per {period}, nella finestra"


def _day_bars(days: Sequence[Count]) -> list[charts.Bar]:
    return [charts.Bar(line.label, line.count) for line in days]


def _channel_bars(channels: Sequence[ChannelRow]) -> list[charts.Bar]:
    return [charts.Bar(row.channel, row.received) for row in channels]


def _part_stacks(parts: Sequence[PartRow]) -> list[charts.Stack]:
    return [
        charts.Stack(
            row.part,
            (row.accepted, row.partly, row.not_accepted, row.already, row.not_pertinent, row.pending),
        )
        for row in parts
    ]


def _figures(
    definition: InquiryDefinition,
    calendar: InquiryCalendar,
    views: Sequence[CommentView],
    counts: Tally,
    written_on: date,
) -> dict[str, object]:
    window = calendar.window
    in_window = {day: count for day, count in counts.days.items() if window.first_on <= day <= window.last_on}
    period_word, days = periods(in_window)
    channels = rows.channel_rows(counts)
    parts = rows.part_rows(definition, counts)
    return {
        **common(definition, written_on=written_on),
        "window_from": day_in_words(calendar.window.first_on),
        "window_to": day_in_words(calendar.window.last_on),
        "evaluation_to": day_in_words(calendar.evaluation.last_on),
        **_totals(counts),
        "overall": overall(definition, counts),
        "alt_days": charts.alt_of_bars(_day_bars(days), title=_day_title(period_word)),
        "alt_channels": charts.alt_of_bars(_channel_bars(channels), title=_CHANNEL_TITLE),
        "alt_parts": charts.alt_of_stacks(_part_stacks(parts), _SERIES, title=_PART_TITLE),
        "in_window": sum(in_window.values()),
        "outside_window": counts.days.total() - sum(in_window.values()),
        "period_word": period_word,
        "days": days,
        "weeks": weeks(in_window),
        "channels": channels,
        "parts": parts,
        "outcomes": rows.outcome_counts(definition, counts),
        "sections": rows.part_sections(definition, counts),
        "departments": rows.department_rows(definition, counts),
        **_lists(definition, views, counts),
    }


def _totals(counts: Tally) -> dict[str, int | bool]:
    return {
        "received": counts.received,
        "admitted": counts.admitted,
        "late": len(counts.late),
        "moderated": counts.grounds.total(),
        "answered": counts.answered,
        "pending": len(counts.missing),
        "authors": len(counts.authors),
        "bodies": len(counts.bodies),
        "supports": counts.supports,
        "supports_known": counts.supports_known,
        "groups_count": len(counts.groups),
        "grouped": sum(group.size for group in counts.groups.values()),
    }


def _lists(definition: InquiryDefinition, views: Sequence[CommentView], counts: Tally) -> dict[str, object]:
    return {
        "events": rows.event_counts(counts, TOP),
        "events_more": _more(len(counts.events), TOP, _IN_OPEN_DATA),
        "groups": lists.group_rows(counts, TOP),
        "groups_more": _more(len(counts.groups), TOP, _IN_ANNEX),
        "supported": lists.supported_rows(definition, views, counts),
        "supported_more": _more(counts.supported_in_all, TOP, _IN_OPEN_DATA),
        "late_rows": lists.late_rows(definition, counts, TOP),
        "late_more": _more(len(counts.late), TOP, _IN_ANNEX),
        "moderations": rows.counts_of(counts.grounds),
        "differences": rows.counts_of(counts.differences),
    }


def _more(whole: int, shown: int, where: str) -> str:
    rest = whole - shown
    return f"{counted(rest, 'altro non è elencato', 'altri non sono elencati')} qui: {where}." if rest > 0 else ""


def overall(definition: InquiryDefinition, counts: Tally) -> list[str]:
    """Say the whole inquiry in a few sentences, each of them made from the figures (promise I5)."""
    if not counts.received:
        return ["Nella finestra non è arrivato alcun contributo."]
    late = len(counts.late)
    sentences = [
        f"Sono arrivati {counted(counts.received, 'contributo', 'contributi')} con "
        f"{counted(len(counts.authors), 'firma diversa', 'firme diverse')}; "
        + (f"fuori termine {counted(late, 'contributo', 'contributi')}." if late else "tutti nei termini.")
    ]
    outcomes = rows.outcome_totals(counts)
    changing = sum(outcomes[outcome] for outcome in CHANGES_THE_PLAN)
    decided = sum(count for outcome, count in outcomes.items() if outcome is not None)
    if decided:
        sentences.append(
            f"Hanno un esito {counted(decided, 'contributo', 'contributi')}: cambiano il piano, in tutto o in parte, "
            f"{counted(changing, 'contributo', 'contributi')} ({percent(changing, decided)}). "
            f"Già previsti dal piano: {number(outcomes[Outcome.ALREADY_PROVIDED])}."
        )
    sentences += _most_discussed(definition, counts)
    if counts.groups:
        grouped = sum(group.size for group in counts.groups.values())
        sentences.append(
            f"{counted(grouped, 'contributo ripete', 'contributi ripetono')} testi quasi uguali, in "
            f"{counted(len(counts.groups), 'gruppo', 'gruppi')}: la risposta è comune, ciascuno resta contato."
        )
    if counts.missing:
        sentences.append(
            f"Manca ancora la risposta completa a {counted(len(counts.missing), 'contributo', 'contributi')}."
        )
    return sentences


def _most_discussed(definition: InquiryDefinition, counts: Tally) -> list[str]:
    by_part = rows.part_totals(counts)
    if not by_part:
        return []
    part, count = max(by_part.items(), key=lambda item: item[1])
    title = definition.part_titles[part]
    silent = sum(1 for code in definition.part_titles if not by_part[code])
    sentence = f"La parte più commentata è «{title}», con {counted(count, 'contributo', 'contributi')}."
    if silent:
        sentence += f" {counted(silent, 'parte non ha', 'parti non hanno')} ricevuto contributi."
    return [sentence]
