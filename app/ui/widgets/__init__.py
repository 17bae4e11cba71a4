"""Reusable parts of pages; they know the theme and plain values, never services that change."""

from app.ui.widgets.basics import (
    CertaintyTag,
    Chip,
    Elided,
    EmptyState,
    InfoBar,
    Picture,
    SectionTitle,
    add_shortcut,
    button,
    card,
    copy_text,
    label,
    line,
    restyle,
    tool,
)
from app.ui.widgets.dates import DateEdit, parse_date
from app.ui.widgets.fields import ChoiceField, FieldRow, Form, LineField, TextField
from app.ui.widgets.grid import GridView
from app.ui.widgets.number import NumberLabel, grouped, number_tip
from app.ui.widgets.panes import (
    DetailPane,
    DropZone,
    FindingCard,
    FindingsList,
    dropped_files,
    scrolled,
)
from app.ui.widgets.stepper import StepItem, Stepper, StepState
from app.ui.widgets.tables import Column, RowsModel, TableView
from app.ui.widgets.windowed import WindowModel

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
    "number_tip",
    "parse_date",
    "restyle",
    "scrolled",
    "tool",
]
