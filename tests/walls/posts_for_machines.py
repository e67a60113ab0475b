"""What machines send to the addresses of acts that no form of a page fills in: the facts, and which rows they name."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from intelligence.models import (
    Entity,
    EntityMerge,
    ExhibitDisclosure,
    RaidTarget,
    TargetGrant,
    TargetLink,
)
from taskforce.accounts.models import Agency, Function, User
from tests.intelligence.files_of_reports import a_csv, rows_of
from tests.walls.expected import Row

WINDOW = {"starts_at": "2026-03-10T14:00:00Z", "ends_at": "2026-03-11T12:00:00Z"}
A_SHED = {"title": "Shed", "sector": "labour", "scope": "premises", "premises": "farm", "address": "Mill Lane 0"}
SUSPECTED = {"facts": "He keeps the key.", "offence": "MTA-4"}
NO_SUCH = "00000000-0000-4000-8000-000000000000"


def _id(row: Any) -> str:
    return str(row.public_id) if row else NO_SUCH


def _a_target(_row: Row) -> str:
    return _id(RaidTarget._base_manager.filter(closed_at=None).order_by("pk").first())


def _its_target(report: Row) -> str:
    """A target that the report stands on."""
    link = TargetLink._base_manager.filter(report_id=report.get("id")).select_related("target").order_by("pk").first()
    return _id(link and link.target)


def _somebody_elsewhere(target: Row) -> str:
    police = User._base_manager.filter(is_active=True, agency__kind=Agency.Kind.LAW_ENFORCEMENT)
    works = police.filter(held_functions__function=Function.INVESTIGATOR).exclude(agency=target.get("agency_id"))
    return _id(works.order_by("pk").first())


def _somebody_let_in(target: Row) -> str:
    grant = TargetGrant._base_manager.filter(content_object=target.get("id")).select_related("user").first()
    return _id(grant and grant.user)


def _a_prosecution(_row: Row) -> str:
    """One that an exhibit is disclosed to no more."""
    over = ExhibitDisclosure._base_manager.filter(ended_at__isnull=False).select_related("recipient").first()
    return _id(over and over.recipient)


def _van(number: int) -> Any:
    """One of two vans that may be the same: kept, of one agency, merged into nothing."""

    def named(_row: Row) -> str:
        merged = EntityMerge._base_manager.filter(undone_at=None).values("merged")
        vans = Entity._base_manager.filter(kind="vehicle", purged_at=None).exclude(pk__in=merged).order_by("pk")
        first = vans.first()
        ours = vans.filter(agency=first.agency_id) if first else vans
        return _id(ours[number : number + 1].first())

    return named


def _a_file(_row: Row) -> SimpleUploadedFile:
    return SimpleUploadedFile("reports.csv", a_csv(rows_of({})), "text/csv")


FOR_MACHINES: dict[str, list[dict[str, Any]]] = {
    "api:target-list": [A_SHED],
    "api:target-share": [{"colleague": _somebody_elsewhere, "purpose": "case"}],
    "api:target-stop-sharing": [{"colleague": _somebody_let_in}],
    "api:report-unlink": [{"target": _its_target, "reason": "Another house."}],
    "api:entity-describe": [{"label": "Words", "details": "Words"}],
    "api:entity-role": [{"role": "witness"}],
    "api:entity-suspect": [SUSPECTED],
    "api:suspicion-review": [{"is_enough": True}],
    "api:merge-list": [{"kept": _van(0), "merged": _van(1)}],
    "api:merge-hold-apart": [{"one": _van(0), "other": _van(1)}],
    "api:deconfliction-check-outside": [WINDOW | {"target": _a_target, "system": "regional"}],
    "api:deconfliction-check-answer": [{"result": "none", "external_ref": "W-1"}],
    "api:deconfliction-contact-list": [{"desk": "Watch room", "phone": "+1 555 010 0199"}],
    "api:exhibit-disclose": [{"to": _a_prosecution}],
    "api:import-list": [{"file": _a_file}],
}
