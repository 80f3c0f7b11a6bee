"""What ends a terminal session before or between talk, as a sentence that says what to do."""

from messenger.client import events as ev
from messenger.client.client import Client
from messenger.client.intents import TrustCertificate
from messenger.client.text import login_words
from messenger.errors import UserError
from messenger.tui.clean import clean

IT_IS_ME = "Is it you, with a password? Start again with --ask-password."


def check(event: ev.Event, client: Client, trusted_words: str) -> None:
    """Raise UserError for an event after which there is no link.

    trusted_words: three words of a new certificate that the person has compared and accepts;
        the relay that shows just these is trusted from now on.
    """
    if isinstance(event, ev.LoginFailed):
        mine = f" {IT_IS_ME}" if event.may_prove else ""
        raise UserError(clean(login_words.login_fault(event)) + mine)
    if isinstance(event, ev.CertificateChanged):
        if trusted_words.lower().split() != event.new_words.lower().split():
            raise UserError(_stopped(event))
        client.submit(TrustCertificate(event.new_fingerprint))


def _stopped(event: ev.CertificateChanged) -> str:
    sentences = [clean(sentence).rstrip(".") for sentence in login_words.certificate_changed(event)]
    accept = f'If they are the new ones, start again with --trust "{clean(event.new_words)}".'
    return ". ".join([*sentences, accept])
