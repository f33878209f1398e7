"""The window on fixed presenters: each page shows one state."""

from dataclasses import dataclass

from desktop.presenters.activity import ActivityState
from desktop.presenters.connections import ConnectionsState
from desktop.presenters.main import MainState
from desktop.presenters.mapping import MappingState
from desktop.presenters.overview import OverviewState
from desktop.presenters.privacy import PrivacyState
from desktop.presenters.review import ReviewState
from desktop.presenters.settings import SettingsState
from desktop.presenters.wizard import WizardState
from desktop.views.main_window import Presenters
from tests.desktop.views import (
    activity_scenes,
    mapping_scenes,
    privacy_scenes,
    review_scenes,
    scenes,
    settings_scenes,
    wizard_scenes,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What the window is to show."""

    main: MainState = scenes.AT_HOME
    overview: OverviewState = scenes.IN_SYNC
    connections: ConnectionsState = scenes.CONNECTED
    review: ReviewState = review_scenes.WAITING_FOR_YOU
    activity: ActivityState = activity_scenes.OPENED
    wizard: WizardState = wizard_scenes.HIDDEN
    mapping: MappingState = mapping_scenes.EDITED
    privacy: PrivacyState = privacy_scenes.PRACTICE
    settings: SettingsState = settings_scenes.CHOSEN


def fixed(scene: Scene) -> Presenters:
    """Return presenters that show a scene, and write down what is wished for."""
    return Presenters(
        main=scenes.FixedMain(scene.main),
        overview=scenes.FixedOverview(scene.overview),
        mapping=mapping_scenes.FixedMapping(scene.mapping),
        activity=activity_scenes.FixedActivity(scene.activity),
        review=review_scenes.FixedReview(scene.review),
        connections=scenes.FixedConnections(scene.connections),
        privacy=privacy_scenes.FixedPrivacy(scene.privacy),
        settings=settings_scenes.FixedSettings(scene.settings),
        wizard=wizard_scenes.FixedWizard(scene.wizard),
    )
