"""上传包: what a submission's portal is handed, file by file, and what was packed before."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from app.model.kinds import DossierState
from app.progress import Progress
from app.services.package_files import PackItem, PackState
from app.services.packages import (
    PackagePlan,
    PackageView,
    make_package,
    package_plan,
    save_package_folder,
    save_package_zip,
)
from app.services.workspace import Workspace
from app.ui.cases.material_card import size_words
from app.ui.cases.package_card import PackageCard
from app.ui.cases.picked_view import PickedView
from app.ui.cases.step import CasePlace
from app.ui.jobs import Jobs
from app.ui.widgets import (
    Chip,
    Column,
    EmptyState,
    RowsModel,
    SectionTitle,
    TableView,
    button,
    label,
    scrolled,
)
from app.ui.widgets.written import tell_written

SAVING = "正在保存上传包"
TONES = {
    PackState.READY: "success",
    PackState.FORM: "success",
    PackState.UNSIGNED: "warning",
    PackState.MISSING: "danger",
    PackState.UNDECIDED: "warning",
    PackState.LEFT_OUT: "neutral",
}


def _told(item: PackItem) -> str:
    if item.told:
        return item.told
    if not item.files:
        return "按表单生成 PDF"
    told = f"{len(item.files)} 个文件，{size_words(item.size_bytes)}"
    return f"{told}，超过 {item.max_mb:g} MB" if item.over_limit else told


def _asked(item: PackItem) -> str:
    limit = f"，≤ {item.max_mb:g} MB" if item.max_mb else ""
    return "、".join(kind.upper() for kind in item.formats) + limit


COLUMNS: list[Column[PackItem]] = [
    Column("state", "状态", 112, lambda r: r.state.label, chip=lambda r: TONES[r.state]),
    Column("name", "材料", 128, lambda r: r.name),
    Column("told", "内容", 170, _told),
    Column("stem", "上传的文件名", 240, lambda r: r.stem if r.packed else "—"),
    Column("asked", "平台要求", 110, _asked),
]


class UploadView(PickedView):
    """Left the materials as they will be packed; right the packages that were made."""

    key = "package"
    title = "上传包"
    hint = "每项材料做成单独的文件，按平台的规则命名；有扫描件的用扫描件，其余表单生成 PDF。"

    def __init__(self, ws: Workspace, jobs: Jobs, case_id: int, place: CasePlace) -> None:
        empty = EmptyState("folder", "先采用办理方案", "方案采用后，每次提交可以制作一个上传包。")
        empty.add_action("去办理方案", lambda: self.place.go("plan"), primary=True)
        super().__init__(ws, jobs, case_id, place, empty)
        self.state = Chip()
        self._missing = button("查看", self._on_missing, kind="link")
        self.make = button(
            "制作上传包", self._on_make, kind="primary", icon_name="export", shortcut="Ctrl+E"
        )
        self.portal = button("平台填报清单", self._on_portal, icon_name="copy")
        self.model = RowsModel(COLUMNS)
        self.table = TableView(self.model, "package")
        self.table.setSortingEnabled(False)
        self.table.setAccessibleName("要放入的材料")
        self.table.opened.connect(self._on_item)
        self.lossy: dict[str, QCheckBox] = {}
        self._tight: set[str] = set()
        self.cards: list[PackageCard] = []
        self._plan: PackagePlan | None = None
        self._job = 0
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.state)
        head.addWidget(self._missing)
        head.addStretch(1)
        head.addWidget(self.portal)
        head.addWidget(self.make)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(6)
        column.addWidget(self.table, 1)
        self._choices = QVBoxLayout()
        self._choices.setSpacing(4)
        column.addLayout(self._choices)
        inside = QWidget()
        self._list = QVBoxLayout(inside)
        self._list.setContentsMargins(8, 0, 8, 8)
        self._list.setSpacing(8)
        self._list.addWidget(SectionTitle("已制作的上传包"))
        self._none = label(
            "还没有。制作后在这里保存为 ZIP 或文件夹，随时可以再取。", "muted", wrap=True
        )
        self._list.addWidget(self._none)
        self._list.addStretch(1)
        body = QSplitter(Qt.Orientation.Horizontal)
        body.setChildrenCollapsible(False)
        body.addWidget(left)
        made = scrolled(inside)
        made.setMinimumWidth(300)
        body.addWidget(made)
        body.setSizes([400, 320])
        whole = QVBoxLayout(self.body)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        whole.addLayout(head)
        whole.addWidget(body, 1)

    # showing

    def read(self, submission_id: int) -> PackagePlan:
        """Return how the submission would be packed."""
        return package_plan(self.ws, submission_id)

    def show_field(self, submission_id: int | None, field: str | None) -> None:
        """Show another submission."""
        super().show_field(submission_id, field)
        self.table.setFocus()

    def show_read(self, plan: PackagePlan) -> None:
        """Show the materials, and the packages that were made."""
        fresh = self._plan is None or plan.packages != self._plan.packages
        self._plan = plan
        self.table.refill(plan.items, key=lambda item: item.item)
        if plan.missing:
            self.state.set(f"草稿：还有 {len(plan.missing)} 项必须处理", "warning")
        else:
            self.state.set("材料齐备，可以制作正式的上传包", "success")
        self._missing.setVisible(bool(plan.missing))
        self._show_choices(plan)
        if fresh:
            self._show_packages(plan.packages)

    def _show_choices(self, plan: PackagePlan) -> None:
        """Offer to make pictures coarser where a file is over its limit; nothing is ticked."""
        wanted = [i for i in plan.items if i.packed and (i.over_limit or i.item in self._tight)]
        for item in [key for key in self.lossy if key not in {one.item for one in wanted}]:
            self.lossy.pop(item).deleteLater()
        for one in wanted:
            if one.item not in self.lossy:
                told = f"允许降低“{one.name}”的图片清晰度（仅在无损压缩和拆分都放不下时）"
                made = QCheckBox(told)
                made.setToolTip("处理的是副本，材料库中的原件不变；处理方式会写入上传说明。")
                self.lossy[one.item] = made
                self._choices.addWidget(made)

    def _show_packages(self, packages: tuple[PackageView, ...]) -> None:
        for old in self.cards:
            self._list.removeWidget(old)
            old.deleteLater()
        self.cards = []
        self._none.setVisible(not packages)
        for place, package in enumerate(packages):
            card = PackageCard(package, opened=place == 0)
            card.zip_asked.connect(self._on_zip)
            card.folder_asked.connect(self._on_folder)
            self.cards.append(card)
            self._list.insertWidget(place + 2, card)

    # leading on

    def _on_missing(self) -> None:
        assert self._plan is not None
        first = next((i for i in self._plan.items if i.state is PackState.MISSING), None)
        unsigned = next((i for i in self._plan.items if i.state is PackState.UNSIGNED), None)
        item = first or unsigned
        told = "\n".join(self._plan.missing)
        self.info.tell(
            told,
            "warning",
            action="去准备材料" if item else "去检查",
            on_action=lambda: self._on_item(item) if item else self.place.go("check"),
        )

    def _on_item(self, item: PackItem) -> None:
        self.place.go("materials", self.picker.current(), item.item)

    def _on_portal(self) -> None:
        self.place.go("portal", self.picker.current())

    # packing

    def _on_make(self) -> None:
        chosen = self.picker.current()
        if chosen is None or self.jobs.under_way(self._job):
            return
        self.info.dismiss()
        lossy = frozenset(key for key, box in self.lossy.items() if box.isChecked())
        self._job = self.jobs.change(
            "制作上传包",
            lambda progress: make_package(self.ws, chosen, lossy, progress),
            self._on_made,
            self.tell_error,
            owner=self,
        )

    def _on_made(self, package: PackageView) -> None:
        told = f"已制作第 {package.version} 版上传包，{len(package.files)} 个文件。"
        self._tight |= set(package.too_big)
        if package.too_big:
            self.info.tell(
                f"{told}有材料超过平台的大小上限，没有放入；勾选表格下方的选项，允许降低清晰度后重新制作。",
                "warning",
            )
        elif package.state is DossierState.DRAFT:
            self.info.tell(f"{told}这是草稿，还有 {len(package.missing)} 项要处理。", "warning",
                           action="查看缺项", on_action=self._on_missing)  # fmt: skip
        else:
            self.info.tell(
                f"{told}请保存后按“上传说明”逐个上传。",
                "success",
                again=(
                    ("保存 ZIP…", lambda: self._on_zip(package)),
                    ("保存为文件夹…", lambda: self._on_folder(package)),
                ),
            )

    # saving out

    def _on_zip(self, package: PackageView) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self, "保存上传包", package.file_name, "ZIP 压缩包 (*.zip)"
        )
        if name:
            self.save_zip(package, Path(name))

    def save_zip(self, package: PackageView, target: Path) -> None:
        """Write the kept ZIP to a place of the officer's."""
        if target.suffix.lower() != ".zip":
            target = target.with_name(target.name + ".zip")
        self.info.dismiss()
        self.jobs.read(
            lambda progress: save_package_zip(self.ws, package.id, target, progress),
            self._on_saved,
            failed=self.tell_error,
            owner=self,
            title=SAVING,
        )

    def _on_folder(self, package: PackageView) -> None:
        name = QFileDialog.getExistingDirectory(self, "选择放置上传包的文件夹")
        if name:
            self.save_folder(package, Path(name) / Path(package.file_name).stem)

    def save_folder(self, package: PackageView, target: Path) -> None:
        """Write the package's files into a new folder."""
        self.info.dismiss()

        def work(progress: Progress) -> Path:
            return save_package_folder(self.ws, package.id, target, progress)

        self.jobs.read(
            work, self._on_saved, failed=self.tell_error, owner=self, title="正在保存上传包"
        )

    def _on_saved(self, path: Path) -> None:
        tell_written(self.info, f"已保存到“{path}”。", path)
