"""The firm's own rules written into one file that another PC can read."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.errors import BadInputError
from app.intake.rules_file import (
    FOLDER,
    LISTING,
    CheckLine,
    FileLine,
    FormLine,
    PlatformLine,
    RuleLine,
    RulesFile,
    fit_name,
)
from app.model.own_rules import AddedPlatform, OwnForm, RuleCheck, RuleCheckFile, RuleOverride
from app.pieces import each, pieces
from app.progress import Progress
from app.services.results import Result
from app.services.workspace import Workspace
from app.store.aside import written_aside

WRITING = "正在写入附件"


@dataclass(frozen=True)
class RulesExported:
    """What was written: platforms added, rules changed, verifications, attachments."""

    path: Path
    platforms: int
    rules: int
    checks: int
    files: int


def export_rules(ws: Workspace, target: Path, progress: Progress) -> Result[RulesExported]:
    """Write all of the firm's own rules, with how they were verified, to ``target``.

    Written aside and renamed. Raises :class:`BadInputError` when there is nothing to write or
    the place is unfit, :class:`ConflictError` when an attachment is damaged.
    """
    listing = _listing(ws)
    if not (listing.platforms or listing.rules or listing.checks or listing.forms):
        raise BadInputError(
            "还没有自定义规则或核实记录，没有内容可导出。", "请先修改或核实一项规则。"
        )
    files = sorted({file.sha256 for check in listing.checks for file in check.files})
    with (
        written_aside(target) as aside,
        zipfile.ZipFile(aside, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        archive.writestr(LISTING, listing.model_dump_json(indent=1))
        for sha256 in each(files, progress, WRITING):
            source = ws.vault.check(sha256, progress)
            # What is scanned or photographed is packed already, so it is only stored.
            entry = zipfile.ZipInfo(FOLDER + sha256)
            entry.file_size = source.stat().st_size
            with source.open("rb") as reader, archive.open(entry, "w") as out:
                for piece in pieces(reader, entry.file_size, progress, WRITING):
                    out.write(piece)
    made = RulesExported(
        target, len(listing.platforms), len(listing.rules), len(listing.checks), len(files)
    )
    with ws.change("catalogue.export") as change:
        forms = f"、表单 {len(listing.forms)} 份" if listing.forms else ""
        change.tell(
            f"导出自定义规则 {made.rules} 项、核实记录 {made.checks} 条{forms}到“{target.name}”",
            always=True,
        )
        return change.result(made)


def _listing(ws: Workspace) -> RulesFile:
    with ws.read() as session:
        checks = session.scalars(
            select(RuleCheck)
            .order_by(RuleCheck.id)
            .options(selectinload(RuleCheck.file_links).selectinload(RuleCheckFile.attachment))
        )
        return RulesFile(
            made_on=ws.today(),
            catalogue=ws.catalogue.version,
            platforms=tuple(
                PlatformLine(platform=row.platform, content=row.content)
                for row in session.scalars(select(AddedPlatform).order_by(AddedPlatform.id))
            ),
            rules=tuple(
                RuleLine(
                    platform=row.platform, rule=row.rule, value=row.value, based_on=row.based_on
                )
                for row in session.scalars(select(RuleOverride).order_by(RuleOverride.id))
            ),
            checks=tuple(
                CheckLine(
                    platform=row.platform,
                    rule=row.rule,
                    value=row.value,
                    verified_on=row.verified_on,
                    how=row.how,
                    with_whom=row.with_whom,
                    note=row.note,
                    files=tuple(
                        FileLine(
                            sha256=link.attachment.sha256,
                            file_name=fit_name(link.attachment.file_name),
                        )
                        for link in row.file_links
                    ),
                )
                for row in checks
            ),
            forms=tuple(
                FormLine(form=row.form, value=row.value, based_on=row.based_on)
                for row in session.scalars(select(OwnForm).order_by(OwnForm.id))
            ),
        )
