"""Papers that serve several submissions, and which attached file came from which of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "shared_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("long_term", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.Column("replaced_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_shared_paper_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["replaced_by_id"],
            ["shared_paper.id"],
            name=op.f("fk_shared_paper_replaced_by_id_shared_paper"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shared_paper")),
        sqlite_autoincrement=True,
    )
    for column in ("organisation_id", "replaced_by_id"):
        op.create_index(f"ix_shared_paper_{column}", "shared_paper", [column])
    kept = sa.JSON(none_as_null=True)
    op.create_table(
        "shared_paper_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("attachment_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("edits", kept, nullable=False),
        sa.Column("merged", kept, nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"],
            ["attachment.id"],
            name=op.f("fk_shared_paper_file_attachment_id_attachment"),
        ),
        sa.ForeignKeyConstraint(
            ["paper_id"],
            ["shared_paper.id"],
            name=op.f("fk_shared_paper_file_paper_id_shared_paper"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shared_paper_file")),
        sqlite_autoincrement=True,
    )
    for column in ("paper_id", "attachment_id"):
        op.create_index(f"ix_shared_paper_file_{column}", "shared_paper_file", [column])
    # Written out: SQLite takes the reference with the new column, and in no other way.
    op.execute(
        "ALTER TABLE material_file ADD COLUMN paper_id INTEGER "
        "CONSTRAINT fk_material_file_paper_id_shared_paper REFERENCES shared_paper (id)"
    )
    op.create_index("ix_material_file_paper_id", "material_file", ["paper_id"])
