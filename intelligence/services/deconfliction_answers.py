"""What follows a check: naming whom to call, asking outside, writing down an answer, settling, taking an entry back."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from intelligence.models import DeconflictionCheck, DeconflictionConflict, DeconflictionContact, RaidTarget
from intelligence.services.deconfliction import Kind, Result, close_entry, stop_watching, tell_of_conflict
from intelligence.services.outside_systems import Question, system_called
from taskforce.access.services import find, locked, require, require_any
from taskforce.accounts.models import User
from taskforce.audit.services import record
from taskforce.jurisdiction.pack import pack
from taskforce.refusal import Refusal


@transaction.atomic
def name_contact(*, desk: str, phone: str, by: User, at: datetime) -> DeconflictionContact:
    """Name the duty desk that other agencies call. Supervisors of a law-enforcement agency. Refuses with NOT_YOURS."""
    require_any(by, "name", DeconflictionContact)
    facts: dict[str, Any] = {"desk": desk, "phone": phone, "named_by": by, "named_at": at}
    contact = DeconflictionContact.objects.select_for_update(of=("self",)).filter(agency=by.agency_id).first()
    if contact is None:
        contact = DeconflictionContact.objects.create(agency=by.agency, **facts)
    else:
        for name, value in facts.items():
            setattr(contact, name, value)
        contact.save()
    record("intelligence.deconfliction.contact_named", by=by, obj=contact)
    return contact


@transaction.atomic
def ask_outside(
    *, target_id: UUID, system: str, starts_at: datetime, ends_at: datetime, by: User, at: datetime
) -> DeconflictionCheck:
    """Ask a system outside this deployment about a target and a time. Who works on it in its own agency.

    A system without a wire is asked by telephone: the entry waits until somebody writes the answer down. Refuses with
    SYSTEM_UNKNOWN, WINDOW_UNFIT, NOT_YOURS_TO_DO.
    """
    target = find(RaidTarget, by, public_id=target_id)
    require(by, "deconflict", target)
    outside = system_called(system)
    if ends_at <= max(starts_at, at):
        raise Refusal("WINDOW_UNFIT", _("This time is over, or ends before it begins."), field="ends_at")
    entry = DeconflictionCheck.objects.create(
        agency_id=target.agency_id, target=target, kind=Kind.EVENT, system=system, submitted_by=by, submitted_at=at,
        window_from=starts_at, window_until=ends_at, result=Result.PENDING,
    )  # fmt: skip
    record("intelligence.deconfliction.asked_outside", by=by, obj=entry, system=system)
    answer = outside.ask(Question(entry.reference, entry.window_from, entry.window_until))
    if answer is not None:
        _answered(entry, answer.reference, answer.result, answer.contact, by=by, at=at)
    return entry


@transaction.atomic
def write_answer(
    *, check_id: UUID, version: int, external_ref: str, result: str, contact: str, by: User, at: datetime
) -> DeconflictionCheck:
    """Write down what an outside system said. Who works on the target in its own agency; once.

    Refuses with CALL_WHOM_MISSING (a conflict nobody can be called about), STALE_VERSION, NOT_YOURS_TO_DO.
    """
    entry = locked(DeconflictionCheck, by, version=version, public_id=check_id)
    require(by, "answer", entry)
    _answered(entry, external_ref, result, contact, by=by, at=at)
    return entry


@transaction.atomic
def resolve_conflict(
    *, conflict_id: UUID, version: int, resolution: str, by: User, at: datetime
) -> DeconflictionConflict:
    """Write what the two sides agreed on. Supervisors of either side, each for their own; once.

    Refuses with STALE_VERSION, NOT_YOURS_TO_DO.
    """
    conflict = locked(DeconflictionConflict, by, version=version, public_id=conflict_id)
    require(by, "resolve", conflict)
    conflict.resolution, conflict.resolved_by, conflict.resolved_at = resolution, by, at
    conflict.save()
    record("intelligence.deconfliction.resolved", by=by, obj=conflict)
    return conflict


@transaction.atomic
def withdraw_check(*, check_id: UUID, by: User, at: datetime) -> DeconflictionCheck:
    """Take an entry back: others meet it no more. Who works on the target in its own agency.

    Not within a day of asking: whoever asks, looks and is gone was fishing. What it met stays to be settled. Refuses
    with STANDS_FOR_A_WHILE, NOT_YOURS_TO_DO.
    """
    entry = locked(DeconflictionCheck, by, public_id=check_id)
    require(by, "withdraw", entry)
    if entry.is_internal and at < entry.submitted_at + pack().duration("deconfliction.least_stands"):
        raise Refusal(
            "STANDS_FOR_A_WHILE",
            _("An entry stands for a day, so that others can meet it as it met them."),
            fix=_("Take it back tomorrow."),
        )
    close_entry(entry, at=at)
    if not DeconflictionCheck.objects.filter(target=entry.target, closed_at__isnull=True).exists():
        stop_watching(entry.target, at=at)
    record("intelligence.deconfliction.withdrawn", by=by, obj=entry)
    return entry


def _answered(
    entry: DeconflictionCheck, external_ref: str, result: str, contact: str, *, by: User, at: datetime
) -> None:
    if result == Result.CONFLICT and not contact.strip():
        raise Refusal("CALL_WHOM_MISSING", _("Write down whom to call about the conflict."), field="contact")
    entry.external_ref, entry.result, entry.answered_at, entry.answered_by = external_ref, result, at, by
    entry.save()
    record("intelligence.deconfliction.answered", by=by, obj=entry, system=entry.system, result=result)
    if result == Result.CONFLICT:
        conflict = DeconflictionConflict.objects.create(
            agency_id=entry.agency_id, entry=entry, counterpart_contact=contact, found_at=at
        )
        tell_of_conflict(conflict, at=at)
