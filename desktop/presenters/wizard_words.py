"""The wizard's words and tables: steps, promises, kinds of offices."""

from dataclasses import dataclass

from desktop.presenters.connections_state import Point
from desktop.presenters.wishes import Notice, Tone
from desktop.presenters.wizard_state import WizardStep

STEPS = tuple(WizardStep)
NUMBERED = STEPS[STEPS.index(WizardStep.OFFICE) :]  # those of the rail
MINUTES = "Takes about 6 minutes. You can stop and carry on later."

LABELS = {
    WizardStep.OFFICE: "Your office",
    WizardStep.HUBSPOT: "Connect HubSpot",
    WizardStep.SYSTEM: "Connect {system}",
    WizardStep.PAIRS: "Choose what to sync",
    WizardStep.GATE: "Patients' privacy",
    WizardStep.PREVIEW: "Preview and start",
}

TITLES = {
    WizardStep.WELCOME: (
        "Welcome to 300Sync",
        "It keeps {system} and HubSpot in step, from this PC. Nothing is sent while you set it up.",
    ),
    WizardStep.LICENCE: ("Try it, or use your licence", "You can change this later in Settings."),
    WizardStep.OFFICE: (
        "Tell us about your office",
        "We use this to suggest a safe starting point. Nothing is sent yet.",
    ),
    WizardStep.HUBSPOT: ("Connect HubSpot", ""),
    WizardStep.SYSTEM: ("Connect {system}", ""),
    WizardStep.PAIRS: (
        "Choose what to sync",
        "This is what most offices on {system} begin with. You can change it at any time.",
    ),
    WizardStep.GATE: (
        "Patients' privacy",
        "Before anything of a patient may leave your practice, the law wants two things settled.",
    ),
    WizardStep.PREVIEW: (
        "Preview and start",
        "The first sync is rehearsed: everything is read and compared, and nothing is written.",
    ),
}

PROMISES = (
    Point(
        "hard-drive",
        "Your records stay between your two systems",
        "300Sync reads and writes both from this PC. No server of ours ever sees a record, and "
        "nothing of a record is kept here: only its number, and marks that tell whether it "
        "changed.",
        "success",
    ),
    Point(
        "key-round",
        "Your passwords stay yours",
        "You sign in on the vendor's own page, or with a key. What is saved of it is encrypted on "
        "this PC, and deleted at once when you disconnect.",
        "success",
    ),
    Point(
        "git-compare-arrows",
        "Nothing is overwritten behind your back",
        "You see a preview before the first record is written. Where both sides changed, your rule "
        "decides or you do, and a run can be undone in HubSpot.",
        "success",
    ),
    Point(
        "shield-check",
        "What tells of somebody's health never leaves",
        "From a dental practice or a med-spa only names, contact details and appointment times may "
        "travel. They are still protected health information when they come from a covered "
        "practice: so you are asked about it before anything is written.",
        "shield",
    ),
)


@dataclass(frozen=True, slots=True)
class Trade:
    """A kind of office, and by which words the audience of a system is of it."""

    key: str
    label: str
    whose: str  # "a law firm"
    icon: str
    words: tuple[str, ...]


TRADES = (
    Trade("law", "Law firm", "a law firm", "scale", ("Law",)),
    Trade("dental", "Dental practice", "a dental practice", "toothbrush", ("Dental",)),
    Trade("trades", "Trades and repairs", "a trades office", "wrench", ("Home", "Heating")),
    Trade("property", "Property manager", "a property manager", "building", ("Property",)),
    Trade("beauty", "Med-spa or salon", "a med-spa or salon", "flower-2", ("Salons",)),
)

HONEST = Notice(
    Tone.ATTENTION,
    "Contact details of patients are protected, too",
    "Names, contact details and appointment times of patients are still protected health "
    "information when they come from a covered practice. 300Sync sends these and no others: "
    "procedures, notes, balances and everything clinical stay where they are. Whether HubSpot may "
    "hold them is for you and your counsel to say, not for a program.",
)
"""The honest sentence, at the top of the gate."""
