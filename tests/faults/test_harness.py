"""A short run of the fault harness, and that it notices each guarantee which is broken."""

import shutil

import pytest

from tests.faults.breaking import BREAKS
from tests.faults.plan import OF_THE_RELAY
from tests.faults.run import ENOUGH, Wish, play

SEED, LENGTH_S = 3, 20.0

pytestmark = pytest.mark.timeout(400)  # a busy machine starts and ends a dozen programs slowly


@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="no Xvfb for the window")
def test_every_promise_is_kept_while_everything_goes_wrong():
    outcome = play(Wish(SEED, LENGTH_S))
    assert outcome.breaches == [], "\n".join(map(str, outcome.breaches))
    assert not [note for note in outcome.notes if "in vain" in note]
    done = sum(outcome.done.get(kind, 0) for kind in OF_THE_RELAY)
    assert done >= 2, "two are done for sure: one kill, and one while a backup is made"
    assert len(outcome.evidence.history) > ENOUGH


WORDINGS = tuple(kind for kind, one in BREAKS.items() if one.changes)
ON_THE_WAY = tuple(
    kind for kind, one in BREAKS.items() if (one.to_person or one.to_relay) and kind not in WORDINGS
)
AT_REST = tuple(kind for kind in BREAKS if kind not in (*ON_THE_WAY, *WORDINGS))


@pytest.mark.parametrize(
    "kinds", [ON_THE_WAY, AT_REST, WORDINGS], ids=["on the way", "at rest", "wordings"]
)
def test_each_promise_that_is_broken_is_noticed(kinds):
    outcome = play(Wish(1, 0.0, window=False, breaks=kinds))
    for kind in kinds:
        finds, touched = BREAKS[kind].finds, outcome.touched[kind]
        assert touched, f"{kind} befell nothing"
        named = {breach.token for breach in outcome.breaches if breach.kind is finds}
        assert named & set(touched), f"{kind} went unnoticed: {touched} {outcome.breaches}"
