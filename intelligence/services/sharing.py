"""Letting colleagues of other agencies in: a grant, and the keys with it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from intelligence.deadlines import CONSENT
from intelligence.models import (
    Entity,
    HandlingConsent,
    IntelligenceFile,
    IntelligenceReport,
    RaidTarget,
    TargetGrant,
    VerificationAttempt,
)
from intelligence.models.entities import LABEL
from intelligence.models.premises import OnTarget
from taskforce.access.knowing import Purpose
from taskforce.access.services import find, grant, require, withdraw_grant
from taskforce.accounts.acting import as_house
from taskforce.accounts.models import Agency, Function, User
from taskforce.audit.services import record
from taskforce.clocks.services import cancel_clock
from taskforce.refusal import NotVisible, Refusal
from taskforce.uploads.models import SHOWN
from taskforce.vault.services import settle

RIGHT = (Function.INVESTIGATOR, Function.ANALYST, Function.PLANNER, Function.SUPERVISOR)


@transaction.atomic
def share_target(*, target_id: UUID, colleague_id: UUID, by: User, purpose: str, at: datetime | None = None) -> None:
    """Let a colleague of another agency work on a target: their agency gets its keys. Supervisors of its agency.

    Of its reports goes what their handling lets out (docs/reports.md). Their right to know and the need that `by` says
    go on record. Refuses with RECEIVER_UNFIT (nobody who works here, or a colleague of their own agency),
    RECIPIENT_NOT_AGREED, NO_RIGHT, NO_NEED, NOT_YOURS_TO_DO.
    """
    target = find(RaidTarget, by, public_id=target_id)
    require(by, "share", target)
    colleague = User.objects.select_related("agency").filter(public_id=colleague_id, is_active=True).first()
    if colleague is None or colleague.agency_id == target.agency_id:
        raise Refusal("RECEIVER_UNFIT", _("It cannot be shared with this person."), field="colleague")
    right = right_to_know(colleague, at=at or timezone.now())
    if purpose not in set(Purpose):
        raise Refusal("NO_NEED", _("Say what they need it for."), field="purpose")
    grant(colleague, "intelligence.on_target", target, by=by)
    record("intelligence.target.shared", by=by, obj=target, to=str(colleague.public_id), right=right, need=str(purpose))
    disclose_target(target, by=by)


@transaction.atomic
def stop_sharing(*, target_id: UUID, colleague_id: UUID, by: User) -> None:
    """Take a shared target back: the colleague finds nothing there any more. Supervisors of its agency.

    What they were given of its reports by consent ends too. With the last colleague of an agency its keys go, in the
    same transaction. Somebody who does not exist is NotVisible.
    """
    target = find(RaidTarget, by, public_id=target_id)
    require(by, "share", target)
    colleague = User.objects.filter(public_id=colleague_id).first()
    if colleague is None:
        raise NotVisible(User._meta.label)
    withdraw_grant(colleague, "intelligence.on_target", target, by=by)
    with as_house("a consent is beneath the target it was asked on"):
        consents = HandlingConsent.objects.filter(reader=colleague, report__links__target=target)
        for consent in consents.filter(state__in=["asked", "given"]).distinct():
            close_consent(consent, by=by, at=timezone.now())
    disclose_target(target, by=by)


def close_consent(consent: HandlingConsent, *, by: User | None, at: datetime) -> None:
    """End a consent, asked or given, and its deadline. The caller gives and takes the keys."""
    consent.state, consent.ended_at = HandlingConsent.State.ENDED, at
    consent.save()
    cancel_clock(CONSENT, subject=consent, at=at)
    record("intelligence.consent.ended", by=by, obj=consent)


def require_agreed(agency: Agency, *, at: datetime) -> None:
    """Refuse with RECIPIENT_NOT_AGREED unless the agency signed the same rules, in date (SR-41, 28 CFR 23.20(e))."""
    with as_house("whether another agency signed is no secret"):
        agreed = agency.agreements.filter(signed_on__lte=at.date(), valid_until__gt=at.date()).exists()
    if not agreed:
        raise Refusal(
            "RECIPIENT_NOT_AGREED",
            _("That agency has not agreed to the same rules, or its agreement has run out."),
            fix=_("If somebody is in danger now, an analyst can give them an assessment in words."),
        )


@as_house("whether a colleague elsewhere could know it")
def right_to_know(colleague: User, *, at: datetime) -> str:
    """The functions, in codes, that give a colleague of another agency the right to know what police know here.

    Refuses with RECIPIENT_NOT_AGREED where their agency's agreement is not in date, NO_RIGHT where they hold none.
    """
    require_agreed(colleague.agency, at=at)
    held = colleague.held_functions.filter(trained_until__gt=at, function__in=RIGHT).values_list("function", flat=True)
    functions = sorted(set(held))
    if not functions or colleague.agency.kind != Agency.Kind.LAW_ENFORCEMENT:
        raise Refusal("NO_RIGHT", _("No function they hold in date opens such a record."))
    return ",".join(functions)


@as_house("who reads a target may work elsewhere")
def disclose_target(target: RaidTarget, *, by: User) -> None:
    """The agencies whose people were let in hold the keys of the target and of every report on it, and no others."""
    settle(target, to=_agencies_let_in(content_object=target), by=by)
    for file in target.files.filter(withdrawn_at__isnull=True):
        disclose_file(file, by=by)
    for row in _inside(target):
        disclose_inside(row, by=by)
    for report in IntelligenceReport.objects.filter(links__target=target).prefetch_related("grades"):
        disclose_report(report, by=by)
    for entity in Entity.objects.filter(links__target=target, purged_at__isnull=True).distinct():
        disclose_entity(entity, by=by)


@as_house("who reads a target may work elsewhere")
def disclose_inside(row: OnTarget | VerificationAttempt, *, by: User) -> None:
    """A room, a hazard, a mark or the note of an attempt to verify opens for the agencies let in on its target."""
    settle(row, to=_agencies_let_in(content_object=row.target), by=by)


@as_house("who reads a target may work elsewhere")
def disclose_report(report: IntelligenceReport, *, by: User | None) -> None:
    """A report, its grades and files open for the agencies that its handling lets read it, and for no others."""
    readers = readers_of(report)
    settle(report, to=readers, by=by)
    for grade in report.grades.all():
        settle(grade, to=readers, by=by)
    for file in report.files.filter(withdrawn_at__isnull=True):
        disclose_file(file, by=by)
    for entity in Entity.objects.filter(links__source=report, purged_at__isnull=True).distinct():
        disclose_entity(entity, by=by)


@as_house("who reads a target may work elsewhere")
def disclose_file(file: IntelligenceFile, *, by: User | None) -> None:
    """Who was let in opens what is shown of it. Its name, original and digest stay sealed to its own agency."""
    readers = readers_of(file.report) if file.report is not None else _agencies_let_in(content_object=file.target)
    settle(file, to=readers, by=by, group=SHOWN)


def readers_of(report: IntelligenceReport) -> set[int]:
    """The agencies that read what a report says: all that were let in where it is open, else those with consent."""
    if report.goes_out == IntelligenceReport.Leaves.OPEN:
        return _agencies_let_in(content_object__links__report=report)
    given = report.consents.filter(state=HandlingConsent.State.GIVEN, reader__is_active=True)
    return set(given.values_list("recipient", flat=True))


@as_house("who reads a target may work elsewhere")
def disclose_entity(entity: Entity, *, by: User | None) -> None:
    """Whoever sees a target it is linked to opens what it is called, and nothing else of it.

    Not where the report behind the link is held back; and of a person who is no subject nobody outside opens anything.
    """
    links = entity.links.filter(Q(source__isnull=True) | Q(source__goes_out="open"), ended_at__isnull=True)
    targets = RaidTarget.objects.filter(pk__in=links.values("target"))
    on = {"content_object__in": targets}
    readers = set(targets.values_list("agency", flat=True)) | _agencies_let_in(**on)
    settle(entity, to=set() if entity.is_non_criminal else readers, by=by, group=LABEL)


def _inside(target: RaidTarget) -> Iterator[OnTarget | VerificationAttempt]:
    """Every sealed row on the inside of a target; attempts from before notes were kept have no key to give."""
    yield from target.rooms.all()
    yield from target.hazards.all()
    yield from target.sketchmarks.all()
    yield from target.verifications.filter(note__isnull=False)


def agencies_let_in(target: RaidTarget) -> set[int]:
    """The agencies whose people were let in on a target. For services that write what those may read."""
    return _agencies_let_in(content_object=target)


def _agencies_let_in(**on: Any) -> set[int]:
    return set(TargetGrant.objects.filter(user__is_active=True, **on).values_list("user__agency", flat=True))
