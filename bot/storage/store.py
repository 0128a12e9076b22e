"""Keeping what must survive: nothing lost, nothing doubled.

An update is kept before it is acknowledged; sessions, replies and « handled » are one
transaction, guarded by the update's number. Synchronous, and by lots: one transaction serves all
that waits. The same code runs on SQLite and on PostgreSQL.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, Engine, bindparam, delete, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.dialogue.session import Session
from bot.storage.schema import handled, inbox, outbox, sessions

READS = "kinebot_reads"  # the option of a transaction that writes nothing
NUMBERING = 0x6B690003  # the lock of those who number replies
REPLIES = "kinebot_replies"  # PostgreSQL tells the sender on this channel

_IDS: Any = bindparam("ids", expanding=True)
_WAITING = (
    select(inbox.c.update_id, inbox.c.chat_id, inbox.c.payload)
    .where(inbox.c.update_id.in_(_IDS))
    .order_by(inbox.c.update_id)
)
_STILL_WAITING = select(inbox.c.update_id).where(inbox.c.update_id.in_(_IDS)).with_for_update()
_HANDLED = select(handled.c.update_id).where(handled.c.update_id.in_(_IDS))
_SESSIONS = select(sessions.c.chat_id, sessions.c.state).where(
    sessions.c.chat_id.in_(_IDS), sessions.c.expires_at > bindparam("now")
)
_ENDED = delete(sessions).where(sessions.c.chat_id.in_(_IDS))
_DONE = delete(inbox).where(inbox.c.update_id.in_(_IDS))
_ROWS = select(
    outbox.c.id, outbox.c.chat_id, outbox.c.kind, outbox.c.payload, outbox.c.created_at
).order_by(outbox.c.id)
_SENT = delete(outbox).where(outbox.c.id.in_(_IDS))


@dataclass(frozen=True, slots=True)
class Received:
    """An update reduced to what the bot needs: no name, no raw message."""

    update_id: int
    chat_id: int
    payload: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """An update that is kept and not handled yet."""

    update_id: int
    chat_id: int


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
    created_at: int


@dataclass(frozen=True, slots=True)
class Decision:
    """What an update changes.

    Attributes:
        session: the new state of the chat.
        replies: what to send, in order.
        is_gone: the patient left: what was still to be sent is erased.
        has_failed: the replies are an apology.
    """

    session: Session
    replies: Sequence[ToSend] = ()
    is_gone: bool = False
    has_failed: bool = False


@dataclass(frozen=True, slots=True)
class Handled:
    """How many updates were handled, and how many of them by an apology."""

    count: int
    failures: int


Pair = tuple[Session, Received]
Decide = Callable[[Session, Received], Decision]
DecideAll = Callable[[Sequence[Pair]], Sequence[Decision]]
HandOver = Callable[[Connection, Sequence[Waiting]], None]


class Store:
    """Reads and writes the state over one engine, from any thread.

    Args:
        engine: the database.
        lifetime: how long anything is kept after the last message.
        hand_over: puts updates in a queue of the same database, in the transaction that keeps them.
    """

    def __init__(
        self, engine: Engine, lifetime: dt.timedelta, hand_over: HandOver | None = None
    ) -> None:
        self._engine = engine
        self._lifetime = lifetime
        self._hand_over = hand_over
        self._has_written = True
        self._turn = threading.Lock()  # SQLite has one writer; its own way of waiting is slow
        self._is_sqlite = engine.dialect.name == "sqlite"
        self._insert: Any = sqlite.insert if self._is_sqlite else postgresql.insert
        self._receive = self._insert(inbox).on_conflict_do_nothing()
        save = self._insert(sessions)
        self._save = save.on_conflict_do_update(
            index_elements=["chat_id"],
            set_={"state": save.excluded.state, "expires_at": save.excluded.expires_at},
        )

    def close(self) -> None:
        """Close the connections; nothing said stays in the journal."""
        try:
            self.scrub()
        finally:
            self._engine.dispose()

    @contextlib.contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._turn if self._is_sqlite else contextlib.nullcontext():
            with self._engine.begin() as connection:
                yield connection
            self._has_written = True

    @contextlib.contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._engine.connect() as connection:
            reader = connection.execution_options(**{READS: True})
            with reader.begin():
                yield reader

    # --- what comes in ------------------------------------------------------------------------

    def receive(self, updates: Sequence[Received], now: dt.datetime) -> list[Waiting]:
        """Keep updates, in one transaction; those already kept or handled change nothing.

        Returns:
            Those that were not handled yet, in the order given, each once.
        """
        if not updates:
            return []
        seconds = int(now.timestamp())
        with self._writing() as connection:
            done = set(connection.execute(_HANDLED, _ids(u.update_id for u in updates)).scalars())
            fresh = {u.update_id: u for u in updates if u.update_id not in done}
            if fresh:
                connection.execute(self._receive, [
                    {"update_id": u.update_id, "chat_id": u.chat_id, "payload": u.payload,
                     "received_at": seconds} for u in fresh.values()
                ])  # fmt: skip
            waiting = [Waiting(u.update_id, u.chat_id) for u in fresh.values()]
            if waiting and self._hand_over is not None:
                self._hand_over(connection, waiting)
        return waiting

    def waiting(self) -> list[Waiting]:
        """Return the updates kept and not handled yet, oldest first."""
        query = select(inbox.c.update_id, inbox.c.chat_id).order_by(inbox.c.update_id)
        with self._reading() as connection:
            return [Waiting(*row) for row in connection.execute(query)]

    def handle(self, update_ids: Sequence[int], decide: Decide, now: dt.datetime) -> int:
        """Handle updates as `handle_lot` does, decided one by one; return how many were."""
        return self.handle_lot(
            update_ids, lambda pairs: [decide(*pair) for pair in pairs], now
        ).count

    def handle_lot(self, update_ids: Sequence[int], decide: DecideAll, now: dt.datetime) -> Handled:
        """Handle updates once each: new sessions, replies and marks in one transaction.

        Those that do not wait, or were already handled, change nothing. Deciding takes the time
        it takes, outside the transaction: what another program handled meanwhile is seen in it.

        Args:
            update_ids: the updates; those of one chat are handled in the order of their numbers.
            decide: what updates of as many chats change. What it raises undoes the whole lot.
            now: the moment.

        """
        while True:
            updates, before = self._read(update_ids, now)
            lot = _Lot(before)
            lot.take(updates, decide)
            with self._writing() as connection:
                if self._still_waiting(connection, update_ids) == set(lot.handled):
                    self._write(connection, lot, update_ids, now)
                    break
        if lot.has_ended:
            self.scrub()
        return Handled(len(lot.handled), lot.failures)

    def _read(
        self, update_ids: Sequence[int], now: dt.datetime
    ) -> tuple[list[Received], dict[int, Session]]:
        ids = _ids(update_ids)
        with self._reading() as connection:
            updates = [Received(*row) for row in connection.execute(_WAITING, ids)]
            done = set(connection.execute(_HANDLED, ids).scalars())
            updates = [update for update in updates if update.update_id not in done]
            return updates, self._sessions(connection, {u.chat_id for u in updates}, now)

    def _still_waiting(self, connection: Connection, update_ids: Sequence[int]) -> set[int]:
        """Hold these updates, and return those that nobody has handled."""
        ids = _ids(update_ids)
        waiting = set(connection.execute(_STILL_WAITING, ids).scalars())
        return waiting - set(connection.execute(_HANDLED, ids).scalars())

    def _write(
        self, connection: Connection, lot: _Lot, update_ids: Sequence[int], now: dt.datetime
    ) -> None:
        seconds, expires = int(now.timestamp()), int((now + self._lifetime).timestamp())
        if lot.gone:
            connection.execute(delete(outbox).where(outbox.c.chat_id.in_(_IDS)), _ids(lot.gone))
        if lot.handled:
            connection.execute(insert(handled), [
                {"update_id": number, "handled_at": seconds} for number in lot.handled
            ])  # fmt: skip
        if kept := [
            {"chat_id": chat_id, "expires_at": expires,
             "state": session.model_dump_json(exclude_defaults=True)}
            for chat_id, session in lot.after.items() if not session.is_empty
        ]:  # fmt: skip
            connection.execute(self._save, kept)
        if ended := [chat_id for chat_id, session in lot.after.items() if session.is_empty]:
            connection.execute(_ENDED, _ids(ended))
        connection.execute(_DONE, _ids(update_ids))
        if lot.replies:
            self._announce(connection)
            connection.execute(insert(outbox), [
                {"chat_id": chat_id, "kind": reply.kind, "payload": reply.payload,
                 "created_at": seconds} for chat_id, reply in lot.replies
            ])  # fmt: skip

    def _announce(self, connection: Connection) -> None:
        """Tell the sender; from here to the end of the transaction, only one program numbers.

        Numbers are then seen in their order: a reply never overtakes the one before it.
        """
        if not self._is_sqlite:
            connection.execute(
                select(func.pg_advisory_xact_lock(NUMBERING), func.pg_notify(REPLIES, ""))
            )

    # --- sessions -----------------------------------------------------------------------------

    def session(self, chat_id: int, now: dt.datetime) -> Session:
        """Return the state of a chat; an expired or unreadable one is an empty one."""
        with self._reading() as connection:
            return self._sessions(connection, {chat_id}, now)[chat_id]

    def _sessions(
        self, connection: Connection, chats: set[int], now: dt.datetime
    ) -> dict[int, Session]:
        if not chats:
            return {}
        found = connection.execute(_SESSIONS, {**_ids(chats), "now": int(now.timestamp())})
        return dict.fromkeys(chats, Session()) | {chat: _read(state) for chat, state in found}

    def erase(self, chat_id: int) -> None:
        """Erase everything about a chat, at once; what it writes later is another story."""
        with self._writing() as connection:
            for table in (sessions, outbox):
                connection.execute(delete(table).where(table.c.chat_id == chat_id))
        self.scrub()

    def purge(self, now: dt.datetime) -> None:
        """Erase what is more than 24 hours old: sessions, messages kept, replies, marks."""
        seconds = int(now.timestamp())
        old = int((now - self._lifetime).timestamp())
        with self._writing() as connection:
            erased = [
                connection.execute(delete(table).where(table.c[column] <= limit)).rowcount
                for table, column, limit in (
                    (sessions, "expires_at", seconds), (handled, "handled_at", old),
                    (inbox, "received_at", old), (outbox, "created_at", old),
                )
            ]  # fmt: skip
        if any(erased):
            self.scrub()

    def scrub(self) -> None:
        """Empty SQLite's journal, where what was said and is no longer kept could still be read."""
        if not self._is_sqlite or not self._has_written:
            return
        with contextlib.closing(self._engine.raw_connection()) as raw:
            row = raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        self._has_written = bool(row[0])  # somebody reads, a backup perhaps: later

    # --- what goes out ------------------------------------------------------------------------

    def unsent(self, after: int = 0, most: int = -1) -> list[Kept]:
        """Return what is still to send, in order.

        Args:
            after: only the rows with a greater number.
            most: how many at most; all by default.
        """
        query = _ROWS.where(outbox.c.id > after)
        with self._reading() as connection:
            rows = connection.execute(query if most < 0 else query.limit(most))
            return [Kept(*row) for row in rows]

    def unsent_numbers(self) -> list[int]:
        """Return the numbers of the rows still to send."""
        with self._reading() as connection:
            return list(connection.execute(select(outbox.c.id)).scalars())

    def rows(self, row_ids: Sequence[int]) -> list[Kept]:
        """Return these rows, those that are still to send, in order."""
        with self._reading() as connection:
            found = connection.execute(_ROWS.where(outbox.c.id.in_(_IDS)), _ids(row_ids))
            return [Kept(*row) for row in found]

    def sent(self, row_ids: Sequence[int]) -> None:
        """Forget what was sent."""
        with self._writing() as connection:
            connection.execute(_SENT, _ids(row_ids))

    def ping(self) -> None:
        """Raise what the database raises when it does not answer."""
        with self._reading() as connection:
            connection.execute(select(1))

    def depths(self) -> Mapping[str, int]:
        """Return how many rows each table has."""
        tables = {table.name: table for table in (inbox, outbox, sessions)}
        with self._reading() as connection:
            return {
                name: connection.execute(select(func.count()).select_from(table)).scalar_one()
                for name, table in tables.items()
            }


class _Lot:
    """What a lot of updates changes, gathered before it is written."""

    def __init__(self, before: Mapping[int, Session]) -> None:
        self._before = before
        self.after: dict[int, Session] = {}
        self.handled: list[int] = []
        self.replies: list[tuple[int, ToSend]] = []
        self.gone: set[int] = set()
        self.failures = 0

    def take(self, updates: Sequence[Received], decide: DecideAll) -> None:
        """Add what updates change: the first of each chat together, then the second ones."""
        while updates:
            first: dict[int, Received] = {}
            for update in updates:
                first.setdefault(update.chat_id, update)
            pairs = [
                (self.after.get(chat_id, self._before[chat_id]), update)
                for chat_id, update in first.items()
            ]
            for update, decision in zip(first.values(), decide(pairs), strict=True):
                self._add(update, decision)
            taken = {update.update_id for update in first.values()}
            updates = [update for update in updates if update.update_id not in taken]

    def _add(self, update: Received, decision: Decision) -> None:
        chat_id = update.chat_id
        self.after[chat_id] = decision.session
        self.handled.append(update.update_id)
        self.failures += decision.has_failed
        if decision.is_gone:
            self.gone.add(chat_id)
            self.replies = [reply for reply in self.replies if reply[0] != chat_id]
        self.replies += [(chat_id, reply) for reply in decision.replies]

    @property
    def has_ended(self) -> bool:
        """Tell whether a conversation has just been erased."""
        return any(
            session.is_empty and not self._before[chat_id].is_empty
            for chat_id, session in self.after.items()
        )


def _ids(numbers: Iterable[int]) -> dict[str, list[int]]:
    return {"ids": list(numbers)}


def _read(state: str) -> Session:
    """Read a state; one that an older version wrote and nobody understands is an empty one."""
    try:
        return Session.model_validate_json(state)
    except ValidationError:
        return Session()
