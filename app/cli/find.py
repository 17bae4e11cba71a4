"""Finds the case that a command names, by its id or its title."""

from __future__ import annotations

from app.errors import NotFoundError
from app.services.cases import CaseView, case_view, list_cases
from app.services.workspace import Workspace


def find_case(ws: Workspace, name: str) -> CaseView:
    """Return the case with this id or exactly this title.

    Raises :class:`NotFoundError` naming the cases that there are.
    """
    cases = list_cases(ws)
    for case in cases:
        if name in (str(case.id), case.title):
            return case_view(ws, case.id)
    known = "、".join(f"{case.id}（{case.title}）" for case in cases[:10]) or "无"
    raise NotFoundError(f"没有注销项目“{name}”。", f"现有项目：{known}。")
