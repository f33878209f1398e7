"""The cards of Privacy: what leaves, what never does, what is kept, your data, the audit."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop import theme
from desktop.models.privacy import KeptTable, LeavingTable
from desktop.presenters.privacy_state import AuditRow, BlockedRow, PrivacyState, Tab
from desktop.presenters.wishes import Wish
from desktop.sentences.kept import SURE
from desktop.views.buttons import ButtonRow, IconButton
from desktop.views.cards import Card, card_head, line
from desktop.views.choosers import DropDown, Tick
from desktop.views.labels import Elided, Paragraph, Text
from desktop.views.layouts import clear, padded, row
from desktop.views.marks import IconMark
from desktop.views.tables import RowsView

FEW = 9  # blocked fields that are seen before all are asked for


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
