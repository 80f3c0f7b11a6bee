"""A session with its history and its post: what every handler gets."""

from messenger.client.bookmarks import Bookmarks
from messenger.client.catchup import Catchup
from messenger.client.context import Context
from messenger.client.login import Account
from messenger.client.outbox import Outbox
from messenger.client.post import Post
from messenger.client.questions import Questions


class Conversation(Context):
    """Context plus the machines that work on it.

    ctcp_answered_at: `now` of our last answer to a CTCP request.
    """

    def __init__(self, account: Account, bookmarks: Bookmarks, outbox: Outbox) -> None:
        super().__init__(account, bookmarks, outbox)
        self.catchup = Catchup(self)
        self.post = Post(self, self.catchup)
        self.catchup.on_own = self.post.seen_in_history
        self.questions = Questions()
        self.ctcp_answered_at = float("-inf")
        self.nick_asked_at = float("-inf")  # when we last tried to get our own nick back
        self.farewell: str | None = None  # the server's last words (ERROR)
        self.leaving = False  # QUIT is sent
