"""Fixed states of Privacy to draw: the sample data of the design; the practice is invented."""

from dataclasses import replace

from PySide6.QtCore import QObject

from core.mapping import Direction
from desktop.presenters.mapping_words import WAYS
from desktop.presenters.privacy import PrivacyPresenter, PrivacyState
from desktop.presenters.privacy_state import AuditRow, BlockedRow, KeptRow, LeavingRow, Tab
from desktop.presenters.wishes import Button, Notice, Tone, Wish


class FixedPrivacy(PrivacyPresenter):
    """Shows one state and writes down what is wished for and done."""

    def __init__(self, state: PrivacyState) -> None:
        QObject.__init__(self)
        self.state = state
        self.wishes: list[tuple[Wish, str]] = []
        self.acts: list[tuple[str, object]] = []

    def do(self, wish: Wish, target: str = "") -> None:
        self.wishes.append((wish, target))

    def show(self, visible: bool) -> None:
        self.acts.append(("show", visible))

    def export(self, path: str) -> None:
        self.acts.append(("export", path))

    def forget(self, pair: str, record: str, stay_away: bool) -> None:
        self.acts.append(("forget", (pair, record, stay_away)))

    def erase(self, typed: str) -> None:
        self.acts.append(("erase", typed))

    def save(self, path: str, content: bytes) -> None:
        self.acts.append(("save", (path, content)))

    def tell(self, state: PrivacyState) -> None:
        self.state = state
        self.changed.emit(state)


_WAY = {"→": Direction.TO_HUBSPOT, "↔": Direction.BOTH, "←": Direction.TO_SYSTEM}


def _row(here: str, way: str, there: str) -> LeavingRow:
    return LeavingRow(here, there, _WAY[way], WAYS[_WAY[way]])


CONTACTS = Tab(
    "patients-contacts",
    "Patients to Contacts",
    (
        _row("First name", "→", "First name"),
        _row("Last name", "→", "Last name"),
        _row("Email", "↔", "Email"),
        _row("Mobile phone", "↔", "Mobile phone number"),
        _row("Text messages OK", "←", "Texting consent"),
        _row("Street + Unit", "→", "Street address"),
        _row("City", "→", "City"),
        _row("Patient status", "→", "Patient type"),
    ),
)
CLINICS = Tab("clinics-companies", "Clinics to Companies", CONTACTS.rows[:4])
NEVER = tuple(
    BlockedRow(label, reason)
    for label, reason in (
        ("Medical history and notes", "Health information"),
        ("Treatment plans and procedures", "Health information"),
        ("X-rays, photos and documents", "Health information"),
        ("Prescriptions and allergies", "Health information"),
        ("Insurance and claims", "Health information"),
        ("Balances and payments", "Money"),
        ("Appointment notes", "Free text"),
        ("Date of birth", "Off until you switch it on"),
        ("Social Security number", "Never shared"),
        *((f"Chart field {n}", "Health information") for n in range(33)),
    )
)
PRACTICE = PrivacyState(
    loaded=True,
    policy="Policy 1 accepted Nov 2, 2026",
    policy_button=Button(Wish.READ_POLICY, "Read it"),
    tabs=(CONTACTS, CLINICS),
    tab="patients-contacts",
    never_caption="42 blocked fields",
    never_text="Dropped the moment it arrives. What tells of somebody's health cannot be switched "
    "on.",
    never=NEVER,
    gate=Notice(
        Tone.SUCCESS,
        "Your practice has said that it may send these data",
        "Agreement with HubSpot of Jan 31, 2026, by the owner. Who answers for privacy: the office "
        "manager.",
    ),
    kept=(
        KeptRow("Record pairs (two numbers, one-way marks)", 2_318, "Until you disconnect"),
        KeptRow("Run history (counts and codes)", 1_204, "90 days"),
        KeptRow("Questions and problems (numbers and codes)", 37, "90 days after they are settled"),
        KeptRow("Mappings and rules", 23, "Until you erase them"),
        KeptRow("Saved sign-ins (encrypted)", 2, "Until you disconnect"),
        KeptRow("Names, phones, emails, record contents", 0, "Never stored", strong=True),
    ),
    kept_caption="Encrypted sign-ins; the key is in Keychain",
    audit=tuple(
        AuditRow(f"Nov {18 - n}, 2:41 PM", f"A run sent {9 - n % 3} kinds of fields")
        for n in range(6)
    ),
    audit_text="128 entries, all of them as they were written.",
    pairs=(("patients-contacts", "Patients to Contacts"),),
    pause=Button(Wish.PAUSE, "Pause all processing"),
    pause_text="Nothing is read and nothing is sent until you resume.",
)
GONE = PrivacyState(
    loaded=True,
    erased=True,
    notice=Notice(
        Tone.SUCCESS,
        "Everything is erased",
        "3,654 rows and 7 files are gone, at Nov 18, 2026, 2:41 PM. The key is gone from where it "
        "was kept. HubSpot and your system keep their data.",
        (Button(Wish.QUIT, "End 300Sync", primary=True),),
    ),
)


def replace_policy(policy: str) -> PrivacyState:
    return replace(PRACTICE, policy=policy)
