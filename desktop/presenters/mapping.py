"""Mappings: which field goes where, edited as a draft that runs do not see until it is saved.

Each edit is a new document (core.mapping_edit), so undo is going back to the one before. What a
sample says is fetched when a link is looked at, and dropped when it no longer is (P9).
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from core import mapping_edit as edits
from core.errors import SyncError, UserActionError
from core.fitting import Fit
from core.mapping import FieldMapping, Mapping
from core.registry import ConnectorSpec, Registry
from core.schema import Field
from core.suggesting import Suggestion, suggest
from desktop.presenters import mapping_parts as parts
from desktop.presenters import mapping_words as words
from desktop.presenters.in_order import Done, InOrder, Work
from desktop.presenters.mapping_drawing import Seen, draw, told
from desktop.presenters.mapping_link import LinkEditor
from desktop.presenters.mapping_state import MappingState as MappingState
from desktop.presenters.mapping_state import SampleRow
from desktop.presenters.problems import of_error
from desktop.presenters.session import Session
from desktop.presenters.wishes import Button, Notice, Tone, Wish
from desktop.times import AMERICAN, Formats, at, counted

if TYPE_CHECKING:
    from core.office.drafting import Drafted, Sample

_UNDONE = 200  # edits that can be taken back
_NOT_CONNECTED = Notice(
    Tone.PLAIN,
    "Nothing to map yet",
    "Connect your system and HubSpot first: then you see here which field goes where.",
    (Button(Wish.SHOW_CONNECTIONS, "Open Connections", primary=True),),
)


class MappingPresenter(QObject):
    """Decides for Mappings."""

    changed = Signal(object)  # MappingState
    told = Signal(str)  # in short, for screen readers: what was just done
    passed_on = Signal(object, str)  # a Wish that is another presenter's, and its target

    def __init__(
        self,
        session: Session,
        registry: Registry,
        formats: Formats = AMERICAN,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.state = MappingState()
        self._session, self._registry, self._formats = session, registry, formats
        self._writes = InOrder(session.jobs)
        self.line = LinkEditor(self, self)
        self._visible = False
        self._pair = ""
        self._drafted: Drafted | None = None
        self._history: list[Mapping] = []  # the documents up to now, and those taken back
        self._place = 0
        self._look = 0  # numbers what is fetched: an answer of an earlier look says nothing
        self._sample, self._number = SampleRow(), 0
        self._picked = self._selected = ""
        self._suggested: list[Suggestion] | None = None
        self._ticked: set[str] = set()
        self._comparing = self._busy = False
        self._refused: Notice | None = None  # a file that did not fit
        session.looked.connect(self._on_looked)
        self._acts: dict[Wish, Callable[[str], None]] = {
            Wish.EDIT_MAPPING: self._edit_pair,
            Wish.UNDO_EDIT: lambda _target: self._step(-1),
            Wish.REDO_EDIT: lambda _target: self._step(1),
            Wish.SAVE_MAPPING: lambda _target: self._save(),
            Wish.DISCARD_DRAFT: lambda _target: self._discard(),
            Wish.AUTO_MAP: lambda _target: self._open_suggestions(),
            Wish.LINK_FIELD: self._link_named,
            Wish.LINK_TICKED: lambda _target: self._link_ticked(),
            Wish.CLOSE_MAPPING_PANEL: lambda _target: self._close_panel(),
            Wish.SHOW_CHANGES: lambda _target: self._show_changes(),
            Wish.RESTORE_VERSION: self._restore,
            Wish.ANOTHER_SAMPLE: lambda _target: self._fetch_sample(self._number + 1),
        }

    @Slot(object, str)
    def do(self, wish: Wish, target: str = "") -> None:
        """Carry out a wish, or pass it on to whose it is."""
        act = self._acts.get(wish)
        if act is None:
            self.passed_on.emit(wish, target)
        else:
            act(target)

    @Slot(bool)
    def show(self, visible: bool) -> None:
        """Note that the page is seen, or no longer: then what it showed of a record is dropped."""
        if visible == self._visible:
            return
        self._visible = visible
        if visible:
            self._begin()
        else:
            self._look += 1
            self._sample = SampleRow()
            self._draw()

    # -- picking and choosing -----------------------------------------------------------------

    @Slot(str)
    def choose_pair(self, pair: str) -> None:
        """Edit another pair; the draft of this one is kept."""
        if pair != self._pair:
            self._edit_pair(pair)

    @Slot(str)
    def select(self, key: str) -> None:
        """Look at one link; "" for none."""
        if key == self._selected or self._drafted is None:
            return
        self._selected, self._picked, self._sample, self._number = key, "", SampleRow(), 0
        self._suggested, self._comparing = None, False
        if key:
            self._fetch_sample(0)
        self._draw()

    @Slot(str)
    def pick(self, name: str) -> None:
        """Pick a field of the system up, to be linked; "" drops it."""
        self._picked = name
        self._draw()

    @Slot(str, str)
    def link(self, name: str, key: str) -> None:
        """Link a field to a property. What does not fit is not linked, and said."""
        drafted = self._drafted
        if drafted is None:
            return
        field, target = drafted.system.fields.get(name), drafted.hubspot.fields.get(key)
        if field is None or target is None or name not in drafted.allowed:
            return
        self._picked = ""
        try:
            made = edits.connect(self._mapping, field, target)
        except UserActionError:
            how = parts.how_fits(field, target, self._mapping)
            better = parts.better(field, self._mapping, drafted.hubspot)
            self.told.emit(words.why_not(field, target, how, better))
            self._draw()
            return
        self.apply(made, f"{field.label} is linked to {target.label}")
        self.select(key)

    @Slot(str)
    def unlink(self, key: str) -> None:
        """Remove a link."""
        if edits.line_of(self._mapping, key) is None:
            return
        if self._selected == key:
            self._selected, self._sample = "", SampleRow()
        self.apply(edits.disconnect(self._mapping, key), "The link is removed")

    # -- what edits of the selected link ask ----------------------------------------------------

    def selected_line(self) -> tuple[Mapping, FieldMapping] | None:
        line = edits.line_of(self._mapping, self._selected) if self._drafted else None
        return (self._mapping, line) if line is not None else None

    def may_turn(self) -> bool:
        inspector = self.state.inspector
        return inspector is not None and inspector.may_turn

    def field(self, name: str) -> Field | None:
        drafted = self._drafted
        return drafted.system.fields[name] if drafted and name in drafted.allowed else None

    def apply(self, made: Mapping, said: str, *, again: bool = False) -> None:
        """Go on to a new document, and keep it as the draft."""
        if made == self._mapping:
            return
        self._history = [*self._history[: self._place + 1], made][-_UNDONE:]
        self._place = len(self._history) - 1
        self._comparing, self._refused = False, None
        self._keep_draft()
        self.told.emit(said)
        if again:
            self._fetch_sample(self._number)
        self._draw()

    # -- files ----------------------------------------------------------------------------------

    @Slot(str)
    def export(self, path: str) -> None:
        """Write the mapping in force to a file; it holds no secret and no record content."""
        office, pair = self._session.office, self._pair
        if office is not None:
            self._write(
                lambda _job: Path(path).write_bytes(office.versions.export(pair)),
                lambda _written: self.told.emit("The mapping is exported"),
            )

    @Slot(str)
    def take_in(self, path: str) -> None:
        """Make a file the draft of its pair, if it fits both systems."""
        office = self._session.office
        if office is None:
            return

        def done(flaws: Sequence[object]) -> None:
            if flaws:
                self._refused = Notice(
                    Tone.ERROR,
                    "This file does not fit your systems",
                    f"What is not there is named in {counted(len(flaws), 'place')}. "
                    "Nothing was changed.",
                )
            else:
                self._edit_pair(self._pair)

        self._write(lambda job: office.versions.take_in(Path(path).read_bytes(), job).flaws, done)

    # -- what the wishes do -----------------------------------------------------------------

    @Slot()
    def _on_looked(self) -> None:
        if self._visible and self._drafted is None and not self._busy:
            self._begin()

    def _begin(self) -> None:
        summary = self._session.summary
        if summary is None:
            return
        pairs = [each.pair for each in summary.pairs]
        if not pairs:
            self._drafted, self._pair = None, ""
            self._show(MappingState(loaded=True, empty=_NOT_CONNECTED))
        elif self._pair not in pairs:
            self._edit_pair(pairs[0])
        elif self._drafted is None:
            self._edit_pair(self._pair)
        else:
            self._draw()

    def _edit_pair(self, pair: str) -> None:
        office = self._session.office
        if office is None or not pair:
            return
        self._look += 1
        look, self._pair = self._look, pair
        self._drafted, self._selected, self._picked = None, "", ""
        self._suggested, self._comparing, self._sample = None, False, SampleRow()

        def found(drafted: "Drafted") -> None:
            if look == self._look:
                self._drafted = drafted
                self._history, self._place = [drafted.mapping], 0

        self._work(lambda job: office.drafting.look(pair, job), found)

    @property
    def _mapping(self) -> Mapping:
        return self._history[self._place]

    def _step(self, by: int) -> None:
        if 0 <= self._place + by < len(self._history):
            self._place += by
            if edits.line_of(self._mapping, self._selected) is None:
                self._selected, self._sample = "", SampleRow()
            self._keep_draft()
            self.told.emit("Undone" if by < 0 else "Redone")
            self._draw()

    def _keep_draft(self) -> None:
        office, made = self._session.office, self._mapping
        if office is not None:
            self._write(lambda _job: office.versions.save_draft(made), kind="draft")

    def _save(self) -> None:
        office, pair = self._session.office, self._pair
        if office is None or not self.state.can_save:
            return
        made = self._mapping

        def put_in_force(_job: object) -> object:
            office.versions.save_draft(made)
            return office.versions.publish(pair)

        def done(_published: object) -> None:
            self.told.emit("Saved. The next sync goes by it.")
            self._session.refresh()
            self._edit_pair(pair)

        self._write(put_in_force, done)

    def _discard(self) -> None:
        office, pair = self._session.office, self._pair
        if office is not None:
            again = lambda _done: self._edit_pair(pair)  # noqa: E731 - twice the same word
            self._write(lambda _job: office.versions.discard(pair), again)

    def _restore(self, version: str) -> None:
        office, pair = self._session.office, self._pair
        if office is not None and version.isdigit():
            again = lambda _done: self._edit_pair(pair)  # noqa: E731
            self._write(lambda _job: office.versions.restore(pair, int(version)), again)

    def _open_suggestions(self) -> None:
        drafted = self._drafted
        if drafted is None:
            return
        mapping = self._mapping
        fields = [each for each in drafted.system.fields.values() if each.name in drafted.allowed]
        self._suggested = suggest(
            fields,
            list(drafted.hubspot.fields.values()),
            linked=mapping.system_fields(),
            taken=mapping.hubspot_fields(),
        )
        self._ticked = {each.hubspot for each in self._suggested if each.fitting.fit is Fit.FITS}
        self._selected, self._picked, self._comparing = "", "", False
        self._draw()

    @Slot(str, bool)
    def tick(self, key: str, on: bool) -> None:
        """Take a suggestion, or leave it."""
        (self._ticked.add if on else self._ticked.discard)(key)
        self._draw()

    def _link_named(self, target: str) -> None:
        name, _space, key = target.partition(" ")
        self.link(name, key)

    def _link_ticked(self) -> None:
        drafted = self._drafted
        if drafted is None or self._suggested is None:
            return
        made, linked = self._mapping, 0
        for each in self._suggested:
            if each.hubspot in self._ticked:
                field = drafted.system.fields[each.system]
                made = edits.connect(made, field, drafted.hubspot.fields[each.hubspot])
                linked += 1
        self._suggested = None
        self.apply(made, f"{linked} fields are linked")
        self._draw()

    def _show_changes(self) -> None:
        self._comparing, self._suggested, self._selected = True, None, ""
        self._draw()

    def _close_panel(self) -> None:
        self._comparing, self._suggested, self._selected = False, None, ""
        self._sample = SampleRow()
        self._draw()

    def _fetch_sample(self, number: int) -> None:
        office, key = self._session.office, self._selected
        if office is None or not key or not self._visible or self._drafted is None:
            return
        self._look += 1
        look, self._number, mapping = self._look, number, self._mapping
        self._sample = SampleRow(note="Fetching a record")

        def found(sample: "Sample | None") -> None:
            if look == self._look and self._visible and key == self._selected:
                self._sample = told(sample)

        self._work(lambda job: office.drafting.sample(mapping, key, number, job), found)

    def _work(self, work: Work, done: Done) -> None:
        """Look something up off the Qt thread, and draw what came of it."""
        self._busy = True
        self._session.jobs.start(work, self._then(done), failed=self._failed)
        if self._drafted is None:
            self._draw()

    def _write(self, work: Work, done: Done = lambda _done: None, *, kind: str = "") -> None:
        """Change something of what is kept, after whatever was to be changed before it."""
        self._writes.start(work, self._then(done), self._failed, kind)

    def _then(self, done: Done) -> Done:
        def ended(found: object) -> None:
            self._busy = False
            done(found)
            self._draw()

        return ended

    def _failed(self, error: SyncError) -> None:
        self._busy = False
        self._sample = SampleRow()
        now = self._session.clock.now()
        spec = self._spec()
        said = f"It happened at {at(now, now, self._formats)}."
        self._draw(problem=of_error(error, spec.label if spec is not None else "", said))

    # -- drawing --------------------------------------------------------------------------------

    def _spec(self) -> ConnectorSpec | None:
        names = {spec.name: spec for spec in self._registry.systems()}
        if self._drafted is not None:
            return names.get(self._drafted.connector)
        summary = self._session.summary
        connected = summary.connections if summary is not None else ()
        return next((names[c.connector] for c in connected if c.connector in names), None)

    def _draw(self, **more: object) -> None:
        """Make the state anew."""
        summary, drafted, spec = self._session.summary, self._drafted, self._spec()
        known = summary.pairs if summary is not None else ()
        pairs = tuple((p.pair, f"{p.system_label} to {p.hubspot_label}") for p in known)
        if drafted is None or spec is None:
            state = MappingState(loading=self._busy, pairs=pairs, pair=self._pair)
        else:
            now = self._session.clock.now()
            seen = Seen(
                pairs=pairs,
                picked=self._picked,
                selected=self._selected,
                sample=self._sample,
                suggested=self._suggested,
                ticked=self._ticked,
                comparing=self._comparing,
                can_undo=self._place > 0,
                can_redo=self._place < len(self._history) - 1,
            )
            state = draw(drafted, self._mapping, spec, seen, now, self._formats)
            if self._refused is not None:
                state = replace(state, notice=self._refused)
        self._show(replace(state, **more))  # type: ignore[arg-type]

    def _show(self, state: MappingState) -> None:
        if state != self.state:
            self.state = state
            self.changed.emit(state)
