"""Every error of ours, sorted by who must act."""


class MessengerError(Exception):
    """Base of all our errors; never raised itself."""


class PeerError(MessengerError):
    """The other side broke the protocol: log the line, close the link."""


class LinkLost(MessengerError):
    """The network failed: wait, then connect again."""


class UserError(MessengerError):
    """Something only the person can mend: its text says what happened and what to do next.

    The command line prints the text and exits with `exit_code`; windows show the text.
    """

    exit_code = 2


class Refused(MessengerError):
    """A lawful request answered with no: tell the asker, keep the link.

    code: a numeric ("404") or the code of a standard reply ("INVALID_TARGET").
    context: the parameters that follow it, the last one a sentence for people.
    """

    def __init__(self, code: str, *context: str) -> None:
        super().__init__(code, *context)
        self.code, self.context = code, context
