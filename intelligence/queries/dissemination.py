"""To whom something could be told."""

from typing import Any

from taskforce.accounts.models import Agency, User


def other_agencies(user: User) -> Any:
    """The agencies of this deployment other than the person's own, by name; that they are there is no secret."""
    return Agency.objects.exclude(pk=user.agency_id).order_by("name")
