"""The window opens where it stood on these screens."""

from pathlib import Path

from desktop import geometry


def test_each_set_of_screens_has_a_place_of_its_own(tmp_path: Path) -> None:
    geometry.save(tmp_path, "1920x1080", b"one")
    geometry.save(tmp_path, "2560x1440 1920x1080", b"two")
    geometry.save(tmp_path, "1920x1080", b"three")
    assert geometry.load(tmp_path, "1920x1080") == b"three"
    assert geometry.load(tmp_path, "2560x1440 1920x1080") == b"two"
    assert geometry.load(tmp_path, "800x600") is None


def test_only_the_last_sets_of_screens_are_kept(tmp_path: Path) -> None:
    for number in range(20):
        geometry.save(tmp_path, str(number), b"x")
    assert geometry.load(tmp_path, "19") == b"x"
    assert geometry.load(tmp_path, "3") is None


def test_what_cannot_be_read_or_written_is_as_the_first_time(tmp_path: Path) -> None:
    (tmp_path / geometry.NAME).write_text("{broken")
    assert geometry.load(tmp_path, "a") is None
    (tmp_path / "file").write_text("no folder")
    geometry.save(tmp_path / "file", "a", b"x")
    assert geometry.load(tmp_path / "file", "a") is None
