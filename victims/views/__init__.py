"""Pages of care."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from taskforce.access.services import fields_of, may, may_any
from taskforce.kit.export_pages import ExportPage
from taskforce.kit.files import AddFile, FileBytes, FilePage, back_to
from taskforce.kit.forms import ActForm
from taskforce.kit.views import ActPage, Page, signed_in
from taskforce.refusal import NotVisible
from taskforce.uploads.rules import PICTURES, Kind
from victims import forms, queries, services
from victims.models import CounsellingSession, Interview, Person, PersonFile
from victims.services import AccountGiven, SessionGiven


class People(Page):
    """The people in our care."""

    template_name = "victims/people.html"

    def page(self) -> dict[str, Any]:
        people = self.listed(list(queries.people_for(self.user)[:100]))
        return {
            "people": [(p, queries.shown_period(p.period, now=self.at)) for p in people if hasattr(p, "period")],
            "may_find": may_any(self.user, "care", Person),
        }


class Find(ActPage):
    """Find somebody by name. It is posted, so that no address and no log ever holds the name."""

    template_name = "victims/find.html"
    form_class = forms.FindForm

    def act(self, form: ActForm) -> HttpResponse:
        found = services.find_people(text=form.cleaned_data["name"], by=self.user)
        again = forms.FindForm(initial={"name": form.cleaned_data["name"]})
        return self.render_to_response(self.get_context_data(form=again, found=found, has_looked=True))

    def page(self) -> dict[str, Any]:
        return {"submit_label": _("Find")}


class PersonPage(Page):
    """One person: their time, their talks, what comes next."""

    template_name = "victims/person.html"

    def page(self) -> dict[str, Any]:
        queries.hold_releases_in_force(self.user, self.kwargs["person_id"])
        person = self.opened(Person, public_id=self.kwargs["person_id"])
        return {
            "person": person,
            "shown": fields_of(self.user, person),
            "period": queries.period_of(self.user, person, now=self.at),
            "sessions": list(queries.sessions_with(self.user, person)),
            "interviews": list(queries.interviews_for(self.user).filter(person=person)),
            "files": self.listed(queries.papers_of(self.user, person)),
            "may_care": may(self.user, "care", person),
            "may_place": may(self.user, "place", person),
        }


class Describe(ActPage):
    """What the person told about themselves."""

    template_name = "victims/describe.html"
    form_class = forms.PersonForm
    draft_key = "person"

    def record(self) -> Any:
        return self.opened(Person, public_id=self.kwargs["person_id"], agency=self.user.agency_id)

    def get_initial(self) -> dict[str, Any]:
        if not may(self.user, "care", self.obj):
            return {}
        names = ("called", "language", "gender", "wishes", "safe_contact")
        says_child = self.obj.child_status == Person.ChildStatus.CHILD
        return {name: getattr(self.obj, name) for name in names} | {"says_child": says_child}

    def act(self, form: ActForm) -> str:
        services.describe_person(
            person_id=self.obj.public_id, version=form.cleaned_data["version"], by=self.user, **form.facts()
        )
        return reverse("victims:person", args=[self.obj.public_id])

    def page(self) -> dict[str, Any]:
        return {"submit_label": _("Save")}


class NewSession(ActPage):
    """Record a talk for care."""

    template_name = "victims/session.html"
    form_class = forms.SessionForm
    draft_key = "session-new"

    def record(self) -> Any:
        return self.opened(Person, public_id=self.kwargs["person_id"], agency=self.user.agency_id)

    def get_initial(self) -> dict[str, Any]:
        return {"held_at": self.at}

    def act(self, form: ActForm) -> str:
        services.record_session(
            person_id=self.obj.public_id, session=SessionGiven(**form.facts()), by=self.user, at=self.at
        )
        messages.success(self.request, _("Kept. Only the counsellors of your agency can read it."))
        return reverse("victims:person", args=[self.obj.public_id])

    def page(self) -> dict[str, Any]:
        return {"person": self.obj, "submit_label": _("Save the talk")}


class Session(ActPage):
    """Read a talk, or add to its record."""

    template_name = "victims/session.html"
    form_class = forms.SessionForm
    draft_key = "session"

    def record(self) -> Any:
        ours = self.user.agency_id
        return self.opened(CounsellingSession, public_id=self.kwargs["session_id"], person__agency=ours)

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.obj, name) for name in ("held_at", "said", "needs", "next_step")}

    def act(self, form: ActForm) -> str:
        services.amend_session(
            session_id=self.obj.public_id,
            version=form.cleaned_data["version"],
            session=SessionGiven(**form.facts()),
            by=self.user,
            at=self.at,
        )
        return reverse("victims:person", args=[self.obj.person.public_id])

    def page(self) -> dict[str, Any]:
        return {"person": self.obj.person, "submit_label": _("Save the talk")}


class Book(ActPage):
    """Book an interview that the person chose to have."""

    template_name = "victims/book.html"
    form_class = forms.BookForm

    def record(self) -> Any:
        return self.opened(Person, public_id=self.kwargs["person_id"], agency=self.user.agency_id)

    def get_initial(self) -> dict[str, Any]:
        return {"language": self.obj.language}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"interviewers": queries.interviewers()}

    def act(self, form: ActForm) -> str:
        facts = form.facts()
        interviewer = facts.pop("interviewer")
        services.book_interview(
            person_id=self.obj.public_id,
            interviewer_id=interviewer.public_id,
            by=self.user,
            at=self.at,
            **facts,
        )
        messages.success(self.request, _("Booked. The person may change their mind at any time."))
        return reverse("victims:person", args=[self.obj.public_id])

    def page(self) -> dict[str, Any]:
        return {"person": self.obj, "submit_label": _("Book it")}


class Interviews(Page):
    """The interviews I hold or accompany."""

    template_name = "victims/interviews.html"

    def page(self) -> dict[str, Any]:
        return {"interviews": self.listed(list(queries.interviews_for(self.user)[:100]))}


class InterviewPage(ActPage):
    """The record of an interview: long, and kept as it is typed."""

    template_name = "victims/interview.html"
    form_class = forms.InterviewForm
    draft_key = "interview"

    def record(self) -> Any:
        return self.opened(Interview, public_id=self.kwargs["interview_id"])

    def get_initial(self) -> dict[str, Any]:
        if not may(self.user, "write", self.obj):
            return {}
        consent = queries.consent_of(self.obj)
        names = ("account", "people_named", "places_named", "needs")
        return {f"consent_{item}": answer for item, answer in consent.items()} | {
            name: getattr(self.obj, name) for name in names
        }

    def act(self, form: ActForm) -> str:
        if not isinstance(form, forms.InterviewForm):
            raise TypeError(form)
        facts = {name: form.cleaned_data[name] for name in ("account", "people_named", "places_named", "needs")}
        finish = self.request.POST.get("finish") == "yes"
        services.save_account(
            interview_id=self.obj.public_id,
            version=form.cleaned_data["version"],
            account=AccountGiven(consent=form.consent(), **facts),
            finish=finish,
            by=self.user,
            at=self.at,
        )
        if finish:
            return reverse("victims:interviews")
        return reverse("victims:interview", args=[self.obj.public_id])

    def page(self) -> dict[str, Any]:
        return {
            "interview": self.obj,
            "shown": fields_of(self.user, self.obj),
            "may_write": may(self.user, "write", self.obj),
            "consent": [(forms.CONSENT_ASKED[item], answer) for item, answer in queries.consent_of(self.obj).items()],
            "submit_label": _("Finish the record"),
            "second": _("Save and pause"),
        }


class Lengthen(ActPage):
    """Give a person more time."""

    template_name = "victims/lengthen.html"
    form_class = forms.LengthenForm

    def record(self) -> Any:
        return self.opened(Person, public_id=self.kwargs["person_id"], agency=self.user.agency_id)

    def get_initial(self) -> dict[str, Any]:
        period = queries.period_of(self.user, self.obj, now=self.at)
        if period is None:
            raise NotVisible("victims.CounsellingPeriod")
        return {"days": period.period.length.days}

    def act(self, form: ActForm) -> str:
        services.lengthen_period(person_id=self.obj.public_id, by=self.user, at=self.at, **form.facts())
        return reverse("victims:person", args=[self.obj.public_id])

    def page(self) -> dict[str, Any]:
        return {"submit_label": _("Give more time")}


class TakePeople(ExportPage):
    """Take the list of people in our care away."""

    listing = queries.PEOPLE
    page_of_list = "victims:people"


@require_POST
def close_period(request: HttpRequest, person_id: Any) -> HttpResponse:
    services.close_period(person_id=person_id, by=signed_in(request), at=timezone.now())
    messages.success(request, _("The counselling period has ended, as the person wished."))
    return HttpResponseRedirect(reverse("victims:person", args=[person_id]))


@require_POST
def stop(request: HttpRequest, interview_id: Any) -> HttpResponse:
    services.stop_interview(interview_id=interview_id, by=signed_in(request), at=timezone.now())
    messages.success(request, _("Ended. No reason is needed and none was written down."))
    return HttpResponseRedirect(reverse("victims:interviews"))


class AddPaper(AddFile):
    """Keep a paper for somebody in care."""

    takes = PICTURES | {Kind.PDF, Kind.TEXT}

    def record(self) -> Any:
        return self.opened(Person, public_id=self.kwargs["person_id"])

    def act(self, form: ActForm) -> str:
        facts = form.facts()
        row = services.keep_paper(person_id=self.obj.public_id, by=self.user, at=self.at, **facts)
        self.kept(facts["file"], row)
        return reverse("victims:person", args=[self.obj.public_id])


class Paper(FilePage):
    """One paper of somebody in care."""

    model, room = PersonFile, "victims"

    def above(self, row: Any) -> tuple[str, str]:
        return reverse("victims:person", args=[row.person.public_id]), row.person.reference


class PaperShown(FileBytes):
    model = PersonFile


class PaperPicture(FileBytes):
    model, is_inline = PersonFile, True


@require_POST
def withdraw_paper(request: HttpRequest, file_id: Any) -> HttpResponse:
    services.withdraw_paper(file_id=file_id, by=signed_in(request), at=timezone.now())
    return back_to(request, "victims", file_id)
