"""The relay's own certificate: made on first start, kept owner-only, pinned by its clients."""

import os
import secrets
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from messenger import fingerprint
from messenger.config import TlsConfig
from messenger.errors import UserError

COMMON_NAME = "Messenger relay"
VALID_YEARS = 30  # clients pin it; a change alarms every one of them


@dataclass(frozen=True, slots=True)
class Certificate:
    """PEM files; fingerprint: SHA-256 of the certificate's DER form in hex."""

    certificate: Path
    key: Path
    fingerprint: str


def own_or_configured(config: TlsConfig, folder: Path) -> Certificate:
    """The certificate of [tls], or the relay's own, which is made if it is not there yet.

    UserError when its files can't be read or made.
    """
    if (config.certificate is None) != (config.key is None):
        raise UserError("[tls] needs both certificate and key, or neither of them.")
    try:
        if config.certificate and config.key:
            return _read(config.certificate, config.key)
        both = folder / "relay.pem"
        if not both.exists():
            _make(both)
        return _read(both, both)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UserError(f"The relay's certificate can't be used: {reason}.") from error


def _read(certificate: Path, key: Path) -> Certificate:
    text = certificate.read_text(encoding="ascii")
    start, end = text.find(ssl.PEM_HEADER), text.find(ssl.PEM_FOOTER)
    if start < 0 or end < start:
        raise ValueError(f"there is no certificate in {certificate}")
    der = ssl.PEM_cert_to_DER_cert(text[start : end + len(ssl.PEM_FOOTER)])
    return Certificate(certificate, key, fingerprint.of_der(der))


def _make(path: Path) -> None:
    """Write key and certificate into one file (0600), whole or not at all: with two files a
    crash in between would leave a pair that does not fit."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, COMMON_NAME)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))  # for clients whose clock is behind
        .not_valid_after(now + timedelta(days=365 * VALID_YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ) + certificate.public_bytes(serialization.Encoding.PEM)
    _write_private(path, pem)


def _write_private(path: Path, content: bytes) -> None:
    half = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
    except OSError:
        half.unlink(missing_ok=True)
        raise
