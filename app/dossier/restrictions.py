"""What a PDF's author allows those to do who open it without the owner's password.

ISO 32000-1, table 22 names the permissions and leaves it to each program to keep to them. A page
that was opened can be bound whatever they say, so the officer, who alone knows what was agreed
with the author, is told of them.
"""

from __future__ import annotations

import pikepdf

from app.dossier.attachment_info import REMOVED, AttachmentNote

ASK = "请确认有权这样使用；由他人出具的，请先取得同意，或请出具方另给没有限制的版本。"


def restricted(pdf: pikepdf.Pdf) -> str:
    """Return what the file does not allow in words (打印、复制内容), "" when it allows all.

    Whoever opened it with the owner's password alone is bound by nothing.
    """
    if not pdf.is_encrypted or (pdf.owner_password_matched and not pdf.user_password_matched):
        return ""
    allow = pdf.allow
    denied = (
        ("打印", not allow.print_lowres),
        ("高质量打印", allow.print_lowres and not allow.print_highres),
        ("修改内容", not allow.modify_other),
        ("增删或拼合页面", not allow.modify_assembly),
        ("复制内容", not allow.extract),
        ("添加批注", not allow.modify_annotation),
        ("填写表单", not allow.modify_form),
    )
    return "、".join(word for word, is_denied in denied if is_denied)


def restriction_notes(pdf: pikepdf.Pdf) -> tuple[AttachmentNote, ...]:
    """Return what is to be known of a file that opens without a password but is restricted."""
    words = restricted(pdf)
    if not words:
        return ()
    told = (
        f"来源文件设有权限限制（不允许{words}）。原件照样存入；"
        "装订、打印和合并时取用页面的图文，这些限制不会带入。"
    )
    return (AttachmentNote(REMOVED, told, ASK),)


def unlocked_notes(pdf: pikepdf.Pdf) -> tuple[AttachmentNote, ...]:
    """Return what is to be known of a restricted file whose unlocked content is kept."""
    words = restricted(pdf)
    if not words:
        return ()
    told = f"来源文件还设有权限限制（不允许{words}），解开后的内容不再带有这些限制。"
    return (AttachmentNote(REMOVED, told, ASK),)
