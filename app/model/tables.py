"""All mapped classes at once: relations by name and undo need every table known."""

from app.model import case, inventory, own_rules, papers, planning, record
from app.model.base import Base

__all__ = ["Base", "case", "inventory", "own_rules", "papers", "planning", "record"]
