"""Personal data at rest: text columns sealed with AES-GCM, and keyed fingerprints to find them again.

FIELD_KEY in the settings (else SECRET_KEY) is the secret; several, separated
by commas, turn the key: the first seals, each of them opens, and a row saved
again is sealed with the first.  Every sealed value names its key, and is bound
to its table, column and row: copied into another one it does not open there.
What does not open is shown as UNREADABLE, is kept as it is when its row is
saved, and is named by `manage.py verify`.
Source: domain.md §7 (encrypted at rest, blind index).
"""

import base64
import hashlib
import hmac
import json
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldError, ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from .masks import UNREADABLE

NONCE = 12  # bytes


class DoesNotOpen(RuntimeError):
    """No key opens a sealed value here; the text says why."""


def secrets():
    """The secrets in force, the sealing one first; SECRET_KEY opens what was sealed before FIELD_KEY was set."""
    given = [secret.strip() for secret in getattr(settings, "FIELD_KEY", "").split(",") if secret.strip()]
    return [*given, settings.SECRET_KEY]


@lru_cache(maxsize=32)
def derive(secret, purpose):
    """A 256-bit key of one secret for one purpose; purposes know nothing of each other."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"portal:{purpose}".encode()).derive(secret.encode())


def key_id(key):
    """The short public name of a key."""
    return hashlib.sha256(b"id" + key).hexdigest()[:8]


@lru_cache(maxsize=32)
def cipher_of(secret):
    """(public name, cipher) of the key by which a secret seals columns."""
    key = derive(secret, "field")
    return key_id(key), AESGCM(key)


def seal(plain, place):
    """Text as stored: "<key id>:<base64>"; nothing stays nothing.

    place -- the one place where it will open, see `EncryptedTextField.place`
    """
    if not plain:
        return plain
    (name, cipher), nonce = cipher_of(secrets()[0]), os.urandom(NONCE)
    sealed = nonce + cipher.encrypt(nonce, plain.encode(), place.encode())
    return f"{name}:{base64.b64encode(sealed).decode()}"


def ciphers():
    """{public name of a key: its cipher} of every secret in force."""
    return dict(map(cipher_of, secrets()))


def unseal(stored, place, known=None):
    """The text behind a stored value.  Raises DoesNotOpen when no key opens it at this place.

    known -- `ciphers()`, where many values are opened together
    """
    if not stored:
        return stored
    name, _, body = stored.partition(":")
    cipher = (known or ciphers()).get(name)
    if cipher is None:
        raise DoesNotOpen(f"no key {name[:8]} among FIELD_KEY: add the secret that sealed it")
    try:
        sealed = base64.b64decode(body, validate=True)
        return cipher.decrypt(sealed[:NONCE], sealed[NONCE:], place.encode()).decode()
    except (InvalidTag, ValueError):
        raise DoesNotOpen("it was changed in the database, or belongs elsewhere") from None


def blind_index(value, purpose="index"):
    """A keyed fingerprint for exact search and uniqueness; "" for nothing."""
    return fingerprint(secrets()[0], value, purpose) if value else ""


def blind_indexes(value, purpose="index"):
    """The fingerprints under every key, to search while keys are being turned."""
    return [fingerprint(secret, value, purpose) for secret in secrets()] if value else []


def fingerprint(secret, value, purpose):
    return hmac.new(derive(secret, f"blind:{purpose}"), value.strip().upper().encode(), hashlib.sha256).hexdigest()[:40]


def bond(purpose, facts):
    """The keyed code of facts that belong together: nobody makes one who has only the database.

    facts -- what JSON can hold
    """
    return bonds(purpose, facts)[0]


def is_bond(code, purpose, facts):
    """Whether one of our secrets made the code for these very facts."""
    return any(hmac.compare_digest(code.encode(), made.encode()) for made in bonds(purpose, facts))


def bonds(purpose, facts):
    stored = json.loads(json.dumps(facts, cls=DjangoJSONEncoder))  # as they come back from the database
    text = json.dumps(stored, sort_keys=True, ensure_ascii=False).encode()
    keys = (derive(secret, f"bond:{purpose}") for secret in secrets())
    return [hmac.new(key, text, hashlib.sha256).hexdigest() for key in keys]


# ------------------------------------------------------------ columns
class Sealed:
    """A value as it is stored; the row opens it when it is asked for."""

    def __init__(self, stored):
        self.stored = stored


class Unreadable(str):
    """What is shown for a value that does not open; it keeps what is stored."""

    def __new__(cls, stored):
        made = super().__new__(cls, UNREADABLE)
        made.stored = stored
        return made

    def __getnewargs__(self):
        return (self.stored,)


def refuse_unreadable(value):
    """The words for an unreadable value are none that a person may enter."""
    if value == UNREADABLE and not isinstance(value, Unreadable):
        raise ValidationError(f"“{UNREADABLE}”不是内容，请填写实际内容", "unreadable")


class SealedAttribute(DeferredAttribute):
    """The attribute of a row: sealed until it is read, then plain."""

    def __get__(self, instance, cls=None):
        value = super().__get__(instance, cls)
        if isinstance(value, Sealed):
            value = self.field.opened(value.stored, instance)
            self.__set__(instance, value)
        return value

    def __set__(self, instance, value):
        instance.__dict__[self.field.attname] = value


class EncryptedTextField(models.TextField):
    """Text that is sealed in the database and plain in Python; cannot be searched, see `blind_index`.

    It is written by saving its row, which must have a key (see `models.sealed.SealedRow`).

    row -- the attributes that name the row to which a value is bound
    """

    descriptor_class = SealedAttribute
    default_validators = [refuse_unreadable]

    def __init__(self, *args, row=("pk",), **kwargs):
        super().__init__(*args, **kwargs)
        self.row = row

    def place(self, instance):
        """Where a value of this row belongs: table, column and row."""
        return self.place_of([getattr(instance, name) for name in self.row])

    def place_of(self, names):
        """The same by what names the row."""
        if None in names:
            raise RuntimeError(f"{self.model.__name__} has no key yet: a sealed value is bound to its row (give_keys)")
        return "\n".join([self.model._meta.db_table, self.column, *map(str, names)])

    def opened(self, stored, instance):
        try:
            return unseal(stored, self.place(instance))
        except DoesNotOpen:
            return Unreadable(stored)

    def sealed(self, instance):
        """The value of a row as it is stored; one that does not open stays as it is."""
        value = getattr(instance, self.attname)
        if isinstance(value, Unreadable):
            return value.stored
        return seal(super().get_prep_value(value), self.place(instance)) if value else value

    def from_db_value(self, value, expression, connection):
        return Sealed(value) if value else value

    def pre_save(self, instance, add):
        value = self.sealed(instance)
        return Sealed(value) if value else value

    def get_prep_value(self, value):
        if isinstance(value, Sealed):
            return value.stored
        if value:
            raise FieldError(f"{self.name} is sealed: it is written by saving its row")
        return super().get_prep_value(value)

    def get_lookup(self, name):
        if name != "isnull":
            raise FieldError(f"{self.name} is sealed: search its blind index instead")
        return super().get_lookup(name)


def unreadable():
    """(model, key of the row, field, reason) of every stored value that does not open at its place."""
    known = ciphers()
    for model in apps.get_models():
        fields = [field for field in model._meta.concrete_fields if isinstance(field, EncryptedTextField)]
        if not fields:
            continue
        for field in fields:
            rows = model._base_manager.exclude(**{f"{field.name}__isnull": True})
            for pk, sealed, *names in rows.values_list("pk", field.name, *field.row).iterator():
                try:
                    unseal(sealed and sealed.stored, field.place_of(names), known)
                except DoesNotOpen as problem:
                    yield model, pk, field, str(problem)
