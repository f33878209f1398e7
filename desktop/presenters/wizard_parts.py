"""The pages of the wizard, from what is known of the office. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from core.mapping import Mapping as MappingDocument
from core.registry import ConnectorSpec, Registry
from core.set_up import Chosen, Offer
from core.summary import ConnectionSummary, OfficeSummary
from desktop.presenters.connections_state import Connecting, Step
from desktop.presenters.wishes import Notice, Tone, Wish
from desktop.presenters.wizard_state import (
    ChoiceTile,
    ConnectStep,
    LicenceChoice,
    LicenceStanding,
    OfficeChoice,
    PairRow,
    PairsChoice,
    RailMark,
    RailStep,
    WizardStep,
)
from desktop.presenters.wizard_words import LABELS, NUMBERED, TRADES, Trade
from desktop.times import counted

TRIAL, KEY = "trial", "key"
YOUR_SYSTEM = "your system"


def spec_of(registry: Registry, name: str) -> ConnectorSpec | None:
    """Return a connector; None if there is none of that name (yet)."""
    return next((spec for spec in registry.all() if spec.name == name), None)


def steps_of(spec: ConnectorSpec | None) -> tuple[WizardStep, ...]:
    """Return the numbered steps for a system."""
    gated = spec is not None and spec.healthcare
    return tuple(step for step in NUMBERED if gated or step is not WizardStep.GATE)


def rail(spec: ConnectorSpec | None, here: WizardStep) -> tuple[RailStep, ...]:
    """Return the rail; before the first numbered step it shows what is to come."""
    steps = steps_of(spec)
    at = steps.index(here) if here in steps else -1
    marks = (RailMark.AHEAD, RailMark.HERE, RailMark.DONE)
    return tuple(
        RailStep(n + 1, filled(LABELS[step], spec), marks[(n == at) + 2 * (n < at)])
        for n, step in enumerate(steps)
    )


def filled(text: str, spec: ConnectorSpec | None) -> str:
    """Put the system's name into a sentence."""
    return text.replace("{system}", spec.label if spec is not None else YOUR_SYSTEM)


# -- licence ------------------------------------------------------------------------------------


def licence(
    standing: LicenceStanding | None, chosen: str, *, takes_keys: bool, error: str = ""
) -> LicenceChoice:
    """Return the choice between a trial and a licence key."""
    if standing is not None:
        tone = Tone.SUCCESS if standing.good else Tone.ATTENTION
        return LicenceChoice((), notice=Notice(tone, standing.title, standing.text))
    reason = "" if takes_keys else "Licence keys cannot be entered in this version yet."
    tiles = (
        ChoiceTile(
            TRIAL,
            "Start a free trial",
            "Everything is included for 14 days. No key and no card is needed.",
            icon="play",
            chosen=chosen == TRIAL,
        ),
        ChoiceTile(
            KEY,
            "Use a licence key",
            reason or "It was sent to you by e-mail when you bought 300Sync.",
            icon="key-round",
            chosen=chosen == KEY,
            enabled=takes_keys,
            reason=reason,
        ),
    )
    return LicenceChoice(tiles, wants_key=chosen == KEY, error=error)


# -- the office ---------------------------------------------------------------------------------


def trade_of(spec: ConnectorSpec) -> Trade | None:
    """Return the kind of office that a system is for."""
    return next((t for t in TRADES if any(w in spec.audience for w in t.words)), None)


def office(
    registry: Registry,
    summary: OfficeSummary,
    trade: str,
    connector: str,
    search: str,
    suggested: Sequence[MappingDocument],
) -> OfficeChoice:
    """Return the choice of trade and system; where one is connected it is the one."""
    fitting = [spec for spec in registry.systems() if _found(spec, search)]
    fitting.sort(key=lambda spec: not _is_for(spec, trade))
    held = next((c for c in summary.connections if c.connector in _names(registry)), None)
    chosen = spec_of(registry, connector)
    nothing = "" if fitting else "300Sync does not know a system of that name."
    return OfficeChoice(
        trades=tuple(
            ChoiceTile(t.key, t.label, icon=t.icon, chosen=t.key == trade) for t in TRADES
        ),
        systems=tuple(_system_tile(spec, connector, held) for spec in fitting),
        search=search,
        nothing=nothing,
        suggestion=_suggestion(chosen, suggested),
    )


def _names(registry: Registry) -> set[str]:
    return {spec.name for spec in registry.systems()}


def _found(spec: ConnectorSpec, search: str) -> bool:
    return search.strip().lower() in f"{spec.label} {spec.audience}".lower()


def _is_for(spec: ConnectorSpec, trade: str) -> bool:
    mine = trade_of(spec)
    return mine is not None and mine.key == trade


def _system_tile(spec: ConnectorSpec, connector: str, held: ConnectionSummary | None) -> ChoiceTile:
    other = held is not None and held.connector != spec.name
    reason = f"{held.label} is connected: disconnect it first" if held and other else ""
    return ChoiceTile(
        spec.name,
        spec.label,
        spec.audience,
        connector=spec.name,
        monogram=spec.monogram,
        chosen=spec.name == connector,
        enabled=not other,
        reason=reason,
    )


def _suggestion(spec: ConnectorSpec | None, suggested: Sequence[MappingDocument]) -> Notice | None:
    if spec is None:
        return None
    trade = trade_of(spec)
    whose = trade.whose if trade is not None else "an office"
    pairs = [each.label.replace(" to ", " as HubSpot ", 1) for each in suggested]
    text = f"{_listed(pairs)}. Change it in step 4." if pairs else ""
    return Notice(Tone.PLAIN, f"For {whose} on {spec.label} we suggest", text)


def _listed(names: Sequence[str]) -> str:
    """Return names as a sentence lists them.

    >>> _listed(["People", "Matters"]), _listed(["A", "B", "C"])
    ('People and Matters', 'A, B and C')
    """
    return " and ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else "".join(names)


# -- connecting ---------------------------------------------------------------------------------


def connected(summary: OfficeSummary, connector: str) -> ConnectionSummary | None:
    """Return the connection to a system whose sign-in works."""
    found = summary.of(connector)
    return next((each for each in found if each.state != "signed_out"), None)


def connecting(
    shown: Connecting | None, there: ConnectionSummary | None, *, just_now: bool
) -> ConnectStep:
    """Return signing in, as Connections shows it; only a sign-in under way can be cancelled."""
    if there is not None and not just_now:
        account = f"{there.account_name}, no. {there.account_id}"
        return ConnectStep(None, Notice(Tone.SUCCESS, f"{there.label} is connected", account))
    if shown is None:
        return ConnectStep(None)
    under_way = shown.step in (Step.WAITING, Step.CHECKING)
    problem = shown.problem
    if problem is not None:
        problem = replace(
            problem, buttons=tuple(b for b in problem.buttons if b.wish != Wish.LEAVE)
        )
    kept = tuple(b for b in shown.buttons if under_way or b.wish is not Wish.LEAVE)
    return ConnectStep(replace(shown, buttons=kept, problem=problem))


# -- what to sync -------------------------------------------------------------------------------


def pairs(offers: Sequence[Offer] | None, wanted: Mapping[str, Chosen], system: str) -> PairsChoice:
    """Return the pairs to choose from; None while they are looked up."""
    if offers is None:
        return PairsChoice((), loading=True)
    labels = {each.pair: each.label.partition(" to ")[0] for each in offers}
    return PairsChoice(
        rows=tuple(_pair_row(each, wanted, labels, system) for each in offers),
        notice=Notice(
            Tone.PLAIN,
            "A safe beginning",
            f"Records go from {system} to HubSpot. Both ways, what is corrected in HubSpot also "
            f"goes back; where both sides changed, {system} is kept. Nothing is ever deleted "
            "without your approval.",
        ),
    )


def _pair_row(
    offer: Offer, wanted: Mapping[str, Chosen], labels: Mapping[str, str], system: str
) -> PairRow:
    choice = wanted.get(offer.pair, Chosen(offer.on, offer.both_ways))
    first = wanted.get(offer.after)
    barred = first is not None and not first.on
    reason = f"It is about {labels[offer.after].lower()}, who are not synced." if barred else ""
    ways = f"{counted(offer.back, 'field')} can also go back to {system}."
    none = f"{system} lets nothing of it be changed from outside."
    return PairRow(
        pair=offer.pair,
        label=offer.label,
        text=counted(offer.fields, "field"),
        on=choice.on and not barred,
        both_ways=choice.both_ways and offer.back > 0,
        may_both=offer.back > 0 and choice.on and not barred,
        ways_text=ways if offer.back else none,
        enabled=not barred,
        reason=reason,
    )
