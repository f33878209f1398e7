"""Connections draws its cards and tiles, asks before it disconnects, and connects."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocumentFragment
from PySide6.QtWidgets import QLineEdit, QRadioButton  # noqa: TID251

from desktop import theme
from desktop.presenters.connections import Connecting, Step
from desktop.presenters.wishes import Wish
from desktop.views.choosers import DropDown
from desktop.views.connection_card import ConnectionCard
from desktop.views.dialogs import ConfirmBox
from desktop.views.figures import Ring
from desktop.views.labels import Paragraph
from desktop.views.main_window import MainWindow
from tests.desktop.views import scenes
from tests.desktop.views.conftest import Stage, settle
from tests.desktop.views.person import buttons, click, press, visible, words, write


def _open(stage: Stage, connecting: Connecting | None = None, **more: object) -> MainWindow:
    state = replace(scenes.CONNECTED, connecting=connecting, **more)  # type: ignore[arg-type]
    return stage.open(main=scenes.AT_CONNECTIONS, connections=state)


def test_each_card_says_whose_account_it_is_and_what_may_be_done_there(stage: Stage) -> None:
    shown = words(_open(stage))
    for card in scenes.CONNECTED.cards:
        assert card.label in shown
        assert card.since in shown
        assert all(value in shown for _name, value in card.facts)
        assert all(sentence in shown for sentence in (*card.may, *card.may_not))
    assert scenes.CONNECTED.kept in shown


def test_a_card_offers_to_reconnect_and_to_disconnect(stage: Stage) -> None:
    window = _open(stage)
    card = visible(window, ConnectionCard)[0]
    click(buttons(card)["Reconnect"])
    click(buttons(card)["Disconnect"])
    assert stage.connections.wishes == [(Wish.RECONNECT, "c1"), (Wish.DISCONNECT, "c1")]


def test_a_card_follows_its_state_and_keeps_its_focus(stage: Stage) -> None:
    window = _open(stage)
    card = visible(window, ConnectionCard)[0]
    buttons(card)["Reconnect"].setFocus()
    broken = replace(
        scenes.CLIO_CARD, word="Signed out", problem=scenes.SIGNED_OUT, facts=scenes.CLIO_CARD.facts
    )
    stage.connections.show(replace(scenes.CONNECTED, cards=(broken, scenes.HUBSPOT_CARD)))
    assert scenes.SIGNED_OUT.title in words(card)
    assert buttons(card)["Reconnect"].hasFocus()
    stage.connections.show(scenes.CONNECTED)
    assert scenes.SIGNED_OUT.title not in words(card)


def test_cards_stand_side_by_side_where_there_is_room(stage: Stage) -> None:
    window = _open(stage)
    first, second = visible(window, ConnectionCard)
    assert first.y() == second.y()
    window.resize(theme.WINDOW_MIN[0], theme.WINDOW_MIN[1])
    settle()
    assert first.y() == second.y()  # the rail leaves 968
    window.setMinimumSize(0, 0)
    window.resize(theme.ONE_COLUMN_BELOW, theme.WINDOW_MIN[1])
    settle()
    assert first.y() < second.y()


def test_a_system_is_connected_by_its_tile(stage: Stage) -> None:
    window = _open(stage)
    click(buttons(window)["Connect Jobber: Home services"])
    assert stage.connections.wishes == [(Wish.CONNECT, "jobber")]


def test_a_tile_in_use_cannot_be_pressed_and_says_so(stage: Stage) -> None:
    window = _open(stage)
    tile = buttons(window)["Connect Clio: Law firms"]
    assert not tile.isEnabled()
    assert tile.accessibleDescription() == "In use"
    assert "In use" in words(window)
    assert "Law firms" in tile.toolTip()


def test_disconnecting_asks_first_and_begins_on_keep(stage: Stage) -> None:
    window = _open(stage, confirm=scenes.ASKING.confirm)
    [box] = window.findChildren(ConfirmBox)
    assert scenes.ASKING.confirm is not None
    assert scenes.ASKING.confirm.text in words(box)
    assert box.keep.hasFocus() or box.focusWidget() is box.keep
    press(box.keep, Qt.Key.Key_Return)
    assert stage.connections.wishes == [(Wish.KEEP, "")]


@pytest.mark.parametrize("way", ["escape", "frame"])
def test_leaving_the_question_keeps(stage: Stage, way: str) -> None:
    window = _open(stage, confirm=scenes.ASKING.confirm)
    [box] = window.findChildren(ConfirmBox)
    if way == "escape":
        press(box, Qt.Key.Key_Escape)
    else:
        box.close()
    assert stage.connections.wishes == [(Wish.KEEP, "")]
    stage.connections.show(scenes.CONNECTED)
    settle()
    assert not window.findChildren(ConfirmBox)


def test_the_verb_disconnects_and_the_question_goes(stage: Stage) -> None:
    window = _open(stage, confirm=scenes.ASKING.confirm)
    [box] = window.findChildren(ConfirmBox)
    click(box.verb)
    assert stage.connections.wishes == [(Wish.DISCONNECT_NOW, "c1")]
    stage.connections.show(scenes.CONNECTED)
    settle()
    assert not window.findChildren(ConfirmBox)


def _entry(window: MainWindow, name: str) -> QLineEdit:
    [entry] = [e for e in visible(window, QLineEdit) if e.accessibleName() == name]
    return entry


def test_the_form_takes_the_place_of_the_cards_and_sends_what_was_filled_in(stage: Stage) -> None:
    window = _open(stage, scenes.FORM)
    assert not visible(window, ConnectionCard)
    write(_entry(window, "Client ID"), " 0000-11 ")
    write(_entry(window, "Client secret"), "hush")
    [country] = visible(window, DropDown)
    country.setCurrentIndex(1)
    click(buttons(window)["Sign in with the browser"])
    assert stage.connections.submitted == [
        {"client_id": "0000-11", "client_secret": "hush", "country": "CA"}
    ]


def test_enter_in_a_field_sends_the_form(stage: Stage) -> None:
    window = _open(stage, scenes.FORM)
    press(_entry(window, "Client secret"), Qt.Key.Key_Return)
    assert len(stage.connections.submitted) == 1


def test_a_secret_is_hidden_while_it_is_typed(stage: Stage) -> None:
    """(P11)"""
    window = _open(stage, scenes.FORM)
    assert _entry(window, "Client secret").echoMode() is QLineEdit.EchoMode.Password
    assert _entry(window, "Client ID").echoMode() is QLineEdit.EchoMode.Normal


def test_what_was_typed_stays_while_an_error_is_shown(stage: Stage) -> None:
    window = _open(stage, scenes.FORM)
    write(_entry(window, "Client ID"), "0000-11")
    wrong = replace(scenes.FORM.fields[1], error="Fill this in.")
    fields = (scenes.FORM.fields[0], wrong, scenes.FORM.fields[2])
    stage.connections.show(scenes.at(replace(scenes.FORM, fields=fields)))
    assert _entry(window, "Client ID").text() == "0000-11"
    assert "Fill this in." in words(window)
    secret = _entry(window, "Client secret")
    assert secret.hasFocus()
    assert secret.accessibleDescription().startswith("Fill this in.")


@pytest.mark.parametrize("next_step", [scenes.WAITING, scenes.CHECKING, None])
def test_what_was_typed_is_gone_when_the_form_is_left(
    stage: Stage, next_step: Connecting | None
) -> None:
    """(P11)"""
    window = _open(stage, scenes.FORM)
    write(_entry(window, "Client secret"), "hush")
    stage.connections.show(replace(scenes.CONNECTED, connecting=next_step))
    settle()
    assert not [e for e in window.findChildren(QLineEdit) if "hush" in e.text()]


def test_another_way_to_sign_in_can_be_chosen(stage: Stage) -> None:
    window = _open(stage, scenes.FORM)
    ways = {way.text(): way for way in visible(window, QRadioButton)}
    assert ways["Sign in with your office's own HubSpot app"].isChecked()
    click(ways["Service key"])
    assert stage.connections.wishes == [(Wish.CHOOSE_WAY, "keys")]


def test_the_wait_says_what_to_do_and_how_long_it_lives(stage: Stage) -> None:
    window = _open(stage, scenes.WAITING)
    [ring] = visible(window, Ring)
    assert ring.accessibleName() == "8:24 left"
    assert scenes.WAITING.wait is not None
    for step in scenes.WAITING.wait.steps:
        assert step in words(window)
    click(buttons(window)["Open browser again"])
    click(buttons(window)["Copy link"])
    click(buttons(window)["Cancel"])
    wished = [wish for wish, _target in stage.connections.wishes]
    assert wished == [Wish.OPEN_BROWSER, Wish.COPY_LINK, Wish.LEAVE]


def test_a_second_that_passes_keeps_focus_and_link(stage: Stage) -> None:
    window = _open(stage, scenes.WAITING)
    again = buttons(window)["Open browser again"]
    again.setFocus()
    assert scenes.WAITING.wait is not None
    later = replace(scenes.WAITING.wait, clock="8:23", seconds_left=503, copied=True)
    stage.connections.show(scenes.at(replace(scenes.WAITING, wait=later)))
    assert again.hasFocus()
    [ring] = visible(window, Ring)
    assert ring.accessibleName() == "8:23 left"
    assert "Copied." in words(window)


def test_the_address_shown_is_the_short_one(stage: Stage) -> None:
    window = _open(stage, scenes.WAITING)
    assert _entry(window, "Address to sign in at").text() == "app.hubspot.com/oauth/authorize"


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (scenes.CHECKING, "Checking the account at HubSpot"),
        (scenes.DONE, "HubSpot is connected: Marlow & Finch LLP (no. 24681357)."),
        (scenes.REFUSED, "This is another HubSpot account"),
    ],
    ids=[Step.CHECKING.value, Step.DONE.value, Step.FAILED.value],
)
def test_how_it_ended_is_said(stage: Stage, state: Connecting, said: str) -> None:
    assert said in words(_open(stage, state))


def test_no_line_ends_between_a_figure_and_its_word(stage: Stage) -> None:
    said = "Connected at 2:49 PM (no. 24681357)."
    window = _open(stage, replace(scenes.DONE, done=said))
    [told] = [part for part in visible(window, Paragraph) if part.accessibleName() == said]
    assert "2:49\N{NO-BREAK SPACE}PM (no.\N{NO-BREAK SPACE}24681357)" in told.text()


def test_markup_in_a_name_is_shown_and_not_obeyed(stage: Stage) -> None:
    named = replace(scenes.DONE, done="Connected: <b>Marlow</b> & <script>")
    shown = [
        QTextDocumentFragment.fromHtml(label.text()).toPlainText()
        for label in visible(_open(stage, named), Paragraph)
    ]
    assert "Connected: <b>Marlow</b> & <script>" in shown
