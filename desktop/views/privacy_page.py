"""Privacy: what leaves and what never does, what is kept, and what can be done about it."""

from PySide6.QtCore import Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QGridLayout,
    QVBoxLayout,
    QWidget,
)

from desktop import theme
from desktop.presenters.privacy import PrivacyPresenter, PrivacyState
from desktop.presenters.wishes import Button, Tone, Wish
from desktop.views.buttons import ButtonRow, WishButton
from desktop.views.cards import NoticeStrip, ProblemCard
from desktop.views.labels import Paragraph, Text
from desktop.views.layouts import row
from desktop.views.marks import Pill
from desktop.views.page import Page
from desktop.views.papers import PaperBox
from desktop.views.privacy_cards import AuditCard, KeptCard, LeavesCard, NeverCard, YoursCard
from desktop.views.sheet import pdf


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
