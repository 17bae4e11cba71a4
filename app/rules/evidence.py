"""How far a material is, told by evidence and not by a tick (材料状态).

A step is done when something shows it: a print, a seal on a scan, files in the vault, the
officer's comparison with the original, a dossier that holds exactly these files.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from app.model.kinds import Word


class Stage(Word):
    """One step of a material's way from nothing into the dossier."""

    DRAFT = "draft", "草稿"
    PRINTED = "printed", "已打印"
    SIGNED = "signed", "已签章"
    SCANNED = "scanned", "已扫描"
    ATTACHED = "attached", "已附上"
    CHECKED = "checked", "已核对"
    BOUND = "bound", "已入册"


class Evidence(NamedTuple):
    """What is known of one material.

    ``form`` says that the program writes it, ``by_hand`` that it is signed or sealed on paper,
    ``sealed`` that a seal is among it.
    ``printed_on`` is the newest print, ``print_holds`` whether its words are still today's.
    ``lacking`` are pages of the form that did not come back, ``scan_outdated`` says that those
    that did were printed with other words. ``checked_on`` counts for the files as they are now;
    ``bound`` is the version and the day of the newest finished dossier, when it holds them.
    """

    form: bool
    by_hand: bool
    sealed: bool = False
    n_files: int = 0
    n_pages: int = 0
    printed_on: date | None = None
    print_holds: bool = False
    lacking: tuple[int, ...] = ()
    scan_outdated: bool = False
    seal_seen: bool = False
    checked_on: date | None = None
    bound: tuple[int, date] | None = None


class Step(NamedTuple):
    """A stage, whether it is reached, and what shows it or is still to be done."""

    stage: Stage
    done: bool
    told: str


def steps_of(known: Evidence) -> tuple[Step, ...]:
    """Return the way of a material in order. A step before a done one may be open: a file that
    was bound without having been checked is shown as that."""
    way: list[Step] = []
    if known.form:
        way.append(Step(Stage.DRAFT, True, "内容由程序按台账和填报项生成"))
    if known.form and known.by_hand:
        way += [_printed(known), _signed(known), _scanned(known)]
    elif known.n_files or not known.form:
        way.append(_attached(known))
    if len(way) > 1 or not known.form:
        way.append(_checked(known))
    way.append(_bound(known))
    return tuple(way)


def next_step(way: tuple[Step, ...]) -> Step | None:
    """Return the first step that is not reached, None when all are."""
    return next((step for step in way if not step.done), None)


def is_reached(way: tuple[Step, ...], stage: Stage) -> bool:
    """Tell whether a stage is on the way and something shows it."""
    return any(step.done for step in way if step.stage is stage)


def is_ready(way: tuple[Step, ...]) -> bool:
    """Tell whether a material can go into a dossier: all is done but the check and the binding."""
    return all(step.done for step in way if step.stage not in (Stage.CHECKED, Stage.BOUND))


def can_check(known: Evidence) -> bool:
    """Tell whether there is something whole to compare with the original."""
    return bool(known.n_files) and not known.lacking and not known.scan_outdated


def _printed(known: Evidence) -> Step:
    if known.n_files and not known.scan_outdated:
        day = f"{_day(known.printed_on)}打印" if known.printed_on else "签章后的扫描件已收回"
        return Step(Stage.PRINTED, True, day)
    if known.printed_on is None:
        return Step(Stage.PRINTED, False, "用“打印待签章页”打印")
    if not known.print_holds or known.scan_outdated:
        told = f"内容有改动，须重新打印（{_day(known.printed_on)}打印过）"
        return Step(Stage.PRINTED, False, told)
    return Step(Stage.PRINTED, True, f"{_day(known.printed_on)}打印")


def _signed(known: Evidence) -> Step:
    if can_check(known):
        if known.seal_seen:
            return Step(Stage.SIGNED, True, "扫描件上见到印章")
        if known.checked_on:
            return Step(Stage.SIGNED, True, "核对时看过签章")
        told = "与原件核对：没有认出印章" if known.sealed else "与原件核对签字"
        return Step(Stage.SIGNED, False, told)
    return Step(Stage.SIGNED, False, "按要求签字、盖章" if known.sealed else "按要求签字")


def _scanned(known: Evidence) -> Step:
    if known.lacking:
        numbers = "、".join(map(str, known.lacking))
        return Step(Stage.SCANNED, False, f"还差第 {numbers} 页的扫描件")
    if known.scan_outdated:
        return Step(Stage.SCANNED, False, "扫描件是旧内容，须重新签章、扫描")
    if known.n_files:
        return Step(Stage.SCANNED, True, _files(known))
    return Step(Stage.SCANNED, False, "用“扫描归档”收回扫描件")


def _attached(known: Evidence) -> Step:
    told = _files(known) if known.n_files else "附上 PDF 或图片"
    return Step(Stage.ATTACHED, bool(known.n_files), told)


def _checked(known: Evidence) -> Step:
    if known.checked_on and can_check(known):
        return Step(Stage.CHECKED, True, f"{_day(known.checked_on)}核对无误")
    return Step(Stage.CHECKED, False, "与原件核对，再按“核对无误”")


def _bound(known: Evidence) -> Step:
    if known.bound is None:
        return Step(Stage.BOUND, False, "导出正式材料册后入册")
    version, day = known.bound
    return Step(Stage.BOUND, True, f"{_day(day)}装入第 {version} 版材料册")


def _files(known: Evidence) -> str:
    return f"{known.n_files} 个文件，共 {known.n_pages} 页"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
