"""Settings: each in effect, and saved, as it is changed."""

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QGridLayout,
    QVBoxLayout,
    QWidget,
)

from desktop import theme
from desktop.presenters.settings import SettingsPresenter, SettingsState
from desktop.presenters.settings_state import MINUTES, TELLINGS
from desktop.presenters.wishes import Button, Wish
from desktop.views.buttons import WishButton
from desktop.views.cards import Card, NoticeStrip, ProblemCard, card_head, line
from desktop.views.labels import Elided, Paragraph, Text
from desktop.views.layouts import padded, row
from desktop.views.marks import IconMark
from desktop.views.page import Page
from desktop.views.papers import PaperBox
from desktop.views.settings_rows import HoursRow, LookRow, drop_down, setting, switch

COMPARE = (("1", "Every day"), ("7", "Every week"), ("30", "Every month"), ("0", "Only by hand"))


class SettingsPage(Page):
    """Draws a SettingsState and passes on what is chosen."""

    def __init__(self, presenter: SettingsPresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self._notice, self._problem = NoticeStrip(), ProblemCard()
        self._held_up = Paragraph("", "small", "attention")
        head = QWidget()
        caption = Text(self.tr("Changes are saved as you make them."), "small", "text-3")
        head.setLayout(row(Text(self.tr("Settings"), "title"), caption, None, spacing=16))
        for part in (head, self._notice, self._problem):
            self.parts.addWidget(part)
        self._cards = QWidget()
        self._grid = QGridLayout(self._cards)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.SPACE[4])
        self._schedule, self._pc, self._help = (
            self._schedule_card(),
            self._pc_card(),
            self._help_card(),
        )
        self._lay_out(compact=False)
        self.parts.addWidget(self._cards)
        self.parts.addStretch(1)
        for source in (self._notice, self._problem):
            source.wished.connect(presenter.do)
        presenter.bundle_wanted.connect(self._show_bundle)
        presenter.paper_wanted.connect(self._show_paper)
        presenter.changed.connect(self.draw)
        self.draw(presenter.state)

    def _lay_out(self, *, compact: bool) -> None:
        left, right = QVBoxLayout(), QVBoxLayout()
        for layout, cards in ((left, (self._schedule, self._help)), (right, (self._pc,))):
            layout.setSpacing(theme.SPACE[4])
            for card in cards:
                layout.addWidget(card)
            layout.addStretch(1)
        self._grid.addLayout(left, 0, 0)
        self._grid.addLayout(right, 1 if compact else 0, 0 if compact else 1)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 0 if compact else 1)

    # -- the cards ------------------------------------------------------------------------------

    def _schedule_card(self) -> Card:
        presenter = self._presenter
        self._minutes = drop_down(self.tr("How often"), MINUTES, presenter.set_minutes)
        self._in_hours = switch(self.tr("Business hours only"), presenter.keep_hours)
        self._hours_text = Paragraph("", "small", "text-3")
        self._hours = HoursRow()
        self._hours.changed.connect(presenter.set_hours)
        self._compare = drop_down(self.tr("Compare all records"), COMPARE, presenter.set_comparing)
        self._battery = switch(self.tr("Pause on battery"), presenter.pause_on_battery)
        self._metered = switch(self.tr("Pause on metered internet"), presenter.pause_on_metered)
        card = Card()
        card.add(card_head(IconMark("clock", "text-2"), Text(self.tr("Schedule"), "section"), None))
        for part in (
            setting(self.tr("How often"), "", self._minutes),
            setting(self.tr("Business hours only"), self._hours_text, self._in_hours),
            padded(row(self._hours), top=0, bottom=12),
            setting(
                self.tr("Compare all records"),
                self.tr("Finds what was missed, by night if it can"),
                self._compare,
            ),
            setting(
                self.tr("Pause on battery"),
                self.tr("Goes on when the PC is plugged in"),
                self._battery,
            ),
            setting(
                self.tr("Pause on metered internet"),
                self.tr("For example a phone's hotspot"),
                self._metered,
            ),
        ):
            if part.findChild(HoursRow) is None:
                card.add(line())
            card.add(part)
        card.add(padded(row(self._held_up), top=0, bottom=8))
        return card

    def _pc_card(self) -> Card:
        presenter = self._presenter
        self._login = switch(self.tr("Start when I sign in to this PC"), presenter.start_at_login)
        self._telling = drop_down(self.tr("Notifications"), TELLINGS, presenter.set_telling)
        self._looks = LookRow()
        self._looks.chosen.connect(presenter.set_look)
        self._folder = Elided("", "small", "text-3")
        card = Card()
        card.add(
            card_head(IconMark("app-window", "text-2"), Text(self.tr("This PC"), "section"), None)
        )
        for part in (
            setting(
                self.tr("Start when I sign in to this PC"),
                self.tr("Stays in the tray next to the clock"),
                self._login,
            ),
            setting(
                self.tr("Notifications"),
                self.tr("Outside the window, without names"),
                self._telling,
            ),
            setting(self.tr("Appearance"), "", self._looks),
            setting(self.tr("Data folder"), self._folder, None),
        ):
            card.add(line())
            card.add(part)
        return card

    def _help_card(self) -> Card:
        self._version = Text("", "name")
        make = WishButton(Button(Wish.MAKE_DIAGNOSTICS, self.tr("Look at it")), icon="eye")
        changes = WishButton(Button(Wish.READ_CHANGES, self.tr("What changed")), icon="file-text")
        for button in (make, changes):
            button.wished.connect(self._presenter.do)
        card = Card()
        head = Text(self.tr("Help"), "section")
        card.add(card_head(IconMark("circle-question-mark", "text-2"), head, None))
        for part in (
            setting(
                self.tr("Diagnostics file for support"),
                self.tr("Numbers and codes only. You see it before it is written."),
                make,
            ),
            setting(self._version, self.tr("Installed on this PC"), changes),
        ):
            card.add(line())
            card.add(part)
        return card

    # -- drawing --------------------------------------------------------------------------------

    @Slot(object)
    def draw(self, state: SettingsState) -> None:
        self._notice.draw(state.notice)
        self._problem.draw(state.problem)
        self._held_up.say(state.held_up)
        for box, value in (
            (self._minutes, state.minutes),
            (self._compare, state.compare_days),
            (self._telling, state.telling),
        ):
            box.setCurrentIndex(max(0, box.findData(value)))
        for turned, on in (
            (self._in_hours, state.in_hours),
            (self._battery, state.on_battery),
            (self._metered, state.on_metered),
            (self._login, state.starts_at_login),
        ):
            turned.setChecked(on)
        self._hours_text.say(state.hours_text)
        self._hours.draw(state)
        self._looks.draw(state.look)
        self._folder.setText(state.data_folder)
        self._version.setText(self.tr("Version {}").format(state.version))
        self.order_tabs()

    @Slot(object)
    def _show_bundle(self, files: Sequence[object]) -> None:
        parts = [f"{each.name}\n\n{each.text}" for each in files]  # type: ignore[attr-defined]
        save = Button(Wish.OPEN, self.tr("Write the file"), primary=True)
        title = self.tr("What the diagnostics file holds")
        box = PaperBox(title, "\n\n".join(parts), (save,), self.window(), plain=True)
        box.wished.connect(lambda _wish, _target: self._save_bundle())
        box.open()

    def _save_bundle(self) -> None:
        path, _kind = QFileDialog.getSaveFileName(
            self, self.tr("Save the diagnostics file"), "300sync-diagnostics.zip", "Zip (*.zip)"
        )
        if path:
            self._presenter.save_bundle(path)

    @Slot(str, str)
    def _show_paper(self, title: str, text: str) -> None:
        PaperBox(title, text, (), self.window()).open()

    def set_compact(self, compact: bool) -> None:
        super().set_compact(compact)
        self._lay_out(compact=compact)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._presenter.show(visible=True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._presenter.show(visible=False)
