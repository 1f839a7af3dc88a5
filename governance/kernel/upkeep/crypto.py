"""Personal data at rest: text columns sealed with AES-GCM, and keyed fingerprints to find them again.

FIELD_KEY in the settings (else SECRET_KEY) is the secret; several, separated
by commas, turn the key: the first seals, each of them opens.  Every sealed
value names its key.  Source: domain.md §7 (encrypted at rest, blind index).
"""

import base64
import hashlib
import hmac
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import FieldError
from django.db import models

NONCE = 12  # bytes


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


def seal(plain):
    """Text as stored: "<key id>:<base64>"; nothing stays nothing."""
    if not plain:
        return plain
    key, nonce = derive(secrets()[0], "field"), os.urandom(NONCE)
    sealed = nonce + AESGCM(key).encrypt(nonce, plain.encode(), None)
    return f"{key_id(key)}:{base64.b64encode(sealed).decode()}"


def unseal(stored):
    """The text behind a stored value.  Raises RuntimeError when no key opens it."""
    if not stored:
        return stored
    name, _, body = stored.partition(":")
    for secret in secrets():
        key = derive(secret, "field")
        if key_id(key) == name:
            sealed = base64.b64decode(body)
            try:
                return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], None).decode()
            except InvalidTag:
                raise RuntimeError("a sealed value was changed in the database") from None
    raise RuntimeError(f"no key {name} among FIELD_KEY: add the secret that sealed this value")


def blind_index(value, purpose="index"):
    """A keyed fingerprint for exact search and uniqueness; "" for nothing."""
    return fingerprint(secrets()[0], value, purpose) if value else ""


def blind_indexes(value, purpose="index"):
    """The fingerprints under every key, to search while keys are being turned."""
    return [fingerprint(secret, value, purpose) for secret in secrets()] if value else []


def fingerprint(secret, value, purpose):
    return hmac.new(derive(secret, f"blind:{purpose}"), value.strip().upper().encode(), hashlib.sha256).hexdigest()[:40]


class EncryptedTextField(models.TextField):
    """Text that is sealed in the database and plain in Python; cannot be searched, see `blind_index`."""

    def from_db_value(self, value, expression, connection):
        return unseal(value)

    def get_prep_value(self, value):
        return seal(super().get_prep_value(value))

    def get_lookup(self, name):
        if name != "isnull":
            raise FieldError(f"{self.name} is sealed: search its blind index instead")
        return super().get_lookup(name)
