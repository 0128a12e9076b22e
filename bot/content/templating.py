"""What Jinja does at every rendering, made short."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from jinja2 import Environment


class PlainGlobals(Environment):
    """Gives templates their globals as a plain dict, since every rendering copies them.

    The globals of the environment must be complete before the first template is read.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the globals of one template."""
        return {**self.globals, **(d or {})}
