"""All mapped classes at once: relations by name and undo need every table known."""

from app.model import case, inventory, record
from app.model.base import Base

__all__ = ["Base", "case", "inventory", "record"]
