"""Made-up data for the gallery of parts: of no real person, place or agency."""

from datetime import datetime, timedelta
from types import SimpleNamespace as Made
from typing import Any

from django.utils.translation import gettext_lazy as _

ROOMS = (
    ("Today", "house", 2),
    ("Placements", "bed-double", 4),
    ("Residents", "users", 0),
    ("Handoffs", "handshake", 1),
)


def made_up_shell(theme: str, density: str) -> dict[str, Any]:
    """A frame around the gallery, as a shelter manager would see it."""
    nav = [
        {
            "label": label,
            "url": "#main",
            "icon": icon,
            "key": label[0].lower(),
            "count": count,
            "current": count == 4,
        }
        for label, icon, count in ROOMS
    ]
    return {
        "signed_in": False,
        "nav": nav,
        "user_name": "Ruth Okafor",
        "user_function": _("Manager"),
        "agency_name": "Shelter K2",
        "theme": theme,
        "density": density,
        "quick_exit": True,
        "exit_url": "/style/",
        "demo": True,
        "zone_label": "UTC",
        "idle_seconds": 600,
        "unread": 3,
    }


def made_up(now: datetime) -> dict[str, Any]:
    """What the parts show."""
    return _made_up_evidence(now) | _made_up_care(now) | {"columns": _columns(), "rows": _rows(), "filters": _filters()}


def _made_up_evidence(now: datetime) -> dict[str, Any]:
    red, green = _made_up_gates()
    clauses = [
        (
            Made(found=1, needed=2, is_met=False, items=["R-8"]),
            _("At least 2 independent origins"),
            _("1 found"),
        ),
        (Made(is_met=True, items=["R-8"]), _("At least 1 first-hand observation"), _("1 found")),
    ]
    return {
        "standing": Made(is_ready=False, red=[1], waiting=[1], green=[1, 1, 1], findings=[1, 1, 1, 1, 1]),
        "gates": red,
        "green": green,
        "verdict": _("If this went ahead today it would count as a blind sweep."),
        "presence": Made(
            level="moderate",
            sentences=clauses,
            assessment=Made(lapses_at=now + timedelta(days=9)),
            standing=Made(is_affirmed=False, lacks="analyst"),
        ),
        "grade": Made(source_code="B", info_code="3"),
        "origins": [
            {
                "label": "Origin 1 (R-8)",
                "note": _("counts once"),
                "is_counted": True,
                "items": [{"label": "R-3", "is_repeat": True}, {"label": "R-5", "is_repeat": True}],
            },
            {
                "label": "Origin 2",
                "note": _("heard others first"),
                "is_counted": False,
                "items": [{"label": "R-7", "is_repeat": False}],
            },
        ],
    }


def _made_up_gates() -> tuple[list[Made], list[Made]]:
    red = [
        Made(
            title=_("Presence is corroborated"),
            missing=_("1 independent origin. 2 are needed."),
            who="Ines Duarte",
            code="PRESENCE_NOT_CORROBORATED",
            cites="2.4",
            url="#gatehead",
            cure=_("Log a check"),
            state="blocked",
        ),
        Made(
            title=_("Beds are held for everyone expected"),
            missing=_("6 to 9 people are expected, 4 beds are held."),
            who="Ruth Okafor",
            code="BEDS_NOT_HELD",
            cites="3.2",
            url="#gatehead",
            cure=_("Ask a provider"),
            state="waiting",
        ),
    ]
    green = [
        Made(
            title=_("One place, one target"),
            met=_("A single premises is named."),
            code="TARGET_NOT_SPECIFIC",
            cites="3.1",
            is_waived=False,
        )
    ]
    return red, green


def _made_up_care(now: datetime) -> dict[str, Any]:
    offer = [
        {"label": _("Ask"), "url": "#cards", "kind": "quiet"},
        {"label": _("Cannot take"), "url": "#cards"},
        {"label": _("Offer"), "url": "#cards", "kind": "go"},
    ]
    asked = [
        Made(
            id="1",
            title=_("One child, presumed 16"),
            reference="P-0409",
            from_whom=_("Child protection"),
            due_at=now - timedelta(minutes=25),
            level="late",
            needs=["Română", _("Guardian named")],
            fit=_("Child room 1 fits"),
            fits=True,
            actions=offer,
            url="#cards",
            conflict="",
        ),
        Made(
            id="2",
            title=_("One adult"),
            reference="P-0412",
            from_whom="Safe Harbour",
            due_at=now + timedelta(minutes=52),
            level="soon",
            needs=[_("Ground floor")],
            fit=_("Needs your check"),
            fits=False,
            actions=offer,
            url="",
            conflict=_("Possible known associate in house. Only you can see this."),
        ),
    ]
    return _made_up_records(now) | {
        "asked": asked,
        "dues": [now - timedelta(hours=3), now + timedelta(hours=1), now + timedelta(days=3)],
        "units": [
            {"name": _("Family unit 1"), "beds": ["taken", "taken", "free"]},
            {"name": _("Quiet room"), "beds": ["held", "closed"]},
        ],
        "counts": {"free": 1, "held": 1, "taken": 2, "closed": 1},
        "period": {"day": 6, "days": 14, "share": 43},
    }


def _made_up_records(now: datetime) -> dict[str, Any]:
    events = [
        Made(what=_("Bed held"), detail=_("4 places until tomorrow"), who="Ruth Okafor", at=now),
        Made(what=_("Request sent"), detail="", who="", at=now),
    ]
    receipt = {
        "reference": "H-0231",
        "code_word": "blue kettle",
        "handed_by": "Amara N.",
        "handed_at": now,
        "received_by": "Ruth Okafor",
        "lines": [{"label": _("People"), "value": "1"}],
    }
    return {
        "events": events,
        "receipts": [receipt, receipt | {"received_at": now}],
        "signatures": [
            {"name": "J. Mensah", "function": _("Supervisor"), "at": now},
            {"name": _("Second supervisor"), "function": "", "at": None},
        ],
        "pieces": [
            {"kind": "same", "text": "Window 05:30 to "},
            {"kind": "removed", "text": "06:30"},
            {"kind": "added", "text": "07:00"},
        ],
        "steps": [
            {"label": _("Before we start"), "url": "#steps", "state": "done"},
            {"label": _("In their words"), "url": "#steps", "state": "now"},
            {"label": _("Needs"), "url": "#steps", "state": "later"},
        ],
        "figures": [(_("People met"), 9), (_("On the way to safety"), 6)],
    }


def _columns() -> list[dict[str, Any]]:
    return [
        {"label": _("Target"), "sort_url": "#table", "sorted": "ascending"},
        {"label": _("Sector")},
        {"label": _("Reports"), "is_number": True},
    ]


def _rows() -> list[list[dict[str, Any]]]:
    return [
        [
            {"text": "T-0147 Riverside guesthouse", "url": "#table", "sub": "Opened 3 Nov"},
            {"label": _("Sector"), "text": _("Labour")},
            {"label": _("Reports"), "text": 6, "is_number": True},
        ],
        [
            {"text": "T-0151 Harbour laundry", "url": "#table"},
            {"label": _("Sector"), "text": _("Labour")},
            {"label": _("Reports"), "text": 2, "is_number": True},
        ],
    ]


def _filters() -> list[dict[str, Any]]:
    return [
        {"label": _("All"), "url": "#table", "current": True, "count": 10},
        {"label": _("Mine"), "url": "#table"},
    ]
