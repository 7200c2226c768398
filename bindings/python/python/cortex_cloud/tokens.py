"""Where credentials are kept."""

from __future__ import annotations

from typing import Protocol


class TokenStore(Protocol):
    """A place for credentials. It must not write them to a plain file or a log. Its methods may be
    called from any thread.
    """

    def load(self, name: str) -> str | None:
        """The credential kept under a name; `None` if there is none. Raising means the store cannot be
        read now.
        """

    def save(self, name: str, secret: str) -> None:
        """Keeps a credential under a name, replacing what was there. Raising means it was not kept."""

    def delete(self, name: str) -> None:
        """Forgets the credential under a name. Harmless when there is none. Raising means it is still
        there.
        """
