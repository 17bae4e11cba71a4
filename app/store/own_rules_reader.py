"""Reads the firm's own platform rules with sqlite3 alone: the catalogue is asked for often, and
also where no database library is loaded."""

from __future__ import annotations

import json
from datetime import date

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
