"""Folders: private, probed, and a clear word when they cannot be written."""

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from core.errors import Code, UserActionError
from core.paths import Paths, disk_error, private_file, replace_file

ROOT = Path(__file__).resolve().parents[2]
POSIX = os.name == "posix"


def test_one_folder_holds_everything(tmp_path: Path) -> None:
    paths = Paths.under(tmp_path)
    for folder in (paths.data, paths.config, paths.log, paths.cache):
        assert folder == tmp_path or tmp_path in folder.parents


def test_the_standard_folders_bear_the_programs_name() -> None:
    assert "300Sync" in str(Paths.standard().data)
    assert "300Sync" in str(Paths.standard().log)


@pytest.mark.skipif(not POSIX, reason="folders of a Windows profile are private by themselves")
def test_folders_are_for_this_user_only(tmp_path: Path) -> None:
    paths = Paths.under(tmp_path / "office")
    paths.prepare()
    for folder in (paths.data, paths.log, paths.cache):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_probing_leaves_nothing_behind(tmp_path: Path) -> None:
    Paths.under(tmp_path).prepare()
    assert sorted(each.name for each in tmp_path.iterdir()) == ["cache", "logs"]


def test_a_file_where_a_folder_should_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "office").write_text("in the way")
    with pytest.raises(UserActionError) as caught:
        Paths.under(tmp_path / "office").prepare()
    assert caught.value.code is Code.FOLDER_READ_ONLY
    assert caught.value.detail == str(tmp_path / "office")


def test_a_read_only_folder_is_told(tmp_path: Path, unprivileged: list[str]) -> None:
    folder = tmp_path / "office"
    folder.mkdir()
    folder.chmod(0o555)
    script = f"from core.paths import Paths, Path; Paths.under(Path({str(folder)!r})).prepare()"
    done = subprocess.run([*unprivileged, script], cwd=ROOT, capture_output=True, text=True)
    assert Code.FOLDER_READ_ONLY.value in done.stderr


@pytest.mark.skipif(not POSIX, reason="limits of POSIX")
def test_a_full_disk_is_told(tmp_path: Path) -> None:
    script = (
        "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100));"
        f"from core.paths import Paths, Path; Paths.under(Path({str(tmp_path)!r})).prepare()"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert Code.DISK_FULL.value in done.stderr


def test_disk_errors_are_told_apart(tmp_path: Path) -> None:
    assert disk_error(OSError(errno.ENOSPC, ""), tmp_path).code is Code.DISK_FULL
    assert disk_error(OSError(errno.EROFS, ""), tmp_path).code is Code.FOLDER_READ_ONLY
    assert disk_error(PermissionError(errno.EACCES, ""), tmp_path).code is Code.FOLDER_READ_ONLY


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    file = tmp_path / "kept"
    replace_file(file, b"old")
    with pytest.raises(TypeError):
        replace_file(file, "new")  # type: ignore[arg-type]
    assert file.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["kept"]


def test_making_a_private_file_leaves_one_that_is_there_alone(tmp_path: Path) -> None:
    file = tmp_path / "kept"
    file.write_bytes(b"content")
    private_file(file)
    assert file.read_bytes() == b"content"
