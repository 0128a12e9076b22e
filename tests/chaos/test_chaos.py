"""Nothing is lost and nothing is doubled, whatever dies and whatever Telegram does."""

from __future__ import annotations

import math

import pytest

from tests.chaos.conftest import Reports
from tests.chaos.run import MODES, Mode

MOST_DOUBLED = 0.001  # of all replies: those sent but not yet marked when the sender was killed


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.name)
def test_every_conversation_ends_with_the_right_replies_in_order(
    mode: Mode, reports: Reports
) -> None:
    report = reports(mode)
    assert not report.wrong, f"{report}\n" + "\n".join(report.wrong)
    assert report.right == report.expected
    assert report.unanswered == 0
    assert report.conflicts == 0
    assert set(report.statuses) == {0}


def test_nearly_no_reply_is_doubled(reports: Reports) -> None:
    all_reports = [reports(mode) for mode in MODES]
    doubled = sum(report.doubled for report in all_reports)
    expected = sum(report.expected for report in all_reports)
    print(f"{doubled} doubled of {expected} replies")
    mean = MOST_DOUBLED * expected
    assert doubled <= mean + 4 * math.sqrt(mean)  # more could not be chance
