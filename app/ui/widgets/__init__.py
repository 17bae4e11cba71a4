"""Reusable parts of pages; they know the theme and plain values, never services that change."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from app.ui.widgets.basics import (
    CertaintyTag,
    Chip,
    Elided,
    EmptyState,
    Picture,
    SectionTitle,
    add_shortcut,
    button,
    card,
    copy_text,
    label,
    line,
    make_clearable,
    offer_clearing,
    restyle,
    tool,
)
from app.ui.widgets.fields import ChoiceField, LineField
from app.ui.widgets.grid import GridView
from app.ui.widgets.info_bar import InfoBar
from app.ui.widgets.number import grouped, number_tip
from app.ui.widgets.tables import Column, RowsModel, TableView
from app.ui.widgets.windowed import WindowModel

if TYPE_CHECKING:
    from app.ui.widgets.dates import DateEdit, parse_date
    from app.ui.widgets.findings import FindingCard, FindingsList
    from app.ui.widgets.form import FieldRow, Form, TextField
    from app.ui.widgets.number_label import NumberLabel
    from app.ui.widgets.panes import DetailPane, DropZone, dropped_files, scrolled
    from app.ui.widgets.pressable import Pressable
    from app.ui.widgets.stepper import StepItem, Stepper, StepState
    from app.ui.widgets.written import open_in_system, tell_written

_LATER = {
    **dict.fromkeys(("DateEdit", "parse_date"), "dates"),
    **dict.fromkeys(("FieldRow", "Form", "TextField"), "form"),
    "NumberLabel": "number_label",
    "Pressable": "pressable",
    **dict.fromkeys(("StepItem", "StepState", "Stepper"), "stepper"),
    **dict.fromkeys(("FindingCard", "FindingsList"), "findings"),
    **dict.fromkeys(("DetailPane", "DropZone", "dropped_files", "scrolled"), "panes"),
    **dict.fromkeys(("open_in_system", "tell_written"), "written"),
}
"""Loaded when it is first asked for: the first picture of the window holds none of it."""


def __getattr__(name: str) -> Any:
    """Load what is not needed at the start."""
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)


__all__ = [
    "CertaintyTag",
    "Chip",
    "ChoiceField",
    "Column",
    "DateEdit",
    "DetailPane",
    "DropZone",
    "Elided",
    "EmptyState",
    "FieldRow",
    "FindingCard",
    "FindingsList",
    "Form",
    "GridView",
    "InfoBar",
    "LineField",
    "NumberLabel",
    "Picture",
    "Pressable",
    "RowsModel",
    "SectionTitle",
    "StepItem",
    "StepState",
    "Stepper",
    "TableView",
    "TextField",
    "WindowModel",
    "add_shortcut",
    "button",
    "card",
    "copy_text",
    "dropped_files",
    "grouped",
    "label",
    "line",
    "make_clearable",
    "number_tip",
    "offer_clearing",
    "open_in_system",
    "parse_date",
    "restyle",
    "scrolled",
    "tell_written",
    "tool",
]
