"""How one decides: pure functions, facts in, decisions with their reasons out.

No clock, no file, no database: the day and the calendar are arguments.
"""
