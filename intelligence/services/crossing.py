"""What crosses from the source domain: one report at a time, under a reference of its own, written by somebody else."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from intelligence.models import IntelligenceReport, SourceContactRecord, SourceIdentity, SourceReference
from intelligence.queries.sources import standing_of, writers_in
from intelligence.rules.source_words import difference
from intelligence.rules.sources import Standing
from intelligence.services.reports import GradeGiven, ReportGiven, write_report
from taskforce.access.services import find, locked, require
from taskforce.accounts.acting import as_house
from taskforce.accounts.models import User
from taskforce.audit.services import record
from taskforce.notices.services import tell
from taskforce.refusal import NotVisible, Refusal


@transaction.atomic
def issue_reference(
    *, source_id: UUID, writer_id: UUID, tasked_at: datetime, by: User, at: datetime
) -> SourceReference:
    """Give a colleague the reference under which they write one report of what this source told.

    The source's controllers and handlers. The writer sees the reference and no source. Refuses with NOT_SANITISED
    (whoever meets the source does not write the report), SOURCE_UNAUTHORISED (not authorised when they were tasked, or
    now), OBSERVED_IN_FUTURE, NOT_YOURS_TO_DO.
    """
    source = locked(SourceIdentity, by, public_id=source_id)
    require(by, "issue", source)
    writer = writers_in(by).filter(public_id=writer_id).first()
    if writer is None:
        raise NotVisible(User._meta.label)
    _refuse_own_writer(source, writer)
    _refuse_future(tasked_at, at)
    _refuse_unauthorised(source, tasked_at, at)
    issued = SourceReference.objects.create(
        source=source, given_to=writer, tasked_at=tasked_at, issued_by=by, issued_at=at
    )
    record("intelligence.source.reference_issued", by=by, obj=issued)
    tell(
        [writer], kind="intelligence.reference_given", path=reverse("intelligence:sources"),
        source=f"source-reference:{issued.pk}", at=at,
    )  # fmt: skip
    return issued


@transaction.atomic
def sanitise(*, contact_id: UUID, report: ReportGiven, grade: GradeGiven, by: User, at: datetime) -> SourceReference:
    """Make a report of what a source told, cleansed of what tells who they are; the difference stays sealed here.

    The source's controllers, never somebody who meets them. The report carries a new reference; whoever wrote it does
    not read it afterwards, and links it to no target: those who work on intelligence do. Refuses with NOT_SANITISED
    (by somebody who meets the source; word for word), SOURCE_UNAUTHORISED, SOURCE_IN_TEXT, UNGRADED,
    HANDLING_MISSING, OBSERVED_IN_FUTURE, NOT_YOURS_TO_DO.
    """
    contact = find(SourceContactRecord, by, public_id=contact_id)
    source = locked(SourceIdentity, by, pk=contact.source_id)
    _refuse_own_writer(source, by)
    require(by, "sanitise", source)
    tasked_at = contact.tasked_at or contact.held_at
    _refuse_unauthorised(source, tasked_at, None)
    if report.text.split() == contact.raw.split():
        raise _not_sanitised(_("This is the raw record, word for word."), field="text")
    issued = SourceReference(
        source=source, given_to=by, tasked_at=tasked_at, issued_by=by, issued_at=at, contact=contact,
        taken_out={"changes": difference(contact.raw, report.text)},
    )  # fmt: skip
    with as_house("a report that its sanitiser writes and does not read"):
        given = replace(report, source_type=IntelligenceReport.SourceType.HUMAN_SOURCE, source_ref=issued.code)
        issued.report = write_report(by=by, at=at, report=given, grade=grade, source=source)
    issued.used_at = at
    issued.save()
    record("intelligence.source.sanitised", by=by, obj=issued)
    return issued


def _refuse_own_writer(source: SourceIdentity, writer: User) -> None:
    if writer.pk in source.handlers():
        raise _not_sanitised(_("Whoever meets a source does not write the report on what they told."), field="writer")


def _not_sanitised(message: str, *, field: str) -> Refusal:
    return Refusal(
        "NOT_SANITISED", message, field=field, fix=_("A source controller, or a colleague they name, writes it anew.")
    )


def _refuse_future(moment: datetime, at: datetime) -> None:
    if moment > at:
        raise Refusal("OBSERVED_IN_FUTURE", _("This lies in the future."), field="tasked_at")


def _refuse_unauthorised(source: SourceIdentity, tasked_at: datetime, at: datetime | None) -> None:
    """The authorisation held when they were asked, and where `at` is given, still does."""
    moments = [tasked_at] if at is None else [tasked_at, at]
    if any(standing_of(source, moment) is not Standing.ACTIVE for moment in moments):
        raise unauthorised()


def unauthorised() -> Refusal:
    """The refusal for a source that was tasked without an authorisation in force."""
    return Refusal(
        "SOURCE_UNAUTHORISED",
        _("No authorisation was in force when this was asked for."),
        fix=_("What was told then stays on the source's side. A source controller renews it for the future."),
    )
