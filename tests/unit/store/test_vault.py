"""Files in the vault are kept once, checked when read, and never half-written."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import CancelledError, ConflictError, DataFolderError
from app.progress import Silent, Stoppable
from app.store.vault import Vault


def test_the_same_bytes_are_kept_once(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "vault")
    for name in ("a.pdf", "b.pdf"):
        (tmp_path / name).write_bytes(b"same")
    first = vault.put(tmp_path / "a.pdf", Silent())
    second = vault.put(tmp_path / "b.pdf", Silent())
    assert first == second
    assert vault.check(first.sha256).read_bytes() == b"same"
    assert len([p for p in (tmp_path / "vault").rglob("*") if p.is_file()]) == 1


def test_a_changed_file_is_noticed(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "vault")
    (tmp_path / "a").write_bytes(b"right")
    stored = vault.put(tmp_path / "a", Silent())
    vault.path(stored.sha256).write_bytes(b"wrong")
    with pytest.raises(ConflictError, match="不一致"):
        vault.check(stored.sha256)
    vault.path(stored.sha256).unlink()
    with pytest.raises(ConflictError, match="缺少"):
        vault.check(stored.sha256)


def test_cancel_leaves_nothing_behind(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "vault")
    (tmp_path / "a").write_bytes(b"x" * 100)
    progress = Stoppable()
    progress.stop()
    with pytest.raises(CancelledError):
        vault.put(tmp_path / "a", progress)
    assert [p for p in (tmp_path / "vault").rglob("*") if p.is_file()] == []


def test_a_missing_source_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataFolderError, match=r"gone\.pdf"):
        Vault(tmp_path / "vault").put(tmp_path / "gone.pdf", Silent())
