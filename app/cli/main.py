"""Runs one headless command over the same services as the window."""

from __future__ import annotations

import argparse
import io
import sys
import traceback
from pathlib import Path

from app.cli.answer import Answer
from app.cli.parser import build_parser
from app.errors import EXIT_BAD_INPUT, QingBeiError
from app.paths import default_data_folder
from app.progress import Progress, Seldom, Silent


def main(argv: list[str]) -> int:
    """Run the command in ``argv``; return the exit status (0, 1 findings, 2 bad use or input)."""
    _speak_utf8()
    try:
        options = build_parser().parse_args(argv)
        answer = _run(options)
    except SystemExit as end:
        # --help and --version have printed what was asked for.
        return int(end.code or 0)
    except QingBeiError as error:
        print(f"错误：{error}", file=sys.stderr)
        return error.exit_status
    except KeyboardInterrupt:
        print("已中止，这一步没有保存。", file=sys.stderr)
        return EXIT_BAD_INPUT
    except Exception:
        traceback.print_exc()
        print("错误：程序遇到了意外错误，这一步没有保存。", file=sys.stderr)
        return EXIT_BAD_INPUT
    print(answer.as_json() if options.json else answer.text)
    return answer.status


def _run(options: argparse.Namespace) -> Answer:
    from app.services.workspace import open_workspace

    folder: Path = options.data or default_data_folder()
    progress = _OneLine() if sys.stderr.isatty() else Silent()
    ws = open_workspace(folder, progress)
    try:
        match options.command:
            case "import":
                from app.cli import import_command

                return import_command.run(ws, options, progress)
            case "list":
                from app.cli import list_command

                return list_command.run(ws, options)
            case "export":
                from app.cli import export_command

                return export_command.run(ws, options, progress)
            case "plan":
                from app.cli import plan_command

                return plan_command.run(ws, options)
            case "dossier":
                from app.cli import dossier_command

                return dossier_command.run(ws, options, progress)
            case _:
                from app.cli import verify_command

                return verify_command.run(ws, options)
    finally:
        _clear(progress)
        ws.close()


class _OneLine:
    """Shows how far the work is on one line of the terminal."""

    def __init__(self) -> None:
        self._seldom = Seldom()

    def report(self, done: int, total: int, text: str) -> None:
        """Write the line over the one before."""
        if not self._seldom.worth(text):
            return
        share = f" {done * 100 // total}%" if total else ""
        print(f"\r\x1b[K{text}{share}", end="", file=sys.stderr, flush=True)


def _clear(progress: Progress) -> None:
    if isinstance(progress, _OneLine):
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _speak_utf8() -> None:
    """Write UTF-8 wherever the output goes; a Windows console or pipe has its own code page."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
