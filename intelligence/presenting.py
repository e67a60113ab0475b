"""What the pages of one target share: its head and its tabs."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from intelligence.models import RaidTarget

# The tabs of a target, in the order in which people work: the address of each and what it is called.
TABS = (
    ("intelligence:target", _("Overview")),
    ("intelligence:premises", _("The place")),
    ("intelligence:indicators", _("Indicators")),
    ("intelligence:checks", _("Checks")),
)


def target_tabs(target: RaidTarget, *, current: str) -> list[dict[str, Any]]:
    """The tabs of a target for `parts/_subnav.html`; `current` is the address of the page that is open."""
    return [
        {"label": label, "url": reverse(address, args=[target.public_id]), "current": address == current}
        for address, label in TABS
    ]
