"""Answering updates: the engine's step, in the transaction that keeps what it changes."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Callable, Sequence

from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError

from bot.dialogue.engine import Engine
from bot.dialogue.messages import Reply
from bot.dialogue.session import Session
from bot.handlers import sending
from bot.handlers.counts import Counts
from bot.handlers.patience import Patience
from bot.handlers.reading import open_envelope
from bot.settings import PARIS
from bot.storage.store import Decide, Decision, Received
from bot.storage.thread import Lots, StoreThread

LOG = logging.getLogger(__name__)


class Answering:
    """Answers kept updates, by lots, with the engine of the day.

    Args:
        thread: where the state is kept; the engine works there too, off the event loop.
        engine_of: gives the engine of a day.
        today: gives the day.
        counts: what is measured.
        on_replies: called once there is something to send.
    """

    def __init__(
        self, thread: StoreThread, engine_of: Callable[[dt.date], Engine],
        today: Callable[[], dt.date], counts: Counts, on_replies: Callable[[], None],
    ) -> None:  # fmt: skip
        self._thread = thread
        self._engine_of = engine_of
        self._today = today
        self._counts = counts
        self._on_replies = on_replies
        self._lots: Lots[int] = Lots(self._answer)

    async def answer(self, update_id: int) -> None:
        """Answer one update; return when it is done, whatever the database does meanwhile."""
        await self._lots.add(update_id)

    async def _answer(self, update_ids: Sequence[int]) -> None:
        patience = Patience(first=0.2)
        while True:
            try:
                await self._handle(update_ids, self._decide)
            except (DataError, IntegrityError):
                await self._answer_alone(update_ids)
            except SQLAlchemyError as error:
                LOG.error("la base refuse d’écrire : %s", type(error).__name__)
                await asyncio.sleep(patience.delay())
                continue
            except Exception:
                await self._answer_alone(update_ids)
            return

    async def _answer_alone(self, update_ids: Sequence[int]) -> None:
        """Answer one by one what could not be kept together, so that one does not hold others."""
        if len(update_ids) > 1:
            for update_id in update_ids:
                await self._answer([update_id])
            return
        LOG.exception("une réponse n’a pas pu être gardée")
        await self._handle(update_ids, lambda session, _: self._apologise(session))

    async def _handle(self, update_ids: Sequence[int], decide: Decide) -> None:
        with self._counts.step.time():
            handled = await self._thread.run(self._thread.store.handle, update_ids, decide, _now())
        self._counts.handled.inc(handled)
        self._on_replies()

    def _decide(self, session: Session, update: Received) -> Decision:
        """Answer one update; what fails is told to the patient, and changes nothing else.

        A session that another version kept may name what is gone: without it, the answer is that
        of a new conversation.
        """
        for before in (session, Session()):
            try:
                return self._step(before, update)
            except Exception:
                LOG.exception("une réponse n’a pas pu être préparée")
            if session.is_empty:
                break
        return self._apologise(session)

    def _apologise(self, session: Session) -> Decision:
        self._counts.failed.inc()
        text = self._engine_of(self._today()).renderer.text("panne.message")
        return Decision(session, [sending.to_send(Reply(text), None)])

    def _step(self, session: Session, update: Received) -> Decision:
        envelope = open_envelope(update)
        if envelope.incoming is None:
            return Decision(Session(), is_gone=True)
        step = self._engine_of(self._today()).step(session, envelope.incoming, _now())
        replies = [sending.to_send(reply, envelope.message_id) for reply in step.replies]
        if envelope.callback_id:
            replies.insert(0, sending.acknowledgement(envelope.callback_id))
        return Decision(step.session, replies)


def _now() -> dt.datetime:
    return dt.datetime.now(PARIS)
