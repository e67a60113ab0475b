"""What sealing costs: by field, by record, and by a page of fifty records with twelve sealed fields each.

Beside the sealed page, in the same run, the same page with the same words unsealed. Both run as the web's role for one
reader, and each round begins without a key at hand, as each request does.
"""

import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from taskforce.local.services import temporary_services

PAGE, FIELDS, ROUNDS = 50, 12, 61
ROWS = 500
WORDS = "Two storeys, one gate to the yard; a light at night in the back room. " * 3


class Bench(NamedTuple):
    """The two tables, and whoever reads them."""

    sealed: Any
    plain: Any
    reader: Any


def run(*, rows: int) -> dict[str, float]:
    """Medians; `page_overhead_ms` is what a sealed page costs over the same page unsealed."""
    with _database() as bench:
        figures = _making(bench, rows or ROWS)
        return figures | _by_field(bench) | _by_record(bench) | _by_page(bench)


@contextmanager
def _database() -> Iterator[Bench]:
    import django
    from django.core.management import call_command

    os.environ |= {"TASKFORCE_MODE": "test", "TASKFORCE_OWNER_TAKES_ROLES": "true"}
    with temporary_services() as services:
        os.environ |= services.environment() | {"DJANGO_SETTINGS_MODULE": "taskforce.settings"}
        django.setup()
        call_command("migrate", verbosity=0)
        from django.db import connection

        yield _tables()
        connection.close()


def _tables() -> Bench:
    from django.db import connection, models

    from taskforce.access.models import Record
    from taskforce.accounts.models import Agency, User
    from taskforce.vault.fields import SealedTextField

    def table(name: str, field: Callable[[], Any], **facts: Any) -> Any:
        meta = type("Meta", (), {"app_label": "local"})
        agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
        fields = {f"told_{n}": field() for n in range(FIELDS)}
        return type(name, (Record,), {"__module__": __name__, "Meta": meta, "agency": agency, **fields, **facts})

    sealed = table("SealedNote", SealedTextField, sealed_to="agency")
    plain = table("PlainNote", models.TextField)
    with connection.schema_editor() as editor:
        for model in (sealed, plain):
            editor.create_model(model)
    with connection.cursor() as cursor:
        cursor.execute("grant select on local_sealednote, local_plainnote to taskforce_web")
    agency = Agency.objects.create(kind="law_enforcement", code="unit", name="Unit")
    return Bench(sealed, plain, User.objects.create_user("reader@taskforce.example", name="Reader", agency=agency))


def _making(bench: Bench, rows: int) -> dict[str, float]:
    """What it costs to make a record, with its key and the grant to its agency."""
    from django.db import transaction

    from taskforce.vault.keyring import keys_for_one_request

    def make(model: Any) -> None:
        model.objects.create(agency=bench.reader.agency, **{f"told_{n}": WORDS for n in range(FIELDS)})

    with transaction.atomic(), keys_for_one_request():
        return {
            "record_made_ms": _median(lambda: make(bench.sealed), rounds=rows),
            "record_made_unsealed_ms": _median(lambda: make(bench.plain), rounds=rows),
        }


def _by_field(bench: Bench) -> dict[str, float]:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    from taskforce.vault.sealing import seal, unseal

    key = AESGCM(AESGCM.generate_key(bit_length=256))
    sealed = seal(WORDS.encode(), key=key, key_id=1, cell=b"c", row_version=1)
    return {
        "field_sealed_us": 1000 * _median(lambda: seal(WORDS.encode(), key=key, key_id=1, cell=b"c", row_version=1)),
        "field_opened_us": 1000 * _median(lambda: unseal(sealed, key=key, key_id=1, cell=b"c", row_version=1)),
    }


def _by_record(bench: Bench) -> dict[str, float]:
    """What it costs to open the grant of one record: its share of HPKE."""
    from taskforce.vault.domains import current_domain
    from taskforce.vault.models import KeyGrant

    domain, grant = current_domain(bench.reader.agency_id), KeyGrant.objects.all()[:1].get()
    return {"record_key_opened_us": 1000 * _median(lambda: domain.open(bytes(grant.sealed), about=grant.about))}


def _by_page(bench: Bench) -> dict[str, float]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    figures: dict[str, float] = {}
    for name, model in (("sealed", bench.sealed), ("plain", bench.plain)):
        with CaptureQueriesContext(connection) as asked:
            _read(model, bench.reader)
        figures[f"page_{name}_sql"] = len([q for q in asked if "select" in q["sql"].lower()])
    sealed, plain = [], []
    for _round in range(ROUNDS):
        plain.append(_milliseconds(lambda: _read(bench.plain, bench.reader)))
        sealed.append(_milliseconds(lambda: _read(bench.sealed, bench.reader)))
    figures |= {"page_sealed_ms": statistics.median(sealed), "page_plain_ms": statistics.median(plain)}
    return figures | {"page_overhead_ms": figures["page_sealed_ms"] - figures["page_plain_ms"]}


def _read(model: Any, reader: Any) -> int:
    """The newest fifty records and every field of each, as one request reads them."""
    from django.db import transaction

    from taskforce.accounts.acting import acting_as
    from taskforce.vault.keyring import keys_for_one_request

    names = [f"told_{n}" for n in range(FIELDS)]
    with transaction.atomic(), acting_as(reader), keys_for_one_request():
        rows = list(model.objects.filter(agency=reader.agency_id).order_by("-pk")[:PAGE])
        return sum(len(getattr(row, name)) for row in rows for name in names)


def _median(act: Callable[[], Any], *, rounds: int = 500) -> float:
    return statistics.median(_milliseconds(act) for _round in range(rounds))


def _milliseconds(act: Callable[[], Any]) -> float:
    began = time.perf_counter()
    act()
    return 1000 * (time.perf_counter() - began)
