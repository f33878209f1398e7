"""One window for each data folder and session: a second start raises the first one's."""

import hashlib
import sys
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, QStandardPaths, Signal, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from core.errors import Code, TransientError

RAISE = b"raise\n"
WAIT = 300  # milliseconds for one that is just leaving to let go
PATIENCE = 2000  # milliseconds for the other program to answer
_TRIES = 3  # the other may be just starting, or just leaving


class Instance(QObject):
    """The right to be the one; and the ear for those who start later."""

    raised = Signal()  # somebody started the program again

    def __init__(self, data: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = QLockFile(str(_runtime() / f"{_name(data)}.lock"))
        self._lock.setStaleLockTime(0)  # only a dead process lets go of it, not a sleeping PC
        self._address = _address(data)
        self._server: QLocalServer | None = None

    def claim(self) -> bool:
        """Be the one; or raise the window of the one that is, and return False.

        A program that was killed leaves a lock and a socket behind, which are taken over. Raises
        TransientError(DATABASE_BUSY) if the other holds the lock and does not answer.
        """
        for _ in range(_TRIES):
            held_by_another = QLockFile.LockError.LockFailedError
            if self._lock.tryLock(WAIT) or self._lock.error() is not held_by_another:
                self._listen()
                return True
            if self._call():
                return False
        raise TransientError(Code.DATABASE_BUSY, detail="running")

    def release(self) -> None:
        """Let another be the one. Harmless to repeat."""
        if self._server is not None:
            self._server.close()
            self._server = None
        if self._lock.isLocked():
            self._lock.unlock()

    def _listen(self) -> None:
        """Listen, in place of one that was killed: Qt puts our socket where its socket was."""
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_call)
        self._server.listen(self._address)

    def _call(self) -> bool:
        """Ask the other to raise its window; return whether it heard."""
        socket = QLocalSocket()
        socket.connectToServer(self._address)
        if not socket.waitForConnected(PATIENCE):
            return False
        socket.write(RAISE)
        heard = socket.waitForReadyRead(PATIENCE) and socket.readAll().data() == RAISE
        socket.disconnectFromServer()
        return heard

    @Slot()
    def _on_call(self) -> None:
        while self._server is not None and self._server.hasPendingConnections():
            caller = self._server.nextPendingConnection()
            caller.readyRead.connect(self._on_words)
            caller.disconnected.connect(caller.deleteLater)

    @Slot()
    def _on_words(self) -> None:
        caller = self.sender()
        if isinstance(caller, QLocalSocket) and caller.readAll().data() == RAISE:
            caller.write(RAISE)
            caller.flush()
            self.raised.emit()


def _runtime() -> Path:
    """Return the folder for locks and sockets of this session, which only this user can enter."""
    location = QStandardPaths.StandardLocation
    where = location.TempLocation if sys.platform == "win32" else location.RuntimeLocation
    return Path(QStandardPaths.writableLocation(where))


def _name(data: Path) -> str:
    return "300sync-" + hashlib.sha256(str(data.absolute()).encode()).hexdigest()[:12]


def _address(data: Path) -> str:
    """Return where the one listens: a pipe's name on Windows, elsewhere a whole path."""
    if sys.platform == "win32":
        return _name(data)
    return str(_runtime() / f"{_name(data)}.sock")
