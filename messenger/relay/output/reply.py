"""All that one command answers to the one who gave it: label, batch or ACK is decided here."""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from messenger.errors import Refused
from messenger.irc import caps, numerics
from messenger.irc.message import Message, render_tags
from messenger.irc.numerics import TEXTS
from messenger.relay.hub import Hub
from messenger.relay.output import classic_render
from messenger.relay.output.render import (
    MAX_LINE_BYTES,
    Event,
    cut,
    one_word,
    render,
)
from messenger.relay.output.windows import windows
from messenger.relay.ports import Door
from messenger.relay.state import Peer

log = logging.getLogger(__name__)
# What people type by hand: clients that have not asked for standard-replies would show a FAIL
# raw, and are told in a NOTICE.
_IN_WORDS = frozenset(
    {"DLINE", "KLINE", "UNDLINE", "UNKLINE"}
    | {"APPROVE", "HAND", "HELD", "MUTE", "REJECT", "TALKS", "UNMUTE"}
)
_SAID = frozenset({"PRIVMSG", "NOTICE", "TAGMSG"})
UNREADABLE = Refused("MESSAGE_ERROR", "*", "The history can't be read at the moment")


class Reply:
    """Collects lines for one peer during one command; `finish` sends them.

    label: of the command, "" for none. When the answer went out another way (as an echo in
    a room's block) `settled` is set, so that no ACK follows.
    source: IRCv3 labeled-response, batch, standard-replies.
    """

    def __init__(self, hub: Hub, peer: Peer, command: str, label: str = "") -> None:
        self.hub, self.peer, self.command, self.label = hub, peer, command, label
        self.settled = False
        self.durable = False
        self.waits = False  # a Job runs; it will finish this reply
        self.voice = ""  # of a service that answers in words: "name!user@host"
        self._lines: list[bytes] = []
        self._batch = ""
        self._items = 0  # a batch counts as one
        self._late: tuple[Callable[[], bytes], ...] = ()

    def numeric(self, code: str, *params: str) -> None:
        """A numeric; the sentence that `numerics.TEXTS` has for it is added."""
        if code in TEXTS:
            self.text(code, *params, TEXTS[code])
        else:
            words = (code, self.peer.person.nick or "*", *map(_word, params))
            self._add(f":{self.hub.name} {' '.join(words)}\r\n")

    def text(self, code: str, *params: str) -> None:
        """A numeric whose last parameter is free text and always carries its colon."""
        words = (code, self.peer.person.nick or "*", *map(_word, params[:-1]), ":" + params[-1])
        self._add(f":{self.hub.name} {' '.join(words)}\r\n")

    def listed(self, code: str, *params: str, words: Iterable[str], between: str = " ") -> None:
        """Words as the last parameter, in as many numerics as they need; none for no words."""
        head = f":{self.hub.name} {' '.join((code, self.peer.person.nick or '*', *params))} :"
        for line in _lines_of(
            words, between, MAX_LINE_BYTES - len(head.encode("utf-8", "replace"))
        ):
            self.text(code, *params, line)

    def send(self, command: str, *params: str, source: str = "") -> None:
        """Any other line; it comes from the relay unless another source is named."""
        self._add(Message(command, params, source or self.hub.name).render() + "\r\n")

    def error(self, reason: str) -> None:
        """The last line before the end; it comes without a source."""
        self._add(f"ERROR :{reason}\r\n")

    def cap(self, subcommand: str, *params: str) -> None:
        """CAP lines; their last parameter always carries its colon."""
        words = (subcommand, *params[:-1], ":" + params[-1])
        self._add(f":{self.hub.name} CAP {self.peer.person.nick or '*'} {' '.join(words)}\r\n")

    def pong(self, token: str) -> None:
        self._add(f":{self.hub.name} PONG {self.hub.name} :{token}\r\n")

    @property
    def label_tag(self) -> str:
        """The label as it stands among the tags on the wire."""
        return render_tags({"label": self.label})

    def ack(self) -> bytes:
        """A labelled command that has no other answer."""
        return f"@{self.label_tag} :{self.hub.name} ACK\r\n".encode("utf-8", "replace")

    def unstored(self, target: str) -> bytes:
        """What is told instead when the disk would not take a message, or something else."""
        what = "nobody got it" if self.command in _SAID else "nothing has changed"
        sentence = f"The relay could not store this; {what}. Try again later"
        if self.peer.door is Door.CLASSIC:
            return classic_render.told(sentence)
        tag = f"@{self.label_tag} " if self.label else ""
        if self.voice:
            words = f"NOTICE {self.peer.person.nick} :The relay could not store this"
            return f"{tag}:{self.voice} {words}; nothing has changed\r\n".encode("utf-8", "replace")
        line = f"{tag}:{self.hub.name} FAIL {self.command} TEMPORARILY_UNAVAILABLE {target}"
        return f"{line} :{sentence}\r\n".encode("utf-8", "replace")

    def event(self, event: Event) -> None:
        """Something that happened, in the form this peer understands."""
        extra = "batch=" + self._batch if self._batch else ""
        if data := render(event, self.peer.profile, extra):
            self._lines.append(data)
            self._items += not extra

    def say(self, sentence: str) -> None:
        """In words, from the service whose voice this is."""
        self.send("NOTICE", self.peer.person.nick or "*", sentence, source=self.voice)

    def refuse(self, refused: Refused) -> None:
        """Tell what was refused, as a numeric or a standard reply."""
        if self.voice:
            self.say(refused.context[-1])
        elif self.peer.door is Door.CLASSIC:
            sentence = refused.context[-1] if refused.context else refused.code
            self._lines.append(classic_render.told(sentence))
        elif refused.code.isdigit():
            self.text(refused.code, *refused.context)
        elif self.command in _IN_WORDS and not self.peer.has(caps.STANDARD_REPLIES):
            for window in windows(self.peer):
                self.send("NOTICE", window, refused.context[-1])
        else:
            self.send("FAIL", self.command, refused.code, *refused.context)

    @contextmanager
    def batch(self, kind: str, *params: str) -> Iterator[None]:
        """What is added inside belongs to one batch, where the peer knows batches."""
        if not self.peer.has(caps.BATCH):
            yield
            return
        reference = self.hub.next_reference()
        self.send("BATCH", "+" + reference, kind, *params)
        self._batch = reference
        try:
            yield
        finally:  # a client would wait for the end of it for ever
            self._batch = ""
            self._lines.append(f":{self.hub.name} BATCH -{reference}\r\n".encode())

    def wait(
        self, request: Any, then: Callable[[Any], None], failure: Refused = UNREADABLE
    ) -> None:
        """Ask the store; `then` goes on with its answer, and may wait again. request: see `Job`.

        Until then the peer's further lines are kept back, so that answers stay in order.
        failure: what is told when the store can't answer.
        """
        self.waits = True
        self.hub.ask(self.peer, request, lambda answer: self._resume(then, failure, answer))

    def _resume(self, then: Callable[[Any], None], failure: Refused, answer: Any) -> None:
        self.waits = False
        if self.peer.is_gone:
            return
        try:
            if isinstance(answer, BaseException):
                raise failure
            then(answer)
        except Refused as refused:
            self.refuse(refused)
        except Exception:
            self.failed()
        self.finish()

    def failed(self) -> None:
        """A fault of ours, while it is handled as an exception: others go on, the asker is told."""
        log.exception(
            "%s of %s could not be done", self.command, self.peer.person.nick or "a newcomer"
        )
        sentence = "The relay made a mistake; it is logged"
        if self.voice:
            self.say(sentence)
        else:
            self.text(numerics.ERR_UNKNOWNERROR, one_word(self.command), sentence)

    def finish(self) -> None:
        """Send all that was collected, unless a Job has still to answer."""
        if self.waits:
            return
        if self.label and not self.settled:
            self._apply_label()
        if self._lines:
            self.hub.send(self.peer, self.taken(), durable=self.durable)
        if self._late:
            for make in self._late:
                self.hub.send_late(self.peer, make)
            self._late = ()

    def taken(self) -> bytes:
        """What was collected, for who sends it another way."""
        lines, self._lines = self._lines, []
        return b"".join(lines)

    def later(self, make: Callable[[], bytes]) -> None:
        """After this answer, of things that may not be on the disk yet; see `send_late`."""
        self._late = (*self._late, make)

    def needs_disk(self, target: str = "*") -> None:
        """What is answered stands or falls with what this turn stores."""
        if not self.durable:
            self.durable = True
            self.hub.refuse_unstored(self.peer, self.unstored(target))

    def _apply_label(self) -> None:
        tag = self.label_tag.encode("utf-8", "replace")
        if not self._lines:
            self._lines = [self.ack()]
        elif self._items == 1 or not self.peer.has(caps.BATCH):
            self._lines[0] = _tagged(self._lines[0], tag)
        else:
            outer = self.hub.next_reference()
            start = f" :{self.hub.name} BATCH +{outer} labeled-response\r\n".encode()
            inner = [
                line if line.startswith(b"@batch=") else _tagged(line, b"batch=" + outer.encode())
                for item in self._lines
                for line in item.splitlines(keepends=True)
            ]
            end = f":{self.hub.name} BATCH -{outer}\r\n".encode()
            self._lines = [b"@" + tag + start, *inner, end]

    def _add(self, line: str) -> None:
        if self.peer.door is Door.CLASSIC:
            return  # numerics mean nothing there
        data = line.encode("utf-8", "replace")
        if len(data) > MAX_LINE_BYTES + 2:
            # Something foreign that is said again, or words of ours about it, are too long.
            data = cut(line, MAX_LINE_BYTES).encode("utf-8", "replace") + b"\r\n"
        if self._batch:
            data = f"@batch={self._batch} ".encode() + data
        else:
            self._items += 1
        self._lines.append(data)


def _word(param: str) -> str:
    """What stands before the last parameter; foreign words there must not break the line."""
    return (
        one_word(param, MAX_LINE_BYTES) if not param or " " in param or param[0] == ":" else param
    )


def _lines_of(words: Iterable[str], between: str, max_bytes: int) -> Iterator[str]:
    line: list[str] = []
    size = 0
    for word in words:
        length = len(word.encode("utf-8", "replace"))
        if line and size + length > max_bytes:
            yield between.join(line)
            line, size = [], 0
        line.append(word)
        size += length + len(between)
    if line:
        yield between.join(line)


def _tagged(line: bytes, tag: bytes) -> bytes:
    """The line with one more tag in front."""
    return b"@" + tag + (b";" + line[1:] if line.startswith(b"@") else b" " + line)
