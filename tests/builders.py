"""Sentences that make people and agencies. Each app keeps its own builders in tests/<app>/builders.py."""

import re
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from django.http import HttpResponse
from django.test import Client

from taskforce.accounts.models import Agency, Function, HeldFunction, PartnerAgreement, User

ALWAYS = datetime(2999, 1, 1, tzinfo=UTC)
_numbers = count(1)


def an_agency(kind: str = Agency.Kind.LAW_ENFORCEMENT) -> Agency:
    """A member of the task force whose agreement is in date."""
    number = next(_numbers)
    agency = Agency.objects.create(kind=kind, code=f"ag-{number}", name=f"Agency {number}")
    PartnerAgreement.objects.create(agency=agency, signed_on=date(2020, 1, 1), valid_until=date(2999, 1, 1))
    return agency


def someone(*functions: Function, agency: Agency | None = None, kind: str = Agency.Kind.LAW_ENFORCEMENT) -> User:
    """A person who holds these functions, in `agency` or in a new one of `kind`."""
    number = next(_numbers)
    user = User.objects.create_user(
        f"p{number}@taskforce.example", name=f"Colleague {number}", agency=agency or an_agency(kind)
    )
    for function in functions:
        HeldFunction.objects.create(user=user, function=function, trained_until=ALWAYS)
    return user


def headers_of(answer: HttpResponse) -> dict[str, str]:
    """An answer's headers, but for what is another one each time: the nonce of its scripts and its own number."""
    said = {name: re.sub(r"'nonce-[^']+'", "'nonce'", value) for name, value in answer.headers.items()}
    return {name: value for name, value in said.items() if name != "X-Request-ID"}


def what_is_said(answer: HttpResponse) -> str:
    """A page's own words: the token of its forms is another one each time it is drawn."""
    return re.sub(r'((?:name="csrfmiddlewaretoken" value|nonce)=")[^"]+', r"\1", answer.content.decode())


def saying_why(browser: Client, path: str, purpose: str = "care") -> Any:
    """Open a page that asks for the purpose first, say it, and read the page."""
    asked = browser.get(path)
    assert "/why/" in asked.url, asked
    return browser.post(asked.url, {"purpose": purpose}, follow=True)
