"""The parts of the house in all their states, with made-up data. Never in production."""

from uuid import uuid4

from django import forms
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from taskforce.kit.forms import ActForm
from taskforce.kit.made_up import made_up, made_up_shell
from taskforce.kit.middleware import open_to_all
from taskforce.kit.widgets import Sealed, Seg, Text, When
from taskforce.refusal import NotVisible

THEMES = ("light", "dark", "night")
DENSITIES = ("normal", "compact", "comfortable")
CHIPS = ("ok", "warn", "stop", "info", "lock", "plain")
VIEWS = [{"label": f"{theme} {way}", "url": f"?theme={theme}&dir={way}"} for theme in THEMES for way in ("ltr", "rtl")]
SOURCE_SCALE = (
    ("A", _("A: always reliable")),
    ("B", _("B: usually reliable")),
    ("C", _("C: fairly reliable")),
    ("D", _("D: often unreliable")),
    ("E", _("E: unreliable")),
    ("F", _("F: cannot be judged")),
)
SEEN = (("none", _("Not raised")), ("said", _("They said")), ("seen", _("I saw")))


class Sample(ActForm):
    """One field of each kind."""

    account = forms.CharField(
        label=_("Account"),
        help_text=_("Write what was said, not what it means."),
        widget=Sealed(readers=_("Counsellors only")),
    )
    note = forms.CharField(label=_("Note"), required=False, widget=Text)
    place = forms.CharField(label=_("Places the person named"), max_length=40)
    beds = forms.IntegerField(label=_("Beds"), min_value=1)
    when = forms.DateTimeField(label=_("When"), widget=When)
    language = forms.ChoiceField(label=_("Language"), choices=(("vi", "Tiếng Việt"), ("ro", "Română")))
    seen = forms.ChoiceField(label=_("Papers kept by somebody else"), choices=SEEN, widget=Seg, required=False)
    source = forms.ChoiceField(label=_("How reliable is the source?"), choices=SOURCE_SCALE, widget=Seg)
    needs = forms.MultipleChoiceField(
        label=_("Needs"),
        choices=(("ground", _("Ground floor")), ("child", _("Child-safe room"))),
        widget=forms.CheckboxSelectMultiple,
    )
    agreed = forms.BooleanField(label=_("The person agreed to be asked again"), required=False)


@open_to_all
@transaction.non_atomic_requests
def style(request: HttpRequest) -> HttpResponse:
    """The gallery. `theme`, `density` and `dir` of the query string choose how it looks."""
    if settings.IS_PRODUCTION:
        raise NotVisible("style")
    now = timezone.now()
    theme, density = _chosen(request, "theme", THEMES), _chosen(request, "density", DENSITIES)
    return render(
        request,
        "style/gallery.html",
        {
            "now": now,
            "frozen": True,
            "shell": made_up_shell(theme, density),
            "LANGUAGE_BIDI": request.GET.get("dir") == "rtl",
            "views": VIEWS,
            "chips": CHIPS,
            "empty_form": Sample(auto_id="empty_%s"),
            "wrong_form": _wrong(),
            "label": _("Next: what they need"),
        }
        | made_up(now),
    )


def _chosen(request: HttpRequest, name: str, allowed: tuple[str, ...]) -> str:
    wanted = request.GET.get(name, "")
    return wanted if wanted in allowed else allowed[0]


def _wrong() -> Sample:
    """A form as it comes back: each field wrong, and a refusal of the whole."""
    form = Sample({"once": str(uuid4()), "place": "x" * 60, "beds": "0", "source": "Z"}, auto_id="wrong_%s")
    form.is_valid()
    refusal = _("Two different supervisors sign, and neither wrote the plan.")
    form.add_error(None, forms.ValidationError(str(refusal), code="OWN_PLAN"))
    return form
