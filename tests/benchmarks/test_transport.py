"""Every client of the transport benchmark repeats everything, or says why it is not there."""

from __future__ import annotations

import sys
from importlib.util import find_spec

import pytest

from benchmarks.transport import AIOGRAM, AIOHTTP, HTTPX, Cost, Skipped, run


@pytest.mark.parametrize("client", [HTTPX, AIOHTTP])
@pytest.mark.parametrize("at_once", [1, 64])
def test_a_client_repeats_more_messages_than_one_batch(client: str, at_once: int) -> None:
    cost = run(client, sys.executable, 150, at_once, 60)
    assert isinstance(cost, Cost)
    assert cost.per_second > 0
    assert cost.cpu_ms > 0


@pytest.mark.skipif(find_spec("aiogram") is not None, reason="aiogram is installed")
def test_a_peer_that_is_not_installed_is_named() -> None:
    skipped = run(AIOGRAM, sys.executable, 10, 1, 60)
    assert skipped == Skipped("ModuleNotFoundError: No module named 'aiogram'")
