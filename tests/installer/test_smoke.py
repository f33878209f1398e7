"""What the smoke test makes of a program: one stands in for it that says what it is told."""

import json
import os
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from installer import smoke
from installer.smoke import Frozen
from installer.stopping import StopError

pytestmark = pytest.mark.skipif(os.name != "posix", reason="a program with a shebang")

SPEAKS = """#!{python}
import json, sys
from pathlib import Path
answers = Path({answers!r})
first, *rest = json.loads(answers.read_text())
answers.write_text(json.dumps(rest))
print(first["out"])
print(first["err"], file=sys.stderr)
sys.exit(first["code"])
"""


class Stand:
    """A program's folder whose program gives these answers, one a start."""

    def __init__(self, folder: Path) -> None:
        self.answers = folder / "answers.json"
        home = folder / "home"
        home.mkdir()
        self.frozen = Frozen(folder, home)
        text = SPEAKS.format(python=sys.executable, answers=str(self.answers))
        self.frozen.program.write_text(text)
        self.frozen.program.chmod(0o755)

    def will_say(self, *answers: dict[str, Any]) -> None:
        self.answers.write_text(json.dumps(answers))


@pytest.fixture
def stand(tmp_path: Path) -> Stand:
    return Stand(tmp_path)


def answer(out: str = "", err: str = "", code: int = 0) -> dict[str, Any]:
    return {"out": out, "err": err, "code": code}


def run(**counts: int) -> dict[str, Any]:
    """Return the answer of a demo with one pair of these counts."""
    totals = dict.fromkeys(("read", *smoke.BINS), 0) | counts
    summary = {"totals": totals, "pairs": [totals]}
    return answer("of a notice\n" + json.dumps(summary))


def test_a_demo_that_adds_up_and_writes_nothing_again_passes(stand: Stand) -> None:
    stand.will_say(run(read=5, created=3, held=2), run(read=2, unchanged=2))
    assert smoke.check_demo(stand.frozen) == "5 read, 3 created, then 0 written"


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        (run(read=5, created=4), run(), "does not add up"),
        (run(read=4, created=5), run(), "does not add up"),
        (run(), run(), "the first run wrote nothing"),
        (run(read=5, created=5), run(read=1, created=1), "the second run wrote 1 records"),
        (run(read=5, created=5), run(read=1, updated=1), "the second run wrote 1 records"),
        (run(read=5, created=5), answer(code=3, err="no room"), "ended with 3:\nno room"),
    ],
)
def test_a_demo_that_does_not_is_told(
    first: dict[str, Any], second: dict[str, Any], told: str, stand: Stand
) -> None:
    stand.will_say(first, second)
    with pytest.raises(StopError) as stop:
        smoke.check_demo(stand.frozen)
    assert told in str(stop.value)


@pytest.mark.parametrize("sign", smoke.FAULTS)
def test_a_fault_that_the_program_survives_is_none_the_less_told(sign: str, stand: Stand) -> None:
    stand.will_say(answer("300sync 1.0", err=f"{sign}: somewhere"))
    with pytest.raises(StopError, match=sign):
        smoke.check_version(stand.frozen)


LACKING = f"This PC lacks what the window is drawn with: {smoke.LACKED}."


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere Qt brings along all that it needs")
@pytest.mark.parametrize(
    ("said", "failed"),
    [
        (answer(err=LACKING, code=3), ""),
        (answer(err=LACKING, code=1), "ended with 1"),
        (answer(err="Aborted", code=134), "ended with 134"),
        (answer(), "opens without"),
    ],
)
def test_a_library_that_is_taken_out_has_to_be_named(
    said: dict[str, Any], failed: str, stand: Stand
) -> None:
    library = stand.frozen.inside / "PySide6" / smoke.LACKED
    library.parent.mkdir(parents=True)
    library.touch()
    stand.will_say(said)
    with pytest.raises(StopError, match=failed) if failed else nullcontext():
        assert "names" in smoke.check_lacking(stand.frozen)
    assert library.exists(), "it is put back"


def test_it_is_started_where_no_python_can_be_found(stand: Stand) -> None:
    environ = stand.frozen.environ()
    assert environ["PATH"] == environ["HOME"] == str(stand.frozen.program.parent / "home")
    assert not [name for name in environ if name.startswith("PYTHON")]


def test_every_check_is_made_also_after_one_that_failed(
    stand: Stand, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(frozen: Frozen) -> str:
        raise StopError("it is lacking")

    monkeypatch.setattr(smoke, "CHECKS", [("one", fail), ("two", lambda frozen: "well")])
    assert smoke.main([str(stand.frozen.folder)]) == 1
    told = capsys.readouterr()
    assert told.out.splitlines()[:2] == ["FAIL  one        it is lacking", "ok    two        well"]
    assert "failed 1 of 2 checks" in told.err


def test_the_size_is_that_of_the_files_and_a_link_is_not_counted_twice(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "file").write_bytes(b"x" * 1000)
    (tmp_path / "link").symlink_to(tmp_path / "a" / "file")
    assert 1000 <= smoke.size(tmp_path) < 1500
