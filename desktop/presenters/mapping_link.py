"""Edits of the selected link: its direction, what is done on the way, its rules."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, Slot

from core import mapping_edit as edits
from core.conflicts import ConflictPolicy
from core.mapping import Direction, FieldMapping, Mapping, WhenEmpty
from core.schema import Field
from core.transforms import Step
from desktop.presenters import mapping_words as words


class Edited(Protocol):
    """The mapping under way, as far as one link's edits need it."""

    def selected_line(self) -> tuple[Mapping, FieldMapping] | None:
        """Return the mapping and its selected line; None if none is."""
        ...

    def may_turn(self) -> bool: ...

    def field(self, name: str) -> Field | None:
        """Return a field of the system that may travel."""
        ...

    def apply(self, made: Mapping, said: str, *, again: bool = False) -> None:
        """Go on to a new document; `again`: its sample says something else now."""
        ...


class LinkEditor(QObject):
    """Each edit takes effect at once, and can be undone."""

    def __init__(self, edited: Edited, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._edited = edited

    @Slot(object)
    def turn(self, direction: Direction) -> None:
        """Have it travel another way, if it may (P12)."""
        if direction is Direction.TO_HUBSPOT or self._edited.may_turn():
            said = f"Direction: {words.WAYS[direction]}"
            self._edit(lambda mapping, key: edits.turn(mapping, key, direction), said)

    @Slot(str)
    def add_step(self, name: str) -> None:
        self._change(lambda steps: steps.append(words.new_step(name)))

    @Slot(int)
    def remove_step(self, place: int) -> None:
        self._change(lambda steps: steps.pop(place) if place < len(steps) else None)

    @Slot(int, int)
    def move_step(self, place: int, by: int) -> None:
        """Move a step up or down."""

        def move(steps: list[Step]) -> None:
            if 0 <= place + by < len(steps):
                steps.insert(place + by, steps.pop(place))

        self._change(move)

    @Slot(int, str)
    def set_step(self, place: int, text: str) -> None:
        """Type the one setting of a step; what cannot be is left as it was."""

        def put(steps: list[Step]) -> None:
            made = words.with_setting(steps[place], text) if place < len(steps) else None
            if made is not None:
                steps[place] = made

        self._change(put)

    @Slot(str, str)
    def map_value(self, value: str, to: str) -> None:
        """Have one option of the system become one of HubSpot's; "" for none of its own."""

        def put(steps: list[Step]) -> None:
            for place, step in enumerate(steps):
                if step.name == "choice":
                    table = {k: v for k, v in step.args.get("map", {}).items() if k != value}
                    more = {value: to} if to else {}
                    steps[place] = Step("choice", {**step.args, "map": table | more})

        self._change(put)

    @Slot(str)
    def set_when_empty(self, rule: str) -> None:
        chosen = WhenEmpty(rule)
        said = words.EMPTIES[chosen]
        self._edit(lambda mapping, key: edits.set_when_empty(mapping, key, chosen), said)

    @Slot(str)
    def set_policy(self, policy: str) -> None:
        """Have conflicts decided by a rule; "" for the pair's."""
        chosen = ConflictPolicy(policy) if policy else None
        said = "The rule is changed"
        self._edit(lambda mapping, key: edits.set_policy(mapping, key, chosen), said)

    @Slot(str)
    def attach(self, name: str) -> None:
        """Read another field in place of one that has vanished."""
        field = self._edited.field(name)
        if field is not None:
            said = f"It reads {field.label}"
            self._edit(lambda mapping, key: edits.attach(mapping, key, field), said)

    def _edit(self, edit: Callable[[Mapping, str], Mapping], said: str) -> None:
        found = self._edited.selected_line()
        if found is not None:
            self._edited.apply(edit(found[0], found[1].hubspot), said)

    def _change(self, change: Callable[[list[Step]], object]) -> None:
        found = self._edited.selected_line()
        if found is None:
            return
        mapping, line = found
        steps = list(line.steps)
        change(steps)
        said = ", ".join(words.step_label(step) for step in steps) or "Nothing on the way"
        made = edits.set_steps(mapping, line.hubspot, steps)
        self._edited.apply(made, said, again=True)
