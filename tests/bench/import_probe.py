"""Reads a list in a process of its own and prints the seconds it took and the peak of memory.

import_probe.py make FILE COUNT    make a list in the announced shape, numbers made up but valid
import_probe.py alone FILE         python-calamine reads the file, and nothing else
import_probe.py preview FILE DIR   the program reads it up to the ready preview
"""

from __future__ import annotations

import gc
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

HEADINGS = ("序号", "算法名称", "算法类别", "主体名称", "应用产品", "主要用途", "备案编号", "备注")


def make(file: Path, count: int) -> None:
    import openpyxl

    from app.model.filing_number import make_check_digit

    chance = random.Random(1)
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("清单")
    sheet.append(HEADINGS)
    for row in range(count):
        number = f"1101{chance.randint(1, 9):02d}{row // 50:07d}02"
        number += f"{chance.randint(22, 26)}{row % 1000:03d}"
        sheet.append(
            (
                row + 1,
                f"示例推荐算法{row}",
                "个性化推送类",
                f"示例主体{row // 50}有限公司",
                f"示例{row}（APP、网站）、例{row}(小程序)",
                f"应用于资讯推荐第{row}种，通过用户的历史行为数据和用户画像"
                "为用户推荐可能感兴趣的资讯内容。",
                f"网信算备{number}{make_check_digit(number)}号",
                "已注销" if row % 10 == 0 else "",
            )
        )
    book.save(file)


def alone(file: Path) -> None:
    import python_calamine

    python_calamine.CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()


def preview(file: Path, folder: Path) -> tuple[float, int]:
    """Return when it began and how many rows would be new."""
    from app.services.importing import preview_import, read_file
    from app.services.workspace import open_workspace

    gc.disable()  # as the window does, which collects between events (app/ui/jobs/garbage.py)
    ws = open_workspace(folder)
    begun = time.perf_counter()
    found = preview_import(ws, read_file(ws, file))
    count = len(found.new)
    ws.close()
    return begun, count


def _peak() -> float:
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(what: str, file: Path, *rest: str) -> None:
    if what == "make":
        make(file, int(rest[0]))
        return
    begun, count = time.perf_counter(), 0
    if what == "alone":
        alone(file)
    else:
        begun, count = preview(file, Path(rest[0]))
    took = time.perf_counter() - begun
    for name, value in (("seconds", took), ("peak", _peak()), ("new", count)):
        print(f"{name} {value}", flush=True)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:])
