"""The queue shared by several machines: procrastinate, on the same PostgreSQL as the state.

A job carries the number of an update, never what it says; its lock is a digest of the chat, so
that the updates of a chat are answered one at a time, in the order they came.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import logging
from collections.abc import Awaitable, Callable, Sequence
from hashlib import blake2b
from typing import Any

from procrastinate import (
    App,
    BaseRetryStrategy,
    JobContext,
    PsycopgConnector,
    RetryDecision,
    SyncPsycopgConnector,
)
from procrastinate.exceptions import ProcrastinateException
from procrastinate.jobs import Job
from procrastinate.manager import JobManager
from procrastinate.schema import SchemaManager
from sqlalchemy import Connection, func, select

from bot.storage.store import Waiting

LOG = logging.getLogger(__name__)
QUEUE = "updates"
TASK = "answer"
AT_ONCE = 32  # jobs of one worker
CONNECTIONS = 4
HEARTBEAT_SECONDS = 1.5
DEAD_SECONDS = 6  # without a heartbeat, the jobs of a worker are given to another
RESCUE_SECONDS = 2
ANALYZE_EVERY = 30  # rescues; statistics keep a fresh table from being read whole
RETRY_SECONDS = 1
STOP_SECONDS = 3

# A chat that floods must not make each fetch read its whole backlog.
_INDEX = """
CREATE INDEX IF NOT EXISTS kinebot_jobs_by_lock ON procrastinate_jobs (lock, id)
WHERE status IN ('todo', 'doing');
"""
# Workers are told of a job that comes, not of one whose turn comes: they would find it by chance.
_WAKE = """
CREATE FUNCTION kinebot_wake() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM procrastinate_jobs WHERE lock = OLD.lock AND status = 'todo') THEN
        PERFORM pg_notify(
            'procrastinate_queue_v1#' || OLD.queue_name,
            json_build_object('type', 'job_inserted', 'job_id', OLD.id)::text
        );
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER kinebot_wake AFTER DELETE ON procrastinate_jobs
FOR EACH ROW EXECUTE FUNCTION kinebot_wake();
"""

_ANALYZE = "ANALYZE procrastinate_jobs"
_DOING = "SELECT id FROM procrastinate_jobs WHERE id = ANY(%(ids)s) AND status = 'doing'"


def prepare_queue(connection: Connection) -> None:
    """Create procrastinate's tables, once, and what we add to them."""
    raw: Any = connection.connection.driver_connection
    if connection.execute(select(func.to_regclass("procrastinate_jobs"))).scalar_one() is None:
        raw.execute(SchemaManager.get_schema())
    if connection.execute(select(func.to_regproc("kinebot_wake"))).scalar_one() is None:
        raw.execute(_INDEX + _WAKE)  # once: it would hold back the queue at each start


class _Again(BaseRetryStrategy):
    """A job that was cut short goes back to the queue: it is never lost."""

    def get_retry_decision(self, **_: Any) -> RetryDecision:
        """Try again, whatever happened."""
        return RetryDecision(retry_in={"seconds": RETRY_SECONDS})


class JobQueue:
    """Gives updates to workers through PostgreSQL.

    Args:
        url: the address of the database.
    """

    def __init__(self, url: str) -> None:
        connector = PsycopgConnector(conninfo=url, min_size=1, max_size=CONNECTIONS)
        self._app = App(connector=connector)
        self._jobs = JobManager(SyncPsycopgConnector())  # always on a connection of the store
        self._answer: Callable[[int], Awaitable[None]] | None = None
        self._ended: set[int | None] = set()
        self._untold: set[int | None] = set()
        self._app.task(name=TASK, queue=QUEUE, retry=_Again(), pass_context=True)(self._run)

    def defer(self, connection: Connection, updates: Sequence[Waiting]) -> None:
        """Put updates in the queue, in the transaction that keeps them."""
        jobs = [
            Job(queue=QUEUE, task_name=TASK, lock=lock_of(update.chat_id), queueing_lock=None,
                task_kwargs={"update_id": update.update_id})
            for update in updates
        ]  # fmt: skip
        raw = connection.connection.driver_connection
        self._jobs.batch_defer_jobs(jobs, connection=raw)

    async def serve(self, answer: Callable[[int], Awaitable[None]]) -> None:
        """Answer updates until cancelled; begin again when the database comes back."""
        self._answer = answer
        while True:
            try:
                async with self._app.open_async():
                    await self._work()
            except ProcrastinateException as error:
                LOG.error("la file ne répond pas : %s", type(error).__name__)
            await asyncio.sleep(RETRY_SECONDS)

    async def _work(self) -> None:
        rescue = asyncio.create_task(self._rescue())
        try:
            await self._app.run_worker_async(
                queues=[QUEUE], concurrency=AT_ONCE, delete_jobs="always",
                install_signal_handlers=False, update_heartbeat_interval=HEARTBEAT_SECONDS,
                stalled_worker_timeout=DEAD_SECONDS, shutdown_graceful_timeout=STOP_SECONDS,
                fetch_job_polling_interval=1,
            )  # fmt: skip
        finally:
            rescue.cancel()
            with contextlib.suppress(asyncio.CancelledError, ProcrastinateException):
                await rescue

    async def _run(self, context: JobContext, update_id: int) -> None:
        assert self._answer is not None  # noqa: S101 — jobs come once it serves
        self._ended.discard(context.job.id)
        self._untold.discard(context.job.id)
        try:
            await self._answer(update_id)
        finally:
            self._ended.add(context.job.id)

    async def _rescue(self) -> None:
        """Give back to the queue, now and then, the jobs that nobody does."""
        turn = 0
        while True:
            try:
                if turn % ANALYZE_EVERY == 0:
                    await self._app.connector.execute_query_async(query=_ANALYZE)
                await self._rescue_from_the_dead()
                await self._rescue_untold()
            except ProcrastinateException as error:
                LOG.warning("la file ne répond pas : %s", type(error).__name__)
            turn += 1
            await asyncio.sleep(RESCUE_SECONDS)

    async def _rescue_from_the_dead(self) -> None:
        manager = self._app.job_manager
        for job in await manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_SECONDS):
            LOG.warning("un travail d’un programme arrêté est repris")
            await manager.retry_job(job)

    async def _rescue_untold(self) -> None:
        """Give back the jobs that ended here while the database could not be told.

        One that is still « doing » at two looks is: its chat would wait for ever.
        """
        watched = self._ended | self._untold
        rows = await self._app.connector.execute_query_all_async(_DOING, ids=list(watched))
        left = {row["id"] for row in rows}
        again = left & self._untold
        self._ended -= watched
        self._untold = left - again
        for job_id in again:
            await self._app.job_manager.retry_job_by_id_async(job_id, dt.datetime.now(dt.UTC))


def lock_of(chat_id: int) -> str:
    """Return what stands for a chat in the queue."""
    return blake2b(str(chat_id).encode(), digest_size=8).hexdigest()
