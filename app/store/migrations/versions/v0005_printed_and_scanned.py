"""What went to paper under which code, and which scanned pages came back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "printed_form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("form_id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("filing_ids", sa.JSON(), nullable=False),
        sa.Column("words_sha256", sa.String(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("signed_pages", sa.JSON(), nullable=False),
        sa.Column("printed_at", sa.DateTime(), nullable=True),
        sa.Column("printed_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_printed_form")),
        sa.UniqueConstraint("code", name=op.f("uq_printed_form_code")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_printed_form_case_id", "printed_form", ["case_id"])
    op.create_index("ix_printed_form_submission_id", "printed_form", ["submission_id"])
    op.create_table(
        "scanned_page",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("material_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("skew_tenths", sa.Integer(), nullable=False),
        sa.Column("seal", sa.String(), nullable=False),
        sa.Column("bound_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bound_id"], ["attachment.id"], name=op.f("fk_scanned_page_bound_id_attachment")
        ),
        sa.ForeignKeyConstraint(
            ["material_id"], ["material.id"], name=op.f("fk_scanned_page_material_id_material")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["attachment.id"], name=op.f("fk_scanned_page_source_id_attachment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scanned_page")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_scanned_page_code", "scanned_page", ["code"])
    op.create_index("ix_scanned_page_material_id", "scanned_page", ["material_id"])
