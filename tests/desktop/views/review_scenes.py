"""Fixed states of Review to draw: the sample data of the design; people and firms are invented."""

from dataclasses import replace

from PySide6.QtCore import QObject

from core.records import Side
from desktop.presenters.review import ReviewPresenter, ReviewState
from desktop.presenters.review_state import Always, Candidate, Choice, Detail, End, WaitingRow
from desktop.presenters.wishes import Button, Notice, Tone, Wish
from desktop.text import Kind

LATER = Button(Wish.LATER, "Decide later")
LIVE = (
    "Fetched live from Clio and HubSpot at 2:38 PM. It is shown here only and never stored on "
    "this PC."
)


class FixedReview(ReviewPresenter):
    """Shows one state and writes down what is wished for, chosen and looked at."""

    def __init__(self, state: ReviewState) -> None:
        QObject.__init__(self)
        self.state = state
        self.wishes: list[tuple[Wish, str]] = []
        self.chosen: list[tuple[str, Side]] = []
        self.selected: list[str] = []
        self.seen: list[bool] = []
        self.rules: list[tuple[bool, str, str]] = []

    def do(self, wish: Wish, target: str = "") -> None:
        self.wishes.append((wish, target))

    def select(self, key: str) -> None:
        self.selected.append(key)

    def choose(self, key: str, side: Side) -> None:
        self.chosen.append((key, side))

    def decide_always(self, on: bool, field: str, policy: str) -> None:
        self.rules.append((on, field, policy))

    def show(self, visible: bool) -> None:
        self.seen.append(visible)

    def tell(self, state: ReviewState) -> None:
        self.state = state
        self.changed.emit(state)


ROWS = (
    WaitingRow("a", "Person 1409312", "3 fields differ", "since 1:49 PM", Kind.REVIEW),
    WaitingRow("b", "Person 1408116", "1 field differs", "since 2:04 PM", Kind.REVIEW),
    WaitingRow(
        "c", "Person 1408220", "A record may be there already", "since 2:20 PM", Kind.REVIEW
    ),
    WaitingRow(
        "d", "Matter 77120", "A value is not one of the choices", "since 2:34 PM", Kind.CHOICE
    ),
)
ENDS = (
    End("clio", "Cl", "Clio", Button(Wish.KEEP_SYSTEM, "Keep all from Clio")),
    End("hubspot", "Hs", "HubSpot", Button(Wish.KEEP_HUBSPOT, "Keep all from HubSpot")),
)
HERE = "Record changed 1:36 PM"
TORN = Detail(
    key="a",
    title="Person 1409312",
    place="1 of 4",
    links=(
        Button(Wish.OPEN_LINK, "Clio 1409312", "https://app.example.com/1409312"),
        Button(Wish.OPEN_LINK, "HubSpot 60155012", "https://app.example.com/60155012"),
    ),
    live=LIVE,
    ends=ENDS,
    choices=(
        Choice(
            "mobilephone",
            "Mobile phone",
            "720-555-0118",
            "+1 720-555-0181",
            HERE,
            "By a person 1:40 PM",
            Side.HUBSPOT,
        ),
        Choice(
            "email",
            "Email",
            "juniper@ashdown.example.com",
            "j.ashdown@example.com",
            HERE,
            "Changed 1:44 PM",
            Side.SYSTEM,
        ),
        Choice(
            "address",
            "Street address",
            "18 Willowmere Lane",
            "18 Willowmere Ln, Apt 2",
            HERE,
            "By a person 1:41 PM",
            Side.HUBSPOT,
        ),
    ),
    count="3 fields differ",
    alike="9 other fields need no choice.",
    always=Always(
        True,
        (("mobilephone", "Mobile phone"), ("email", "Email"), ("address", "Street address")),
        "mobilephone",
        (
            ("newest_wins", "the newer one"),
            ("system_wins", "the one in Clio"),
            ("hubspot_wins", "the one in HubSpot"),
        ),
        "newest_wins",
        "If the mobile phone changes on both sides again, the newer one wins and you are not "
        "asked. The mapping's versions keep the rule, and can take it back.",
    ),
    foot="This changes 2 fields in Clio and 1 field in HubSpot.",
    buttons=(LATER, Button(Wish.SAVE_CHOICES, "Save choices and open next", primary=True)),
)
WAITING_FOR_YOU = ReviewState(
    loaded=True,
    intro="4 records wait for you. Nothing is overwritten until you choose.",
    rows=ROWS,
    detail=TORN,
    chosen_row=0,
)
WHO_IS_WHO = replace(
    WAITING_FOR_YOU,
    chosen_row=2,
    detail=Detail(
        key="c",
        title="Person 1408220",
        place="3 of 4",
        links=TORN.links[:1],
        said="A record may be there already. More than one in HubSpot could be this person.",
        live=LIVE,
        candidates=tuple(
            Candidate(
                number,
                f"HubSpot {number}",
                (
                    ("First name", "Percival", first, first == "Percival"),
                    ("Last name", "Lark", "Lark", True),
                    ("Email", "", "p.lark@example.com", False),
                    ("Phone", "+1 720-555-0133", "+1 720-555-0133", True),
                ),
                (
                    Button(Wish.LINK, "They are the same", number),
                    Button(Wish.OPEN_LINK, "Open", "https://app.example.com/1"),
                ),
            )
            for number, first in (("60155012", "Percival"), ("60155890", "Percy"))
        ),
        foot="Then it gets a record of its own.",
        buttons=(LATER, Button(Wish.KEEP_APART, "It is none of these")),
    ),
)
FETCHING = replace(
    WAITING_FOR_YOU, detail=Detail("a", "Person 1409312", "1 of 4", TORN.links, loading=True)
)
REFUSED_RECORD = replace(
    WAITING_FOR_YOU,
    chosen_row=3,
    notice=Notice(Tone.SUCCESS, "1 choice saved.", ""),
    detail=Detail(
        key="d",
        title="Matter 77120",
        place="4 of 4",
        links=TORN.links[:1],
        said="A value is not one of the choices. HubSpot does not know it, so this matter was "
        "saved without it. It is about Deal stage.",
        foot="Pick another stage in the mapping, then try again.",
        buttons=(
            LATER,
            Button(Wish.IGNORE, "Leave it as it is"),
            Button(Wish.TRY_AGAIN, "Try again in the next run", primary=True),
        ),
    ),
)
NOTHING_WAITS = ReviewState(
    loaded=True,
    empty=Notice(
        Tone.SUCCESS,
        "Nothing waits for you",
        "When both sides of a record change, or it is not certain who is who, it waits here.",
    ),
)
EMAIL_TURNED = replace(
    WAITING_FOR_YOU,
    detail=replace(
        TORN,
        choices=(
            TORN.choices[0],
            replace(TORN.choices[1], chosen=Side.HUBSPOT),
            TORN.choices[2],
        ),
    ),
)
DROPPED = replace(WAITING_FOR_YOU, detail=None)
