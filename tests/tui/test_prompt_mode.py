"""What is above the prompt: whose words, where, in which order; and what outlives a run."""

import asyncio

import pytest

from messenger.client import events as ev
from messenger.client.intents import DiscardText
from messenger.client.model.model import Model
from messenger.tui.app import _copy
from messenger.tui.prompt_mode import PromptMode
from tests.tui.people import LOBBY, LOGIN, ScriptedClient, arrived


class Printed:
    """In the place of the prompt: a person who types these lines, and what is printed."""

    def __init__(self, client, lines):
        self.client, self.lines, self.text = client, list(lines), ""

    async def ask(self, message, default=""):
        while self.client.events:  # until all that has happened is shown
            await asyncio.sleep(0.01)
        if not self.lines:
            raise EOFError
        return self.lines.pop(0)

    def above(self, pieces):
        self.text += "".join(text for _style, text in pieces)


def run(client, *lines):
    """(exit code, what stood above the prompt without its times)."""
    mode = PromptMode(client, Model("ada"), LOBBY, "")
    mode._prompt = printed = Printed(client, lines)

    async def both():
        tasks = [asyncio.create_task(mode._listen()), asyncio.create_task(mode._type())]
        done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()
        return max(task.result() for task in done)

    code = asyncio.run(both())
    return code, [line[6:] if line[2:3] == ":" else line for line in printed.text.splitlines()]


def page(target, *texts):
    messages = [ev.ChatMessage("bob", text, 1000.0 + n, msgid=text) for n, text in enumerate(texts)]
    return ev.HistoryLoaded(target, tuple(messages), at_top=False, complete=True)


@pytest.fixture(autouse=True)
def _prompt_toolkit():
    pytest.importorskip("prompt_toolkit")


def test_the_copy_of_the_room_in_front_is_shown_at_once_and_that_of_others_on_turning_there():
    client = ScriptedClient(
        page(LOBBY, "old"), page("Ann_Okafor", "older"), *LOGIN, page("Ann_Okafor", "missed")
    )
    code, lines = run(client, "/msg Ann_Okafor", "/join lobby")
    assert code == 0
    shown = [line for line in lines if "bob:" in line or "──" in line]
    assert shown == [
        "bob: old",
        "[Ann_Okafor] bob: missed",
        "── Ann_Okafor ──",
        "bob: older",
        "── #lobby ──",
    ]


def test_words_go_to_the_place_as_it_is_spelled():
    client = ScriptedClient(*LOGIN, arrived("psst", target="Ann_Okafor", sender="Ann_Okafor"))
    run(client, "/msg ann_okafor", "hello")
    assert client.said == [("Ann_Okafor", "hello")]


def test_what_failed_is_told_and_not_kept_for_the_next_start():
    client = ScriptedClient(*LOGIN, answer="fail")
    code, lines = run(client, "hello")
    assert code == 0
    assert "Not sent: no" in lines
    assert DiscardText(client.intents[0].ref) in client.intents


def test_a_copy_is_had_by_one_terminal_and_by_no_pipe(tmp_path):
    with _copy(tmp_path, "Ann/../x", by_lines=False) as path:
        assert path.parent == tmp_path
        with _copy(tmp_path, "ann/../X", by_lines=False) as other:
            assert other is None
        with _copy(tmp_path, "bob", by_lines=False) as other:
            assert other not in (None, path)
    with _copy(tmp_path, "ann/../x", by_lines=False) as again:
        assert again == path
    with _copy(tmp_path, "ann/../x", by_lines=True) as piped:
        assert piped is None
