"""The lines of the inventory's table, with their search index and sort orders."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"

SORTED = (
    "number", "status", "platform_name", "type", "role", "filed_on", "changed_on", "cancelled",
    "title_order", "organisation_order", "products_order", "purpose_order", "remark_order",
)  # fmt: skip


def upgrade() -> None:
    op.execute(
        """CREATE TABLE filing_line (
            id INTEGER PRIMARY KEY, organisation_id INTEGER NOT NULL, algorithm_id INTEGER,
            platform TEXT NOT NULL, platform_name TEXT NOT NULL, title TEXT NOT NULL,
            number TEXT NOT NULL, status INTEGER NOT NULL, type INTEGER NOT NULL,
            role INTEGER NOT NULL, organisation TEXT NOT NULL, products TEXT NOT NULL,
            purpose TEXT NOT NULL, remark TEXT NOT NULL, filed_on TEXT NOT NULL,
            changed_on TEXT NOT NULL, cancelled TEXT NOT NULL, problems TEXT NOT NULL,
            doubtful INTEGER NOT NULL, running INTEGER NOT NULL, product_count INTEGER NOT NULL,
            sample INTEGER NOT NULL, title_order BLOB NOT NULL, organisation_order BLOB NOT NULL,
            products_order BLOB NOT NULL, purpose_order BLOB NOT NULL,
            remark_order BLOB NOT NULL, text TEXT NOT NULL)"""
    )
    for column in SORTED:
        op.execute(f"CREATE INDEX ix_filing_line_{column} ON filing_line ({column}, id)")
    op.execute("CREATE INDEX ix_filing_line_organisation_id ON filing_line (organisation_id)")
    # Three characters and more: trigrams with places. One and two: each character and pair.
    op.execute(
        "CREATE VIRTUAL TABLE filing_tri USING fts5"
        "(text, content='', tokenize='trigram', columnsize=0)"
    )
    op.execute(
        "CREATE VIRTUAL TABLE filing_gram USING fts5"
        "(grams, content='', detail='none', columnsize=0,"
        " tokenize=\"unicode61 remove_diacritics 0 categories 'L* M* N* P* S* C*'\")"
    )
