"""Sealing: secrets that must be read again lie in the store encrypted, with a key from BOTENGINE_SECRET."""

from __future__ import annotations

import base64
import hmac

from cryptography.fernet import Fernet, InvalidToken

from botengine.errors import SettingsError
from botengine.settings import Secret


class Seal:
    """Encrypts and authenticates (Fernet). Without a secret it refuses: SettingsError says what to do."""

    def __init__(self, secret: Secret) -> None:
        self._secret = secret

    def __bool__(self) -> bool:
        return bool(self._secret)

    def close(self, text: str) -> bytes:
        return self._fernet().encrypt(text.encode())

    def open(self, sealed: bytes) -> str:
        """The text. SettingsError if it was sealed with another secret."""
        try:
            return self._fernet().decrypt(sealed).decode()
        except InvalidToken as problem:
            raise SettingsError(
                "BOTENGINE_SECRET is not the one with which the stored secrets were sealed: "
                "set the former one again, or name the Viber token in BOTENGINE_VIBER_TOKEN_FILE"
            ) from problem

    def _fernet(self) -> Fernet:
        if not self._secret:
            raise SettingsError("BOTENGINE_SECRET is not set; without it no secret can be stored")
        key = hmac.digest(self._secret.reveal().encode(), b"botengine seal v1", "sha256")
        return Fernet(base64.urlsafe_b64encode(key))
