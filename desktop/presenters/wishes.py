"""What a person can wish for, and the buttons that offer it."""

from dataclasses import dataclass
from enum import Enum

from desktop.text import Kind


class Tone(Enum):
    """Which of the state colours (DESIGN_TOKENS 2) something wears; never without icon and word."""

    SUCCESS = "success"
    SYNCING = "syncing"
    ATTENTION = "attention"  # waiting for a person, or for a vendor; syncing goes on
    ERROR = "error"  # syncing has stopped until somebody acts
    PAUSED = "paused"  # resting on purpose, or offline
    PLAIN = "plain"


class Wish(Enum):
    """Everything that can be asked for from window and tray.

    Each presenter takes all of them by `do`, and passes on what is another's (OF_OVERVIEW, …).
    """

    SYNC = "sync"
    CHECK_ALL = "check_all"  # look at every record again
    PREVIEW = "preview"  # the same walk without the write
    CANCEL = "cancel"
    PAUSE_HOUR = "pause_hour"
    PAUSE_TOMORROW = "pause_tomorrow"
    PAUSE = "pause"  # until resumed
    RESUME = "resume"
    DISMISS = "dismiss"  # the notice on Overview
    # going somewhere
    OPEN = "open"  # raise the window
    SHOW_OVERVIEW = "show_overview"
    SHOW_CONNECTIONS = "show_connections"
    SHOW_REVIEW = "show_review"  # target: the code of what is to be looked at first, or ""
    SHOW_ACTIVITY = "show_activity"
    OPEN_LINK = "open_link"  # target: an address of a vendor's page
    QUIT = "quit"
    # connecting; `Button.target` names the connector, or the connection
    CONNECT = "connect"  # open the form
    RECONNECT = "reconnect"
    CHOOSE_WAY = "choose_way"  # target: SignInKind.value
    OPEN_BROWSER = "open_browser"
    COPY_LINK = "copy_link"
    LEAVE = "leave"  # cancel the sign-in, or close the form or its ending
    DISCONNECT = "disconnect"  # asks first
    KEEP = "keep"  # the answer to that question
    DISCONNECT_NOW = "disconnect_now"
    # answering in Review; `Button.target` names the HubSpot record where there are several
    KEEP_SYSTEM = "keep_system"  # all fields from the office's system
    KEEP_HUBSPOT = "keep_hubspot"
    SAVE_CHOICES = "save_choices"
    LATER = "later"  # the next one
    LINK = "link"
    KEEP_APART = "keep_apart"
    TRY_AGAIN = "try_again"
    IGNORE = "ignore"
    ARCHIVE = "archive"
    LOOK_AGAIN = "look_again"
    # in Activity; `Button.target` names the run, or what the comment says
    OPEN_RUN = "open_run"
    FILTER_RUNS = "filter_runs"  # target: the filter
    OLDER_RUNS = "older_runs"
    EXPORT_RUNS = "export_runs"  # target "": all that are shown
    RETRY_THESE = "retry_these"  # target: pair and code
    UNDO_RUN = "undo_run"  # asks first
    UNDO_NOW = "undo_now"
    KEEP_RUN = "keep_run"  # the answer to that question
    # in the mapping editor
    EDIT_MAPPING = "edit_mapping"  # target: the pair
    UNDO_EDIT = "undo_edit"
    REDO_EDIT = "redo_edit"
    SAVE_MAPPING = "save_mapping"
    DISCARD_DRAFT = "discard_draft"
    AUTO_MAP = "auto_map"  # look at what could be linked
    LINK_TICKED = "link_ticked"
    LINK_FIELD = "link_field"  # target: the field and the property
    SHOW_CHANGES = "show_changes"  # what saving would change
    CLOSE_MAPPING_PANEL = "close_mapping_panel"
    RESTORE_VERSION = "restore_version"  # target: its number
    ANOTHER_SAMPLE = "another_sample"
    # on the page Privacy
    SHOW_FIELDS = "show_fields"  # target: the pair
    SAVE_REPORT = "save_report"
    READ_POLICY = "read_policy"
    ACCEPT_POLICY = "accept_policy"
    LOOK_AT_PRIVACY = "look_at_privacy"
    # on the page Settings
    MAKE_DIAGNOSTICS = "make_diagnostics"  # look at the bundle first
    READ_CHANGES = "read_changes"  # what changed in this version
    # in the first-run wizard
    SET_UP = "set_up"  # open it where it was left
    WIZARD_NEXT = "wizard_next"
    WIZARD_BACK = "wizard_back"
    WIZARD_LEAVE = "wizard_leave"  # carry on later
    ATTEST = "attest"
    REHEARSE = "rehearse"
    SAVE_SHEET = "save_sheet"
    # when the office cannot be opened
    OPEN_AGAIN = "open_again"
    USE_PASSPHRASE = "use_passphrase"
    BEGIN_AFRESH = "begin_afresh"  # put a damaged database aside


OF_OVERVIEW = frozenset(
    {
        Wish.SYNC,
        Wish.CHECK_ALL,
        Wish.PREVIEW,
        Wish.CANCEL,
        Wish.PAUSE_HOUR,
        Wish.PAUSE_TOMORROW,
        Wish.PAUSE,
        Wish.RESUME,
        Wish.DISMISS,
    }
)
OF_CONNECTIONS = frozenset(
    {
        Wish.CONNECT,
        Wish.RECONNECT,
        Wish.CHOOSE_WAY,
        Wish.OPEN_BROWSER,
        Wish.COPY_LINK,
        Wish.LEAVE,
        Wish.DISCONNECT,
        Wish.KEEP,
        Wish.DISCONNECT_NOW,
    }
)
OF_MAPPING = frozenset(
    {
        Wish.EDIT_MAPPING,
        Wish.UNDO_EDIT,
        Wish.REDO_EDIT,
        Wish.SAVE_MAPPING,
        Wish.DISCARD_DRAFT,
        Wish.AUTO_MAP,
        Wish.LINK_TICKED,
        Wish.LINK_FIELD,
        Wish.SHOW_CHANGES,
        Wish.CLOSE_MAPPING_PANEL,
        Wish.RESTORE_VERSION,
        Wish.ANOTHER_SAMPLE,
    }
)
OF_PRIVACY = frozenset(
    {
        Wish.SHOW_FIELDS,
        Wish.SAVE_REPORT,
        Wish.READ_POLICY,
        Wish.ACCEPT_POLICY,
        Wish.LOOK_AT_PRIVACY,
    }
)
OF_SETTINGS = frozenset({Wish.MAKE_DIAGNOSTICS, Wish.READ_CHANGES})
OF_REVIEW = frozenset(
    {
        Wish.SHOW_REVIEW,
        Wish.OPEN_LINK,
        Wish.KEEP_SYSTEM,
        Wish.KEEP_HUBSPOT,
        Wish.SAVE_CHOICES,
        Wish.LATER,
        Wish.LINK,
        Wish.KEEP_APART,
        Wish.TRY_AGAIN,
        Wish.IGNORE,
        Wish.ARCHIVE,
        Wish.LOOK_AGAIN,
    }
)
OF_ACTIVITY = frozenset(
    {
        Wish.OPEN_RUN,
        Wish.FILTER_RUNS,
        Wish.OLDER_RUNS,
        Wish.EXPORT_RUNS,
        Wish.RETRY_THESE,
        Wish.UNDO_RUN,
        Wish.UNDO_NOW,
        Wish.KEEP_RUN,
    }
)
OF_WIZARD = frozenset(
    {
        Wish.SET_UP,
        Wish.WIZARD_NEXT,
        Wish.WIZARD_BACK,
        Wish.WIZARD_LEAVE,
        Wish.ATTEST,
        Wish.REHEARSE,
        Wish.SAVE_SHEET,
    }
)
OF_OPENING = frozenset({Wish.OPEN_AGAIN, Wish.USE_PASSPHRASE, Wish.BEGIN_AFRESH})


@dataclass(frozen=True, slots=True)
class Button:
    """A button that makes sense now: its label names its result."""

    wish: Wish
    label: str
    target: str = ""
    primary: bool = False
    danger: bool = False
    enabled: bool = True
    reason: str = ""  # in words, beside a button that cannot be used


@dataclass(frozen=True, slots=True)
class Problem:
    """An error in its three parts, and the way on."""

    kind: Kind  # chooses the icon
    tone: Tone  # ERROR: stopped; ATTENTION: tries again by itself; PAUSED: offline
    title: str  # "HubSpot sign-in has ended"
    happened: str  # with a time
    meaning: str
    action: str
    buttons: tuple[Button, ...] = ()
    reference: str = ""  # "HubSpot's number for this: 4f1c-…", to tell to support; may be ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A strip with something to know: icon, one bold sentence, one plain one, up to two buttons."""

    tone: Tone
    title: str
    text: str
    buttons: tuple[Button, ...] = ()
