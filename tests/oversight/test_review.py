"""The weekly review: always open, signed once, on a checked chain, with a word on everything that stands out."""

from datetime import timedelta

import pgtrigger
import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from taskforce.access.services import may
from taskforce.accounts.acting import acting_as
from taskforce.accounts.models import Agency, Function
from taskforce.audit.models import AuditEntry
from taskforce.audit.sealer import seal_waiting
from taskforce.clocks.models import Clock
from taskforce.clocks.queries import work_waiting_for
from taskforce.oversight.models import AuditReview, Finding
from taskforce.oversight.queries.outliers import outliers_of
from taskforce.oversight.services import check_chain, open_reviews, sign_review
from taskforce.oversight.tasks import open_reviews as open_reviews_task
from taskforce.refusal import Refusal
from tests.builders import an_agency, someone
from tests.oversight.builders import WEEK, a_running_review, a_week_to_review, an_auditor, is_turned_away

pytestmark = pytest.mark.django_db
NOTE = "Spoke with both; the search was for a missing child."


@pytest.fixture
def auditor():
    return an_auditor()


def judged(review, auditor, judgement="explained"):
    found = outliers_of(auditor, since=review.from_at, until=review.until_at)
    return {each.key: judgement for each in found}


def signed(review, auditor, at, **facts):
    said = {"judgements": judged(review, auditor), "note": NOTE} | facts
    return sign_review(review_id=review.public_id, by=auditor, at=at, **said)


def checked(review, auditor, at):
    check_chain(review_id=review.public_id, by=auditor, at=at)


def test_every_oversight_agency_has_one_review_running_however_often_beat_comes(at, auditor):
    other = an_auditor()
    an_agency(Agency.Kind.LAW_ENFORCEMENT)

    assert open_reviews(at=at) == 2
    assert open_reviews(at=at + timedelta(hours=1)) == 0
    assert open_reviews_task() == 0

    assert {review.agency for review in AuditReview.objects.all()} == {auditor.agency, other.agency}


def test_the_deadline_is_the_auditors_three_days_after_the_week(at, auditor):
    review = a_running_review(auditor, at)

    [clock] = work_waiting_for(auditor)

    assert (clock.kind, clock.subject_id) == ("audit.review", review.public_id)
    assert clock.due_at == at + WEEK + timedelta(days=3)
    assert work_waiting_for(someone(Function.SUPERVISOR, agency=auditor.agency)).count() == 0


def test_signing_ends_the_deadline_and_opens_the_week_that_follows_without_a_gap(at, auditor):
    review = a_week_to_review(auditor, at)
    checked(review, auditor, at)

    signed(review, auditor, at)

    following = AuditReview.objects.get(signed_at__isnull=True)
    assert (following.from_at, following.until_at) == (review.until_at, review.until_at + WEEK)
    assert Clock.objects.get(subject_id=review.public_id).state == Clock.State.SATISFIED
    assert Clock.objects.get(subject_id=following.public_id).state == Clock.State.RUNNING


def test_weeks_that_nobody_signed_are_signed_one_by_one(at, auditor):
    first = a_week_to_review(auditor, at - 2 * WEEK)
    for _ in range(3):
        review = AuditReview.objects.get(signed_at__isnull=True)
        checked(review, auditor, at)
        signed(review, auditor, at)

    assert list(AuditReview.objects.order_by("from_at").values_list("from_at", flat=True)) == [
        first.from_at + n * WEEK for n in range(4)
    ]


def test_a_week_that_still_runs_is_not_signed(at, auditor):
    review = a_running_review(auditor, at)
    checked(review, auditor, at)

    with pytest.raises(Refusal, match="REVIEW_TOO_EARLY"):
        signed(review, auditor, at + timedelta(days=6))

    review.refresh_from_db()
    assert review.signed_at is None


def test_the_chain_is_checked_after_the_week_and_before_the_signature(at, auditor):
    review = a_week_to_review(auditor, at)

    with pytest.raises(Refusal, match="CHAIN_NOT_CHECKED"):
        signed(review, auditor, at)
    checked(review, auditor, at - timedelta(days=1))
    with pytest.raises(Refusal, match="CHAIN_NOT_CHECKED"):
        signed(review, auditor, at)

    assert AuditReview.objects.get().signed_at is None


def test_what_stands_out_is_judged_before_it_is_signed_away(at, auditor):
    is_turned_away(someone(Function.INVESTIGATOR), at - timedelta(days=1), 6)
    review = a_week_to_review(auditor, at)
    checked(review, auditor, at)

    with pytest.raises(Refusal, match="FINDING_MISSING") as refused:
        signed(review, auditor, at, judgements={})

    assert refused.value.field in judged(review, auditor)
    assert Finding.objects.count() == 0


def test_a_review_without_a_word_is_none(at, auditor):
    review = a_week_to_review(auditor, at)
    checked(review, auditor, at)

    with pytest.raises(Refusal, match="NOTE_MISSING"):
        signed(review, auditor, at, note="  ")


def test_what_was_found_stands_with_its_figures(at, auditor):
    curious = someone(Function.INVESTIGATOR)
    is_turned_away(curious, at - timedelta(days=1), 6)
    review = a_week_to_review(auditor, at)
    checked(review, auditor, at)

    signed(review, auditor, at, judgements=judged(review, auditor, "reported"))

    finding = Finding.objects.get()
    assert (finding.who, finding.kind, finding.count, finding.judgement) == (curious, "fishing", 6, "reported")
    review.refresh_from_db()
    assert (review.figures["denied"], review.signed_by) == (6, auditor)
    entry = AuditEntry.objects.get(verb="audit.review.signed")
    assert (entry.codes["outliers"], entry.codes["reported"]) == (1, 1)


@pytest.mark.parametrize("change", [{"note": "Nothing happened."}, {"faults": 3}, {"signed_at": None}])
def test_a_signed_review_is_never_changed(at, auditor, change):
    review = a_week_to_review(auditor, at)
    checked(review, auditor, at)
    review = signed(review, auditor, at)

    for name, value in change.items():
        setattr(review, name, value)
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        review.save()
    with pytest.raises(DatabaseError, match="Cannot delete"), transaction.atomic():
        review.delete()

    assert AuditReview.objects.get(pk=review.pk).signed_at == at
    assert not may(auditor, "sign", review)


def test_a_finding_is_never_changed(at, auditor):
    is_turned_away(someone(Function.INVESTIGATOR), at - timedelta(days=1), 6)
    review = a_week_to_review(auditor, at)
    checked(review, auditor, at)
    signed(review, auditor, at)

    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        Finding.objects.update(judgement="explained")


def test_the_database_knows_one_open_review_of_an_agency(at, auditor):
    a_running_review(auditor, at)

    with pytest.raises(IntegrityError, match="one_open_review"), transaction.atomic():
        AuditReview.objects.create(
            agency=auditor.agency, from_at=at + WEEK, until_at=at + 2 * WEEK, opened_at=at, note=""
        )


def test_another_oversight_agency_reads_neither_review_nor_note(at, auditor, as_user):
    review = a_week_to_review(auditor, at)
    stranger = an_auditor()

    with acting_as(stranger):
        assert AuditReview.objects.count() == 0
    assert as_user(stranger).get(reverse("oversight:review", args=[review.public_id])).status_code == 404


def test_the_page_says_who_did_what_and_takes_the_signature(at, auditor, as_user):
    curious = someone(Function.INVESTIGATOR)
    is_turned_away(curious, at - timedelta(days=1), 6)
    review = a_week_to_review(auditor, at)
    page, browser = reverse("oversight:review", args=[review.public_id]), as_user(auditor)

    asked = browser.get(page).content.decode()
    assert curious.name in asked
    assert "Turned away 6 times" in asked
    browser.post(reverse("oversight:check", args=[review.public_id]))
    form = browser.get(page).context["form"]
    said = dict.fromkeys(form.keys, "follow_up") | {"note": NOTE, "once": form["once"].value(), "version": 1}
    answer = browser.post(page, said)

    assert answer.status_code == 302, answer.content.decode()
    shown = browser.get(page).content.decode()
    assert NOTE in shown
    assert "Follow up" in shown


def test_from_what_stands_out_one_comes_to_the_entries_behind_it(at, auditor, as_user):
    curious = someone(Function.INVESTIGATOR)
    is_turned_away(curious, at - timedelta(days=1), 6)
    is_turned_away(curious, at - timedelta(days=3))
    review = a_week_to_review(auditor, at)
    browser = as_user(auditor)
    [outlier] = browser.get(reverse("oversight:review", args=[review.public_id])).context["outliers"]

    page = browser.get(browser.post(reverse("oversight:trail"), outlier.entries).url)

    shown = page.context["found"].entries
    assert {entry.actor for entry in shown} == {curious}
    assert len(shown) == 6
    assert f'value="{outlier.entries["since"]}"' in page.content.decode()


def test_a_form_with_a_gap_keeps_what_was_written(at, auditor, as_user):
    is_turned_away(someone(Function.INVESTIGATOR), at - timedelta(days=1), 6)
    review = a_week_to_review(auditor, at)
    checked(review, auditor, at)
    page, browser = reverse("oversight:review", args=[review.public_id]), as_user(auditor)
    form = browser.get(page).context["form"]

    answer = browser.post(page, {"note": NOTE, "once": form["once"].value(), "version": 2})

    assert answer.status_code == 422
    assert NOTE in answer.content.decode()
    assert AuditReview.objects.get().signed_at is None


def test_a_row_that_was_changed_is_found_by_the_check(at, auditor):
    review = a_week_to_review(auditor, at)
    with transaction.atomic():
        is_turned_away(someone(Function.INVESTIGATOR), at - timedelta(days=1), 2)
    seal_waiting(horizon=2**40)
    changed = AuditEntry.objects.filter(verb="access.not_visible").order_by("at")[0]
    with pgtrigger.ignore("audit.AuditEntry:entry_once"):
        AuditEntry.objects.filter(pk=changed.pk).update(verb="access.read")

    found = check_chain(review_id=review.public_id, by=auditor, at=at)

    assert [fault.code for fault in found.faults] == ["ROW_CHANGED"]
    review.refresh_from_db()
    assert review.faults == 1
    assert AuditEntry.objects.get(verb="audit.chain.checked").codes["entry"] == str(changed.pk)


@pytest.mark.parametrize("number", [1, 4])
def test_a_review_takes_as_many_statements_however_much_stands_out(
    at, auditor, as_user, django_assert_num_queries, number
):
    for _ in range(number):
        is_turned_away(someone(Function.INVESTIGATOR), at - timedelta(days=1), 6)
    review = a_week_to_review(auditor, at)
    checked(review, auditor, at)
    browser = as_user(auditor)

    with django_assert_num_queries(36):
        shown = browser.get(reverse("oversight:review", args=[review.public_id]))

    assert shown.status_code == 200
