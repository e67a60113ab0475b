"""Forms at the door."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from taskforce.accounts.models import Function, User
from taskforce.kit.forms import ActForm


class Preferences(ActForm):
    theme = forms.ChoiceField(label=_("Theme"), choices=User.Theme.choices, required=False)
    density = forms.ChoiceField(label=_("Density"), choices=User.Density.choices, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class Unlock(ActForm):
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, is_right: Callable[[str], bool], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_right = is_right

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        if not self.is_right(password):
            raise forms.ValidationError(_("That is not your password."), code="PASSWORD_WRONG")
        return password


class Invite(ActForm):
    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("Work e-mail"), max_length=254)
    functions = forms.MultipleChoiceField(
        label=_("Functions, with training in date"),
        choices=Function.choices,
        widget=forms.CheckboxSelectMultiple,
    )


class AcceptInvitation(ActForm):
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        help_text=_("At least 12 characters. A sentence of your own is easy to keep."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("Password again"),
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("password") != data.get("again"):
            self.add_error("again", forms.ValidationError(_("The two passwords differ."), code="PASSWORDS_DIFFER"))
        elif data.get("password"):
            try:
                password_validation.validate_password(data["password"])
            except forms.ValidationError as error:
                self.add_error("password", error)
        return data
