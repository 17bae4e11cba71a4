"""The firm's estimates, the officer's choices for a plan, and plans as they were accepted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "firm_estimate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_firm_estimate")),
        sa.UniqueConstraint("scope", name=op.f("uq_firm_estimate_scope")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "case_planning",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_planning_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_planning")),
        sa.UniqueConstraint("case_id", name=op.f("uq_case_planning_case_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "plan_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_plan_record_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_record")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_plan_record_case_id"), "plan_record", ["case_id"])
