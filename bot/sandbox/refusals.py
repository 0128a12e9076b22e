"""How the Bot API says no: an HTTP code, Telegram's own words, sometimes parameters."""

from __future__ import annotations

from collections.abc import Mapping

PREFIXES = {400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found"}


class RefusalError(Exception):
    """A request that the Bot API refuses, with its answer.

    Attributes:
        code: the HTTP status and `error_code`.
        description: Telegram's words, prefix included.
        parameters: what a client may act upon, such as `retry_after` in seconds.
    """

    def __init__(
        self, code: int, description: str, parameters: Mapping[str, object] | None = None
    ) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = dict(parameters or {})

    def as_json(self) -> dict[str, object]:
        """Return the body of the answer, in Telegram's form."""
        body: dict[str, object] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        return body | {"parameters": self.parameters} if self.parameters else body


def bad_request(reason: str) -> RefusalError:
    """Return a 400; like Telegram, the reason loses its capital unless it is an identifier."""
    is_identifier = len(reason) > 1 and (reason[1] == "_" or reason[1].isupper())
    words = reason if is_identifier else reason[:1].lower() + reason[1:]
    return RefusalError(400, f"{PREFIXES[400]}: {words}")


def forbidden(reason: str) -> RefusalError:
    """Return a 403."""
    return RefusalError(403, f"{PREFIXES[403]}: {reason}")


def unauthorized() -> RefusalError:
    """Return the 401 of a token nobody knows."""
    return RefusalError(401, PREFIXES[401])


def not_found(reason: str = "") -> RefusalError:
    """Return a 404."""
    return RefusalError(404, f"{PREFIXES[404]}: {reason}" if reason else PREFIXES[404])


def conflict(reason: str) -> RefusalError:
    """Return a 409: somebody else reads the updates."""
    return RefusalError(409, f"Conflict: {reason}")


def too_large() -> RefusalError:
    """Return a 413: the request or its file is too heavy."""
    return RefusalError(413, "Request Entity Too Large")


def too_many(retry_after: int) -> RefusalError:
    """Return a 429: the caller must wait `retry_after` seconds."""
    return RefusalError(
        429, f"Too Many Requests: retry after {retry_after}", {"retry_after": retry_after}
    )


def out_of_order() -> RefusalError:
    """Return the 500 of a method that a test made fail."""
    return RefusalError(500, "Internal Server Error")
