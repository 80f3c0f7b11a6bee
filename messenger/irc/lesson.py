"""Looking after a lesson: what our relay and our client call things on the wire.

A client that negotiates CAPABILITY gets the lines below; any other gets the same in words, as
NOTICEs, and does with MUTE, UNMUTE, TALKS, HAND, HELD, APPROVE and REJECT what ours does.

    LESSON STATE <flags, a comma between two, or *> :<nicks of those who look after the relay>
    LESSON HAND <nick> <since, or * when it is down>
    LESSON MUTED <nick> <since, or * when it is not any more>      to operators
    LESSON SETTLED <room> <id>              to operators: this held message waits no more
    LESSON REJECTED <room> <id> <ref or *> :<why>      to its sender
    LESSON PERSON <nick> <account or *> <address> <rooms or *> :<name>
    LESSON BAN <K or D> <mask> <by> <until, 0 for ever> :<why>
    LESSON END <PEOPLE or BANS>

Times are milliseconds since 1970. A held message travels as the PRIVMSG that it is, with
HELD_TAG for its id: to the room's operators addressed to "@#room", to its sender to "#room".
source: our own extension.
"""

CAPABILITY = "messenger.internal/lesson"
HELD_TAG = "messenger.internal/held"
APPROVAL_MODE = "A"  # of a room: the first message of each person waits for an operator
NOTHING = "*"

# Flags of LESSON STATE.
OPERATOR = "operator"  # the reader looks after the relay
MUTED_ALL = "mute"  # nobody but operators speaks anywhere
MUTED = "muted"  # the reader does not
SPARED = "spared"  # the reader does, though everybody else is muted
TALKS_CLOSED = "talks"  # private words go to operators only
