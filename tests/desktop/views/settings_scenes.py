"""Fixed states of Settings to draw."""

from datetime import time

from PySide6.QtCore import QObject

from desktop.presenters.settings import SettingsPresenter, SettingsState
from desktop.presenters.wishes import Wish

CHOSEN = SettingsState(
    loaded=True,
    minutes="15",
    in_hours=True,
    hours_text="Mon to Fri, 7:00 AM to 7:00 PM",
    days=frozenset(range(5)),
    opens=time(7),
    closes=time(19),
    on_battery=True,
    starts_at_login=True,
    version="0.1.0",
    data_folder="/home/office/.local/share/300Sync",
)


class FixedSettings(SettingsPresenter):
    """Shows one state and writes down what is wished for and chosen."""

    def __init__(self, state: SettingsState) -> None:
        QObject.__init__(self)
        self.state = state
        self.wishes: list[tuple[Wish, str]] = []
        self.acts: list[tuple[str, object]] = []

    def do(self, wish: Wish, target: str = "") -> None:
        self.wishes.append((wish, target))

    def show(self, visible: bool) -> None:
        self.acts.append(("show", visible))

    def set_minutes(self, minutes: str) -> None:
        self.acts.append(("minutes", minutes))

    def keep_hours(self, on: bool) -> None:
        self.acts.append(("hours", on))

    def set_hours(self, days: frozenset[int], opens: time, closes: time) -> None:
        self.acts.append(("set hours", (days, opens, closes)))

    def start_at_login(self, on: bool) -> None:
        self.acts.append(("login", on))

    def set_look(self, look: object) -> None:
        self.acts.append(("look", look))

    def tell(self, state: SettingsState) -> None:
        self.state = state
        self.changed.emit(state)
