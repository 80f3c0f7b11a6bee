"""How each event changes the model: one handler an event type, in the table `HANDLERS`."""

from collections.abc import Callable, Mapping
from typing import Any

from messenger.client import events as ev
from messenger.client import lesson_events as le
from messenger.client.account_events import AccountAnswered, AccountDescribed
from messenger.client.model import apply_lesson as lesson
from messenger.client.model import apply_messages as messages
from messenger.client.model import apply_people as people
from messenger.client.model.changes import (
    DirectoryChanged,
    FoundChanged,
    HeaderChanged,
    LinkChanged,
)
from messenger.client.model.link_state import LinkPhase, LinkState
from messenger.client.model.subject import Subject
from messenger.client.text import account_words, login_words, words


def _link(phase: LinkPhase) -> Callable[[Subject, Any], None]:
    def apply(model: Subject, event: ev.LinkDown | ev.LinkClosed) -> None:
        retry_in_s = event.retry_in_s if isinstance(event, ev.LinkDown) else 0.0
        _set_link(model, LinkState(phase, event.reason, retry_in_s))
        for place in model.places.values():
            place.loading_older = False
            if phase is LinkPhase.CLOSED and place.joined:
                place.joined = False
                model.tell(HeaderChanged(place.key))

    return apply


def _set_link(model: Subject, link: LinkState) -> None:
    model.link = link
    model.tell(LinkChanged())


def _progress(model: Subject, event: ev.LinkProgress) -> None:
    _set_link(model, LinkState(LinkPhase[event.stage.name]))


def _up(model: Subject, event: ev.LinkUp) -> None:
    model.network, model.address = event.network, event.address
    model.fingerprint_words = event.fingerprint_words
    model.known.made_by_us, model.kept = event.own_relay, event.kept
    model.abilities = event.abilities
    people.rename(model, event.nick)
    lesson.begin(model)
    _set_link(model, LinkState(LinkPhase.UP))


def _failed(model: Subject, event: ev.LoginFailed) -> None:
    _set_link(model, LinkState(LinkPhase.FAILED, login_words.login_fault(event)))


def _certificate(model: Subject, event: ev.CertificateChanged) -> None:
    _set_link(model, LinkState(LinkPhase.FAILED, words.CERTIFICATE_CHANGED))


def _stuck(model: Subject, event: ev.CopyStuck) -> None:
    model.stuck = event.reason
    model.tell(LinkChanged())  # what becomes of unsent words is another question now


def _rooms(model: Subject, event: ev.RoomsListed) -> None:
    model.directory = event.rooms
    model.tell(DirectoryChanged())


def _found(model: Subject, event: ev.MessagesFound) -> None:
    model.found = event
    model.tell(FoundChanged())


def _person(model: Subject, event: ev.PersonDescribed) -> None:
    lines = event.lines or (words.nobody(event.nick),)
    model.note("", "\n".join(lines), 0.0, "facts" if event.lines else "error")


def _invited(model: Subject, event: ev.Invited) -> None:
    model.note("", words.invited(event), 0.0)


def _described(model: Subject, event: AccountDescribed) -> None:
    lines = account_words.described(event, model.known.display(event.account))
    model.note("", "\n".join(lines), 0.0, "facts" if event.account else "error")


def _answered(model: Subject, event: AccountAnswered) -> None:
    model.note("", account_words.answered(event), 0.0, "error" if event.fault else "note")


def _said(model: Subject, event: ev.ServerSaid) -> None:
    model.note(event.target, event.text, 0.0, "error" if event.error else "note")


HANDLERS: Mapping[type[ev.Event], Callable[[Any, Any], None]] = {
    ev.LinkProgress: _progress,
    ev.LinkUp: _up,
    ev.LinkDown: _link(LinkPhase.DOWN),
    ev.LinkClosed: _link(LinkPhase.CLOSED),
    ev.LoginFailed: _failed,
    ev.CertificateChanged: _certificate,
    ev.RoomJoined: people.joined,
    ev.RoomLeft: people.left,
    ev.JoinFailed: people.join_failed,
    ev.TopicChanged: people.topic,
    ev.MembersListed: people.members,
    ev.MemberJoined: people.member_joined,
    ev.MemberLeft: people.member_left,
    ev.MemberUpdated: people.member_updated,
    ev.NickChanged: people.nick,
    ev.AwayChanged: people.away,
    ev.RoomModesChanged: people.modes,
    ev.MessageArrived: messages.arrived,
    ev.MessagePending: messages.pending,
    ev.MessageSettled: messages.settled,
    ev.MessageFailed: messages.not_sent,
    ev.MessageHeld: lesson.held,
    ev.HeldArrived: lesson.held_arrived,
    ev.HistoryLoaded: messages.history,
    ev.GapFound: messages.gap,
    ev.ReadMarked: messages.read,
    ev.DraftFound: messages.draft,
    ev.RoomsListed: _rooms,
    ev.PersonDescribed: _person,
    ev.Invited: _invited,
    AccountDescribed: _described,
    AccountAnswered: _answered,
    ev.MessagesFound: _found,
    ev.CopyStuck: _stuck,
    ev.ServerSaid: _said,
    le.LessonTold: lesson.told,
    le.HandMoved: lesson.hand,
    le.PersonMuted: lesson.muted,
    le.HeldSettled: lesson.held_settled,
    le.PeopleListed: lesson.people,
    le.BansListed: lesson.bans,
}
