"""What a healthcare office attests before patients' data may leave it: the form, and its answers.

Pure. What is typed is kept by the office's privacy decisions, and nowhere else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from core.registry import ConnectorSpec
from desktop.presenters.wishes import Button, Notice, Tone, Wish
from desktop.presenters.wizard_state import ChoiceTile, GateField, GateForm
from desktop.presenters.wizard_words import HONEST

if TYPE_CHECKING:  # what it stands on is slow to load
    from core.office.privacy import Said

COVERED, NOT_COVERED, NO_HEALTH = "covered", "not_covered", "no_health"
CONTACT, AGREEMENT, SIGNED = "contact", "agreement", "agreement_by"
_FILL_IN = "Fill this in."
_ORDERS = ("%m/%d/%Y", "%Y-%m-%d")  # in which a day may be typed
_TILES = (
    (
        COVERED,
        "We are a covered practice",
        "HIPAA binds us, and HubSpot has signed a business associate agreement with us.",
    ),
    (
        NOT_COVERED,
        "HIPAA does not bind us",
        "We give health services, and have an agreement with HubSpot all the same.",
    ),
    (
        NO_HEALTH,
        "We give no health services",
        "A salon, for example: nothing that we do is health care.",
    ),
)
_FIELDS = (
    GateField(CONTACT, "Who answers for privacy", "Name or function, such as the privacy officer."),
    GateField(
        AGREEMENT,
        "Date of the agreement with HubSpot",
        "Of the business associate agreement, such as 1/31/2026.",
    ),
    GateField(SIGNED, "Who signed it for you", "Name or function, such as the owner."),
)


@dataclass(frozen=True, slots=True)
class GateAnswers:
    """What was chosen and typed so far; dropped when the step is left."""

    kind: str = COVERED
    typed: Mapping[str, str] = field(default_factory=dict)  # by GateField.name
    errors: Mapping[str, str] = field(default_factory=dict)


def gate(spec: ConnectorSpec, answers: GateAnswers, *, attested: bool) -> GateForm:
    """Return the form; once it is attested, that it was."""
    if attested:
        done = Notice(
            Tone.SUCCESS,
            "Your practice has said that it may send these data",
            "It is written in the privacy audit. You find it on the page Privacy.",
        )
        return GateForm(HONEST, (), (), attested=done)
    tiles = tuple(
        ChoiceTile(key, title, text, chosen=key == answers.kind)
        for key, title, text in _TILES
        if key != NO_HEALTH or spec.may_be_no_healthcare
    )
    fields = tuple(
        GateField(
            each.name,
            each.label,
            each.help,
            answers.typed.get(each.name, ""),
            answers.errors.get(each.name, ""),
        )
        for each in _FIELDS
        if each.name in _wanted(answers.kind)
    )
    return GateForm(
        HONEST,
        tiles,
        fields,
        submit=Button(Wish.ATTEST, "This is so for our practice"),
        skip="Without it everything can be previewed, and nothing is written to HubSpot.",
    )


def flaws(answers: GateAnswers, today: date) -> Mapping[str, str]:
    """Return what is wrong with what was typed, by GateField.name."""
    found: dict[str, str] = {}
    for name in _wanted(answers.kind):
        text = answers.typed.get(name, "").strip()
        if not text:
            found[name] = _FILL_IN
        elif name == AGREEMENT:
            day = day_of(text)
            if day is None:
                found[name] = "Write the day as 1/31/2026."
            elif day > today:
                found[name] = "This day is still to come."
    return found


def said(answers: GateAnswers) -> "Said":
    """Return what is attested; only of answers without flaws."""
    from core.office.privacy import Said

    typed = {name: answers.typed.get(name, "").strip() for name in _wanted(answers.kind)}
    return Said(
        contact=typed[CONTACT],
        covered_entity=answers.kind == COVERED,
        agreement=day_of(typed.get(AGREEMENT, "")),
        agreement_by=typed.get(SIGNED, ""),
        no_health_services=answers.kind == NO_HEALTH,
    )


def day_of(text: str) -> date | None:
    """Read a day as it is typed in the United States, or by ISO; None if it is none.

    >>> day_of("1/31/2026"), day_of("2026-01-31"), day_of("soon") is None
    (datetime.date(2026, 1, 31), datetime.date(2026, 1, 31), True)
    """
    for order in _ORDERS:
        try:
            return datetime.strptime(text.strip(), order).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def _wanted(kind: str) -> tuple[str, ...]:
    return (CONTACT,) if kind == NO_HEALTH else (CONTACT, AGREEMENT, SIGNED)
