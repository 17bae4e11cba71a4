"""What a service hands back: its value, and what it changed."""

from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")


class Changes(NamedTuple):
    """What an action changed: the tables touched and the event that undo takes back.

    ``event_id`` is None when nothing was changed, or when the action cannot be undone.
    """

    tables: frozenset[str] = frozenset()
    event_id: int | None = None

    def __bool__(self) -> bool:
        """Tell whether anything was changed."""
        return bool(self.tables)

    def touches(self, *tables: str) -> bool:
        """Tell whether any of ``tables`` was changed."""
        return not self.tables.isdisjoint(tables)


class Result(NamedTuple, Generic[T]):
    """A service's value with its changes and the sentence that tells them (Chinese)."""

    value: T
    changes: Changes
    summary: str = ""
