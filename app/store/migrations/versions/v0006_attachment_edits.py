"""How attached pages are shown, what was found in files, and the mark on a dossier's cover."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    for table, name in (
        ("attachment", "notes"),
        ("material_file", "edits"),
        ("material_file", "merged"),
        ("dossier", "removed"),
    ):
        kept = sa.JSON(none_as_null=True)
        op.add_column(table, sa.Column(name, kept, nullable=False, server_default="[]"))
    op.add_column("dossier", sa.Column("code", sa.String(), nullable=False, server_default=""))
    op.create_index(op.f("ix_dossier_code"), "dossier", ["code"], unique=False)
