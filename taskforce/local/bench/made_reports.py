"""Made-up reports for the bench of intelligence, by the hundred thousand: few really sealed, all with their words.

Rows are multiplied in the database from one of each kind that the models made, so that whatever column a table has is
filled. Their index rows are made with numpy and copied in as binary.
"""

import io
import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from taskforce.local.bench.made_evidence import vary

UNITS, COLLEAGUES = 30, 300
PER_TARGET, SHARE, BIG = 50, 100, 5_000  # reports on a target; one target in so many is shared; reports on the big one
VOCABULARY, WORDS = 40_000, 24  # words there are, and words a report has
TOKENS, OWN = 3, 3  # tokens a word is found by at most; tokens that no other report has, as of its reference
AT_ONCE, SEALED_AT_ONCE = 50_000, 500
FIRST = 10_000_000  # ids of rows that were multiplied begin here
DAYS = 390
SYLLABLES = [c + v for c in "bcdfgjklmnprtvz" for v in "aeiou"]
TABLE = b"intelligence_intelligencereport"
POSTGRES_BEGAN = datetime(2000, 1, 1, tzinfo=UTC)


class Ground(NamedTuple):
    """Who searches: the restricted reader, and somebody of an agency that owns a thirtieth; and the one big target."""

    reader: Any
    owner: Any
    target: Any
    target_reports: int
    sealed: int


class First(NamedTuple):
    """One of each kind, as the models make them."""

    target: Any
    report: Any
    link: Any
    grade: Any


class Cast(NamedTuple):
    """The agencies that own reports, their people in the order of their agencies, and the reader of another agency."""

    agencies: list[int]
    people: list[Any]
    reader: Any


@cache
def vocabulary() -> list[str]:
    """Made-up words of five to nine letters, the most frequent first."""
    dice = random.Random(11)  # noqa: S311 - no secret
    words: dict[str, None] = {}
    while len(words) < VOCABULARY:
        words["".join(dice.choices(SYLLABLES, k=dice.randint(2, 4))) + dice.choice("lmnrt")] = None
    return list(words)


def build(rows: int) -> Ground:
    """Agencies, people, targets and so many reports, in an empty database."""
    from django.db import connection

    big = min(BIG, rows // 4)
    targets = max((rows - big) // PER_TARGET, SHARE)
    dice, now = np.random.default_rng(5), datetime.now(UTC).replace(microsecond=0)
    cast = _cast()
    first = _firsts(cast, now)
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")  # no trigger and no foreign key for each made-up row
        cursor.execute("set maintenance_work_mem = '1GB'")
        cursor.execute("drop index words_of_records")
        _multiply_targets(cursor, cast, first, targets)
        _share(cursor, cast.reader, targets)
        numbers = np.arange(1, rows - big + 1)
        is_shared = (1 + numbers % targets) % SHARE == 0
        _multiply_reports(cursor, cast, first, targets, last=rows - big, now=now)
        _copy_words(cursor, cast, numbers[~is_shared], targets, dice, now)
        _seal(cast, first, [(int(n), FIRST + 1 + int(n) % targets) for n in numbers[is_shared]], dice, now)
        _seal(cast, first, [(rows + n, first.target.pk) for n in range(big)], dice, now)
        cursor.execute("analyze intelligence_intelligencereport")
        _grade(cursor, first)
        vary(cursor, _multiply, cast.people[: UNITS + 1 : UNITS], first.report, first.target)
        cursor.execute("create index words_of_records on vault_wordindex using gin (words)")
        cursor.execute("alter index words_of_records set (gin_pending_list_limit = 512)")
        cursor.execute("set session_replication_role = origin")
        cursor.execute("vacuum analyze")  # pages walk indexes alone only while the tables are vacuumed
    return Ground(cast.reader, cast.people[0], first.target, big, int(is_shared.sum()) + big)


def _cast() -> Cast:
    from taskforce.accounts.models import Agency, HeldFunction, PartnerAgreement, User

    today = datetime.now(UTC)
    agencies = [
        Agency.objects.create(kind="law_enforcement", code=f"u{n}", name=f"Unit {n}") for n in range(UNITS + 1)
    ]  # fmt: skip
    PartnerAgreement.objects.bulk_create(
        PartnerAgreement(agency=a, signed_on=today.date(), valid_until=(today + timedelta(days=365)).date())
        for a in agencies
    )
    people = User.objects.bulk_create(
        User(email=f"u{n}@taskforce.example", name=f"Colleague {n}", agency=agencies[n % UNITS], joined_at=today)
        for n in range(COLLEAGUES)
    )
    reader = User.objects.create_user("reader@taskforce.example", name="Reader", agency=agencies[UNITS])
    HeldFunction.objects.bulk_create(
        HeldFunction(user=user, function=function, trained_until=today + timedelta(days=365))
        for user in (*people, reader)
        for function in ("investigator", "intelligence_analyst")
    )
    fresh = User.objects.select_related("agency")
    return Cast(
        [a.pk for a in agencies[:UNITS]], list(fresh.exclude(pk=reader.pk).order_by("pk")), fresh.get(pk=reader.pk)
    )


def _firsts(cast: Cast, now: datetime) -> First:
    """The big target, which belongs to the first agency, and one report on it."""
    from django.db import transaction

    from intelligence.models import Grade, IntelligenceReport, RaidTarget, TargetLink
    from taskforce.accounts.acting import as_house
    from taskforce.vault.keyring import keys_for_one_request

    by = cast.people[0]
    seen = now - timedelta(days=DAYS + 10)
    with transaction.atomic(), as_house("a made-up task force"), keys_for_one_request():
        target = RaidTarget.objects.create(
            agency=by.agency, title="Big target", sector="labour", premises="workplace", address="Made-up road 0",
            opened_by=by, opened_at=seen,
        )  # fmt: skip
        report = IntelligenceReport.objects.create(
            agency=by.agency, source_type="human_source", source_ref="S-0", access="direct", text="x", observed_at=seen,
            legal_basis="voluntary", attested_by=by, attested_at=seen, is_lawful=True, goes_out="open", logged_by=by,
            logged_at=seen,
        )  # fmt: skip
        link = TargetLink.objects.create(
            target=target, report=report, stance="supports", linked_by=by, linked_at=seen
        )  # fmt: skip
        link.refresh_from_db()
        grade = Grade.objects.create(
            report=report, scheme="admiralty_6x6", source_code="B", info_code="2", rationale="x", grader=by, at=seen
        )  # fmt: skip
    return First(target, report, link, grade)


def _multiply(cursor: Any, one: Any, source: str, over: dict[str, str], values: dict[str, Any]) -> None:
    """Insert a copy of the row `one` for each row of `source`, with these columns set otherwise."""
    table = one._meta.db_table
    columns = [f.column for f in one._meta.concrete_fields if f.column != "id" or "id" in over]
    asked = ", ".join(over.get(column, f't."{column}"') for column in columns)
    named = ", ".join(f'"{column}"' for column in columns)
    cursor.execute(
        f"insert into {table} ({named}) select {asked} from {table} t, {source} where t.id = %(first)s",  # noqa: S608
        values | {"first": one.pk},
    )


def _multiply_targets(cursor: Any, cast: Cast, first: First, targets: int) -> None:
    values = {"targets": targets, "agencies": cast.agencies, "people": [p.pk for p in cast.people], "start": FIRST}
    over = {
        "id": "%(start)s + n", "public_id": "gen_random_uuid()", "title": "'Target ' || n",
        "agency_id": f"(%(agencies)s::bigint[])[1 + n %% {UNITS}]",
        "opened_by_id": f"(%(people)s::bigint[])[1 + n %% {COLLEAGUES}]",
    }  # fmt: skip
    _multiply(cursor, first.target, "generate_series(1, %(targets)s) n", over, values)


def _share(cursor: Any, reader: Any, targets: int) -> None:
    cursor.execute(
        "insert into intelligence_targetgrant (user_id, content_object_id, permission_id) select %s, t.id, p.id"
        " from intelligence_raidtarget t, auth_permission p"
        " where p.codename = 'on_target' and t.id > %s and t.id <= %s and (t.id - %s) %% %s = 0",
        [reader.pk, FIRST, FIRST + targets, FIRST, SHARE],
    )


def _multiply_reports(cursor: Any, cast: Cast, first: First, targets: int, *, last: int, now: datetime) -> None:
    """All reports on targets that are not shared, with ciphertext that opens for nobody, and their links."""
    values = {
        "last": last, "targets": targets, "now": now, "start": FIRST, "agencies": cast.agencies,
        "people": [p.pk for p in cast.people],
    }  # fmt: skip
    each = "(select r, 1 + r %% %(targets)s n from generate_series(1, %(last)s) r) s"
    only = f"{each} cross join lateral (select {_LOGGED} m where n %% {SHARE} <> 0) l"
    over = {
        "id": "%(start)s + r", "public_id": "lpad(to_hex(r), 32, '0')::uuid", "logged_at": "m",
        "text": "decode(repeat('00', 300), 'hex')",
        "agency_id": f"(%(agencies)s::bigint[])[1 + n %% {UNITS}]",
        "logged_by_id": f"(%(people)s::bigint[])[1 + n %% {COLLEAGUES}]",
    }  # fmt: skip
    _multiply(cursor, first.report, only, over, values)
    over = {"report_id": "%(start)s + r", "target_id": "%(start)s + n", "linked_at": "m", "reported_at": "m"}
    _multiply(cursor, first.link, only, over, values)


# When report number r was logged: the same in SQL and below.
_LOGGED = f"%(now)s - (r::bigint * 7919 %% {DAYS * 86_400}) * interval '1 second'"


def _logged(number: int, now: datetime) -> datetime:
    return now - timedelta(seconds=number * 7919 % (DAYS * 86_400))


def _ranks(dice: Any, count: int) -> Any:
    """Words for so many reports, by their rank in the vocabulary: the most frequent stands in one report of seven."""
    weights = 1.0 / (np.arange(VOCABULARY) + 20.0)
    return np.searchsorted(np.cumsum(weights / weights.sum()), dice.random((count, WORDS))).clip(max=VOCABULARY - 1)


@cache
def _tokens() -> list[list[str]]:
    """What each word of the vocabulary is found by."""
    from taskforce.vault.words import tokens_of

    return [sorted(tokens_of(word)) for word in vocabulary()]


def _digests(agency_id: int) -> Any:
    """What each word of the vocabulary is found by in one agency, as the index would write it."""
    from taskforce.vault.word_index import word_key

    key = word_key(agency_id)
    words = [[key.digest(token) for token in tokens] for tokens in _tokens()]
    return np.array([(digests * TOKENS)[:TOKENS] for digests in words], dtype=np.int64)


def _copy_words(cursor: Any, cast: Cast, numbers: Any, targets: int, dice: Any, now: datetime) -> None:
    """Index rows of the reports that are not sealed, as COPY takes them in binary: all of one length."""
    digests = np.stack([_digests(agency) for agency in cast.agencies])
    agencies = np.array(cast.agencies)
    for start in range(0, len(numbers), AT_ONCE):
        some = numbers[start : start + AT_ONCE]
        owner = (1 + some % targets) % UNITS
        words = digests[owner[:, None], _ranks(dice, len(some))].reshape(len(some), WORDS * TOKENS)
        own = dice.integers(-(2**63), 2**63 - 1, (len(some), OWN))
        rows = _copied(some, agencies[owner], np.concatenate([words, own], axis=1), now)
        data = io.BytesIO(b"PGCOPY\n\xff\r\n\0" + bytes(8) + rows.tobytes() + b"\xff\xff")
        cursor.copy_expert(
            'copy vault_wordindex (id, key_id, record, "table", row, agency_id, at, until, rules, words)'
            " from stdin (format binary)",
            data,
        )


def _copied(numbers: Any, agencies: Any, words: Any, now: datetime) -> Any:
    """The rows in PostgreSQL's own layout: each field with its length before it, arrays with a head."""
    wide = words.shape[1]
    fields: list[tuple[str, str, int, Any]] = [
        ("id", ">i8", 8, FIRST + numbers), ("key_id", ">i8", 8, numbers),
        ("high", ">i8", 16, 0), ("low", ">i8", 0, numbers),
        ("table", f"S{len(TABLE)}", len(TABLE), TABLE), ("row", ">i8", 8, FIRST + numbers),
        ("agency", ">i8", 8, agencies), ("at", ">i8", 8, _microseconds(numbers, now)), ("until", "V0", -1, None),
        ("rules", ">i2", 2, 1), ("dimensions", ">i4", 20 + 12 * wide, 1), ("flags", ">i4", 0, 0),
        ("element", ">i4", 0, 20), ("wide", ">i4", 0, wide), ("from", ">i4", 0, 1),
    ]  # fmt: skip
    layout: list[Any] = [("columns", ">i2")]
    for name, kind, length, _value in fields:
        layout += ([(f"{name}_length", ">i4")] if length else []) + ([(name, kind)] if kind != "V0" else [])
    rows = np.zeros(len(numbers), dtype=[*layout, ("words", [("length", ">i4"), ("word", ">i8")], wide)])
    rows["columns"] = 10
    for name, kind, length, value in fields:
        if length:
            rows[f"{name}_length"] = length
        if kind != "V0":
            rows[name] = value
    rows["words"]["length"], rows["words"]["word"] = 8, words
    return rows


def _microseconds(numbers: Any, now: datetime) -> Any:
    seconds = int((now - POSTGRES_BEGAN).total_seconds()) - numbers.astype(np.int64) * 7919 % (DAYS * 86_400)
    return seconds * 1_000_000


def _seal(cast: Cast, first: First, wanted: Sequence[tuple[int, int]], dice: Any, now: datetime) -> None:
    """Reports that are really sealed, on these targets; the reader's agency holds the keys to those of shared ones."""
    from taskforce.accounts.acting import as_house
    from taskforce.vault.keyring import keys_for_one_request

    for start in range(0, len(wanted), SEALED_AT_ONCE):
        some = wanted[start : start + SEALED_AT_ONCE]
        texts = [" ".join(vocabulary()[rank] for rank in ranks) for ranks in _ranks(dice, len(some))]
        with as_house("a made-up task force"), keys_for_one_request():
            _write(cast, first, [_report(cast, first, *one, text, now) for one, text in zip(some, texts, strict=True)],
                   [target for _number, target in some])  # fmt: skip


def _write(cast: Cast, first: First, rows: Sequence[Any], targets: Sequence[int]) -> None:
    from django.db import transaction

    from intelligence.models import IntelligenceReport, TargetLink
    from taskforce.vault.bulk import create_sealed, disclose_new

    with transaction.atomic():
        for agency in sorted({row.agency_id for row in rows}):
            create_sealed(IntelligenceReport, [row for row in rows if row.agency_id == agency], agency_id=agency)
        like = _facts(first.link)
        TargetLink.objects.bulk_create(
            TargetLink(**like | {"report_id": row.pk, "target_id": target, "linked_at": row.logged_at,
                                 "reported_at": row.logged_at})
            for row, target in zip(rows, targets, strict=True)
        )  # fmt: skip
        if targets[0] != first.target.pk:
            disclose_new(rows, to=[cast.reader.agency_id], by=None)


def _report(cast: Cast, first: First, number: int, target: int, text: str, now: datetime) -> Any:
    from intelligence.models import IntelligenceReport

    place = target - FIRST if target != first.target.pk else 0
    by = cast.people[place % COLLEAGUES]
    given = {"agency_id": by.agency_id, "logged_by_id": by.pk, "text": text, "logged_at": _logged(number, now)}
    return IntelligenceReport(**_facts(first.report) | given)


def _facts(one: Any) -> dict[str, Any]:
    names = [f.attname for f in one._meta.concrete_fields if f.attname not in {"id", "public_id", "text"}]
    return {name: getattr(one, name) for name in names}


def _grade(cursor: Any, first: First) -> None:
    """A grade for every report."""
    over = {
        "report_id": "r", "public_id": "gen_random_uuid()",
        "source_code": "(array['A', 'B', 'C', 'D', 'F'])[1 + r %% 5]",
        "info_code": "(array['2', '3', '4'])[1 + r %% 3]",
    }  # fmt: skip
    others = "(select id r from intelligence_intelligencereport where id <> %(report)s) s"
    _multiply(cursor, first.grade, others, over, {"report": first.report.pk})
