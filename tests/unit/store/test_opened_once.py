"""What a killed process left of an opened file goes; what is in use stays."""

from __future__ import annotations

from pathlib import Path

from app.store.opened_once import PREFIX, clear_left, opened_once


def test_only_what_was_left_behind_is_cleared(tmp_path: Path) -> None:
    left = tmp_path / f"{PREFIX}left"
    left.mkdir()
    (left / "plain.pdf").write_bytes(b"x")
    with opened_once(tmp_path) as folder:
        (folder / "plain.pdf").write_bytes(b"x")
        clear_left(tmp_path)
        assert (folder / "plain.pdf").exists()
        assert not left.exists()
    assert list(tmp_path.iterdir()) == []
