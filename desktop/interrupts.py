"""Ctrl+C and the system's wish to end, as a signal of Qt: the window then quits as by its menu."""

import signal
import socket

from PySide6.QtCore import QObject, QSocketNotifier, Signal, Slot

ENDINGS = (signal.SIGINT, signal.SIGTERM)


class Interrupts(QObject):
    """Listens from its making until `close`.

    Python runs no handler while Qt waits for events; what wakes Qt is the byte that Python
    writes to the other end of a pair of sockets.
    """

    asked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._near, self._far = socket.socketpair()
        for end in (self._near, self._far):
            end.setblocking(False)
        self._notifier = QSocketNotifier(self._near.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_byte)
        self._before = {number: signal.signal(number, _ignore) for number in ENDINGS}
        self._wakes = signal.set_wakeup_fd(self._far.fileno(), warn_on_full_buffer=False)

    def close(self) -> None:
        """Leave signals as they were found."""
        signal.set_wakeup_fd(self._wakes)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._notifier.setEnabled(False)
        self._near.close()
        self._far.close()

    @Slot()
    def _on_byte(self) -> None:
        if set(self._near.recv(64)) & set(ENDINGS):
            self.asked.emit()


def _ignore(_signal: int, _frame: object) -> None:
    """Take a signal's default away; Python has told of it already."""
