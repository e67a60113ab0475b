"""Five weeks of a made-up trail: in one of them two people stand out, and its review waits for Simone Weiss."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.db import models

from cases.models import RaidPlan
from intelligence.models import IntelligenceReport
from taskforce.accounts.models import Agency, User
from taskforce.audit.models import AuditEntry
from taskforce.oversight.services import open_review
from victims.models import Person

WEEKS = 5
BY_DAY = (9, 10, 11, 13, 14, 15)  # the hours of an ordinary day, one record each
READERS = (
    ("ines", IntelligenceReport, "investigator"), ("leena", IntelligenceReport, "intelligence_analyst"),
    ("pia", IntelligenceReport, "investigator"), ("amara", Person, "counsellor"), ("tomas", Person, "counsellor"),
)  # fmt: skip


def look_back(people: dict[str, User], agencies: dict[str, Agency], *, at: datetime) -> None:
    """What stood on record before today, and the review of the week that ended yesterday.

    Rows of the past are written as they would stand: no service writes into the past.
    """
    week_ended = at - timedelta(days=1)
    open_review(agency=agencies["watch"], at=at, since=week_ended - timedelta(days=7))
    rows = [*_ordinary_days(people, at), *_one_long_night(people, week_ended), *_turned_away(people, week_ended)]
    AuditEntry.objects.bulk_create(rows)


def _ordinary_days(people: dict[str, User], at: datetime) -> Iterator[AuditEntry]:
    for key, model, function in READERS:
        ids = _ids(model, people[key].agency)
        for day in range(1, 7 * WEEKS + 1):
            morning = (at - timedelta(days=day)).replace(hour=0, minute=0, second=0, microsecond=0)
            if morning.weekday() < 5:
                for number, hour in enumerate(BY_DAY):
                    moment = morning + timedelta(hours=hour, minutes=(day * 7 + number * 11) % 60)
                    yield _read(people[key], model, ids[(day + number) % len(ids)], moment, function)


def _one_long_night(people: dict[str, User], week_ended: datetime) -> Iterator[AuditEntry]:
    """Pia Fontaine opens report after report, at eleven at night."""
    began = (week_ended - timedelta(days=3)).replace(hour=23, minute=4, second=0, microsecond=0)
    ids = _ids(IntelligenceReport, people["pia"].agency)
    for number in range(58):
        yield _read(
            people["pia"], IntelligenceReport, ids[number % len(ids)], began + timedelta(seconds=37 * number),
            "investigator",
        )  # fmt: skip


def _turned_away(people: dict[str, User], week_ended: datetime) -> Iterator[AuditEntry]:
    """Carla Reyes asks seven times for a plan of another agency."""
    plan = RaidPlan.objects.filter(agency=people["jon"].agency).order_by("pk")[0]
    began = (week_ended - timedelta(days=2)).replace(hour=15, minute=20, second=0, microsecond=0)
    for number in range(7):
        yield AuditEntry(
            at=began + timedelta(seconds=50 * number), verb="access.not_visible", actor=people["carla"],
            agency=people["carla"].agency, sign_in=_mark(people["carla"], began), outcome=AuditEntry.Outcome.DENIED,
            object_type=RaidPlan._meta.label, object_id=plan.public_id, codes={"model": RaidPlan._meta.label},
        )  # fmt: skip


def _read(by: User, model: type[models.Model], record: UUID, moment: datetime, function: str) -> AuditEntry:
    return AuditEntry(
        at=moment, verb="access.read", actor=by, agency=by.agency, sign_in=_mark(by, moment),
        object_type=model._meta.label, object_id=record,
        codes={"right": function, "need": "own_agency", "purpose": "own_work"},
    )  # fmt: skip


def _ids(model: type[models.Model], agency: Agency) -> list[UUID]:
    found = model._base_manager.filter(agency=agency).order_by("pk").values_list("public_id", flat=True)
    return list(found) or [agency.public_id]


def _mark(by: User, moment: datetime) -> str:
    """One sign-in a day."""
    return uuid5(by.public_id, moment.date().isoformat()).hex[:16]
