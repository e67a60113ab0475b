"""Pages of what a person releases: their counsellors' side, and that of the agency it was released to."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from taskforce.access.knowing import LISTED
from taskforce.access.reading import put_list_on_record, put_on_record
from taskforce.access.services import fields_of, find, may
from taskforce.jurisdiction.pack import pack
from taskforce.kit import purposes
from taskforce.kit.forms import ActForm
from taskforce.kit.templatetags.harbour import when
from taskforce.kit.views import ActPage, Page
from taskforce.refusal import NotVisible
from victims import forms, queries
from victims.models import Person, Release
from victims.services import releases
from victims.services.releases import ReleaseGiven


class Releases(Page):
    """What one person in our care has released, to whom, and until when."""

    template_name = "victims/releases.html"

    def page(self) -> dict[str, Any]:
        person = self.opened(Person, public_id=self.kwargs["person_id"], agency=self.user.agency_id)
        found = self.listed(list(queries.releases_of(self.user, person)))
        return {
            "person": person,
            "releases": [(release, release.term().is_in_force(self.at)) for release in found],
            "may_sign": may(self.user, "release", person),
        }


class Sign(ActPage):
    """Write down what a person signed."""

    template_name = "victims/sign_release.html"
    form_class = forms.ReleaseForm
    draft_key = "release"

    def record(self) -> Any:
        person = self.opened(Person, public_id=self.kwargs["person_id"], agency=self.user.agency_id)
        if not may(self.user, "release", person):
            raise NotVisible("victims.Release")
        return person

    def get_initial(self) -> dict[str, Any]:
        days = pack().duration("release.default").days
        return {"days": days, "language": self.obj.language, "signed_at": self.at}

    def get_form_kwargs(self) -> dict[str, Any]:
        talks = queries.sessions_with(self.user, self.obj)
        return super().get_form_kwargs() | {
            "recipients": queries.recipients(self.user),
            "talks": [(str(talk.public_id), when(talk.held_at)) for talk in talks],
            "is_child": self.obj.is_treated_as_child,
            "longest": pack().duration("release.longest").days,
        }

    def act(self, form: ActForm) -> str:
        facts = form.facts()
        facts["recipient_id"] = facts.pop("recipient").public_id
        facts["items"] = tuple(facts["items"])
        facts["talks"] = tuple(UUID(talk) for talk in facts.get("talks", ()))
        signed = releases.sign_release(
            person_id=self.obj.public_id, given=ReleaseGiven(**facts), by=self.user, at=self.at
        )
        messages.success(self.request, _("Written down. They read exactly this. Give the person their copy."))
        return reverse("victims:release", args=[signed.public_id])

    def page(self) -> dict[str, Any]:
        return {"person": self.obj, "submit_label": _("Write the release down")}


class ReleasePage(Page):
    """One release, for those who care for the person."""

    template_name = "victims/release.html"

    def page(self) -> dict[str, Any]:
        release = self.opened(Release, public_id=self.kwargs["release_id"], discloser=self.user.agency_id)
        return {
            "release": release,
            "shown": fields_of(self.user, release),
            "in_force": release.term().is_in_force(self.at),
            "may_withdraw": may(self.user, "withdraw", release),
        }


class TakeBack(ActPage):
    """The person takes it back: a word is enough."""

    template_name = "victims/take_back.html"
    form_class = forms.TakeBackForm

    def record(self) -> Any:
        return self.opened(Release, public_id=self.kwargs["release_id"], discloser=self.user.agency_id)

    def act(self, form: ActForm) -> str:
        releases.withdraw_release(release_id=self.obj.public_id, by=self.user, at=self.at, **form.facts())
        messages.success(self.request, _("Taken back. They read nothing of it any more, and were told so."))
        return reverse("victims:releases", args=[self.obj.person.public_id])

    def page(self) -> dict[str, Any]:
        return {"release": self.obj, "submit_label": _("Take it back now")}


class Copy(Page):
    """The person's own copy, to print, in one of the languages the house speaks."""

    template_name = "victims/release_copy.html"

    def page(self) -> dict[str, Any]:
        release = self.opened(Release, public_id=self.kwargs["release_id"], discloser=self.user.agency_id)
        yours = [words for item, words in forms.YOURS.items() if item in release.items]
        return {"release": release, "yours": yours, "languages": settings.LANGUAGES, "chosen": self.language}

    @property
    def language(self) -> str:
        asked = self.request.GET.get("in", "")
        return asked if asked in dict(settings.LANGUAGES) else str(get_language())

    def render_to_response(self, context: dict[str, Any], **options: Any) -> HttpResponse:
        with override(self.language):
            return super().render_to_response(context, **options)


class ReleasedToUs(Page):
    """What people released to our agency, and what was taken back."""

    template_name = "victims/released.html"

    def page(self) -> dict[str, Any]:
        found = self.listed(list(queries.released_to(self.user)[:100]))
        in_force = [release for release in found if release.term().is_in_force(self.at)]
        over = [release for release in found if not release.term().is_in_force(self.at)]
        people = queries.people_released(self.user, in_force)
        return {"in_force": [(release, people.get(release.person_id)) for release in in_force], "over": over}


class ReleasedPerson(Page):
    """One person, as far as they released themselves to our agency: exactly that, as long as it is in force."""

    template_name = "victims/released_person.html"

    def page(self) -> dict[str, Any]:
        held = queries.hold_releases_in_force(self.user, self.kwargs["person_id"])
        if not held:
            raise NotVisible("victims.Person")
        person = find(Person, self.user, public_id=self.kwargs["person_id"])
        known = put_on_record(self.user, person, remembered=purposes.remembered(self.request))
        needs, period = queries.released_needs(self.user, person), queries.released_period(self.user, person)
        for rows in (held, needs, [period] if period else []):
            put_list_on_record(self.user, rows, purpose=known.purpose if known else LISTED)
        shown = fields_of(self.user, person, through_glass=False)
        return {"person": person, "shown": shown, "releases": held, "needs": needs, "period": period}
