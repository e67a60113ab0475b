"""The planted words again: in every list that anybody takes away, and in every calendar, whoever asks."""

from datetime import timedelta

import pytest
from django.db import transaction

from taskforce.accounts.acting import acting_as
from taskforce.accounts.models import User
from taskforce.clocks.feeds import make_feed, read_feed
from taskforce.kit.exports import Listing, listings, take_away
from taskforce.refusal import NotVisible
from tests.walls.ground import a_planted_world
from tests.walls.test_canaries import WORD
from victims.queries import PEOPLE

pytestmark = pytest.mark.django_db

# What stands in somebody's file, rightly: the search would find nothing either if files were empty.
TAKEN_BY_SOMEBODY = {
    "intelligence.RaidTarget.title",
    "victims.Person.called",
    "victims.Person.gender",
    "shelters.Bed.unit",
}


def taken(made: Listing, reader: User, at) -> str:
    """The file as the database shows the rows to this reader; nothing where they have no such list."""
    with transaction.atomic(), acting_as(reader):
        try:
            copy = take_away(
                made, purpose="case", since=None, by=reader, stepped_up_at=at - timedelta(minutes=1), at=at
            )
        except NotVisible:
            return ""
    return copy.data.decode()


def test_no_file_and_no_calendar_holds_a_word_its_reader_may_not_read(at):
    ground = a_planted_world(at)
    leaks, read, files, calendars = [], set(), 0, []

    for somebody in ground.readers:
        reader = User.objects.get(pk=somebody.pk)
        forbidden = {p.word: p.name for p in ground.planted if not p.may_be_read_by(reader)}
        for made in {*listings(), PEOPLE}:
            text = taken(made, reader, at)
            words = set(WORD.findall(text))
            leaks += [(forbidden[word], made.code, sorted(reader.functions)) for word in words & set(forbidden)]
            read |= words
            files += bool(text)
        calendars.append(read_feed(token=make_feed(by=reader, at=at), at=at).decode())

    assert leaks == []
    assert {p.name for p in ground.planted if p.word in read} == TAKEN_BY_SOMEBODY
    assert files > len(ground.readers)
    assert WORD.findall("".join(calendars).replace("\r\n ", "")) == []
    assert sum(calendar.count("BEGIN:VEVENT") for calendar in calendars) >= 5
