"""The wizard's rail: what is done, where one is, what is to come; and the way to carry on later."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop import icons, theme
from desktop.presenters.wishes import Wish
from desktop.presenters.wizard_state import RailMark, RailStep, WizardState
from desktop.presenters.wizard_words import MINUTES
from desktop.views.buttons import IconButton
from desktop.views.labels import Paragraph, Text
from desktop.views.layouts import clear, column, row
from desktop.views.marks import Mark


class WizardRail(QWidget):
    """Draws the steps; none of it can be pressed but the way out."""

    wished = Signal(object, str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "sidebar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(theme.STEPS)
        self._drawn: tuple[RailStep, ...] = ()
        self._steps = QVBoxLayout()
        self._steps.setSpacing(0)
        self._later = IconButton(self.tr("Carry on later"), kind="link")
        self._later.clicked.connect(lambda: self.wished.emit(Wish.WIZARD_LEAVE, ""))
        head = row(ProgramMark(), Text("300Sync", "section"), None, spacing=12)
        head.setContentsMargins(8, 0, 0, 0)
        foot = QVBoxLayout()
        foot.setContentsMargins(8, 0, 8, 0)
        foot.setSpacing(4)
        foot.addWidget(Paragraph(MINUTES, "small", "text-3"))
        foot.addWidget(self._later, 0, Qt.AlignmentFlag.AlignLeft)
        layout = column(self)
        layout.setContentsMargins(16, 24, 16, 16)
        layout.addLayout(head)
        layout.addSpacing(theme.MAP_ROW)
        layout.addLayout(self._steps)
        layout.addStretch(1)
        layout.addLayout(foot)

    def draw(self, state: WizardState) -> None:
        if state.rail == self._drawn:
            return
        self._drawn = state.rail
        clear(self._steps)
        for step in state.rail:
            self._steps.addWidget(StepMark(step))


class ProgramMark(Mark):
    """The program's own sign."""

    def __init__(self) -> None:
        super().__init__(theme.SPACE[7] - 4, theme.SPACE[7] - 4, "300Sync")

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = self.painter()
        shade = theme.tokens().scheme
        picture = icons.program(shade).pixmap(self.size(), self.devicePixelRatioF())
        painter.drawPixmap(self.rect(), picture)


class StepMark(QWidget):
    """One step: its number or a check mark, and its name."""

    def __init__(self, step: RailStep) -> None:
        super().__init__()
        self._step = step
        words = {RailMark.DONE: self.tr("done"), RailMark.HERE: self.tr("here")}
        told = [str(step.number), step.label, words.get(step.mark, "")]
        self.setAccessibleName(", ".join(word for word in told if word))
        self.setToolTip(step.label)
        self.setFixedHeight(theme.STEP)

    def sizeHint(self) -> QSize:
        return QSize(theme.STEPS, theme.STEP)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, colours = QPainter(self), theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        here, done = self._step.mark is RailMark.HERE, self._step.mark is RailMark.DONE
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        if here:
            painter.setPen(QPen(colours["border"], theme.LINE))
            painter.setBrush(colours["surface"])
            painter.drawRoundedRect(box, theme.RADIUS["md"], theme.RADIUS["md"])
        side = theme.STEP_DISC
        disc = QRectF(theme.SPACE[2], (self.height() - side) / 2, side, side)
        if done:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours["success-soft"])
            painter.drawEllipse(disc)
            icons.paint(painter, "check", colours["success"], disc.adjusted(5, 5, -5, -5))
        else:
            painter.setPen(QPen(colours["accent-solid" if here else "border-input"], theme.LINE))
            painter.setBrush(colours["accent-solid"] if here else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(disc.adjusted(0.5, 0.5, -0.5, -0.5))
            painter.setPen(colours["on-accent" if here else "text-2"])
            painter.setFont(theme.font("counter"))
            painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, str(self._step.number))
        painter.setPen(colours["text" if here else "text-2"])
        font = theme.font("strong" if here else "body")
        painter.setFont(font)
        words = box.adjusted(theme.SPACE[2] + side + theme.SPACE[3], 0, -theme.SPACE[2], 0)
        label = painter.fontMetrics().elidedText(
            self._step.label, Qt.TextElideMode.ElideRight, int(words.width())
        )
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, label)
