"""Sentences that make sealed records."""

from datetime import datetime

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from intelligence.models import RaidTarget
from taskforce.accounts.models import Agency, User
from tests.builders import an_agency, someone

KEY = AESGCM(bytes(range(32)))


def a_record(at: datetime, *, agency: Agency | None = None, by: User | None = None) -> RaidTarget:
    """A target with a sealed address and description, of `agency` or of a new one."""
    agency = agency or an_agency()
    return RaidTarget.objects.create(
        agency=agency, title="Packing shed", sector="labour", premises="farm", address="Made-up road 0",
        description="Two gates.", opened_by=by or someone(agency=agency), opened_at=at,
    )  # fmt: skip
