"""Keeping what must survive: nothing lost, nothing doubled.

An update is kept before it is acknowledged; session, replies and « handled » are one transaction,
guarded by the update's number.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.dialogue.session import Session
from bot.storage.schema import handled, inbox, outbox, sessions


@dataclass(frozen=True, slots=True)
class Received:
    """An update reduced to what the bot needs: no name, no raw message."""

    update_id: int
    chat_id: int
    payload: str


@dataclass(frozen=True, slots=True)
class ToSend:
    """Something to send: `kind` and its JSON payload."""

    kind: str
    payload: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A row of the outbox."""

    id: int
    chat_id: int
    kind: str
    payload: str


Decide = Callable[[Session], tuple[Session, Sequence[ToSend]]]


class Store:
    """Reads and writes the state over one engine."""

    def __init__(self, engine: AsyncEngine, lifetime: dt.timedelta) -> None:
        self._engine = engine
        self._lifetime = lifetime

    async def close(self) -> None:
        """Close the connections."""
        await self._engine.dispose()

    # --- what comes in ------------------------------------------------------------------------

    async def receive(self, updates: Sequence[Received], now: dt.datetime) -> None:
        """Keep updates, in one transaction; those already kept or handled change nothing."""
        if not updates:
            return
        seconds = int(now.timestamp())
        rows = [
            {"update_id": u.update_id, "chat_id": u.chat_id, "payload": u.payload,
             "received_at": seconds}
            for u in updates
        ]  # fmt: skip
        dialect = postgresql if self._engine.dialect.name == "postgresql" else sqlite
        async with self._engine.begin() as connection:
            done = await self._handled(connection, [u.update_id for u in updates])
            fresh = [row for row in rows if row["update_id"] not in done]
            if fresh:
                statement = dialect.insert(inbox).on_conflict_do_nothing()
                await connection.execute(statement, fresh)

    async def waiting(self) -> list[Received]:
        """Return the updates kept and not handled yet, oldest first."""
        query = select(inbox.c.update_id, inbox.c.chat_id, inbox.c.payload)
        async with self._engine.connect() as connection:
            rows = await connection.execute(query.order_by(inbox.c.update_id))
            return [Received(*row) for row in rows]

    async def handle(self, update: Received, decide: Decide, now: dt.datetime) -> bool:
        """Handle an update once: new session, replies and mark in one transaction.

        Returns:
            False when it was already handled: nothing changes and nothing is sent again.
        """
        try:
            async with self._engine.begin() as connection:
                await connection.execute(
                    insert(handled).values(
                        update_id=update.update_id, handled_at=int(now.timestamp())
                    )
                )
                before = await self._session(connection, update.chat_id, now)
                after, replies = decide(before)
                await self._save(connection, update.chat_id, after, now)
                await self._queue(connection, update.chat_id, replies, now)
                await connection.execute(delete(inbox).where(inbox.c.update_id == update.update_id))
        except IntegrityError:
            await self._forget(update.update_id)
            return False
        if after.is_empty and not before.is_empty:
            await self._scrub()
        return True

    async def _handled(self, connection: AsyncConnection, ids: Sequence[int]) -> set[int]:
        rows = await connection.execute(
            select(handled.c.update_id).where(handled.c.update_id.in_(ids))
        )
        return set(rows.scalars())

    async def _forget(self, update_id: int) -> None:
        async with self._engine.begin() as connection:
            await connection.execute(delete(inbox).where(inbox.c.update_id == update_id))

    # --- sessions -----------------------------------------------------------------------------

    async def session(self, chat_id: int, now: dt.datetime) -> Session:
        """Return the state of a chat; an expired one is an empty one."""
        async with self._engine.connect() as connection:
            return await self._session(connection, chat_id, now)

    async def _session(
        self, connection: AsyncConnection, chat_id: int, now: dt.datetime
    ) -> Session:
        query = select(sessions.c.state).where(
            sessions.c.chat_id == chat_id, sessions.c.expires_at > int(now.timestamp())
        )
        state = (await connection.execute(query)).scalar_one_or_none()
        return Session.model_validate_json(state) if state else Session()

    async def _save(
        self, connection: AsyncConnection, chat_id: int, session: Session, now: dt.datetime
    ) -> None:
        await connection.execute(delete(sessions).where(sessions.c.chat_id == chat_id))
        if session.is_empty:
            return
        expires = int((now + self._lifetime).timestamp())
        state = session.model_dump_json(exclude_defaults=True)
        await connection.execute(
            insert(sessions).values(chat_id=chat_id, state=state, expires_at=expires)
        )

    async def erase(self, chat_id: int) -> None:
        """Erase everything about a chat, at once."""
        async with self._engine.begin() as connection:
            for table in (sessions, inbox, outbox):
                await connection.execute(delete(table).where(table.c.chat_id == chat_id))
        await self._scrub()

    async def purge(self, now: dt.datetime) -> None:
        """Erase what is more than 24 hours old: sessions, messages kept, replies, marks."""
        seconds = int(now.timestamp())
        old = int((now - self._lifetime).timestamp())
        async with self._engine.begin() as connection:
            await connection.execute(delete(sessions).where(sessions.c.expires_at <= seconds))
            await connection.execute(delete(handled).where(handled.c.handled_at <= old))
            await connection.execute(delete(inbox).where(inbox.c.received_at <= old))
            await connection.execute(delete(outbox).where(outbox.c.created_at <= old))
        await self._scrub()

    async def _scrub(self) -> None:
        """Empty SQLite's journal, where erased rows would still be readable."""
        if self._engine.dialect.name == "sqlite":
            async with self._engine.connect() as connection:
                await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    # --- what goes out ------------------------------------------------------------------------

    async def _queue(
        self,
        connection: AsyncConnection,
        chat_id: int,
        replies: Sequence[ToSend],
        now: dt.datetime,
    ) -> None:
        seconds = int(now.timestamp())
        rows = [
            {"chat_id": chat_id, "kind": r.kind, "payload": r.payload, "created_at": seconds}
            for r in replies
        ]
        if rows:
            await connection.execute(insert(outbox), rows)

    async def unsent(self, chat_id: int | None = None) -> list[Kept]:
        """Return what is still to send, in order."""
        query = select(outbox.c.id, outbox.c.chat_id, outbox.c.kind, outbox.c.payload)
        if chat_id is not None:
            query = query.where(outbox.c.chat_id == chat_id)
        async with self._engine.connect() as connection:
            return [Kept(*row) for row in await connection.execute(query.order_by(outbox.c.id))]

    async def sent(self, row_id: int) -> None:
        """Forget what was sent."""
        async with self._engine.begin() as connection:
            await connection.execute(delete(outbox).where(outbox.c.id == row_id))
