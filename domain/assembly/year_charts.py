"""The pictures of the annual report and of the dossier, drawn from the same lines that stand in their tables."""

from __future__ import annotations

from collections.abc import Sequence

from domain.assembly.contexts import MeetingLine, RecommendationLine, ResponseLine
from domain.documents.charts import Bar, Stack, columns, rows, stacked_rows
from domain.documents.spoken import Count
from domain.documents.word import Picture

_VOTES = ("favorevoli", "contrari", "astenuti")


def annual_pictures(
    responses: Sequence[ResponseLine], meetings: Sequence[MeetingLine], adopted: Sequence[RecommendationLine]
) -> dict[str, Picture]:
    """Return the pictures of the annual report by the name of their place.

    Their `alt` are the words for `alt_risposte`, `alt_presenze` and `alt_voti`.
    """
    return {
        "grafico_risposte": rows(
            [Bar(f"{line.axis} {line.value}", line.available) for line in responses],
            subject="persone disponibili",
            title="persone disponibili per classe",
        ),
        "grafico_presenze": columns(
            [Bar(f"n. {line.number}", line.present) for line in meetings],
            subject="membri presenti",
            title="membri presenti per seduta",
        ),
        "grafico_voti": stacked_rows(
            [
                Stack(f"{line.number}. {line.title}", (line.votes_for, line.votes_against, line.abstained))
                for line in adopted
            ],
            _VOTES,
            subject="voti",
            title="voti sulle raccomandazioni approvate",
        ),
    }


def dossier_pictures(outcomes: Sequence[Count]) -> dict[str, Picture]:
    """Return the picture of the dossier by the name of its place; its `alt` is the words for `alt_esiti`."""
    return {
        "grafico_esiti": rows(
            [Bar(line.label, line.count) for line in outcomes],
            subject="raccomandazioni",
            title="raccomandazioni per esito",
        )
    }
