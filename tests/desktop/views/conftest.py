"""A dressed application, calm so that nothing moves while it is looked at."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget  # noqa: TID251
from pytestqt.qtbot import QtBot

from desktop import theme
from desktop.presenters.activity import ActivityState
from desktop.presenters.connections import ConnectionsState
from desktop.presenters.main import MainState
from desktop.presenters.mapping import MappingState
from desktop.presenters.overview import OverviewState
from desktop.presenters.privacy import PrivacyState
from desktop.presenters.review import ReviewState
from desktop.presenters.wizard import WizardState
from desktop.views import motion
from desktop.views.application import Appearance, dress
from desktop.views.main_window import MainWindow, Presenters
from tests.desktop.views import (
    activity_scenes,
    mapping_scenes,
    privacy_scenes,
    review_scenes,
    scenes,
    settings_scenes,
    wizard_scenes,
)

HERE = Path(__file__).parent
LACKING = ("This plugin does not support", "No such signal QPlatformNativeInterface")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform says what it cannot do; that is no fault of ours."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.qt_log_ignore(*LACKING, extend=True))


@pytest.fixture(autouse=True)
def _alone(qapp: QApplication) -> None:
    """Let the windows of the test before go: they are closed, and not yet deleted."""
    del qapp
    settle()


@pytest.fixture(scope="session")
def appearance(qapp: QApplication) -> Appearance:
    qapp.setProperty(motion.CALM, True)
    return dress(qapp)


@pytest.fixture(params=theme.Scheme, ids=lambda scheme: scheme.name.lower())
def scheme(request: pytest.FixtureRequest, appearance: Appearance) -> Iterator[theme.Scheme]:
    """Run the test in light and in dark."""
    appearance.fix(request.param)
    yield request.param
    appearance.follow_system()


class Stage:
    """The window on fixed presenters, which tell what was wished for."""

    def __init__(self, qtbot: QtBot) -> None:
        self._qtbot = qtbot
        self.main = scenes.FixedMain(scenes.AT_HOME)
        self.overview = scenes.FixedOverview(scenes.IN_SYNC)
        self.connections = scenes.FixedConnections(scenes.CONNECTED)
        self.review = review_scenes.FixedReview(review_scenes.WAITING_FOR_YOU)
        self.activity = activity_scenes.FixedActivity(activity_scenes.OPENED)
        self.wizard = wizard_scenes.FixedWizard(wizard_scenes.HIDDEN)
        self.mapping = mapping_scenes.FixedMapping(mapping_scenes.EDITED)
        self.privacy = privacy_scenes.FixedPrivacy(privacy_scenes.PRACTICE)
        self.settings = settings_scenes.FixedSettings(settings_scenes.CHOSEN)

    def open(
        self,
        main: MainState = scenes.AT_HOME,
        overview: OverviewState = scenes.IN_SYNC,
        connections: ConnectionsState = scenes.CONNECTED,
        review: ReviewState = review_scenes.WAITING_FOR_YOU,
        activity: ActivityState = activity_scenes.OPENED,
        wizard: WizardState = wizard_scenes.HIDDEN,
        mapping: MappingState = mapping_scenes.EDITED,
        privacy: PrivacyState = privacy_scenes.PRACTICE,
        size: tuple[int, int] = theme.WINDOW,
    ) -> MainWindow:
        """Show the window and wait until it is there."""
        self.main.state, self.overview.state = main, overview
        self.connections.state, self.review.state = connections, review
        self.activity.state, self.wizard.state = activity, wizard
        self.mapping.state, self.privacy.state = mapping, privacy
        window = MainWindow(
            Presenters(
                main=self.main,
                overview=self.overview,
                mapping=self.mapping,
                activity=self.activity,
                review=self.review,
                connections=self.connections,
                privacy=self.privacy,
                settings=self.settings,
                wizard=self.wizard,
            )
        )
        self._qtbot.addWidget(window)
        window.resize(*size)
        with self._qtbot.waitExposed(window):
            window.show()
        window.activateWindow()
        self._qtbot.waitUntil(window.isActiveWindow)
        settle()
        return window


def settle() -> None:
    """Let layouts, style sheets and deferred deletions come to rest."""
    for _round in range(3):
        QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def stage(qtbot: QtBot, appearance: Appearance) -> Stage:
    del appearance
    return Stage(qtbot)


@pytest.fixture
def shown(qtbot: QtBot, appearance: Appearance) -> Callable[[QWidget], QWidget]:
    """Return what shows one widget and waits until it is there."""
    del appearance

    def show(widget: QWidget) -> QWidget:
        qtbot.addWidget(widget)
        with qtbot.waitExposed(widget):
            widget.show()
        settle()
        return widget

    return show
