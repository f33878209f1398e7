"""Fixed states of Activity to draw: the sample data of the design."""

from dataclasses import replace

from PySide6.QtCore import QObject

from desktop.presenters.activity import ActivityPresenter, ActivityState
from desktop.presenters.activity_state import Chip, OpenedRun, RunLine, TroubleCard
from desktop.presenters.connections_state import Confirm
from desktop.presenters.wishes import Button, Notice, Tone, Wish


class FixedActivity(ActivityPresenter):
    """Shows one state and writes down what is wished for."""

    def __init__(self, state: ActivityState) -> None:
        QObject.__init__(self)
        self.state = state
        self.wishes: list[tuple[Wish, str]] = []
        self.seen: list[bool] = []

    def do(self, wish: Wish, target: str = "") -> None:
        self.wishes.append((wish, target))

    def show(self, visible: bool) -> None:
        self.seen.append(visible)

    def tell(self, state: ActivityState) -> None:
        self.state = state
        self.changed.emit(state)


def _run(key: str, when: str, took: str, counts: tuple[int, ...], day: str = "") -> RunLine:
    read, created, updated, held, failed = counts
    result, tone = ("Done", Tone.SUCCESS) if not failed else (f"{failed} not saved", Tone.ATTENTION)
    spoken = f"{when}, By itself, {result}: {read:,} read"
    return RunLine(
        *(key, day, when, "By itself", took, read, created, updated, held, failed),
        *(result, tone, spoken),
    )


TODAY, BEFORE = "Today, Wednesday, November 18", "Yesterday, Tuesday, November 17"
ROWS = (
    _run("r1", "3:19 PM", "47 s", (71, 3, 22, 3, 6), TODAY),
    _run("r2", "3:04 PM", "17 s", (23, 1, 8, 3, 0)),
    _run("r3", "2:49 PM", "15 s", (19, 0, 7, 3, 0)),
    replace(_run("r4", "2:41 PM", "2 min 18 s", (5152, 4, 46, 3, 0)), started_by="By hand"),
    replace(
        _run("r5", "12:19 PM", "4 s", (0, 0, 0, 0, 0)),
        result="There is no internet connection",
        tone=Tone.PAUSED,
    ),
    _run("r6", "12:04 PM", "19 s", (31, 2, 11, 0, 0)),
    _run("r7", "6:02 PM", "1 min 4 s", (904, 12, 130, 0, 0), BEFORE),
)
CHIPS = (
    Chip("all", "All runs", True),
    Chip("problems", "With problems 3", False),
    Chip("held", "With held records 9", False),
    Chip("by hand", "Started by hand 4", False),
)
RUNS = ActivityState(
    loaded=True,
    chips=CHIPS,
    rows=ROWS,
    more=Button(Wish.OLDER_RUNS, "Show older runs (812)"),
)


def _places(*ids: str) -> tuple[Button, ...]:
    return tuple(Button(Wish.OPEN_LINK, i, f"https://app.example.com/{i}") for i in ids)


OPENED = replace(
    RUNS,
    opened=OpenedRun(
        "r1",
        "25 records were saved. 6 were not, for 2 reasons.",
        (
            Button(Wish.UNDO_RUN, "Undo this run", "r1"),
            Button(Wish.EXPORT_RUNS, "Export this run", "r1"),
        ),
        (
            TroubleCard(
                4,
                "Matters to Deals: A value is not one of the choices.",
                "HubSpot does not know it, so these were saved without it. Pick another in the "
                "mapping, then try again.",
                "Open in Clio",
                _places("77120", "77131", "77098", "76950"),
                (Button(Wish.RETRY_THESE, "Retry these 4", "matters-deals record.option_unknown"),),
            ),
            TroubleCard(
                2,
                "Persons to Contacts: A record changed on both sides.",
                "Nothing was overwritten. Say which side to keep.",
                "Open in Clio",
                _places("1409004", "1408116"),
                (Button(Wish.SHOW_REVIEW, "Answer in Review"),),
            ),
        ),
    ),
)
ASKING_UNDO = replace(
    OPENED,
    confirm=Confirm(
        "Undo the run of 3:19 PM?",
        "In HubSpot 3 records that it created are archived and 31 fields of 22 records get their "
        "old value back. What it wrote to the office's own system stays.",
        Button(Wish.KEEP_RUN, "Keep it as it is"),
        Button(Wish.UNDO_NOW, "Undo this run", "r1", danger=True),
    ),
)
NO_RUNS = ActivityState(
    loaded=True,
    empty=Notice(
        Tone.PLAIN,
        "No run yet",
        "Each sync is told here: what it read, created and updated, and what it could not save.",
    ),
)
