"""Ctrl+C in the terminal and the end of the session quit the window in an orderly way."""

import signal

import pytest
from pytestqt.qtbot import QtBot

from desktop.interrupts import ENDINGS, Interrupts
from tests.desktop.conftest import Heard


@pytest.mark.parametrize("number", ENDINGS)
def test_a_signal_of_the_system_is_heard_while_qt_waits(
    qtbot: QtBot, number: signal.Signals
) -> None:
    interrupts = Interrupts()
    asked = Heard(interrupts.asked)
    try:
        signal.raise_signal(number)
        qtbot.waitUntil(lambda: bool(asked))
    finally:
        interrupts.close()


def test_afterwards_signals_are_as_they_were(qtbot: QtBot) -> None:
    before = [signal.getsignal(number) for number in ENDINGS]
    Interrupts().close()
    assert [signal.getsignal(number) for number in ENDINGS] == before
