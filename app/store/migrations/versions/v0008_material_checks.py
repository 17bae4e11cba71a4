"""When a material was compared with its original (核对), and which files were."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("material", sa.Column("checked", sa.String(), nullable=False, server_default=""))
    op.add_column("material", sa.Column("checked_on", sa.Date(), nullable=True))
