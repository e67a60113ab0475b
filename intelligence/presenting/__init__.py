"""What the pages of one target share: its head and its tabs; and a check of deconfliction with what may be done."""

from collections.abc import Sequence
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from intelligence.models import DeconflictionCheck, RaidTarget
from intelligence.queries.deconfliction import stays_until
from intelligence.services.outside_systems import systems
from taskforce.access.services import may_on
from taskforce.accounts.models import User

# The tabs of a target, in the order in which people work: the address of each and what it is called.
TABS = (
    ("intelligence:target", _("Overview")),
    ("intelligence:lineage", _("Lineage")),
    ("intelligence:premises", _("The place")),
    ("intelligence:indicators", _("Indicators")),
    ("intelligence:checks", _("Checks")),
    ("intelligence:deconfliction", _("Deconfliction")),
    ("intelligence:things", _("People and things")),
    ("intelligence:chart", _("Chart")),
    ("intelligence:timeline", _("Timeline")),
)


def target_tabs(target: RaidTarget, *, current: str) -> list[dict[str, Any]]:
    """The tabs of a target for `parts/_subnav.html`; `current` is the address of the page that is open."""
    return [
        {"label": label, "url": reverse(address, args=[target.public_id]), "current": address == current}
        for address, label in TABS
    ]


def checks_shown(user: User, checks: Sequence[DeconflictionCheck], *, at: datetime) -> list[dict[str, Any]]:
    """Each check with the name of its system, whether it stands, and what this person may do to it."""
    names = systems()
    answered = may_on(user, "answer", [c for c in checks if c.result == c.Result.PENDING])
    withdrawn = may_on(user, "withdraw", [c for c in checks if c.is_open(at)])
    return [
        {
            "check": check,
            "system": names.get(check.system, check.system) if not check.is_internal else _("Agencies here"),
            "is_open": check.is_open(at),
            "may_answer": check.pk in answered,
            "may_withdraw": check.pk in withdrawn,
            "stays_until": stays_until(check, now=at),
        }
        for check in checks
    ]


REASONS = {
    "same_phone": _("The same telephone number"),
    "same_plate": _("The same plate"),
    "plate_looks_alike": _("The same plate, if a letter was misread"),
    "same_building": _("The same building"),
    "same_handle": _("The same name on a platform"),
    "same_page": _("The same page"),
    "same_phone_in_it": _("The same telephone number stands in both"),
    "same_name": _("The same name"),
    "name_sounds_same": _("The names sound the same"),
    "name_is_close": _("The names are spelt nearly alike"),
    "same_birth_year": _("Born in the same year"),
}


def reasons_said(codes: Sequence[str]) -> list[Any]:
    """Why two may be the same, in words."""
    return [REASONS[code] for code in codes]


def side_by_side(one: str, other: str) -> list[list[dict[str, str]]]:
    """Two labels as pieces for `parts/_diff.html`: what the other does not have is marked."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    sides: list[list[dict[str, str]]] = [[], []]
    for kind, start, end, start_too, end_too in matcher.get_opcodes():
        for side, text, mark in ((sides[0], one[start:end], "removed"), (sides[1], other[start_too:end_too], "added")):
            if text:
                side.append({"kind": "same" if kind == "equal" else mark, "text": text})
    return sides
