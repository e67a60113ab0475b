"""Breaking a glass, confirming, ending and reviewing it (security paper, 5.5). Each is loud, and each is on record."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from taskforce.access import breakglass
from taskforce.access.access import OVERSEERS
from taskforce.access.breakglass import Opens, Someone
from taskforce.access.models import BreakGlass, Record
from taskforce.access.policy import ALL, ASSESS_DANGER, BREAK_GLASS, Pane
from taskforce.access.services import fields_of, grant, locked, require, withdraw_grant
from taskforce.access.step_up import require_step_up
from taskforce.accounts.acting import as_house
from taskforce.accounts.models import Agency, Function, HeldFunction, User
from taskforce.audit.sealer import seal_now
from taskforce.audit.services import record
from taskforce.clocks.services import satisfy_clock, start_clock
from taskforce.glass.deadlines import REVIEW
from taskforce.glass.queries import named, owner_of, pane_for, subject_of
from taskforce.jurisdiction.pack import pack
from taskforce.notices.services import tell
from taskforce.refusal import Refusal
from taskforce.vault.models import KeyGrant
from taskforce.vault.services import disclose, withdraw


@transaction.atomic
def break_glass(
    *, reference: str, reason: str, is_danger: bool, stepped_up_at: datetime | None, by: User, at: datetime
) -> BreakGlass:
    """Open the one record called `reference` for an hour, or ask a second person first when it is lethal.

    Whoever a pane of its policy names. Asking again while it lasts gives the one that lasts.
    Refuses with STEP_UP_NEEDED, BREAK_GLASS_REFUSED.
    """
    require_step_up(stepped_up_at, at=at)
    subject, pane = _breakable(reference, by=by)
    _refuse_what_is_open(subject, pane, by=by)
    running = _running(subject, is_danger=is_danger, by=by, at=at)
    if running is not None:
        return running
    glass = BreakGlass(
        by=by, owner=owner_of(subject), subject_type=subject._meta.label, subject_id=subject.public_id,
        subject_reference=subject.reference, reason=reason, is_lethal=pane.is_lethal, is_danger=is_danger, asked_at=at,
        confirm_by=at + pack().duration("glass.confirm_within"), opens=Opens.WAITING,
    )  # fmt: skip
    _open(glass, subject, at=at)
    record("access.glass_broken", by=by, obj=glass, subject=str(subject.public_id), danger=is_danger, opens=glass.opens)
    _tell(glass, "broken", at=at)
    seal_now()
    return glass


@transaction.atomic
def confirm_glass(*, glass_id: UUID, stepped_up_at: datetime | None, by: User, at: datetime) -> BreakGlass:
    """Be the second person: all of the record opens. Whoever oversees for the agency it belongs to, and did not ask.

    Refuses with STEP_UP_NEEDED, BREAK_GLASS_OVER, SECOND_PERSON_NEEDED, NOT_YOURS_TO_DO.
    """
    glass = locked(BreakGlass, by, public_id=glass_id)
    require(by, "confirm", glass)
    require_step_up(stepped_up_at, at=at)
    if not glass.value().waits(at):
        raise _over()
    if not breakglass.is_second_person(
        _someone(by), asker=_someone(glass.by), owner=glass.owner_id, overseers=set(OVERSEERS)
    ):
        raise Refusal(
            "SECOND_PERSON_NEEDED",
            _("The second person has another function than the first, and oversees for the agency of the record."),
            fix=_("Ask another supervisor, coordinator or manager of that agency."),
        )
    glass.second = by
    _open(glass, subject_of(glass), at=at)
    record("access.glass_confirmed", by=by, obj=glass, subject=str(glass.subject_id), opens=glass.opens)
    _tell(glass, "confirmed", at=at)
    seal_now()
    return glass


@transaction.atomic
def end_glass(*, glass_id: UUID, by: User, at: datetime) -> BreakGlass:
    """Close it before its time. Whoever broke it, and those who oversee for the agency of the record.

    Refuses with BREAK_GLASS_OVER, NOT_YOURS_TO_DO.
    """
    glass = locked(BreakGlass, by, public_id=glass_id)
    require(by, "end", glass)
    if not (glass.lasts(at) or glass.value().waits(at)):
        raise _over()
    glass.ended_at, glass.ended_by = at, by
    glass.save()
    _take_back(glass, by=by)
    record("access.glass_ended", by=by, obj=glass, subject=str(glass.subject_id))
    return glass


@transaction.atomic
def review_glass(*, glass_id: UUID, verdict: str, by: User, at: datetime) -> BreakGlass:
    """Judge whether it was justified: somebody else of the owning agency, or oversight (24 h clock).

    Refuses with NOT_YOURS_TO_DO; a second verdict is refused too.
    """
    glass = locked(BreakGlass, by, public_id=glass_id)
    require(by, "review", glass)
    parties = {pk for pk in (glass.by_id, glass.second_id) if pk is not None}
    if not breakglass.may_review(
        _someone(by), parties=parties, owner=glass.owner_id, overseers=set(OVERSEERS),
        is_auditor=by.holds(Function.AUDITOR),
    ):  # fmt: skip
        raise Refusal(
            "SECOND_PERSON_NEEDED",
            _("Whoever took part does not judge it."),
            fix=_("Another supervisor, coordinator or manager of the agency does, or oversight."),
        )
    glass.verdict, glass.reviewed_by, glass.reviewed_at = verdict, by, at
    glass.save()
    satisfy_clock(REVIEW, subject=glass, at=at)
    record("access.glass_reviewed", by=by, obj=glass, verdict=verdict)
    tell([glass.by], kind="glass.reviewed", path=_path(glass), source=f"glass-reviewed:{glass.public_id}", at=at)
    return glass


def overseers_of(agency: Agency | int) -> Iterable[User]:
    """The supervisors, coordinators and managers of an agency, functions in date."""
    return _people(OVERSEERS).filter(agency=agency)


def _breakable(reference: str, *, by: User) -> tuple[Record, Pane]:
    """The record and the pane its policy has for `by`. What is not there and what has no pane are refused alike."""
    subject = named(reference)
    pane = pane_for(by, type(subject)) if subject is not None else None
    if subject is None or pane is None:
        raise Refusal(
            "BREAK_GLASS_REFUSED",
            _("There is no record of this reference that you could open in an emergency."),
            field="reference",
            fix=_("Check the reference with whoever gave it to you. Counselling and sources never open this way."),
        )
    return subject, pane


def _refuse_what_is_open(subject: Record, pane: Pane, *, by: User) -> None:
    shown = fields_of(by, subject, through_glass=False)
    if shown is ALL or pane.fields <= shown:
        raise Refusal("BREAK_GLASS_REFUSED", _("You can open this record without breaking a glass."), field="reference")


def _running(subject: Record, *, is_danger: bool, by: User, at: datetime) -> BreakGlass | None:
    mine = BreakGlass.objects.filter(by=by, subject_id=subject.public_id, ended_at__isnull=True)
    running = [glass for glass in mine if glass.lasts(at) or glass.value().waits(at)]
    return next((glass for glass in running if glass.is_danger or not is_danger or glass.second_id), None)


def _open(glass: BreakGlass, subject: Record, *, at: datetime) -> None:
    """Let the glass show what it may show now, until its hour is over, and start the clock of its review."""
    glass.opens = glass.value().opens()
    if glass.opens != Opens.WAITING and glass.until is None:
        glass.opened_at, glass.until = at, at + pack().duration("glass.lasts")
    glass.save()
    if glass.opens == Opens.WAITING or glass.until is None:
        return
    grant(glass.by, _permission(subject, glass.opens), subject, by=glass.by, until=glass.until)
    if glass.opens == Opens.FULL:
        _give_the_key(glass, subject)
    others = [person for person in overseers_of(glass.owner_id) if person.pk not in {glass.by_id, glass.second_id}]
    start_clock(
        REVIEW, subject=glass, label=glass.reference, agency=glass.owner if others else _oversight(glass),
        functions=tuple(OVERSEERS) if others else (Function.AUDITOR,), at=at,
        due_at=glass.asked_at + pack().duration("glass.review"),
    )  # fmt: skip


def _take_back(glass: BreakGlass, *, by: User) -> None:
    subject = subject_of(glass)
    for opens in (Opens.FULL, Opens.ASSESSMENT):
        withdraw_grant(glass.by, _permission(subject, opens), subject, by=by)
    if not _keys_of(glass, subject).filter(until__isnull=True).exists() and not _others_through(glass, subject):
        withdraw(subject, to=glass.by.agency_id, by=by)


def _give_the_key(glass: BreakGlass, subject: Record) -> None:
    """What is sealed opens to the reader's agency for as long, unless it holds a key for longer anyway."""
    pane = pane_for(glass.by, type(subject))
    if pane is None or pane.fields.isdisjoint(subject.sealed_fields):
        return
    if not _keys_of(glass, subject).filter(Q(until__isnull=True) | Q(until__gte=glass.until)).exists():
        disclose(subject, to=glass.by.agency_id, by=glass.by, until=glass.until)


def _keys_of(glass: BreakGlass, subject: Record) -> QuerySet[KeyGrant]:
    return KeyGrant.objects.filter(record=subject.public_id, agency=glass.by.agency_id, group=KeyGrant.WHOLE)


def _others_through(glass: BreakGlass, subject: Record) -> bool:
    """Whether a colleague of the same agency still reads the record through a glass of their own."""
    with as_house("a colleague's glass"):
        others = BreakGlass.objects.filter(subject_id=subject.public_id, by__agency=glass.by.agency_id)
        return others.filter(ended_at__isnull=True, until__gt=glass.ended_at).exclude(pk=glass.pk).exists()


def _permission(subject: Record, opens: str) -> str:
    return f"{subject._meta.app_label}.{BREAK_GLASS if opens == Opens.FULL else ASSESS_DANGER}"


def _tell(glass: BreakGlass, what: str, *, at: datetime) -> None:
    """Those who oversee the record's agency, and oversight, at once; that it happened, never what lies behind it."""
    told = _people([*OVERSEERS, Function.AUDITOR]).filter(Q(agency=glass.owner_id) | _holds(Function.AUDITOR))
    told = told.exclude(pk=glass.by_id)
    tell(told, kind=f"glass.{what}", path=_path(glass), source=f"glass-{what}:{glass.public_id}", at=at)


def _people(functions: Iterable[str]) -> QuerySet[User]:
    return User.objects.filter(_holds(*functions), is_active=True)


def _holds(*functions: str) -> Q:
    held = HeldFunction.objects.in_date().filter(function__in=list(functions))
    return Q(pk__in=held.values("user"))


def _oversight(glass: BreakGlass) -> Agency:
    auditor = _people([Function.AUDITOR]).select_related("agency").first()
    return auditor.agency if auditor else glass.owner


def _someone(user: User) -> Someone:
    return Someone(user.pk, user.agency_id, user.functions)


def _path(glass: BreakGlass) -> str:
    return reverse("glass:one", args=[glass.public_id])


def _over() -> Refusal:
    return Refusal(
        "BREAK_GLASS_OVER",
        _("The time for this emergency access is over."),
        fix=_("If it is still needed, ask anew."),
    )
