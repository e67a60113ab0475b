"""Letting colleagues of other agencies in: a grant, and the keys with it."""

from typing import Any
from uuid import UUID

from django.db import transaction

from intelligence.models import (
    Entity,
    IntelligenceFile,
    IntelligenceReport,
    RaidTarget,
    TargetGrant,
)
from intelligence.models.entities import LABEL
from taskforce.access.services import find, grant, require, withdraw_grant
from taskforce.accounts.acting import as_house
from taskforce.accounts.models import User
from taskforce.uploads.models import SHOWN
from taskforce.vault.services import settle


@transaction.atomic
def share_target(*, target_id: UUID, colleague_id: UUID, by: User) -> None:
    """Let a colleague of another agency work on a target: their agency gets its keys. Supervisors of its agency."""
    target = find(RaidTarget, by, public_id=target_id)
    require(by, "share", target)
    colleague = User.objects.get(public_id=colleague_id, is_active=True)
    grant(colleague, "intelligence.on_target", target, by=by)
    disclose_target(target, by=by)


@transaction.atomic
def stop_sharing(*, target_id: UUID, colleague_id: UUID, by: User) -> None:
    """Take a shared target back: the colleague finds nothing there any more. Supervisors of its agency.

    With the last colleague of an agency its keys go, in the same transaction.
    """
    target = find(RaidTarget, by, public_id=target_id)
    require(by, "share", target)
    withdraw_grant(User.objects.get(public_id=colleague_id), "intelligence.on_target", target, by=by)
    disclose_target(target, by=by)


@as_house("who reads a target may work elsewhere")
def disclose_target(target: RaidTarget, *, by: User) -> None:
    """The agencies whose people were let in hold the keys of the target and of every report on it, and no others."""
    settle(target, to=_agencies_let_in(content_object=target), by=by)
    for file in target.files.filter(withdrawn_at__isnull=True):
        disclose_file(file, by=by)
    for report in IntelligenceReport.objects.filter(links__target=target).prefetch_related("grades"):
        disclose_report(report, by=by)
    for entity in Entity.objects.filter(links__target=target, purged_at__isnull=True).distinct():
        disclose_entity(entity, by=by)


@as_house("who reads a target may work elsewhere")
def disclose_report(report: IntelligenceReport, *, by: User) -> None:
    """A report and its grades open for the agencies let in on any target it speaks of."""
    readers = _agencies_let_in(content_object__links__report=report)
    settle(report, to=readers, by=by)
    for grade in report.grades.all():
        settle(grade, to=readers, by=by)
    for file in report.files.filter(withdrawn_at__isnull=True):
        disclose_file(file, by=by)


@as_house("who reads a target may work elsewhere")
def disclose_file(file: IntelligenceFile, *, by: User) -> None:
    """Who was let in opens what is shown of it. Its name, original and digest stay sealed to its own agency."""
    on = {"content_object__links__report": file.report} if file.report_id else {"content_object": file.target}
    settle(file, to=_agencies_let_in(**on), by=by, group=SHOWN)


@as_house("who reads a target may work elsewhere")
def disclose_entity(entity: Entity, *, by: User) -> None:
    """Whoever sees a target it is linked to opens what it is called, and nothing else of it.

    Of a person who is no subject nobody outside their agency opens anything.
    """
    targets = RaidTarget.objects.filter(entity_links__entity=entity, entity_links__ended_at__isnull=True)
    on = {"content_object__in": targets}
    readers = set(targets.values_list("agency", flat=True)) | _agencies_let_in(**on)
    settle(entity, to=set() if entity.is_non_criminal else readers, by=by, group=LABEL)


def _agencies_let_in(**on: Any) -> set[int]:
    return set(TargetGrant.objects.filter(user__is_active=True, **on).values_list("user__agency", flat=True))
