"""The one field class for free text about people, sources and places."""

from typing import TYPE_CHECKING, Any

from django.db import models

from taskforce.vault.sealing import seal, unseal


class Sealed(bytes):
    """Ciphertext on its way to or from the database."""


class _OpensOnReading:
    """Opens the text at its first reading, when the row it is bound to is known."""

    def __init__(self, field: "SealedTextField") -> None:
        self.field = field

    def __get__(self, instance: models.Model | None, owner: type | None = None) -> Any:
        if instance is None:
            return self
        name = self.field.attname
        if name not in instance.__dict__:
            instance.refresh_from_db(fields=[name])
        value = instance.__dict__[name]
        if isinstance(value, Sealed):
            value = unseal(value, domain=self.field.domain, cell=self.field.cell(instance))
            instance.__dict__[name] = value
        return value

    def __set__(self, instance: models.Model, value: str | Sealed) -> None:
        instance.__dict__[self.field.attname] = value


if TYPE_CHECKING:
    BinaryField = models.BinaryField[Any, Any]
else:
    BinaryField = models.BinaryField


class SealedTextField(BinaryField):
    """Text that stands in the database only as ciphertext bound to its table, field and row.

    The model needs a `public_id` UUID with a default. `domain` names whose key opens it. It cannot be filtered,
    ordered, searched, nor written with `.update()`: set the attribute and save.
    """

    def __init__(self, *, domain: str, max_length: int | None = None, **options: Any) -> None:
        self.domain = domain
        options.setdefault("default", b"")
        options.setdefault("editable", True)
        super().__init__(max_length=max_length, **options)
        self.validators = []

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"domain": self.domain}

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:  # noqa: FBT001, FBT002
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, _OpensOnReading(self))

    def cell(self, instance: models.Model) -> str:
        return f"{instance._meta.db_table}|{self.column}|{instance.public_id}"  # type: ignore[attr-defined]  # every sealed model has one

    def get_default(self) -> str:
        return ""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Sealed | None:
        return None if value is None else Sealed(bytes(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> Sealed:  # noqa: FBT001
        value = model_instance.__dict__.get(self.attname) or ""
        if isinstance(value, Sealed):
            return value
        return Sealed(seal(value, domain=self.domain, cell=self.cell(model_instance)))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:  # noqa: FBT001, FBT002
        if value is not None and not isinstance(value, Sealed):
            raise TypeError(
                f"{self.name} is sealed text: set it on the row and save, it cannot be compared or updated."
            )
        return super().get_db_prep_value(value, connection, prepared)

    def value_to_string(self, obj: models.Model) -> str:
        raise TypeError(f"{self.name} is sealed text and is not serialized.")
