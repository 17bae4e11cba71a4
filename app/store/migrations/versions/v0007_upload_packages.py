"""What was packed for a platform's portal, kept with its hashes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "upload_package",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("entries", sa.JSON(), nullable=False),
        sa.Column("missing", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_upload_package_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload_package")),
        sa.UniqueConstraint(
            "submission_id", "version", name=op.f("uq_upload_package_submission_id_version")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_upload_package_submission_id"), "upload_package", ["submission_id"])
