"""What a program can catch: one tree rooted at `CloudError`, a class for each thing a caller can do about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = [
    "BY_VARIANT",
    "BusyError",
    "CancelledError",
    "ClosedError",
    "CloudError",
    "ConflictError",
    "ForbiddenError",
    "InternalError",
    "InvalidArgumentError",
    "OfflineError",
    "ProtocolError",
    "QuotaError",
    "StorageError",
    "StoreUnusableError",
    "ThrottledError",
    "TlsError",
    "UnauthenticatedError",
    "VersionMismatchError",
]


class CloudError(Exception):
    """What every error carries."""

    code: str
    """Finer cause, stable and open-ended: `offline.timeout`, `storage.full`. Its first word names the variant."""

    message: str
    """One sentence for people: what happened, to what, what to do next. Never a secret."""

    retryable: bool
    """Whether the same call may succeed later without a change."""

    retry_after_ms: int | None
    """How long to wait before that, in milliseconds, when the server said so."""

    details: Mapping[str, str]
    """Names and values: `argument`, `field`, `resource`, `used`, `limit`, `client_version`, `server_version`."""

    def __init__(
        self,
        message: str,
        code: str = "",
        retryable: bool = False,
        retry_after_ms: int | None = None,
        details: Mapping[str, str] | None = None,
    ) -> None:
        # All of them, so that a copy or a pickle is the same error.
        super().__init__(message, code, retryable, retry_after_ms, details)
        self.message = message
        self.code = code
        self.retryable = retryable
        self.retry_after_ms = retry_after_ms
        self.details = {} if details is None else details

    def __str__(self) -> str:
        return f"{self.message} [{self.code}]"


class InvalidArgumentError(CloudError):
    """An argument is wrong; nothing was changed. The details name the argument or field."""


class ClosedError(CloudError):
    """The engine was closed; open the file again."""


class CancelledError(CloudError):
    """The caller cancelled the call. What was done stays done, what was not is still queued."""


class BusyError(CloudError):
    """Another writer holds the file; try again."""


class StorageError(CloudError):
    """The disk or the file refused a read or write (full, read-only, an I/O error). Nothing of this transaction was
    changed.
    """


class StoreUnusableError(CloudError):
    """The file cannot be used: not a store, a damaged one, or one of a newer version. It was not touched."""


class OfflineError(CloudError):
    """The server cannot be reached, or `go_offline` holds. Work stays queued."""


class TlsError(CloudError):
    """The server's certificate is not to be trusted, or credentials would travel unprotected."""


class UnauthenticatedError(CloudError):
    """No valid credentials; sign in. Work stays queued."""


class ForbiddenError(CloudError):
    """These credentials may not do this. Work stays queued."""


class ConflictError(CloudError):
    """The server's state does not fit the request, or a record waits for its conflict to be settled."""


class QuotaError(CloudError):
    """A limit of the space is reached; deletes and pulls go on."""


class ThrottledError(CloudError):
    """Too many requests; wait `retry_after_ms`."""


class VersionMismatchError(CloudError):
    """Client and server speak no common protocol version; the message names both."""


class ProtocolError(CloudError):
    """The server's answer makes no sense: not the protocol, damaged, or too large."""


class InternalError(CloudError):
    """A defect of this library. Nothing that was acknowledged is lost."""


BY_VARIANT: Final[Mapping[str, type[CloudError]]] = {
    "InvalidArgument": InvalidArgumentError,
    "Closed": ClosedError,
    "Cancelled": CancelledError,
    "Busy": BusyError,
    "Storage": StorageError,
    "StoreUnusable": StoreUnusableError,
    "Offline": OfflineError,
    "Tls": TlsError,
    "Unauthenticated": UnauthenticatedError,
    "Forbidden": ForbiddenError,
    "Conflict": ConflictError,
    "Quota": QuotaError,
    "Throttled": ThrottledError,
    "VersionMismatch": VersionMismatchError,
    "Protocol": ProtocolError,
    "Internal": InternalError,
}
"""The class of each variant of the contract's error."""


def _from_native(
    variant: str,
    message: str,
    code: str,
    retryable: bool,
    retry_after_ms: int | None,
    details: dict[str, str],
) -> CloudError:
    """What the native module raises. A variant of a later engine is a defect here, and says so."""
    return BY_VARIANT.get(variant, InternalError)(message, code, retryable, retry_after_ms, details)
