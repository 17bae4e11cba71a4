"""A platform that the catalogue does not know is added, from blank or as a copy of another."""

from __future__ import annotations

from collections.abc import Sequence

from app.progress import Progress
from app.services.own_platforms import NewPlatform, add_platform
from app.services.results import Result
from app.services.workspace import Workspace
from app.ui.platforms.inputs import SwitchField
from app.ui.platforms.pane_form import PaneForm, Work
from app.ui.widgets import ChoiceField, LineField

KEYS = ("name", "short_name", "authority", "unit", "portal")


class NewPlatformForm(PaneForm):
    """Names the platform; its rules are changed one by one afterwards. ``made`` is its id."""

    title = "新增平台"
    saving = "新增平台"
    save_word = "新增"

    def __init__(
        self, ws: Workspace, platforms: Sequence[tuple[str, str]], copy_of: str = ""
    ) -> None:
        super().__init__(ws)
        self.made = ""
        add = self.form.add
        add("name", "平台名称", LineField("全称", 200), required=True)
        short = LineField("如：省数据登记", 30)
        add("short_name", "简称", short, required=True, hint="台账和方案中用这个名称。")
        add("authority", "主管单位", LineField("", 200), required=True)
        add("unit", "备案单位", LineField("如：一个系统", 200), required=True)
        algorithm = SwitchField("登记的是算法（台账中按算法填写）")
        add("unit_is_algorithm", "登记对象", algorithm)
        add("portal", "网址", LineField("https://", 400))
        first: ChoiceField[str] = ChoiceField(
            [("", "从空白开始"), *((id, f"复制“{name}”的规则") for id, name in platforms)]
        )
        first.set_value(copy_of)
        add(
            "copy_of", "规则", first,
            hint="复制来的规则都记为待核实：还没有人向这个平台问过。",
        )  # fmt: skip
        self.ready()

    def work(self) -> Work:
        new = NewPlatform(
            **{key: self.value_of(key) for key in KEYS},
            unit_is_algorithm=self.value_of("unit_is_algorithm"),
            copy_of=self.value_of("copy_of") or "",
        )

        def save(_progress: Progress) -> Result[str]:
            result = add_platform(self.ws, new)
            self.made = result.value
            return result

        return save
