"""The first-run wizard: its rail, the step at hand, and the way on. Stands in for the pages."""

from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QKeyEvent,
    QKeySequence,
    QShortcut,
)
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop import theme
from desktop.presenters.wishes import Wish
from desktop.presenters.wizard import WizardPresenter, WizardState, WizardStep
from desktop.presenters.wizard_state import LicenceChoice
from desktop.views.buttons import ButtonRow
from desktop.views.cards import ProblemCard
from desktop.views.labels import Paragraph, Text
from desktop.views.layouts import column, row
from desktop.views.page import Page
from desktop.views.sheet import pdf
from desktop.views.wizard_gate import GateView
from desktop.views.wizard_pages import (
    ConnectStepView,
    LicenceView,
    OfficeView,
    PairsView,
    WelcomeView,
)
from desktop.views.wizard_rail import WizardRail
from desktop.views.wizard_rehearsal import RehearsalView


class WizardView(QWidget):
    """Draws a WizardState and passes on what is wished for, chosen and typed."""

    wished = Signal(object, str)

    def __init__(self, presenter: WizardPresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self._drawn: WizardStep | None = None
        self.rail, self._page = WizardRail(), StepPage()
        self._welcome, self._licence, self._office = WelcomeView(), LicenceView(), OfficeView()
        self._connect, self._pairs = ConnectStepView(), PairsView()
        self._gate, self._rehearsal = GateView(), RehearsalView()
        self._views: dict[WizardStep, Any] = {
            WizardStep.WELCOME: self._welcome,
            WizardStep.LICENCE: self._licence,
            WizardStep.OFFICE: self._office,
            WizardStep.HUBSPOT: self._connect,
            WizardStep.SYSTEM: self._connect,
            WizardStep.PAIRS: self._pairs,
            WizardStep.GATE: self._gate,
            WizardStep.PREVIEW: self._rehearsal,
        }
        for view in dict.fromkeys(self._views.values()):
            self._page.add(view)
        self._footnote, self._buttons = Paragraph("", "small"), ButtonRow(head=True)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self._page, 1)
        right.addWidget(self._footer())
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.rail)
        layout.addLayout(right, 1)
        self._join()
        self.draw(presenter.state)

    def _footer(self) -> QWidget:
        footer = QWidget()
        footer.setProperty("kind", "footer")
        footer.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        footer.setFixedHeight(theme.FOOTER)
        inner = row(spacing=16)
        inner.setContentsMargins(theme.WIZARD_MARGIN, 0, theme.WIZARD_MARGIN, 0)
        inner.addWidget(self._footnote, 1)
        inner.addStretch()  # takes the room where nothing is noted
        inner.addWidget(self._buttons)
        footer.setLayout(inner)
        return footer

    def _join(self) -> None:
        presenter = self._presenter
        sources = (self.rail, self._page, self._connect, self._gate, self._rehearsal)
        for source in sources:
            source.wished.connect(presenter.do)
        self._buttons.wished.connect(self._wish)
        self._connect.submitted.connect(presenter.submit)
        for chooser in (self._licence, self._office, self._gate):
            chooser.chosen.connect(presenter.choose)
        self._office.searched.connect(presenter.search)
        self._gate.typed.connect(presenter.type)
        self._pairs.switched.connect(presenter.switch)
        self._pairs.turned.connect(presenter.turn)
        presenter.changed.connect(self.draw)
        presenter.sheet_wanted.connect(self._save_sheet)
        back = QShortcut(QKeySequence("Alt+Left"), self)
        back.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        back.activated.connect(lambda: presenter.do(Wish.WIZARD_BACK))

    @Slot(object)
    def draw(self, state: WizardState) -> None:
        if not state.shown:
            self._connect.forget()
            self._drawn = None
            return
        self.rail.draw(state)
        view = self._views[state.step]
        if view is not self._connect:
            self._connect.forget()
        view.draw(state.page)
        for each in dict.fromkeys(self._views.values()):
            each.setVisible(each is view)
        self._page.draw(state)
        self._footnote.say(state.footnote)
        self._buttons.draw(state.buttons)
        if state.step is not self._drawn:
            self._drawn = state.step
            self._arrive(state)

    def _arrive(self, state: WizardState) -> None:
        """Say where one is, and begin at the top."""
        self._page.verticalScrollBar().setValue(0)
        self._page.setAccessibleName(state.where)
        event = QAccessibleAnnouncementEvent(self, state.where)
        QAccessible.updateAccessibility(event)
        on = self._buttons.last()
        if state.step is WizardStep.WELCOME and on is not None:
            on.setFocus(Qt.FocusReason.OtherFocusReason)  # there is nothing to fill in

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on, wherever it is pressed and means nothing else."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            made = self._buttons.last()
            if made is not None and made.isEnabled() and made.property("kind") == "primary":
                made.click()
            return
        super().keyPressEvent(event)

    def _wish(self, wish: Wish, target: str) -> None:
        page = self._presenter.state.page
        if wish is Wish.WIZARD_NEXT and isinstance(page, LicenceChoice) and page.wants_key:
            self._presenter.give_key(self._licence.key.text())
        else:
            self._presenter.do(wish, target)

    @Slot(str, str)
    def _save_sheet(self, name: str, html: str) -> None:
        path, _kind = QFileDialog.getSaveFileName(
            self, self.tr("Save the sign-off sheet"), name, self.tr("Documents (*.pdf)")
        )
        if path:
            self._presenter.save(path, pdf(html))

    def set_compact(self, compact: bool) -> None:
        self._page.set_compact(compact)


class StepPage(Page):
    """The title of a step, and under it the step."""

    wished = Signal(object, str)

    def __init__(self) -> None:
        super().__init__()
        self._title, self._text = Text("", "status"), Paragraph()
        self._problem = ProblemCard()
        self._problem.wished.connect(self.wished)
        head = QWidget()
        inner = column(head, 0, 4)
        inner.addWidget(self._title)
        inner.addWidget(self._text)
        self.parts.addWidget(head)
        self.parts.addWidget(self._problem)
        self.parts.setSpacing(theme.SPACE[5])

    def add(self, view: QWidget) -> None:
        self.parts.addWidget(view, 1)
        view.hide()

    def draw(self, state: WizardState) -> None:
        self._title.setText(state.title)
        self._text.say(state.text)
        self._problem.draw(state.problem)
        self.order_tabs()

    def set_compact(self, compact: bool) -> None:
        self._margin = theme.WIZARD_MARGIN_COMPACT if compact else theme.WIZARD_MARGIN
        self._keep_margin()

    def _keep_margin(self) -> None:
        bar = self.verticalScrollBar()
        taken = bar.sizeHint().width() if bar.maximum() > 0 else 0
        margin = self._margin
        self.parts.setContentsMargins(margin, theme.SPACE[7], margin - taken, theme.SPACE[6])
