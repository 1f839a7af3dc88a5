"""What a device keeps while it has no network: sealed there by a key that only the account gets which wrote it.

Each account has a pair of keys (NIST P-256), made again from our secret whenever they are asked for and kept nowhere.
The public one is in the pages whose forms a device may keep, so that a form is sealed also while nobody is signed in.
The private one is given to the signed-in account alone (pages/offline.DeviceKeys), and no device stores it.
While FIELD_KEY is turned, the keys of the older secrets still open.

The keys change with the end of all access (another password, a lock, another post: `session_epoch`).  Whoever once got
the private one opens nothing that is sealed later, and what waits is sealed anew as soon as its owner has signed in.
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
EARLIER = 30  # epochs before the present one of which what still waits on a device opens
KEPT = 2000  # public halves of a process, some hundred bytes each


def account_name(pk):
    """What a device calls an account: always the same, and it tells nothing of the person."""
    return hmac.new(derive(secrets()[-1], "device name"), str(pk).encode(), hashlib.sha256).hexdigest()[:16]


def epochs(user):
    """What the keys of an account are made for, the present first: each end of all access begins another epoch.

    The last is that of versions before, which knew none.
    """
    now = user.session_epoch
    return [f"{user.pk} {epoch}" for epoch in range(now, max(-1, now - EARLIER - 1), -1)] + [str(user.pk)]


def public_key(user):
    """The key that seals for the account: the uncompressed point in base64, as browsers import it ("raw")."""
    return public_half(secrets()[0], epochs(user)[0])


@lru_cache(maxsize=KEPT)
def public_half(secret, epoch):
    point = private_half(secret, epoch).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.b64encode(point).decode()


def private_keys(user):
    """{public key: private key} of every secret in force and of each epoch that may still have something waiting.

    The private ones are as browsers import them ("pkcs8").
    """
    pairs = [(secret, epoch) for secret in secrets() for epoch in epochs(user)]
    return {public_half(*pair): exported(private_half(*pair)) for pair in pairs}


def exported(key):
    return base64.b64encode(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())).decode()


def private_half(secret, epoch):
    digest = hmac.new(derive(secret, "device"), epoch.encode(), hashlib.sha512).digest()
    return ec.derive_private_key(int.from_bytes(digest, "big") % (ORDER - 1) + 1, CURVE)
