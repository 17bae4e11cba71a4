"""The firm's own platform rules, how they were verified, and the entries that plans used."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "added_platform",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_added_platform")),
        sa.UniqueConstraint("platform", name=op.f("uq_added_platform_platform")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "rule_override",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("based_on", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_override")),
        sa.UniqueConstraint("platform", "rule", name=op.f("uq_rule_override_platform_rule")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "rule_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("verified_on", sa.Date(), nullable=False),
        sa.Column("how", sa.String(32), nullable=False),
        sa.Column("with_whom", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_check")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_rule_check_platform_rule", "rule_check", ["platform", "rule"])
    op.create_table(
        "rule_check_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("check_id", sa.Integer(), nullable=False),
        sa.Column("attachment_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["check_id"], ["rule_check.id"], name=op.f("fk_rule_check_file_check_id")
        ),
        sa.ForeignKeyConstraint(
            ["attachment_id"],
            ["attachment.id"],
            name=op.f("fk_rule_check_file_attachment_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_check_file")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_rule_check_file_check_id"), "rule_check_file", ["check_id"])
    op.create_index(op.f("ix_rule_check_file_attachment_id"), "rule_check_file", ["attachment_id"])
    op.create_table(
        "catalogue_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_version")),
        sa.UniqueConstraint(
            "platform", "version", name=op.f("uq_catalogue_version_platform_version")
        ),
        sqlite_autoincrement=True,
    )
