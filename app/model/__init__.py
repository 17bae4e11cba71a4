"""What the firm has: mapped classes, vocabularies and value types. No Qt, no I/O."""

from app.model import case, inventory, record
from app.model.base import Base

__all__ = ["Base", "case", "inventory", "record"]
