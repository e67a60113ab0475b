"""Keeping what is typed: one draft per person and form, with a version so that two windows cannot erase each other."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from taskforce.accounts.acting import as_house
from taskforce.accounts.models import User
from taskforce.kit.models import Draft
from taskforce.refusal import Refusal
from taskforce.vault.events import RecordShredded
from taskforce.vault.services import lose_keys_of

NOT_KEPT = {"csrfmiddlewaretoken", "once", "version", "draft_version"}
WRITING_NOW = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft as the form needs it: the posted lists of values, and which version it is."""

    values: dict[str, list[str]]
    version: int
    base_version: int
    saved_at: datetime

    def as_post(self) -> QueryDict:
        """The values as if they had just been posted."""
        data = QueryDict(mutable=True)
        for name, values in self.values.items():
            data.setlist(name, values)
        return data


def kept_for(user: User, key: str) -> Kept | None:
    """What this person typed into this form and has not sent."""
    draft = Draft.objects.visible_to(user).filter(key=key).first()
    if draft is None:
        return None
    return Kept(json.loads(draft.body), draft.version, draft.base_version, draft.saved_at)


def keep(*, user: User, key: str, data: QueryDict, seen_version: int, base_version: int, at: datetime) -> Draft:
    """Keep what was typed. Refuses with DRAFT_NEWER when another window of that person saved since `seen_version`."""
    body = json.dumps({name: data.getlist(name) for name in data if name not in NOT_KEPT})
    draft = Draft.objects.select_for_update().filter(user=user, key=key).first()
    if draft is None:
        try:
            with transaction.atomic():
                return Draft.objects.create(user=user, key=key, body=body, base_version=base_version, saved_at=at)
        except IntegrityError:
            draft = Draft.objects.select_for_update().get(user=user, key=key)
    if draft.version != seen_version:
        raise Refusal(
            "DRAFT_NEWER",
            _("A newer copy was kept at %(time)s from another window. Yours stays on this page and is not kept yet.")
            % {"time": f"{draft.saved_at:%H:%M:%S} UTC"},
            fix=_("Close the other window, or reload this page to see the newer copy."),
        )
    draft.body, draft.base_version, draft.saved_at = body, base_version, at
    draft.version += 1
    draft.save()
    return draft


def forget(*, user: User, key: str) -> None:
    """The form was sent or given up: its draft goes."""
    kept = Draft.objects.filter(user=user, key=key)
    lose_keys_of(kept)
    kept.delete()


@as_house("drafts of a record may be anybody's")
def on_record_shredded(event: RecordShredded) -> None:
    """What was typed about a record, and not sent, goes with it."""
    about = Draft.objects.filter(key__endswith=f":{event.record}")
    lose_keys_of(about)
    about.delete()


def others_writing(user: User, key: str, at: datetime) -> list[str]:
    """The names of others with a fresh draft of the same record, so that two people do not write over each other.

    Only people who can open the form ask this, so they may know each other's names.
    """
    fresh: Any = Draft.objects.filter(key=key, saved_at__gt=at - WRITING_NOW).exclude(user=user)
    with as_house("who else writes here, not what"):
        return list(fresh.order_by("saved_at").values_list("user__name", flat=True))
