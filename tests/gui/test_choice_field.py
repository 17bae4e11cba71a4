"""A choice is light until it is looked into, and tells, shows and changes the same then."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QListView, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.ui.theme import apply_theme, tokens
from app.ui.widgets import ChoiceField, restyle


def shown(qtbot: QtBot, qapp: QApplication, *fields: QWidget) -> QWidget:
    """Show fields one below the other, the focus in the first."""
    apply_theme(qapp)
    window = QWidget()
    column = QVBoxLayout(window)
    for field in fields:
        column.addWidget(field)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    fields[0].setFocus()
    return window


def has_list(choice: ChoiceField[str]) -> bool:
    """Tell whether the list that falls open was made."""
    return bool(choice.findChildren(QListView))


def test_it_is_painted_and_asked_without_its_list_and_keys_change_it(
    qtbot: QtBot, qapp: QApplication
) -> None:
    choice = ChoiceField([("a", "甲"), ("b", "乙")])
    other = QLineEdit()
    window = shown(qtbot, qapp, other, choice)
    rest = choice.grab().toImage()
    assert (choice.value(), choice.currentText(), choice.count()) == ("a", "甲", 2)
    assert not has_list(choice)
    with qtbot.waitSignal(choice.value_committed):
        choice.setFocus()
        qtbot.keyClick(choice, Qt.Key.Key_Down)
    assert (choice.value(), choice.currentText()) == ("b", "乙")
    assert has_list(choice)
    choice.set_value("a")
    other.setFocus()
    qapp.processEvents()
    native = choice.grab().toImage()
    assert native.size() == rest.size()
    middle = rest.height() // 2
    assert native.pixelColor(0, middle) == rest.pixelColor(0, middle)
    assert native.pixelColor(4, middle) == rest.pixelColor(4, middle)
    window.close()


def test_what_is_offered_anew_keeps_the_choice_where_it_still_is(qtbot: QtBot) -> None:
    choice = ChoiceField([("a", "甲"), ("b", "乙")])
    qtbot.addWidget(choice)
    choice.set_value("b")
    told: list[object] = []
    choice.value_committed.connect(lambda: told.append(None))
    choice.set_choices([("b", "乙"), ("c", "丙")])
    assert choice.value() == "b"
    choice.set_choices([("c", "丙")])
    assert (choice.value(), told) == ("c", [])
    choice.set_choices([])
    assert (choice.value(), choice.currentText()) == (None, "")


def test_a_wrong_choice_is_marked_before_it_was_ever_opened(
    qtbot: QtBot, qapp: QApplication
) -> None:
    choice = ChoiceField([("a", "甲")])
    window = shown(qtbot, qapp, QLineEdit(), choice)
    restyle(choice, "wrong", True)
    picture = choice.grab().toImage()
    assert picture.pixelColor(0, picture.height() // 2).name() == tokens().danger
    window.close()
