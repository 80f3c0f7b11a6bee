"""The login window and the steps behind it, with a real Tk and no network."""

import pytest

from messenger.client.events import CertificateChanged, LinkStage, LoginFailed, LoginFault
from messenger.client.intents import ReconnectNow
from messenger.client.link.address import Address
from messenger.gui.dialogs import Sheets
from messenger.gui.hosting.hosted_relay import HostPortTaken, HostReady, HostStopped
from messenger.gui.login.entrance import Entrance, EntranceCalls
from messenger.gui.login.pages import ChangedPage, ChoicePage, PasswordPage, ProgressPage
from messenger.gui.login.view import Filled, FormContent, FormPage, HelpPage
from messenger.gui.login.window import LoginWindow
from messenger.gui.look.look import Look

CHANGED = CertificateChanged("h:6697", "aa", "copper lantern drift", "bb", "granite willow ember")


class Hosted:
    """The hosted relay's face, without a process."""

    secret = "s3cret"

    def __init__(self):
        self.ready, self.running, self.started = None, False, []

    def start(self, port):
        self.started.append(port)
        self.running = True

    def stop(self):
        self.ready, self.running = None, False


class Desk:
    """An entrance whose owner only notes what it is asked for."""

    def __init__(self, root, tmp_path):
        self.root = root
        self.look = Look(root)
        self.host_first = False
        self.accounts, self.submitted, self.pinned, self.hung_up, self.quits = [], [], [], 0, 0
        calls = EntranceCalls(
            self.open,
            self.accounts.append,
            self.hang_up,
            self.submitted.append,
            lambda address, fingerprint: self.pinned.append((address, fingerprint)),
            self.quit,
            self.zoom,
        )
        self.hosted = Hosted()
        self.entrance = Entrance(calls, Sheets(self.look), self.hosted, tmp_path / "pins.json")

    def zoom(self, step):
        self.look.switch(zoom=self.look.zoom + step / 10 if step else 1.0)

    def open(self, calls, filled):
        content = FormContent(filled, ("boathouse.local", "10.0.0.2"), self.host_first)
        window = LoginWindow(self.root, self.look, calls, content)
        window.pack(fill="both", expand=True)
        self.root.update()
        return window

    def hang_up(self):
        self.hung_up += 1

    def quit(self):
        self.quits += 1

    def press(self, key):
        self.root.update()
        target = self.root.focus_get() or self.root
        target.focus_force()
        self.root.update()
        target.event_generate(key)
        self.root.update()

    @property
    def page(self):
        return self.entrance.window.page

    def words(self):
        """Everything that can be read on the page."""
        return " ".join(_texts(self.page))


def _texts(widget):
    for child in widget.winfo_children():
        if "text" in child.keys():  # noqa: SIM118 (a widget is no dict)
            yield str(child.cget("text"))
        yield from _texts(child)


@pytest.fixture
def desk(root, tmp_path):
    desk = Desk(root, tmp_path)
    yield desk
    for child in root.winfo_children():
        if isinstance(child, LoginWindow):
            child.destroy()


def test_enter_logs_in_from_every_field(desk):
    desk.entrance.open(Filled("boathouse.local", "Ada Okafor"))
    desk.press("<Return>")
    (account,) = desk.accounts
    assert account.address == "boathouse.local:6697"
    assert account.display_name == "Ada Okafor"
    assert isinstance(desk.page, ProgressPage)
    desk.press("<Escape>")
    for field in (lambda: desk.page._server.entry, lambda: desk.page._name, lambda: desk.root):
        field().focus_force()
        desk.press("<Return>")
        assert isinstance(desk.page, ProgressPage)
        desk.press("<Escape>")
    assert len(desk.accounts) == 4


def test_cancel_brings_back_the_form_as_it_was(desk):
    desk.entrance.open(Filled("boathouse.local", "Ada"))
    desk.press("<Return>")
    desk.press("<Return>")  # Cancel has the keyboard now
    assert desk.hung_up == 1
    assert isinstance(desk.page, FormPage)
    assert desk.page.filled == Filled("boathouse.local", "Ada")


@pytest.mark.parametrize(
    ("filled", "words"),
    [
        (Filled("", "Ada"), "Type the address"),
        (Filled("boathouse.local", ""), "Type your name"),
        (Filled("http://x", "Ada"), "is not spoken here"),
        (Filled("a b", "Ada"), "is not an address"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_tried(desk, filled, words):
    desk.entrance.open(filled)
    desk.entrance.log_in(filled)
    assert words in desk.words()
    assert desk.accounts == []


@pytest.mark.parametrize("fault", list(LoginFault))
def test_every_fault_leads_back_to_the_form_with_a_sentence(desk, fault):
    desk.entrance.open(Filled("boathouse.local", "Ada"))
    desk.press("<Return>")
    before = len(desk.words())
    desk.entrance.on_failed(LoginFailed(fault, "boathouse.local:6697", "told so"))
    asked_for_password = fault in (LoginFault.PASSWORD_WRONG, LoginFault.PROOF_WRONG)
    assert isinstance(desk.page, PasswordPage if asked_for_password else FormPage)
    assert len(desk.words()) > before or "Ada" not in desk.words()
    assert desk.hung_up == 1


def test_a_server_with_a_password_asks_for_it_and_goes_on(desk):
    desk.entrance.open(Filled("boathouse.local", "Ada"))
    desk.press("<Return>")
    refused = LoginFailed(LoginFault.PASSWORD_WRONG, "boathouse.local:6697", "Password incorrect")
    desk.entrance.on_failed(refused)
    assert "wrong" not in desk.words()
    assert desk.page.field.cget("show") == "•"
    desk.press("<Return>")  # nothing typed: nothing tried
    assert len(desk.accounts) == 1
    desk.page.field.insert(0, "open sesame")
    desk.press("<Return>")
    assert desk.accounts[-1].password == "open sesame"
    assert desk.accounts[-1].address == "boathouse.local:6697"
    desk.entrance.on_failed(refused)
    assert "The password is wrong" in desk.words()
    desk.press("<Escape>")
    assert desk.page.filled == Filled("boathouse.local", "Ada")


def test_who_hosted_last_hosts_again_with_enter(desk):
    desk.host_first = True
    desk.entrance.open(Filled("boathouse.local", "Ada"))
    desk.press("<Return>")
    assert desk.hosted.started == [6697]
    assert desk.accounts == []


@pytest.mark.parametrize(
    ("filled", "field"),
    [(Filled("", ""), "_server"), (Filled("", "Ada"), "_server"), (Filled("host", ""), "_name")],
)
def test_the_first_empty_field_has_the_keyboard(desk, filled, field):
    desk.entrance.open(filled)
    desk.root.update()
    wanted = getattr(desk.page, field)
    assert desk.page.first is getattr(wanted, "entry", wanted)


def test_the_title_tells_the_page(desk):
    desk.entrance.open(Filled("", "Ada"))
    assert desk.root.title() == "Messenger"
    desk.entrance.host(Filled("", "Ada"))
    assert desk.root.title() == "Messenger – Opening a room here"


def test_a_taken_name_offers_free_ones(desk):
    desk.entrance.open(Filled("boathouse.local", "Ada"))
    desk.press("<Return>")
    failed = LoginFailed(LoginFault.NAME_TAKEN, "boathouse.local:6697", "", ("Ada2", "Ada3"))
    desk.entrance.on_failed(failed)
    assert "Use Ada2" in desk.words()
    desk.entrance.window._use_name("Ada2")
    assert desk.accounts[-1].display_name == "Ada2"


def test_progress_shows_how_far_it_is(desk):
    desk.entrance.open(Filled("boathouse.local", "Ada"))
    desk.press("<Return>")
    desk.entrance.window.show_stage(LinkStage.LOGGING_IN)
    assert "Logging in as Ada" in desk.words()
    assert desk.page._at == 2


def test_another_certificate_stops_and_is_taken_only_on_purpose(desk):
    desk.entrance.open(Filled("h", "Ada"))
    desk.press("<Return>")
    desk.entrance.on_changed(CHANGED)
    page = desk.page
    assert isinstance(page, ChangedPage)
    assert "Nothing was sent" in desk.words()
    page._trust.invoke()
    assert desk.submitted == []
    page._asked.set(True)
    page._allow()
    page._trust.invoke()
    assert desk.submitted[0].fingerprint == "bb"
    assert isinstance(desk.page, ProgressPage)


def test_not_to_connect_is_the_default_when_the_certificate_changed(desk):
    desk.entrance.open(Filled("h", "Ada"))
    desk.press("<Return>")
    desk.entrance.on_changed(CHANGED)
    desk.press("<Return>")
    assert isinstance(desk.page, FormPage)
    assert desk.submitted == []


def test_plain_text_to_another_computer_asks_first(desk):
    desk.entrance.open(Filled("irc://boathouse.local", "Ada"))
    desk.press("<Return>")
    assert isinstance(desk.page, ChoicePage)
    assert desk.accounts == []
    desk.press("<Return>")
    assert isinstance(desk.page, FormPage)
    desk.entrance.log_in(Filled("irc://127.0.0.1", "Ada"))
    assert desk.accounts[0].address == "irc://127.0.0.1:6667"


def test_hosting_starts_pins_and_logs_in_with_the_secret(desk):
    desk.entrance.open(Filled("", "Ada"))
    desk.entrance.host(Filled("", "Ada"))
    assert desk.hosted.started == [6697]
    desk.entrance.window.fill(Filled("", "Ada"))
    desk.entrance.hosting.take([HostReady(6697, "cc", ("192.168.1.5",))])
    assert desk.pinned == [(Address("127.0.0.1", 6697, True), "cc")]
    assert desk.accounts[0].host_secret == "s3cret"
    assert desk.accounts[0].address == "127.0.0.1:6697"
    assert desk.entrance.is_host


def test_a_taken_port_offers_the_relay_that_is_here_or_another_port(desk):
    desk.entrance.open(Filled("", "Ada"))
    desk.entrance.host(Filled("", "Ada"))
    desk.entrance.hosting.take([HostPortTaken(6697, 6698)])
    assert "Port 6697 is taken" in desk.words()
    assert "Host on port 6698 instead" in desk.words()
    desk.press("<Return>")
    assert desk.accounts[0].address == "127.0.0.1:6697"
    assert desk.accounts[0].host_secret == ""


def test_a_relay_that_cannot_start_is_told_in_its_own_words(desk):
    desk.entrance.open(Filled("", "Ada"))
    desk.entrance.host(Filled("", "Ada"))
    desk.entrance.hosting.take([HostStopped("The data folder cannot be read.", False)])
    assert "The data folder cannot be read." in desk.words()
    assert isinstance(desk.page, FormPage)


def test_cancelled_hosting_stops_the_relay(desk):
    desk.entrance.open(Filled("", "Ada"))
    desk.entrance.host(Filled("", "Ada"))
    desk.press("<Escape>")
    assert not desk.hosted.running
    assert isinstance(desk.page, FormPage)


def test_why_cannot_i_connect_opens_and_goes_back(desk):
    desk.entrance.open(Filled("", ""))
    desk.entrance.window.show_help()
    assert isinstance(desk.page, HelpPage)
    desk.press("<Escape>")
    assert isinstance(desk.page, FormPage)


def test_recent_servers_open_with_the_down_key(desk):
    desk.entrance.open(Filled("", "Ada"))
    desk.page._server.entry.focus_force()
    desk.press("<Down>")
    desk.press("<Down>")
    desk.press("<Return>")
    assert desk.page.filled.address in ("boathouse.local", "10.0.0.2")


def test_ctrl_q_quits(desk):
    desk.entrance.open(Filled("", "Ada"))
    desk.press("<Control-q>")
    assert desk.quits == 1


def test_the_window_leaves_no_timer_and_no_key_behind(desk, root):
    desk.entrance.open(Filled("boathouse.local", "Ada"))
    desk.press("<Return>")
    desk.entrance.window.destroy()
    assert root.tk.splitlist(root.tk.call("after", "info")) == ()
    assert "<Key-Return>" not in root.bind()


def test_a_relay_that_was_left_off_is_started_again_where_it_was(desk):
    desk.entrance.open(Filled("", "Ada"))
    desk.entrance.host(Filled("", "Ada"))
    desk.entrance.hosting.take([HostReady(6703, "cc", ())])
    desk.entrance.leave()
    desk.entrance.hosting.take([HostStopped("database is gone", True)])
    assert desk.entrance.was_host
    assert not desk.entrance.is_host
    desk.entrance.hosting.restart()
    assert desk.hosted.started[-1] == 6703
    desk.entrance.hosting.take([HostReady(6703, "cc", ())])
    assert desk.submitted == [ReconnectNow()]


def test_the_size_changes_on_the_login_window_too(desk):
    desk.entrance.open(Filled("boathouse.local", "Ada"))
    desk.press("<Control-plus>")
    assert desk.look.zoom > 1
    assert desk.entrance.window.filled == Filled("boathouse.local", "Ada")
    desk.press("<Control-Key-0>")
    assert desk.look.zoom == 1


def test_what_has_the_keyboard_is_visible_even_when_the_card_is_taller_than_the_window(desk, root):
    root.geometry("1180x760")
    desk.look.switch(zoom=2.0)
    desk.entrance.open(Filled("boathouse.local", "Ada"))
    page, window = desk.entrance.window.page, desk.entrance.window
    for widget in (desk.page._server.entry, page.first, desk.page._name):
        widget.focus_force()
        root.update()
        top = widget.winfo_rooty() - window.winfo_rooty()
        assert 0 <= top <= window.winfo_height() - widget.winfo_height()
    desk.look.switch(zoom=1.0)
    root.geometry("")


def test_a_taken_name_may_be_ones_own(desk):
    desk.entrance.open(Filled("boathouse.local", "Ada Okafor"))
    desk.press("<Return>")
    taken = LoginFailed(
        LoginFault.NAME_TAKEN, "boathouse.local:6697", free_nicks=("Ada_Okafor2",), may_prove=True
    )
    desk.entrance.on_failed(taken)
    assert "Use Ada_Okafor2" in desk.words()
    desk.press("<Tab>")
    desk.press("<Tab>")
    assert desk.root.focus_get().cget("text") == "It is me: enter password"
    desk.press("<Return>")
    assert isinstance(desk.page, PasswordPage)
    assert "The password of Ada Okafor" in desk.words()
    desk.page.field.insert(0, "open sesame")
    desk.press("<Return>")
    assert desk.accounts[-1].login_password == "open sesame"
    assert "open sesame" not in repr(desk.accounts[-1])
    wrong = LoginFailed(LoginFault.PROOF_WRONG, "boathouse.local:6697")
    desk.entrance.on_failed(wrong)
    assert "not the password of that name" in desk.words()
    desk.press("<Escape>")
    assert isinstance(desk.page, FormPage)


def test_where_no_password_is_taken_none_is_asked_for(desk):
    desk.entrance.open(Filled("boathouse.local", "Ada"))
    desk.press("<Return>")
    desk.entrance.on_failed(LoginFailed(LoginFault.NAME_TAKEN, "h:6697", free_nicks=("Ada2",)))
    assert "It is me" not in desk.words()
