"""The parameters of a request, whatever way they came: JSON, form, query or multipart."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.sandbox.refusals import bad_request

_TRUE = frozenset({"true", "yes", "1"})


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of a multipart request."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Arguments:
    """Named values, read with the tolerance of Telegram: "12" is 12, JSON may be in a string."""

    values: Mapping[str, object]
    uploads: Mapping[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Return a string, empty when absent.

        Raises:
            RefusalError: 400, for half a surrogate pair.
        """
        value = self.values.get(name)
        if value is None:
            return ""
        return well_formed(value if isinstance(value, str) else json.dumps(value))

    def integer(self, name: str, default: int = 0) -> int:
        """Return a whole number, `default` when absent or not a number."""
        try:
            return int(self.text(name))
        except ValueError:
            return default

    def between(self, name: str, low: int, high: int, default: int) -> int:
        """Return a whole number brought back between two limits."""
        return min(high, max(low, self.integer(name, default)))

    def boolean(self, name: str) -> bool:
        """Return whether a flag is set."""
        return self.text(name).lower() in _TRUE

    def structure(self, name: str) -> object:
        """Return a JSON value, None when absent or empty.

        Raises:
            RefusalError: 400, when it is a string that is not JSON.
        """
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value.strip() else None
        except ValueError as error:
            raise bad_request(f"Can't parse {name} JSON object") from error

    def upload(self, name: str) -> Upload | None:
        """Return a file sent under that name, or under the name of an `attach://` address."""
        value = self.values.get(name)
        if isinstance(value, str) and value.startswith("attach://"):
            return self.uploads.get(value.removeprefix("attach://"))
        return self.uploads.get(name)


def well_formed(text: str) -> str:
    """Return a text that can be written in UTF-8.

    Raises:
        RefusalError: 400, for half a surrogate pair.
    """
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise bad_request("Strings must be encoded in UTF-8")
    return text
