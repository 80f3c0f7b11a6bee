"""What a turn has had to do so far, so that a crowd who ask for much delay nobody else.

A turn takes only so much of what costs much, some 20 ms, and then serves only those who have
asked for little lately; the others are served in the turns that follow, each in its place.
"""

from messenger.relay.turn import Turn

# What one line may cause before it counts as several: a NICK is stored in each room, a LIST of
# thousands of rooms is long. Joining thirty rooms after a cut is still nothing.
ROWS_A_LINE, BYTES_A_LINE = 4, 8192
LOOKS_A_LINE = 100  # masks compared: 1 µs each, 4 when somebody has thought about it
# The rest costs a turn time, but is what a relay is for, and counts as no second line:
COPIES_A_COST = 4096  # to so many people,
# so many bytes for all of them together (20 people with lines of 4 KB in a room of 1,000 who don't
# read held everybody up for 1.3 s), and each line at all.
SPREAD_A_COST, COST_OF_A_LINE = 524_288, 0.02
# Of these costs a turn takes so many, and then only lines of people who have so much left of
# their bucket; and of a new crowd, who all have asked for little, just the first.
COSTS_A_TURN, LITTLE_ASKED = 16, 0.96
MOST_A_TURN, FIRST_ASKED = 48, 0.995


class Costs:
    """Of one turn. looks: masks that the line at hand was compared with; spread: members that it
    went to, for as long as it is at hand."""

    __slots__ = ("_deliveries", "_rows", "looks", "spread", "taken")

    def __init__(self) -> None:
        self.taken = 0.0
        self.looks = self.spread = self._rows = self._deliveries = 0

    def begin(self, turn: Turn) -> None:
        """A line is at hand."""
        self.looks = self.spread = 0
        self._rows, self._deliveries = len(turn.rows), len(turn.deliveries)

    def end(self, turn: Turn, line_bytes: int) -> int:
        """It is done. Returns how many lines more it counts as."""
        size = copies = 0
        for delivery in turn.deliveries[self._deliveries :]:
            size += len(delivery.data)
            copies += len(delivery.wires)
        more = (len(turn.rows) - self._rows) // ROWS_A_LINE + size // BYTES_A_LINE
        looked = self.looks / LOOKS_A_LINE
        more += int(looked)
        self.taken += max(more, looked) + copies / COPIES_A_COST + COST_OF_A_LINE
        self.add_spread(line_bytes * self.spread)
        return more

    def add_spread(self, size_bytes: int) -> None:
        """Words went to a room: their bytes times its members."""
        self.taken += size_bytes / SPREAD_A_COST

    @property
    def is_full(self) -> bool:
        """Only those who have asked for little are served now."""
        return self.taken >= COSTS_A_TURN

    @property
    def unasked(self) -> float:
        """How much of its bucket somebody must have left, to be served in a full turn."""
        return FIRST_ASKED if self.taken >= MOST_A_TURN else LITTLE_ASKED
