"""A session with its history and its post: what every handler gets."""

from messenger.client.outbox.outbox import Outbox
from messenger.client.outbox.post import Post
from messenger.client.session.attaching import Attaching
from messenger.client.session.bookmarks import Bookmarks
from messenger.client.session.catchup import Catchup
from messenger.client.session.context import Context
from messenger.client.session.identity import Identity
from messenger.client.session.login import Account
from messenger.client.session.questions import Questions


class Conversation(Context):
    """Context plus the machines that work on it.

    ctcp_answered_at: `now` of our last answer to a CTCP request.
    """

    def __init__(self, account: Account, bookmarks: Bookmarks, outbox: Outbox) -> None:
        super().__init__(account, bookmarks, outbox)
        self.catchup = Catchup(self)
        self.post = Post(self, self.catchup)
        self.catchup.on_said = self.post.seen_in_history
        self.questions = Questions()
        self.attaching = Attaching(self)
        self.identity = Identity(self)
        self.ctcp_answered_at = float("-inf")
        self.nick_asked_at = float("-inf")  # when we last tried to get our own nick back
        self.away_told: dict[str, str] = {}  # by folded nick: why they are away, told once
        self.farewell: str | None = None  # the server's last words (ERROR)
        self.leaving = False  # QUIT is sent
