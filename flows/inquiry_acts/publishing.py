"""Publishing: outcomes leave the house only after the Council's approval is on record (promise I5)."""

from __future__ import annotations

import json
from collections.abc import Sequence

from domain.documents.mail_kinds import Publication
from domain.inquiry import drafting
from domain.inquiry.contexts import PromisesAccountContext
from domain.inquiry.open_data import open_data
from domain.inquiry.promises import Facts, Verdict, account
from domain.inquiry.return_path import return_files
from domain.inquiry.views import CommentView
from domain.minutes import FiledDocument, Minutes
from domain.models import Decision, Document
from domain.store import processes, registry
from domain.vocabulary import DecisionKind, DocumentKind, EntryKind, InquiryStage
from flows.correspondence import enclosed
from flows.edges import Desk
from flows.inquiry_acts.case import InquiryCase, load_views
from flows.inquiry_acts.concluding import ANNEX
from flows.inquiry_acts.letters import letters_to_all
from flows.inquiry_acts.writing import write_word
from flows.steps import Moment

FOLDER = "5-pubblicazione"


def publish(desk: Desk, case: InquiryCase, moment: Moment) -> Minutes:
    """Write the open data, the return path to the platform, the account of the promises and the notice."""
    approval = case.decision(DecisionKind.APPROVAL)
    assert approval is not None
    views = load_views(desk, case.id)
    with desk.transaction() as session:
        earlier = [row for row in processes.documents(session, case.id) if row.public_from_stage]
    data = _open_data(desk, case, moment, views)
    returned = _return_path(desk, case, moment, views)
    public = [*(_filed(row) for row in earlier), *data]
    promises = _promises(desk, case, moment, views, approval, public_documents=len(public) + 2)
    public.append(promises)
    notice = write_word(
        desk,
        case,
        DocumentKind.PUBLICATION_NOTICE,
        drafting.publication_notice(
            case.definition, views, approval=approval, documents=public, written_on=case.day(moment.as_of)
        ),
        name=f"{FOLDER}/avviso-di-pubblicazione.docx",
        title="Avviso di pubblicazione",
        created=moment.as_of,
        public_from=InquiryStage.PUBLISHED,
    )
    recipients = case.definition.recipients
    told = {
        "act": approval.act,
        "act_on": approval.act_on,
        "platform_url": case.definition.platform.url,
    }
    letters = [
        *letters_to_all(
            desk,
            case,
            Publication,
            [recipients.platform],
            about="piattaforma",
            publishes=True,
            **enclosed([notice, *returned, *public]),
            **told,
        ),
        *letters_to_all(
            desk,
            case,
            Publication,
            [recipients.coordination, *recipients.working_group],
            about="tutti",
            **enclosed([notice, promises]),
            **told,
        ),
    ]
    return Minutes(documents=[*data, *returned, promises, notice], letters=letters, stage=InquiryStage.PUBLISHED)


def _open_data(desk: Desk, case: InquiryCase, moment: Moment, views: Sequence[CommentView]) -> list[FiledDocument]:
    return [
        desk.file(
            case.id,
            DocumentKind.OPEN_DATA,
            f"{FOLDER}/dati-aperti/{file.name}",
            file.read(),
            title=file.title,
            public_from=InquiryStage.PUBLISHED,
        )
        for file in open_data(case.definition, views, created=moment.as_of)
    ]


def _return_path(desk: Desk, case: InquiryCase, moment: Moment, views: Sequence[CommentView]) -> list[FiledDocument]:
    # `importable` stays empty: a proposal that is no amendment is a section of the draft here, never a contribution,
    # and Decidim's importer takes nothing else. Every answer goes by the sheet to paste from.
    return [
        desk.file(
            case.id,
            DocumentKind.RETURN_FILE,
            f"{FOLDER}/ritorno-in-piattaforma/{file.name}",
            file.data,
            title=file.title,
        )
        for file in return_files(case.definition, views, created=moment.as_of)
    ]


def _promises(
    desk: Desk,
    case: InquiryCase,
    moment: Moment,
    views: Sequence[CommentView],
    approval: Decision,
    *,
    public_documents: int,
) -> FiledDocument:
    with desk.transaction() as session:
        opening = registry.entry_of(session, case.id, EntryKind.OPENING, case.id)
        told = registry.entries_of_kind(session, case.id, EntryKind.LETTER)
        reread = registry.entry_of(session, case.id, EntryKind.REREADING, ANNEX)
        root = registry.head(session, case.id)
    facts = Facts(
        definition=case.definition,
        calendar=case.calendar,
        views=views,
        public_documents=public_documents,
        rules_published_at=case.done_at("rules"),
        opened_at=case.done_at("open"),
        closed_at=case.done_at("close"),
        concluded_at=case.done_at("conclude"),
        approval_act=approval.act,
        approved_at=approval.recorded_at,
        printed=json.loads(reread.payload)["printed"] if reread else 0,
        coordination_told=any(entry.subject.startswith("synthesis-ready:coordinamento") for entry in told),
        definition_unchanged=opening is not None
        and json.loads(opening.payload)["definition_sha256"] == case.record.process.definition_sha256,
    )
    lines = account(facts)
    verdicts = [line.verdict for line in lines]
    context = PromisesAccountContext(
        **drafting.common(case.definition, written_on=case.day(moment.as_of)),
        promises=lines,
        kept=verdicts.count(Verdict.KEPT),
        partly=verdicts.count(Verdict.PARTLY),
        not_kept=verdicts.count(Verdict.NOT_KEPT),
        unverifiable=verdicts.count(Verdict.UNVERIFIABLE),
        received=len(views),
        answered=sum(view.must_be_answered and view.outcome is not None for view in views),
        root_hash=root.hash,
    )
    return write_word(
        desk,
        case,
        DocumentKind.PROMISES_ACCOUNT,
        context,
        name=f"{FOLDER}/rendiconto-degli-impegni.docx",
        title="Rendiconto degli impegni",
        created=moment.as_of,
        public_from=InquiryStage.PUBLISHED,
    )


def _filed(row: Document) -> FiledDocument:
    return FiledDocument(row.kind, row.name, row.title, row.sha256, row.size_bytes, row.public_from_stage)
