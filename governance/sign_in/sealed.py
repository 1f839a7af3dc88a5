"""Messages of pages travel sealed in their cookie: nobody reads them there, and no session is written for them."""

from django.contrib.messages.storage.cookie import CookieStorage

from governance.kernel.upkeep import crypto

PLACE = "cookie:messages"


class SealedStorage(CookieStorage):
    """Django's messages in a cookie, encrypted like personal data at rest; what no key opens counts as none."""

    def _encode_parts(self, messages, encode_empty=False):
        plain = super()._encode_parts(messages, encode_empty=encode_empty)
        return crypto.seal(plain, PLACE) if plain else plain

    def _decode(self, data):
        if not data:
            return None
        try:
            plain = crypto.unseal(data, PLACE)
        except (RuntimeError, ValueError):  # an old key, or something that is none of ours
            self.used = True
            return None
        return super()._decode(plain)
