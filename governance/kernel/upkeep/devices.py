"""What a device keeps while it has no network: sealed there by a key that only the account gets which wrote it.

Each account has a pair of keys (NIST P-256), made again from our secret whenever they are asked for and kept nowhere.
The public one is in the pages whose forms a device may keep, so that a form is sealed also while nobody is signed in.
The private one is given to the signed-in account alone (pages/offline.DeviceKeys), and no device stores it.
While FIELD_KEY is turned, the keys of the older secrets still open.
Source: domain.md §7 (sensitive data encrypted at rest).
"""

import base64
import hashlib
import hmac
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from .crypto import derive, secrets

CURVE = ec.SECP256R1()
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of the curve's base point
KEPT = 2000  # public halves of a process, some hundred bytes each


def account_name(pk):
    """What a device calls an account: always the same, and it tells nothing of the person."""
    return hmac.new(derive(secrets()[-1], "device name"), str(pk).encode(), hashlib.sha256).hexdigest()[:16]


def public_key(pk):
    """The key that seals for the account: the uncompressed point in base64, as browsers import it ("raw")."""
    return public_half(secrets()[0], pk)


@lru_cache(maxsize=KEPT)
def public_half(secret, pk):
    point = private_half(secret, pk).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.b64encode(point).decode()


def private_keys(pk):
    """{public key: private key} of every secret in force, the private ones as browsers import them ("pkcs8")."""
    return {public_half(secret, pk): exported(private_half(secret, pk)) for secret in secrets()}


def exported(key):
    return base64.b64encode(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())).decode()


def private_half(secret, pk):
    digest = hmac.new(derive(secret, "device"), str(pk).encode(), hashlib.sha512).digest()
    return ec.derive_private_key(int.from_bytes(digest, "big") % (ORDER - 1) + 1, CURVE)
