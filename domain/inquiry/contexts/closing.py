"""What the documents of the closing may say: seal, Council package, publication notice, account of the promises."""

from __future__ import annotations

from typing import Annotated

from domain.documents.spoken import Count, Spoken, said
from domain.inquiry.contexts.base import InquiryContext


class FileLine(Spoken):
    """A file that was taken in (file acquisito)."""

    name: Annotated[str, said("nome", "nome del file", "commenti.csv")]
    rows_in: Annotated[int, said("righe", "righe lette", 1210)]
    accepted: Annotated[int, said("accettate", "righe accettate", 1204)]
    set_aside: Annotated[int, said("accantonate", "righe accantonate", 6)]
    sha256: Annotated[str, said("impronta", "impronta SHA-256 del file", "5b1f…")]


class ManifestContext(InquiryContext):
    """The seal manifest (verbale di sigillo)."""

    window_from: Annotated[str, said("apertura", "primo giorno per commentare", "1º febbraio 2025")]
    window_to: Annotated[str, said("chiusura", "ultimo giorno per commentare, compreso", "3 marzo 2025")]
    closed_at: Annotated[str, said("istante_di_chiusura", "istante legale di chiusura", "4 marzo 2025, ore 00:00")]
    sealed_at: Annotated[str, said("istante_del_sigillo", "istante del sigillo", "4 marzo 2025, ore 00:05")]
    officer: Annotated[str, said("firmatario", "chi firma; vuoto finché nessuno ha firmato", "Responsabile")] = ""
    signed_on: Annotated[str, said("firmato_il", "giorno della firma; vuoto se manca", "5 marzo 2025")] = ""
    entries: Annotated[int, said("registrazioni", "registrazioni del protocollo comprese nel sigillo", 1260)]
    root_hash: Annotated[str, said("impronta_radice", "impronta che chiude la catena", "9c2a…")]
    received: Annotated[int, said("ricevuti", "contributi ricevuti", 1204)]
    admitted: Annotated[int, said("ammessi", "contributi arrivati nei termini", 1190)]
    late: Annotated[int, said("tardivi", "contributi arrivati fuori termine", 14)]
    moderated: Annotated[int, said("moderati", "contributi con testo moderato", 3)]
    set_aside: Annotated[int, said("accantonate", "righe accantonate in tutto", 6)]
    channels: Annotated[list[Count], said("canali", "contributi per canale")]
    parts: Annotated[list[Count], said("parti", "contributi per parte del piano")]
    files: Annotated[list[FileLine], said("file", "file acquisiti")]


class DocumentLine(Spoken):
    """A document of the inquiry (documento)."""

    title: Annotated[str, said("titolo", "titolo del documento", "Documento di sintesi")]
    name: Annotated[str, said("nome", "nome del file", "sintesi.docx")]
    size: Annotated[str, said("dimensione", "dimensione del file", "84 kB")] = ""
    sha256: Annotated[str, said("impronta", "impronta SHA-256 del file", "5b1f…")] = ""


class CouncilPackageContext(InquiryContext):
    """The cover of the Council package (fascicolo per il Consiglio)."""

    council: Annotated[str, said("consiglio", "ufficio destinatario", "Segreteria del Consiglio comunale")]
    acts: Annotated[list[str], said("atti", "atti su cui poggia l'istruttoria", "Deliberazione n. 12 del 2 marzo 2024")]
    window_from: Annotated[str, said("apertura", "primo giorno per commentare", "1º febbraio 2025")]
    window_to: Annotated[str, said("chiusura", "ultimo giorno per commentare, compreso", "3 marzo 2025")]
    received: Annotated[int, said("ricevuti", "contributi ricevuti", 1204)]
    admitted: Annotated[int, said("ammessi", "contributi arrivati nei termini", 1190)]
    late: Annotated[int, said("tardivi", "contributi arrivati fuori termine", 14)]
    printed: Annotated[int, said("stampati", "contributi riletti nell'allegato delle controdeduzioni", 1204)]
    answered: Annotated[int, said("valutati", "contributi ammessi con risposta", 1190)]
    moderated: Annotated[int, said("moderati", "contributi con testo moderato", 3)]
    outcomes: Annotated[list[Count], said("esiti", "contributi ammessi per esito")]
    documents: Annotated[list[DocumentLine], said("documenti", "documenti del fascicolo")]
    root_hash: Annotated[str, said("impronta_radice", "impronta che chiude la catena del protocollo", "9c2a…")]


class PublicationNoticeContext(InquiryContext):
    """The publication notice (avviso di pubblicazione)."""

    approval_act: Annotated[str, said("atto", "atto di approvazione", "Deliberazione del Consiglio n. 12")]
    approved_on: Annotated[str, said("approvato_il", "giorno dell'approvazione", "28 aprile 2025")]
    received: Annotated[int, said("ricevuti", "contributi ricevuti", 1204)]
    admitted: Annotated[int, said("ammessi", "contributi arrivati nei termini", 1190)]
    changing: Annotated[int, said("con_modifica", "contributi che hanno cambiato il piano", 520)]
    outcomes: Annotated[list[Count], said("esiti", "contributi ammessi per esito")]
    documents: Annotated[list[DocumentLine], said("documenti", "documenti pubblicati")]


class PromiseLine(Spoken):
    """A promise of the pact and what became of it (impegno)."""

    code: Annotated[str, said("sigla", "sigla dell'impegno", "I1")]
    promise: Annotated[str, said("impegno", "che cosa era stato promesso", "Rendere pubblico ogni documento.")]
    verdict: Annotated[str, said("giudizio", "mantenuto, in parte, non mantenuto, non verificabile", "mantenuto")]
    evidence: Annotated[str, said("prova", "che cosa lo dimostra e dove si trova", "Dodici documenti pubblicati.")]


class PromisesAccountContext(InquiryContext):
    """The account of the promises (rendiconto degli impegni)."""

    promises: Annotated[list[PromiseLine], said("impegni", "gli impegni, uno per uno")]
    kept: Annotated[int, said("mantenuti", "impegni mantenuti", 11)]
    partly: Annotated[int, said("in_parte", "impegni mantenuti in parte", 1)]
    not_kept: Annotated[int, said("non_mantenuti", "impegni non mantenuti", 0)]
    unverifiable: Annotated[int, said("non_verificabili", "impegni che gli atti non permettono di verificare", 2)]
    received: Annotated[int, said("ricevuti", "contributi ricevuti", 1204)]
    answered: Annotated[int, said("valutati", "contributi ammessi con risposta", 1190)]
    root_hash: Annotated[str, said("impronta_radice", "impronta che chiude la catena del protocollo", "9c2a…")]
