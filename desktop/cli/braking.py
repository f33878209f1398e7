"""`300sync brake`: why a plan waits, the number that lets it through, and a pair's limits."""

import argparse
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

import msgspec

from core.brake import Limits
from core.errors import Code, UserActionError
from core.records import Side
from core.store.brakes import Brake
from desktop.cli.commands import DONE, MisusedError
from desktop.cli.output import Terminal
from desktop.text import explain_brake

if TYPE_CHECKING:
    from core.office import Office


def brake(office: "Office", arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Show the brakes, let one through, or tell and set a pair's limits."""
    match arguments.act:
        case "release":
            return _release(office, arguments, terminal)
        case "limits":
            return _limits(office, arguments, terminal)
        case _:
            return _show(office, terminal)


def _show(office: "Office", terminal: Terminal) -> int:
    found = office.brakes()
    terminal.data({"brakes": [_json(each) for each in found]})
    if not found:
        terminal.say("No brake is on.")
        return DONE
    labels = _labels(office)
    for each in found:
        words = explain_brake(each.cause, system=_system(office), let_through=each.let_through)
        terminal.say(f"{labels.get(each.pair, each.pair)}: {words.title}.")
        terminal.say(f"  {words.meaning}")
        terminal.say(f"  {words.action}")
        if not each.let_through:
            terminal.say(f"  300sync brake release {each.pair} {each.cause.number}")
    return DONE


def _release(office: "Office", arguments: argparse.Namespace, terminal: Terminal) -> int:
    released = office.release_brake(arguments.pair, arguments.number)
    label = _labels(office).get(released.pair, released.pair)
    terminal.say(f"{label}: {released.cause.number:,} are let through. The next run does it.")
    terminal.data(_json(released))
    return DONE


def _limits(office: "Office", arguments: argparse.Namespace, terminal: Terminal) -> int:
    if arguments.pair not in _labels(office):
        raise MisusedError(f"there is no pair {arguments.pair!r}; {', '.join(_labels(office))}")
    limits = Limits() if arguments.reset else office.brake_limits(arguments.pair)
    limits = _changed(limits, arguments.set)
    if arguments.set or arguments.reset:
        office.set_brake_limits(arguments.pair, limits)
    terminal.table(
        ("Limit", "Value", "Ours"),
        [(f.name, f"{getattr(limits, f.name):g}", f"{f.default:g}") for f in fields(Limits)],
    )
    terminal.data({"pair": arguments.pair, "limits": msgspec.to_builtins(limits)})
    return DONE


def _changed(limits: Limits, words: list[str]) -> Limits:
    """Return limits with what `words` ("updates=0.9") say of them."""
    whole = {each.name: isinstance(each.default, int) for each in fields(Limits)}
    for word in words:
        name, _, text = word.partition("=")
        if name not in whole:
            raise MisusedError(f"there is no limit {name!r}; there are {', '.join(whole)}")
        try:
            number: float = int(text) if whole[name] else float(text)
        except ValueError:
            raise UserActionError(Code.SETTING_INVALID, detail=name) from None
        if not 0 <= number < 1e9:
            raise UserActionError(Code.SETTING_INVALID, detail=name)
        change: dict[str, Any] = {name: number}
        limits = replace(limits, **change)
    return limits


def _labels(office: "Office") -> dict[str, str]:
    return {each.pair: each.label for each in office.mappings()}


def _system(office: "Office") -> str:
    system = office.summary().connection(Side.SYSTEM)
    return system.label if system is not None else ""


def _json(brake: Brake) -> dict[str, object]:
    cause: dict[str, object] = msgspec.to_builtins(brake.cause)
    return {
        "pair": brake.pair,
        "let_through": brake.let_through,
        "since": brake.made_at.isoformat(),
        **cause,
    }
