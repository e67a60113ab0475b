"""What people read of those in care."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from taskforce.access.querysets import ScopedQuerySet
from taskforce.accounts.models import Agency, Function, HeldFunction, User
from taskforce.kit.exports import Column, Listing, listing
from victims import rules
from victims.models import CounsellingPeriod, CounsellingSession, Interview, Person, PersonFile, Release


@dataclass(frozen=True, slots=True)
class PeriodShown:
    """A counselling period as a page shows it."""

    period: CounsellingPeriod
    day: int
    days: int
    is_protected: bool

    @property
    def share(self) -> int:
        """How much of it has passed, in per cent of its length."""
        return min(100, round(100 * self.day / self.days))


def people_for(user: Any) -> ScopedQuerySet[Person]:
    """The people in the care of this user's agency, newest first, each knowing which of its fields they see."""
    return Person.objects.with_fields_for(user).filter(agency=user.agency_id).select_related("period", "agency")


def periods_for(user: Any, *, now: datetime) -> list[PeriodShown]:
    """The open counselling periods of this user's agency, the one that ends soonest first."""
    open_ones = CounsellingPeriod.objects.visible_to(user).filter(closed_at__isnull=True)
    found = open_ones.filter(person__agency=user.agency_id).select_related("person")
    shown = [shown_period(period, now=now) for period in found]
    return sorted(shown, key=lambda s: s.period.ends_at)


def shown_period(period: CounsellingPeriod, *, now: datetime) -> PeriodShown:
    """One period as a page shows it at `now`. The caller has found it through its policy."""
    value = period.value()
    days = period.length.days
    return PeriodShown(period, min(value.day(now), days), days, value.is_protected(now))


def period_of(user: Any, person: Person, *, now: datetime) -> PeriodShown | None:
    """The counselling period of a person, for those who may know it; None for everybody else."""
    found = CounsellingPeriod.objects.visible_to(user).filter(person=person).first()
    return shown_period(found, now=now) if found else None


def sessions_with(user: Any, person: Person) -> ScopedQuerySet[CounsellingSession]:
    """The counselling sessions of a person; empty for everybody but the agency's counsellors."""
    return CounsellingSession.objects.visible_to(user).filter(person=person).select_related("counsellor")


def interviews_for(user: Any) -> ScopedQuerySet[Interview]:
    """The interviews this user holds or accompanies, newest first."""
    return Interview.objects.with_fields_for(user).select_related("person", "interviewer")


def consent_of(interview: Interview) -> dict[str, str]:
    """The answer to each consent item: yes, no, or empty where it was not put yet."""
    return {
        item: "yes" if item in interview.agreed else "no" if item in interview.declined else ""
        for item in rules.CONSENT_ITEMS
    }


def interviewers() -> Any:
    """Colleagues of any agency who may hold an investigative interview, by name."""
    trained = HeldFunction.objects.in_date().filter(function=Function.INTERVIEWER, user=OuterRef("pk"))
    return User.objects.filter(Exists(trained), is_active=True).select_related("agency").order_by("name")


def _people_to_take(user: User) -> ScopedQuerySet[Person]:
    """Those in one's own agency's care; what others released to it is for the purpose they released it for."""
    return Person.objects.with_fields_for(user, through_glass=False).filter(agency=user.agency_id)


PEOPLE = listing(
    Listing(
        "victims.people", _("People in our care"), Person, _people_to_take,
        (
            Column("reference", _("Person")),
            Column("called", _("Called")),
            Column("child_status", _("Child or adult")),
            Column("language", _("Language")),
            Column("gender", _("Gender")),
            Column("opened_at", _("In care since")),
        ),
        by="opened_at",
    )
)  # fmt: skip


def releases_of(user: Any, person: Person) -> ScopedQuerySet[Release]:
    """The releases of a person that this user sees, newest first."""
    return Release.objects.visible_to(user).filter(person=person).select_related("recipient")


def released_to(user: User) -> ScopedQuerySet[Release]:
    """What was released to this user's agency: in force first, then what is over, newest first."""
    mine = Release.objects.visible_to(user).filter(recipient=user.agency_id).select_related("discloser")
    return mine.order_by("withdrawn_at", "-expires_at")


def hold_releases_in_force(user: User, person_id: UUID) -> list[Release]:
    """The releases through which this user reads of a person, held until the transaction ends.

    Taking one back waits for a page that is being written, and a page that comes later finds nothing: so nobody is
    shown anything after a withdrawal was done.
    """
    in_force = Release.objects.visible_to(user).filter(recipient=user.agency_id, person__public_id=person_id)
    in_force = in_force.filter(withdrawn_at=None, expires_at__gt=Now()).select_related("discloser").order_by("pk")
    return list(in_force.select_for_update(of=("self",), no_key=True))


def released_needs(user: User, person: Person) -> list[CounsellingSession]:
    """The talks of which this user reads what the person needs, because it was released."""
    shown = CounsellingSession.objects.visible_to(user, through_glass=False).filter(person=person)
    return list(shown.order_by("held_at", "pk"))


def released_period(user: User, person: Person) -> CounsellingPeriod | None:
    """The dates of the person's protected time, where they released them."""
    return CounsellingPeriod.objects.visible_to(user).filter(person=person).first()


def recipients(user: User) -> Any:
    """The agencies that can receive something at all, but the user's own, by name."""
    return Agency.objects.filter(kind__in=rules.RECEIVERS).exclude(pk=user.agency_id).order_by("name")


def people_released(user: User, releases: list[Release]) -> dict[int, Person]:
    """The people of these releases by primary key, as far as this user sees them; of each the reference is shown."""
    return Person.objects.visible_to(user).in_bulk({release.person_id for release in releases})


def papers_of(user: Any, person: Person) -> list[PersonFile]:
    """The papers kept for a person, newest first; empty for everybody but the agency's counsellors."""
    return list(PersonFile.objects.with_fields_for(user).filter(person=person).select_related("uploaded_by"))
