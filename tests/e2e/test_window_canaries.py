"""No state that the window draws holds a canary of a blocked field (Shows 3; P9, P10)."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from core.office import looking
from core.store.connections import Connection
from core.summary import ConnectionSummary
from desktop import app
from desktop.presenters.wishes import Wish
from desktop.window import Program
from tests.e2e.seats import OfOne
from tests.e2e.test_phi_canaries import Watched, watched

ON_THE_WAY = (Wish.PREVIEW, Wish.SYNC, Wish.CHECK_ALL)


@pytest.fixture(params=["opendental", "boulevard"])
def place(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Watched]:
    yield from watched(str(request.param), tmp_path, monkeypatch)


def drawn(place: Watched, qtbot: QtBot) -> str:
    """Look, preview, sync and compare in the window; return all that it was told to draw."""
    states: list[str] = []
    program = Program(OfOne(place.office), app.registry(), place.desk.folder, place.desk.clock)
    told: list[Any] = [
        program.main.changed,
        program.main.toasted,
        program.main.announced,
        program.overview.changed,
        program.connections.changed,
        program.activity.changed,
        program.review.changed,
        program.mapping.changed,
        program.privacy.changed,
        program.privacy.report_wanted,
        program.mapping.told,
        program.wizard.changed,
    ]
    for signal in told:
        signal.connect(lambda *said: states.append(repr(said)))
    program.start()
    quiet: Callable[[], bool] = lambda: not program.jobs.busy  # noqa: E731
    qtbot.waitUntil(quiet, timeout=60_000)
    program.scheduler.stop()
    for wish in ON_THE_WAY:
        program.main.do(wish, "")
        qtbot.waitUntil(quiet, timeout=60_000)
    for page in (program.activity, program.review, program.mapping, program.privacy):
        page.show(visible=True)
        qtbot.waitUntil(quiet, timeout=60_000)
    for row in program.activity.state.rows:
        program.activity.do(Wish.OPEN_RUN, row.key)
        qtbot.waitUntil(quiet, timeout=60_000)
    for _row in program.review.state.rows:
        program.review.do(Wish.LATER)
        qtbot.waitUntil(quiet, timeout=60_000)
    for pair, _label in program.mapping.state.pairs:
        program.mapping.choose_pair(pair)
        qtbot.waitUntil(quiet, timeout=60_000)
        for link in program.mapping.state.links:  # each with a sample of a record
            program.mapping.select(link.key)
            qtbot.waitUntil(quiet, timeout=60_000)
    program.privacy.do(Wish.SAVE_REPORT)
    program.jobs.close()
    return "\n".join(states)


def test_p9_p10_no_canary_is_in_what_the_window_draws(place: Watched, qtbot: QtBot) -> None:
    said = drawn(place, qtbot)
    assert "This was a preview" in said
    assert "Fetched live, never stored." in said
    assert "In sync" in said or "needs you" in said.lower()
    assert {each for each in place.canaries if each in said} == set()


def test_what_a_careless_summary_takes_along_is_seen(
    place: Watched, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    canary = sorted(place.canaries)[0]
    careful = looking.connection_summary

    def careless(connection: Connection) -> ConnectionSummary:
        return replace(careful(connection), account_name=f"of {canary}")

    monkeypatch.setattr(looking, "connection_summary", careless)
    assert canary in drawn(place, qtbot)
