"""A fresh proof of who somebody is, before what would hurt most in a stranger's hands (security paper, 5.7)."""

from datetime import datetime

from django.utils.translation import gettext as _

from taskforce.access.breakglass import step_up_is_fresh
from taskforce.jurisdiction.pack import pack
from taskforce.refusal import Refusal


def is_proved(stepped_up_at: datetime | None, *, at: datetime) -> bool:
    """Whether the last proof (password or second factor) is no older than the pack lets it be."""
    return step_up_is_fresh(stepped_up_at, within=pack().duration("glass.step_up_within"), at=at)


def require_step_up(stepped_up_at: datetime | None, *, at: datetime) -> None:
    """Refuse with STEP_UP_NEEDED unless somebody just proved who they are."""
    if not is_proved(stepped_up_at, at=at):
        raise Refusal(
            "STEP_UP_NEEDED",
            _("Prove once more that it is you: this needs your password or second factor within five minutes."),
            fix=_("Prove it, then send this again."),
        )
