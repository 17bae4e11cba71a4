"""共用与分别签署: which papers are made once, and what each subject signs for itself."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from app.rules.planner import SharedPaper
from app.ui.cases.plan_tree import children
from app.ui.widgets import label


class SharingView(QWidget):
    """A list in three parts: shared by the case, shared by a subject, made for one submission."""

    def __init__(self) -> None:
        super().__init__()
        self._told = label("", wrap=True)
        self.tree = QTreeWidget()
        self.tree.setAccessibleName("共用与分别签署")
        self.tree.setHeaderLabels(["文件", "用于提交", "签章", "说明", "确定程度"])
        self.tree.setRootIsDecorated(True)
        head = self.tree.header()
        head.setStretchLastSection(False)
        for place, width in enumerate((190, 90, 70, 320, 70)):
            self.tree.setColumnWidth(place, width)
        head.setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 8, 8)
        column.setSpacing(6)
        column.addWidget(self._told)
        column.addWidget(self.tree, 1)

    def show_papers(self, papers: Sequence[SharedPaper]) -> None:
        """Show who prepares which paper."""
        self.tree.clear()
        shared = [paper for paper in papers if paper.shared]
        own = [paper for paper in papers if not paper.shared]
        subjects = {paper.organisation_name for paper in papers if paper.organisation_name}
        self._told.setText(
            f"共 {len(papers)} 份文件，其中 {len(shared)} 份可以几次提交共用；"
            f"盖章和签字由各主体自己完成，涉及 {len(subjects)} 个主体。"
            if papers
            else "这个方案没有需要准备的文件。"
        )
        groups = [("几次提交共用", shared)]
        for name in sorted(subjects):
            mine = [paper for paper in own if paper.organisation_name == name]
            groups.append((f"“{name}”分别准备", mine))
        for title, members in groups:
            if not members:
                continue
            top = QTreeWidgetItem([f"{title}（{len(members)} 份）"])
            for paper in members:
                orders = "、".join(str(order) for order in paper.submissions[:6])
                more = " 等" if len(paper.submissions) > 6 else ""
                line = QTreeWidgetItem(
                    [
                        paper.material,
                        f"第 {orders}{more} 次",
                        "各自签章" if paper.signed else "不需要",
                        paper.words,
                        paper.certainty.label,
                    ]
                )
                line.setToolTip(3, f"{paper.words}\n来源：{paper.source}")
                line.setToolTip(4, f"来源：{paper.source}")
                top.addChild(line)
            self.tree.addTopLevelItem(top)
            top.setFirstColumnSpanned(True)
            top.setExpanded(title == "几次提交共用" or len(members) <= 30)

    def words(self) -> list[str]:
        """Return what is said of each paper."""
        found = []
        for place in range(self.tree.topLevelItemCount()):
            top = self.tree.topLevelItem(place)
            found += [line.text(3) for line in children(top)] if top else []
        return found
