"""One window a data folder: the second start brings the first to the front."""

from __future__ import annotations

import hashlib

from PySide6.QtCore import QLockFile, QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from app.errors import DataFolderBusyError
from app.paths import DataPaths

ANSWER_MS = 2000


class OneInstance(QObject):
    """Holds the folder's lock, listens for later starts and emits :attr:`called` for each."""

    called = Signal()

    def __init__(self, paths: DataPaths) -> None:
        super().__init__()
        self._paths = paths
        self._lock = QLockFile(str(paths.lock))
        # A lock left by a killed process is recognised by its process id, not by its age.
        self._lock.setStaleLockTime(0)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_call)

    def hold(self) -> bool:
        """Take the folder; False when another window has it and was brought to the front.

        Raises :class:`DataFolderBusyError` when the other one does not answer.
        """
        if self._lock.tryLock(0):
            QLocalServer.removeServer(self._name())
            self._server.listen(self._name())
            return True
        if self._call():
            return False
        raise DataFolderBusyError(
            f"数据目录“{self._paths.folder}”正被另一个清备程序使用。",
            "请先关闭那个窗口；若它没有响应，请在任务管理器中结束它后重试。",
        )

    def release(self) -> None:
        """Let the folder go."""
        self._server.close()
        self._lock.unlock()

    def _name(self) -> str:
        digest = hashlib.sha256(str(self._paths.folder).casefold().encode()).hexdigest()
        return f"qingbei-{digest[:24]}"

    def _call(self) -> bool:
        socket = QLocalSocket()
        socket.connectToServer(self._name())
        if not socket.waitForConnected(ANSWER_MS):
            return False
        socket.disconnectFromServer()
        return True

    def _on_call(self) -> None:
        while self._server.hasPendingConnections():
            self._server.nextPendingConnection().deleteLater()
        self.called.emit()
