"""Privacy: what leaves and what never does, what is kept, and what can be done about it."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QGridLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop import theme
from desktop.models.privacy import KeptTable, LeavingTable
from desktop.presenters.privacy import PrivacyPresenter, PrivacyState
from desktop.presenters.privacy_state import AuditRow, BlockedRow, Tab
from desktop.presenters.wishes import Button, Tone, Wish
from desktop.sentences.kept import SURE
from desktop.views.buttons import ButtonRow, IconButton, WishButton
from desktop.views.cards import Card, NoticeStrip, ProblemCard, card_head, line
from desktop.views.choosers import DropDown, Tick
from desktop.views.labels import Elided, Paragraph, Text
from desktop.views.layouts import clear, padded, row
from desktop.views.marks import IconMark, Pill
from desktop.views.page import Page
from desktop.views.papers import PaperBox
from desktop.views.sheet import pdf
from desktop.views.tables import RowsView

FEW = 9  # blocked fields that are seen before all are asked for


class PrivacyPage(Page):
    """Draws a PrivacyState and passes on what is wished for."""

    def __init__(self, presenter: PrivacyPresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self._notice, self._problem = NoticeStrip(), ProblemCard()
        self._gate = NoticeStrip()
        self._loading = Paragraph(self.tr("Looking up what leaves and what is kept"))
        self._leaves, self._never = LeavesCard(), NeverCard()
        self._kept, self._yours, self._audit = KeptCard(), YoursCard(), AuditCard()
        self.parts.addWidget(self._head())
        for part in (self._notice, self._problem, self._gate, self._loading):
            self.parts.addWidget(part)
        self._columns = QWidget()
        self._grid = QGridLayout(self._columns)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.SPACE[4])
        self._lay_out(compact=False)
        self.parts.addWidget(self._columns)
        self.parts.addStretch(1)
        self._join()
        self.draw(presenter.state)

    def _head(self) -> QWidget:
        self._pill, self._read = Pill(), ButtonRow()
        self._report = WishButton(
            Button(Wish.SAVE_REPORT, self.tr("Print compliance report (PDF)")), icon="printer"
        )
        owner = QWidget()
        owner.setLayout(
            row(
                Text(self.tr("Privacy"), "title"),
                self._pill,
                self._read,
                None,
                self._report,
                spacing=16,
            )
        )
        return owner

    def _lay_out(self, *, compact: bool) -> None:
        left, right = QVBoxLayout(), QVBoxLayout()
        for layout, cards in (
            (left, (self._leaves, self._kept, self._audit)),
            (right, (self._never, self._yours)),
        ):
            layout.setSpacing(theme.SPACE[4])
            for card in cards:
                layout.addWidget(card)
            layout.addStretch(1)
        self._grid.addLayout(left, 0, 0)
        self._grid.addLayout(right, 1 if compact else 0, 0 if compact else 1)
        self._grid.setColumnStretch(0, 1 if compact else 612)
        self._grid.setColumnStretch(1, 0 if compact else 388)

    def _join(self) -> None:
        presenter = self._presenter
        for source in (
            self._notice,
            self._problem,
            self._gate,
            self._read,
            self._report,
            self._leaves,
            self._yours,
        ):
            source.wished.connect(presenter.do)
        self._yours.exported.connect(self._export)
        self._yours.forgotten.connect(presenter.forget)
        self._yours.erased.connect(presenter.erase)
        self._never.all_wanted.connect(self._show_all)
        presenter.report_wanted.connect(self._save_report)
        presenter.policy_wanted.connect(self._show_policy)
        presenter.changed.connect(self.draw)

    @Slot(object)
    def draw(self, state: PrivacyState) -> None:
        for part in (self._columns, self._report):
            part.setVisible(state.loaded and not state.erased)
        self._loading.setVisible(state.loading)
        self._notice.draw(state.notice)
        self._problem.draw(state.problem)
        self._gate.draw(state.gate)
        self._pill.setVisible(bool(state.policy))
        if state.policy:
            self._pill.show_state(state.policy, "check", Tone.SUCCESS)
        self._read.draw((state.policy_button,) if state.policy_button is not None else ())
        self._leaves.draw(state.tabs, state.tab)
        self._never.draw(state)
        self._kept.draw(state)
        self._yours.draw(state)
        self._audit.draw(state.audit, state.audit_text)
        self.order_tabs()

    @Slot(bool)
    def _export(self, as_table: bool) -> None:
        kind = self.tr("Tables (*.csv)") if as_table else self.tr("JSON (*.json)")
        name = "300sync-kept.csv" if as_table else "300sync-kept.json"
        path, _kind = QFileDialog.getSaveFileName(self, self.tr("Export"), name, kind)
        if path:
            self._presenter.export(path)

    @Slot(str, str)
    def _save_report(self, name: str, html: str) -> None:
        path, _kind = QFileDialog.getSaveFileName(
            self, self.tr("Save the compliance report"), name, self.tr("Documents (*.pdf)")
        )
        if path:
            self._presenter.save(path, pdf(html))

    @Slot(str)
    def _show_policy(self, text: str) -> None:
        accepted = bool(self._presenter.state.policy)
        buttons = (
            ()
            if accepted
            else (Button(Wish.ACCEPT_POLICY, self.tr("Accept for our office"), primary=True),)
        )
        box = PaperBox(self.tr("The policy"), text, buttons, self.window())
        box.wished.connect(self._presenter.do)
        box.open()

    def _show_all(self) -> None:
        rows = self._presenter.state.never
        text = "\n".join(f"- {each.label}: {each.reason}" for each in rows)
        PaperBox(self.tr("What never leaves"), text, (), self.window()).open()

    def set_compact(self, compact: bool) -> None:
        super().set_compact(compact)
        self._lay_out(compact=compact)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._presenter.show(visible=True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._presenter.show(visible=False)


class LeavesCard(Card):
    """What goes to HubSpot, one pair at a time."""

    wished = Signal(object, str)

    def __init__(self) -> None:
        super().__init__()
        caption = Text(self.tr("Goes straight to HubSpot, encrypted on the way"), "small", "text-3")
        title = Text(self.tr("What leaves this PC"), "section")
        self.add(card_head(IconMark("external-link", "accent"), title, None, caption))
        self._tabs = row(spacing=theme.SPACE[2])
        self.add(padded(self._tabs, top=0, bottom=8))
        self._known: tuple[Tab, ...] = ()
        self._model = LeavingTable()
        self.add(_table(self._model, self.tr("Fields that leave")))
        self.parts.setContentsMargins(0, 0, 0, theme.RADIUS["sm"])

    def draw(self, tabs: tuple[Tab, ...], chosen: str) -> None:
        if tabs != self._known:
            self._known = tabs
            clear(self._tabs)
            for each in tabs:
                made = IconButton(f"{each.label} {len(each.rows)}", kind="chip")
                made.setCheckable(True)
                made.setAutoExclusive(True)
                made.setProperty("key", each.key)
                made.clicked.connect(
                    lambda _on, key=each.key: self.wished.emit(Wish.SHOW_FIELDS, key)
                )
                self._tabs.addWidget(made)
            self._tabs.addStretch(1)
        for button in self.findChildren(QPushButton):
            button.setChecked(button.property("key") == chosen)
        rows = next((each.rows for each in tabs if each.key == chosen), ())
        self._model.show_rows(rows)


class NeverCard(Card):
    """What never leaves, and why."""

    all_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._caption = Text("", "small", "text-3")
        title = Text(self.tr("What never leaves"), "section")
        self.add(card_head(IconMark("shield-check", "shield"), title, None, self._caption))
        self._text = Paragraph("", "small")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(theme.SPACE[3])
        inner = QVBoxLayout()
        inner.setSpacing(theme.SPACE[3])
        inner.addWidget(self._text)
        inner.addLayout(self._rows)
        self.add(padded(inner, top=0, bottom=12))
        self._all = IconButton("", kind="link")
        self._all.clicked.connect(self.all_wanted)
        self._foot = padded(row(self._all, None), top=8, bottom=8)
        self.add(line())
        self.add(self._foot)
        self._known: tuple[BlockedRow, ...] = ()

    def draw(self, state: PrivacyState) -> None:
        self._caption.setText(state.never_caption)
        self._text.say(state.never_text)
        if state.never == self._known:
            return
        self._known = state.never
        clear(self._rows)
        for each in state.never[:FEW]:
            self._rows.addWidget(_blocked(each))
        self._all.setText(self.tr("See all {} fields").format(len(state.never)))
        self._foot.setVisible(len(state.never) > FEW)


def _blocked(each: BlockedRow) -> QWidget:
    owner = QWidget()
    inner = row(IconMark("shield-check", "shield"), spacing=theme.SPACE[2])
    inner.addWidget(Elided(each.label, "body"), 1)
    reason = Elided(each.reason, "small", "text-3")
    reason.setAlignment(Qt.AlignmentFlag.AlignRight)
    inner.addWidget(reason)
    owner.setLayout(inner)
    return owner


class KeptCard(Card):
    """What is stored on this PC, exactly."""

    def __init__(self) -> None:
        super().__init__()
        self._caption = Elided("", "small", "text-3")
        title = Text(self.tr("What is stored on this PC"), "section")
        self.add(card_head(IconMark("hard-drive", "accent"), title, None, self._caption))
        self._model = KeptTable()
        self.add(_table(self._model, self.tr("What is stored")))
        self.parts.setContentsMargins(0, 0, 0, theme.RADIUS["sm"])

    def draw(self, state: PrivacyState) -> None:
        self._caption.setText(state.kept_caption)
        self._model.show_rows(state.kept)


class YoursCard(Card):
    """Export, forget, pause, erase."""

    wished = Signal(object, str)
    exported = Signal(bool)  # as a table
    forgotten = Signal(str, str, bool)
    erased = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.add(padded(self._exports(), bottom=16))
        self.add(line())
        self.add(padded(self._forgetting()))
        self.add(line())
        self._pause, self._pause_text = ButtonRow(), Paragraph("", "small")
        self._pause.wished.connect(self.wished)
        pausing = row(spacing=theme.SPACE[3])
        pausing.addWidget(self._pause_text, 1)
        pausing.addWidget(self._pause)
        self.add(padded(pausing))
        self.add(line())
        self.add(padded(self._erasing()))

    def _exports(self) -> QVBoxLayout:
        inner = QVBoxLayout()
        inner.setSpacing(theme.SPACE[2])
        inner.addWidget(Text(self.tr("Your data"), "section"))
        inner.addWidget(
            Paragraph(self.tr("A copy of everything listed under stored on this PC."), "small")
        )
        buttons = row(spacing=theme.SPACE[2])
        for label, as_table in (
            (self.tr("Export as JSON"), False),
            (self.tr("Export as CSV"), True),
        ):
            made = IconButton(label, "download")
            made.clicked.connect(lambda _on, table=as_table: self.exported.emit(table))
            buttons.addWidget(made)
        buttons.addStretch(1)
        inner.addLayout(buttons)
        return inner

    def _forgetting(self) -> QVBoxLayout:
        self._pairs = DropDown((), "")
        self._pairs.setAccessibleName(self.tr("Pair"))
        self._number = QLineEdit()
        self._number.setPlaceholderText(self.tr("Record number"))
        self._number.setAccessibleName(self.tr("Number of the record to forget"))
        self._away = Tick(self.tr("Never sync it again"))
        self._away.setChecked(True)
        forget = IconButton(self.tr("Forget this record"), "trash-2")
        forget.clicked.connect(self._forget)
        self._number.returnPressed.connect(self._forget)
        inner = QVBoxLayout()
        inner.setSpacing(theme.SPACE[2])
        inner.addWidget(Text(self.tr("Forget one record"), "name"))
        asked = row(spacing=theme.SPACE[2])
        asked.addWidget(self._pairs, 1)
        asked.addWidget(self._number, 1)
        inner.addLayout(asked)
        inner.addLayout(row(self._away, None, forget))
        return inner

    def _erasing(self) -> QVBoxLayout:
        self._sure = QLineEdit()
        self._sure.setPlaceholderText(self.tr("Type: {}").format(SURE))
        self._sure.setAccessibleName(self.tr("Type {} to allow it").format(SURE))
        self._erase = IconButton(self.tr("Erase everything"), "trash-2", "danger")
        self._erase.setEnabled(False)
        self._sure.textChanged.connect(
            lambda text: self._erase.setEnabled(text.strip().lower() == SURE)
        )
        self._erase.clicked.connect(lambda: self.erased.emit(self._sure.text()))
        inner = QVBoxLayout()
        inner.setSpacing(theme.SPACE[2])
        text = self.tr(
            "Deletes it from this PC and signs out. Your system and HubSpot keep their records."
        )
        inner.addWidget(Paragraph(text, "small"))
        asked = row(spacing=theme.SPACE[2])
        asked.addWidget(self._sure, 1)
        asked.addWidget(self._erase)
        inner.addLayout(asked)
        return inner

    def _forget(self) -> None:
        self.forgotten.emit(self._pairs.currentData(), self._number.text(), self._away.isChecked())
        self._number.clear()

    def draw(self, state: PrivacyState) -> None:
        if [self._pairs.itemData(n) for n in range(self._pairs.count())] != [
            pair for pair, _label in state.pairs
        ]:
            self._pairs.clear()
            for pair, label in state.pairs:
                self._pairs.addItem(label, pair)
        self._pause.draw((state.pause,) if state.pause is not None else ())
        self._pause_text.say(state.pause_text)


class AuditCard(Card):
    """The last entries of the privacy audit, and whether the chain is whole."""

    def __init__(self) -> None:
        super().__init__()
        self._text = Elided("", "small", "text-3")
        self.add(card_head(Text(self.tr("Audit"), "section"), None, self._text))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(theme.SPACE[1])
        self.add(padded(self._rows, top=0, bottom=12))
        self._known: tuple[AuditRow, ...] = ()

    def draw(self, rows: tuple[AuditRow, ...], text: str) -> None:
        self._text.setText(text)
        if rows == self._known:
            return
        self._known = rows
        clear(self._rows)
        for each in rows[:FEW]:
            inner = row(spacing=theme.SPACE[3])
            inner.addWidget(Elided(each.text, "body"), 1)
            inner.addWidget(Text(each.when, "small", "text-3"))
            owner = QWidget()
            owner.setLayout(inner)
            self._rows.addWidget(owner)


def _table(model: LeavingTable | KeptTable, name: str) -> RowsView:
    return RowsView(model, name, head=theme.CONTROL, row=theme.MAP_ROW, inset=theme.SPACE[4])
