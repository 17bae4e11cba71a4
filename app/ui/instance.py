"""One window a data folder: the second start brings the first to the front."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QDeadlineTimer, QLockFile, QObject, QThread, QTimer, Signal

from app.errors import DataFolderBusyError
from app.paths import DataPaths

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer

ANSWER_MS = 2000
ASK_AGAIN_MS = 50
LISTEN_AFTER_MS = 300
"""After the first picture, with its data, the library for listening is loaded."""


class OneInstance(QObject):
    """Holds the folder's lock, and emits :attr:`called` for each later start once it listens."""

    called = Signal()

    def __init__(self, paths: DataPaths) -> None:
        super().__init__()
        self._paths = paths
        self._lock = QLockFile(str(paths.lock))
        # A lock left by a killed process is recognised by its process id, not by its age.
        self._lock.setStaleLockTime(0)
        self._server: QLocalServer | None = None

    def hold(self) -> bool:
        """Take the folder; False when another window has it and was brought to the front.

        Raises :class:`DataFolderBusyError` when the other one does not answer.
        """
        if self._lock.tryLock(0):
            return True
        if self._call():
            return False
        raise DataFolderBusyError(
            f"数据目录“{self._paths.folder}”正被另一个清备程序使用。",
            "请先关闭那个窗口；若它没有响应，请在任务管理器中结束它后重试。",
        )

    def release(self) -> None:
        """Let the folder go."""
        if self._server is not None:
            self._server.close()
        self._lock.unlock()

    def listen_soon(self) -> None:
        """Begin to hear later starts; a caller asks again until then."""
        QTimer.singleShot(LISTEN_AFTER_MS, self, self._listen)

    def _listen(self) -> None:
        from PySide6.QtNetwork import QLocalServer

        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_call)
        QLocalServer.removeServer(self._name())
        self._server.listen(self._name())

    def _name(self) -> str:
        import hashlib

        digest = hashlib.sha256(str(self._paths.folder).casefold().encode()).hexdigest()
        return f"qingbei-{digest[:24]}"

    def _call(self) -> bool:
        from PySide6.QtNetwork import QLocalSocket

        until, socket = QDeadlineTimer(ANSWER_MS), QLocalSocket()
        while not until.hasExpired():
            socket.connectToServer(self._name())
            if socket.waitForConnected(until.remainingTime()):
                socket.disconnectFromServer()
                return True
            QThread.msleep(ASK_AGAIN_MS)
        return False

    def _on_call(self) -> None:
        assert self._server is not None
        while self._server.hasPendingConnections():
            self._server.nextPendingConnection().deleteLater()
        self.called.emit()
