"""The one small style sheet, built from the tokens; widgets are named by their ``kind``."""

from __future__ import annotations

from app.ui.theme.tokens import RADIUS, Tokens


def style_sheet(t: Tokens) -> str:
    """Return the application's style sheet for one set of colours."""
    return _fields(t) + _buttons(t) + _surfaces(t) + _tables(t) + _words(t)


def _fields(t: Tokens) -> str:
    return f"""
QLineEdit, QPlainTextEdit, QComboBox, QDateEdit, QSpinBox {{
  background: {t.base}; color: {t.text}; border: 1px solid {t.line_strong};
  border-radius: {RADIUS}px; padding: 4px 8px; selection-background-color: {t.accent};
}}
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus {{ border: 2px solid {t.accent}; padding: 3px 7px; }}
QLineEdit[wrong="true"], QPlainTextEdit[wrong="true"], QComboBox[wrong="true"] {{ border: 1px solid {t.danger}; }}
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled {{ background: {t.window}; color: {t.muted}; }}
QLineEdit:read-only {{ background: {t.window}; }}
QComboBox::drop-down {{ border: none; width: 20px; }}
QComboBox QAbstractItemView {{ background: {t.base}; border: 1px solid {t.line_strong}; outline: none; }}
QCheckBox, QRadioButton {{ spacing: 6px; }}
QCheckBox:focus, QRadioButton:focus {{ color: {t.accent_text}; text-decoration: underline; }}
"""


def _buttons(t: Tokens) -> str:
    return f"""
QPushButton {{
  background: {t.base}; color: {t.text}; border: 1px solid {t.line_strong};
  border-radius: {RADIUS}px; padding: 5px 12px; min-height: 18px;
}}
QPushButton:hover {{ background: {t.accent_soft}; border-color: {t.accent}; }}
QPushButton:pressed {{ background: {t.line}; }}
QPushButton:focus {{ border: 2px solid {t.accent}; padding: 4px 11px; }}
QPushButton:disabled {{ color: {t.muted}; background: {t.window}; border-color: {t.line}; }}
QPushButton[kind="primary"] {{ background: {t.accent}; color: {t.on_accent}; border-color: {t.accent}; }}
QPushButton[kind="primary"]:hover {{ border-color: {t.text}; }}
QPushButton[kind="primary"]:focus {{ border: 2px solid {t.text}; }}
QPushButton[kind="primary"]:disabled {{ background: {t.neutral_soft}; color: {t.muted}; border-color: {t.line}; }}
QPushButton[kind="danger"] {{ color: {t.danger}; border-color: {t.danger}; }}
QPushButton[kind="link"] {{ background: transparent; border: 1px solid transparent; color: {t.accent_text}; padding: 2px 4px; }}
QPushButton[kind="link"]:hover {{ text-decoration: underline; }}
QPushButton[kind="link"]:focus {{ border: 1px solid {t.accent}; }}
QPushButton[kind="segment"] {{ border-radius: 0; padding: 5px 14px; }}
QPushButton[kind="segment"]:checked {{ background: {t.accent}; color: {t.on_accent}; border-color: {t.accent}; }}
QToolButton {{ background: transparent; border: 1px solid transparent; border-radius: {RADIUS}px; padding: 4px 8px; color: {t.text}; }}
QToolButton:hover {{ background: {t.accent_soft}; }}
QToolButton:focus {{ border: 1px solid {t.accent}; }}
QToolButton:checked {{ background: {t.accent_soft}; color: {t.accent_text}; }}
QToolButton:disabled {{ color: {t.line_strong}; }}
QToolButton[kind="rail"] {{ border-radius: {RADIUS}px; padding: 8px 10px; text-align: left; }}
QToolButton[kind="rail"]:checked {{ background: {t.accent_soft}; color: {t.accent_text}; font-weight: bold; }}
"""


def _surfaces(t: Tokens) -> str:
    return f"""
QWidget[kind="rail"] {{ background: {t.raised}; border-right: 1px solid {t.line}; }}
QWidget[kind="bar"] {{ background: {t.raised}; border-bottom: 1px solid {t.line}; }}
QWidget[kind="foot"] {{ background: {t.raised}; border-top: 1px solid {t.line}; }}
QWidget[kind="pane"] {{ background: {t.base}; border-left: 1px solid {t.line}; }}
QFrame[kind="card"] {{ background: {t.base}; border: 1px solid {t.line}; border-radius: {RADIUS}px; }}
QFrame[kind="card"][chosen="true"] {{ border: 2px solid {t.accent}; }}
QFrame[kind="drop"] {{ background: {t.raised}; border: 1px dashed {t.line_strong}; border-radius: {RADIUS}px; }}
QFrame[kind="drop"][over="true"] {{ background: {t.accent_soft}; border: 2px dashed {t.accent}; }}
QFrame[kind="info"] {{ background: {t.accent_soft}; border-radius: {RADIUS}px; }}
QFrame[kind="warning"] {{ background: {t.warning_soft}; border-radius: {RADIUS}px; }}
QFrame[kind="danger"] {{ background: {t.danger_soft}; border-radius: {RADIUS}px; }}
QFrame[kind="success"] {{ background: {t.success_soft}; border-radius: {RADIUS}px; }}
QFrame[kind="line"] {{ background: {t.line}; border: none; max-height: 1px; min-height: 1px; }}
QScrollArea, QScrollArea > QWidget > QWidget[kind="scroll"] {{ background: transparent; border: none; }}
QSplitter::handle {{ background: {t.line}; }}
QToolTip {{ background: {t.raised}; color: {t.text}; border: 1px solid {t.line_strong}; padding: 4px; }}
QMenu {{ background: {t.base}; border: 1px solid {t.line_strong}; padding: 4px; }}
QMenu::item {{ padding: 5px 24px 5px 12px; border-radius: 4px; }}
QMenu::item:selected {{ background: {t.accent_soft}; color: {t.text}; }}
QProgressBar {{ background: {t.neutral_soft}; border: none; border-radius: 3px; max-height: 6px; min-height: 6px; }}
QProgressBar::chunk {{ background: {t.accent}; border-radius: 3px; }}
QTabBar::tab {{ background: transparent; color: {t.muted}; padding: 6px 12px; border-bottom: 2px solid transparent; }}
QTabBar::tab:selected {{ color: {t.accent_text}; border-bottom: 2px solid {t.accent}; }}
QTabBar::tab:focus {{ color: {t.text}; }}
QTabWidget::pane {{ border: none; border-top: 1px solid {t.line}; }}
"""


def _tables(t: Tokens) -> str:
    return f"""
QTableView, QListView, QTreeView, QListWidget {{
  background: {t.base}; alternate-background-color: {t.alternate}; color: {t.text};
  border: 1px solid {t.line}; border-radius: {RADIUS}px; gridline-color: {t.line};
  selection-background-color: {t.accent_soft}; selection-color: {t.text}; outline: none;
}}
QTableView:focus, QListView:focus, QListWidget:focus {{ border: 1px solid {t.accent}; }}
QHeaderView::section {{
  background: {t.raised}; color: {t.muted}; border: none; border-right: 1px solid {t.line};
  border-bottom: 1px solid {t.line}; padding: 5px 8px; font-weight: bold;
}}
QTableCornerButton::section {{ background: {t.raised}; border: none; }}
"""


def _words(t: Tokens) -> str:
    return f"""
QLabel[kind="title"] {{ font-size: 15pt; font-weight: bold; color: {t.text}; }}
QLabel[kind="heading"] {{ font-size: 11pt; font-weight: bold; color: {t.text}; }}
QLabel[kind="figure"] {{ font-size: 18pt; font-weight: bold; color: {t.text}; }}
QLabel[kind="muted"] {{ color: {t.muted}; }}
QLabel[kind="error"] {{ color: {t.danger}; }}
QLabel[kind="warning"] {{ color: {t.warning}; }}
QLabel[kind="label"] {{ color: {t.muted}; }}
QLabel[chip="neutral"] {{ background: {t.neutral_soft}; color: {t.text}; border-radius: 8px; padding: 1px 8px; }}
QLabel[chip="accent"] {{ background: {t.accent_soft}; color: {t.accent_text}; border-radius: 8px; padding: 1px 8px; }}
QLabel[chip="success"] {{ background: {t.success_soft}; color: {t.success}; border-radius: 8px; padding: 1px 8px; }}
QLabel[chip="warning"] {{ background: {t.warning_soft}; color: {t.warning}; border-radius: 8px; padding: 1px 8px; }}
QLabel[chip="danger"] {{ background: {t.danger_soft}; color: {t.danger}; border-radius: 8px; padding: 1px 8px; }}
"""
