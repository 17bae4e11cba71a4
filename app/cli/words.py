"""The words that make a start headless; read before anything heavy is imported."""

from __future__ import annotations

COMMANDS = ("import", "list", "export", "plan", "dossier", "verify")
HELP = ("-h", "--help", "--version")


def is_headless(argv: list[str]) -> bool:
    """Tell whether the arguments ask for a headless command rather than for the window.

    ``--data DIR`` may stand before the command.
    """
    rest = list(argv)
    while rest and rest[0].startswith("--data"):
        del rest[: 1 if "=" in rest[0] else 2]
    return bool(rest) and (rest[0] in COMMANDS or rest[0] in HELP)
