"""Model fields whose column holds nothing but sealed text (see encryption.py).

NULL stays NULL and '' stays ''. Reading a value that cannot be opened raises CannotDecrypt
before there is an object, so no page shows ciphertext and no save can put anything in its
place. Sealing one text twice gives two values, so such columns are never compared: a look-up
goes by a HashField beside it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.core.exceptions import FieldError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.lookups import Exact, IsNull

from jepara_tanggap.encryption import CannotDecrypt, decrypt_text, encrypt_text, hash_lookup, hash_lookups


class EncryptedTextField(models.TextField):
    """Text, sealed on its way into the database. `max_length` binds forms, as for any TextField."""

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        """Open what the database holds. Raises CannotDecrypt naming the column."""
        if not value:
            return value
        try:
            return self.unpack(decrypt_text(value))
        except CannotDecrypt as error:
            raise CannotDecrypt(f"{self.model._meta.label}.{self.name}: {error}") from None

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """Seal on INSERT and UPDATE, whichever way they are written."""
        if hasattr(value, "as_sql"):
            return value
        prepared = self.get_prep_value(value)
        return prepared if prepared is None else encrypt_text(self.pack(prepared))

    def pack(self, value: Any) -> str:
        """Return the value as text."""
        return str(value)

    def unpack(self, text: str) -> Any:
        """Return the value of a text."""
        return text

    def get_lookup(self, lookup_name: str) -> Any:
        """Allow asking whether there is a value, and nothing about it."""
        return {"isnull": IsNull, "exact": _IsBlank}.get(lookup_name)

    def get_transform(self, lookup_name: str) -> Any:
        """Allow none."""
        return None


class _IsBlank(Exact):
    """Compares with '' only; anything else would silently find nothing."""

    def get_prep_lookup(self) -> Any:
        if self.rhs != "":
            raise FieldError("An encrypted column can only be compared with ''. Look it up by its hash.")
        return ""

    def get_db_prep_lookup(self, value: Any, connection: Any) -> Any:
        return "%s", [value]


class EncryptedJSONField(EncryptedTextField):
    """JSON, sealed as a whole; its inside cannot be queried. '' stands for what was there and is erased."""

    _pyi_private_set_type: Any
    _pyi_private_get_type: Any
    empty_strings_allowed = False

    def get_prep_value(self, value: Any) -> Any:
        """Leave the value whole: TextField would make a string of it."""
        return value

    def pack(self, value: Any) -> str:
        """Return compact JSON; '' as it is."""
        return (
            "" if value == "" else json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":"))
        )

    def unpack(self, text: str) -> Any:
        """Return the parsed JSON."""
        return json.loads(text)

    def to_python(self, value: Any) -> Any:
        """Return the value as it is: what is assigned is JSON already."""
        return value

    def value_to_string(self, obj: models.Model) -> Any:
        """Return the value for serializers, which write JSON themselves."""
        return self.value_from_object(obj)

    def formfield(self, **options: Any) -> Any:
        """None: such columns are shown, and edited by the code that knows their shape."""
        return None


class HashField(models.CharField):
    """The keyed hash of the field `of`, written whenever the row is.

    `normalise` brings a value into its one spelling first.
    """

    def __init__(self, *, of: str = "", purpose: str = "", normalise: Callable[[str], str] = str, **options: Any):
        self.of, self.purpose, self.normalise = of, purpose, normalise
        options |= {"max_length": 64, "blank": True, "default": "", "editable": False}
        super().__init__(**options)

    def deconstruct(self) -> Any:
        """Keep out of migrations what makes no difference to the column."""
        name, _path, args, options = super().deconstruct()
        for option in ("max_length", "blank", "default", "editable"):
            options.pop(option, None)
        return name, "jepara_tanggap.encrypted_fields.HashField", args, options

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """Return the hash of what is saved beside it."""
        if not self.of:
            # A model as a migration knows it.
            return getattr(model_instance, self.attname)
        value = self.hash(getattr(model_instance, self.of) or "")
        setattr(model_instance, self.attname, value)
        return value

    def hash(self, value: str) -> str:
        """Return the hash under which `value` is found; '' stays ''."""
        return hash_lookup(self.normalise(value), self.purpose)

    def hash_all(self, value: str) -> list[str]:
        """Return every hash under which `value` may be stored now; none for ''."""
        return hash_lookups(self.normalise(value), self.purpose)


def list_encrypted_fields(model: type[models.Model]) -> list[EncryptedTextField]:
    """Return the encrypted columns of a model's own table."""
    return [field for field in model._meta.local_concrete_fields if isinstance(field, EncryptedTextField)]
