"""Starts the window, or a headless command; nothing else."""

from __future__ import annotations

import sys


def main(argv: list[str]) -> int:
    """Run with the arguments after the program's name; return the exit status."""
    from app.cli.words import is_headless

    if is_headless(argv):
        from app.cli.main import main as headless

        return headless(argv)
    from app.ui.start import main as window

    return window(argv)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
