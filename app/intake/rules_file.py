"""A file of the firm's own platform rules (自定义规则文件), as another PC exported it.

A ZIP of ``rules.json`` and the attachments under ``files/`` by their SHA-256. It is weighed,
read whole and checked against its own hashes before anything of it is used.
"""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
import zlib
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from app.errors import BadInputError
from app.intake.limits import MAX_FILE_BYTES, MAX_RATIO, MAX_UNPACKED_BYTES, MB, refuse
from app.model.kinds import CheckMethod
from app.progress import Progress

FORMAT = "qingbei-rules"
VERSION = 2
"""1 had no forms; such a file is read as one without."""
LISTING = "rules.json"
FOLDER = "files/"
MAX_LISTING_BYTES = 20 * MB
MAX_PARTS = 2000
SMALL_BYTES = 1 * MB

_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, KeyError, OSError)
_AGAIN = "请在原电脑上重新导出自定义规则，完整复制后再导入；数据没有改动。"
_OTHER = "请选择在平台目录页用“导出自定义规则”生成的文件。"
_PART = re.compile(r"files/[0-9a-f]{64}")

_FITS = r'[^\\/:*?"<>|\x00-\x1f]'
_FIRST = r'[^\\/:*?"<>|\x00-\x1f. ]'

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Name = Annotated[str, StringConstraints(min_length=1, max_length=120)]
FileName = Annotated[
    str,
    StringConstraints(pattern=rf"^{_FIRST}(?:{_FITS}*{_FIRST})?$", max_length=200),
]
"""A name that every system can write, and that leads to no other folder."""
Told = Annotated[str, StringConstraints(max_length=4000)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FileLine(_Part):
    """An attachment that comes with the file."""

    sha256: Sha256
    file_name: FileName


class PlatformLine(_Part):
    """A platform that the other firm added."""

    platform: Name
    content: dict[str, Any]


class RuleLine(_Part):
    """A rule as the other firm has it, and what was shipped when it was written."""

    platform: Name
    rule: Name
    value: dict[str, Any]
    based_on: dict[str, Any]


class CheckLine(_Part):
    """How a rule was verified there."""

    platform: Name
    rule: Name
    value: dict[str, Any]
    verified_on: date
    how: CheckMethod
    with_whom: Told = ""
    note: Told = ""
    files: tuple[FileLine, ...] = ()


class FormLine(_Part):
    """A form's text as the other firm has it, and what was shipped when it was written."""

    form: Name
    value: dict[str, Any]
    based_on: dict[str, Any]


class RulesFile(_Part):
    """The whole listing."""

    format: Literal["qingbei-rules"] = "qingbei-rules"
    version: Annotated[int, Field(ge=1)] = VERSION
    made_on: date
    catalogue: Name
    platforms: tuple[PlatformLine, ...] = ()
    rules: tuple[RuleLine, ...] = ()
    checks: tuple[CheckLine, ...] = ()
    forms: tuple[FormLine, ...] = ()


def read_rules_file(path: Path, progress: Progress) -> RulesFile:
    """Return what the file holds, after all of it was read and compared with its hashes.

    Raises :class:`BadInputError` for a file that is damaged, of another kind, too large, made to
    harm, or written by a newer program.
    """
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise refuse(path, f"文件超过 {MAX_FILE_BYTES // MB} MB", _OTHER)
        with zipfile.ZipFile(path) as archive:
            _weigh(path, archive)
            listing = _listing(path, archive.read(LISTING))
            wanted = {file.sha256 for check in listing.checks for file in check.files}
            for done, sha256 in enumerate(sorted(wanted)):
                progress.report(done, len(wanted), f"正在核对“{path.name}”中的附件")
                _require_whole(path, archive, sha256)
    except _BROKEN as error:
        raise _damaged(path, error) from error
    except RuntimeError as error:  # zipfile's word for "a password is needed"
        raise refuse(path, "文件设有密码", _AGAIN, repr(error)) from error
    return listing


def fit_name(name: str) -> str:
    """Return a file's name as the listing may carry it."""
    fit = re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", name)[-200:].strip(". ")
    return fit or "附件"


def unpack_file(path: Path, sha256: str, target: Path) -> None:
    """Write one attachment of a file that was read to ``target``."""
    try:
        with (
            zipfile.ZipFile(path) as archive,
            archive.open(FOLDER + sha256) as part,
            target.open("wb") as out,
        ):
            while piece := part.read(MB):
                out.write(piece)
    except _BROKEN as error:
        raise _damaged(path, error) from error


def _weigh(path: Path, archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    names = [part.filename for part in parts]
    if LISTING not in names:
        raise refuse(path, "这不是自定义规则文件", _OTHER)
    strange = [name for name in names if name != LISTING and not _PART.fullmatch(name)]
    if strange or len(set(names)) != len(names) or len(parts) > MAX_PARTS:
        raise refuse(path, "其中有不属于自定义规则的内容", _OTHER, "\n".join(strange[:20]))
    for part in parts:
        swollen = part.file_size > SMALL_BYTES and part.file_size > MAX_RATIO * part.compress_size
        if swollen or (part.filename == LISTING and part.file_size > MAX_LISTING_BYTES):
            size = f"{part.file_size // MB} MB"
            raise refuse(path, f"解压后有 {size}，大得不正常", "请确认文件来源。")
    if sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
        raise refuse(path, "解压后大得不正常", "请确认文件来源。")


def _listing(path: Path, content: bytes) -> RulesFile:
    try:
        told = json.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise _damaged(path, error) from error
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise refuse(path, "这不是自定义规则文件", _OTHER)
    version = told.get("version")
    if isinstance(version, int) and version > VERSION:
        raise refuse(path, "它由更新版本的清备导出", "请先安装新版清备，再导入；数据没有改动。")
    try:
        return RulesFile.model_validate(told)
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise refuse(path, f"内容有误（{place or '整体'}）", _AGAIN, str(error)) from error


def _require_whole(path: Path, archive: zipfile.ZipFile, sha256: str) -> None:
    digest = hashlib.sha256()
    with archive.open(FOLDER + sha256) as part:
        while piece := part.read(MB):
            digest.update(piece)
    if digest.hexdigest() != sha256:
        raise refuse(path, "其中的附件与导出时不一致", _AGAIN, sha256)


def _damaged(path: Path, error: Exception) -> BadInputError:
    return refuse(path, "文件已损坏、没有复制完整，或不是自定义规则文件", _AGAIN, repr(error))
