"""A state folder with the index already compiled."""

from tests.cli.conftest import state

__all__ = ["state"]
