"""Everything kept on this PC can be erased: the folder is empty, and the key is gone (P9)."""

from pathlib import Path

from connectors.demo import World
from connectors.kit.simulator import Fault
from core.jobs import JobContext
from core.paths import Paths
from desktop.demo import FileKeys
from desktop.erasing import erase_everything
from tests.e2e.desk import Desk, JumpingClock


def desk_of(folder: Path) -> Desk:
    clock = JumpingClock()
    return Desk(folder, World(None, people=10, clock=clock), clock)


def test_nothing_is_left_and_the_receipt_says_what_there_was(tmp_path: Path) -> None:
    desk = desk_of(tmp_path)
    paths, keys = Paths.under(tmp_path / "data"), FileKeys(tmp_path / "keys")
    with desk.open() as office:
        desk.connect(office)
        desk.sync(office)
        done = erase_everything(office, paths, keys, JobContext(clock=desk.clock))
    assert done.rows["links"] > 5
    assert done.rows["credentials"] == 2
    assert done.left == ()
    assert not paths.data.exists()
    assert keys.load() is None


def test_what_is_not_ours_in_the_folder_stays_and_is_named(tmp_path: Path) -> None:
    """The folder may have been chosen by a person, who keeps other things there."""
    desk = desk_of(tmp_path)
    paths, keys = Paths.under(tmp_path / "data"), FileKeys(tmp_path / "keys")
    with desk.open() as office:
        theirs = paths.data / "letters.txt"
        theirs.write_text("Dear")
        done = erase_everything(office, paths, keys, JobContext(clock=desk.clock))
    assert done.left == (theirs,)
    assert theirs.read_text() == "Dear"
    assert list(paths.data.iterdir()) == [theirs]


def test_a_vendor_that_cannot_be_reached_keeps_nothing_here(tmp_path: Path) -> None:
    desk = desk_of(tmp_path)
    paths, keys = Paths.under(tmp_path / "data"), FileKeys(tmp_path / "keys")
    with desk.open() as office:
        desk.connect(office)
        desk.world.hubspot.faults.append(Fault("status", status=503, times=10_000))
        desk.world.simulator.faults.append(Fault("status", status=503, times=10_000))
        erase_everything(office, paths, keys, JobContext(clock=desk.clock))
    assert not paths.data.exists()
