"""Bringing an installation up to date ends with a sentence where files cannot be written."""

from __future__ import annotations

from pathlib import Path

import pytest

from jepara_tanggap.preparation import explain_file_trouble


def test_a_full_disk_is_called_so():
    # The one device that is always full.
    with pytest.raises(OSError, match="No space left") as caught:
        Path("/dev/full").write_text("x", encoding="utf-8")
    assert "The disk is full" in explain_file_trouble(caught.value)


def test_a_folder_that_cannot_be_written_is_named():
    error = PermissionError(13, "Permission denied", "/srv/berkas")
    assert explain_file_trouble(error).startswith("/srv/berkas cannot be written")
    assert "cannot be written" in explain_file_trouble(OSError(30, "Read-only file system", "/srv/berkas"))


def test_any_other_trouble_is_not_made_up_to_be_one_of_these(tmp_path):
    with pytest.raises(FileNotFoundError) as caught:
        (tmp_path / "tidak-ada").read_text(encoding="utf-8")
    with pytest.raises(FileNotFoundError):
        explain_file_trouble(caught.value)
