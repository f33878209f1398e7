"""Fixed states to draw: the sample data of the design, for tests and pictures.

Wednesday, November 18, 2026, at Marlow & Finch; people and firms are invented.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from PySide6.QtCore import QObject

from core.registry import SignInKind
from core.summary import Health
from desktop.presenters.connections import (
    Card,
    Confirm,
    Connecting,
    ConnectionsPresenter,
    ConnectionsState,
    FormField,
    Step,
    Tile,
    Wait,
    Way,
)
from desktop.presenters.main import (
    Blocked,
    MainPresenter,
    MainState,
    NavItem,
    Page,
    PassphraseForm,
    Stage,
    TrayState,
)
from desktop.presenters.overview import (
    Chart,
    EndState,
    Lane,
    NeedRow,
    OverviewPresenter,
    OverviewState,
    PairProgress,
    PairRow,
    RunRow,
)
from desktop.presenters.overview_state import BrakeAsk
from desktop.presenters.wishes import Button, Notice, Problem, Tone, Wish
from desktop.text import Kind

TODAY = date(2026, 11, 18)


class FixedOverview(OverviewPresenter):
    """Shows one state and writes down what is wished for."""

    def __init__(self, state: OverviewState) -> None:
        QObject.__init__(self)
        self.state = state
        self.wishes: list[tuple[Wish, str]] = []
        self.released: list[tuple[str, str]] = []

    def do(self, wish: Wish, target: str = "") -> None:
        self.wishes.append((wish, target))

    def release(self, pair: str, number: str) -> None:
        self.released.append((pair, number))

    def show(self, state: OverviewState) -> None:
        self.state = state
        self.changed.emit(state)


class FixedConnections(ConnectionsPresenter):
    """Shows one state and writes down what is wished for and submitted."""

    def __init__(self, state: ConnectionsState) -> None:
        QObject.__init__(self)
        self.state = state
        self.wishes: list[tuple[Wish, str]] = []
        self.submitted: list[Mapping[str, str]] = []

    def do(self, wish: Wish, target: str = "") -> None:
        self.wishes.append((wish, target))

    def submit(self, answers: Mapping[str, str]) -> None:
        self.submitted.append(answers)

    def show(self, state: ConnectionsState) -> None:
        self.state = state
        self.changed.emit(state)


class FixedMain(MainPresenter):
    """Shows one state and writes down what is wished for."""

    def __init__(self, state: MainState) -> None:
        QObject.__init__(self)
        self.state = state
        self.wishes: list[tuple[Wish, str]] = []
        self.trays: list[bool] = []
        self.passphrases: list[tuple[str, str]] = []
        self.closed = 0

    def do(self, wish: Wish, target: str = "") -> None:
        self.wishes.append((wish, target))

    def show_page(self, page: Page) -> None:
        self.show(replace(self.state, page=page))

    def close_window(self) -> None:
        self.closed += 1

    def give_passphrase(self, passphrase: str, repeated: str) -> None:
        self.passphrases.append((passphrase, repeated))

    def set_tray(self, available: bool) -> None:
        self.trays.append(available)

    def show(self, state: MainState) -> None:
        self.state = state
        self.changed.emit(state)


SYNC = Button(Wish.SYNC, "Sync now", primary=True)
MENU = (
    Button(Wish.CHECK_ALL, "Check all records now"),
    Button(Wish.PAUSE_HOUR, "Pause for 1 hour"),
    Button(Wish.PAUSE_TOMORROW, "Pause until tomorrow"),
    Button(Wish.PAUSE, "Pause until I start it again"),
)
CLIO = EndState("clio", "Cl", "Clio", Tone.SUCCESS, "Working")
HUBSPOT = EndState("hubspot", "Hs", "HubSpot", Tone.SUCCESS, "Working")

CONTACTS = PairRow(
    "persons-contacts",
    "Contacts",
    "Contacts",
    "3,654 linked",
    "Matched by email",
    both_ways=True,
    lane=Lane.DONE,
    when="2:34 PM",
    read=22,
    created=1,
    updated=7,
    unchanged=12,
    held=2,
    history=(8, 9, 7, 8, 6, 10, 9, 8, 9, 8, 7, 11, 10, 8),
    spoken="Contacts, both ways, 3,654 linked, last run 2:34 PM, 1 created, 7 updated, "
    "12 unchanged, 2 held",
)
COMPANIES = PairRow(
    "companies-companies",
    "Companies",
    "Companies",
    "463 linked",
    "Matched by name",
    both_ways=False,
    lane=Lane.DONE,
    when="2:34 PM",
    read=5,
    updated=2,
    unchanged=3,
    history=(4, 5, 3, 4, 2, 7, 4, 4, 5, 3, 3, 6, 5, 4),
    spoken="Companies, to HubSpot, 463 linked, last run 2:34 PM, 2 updated, 3 unchanged",
)
MATTERS = PairRow(
    "matters-deals",
    "Matters",
    "Deals",
    "1,035 linked",
    "Matched by number",
    both_ways=False,
    lane=Lane.DONE,
    when="2:34 PM",
    read=11,
    created=1,
    updated=4,
    unchanged=5,
    held=1,
    history=(7, 8, 6, 7, 5, 9, 8, 7, 7, 8, 6, 10, 8, 6),
    spoken="Matters, to HubSpot, 1,035 linked, last run 2:34 PM, 1 created, 4 updated, "
    "5 unchanged, 1 held",
)
_WEEKS = (
    (504, 478, 470, 402),
    (568, 509, 461, 448, 391),
    (546, 512, 489, 465, 425),
    (574, 520, 480, 497, 439),
    (612, 537, 326),
)


def days(today: int = 326) -> tuple[tuple[date, int], ...]:
    """Return thirty days, weekends without runs; the last has `today`."""
    counts = iter([*[count for week in _WEEKS for count in week][:-1], today])
    every = (TODAY - timedelta(days=back) for back in range(29, -1, -1))
    return tuple((day, 0 if day.weekday() > 4 else next(counts)) for day in every)


CHART = Chart("6,412", "so far in November", days(), "6,412 records synced so far in November.")
NEEDS = (
    NeedRow(
        "3 records changed in both places",
        "Choose whether to keep the Clio or the HubSpot version.",
        3,
        Kind.REVIEW,
        Button(Wish.SHOW_OVERVIEW, "Review 3"),
    ),
    NeedRow(
        "2 practice areas have no match",
        "Probate and Elder law are new in Clio. Pick where they go in HubSpot.",
        2,
        Kind.CHOICE,
        Button(Wish.SHOW_OVERVIEW, "Match them"),
    ),
    NeedRow(
        "Clio sign-in ends on Nov 30",
        "Renew it now so that syncing carries on.",
        1,
        Kind.SIGN_IN,
        Button(Wish.RECONNECT, "Renew", "clio"),
    ),
)
RUNS = (
    RunRow("2:34 PM", "By itself", "Done", Tone.SUCCESS, 2, 13, 20, 0, 3, 0, "21 seconds"),
    RunRow("2:19 PM", "By itself", "Done", Tone.SUCCESS, 0, 9, 31, 0, 3, 0, "18 seconds"),
    RunRow("1:52 PM", "By hand", "Cancelled", Tone.PAUSED, 4, 0, 12, 0, 0, 0, "6 seconds"),
    RunRow(
        "yesterday 4:49 PM",
        "From the tray",
        "Stopped",
        Tone.ERROR,
        0,
        1,
        8,
        0,
        0,
        1,
        "3 seconds",
        "HubSpot asked this PC to sign in again.",
    ),
    RunRow("Nov 16, 9:04 AM", "By hand", "Preview", Tone.PLAIN, 0, 0, 5_149, 2, 3, 0, "1 min 58 s"),
)

IN_SYNC = OverviewState(
    loaded=True,
    health=Health.IN_SYNC,
    tone=Tone.SUCCESS,
    headline="Everything is in sync",
    aside="next run in 11 min",
    sentence="5,149 records match. 3 more are waiting for your choice in Review.",
    buttons=(SYNC,),
    menu=MENU,
    system=CLIO,
    hubspot=HUBSPOT,
    caption="Last run at 2:34 PM took 21 seconds",
    pairs=(CONTACTS, COMPANIES, MATTERS),
    needs=NEEDS,
    waiting=3,
    runs=RUNS,
    chart=CHART,
)
RUNNING = replace(
    IN_SYNC,
    health=Health.SYNCING,
    tone=Tone.SYNCING,
    headline="Checking all records",
    aside="about 1 min 20 s left",
    sentence="2,211 of 5,152 checked at 38 a second. You can keep working in Clio and HubSpot.",
    running=True,
    fraction=0.43,
    buttons=(Button(Wish.CANCEL, "Cancel"),),
    menu=(),
    beside="Changes already made stay. The rest waits for the next run.",
    caption="Started by Dana Price at 2:41 PM",
    pairs=(
        replace(
            CONTACTS,
            lane=Lane.RUNNING,
            lane_text="48%",
            created=3,
            updated=29,
            progress=PairProgress(0.48, "1,748 of 3,654", "Syncing", "38 a second", "50 s"),
        ),
        replace(
            COMPANIES,
            created=0,
            updated=4,
            progress=PairProgress(1.0, "463 of 463", "Done"),
        ),
        replace(
            MATTERS,
            lane=Lane.NEXT,
            created=0,
            updated=0,
            held=0,
            progress=PairProgress(0.0, "0 of 1,035", "Next", left="30 s"),
        ),
    ),
    chart=replace(CHART, total="6,448", days=days(362)),
)
SIGNED_OUT = Problem(
    Kind.SIGN_IN,
    Tone.ERROR,
    "HubSpot sign-in has ended",
    "HubSpot asked this PC to sign in again at 2:49 PM.",
    "Syncing has stopped. No records are lost, and 14 changes are waiting.",
    "Sign in to HubSpot again. It takes about a minute.",
    (
        Button(Wish.RECONNECT, "Sign in to HubSpot", "hubspot", primary=True),
        Button(Wish.PAUSE_TOMORROW, "Pause until tomorrow"),
    ),
)
FAILED = replace(
    IN_SYNC,
    health=Health.SIGNED_OUT,
    tone=Tone.ERROR,
    headline="HubSpot sign-in has ended",
    aside="",
    sentence="Syncing stopped at 2:49 PM.",
    problem=SIGNED_OUT,
    hubspot=replace(HUBSPOT, tone=Tone.ERROR, word="Signed out"),
    pairs=(
        CONTACTS,
        replace(COMPANIES, lane=Lane.PROBLEM, failed=1, skipped=2),
        replace(MATTERS, lane=Lane.REST, when=""),
    ),
    runs=RUNS[3:],
)
EMPTY = OverviewState(
    loaded=True,
    empty=Notice(
        Tone.PLAIN,
        "No connections yet",
        "Connect HubSpot and your office's system to begin. Plan on 6 minutes.",
        (Button(Wish.SHOW_CONNECTIONS, "Open connections", primary=True),),
    ),
)
QUIET = replace(IN_SYNC, needs=(), waiting=0)
NOTED = replace(
    IN_SYNC,
    notice=Notice(
        Tone.ATTENTION,
        "Not now. This PC is offline.",
        "Syncing starts again as soon as the internet is back. You do not need to do anything.",
        (Button(Wish.DISMISS, "Close"),),
    ),
)

_FOOT = "Disconnecting deletes the saved sign-in at once. Your records stay."
CLIO_CARD = Card(
    "c1",
    "clio",
    "Cl",
    "Clio",
    "Connected on Oct 6, 2026",
    Tone.ATTENTION,
    "Renew by Nov 30",
    (
        ("Account", "Marlow & Finch LLP, no. 4482019"),
        ("Signed in as", "dana.price@marlowfinch.example.com"),
        ("Signed in with", "Browser"),
        ("Last contact", "2:34 PM"),
    ),
    may=("Read contacts, companies and matters", "Change phone, email and address of contacts"),
    may_not=("Cannot see documents, notes, billing or trust accounts",),
    buttons=(
        Button(Wish.RECONNECT, "Reconnect", "c1", primary=True),
        Button(Wish.DISCONNECT, "Disconnect", "c1", danger=True),
    ),
    footnote=_FOOT,
)
HUBSPOT_CARD = Card(
    "c2",
    "hubspot",
    "Hs",
    "HubSpot",
    "Connected on Oct 6, 2026",
    Tone.SUCCESS,
    "Working",
    (
        ("Account", "Marlow & Finch LLP, ID 24681357"),
        ("Signed in as", "dana.price@marlowfinch.example.com"),
        ("Signed in with", "Browser"),
        ("Last contact", "2:34 PM"),
    ),
    may=(
        "Read and change contacts, companies and deals",
        "Read your property lists and deal stages",
    ),
    may_not=("Cannot see emails, calls, marketing or payments",),
    buttons=(
        Button(Wish.RECONNECT, "Reconnect", "c2"),
        Button(Wish.DISCONNECT, "Disconnect", "c2", danger=True),
    ),
    footnote=_FOOT,
)
CONNECTED = ConnectionsState(
    loaded=True,
    kept="Sign-ins are encrypted on this PC; the key is in Windows Credential Manager.",
    cards=(CLIO_CARD, HUBSPOT_CARD),
    add_text="One office system at a time on this plan. Changing it keeps your HubSpot records.",
    tiles=(
        Tile(
            "clio",
            "Cl",
            "Clio",
            "Law firms",
            Button(Wish.CONNECT, "Connect Clio", "clio", enabled=False, reason="In use"),
            in_use=True,
        ),
        Tile(
            "servicetitan",
            "ST",
            "ServiceTitan",
            "Trades offices",
            Button(Wish.CONNECT, "Connect ServiceTitan", "servicetitan"),
        ),
        Tile(
            "jobber",
            "Jb",
            "Jobber",
            "Home services",
            Button(Wish.CONNECT, "Connect Jobber", "jobber"),
        ),
    ),
)
ASKING = replace(
    CONNECTED,
    confirm=Confirm(
        "Disconnect Clio?",
        "This deletes the saved sign-in on this PC at once, and asks Clio to forget it. Your "
        "records stay in both systems.",
        Button(Wish.KEEP, "Keep"),
        Button(Wish.DISCONNECT_NOW, "Disconnect Clio", "c1", danger=True),
    ),
)
_RIGHTS = (
    "Read, create and change contacts, companies and deals.",
    "Add properties of its own, and a pipeline with stages where a mapping needs one.",
    "Read the names and e-mail addresses of your HubSpot users, to set owners.",
)
_NO_RIGHTS = ("Delete anything for good.", "Send e-mail, or read e-mails, notes and calls.")
FORM = Connecting(
    Step.FORM,
    "hubspot",
    "Hs",
    "HubSpot",
    "Connect HubSpot",
    "You sign in on HubSpot's own page. 300Sync never sees your password.",
    ways=(
        Way(SignInKind.KEYS, "Service key", chosen=False),
        Way(SignInKind.OAUTH, "Sign in with your office's own HubSpot app", chosen=True),
    ),
    fields=(
        FormField(
            "client_id",
            "Client ID",
            "On the Auth page of your app in HubSpot.",
            secret=False,
            choices=(),
            value="",
            required=True,
        ),
        FormField(
            "client_secret",
            "Client secret",
            "On the same page, below the client ID.",
            secret=True,
            choices=(),
            value="",
            required=True,
        ),
        FormField(
            "country",
            "Country of phone numbers",
            "",
            secret=False,
            choices=(("US", "United States"), ("CA", "Canada")),
            value="US",
            required=True,
        ),
    ),
    may=_RIGHTS,
    may_not=_NO_RIGHTS,
    submit="Sign in with the browser",
    buttons=(Button(Wish.LEAVE, "Cancel"),),
)
WAITING = replace(
    FORM,
    step=Step.WAITING,
    ways=(),
    fields=(),
    submit="",
    wait=Wait(
        "https://app.hubspot.com/oauth/authorize?client_id=0000",
        "app.hubspot.com/oauth/authorize",
        504,
        "8:24",
        0.84,
        copied=False,
        steps=("Sign in to HubSpot", "Choose your office's account", "Select Connect app"),
        text="HubSpot is open in your browser. This page moves on by itself when you are done "
        "there.",
    ),
    buttons=(
        Button(Wish.OPEN_BROWSER, "Open browser again", primary=True),
        Button(Wish.LEAVE, "Cancel"),
        Button(Wish.COPY_LINK, "Copy link"),
    ),
)
CHECKING = replace(FORM, step=Step.CHECKING, ways=(), fields=(), submit="")
DONE = replace(
    CHECKING,
    step=Step.DONE,
    done="HubSpot is connected: Marlow & Finch LLP (no. 24681357).",
    buttons=(Button(Wish.LEAVE, "Close", primary=True),),
)
REFUSED = replace(
    CHECKING,
    step=Step.FAILED,
    problem=replace(
        SIGNED_OUT,
        title="This is another HubSpot account",
        buttons=(Button(Wish.LEAVE, "Close"),),
    ),
    buttons=(),
)

OPEN = Button(Wish.OPEN, "Open 300Sync")
QUIT = Button(Wish.QUIT, "Quit")
PAUSES = (
    Button(Wish.PAUSE_HOUR, "Pause for 1 hour"),
    Button(Wish.PAUSE_TOMORROW, "Pause until tomorrow"),
    Button(Wish.PAUSE, "Pause until I start it again"),
)
TRAY = TrayState(
    Health.IN_SYNC,
    Tone.SUCCESS,
    "In sync",
    "Everything is in sync",
    "Next run in 11 min",
    "300Sync: Everything is in sync",
    buttons=(SYNC, PAUSES[0]),
    rows=(
        ("Contacts", "8 changed at 2:34 PM"),
        ("Companies", "2 changed at 2:34 PM"),
        ("Deals", "5 changed at 2:34 PM"),
    ),
    menu=(SYNC, *PAUSES, OPEN, QUIT),
)
TRAY_RUNNING = replace(
    TRAY,
    health=Health.SYNCING,
    tone=Tone.SYNCING,
    word="Syncing",
    headline="Syncing, 43% done",
    sentence="You can keep working",
    tooltip="300Sync: Syncing, 43% done",
    fraction=0.43,
    progress=("2,211 of 5,152 checked", "about 1 min 20 s left"),
    buttons=(Button(Wish.CANCEL, "Cancel"),),
    rows=(("Contacts", "1,748 of 3,654"), ("Companies", "Done"), ("Deals", "Next")),
    menu=(Button(Wish.CANCEL, "Cancel"), OPEN, QUIT),
)
TRAY_PAUSED = replace(
    TRAY,
    health=Health.PAUSED,
    tone=Tone.PAUSED,
    word="Paused",
    headline="Paused until 3:38 PM",
    sentence="Nothing is lost. It catches up by itself.",
    tooltip="300Sync: Paused until 3:38 PM",
    buttons=(
        Button(Wish.RESUME, "Start again now", primary=True),
        Button(Wish.PAUSE_TOMORROW, "Until tomorrow"),
    ),
    rows=(("Last run", "2:34 PM"), ("Next run", "3:38 PM")),
    menu=(Button(Wish.RESUME, "Start again now", primary=True), SYNC, OPEN, QUIT),
)

AT_HOME = MainState(
    stage=Stage.OPEN,
    title="300Sync · Marlow & Finch LLP",
    office="Marlow & Finch LLP",
    systems="Clio and HubSpot",
    navigation=(
        NavItem(Page.OVERVIEW, "Overview"),
        NavItem(Page.MAPPINGS, "Mappings"),
        NavItem(Page.ACTIVITY, "Activity"),
        NavItem(Page.REVIEW, "Review", 3),
        NavItem(Page.CONNECTIONS, "Connections"),
        NavItem(Page.PRIVACY, "Privacy"),
        NavItem(Page.SETTINGS, "Settings"),
    ),
    tray=TRAY,
)
AT_CONNECTIONS = replace(AT_HOME, page=Page.CONNECTIONS)
AT_MAPPINGS = replace(AT_HOME, page=Page.MAPPINGS)
AT_ACTIVITY = replace(AT_HOME, page=Page.ACTIVITY)
AT_SETTINGS = replace(AT_HOME, page=Page.SETTINGS)
AT_PRIVACY = replace(AT_HOME, page=Page.PRIVACY)
AT_REVIEW = replace(AT_HOME, page=Page.REVIEW)
NEW_OFFICE = replace(
    AT_HOME,
    title="300Sync",
    office="",
    systems="",
    navigation=MainState().navigation,
)
NO_TRAY = replace(
    AT_HOME,
    notice=Notice(
        Tone.ATTENTION,
        "There is no tray on this PC.",
        "Closing this window ends 300Sync, and syncing stops until it is started again.",
    ),
)
BLOCKED = MainState(
    stage=Stage.BLOCKED,
    blocked=Blocked(
        replace(
            SIGNED_OUT,
            kind=Kind.COMPUTER,
            title="This PC has no keyring",
            happened="Nothing here can keep the key that protects your sign-ins.",
            meaning="No records are lost. Nothing was written.",
            action="Choose a passphrase, which is then asked for at each start.",
            buttons=(
                Button(Wish.OPEN_AGAIN, "Try again"),
                Button(Wish.USE_PASSPHRASE, "Use a passphrase", primary=True),
            ),
        ),
        PassphraseForm(
            new=True,
            title="Choose a passphrase",
            text="Whoever starts 300Sync on this PC needs it. It cannot be recovered.",
            label="Passphrase",
            repeat_label="The same again",
            submit="Protect with this passphrase",
        ),
    ),
)


def at(connecting: Connecting) -> ConnectionsState:
    """Return Connections while somebody is connecting."""
    return replace(CONNECTED, connecting=connecting)


BRAKED = replace(
    NOTED,
    notice=None,
    brakes=(
        BrakeAsk(
            "persons-contacts",
            "Persons to Contacts: Phone in mapping version 7 accounts for 91 % of 2,310 changes",
            "The mapping was changed since the last run. Nothing of it was written. If this is "
            "what you want, let it through by typing 2,310. If not, undo what led to it; the brake "
            "is taken off by itself.",
        ),
    ),
)
