"""Small choices that belong to the data folder: where one was, what was offered once."""

from __future__ import annotations

from app.model.record import Setting
from app.services.workspace import Workspace


def setting(ws: Workspace, key: str, default: str = "") -> str:
    """Return the stored value of ``key``, or ``default``."""
    with ws.read() as session:
        item = session.get(Setting, key)
        return item.value if item else default


def keep_setting(ws: Workspace, key: str, value: str) -> None:
    """Store ``value`` under ``key``; settings are no events and cannot be undone."""
    with ws.change("setting") as change:
        item = change.session.get(Setting, key) or Setting(key=key)
        item.value = value
        change.session.add(item)
