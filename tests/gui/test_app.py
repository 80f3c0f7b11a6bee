"""The app: every event has a handler; a real login to a real relay; no thread is left."""

from dataclasses import replace
from typing import get_args

import pytest

from messenger.client.events import CertificateChanged, Event, LinkDown, LinkUp
from messenger.client.model.changes import Change
from messenger.gui.app import App
from messenger.gui.chat.changes import TAKERS
from messenger.gui.front import Front
from messenger.gui.login.pages import ChangedPage, PasswordPage
from messenger.gui.login.view import Filled
from messenger.gui.shortcuts import BY_NAME, DEEDS, MAIN_MENU, PLACE_MENU


@pytest.fixture
def app(root, tmp_path):
    """An app on the run's one root, which must survive its end."""
    one = App(Front(root, tmp_path))
    one.root = _Kept(root)
    yield one
    one.quit()


class _Kept:
    """The root, without its destroy: other tests need it."""

    def __init__(self, root):
        self._root = root

    def __getattr__(self, name):
        return getattr(self._root, name)

    def destroy(self):
        for child in self._root.winfo_children():
            child.destroy()
        self._root.protocol("WM_DELETE_WINDOW", "")


@pytest.fixture
def in_lobby(app, relay, until):
    server = relay()
    app.entrance.log_in(Filled(f"irc://127.0.0.1:{server.ports['plain']}", "Ada Okafor"))
    until(lambda: app.chat is not None and app.model.place and app.model.place.members)
    return app


def press(app, key):
    app.root.update()
    target = app.root.focus_get() or app.root
    target.focus_force()
    app.root.update()
    target.event_generate(key)
    app.root.update()


def test_every_event_has_a_handler(app):
    assert set(app.handlers) == set(get_args(Event))


def test_every_change_has_a_taker():
    assert set(TAKERS) == set(get_args(Change))


def test_every_deed_is_done_and_every_menu_row_is_a_deed(in_lobby):
    assert set(in_lobby.chat._deeds.deeds) == {deed.name for deed in DEEDS}
    assert {*MAIN_MENU, *PLACE_MENU} <= set(BY_NAME)


def test_no_key_does_two_things():
    keys = [key for deed in DEEDS for key in deed.keys]
    assert len(keys) == len(set(keys))


def test_after_login_the_keyboard_is_in_the_input_box(in_lobby, until):
    until(lambda: in_lobby.root.focus_get() is in_lobby.chat.centre_column.input.text)
    text = in_lobby.chat.centre_column.pane.text.get("1.0", "end")
    assert "You are in" in text
    assert in_lobby.root.title() == "Messenger – lobby"


def test_what_is_typed_is_sent_once_and_settled(in_lobby, until):
    box = in_lobby.chat.centre_column.input
    box.insert("hello there")
    press(in_lobby, "<Return>")
    assert box.draft == ""
    pane = in_lobby.chat.centre_column.pane.text
    until(lambda: "hello there" in pane.get("1.0", "end") and not in_lobby.model.waiting)
    assert pane.get("1.0", "end").count("hello there") == 1


def test_drafts_stay_with_their_room(in_lobby, until):
    chat = in_lobby.chat
    chat.say("/join boats")
    until(lambda: "#boats" in in_lobby.model.places and in_lobby.model.place.joined)
    chat.centre_column.input.insert("half a thought")
    chat.show_place("#lobby")
    assert chat.centre_column.input.draft == ""
    chat.show_place("#boats")
    assert chat.centre_column.input.draft == "half a thought"


def test_a_command_leaves_no_draft_behind(in_lobby):
    box = in_lobby.chat.centre_column.input
    for command in ("/clear", "/join boats", "/help"):
        box.insert(command)
        press(in_lobby, "<Return>")
        assert box.draft == ""
        assert all(key not in in_lobby.chat.view.drafts for key in in_lobby.model.places)


def test_a_wrong_command_stays_in_the_box(in_lobby):
    box = in_lobby.chat.centre_column.input
    box.insert("/nonsense")
    press(in_lobby, "<Return>")
    assert box.draft == "/nonsense"


@pytest.mark.parametrize("name", ["jump", "join", "browse", "topic", "away", "rename", "settings",
                                  "keys", "help", "invite_words"])  # fmt: skip
def test_each_sheet_opens_and_escape_closes_it(in_lobby, name, until):
    in_lobby.chat.run(name)
    in_lobby.root.update()
    assert in_lobby.sheets.is_open
    press(in_lobby, "<Escape>")
    until(lambda: not in_lobby.sheets.is_open)


def test_the_quick_switcher_goes_to_a_room(in_lobby, until):
    in_lobby.chat.say("/join boats")
    until(lambda: in_lobby.model.current == "#boats")
    press(in_lobby, "<Control-k>")
    for letter in "lob":
        press(in_lobby, f"<KeyPress-{letter}>")
        in_lobby.root.focus_get().event_generate(f"<KeyRelease-{letter}>")
    press(in_lobby, "<Return>")
    assert in_lobby.model.current == "#lobby"


def test_zoom_and_theme_change_while_it_runs(in_lobby):
    in_lobby.chat.run("zoom_in")
    assert in_lobby.look.zoom == pytest.approx(1.1)
    in_lobby.look.switch("dark")
    in_lobby.root.update()
    in_lobby.chat.run("zoom_reset")
    assert in_lobby.preferences.current.zoom == 1.0


def test_logging_out_brings_back_the_form_and_no_thread_stays(in_lobby, no_threads_left, until):
    in_lobby.log_out()
    assert in_lobby.chat is None
    assert in_lobby.entrance.window.filled.name == "Ada Okafor"
    assert not in_lobby.connection.is_open


def test_a_relay_with_a_password_lets_in_who_types_it(app, relay, until, tmp_path):
    config = tmp_path / "relay.toml"
    config.write_text('[server]\npassword = "open-sesame"\n')
    config.chmod(0o600)
    server = relay("--config", str(config))
    app.entrance.log_in(Filled(f"irc://127.0.0.1:{server.ports['plain']}", "Ada Okafor"))
    for password in ("wrong", "open-sesame"):
        until(lambda: isinstance(app.entrance.window.page, PasswordPage))
        page = app.entrance.window.page
        page.field.insert(0, password)
        press(app, "<Return>")
        until(lambda shown=page: app.chat is not None or app.entrance.window.page is not shown)
    until(lambda: app.chat is not None and app.model.place and app.model.place.members)


def test_another_certificate_after_a_cut_shows_its_page_and_trust_leads_back(in_lobby):
    changed = CertificateChanged("h:6697", "aa", "copper lantern drift", "bb", "granite willow oak")
    in_lobby.handle([LinkDown("no answer", 4.0), changed])
    in_lobby.root.update()
    assert in_lobby.chat is None
    assert isinstance(in_lobby.entrance.window.page, ChangedPage)
    in_lobby.entrance.trust(changed)
    in_lobby.handle([LinkUp("h:6697", "Boathouse", "Ada", "granite willow oak", False)])
    in_lobby.root.update()
    assert in_lobby.chat is not None
    assert in_lobby.model.current == "#lobby"


def test_start_hosting_again_is_offered_only_where_our_relay_has_stopped(in_lobby):
    assert "host_again" in in_lobby.chat.senseless
    in_lobby.entrance.account = replace(in_lobby.entrance.account, host_secret="s")
    assert "host_again" not in in_lobby.chat.senseless


def test_a_fault_in_a_callback_is_a_sentence_and_no_traceback(in_lobby, capsys):
    in_lobby._on_bug(ValueError, ValueError("boom"), None)
    in_lobby.root.update()
    assert "Traceback" not in capsys.readouterr().out
    assert in_lobby.chat.centre_column.notes.winfo_children()
