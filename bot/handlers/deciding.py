"""What one update changes: the engine's step, in the words of the store."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Sequence

from bot.dialogue.engine import Engine
from bot.dialogue.messages import Reply
from bot.dialogue.session import Session
from bot.handlers import sending
from bot.handlers.reading import open_envelope
from bot.settings import PARIS
from bot.storage.store import Decision, Pair, Received

LOG = logging.getLogger(__name__)


class Deciding:
    """Decides with the engine of the day.

    Args:
        engine_of: gives the engine of a day.
        today: gives the day.
    """

    def __init__(
        self, engine_of: Callable[[dt.date], Engine], today: Callable[[], dt.date]
    ) -> None:
        self._engine_of = engine_of
        self._today = today

    def __call__(self, pairs: Sequence[Pair]) -> list[Decision]:
        """Decide on a few updates of as many chats."""
        return [self._decide(session, update) for session, update in pairs]

    def apologise(self, pairs: Sequence[Pair]) -> list[Decision]:
        """Say sorry to each; their sessions stay as they were."""
        return [self._apology(session) for session, _ in pairs]

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
        return self._apology(session)

    def _apology(self, session: Session) -> Decision:
        text = self._engine_of(self._today()).renderer.text("panne.message")
        return Decision(session, (sending.to_send(Reply(text), None),), has_failed=True)

    def _step(self, session: Session, update: Received) -> Decision:
        envelope = open_envelope(update)
        if envelope.incoming is None:
            return Decision(Session(), is_gone=True)
        step = self._engine_of(self._today()).step(
            session, envelope.incoming, dt.datetime.now(PARIS)
        )
        replies = [sending.to_send(reply, envelope.message_id) for reply in step.replies]
        if envelope.callback_id:
            replies.insert(0, sending.acknowledgement(envelope.callback_id))
        return Decision(step.session, replies)
