"""压缩文件: a file that its platform finds too large, before and after, to choose from."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.errors import QingBeiError
from app.progress import Progress
from app.services.shrinking import Smaller, attach_smaller, first_page, make_smaller
from app.services.workspace import Workspace
from app.ui.cases.pdf_pages import page_picture
from app.ui.jobs import Jobs
from app.ui.widgets import InfoBar, button, label

DPI = 90


class ShrinkPanel(QWidget):
    """Signals: ``closed()`` when the officer took the smaller file or went back."""

    closed = Signal()

    def __init__(self, ws: Workspace, jobs: Jobs) -> None:
        super().__init__()
        self._ws, self._jobs = ws, jobs
        self._material = 0
        self.smaller: Smaller | None = None
        self.info = InfoBar()
        self.title = label("", "heading", wrap=True)
        self.told = label("", wrap=True)
        self.before, self.after = self._side("压缩前的第一页"), self._side("压缩后的第一页")
        self.lossy = button("有损压缩看效果", lambda: self._make(True))
        self.take = button("采用压缩后的文件", self._on_take, kind="primary", shortcut="Ctrl+S")
        self.back = button("返回，不附", self.closed.emit, icon_name="back", shortcut="Esc")
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        for widget in (self.back, self.lossy, self.take):
            head.addWidget(widget)
        sides = QHBoxLayout()
        for name, side in (("压缩前", self.before), ("压缩后", self.after)):
            column = QVBoxLayout()
            column.addWidget(label(name, "muted"))
            column.addWidget(side, 1)
            sides.addLayout(column, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.info)
        whole.addLayout(head)
        whole.addWidget(self.told)
        whole.addLayout(sides, 1)

    @staticmethod
    def _side(name: str) -> QLabel:
        made = QLabel()
        made.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        made.setMinimumSize(200, 200)
        made.setAccessibleName(name)
        return made

    def open(self, material_id: int, smaller: Smaller) -> None:
        """Show what packing tighter brought, without any loss."""
        self._material = material_id
        self.info.dismiss()
        self._show(smaller)

    def _make(self, lossy: bool) -> None:
        smaller = self.smaller
        if smaller is None:
            return
        self._jobs.read(
            lambda progress: make_smaller(
                self._ws, self._material, smaller.original, lossy, progress
            ),
            self._show,
            failed=self._tell,
            owner=self,
            title="正在压缩",
        )

    def _show(self, smaller: Smaller) -> None:
        self.smaller = smaller
        self.title.setText(f"压缩“{smaller.original.name}”")
        how = (
            "有损压缩：图片降到 200 dpi，请对照下面的效果"
            if smaller.lossy
            else "无损压缩：图文不变"
        )
        fits = "可以提交" if smaller.fits else f"仍超过 {smaller.limit_mb:g} MB 的上限"
        self.told.setText(
            f"{how}。{_words(smaller.before)} → {_words(smaller.after)}，{fits}。原件会一并保留。"
        )
        self.take.setVisible(smaller.fits)
        self.lossy.setVisible(not smaller.lossy)
        for side, path in ((self.before, smaller.original), (self.after, smaller.path)):
            side.clear()
            self._draw(side, smaller, path == smaller.original)

    def _draw(self, side: QLabel, smaller: Smaller, original: bool) -> None:
        def work(progress: Progress) -> QImage:
            path = smaller.original if original else smaller.path
            return page_picture(first_page(path, progress), 0, DPI)

        def done(image: QImage) -> None:
            if smaller is self.smaller:
                picture = QPixmap.fromImage(image).scaled(
                    side.size(),
                    Qt.AspectRatioMode.KeepAspectRatio,
                    Qt.TransformationMode.SmoothTransformation,
                )
                side.setPixmap(picture)

        self._jobs.read(work, done, failed=self._tell, owner=self, title="正在显示页面")

    def _on_take(self) -> None:
        smaller = self.smaller
        if smaller is not None and smaller.fits:
            self._jobs.change(
                "附上压缩后的文件",
                lambda progress: attach_smaller(self._ws, self._material, smaller, progress),
                lambda _none: self.closed.emit(),
                self._tell,
                owner=self,
            )

    def _tell(self, error: QingBeiError) -> bool:
        self.info.tell_error(error)
        return True


def _words(size: int) -> str:
    return f"{size / 1024 / 1024:.2f} MB"
