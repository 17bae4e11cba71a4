"""The commands and their options, with help and complaints in Chinese."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from app import APP_NAME, __version__
from app.errors import BadInputError
from app.model.kinds import FilingStatus

PROGRAM = "qingbei"
EXPORTS = ("xlsx", "csv", "pdf")
CHOICES = {"batch": "全部可批量", "single": "全部单个", "recommended": "推荐"}

EPILOG = """退出状态：0 正常；1 有需要处理的情况；2 用法或输入有误，数据没有改动。
命令的帮助：命令 --help"""

_COMPLAINTS: tuple[tuple[str, str], ...] = (
    (r"the following arguments are required: (.+)", r"缺少参数：\1"),
    (r"unrecognized arguments: (.+)", r"不认识的参数：\1"),
    (r"one of the arguments (.+) is required", r"以下参数需要给出一个：\1"),
    (r"argument (.+?): not allowed with argument (.+)", r"参数 \1 不能与 \2 同时使用"),
    (
        r"argument (.+?): invalid choice: (.+?) \(choose from (.+)\)",
        r"参数 \1 的值 \2 无效，可用：\3",
    ),
    (r"argument (.+?): expected one argument", r"参数 \1 后面需要一个值"),
    (r"argument (.+?): expected at least one argument", r"参数 \1 后面至少需要一个值"),
    (r"argument (.+?): invalid int value: (.+)", r"参数 \1 的值 \2 不是整数"),
    (r"argument (.+?): ignored explicit argument (.+)", r"参数 \1 不带值，多出了 \2"),
    (r"argument (.+?): (.+)", r"参数 \1：\2"),
    (r"ambiguous option: (.+?) could match (.+)", r"参数 \1 不明确，可能是 \2"),
)


class _Help(argparse.RawDescriptionHelpFormatter):
    """Help with Chinese heads."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    """An argument parser that complains in Chinese, as the program's own kind of error."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, formatter_class=_Help, add_help=False, allow_abbrev=False)
        self._positionals.title = "参数"
        self._optionals.title = "选项"
        self.add_argument("-h", "--help", action="help", help="显示这段说明")

    def error(self, message: str) -> NoReturn:
        """Raise the complaint in Chinese."""
        for pattern, chinese in _COMPLAINTS:
            if re.fullmatch(pattern, message):
                message = re.sub(pattern, chinese, message)
                break
        raise BadInputError(f"命令的用法不对：{message}。", f"用法见 {self.prog} --help。")


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    parser = _Parser(
        prog=PROGRAM, description=f"{APP_NAME}：算法与服务备案注销，命令行", epilog=EPILOG
    )
    parser.add_argument("--data", type=Path, metavar="DIR", default=None, help="数据目录")
    parser.add_argument("--version", action="version", version=__version__, help="显示版本")
    commands = parser.add_subparsers(
        dest="command", metavar="命令", title="可用的命令", required=True, parser_class=_Parser
    )
    for add in (_import, _list, _export, _plan, _dossier, _verify):
        command = add(commands)
        command.add_argument(
            "--data", type=Path, metavar="DIR", default=argparse.SUPPRESS, help="数据目录"
        )
        command.add_argument("--json", action="store_true", help="以 JSON 输出（UTF-8）")
    return parser


def _import(commands: Any) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(
        "import",
        help="导入备案清单或注销公告",
        description="导入备案清单、自己的台账或注销公告（xlsx、xls、csv、docx、pdf、html）。"
        "有被拒绝的行时退出状态为 1。",
    )
    command.add_argument("file", type=Path, metavar="FILE", help="清单或公告文件")
    which = command.add_mutually_exclusive_group()
    which.add_argument(
        "--org", nargs="+", action="extend", metavar="NAME", help="只导入这些主体（按名称）"
    )
    which.add_argument("--all", action="store_true", help="导入全部主体")
    command.add_argument(
        "--published",
        type=_day,
        metavar="DATE",
        help="注销公告的日期（文件中没有写明时），例如 2026-07-17",
    )
    command.add_argument("--dry-run", action="store_true", help="只预览，不写入")
    return command


def _list(commands: Any) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(
        "list", help="列出备案台账", description="列出备案台账中的备案。"
    )
    _choice(command)
    return command


def _export(commands: Any) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(
        "export",
        help="把备案台账导出为文件",
        description="把备案台账（或其中符合条件的备案）导出为 Excel、CSV 或 PDF 清单。\n"
        "已有的同名文件会被替换。",
    )
    command.add_argument(
        "--format",
        choices=EXPORTS,
        metavar="FORMAT",
        help=f"格式：{'、'.join(EXPORTS)}；不写时按文件的扩展名",
    )
    command.add_argument("--out", type=Path, required=True, metavar="FILE", help="写到哪个文件")
    _choice(command)
    return command


def _choice(command: argparse.ArgumentParser) -> None:
    """Add the options that choose filings."""
    words = "、".join(status.label for status in FilingStatus)
    command.add_argument("--status", type=_status, metavar="状态", help=f"按状态：{words}")
    command.add_argument("--platform", metavar="平台", help="按平台（编号或名称）")
    command.add_argument("--org", metavar="主体", help="按主体名称（可只写一部分）")
    command.add_argument("--text", metavar="文字", help="按名称、编号、产品等文字")


def _plan(commands: Any) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(
        "plan",
        help="比较批量与单个的办理方案",
        description="列出三种办理方案；加 --accept 时采用选用的一种。\n"
        "有备案未能列入方案时退出状态为 1。",
    )
    scope = command.add_mutually_exclusive_group(required=True)
    scope.add_argument("case", nargs="?", metavar="CASE", help="注销项目的编号或名称")
    scope.add_argument(
        "--filings", nargs="+", type=int, metavar="ID", help="备案的编号（见 list 的第一列）"
    )
    command.add_argument("--ended", type=_day, metavar="DATE", help="终止日期，例如 2026-07-01")
    command.add_argument(
        "--product",
        nargs="+",
        action="extend",
        metavar="产品",
        help="停止使用的产品（按名称）；已停用的产品不必写",
    )
    command.add_argument(
        "--choose",
        choices=tuple(CHOICES),
        default="recommended",
        metavar="PLAN",
        help="选用：batch 全部可批量、single 全部单个、recommended 推荐（默认）",
    )
    command.add_argument(
        "--accept", action="store_true", help="采用选用的方案；用 --filings 时先建立注销项目"
    )
    return command


def _dossier(commands: Any) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(
        "dossier",
        help="导出提交材料册（PDF）",
        description="为项目的每次提交导出材料册。只有草稿时退出状态为 1，并列出还缺什么。",
    )
    scope = command.add_mutually_exclusive_group(required=True)
    scope.add_argument("case", nargs="?", metavar="CASE", help="注销项目的编号或名称")
    scope.add_argument(
        "--submission", nargs="+", type=int, metavar="ID", help="只导出这些提交（编号见 plan）"
    )
    command.add_argument("--out", type=Path, required=True, metavar="DIR", help="输出目录")
    command.add_argument(
        "--archival", action="store_true", help="导出长期保存用的 PDF/A-2b，并逐条检查"
    )
    command.add_argument(
        "--archival-pictures",
        action="store_true",
        help="与 --archival 同用：同意把附件中不符合的页按图片装入（文字不能再选取）",
    )
    return command


def _verify(commands: Any) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(
        "verify",
        help="核对 PDF 是否为存档的材料册",
        description="先按字节、再逐页核对 PDF 是否为存档的材料册，列出不同、缺少和多出的页。\n"
        "每一页都与存档一致为 0，否则为 1。",
    )
    command.add_argument("file", type=Path, metavar="FILE.pdf", help="要核对的文件")
    return command


def _status(text: str) -> FilingStatus:
    found = FilingStatus.from_label(text) or next((s for s in FilingStatus if s == text), None)
    if found is None:
        words = "、".join(status.label for status in FilingStatus)
        raise argparse.ArgumentTypeError(f"没有状态“{text}”，可用：{words}")
    return found


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期，请写成 2026-07-01 的样子") from None
