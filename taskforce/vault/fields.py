"""The field classes for what people tell about people, sources and places."""

import json
from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.functional import cached_property

from taskforce.accounts.acting import HOUSE
from taskforce.vault.keyring import Opened, keys_of, keys_to_seal, make_keys, reader
from taskforce.vault.rows import SealedRow, as_stored, is_wanted_as_stored
from taskforce.vault.sealing import seal, unseal

SCHEMA = "public"


class Sealed(bytes):
    """Ciphertext on its way to or from the database. `row_version` is set on what was sealed here."""

    row_version: int | None = None


class _OpensOnReading:
    """Opens the value at its first reading, with the keys of whoever acts then; raises DoesNotOpen without one."""

    def __init__(self, field: "SealedField") -> None:
        self.field = field

    def __get__(self, instance: SealedRow | None, owner: type | None = None) -> Any:
        if instance is None:
            return self
        name = self.field.attname
        if name not in instance.__dict__:
            with as_stored():
                instance.refresh_from_db(fields=[name])
        value = instance.__dict__[name]
        if not isinstance(value, Sealed) or is_wanted_as_stored():
            return value
        who = reader()
        opened = self.field.opened(value, instance, keys_of(instance, who))
        if who != HOUSE:  # what the house read for a verdict is not left lying where a page would find it
            instance.__dict__[name] = opened
        return opened

    def __set__(self, instance: SealedRow, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


if TYPE_CHECKING:
    BinaryField = models.BinaryField[Any, Any]
else:
    BinaryField = models.BinaryField


class SealedField(BinaryField):
    """A value that stands in the database only as ciphertext bound to its table, field, row and row version.

    Its model is a SealedRow with a `public_id` UUID. `group` names the part of the record it can be disclosed with.
    It cannot be filtered, ordered, searched, nor written with `.update()`: set the attribute and save.
    """

    def __init__(self, *, group: str = "", **options: Any) -> None:
        self.group = group
        options.setdefault("default", b"")
        options.setdefault("editable", True)
        super().__init__(**options)
        self.validators = []

    def encoded(self, value: Any) -> bytes:
        """The bytes to seal. Nothing and empty seal alike."""
        raise NotImplementedError

    def decoded(self, data: bytes) -> Any:
        raise NotImplementedError

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | ({"group": self.group} if self.group else {})

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:  # noqa: FBT001, FBT002
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, _OpensOnReading(self))
        if issubclass(cls, SealedRow) and not cls._meta.abstract:
            cls.sealed_fields = (*cls.sealed_fields, name)

    @cached_property
    def place(self) -> bytes:
        """The column, as every cell of it begins."""
        return f"{SCHEMA}|{self.model._meta.db_table}|{self.column}|".encode()

    def cell(self, instance: SealedRow) -> bytes:
        """Where a value belongs: a part of what its seal is bound to."""
        return self.place + instance.public_id.bytes

    def get_default(self) -> Any:
        return self.decoded(b"")

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Sealed | None:
        return None if value is None else Sealed(bytes(value))

    def opened(self, value: Sealed, instance: SealedRow, keys: Opened) -> Any:
        """What was sealed into this very cell; raises DoesNotOpen otherwise."""
        version = instance.loaded_version if value.row_version is None else value.row_version
        data = unseal(
            value, key=keys.cipher(self.group), key_id=keys.key_id, cell=self.cell(instance), row_version=version
        )
        return self.decoded(data)

    def pre_save(self, model_instance: SealedRow, add: bool) -> Sealed:  # type: ignore[override]  # noqa: FBT001
        if self.attname not in model_instance.__dict__:
            with as_stored():
                model_instance.refresh_from_db(fields=[self.attname])
        value = model_instance.__dict__[self.attname]
        keys = self._keys_to_save(model_instance, add=add)
        plain = self.opened(value, model_instance, keys) if isinstance(value, Sealed) else value
        sealed = self._sealed(plain, model_instance, keys)
        if isinstance(value, Sealed):
            model_instance.__dict__[self.attname] = sealed
        return sealed

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:  # noqa: FBT001, FBT002
        if value is not None and not isinstance(value, Sealed):
            raise TypeError(f"{self.name} is sealed: set it on the row and save, it cannot be compared or updated.")
        return super().get_db_prep_value(value, connection, prepared)

    def value_to_string(self, obj: models.Model) -> str:
        raise TypeError(f"{self.name} is sealed and is not serialized.")

    def _keys_to_save(self, instance: SealedRow, *, add: bool) -> Opened:
        if add and instance.sealed_fields[0] == self.name:
            made: Opened | None = instance.__dict__.pop("made_keys", None)  # many are made together (vault.bulk)
            return made or make_keys(instance, agency_id=instance.owner_agency_id())
        return keys_to_seal(instance)

    def _sealed(self, plain: Any, instance: SealedRow, keys: Opened) -> Sealed:
        version: int = getattr(instance, "version", 0)
        sealed = Sealed(
            seal(
                self.encoded(plain), key=keys.cipher(self.group), key_id=keys.key_id, cell=self.cell(instance),
                row_version=version,
            )
        )  # fmt: skip
        sealed.row_version = version
        return sealed


class SealedTextField(SealedField):
    """Sealed text."""

    def encoded(self, value: Any) -> bytes:
        return str(value or "").encode()

    def decoded(self, data: bytes) -> str:
        return data.decode()


class SealedJSONField(SealedField):
    """Sealed lists, mappings, numbers: whatever JSON can say. Empty is None."""

    def encoded(self, value: Any) -> bytes:
        return b"" if value is None else json.dumps(value, cls=DjangoJSONEncoder, sort_keys=True).encode()

    def decoded(self, data: bytes) -> Any:
        return json.loads(data) if data else None
