"""The columns of the lines, and by what each is sorted."""

from __future__ import annotations

COLUMNS = (
    "id", "organisation_id", "algorithm_id", "platform", "platform_name", "title", "number",
    "status", "type", "role", "organisation", "products", "purpose", "remark", "filed_on",
    "changed_on", "cancelled", "problems", "doubtful", "running", "product_count", "sample",
    "title_order", "organisation_order", "products_order", "purpose_order", "remark_order", "text",
)  # fmt: skip

ORDERS = {
    "title": "title_order",
    "number": "number",
    "status": "status",
    "platform": "platform_name",
    "type": "type",
    "role": "role",
    "organisation": "organisation_order",
    "products": "products_order",
    "purpose": "purpose_order",
    "remark": "remark_order",
    "filed": "filed_on",
    "changed": "changed_on",
    "cancelled": "cancelled",
}
"""By what the lines are sorted for each column of the table; each has an index with the id."""

NO_PLACE = 99
"""Stands for a word that is missing; it sorts behind the others."""
