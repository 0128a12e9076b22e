"""What a supervisor reads: alive, ready, and numbers without anybody in them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio
from prometheus_client.parser import text_string_to_metric_families

from bot.handlers.counts import Counts
from bot.handlers.probes import probes


class State:
    """What the program says of itself."""

    def __init__(self) -> None:
        self.counts = Counts()
        self.problem: str | None = None
        self.refreshed = 0

    async def find(self) -> str | None:
        return self.problem

    async def refresh(self) -> None:
        self.refreshed += 1
        self.counts.rows.labels("inbox").set(self.refreshed)


@pytest.fixture
def state() -> State:
    return State()


@pytest_asyncio.fixture
async def http(state: State) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(probes(state.counts, state.find, state.refresh))
    async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
        yield client


async def test_it_is_alive_as_long_as_it_answers(http: httpx.AsyncClient, state: State) -> None:
    state.problem = "database"
    answer = await http.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok")


async def test_it_is_ready_when_nothing_keeps_it_from_working(
    http: httpx.AsyncClient, state: State
) -> None:
    assert (await http.get("/readyz")).status_code == 200
    state.problem = "database"
    answer = await http.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "database")
    state.problem = None
    assert (await http.get("/readyz")).status_code == 200


async def test_the_measures_are_what_prometheus_reads_brought_up_to_date(
    http: httpx.AsyncClient, state: State
) -> None:
    state.counts.received.inc(3)
    state.counts.dropped.labels("refused").inc()
    for times in (1, 2):
        answer = await http.get("/metrics")
        found = {
            (sample.name, *sample.labels.values()): sample.value
            for family in text_string_to_metric_families(answer.text)
            for sample in family.samples
        }
        assert found["kinebot_updates_received_total",] == 3
        assert found["kinebot_replies_dropped_total", "refused"] == 1
        assert found["kinebot_rows", "inbox"] == times


@pytest.mark.parametrize("path", ["/", "/metrics/x", "/docs", "/admin"])
async def test_nothing_else_is_served(http: httpx.AsyncClient, path: str) -> None:
    assert (await http.get(path)).status_code == 404


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
async def test_nothing_can_be_written(http: httpx.AsyncClient, path: str) -> None:
    assert (await http.post(path, content=b"x")).status_code == 405
