"""The parts of Connections: cards, tiles, forms and questions. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from core.records import Side
from core.registry import ConnectorSpec, Option, Registry, SignIn, SignInKind
from core.summary import ConnectionSummary, OfficeSummary
from desktop.presenters.connections_state import (
    Card,
    Confirm,
    Connecting,
    FormField,
    Point,
    Step,
    Tile,
    Wait,
    Way,
)
from desktop.presenters.overview_parts import STATES
from desktop.presenters.problems import of_connection
from desktop.presenters.wishes import Button, Wish
from desktop.times import Formats, ago, countdown, on

LIFE = timedelta(minutes=10)  # of a browser sign-in: connectors.kit.oauth.LIFE
_FOOTNOTE = "Disconnecting deletes the saved sign-in at once. Your records stay."
_HOLDERS = {
    "a passphrase": "the key is protected by your passphrase",
    "Secret Service": "the key is in the Secret Service",
}
_SIGNED_IN_BY = {"oauth": "Browser", "keys": "Key"}
LEAVE = Button(Wish.LEAVE, "Cancel")
_ASKS = (
    Point(
        "users",
        "Contacts, companies and deals: read, create and change",
        "To keep them the same as in your office's system.",
    ),
    Point(
        "list",
        "Properties of our own: create",
        "One marks each record with its number in your office's system, so that nobody is made "
        "twice, even if this PC is lost. Others hold what HubSpot has no field for.",
    ),
    Point(
        "briefcase",
        "Property names and deal stages: read",
        "To show your own fields in the mapping.",
    ),
    Point("user", "User names and e-mail addresses: read", "To set who owns a record."),
    Point(
        "lock",
        "We never ask for",
        "E-mails, calls, marketing, payments, permissions or settings.",
        "success",
    ),
)
"""What HubSpot is asked for, and why."""


def kept_words(key_holder: str) -> str:
    """Say where sign-ins and their key are."""
    key = _HOLDERS.get(key_holder, f"the key is in {key_holder}")
    return f"Sign-ins are encrypted on this PC; {key}."


def cards(
    summary: OfficeSummary, registry: Registry, now: datetime, formats: Formats, *, running: bool
) -> tuple[Card, ...]:
    """Return a card for each connection; the office's system first."""
    ordered = sorted(summary.connections, key=lambda each: each.side is Side.HUBSPOT)
    return tuple(_card(each, registry, now, formats, running) for each in ordered)


def _card(
    connection: ConnectionSummary,
    registry: Registry,
    now: datetime,
    formats: Formats,
    running: bool,
) -> Card:
    known = next((spec for spec in registry.all() if spec.name == connection.connector), None)
    tone, word = STATES[connection.state]
    contact = connection.last_contact_at
    facts = [
        ("Account", f"{connection.account_name}, no. {connection.account_id}"),
        ("Signed in as", connection.user),
        ("Signed in with", _SIGNED_IN_BY.get(connection.sign_in, connection.sign_in)),
        ("Last contact", ago(contact, now, formats) if contact else "Never"),
    ]
    broken = connection.state == "signed_out"
    reconnect = Button(Wish.RECONNECT, "Reconnect", connection.id, primary=broken)
    reason = "A run is under way. Cancel it first." if running else ""
    disconnect = Button(
        Wish.DISCONNECT,
        "Disconnect",
        connection.id,
        danger=True,
        enabled=not running,
        reason=reason,
    )
    return Card(
        id=connection.id,
        connector=connection.connector,
        monogram=known.monogram if known else connection.label[:2],
        label=connection.label,
        since=f"Connected on {on(connection.connected_at, now, formats)}",
        tone=tone,
        word=word,
        facts=tuple((name, value) for name, value in facts if value),
        problem=of_connection(connection, now, formats),
        may=known.may if known else (),
        may_not=known.may_not if known else (),
        buttons=(reconnect, disconnect),
        footnote=reason or _FOOTNOTE,
    )


def add_words(summary: OfficeSummary) -> str:
    """Say what to know before another system is connected; "" while there is none."""
    if summary.connection(Side.SYSTEM) is None:
        return ""
    return "One office system at a time. Changing it keeps your HubSpot records."


def tiles(summary: OfficeSummary, registry: Registry) -> tuple[Tile, ...]:
    """Return a tile for each system that this program knows."""
    return tuple(_tile(spec, summary) for spec in registry.all())


def _tile(spec: ConnectorSpec, summary: OfficeSummary) -> Tile:
    holder = summary.connection(spec.side)
    in_use = bool(summary.of(spec.name))
    reason = ""
    if in_use:
        reason = "In use"
    elif holder is not None:
        reason = f"One office system at a time: disconnect {holder.label} first"
    button = Button(
        Wish.CONNECT, f"Connect {spec.label}", spec.name, enabled=not reason, reason=reason
    )
    return Tile(spec.name, spec.monogram, spec.label, spec.audience, button, in_use)


def form(spec: ConnectorSpec, kind: SignInKind, *, reconnect: bool) -> Connecting:
    """Return the form of one way to sign in."""
    way = next(way for way in spec.sign_ins if way.kind is kind)
    browser = way.oauth is not None
    text = (
        f"You sign in on {spec.label}'s own page. 300Sync never sees your password."
        if browser
        else f"300Sync signs in to {spec.label} with a key. It is checked at once, and kept "
        "encrypted."
    )
    submit = "Sign in with the browser" if browser else f"Connect {spec.label}"
    return Connecting(
        step=Step.FORM,
        connector=spec.name,
        monogram=spec.monogram,
        label=spec.label,
        title=f"{'Reconnect' if reconnect else 'Connect'} {spec.label}",
        text=text,
        reconnect=reconnect,
        ways=tuple(Way(each.kind, each.label, each.kind is kind) for each in spec.sign_ins)
        if len(spec.sign_ins) > 1
        else (),
        fields=tuple(_field(option, way, reconnect) for option in (*spec.options, *way.options)),
        may=spec.may,
        may_not=spec.may_not,
        asks=_ASKS if spec.side is Side.HUBSPOT else (),
        submit=submit,
        buttons=(LEAVE,),
    )


def _field(option: Option, way: SignIn, reconnect: bool) -> FormField:
    """Return one field; what is kept of an earlier sign-in may be left empty."""
    kept = reconnect and (way.oauth is not None or not option.secret)
    choices = (("", "As it is now"), *option.choices) if kept and option.choices else option.choices
    keep = "Leave it empty to keep what is saved." if kept and not option.choices else ""
    return FormField(
        name=option.name,
        label=option.label,
        help=" ".join(text for text in (option.help, keep) if text),
        secret=option.secret,
        choices=choices,
        value="" if kept else option.default,
        required=option.required and not kept,
    )


def missing(fields: Sequence[FormField], answers: Mapping[str, str]) -> tuple[FormField, ...]:
    """Return the fields again, those marked that were left empty and may not be."""
    return tuple(
        replace(each, error="Fill this in." if _lacks(each, answers) else "") for each in fields
    )


def _lacks(field: FormField, answers: Mapping[str, str]) -> bool:
    return field.required and not answers.get(field.name, "").strip()


def wait(link: str, label: str, seconds: float, *, copied: bool) -> Wait:
    """Return the wait for the browser, with so many seconds left."""
    parts = urlsplit(link)
    left = max(0.0, min(seconds, LIFE.total_seconds()))
    return Wait(
        link=link,
        shown_link=f"{parts.netloc}{parts.path}",
        seconds_left=int(left),
        clock=countdown(left),
        fraction=left / LIFE.total_seconds(),
        copied=copied,
        steps=(f"Sign in to {label}", "Choose your office's account", "Allow 300Sync"),
        text=f"{label} is open in your browser. This page moves on by itself when you are done "
        "there.",
    )


def question(connection: ConnectionSummary) -> Confirm:
    """Ask before a connection is removed."""
    label = connection.label
    return Confirm(
        title=f"Disconnect {label}?",
        text=f"This deletes the saved sign-in on this PC at once, and asks {label} to forget it. "
        "Your records stay in both systems. Syncing stops until it is connected again; the same "
        "account then goes on without duplicates.",
        keep=Button(Wish.KEEP, "Keep"),
        verb=Button(Wish.DISCONNECT_NOW, f"Disconnect {label}", connection.id, danger=True),
    )
