"""Keeping files with a target or a report."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from intelligence.models import (
    IntelligenceFile,
    IntelligenceReport,
    RaidTarget,
    SketchMark,
)
from intelligence.services.sharing import disclose_file
from taskforce.access.services import find, locked, require
from taskforce.accounts.models import User
from taskforce.uploads.examining import Examined
from taskforce.uploads.services import receive_file
from taskforce.uploads.services import withdraw_file as shred_file


@transaction.atomic
def add_file_to_target(
    *, target_id: UUID, file: Examined, caption: str, by: User, at: datetime, purpose: str = ""
) -> IntelligenceFile:
    """Keep a file with a target. Investigators and analysts who see it, while it is open; a sketch, planners too.

    A picture's original is kept sealed beside what is shown of it. Refuses with NOT_YOURS_TO_DO.
    """
    target = find(RaidTarget, by, public_id=target_id)
    require(by, "survey" if purpose == IntelligenceFile.Purpose.SKETCH else "attach", target)
    row = IntelligenceFile(agency_id=target.agency_id, target=target, purpose=purpose)
    receive_file(row, file, caption=caption, keeps_original=True, by=by, at=at)
    disclose_file(row, by=by)
    return row


@transaction.atomic
def add_file_to_report(*, report_id: UUID, file: Examined, caption: str, by: User, at: datetime) -> IntelligenceFile:
    """Keep a file with a report. Investigators and analysts of its agency.

    A picture's original is kept sealed beside what is shown of it. Refuses with NOT_YOURS_TO_DO.
    """
    report = find(IntelligenceReport, by, public_id=report_id)
    require(by, "attach", report)
    row = IntelligenceFile(agency_id=report.agency_id, report=report)
    receive_file(row, file, caption=caption, keeps_original=True, by=by, at=at)
    disclose_file(row, by=by)
    return row


@transaction.atomic
def withdraw_file(*, file_id: UUID, by: User, at: datetime) -> None:
    """Make a file unreadable for everybody, for ever; that there was one stays. The marks of a sketch go with it.

    Its agency's investigators and analysts. Refuses with NOT_YOURS_TO_DO.
    """
    row = locked(IntelligenceFile, by, public_id=file_id)
    require(by, "withdraw", row)
    shred_file(row, by=by, at=at)
    for mark in SketchMark.objects.select_for_update().filter(sketch=row, withdrawn_at=None):
        mark.withdrawn_by, mark.withdrawn_at = by, at
        mark.save()
