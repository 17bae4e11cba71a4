"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("page_count", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_attachment_sha256"), "attachment", ["sha256"], unique=False)
    op.create_table(
        "case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("reason", sa.String(32), nullable=True),
        sa.Column("reason_text", sa.String(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("notice_on", sa.Date(), nullable=True),
        sa.Column("notice_where", sa.String(), nullable=False),
        sa.Column("arrangement", sa.String(), nullable=False),
        sa.Column("data_disposal", sa.String(32), nullable=True),
        sa.Column("data_disposal_on", sa.Date(), nullable=True),
        sa.Column("data_disposal_text", sa.String(), nullable=False),
        sa.Column("agent_name", sa.String(), nullable=False),
        sa.Column("agent_phone", sa.String(), nullable=False),
        sa.Column("plan_accepted_at", sa.DateTime(), nullable=True),
        sa.Column("plan_accepted_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("submission_id", sa.Integer(), nullable=True),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_event_action"), "event", ["action"], unique=False)
    op.create_index(op.f("ix_event_at"), "event", ["at"], unique=False)
    op.create_index(op.f("ix_event_case_id"), "event", ["case_id"], unique=False)
    op.create_index(op.f("ix_event_submission_id"), "event", ["submission_id"], unique=False)
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("uscc", sa.String(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("legal_representative", sa.String(), nullable=False),
        sa.Column("contact_name", sa.String(), nullable=False),
        sa.Column("contact_phone", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["organisation.id"], name=op.f("fk_organisation_parent_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("name", name=op.f("uq_organisation_name")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_organisation_parent_id"), "organisation", ["parent_id"], unique=False)
    op.create_table(
        "setting",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_setting")),
    )
    op.create_table(
        "algorithm",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("type", sa.String(32), nullable=True),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_algorithm_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_algorithm")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_algorithm_name"), "algorithm", ["name"], unique=False)
    op.create_index(
        op.f("ix_algorithm_organisation_id"), "algorithm", ["organisation_id"], unique=False
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("attachment_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachment.id"], name=op.f("fk_notice_attachment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("title", "published_on", name=op.f("uq_notice_title_published_on")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "organisation_former_name",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_organisation_former_name_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_former_name")),
        sa.UniqueConstraint(
            "organisation_id", "name", name=op.f("uq_organisation_former_name_organisation_id_name")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_organisation_former_name_organisation_id"),
        "organisation_former_name",
        ["organisation_id"],
        unique=False,
    )
    op.create_table(
        "product",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("state_since", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_product_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product")),
        sa.UniqueConstraint(
            "organisation_id", "name", "kind", name=op.f("uq_product_organisation_id_name_kind")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_product_organisation_id"), "product", ["organisation_id"], unique=False
    )
    op.create_table(
        "row_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("table_name", sa.String(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_row_change_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_row_change")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_row_change_event_id"), "row_change", ["event_id"], unique=False)
    op.create_index(
        "ix_row_change_table_name_row_id", "row_change", ["table_name", "row_id"], unique=False
    )
    op.create_table(
        "submission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("mode", sa.String(32), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_estimated", sa.Boolean(), nullable=False),
        sa.Column("catalogue_version", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_submission_case_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_submission_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_submission_case_id"), "submission", ["case_id"], unique=False)
    op.create_index(
        op.f("ix_submission_organisation_id"), "submission", ["organisation_id"], unique=False
    )
    op.create_table(
        "algorithm_former_name",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("algorithm_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["algorithm_id"], ["algorithm.id"], name=op.f("fk_algorithm_former_name_algorithm_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_algorithm_former_name")),
        sa.UniqueConstraint(
            "algorithm_id", "name", name=op.f("uq_algorithm_former_name_algorithm_id_name")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_algorithm_former_name_algorithm_id"),
        "algorithm_former_name",
        ["algorithm_id"],
        unique=False,
    )
    op.create_table(
        "case_product",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_product_case_id")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_case_product_product_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_product")),
        sa.UniqueConstraint(
            "case_id", "product_id", name=op.f("uq_case_product_case_id_product_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_case_product_case_id"), "case_product", ["case_id"], unique=False)
    op.create_index(
        op.f("ix_case_product_product_id"), "case_product", ["product_id"], unique=False
    )
    op.create_table(
        "dossier",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("page_count", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("inputs", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("missing", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_dossier_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier")),
        sa.UniqueConstraint(
            "submission_id", "version", name=op.f("uq_dossier_submission_id_version")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_dossier_submission_id"), "dossier", ["submission_id"], unique=False)
    op.create_table(
        "filing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("algorithm_id", sa.Integer(), nullable=True),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("number_key", sa.String(), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.Column("changed_on", sa.Date(), nullable=True),
        sa.Column("cancelled_on", sa.Date(), nullable=True),
        sa.Column("cancelled_month", sa.String(), nullable=False),
        sa.Column("remark", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["algorithm_id"], ["algorithm.id"], name=op.f("fk_filing_algorithm_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_filing_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filing")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_filing_algorithm_id"), "filing", ["algorithm_id"], unique=False)
    op.create_index(op.f("ix_filing_number_key"), "filing", ["number_key"], unique=False)
    op.create_index(op.f("ix_filing_organisation_id"), "filing", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_filing_platform"), "filing", ["platform"], unique=False)
    op.create_index(op.f("ix_filing_status"), "filing", ["status"], unique=False)
    op.create_table(
        "form_value",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=True),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_form_value_case_id")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_form_value_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_value")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_form_value_case_id"), "form_value", ["case_id"], unique=False)
    op.create_index(
        op.f("ix_form_value_submission_id"), "form_value", ["submission_id"], unique=False
    )
    op.create_table(
        "material",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_material_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_material")),
        sa.UniqueConstraint("submission_id", "item", name=op.f("uq_material_submission_id_item")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_material_submission_id"), "material", ["submission_id"], unique=False)
    op.create_table(
        "track_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("reply_due_on", sa.Date(), nullable=True),
        sa.Column("attachment_id", sa.Integer(), nullable=True),
        sa.Column("notice_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachment.id"], name=op.f("fk_track_record_attachment_id")
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notice.id"], name=op.f("fk_track_record_notice_id")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_track_record_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_track_record")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_track_record_submission_id"), "track_record", ["submission_id"], unique=False
    )
    op.create_table(
        "case_filing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("filing_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_filing_case_id")),
        sa.ForeignKeyConstraint(
            ["filing_id"], ["filing.id"], name=op.f("fk_case_filing_filing_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_filing")),
        sa.UniqueConstraint("case_id", "filing_id", name=op.f("uq_case_filing_case_id_filing_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_case_filing_case_id"), "case_filing", ["case_id"], unique=False)
    op.create_index(op.f("ix_case_filing_filing_id"), "case_filing", ["filing_id"], unique=False)
    op.create_table(
        "filing_product",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("filing_id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["filing_id"], ["filing.id"], name=op.f("fk_filing_product_filing_id")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_filing_product_product_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filing_product")),
        sa.UniqueConstraint(
            "filing_id", "product_id", name=op.f("uq_filing_product_filing_id_product_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_filing_product_filing_id"), "filing_product", ["filing_id"], unique=False
    )
    op.create_index(
        op.f("ix_filing_product_product_id"), "filing_product", ["product_id"], unique=False
    )
    op.create_table(
        "material_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("material_id", sa.Integer(), nullable=False),
        sa.Column("attachment_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachment.id"], name=op.f("fk_material_file_attachment_id")
        ),
        sa.ForeignKeyConstraint(
            ["material_id"], ["material.id"], name=op.f("fk_material_file_material_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_material_file")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_material_file_attachment_id"), "material_file", ["attachment_id"], unique=False
    )
    op.create_index(
        op.f("ix_material_file_material_id"), "material_file", ["material_id"], unique=False
    )
    op.create_table(
        "notice_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("filing_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("number_key", sa.String(), nullable=False),
        sa.Column("algorithm_name", sa.String(), nullable=False),
        sa.Column("role_or_type", sa.String(), nullable=False),
        sa.Column("organisation_name", sa.String(), nullable=False),
        sa.Column("products_text", sa.String(), nullable=False),
        sa.Column("cancelled_month", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["filing_id"], ["filing.id"], name=op.f("fk_notice_line_filing_id")
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notice.id"], name=op.f("fk_notice_line_notice_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_line")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_notice_line_filing_id"), "notice_line", ["filing_id"], unique=False)
    op.create_index(op.f("ix_notice_line_notice_id"), "notice_line", ["notice_id"], unique=False)
    op.create_index(op.f("ix_notice_line_number_key"), "notice_line", ["number_key"], unique=False)
    op.create_table(
        "submission_filing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("filing_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["filing_id"], ["filing.id"], name=op.f("fk_submission_filing_filing_id")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_submission_filing_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_filing")),
        sa.UniqueConstraint(
            "submission_id", "filing_id", name=op.f("uq_submission_filing_submission_id_filing_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_submission_filing_filing_id"), "submission_filing", ["filing_id"], unique=False
    )
    op.create_index(
        op.f("ix_submission_filing_submission_id"),
        "submission_filing",
        ["submission_id"],
        unique=False,
    )
