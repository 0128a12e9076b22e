"""What an operator reads: what happened, never what was said, by whom, nor the token."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest

from bot.logs import MaskToken

TOKEN = "1000000001:AAF-jeton_tres_secret"


@pytest.fixture
def log() -> Iterator[tuple[logging.Logger, io.StringIO]]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(MaskToken())
    logger = logging.getLogger("bot.essai")
    logger.addHandler(handler)
    logger.propagate = False
    yield logger, stream
    logger.removeHandler(handler)


Log = tuple[logging.Logger, io.StringIO]


@pytest.mark.parametrize(
    ("message", "arguments"),
    [
        (f"appel à /bot{TOKEN}/sendMessage", ()),
        ("appel à %s", (f"https://api.telegram.org/bot{TOKEN}/getMe",)),
        ("%(url)s", ({"url": f"/bot{TOKEN}/getMe"},)),
        (f"{TOKEN} puis {TOKEN}", ()),
    ],
)
def test_the_token_is_masked_wherever_it_stands(
    log: Log, message: str, arguments: tuple[object, ...]
) -> None:
    logger, stream = log
    logger.warning(message, *arguments)
    assert "jeton" in stream.getvalue()
    assert "AAF" not in stream.getvalue()
    assert "secret" not in stream.getvalue()


def test_an_exception_is_named_and_not_quoted(log: Log) -> None:
    logger, stream = log
    try:
        raise ValueError("j'ai mal au dos, 0612345678")
    except ValueError:
        logger.exception("panne")
    assert stream.getvalue() == "panne (ValueError)\n"


def test_an_ordinary_line_is_left_as_it_is(log: Log) -> None:
    logger, stream = log
    logger.warning("10:30, %d messages, reste 100 %%", 3)
    assert stream.getvalue() == "10:30, 3 messages, reste 100 %\n"


@pytest.mark.parametrize("said", [
    "Can not load invalid JSON data: %r", "exception was never retrieved\nfuture: mal au dos",
])  # fmt: skip
def test_what_a_library_quotes_is_not_written(log: Log, said: str) -> None:
    """PTB quotes an answer it cannot read; asyncio, the error of a task."""
    _, stream = log
    library = logging.getLogger("telegram.essai")
    library.addHandler(logging.getLogger("bot.essai").handlers[0])
    arguments = ("mal au dos",) if "%r" in said else ()
    library.error(said, *arguments)
    assert stream.getvalue().strip() == said.partition("\n")[0]
    assert "mal au dos" not in stream.getvalue()
