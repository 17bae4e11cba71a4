"""The open-source parts of the program: their versions and licences, read from their own words."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

PARTS = (
    ("PySide6-Essentials", "窗口界面（Qt）", "LGPL-3.0"),
    ("SQLAlchemy", "数据库访问", "MIT"),
    ("alembic", "数据库升级", "MIT"),
    ("pydantic", "平台规则校验", "MIT"),
    ("PyYAML", "读取平台规则", "MIT"),
    ("reportlab", "生成 PDF", "BSD-3-Clause"),
    ("pikepdf", "合并 PDF", "MPL-2.0"),
    ("pypdfium2", "显示 PDF", "Apache-2.0 / BSD-3-Clause"),
    ("img2pdf", "图片转 PDF", "LGPL-3.0"),
    ("pillow", "图片处理", "MIT-CMU"),
    ("segno", "绘制清备码", "BSD-3-Clause"),
    ("zxing-cpp", "识别扫描件上的清备码", "Apache-2.0"),
    ("python-calamine", "读取 Excel", "MIT"),
    ("openpyxl", "写出 Excel", "MIT"),
    ("python-docx", "读取 Word", "MIT"),
    ("chinesecalendar", "工作日历", "MIT"),
    ("python-stdnum", "统一社会信用代码校验", "LGPL-2.1"),
    ("pypinyin", "拼音搜索", "MIT"),
    ("pdfplumber", "读取 PDF 表格", "MIT"),
    ("RapidFuzz", "名称相似度", "MIT"),
    ("platformdirs", "数据目录位置", "MIT"),
    ("fonttools", "字体", "MIT"),
)


@dataclass(frozen=True)
class Part:
    """A library: its name, what it does here, its licence, and its version where it is told."""

    name: str
    purpose: str
    licence: str
    version: str


def parts() -> list[Part]:
    """Return the libraries that the program is built of."""
    return [Part(name, purpose, licence, _version(name)) for name, purpose, licence in PARTS]


def _version(name: str) -> str:
    try:
        return distribution(name).version
    except PackageNotFoundError:
        return ""


def licence_folder() -> Path | None:
    """Return the folder of licence texts beside the packaged program; None in a checkout."""
    folder = Path(sys.executable).resolve().parent / "licenses"
    return folder if getattr(sys, "frozen", False) and folder.is_dir() else None
