"""Another language is data: the house in Spanish, with the same facts and codes."""

import pytest
from django.utils import translation

from taskforce.accounts.models import Function
from tests.builders import someone

pytestmark = pytest.mark.django_db


def test_a_page_speaks_the_language_somebody_chose_and_says_so(as_user):
    browser = as_user(someone(Function.INVESTIGATOR))
    browser.post("/i18n/setlang/", {"language": "es", "next": "/targets/"})

    page = browser.get("/targets/").content.decode()

    assert '<html lang="es" dir="ltr"' in page
    assert "Ningún objetivo aún" in page


def test_a_refusal_keeps_its_code_in_every_language(as_user):
    browser = as_user(someone(Function.INVESTIGATOR))
    browser.post("/i18n/setlang/", {"language": "es", "next": "/"})
    area = {"title": "Q", "sector": "sex", "scope": "district", "premises": "venue", "address": "Q", "once": "0" * 32}

    answer = browser.post("/targets/new/", area).content.decode()

    assert "Un objetivo es un solo local" in answer
    assert "TARGET_NOT_SPECIFIC" in answer


def test_the_catalogue_says_what_its_source_says():
    with translation.override("es"):
        assert translation.gettext("Sign in") == "Entrar"
        assert translation.ngettext("%(n)s gate met", "%(n)s gates met", 2) == "%(n)s condiciones cumplidas"
