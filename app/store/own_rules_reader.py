"""Reads the firm's own platform rules and forms with sqlite3 alone: they are asked for often, and
also where no database library is loaded."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from app.catalogue.overlay import LookUp, OwnRule, OwnRules
from app.store.line_reader import LineReader


def read_own_rules(lines: LineReader) -> OwnRules:
    """Return the firm's own platforms, rules and look-ups as they stand."""
    with lines.reading() as handle:
        told = handle.connection.execute
        platforms = told("SELECT platform, content FROM added_platform ORDER BY id").fetchall()
        rules = told("SELECT platform, rule, value FROM rule_override ORDER BY id").fetchall()
        checks = told(
            "SELECT platform, rule, value, verified_on FROM rule_check ORDER BY verified_on, id"
        ).fetchall()
    return OwnRules(
        platforms={id: json.loads(content) for id, content in platforms},
        rules=tuple(OwnRule(id, rule, json.loads(value)) for id, rule, value in rules),
        look_ups=tuple(
            LookUp(id, rule, json.loads(value), date.fromisoformat(day))
            for id, rule, value, day in checks
        ),
    )


def read_own_forms(lines: LineReader) -> dict[str, dict[str, Any]]:
    """Return the heading and blocks of the firm's own versions of forms, by the form's id."""
    with lines.reading() as handle:
        rows = handle.connection.execute("SELECT form, value FROM own_form ORDER BY id").fetchall()
    return {form: json.loads(value) for form, value in rows}
