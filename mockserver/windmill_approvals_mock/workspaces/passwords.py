"""Hashes and checks passwords."""

from __future__ import annotations

import hashlib
import secrets

_COST = 2**10
"""Takes a few milliseconds: these are accounts of a mock, and tests create many."""


def hash_password(password: str) -> str:
    """Return the salt and the hash, in hex."""
    salt = secrets.token_bytes(16)
    return f"{salt.hex()}:{_hash(password, salt).hex()}"


def is_password(password: str, hashed: str) -> bool:
    """Whether `hashed` is a hash of `password`."""
    salt, _, digest = hashed.partition(":")
    return secrets.compare_digest(_hash(password, bytes.fromhex(salt)), bytes.fromhex(digest))


def _hash(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(errors="surrogatepass"), salt=salt, n=_COST, r=8, p=1, dklen=32)


_SALT_OF_ADMIN = "a31b1a8f6ef823e6f5d18085e02f0e35"
_HASH_OF_ADMIN = "adc1644747f76a30259723de74ab9f11dd951057d819a9d3c1d884f204c364b2"
ADMIN_PASSWORD_HASH = f"{_SALT_OF_ADMIN}:{_HASH_OF_ADMIN}"
"""The hash of `changeme`, the password of a new Windmill's admin."""
